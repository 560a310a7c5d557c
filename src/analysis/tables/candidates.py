"""The tokens of a row to the columns of its header: one certain placement, or all possible ones.

Between two labels the number of cells must fit exactly, once places left by merged cells are set
aside (learned from the complete rows of the same table). Nothing is padded, trimmed or shifted to
make it fit: what does not fit has several candidates, and only the identities of the form may
choose among them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from math import comb
from typing import NamedTuple

from ..documents.limits import MAX_OPTIONS
from .cuts import TooMany, cuts
from .doubts import Doubt
from .tokens import Token

Option = tuple[Token | None, ...]
"""One token per column; None for a column whose cell was lost."""

_SIGNS = "-—"


class Fit(NamedTuple):
    """The possible placements of a row. Without a `doubt` there is one, and it is certain."""

    options: tuple[Option, ...] = ()
    doubt: Doubt | None = None

    @property
    def exact(self) -> Option | None:
        return self.options[0] if self.options and self.doubt is None else None


NOT_PLACED = Fit()


@dataclass(slots=True)
class RowSpec:
    """What is known of a row before its cells are placed.

    `width`: its columns; `places`: the places that must stand behind its label, and `lead`: where
    among them its cells begin, both None where nothing tells; `sums`: sizes of consecutive blocks
    whose last number is the sum of the others; `blanks_lost`: digits touch in this table and its
    blanks are gone.
    """

    width: int
    places: int | None = None
    lead: int | None = None
    sums: tuple[int, ...] = ()
    blanks_lost: bool = False


def place_cells(tokens: Sequence[Token], spec: RowSpec) -> Fit:
    """The placements of the tokens of one row in its columns.

    A row of as many places as it must have stands where its cells begin. So does a row that ends
    with its last number, since only places that are no cells can be missing behind it. In any
    other row some place was added or lost, nobody knows which.
    """
    values = [t for t in tokens if t.kind == "value"]
    if values and all(t.glued for t in values):
        return _split_touching(values, spec)
    first_text = next((i for i, t in enumerate(tokens) if t.kind == "text"), len(tokens))
    doubtful: list[Option] = []
    for stop in sorted({first_text, len(tokens)}):
        part = list(tokens[:stop]) if spec.places else trim_pads(tokens[:stop])
        found = _windows_of_whole_row(part, spec)
        if not found or (stop == len(tokens) and _ends_with_loose_text(tokens)):
            continue
        if len(found) == 1 and (spec.lead is not None or spec.places is None):
            return Fit((found[0],))
        doubtful = found
    if doubtful:
        return Fit(tuple(doubtful), Doubt.MISFIT)
    if not values:
        return Fit(doubt=Doubt.EMPTY)
    return _place_misfit(tokens, spec, first_text)


def _windows_of_whole_row(part: Sequence[Token], spec: RowSpec) -> list[Option]:
    """The windows of a row that lost no place; none of a row that may have lost one."""
    places = spec.places or spec.width
    if len(part) > places:
        return []
    body = len(part)
    while body and part[body - 1].kind == "pad":
        body -= 1
    ends = spec.lead is not None and body == spec.lead + spec.width
    if not (ends and part[body - 1].kind == "value") and len(part) != places:
        return []
    return _windows(part, spec)


def _place_misfit(tokens: Sequence[Token], spec: RowSpec, first_text: int) -> Fit:
    """All readings of a row that lost or gained places."""
    kept = [t for t in tokens if t.kind != "text" or (t.whole and first_text < len(tokens))]
    while kept and kept[-1].kind == "text":
        kept.pop()
    first_value = next(i for i, t in enumerate(tokens) if t.kind == "value")
    if first_text < first_value and not tokens[first_text].whole:
        return Fit(doubt=Doubt.MISFIT)  # the label of a row below this one
    options = list(_change_places(kept, spec)) or list(_spread(trim_blanks(kept), spec.width))
    return Fit(tuple(options), Doubt.MISFIT)


@lru_cache(maxsize=4096)
def find_leads(kinds: tuple[str, ...], width: int) -> tuple[int, ...]:
    """The places from which `width` cells may stand such that all other places are empty.

    Touching separators at either end of a row are no cells. `kinds` are those of tokens, "" for a
    cell that was lost.
    """
    inner = [i for i, kind in enumerate(kinds) if kind != "pad"]
    if not inner:
        return ()
    filled = [i for i, kind in enumerate(kinds) if kind in ("value", "text")]
    first, last = (filled[0], filled[-1]) if filled else (inner[-1], inner[0])
    leads = range(max(inner[0], last - width + 1), min(inner[-1] - width + 1, first) + 1)
    return tuple([lead for lead in leads if "unit" not in kinds[lead : lead + width]])


def _windows(tokens: Sequence[Token | None], spec: RowSpec) -> list[Option]:
    """The cells of a row, from each place where they may begin."""
    kinds = tuple([t.kind if t is not None else "" for t in tokens])
    leads = find_leads(kinds, spec.width)
    return [_cut_window(tokens, at, spec.width) for at in leads if spec.lead in (None, at)]


def _cut_window(tokens: Sequence[Token | None], lead: int, width: int) -> Option:
    """The cells from one place on; touching separators between them stand for an empty cell."""
    cut = tokens[lead : lead + width]
    return tuple(
        [replace(t, kind="blank") if t is not None and t.kind == "pad" else t for t in cut]
    )


def _ends_with_loose_text(cells: Sequence[Token]) -> bool:
    """Text at the end of a run of single cells may be the next heading and not a cell."""
    return bool(cells) and cells[-1].kind == "text" and not cells[-1].whole


def trim_pads(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without places at either end that are no cells."""
    return _trim(tokens, ("pad",))


