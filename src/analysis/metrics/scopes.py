"""The scope of reports of which it is not known."""

from __future__ import annotations

import polars as pl

from ..forms.divisions import coded


def unify_scopes(reports: pl.DataFrame) -> pl.DataFrame:
    """The reports, where an unknown scope is the issuer's only other one."""
    known = pl.col("scope").filter(pl.col("scope") != "unknown")
    only = pl.when(known.n_unique() == 1).then(known.first()).over("issuer_id")
    named = (pl.col("scope") == "unknown") & (pl.col("issuer_id").fill_null("") != "")
    return reports.with_columns(
        scope=pl.when(named).then(pl.coalesce(only, "scope")).otherwise("scope")
    )


def division_columns(reports: pl.DataFrame) -> pl.DataFrame:
    """The reports with `province` and `prefecture`, names by the code of the division."""
    codes = pl.col("division_code").fill_null("")
    names = {
        code: division.name
        for division_code in reports["division_code"].drop_nulls().unique()
        for code in (division_code[:2] + "0000", division_code[:4] + "00")
        if (division := coded(code))
    }
    province = (codes.str.slice(0, 2) + "0000").replace_strict(
        names, default=None, return_dtype=pl.Utf8
    )
    prefecture = (codes.str.slice(0, 4) + "00").replace_strict(
        names, default=None, return_dtype=pl.Utf8
    )
    below = ~codes.str.slice(2, 2).is_in(["", "00"])
    return reports.with_columns(province=province, prefecture=pl.when(below).then(prefecture))
