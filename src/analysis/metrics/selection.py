"""Rows by issuer, year, level and scope, with errors that name what there is."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ..errors import UsageError
from ..frames.schema import Frames
from .definitions import unknown_name
from .scopes import division_columns, unify_scopes


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
    issuers: names or ids; a single one may be given by itself. Nothing given selects all, as for the rest.
    years: reporting years; a single one may be given by itself.
    level, scope: words of the frame `reports`.

    Errors
    ------
    `UsageError` for an issuer, year, level or scope without a report, with the nearest names or the years
    there are; and for a name that two issuers bear, with their ids and provinces.
    """
    reports = unify_scopes(data["reports"])
    chosen: dict[str, list[object]] = {
        "issuer_id": _find_issuers(reports, [issuers] if isinstance(issuers, str) else issuers),
        "year": [int(year) for year in ([years] if isinstance(years, int) else years)],
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
