"""A measure in every report: k, n, value, limits, status and reason, coded until they are shown.

In coded rows a place stands for what a report says of itself (`at`), for an item of the measure
(`item_at`) and for an edition (`form_at`, counted from 1), and words are categories.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..checks import list_contradicting_checks
from ..frames.schema import BOUNDS, FORMS, Frames
from . import intervals
from .definitions import EVENTS, PER, SHARES, Measure, Term, list_cells
from .numbers import FORM_AT, PARTS, Numbers, add_numbers
from .reports import REPORT, scan

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
# What stands in coded rows where a measure does not say: `gap` is why there is no value ("" for
# none), `note` what is said beside one, `breaking` what the required ones of the `failing` checks
# say.
_DEFAULTS: dict[str, pl.Expr] = {
    "gap": pl.lit("", pl.Categorical),
    "item_at": pl.lit(0, pl.UInt8),
    "form_at": pl.lit(None, pl.UInt8),
    "bound": pl.lit("exact", pl.Categorical),
    "evidence": pl.lit("report", pl.Categorical),
    "zeros": pl.lit(0),
    "recovered": pl.lit(False),
    "failing": pl.lit(None, pl.Categorical),
    "breaking": pl.lit(None, pl.Categorical),
    "note": pl.lit("", pl.Categorical),
}


def choose_words(
    *cases: tuple[pl.Expr | pl.Series, str | pl.Expr], otherwise: str | pl.Expr | None = ""
) -> pl.Expr:
    """The words of the first condition that is true, `otherwise` where none is, as a category.

    >>> frame = pl.DataFrame({"n": [0, 1]})
    >>> frame.select(words=choose_words((pl.col("n") == 0, "n is 0")))["words"].to_list()
    ['n is 0', '']
    """
    words = _say(otherwise)
    for is_so, said in reversed(cases):
        words = pl.when(is_so).then(_say(said)).otherwise(words)
    return words


def _say(words: str | pl.Expr | None) -> pl.Expr:
    return (words if isinstance(words, pl.Expr) else pl.lit(words)).cast(pl.Categorical)


def count_terms(numbers: Numbers, before: pl.Series, spec: Measure) -> pl.DataFrame:
    """k, n, the gap and what both stand on, by report and item, of a measure that has terms.

    `before`: the place of the report whose denominator is taken, null where there is none.
    """
    terms = list(zip(*map(spec.terms, spec.items), strict=True))
    reports, items = len(before), len(spec.items)
    places = np.arange(reports), before.fill_null(reports).to_numpy()
    sides = [(side, at) for side, at in zip(terms, places, strict=True) if any(side)]
    sums = [_add_items(numbers, side, at) for side, at in sides]  # of a count k alone
    both = add_numbers(sums)
    is_missing = np.isnan(both[0])
    missing = pl.repeat(None, len(is_missing), dtype=pl.Categorical, eager=True)
    for item in range(items):
        rows = np.flatnonzero(is_missing[item * reports : (item + 1) * reports])
        words = numbers.name_missing(*((side[item], at[rows]) for side, at in sides))
        missing.scatter(rows + item * reports, words)
    counts = {"k": sums[0][0], "n": sums[1][0] if sums[1:] else None, "form": sums[0][-1]}
    parts = dict(zip(PARTS, both, strict=True)) | counts
    counted = pl.DataFrame(parts, nan_to_null=True).cast({"bound": pl.UInt8, "form": pl.UInt8})
    is_known = pl.any_horizontal(pl.col("k", "n").is_not_null())
    by_item = counted.select(
        *("k", "n", "zeros"),
        at=np.tile(np.arange(reports, dtype=np.uint32), items),
        item_at=np.repeat(np.arange(items, dtype=np.uint8), reports),
        gap=choose_words((missing.is_not_null(), pl.lit(missing)), *_list_gaps(spec)),
        bound=pl.lit(pl.Series(BOUNDS, dtype=pl.Categorical)).gather("bound"),
        form_at=pl.when(pl.col("form") > 0).then("form"),
        evidence=choose_words((pl.col("prose") > 0, "prose"), (is_known, "table"), otherwise=None),
        recovered=pl.col("recovered") > 0,
    )
    by_report = np.arange(by_item.height).reshape(items, reports).T.ravel()
    return by_item[by_report]


# The sums of the terms of each item in some reports, one item after another.
def _add_items(
    numbers: Numbers, items: Sequence[tuple[Term, ...]], at: NDArray[np.integer]
) -> intervals.Array:
    known = {terms: numbers.add(terms).take(at, axis=1) for terms in dict.fromkeys(items)}
    return np.concatenate([known[terms] for terms in items], axis=1)


# Why two known numbers give no value; a count is given as it is printed.
def _list_gaps(spec: Measure) -> list[tuple[pl.Expr, str]]:
    k, n, bound = pl.col("k"), pl.col("n"), pl.col("bound")
    bounds = [(bound == at, f"printed as {word} only") for at, word in enumerate(BOUNDS) if at]
    gaps = [
        *bounds,
        (n == 0, "the denominator is 0"),
        ((k < 0) | (n < 0), "a count below 0"),
        ((k > n) & pl.lit(spec.kind == "share"), "the numerator exceeds the denominator"),
    ]
    return [] if spec.kind == "count" else gaps


def find_failed_checks(frames: Frames, reports: pl.DataFrame) -> pl.DataFrame:
    """The failed checks that speak against numbers: report (its place), cell, of_prose, required,
    name.

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
    failed = scan(frames, "checks").filter(
        pl.col("result") == "fail", pl.col("check").is_in(list_contradicting_checks())
    )
    named = failed.select(
        "report_id",
        cell=cells,
        of_prose=of_prose,
        required=pl.col("strength") == "required",
        name=pl.format("{} ({})", "check", "subject"),
    )
    index = reports.lazy().select("report_id").with_row_index("report")
    by_cell = named.explode("cell").with_columns(report_id=pl.coalesce(other, "report_id"))
    places = by_cell.join(index, on="report_id").drop("report_id")
    return places.with_columns(pl.col("cell").str.replace("^[^:]+:", "")).collect()


