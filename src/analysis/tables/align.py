"""The tokens of a run to the columns of its header: one exact placement, or the placements that are possible.

Between two labels the number of cells must fit exactly, once places left by merged cells are set aside
(learned from the complete rows of the same table). Nothing is padded, trimmed or shifted to make it fit:
what does not fit becomes a list of options, and only the identities of the form may choose among them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from math import comb

from ..documents.blocks import Cell
from .cuts import TooMany, cuts
from .tokens import Token

MAX_OPTIONS = 6000
"""Beyond this many placements of one row nothing is tried."""

Option = tuple[Token | None, ...]
"""One token per column; None for a column whose cell was lost."""


@dataclass(slots=True)
class Fit:
    """`exact`: the placement that is certain. Otherwise `options`, perhaps none. `rest`: tokens after the row."""

    exact: Option | None = None
    options: list[Option] = field(default_factory=list)
    rest: list[Token] = field(default_factory=list)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of a row before its cells are placed.

    `width`: its columns; `known`: the numbers of empty places before and after its cells, where other rows or
    the header tell them; `sums`: sizes of consecutive blocks whose last number is the sum of the others;
    `blanks_lost`: digits touch in this table and its blanks are gone; `compact`: separators that touch stand for
    empty cells in it; `odd`: it has more or fewer places than its header and the rows like it;
    `lead`: the empty places in front of it, where the header tells them.
    """

    width: int
    known: frozenset[tuple[int, int]] = frozenset()
    sums: tuple[int, ...] = ()
    blanks_lost: bool = False
    compact: bool = False
    odd: bool = False
    lead: int | None = None


def fit(tokens: Sequence[Token], row: Row) -> Fit:
    """Place the tokens of one row in its columns."""
    width = row.width
    cells = [t for t in tokens if t.kind != "unit"]
    values = [t for t in cells if t.kind == "value"]
    if values and all(t.glued for t in values) and not _separated(cells, width):
        if any(t.kind == "text" and t.strip == values[-1].strip and _starts_with_figure(t.text) for t in cells):
            return Fit(reason="glued")  # a sign or a mark among the digits: where the cells end is lost
        return _split_glued(values, row)
    first_text = next((i for i, t in enumerate(cells) if t.kind == "text"), len(cells))
    for stop in sorted({first_text, len(cells)}):
        placed = _exact(cells[:stop], row)
        loose = stop == len(cells) and _ends_with_loose_text(cells)
        if placed is not None and not loose:
            return Fit(exact=placed, rest=cells[stop:])
    cells = trim_pads(cells)
    first_text = next((i for i, t in enumerate(cells) if t.kind == "text"), len(cells))
    values = [t for t in cells if t.kind != "text" or (t.row and first_text < len(cells))]
    while values and values[-1].kind == "text":
        values.pop()
    core = _trim_blanks(values)
    if not any(t.kind == "value" for t in core):
        return Fit(reason="empty")
    if len(core) > width and _repeats(core, width):
        return Fit(exact=tuple(core[:width]), rest=core[width:])
    return Fit(options=list(_options(values, core, width)), reason="misfit")


def _starts_with_figure(text: str) -> bool:
    return any(c.isdigit() for c in text[:3])


def _separated(cells: Sequence[Token], width: int) -> bool:
    """Numbers in glued text that white space separates, one for each column; "02" is two cells, not one."""
    values = [t.text for t in cells if t.kind == "value"]
    return len(values) == width and not any(len(v) > 1 and v[0] == "0" and v.isdigit() for v in values)


def _ends_with_loose_text(cells: Sequence[Token]) -> bool:
    """Text at the end of a run of single cells may be the next heading and not a cell."""
    return bool(cells) and cells[-1].kind == "text" and not cells[-1].row


def _repeats(core: Sequence[Token], width: int) -> bool:
    """Whole rows behind each other: the label between them was lost."""
    return width > 2 and len(core) % width == 0 and not any(t.row for t in core) and all(t.kind in ("value", "blank") for t in core)


def trim_pads(tokens: Iterator[Token] | Sequence[Token]) -> list[Token]:
    cells = list(tokens)
    while cells and cells[-1].kind == "pad":
        cells.pop()
    while cells and cells[0].kind == "pad":
        cells.pop(0)
    return cells


def _trim_blanks(tokens: Sequence[Token]) -> list[Token]:
    cells = list(tokens)
    while cells and cells[-1].kind in ("blank", "pad"):
        cells.pop()
    while cells and cells[0].kind in ("blank", "pad"):
        cells.pop(0)
    return cells


def _cells(tokens: Sequence[Token]) -> Option:
    return tuple(replace(t, kind="blank") if t.kind == "pad" else t for t in tokens)


