"""The nine frames of a dataset: columns, types, units, values and words, from `schema.toml`.

>>> list(FRAMES)[:3]
['reports', 'cells', 'applications']
>>> list_dtypes("cells")["value"]
Float64
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Protocol

import polars as pl

from ..forms import forms, list_crosswalked_forms
from .categories import COLUMNS, list_contents


class Frames(Protocol):
    """The frames of a dataset by name: what `analysis.load` gives, or a plain dict."""

    def __getitem__(self, name: str, /) -> pl.DataFrame: ...


@dataclass(frozen=True)
class Column:
    """A column of a frame: its polars type, unit ("" where it has none), allowed values (none where
    they are open), and whether it may be null or is part of the key.
    """

    dtype: Any
    words: str
    unit: str = ""
    allowed: tuple[str, ...] = ()
    null: bool = True
    key: bool = False


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
_TYPES = {
    "text": pl.Utf8(),
    "int32": pl.Int32(),
    "int64": pl.Int64(),
    "float64": pl.Float64(),
    "bool": pl.Boolean(),
    "date": pl.Date(),
}
SCHEMA_VERSION: str = _DATA["version"]
POLICY: str = _DATA["policy"].strip()
VALUES: dict[str, tuple[str, ...]] = {name: tuple(v) for name, v in _DATA["values"].items()}
LEVELS, SCOPES, BOUNDS = VALUES["levels"], VALUES["scopes"], VALUES["bounds"]
VALUED = VALUES["valued"]
FORMS = tuple(
    form.key
    for form in sorted(
        forms().values(), key=lambda form: (form.era, form.tables != (), form.area, form.key)
    )
)
"""The editions in the order of time: within an era prose, then the country's, then provinces'."""


def _parse_column(entry: dict[str, Any]) -> Column:
    """A column of `schema.toml`; ordered names sort as in the form."""
    allowed = _find_values(entry["values"]) if "values" in entry else ()
    return Column(
        pl.Enum(allowed) if entry["type"] == "names" else _TYPES[entry["type"]],
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


def list_dtypes(name: str) -> dict[str, Any]:
    """Column names and polars types of a frame, in order."""
    return {key: column.dtype for key, column in FRAMES[name].columns.items()}


def make_empty(name: str) -> pl.DataFrame:
    """The frame without rows."""
    return pl.DataFrame(schema=list_dtypes(name))


def make_frame(name: str, rows: Iterable[Any]) -> pl.DataFrame:
    """The frame of some rows: tuples in the order of the schema, or dicts by column."""
    return order_rows(name, pl.DataFrame(list(rows), schema=list_dtypes(name), orient="row"))


def order_rows(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with its columns and types in the order of the schema and its rows sorted.

    Raises `polars` errors where a column is missing or cannot be cast: a frame is made by this
    package.
    """
    typed = frame.select(pl.col(key).cast(kind) for key, kind in list_dtypes(name).items())
    first = FRAMES[name].order
    rest = () if FRAMES[name].in_text else [c for c in typed.columns if c not in first]
    return typed.sort([*first, *rest], nulls_last=True, maintain_order=True)