def name_failing(
    rows: pl.DataFrame, failed: pl.DataFrame, before: pl.Series, spec: Measure
) -> pl.DataFrame:
    """The rows of `count_terms` with `failing` and `breaking`, from the failed checks over the
    cells of the terms.
    """
    own, found = pl.int_range(len(before), dtype=pl.UInt32, eager=True), []
    for side, reports in enumerate((own, before)):
        cells = [
            (item_at, cell)
            for item_at, item in enumerate(spec.items)
            for address in spec.addresses(item)[side]
            for cell in list_cells(address)
        ]
        named = pl.DataFrame(cells, {"item_at": pl.UInt32, "cell": pl.Utf8}, orient="row")
        of = pl.DataFrame({"at": own, "report": reports})
        found.append(failed.join(named, on="cell").join(of, on="report"))
    row = pl.col("at") * len(spec.items) + pl.col("item_at")
    evidence = pl.lit(rows["evidence"]).gather(row)
    names, required = pl.col("name"), pl.col("name").filter("required")
    against = (
        pl.concat(found)
        .filter(~pl.col("of_prose") | (evidence == "prose"))
        .group_by(row=row)
        .agg(
            failing=names.unique().sort().str.join(", "),
            required=required.unique().sort().str.join(", "),
        )
    )
    words = pl.format("required check fails: {}", "required")
    told = against.select(
        "row",
        pl.col("failing").cast(pl.Categorical),
        breaking=pl.when(pl.col("required") != "").then(words).cast(pl.Categorical),
    )
    return rows.with_row_index("row").join(told, "row", "left", maintain_order="left").drop("row")


def compute_limits(kind: str, k: pl.Series, n: pl.Series) -> intervals.Limits:
    """The limits of a kind of measure: Wilson for shares, exact Poisson for events, those of the
    ratio for growth from n to k, none for the rest.
    """
    if kind in SHARES:
        return intervals.wilson(k, n)
    if kind in EVENTS:
        return intervals.poisson(k, n, PER[kind])
    if kind == "growth":
        low, high = intervals.ratio(k, n)
        return 100 * low, 100 * high
    none = np.full(len(k), np.nan)
    return none, none


def finish_rows(rows: pl.DataFrame, reports: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """Coded rows with value, limits, status and reason, from at, k, n and those of `_DEFAULTS` that
    are not as by default.
    """
    lacking = {name: value for name, value in _DEFAULTS.items() if name not in rows.columns}
    is_given, per = pl.col("gap") == "", PER.get(spec.kind)
    given, is_broken = pl.when(is_given), is_given & pl.col("breaking").is_not_null()
    rows = rows.with_columns(pl.col("k", "n").cast(pl.Float64), **lacking)
    if not spec.numerator:  # a report that is not rated has no numbers of its own
        rows = rows.with_columns(given.then(pl.col("k", "n")))
    low, high = compute_limits(spec.kind, rows["k"], rows["n"])
    own_form = pl.lit(reports.select(FORM_AT).to_series()).gather("at")
    return rows.select(
        *("at", "item_at", "k", "n", "bound", "evidence", "zeros", "recovered", "failing"),
        form_at=pl.coalesce("form_at", own_form),
        value=given.then(per * pl.col("k") / pl.col("n") if per else "k"),
        low=given.then(pl.Series(low, nan_to_null=True)),
        high=given.then(pl.Series(high, nan_to_null=True)),
        status=choose_words((~is_given, "na"), (is_broken, "contradicted"), otherwise="ok"),
        reason=given.then(pl.coalesce("breaking", "note")).otherwise("gap"),
    )


def write_rows(rows: pl.DataFrame, reports: pl.DataFrame, spec: Measure) -> pl.LazyFrame:
    """Coded rows in words: the columns of `SCHEMA`, and the further ones that they have."""
    told = {name: pl.lit(reports[name]).gather("at") for name in (*REPORT, "further")}
    told["form"] = pl.lit(pl.Series(["", *FORMS])).gather("form_at")
    if spec.kind == "coverage":  # of an issuer, and not of one of its reports
        told |= {
            "report_id": pl.lit(None),
            "year": pl.lit(None),
            "form": pl.lit(None),
            "further": pl.lit(0),
        }
    told |= {
        "measure": pl.lit(spec.key),
        "item": pl.lit(pl.Series(spec.items)).gather("item_at"),
        "unit": pl.lit(spec.unit),
        "contradicted": pl.col("failing").is_not_null(),
        "failing": pl.col("failing").cast(pl.Utf8).fill_null(""),
        "small": pl.col("n") < MIN_N,
    }
    shown = [told.get(n, pl.col(n)).cast(kind).alias(n) for n, kind in SCHEMA.items()]
    further = pl.exclude(*SCHEMA, "at", "item_at", "form_at")
    return rows.lazy().select(*shown, further).cast({pl.Categorical: pl.Utf8})
