"""Rows whose cells stand between runs of blanks, as plain text from a PDF or a terminal prints them."""

from __future__ import annotations

import re

from ..documents.blocks import Line
from .strips import Strip, piece

BLANKS = " \u00a0\u3000"
_GAP = re.compile(f"[{BLANKS}]{{2,}}")
_SENTENCE = re.compile("[。；！？]")


def is_sentence(text: str) -> bool:
    return _SENTENCE.search(text) is not None


def gaps(text: str) -> int:
    """The number of gaps of two or more blanks inside a line; none in a line that is a sentence."""
    return 0 if not _GAP.search(text) or is_sentence(text) else len(_GAP.findall(text.strip()))


def between_gaps(text: str) -> list[tuple[int, int]]:
    """Where the pieces between gaps begin and end."""
    bounds: list[tuple[int, int]] = []
    at = 0
    for gap in [*_GAP.finditer(text), None]:
        end = gap.start() if gap else len(text)
        if found := text[at:end].strip():
            begin = text.index(found, at)
            bounds.append((begin, begin + len(found)))
        at = gap.end() if gap else end
    return bounds


def strip_of(line: Line) -> Strip:
    """The pieces between gaps. Blank cells cannot be seen in this layout, and no piece stands for one."""
    return Strip(tuple(piece(line, b, e) for b, e in between_gaps(line.text)), True, "spaces", line)
