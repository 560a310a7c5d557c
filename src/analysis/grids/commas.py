"""Separated values: only in a file that says in its first line that it is a filled template.

Spreadsheet programs save such a file with commas, semicolons or tabs, with or without quotes.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ..documents.blocks import Cell, Line
from .strips import Strip, piece

MARK = "gongkai"
"""The first field of a template."""

_FIRST = re.compile(rf'"?{MARK}"?(?P<separator>[,;\t])')


def separator(first_line: str) -> str | None:
    """What separates the fields of a template; None for a text that is none.

    >>> separator('"gongkai";"form2021"'), separator("gongkai is a program")
    (';', None)
    """
    found = _FIRST.match(first_line)
    return found["separator"] if found else None


def strip_of(line: Line, mark: str) -> Strip:
    """The fields of one line; a quoted field stands without its quotes. A line with one filled field is a line of text."""
    field = re.compile(rf'"((?:[^"]|"")*)"|([^{mark}]*)')
    cells = []
    at = 0
    text = line.text
    while True:
        match = field.match(text, at)
        assert match is not None  # the second branch matches anything
        group = 1 if match.group(1) is not None else 2
        cell = piece(line, match.start(group), match.end(group))
        cells.append(replace(cell, text=cell.text.replace('""', '"'), start=None) if '""' in cell.text else cell)
        if match.end() >= len(text) or text[match.end()] != mark:
            filled = [c for c in cells if c.text]
            return Strip(tuple(cells), True, "commas", line) if len(filled) != 1 else Strip((filled[0],), False, "lines", _only(line, filled[0]))
        at = match.end() + 1


def _only(line: Line, cell: Cell) -> Line:
    """The line as if its one filled field were all of it."""
    return Line(cell.text, line.number, ((0, cell.start),) if cell.start is not None else (), line.page)
