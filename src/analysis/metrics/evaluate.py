"""The one evaluator: a measure in every report, with value, k, n, limits, status and reason.

Rows are coded until they are shown: a place stands for what a report says of itself, a category for
words that many rows share.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from ..checks import list_contradicting_checks
from ..errors import UsageError
from ..frames.schema import BOUNDS, FORMS, Frames
from . import intervals
from .definitions import EVENTS, PER, SHARES, Measure, Term, list_cells
from .numbers import (
    FORM_AT,
    WORDS,
    choose_words,
    place_words,
    read_numbers,
    say,
    say_once,
    sum_numbers,
)
from .reports import REPORT, find_places_before, keep_last, scan

#: The n below which a rate is `small`, stands as counts in figures and gets no rank.
MIN_N = 30
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    **dict.fromkeys(REPORT, pl.Utf8),
    "year": pl.Int32,
    **dict.fromkeys(("measure", "item"), pl.Utf8),
    **dict.fromkeys(("value", "k", "n", "low", "high"), pl.Float64),
    **dict.fromkeys(("unit", "status", "reason"), pl.Utf8),
    "contradicted": pl.Int32,
    **dict.fromkeys(("failing", "bound", "evidence"), pl.Utf8),
    "zeros": pl.Int32,
    **dict.fromkeys(("recovered", "small"), pl.Boolean),
    "further": pl.Int32,
}
# What coded rows hold, and what stands in it where a measure does not say: places of the report, of
# the item in its measure, of the form in FORMS (counted from 1).
_DEFAULTS: dict[str, pl.Expr] = {
    "at": pl.col("at"),
    "item_at": pl.lit(0, pl.UInt8),
    "form_at": pl.lit(None, pl.UInt8),
    "k": pl.col("k"),
    "n": pl.col("n"),
    "bound": say(BOUNDS[0], WORDS),
    "evidence": say("report", WORDS),
    "zeros": pl.lit(0),
    "recovered": pl.lit(False),
    "failing": pl.lit(None, pl.Categorical),
    "breaking": pl.lit(None, pl.Categorical),
}
_CODED = (*_DEFAULTS, "value", "low", "high", "status", "reason")


def count_measures(
    frames: Frames,
    reports: pl.DataFrame,
    specs: Sequence[Measure],
    blanks: str = "proven",
    population: pl.DataFrame | None = None,
) -> Iterator[pl.DataFrame]:
    """Coded rows of measures that have terms, in every report and item, measure after measure.

    `blanks`: "proven" counts a blank that the identities prove as 0; "missing" leaves it missing.
    """
    if blanks not in ("proven", "missing"):
        raise UsageError(f"blanks = {blanks!r}: proven or missing")
    terms = [
        term for spec in specs for item in spec.items for side in spec.terms(item) for term in side
    ]
    numbers = read_numbers(frames, reports, terms, population, blanks)
    failed = find_failed_checks(frames, reports)
    for spec in specs:
        before = find_places_before(reports, spec.denominator_lag)
        rows = _count_items(numbers, before, spec)
        yield finish_rows(name_failing(rows, failed, before, spec), reports, spec)


# k, n, the reason why there is no value ("" for none), and what both stand on, report by report.
def _count_items(numbers: pl.DataFrame, before: pl.Series, spec: Measure) -> pl.DataFrame:
    terms = zip(*map(spec.terms, spec.items), strict=True)
    sides = [
        _sum_items(numbers, own, of).select(pl.all().name.prefix(f"{side}_"))
        for side, own, of in zip("kn", terms, (numbers["at"], before), strict=True)
    ]
    rows = pl.concat(sides, how="horizontal")
    k, n = pl.col("k_value"), pl.col("n_value")
    is_missing = k.is_null() if spec.kind == "count" else k.is_null() | n.is_null()
    rows = rows.with_columns(gap=_name_missing(rows.select(is_missing).to_series(), rows))
    is_prose = pl.max_horizontal("k_prose", "n_prose") > 0
    is_any, reports, items = k.is_not_null() | n.is_not_null(), len(before), len(spec.items)
    made = rows.select(
        k=k,
        n=n,
        at=pl.int_range(pl.len(), dtype=pl.UInt32) % reports,
        item_at=(pl.int_range(pl.len()) // max(reports, 1)).cast(pl.UInt8),
        reason=choose_words((is_missing, pl.col("gap")), *_list_gap_reasons(spec)),
        bound=pl.lit(pl.Series(BOUNDS, dtype=WORDS)).gather(_BOUND.fill_null(0)),
        form_at="k_form",
        evidence=choose_words((is_prose, "prose"), (is_any, "table"), otherwise=None, kind=WORDS),
        zeros=pl.col("k_zeros") + pl.col("n_zeros").fill_null(0),
        recovered=pl.max_horizontal("k_recovered", "n_recovered") > 0,
    )
    in_order = np.arange(made.height).reshape(items, -1).T.ravel()
    return made.select(pl.all().gather(in_order)) if items > 1 else made


# The sums of the terms of every item, one item after the other, `of` some reports.
def _sum_items(
    numbers: pl.DataFrame, terms: Sequence[tuple[Term, ...]], of: pl.Series
) -> pl.DataFrame:
    late = (pl.lit(of.is_null()), "a report of the year before")
    absent = choose_words(late, otherwise=pl.col("absent")).alias("absent")
    known = {
        own: sum_numbers(numbers, own).select(pl.all().gather(of)).with_columns(absent)
        for own in dict.fromkeys(terms)
    }
    return pl.concat([known[own] for own in terms])


# What rows lack, in words, by what both sides of their measure lack; null for rows with a value.
def _name_missing(is_missing: pl.Series, rows: pl.DataFrame) -> pl.Series:
    sides = ["k_absent", "n_absent"]
    lacking = rows.select(sides).with_row_index("row").filter(is_missing)
    both = pl.concat_str(pl.col(sides).cast(pl.Utf8), separator="; ", ignore_nulls=True)
    unique = both.str.split("; ").list.unique(maintain_order=True).list.join("; ")
    words = say_once(lacking, sides, pl.format("not given: {}", unique))
    return place_words(lacking["row"], words, rows.height)


_BOUND = pl.max_horizontal("k_bound", "n_bound")


# Why two known numbers give no value; a count is given as it is printed.
def _list_gap_reasons(spec: Measure) -> list[tuple[pl.Expr, str]]:
    if spec.kind == "count":
        return []
    k, n = pl.col("k_value"), pl.col("n_value")
    return [
        *((_BOUND.eq(at), f"printed as {word} only") for at, word in enumerate(BOUNDS) if at),
        (n == 0, "the denominator is 0"),
        ((k < 0) | (n < 0), "a count below 0"),
        ((k > n) & pl.lit(spec.kind == "share"), "the numerator exceeds the denominator"),
    ]


@keep_last
def find_failed_checks(frames: Frames, reports: pl.DataFrame) -> pl.DataFrame:
    """The failed checks that speak against numbers: at (place of the report), cell, of_prose,
    required, name.

    One row per cell that the check names, of the report itself or of the other report of a check
    across years. A check between sentences names no cell: it speaks against its subject as told in
    prose.
    """
    of_prose = pl.col("cells") == ""
    subject = pl.concat_list(
        "subject", pl.format("{}.total", "subject"), pl.format("statements.{}", "subject")
    )
    cells = pl.when(of_prose).then(subject).otherwise(pl.col("cells").str.split(" "))
    other = pl.col("cell").str.extract("^([^:]+):")
    index = reports.lazy().select("report_id").with_row_index("at")
    return (
        scan(frames, "checks")
        .filter(pl.col("result") == "fail", pl.col("check").is_in(list_contradicting_checks()))
        .select("report_id", "check", "strength", "subject", of_prose=of_prose, cell=cells)
        .explode("cell")
        .with_columns(report_id=pl.coalesce(other, "report_id"))
        .join(index, on="report_id")
        .select(
            "at",
            "of_prose",
            cell=pl.col("cell").str.replace("^[^:]+:", ""),
            required=pl.col("strength") == "required",
            name=pl.format("{} ({})", "check", "subject"),
        )
        .collect()
    )


def name_failing(
    rows: pl.DataFrame, failed: pl.DataFrame, before: pl.Series, spec: Measure
) -> pl.DataFrame:
    """Adds `failing` and `breaking` (what the required ones among them say) from the failed checks
    over the cells of the terms.

    `rows` have every report and item, in this order; `before`: the report of the denominator.
    """
    own = pl.DataFrame({"at": np.arange(len(before), dtype=np.uint32)})
    hits = []
    for side, report in enumerate((own["at"], before)):
        cells = {
            (place, cell): None
            for place, item in enumerate(spec.items)
            for address in spec.addresses(item)[side]
            for cell in list_cells(address)
        }
        named = pl.DataFrame(list(cells), {"item_at": pl.Int64, "cell": pl.Utf8}, orient="row")
        found = failed.rename({"at": "report"}).join(named, on="cell")
        hits.append(own.with_columns(report=report).join(found, on="report").drop("report", "cell"))
    found = pl.concat(hits)
    row = found.select(pl.col("at") * len(spec.items) + pl.col("item_at")).to_series()
    is_prose = rows["evidence"].gather(row) == "prose"
    against = (
        found.with_columns(row=row)
        .filter(~pl.col("of_prose") | is_prose)
        .group_by("row")
        .agg(
            pl.col("name").unique().sort().str.join(", "),
            required=pl.col("name").filter("required").unique().sort().str.join(", "),
        )
    )
    breaking = against.filter(pl.col("required") != "").select(
        "row", words=pl.format("required check fails: {}", "required")
    )
    return rows.with_columns(
        failing=place_words(against["row"], against["name"], rows.height),
        breaking=place_words(breaking["row"], breaking["words"], rows.height),
    )


def compute_limits(kind: str, k: pl.Series, n: pl.Series) -> intervals.Limits:
    """The limits of a kind of measure: Wilson for shares, exact Poisson for events, none for the
    rest.
    """
    if kind in SHARES:
        return intervals.wilson(k, n)
    if kind in EVENTS:
        return intervals.poisson(k, n, PER[kind])
    return intervals.make_no_limits(len(k))


def finish_rows(rows: pl.DataFrame, reports: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """Coded rows with value, limits and status.

    `rows`: at (place in `reports`), k, n, reason of a gap ("" for none), and of the other columns
    those that are not as by default; `breaking`: what the required ones of the `failing` checks
    say.
    """
    lacking = {name: value for name, value in _DEFAULTS.items() if name not in rows.columns}
    rows = rows.with_columns(pl.col("k", "n").cast(pl.Float64), **lacking)
    low, high = compute_limits(spec.kind, rows["k"], rows["n"])
    per, is_given = PER.get(spec.kind), pl.col("reason") == ""
    given, is_broken = pl.when(is_given), is_given & pl.col("breaking").is_not_null()
    own_form = pl.lit(reports.select(FORM_AT).to_series()).gather("at")
    return rows.with_columns(
        value=given.then(per * pl.col("k") / pl.col("n") if per else "k"),
        low=given.then(pl.Series(low, nan_to_null=True)),
        high=given.then(pl.Series(high, nan_to_null=True)),
        form_at=pl.coalesce("form_at", own_form),
        status=choose_words(
            (~is_given, "na"), (is_broken, "contradicted"), otherwise="ok", kind=WORDS
        ),
        reason=pl.when(is_broken).then("breaking").otherwise("reason"),
    ).drop("breaking")


def write_rows(rows: pl.DataFrame, reports: pl.DataFrame, spec: Measure) -> pl.LazyFrame:
    """Coded rows in words: those of `SCHEMA`, and the further columns that they have."""
    of_reports = {name: pl.lit(reports[name]).gather("at") for name in (*REPORT, "further")}
    if spec.kind == "coverage":  # of an issuer, and not of one of its reports
        gone = dict.fromkeys(("report_id", "year", "form"), pl.lit(None))
        of_reports |= {**gone, "further": pl.lit(0)}
    else:
        of_reports["form"] = pl.lit(pl.Series(["", *FORMS])).gather("form_at")
    words = of_reports | {
        "measure": pl.lit(spec.key),
        "item": pl.lit(pl.Series(spec.items)).gather("item_at"),
        "unit": pl.lit(spec.unit),
        "contradicted": pl.col("failing").is_not_null(),
        "failing": pl.col("failing").cast(pl.Utf8).fill_null(""),
        "small": pl.col("n") < MIN_N,
    }
    closed = pl.lit(pl.Series(WORDS.categories))
    words |= {
        name: closed.gather(pl.col(name).to_physical())
        for name, kind in rows.schema.items()
        if kind == WORDS
    }
    shown = [words.get(n, pl.col(n)).cast(kind).alias(n) for n, kind in SCHEMA.items()]
    more = [words.get(n, pl.col(n)).alias(n) for n in rows.columns if n not in _CODED]
    return rows.lazy().select(*shown, *more)
