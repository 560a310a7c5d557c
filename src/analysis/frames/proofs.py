"""The cells of one report as plain numbers, with the blanks that are proven to be 0.

Counts are not negative: where the printed parts already give the printed total, every blank beside
them is 0 (arithmetic of the forms' own identities). A cell that is absent from a row which is there
counts like a blank; a row that is absent proves nothing. Nil marks, illegible and ambiguous cells
are never zeros.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import Any

from ..forms import Instance, Key, evaluate, forms, list_instances, prove_zeros
from .schema import VALUED

Number = int | float
SHEET_COLUMNS = ("report_id", "table", "form", "row", "column", "value", "status")
"""The columns of `cells` that make a sheet."""
# The identities by which a blank row total is derived from its parts.
_ROW_TOTALS = ("applicants", "disputes")


@dataclass(slots=True)
class Sheet:
    """One report's cells: `values` are printed numbers, `blanks` the empty places, `proven` those
    that are 0.

    `doubtful` are proven zeros that another identity contradicts: its total is larger than its
    parts, so one of its blanks may hold a number. The checks show the contradiction; a count keeps
    its gap. `forms`: table to edition. `statuses`: the status of every place, an absent cell of a
    present row being blank. `found`: the instances of the identities that this report can be held
    against.
    """

    forms: dict[str, str] = field(default_factory=dict)
    values: dict[Key, Number] = field(default_factory=dict)
    statuses: dict[Key, str] = field(default_factory=dict)
    blanks: set[Key] = field(default_factory=set)
    proven: set[Key] = field(default_factory=set)
    doubtful: set[Key] = field(default_factory=set)
    found: list[Instance] = field(default_factory=list)

    def number_at(self, key: Key) -> Number | None:
        """The printed number, 0 where a blank is proven without contradiction, else None."""
        return self.values.get(key, 0 if self.is_zero(key) else None)

    def is_zero(self, key: Key) -> bool:
        """Whether a blank is proven to be 0, and nothing speaks against it."""
        return key in self.proven and key not in self.doubtful

    def sum_terms(self, terms: Mapping[Key, int]) -> Number | None:
        """The weighted sum of cells, None where one of them is not known."""
        known = [(self.number_at(key), weight) for key, weight in terms.items()]
        return (
            None
            if any(value is None for value, _ in known)
            else sum(value * weight for value, weight in known if value is not None)
        )

    def count_zeros(self, terms: Iterable[Key]) -> int:
        """How many of these cells are blanks proven to be 0."""
        return sum(self.is_zero(key) for key in terms)

    def derive_totals(self) -> dict[Key, Number]:
        """Blank row totals whose parts are all printed or proven: their sums."""
        found: dict[Key, Number] = {}
        for instance in self.found:
            if instance.identity.id not in _ROW_TOTALS:
                continue
            (total,) = instance.left
            if (
                total in self.blanks
                and not self.is_zero(total)
                and (value := self.sum_terms(instance.right)) is not None
            ):
                found[total] = value
        return found


def number(value: float) -> Number:
    """A whole number as int, so that sums are exact.

    >>> number(294.0), number(50.7)
    (294, 50.7)
    """
    return int(value) if value.is_integer() else value


@lru_cache(maxsize=512)
def _list_instances(form: str, table: str, rows: frozenset[str]) -> tuple[Instance, ...]:
    return tuple(
        list_instances(
            forms()[form],
            table,
            [(row, column) for _, row, column in _list_places(form, table, rows)],
        )
    )


@lru_cache(maxsize=512)
def _list_places(form: str, table: str, rows: frozenset[str]) -> tuple[Key, ...]:
    printed = forms()[form].table(table).list_places()
    return tuple((table, row, column) for row, column in printed if row in rows)


def make_sheet(cells: Iterable[tuple[str, str, str, str, float | None, str]]) -> Sheet:
    """The sheet of one report from (table, form, row, column, value, status) rows."""
    made = Sheet()
    rows: dict[str, set[str]] = {}
    for table, form, row, column, value, status in cells:
        key = (table, row, column)
        made.forms[table] = form
        made.statuses[key] = status
        rows.setdefault(table, set()).add(row)
        if value is not None and status in VALUED:
            made.values[key] = number(value)
        elif status == "blank":
            made.blanks.add(key)
    for table, present in rows.items():
        form, names = made.forms[table], frozenset(present)
        made.found += _list_instances(form, table, names)
        for key in _list_places(form, table, names):
            if key not in made.statuses:
                made.statuses[key] = "blank"
                made.blanks.add(key)
    if made.blanks:
        made.proven = prove_zeros(made.found, made.values, made.blanks)
        made.doubtful = _find_contradicted(made)
    return made


def _find_contradicted(made: Sheet) -> set[Key]:
    """Proven zeros on the smaller side of an identity that fails."""
    found: set[Key] = set()
    for instance in made.found:
        verdict = evaluate(instance, made.values, made.proven)
        if verdict.blanks_as_zero and verdict.result == "fail":
            smaller = instance.right if verdict.left > verdict.right else instance.left
            found |= set(smaller) & made.proven
    return found


def make_sheets(cells: Iterable[tuple[Any, ...]]) -> Iterator[tuple[str, Sheet]]:
    """(report_id, sheet) for every report, from the `SHEET_COLUMNS` of its cells, which stand
    together.
    """
    for report_id, rows in groupby(cells, key=lambda row: row[0]):
        yield report_id, make_sheet(row[1:] for row in rows)
