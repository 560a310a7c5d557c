"""Where the number of a key stands: in which cells of a report, or in which statements."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from ..forms import Key, crosswalked_forms, forms, newest_form
from ..frames.proofs import Number
from .record import Report, Said

_WAN = {"元": 1e-4, "万元": 1.0, "亿元": 1e4}
_DECIMALS = re.compile(r"[.．](\d+)")
_JOINED = {
    "litigation": ("litigation_direct", "litigation_after_reconsideration"),
    "granted_or_partly": ("granted", "granted_partly"),
}


@lru_cache(maxsize=64)
def rows_of(group: str, form: str) -> tuple[str, ...]:
    """The rows of a group in the applications table of a form; those of `granted_or_partly` and of `litigation` as well; else none.

    >>> rows_of("unable", newest_form("applications").key)
    ('unable_not_held', 'unable_needs_creation', 'unable_unclear')
    """
    if group in _JOINED:
        return _JOINED[group]
    return tuple(row.key for row in forms()[form].table("applications").rows if row.group == group)


@lru_cache(maxsize=4096)
def _terms(key: str, editions: tuple[tuple[str, str], ...]) -> Mapping[Key, int]:
    tables = dict(editions)
    table, *rest = key.split(".")
    if table in tables and rest:
        shape = forms()[tables[table]].table(table)
        row, column = rest[0], rest[1] if len(rest) > 1 else "total"
        rows = (
            (row,) if any(known.key == row for known in shape.rows) else rows_of(row, tables[table])
        )
        return {(table, of, column): 1 for of in rows if (of, column) in shape.keys()}
    editions_of_tables = set(tables.values())
    for form in (forms()[name] for name in crosswalked_forms() if name in editions_of_tables):
        if key in form.statement_cells:
            return {form.statement_cells[key]: 1}
        shape = form.table(form.headline)
        if any(row.key == key for row in shape.rows):
            return {(shape.key, key, shape.columns[0].key): 1}
    return {}


def applications_form(report: Report) -> str:
    """The edition of the report's applications table, the newest where it has none."""
    return report.sheet.forms.get("applications") or newest_form("applications").key


def cells_of(key: str, report: Report) -> Mapping[Key, int]:
    """The cells that print what a statement's key means in this report; {} where no row of its tables does."""
    terms = _terms(key, tuple(sorted(report.sheet.forms.items())))
    return terms if any(cell in report.sheet.statuses for cell in terms) else {}


def in_unit(said: Said) -> float:
    """The statement's figure in the unit of its key: amounts in 万元."""
    return said.value * _WAN.get(said.unit, 1.0) if said.key.endswith("_wan_yuan") else said.value


def decimals(raw: str) -> int:
    """How many digits follow the point as printed: `decimals("95.86%") == 2`."""
    match = _DECIMALS.search(raw)
    return len(match.group(1)) if match else 0


def own_year(said: Said, report: Report) -> bool:
    """Whether a statement speaks of the report's own year, over its whole scope."""
    return not said.part and said.year in (None, report.year)


def stated(key: str, report: Report) -> list[Said]:
    """The statements of the report's own year and whole scope with this key."""
    return [said for said in report.statements if said.key == key and own_year(said, report)]


def numbers(expression: str, report: Report) -> list[tuple[Number, str]]:
    """The values that a sum of keys ("a + b - c") has in the report, from prose and from its tables, with their source."""
    found: list[tuple[Number, str]] = [(0, "")]
    for sign, key in re.findall(r"([+-]?)\s*([\w.]+)", expression):
        values: list[tuple[Number, str]] = [
            (in_unit(said), said.where) for said in stated(key, report) if said.bound == "exact"
        ]
        if (terms := cells_of(key, report)) and (total := report.sheet.total(terms)) is not None:
            values.append((total, "table"))
        weight = -1 if sign == "-" else 1
        found = [
            (total + weight * value, where or source)
            for total, where in found
            for value, source in values
        ]
    return list(dict.fromkeys(found))