def _exact(cells: Sequence[Token], shape: Row) -> Option | None:
    """The one window of `width` cells with nothing but empty places around it.

    A row of exactly `width` cells, filled at both ends, fills its columns. Otherwise the window must have the
    known margins or, where nothing is known, begin and end with a filled cell. Places between touching
    separators count as cells only inside a row, or at its end in a compact table. An odd row fits only if it is full.
    """
    width, known = shape.width, shape.known
    bare = trim_pads(cells)
    if shape.odd:
        return _cells(bare) if len(bare) == width and all(map(_filled, bare)) else None
    if len(bare) == width and (not known or (_filled(bare[0]) and _filled(bare[-1]))):
        return _cells(bare)
    if bare and all(not _filled(t) for t in bare) and len(bare) >= width:
        return _cells(bare[:width])  # nothing but blanks: any window reads the same
    for row in (bare, list(cells)) if shape.compact else (bare,):
        windows = []
        for lead in range(len(row) - width + 1):
            trail = len(row) - width - lead
            if any(_filled(t) for t in (*row[:lead], *row[lead + width :])) or shape.lead not in (None, lead):
                continue
            if (lead, trail) in known or (not known and _filled(row[lead]) and _filled(row[lead + width - 1])):
                windows.append(lead)
        if len(windows) == 1:
            return _cells(row[windows[0] : windows[0] + width])
    return None


def _filled(token: Token) -> bool:
    return token.kind not in ("blank", "pad")


def _options(values: Sequence[Token], core: Sequence[Token], width: int) -> Iterator[Option]:
    """All placements that keep the order: cells lost (fewer tokens than columns) or added (more)."""
    numbers = [t for t in core if t.kind not in ("blank", "pad")]
    if len(core) > width:
        if comb(len(core), width) <= MAX_OPTIONS and len(core) <= width + 3:
            for kept in combinations(core, width):
                yield _cells(kept)
        return
    # Blanks that survived stand for cells too, unless there are more places than columns.
    kept_cells = list(core) if len(trim_pads(values)) <= width else numbers
    kept_cells = kept_cells if comb(width, len(kept_cells)) <= MAX_OPTIONS else []
    if not kept_cells:
        return
    for places in combinations(range(width), len(kept_cells)):
        option: list[Token | None] = [None] * width
        for place, token in zip(places, kept_cells, strict=True):
            option[place] = replace(token, kind="blank") if token.kind == "pad" else token
        yield tuple(option)


def _split_glued(values: Sequence[Token], row: Row) -> Fit:
    """Digits of neighbouring cells touch: all ways to cut them, by `cuts`.

    One cut that nothing else contests is exact. Where blanks are lost too, any number of cells up to the
    width may be printed, and only a row with totals says which.
    """
    pieces = [t for t in values if t.text.strip("-—")]
    if any(not t.text.isdigit() for t in pieces):
        return Fit(exact=tuple(pieces)) if len(pieces) == row.width == 1 else Fit(reason="glued")
    texts = [t.text for t in pieces]
    try:
        if row.blanks_lost and row.width > 1:
            return Fit(options=list(_fewer(pieces, texts, row)) if row.sums == (row.width,) else [], reason="glued")
        found = cuts(texts, row.width, row.sums)
        if not found:  # a publisher's error, or not a row: its digits have no place that the sums confirm
            return Fit(options=[_cut(pieces, c) for c in cuts(texts, row.width)] if row.sums else [], reason="glued")
    except TooMany:
        return Fit(reason="search_limit")
    if len(found) == 1:
        return Fit(exact=_cut(pieces, found[0]))
    return Fit(options=[_cut(pieces, c) for c in found], reason="glued")


def _fewer(pieces: Sequence[Token], texts: Sequence[str], row: Row) -> Iterator[Option]:
    """All placements of fewer numbers than columns, the total printed last."""
    for count in range(2, row.width + 1):
        for lengths in cuts(texts, count, (count,)):
            cells = _cut(pieces, lengths)
            for places in combinations(range(row.width - 1), count - 1):
                option: list[Token | None] = [None] * row.width
                for place, token in zip((*places, row.width - 1), cells, strict=True):
                    option[place] = token
                yield tuple(option)
            if not any(int(token.text) for token in cells) and count < row.width:
                yield (*cells, *(None,) * (row.width - count))  # nothing but zeros: the total may be blank


def _cut(pieces: Sequence[Token], lengths: Sequence[int]) -> tuple[Token, ...]:
    """The pieces cut into tokens of the given lengths."""
    made: list[Token] = []
    waiting = list(pieces)
    token, at = waiting.pop(0), 0
    for length in lengths:
        if at == len(token.text):
            token, at = waiting.pop(0), 0
        made.append(_sub(token, at, at + length))
        at += length
    return tuple(made)


def _sub(token: Token, begin: int, end: int) -> Token:
    cell = token.cell
    part = Cell(cell.text[begin:end], None if cell.start is None else cell.start + begin, cell.line, cell.page, cell.place)
    return Token(token.kind, part, token.strip, token.row, token.entries, token.glued, token.place)