def trim_blanks(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without units, and without blanks at either end."""
    return _trim([t for t in tokens if t.kind != "unit"], ("blank", "pad"))


def _trim(tokens: Sequence[Token], kinds: tuple[str, ...]) -> list[Token]:
    kept = [at for at, t in enumerate(tokens) if t.kind not in kinds]
    return list(tokens[kept[0] : kept[-1] + 1]) if kept else []


def _change_places(tokens: Sequence[Token], spec: RowSpec) -> Iterator[Option]:
    """All readings of a row in which places were added or lost: any of them taken out, or a lost
    cell put anywhere."""
    count, places = len(tokens), spec.places or spec.width
    if comb(max(count, places), min(count, places)) > MAX_OPTIONS:
        return
    for kept in combinations(range(max(count, places)), min(count, places)):
        fewer = [tokens[at] for at in kept] if count > places else _put(tokens, kept, places)
        yield from _windows(fewer, spec)


def _put(tokens: Sequence[Token], places: Sequence[int], width: int) -> list[Token | None]:
    """A row of `width` places with each token in its own; None elsewhere."""
    made: list[Token | None] = [None] * width
    for place, token in zip(places, tokens, strict=True):
        made[place] = token
    return made


def _spread(cells: Sequence[Token], width: int) -> Iterator[Option]:
    """All placements that keep the order of the cells, whatever was lost or added."""
    found = [replace(t, kind="blank") if t.kind == "pad" else t for t in cells]
    if len(found) > width + 3 or comb(max(width, len(found)), min(width, len(found))) > MAX_OPTIONS:
        return
    if len(found) > width:
        yield from combinations(found, width)
        return
    for places in combinations(range(width), len(found)):
        yield tuple(_put(found, places, width))


def _split_touching(values: Sequence[Token], spec: RowSpec) -> Fit:
    """Digits of neighbouring cells touch: all ways to cut them, by `cuts`.

    One cut that nothing else contests is exact. Where blanks are lost too, any number of cells up
    to the width may be printed, and only a row with totals says which.
    """
    pieces = [t for t in values if t.text.strip(_SIGNS)]
    if any(not t.text.isdigit() for t in pieces):
        is_one = len(pieces) == spec.width == 1
        return Fit((tuple(pieces),)) if is_one else Fit(doubt=Doubt.GLUED)
    texts = [t.text for t in pieces]
    try:
        if spec.blanks_lost and spec.width > 1 and spec.sums:
            is_one_block = spec.sums == (spec.width,)
            options = tuple(_place_fewer(pieces, texts, spec.width)) if is_one_block else ()
            return Fit(options, Doubt.GLUED)
        # Without a cut that keeps the sums there is a publisher's error, or no row.
        found = cuts(texts, spec.width, spec.sums) or cuts(texts, spec.width)
        options = tuple([_cut(pieces, lengths) for lengths in found])
        # Without sums blanks may be lost unseen.
        fewer = _cut_fewer(pieces, texts, spec.width) if spec.blanks_lost else []
    except TooMany:
        return Fit(doubt=Doubt.SEARCH_LIMIT)
    is_exact = len(options) == 1 and not fewer
    return Fit((*fewer, *options), None if is_exact else Doubt.GLUED)


def _cut_fewer(pieces: Sequence[Token], texts: Sequence[str], width: int) -> list[Option]:
    """All placements of fewer numbers than columns."""
    fewer = [lengths for count in range(1, width) for lengths in cuts(texts, count)]
    return [o for lengths in fewer[:MAX_OPTIONS] for o in _spread(_cut(pieces, lengths), width)]


def _place_fewer(pieces: Sequence[Token], texts: Sequence[str], width: int) -> Iterator[Option]:
    """All placements of at most as many numbers as columns, the total printed last."""
    for count in range(2, width + 1):
        for lengths in cuts(texts, count, (count,)):
            cells = _cut(pieces, lengths)
            for places in combinations(range(width - 1), count - 1):
                yield tuple(_put(cells, (*places, width - 1), width))
            if not any(int(token.text) for token in cells) and count < width:
                # Nothing but zeros: the total may be blank.
                yield (*cells, *(None,) * (width - count))


def _cut(pieces: Sequence[Token], lengths: Sequence[int]) -> tuple[Token, ...]:
    """The pieces cut into tokens of the given lengths."""
    made: list[Token] = []
    waiting = list(pieces)
    token, at = waiting.pop(0), 0
    for length in lengths:
        if at == len(token.text):
            token, at = waiting.pop(0), 0
        made.append(token.part(at, at + length))
        at += length
    return tuple(made)
