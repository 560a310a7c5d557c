"""Headers whose words a page cut over two rows: 商业 | 科研 above 企业 | 机构."""

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
        whole = _join(joined[-1], row) if joined and row.whole else None
        if whole is None:
            joined.append(row)
        else:
            joined[-1] = whole
    return joined


def _join(above: Row, row: Row) -> Row | None:
    """Both rows as one; None unless each of several cells below completes a label of the row above,
    whose others are whole."""
    tops, waiting = _find_words(above), _find_words(row)
    if not 1 < len(waiting) <= len(tops) or any(meanings(cell.text) for cell in waiting):
        return None
    completed: dict[int, Cell] = {}
    for top in tops:
        text = "\n".join([top.text, *(cell.text for cell in waiting[:1])])
        if waiting and meanings(text):
            completed[id(top)] = replace(top, text=text, start=None)
            waiting = waiting[1:]
        elif not meanings(top.text):
            return None
    if waiting:
        return None
    return above._replace(cells=tuple(completed.get(id(cell), cell) for cell in above.cells))


def _find_words(row: Row) -> list[Cell]:
    """The cells of a row of a table that are not empty; none where one holds a digit."""
    filled = [cell for cell in row.cells if cell.text]
    has_digits = any(_DIGIT.search(cell.text) for cell in filled)
    return filled if row.whole and not has_digits else []
