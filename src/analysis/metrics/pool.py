"""Pooled rates over reports: sum of k over sum of n, with limits that let issuers differ.

Reports on a whole area and on a single organ, and reports of different levels, contain one another: they are
never added, so every pool is kept apart by scope and level.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from ..errors import UsageError
from ..frames.schema import Frames
from . import intervals
from .definitions import Measure
from .evaluate import MIN_N
from .panel import one_per_year

_APART = ("scope", "level", "item")
_KNOWN = ("year", "form", "issuer", "issuer_id")


def pooled(rows: pl.DataFrame, frames: Frames, spec: Measure, by: Sequence[str], without_failing: bool = False, balanced: bool = False) -> pl.DataFrame:
    """Pools the rows of `measure` by columns (year, form, issuer, issuer_id), scope, level and item.

    Out: the `by` columns, scope, level, item, reports, issuers, left_out (rows without a rate), k, n, rate, low, high (clustered by
    issuer), median, p10, p90 (of the issuers' own rates), unit, small, reason. `without_failing` leaves out reports that a required check
    contradicts; `balanced` keeps the issuers that have a rate in every year.
    """
    if unknown := [name for name in by if name not in _KNOWN]:
        raise UsageError(f"cannot pool by {', '.join(unknown)}: known are {', '.join(_KNOWN)}")
    if spec.kind not in ("share", "per_100", "ratio", "per_10000", "timeliness", "copied"):
        raise UsageError(f"{spec.key} is a {spec.kind}: only rates are pooled")
    if spec.pool_years_as and "year" not in by:
        raise UsageError(f"{spec.key} counts pending cases, which stand again next year: pool {spec.pool_years_as}, or by year")
    per = {"per_10000": 10_000.0}.get(spec.kind, 100.0)
    one = one_per_year(rows, frames)
    usable = pl.col("rate").is_not_null()
    if without_failing:
        usable &= pl.col("status") == "ok"
    one = one.with_columns(used=usable)
    if balanced:
        years = one.filter("used")["year"].n_unique()
        whole = one.filter("used").group_by("issuer_id", "scope", "item").agg(pl.col("year").n_unique()).filter(pl.col("year") == years)
        one = one.join(whole.select("issuer_id", "scope", "item"), on=["issuer_id", "scope", "item"], how="semi")
    keys = list(dict.fromkeys([*by, *_APART]))
    out = []
    for names, group in one.group_by(keys, maintain_order=True):
        used = group.filter("used").group_by("issuer_id", maintain_order=True).agg(pl.col("k").sum(), pl.col("n").sum(), reports=pl.len())
        k, n = float(used["k"].sum()), float(used["n"].sum())
        limits = intervals.clustered(used["k"].to_list(), used["n"].to_list())
        own = used.select(per * pl.col("k") / pl.col("n")).to_series()
        out.append(
            dict(zip(keys, names, strict=True))
            | {"reports": int(used["reports"].sum()), "issuers": used.height, "left_out": group.height - int(used["reports"].sum()), "k": k, "n": n}
            | {"rate": per * k / n if n else None, "low": limits[0] * per / 100 if limits else None, "high": limits[1] * per / 100 if limits else None}
            | {"median": own.median(), "p10": own.quantile(0.1, "linear"), "p90": own.quantile(0.9, "linear"), "unit": spec.unit, "small": n < MIN_N}
            | {"reason": "no report with a rate" if not used.height else "one issuer: no clustered limits" if used.height == 1 else ""}
        )
    floats = ("k", "n", "rate", "low", "high", "median", "p10", "p90")
    schema: dict[str, Any] = {name: one.schema[name] for name in keys} | {"reports": pl.Int32, "issuers": pl.Int32, "left_out": pl.Int32}
    schema |= dict.fromkeys(floats, pl.Float64) | {"unit": pl.Utf8, "small": pl.Boolean, "reason": pl.Utf8}
    return pl.DataFrame(out, schema=schema, orient="row").sort(keys)
