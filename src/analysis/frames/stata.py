"""A dataset for Stata: a file per frame with labels of variables and values."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Literal

import polars as pl

from ..errors import UsageError
from .codebook import find_title, label_values, measure_longest_text
from .convert import to_pandas
from .dataset import Dataset

_BYTES = 2045  # of a text; a longer one is a strL
_STRL = 2_000_000_000
_LABEL = 80  # characters of the label of a variable, or of a file
_VERSION: Literal[118] = 118  # Stata 14 and later: the first in UTF-8
_TIME = dt.datetime(1980, 1, 1)


def write_stata(data: Dataset, names: tuple[str, ...], out: Path, lang: str) -> None:
    """Write the folder `out`; raises `UsageError` for a text that Stata cannot hold."""
    out.mkdir()
    for name in names:
        _write_frame(data[name], name, out / f"{name}.dta", lang)


def _write_frame(frame: pl.DataFrame, name: str, path: Path, lang: str) -> None:
    texts = [column for column, kind in frame.schema.items() if kind == pl.Utf8]
    longest = {column: measure_longest_text(frame[column], is_bytes=True) for column in texts}
    for column, size in longest.items():
        if size > _STRL or frame[column].str.contains("\0", literal=True).any():
            raise UsageError(
                f"{name}: a text in {column} has more than {_STRL:,} bytes or a byte 0, which "
                f"Stata cannot hold: leave {name} out with --frames, or take --to parquet"
            )
    labels = {column: label_values(name, column, lang) for column in frame.columns}
    coded = frame.with_columns(
        pl.col(column)
        .cast(pl.Utf8)
        .replace_strict(own, default=None)
        .cast(pl.Enum([*own.values()]))
        for column, own in labels.items()
        if own
    )
    to_pandas(coded).to_stata(
        path,
        write_index=False,
        version=_VERSION,
        time_stamp=_TIME,
        data_label=f"gongkai: {find_title(name, '', 'en')}"[:_LABEL],
        variable_labels={c: find_title(name, c, lang)[:_LABEL] for c in frame.columns},
        convert_strl=[c for c, size in longest.items() if size > _BYTES and not labels[c]],
    )
