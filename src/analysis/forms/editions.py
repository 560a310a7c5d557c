"""The editions of the form, as data: one TOML file each, checked when loaded.

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

from ..errors import FormError
from .added import Label, cache_by_labels, used_labels
from .form import Column, Form, Identity, Key, Row, Table, Variant
from .labels import reduce_label

RELATIONS = ("equal", "at_least")
STRENGTHS = ("required", "expected", "plausible")

_Entry = TypeVar("_Entry", Row, Column)


def _parse_labelled(kind: type[_Entry], entry: dict[str, Any]) -> _Entry:
    variants = tuple(Variant(**variant) for variant in entry.get("variants", ()))
    return kind(**entry | {"variants": variants, **_read_tuples(entry, "columns")})


def _read_tuples(entry: dict[str, Any], *names: str) -> dict[str, tuple[Any, ...]]:
    return {name: tuple(entry[name]) for name in names if name in entry}


def _parse_table(entry: dict[str, Any], form: str, known: Mapping[str, Form]) -> Table:
    if "based_on" in entry:
        if unused := set(entry) - {"key", "based_on", "replaced_rows"}:
            words = f"takes all but replaced_rows from its base: {sorted(unused)} is not used"
            raise FormError(f"{form}: table {entry['key']} {words}")
        if entry["based_on"] not in known:
            words = f"{entry['based_on']!r}, which is no edition whose key sorts before its own"
            raise FormError(f"{form}: table {entry['key']} is based on {words}")
        base = known[entry["based_on"]].table(entry["key"])
        return replace(base, form=form, rows=_replace_rows(base, entry, form))
    rows = tuple(_parse_labelled(Row, row) for row in entry["rows"])
    columns = tuple(_parse_labelled(Column, column) for column in entry["columns"])
    fields = entry | {"form": form, "rows": rows, "columns": columns}
    return Table(**fields | _read_tuples(entry, "headings", "notes"))


def _replace_rows(base: Table, entry: dict[str, Any], form: str) -> tuple[Row, ...]:
    changes = {change["row"]: change.get("by", ()) for change in entry.get("replaced_rows", ())}
    if unknown := set(changes) - {row.key for row in base.rows}:
        words = f"table {base.key} of {base.form} has no row {sorted(unknown)} to replace"
        raise FormError(f"{form}: {words}")
    rows: list[Row] = []
    for row in base.rows:
        by = changes.get(row.key)
        rows += [row] if by is None else [_parse_labelled(Row, new) for new in by]
    return tuple(rows)


def _parse_terms(keys: list[str] | dict[str, int], table: Table) -> dict[str, int]:
    """Weighted keys; `group:x` stands for all rows of the group x."""
    terms: dict[str, int] = {}
    for key, weight in (dict.fromkeys(keys, 1) if isinstance(keys, list) else keys).items():
        group = key.removeprefix("group:")
        members = [row.key for row in table.rows if row.group == group] if group != key else [key]
        terms |= dict.fromkeys(members, weight)
    return terms


def _parse_identities(
    key: str, tables: Mapping[str, Table], raw: Mapping[str, dict[str, Any]]
) -> Iterator[Identity]:
    for entry in raw[key]["identities"]:
        if "based_on" in entry:
            yield from _parse_identities(entry["based_on"], tables, raw)
        elif entry["table"] not in tables:
            words = f"is of table {entry['table']!r}, which the edition does not list"
            raise FormError(f"{key}: identity {entry['id']} {words}")
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
    for series, cells in entry.items():
        if series not in ("based_on", "without_series"):
            weights = dict.fromkeys(cells, 1) if isinstance(cells, list) else cells
            found[series] = {_parse_cell(cell): weight for cell, weight in weights.items()}
    return {series: dict(cells) for series, cells in found.items() if cells}


def _parse_form(key: str, raw: Mapping[str, dict[str, Any]], known: Mapping[str, Form]) -> Form:
    entry = raw[key]
    tables = {table["key"]: _parse_table(table, key, known) for table in entry["tables"]}
    cells = entry.get("statement_cells", {})
    crosswalk = entry.get("crosswalk", {})
    without = {tuple(row.split(".")) for row in crosswalk.get("without_series", ())}
    if "based_on" in crosswalk:
        rows = {(table.key, row.key) for table in tables.values() for row in table.rows}
        without |= known[crosswalk["based_on"]].without_series & rows
    return Form(
        **entry
        | {
            "tables": tuple(tables.values()),
            "identities": tuple(_parse_identities(key, tables, raw)),
            "crosswalk": _parse_crosswalk(crosswalk, known),
            "without_series": frozenset(without),
            "statement_cells": {name: _parse_cell(cell) for name, cell in cells.items()},
        }
    )


def _find_faults(form: Form) -> Iterator[str]:
    """What contradicts itself in an edition, in words."""
    for table in form.tables:
        yield from _find_table_faults(table)
    for identity in form.identities:
        table = form.table(identity.table)
        known = table.rows if identity.each == "column" else table.columns
        unknown = {*identity.left, *identity.right} - {entry.key for entry in known}
        if unknown:
            yield f"identity {identity.id} names unknown keys {sorted(unknown)}"
        for name, word, words in (
            ("relation", identity.relation, RELATIONS),
            ("strength", identity.strength, STRENGTHS),
        ):
            if word not in words:
                yield f"identity {identity.id}: {name} {word!r} is none of {', '.join(words)}"
    printed = {(table.key, *place) for table in form.tables for place in table.list_places()}
    if unknown_cells := set(form.statement_cells.values()) - printed:
        yield f"statement_cells names unknown cells {sorted(unknown_cells)}"
    yield from _find_rows_of_no_series(form)
    if form.headline and form.headline not in {table.key for table in form.tables}:
        yield f"there is no table {form.headline!r}"


def _find_rows_of_no_series(form: Form) -> Iterator[str]:
    """The rows that would be left out of every comparison across editions without a word."""
    rows = {(table.key, row.key) for table in form.tables for row in table.rows}
    in_series = {(table, row) for cells in form.crosswalk.values() for table, row, _ in cells}
    if unknown := form.without_series - rows:
        yield f"crosswalk: without_series names unknown rows {sorted(unknown)}"
    if both := form.without_series & in_series:
        yield f"crosswalk: without_series names rows of a series {sorted(both)}"
    for table, row in sorted(rows - in_series - form.without_series):
        words = "name it under a series of [crosswalk], or under without_series there"
        yield f"{table}.{row} stands in no series: {words}"


def _find_table_faults(table: Table) -> Iterator[str]:
    columns = {column.key for column in table.columns}
    for keys in ([row.key for row in table.rows], [column.key for column in table.columns]):
        if len(set(keys)) < len(keys):
            yield f"{table.key}: {sorted({k for k in keys if keys.count(k) > 1})} stands twice"
    for row in table.rows:
        if unknown := set(row.columns) - columns:
            yield f"{table.key}.{row.key}: unknown columns {sorted(unknown)}"
    labelled: tuple[Row | Column, ...] = (*table.rows, *table.columns)
    for entry, variant in [(label, variant) for label in labelled for variant in label.variants]:
        place = f"{table.key}.{entry.key}: variant {variant.text!r}"
        if reduce_label(variant.text) == reduce_label(entry.label):
            yield f"{place} reads like the label itself"
        if not variant.seen:
            yield f"{place} does not say where it was seen"
        for other in table.rows if isinstance(entry, Row) else table.columns:
            said = {reduce_label(text) for text in (other.label, *[v.text for v in other.variants])}
            if other.key != entry.key and reduce_label(variant.text) in said:
                yield f"{place} reads like {other.key}"


def check_form(form: Form) -> None:
    """Raise `FormError` where an edition contradicts itself."""
    if fault := next(_find_faults(form), None):
        raise FormError(f"{form.key}: {fault}")


def parse_forms(entries: Iterable[dict[str, Any]]) -> dict[str, Form]:
    """The editions by key from what their TOML files hold; `FormError` for a contradiction."""
    raw = {entry["key"]: entry for entry in sorted(entries, key=lambda entry: entry["key"])}
    known: dict[str, Form] = {}
    for key in raw:  # in this order, so that a base is known before its followers
        known[key] = _parse_form(key, raw, known)
        check_form(known[key])
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
    """All editions by key, in the order of their keys, self-checked, with the labels of a study.

    >>> newest = find_newest_form("applications")
    >>> newest.era, len(newest.table("applications").rows)
    (2, 25)
    """
    found = _read_forms()
    added = used_labels()
    return {key: _add_labels(form, added) for key, form in found.items()} if added else found


def _add_labels(form: Form, labels: tuple[Label, ...]) -> Form:
    """The edition with further variants of the rows and columns that it prints."""

    tables = [
        replace(
            table,
            rows=tuple([_add_variants(table, row, labels) for row in table.rows]),
            columns=tuple([_add_variants(table, column, labels) for column in table.columns]),
        )
        for table in form.tables
    ]
    return replace(form, tables=tuple(tables))


def _add_variants(table: Table, entry: _Entry, labels: tuple[Label, ...]) -> _Entry:
    own = [one for one in labels if (one.table, one.key) == (table.key, entry.key)]
    if not own:
        return entry
    added: Iterator[Variant] = (Variant(one.label, one.seen) for one in own)
    return replace(entry, variants=(*entry.variants, *added))


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
