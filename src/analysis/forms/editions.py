"""The editions of the form, as data: one TOML file each, checked when loaded.

An edition says which tables it prints, with the rows, columns, labels, units and identities of each. A
table may be `based_on` another edition and replace rows of it, so no wording stands twice. The reader
never asks which edition it is: it compares labels with all of them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

from ..errors import FormError
from .labels import core


@dataclass(frozen=True, slots=True)
class Variant:
    """Another printed wording of a label, and the report in which it was seen."""

    text: str
    seen: str


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    label: str
    unit: str = ""
    group: str = ""
    column_kind: str = "reported"
    signed: bool = False
    pattern: str = ""
    variants: tuple[Variant, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    key: str
    label: str
    unit: str = ""
    group: str = ""
    article: str = ""
    nature: str = ""
    optional: bool = False
    columns: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A statutory table. `orientation` "across": one printed row whose column groups are the `rows`. `grouped`: some columns stand below a common heading."""

    key: str
    form: str
    title: str
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    unit: str = ""
    orientation: str = "down"
    headings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    grouped: bool = field(init=False, repr=False, compare=False)
    _rows: dict[str, Row] = field(init=False, repr=False, compare=False)
    _columns: dict[str, Column] = field(init=False, repr=False, compare=False)
    _keys: tuple[str, ...] = field(init=False, repr=False, compare=False)
    _places: dict[str, tuple[tuple[str, str], ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "grouped", any(column.group for column in self.columns))
        object.__setattr__(self, "_rows", {row.key: row for row in self.rows})
        object.__setattr__(self, "_columns", {column.key: column for column in self.columns})
        object.__setattr__(self, "_keys", tuple(self._columns))
        object.__setattr__(
            self,
            "_places",
            {
                row.key: tuple([(row.key, column) for column in self.columns_of(row.key)])
                for row in self.rows
            },
        )

    def row(self, key: str) -> Row:
        return self._rows[key]

    def column(self, key: str) -> Column:
        return self._columns[key]

    def columns_of(self, row: str) -> tuple[str, ...]:
        """The keys of the columns in which `row` has cells, in the printed order."""
        return self._rows[row].columns or self._keys

    def places_of(self, row: str) -> tuple[tuple[str, str], ...]:
        """The (row, column) pairs of the cells of `row`, in the printed order."""
        return self._places[row]

    def unit_of(self, row: str, column: str) -> str:
        """The unit in which the value of a cell is kept (件, 项, 万元 ...)."""
        return self._columns[column].unit or self._rows[row].unit or self.unit

    def keys(self, optional: bool = True) -> list[tuple[str, str]]:
        """All (row, column) pairs of the table, in the printed order."""
        return [
            place
            for row in self.rows
            if optional or not row.optional
            for place in self._places[row.key]
        ]


@dataclass(frozen=True, slots=True)
class Identity:
    """`left` and `right` are weighted row keys (each = "column") or column keys (each = "row")."""

    id: str
    table: str
    strength: str
    each: str
    left: Mapping[str, int]
    right: Mapping[str, int]
    relation: str = "equal"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """An edition. `era`: editions of one era may be compared, the breaks of the crosswalk say over which.

    `crosswalk_order`: 0 for an edition whose row keys enter the tidy frames themselves, else its place
    among those that enter by the crosswalk.
    """

    key: str
    name: str
    basis: str
    report_years: str
    tables: tuple[Table, ...]
    identities: tuple[Identity, ...]
    era: int = 0
    crosswalk_order: int = 0
    _tables: dict[str, Table] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_tables", {table.key: table for table in self.tables})

    def table(self, key: str) -> Table:
        return self._tables[key]


def _variants(entry: dict[str, Any]) -> dict[str, Any]:
    return entry | {
        "variants": tuple(Variant(**v) for v in entry.get("variants", ())),
        **({"columns": tuple(entry["columns"])} if "columns" in entry else {}),
    }


def _table(entry: dict[str, Any], form: str, known: Mapping[str, Form]) -> Table:
    if "based_on" in entry:
        base = known[entry["based_on"]].table(entry["key"])
        rows: list[Row] = list(base.rows)
        for change in entry.get("replaced_rows", ()):
            at = next((i for i, row in enumerate(rows) if row.key == change["row"]), None)
            if at is None:
                raise FormError(
                    f"{form}: table {base.key} of {base.form} has no row {change['row']!r} to replace"
                )
            rows[at : at + 1] = [Row(**_variants(new)) for new in change.get("by", ())]
        return replace(base, form=form, rows=tuple(rows))
    fields: dict[str, Any] = {
        k: tuple(v) if isinstance(v, list) else v
        for k, v in entry.items()
        if k not in ("rows", "columns")
    }
    return Table(
        form=form,
        rows=tuple(Row(**_variants(r)) for r in entry["rows"]),
        columns=tuple(Column(**_variants(c)) for c in entry["columns"]),
        **fields,
    )


def _terms(keys: list[str] | dict[str, int], table: Table) -> dict[str, int]:
    weights = dict.fromkeys(keys, 1) if isinstance(keys, list) else keys
    terms: dict[str, int] = {}
    for key, weight in weights.items():
        if key.startswith("group:"):
            terms |= {
                row.key: weight for row in table.rows if row.group == key.removeprefix("group:")
            }
        else:
            terms[key] = weight
    return terms


def _identities(
    entries: list[dict[str, Any]],
    form: str,
    tables: dict[str, Table],
    raw: Mapping[str, dict[str, Any]],
) -> list[Identity]:
    found: list[Identity] = []
    for entry in entries:
        if "based_on" in entry:
            found += _identities(raw[entry["based_on"]]["identities"], form, tables, raw)
            continue
        table = tables[entry["table"]]
        found.append(
            Identity(
                **entry
                | {"left": _terms(entry["left"], table), "right": _terms(entry["right"], table)}
            )
        )
    return found


def _check(form: Form) -> None:
    """Raise `FormError` where an edition contradicts itself."""
    for table in form.tables:
        rows, columns = [r.key for r in table.rows], [c.key for c in table.columns]
        for name, keys in (("row", rows), ("column", columns)):
            if twice := {k for k in keys if keys.count(k) > 1}:
                raise FormError(f"{form.key}.{table.key}: {name} {sorted(twice)} stands twice")
        for row in table.rows:
            if unknown := set(row.columns) - set(columns):
                raise FormError(
                    f"{form.key}.{table.key}.{row.key}: unknown columns {sorted(unknown)}"
                )
        labelled: list[Row | Column] = [*table.rows, *table.columns]
        for spelled in labelled:
            own = core(spelled.label)
            for variant in spelled.variants:
                if core(variant.text) == own:
                    raise FormError(
                        f"{form.key}.{table.key}.{spelled.key}: variant {variant.text!r} reads like the label itself"
                    )
                if not variant.seen:
                    raise FormError(
                        f"{form.key}.{table.key}.{spelled.key}: variant {variant.text!r} does not say where it was seen"
                    )
    for identity in form.identities:
        table = form.table(identity.table)
        known = (
            {r.key for r in table.rows}
            if identity.each == "column"
            else {c.key for c in table.columns}
        )
        if unknown := (set(identity.left) | set(identity.right)) - known:
            raise FormError(
                f"{form.key}: identity {identity.id} names unknown keys {sorted(unknown)}"
            )


@cache
def forms() -> dict[str, Form]:
    """All editions by key, in the order of their keys, self-checked.

    >>> sorted(forms())
    ['form2019', 'form2021', 'local_fujian', 'narrative', 'stat2014']
    >>> len(forms()["form2021"].table("applications").rows)
    25
    """
    folder = files(__package__) / "editions"
    raw = {
        entry["key"]: entry
        for entry in (
            tomllib.loads(f.read_text("utf-8"))
            for f in sorted(folder.iterdir(), key=lambda f: f.name)
            if f.name.endswith(".toml")
        )
    }
    known: dict[str, Form] = {}
    for key, entry in raw.items():  # sorted by name: an edition is based on an earlier one
        tables = {t["key"]: _table(t, key, known) for t in entry["tables"]}
        form = Form(
            key,
            entry["name"],
            entry["basis"],
            entry["report_years"],
            tuple(tables.values()),
            tuple(_identities(entry["identities"], key, tables, raw)),
            entry.get("era", 0),
            entry.get("crosswalk_order", 0),
        )
        _check(form)
        known[key] = form
    return known
