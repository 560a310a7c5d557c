"""The rows of a template that was filled in by hand and saved as separated values."""

from __future__ import annotations

import re
from dataclasses import replace

from ..documents.blocks import Line
from .row import Row, cut_cell

MARK = "gongkai"
"""The first field of a template."""

_FIRST_FIELD = re.compile(rf'"?{MARK}"?(?P<separator>[,;\t])')


def find_separator(first_line: str) -> str | None:
    """What separates the fields of a template; None for a text that is none.

    >>> find_separator('"gongkai";"form"'), find_separator("gongkai is a program")
    (';', None)
    """
    found = _FIRST_FIELD.match(first_line)
    return found["separator"] if found else None


def read_template_row(line: Line, separator: str) -> Row:
    """The fields of one line, quoted ones without their quotes.

    A line with one filled field is a line of text (a title, a date): it stands as one.
    """
    field = re.compile(rf'(?:^|{separator})(?:\s*"((?:[^"]|"")*)"\s*|([^{separator}]*))')
    cells = []
    for match in field.finditer(line.text):
        cell = cut_cell(line, *match.span(match.lastindex or 0))
        if '""' in cell.text:
            cell = replace(cell, text=cell.text.replace('""', '"'), start=None)
        cells.append(cell)
    filled = [cell for cell in cells if cell.text]
    if len(filled) != 1:
        return Row(tuple(cells), True, "template", line)
    start = filled[0].start
    runs = () if start is None else ((0, start),)
    return Row(tuple(cells), True, "lines", Line(filled[0].text, line.number, runs, line.page))
