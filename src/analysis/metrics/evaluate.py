"""The one evaluator: a measure in every report, with value, k, n, limits, status and reason."""

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from ..checks import list_contradicting_checks
from ..errors import UsageError
from ..frames.schema import BOUNDS, FORMS, Frames
from . import intervals
from .definitions import EVENTS, PER, SHARES, Measure, list_cells
from .numbers import STORED, choose_words, express_pattern, read_numbers, sum_terms
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
PLACES = ("at", "item_at")  # of the report among those of a dataset, of the item in its measure
# What rows hold where a rater does not say.
_DEFAULTS: dict[str, pl.Expr] = {
    "item": pl.lit(0, pl.UInt8),
    "form": pl.lit(None, pl.UInt8),
    "bound": pl.lit(0, pl.UInt8),
    "evidence": pl.lit("report"),
    "zeros": pl.lit(0),
    "recovered": pl.lit(False),
    **dict.fromkeys(("failing", "breaking"), pl.lit(None, pl.Utf8)),
}


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
    terms = [
        term for spec in specs for item in spec.items for side in spec.terms(item) for term in side
    ]
    now = read_numbers(frames, reports, terms, population, blanks)
    failed = find_failed_checks(frames, reports)
    for spec in specs:
        before = find_places_before(reports, spec.denominator_lag)
        past = now.select(pl.all().gather(before)) if spec.denominator_lag else now
        items = [_count_item(now, past, spec, item) for item in spec.items]
        in_order = np.arange(len(items) * now.height).reshape(len(items), -1).T.ravel()
        rows = pl.concat(items)[in_order] if len(items) > 1 else items[0]
        yield finish_rows(name_failing(rows, failed, spec), reports, spec)


# k, n, the reason why there is no value ("" for none), and what both stand on, for one item.
def _count_item(now: pl.DataFrame, past: pl.DataFrame, spec: Measure, item: str) -> pl.DataFrame:
    frames = {"k": now, "n": past}
    terms = dict(zip(frames, spec.terms(item), strict=True))
    numbers = {side: sum_terms(own) for side, own in terms.items()}
    sides = [
        frame.select(
            pl.col("at").alias(f"{side}_at"),
            express_pattern(terms[side]).alias(f"{side}_pattern"),
            **{f"{side}_{part}": numbers[side][part] for part in STORED},
        )
        for side, frame in frames.items()
    ]
    rows = pl.concat(sides, how="horizontal")
    is_missing = pl.col("k_value").is_null()
    if spec.kind != "count":
        is_missing |= pl.col("n_value").is_null()
    # Reports lack the same numbers by the thousand: their names are worked out once for all.
    pattern = ["k_pattern", "n_pattern"]
    gaps = rows.filter(is_missing).unique(pattern, keep="first", maintain_order=True)
    is_absent = {s: numbers[s]["value"].is_null() & pl.col("at").is_not_null() for s in frames}
    missing = [
        frame[gaps["k_at"]].select(pl.when(is_absent[s]).then(numbers[s]["absent"]).alias(s))
        for s, frame in frames.items()
    ]
    late = pl.when(pl.col("n_at").is_null()).then(pl.lit("a report of the year before"))
    absent = pl.concat_str("k", "n", late, separator="; ", ignore_nulls=True).str.split("; ")
    unique = absent.list.unique(maintain_order=True).list.join("; ")
    named = pl.concat([gaps, *missing], how="horizontal").select(
        *pattern, gap=pl.format("not given: {}", unique)
    )
    gap = rows.select(pattern).join(
        named, on=pattern, how="left", nulls_equal=True, maintain_order="left"
    )["gap"]
    bound, is_prose = (pl.max_horizontal(f"k_{part}", f"n_{part}") for part in ("bound", "prose"))
    is_any = pl.col("k_value").is_not_null() | pl.col("n_value").is_not_null()
    return rows.select(
        at="k_at",
        n_at="n_at",
        item=pl.lit(spec.items.index(item), pl.UInt8),
        reason=pl.when(is_missing).then(gap).otherwise(_find_gap_reason(spec)),
        k="k_value",
        n="n_value",
        bound=bound,
        form="k_form",
        evidence=pl.when(is_prose > 0).then(pl.lit("prose")).when(is_any).then(pl.lit("table")),
        zeros=pl.col("k_zeros") + pl.col("n_zeros").fill_null(0),
        recovered=pl.max_horizontal("k_recovered", "n_recovered") > 0,
    )


