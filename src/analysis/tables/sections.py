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
def _words() -> tuple[tuple[str, tuple[str, ...]], ...]:
    entries = tomllib.loads((files("analysis.forms") / "headings.toml").read_text("utf-8"))[
        "sections"
    ]
    return tuple((entry["key"], tuple(entry["words"])) for entry in entries)


def section_of(text: str) -> str | None:
    """The section that a line opens; None for a line that is no heading.

    A numbered heading (一、…) of no known wording opens "unknown". A heading that lost its numeral
    counts only where the line is short, has no figure and no sentence, and the wording is that of
    the form.

    >>> section_of("三、收到和处理政府信息公开申请情况"), section_of("2019年收到申请3件。")
    ('applications', None)
    """
    line = fold_label(text)
    if not line or len(line) > _LONGEST or line[-1] in "。；;，,：:、":
        return None
    numbered = _NUMBERED.match(line)
    if not numbered and (
        re.search(r"[\d。；，]", line) or not line.endswith(("情况", "事项", "措施", "概述"))
    ):
        return None
    found = next((key for key, words in _words() if any(word in line for word in words)), None)
    return found or ("unknown" if numbered else None)


def sections(lines: Sequence[Line]) -> list[Section]:
    """The sections in document order. What stands before the first heading is "preface"; without
    headings that is all.

    The text of a section leaves blank lines out and keeps the others as printed.
    """
    found: list[Section] = []
    key, heading, body = "preface", "", list[Line]()
    first: Line | None = None
    for line in lines:
        opened = section_of(line.text)
        if opened is None:
            body.append(line)
            continue
        found += _make_section(key, heading, body, first)
        key, heading, body, first = opened, line.text.strip(), [], line
    return found + _make_section(key, heading, body, first)


def _make_section(
    key: str, heading: str, body: Sequence[Line], first: Line | None
) -> list[Section]:
    kept = [line for line in body if line.text.strip()]
    if first is None and not kept:
        return []
    numbers = [line.number for line in ([first] if first else []) + kept if line.number is not None]
    text = "\n".join(line.text.strip() for line in kept)
    return [Section(key, heading, text, min(numbers, default=None), max(numbers, default=None))]
