"""Headers that a page cut over two rows: 商业 | 科研 above 企业 | 机构."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ..documents.blocks import Cell
from ..rows import Row
from .vocabulary import meanings

_DIGIT = re.compile(r"\d")


def join_split_headers(rows: Sequence[Row]) -> list[Row]:
    """The rows of a document, with the two rows of a cut header as one."""
    joined: list[Row] = []
    for row in rows:
        above = joined[-1] if joined else None
        if above and above.whole and row.whole and (whole := _join(above, row)):
            joined[-1] = whole
        else:
            joined.append(row)
    return joined


def _join(above: Row, below: Row) -> Row | None:
    """Both rows as one; None unless each cell below completes a label of the row above."""
    bottoms = _words(below)
    tops = _words(above) if len(bottoms) > 1 else []
    if not 1 < len(bottoms) <= len(tops) or any(meanings(cell.text) for cell in bottoms):
        return None
    waiting = list(reversed(bottoms))
    completed: dict[int, Cell] = {}
    for top in tops:
        if waiting and meanings(top.text + waiting[-1].text):
            text = f"{top.text}\n{waiting.pop().text}"
            completed[id(top)] = replace(top, text=text, start=None)
        elif not meanings(top.text):
            return None
    if waiting:
        return None
    return above._replace(cells=tuple(completed.get(id(cell), cell) for cell in above.cells))


def _words(row: Row) -> list[Cell]:
    """The cells of a row that are not empty; none where one holds a digit."""
    filled = [cell for cell in row.cells if cell.text]
    return [] if any(_DIGIT.search(cell.text) for cell in filled) else filled
