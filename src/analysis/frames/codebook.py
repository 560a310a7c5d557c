"""Titles, labels and units of the frames' columns: what an export writes beside the numbers."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from ..errors import UsageError
from ..forms import forms
from .categories import COLUMNS
from .schema import FRAMES

LANGUAGES = ("en", "zh")


@cache
def _load_titles() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "titles.toml").read_text("utf-8"))


def find_title(frame: str, column: str, lang: str) -> str:
    """The title of a column, or with column "" that of a frame; `lang` is en or zh.

    >>> find_title("reports", "issuer", "en"), find_title("reports", "", "zh")
    ('Issuer', '报告')
    """
    if lang not in LANGUAGES:
        raise UsageError(f"no language {lang!r}; there are {', '.join(LANGUAGES)}")
    columns = _load_titles()["columns"]
    own = columns[frame] if isinstance(columns.get(frame), dict) else {}
    pair = own.get(column, columns.get(column)) if column else _load_titles()["frames"][frame]
    return str(pair[LANGUAGES.index(lang)])


def describe_column(frame: str, column: str) -> tuple[str, str, tuple[str, ...]]:
    """What a column holds, its unit, and the values that it may have (none where they are
    open).
    """
    known = FRAMES[frame].columns[column]
    return known.words, known.unit, known.allowed


@cache
def label_values(frame: str, column: str, lang: str) -> dict[str, str]:
    """The values of a column with their labels; empty where its values are open.

    Chinese labels are those that the newest edition prints; English ones are the keys in words. Two
    values never have the same label.

    >>> label_values("disputes", "result", "zh")["upheld"]
    '结果维持'
    """
    allowed = describe_column(frame, column)[2]
    if lang == "en":
        return {value: value.replace("_", " ") for value in allowed}
    printed = _list_printed_labels(frame, column)
    labels = {
        value: printed.get(value, _load_titles()["values"].get(value, value)) for value in allowed
    }
    twice = [label for label in labels.values() if list(labels.values()).count(label) > 1]
    return {v: f"{label}（{v}）" if label in twice else label for v, label in labels.items()}


def _list_printed_labels(frame: str, column: str) -> dict[str, str]:
    """The labels of the rows or columns that a column of a tidy frame names; of editions the
    names.
    """
    if column == "form":
        return {key: form.name for key, form in forms().items()}
    if column not in COLUMNS.get(frame, ()):
        return {}
    tables = [table for form in forms().values() for table in form.tables if table.key == frame]
    is_row = column == COLUMNS[frame][0]
    return {e.key: e.label for t in tables for e in (t.rows if is_row else t.columns)}


def make_codebook(lang: str, names: tuple[str, ...] = tuple(FRAMES)) -> pl.DataFrame:
    """One row per column of the frames: frame, column, title, type, unit, meaning, values."""
    rows = []
    for frame in names:
        for column, known in FRAMES[frame].columns.items():
            meaning, unit, _ = describe_column(frame, column)
            labels = label_values(frame, column, lang)
            values = "; ".join(v if v == label else f"{v} = {label}" for v, label in labels.items())
            kind = str(known.dtype).partition("(")[0]
            title = find_title(frame, column, lang)
            rows.append((frame, column, title, kind, unit, meaning, values))
    head = ["frame", "column", "title", "type", "unit", "meaning", "values"]
    return pl.DataFrame(rows, schema=dict.fromkeys(head, pl.Utf8), orient="row")


def measure_longest_text(column: pl.Series, is_bytes: bool = False) -> int:
    """The length of the longest text of a column, in characters or in bytes of UTF-8."""
    texts = column.cast(pl.Utf8).str
    sizes = texts.len_bytes() if is_bytes else texts.len_chars()
    return int(max(sizes.drop_nulls(), default=0))
