"""The one evaluator: a measure in every report, with value, k, n, limits, status and reason."""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from ..checks import contradicting_checks
from ..errors import UsageError
from ..frames.schema import BOUNDS, FORMS, Frames
from . import intervals
from .definitions import EVENTS, PER, SHARES, Measure
from .numbers import PARTS, Number, NumberFrame, scan, sum_numbers
from .reports import REPORT, places_before
from .terms import Term, cells_of

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
NOTHING: Number = {
    "value": pl.lit(None, pl.Float64),
    **dict.fromkeys(("zeros", "recovered", "prose", "bound"), pl.lit(0, pl.UInt8)),
    "form": pl.lit(None, pl.UInt8),
    "absent": pl.lit(None, pl.Utf8),
}
Sides = Mapping[str, tuple[tuple[Term, ...], tuple[Term, ...]]]  # numerator, denominator by item


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
    terms = [t for items in sides.values() for both in items.values() for t in sum(both, ())]
    numbers = NumberFrame(frames, reports, terms, population, blanks)
    failed = failed_checks(frames, reports)
    for spec in specs:
        before = places_before(reports, spec.denominator_lag)
        items = [
            pl.DataFrame([before.alias("n_at")])
            .with_row_index("at")
            .with_columns(item=pl.lit(item))
            .hstack(_sum_side(numbers, numerator, "k_"))
            .hstack(_sum_side(numbers, denominator, "n_").select(pl.all().gather(before)))
            for item, (numerator, denominator) in sides[spec.key].items()
        ]
        rows = pl.concat(items).sort("at", maintain_order=True).with_row_index("order")
        rows = _state_reason(rows, spec).sort("order")
        yield finish_rows(name_failing(rows, failed, sides[spec.key]), reports, spec)


# The parts of the sum of some terms in every report; a count has no term in its denominator.
def _sum_side(numbers: NumberFrame, terms: Sequence[Term], prefix: str) -> pl.DataFrame:
    number = sum_numbers([numbers.number(term) for term in terms]) if terms else NOTHING
    parts = numbers.frame.lazy().with_columns(
        **{f"{prefix}{part}": number[part] for part in PARTS if part != "absent"}
    )
    frame = parts.select(pl.col(f"^{prefix}.*$")).collect().with_row_index("at")
    is_missing = frame[f"{prefix}value"].is_null()
    missing = numbers.frame.with_row_index("at").filter(is_missing)
    named = missing.select("at", **{f"{prefix}absent": number["absent"].cast(pl.Utf8)})
    return frame.join(named, on="at", how="left", maintain_order="left").drop("at")


