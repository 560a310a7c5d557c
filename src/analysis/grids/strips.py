"""A strip: what one line of a document, or one row of a table, holds as cells.

The rooms after this one see strips only, whatever the layout: they find labels in them and need to know
just two things more: whether the strip is a whole row, and which places are no cells (`Cell.pad`).
"""

from __future__ import annotations

from dataclasses import dataclass

from ..documents.blocks import Cell, Line, offset_of


@dataclass(slots=True)
class Strip:
    """`row`: the strip holds several cells of one row. `line`: the line it came from (None for a row of a table).

    `layout` is the name of the serialisation, html, pdf ... (media of a table), or lines for one cell a line.
    """

    cells: tuple[Cell, ...]
    row: bool
    layout: str
    line: Line | None = None


def piece(line: Line, begin: int, end: int, pad: bool = False) -> Cell:
    """The part of a line from `begin` to `end` as a cell, without white space around it.

    Its offset is kept where the characters stand together in the document.
    """
    raw = line.text[begin:end]
    text = raw.strip()
    return Cell(
        text,
        offset_of(line.runs, begin + raw.index(text), len(text) or 1),
        line.number,
        line.page,
        "",
        pad,
    )
