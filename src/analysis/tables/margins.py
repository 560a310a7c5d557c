"""How many places a row must have, and where among them its cells begin.

A table prints its rows alike. Either labels of one level have the same number of places behind
them, or all rows have the same number of places in all; what most rows keep is the measure for
every row. A row of another length lost or gained a place somewhere: it teaches the others nothing,
and none of its places is sure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
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
    begin, all other places being empty. `kind`: its width and the level of its label. `headed`: the
    number of its places, as a header says whose columns stand side by side above them.
    """

    kind: tuple[int, str]
    is_grid: bool
    first: int
    behind: int
    leads: tuple[int, ...]
    headed: int | None = None

    @property
    def total(self) -> int:
        """All places of the row."""
        return self.first + self.behind


def measure_row(row: TableRow, width: int) -> Extent:
    """The places of a row, up to text behind single cells."""
    cells, is_grid = row.tokens, row.is_grid_row
    texts = [at for at, t in enumerate(cells) if t.kind == "text" and not t.whole]
    stop = next(iter(texts), len(cells))
    first = cells[0].place if is_grid else row.depth
    leads = find_leads(tuple([t.kind for t in cells[:stop]]), width)
    headed, lead = _find_headed(row, width)
    if stop == headed and lead in leads:
        leads = (lead,)
    elif 0 in leads and cells[stop - 1].kind == "pad":
        leads = (0,)  # merged cells left their places behind the row, so none in front
    return Extent((width, _find_level(row)), is_grid, first, stop, leads, headed)


def _find_headed(row: TableRow, width: int) -> tuple[int | None, int]:
    """How many places its header says a row has, None where it says nothing, and where among them
    its cells begin."""
    header, cells = row.header, row.tokens
    if header is None or len(header.places) != width:
        return None, 0
    if row.is_grid_row:
        begin = -1 if header.begin is None else header.begin - cells[0].place
        return (header.row_width - cells[0].place if begin >= 0 else None), begin
    units = next((at for at, t in enumerate(cells) if t.kind != "unit"), len(cells))
    return (None if header.trailing is None else units + width + header.trailing), units


def _find_level(row: TableRow) -> str:
    """How deep a label stands in the form: 一、 or （一） or 1."""
    entries = row.label.entries.rows if row.label else ()
    own = (entry for entry in entries if (entry.table, entry.key) == (row.table, row.row))
    return next((_find_depth(entry.form, entry.table, entry.key) for entry in own), "")


@cache
def _find_depth(form: str, table: str, row: str) -> str:
    label = fold_label(forms()[form].table(table).find_row(row).label)
    return "1" if label[0].isdigit() else label[: label.startswith("(")]


class Measure:
    """What the rows of one table and their headers agree on."""

    def __init__(self, extents: Sequence[Extent], is_grouped: bool) -> None:
        self._is_grouped = is_grouped
        kinds = {e.kind for e in extents}
        self._behind = {k: _usual([e.behind for e in extents if e.kind == k]) for k in kinds}
        self._total = _usual([e.total for e in extents])
        # Totals tell only where more rows agree on them than on the places behind the label, those
        # of its level or of all.
        alike = sum(self._behind[e.kind][:1] == [e.behind] for e in extents)
        of_width = Counter((e.kind[0], e.behind) for e in extents)
        agreed = sum(self._total[:1] == [e.total] for e in extents)
        self._by_total = agreed > max([alike, *of_width.values()])
        self._regular = [e for e in extents if e.behind == self.find_places(e)]

    def find_places(self, e: Extent) -> int | None:
        """The places that must stand behind its label; None where nothing tells."""
        if e.headed is not None and not self._is_grouped:
            return e.headed
        usual = self._behind.get(e.kind, [])
        if self._by_total:
            usual = [total - e.first for total in self._total]
        usual = [places for places in usual if places >= e.kind[0]]
        return e.behind if e.behind in usual else next(iter(usual), None)

    def find_lead(self, e: Extent) -> int | None:
        """Where among its places the cells of a row begin, at one distance behind the label: rows
        of its kind tell, then all rows. None where they leave it open."""
        places = self.find_places(e)
        if places is None:
            return None
        alike = [o for o in self._regular if (o.is_grid, o.kind[0]) == (e.is_grid, e.kind[0])]
        own = [o for o in alike if (o.kind, o.behind) == (e.kind, places)]
        leads = _select_likely(range(places - e.kind[0] + 1), own)
        leads = _select_likely(leads, alike) if len(leads) > 1 else leads
        return leads[0] if len(leads) == 1 else None


def _usual(values: Sequence[int]) -> list[int]:
    """The one or two values that many have."""
    enough = max(2, _USUAL * len(values))
    return [value for value, count in Counter(values).most_common(2) if count >= enough]


def _select_likely(leads: Sequence[int], rows: Sequence[Extent]) -> list[int]:
    """The leads against which at most three times as many rows speak as against the best one."""
    against = {lead: sum(lead not in row.leads for row in rows) for lead in leads}
    least = min(against.values(), default=0)
    return [lead for lead in leads if against[lead] <= 3 * least]
