"""A row of cells: what one line of a document, or one row of a table, holds."""

from __future__ import annotations

from typing import NamedTuple

from ..documents.blocks import Cell, Line, find_offset


class Row(NamedTuple):
    """Cells that stand on one line of a document, or in one row of a table.

    `whole`: the cells are a row of a table; otherwise each line of the document holds one cell.
    `layout`: the name of the serialisation (pipes, tabs, spaces, lines, or the media of a table).
    `line`: the line of the document, None for a row of a table.
    """

    cells: tuple[Cell, ...]
    whole: bool
    layout: str
    line: Line | None = None


def cut_cell(line: Line, begin: int, end: int, pad: bool = False) -> Cell:
    """The part of a line from `begin` to `end` as a cell, without white space around it.

    Its offset is kept where the characters stand together in the document.
    """
    raw = line.text[begin:end]
    text = raw.strip()
    start = find_offset(line.runs, begin + raw.index(text), len(text) or 1)
    return Cell(text, start, line.number, line.page, "", pad)
