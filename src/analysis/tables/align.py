"""The tokens of a run to the columns of its header: one exact placement, or the placements that are possible.

Between two labels the number of cells must fit exactly, once places left by merged cells are set aside
(learned from the complete rows of the same table). Nothing is padded, trimmed or shifted to make it fit:
what does not fit becomes a list of options, and only the identities of the form may choose among them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import combinations
from math import comb

from ..documents.blocks import Cell
from ..documents.limits import MAX_OPTIONS
from .cuts import TooMany, cuts
from .tokens import Token

Option = tuple[Token | None, ...]
"""One token per column; None for a column whose cell was lost."""


@dataclass(slots=True)
class Fit:
    """`exact`: the placement that is certain. Otherwise `options`, perhaps none. `rest`: tokens after the row."""

    exact: Option | None = None
    options: list[Option] = field(default_factory=list)
    rest: list[Token] = field(default_factory=list)
    reason: str = ""


@dataclass(
    slots=True
)  # never changed; not frozen, because a frozen one takes ten times as long to make
class Row:
    """What is known of a row before its cells are placed.

    `width`: its columns; `places`: the places that must stand behind its label, and `lead`: where among them its cells
    begin, both None where nothing tells; `sums`: sizes of consecutive blocks whose last number is the sum of the others;
    `blanks_lost`: digits touch in this table and its blanks are gone; `compact`: separators that touch stand for
    empty cells in it.
    """

    width: int
    places: int | None = None
    lead: int | None = None
    sums: tuple[int, ...] = ()
    blanks_lost: bool = False
    compact: bool = False


def fit(tokens: Sequence[Token], row: Row) -> Fit:
    """Place the tokens of one row in its columns.

    A row of as many places as it must have stands where its cells begin. So does a row that ends with its last number, since
    only places that are no cells can be missing behind it. In any other row some place was added or lost, nobody knows which.
    """
    width = row.width
    kinds = tuple([t.kind for t in tokens])
    usual = (
        len(kinds) == row.places
        and "text" not in kinds
        and row.lead in leads_of(kinds, width, row.compact)
    )
    if usual and not any(t.glued for t in tokens):
        return Fit(exact=_window(tokens, row.lead or 0, width))
    cells = [t for t in tokens if t.kind != "unit"]
    values = [t for t in cells if t.kind == "value"]
    if values and all(t.glued for t in values) and not _separated(cells, width):
        if any(
            t.kind == "text" and t.strip == values[-1].strip and _starts_with_figure(t.text)
            for t in cells
        ):
            return Fit(
                reason="glued"
            )  # a sign or a mark among the digits: where the cells end is lost
        return _split_glued(values, row)
    first_text = next((i for i, t in enumerate(tokens) if t.kind == "text"), len(tokens))
    placed: list[Option] = []
    for stop in sorted({first_text, len(tokens)}):
        part = list(tokens[:stop]) if row.places else trim_pads(tokens[:stop])
        found = windows(part, row)
        loose = stop == len(tokens) and _ends_with_loose_text(tokens)
        body = len(part) - next((i for i, t in enumerate(reversed(part)) if t.kind != "pad"), 0)
        ended = row.lead is not None and body == row.lead + width and part[body - 1].kind == "value"
        if (
            (ended or len(part) == (row.places or width))
            and not loose
            and found
            and len(part) <= (row.places or width)
        ):
            if len(found) == 1 and (row.lead is not None or row.places is None):
                return Fit(exact=found[0], rest=list(tokens[stop:]))
            placed = found
    if placed:
        return Fit(options=placed, reason="misfit")
    if not values:
        return Fit(reason="empty")
    kept = [t for t in tokens if t.kind != "text" or (t.row and first_text < len(tokens))]
    while kept and kept[-1].kind == "text":
        kept.pop()
    core = trim_blanks(kept)
    whole = trim_pads(
        [t for t in kept if t.kind != "unit"]
    )  # with the blanks at its ends, which may be cells
    if len(whole) > width and _repeats(whole, width):
        return Fit(exact=tuple(whole[:width]), rest=whole[width:])
    return Fit(options=list(_changed(kept, row)) or list(_spread(core, width)), reason="misfit")


@lru_cache(maxsize=4096)
def leads_of(kinds: tuple[str, ...], width: int, compact: bool) -> tuple[int, ...]:
    """The places from which `width` cells may stand such that all other places are empty.

    Touching separators at either end of a row are no cells, but in a compact table. `kinds` are those of tokens, "" for a cell that was lost.
    """
    inner = [i for i, kind in enumerate(kinds) if compact or kind != "pad"]
    if not inner:
        return ()
    filled = [i for i, kind in enumerate(kinds) if kind in ("value", "text")]
    first, last = (filled[0], filled[-1]) if filled else (inner[-1], inner[0])
    leads = range(max(inner[0], last - width + 1), min(inner[-1] - width + 1, first) + 1)
    return tuple([lead for lead in leads if "unit" not in kinds[lead : lead + width]])


def windows(tokens: Sequence[Token | None], row: Row) -> list[Option]:
    """The cells of a row, from each place where they may begin."""
    kinds = tuple([t.kind if t is not None else "" for t in tokens])
    return [
        _window(tokens, lead, row.width)
        for lead in leads_of(kinds, row.width, row.compact)
        if row.lead in (None, lead)
    ]


def _window(tokens: Sequence[Token | None], lead: int, width: int) -> Option:
    """The cells from one place on; touching separators between them stand for an empty cell."""
    return tuple(
        [
            replace(t, kind="blank") if t is not None and t.kind == "pad" else t
            for t in tokens[lead : lead + width]
        ]
    )


def _starts_with_figure(text: str) -> bool:
    return any(c.isdigit() for c in text[:3])


def _separated(cells: Sequence[Token], width: int) -> bool:
    """Numbers in glued text that white space separates, one for each column; "02" is two cells, not one."""
    values = [t.text for t in cells if t.kind == "value"]
    return len(values) == width and not any(
        len(v) > 1 and v[0] == "0" and v.isdigit() for v in values
    )


def _ends_with_loose_text(cells: Sequence[Token]) -> bool:
    """Text at the end of a run of single cells may be the next heading and not a cell."""
    return bool(cells) and cells[-1].kind == "text" and not cells[-1].row


def _repeats(core: Sequence[Token], width: int) -> bool:
    """Whole rows behind each other: the label between them was lost."""
    return (
        width > 2
        and len(core) % width == 0
        and not any(t.row for t in core)
        and all(t.kind in ("value", "blank") for t in core)
    )


def trim_pads(tokens: Iterator[Token] | Sequence[Token]) -> list[Token]:
    cells = list(tokens)
    while cells and cells[-1].kind == "pad":
        cells.pop()
    while cells and cells[0].kind == "pad":
        cells.pop(0)
    return cells


def trim_blanks(tokens: Sequence[Token]) -> list[Token]:
    cells = [t for t in tokens if t.kind != "unit"]
    while cells and cells[-1].kind in ("blank", "pad"):
        cells.pop()
    while cells and cells[0].kind in ("blank", "pad"):
        cells.pop(0)
    return cells


def _changed(tokens: Sequence[Token], row: Row) -> Iterator[Option]:
    """All readings of a row in which places were added or lost: any of them taken out, or a lost cell put anywhere."""
    count, places = len(tokens), row.places or row.width
    if comb(max(count, places), min(count, places)) > MAX_OPTIONS:
        return
    for kept in combinations(range(max(count, places)), min(count, places)):
        made: list[Token | None] = [tokens[i] for i in kept] if count > places else [None] * places
        if count <= places:
            for place, token in zip(kept, tokens, strict=True):
                made[place] = token
        yield from windows(made, row)


def _spread(cells: Sequence[Token], width: int) -> Iterator[Option]:
    """All placements that keep the order of the cells, whatever was lost or added."""
    found = [replace(t, kind="blank") if t.kind == "pad" else t for t in cells]
    if len(found) > width + 3 or comb(max(width, len(found)), min(width, len(found))) > MAX_OPTIONS:
        return
    if len(found) > width:
        yield from combinations(found, width)
        return
    for places in combinations(range(width), len(found)):
        option: list[Token | None] = [None] * width
        for place, token in zip(places, found, strict=True):
            option[place] = token
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
        if row.blanks_lost and row.width > 1 and row.sums:
            return Fit(
                options=list(_fewer(pieces, texts, row)) if row.sums == (row.width,) else [],
                reason="glued",
            )
        # Without a cut that keeps the sums there is a publisher's error, or no row. Without sums blanks may be lost unseen.
        found = cuts(texts, row.width, row.sums) or cuts(texts, row.width)
        if row.blanks_lost and (
            fewer := [c for count in range(1, row.width) for c in cuts(texts, count)]
        ):
            options = [o for c in fewer[:MAX_OPTIONS] for o in _spread(_cut(pieces, c), row.width)]
            return Fit(options=[*options, *(_cut(pieces, c) for c in found)], reason="glued")
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
                yield (
                    *cells,
                    *(None,) * (row.width - count),
                )  # nothing but zeros: the total may be blank


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
    part = Cell(
        cell.text[begin:end],
        None if cell.start is None else cell.start + begin,
        cell.line,
        cell.page,
        cell.place,
    )
    return Token(token.kind, part, token.strip, token.row, token.entries, token.glued, token.place)
