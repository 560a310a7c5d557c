"""The editions of the form, as data: one TOML file each, checked by `tests/forms/test_editions.py`.

An edition says which tables it prints, with the rows, columns, labels, units and identities of
each, and which of its cells may stand beside those of other editions. No wording stands twice: a
table that is `based_on` another edition takes its title, columns, rows and notes whole and may only
replace rows (to add one, replace a row by itself and the new one), and `[[identities]]` that are
`based_on` one are all of its. A base sorts before its follower by key. No program names an edition:
the reader compares labels with all of them, the rest asks for the properties of `Form`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from .added import Label, cache_by_labels, used_labels
from .form import Column, Form, Identity, Key, Row, Table, Variant

_Entry = TypeVar("_Entry", Row, Column)
_Raw = Mapping[str, dict[str, Any]]


def _freeze(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry of a TOML file with its lists as tuples."""
    return {k: tuple(value) if isinstance(value, list) else value for k, value in entry.items()}


def _parse_labelled(kind: type[_Entry], entry: dict[str, Any]) -> _Entry:
    variants = tuple(Variant(**variant) for variant in entry.get("variants", ()))
    return kind(**_freeze(entry) | {"variants": variants})


def _parse_table(entry: dict[str, Any], form: str, known: Mapping[str, Form]) -> Table:
    if "based_on" in entry:
        base = known[entry["based_on"]].table(entry["key"])
        new = {
            change["row"]: [_parse_labelled(Row, row) for row in change.get("by", ())]
            for change in entry.get("replaced_rows", ())
        }
        kept = [new.get(row.key, [row]) for row in base.rows]
        return replace(base, form=form, rows=tuple(row for rows in kept for row in rows))
    rows = tuple(_parse_labelled(Row, row) for row in entry["rows"])
    columns = tuple(_parse_labelled(Column, column) for column in entry["columns"])
    return Table(**_freeze(entry) | {"form": form, "rows": rows, "columns": columns})


def _parse_terms(keys: list[str] | dict[str, int], table: Table) -> dict[str, int]:
    """Weighted keys; `group:x` stands for all rows of the group x."""
    terms: dict[str, int] = {}
    for key, weight in (dict.fromkeys(keys, 1) if isinstance(keys, list) else keys).items():
        group = key.removeprefix("group:")
        members = [row.key for row in table.rows if row.group == group] if group != key else [key]
        terms |= dict.fromkeys(members, weight)
    return terms


def _parse_identities(key: str, tables: Mapping[str, Table], raw: _Raw) -> Iterator[Identity]:
    for entry in raw[key]["identities"]:
        if "based_on" in entry:
            yield from _parse_identities(entry["based_on"], tables, raw)
        else:
            table = tables[entry["table"]]
            sides = {side: _parse_terms(entry[side], table) for side in ("left", "right")}
            yield Identity(**entry | sides)


def _parse_cell(address: str) -> Key:
    table, row, column = address.split(".")
    return table, row, column


def _parse_crosswalk(entry: dict[str, Any], known: Mapping[str, Form]) -> dict[str, dict[Key, int]]:
    """The cells of each series; those of the edition that this one is based on unless it says
    otherwise.
    """
    found = dict(known[entry["based_on"]].crosswalk) if "based_on" in entry else {}
    own = {k: cells for k, cells in entry.items() if k not in ("based_on", "without_series")}
    for series, cells in own.items():
        weights = dict.fromkeys(cells, 1) if isinstance(cells, list) else cells
        found[series] = {_parse_cell(cell): weight for cell, weight in weights.items()}
    return {series: dict(cells) for series, cells in found.items() if cells}


