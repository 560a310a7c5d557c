"""Rows by issuer, year, level and scope, with errors that name what there is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from ..errors import UsageError, unknown_name
from ..frames.schema import Frames
from .scopes import division_columns, unify_scopes

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
    issuers: names or ids, as a list, one by itself, or several in one text with commas between
        them. Nothing given selects all, as for the rest.
    years: reporting years, given as issuers are.
    level, scope: words of the frame `reports`.

    Errors
    ------
    `UsageError` for an issuer, year, level or scope without a report, with the nearest names or the years
    there are; and for a name that two issuers bear, with their ids and provinces.
    """
    reports = unify_scopes(data["reports"])
    chosen: dict[str, list[object]] = {
        "issuer_id": _find_issuers(reports, split_list(issuers)),
        "year": _read_years(split_list(years)),
        "level": [level] if level else [],
        "scope": [scope] if scope else [],
    }
    for name, values in chosen.items():
        if not values:
            continue
        known = reports[name].drop_nulls().unique().sort().to_list()
        for value in values:
            if value not in known:
                raise unknown_name(name, value, known)
        if name not in rows.columns:
            raise UsageError(f"these rows have no column {name}: select before pooling")
        rows = rows.filter(pl.col(name).is_in(values))
    return rows


def split_list(value: object) -> list[Any]:
    """Return a list: of a single value, of a text with commas, or of what is a sequence already.

    >>> split_list("沈河区，邓州市"), split_list(2020), split_list(["a", "b"]), split_list("")
    (['沈河区', '邓州市'], [2020], ['a', 'b'], [])
    """
    if isinstance(value, str):
        return [part.strip() for part in _COMMAS.split(value) if part.strip()]
    return list(value) if isinstance(value, Iterable) else [value]


def _read_years(years: Sequence[object]) -> list[object]:
    try:
        return [int(str(year)) for year in years]
    except ValueError as error:
        raise UsageError(f"years: {error.args[0].partition(': ')[2]} is no year") from error


def _find_issuers(reports: pl.DataFrame, issuers: Sequence[str]) -> list[object]:
    """The ids of issuers that are given by name or id."""
    found: list[object] = []
    for issuer in filter(None, issuers):
        named = reports.filter((pl.col("issuer") == issuer) | (pl.col("issuer_id") == issuer))
        ids = named["issuer_id"].drop_nulls().unique().sort().to_list()
        if not ids:
            raise unknown_name("issuer", issuer, reports["issuer"].drop_nulls().unique().sort())
        if len(ids) > 1:
            above = division_columns(named).select("issuer_id", "province", "prefecture").unique()
            those = ", ".join(
                " ".join(filter(None, row)) for row in above.sort("issuer_id").iter_rows()
            )
            raise UsageError(f"{len(ids)} issuers are called {issuer}: name one by its id: {those}")
        found += ids
    return found
