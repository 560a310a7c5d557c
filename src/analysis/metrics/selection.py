"""Rows by issuer, year, level and scope, with errors that name what there is."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from ..errors import UsageError, unknown_name
from ..frames.schema import Frames
from .reports import place_reports

_COMMAS = re.compile("[,，、]")


def select(
    data: Frames,
    rows: pl.DataFrame,
    issuers: Sequence[str] | str = (),
    years: Sequence[int] | int = (),
    level: str = "",
    scope: str = "",
) -> pl.DataFrame:
    """The rows of a result frame or a tidy frame that match.

    Parameters
    ----------
    issuers: names or ids; a single one may be given by itself. Nothing given selects all, as for
    the rest.
    years: reporting years; a single one may be given by itself.
    level, scope: words of the frame `reports`.

    Errors
    ------
    `UsageError` for an issuer, year, level or scope without a report, with the nearest names or
    the years there are; and for a name that two issuers bear, with their ids and provinces.
    """
    reports = place_reports(data)
    wanted: dict[str, list[str] | list[int]] = {
        "issuer_id": [_find_issuer(reports, name) for name in split_list(issuers)],
        "year": _read_years(split_list(years)),
        "level": [level] if level else [],
        "scope": [scope] if scope else [],
    }
    for column, values in wanted.items():
        known = reports[column].drop_nulls().unique().sort().to_list()
        if unknown := [value for value in values if value not in known]:
            raise unknown_name(column, unknown[0], known)
        if values and column not in rows.columns:
            raise UsageError(f"these rows have no column {column}: select before pooling")
        rows = rows.filter(pl.col(column).is_in(values)) if values else rows
    return rows


# The id of the issuer that is shown or printed with this name, or has it as its id.
def split_list(value: object) -> list[Any]:
    """Return a list: of a single value, of a text with commas, or of what is a sequence already.

    >>> split_list("沈河区，邓州市"), split_list(2020), split_list(["a", "b"]), split_list("")
    (['沈河区', '邓州市'], [2020], ['a', 'b'], [])
    """
    if isinstance(value, str):
        return [part.strip() for part in _COMMAS.split(value) if part.strip()]
    return list(value) if isinstance(value, Iterable) else [value]


def _read_years(years: Sequence[object]) -> list[int]:
    try:
        return [int(str(year)) for year in years]
    except ValueError as error:
        raise UsageError(f"years: {error.args[0].partition(': ')[2]} is no year") from error


def _find_issuer(reports: pl.DataFrame, name: str) -> str:
    is_named = pl.any_horizontal(pl.col("issuer", "issuer_as_printed", "issuer_id") == name)
    found = reports.filter(is_named).unique("issuer_id").sort("issuer_id")
    if not found.height:
        raise unknown_name("issuer", name, reports["issuer"].drop_nulls().unique().sort())
    if found.height > 1:
        those = found.select(pl.format("{} {}", "issuer_id", "issuer")).to_series()
        raise UsageError(f"several issuers are called {name}: take an id of {', '.join(those)}")
    return str(found["issuer_id"][0])
