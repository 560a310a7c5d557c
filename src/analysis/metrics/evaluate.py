"""The one evaluator: a measure in every report, with k, n, rate, limits, status and reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import polars as pl

from ..errors import UsageError
from ..forms import forms
from ..frames.schema import Frames
from . import intervals
from .definitions import Measure, measures
from .terms import TOTAL, Address, Term, facts, rows_of, value_of

MIN_N = 30
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "report_id": pl.Utf8, "issuer": pl.Utf8, "issuer_id": pl.Utf8, "year": pl.Int32, "scope": pl.Utf8, "level": pl.Utf8, "form": pl.Utf8,
    "measure": pl.Utf8, "item": pl.Utf8, "k": pl.Float64, "n": pl.Float64, "rate": pl.Float64, "low": pl.Float64, "high": pl.Float64, "unit": pl.Utf8,
    "status": pl.Utf8, "reason": pl.Utf8, "bound": pl.Utf8, "evidence": pl.Utf8, "zeros": pl.Int32, "small": pl.Boolean, "failing": pl.Utf8,
}  # fmt: skip
# What the rate of a kind stands for, and its limits; a count has neither.
_RATES: dict[str, tuple[float, Callable[[float, float, float], tuple[float, float] | None] | None]] = {
    **dict.fromkeys(("share", "timeliness", "coverage", "copied"), (100, lambda k, n, _: intervals.wilson(k, n))),
    "per_100": (100, intervals.poisson), "per_10000": (10_000, intervals.poisson), "ratio": (100, None),
}  # fmt: skip
REPORT = ["report_id", "issuer", "issuer_id", "year", "scope", "level", "form"]


def definition(key: str) -> Measure:
    """The measure of a key; `UsageError` with the known keys for another one."""
    if key not in measures():
        raise UsageError(f"no measure {key!r}; known are {', '.join(measures())}")
    return measures()[key]


def counted(
    frames: Frames, key: str, blanks: str = "proven", population: pl.DataFrame | None = None
) -> pl.DataFrame:
    """A measure with numerator and denominator, in every report and item. See `measure` for the columns.

    `blanks`: "proven" counts a blank that the identities prove as 0; "missing" leaves it missing (sensitivity).
    """
    spec = definition(key)
    if blanks not in ("proven", "missing"):
        raise UsageError(f"blanks = {blanks!r}: proven or missing")
    if not spec.numerator:
        raise UsageError(
            f"{key} is a measure of the kind {spec.kind}, which has no terms to count: use measure"
        )
    reports = frames["reports"].select(REPORT)
    terms = [term for item in spec.items for side in spec.terms(item) for term in side]
    addresses = dict.fromkeys(address for term in terms for address in term.addresses)
    known = facts(frames, {table for table, _, _ in addresses}, population)
    if blanks == "missing":
        known = known.with_columns(value=pl.when(~pl.col("zero_proven")).then("value"))
    values = {address: value_of(address, known, reports) for address in addresses}
    return pl.concat([_of_item(frames, spec, item, reports, values) for item in spec.items]).sort(
        "issuer_id", "scope", "year", "report_id", maintain_order=True
    )


def _of_item(
    frames: Frames,
    spec: Measure,
    item: str,
    reports: pl.DataFrame,
    values: dict[Address, pl.DataFrame],
) -> pl.DataFrame:
    numerator, denominator = spec.terms(item)
    both = reports.join(_side(numerator, values, reports, "k"), on="report_id").join(
        _side(denominator, values, reports, "n"), on="report_id"
    )
    for said in (contradicted, denied):
        both = both.join(said(frames, (*numerator, *denominator)), on="report_id", how="left")
    return finished(both.with_columns(item=pl.lit(item)), spec)


def _side(
    terms: tuple[Term, ...], values: dict[Address, pl.DataFrame], reports: pl.DataFrame, name: str
) -> pl.DataFrame:
    """The signed sum of terms: missing as soon as one term is missing. A count has no term in its denominator."""
    gap, zero, word = pl.lit(None, pl.Float64), pl.lit(0, pl.Int32), pl.lit(None, pl.Utf8)
    nothing = reports.select(
        "report_id",
        value=gap,
        zeros=zero,
        evidence=word,
        bound=pl.lit("exact"),
        used=word,
        absent=pl.lit(""),
    )
    parts = [] if terms else [nothing]
    for term in terms:
        best = _sum([values[address] for address in term.alternatives[0]])
        for option in term.alternatives[1:]:
            known = best.filter(pl.col("value").is_not_null())
            other = _sum([values[address] for address in option]).join(
                known, on="report_id", how="anti"
            )
            best = pl.concat(
                [
                    known,
                    other.join(best.select("report_id", first="absent"), on="report_id")
                    .with_columns(absent="first")
                    .drop("first"),
                ]
            )
        parts.append(best.with_columns(pl.col("value") * term.sign))
    return _sum(parts).rename(
        lambda column: (
            column if column == "report_id" else name if column == "value" else f"{name}_{column}"
        )
    )


def _sum(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """Sums the values of several terms: missing as soon as one is, with the names of all that are."""
    gone = pl.col("value").is_null()
    inexact = pl.col("bound").filter(pl.col("bound") != "exact")
    return (
        pl.concat(parts)
        .group_by("report_id", maintain_order=True)
        .agg(
            value=pl.when(~gone.any()).then(pl.col("value").sum()),
            zeros=pl.col("zeros").sum().cast(pl.Int32),
            evidence=pl.col("evidence").drop_nulls().min(),
            bound=pl.when(inexact.len() == 0).then(pl.lit("exact")).otherwise(inexact.min()),
            used=pl.col("used").drop_nulls().min(),
            absent=pl.col("absent").filter(gone).str.join("; "),
        )
    )


def contradicted(frames: Frames, terms: tuple[Term, ...]) -> pl.DataFrame:
    """Reports whose own required identities over these terms fail: report_id, failing (names of the checks)."""
    pairs = sorted(
        {pair for term in terms for address in term.addresses for pair in _checks_over(address)}
    )
    over = pl.DataFrame(pairs, schema={"check": pl.Utf8, "subject": pl.Utf8}, orient="row")
    failed = (
        frames["checks"]
        .filter(pl.col("strength") == "required", pl.col("result") == "fail")
        .join(over, on=["check", "subject"])
    )
    return (
        failed.sort("report_id", "check", "subject")
        .group_by("report_id", maintain_order=True)
        .agg(failing=pl.format("{} ({})", "check", "subject").str.join(", "))
    )


def denied(frames: Frames, terms: tuple[Term, ...]) -> pl.DataFrame:
    """Reports whose own prose gives another figure than the table for one of these terms: report_id, denied (names of the checks)."""
    subjects = sorted(
        {name for term in terms for address in term.addresses for name in _names(address)}
    )
    failed = frames["checks"].filter(
        pl.col("check") == "prose", pl.col("result") == "fail", pl.col("subject").is_in(subjects)
    )
    return (
        failed.sort("report_id", "subject")
        .group_by("report_id", maintain_order=True)
        .agg(denied=pl.format("prose ({})", "subject").str.join(", "))
    )


def _names(address: Address) -> Iterator[str]:
    """How the check of prose against table may name an address: in full, without its column, or by a row that has no table in the prose."""
    table, row, column = address
    yield f"{table}.{row}.{column}"
    if column == TOTAL.get(table, ""):
        yield f"{table}.{row}"
    if table in ("local_fujian", "stat2014", "statements"):
        yield row


def _checks_over(address: Address) -> Iterator[tuple[str, str]]:
    table, _, column = address
    for form in forms().values():
        rows = set(rows_of(address, form.key))
        for identity in form.identities:
            keys = {*identity.left, *identity.right}
            if identity.table == table and identity.each == "column" and rows & keys:
                yield identity.id, column
            elif identity.table == table and identity.each == "row" and column in keys:
                yield from ((identity.id, row) for row in rows)


def finished(both: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """Status and reason from k and n (with their zeros, evidence, bounds and absences), then as `rated`."""
    k, n, count = pl.col("k"), pl.col("n"), pl.lit(spec.kind == "count")
    # a number known only as a bound or an approximation carries no rate
    bound = pl.when(pl.col("k_bound") != "exact").then("k_bound").otherwise("n_bound")
    absent = (
        pl.concat_list("k_absent", "n_absent")
        .list.unique(maintain_order=True)
        .list.eval(pl.element().filter(pl.element() != ""))
        .list.join("; ")
    )
    reason = (
        pl.when(k.is_null() | (n.is_null() & ~count)).then(pl.format("not given: {}", absent))
        .when(count).then(pl.lit(""))
        .when(bound != "exact").then(pl.format("printed as {} only", bound))
        .when(n == 0).then(pl.lit("the denominator is 0"))
        .when((k < 0) | (n < 0)).then(pl.lit("a count below 0"))
        .when((k > n) & (spec.kind == "share")).then(pl.lit("the numerator exceeds the denominator"))
        .otherwise(pl.lit(""))
    )  # fmt: skip
    return rated(
        both.with_columns(
            reason=reason,
            bound=bound,
            form=pl.coalesce("k_used", "form"),
            evidence=pl.min_horizontal("k_evidence", "n_evidence"),
            zeros=pl.col("k_zeros") + pl.col("n_zeros"),
        ),
        spec,
    )


def rated(rows: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """Rows of `SCHEMA` from k, n, the reason why there is no rate ("" for none), `failing` (required checks) and `denied` (prose)."""
    per, limits = _RATES.get(spec.kind, (0, None))
    found = [
        limits(k, n, per) if limits and not reason else None
        for k, n, reason in rows.select("k", "n", "reason").iter_rows()
    ]
    given, wrong = pl.col("reason") == "", pl.col("failing").is_not_null()
    made = rows.with_columns(
        measure=pl.lit(spec.key),
        unit=pl.lit(spec.unit),
        rate=pl.when(given).then(per * pl.col("k") / pl.col("n")) if per else pl.lit(None),
        low=pl.Series([low_high and low_high[0] for low_high in found], dtype=pl.Float64),
        high=pl.Series([low_high and low_high[1] for low_high in found], dtype=pl.Float64),
        status=pl.when(~given)
        .then(pl.lit("na"))
        .when(wrong)
        .then(pl.lit("contradicted"))
        .otherwise(pl.lit("ok")),
        reason=pl.when(given & wrong)
        .then(pl.format("required check fails: {}", "failing"))
        .otherwise("reason"),
        failing=pl.concat_str("failing", "denied", separator=", ", ignore_nulls=True),
        small=pl.col("n") < MIN_N,
    )
    return made.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
