"""Rows of cells to one stream of tokens: labels, values, blanks, places without a cell, text.

Here, and only here, the pieces of a label are put together (cells that one label was split over)
and cells that run together are taken apart. What comes out is the same for every layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, takewhile

from ..documents.blocks import Cell
from ..forms import fold_label
from ..forms.added import cache_by_labels
from ..rows import Row
from ..values import parse_unit, read_cell
from .glued import Part, split_text
from .vocabulary import (
    NONE,
    Meanings,
    may_be_label,
    may_continue,
    meanings,
)

_LONGEST_LABEL_CELL = 60
_WORDED = ("label", "text")
_PIECES = ("label", "text", "unit")
_PLACES = ("value", "blank", "pad")
_CELLS = (*_PLACES, "unit")
_PIPED = ("pipes", "pipe_cells")
_PAD = Part("pad", 0, 0)
_FEWEST_ROWS = 8  # that tell whether rows are opened
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"\w")


@dataclass(slots=True)
class Token:
    """A cell, or a part of one. `kind`: label, value, blank, pad, unit or text.

    `row` is the number of its row in the document, `whole` says that this is a row of a table;
    `place` counts the cells of a row. `glued`: the digits of several cells may touch in it.
    `is_cut`: a number without a label stands below it, which may be its rest. `ahead`: so many
    cells stand in front of a row label, and nothing says whether they are its own.
    """

    kind: str
    cell: Cell
    row: int
    whole: bool
    entries: Meanings = NONE
    glued: bool = False
    place: int = 0
    is_cut: bool = False
    ahead: int = 0

    @property
    def text(self) -> str:
        return self.cell.text

    @property
    def stands_for_rows(self) -> bool:
        """Whether it is a number in a cell of several rows."""
        return self.kind == "value" and self.cell.shared

    @property
    def count(self) -> int | None:
        """The whole number that the token prints; None for any other."""
        value = read_cell(self.text).value
        return None if value is None or value != int(value) else int(value)

    def part(self, begin: int, end: int) -> Token:
        """A part of the token's digits as a token of its own."""
        return replace(self, cell=_cut_cell(self.cell, begin, end))


def first_line(found: Iterable[Token]) -> int | None:
    """The line of the first token that has one."""
    return next((t.cell.line for t in found if t.cell.line is not None), None)


def tokenize(rows: Sequence[Row]) -> list[Token]:
    """The stream of tokens of a document."""
    stream: list[Token] = []
    for number, row in enumerate(rows):
        for place, cell in enumerate(row.cells):
            for part in (_PAD,) if cell.pad else _classify(cell.text):
                kind, begin, end, known, touching = part
                piece = cell if end - begin == len(cell.text) else _cut_cell(cell, begin, end)
                stream.append(Token(kind, piece, number, row.whole, known, touching, place))
    stream = _join_labels(stream)
    _mark_numbers_in_front(stream)
    lone = {at: not row.whole for at, row in enumerate(rows) if row.layout in _PIPED}
    return _drop_openers(stream, lone) if lone else stream


def _drop_openers(stream: list[Token], lone: Mapping[int, bool]) -> list[Token]:
    """Drop the empty cell in front of each row, in pages that open every row with a separator of
    its own.

    `lone`: the rows with separators, and whether they hold a single cell. A row begins with its
    label, behind the places that end the row above, or where the document breaks off.
    """
    labels = [at for at, t in enumerate(stream) if t.kind == "label" and t.row in lone]
    first = [at for at in labels if at and stream[at - 1].kind != "label"]
    blanks = {at for at, t in enumerate(stream[:-1]) if t.kind == "blank" and lone.get(t.row)}
    opened = sum(at - 1 in blanks for at in first)
    if len(first) < _FEWEST_ROWS or opened < 0.9 * len(first):
        return stream
    openers = {at - 1 for at in (*first, len(stream) - 1)}
    openers |= {at for at in blanks if at and stream[at - 1].kind == "pad"}
    return [t for at, t in enumerate(stream) if at not in openers & blanks]


