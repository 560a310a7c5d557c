"""What contradicts itself in the editions of the form, or between them and the crosswalk, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analysis.forms import Column, Form, Row, Table, reduce_label
from analysis.forms.crosswalk import Crosswalk, Series

RELATIONS = ("equal", "at_least")
STRENGTHS = ("required", "expected", "plausible")
VERDICTS = ("comparable", "weak", "not_comparable")


def find_raw_faults(entries: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What the TOML files take from each other and cannot."""
    raw = {entry["key"]: entry for entry in entries}
    for key, entry in raw.items():
        for table in entry["tables"]:
            if "based_on" in table:
                yield from _find_faults_of_follower(key, table, raw)
        listed = {table["key"] for table in entry["tables"]}
        for identity in _list_raw_identities(key, raw):
            if identity["table"] not in listed:
                words = f"is of table {identity['table']!r}, which the edition does not list"
                yield f"{key}: identity {identity['id']} {words}"


def _find_faults_of_follower(
    key: str, table: Mapping[str, Any], raw: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    base = table["based_on"]
    if unused := set(table) - {"key", "based_on", "replaced_rows"}:
        words = f"takes all but replaced_rows from its base: {sorted(unused)} is not used"
        yield f"{key}: table {table['key']} {words}"
    if base not in raw or base >= key:
        words = f"{base!r}, which is no edition whose key sorts before its own"
        yield f"{key}: table {table['key']} is based on {words}"
        return
    rows = _list_raw_rows(base, table["key"], raw)
    if unknown := {change["row"] for change in table.get("replaced_rows", ())} - rows:
        words = f"table {table['key']} of {base} has no row {sorted(unknown)} to replace"
        yield f"{key}: {words}"


def _list_raw_identities(
    key: str, raw: Mapping[str, Mapping[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    for entry in raw[key]["identities"]:
        if "based_on" in entry:
            yield from _list_raw_identities(entry["based_on"], raw)
        else:
            yield entry


def _list_raw_rows(key: str, table: str, raw: Mapping[str, Mapping[str, Any]]) -> set[str]:
    (entry,) = [one for one in raw[key]["tables"] if one["key"] == table]
    if "based_on" not in entry:
        return {row["key"] for row in entry["rows"]}
    rows = _list_raw_rows(entry["based_on"], table, raw)
    for change in entry.get("replaced_rows", ()):
        rows = rows - {change["row"]} | {row["key"] for row in change.get("by", ())}
    return rows


def find_faults(form: Form) -> Iterator[str]:
    """What contradicts itself in an edition."""
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


def find_crosswalk_faults(crosswalk: Crosswalk, editions: Mapping[str, Form]) -> Iterator[str]:
    """What contradicts itself in the crosswalk, or names what an edition does not print."""
    yield from _find_repeated("series", [series.key for series in crosswalk.series])
    for series in crosswalk.series:
        if wrong := {series.verdict, *series.verdicts.values()} - set(VERDICTS):
            yield f"{series.key}: unknown verdict {sorted(wrong)}; expected one of {VERDICTS}"
        if unused := set(series.verdicts) - set(series.terms):
            yield f"{series.key}: a verdict for {sorted(unused)} without terms"
        yield from _find_unprinted(series, editions)
    for form in (form.key for form in editions.values() if form.is_crosswalked):
        targets = [s.target for s in crosswalk.series if s.target and form in s.terms]
        yield from _find_repeated(f"{form}: target", targets)


def find_unknown_series(crosswalk: Crosswalk, editions: Mapping[str, Form]) -> Iterator[str]:
    """The series that an edition names and the crosswalk does not."""
    keys = {series.key for series in crosswalk.series}
    for form in editions.values():
        if unknown := {*form.crosswalk, *form.verdicts} - keys:
            yield f"{form.key}: the crosswalk has no series {sorted(unknown)}"


def _find_repeated(what: str, keys: list[Any]) -> Iterator[str]:
    if twice := [key for key, count in Counter(keys).items() if count > 1]:
        yield f"{what} {twice} stands twice"


def _find_unprinted(series: Series, editions: Mapping[str, Form]) -> Iterator[str]:
    for form, terms in series.terms.items():
        if form not in editions:
            yield f"{series.key}: unknown edition {form!r}"
            continue
        printed = {(t.key, *pair) for t in editions[form].tables for pair in t.list_places()}
        if unknown := set(terms) - printed:
            yield f"{series.key}: {form} does not print {sorted(unknown)}"
