"""Where the characters of a line stand on a page of equal columns, as programs that draw tables with characters count them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

from ..documents.blocks import Cell, Line, runs_of
from .strips import piece

Width = Callable[[str], int]
"""The columns that a character takes."""


def _by_script(char: str) -> int:
    if unicodedata.category(char) in ("Cf", "Mn"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _wide(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) == "A" and not is_box(char) else _by_script(char)


WIDTHS: tuple[Width, ...] = (_by_script, _wide, lambda _: 1)
"""Chinese characters take two columns, quotation marks and dashes one or two; some programs count characters only."""


def is_box(char: str) -> bool:
    """Whether a character is one of those that draw lines."""
    return "\u2500" <= char <= "\u257f"


def places(line: Line, width: Width) -> list[int]:
    """The column in which each character of a line begins, and the column behind the last one.

    Marks that reading took out of the line took their columns as well.
    """
    widths = [width(char) for char in line.text]
    removed = [0] * (len(widths) + 1)
    for (at, offset), (below, further) in zip(line.runs, line.runs[1:], strict=False):
        if offset >= 0 and further >= 0:
            removed[below] += further - offset - (below - at)
    found = [0]
    for one, extra in zip(widths, removed[1:], strict=True):
        found.append(found[-1] + one + extra)
    return [x + removed[0] for x in found]


def cut(line: Line, begin: int, end: int) -> Line:
    """A part of a line as a line of its own."""
    return Line(line.text[begin:end], line.number, tuple(runs_of(line.runs, begin, end)), line.page)


def joined(parts: Sequence[Line]) -> Cell:
    """One cell from the parts of lines in which it stands, one below the other."""
    filled = [part for part in parts if part.text.strip()]
    if len(filled) < 2:
        part = (filled or parts)[0]
        return piece(part, 0, len(part.text))
    return Cell(
        "\n".join(part.text.strip() for part in filled), None, filled[0].number, filled[0].page
    )
