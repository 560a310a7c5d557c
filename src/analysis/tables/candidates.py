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
from itertools import accumulate, combinations
from math import comb
from typing import NamedTuple

from ..documents.limits import MAX_OPTIONS
from .cuts import TooMany, cuts
from .doubts import Doubt
from .tokens import Token

Option = tuple[Token | None, ...]
"""One token per column; None for a column whose cell was lost."""


class Fit(NamedTuple):
    """The possible placements of a row. Without a `doubt` there is one, and it is certain.

    `status`: that of the numbers on which all placements agree.
    """

    options: tuple[Option, ...] = ()
    doubt: Doubt | None = None
    status: str = "printed"

    @property
    def exact(self) -> Option | None:
        """The certain placement."""
        return self.options[0] if self.options and self.doubt is None else None

    @property
    def is_open(self) -> bool:
        """Whether there are placements, and identities may choose among them."""
        return bool(self.options) and self.doubt not in (None, Doubt.AMBIGUOUS)

    @property
    def agreed_tokens(self) -> Option:
        """For each column the token that all placements put there; nothing while they are open."""
        if self.is_open:
            return ()
        if len(self.options) == 1:
            return self.options[0]
        return tuple(map(_find_common, zip(*self.options, strict=True)))


NOT_PLACED = Fit()


def _find_common(tokens: Sequence[Token | None]) -> Token | None:
    """The first token where all read the same."""
    readings = {t and (t.kind, t.count if t.kind == "value" else None) for t in tokens}
    return tokens[0] if len(readings) == 1 else None


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
    cells = list(tokens)
    while cells and is_loose_text(cells[-1]):
        cells.pop()  # the next heading
    values = [t for t in cells if t.kind == "value"]
    if values and all(t.glued for t in values):
        return _split_touching(values, spec)
    texts = [at for at, t in enumerate(cells) if t.kind == "text"]
    for stop in sorted({*texts[:1], len(cells)}):
        part = cells[:stop] if spec.places else _trim(cells[:stop], ("pad",))
        found = _windows(part, spec) if _is_whole_row(part, spec) else []
        if len(found) == 1:
            return Fit((found[0],))
    if not values:
        return Fit(doubt=Doubt.EMPTY)
    if texts and texts[0] < cells.index(values[0]) and not cells[texts[0]].whole:
        return Fit(doubt=Doubt.MISFIT)  # the label of a row below this one
    while cells[-1].kind == "text":
        cells.pop()  # a remark behind the cells
    options = tuple(_change_places(cells, spec))
    blanks_lost = RowSpec(spec.width)  # those at either end
    return Fit(options or tuple(_change_places(trim_blanks(cells), blanks_lost)), Doubt.MISFIT)


def is_loose_text(token: Token) -> bool:
    """Whether a token is text on a line of its own."""
    return token.kind == "text" and not token.whole


def _is_whole_row(part: Sequence[Token], spec: RowSpec) -> bool:
    """Whether a row lost no place in front of its last number."""
    places = spec.places or spec.width
    if len(part) >= places:
        return len(part) == places
    last = max((at for at, t in enumerate(part) if t.kind == "value"), default=0)
    return spec.lead is not None and last + 1 == spec.lead + spec.width


@lru_cache(maxsize=4096)
def find_leads(kinds: tuple[str, ...], width: int) -> tuple[int, ...]:
    """The places from which `width` cells may stand such that all other places are empty.

    Touching separators at either end of a row are no cells. `kinds` are those of tokens.
    """
    inner = [at for at, kind in enumerate(kinds) if kind != "pad"]
    if not inner:
        return ()
    filled = [at for at, kind in enumerate(kinds) if kind in ("value", "text")]
    first, last = (filled[0], filled[-1]) if filled else (inner[-1], inner[0])
    leads = range(max(inner[0], last - width + 1), min(inner[-1] - width + 1, first) + 1)
    return tuple([lead for lead in leads if "unit" not in kinds[lead : lead + width]])


def _windows(tokens: Sequence[Token | None], spec: RowSpec) -> list[Option]:
    """The cells of a row, from each place where they may begin."""
    leads = find_leads(tuple([t.kind if t else "" for t in tokens]), spec.width)
    windows = [tokens[at : at + spec.width] for at in leads if spec.lead in (None, at)]
    return [tuple(map(_as_cell, window)) for window in windows]


def _as_cell(token: Token | None) -> Token | None:
    """A token between cells: touching separators stand for an empty one there."""
    return replace(token, kind="blank") if token and token.kind == "pad" else token


def trim_blanks(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without units, and without blanks at either end."""
    return _trim([t for t in tokens if t.kind != "unit"], ("blank", "pad"))


def _trim(tokens: Sequence[Token], kinds: tuple[str, ...]) -> list[Token]:
    kept = [at for at, t in enumerate(tokens) if t.kind not in kinds]
    return list(tokens[kept[0] : kept[-1] + 1]) if kept else []


def _change_places(tokens: Sequence[Token], spec: RowSpec) -> Iterator[Option]:
    """All readings of a row in which places were added or lost: any of them taken out, or a lost
    cell put anywhere."""
    found = [t for t in tokens if not is_loose_text(t)]
    count, places = len(found), spec.places or spec.width
    if comb(max(count, places), min(count, places)) > MAX_OPTIONS:
        return
    for kept in combinations(range(max(count, places)), min(count, places)):
        put = dict(zip(kept, found, strict=False))
        fewer = [found[at] for at in kept] if count > places else map(put.get, range(places))
        yield from _windows(list(fewer), spec)


def _split_touching(pieces: Sequence[Token], spec: RowSpec) -> Fit:
    """Digits of neighbouring cells touch: all ways to cut them, by `cuts`.

    One cut that nothing else contests is exact. Where blanks are lost too, any number of cells up
    to the width may be printed, and only a row with a total says which.
    """
    texts = [t.text for t in pieces]
    if len(pieces) == spec.width == 1:
        return Fit((tuple(pieces),))
    if not all(map(str.isdigit, texts)) or (spec.blanks_lost and spec.sums != (spec.width,)):
        return Fit(doubt=Doubt.GLUED)
    try:
        if spec.blanks_lost:
            return Fit(tuple(_place_fewer(pieces, spec.width)), Doubt.GLUED)
        options = tuple([_cut(pieces, lengths) for lengths in cuts(texts, spec.width, spec.sums)])
    except TooMany:
        return Fit(doubt=Doubt.SEARCH_LIMIT)
    return Fit(options, None if len(options) == 1 else Doubt.GLUED)


def _place_fewer(pieces: Sequence[Token], width: int) -> Iterator[Option]:
    """All placements of at most as many numbers as columns, the total printed last."""
    texts = [t.text for t in pieces]
    for count in range(2, width + 1):
        for cells in [_cut(pieces, lengths) for lengths in cuts(texts, count, (count,))]:
            for places in combinations(range(width - 1), count - 1):
                at = dict(zip((*places, width - 1), cells, strict=True))
                yield tuple(map(at.get, range(width)))
            if not any(t and t.count for t in cells) and count < width:
                yield (*cells, *(None,) * (width - count))  # only zeros: the total may be blank


def _cut(pieces: Sequence[Token], lengths: Sequence[int]) -> Option:
    """The pieces cut into tokens of the given lengths."""
    digits = [(token, at) for token in pieces for at in range(len(token.text))]
    firsts = [digits[begin] for begin in accumulate(lengths[:-1], initial=0)]
    pairs = zip(firsts, lengths, strict=True)
    return tuple([token.part(at, at + length) for (token, at), length in pairs])