def _parse_form(key: str, raw: _Raw, known: Mapping[str, Form]) -> Form:
    entry = raw[key]
    tables = {table["key"]: _parse_table(table, key, known) for table in entry["tables"]}
    crosswalk = entry.get("crosswalk", {})
    without = {tuple(row.split(".")) for row in crosswalk.get("without_series", ())}
    if "based_on" in crosswalk:
        rows = {(table.key, row.key) for table in tables.values() for row in table.rows}
        without |= known[crosswalk["based_on"]].without_series & rows
    cells = entry.get("statement_cells", {})
    parsed = {
        "tables": tuple(tables.values()),
        "identities": tuple(_parse_identities(key, tables, raw)),
        "crosswalk": _parse_crosswalk(crosswalk, known),
        "without_series": frozenset(without),
        "statement_cells": {name: _parse_cell(cell) for name, cell in cells.items()},
    }
    return Form(**entry | parsed)


def parse_forms(entries: Iterable[dict[str, Any]]) -> dict[str, Form]:
    """The editions by key from what their TOML files hold."""
    raw = {entry["key"]: entry for entry in sorted(entries, key=lambda entry: entry["key"])}
    known: dict[str, Form] = {}
    for key in raw:  # in this order, so that a base is known before its followers
        known[key] = _parse_form(key, raw, known)
    return known


def read_editions() -> list[dict[str, Any]]:
    """What the TOML files of the editions hold."""
    folder = files(__package__) / "editions"
    return [tomllib.loads(file.read_text("utf-8")) for file in folder.iterdir()]


@cache
def _read_forms() -> dict[str, Form]:
    return parse_forms(read_editions())


@cache_by_labels()
def forms() -> dict[str, Form]:
    """All editions by key, in the order of their keys, with the labels of a study.

    >>> newest = find_newest_form("applications")
    >>> newest.era, len(newest.table("applications").rows)
    (2, 25)
    """
    found = _read_forms()
    added = used_labels()
    return {key: _add_labels(form, added) for key, form in found.items()} if added else found


def _add_labels(form: Form, labels: tuple[Label, ...]) -> Form:
    """The edition with further variants of the rows and columns that it prints."""

    def add(table: Table, entries: tuple[_Entry, ...]) -> tuple[_Entry, ...]:
        return tuple(
            replace(entry, variants=entry.variants + own.get((table.key, entry.key), ()))
            for entry in entries
        )

    own: dict[tuple[str, str], tuple[Variant, ...]] = {}
    for one in labels:
        place = (one.table, one.key)
        own[place] = (*own.get(place, ()), Variant(one.label, one.seen))
    tables = [
        replace(table, rows=add(table, table.rows), columns=add(table, table.columns))
        for table in form.tables
    ]
    return replace(form, tables=tuple(tables))


@cache_by_labels()
def _sort_by_precedence() -> tuple[Form, ...]:
    """The editions, the newest first, the country's before a province's."""
    newest = sorted(forms().values(), key=lambda form: (-form.era, form.area != "", form.key))
    return tuple(newest)


def find_newest_form(table: str) -> Form:
    """The newest edition that prints a table.

    >>> find_newest_form("disputes").table("disputes").orientation
    'across'
    """
    printing = (f for f in _sort_by_precedence() if any(known.key == table for known in f.tables))
    return next(printing)


def list_headline_tables() -> tuple[str, ...]:
    """The tables with the counts of applications, those of the newest edition first.

    >>> list_headline_tables()[0]
    'applications'
    """
    return tuple(dict.fromkeys(form.headline for form in _sort_by_precedence() if form.headline))


def list_crosswalked_forms() -> tuple[str, ...]:
    """The keys of the editions that enter the tidy frames through the crosswalk only."""
    return tuple(form.key for form in _sort_by_precedence() if form.is_crosswalked)


def find_form_of_tables(tables: Mapping[str, str]) -> str:
    """The edition of a report, from the edition of each of its tables.

    That of its headline table, else of the first of the others in the printed order: a table that
    two editions print alike comes last. Without a table, the edition that has none.

    >>> find_form_of_tables({"disputes": "one", "applications": "another"})
    'another'
    """
    printed = [table.key for form in _sort_by_precedence() for table in form.tables]
    for table in (*list_headline_tables(), *printed):
        if table in tables:
            return tables[table]
    return next(form.key for form in _sort_by_precedence() if not form.tables)
