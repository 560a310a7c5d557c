"""How the years of a series compare: links of a line, segments, and the change of a year."""

from typing import Any

import numpy as np
import polars as pl

from ..errors import UsageError
from ..forms import forms
from ..forms.crosswalk import load_crosswalk
from ..frames.schema import FORMS, Frames
from . import intervals
from .definitions import EVENTS, SHARES, VERDICTS, Measure, find_measure, measures
from .numbers import WORDS, choose_words, find_counts_before, place_words, say
from .reports import SERIES_AT, find_places_before, take_one_per_year

_PAST = ("value", "k", "n", "form_at", "status", "reason", "bound", "failing")
_FORMS_AT = len(FORMS) + 1
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


def judge_years(rows: pl.DataFrame, reports: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """For each coded row the `verdict` on comparing it with the year before, by `past_form_at`, and
    the same in words, with the break (`over`).
    """
    first: Any = reports["year"].min() or 0
    case = pl.lit((reports["year"] - first).fill_null(0).cast(pl.UInt32)).gather("at")
    sizes = {"item_at": len(spec.items), "past_form_at": _FORMS_AT, "form_at": _FORMS_AT}
    for name, size in sizes.items():
        case = case * size + pl.col(name).fill_null(0)
    cases = rows.select(case).to_series()
    seen = np.flatnonzero(np.bincount(cases))  # the same editions stand in rows by the thousand
    editions = np.stack(np.unravel_index(seen, (10_000, *sizes.values())), axis=1).tolist()
    judged = [
        (at, *compare_editions(spec, spec.items[i], FORMS[past - 1], FORMS[form - 1], first + year))
        for at, (year, i, past, form) in zip(seen.tolist(), editions, strict=True)
        if past and form
    ]
    kinds = {"at": pl.Int64, "verdict": pl.Utf8, "break": pl.Utf8}
    words = pl.DataFrame(judged, kinds, orient="row")
    plain, height = pl.col("verdict").str.replace_all("_", " "), int(max(seen, default=0)) + 1
    over = words.select(pl.format("{} over {}", plain, "break")).to_series()
    verdict, over = (place_words(words["at"], said, height) for said in (words["verdict"], over))
    return pl.DataFrame({"verdict": verdict.cast(WORDS)[cases], "over": over[cases]})


def link_years(rows: pl.DataFrame, reports: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """The coded rows of a measure, one per issuer, scope, item and year and in the order of
    reports, in the order of series with `link` and `segment`.

    `link`: how a row stands to the year before of the same issuer, scope and item: "" for a first
    row, "gap" where the year before is not there or one of both has no number, else the verdict.
    `segment` counts up at every gap and at every break over which the measure may not be compared.
    """
    issuers = reports.select(SERIES_AT).to_series()
    ranks = pl.Series([sorted(spec.items).index(item) for item in spec.items])
    series = pl.lit(issuers).gather("at") * len(ranks) + pl.lit(ranks).gather("item_at")
    places = rows.select(series=series).with_row_index("row")
    if len(ranks) > 1:
        places = places.sort("series", maintain_order=True)
        rows = rows.select(pl.all().gather(places["row"]))
    number, year = places["series"], reports["year"].gather(rows["at"])
    is_first = number.ne_missing(number.shift())
    is_next = ~is_first & (year - 1 == year.shift())
    past = {
        f"past_{name}": pl.when(is_next).then(pl.col(name).shift()) for name in ("value", "form_at")
    }
    both = rows.with_columns(**past)
    is_gap = pl.col("value").is_null() | pl.col("past_value").is_null()
    link = choose_words(
        (pl.lit(is_first), ""), (is_gap, "gap"), otherwise=pl.col("verdict"), kind=WORDS
    )
    starts = pl.col("link").is_in(["gap", *_APART]).cast(pl.Int32)
    before = pl.when(is_first).then(starts.cum_sum() - starts).forward_fill()
    linked = both.hstack(judge_years(both, reports, spec)).with_columns(link=link)
    return linked.select(*rows.columns, "link", segment=starts.cum_sum() - before)


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


def compare_years(
    frames: Frames, reports: pl.DataFrame, rows: pl.DataFrame, spec: Measure
) -> pl.DataFrame:
    """Coded rows for the measure `spec.of` as changes against the year before.

    One report per issuer, scope and year; the count of the year before is that of its own report,
    else, for a single count, of a dated sentence of this one. Shares: percentage points with
    Newcombe limits. Counts: k is the count of the year, n that of the year before; growth in
    percent with exact limits of the ratio; so for rates per base, with k and n of the year. No
    value over a break over which the measure may not be compared, nor from 0. Further columns:
    value_before, k_before, n_before.
    """
    base, none = find_measure(spec.of), reports.height
    rows = take_one_per_year(rows, reports)
    # the row of each report and item: those of no report come last
    at, item = rows["at"].to_numpy(), rows["item_at"].to_numpy()
    places = np.full((none + 1, len(spec.items)), -1)
    places[at, item] = np.arange(rows.height)
    before = find_places_before(reports, 1).fill_null(none).to_numpy()
    past = pl.Series(places[before[at], item])
    row_before = pl.when(past >= 0).then(past)
    both = rows.with_columns(pl.col(_PAST).gather(row_before).name.prefix("past_"))
    if base.kind == "count":
        both = _fill_from_prose(frames, reports, both, base)
    judged = both.hstack(judge_years(both, reports, base))
    return _subtract(judged.with_columns(gap=_find_gap_reason(spec)), spec, base)


# Takes the count of the year before from a dated sentence where its report gives none.
def _fill_from_prose(
    frames: Frames, reports: pl.DataFrame, both: pl.DataFrame, base: Measure
) -> pl.DataFrame:
    terms = [(base.terms(item)[0], at) for at, item in enumerate(base.items)]
    keys = [(own[0].text, at) for own, at in terms if len(own) == 1]
    named = pl.DataFrame(keys, {"key": pl.Utf8, "item_at": pl.UInt8}, orient="row")
    index = reports.select("report_id").with_row_index("at")
    said = find_counts_before(frames).join(named, "key").join(index, "report_id")
    place = ["at", "item_at"]
    told = both.join(said.select(*place, "said"), place, "left", maintain_order="left")
    prose = pl.col("past_k").is_null() & pl.col("said").is_not_null()
    return told.with_columns(
        past_k=pl.coalesce("past_k", "said"),
        past_value=pl.when(prose).then("said").otherwise("past_value"),
        past_bound=pl.when(prose).then(say("exact", WORDS)).otherwise("past_bound"),
        past_form_at=pl.when(prose).then("form_at").otherwise("past_form_at"),
        evidence=pl.when(prose).then(say("prose", WORDS)).otherwise("evidence"),
    )


# Why there is no change: a gap in one of the years, a bound, a break, or a growth from 0.
def _find_gap_reason(spec: Measure) -> pl.Expr:
    is_growth, past_k = pl.lit(spec.kind == "growth"), pl.col("past_k")
    inexact = (pl.col("bound") != "exact") | (pl.col("past_bound") != "exact")
    return choose_words(
        (pl.col("value").is_null(), pl.col("reason")),
        (
            pl.col("past_value").is_null(),
            pl.col("past_reason").fill_null(say("no report of the year before")),
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
    is_wrong, was_wrong = (pl.col(f"{of}status") == "contradicted" for of in ("", "past_"))
    wrong = choose_words((was_wrong, pl.col("past_reason")), (is_wrong, pl.col("reason")))
    is_count = base.kind == "count"
    return both.select(
        *("at", "item_at", "form_at", "k", "evidence", "zeros", "recovered"),
        value=given.then(100 * (value / past - 1) if spec.kind == "growth" else value - past),
        low=given.then(pl.Series(low, nan_to_null=True)),
        high=given.then(pl.Series(high, nan_to_null=True)),
        status=choose_words(
            (pl.col("gap") != "", "na"),
            (is_wrong | was_wrong, "contradicted"),
            otherwise="ok",
            kind=WORDS,
        ),
        reason=given.then(wrong).otherwise("gap"),
        failing=_join_failing(both),
        n="past_k" if is_count else "n",
        bound=choose_words(
            (pl.col("bound") != "exact", pl.col("bound")),
            otherwise=pl.col("past_bound").fill_null(say("exact", WORDS)),
            kind=WORDS,
        ),
        value_before=past,
        k_before="past_k",
        n_before=pl.lit(None, pl.Float64) if is_count else pl.col("past_n"),
    )


# The checks that fail in the year or in the one before.
def _join_failing(both: pl.DataFrame) -> pl.Series:
    now, past = (pl.col(name).cast(pl.Utf8) for name in ("failing", "past_failing"))
    words = pl.concat_str(now, "year before: " + past, separator=", ", ignore_nulls=True)
    doubted = both.with_row_index("row").filter(now.is_not_null() | past.is_not_null())
    return place_words(doubted["row"], doubted.select(words).to_series(), both.height)


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