# k, n, the reason why there is no value ("" for none), and what the numbers stand on.
def _state_reason(rows: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    k, n, is_count = pl.col("k_value"), pl.col("n_value"), spec.kind == "count"
    bound = pl.max_horizontal("k_bound", "n_bound")
    word = bound.replace_strict(dict(enumerate(BOUNDS)), return_dtype=pl.Utf8, default=BOUNDS[0])
    late = pl.when(pl.col("n_at").is_null()).then(pl.lit("a report of the year before"))
    absent = (
        pl.concat_str("k_absent", "n_absent", late, separator="; ", ignore_nulls=True)
        .str.split("; ")
        .list.unique(maintain_order=True)
        .list.join("; ")
    )
    gaps = {
        "the denominator is 0": n == 0,
        "a count below 0": (k < 0) | (n < 0),
        "the numerator exceeds the denominator": (k > n) & (spec.kind == "share"),
    }
    inexact = pl.when(bound > 0).then(pl.format("printed as {} only", word))
    others = [pl.when(is_gap).then(pl.lit(words)) for words, is_gap in gaps.items()]
    known = pl.lit("") if is_count else pl.coalesce(inexact, *others, pl.lit(""))
    given = rows["k_value"].is_not_null() & (rows["n_value"].is_not_null() | is_count)
    prose = pl.when(pl.max_horizontal("k_prose", "n_prose") > 0).then(pl.lit("prose"))
    some = k.is_not_null() | n.is_not_null()
    stated = [
        part.with_columns(reason=words)
        for part, words in (
            (rows.filter(given), known),
            (rows.filter(~given), pl.format("not given: {}", absent)),
        )
    ]
    return pl.concat(stated).select(
        "order",
        "at",
        "n_at",
        "item",
        "reason",
        k=k,
        n=n,
        bound=word,
        form="k_form",
        evidence=prose.when(some).then(pl.lit("table")),
        zeros=pl.col("k_zeros") + pl.col("n_zeros").fill_null(0),
        recovered=pl.max_horizontal("k_recovered", "n_recovered") > 0,
    )


def failed_checks(frames: Frames, reports: pl.DataFrame) -> pl.DataFrame:
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
        .filter(pl.col("result") == "fail", pl.col("check").is_in(contradicting_checks()))
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


def name_failing(rows: pl.DataFrame, failed: pl.DataFrame, sides: Sides) -> pl.DataFrame:
    """Adds `failing` and `breaking` (the required ones) from the failed checks over the cells of
    the terms.
    """
    hits = []
    for side, at in enumerate(("at", "n_at")):
        cells = [
            (item, cell)
            for item, terms in sides.items()
            for term in terms[side]
            for address in term.addresses
            for cell in sorted(cells_of(address))
        ]
        named = pl.DataFrame(cells, schema={"item": pl.Utf8, "cell": pl.Utf8}, orient="row")
        found = failed.join(named.unique(), on="cell").rename({"at": "report"})
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
    )
    return rows.join(against, on=["at", "item"], how="left", maintain_order="left")


def limits_of(kind: str, k: pl.Series, n: pl.Series) -> intervals.Limits:
    """The limits of a kind of measure: Wilson for shares, exact Poisson for events, none for the
    rest.
    """
    if kind in SHARES:
        return intervals.wilson(k, n)
    if kind in EVENTS:
        return intervals.poisson(k, n, PER[kind])
    return intervals.no_limits(len(k))


def finish_rows(rows: pl.DataFrame, reports: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """Rows of `SCHEMA`, in the order of the reports.

    `rows`: at (place in `reports`), item, k, n, reason of a gap ("" for none); and if they have
    them form (place in FORMS), bound, evidence, zeros, recovered, failing and breaking (checks),
    further.
    """
    k, n = rows["k"].cast(pl.Float64), rows["n"].cast(pl.Float64)
    low, high = limits_of(spec.kind, k, n)
    per, given = PER.get(spec.kind), pl.col("reason") == ""
    broken = given & (pl.col("breaking") != "")
    status = pl.when(~given).then(pl.lit("na")).when(broken).then(pl.lit("contradicted"))
    form = pl.col("form_of_table").replace_strict(
        dict(enumerate(FORMS)), default=None, return_dtype=pl.Utf8
    )
    of_reports = reports.select(*REPORT, "further").select(pl.all().gather(rows["at"]))
    return (
        rows.rename({"form": "form_of_table"})
        .hstack(of_reports)
        .with_columns(
            pl.Series("low", low, nan_to_null=True), pl.Series("high", high, nan_to_null=True)
        )
        .select(
            *REPORT[:-1],
            "item",
            "k",
            "n",
            "bound",
            "evidence",
            "zeros",
            "recovered",
            "further",
            pl.when(given).then("low"),
            pl.when(given).then("high"),
            form=pl.coalesce(form, "form"),
            measure=pl.lit(spec.key),
            unit=pl.lit(spec.unit),
            value=pl.when(given).then(per * pl.col("k") / pl.col("n") if per else "k"),
            status=status.otherwise(pl.lit("ok")),
            reason=pl.when(broken)
            .then(pl.format("required check fails: {}", "breaking"))
            .otherwise("reason"),
            contradicted=pl.col("failing").is_not_null(),
            failing=pl.col("failing").fill_null(""),
            small=pl.col("n") < MIN_N,
        )
        .select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
    )
