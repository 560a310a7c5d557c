"""The sections of a report, by its headings: 一、总体情况 to 六、其他需要报告的事项, in the wordings that occur."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from ..documents.blocks import Line
from ..forms import fold_label

_NUMBERED = re.compile(r"^[一二三四五六七八九十]{1,2}[、.]")
_UNNUMBERED = re.compile(r"[^\d。；，]*(?:情况|事项|措施|概述)")
_LONGEST = 40


class Section(NamedTuple):
    """`section` is a key of `forms/headings.toml`; lines count in the document, `text` leaves
    tables out."""

    section: str
    heading: str
    text: str
    line_from: int | None
    line_to: int | None


@cache
def _words() -> dict[str, tuple[str, ...]]:
    data = tomllib.loads((files("analysis.forms") / "headings.toml").read_text("utf-8"))
    return {entry["key"]: tuple(entry["words"]) for entry in data["sections"]}


def section_of(text: str) -> str | None:
    """The section that a line opens; None for a line that is no heading.

    A numbered heading (一、…) of no known wording opens "unknown". A heading that lost its numeral
    counts only where the line is short, has no figure and no sentence, and the wording is that of
    the form.

    >>> section_of("三、收到和处理政府信息公开申请情况"), section_of("2019年收到申请3件。")
    ('applications', None)
    """
    line = fold_label(text)
    is_numbered = _NUMBERED.match(line) is not None
    if len(line) > _LONGEST or line.endswith(tuple("。；;，,：:、")):
        return None
    if not (is_numbered or _UNNUMBERED.fullmatch(line)):
        return None
    known = (key for key, words in _words().items() if any(word in line for word in words))
    return next(known, "unknown" if is_numbered else None)


def sections(lines: Sequence[Line]) -> list[Section]:
    """The sections in document order. What stands before the first heading is "preface"; without
    headings that is all.

    The text of a section leaves blank lines out and keeps the others as printed.
    """
    parts: list[tuple[str, list[Line], list[Line]]] = [("preface", [], [])]
    for line in lines:
        if opened := section_of(line.text):
            parts.append((opened, [line], []))
        elif line.text.strip():
            parts[-1][2].append(line)
    return [_make_section(*part) for part in parts if part[1] or part[2]]


def _make_section(key: str, heading: Sequence[Line], body: Sequence[Line]) -> Section:
    title = "".join(line.text.strip() for line in heading)
    text = "\n".join(line.text.strip() for line in body)
    numbers = [line.number for line in (*heading, *body) if line.number is not None]
    return Section(key, title, text, min(numbers, default=None), max(numbers, default=None))
