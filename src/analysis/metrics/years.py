"""How the years of a series compare: links of a line, segments, and the change of a year."""

import polars as pl

from ..errors import UsageError
from ..forms import forms
from ..forms.crosswalk import load_crosswalk
from ..frames.schema import FORMS, Frames
from . import intervals
from .definitions import EVENTS, SHARES, VERDICTS, Measure, find_measure, measures
from .evaluate import MIN_N, SCHEMA
from .numbers import choose_words, find_counts_before
from .reports import PLACE, find_places_before, one_per_year, place_reports

BEFORE = ("value_before", "k_before", "n_before")
_PAST = ("value", "k", "n", "form", "status", "reason", "bound", "contradicted", "failing")
_APART = ("not_comparable", "absent")  # verdicts over which there is no line and no difference


def compare_editions(
    spec: Measure, item: str, form: str, later_form: str, year: int
) -> tuple[str, str]:
    """May reports of the year before and of a year be compared? The worst verdict, and over which
    break.

    Without a break of form between them two editions are weak at best, as their words differ; of
    a break that a measure does not name it is not touched.

    >>> form = list(forms())[-1]
    >>> compare_editions(measures()["direct_suit_share"], "", form, form, 2024)
    ('not_comparable', '2024-01-01, Administrative Reconsideration Law, article 23')
    """
    own = spec.find_breaks(item)
    breaks = load_crosswalk().breaks
    passed = [one for one in breaks if one.lies_between(form, year - 1, later_form, year)]
    crossed = [
        (own[one.key], f"{one.date}, {one.note or one.words['en']}")
        for one in passed
        if one.key in own
    ]
    is_judged = form == later_form or crossed or any(one.kind == "form" for one in passed)
    other = ("comparable", "") if is_judged else ("weak", "other words")
    return max([*crossed, other], key=lambda found: VERDICTS.index(found[0]))


