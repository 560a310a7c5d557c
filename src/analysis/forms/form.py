"""An edition of the form and what it prints: tables, rows, columns, identities.

Types only: `editions` reads them from TOML.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

Key = tuple[str, str, str]
"""A cell of a form: table, row, column."""


@dataclass(frozen=True, slots=True)
class Variant:
    """Another printed wording of a label, and the report in which it was seen."""

    text: str
    seen: str


@dataclass(frozen=True, slots=True)
class _Labelled:
    key: str
    label: str
    unit: str = ""
    group: str = ""
    variants: tuple[Variant, ...] = ()


@dataclass(frozen=True, slots=True)
class Column(_Labelled):
    """A column of a table; `signed` where its values may be negative."""

    column_kind: str = "reported"
    signed: bool = False
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Row(_Labelled):
    """A row of a table; `columns` are those in which it has cells, all where none are named."""

    article: str = ""
    nature: str = ""
    optional: bool = False
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A statutory table.

    `orientation` "across": one printed row, its column groups are the `rows`.
    """

    key: str
    form: str
    title: str
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    unit: str = ""
    orientation: str = "down"
    headings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @cached_property
    def has_groups(self) -> bool:
        """Whether some columns stand below a common heading."""
        return any(column.group for column in self.columns)

    @cached_property
    def _rows(self) -> dict[str, Row]:
        return {row.key: row for row in self.rows}

    @cached_property
    def _columns(self) -> dict[str, Column]:
        return {column.key: column for column in self.columns}

    def find_row(self, key: str) -> Row:
        """The row with this key; `KeyError` where there is none."""
        return self._rows[key]

    def find_column(self, key: str) -> Column:
        """The column with this key; `KeyError` where there is none."""
        return self._columns[key]

    def find_columns(self, row: str) -> tuple[str, ...]:
        """The keys of the columns in which `row` has cells, in the printed order."""
        return self._rows[row].columns or tuple(self._columns)

    def find_unit(self, row: str, column: str) -> str:
        """The unit in which the value of a cell is kept (件, 项, 万元 ...)."""
        return self._columns[column].unit or self._rows[row].unit or self.unit

    def list_places(self, optional: bool = True) -> list[tuple[str, str]]:
        """All (row, column) pairs of the table, in the printed order."""
        rows = [row.key for row in self.rows if optional or not row.optional]
        return [(row, column) for row in rows for column in self.find_columns(row)]


@dataclass(frozen=True, slots=True)
class Identity:
    """`left` and `right` are weighted row keys (each = "column") or column keys (each = "row").

    `relation`: `equal`, by which numbers are placed and recovered too, or `at_least`: `left` is
    not below `right`. `strength`: `required` where the form states it, else `expected` or
    `plausible`.
    """

    id: str
    table: str
    strength: str
    each: str
    left: Mapping[str, int]
    right: Mapping[str, int]
    relation: str = "equal"
    source: str = ""


@dataclass(frozen=True)
class Form:
    """An edition.

    `era` orders editions in time: 0 before the Regulations of 2019, then one more for each new
    form; between two eras `verdict`s decide what may be compared. `headline` is the table with the
    counts of applications, which tells the edition of a report ("" where an edition prints no
    table). `area` is the province whose own form it is. `is_crosswalked`: its numbers enter the
    tidy frames through the crosswalk only. `crosswalk` holds per series its weighted cells,
    `without_series` the rows (table and key) that stand in none, `verdicts` those series that
    compare otherwise than usual, `statement_cells` where a figure in
    prose stands in a table.
    """

    key: str
    name: str
    basis: str
    report_years: str
    tables: tuple[Table, ...]
    identities: tuple[Identity, ...]
    era: int = 0
    headline: str = ""
    area: str = ""
    is_crosswalked: bool = False
    crosswalk: Mapping[str, Mapping[Key, int]] = field(default_factory=dict)
    without_series: frozenset[tuple[str, ...]] = frozenset()
    verdicts: Mapping[str, str] = field(default_factory=dict)
    statement_cells: Mapping[str, Key] = field(default_factory=dict)

    @cached_property
    def _tables(self) -> dict[str, Table]:
        return {table.key: table for table in self.tables}

    def table(self, key: str) -> Table:
        """The table with this key; `KeyError` where the edition prints none."""
        return self._tables[key]
