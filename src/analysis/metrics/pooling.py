"""A measure over several reports: by year, level, province or a column of the user's."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ..errors import UsageError
from ..frames.schema import Frames
from . import intervals
from .definitions import PER, SHARES, Measure, find_measure, measures, unknown_name
from .evaluate import MIN_N, limits_of
from .reports import one_per_year, place_reports
from .terms import parse_term

FEW_ISSUERS = 20
_APART = ("scope", "level", "measure", "item")  # kept apart in every pool
_GROUP_KEYS = ("issuer_id", "year")
_COLUMNS = (
    "value k n low high unit status reason contradicted reports issuers left_out median p10 p90 small"
).split()


def pool(
    data: Frames,
    rows: pl.DataFrame,
    by: Sequence[str] | str = (),
    *,
    groups: pl.DataFrame | None = None,
    balanced: bool = False,
    without_failing: bool = False,
    min_n: int = MIN_N,
) -> pl.DataFrame:
    """Rows of `measure`, pooled by columns; scopes, levels and items stay apart.

    Parameters
    ----------
    data: the frames of the dataset that the rows are of.
    rows: rows of `measure` (of one measure or several); of several reports of an issuer, scope and year
        one is taken.
    by: columns of the frame `reports`, the derived `province` and `prefecture`, or columns of `groups`.
    groups: a frame of the user's with the key `issuer_id`, or `issuer_id` and `year`.
    balanced: only issuers that have a value in every year of the rows.
    without_failing: leaves out reports that a required check contradicts.
    min_n: pools with a smaller n are `small`: show counts, give no rank.

    Returns
    -------
    The `by` columns, scope, level, measure, item; value, k and n (sums), low and high, unit, status,
    reason, contradicted (how many of the pooled reports speak against these numbers), reports, issuers,
    left_out (reports without a value), median, p10, p90 (of the issuers' own values), small. The limits
    are clustered by issuer (`intervals.clustered`), none below 5 issuers, with a note below 20. A pool
    that would add pending cases over years is a gap with that reason; so is one without a value.

    Errors
    ------
    `UsageError` for an unknown column, a measure that cannot be pooled, or groups with a key twice.
    """
    by = [by] if isinstance(by, str) else list(by)
    specs = [find_measure(key) for key in rows["measure"].unique(maintain_order=True)]
    if wrong := [spec.key for spec in specs if spec.kind == "change"]:
        raise UsageError(f"{', '.join(wrong)}: a change of a rate is not pooled; pool the rate")
    named = _add_columns(data, one_per_year(rows), by, groups)
    used = pl.col("value").is_not_null()
    if without_failing:
        used &= pl.col("status") == "ok"
    named = named.with_columns(used=used)
    if balanced:
        series = ["issuer_id", "scope", "measure", "item"]
        years = pl.col("year").filter("used").n_unique()
        named = named.filter(years.over(series) == years.over("measure"))
    keys = list(dict.fromkeys([*by, *_APART]))
    pooled = [_pool_measure(named.filter(measure=spec.key), spec, keys, min_n) for spec in specs]
    frame = (
        pl.concat(pooled) if pooled else _pool_measure(named, find_measure("received"), keys, min_n)
    )
    return frame.select(*keys, *_COLUMNS).sort(keys, nulls_last=True)


def _add_columns(
    data: Frames, rows: pl.DataFrame, by: list[str], groups: pl.DataFrame | None
) -> pl.DataFrame:
    """The rows with the `by` columns that they lack, from the reports or from the user's groups."""
    reports = place_reports(data)
    known = {*rows.columns, *reports.columns, *(groups.columns if groups is not None else ())}
    for name in by:
        if name not in known:
            raise unknown_name("column to pool by", name, sorted(known))
    if groups is not None:
        keys = [key for key in _GROUP_KEYS if key in groups.columns]
        if "issuer_id" not in keys or groups.select(keys).is_duplicated().any():
            raise UsageError(
                "groups needs issuer_id (and year, if it has one) as a key without repeats"
            )
        own = [name for name in groups.columns if name not in keys]
        casts = [pl.col(key).cast(rows.schema[key]) for key in keys]
        groups = groups.with_columns(casts)
        rows = rows.drop(own, strict=False).join(groups, on=keys, how="left", maintain_order="left")
    lacking = [name for name in by if name not in rows.columns]
    extra = reports.select("report_id", *lacking)
    return rows.join(extra, on="report_id", how="left", maintain_order="left")


def _pool_measure(rows: pl.DataFrame, spec: Measure, keys: list[str], min_n: int) -> pl.DataFrame:
    """The pool of one measure: first the sums of each issuer, then those of each group."""
    offset = 100.0 if spec.kind == "growth" else 0.0
    per = PER.get(spec.kind, 100.0 if spec.kind == "growth" else 1.0)
    is_count = spec.kind == "count"
    k, n = pl.col("k"), pl.lit(1.0) if is_count else pl.col("n")
    used = pl.col("used")
    sums = rows.group_by(list(dict.fromkeys([*keys, "issuer_id"]))).agg(
        k.filter(used).sum(),
        n.filter(used).sum().alias("n") if not is_count else used.sum().cast(pl.Float64).alias("n"),
        reports=used.sum(),
        left_out=(~used).sum(),
        contradicted=pl.col("contradicted").filter(used).sum(),
        years=pl.col("year").filter(used).n_unique(),
        first=pl.col("year").filter(used).min(),
        last=pl.col("year").filter(used).max(),
    )
    here = pl.col("reports") > 0
    own = (per * k / pl.col("n") - offset).filter(here) if not is_count else k.filter(here)
    total, base = k.sum(), pl.col("n").sum()
    leverage = pl.col("n") / base
    residual = (k - total / base * pl.col("n")) / (1 - leverage)
    issuers = here.sum()
    error = ((residual.filter(here) ** 2).sum() * (issuers - 1) / issuers).sqrt() / base
    pooled = (
        sums.sort(*keys, "issuer_id")
        .group_by(keys, maintain_order=True)
        .agg(
            k=total,
            n=base,
            error=per * error,
            issuers=issuers.cast(pl.Int32),
            median=own.median(),
            p10=own.quantile(0.1, "linear"),
            p90=own.quantile(0.9, "linear"),
            spans_years=pl.col("first").min() != pl.col("last").max(),
            **{
                name: pl.col(name).sum().cast(pl.Int32)
                for name in ("reports", "left_out", "contradicted")
            },
        )
    )
    return _finish_pool(pooled, spec, per, offset, min_n)


def _finish_pool(
    pooled: pl.DataFrame, spec: Measure, per: float, offset: float, min_n: int
) -> pl.DataFrame:
    """Value, limits, status and reason of pooled sums."""
    empty = pl.col("issuers") == 0
    adds_pending = pl.col("spans_years") & pl.col("item").is_in(spec.pending_items)
    gap = ~empty & ~adds_pending
    rated = spec.kind != "count"
    k, n = pooled["k"], pooled["n"]
    rate = per * k / n
    low, high = intervals.clustered(
        rate,
        pooled["error"],
        pooled["issuers"],
        limits_of(spec.kind, k, n),
        100.0 if spec.kind in SHARES else float("inf"),
    )
    few = pl.col("issuers")
    note = (
        pl.when(few < intervals.MIN_CLUSTERS)
        .then(pl.format("{} issuers: no limits", few))
        .when(few < FEW_ISSUERS)
        .then(pl.format("{} issuers: rough limits", few))
        .otherwise(pl.lit(""))
    )
    reason = (
        pl.when(empty)
        .then(pl.lit("no report with a value"))
        .when(adds_pending)
        .then(pl.lit(pending_reason(spec)))
        .otherwise(note if rated else pl.lit(""))
    )
    value = rate - offset if rated else k
    return pooled.with_columns(
        value=pl.when(gap).then(pl.lit(value)),
        k=pl.when(gap).then("k"),
        n=pl.when(gap & rated).then("n"),
        low=pl.when(gap & rated).then(pl.Series(low - offset, nan_to_null=True)),
        high=pl.when(gap & rated).then(pl.Series(high - offset, nan_to_null=True)),
        **{name: pl.when(gap).then(name) for name in ("median", "p10", "p90")},
        unit=pl.lit(spec.unit),
        status=pl.when(gap).then(pl.lit("ok")).otherwise(pl.lit("na")),
        reason=reason,
        small=pl.when(rated).then(pl.col("n") < min_n),
    )


def pending_reason(spec: Measure) -> str:
    """Why the years of a measure with pending cases are not added, and which measure to take.

    >>> pending_reason(measures()["litigation_rate"])
    'pending cases stand again next year: pool by year, or pool concluded_litigation_rate'
    """
    other = _without_pending(spec)
    hint = f", or pool {other}" if other else ""
    return f"pending cases stand again next year: pool by year{hint}"


def _without_pending(spec: Measure) -> str:
    """The first measure of the same kind over the same rows that counts no pending cases; "" if none."""
    for other in measures().values():
        same = (other.kind, other.items, other.denominator_lag) == (
            spec.kind,
            spec.items,
            spec.denominator_lag,
        )
        if same and not other.pending_items and _rows_named(other) == _rows_named(spec):
            return other.key
    return ""


def _rows_named(spec: Measure) -> list[set[tuple[str, str]]]:
    """The table rows that numerator and denominator of a measure are about."""
    sides = (spec.numerator, spec.denominator)
    return [
        {address[:2] for term in side for address in parse_term(term).addresses} for side in sides
    ]