def judge_years(rows: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """For each row the `verdict` on comparing it with the year before, by `past_form`, and the same
    in words, with the break (`over`).
    """
    form, past_form = (
        pl.col(name).cast(pl.Enum(FORMS)).to_physical().cast(pl.Int64)
        for name in ("form", "past_form")
    )
    many = len(FORMS)
    case = ((pl.col("year").cast(pl.Int64) * many + form) * many + past_form) * len(spec.items)
    rows = rows.select(
        (case + pl.col("item_at")).alias("case"), "item", "past_form", "form", "year"
    )
    cases = rows.unique("case").drop_nulls()
    found = [(case, *compare_editions(spec, *years)) for case, *years in cases.iter_rows()]
    named = [(case, word, f"{word.replace('_', ' ')} over {on}") for case, word, on in found]
    schema = {"case": pl.Int64, "verdict": pl.Utf8, "over": pl.Utf8}
    judged = pl.DataFrame(named, schema, orient="row")
    told = rows.select("case").join(judged, on="case", how="left", maintain_order="left")
    return told.drop("case")


def link_years(rows: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """The rows of a measure, one per issuer, scope, item and year and in the order of reports, in
    the order of series with `link` and `segment`.

    `link`: how a row stands to the year before of the same issuer, scope and item: "" for a first
    row, "gap" where the year before is not there or one of both has no number, else the verdict.
    `segment` counts up at every gap and at every break over which the measure may not be compared.
    """
    is_other = pl.any_horizontal(pl.col(key).ne_missing(pl.col(key).shift()) for key in PLACE[:2])
    ranks = pl.Series([sorted(spec.items).index(item) for item in spec.items])
    series = is_other.cum_sum().cast(pl.Int64) * len(ranks) + pl.lit(ranks).gather("item_at")
    places = rows.select(series=series).with_row_index("row")
    if len(ranks) > 1:
        places = places.sort("series", maintain_order=True)
        rows = rows[places["row"]]
    number = places["series"]
    is_first = number.ne_missing(number.shift())
    is_next = ~is_first & (rows["year"] - 1 == rows["year"].shift())
    past = {
        f"past_{name}": pl.when(is_next).then(pl.col(name).shift()) for name in ("value", "form")
    }
    lacks = pl.col("value").is_null() | pl.col("past_value").is_null()
    link = pl.when(is_first).then(pl.lit("")).when(lacks).then(pl.lit("gap")).otherwise("verdict")
    starts = pl.col("link").is_in(["gap", *_APART]).cast(pl.Int32)
    before = pl.when(is_first).then(starts.cum_sum() - starts).forward_fill()
    both = rows.with_columns(**past)
    linked = both.hstack(judge_years(both, spec)).with_columns(link=link)
    return linked.select(*SCHEMA, "link", segment=starts.cum_sum() - before)


# The rows with some columns of the year before of the same issuer, scope and item.
def _join_year_before(rows: pl.DataFrame, before: pl.Series, items: int) -> pl.DataFrame:
    place = pl.lit(before).gather("at").cast(pl.Int64) * items + pl.col("item_at")
    own = {f"past_{name}": pl.col(name) for name in _PAST}
    past = rows.select(before=pl.col("at").cast(pl.Int64) * items + pl.col("item_at"), **own)
    wanted = rows.select(before=place)
    return rows.hstack(wanted.join(past, on="before", how="left", maintain_order="left"))


def number_segments() -> pl.Expr:
    """The segment of a report by law and form: 10 times the breaks of law before it, plus the era
    of its form.
    """
    laws = [one.first_year for one in load_crosswalk().breaks if one.kind == "law"]
    passed = pl.sum_horizontal((pl.col("year") >= year).cast(pl.Int32) for year in laws)
    eras = {key: edition.era for key, edition in forms().items()}
    return (10 * passed + pl.col("form").replace_strict(eras, default=0)).cast(pl.Int32)


def find_derived(key: str) -> Measure:
    """The growth or change that is derived from a measure, or that has this key itself.

    >>> find_derived("received").key, find_derived("disclosure_rate_change").of
    ('received_growth', 'disclosure_rate')
    """
    found = [
        one for one in measures().values() if one.of and find_measure(key).key in (one.of, one.key)
    ]
    if not found:
        raise UsageError(f"{key} has no change against the year before")
    return found[0]


def compare_years(frames: Frames, rows: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """Rows of `measure` for the measure `spec.of` as changes against the year before.

    One report per issuer, scope and year; the count of the year before is that of its own report,
    else, for a single count, of a dated sentence of this one. Shares: percentage points with
    Newcombe limits. Counts: k is the count of the year, n that of the year before; growth in
    percent with exact limits of the ratio; so for rates per base, with k and n of the year. No
    value over a break over which the measure may not be compared, nor from 0. Columns of `measure`
    plus value_before, k_before, n_before.
    """
    base = find_measure(spec.of)
    before = find_places_before(place_reports(frames), 1)
    both = _join_year_before(one_per_year(rows), before, len(spec.items))
    if base.kind == "count":
        both = _fill_from_prose(frames, both, base)
    both = both.hstack(judge_years(both, base)).with_columns(gap=_find_gap_reason(spec))
    return _subtract(both, spec, base)


# Takes the count of the year before from a dated sentence where its report gives none.
def _fill_from_prose(frames: Frames, both: pl.DataFrame, base: Measure) -> pl.DataFrame:
    keys = {item: terms[0].text for item in base.items if len(terms := base.terms(item)[0]) == 1}
    said = find_counts_before(frames)
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
def _find_gap_reason(spec: Measure) -> pl.Expr:
    is_growth, past_k = pl.lit(spec.kind == "growth"), pl.col("past_k")
    inexact = (pl.col("bound") != "exact") | (pl.col("past_bound") != "exact")
    return choose_words(
        (pl.col("value").is_null(), pl.col("reason")),
        (
            pl.col("past_value").is_null(),
            pl.col("past_reason").fill_null("no report of the year before"),
        ),
        (inexact, "a figure is printed as a bound only"),
        (pl.col("verdict").is_in(_APART), pl.col("over")),
        (is_growth & (past_k == 0), "growth from 0"),
        (is_growth & (past_k < 0), "growth from below 0"),
    )


# Value, limits and status of a change from the numbers of two years.
def _subtract(both: pl.DataFrame, spec: Measure, base: Measure) -> pl.DataFrame:
    value, past, given = pl.col("value"), pl.col("past_value"), pl.when(pl.col("gap") == "")
    low, high = _change_limits(both, base)
    wrong = choose_words(
        (pl.col("past_status") == "contradicted", pl.col("past_reason")),
        (pl.col("status") == "contradicted", pl.col("reason")),
    )
    own = pl.when(pl.col("failing") != "").then("failing")
    earlier = pl.when(pl.col("past_failing") != "").then("past_failing")
    failing = pl.concat_str(own, "year before: " + earlier, separator=", ", ignore_nulls=True)
    both = both.with_columns(
        measure=pl.lit(spec.key),
        unit=pl.lit(spec.unit),
        value=given.then(100 * (value / past - 1) if spec.kind == "growth" else value - past),
        low=given.then(pl.Series(low, nan_to_null=True)),
        high=given.then(pl.Series(high, nan_to_null=True)),
        status=given.then(
            pl.when(wrong == "").then(pl.lit("ok")).otherwise(pl.lit("contradicted"))
        ).otherwise(pl.lit("na")),
        reason=given.then(wrong).otherwise("gap"),
        contradicted=pl.max_horizontal("contradicted", "past_contradicted"),
        failing=failing,
        n="past_k" if base.kind == "count" else "n",
        value_before=past,
        k_before="past_k",
        n_before=pl.lit(None, pl.Float64) if base.kind == "count" else pl.col("past_n"),
        bound=pl.when(pl.col("bound") == "exact")
        .then(pl.col("past_bound").fill_null("exact"))
        .otherwise("bound"),
    )
    return both.with_columns(small=pl.col("n") < MIN_N).select(*SCHEMA, *BEFORE)


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
    return intervals.make_no_limits(both.height)
