"""How many places a row must have, and where among them its cells begin: what its header and the rows like it show.

A table prints its rows alike. Either labels of one level have the same number of places behind them, or all rows have
the same number of places in all; what most rows keep is the measure for every row. A row of another length lost or
gained a place somewhere: it teaches the others nothing, and none of its places is sure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from ..forms import fold, forms
from .blocks import TableRow
from .candidates import find_leads
from .headers import Header
from .vocabulary import shape_of

_USUAL = 0.4
"""So large a part of the rows, and two of them, must have a number of places before it measures the others."""


@dataclass(
    slots=True
)  # never changed; not frozen, because a frozen one takes ten times as long to make
class Extent:
    """The places of one row as printed: `behind` its label, the first of them at place `first`.

    `first` counts in the strip that is the row, for single cells the labels in front. `leads`: the places behind the label at
    which its cells may begin, all other places being empty. `kind`: its width and the level of its label; `padded`: places that are no cells stand at its end.
    `headed`: the number of its places and where its cells begin, as a header says whose columns stand side by side above them.
    """

    kind: tuple[int, str]
    is_grid: bool
    padded: bool
    first: int
    behind: int
    leads: tuple[int, ...]
    header: Header | None
    headed: tuple[int, int] | None = None

    @property
    def total(self) -> int:
        return self.first + self.behind


def extent(run: TableRow, width: int, compact: bool) -> Extent:
    """The places of a row, up to text behind single cells."""
    cells = run.tokens
    strip = _is_strip(run)
    kinds = tuple([t.kind for t in cells])
    stop = (
        len(cells)
        if strip
        else next((i for i, t in enumerate(cells) if t.kind == "text" and not t.whole), len(cells))
    )
    leads = find_leads(kinds[:stop], width, compact)
    first = cells[0].place if strip else run.depth
    padded = bool(stop) and kinds[stop - 1] == "pad"
    return Extent(
        (width, _level(run)), strip, padded, first, stop, leads, run.header, headed(run, width)
    )


def _is_strip(run: TableRow) -> bool:
    return bool(run.tokens) and run.tokens[0].whole and run.tokens[0].row == run.tokens[-1].row


def headed(run: TableRow, width: int) -> tuple[int, int] | None:
    """How many places its header says a row has, and where among them its cells begin; None where it says nothing."""
    header, cells = run.header, run.tokens
    if header is None or len(header.places) != width:
        return None
    if not _is_strip(run):
        units = next((i for i, t in enumerate(cells) if t.kind != "unit"), len(cells))
        return (
            (units + width + header.trailing, units)
            if header.trailing is not None and header.trailing >= 0
            else None
        )
    first = cells[0].place
    if header.begin is None or header.begin < first:
        return None
    return header.row_width - first, header.begin - first


def _level(run: TableRow) -> str:
    """How deep a label stands in the form: 一、 or （一） or 1."""
    rows = run.label.entries.rows if run.label else ()
    return next(
        (_depth(e.form, e.table, e.key) for e in rows if e.table == run.table and e.key == run.row),
        "",
    )


@cache
def _depth(form: str, table: str, row: str) -> str:
    begins = fold(forms()[form].table(table).row(row).label)[0]
    return "1" if begins.isdigit() else begins if begins == "(" else ""


class Measure:
    """What the rows of one table and their headers agree on."""

    def __init__(self, extents: Sequence[Extent]) -> None:
        self._behind = {
            kind: _usual([e.behind for e in extents if e.kind == kind])
            for kind in {e.kind for e in extents}
        }
        wide = {
            id(e.header): e.header.row_width
            for e in extents
            if e.header is not None and e.is_grid and e.header.row_width
        }
        self._total = _usual([*(e.total for e in extents), *wide.values()])
        # Totals tell only where more rows agree on them than on the places behind the label, those of its level or of all.
        alike = sum(self._behind[e.kind][:1] == [e.behind] for e in extents)
        self._by_total = sum(self._total[:1] == [e.total] for e in extents) > max(
            [alike, *Counter((e.kind[0], e.behind) for e in extents).values()]
        )
        self._regular = [e for e in extents if e.behind == self.places(e)]
        self._leads: dict[object, int | None] = {}

    def places(self, e: Extent) -> int | None:
        """The places that must stand behind its label; None where nothing tells."""
        if e.headed is not None and not (e.header and shape_of(e.header.table).grouped):
            return e.headed[0]
        usual = (
            [total - e.first for total in self._total]
            if self._by_total
            else self._behind.get(e.kind, [])
        )
        usual = [places for places in usual if places >= e.kind[0]]
        return e.behind if e.behind in usual else next(iter(usual), None)

    def lead(self, e: Extent) -> int | None:
        """Where among its places the cells of a row begin; None where the rows like it leave it open."""
        like = (e.kind, e.is_grid, e.first, e.behind, e.headed)
        if like not in self._leads:
            self._leads[like] = self._lead(e)
        return self._leads[like]

    def _lead(self, e: Extent) -> int | None:
        """Rows of its kind tell, then all rows: in a grid cells begin at one place, elsewhere at one distance behind the label."""
        places = self.places(e)
        if places is None:
            return None
        every = range(places - e.kind[0] + 1)
        alike = [
            o
            for o in self._regular
            if o.kind == e.kind and o.behind == places and o.is_grid == e.is_grid
        ]
        said = [o.headed[1] for o in (e, *alike) if o.headed is not None and o.headed[0] == places]
        _, found = _least(
            every, lambda c: sum(c not in o.leads for o in alike) + sum(c != s for s in said)
        )
        if len(found) < 2:
            return next(iter(found), None)
        rest = [o for o in self._regular if o.is_grid == e.is_grid and o.kind[0] == e.kind[0]]
        rules = [_least(found, lambda c: sum(c not in o.leads for o in rest))]
        if e.is_grid and e.first + places in self._total:
            whole = [o for o in rest if o.total == e.first + places]
            rules.append(
                _least(found, lambda c: sum(c + e.first - o.first not in o.leads for o in whole))
            )
        least = min(n for n, _ in rules)
        kept = set().union(*(leads for n, leads in rules if n == least))
        if 4 * sum(o.padded for o in rest) > len(
            rest
        ):  # merged cells left their places behind the rows, so none in front
            kept &= {0}
        return kept.pop() if len(kept) == 1 and 3 * least < len(rest) else None


def _usual(values: Sequence[int]) -> list[int]:
    return [
        value
        for value, count in Counter(values).most_common(2)
        if count >= max(2, _USUAL * len(values))
    ]


def _least(candidates: Iterable[int], rejected: Callable[[int], int]) -> tuple[int, set[int]]:
    """How many rows speak against the best candidate, and the candidates against which at most three times as many do."""
    counts = {c: rejected(c) for c in candidates}
    least = min(counts.values(), default=0)
    return least, {c for c, n in counts.items() if n <= 3 * least}
