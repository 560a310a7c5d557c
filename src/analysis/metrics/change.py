"""The change against the year before: recomputed with limits, and as reports print it."""

import polars as pl

from ..frames.schema import BOUNDS, Frames
from . import intervals
from .definitions import EVENTS, SHARES, Measure, find_measure, measures, parse_term
from .evaluate import MIN_N, SCHEMA
from .numbers import find_statements, read_numbers, sum_terms
from .reports import PLACE, SERIES, judge_years, one_per_year, place_reports

BEFORE = ("value_before", "k_before", "n_before")
_PAST = ("value", "k", "n", "form", "status", "reason", "bound", "contradicted", "failing")


def derived_key(key: str) -> str:
    """The key of the growth or change that is derived from a measure.

    >>> derived_key("received"), derived_key("disclosure_rate")
    ('received_growth', 'disclosure_rate_change')
    """
    spec = find_measure(key)
    if spec.of:
        return key
    return next((other.key for other in measures().values() if other.of == key), "")


def compare_years(frames: Frames, rows: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """Rows of `measure` for the measure `spec.of` as changes against the year before.

    One report per issuer, scope and year; the count of the year before is that of its own report,
    else, for a single count, of a dated sentence of this one. Shares: percentage points with
    Newcombe limits. Counts: k is the count of the year, n that of the year before; growth in
    percent with exact limits of the ratio; so for rates per base, with k and n of the year. No
    value over a break over which the measure may not be compared, nor from 0. Columns of `measure`
    plus value_before, k_before, n_before.
    """
    base, index = find_measure(spec.of), [*SERIES, "year"]
    now = one_per_year(rows)
    past = now.select(
        *SERIES, pl.col("year") + 1, **{f"past_{name}": pl.col(name) for name in _PAST}
    )
    both = now.join(past, on=index, how="left", maintain_order="left")
    if base.kind == "count":
        both = _fill_from_prose(frames, both, base)
    both = judge_years(both, base).with_columns(gap=_gap_reason(spec))
    rows = _subtract(both, spec, base)
    return rows.select(*SCHEMA, *BEFORE)


# Takes the count of the year before from a dated sentence where its report gives none.
def _fill_from_prose(frames: Frames, both: pl.DataFrame, base: Measure) -> pl.DataFrame:
    keys = {item: terms[0].text for item in base.items if len(terms := base.terms(item)[0]) == 1}
    said = find_statements(frames, 1).select("report_id", key="row", said="value").collect()
    told = both.with_columns(
        key=pl.col("item").replace_strict(keys, default=None, return_dtype=pl.Utf8)
    ).join(said, on=["report_id", "key"], how="left", maintain_order="left")
    prose = pl.col("past_k").is_null() & pl.col("said").is_not_null()
    return told.with_columns(
        past_k=pl.coalesce("past_k", "said"),
        past_value=pl.when(prose).then("said").otherwise("past_value"),
        past_bound=pl.when(prose).then(pl.lit("exact")).otherwise("past_bound"),
        past_form=pl.when(prose).then("form").otherwise("past_form"),
        evidence=pl.when(prose).then(pl.lit("prose")).otherwise("evidence"),
    )


# Why there is no change: a gap in one of the years, a bound, a break, or a growth from 0.
def _gap_reason(spec: Measure) -> pl.Expr:
    inexact = (pl.col("bound") != "exact") | (pl.col("past_bound") != "exact")
    return (
        pl.when(pl.col("value").is_null())
        .then("reason")
        .when(pl.col("past_value").is_null())
        .then(pl.col("past_reason").fill_null("no report of the year before"))
        .when(inexact)
        .then(pl.lit("a figure is printed as a bound only"))
        .when(pl.col("verdict").is_in(["not_comparable", "absent"]))
        .then(pl.format("{} over {}", pl.col("verdict").str.replace("_", " "), "over"))
        .when((pl.col("past_k") <= 0) & pl.lit(spec.kind == "growth"))
        .then(
            pl.when(pl.col("past_k") == 0)
            .then(pl.lit("growth from 0"))
            .otherwise(pl.lit("growth from below 0"))
        )
        .otherwise(pl.lit(""))
    )


# Value, limits and status of a change from the numbers of two years.
def _subtract(both: pl.DataFrame, spec: Measure, base: Measure) -> pl.DataFrame:
    is_count, value, past = base.kind == "count", pl.col("value"), pl.col("past_value")
    low, high = _change_limits(both, base)
    given = pl.col("gap") == ""
    wrong = pl.coalesce(
        pl.when(pl.col(f"{of}status") == "contradicted").then(f"{of}reason") for of in ("past_", "")
    )
    failing = pl.concat_list(
        pl.col("failing").fill_null(""),
        pl.when(pl.col("past_failing") != "").then(pl.format("year before: {}", "past_failing")),
    ).list.drop_nulls()
    n = pl.col("past_k") if is_count else pl.col("n")
    return both.with_columns(
        measure=pl.lit(spec.key),
        unit=pl.lit(spec.unit),
        value=pl.when(given).then(
            100 * (value / past - 1) if spec.kind == "growth" else value - past
        ),
        low=pl.when(given).then(pl.Series(low, nan_to_null=True)),
        high=pl.when(given).then(pl.Series(high, nan_to_null=True)),
        status=pl.when(~given)
        .then(pl.lit("na"))
        .when(wrong.is_not_null())
        .then(pl.lit("contradicted"))
        .otherwise(pl.lit("ok")),
        reason=pl.when(given).then(wrong.fill_null("")).otherwise("gap"),
        contradicted=pl.max_horizontal("contradicted", "past_contradicted"),
        failing=failing.list.eval(pl.element().filter(pl.element() != "")).list.join(", "),
        n=n,
        small=n < MIN_N,
        value_before=past,
        k_before="past_k",
        n_before=pl.lit(None, pl.Float64) if is_count else pl.col("past_n"),
    ).with_columns(
        bound=pl.when(pl.col("bound") == "exact")
        .then(pl.col("past_bound").fill_null("exact"))
        .otherwise("bound")
    )


# Newcombe for shares, exact limits of the ratio for counts and events, none for the rest.
def _change_limits(both: pl.DataFrame, base: Measure) -> intervals.Limits:
    k, n, past_k, past_n = (
        both[name].cast(pl.Float64).to_numpy() for name in ("k", "n", "past_k", "past_n")
    )
    if base.kind in SHARES:
        return intervals.newcombe(k, n, past_k, past_n)
    if base.kind in (*EVENTS, "count"):
        exposures = (n, past_n) if base.kind in EVENTS else (1.0, 1.0)
        low, high = intervals.ratio(k, past_k, *exposures)
        return 100 * (low - 1), 100 * (high - 1)
    return intervals.no_limits(both.height)


PRINTED = (
    "report_id issuer issuer_id year scope level key printed raw k n value difference agrees "
    "reason k_bound n_bound paraphrase further"
).split()


def printed_growth(frames: Frames) -> pl.DataFrame:
    """Every growth that a report prints (statements `growth.<key>`), in percent, beside the
    recomputed one.

    `value` is the growth recomputed from two counts, `printed` that of the report. `agrees`:
    within half of the last printed digit; null, with the reason, where it cannot be recomputed. A
    count that is printed as a bound or rounded (42.8万) is k or n with its `k_bound` or `n_bound`,
    and nothing is recomputed.
    """
    reports = place_reports(frames)
    texts = (
        frames["statements"]
        .filter(
            pl.col("key").str.starts_with("growth."), pl.col("value").is_not_null(), ~pl.col("part")
        )
        .with_columns(pl.col("key").str.strip_prefix("growth."))
        .join(reports, on="report_id", suffix="_report")
        .filter(pl.col("year").fill_null(pl.col("year_report")).eq_missing(pl.col("year_report")))
        .with_columns(year="year_report")
    )
    said = find_statements(frames, 1).select("report_id", key="row", said="value").collect()
    known = _known_counts(frames, reports, texts["key"].unique().sort().to_list())
    before = one_per_year(reports).select(*PLACE[:2], pl.col("year") + 1, past_id="report_id")
    past = known.rename({"report_id": "past_id", "value": "past", "bound": "past_bound"})
    rows = (
        texts.join(
            known.rename({"value": "k", "bound": "k_bound"}), on=["report_id", "key"], how="left"
        )
        .join(before, on=PLACE, how="left")
        .join(past, on=["past_id", "key"], how="left")
        .join(said, on=["report_id", "key"], how="left")
        .with_columns(
            n=pl.coalesce("said", "past"),
            n_bound=pl.when(pl.col("said").is_null()).then("past_bound").fill_null("exact"),
            k_bound=pl.col("k_bound").fill_null("exact"),
        )
    )
    return _compare_printed(rows).select(PRINTED)


# The recomputed growth beside the printed one, its difference, and whether they agree.
def _compare_printed(rows: pl.DataFrame) -> pl.DataFrame:
    gap = (
        pl.when(pl.col("k").is_null() | (pl.col("k_bound") != "exact"))
        .then(pl.format("no exact count of {} for the year", "key"))
        .when(pl.col("n").is_null() | (pl.col("n_bound") != "exact"))
        .then(pl.format("no exact count of {} for the year before", "key"))
        .when(pl.col("n") == 0)
        .then(pl.lit("growth from 0"))
        .otherwise(pl.lit(""))
    )
    digits = pl.col("raw").str.extract(r"[.．](\d+)").str.len_chars().fill_null(0)
    growth = pl.when(pl.col("reason") == "").then(100 * (pl.col("k") / pl.col("n") - 1))
    return (
        rows.rename({"value": "printed"})
        .with_columns(reason=gap)
        .with_columns(value=growth)
        .with_columns(difference=pl.col("printed") - pl.col("value"))
        .with_columns(agrees=pl.col("difference").abs() <= 0.5 / pl.lit(10.0).pow(digits) + 1e-9)
        .sort("issuer_id", "year", "start", "key", maintain_order=True)
    )


# The counts of statement keys in every report: report_id, key, value, bound; cell first, else
# prose.
def _known_counts(frames: Frames, reports: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    schema = dict.fromkeys(("report_id", "key"), pl.Utf8) | {"value": pl.Float64, "bound": pl.Utf8}
    if not keys:
        return pl.DataFrame(schema=schema)
    terms = {
        key: parse_term(f"{key} | statements.{key}" if "." in key else f"statements.{key}")
        for key in keys
    }
    numbers = read_numbers(frames, reports, terms.values())
    words = dict(enumerate(BOUNDS))
    parts = [
        numbers.select(
            reports["report_id"],
            key=pl.lit(key),
            value=number["value"],
            bound=number["bound"].replace_strict(words, return_dtype=pl.Utf8),
        )
        for key, term in terms.items()
        for number in [sum_terms([term])]
    ]
    return pl.concat([pl.DataFrame(schema=schema), *parts]).filter(pl.col("value").is_not_null())
