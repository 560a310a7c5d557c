"""A measure over several reports: by year, level, province or a column of the user's."""

from collections.abc import Sequence
from typing import TypedDict

import polars as pl

from ..errors import UsageError, describe_unknown_name
from ..frames.schema import BOUNDS, Frames
from .definitions import PER, SHARES, Measure, find_measure, measures
from .evaluate import MIN_N, choose_words, compute_limits
from .intervals import MIN_CLUSTERS, limit_clusters
from .numbers import BOUND_AT
from .reports import SERIES, one_per_year, place_reports

FEW_ISSUERS = 20
_APART = ("scope", "level", "measure", "item")  # kept apart in every pool
NEEDED = (
    *("report_id", "issuer_id", "year", *_APART, "value", "k", "n", "status"),
    *("contradicted", "bound", "further"),
)
_COUNTS = ("contradicted", "reports", "issuers", "left_out")
_COLUMNS = (
    *("value", "k", "n", "low", "high", "unit", "status", "reason", "bound"),
    *_COUNTS,
    *("median", "p10", "p90", "small"),
)


class Pooling(TypedDict, total=False):
    """The options of `pool`, as `measure` hands them on."""

    groups: pl.DataFrame | None
    balanced: bool
    without_failing: bool
    min_n: int


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
    data
        The frames of the dataset that the rows are of.
    rows
        Rows of `measure`; of several reports of an issuer, scope and year one is taken.
    by
        Columns of the frame `reports` or of `groups`, or `province` and `prefecture`.
    groups
        A frame of the user's with the key `issuer_id`, or `issuer_id` and `year`.
    balanced
        Only issuers that have a value in every year of the rows.
    without_failing
        Leaves out reports that a required check contradicts.
    min_n
        Rows with a smaller n are `small`.

    Returns
    -------
    polars.DataFrame
        The `by` columns, scope, level, measure, item; value, k and n (sums), low and high, unit,
        status, reason, bound (exact where all pooled numbers are), contradicted (how many of the
        pooled reports speak against these numbers), reports, issuers, left_out (reports without a
        value, or without one of several shares of the same whole), median, p10, p90 (of the
        issuers' own values), small. The limits are clustered by issuer
        (`intervals.limit_clusters`), none below 5 issuers, with a note below 20. A pool that would
        add what stands again next year is a gap with that reason; so is one without a value.

    Raises
    ------
    UsageError
        For an unknown column, a measure that cannot be pooled, or groups with a key twice.

    Examples
    --------
    >>> from analysis.metrics import measure
    >>> pooled = pool(data, measure(data, "received"), "year").filter(year=2020)
    >>> pooled.select("scope", "level", "value", "reports").rows()
    [('area', 'county', 302.0, 3), ('organ', 'prefecture', 3.0, 1)]
    """
    by = [by] if isinstance(by, str) else list(by)
    measured = rows["measure"].unique(maintain_order=True).to_list() or ["received"]
    taken = pl.concat([one_per_year(rows), rows.filter(pl.col("report_id").is_null())])
    used = pl.col("value").is_not_null() & ((pl.col("status") == "ok") | (not without_failing))
    named = _add_columns(data, taken, by, groups).with_columns(used=used)
    named = _balance_years(named) if balanced else named
    keys = list(dict.fromkeys([*by, *_APART]))
    pooled = [_pool_measure(named, keys, find_measure(key), min_n) for key in measured]
    return pl.concat(pooled).sort(keys, nulls_last=True)


def refuse_pool(spec: Measure) -> None:
    """Raise `UsageError` for a measure that cannot be pooled."""
    if spec.of and find_measure(spec.of).kind != "count":
        raise UsageError(f"{spec.key} is a change of a rate and is not pooled: pool {spec.of}")


# The rows with the `by` columns that they lack, from the user's groups or from the reports.
def _add_columns(
    data: Frames, rows: pl.DataFrame, by: list[str], groups: pl.DataFrame | None
) -> pl.DataFrame:
    if groups is not None:
        keys = [key for key in ("issuer_id", "year") if key in groups.columns]
        if "issuer_id" not in keys or groups.select(keys).is_duplicated().any():
            raise UsageError(
                "groups needs issuer_id (and year, if it has one) as a key without repeats"
            )
        own = [name for name in by if name in groups.columns and name not in keys]
        typed = groups.select(*(pl.col(key).cast(rows.schema[key]) for key in keys), *own)
        rows = rows.drop(own, strict=False).join(typed, on=keys, how="left", maintain_order="left")
    reports = place_reports(data)
    lacking = [name for name in by if name not in rows.columns]
    if unknown := [name for name in lacking if name not in reports.columns]:
        raise describe_unknown_name(
            "column to pool by", unknown[0], {*rows.columns, *reports.columns}
        )
    if rows["report_id"].has_nulls() and {"year", *lacking} & set(by):
        raise UsageError("coverage is one number per issuer: pool by issuer, level or groups")
    added = reports.select("report_id", *lacking)
    return rows.join(added, "report_id", "left", maintain_order="left") if lacking else rows


# The rows of the series that have a value in every year in which any has one.
def _balance_years(rows: pl.DataFrame) -> pl.DataFrame:
    years = pl.col("year").filter("used").n_unique()
    return rows.filter(years.over(*SERIES, "measure") == years.over("measure"))


# One measure pooled: the sums of each issuer, their pool, and why there is none or no limits.
def _pool_measure(rows: pl.DataFrame, keys: list[str], spec: Measure, min_n: int) -> pl.DataFrame:
    refuse_pool(spec)
    words = [key for key in keys if key != "issuer_id" and rows.schema[key] == pl.Utf8]
    # by categories rows are grouped in half of the time
    chosen = rows.filter(measure=spec.key).cast(dict.fromkeys(words, pl.Categorical))
    pooled = pool_sums(
        _sum_issuers(chosen, keys, spec),
        keys,
        spec.kind,
        pl.col("contradicted", "reports", "left_out").sum(),
        pl.col("bound").max(),
        over_years=pl.col("first").min() != pl.col("last").max(),
    ).cast(dict.fromkeys(words, pl.Utf8))
    standing, item, few = spec.standing_items, pl.col("item"), pl.col("issuers")
    is_rate, is_added = pl.lit(spec.kind != "count"), pl.col("over_years") & item.is_in([*standing])
    given = (few > 0) & ~is_added
    reason = choose_words(
        (few == 0, "no report with a value"),
        *((is_added & (item == at), explain_standing(spec, why)) for at, why in standing.items()),
        (is_rate & (few < MIN_CLUSTERS), f"fewer than {MIN_CLUSTERS} issuers: no limits"),
        (is_rate & pl.col("low").is_null(), "issuers do not differ: no limits"),
        (is_rate & (few < FEW_ISSUERS), pl.format("{} issuers: rough limits", few)),
    )
    return pooled.select(
        *keys,
        pl.when(given).then(pl.col("value", "k", "median", "p10", "p90")),
        pl.when(given & is_rate).then(pl.col("n", "low", "high")),
        pl.col(_COUNTS).cast(pl.Int32),
        unit=pl.lit(spec.unit),
        bound=pl.lit(pl.Series(BOUNDS)).gather("bound"),
        status=pl.when(given).then(pl.lit("ok")).otherwise(pl.lit("na")),
        reason=reason.cast(pl.Utf8),
        small=pl.when(is_rate).then(pl.col("n") < min_n),
    ).select(*keys, *_COLUMNS)


# The numbers of each issuer in each pool, those that are not used as 0, sorted by issuer.
def _sum_issuers(rows: pl.DataFrame, keys: list[str], spec: Measure) -> pl.DataFrame:
    used, counts = pl.col("used"), ["k", "n", "contradicted"]
    has_whole = spec.kind == "share" and not any("{item}" in term for term in spec.denominator)
    if has_whole and len(spec.items) > 1:
        # shares of one whole add up only over the reports that give all of them
        rows = rows.with_columns(used.all().over("report_id"))
    by_issuer = list(dict.fromkeys([*keys, "issuer_id"]))
    base = pl.lit(1.0) if spec.kind == "count" else "n"
    # what is not used is taken out first: a filter in each of many small groups is slow
    sums = rows.with_columns(n=base, bound=BOUND_AT, first="year", last="year").select(
        *by_issuer,
        pl.when(used).then(pl.col(*counts, "first", "last")),
        bound=pl.when(used).then("bound").fill_null(0),
        reports=used.cast(pl.UInt32),
        left_out=(~used).cast(pl.UInt32),
    )
    if not sums["issuer_id"].is_sorted():  # a sum of floats depends on their order
        sums = sums.sort("issuer_id", maintain_order=True)
    if "year" in keys:  # of an issuer, scope and year there is one row
        return sums.with_columns(pl.col(counts).fill_null(0))
    return sums.group_by(by_issuer, maintain_order=True).agg(
        pl.col(*counts, "reports", "left_out").sum(),
        pl.col("bound", "last").max(),
        pl.col("first").min(),
    )


def pool_sums(
    sums: pl.DataFrame, keys: list[str], kind: str, *more: pl.Expr, **named: pl.Expr
) -> pl.DataFrame:
    """The pools of a kind of measure from k and n of each issuer (a row; n = 0: not used).

    The value is sum(k) / sum(n), the error that of the delete-one jackknife over the issuers. Out:
    the keys, value, k, n, low, high, median, p10, p90, issuers, and the `more` expressions over the
    rows of each pool.
    """
    offset = 100.0 if kind == "growth" else 0.0
    per = 1.0 if kind == "count" else PER.get(kind, 100.0)
    k, n, total = pl.col("k"), pl.col("n"), pl.col("k").sum() / pl.col("n").sum()
    issuers, own = (n > 0).sum(), (k if kind == "count" else per * k / n - offset).filter(n > 0)
    residual = ((k - total * n) / (1 - n / n.sum())).filter(n > 0)
    pooled = sums.group_by(keys, maintain_order=True).agg(
        k.sum(),
        n.sum(),
        *more,
        rate=per * total,
        error=per * ((residual**2).sum() * (issuers - 1) / issuers).sqrt() / n.sum(),
        issuers=issuers,
        median=own.median(),
        p10=own.quantile(0.1, "linear"),
        p90=own.quantile(0.9, "linear"),
        **named,
    )
    floor = compute_limits(kind, pooled["k"], pooled["n"])
    whole = 100.0 if kind in SHARES else float("inf")
    low, high = limit_clusters(pooled["rate"], pooled["error"], pooled["issuers"], floor, whole)
    return pooled.with_columns(
        pl.Series("low", low - offset, nan_to_null=True),
        pl.Series("high", high - offset, nan_to_null=True),
        value="k" if kind == "count" else pl.col("rate") - offset,
    )


def explain_standing(spec: Measure, words: str) -> str:
    """Why the years of a measure are not added, and which measure to take instead.

    >>> litigation = find_measure("litigation_rate")
    >>> explain_standing(litigation, litigation.standing_items[""])
    'pending cases stand again next year: pool by year, or pool concluded_litigation_rate'
    """
    named = {f"concluded_{spec.key}", spec.key.removesuffix("_all")} - {spec.key}
    others = [f", or pool {key}" for key in measures() if key in named]
    return f"{words}: pool by year{''.join(others)}"
