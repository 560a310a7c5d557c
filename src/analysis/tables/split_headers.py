"""Headers whose words a page cut: over two rows (商业 | 科研 above 企业 | 机构), or where they run over
the line to the next cell (社会公益 | 组织科研机构)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from ..documents.blocks import Cell
from ..forms import fold_label, fold_with_offsets
from ..rows import Row
from .vocabulary import meanings, scanner

_FEWEST = 3  # cells with words that make a header
_DIGIT = re.compile(r"\d")


def join_split_headers(rows: Sequence[Row]) -> list[Row]:
    """The rows of a document, with the two rows of a cut header as one, and each label of a header
    in one cell."""
    joined: list[Row] = []
    for row in rows:
        words = _words(row) if row.whole else []
        if len(words) >= _FEWEST:
            row = _mend_row(row)
            words = _words(row)
        above = joined[-1] if joined else None
        if len(words) > 1 and above and above.whole and (whole := _join(above, words)):
            joined[-1] = whole
        else:
            joined.append(row)
    return joined


def _join(above: Row, bottoms: Sequence[Cell]) -> Row | None:
    """Both rows as one; None unless each cell below completes a label of the row above."""
    tops = _words(above)
    if len(bottoms) > len(tops) or any(meanings(cell.text) for cell in bottoms):
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


class _Label(NamedTuple):
    """A label in the words of a row: its text, and the cells in which it begins and ends."""

    text: str
    first: int
    last: int


def _mend_row(row: Row) -> Row:
    """The row with each label that runs over the line between two cells in the one in which it
    begins: what a PDF draws too wide for its cell.

    Another row stays as it is, and so do words that are no labels, or several in one cell.
    """
    labels = _find_labels(row.cells)
    mended = list(row.cells)
    for run in _find_runs(labels):
        inside = [label for label in labels if label.first in run and label.last in run]
        known = sum(len(label.text) for label in inside)
        words = [fold_label(row.cells[at].text) for at in run]
        is_whole = known == sum(map(len, words)) and all(words)
        if is_whole and len({label.first for label in inside}) == len(inside):
            texts = {label.first: label.text for label in inside}
            for at in run:
                mended[at] = replace(mended[at], text=texts.get(at, ""), start=None)
    return row._replace(cells=tuple(mended))


def _find_labels(cells: Sequence[Cell]) -> list[_Label]:
    """The labels in the words of all cells, put together without the lines between them."""
    cell_of = [at for at, cell in enumerate(cells) for _ in cell.text]
    folded, offsets = fold_with_offsets("".join(cell.text for cell in cells))
    return [
        _Label(found.group(), cell_of[offsets[found.start()]], cell_of[offsets[found.end() - 1]])
        for found in scanner().finditer(folded)
    ]


def _find_runs(labels: Sequence[_Label]) -> list[range]:
    """The neighbouring cells that labels run over."""
    runs: list[range] = []
    for label in labels:
        if label.first == label.last:
            continue
        if runs and label.first < runs[-1].stop:
            runs[-1] = range(runs[-1].start, label.last + 1)
        else:
            runs.append(range(label.first, label.last + 1))
    return runs