def _mark_numbers_in_front(stream: Sequence[Token]) -> None:
    """Set `ahead` of each row label whose own numbers may be those in front of it: a label that
    ends its row, or the first one of a table among single cells."""
    ends = {t.row: t.kind for t in stream if t.kind in _PLACES or t.entries.rows}
    begun = set[str]()  # tables whose first label is passed
    for at, token in enumerate(stream):
        if not token.entries.rows:
            continue
        tables = {entry.table for entry in token.entries.rows}
        if ends[token.row] == "label" if token.whole else not tables & begun:
            token.ahead = _count_cells_in_front(stream[:at], token)
        if not token.entries.columns:
            begun |= tables


def _count_cells_in_front(stream: Sequence[Token], label: Token) -> int:
    """How many cells stand directly in front of a row label, in its row or as single cells like
    itself; 0 if none is a number, or if they may be those of a label in front of them."""

    def is_cell(token: Token) -> bool:
        is_beside = token.row == label.row or not (token.whole or label.whole)
        return is_beside and token.kind in _CELLS

    cells = list(takewhile(is_cell, reversed(stream)))
    before = stream[: len(stream) - len(cells)][-1:]
    is_of_other = not label.whole and any(t.entries.rows and not t.entries.columns for t in before)
    return 0 if is_of_other or all(t.count is None for t in cells) else len(cells)


def looks_like_value(text: str) -> bool:
    """Whether a text is a number, a sign for none, or an amount."""
    return (
        read_cell(text).status in ("printed", "nil_mark")
        or read_cell(text, unit="万元").status == "printed"
        or read_cell(text, signed=True).status == "printed"
    )


@cache_by_labels(16384)
def _classify(text: str) -> tuple[Part, ...]:
    """The parts of a cell by its text: one, unless labels and numbers run together in it."""
    is_short, found = len(text) < 8, NONE
    if not _WORD.search(text) and read_cell(text).status == "blank":
        kind = "blank"
    elif (is_short or (len(text) < 40 and _DIGIT.search(text))) and looks_like_value(text):
        kind = "value"
    elif is_short and parse_unit(fold_label(text)):
        kind = "unit"
    else:
        found = meanings(text)
        kind = "label" if found else "text"
    parts = split_text(text) if kind == "text" else ()
    return parts or (Part(kind, 0, len(text), found),)


def _cut_cell(cell: Cell, begin: int, end: int) -> Cell:
    start = None if cell.start is None else cell.start + begin
    return replace(cell, text=cell.text[begin:end], start=start)


def _join_labels(stream: Sequence[Token]) -> list[Token]:
    """Labels that were split over up to five neighbouring cells become one token."""
    joined: list[Token] = []
    taken = 0  # so many of the next tokens belong to the last one
    for at, token in enumerate(stream):
        if taken:
            taken -= 1
            continue
        if token.kind in _WORDED and at + 1 < len(stream) and stream[at + 1].kind in _PIECES:
            token, taken = _join_label(stream, at)
        joined.append(token)
    return joined


def _join_label(stream: Sequence[Token], at: int) -> tuple[Token, int]:
    """The label that begins with a token, and how many of the tokens behind that one belong to it;
    else the token itself."""
    first = stream[at].text
    if len(first) > _LONGEST_LABEL_CELL or not may_continue(first):
        return stream[at], 0
    pieces = [first]
    for token in stream[at + 1 : at + 5]:
        if token.kind not in _PIECES or len(token.text) > _LONGEST_LABEL_CELL:
            break
        pieces.append(token.text)
    size, found = _find_label(tuple(pieces))
    if not found:
        return stream[at], 0
    cell = replace(stream[at].cell, text="\n".join(pieces[:size]), start=None)
    last = stream[at + size - 1]
    return Token("label", cell, last.row, last.whole, found, False, last.place), size - 1


@cache_by_labels(16384)
def _find_label(pieces: tuple[str, ...]) -> tuple[int, Meanings]:
    """The longest label that two or more of these pieces make together: of how many, and its
    meanings; none of a single piece."""
    whole = list(takewhile(may_be_label, accumulate(pieces)))
    stop = next((size for size, text in enumerate(whole, 1) if not may_continue(text)), len(whole))
    sizes = [size for size in range(stop, 1, -1) if _WORD.search(pieces[size - 1])]
    labels = ((size, found) for size in sizes if (found := meanings(whole[size - 1])))
    return next(labels, (1, NONE))
