"""How many places a row must have, and where among them its cells begin.

A table prints its rows alike. Either labels of one level have the same number of places behind
them, or all rows have the same number of places in all; what most rows keep is the measure for
every row. A row of another length lost or gained a place somewhere: it teaches the others nothing,
and none of its places is sure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from ..forms import fold_label, forms
from .blocks import TableRow
from .candidates import find_leads

_USUAL = 0.4
"""So large a part of the rows, and two of them, must have a number of places before it measures
the others."""


class Extent(NamedTuple):
    """The places of one row as printed: `behind` its label, the first of them at place `first`.

    `is_grid`: the row is one row of a table, and `first` counts in it; for single cells `first` is
    the number of labels in front. `leads`: the places behind the label at which its cells may
    begin, all other places being empty. `kind`: its width and the level of its label. `is_padded`:
    places that are no cells stand at its end. `headed`: the number of its places and where its
    cells begin, as a header says whose columns stand side by side above them; `row_width`: the
    places of a row of that header.
    """

    kind: tuple[int, str]
    is_grid: bool
    is_padded: bool
    first: int
    behind: int
    leads: tuple[int, ...]
    headed: tuple[int, int] | None = None
    row_width: int = 0

    @property
    def total(self) -> int:
        return self.first + self.behind


def measure_row(row: TableRow, width: int) -> Extent:
    """The places of a row, up to text behind single cells."""
    cells, is_grid = row.tokens, row.is_grid_row
    stop = len(cells)
    if not is_grid:
        texts = (at for at, t in enumerate(cells) if t.kind == "text" and not t.whole)
        stop = next(texts, stop)
    kinds = tuple([t.kind for t in cells[:stop]])
    first = cells[0].place if is_grid else row.depth
    leads = find_leads(kinds, width)
    headed = _find_headed(row, width)
    row_width = row.header.row_width if row.header and is_grid else 0
    kind, is_padded = (width, _level(row)), kinds[-1:] == ("pad",)
    return Extent(kind, is_grid, is_padded, first, stop, leads, headed, row_width)


def _find_headed(row: TableRow, width: int) -> tuple[int, int] | None:
    """How many places its header says a row has, and where among them its cells begin; None where
    it says nothing."""
    header, cells = row.header, row.tokens
    if header is None or len(header.places) != width:
        return None
    if not row.is_grid_row:
        units = next((at for at, t in enumerate(cells) if t.kind != "unit"), len(cells))
        return None if header.trailing is None else (units + width + header.trailing, units)
    if header.begin is None or header.begin < cells[0].place:
        return None
    return header.row_width - cells[0].place, header.begin - cells[0].place


def _level(row: TableRow) -> str:
    """How deep a label stands in the form: 一、 or （一） or 1."""
    entries = row.label.entries.rows if row.label else ()
    own = (entry for entry in entries if (entry.table, entry.key) == (row.table, row.row))
    return next((_depth(entry.form, entry.table, entry.key) for entry in own), "")


@cache
def _depth(form: str, table: str, row: str) -> str:
    first = fold_label(forms()[form].table(table).find_row(row).label)[0]
    if first.isdigit():
        return "1"
    return first if first == "(" else ""


class Measure:
    """What the rows of one table and their headers agree on."""

    def __init__(self, extents: Sequence[Extent], is_grouped: bool) -> None:
        self._is_grouped = is_grouped
        kinds = {e.kind for e in extents}
        self._behind = {k: _usual([e.behind for e in extents if e.kind == k]) for k in kinds}
        widths = [width for width in {e.row_width for e in extents} if width]
        self._total = _usual([*(e.total for e in extents), *widths])
        # Totals tell only where more rows agree on them than on the places behind the label, those
        # of its level or of all.
        alike = sum(self._behind[e.kind][:1] == [e.behind] for e in extents)
        of_width = Counter((e.kind[0], e.behind) for e in extents)
        agreed = sum(self._total[:1] == [e.total] for e in extents)
        self._by_total = agreed > max([alike, *of_width.values()])
        self._regular = [e for e in extents if e.behind == self.places(e)]
        self._leads: dict[object, int | None] = {}

    def places(self, e: Extent) -> int | None:
        """The places that must stand behind its label; None where nothing tells."""
        if e.headed is not None and not self._is_grouped:
            return e.headed[0]
        usual = self._behind.get(e.kind, [])
        if self._by_total:
            usual = [total - e.first for total in self._total]
        usual = [places for places in usual if places >= e.kind[0]]
        return e.behind if e.behind in usual else next(iter(usual), None)

    def lead(self, e: Extent) -> int | None:
        """Where among its places the cells of a row begin; None where the rows like it leave it
        open."""
        like = (e.kind, e.is_grid, e.first, e.behind, e.headed)
        if like not in self._leads:
            self._leads[like] = self._find_lead(e)
        return self._leads[like]

    def _find_lead(self, e: Extent) -> int | None:
        """Rows of its kind tell, then all rows: in a grid cells begin at one place, elsewhere at
        one distance behind the label."""
        places = self.places(e)
        if places is None:
            return None
        rest = [o for o in self._regular if (o.is_grid, o.kind[0]) == (e.is_grid, e.kind[0])]
        like = [o for o in rest if (o.kind, o.behind) == (e.kind, places)]
        whole = [o for o in rest if e.is_grid and o.total == e.first + places]
        said = [o.headed[1] for o in (e, *like) if o.headed is not None and o.headed[0] == places]
        _, found = _find_least(range(places - e.kind[0] + 1), like, said=said)
        if len(found) < 2:
            return next(iter(found), None)
        rules = [_find_least(found, rest)]
        by_place = _find_least(found, whole, e.first)
        rules += [by_place] if by_place[1] != found else []  # else these rows do not tell
        least = min(count for count, _ in rules)
        kept = set[int]().union(*(leads for count, leads in rules if count == least))
        if 4 * sum(o.is_padded for o in rest) > len(rest):
            kept &= {0}  # merged cells left their places behind the rows, so none in front
        return kept.pop() if len(kept) == 1 and 3 * least < len(rest) else None


def _usual(values: Sequence[int]) -> list[int]:
    """The one or two values that many have."""
    enough = max(2, _USUAL * len(values))
    return [value for value, count in Counter(values).most_common(2) if count >= enough]


def _find_least(
    leads: Iterable[int],
    rows: Sequence[Extent],
    first: int | None = None,
    said: Sequence[int] = (),
) -> tuple[int, set[int]]:
    """How many rows speak against the best lead, and the leads against which at most three times as
    many do. `first`: where the cells behind the label begin, if cells of all rows begin at one
    place and not at one distance behind the label. `said`: the leads that headers name."""
    against = {
        lead: sum(lead + (0 if first is None else first - o.first) not in o.leads for o in rows)
        + sum(lead != named for named in said)
        for lead in leads
    }
    least = min(against.values(), default=0)
    return least, {lead for lead, count in against.items() if count <= 3 * least}
