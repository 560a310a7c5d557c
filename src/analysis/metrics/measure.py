"""The door of the room: a measure by its key, per report or pooled, and its rows in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from ..errors import UsageError
from ..frames.schema import Frames
from . import intervals, records
from .definitions import Measure
from .evaluate import MIN_N, counted, definition
from .years import growth, one_per_year, with_further


def measure(
    frames: Frames,
    key: str,
    by: Sequence[str] | None = None,
    *,
    population: pl.DataFrame | None = None,
    blanks: str = "proven",
    without_failing: bool = False,
    balanced: bool = False,
) -> pl.DataFrame:
    """A measure of `definitions.toml` in every report (and item), or pooled `by` columns.

    In: the frames of a dataset by name; `key` of the measure. `population` (issuer_id, year, population) for rates per resident of an area.
    `blanks` "missing" undoes the proof that blanks are 0, to see how much rests on it.

    Out, per report: report_id, issuer, issuer_id, year, scope, level, form, measure, item, k, n, rate (percent, or per the unit), low, high
    (Wilson for shares, exact Poisson for rates per 100, z = 1.96), unit, status (ok, contradicted: a required check over these
    numbers fails, na), reason, bound, evidence (table, prose), zeros (proven blanks used), small (n below 30: show counts, give no
    rank), failing (what the same report says against these numbers, "" for nothing: required checks, and prose against table), further
    (how many more reports of the issuer, scope and year there are; null for those, see `years.with_further`). Where n is 0 or a term is
    missing the rate is null, never 0. Pooled: see `pooled`.

    Raises `UsageError` for an unknown key or a pool that would count things twice.

    >>> from analysis.metrics import measures
    >>> measures()["carry_over_rate"].denominator
    ('applications.new', 'applications.carried_in')
    """
    spec = definition(key)
    if spec.kind == "growth":
        rows = growth(frames, spec, blanks)
    elif spec.kind in ("timeliness", "coverage", "copied"):
        rows = getattr(records, spec.kind)(frames, spec)
    else:
        rows = counted(frames, key, blanks, population)
    rows = with_further(rows, frames)
    if by is None:
        return rows.filter(pl.col("status") != "contradicted") if without_failing else rows
    return pooled(rows, frames, spec, by, without_failing, balanced)


_APART = ("scope", "level", "item")
_KNOWN = ("year", "form", "issuer", "issuer_id")


def pooled(
    rows: pl.DataFrame,
    frames: Frames,
    spec: Measure,
    by: Sequence[str],
    without_failing: bool = False,
    balanced: bool = False,
) -> pl.DataFrame:
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
        raise UsageError(
            f"{spec.key} counts pending cases, which stand again next year: pool {spec.pool_years_as}, or by year"
        )
    per = {"per_10000": 10_000.0}.get(spec.kind, 100.0)
    one = one_per_year(rows, frames)
    usable = pl.col("rate").is_not_null()
    if without_failing:
        usable &= pl.col("status") == "ok"
    one = one.with_columns(used=usable)
    if balanced:
        years = one.filter("used")["year"].n_unique()
        whole = (
            one.filter("used")
            .group_by("issuer_id", "scope", "item")
            .agg(pl.col("year").n_unique())
            .filter(pl.col("year") == years)
        )
        one = one.join(
            whole.select("issuer_id", "scope", "item"),
            on=["issuer_id", "scope", "item"],
            how="semi",
        )
    keys = list(dict.fromkeys([*by, *_APART]))
    out = []
    for names, group in one.group_by(keys, maintain_order=True):
        used = (
            group.filter("used")
            .group_by("issuer_id", maintain_order=True)
            .agg(pl.col("k").sum(), pl.col("n").sum(), reports=pl.len())
        )
        k, n = float(used["k"].sum()), float(used["n"].sum())
        limits = intervals.clustered(used["k"].to_list(), used["n"].to_list())
        own = used.select(per * pl.col("k") / pl.col("n")).to_series()
        out.append(
            dict(zip(keys, names, strict=True))
            | {
                "reports": int(used["reports"].sum()),
                "issuers": used.height,
                "left_out": group.height - int(used["reports"].sum()),
                "k": k,
                "n": n,
            }
            | {
                "rate": per * k / n if n else None,
                "low": limits[0] * per / 100 if limits else None,
                "high": limits[1] * per / 100 if limits else None,
            }
            | {
                "median": own.median(),
                "p10": own.quantile(0.1, "linear"),
                "p90": own.quantile(0.9, "linear"),
                "unit": spec.unit,
                "small": n < MIN_N,
            }
            | {
                "reason": "no report with a rate"
                if not used.height
                else "one issuer: no clustered limits"
                if used.height == 1
                else ""
            }
        )
    floats = ("k", "n", "rate", "low", "high", "median", "p10", "p90")
    schema: dict[str, Any] = {name: one.schema[name] for name in keys} | {
        "reports": pl.Int32,
        "issuers": pl.Int32,
        "left_out": pl.Int32,
    }
    schema |= dict.fromkeys(floats, pl.Float64) | {
        "unit": pl.Utf8,
        "small": pl.Boolean,
        "reason": pl.Utf8,
    }
    return pl.DataFrame(out, schema=schema, orient="row").sort(keys)


def as_text(rows: pl.DataFrame) -> str:
    """Rows of `measure` or `trend` as lines: issuer, year, scope, item, k/n, rate with its limits, and why there is none.

    >>> rows = pl.DataFrame({"issuer": ["A"], "year": [2020], "scope": ["area"], "item": [""], "k": [9.0], "n": [192.0], "rate": [4.6875]})
    >>> rows = rows.with_columns(low=pl.lit(2.488), high=pl.lit(8.671), bound=pl.lit("exact"), reason=pl.lit(""))
    >>> print(as_text(rows))
    A 2020 area: 9/192, 4.69 [2.49, 8.67]
    """
    return "\n".join(_line(row) for row in rows.iter_rows(named=True))


def _line(row: dict[str, object]) -> str:
    who = " ".join(
        str(row[name])
        for name in ("issuer", "year", "scope", "item")
        if row[name] not in (None, "")
    )
    bound = "" if row["bound"] in (None, "exact") else f" ({row['bound']})"
    if row["k"] is None:
        return f"{who}: – ({row['reason']})"
    counts = f"{row['k']:.12g}" if row["n"] is None else f"{row['k']:.12g}/{row['n']:.12g}"
    rate = "" if row["rate"] is None else f", {row['rate']:.2f}"
    limits = "" if row["low"] is None else f" [{row['low']:.2f}, {row['high']:.2f}]"
    why = f" ({row['reason']})" if row["reason"] else ""
    why += f" (n < {MIN_N})" if row.get("small") and row["rate"] is not None else ""
    return f"{who}: {counts}{bound}{rate}{limits}{why}"
