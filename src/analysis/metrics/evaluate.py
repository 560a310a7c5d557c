"""The one evaluator: a measure in every report, with value, k, n, limits, status and reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from ..checks import contradicting_checks
from ..errors import UsageError
from ..frames.schema import Frames
from . import intervals
from .definitions import EVENTS, PER, SHARES, Measure
from .numbers import Number, bound_word, number_frame, scan, term_number, total_of
from .terms import Address, Term, cells_of

MIN_N = 30
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "report_id": pl.Utf8,
    "issuer": pl.Utf8,
    "issuer_id": pl.Utf8,
    "year": pl.Int32,
    "scope": pl.Utf8,
    "level": pl.Utf8,
    "form": pl.Utf8,
    "measure": pl.Utf8,
    "item": pl.Utf8,
    "value": pl.Float64,
    "k": pl.Float64,
    "n": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "unit": pl.Utf8,
    "status": pl.Utf8,
    "reason": pl.Utf8,
    "contradicted": pl.Int32,
    "failing": pl.Utf8,
    "bound": pl.Utf8,
    "evidence": pl.Utf8,
    "zeros": pl.Int32,
    "recovered": pl.Boolean,
    "small": pl.Boolean,
    "further": pl.Int32,
}
Sides = Mapping[str, tuple[tuple[Term, ...], tuple[Term, ...]]]  # numerator, denominator by item
ORDER = ("issuer_id", "scope", "year", "report_id")


def count_measures(
    frames: Frames,
    reports: pl.DataFrame,
    specs: Sequence[Measure],
    blanks: str = "proven",
    population: pl.DataFrame | None = None,
) -> Iterator[pl.DataFrame]:
    """Measures that have terms, in every report and item: rows of `SCHEMA`, measure after measure.

    `blanks`: "proven" counts a blank that the identities prove as 0; "missing" leaves it missing.
    """
    if blanks not in ("proven", "missing"):
        raise UsageError(f"blanks = {blanks!r}: proven or missing")
    sides = {spec.key: {item: spec.terms(item) for item in spec.items} for spec in specs}
    terms = [
        t for items in sides.values() for both in items.values() for side in both for t in side
    ]
    wide, numbers = number_frame(frames, reports, terms, population, blanks)
    failed = failed_checks(frames)
    for spec in specs:
        rows = _count_items(wide, reports.columns, sides[spec.key], numbers)
        if spec.denominator_lag:
            rows = _lag_denominator(rows, spec.denominator_lag)
        rows = name_failing(state_reason(rows, spec), failed, sides[spec.key])
        yield finish_rows(rows, spec)


def _count_items(
    wide: pl.DataFrame, columns: Sequence[str], sides: Sides, numbers: Mapping[Address, Number]
) -> pl.DataFrame:
    """The parts of numerator (`k_`) and denominator (`n_`) of every item in every report."""
    items = [
        wide.select(
            *columns,
            item=pl.lit(item),
            **_sum_side(numerator, numbers).columns("k_"),
            **_sum_side(denominator, numbers).columns("n_"),
        )
        for item, (numerator, denominator) in sides.items()
    ]
    return pl.concat(items).with_columns(n_report=pl.col("report_id"))


def _sum_side(terms: tuple[Term, ...], numbers: Mapping[Address, Number]) -> Number:
    """The sum of the terms of a side; a count has none in its denominator."""
    if terms:
        return total_of([term_number(term, numbers) for term in terms])
    no, none = pl.lit(False), pl.lit(None, pl.Utf8)
    bound = pl.lit(0, pl.UInt8)
    return Number(pl.lit(None, pl.Float64), pl.lit(0, pl.Int32), no, no, bound, none, none)


def _lag_denominator(rows: pl.DataFrame, years: int) -> pl.DataFrame:
    """Takes the denominator from the report of the same issuer and scope some years before."""
    keys = ["issuer_id", "scope", "year", "item"]
    lagged = [name for name in rows.columns if name.startswith("n_")]
    before = rows.filter(pl.col("further").is_not_null() & pl.col("placed"))
    before = before.select("issuer_id", "scope", pl.col("year") + years, "item", *lagged)
    joined = rows.drop(lagged).join(before, on=keys, how="left", maintain_order="left")
    missing = pl.when(pl.col("n_report").is_null()).then(pl.lit("no report of the year before"))
    return joined.with_columns(
        n_absent=missing.otherwise("n_absent"),
        **{name: pl.col(name).fill_null(0) for name in ("n_zeros", "n_bound")},
        **{name: pl.col(name).fill_null(False) for name in ("n_prose", "n_recovered")},
    )


def state_reason(rows: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """k, n and the reason why there is no value ("" for none), with what the numbers stand on."""
    k, n, is_count = pl.col("k_value"), pl.col("n_value"), pl.lit(spec.kind == "count")
    bound = pl.max_horizontal("k_bound", "n_bound")
    absent = (
        pl.concat_str("k_absent", "n_absent", separator="; ", ignore_nulls=True)
        .str.split("; ")
        .list.unique(maintain_order=True)
        .list.filter(pl.element() != "")
        .list.join("; ")
    )
    gap = (
        pl.when(k.is_null() | (n.is_null() & ~is_count))
        .then(pl.format("not given: {}", absent))
        .when(is_count)
        .then(pl.lit(""))
        .when(bound > 0)
        .then(pl.format("printed as {} only", bound_word(bound)))
        .when(n == 0)
        .then(pl.lit("the denominator is 0"))
        .when((k < 0) | (n < 0))
        .then(pl.lit("a count below 0"))
        .when((k > n) & (spec.kind == "share"))
        .then(pl.lit("the numerator exceeds the denominator"))
        .otherwise(pl.lit(""))
    )
    prose = pl.col("k_prose") | pl.col("n_prose")
    return rows.with_columns(
        k=k,
        n=n,
        reason=gap,
        bound=bound_word(bound),
        form=pl.coalesce("k_form", "form"),
        evidence=pl.when(prose)
        .then(pl.lit("prose"))
        .when(k.is_not_null() | n.is_not_null())
        .then(pl.lit("table")),
        zeros=pl.col("k_zeros") + pl.col("n_zeros"),
        recovered=pl.col("k_recovered") | pl.col("n_recovered"),
    )


def failed_checks(frames: Frames) -> pl.DataFrame:
    """The failed checks that speak against numbers: report_id, cell, of_prose, required, name.

    One row per cell that the check names, of the report itself or of the other report of a check across
    years. A check between sentences names no cell: it speaks against its subject as told in prose.
    """
    failed = (
        scan(frames, "checks")
        .filter(pl.col("result") == "fail", pl.col("check").is_in(contradicting_checks()))
        .select("report_id", "check", "strength", "subject", "cells")
        .collect()
    )
    of_prose = pl.col("cells") == ""
    subject = pl.concat_list(
        "subject", pl.format("{}.total", "subject"), pl.format("statements.{}", "subject")
    )
    cells = pl.when(of_prose).then(subject).otherwise(pl.col("cells").str.split(" "))
    named = failed.with_columns(of_prose=of_prose, cell=cells).explode("cell")
    other = pl.col("cell").str.extract(r"^([^:]+):")
    return named.select(
        report_id=pl.coalesce(other, "report_id"),
        cell=pl.col("cell").str.strip_prefix(pl.concat_str(other.fill_null(""), pl.lit(":"))),
        of_prose="of_prose",
        required=pl.col("strength") == "required",
        name=pl.format("{} ({})", "check", "subject"),
    )


def name_failing(rows: pl.DataFrame, failed: pl.DataFrame, sides: Sides) -> pl.DataFrame:
    """Adds `failing` and `breaking` (the required ones) from the failed checks over the cells of the terms."""
    hits = []
    keys = rows.select("item", "evidence", "report_id", "n_report")
    for at, report in enumerate(("report_id", "n_report")):
        cells = [
            (item, cell)
            for item, terms in sides.items()
            for term in terms[at]
            for address in term.addresses
            for cell in sorted(cells_of(address))
        ]
        names = pl.DataFrame(cells, schema={"item": pl.Utf8, "cell": pl.Utf8}, orient="row")
        found = failed.join(names.unique(), on="cell")
        found = keys.join(found, left_on=[report, "item"], right_on=["report_id", "item"])
        hits.append(found.select("report_id", "item", "evidence", "of_prose", "required", "name"))
    against = (
        pl.concat(hits)
        .filter(~pl.col("of_prose") | (pl.col("evidence") == "prose"))
        .group_by("report_id", "item")
        .agg(
            failing=pl.col("name").unique().sort().str.join(", "),
            breaking=pl.col("name").filter("required").unique().sort().str.join(", "),
        )
    )
    return rows.join(against, on=["report_id", "item"], how="left", maintain_order="left")


def limits_of(kind: str, k: pl.Series, n: pl.Series) -> intervals.Limits:
    """The limits of a kind of measure: Wilson for shares, exact Poisson for events, none for the rest."""
    if kind in SHARES:
        return intervals.wilson(k, n)
    if kind in EVENTS:
        return intervals.poisson(k, n, PER[kind])
    return intervals.no_limits(len(k))


def finish_rows(rows: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """Rows of `SCHEMA` from k, n, the reason of a gap, and the failing checks (`failing`, `breaking`)."""
    given, against = pl.col("reason") == "", pl.col("failing").is_not_null()
    broken = given & (pl.col("breaking") != "")
    per = PER.get(spec.kind)
    value = per * pl.col("k") / pl.col("n") if per else pl.col("k")
    low, high = limits_of(spec.kind, rows["k"].cast(pl.Float64), rows["n"].cast(pl.Float64))
    made = rows.with_columns(
        pl.Series("low", low, nan_to_null=True),
        pl.Series("high", high, nan_to_null=True),
        measure=pl.lit(spec.key),
        unit=pl.lit(spec.unit),
    ).with_columns(
        pl.when(given).then("low"),
        pl.when(given).then("high"),
        value=pl.when(given).then(value),
        status=pl.when(~given)
        .then(pl.lit("na"))
        .when(broken)
        .then(pl.lit("contradicted"))
        .otherwise(pl.lit("ok")),
        reason=pl.when(broken)
        .then(pl.format("required check fails: {}", "breaking"))
        .otherwise("reason"),
        contradicted=against,
        failing=pl.col("failing").fill_null(""),
        small=pl.col("n") < MIN_N,
    )
    return made.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items()).sort(
        *ORDER, maintain_order=True
    )
