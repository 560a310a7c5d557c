"""Comma-separated values: only in a file that says in its first line that it is a filled template."""

from __future__ import annotations

import re
from dataclasses import replace

from ..documents.blocks import Line
from .strips import Strip, piece

MARK = "gongkai,"
"""How the first line of a template begins."""

_FIELD = re.compile(r'"((?:[^"]|"")*)"|([^,]*)')


def strip_of(line: Line) -> Strip:
    """The fields of one line; a quoted field stands without its quotes. A line with one field is a line of text."""
    cells = []
    at = 0
    text = line.text
    while True:
        match = _FIELD.match(text, at)
        assert match is not None  # the second branch matches anything
        group = 1 if match.group(1) is not None else 2
        cell = piece(line, match.start(group), match.end(group))
        cells.append(replace(cell, text=cell.text.replace('""', '"'), start=None) if '""' in cell.text else cell)
        if match.end() >= len(text) or text[match.end()] != ",":
            filled = [c for c in cells if c.text]
            return Strip(tuple(cells), True, "commas", line) if len(filled) > 1 or len(cells) > 2 else Strip(tuple(filled), False, "lines", line)
        at = match.end() + 1
