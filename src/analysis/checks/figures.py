"""Where the number of a key stands: in which cells of a report, or in which statements."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from ..forms import Key, Table, find_newest_form, forms, list_crosswalked_forms
from ..frames.proofs import Number
from .record import Report, Said

_WAN = {"元": 1e-4, "万元": 1.0, "亿元": 1e4}
_DECIMALS = re.compile(r"[.．](\d+)")
_JOINED = {
    "litigation": ("litigation_direct", "litigation_after_reconsideration"),
    "granted_or_partly": ("granted", "granted_partly"),
}
Sourced = tuple[Number, str]
"""A number and where it stands, in words."""


@lru_cache(maxsize=64)
def list_rows_of_group(group: str, form: str) -> tuple[str, ...]:
    """The rows of a group in the applications table of a form, or of two rows that are told
    together.

    >>> list_rows_of_group("unable", find_newest_form("applications").key)
    ('unable_not_held', 'unable_needs_creation', 'unable_unclear')
    """
    rows = forms()[form].table("applications").rows
    return _JOINED.get(group) or tuple(row.key for row in rows if row.group == group)


def find_applications_form(report: Report) -> str:
    """The edition of the report's applications table, the newest where it has none."""
    return report.sheet.forms.get("applications") or find_newest_form("applications").key


@lru_cache(maxsize=4096)
def _list_terms(key: str, editions: tuple[tuple[str, str], ...]) -> Mapping[Key, int]:
    tables = dict(editions)
    name, *rest = key.split(".")
    if name in tables and rest:
        return _list_terms_of_row(forms()[tables[name]].table(name), *rest)
    for form in (forms()[edition] for edition in list_crosswalked_forms()):
        if form.headline in tables:
            table = form.table(form.headline)
            own = {row.key: (table.key, row.key, table.columns[0].key) for row in table.rows}
            if cell := (own | dict(form.statement_cells)).get(key):
                return {cell: 1}
    return {}


def _list_terms_of_row(table: Table, row: str, column: str = "total") -> Mapping[Key, int]:
    """The cells of a row, or of the rows of a group, in one column."""
    is_row = any(known.key == row for known in table.rows)
    rows = (row,) if is_row else list_rows_of_group(row, table.form)
    printed = set(table.list_places())
    return {(table.key, of, column): 1 for of in rows if (of, column) in printed}


def find_cells_of_key(key: str, report: Report) -> Mapping[Key, int]:
    """The cells that print what a statement's key means in this report; {} where no row does."""
    terms = _list_terms(key, tuple(sorted(report.sheet.forms.items())))
    return terms if report.sheet.statuses.keys() & terms.keys() else {}


def convert_to_unit(said: Said) -> float:
    """The statement's figure in the unit of its key: amounts in 万元."""
    return said.value * _WAN.get(said.unit, 1.0) if said.key.endswith("_wan_yuan") else said.value


def count_decimals(raw: str) -> int:
    """How many digits follow the point as printed: `decimals("95.86%") == 2`."""
    match = _DECIMALS.search(raw)
    return len(match.group(1)) if match else 0


def is_own_year(said: Said, report: Report) -> bool:
    """Whether a statement speaks of the report's own year."""
    return said.year in (None, report.year)


def is_whole(said: Said, report: Report) -> bool:
    """Whether a statement speaks of the report's own year, over its whole scope."""
    return not said.part and is_own_year(said, report)


def find_statements(key: str, report: Report) -> list[Said]:
    """The statements of the report's own year and whole scope with this key."""
    return [said for said in report.statements if said.key == key and is_whole(said, report)]


def list_numbers(expression: str, report: Report) -> list[Sourced]:
    """The values that a sum of keys ("a + b - c") has, from prose and from tables, with their
    source.
    """
    found: list[Sourced] = [(0, "")]
    for sign, key in re.findall(r"([+-]?)\s*([\w.]+)", expression):
        weight = -1 if sign == "-" else 1
        values = _list_numbers_of_key(key, report)
        found = [
            (total + weight * value, where or source)
            for total, where in found
            for value, source in values
        ]
    return list(dict.fromkeys(found))


def _list_numbers_of_key(key: str, report: Report) -> list[Sourced]:
    exact = [said for said in find_statements(key, report) if said.bound == "exact"]
    values: list[Sourced] = [(convert_to_unit(said), said.where) for said in exact]
    terms = find_cells_of_key(key, report)
    total = report.sheet.sum_terms(terms) if terms else None
    return values if total is None else [*values, (total, "table")]