# Why two known numbers give no value; a count is given as it is printed.
def _find_gap_reason(spec: Measure) -> pl.Expr:
    if spec.kind == "count":
        return pl.lit("")
    k, n, bound = pl.col("k_value"), pl.col("n_value"), pl.max_horizontal("k_bound", "n_bound")
    words = {at: f"printed as {word} only" for at, word in enumerate(BOUNDS)}
    return choose_words(
        (bound > 0, bound.replace_strict(words, return_dtype=pl.Utf8, default=None)),
        (n == 0, "the denominator is 0"),
        ((k < 0) | (n < 0), "a count below 0"),
        ((k > n) & pl.lit(spec.kind == "share"), "the numerator exceeds the denominator"),
    )


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


def name_failing(rows: pl.DataFrame, failed: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """Adds `failing` and `breaking` (what the required ones among them say) from the failed checks
    over the cells of the terms.
    """
    hits = []
    for side, at in enumerate(("at", "n_at")):
        cells = {
            (place, cell): None
            for place, item in enumerate(spec.items)
            for address in spec.addresses(item)[side]
            for cell in list_cells(address)
        }
        named = pl.DataFrame(list(cells), schema={"item": pl.UInt8, "cell": pl.Utf8}, orient="row")
        found = failed.join(named, on="cell").rename({"at": "report"})
        keys = rows.select("at", "item", "evidence", report=at)
        hits.append(keys.join(found, on=["report", "item"]).drop("report", "cell"))
    against = (
        pl.concat(hits)
        .filter(~pl.col("of_prose") | (pl.col("evidence") == "prose"))
        .group_by("at", "item")
        .agg(
            failing=pl.col("name").unique().sort().str.join(", "),
            breaking=pl.col("name").filter("required").unique().sort().str.join(", "),
        )
        .with_columns(
            breaking=pl.when(pl.col("breaking") != "").then(
                pl.format("required check fails: {}", "breaking")
            )
        )
    )
    places = rows.select("at", "item")
    named = places.join(against, on=places.columns, how="left", maintain_order="left")
    return rows.hstack(named.drop(places.columns))


def compute_limits(kind: str, k: pl.Series, n: pl.Series) -> intervals.Limits:
    """The limits of a kind of measure: Wilson for shares, exact Poisson for events, none for the
    rest.
    """
    if kind in SHARES:
        return intervals.wilson(k, n)
    if kind in EVENTS:
        return intervals.poisson(k, n, PER[kind])
    return intervals.make_no_limits(len(k))


# The names at some places of a list; null for no place.
def _name(places: str, names: Sequence[str]) -> pl.Expr:
    return pl.lit(pl.Series(names, dtype=pl.Utf8)).gather(pl.col(places))


def finish_rows(rows: pl.DataFrame, reports: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """Rows of `SCHEMA` and `PLACES`, in the order of the reports.

    `rows`: at (place in `reports`), k, n, reason of a gap ("" for none); and if they have them
    item (its place in those of the measure), form (place in FORMS from 1), bound (place in
    BOUNDS), evidence, zeros, recovered, failing and breaking (checks).
    """
    lacking = {name: value for name, value in _DEFAULTS.items() if name not in rows.columns}
    low, high = compute_limits(spec.kind, rows["k"].cast(pl.Float64), rows["n"].cast(pl.Float64))
    per, given = PER.get(spec.kind), pl.col("reason") == ""
    broken = given & pl.col("breaking").is_not_null()
    form = _name("form_of_table", ("", *FORMS))
    of_reports = reports.select(*REPORT, "further").select(pl.all().gather(rows["at"]))
    return (
        rows.with_columns(**lacking)
        .rename({"form": "form_of_table"})
        .hstack(of_reports)
        .with_columns(
            pl.Series("low", low, nan_to_null=True), pl.Series("high", high, nan_to_null=True)
        )
        .lazy()
        .select(
            *REPORT[:-1],
            "k",
            "n",
            "evidence",
            "zeros",
            "recovered",
            "further",
            pl.when(given).then("low"),
            pl.when(given).then("high"),
            item=_name("item", spec.items),
            bound=_name("bound", BOUNDS).fill_null(BOUNDS[0]),
            form=pl.coalesce(form, "form"),
            measure=pl.lit(spec.key),
            unit=pl.lit(spec.unit),
            value=pl.when(given).then(per * pl.col("k") / pl.col("n") if per else "k"),
            status=pl.when(~given)
            .then(pl.lit("na"))
            .when(broken)
            .then(pl.lit("contradicted"))
            .otherwise(pl.lit("ok")),
            reason=pl.when(broken).then("breaking").otherwise("reason"),
            contradicted=pl.col("failing").is_not_null(),
            failing=pl.col("failing").fill_null(""),
            small=pl.col("n") < MIN_N,
            at="at",
            item_at="item",
        )
        .select(
            *(pl.col(name).cast(kind) for name, kind in SCHEMA.items()),
            *PLACES,
        )
        .collect()
    )
