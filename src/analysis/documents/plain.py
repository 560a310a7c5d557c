"""A text file, or pasted text: one `Line` per line, blank ones included."""

from __future__ import annotations

import re

from ..errors import Problem
from .blocks import Line
from .limits import MAX_BLOCKS, too_many_blocks

_END = re.compile(r"\r\n|\r|\n")


def lines(text: str, page: int | None = None, offsets: bool = True) -> tuple[list[Line], list[Problem]]:
    """The lines of `text` with numbers from 1, without their line ends; problem `too_large` beyond `MAX_BLOCKS` lines.

    Blank lines and lines of white space stay: in some layouts they are the blank cells of a table.

    >>> [(line.number, line.text, line.runs) for line in lines("a\\r\\n\\r\\nb\\n")[0]]
    [(1, 'a', ((0, 0),)), (2, '', ((0, 3),)), (3, 'b', ((0, 5),))]
    """
    found: list[Line] = []
    start = 0
    for end in _END.finditer(text):
        if len(found) == MAX_BLOCKS:
            return found, [too_many_blocks("lines")]
        found.append(Line(text[start : end.start()], len(found) + 1, ((0, start),) if offsets else (), page))
        start = end.end()
    if start < len(text):
        found.append(Line(text[start:], len(found) + 1, ((0, start),) if offsets else (), page))
    return found, []
