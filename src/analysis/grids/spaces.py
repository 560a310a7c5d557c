"""Rows whose cells stand between runs of blanks, as plain text from a PDF or a terminal prints them."""

from __future__ import annotations

import re

from ..documents.blocks import Line
from .strips import Strip, piece

_GAP = re.compile(r"[ \u00a0\u3000]{2,}")
_SENTENCE = re.compile("[。；！？]")


def gaps(text: str) -> int:
    """The number of gaps of two or more blanks inside a line; none in a line that is a sentence."""
    return 0 if not _GAP.search(text) or _SENTENCE.search(text) else len(_GAP.findall(text.strip()))


def strip_of(line: Line) -> Strip:
    """The pieces between gaps. Blank cells cannot be seen in this layout, and no piece stands for one."""
    text = line.text
    bounds: list[tuple[int, int]] = []
    at = 0
    for gap in [*_GAP.finditer(text), None]:
        end = gap.start() if gap else len(text)
        if text[at:end].strip():
            bounds.append((at, end))
        at = gap.end() if gap else end
    return Strip(tuple(piece(line, b, e) for b, e in bounds), True, "spaces", line)
