"""The nine frames of a dataset: columns, types, units, values and words, from `schema.toml`.

>>> list(FRAMES)[:3]
['reports', 'cells', 'applications']
>>> list_dtypes("cells")["value"]
Float64
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Protocol

from ..forms import forms, list_crosswalked_forms
from .categories import COLUMNS, list_contents

if TYPE_CHECKING:
    import polars as pl  # imported where a frame is made: `gongkai show` makes none

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows of the frames by name, each by column."""


class Frames(Protocol):
    """The frames of a dataset by name: what `analysis.load` gives, or a plain dict."""

    def __getitem__(self, name: str, /) -> pl.DataFrame: ...


@dataclass(frozen=True)
class Column:
    """A column of a frame: its type, unit ("" where it has none), allowed values (none where they
    are open), and whether it may be null or is part of the key.
    """

    type: str
    words: str
    unit: str = ""
    allowed: tuple[str, ...] = ()
    null: bool = True
    key: bool = False

    @property
    def dtype(self) -> Any:
        """The polars type; ordered names sort as in the form."""
        import polars as pl

        if self.type == "names":
            return pl.Enum(self.allowed)
        return getattr(pl, _POLARS[self.type])()

    def rank_names(self) -> dict[str, int]:
        """The places of ordered names, by which they sort; {} for what sorts by itself."""
        names = self.allowed if self.type == "names" else ()
        return {name: at for at, name in enumerate(names)}


@dataclass(frozen=True)
class Schema:
    """A frame: what a row is, its columns, and the columns by which its rows are sorted; `in_text`
    where ties keep the order of the document.
    """

    words: str
    columns: dict[str, Column]
    order: tuple[str, ...]
    in_text: bool = False


_DATA = tomllib.loads((files(__package__) / "schema.toml").read_text("utf-8"))
_POLARS = {
    "text": "String",
    "int32": "Int32",
    "int64": "Int64",
    "float64": "Float64",
    "bool": "Boolean",
    "date": "Date",
}
SCHEMA_VERSION: str = _DATA["version"]
POLICY: str = _DATA["policy"].strip()
VALUES: dict[str, tuple[str, ...]] = {name: tuple(v) for name, v in _DATA["values"].items()}
LEVELS, SCOPES, BOUNDS = VALUES["levels"], VALUES["scopes"], VALUES["bounds"]
VALUED = VALUES["valued"]
UNKNOWN = "unknown"
"""The level or the scope of a report that states none."""
FORMS = tuple(
    form.key
    for form in sorted(
        forms().values(), key=lambda form: (form.era, form.tables != (), form.area, form.key)
    )
)
"""The editions in the order of time: within an era prose, then the country's, then provinces'."""


def _parse_column(entry: dict[str, Any]) -> Column:
    """A column of `schema.toml`."""
    allowed = _find_values(entry["values"]) if "values" in entry else ()
    return Column(
        entry["type"],
        entry["words"].format(crosswalked=" and ".join(list_crosswalked_forms())),
        entry.get("unit", ""),
        allowed,
        entry.get("null", not entry.get("key", False)),
        entry.get("key", False),
    )


def _find_values(name: str) -> tuple[str, ...]:
    """A list of `schema.toml`, the editions, or what the editions print for a column."""
    if any(name in columns for columns in COLUMNS.values()):
        return tuple(list_contents(name))
    return FORMS if name == "forms" else VALUES[name]


def _parse_schema(entry: dict[str, Any]) -> Schema:
    """A frame of `schema.toml`, its own columns between the shared ones."""
    own, shared = entry["columns"], _DATA["shared"]
    after = shared[entry["after"]] if "after" in entry else {}
    columns = shared[entry["before"]] if "before" in entry else {}
    columns = columns | {name: own[name] for name in own if name not in after}
    columns |= {name: own.get(name, after[name]) for name in after}
    return Schema(
        entry["words"].strip(),
        {name: _parse_column(column) for name, column in columns.items()},
        tuple(entry["order"]),
        entry.get("in_text", False),
    )


FRAMES: dict[str, Schema] = {name: _parse_schema(e) for name, e in _DATA["frames"].items()}


@cache
def _list_dtypes(name: str) -> dict[str, Any]:
    return {key: column.dtype for key, column in FRAMES[name].columns.items()}


def list_dtypes(name: str) -> dict[str, Any]:
    """Column names and polars types of a frame, in order."""
    return dict(_list_dtypes(name))


def make_empty(name: str) -> pl.DataFrame:
    """The frame without rows."""
    import polars as pl

    return pl.DataFrame(schema=list_dtypes(name))


def make_frame(name: str, rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """The frame of some rows, each by column."""
    import polars as pl

    return order_rows(name, pl.DataFrame(list(rows), schema=list_dtypes(name), orient="row"))


def make_frames(rows: Rows) -> dict[str, pl.DataFrame]:
    """The frames of rows by name."""
    return {name: make_frame(name, found) for name, found in rows.items()}


def order_rows(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with its columns and types in the order of the schema and its rows sorted.

    Raises `polars` errors where a column is missing or cannot be cast: a frame is made by this
    package.
    """
    import polars as pl

    typed = frame.select(pl.col(key).cast(kind) for key, kind in list_dtypes(name).items())
    return typed.sort(list_sorted_columns(name), nulls_last=True, maintain_order=True)


def list_sorted_columns(name: str) -> list[str]:
    """The columns by which the rows of a frame are sorted: all, where fewer may leave ties."""
    schema = FRAMES[name]
    keys = {name for name, column in schema.columns.items() if column.key}
    if schema.in_text or (keys and keys <= set(schema.order)):
        return [*schema.order]
    return list(dict.fromkeys([*schema.order, *schema.columns]))


def sort_rows(name: str, rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Rows in the order in which they stand in their frame."""
    return sorted(rows, key=_make_sort_key(name))


def _make_sort_key(name: str) -> Callable[[Mapping[str, Any]], list[tuple[bool, Any]]]:
    columns = {key: FRAMES[name].columns[key] for key in list_sorted_columns(name)}
    ranks = {key: column.rank_names() for key, column in columns.items()}

    def find_place(row: Mapping[str, Any]) -> list[tuple[bool, Any]]:
        return [(row[key] is None, rank.get(row[key], row[key])) for key, rank in ranks.items()]

    return find_place
