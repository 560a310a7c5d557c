"""How the years of a series compare: links of a line, segments, and the change of a year."""

import numpy as np
import polars as pl

from ..errors import UsageError
from ..forms import forms
from ..forms.crosswalk import load_crosswalk
from ..frames.schema import FORMS
from . import intervals
from .definitions import EVENTS, SHARES, VERDICTS, Measure, find_measure, measures
from .evaluate import choose_words
from .reports import SERIES_AT

_PAST = ("value", "form_at")
_PAST_NUMBERS = ("k", "n", "status", "reason", "bound", "failing")
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
    passed = [
        one for one in load_crosswalk().breaks if one.lies_between(form, year - 1, later_form, year)
    ]
    crossed = [
        (own[one.key], f"{one.date}, {one.note or one.words['en']}")
        for one in passed
        if one.key in own
    ]
    is_judged = form == later_form or crossed or any(one.kind == "form" for one in passed)
    other = ("comparable", "") if is_judged else ("weak", "other words")
    return max([*crossed, other], key=lambda found: VERDICTS.index(found[0]))


def add_year_before(
    rows: pl.DataFrame, before: pl.Series, spec: Measure, *names: str
) -> pl.DataFrame:
    """Coded rows, one per issuer, scope, item and year, with some columns (`past_…`) of the row of
    the year before; `before`: the place of its report.
    """
    at, item, none = rows["at"].to_numpy(), rows["item_at"].to_numpy(), len(before)
    places = np.full((none + 1, len(spec.items)), -1)
    places[at, item] = np.arange(rows.height)
    past = pl.Series(places[before.fill_null(none).to_numpy()[at], item])
    past_row = pl.when(past >= 0).then(past)
    return rows.with_columns(pl.col(names).gather(past_row).name.prefix("past_"))


def judge_years(both: pl.DataFrame, reports: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """Rows of `add_year_before` with the `verdict` on comparing both years, and the same in words,
    with the break (`over`).
    """
    year = pl.lit(reports["year"]).gather("at").cast(pl.Int64)
    item, past, form = (pl.col(name) for name in ("item_at", "past_form_at", "form_at"))
    # a case as one number, since millions of rows are of a few cases
    number = ((year * 1000 + item) * 100 + past) * 100 + form
    cases = both.select(item, past, form, year=year, case=number)
    judged = []
    for item_at, *editions, in_year, case in cases[cases["case"].arg_unique()].drop_nulls().rows():
        earlier, later = (FORMS[at - 1] for at in editions)
        verdict, over = compare_editions(spec, spec.items[item_at], earlier, later, in_year)
        judged.append((case, verdict, f"{verdict.replace('_', ' ')} over {over}"))
    told = {"case": pl.Int64, "verdict": pl.Categorical, "over": pl.Categorical}
    known = cases.join(
        pl.DataFrame(judged, told, orient="row"), "case", "left", maintain_order="left"
    )
    return both.hstack(known["verdict", "over"])


def link_years(
    rows: pl.DataFrame, reports: pl.DataFrame, before: pl.Series, spec: Measure
) -> pl.DataFrame:
    """The coded rows of a measure, one per issuer, scope, item and year and in the order of
    reports, in the order of series with `link` and `segment`.

    `link`: how a row stands to the year before of the same issuer, scope and item: "" for a first
    row, "gap" where the year before is not there or one of both has no number, else the verdict.
    `segment` counts up at every gap and at every break over which the measure may not be compared.
    """
    both = judge_years(add_year_before(rows, before, spec, *_PAST), reports, spec)
    ranks = pl.Series([sorted(spec.items).index(item) for item in spec.items])
    issuers = reports.select(SERIES_AT).to_series()
    is_gap = pl.any_horizontal(pl.col("value", "past_value").is_null())
    linked = both.select(
        *rows.columns,
        series=pl.lit(issuers).gather("at") * len(ranks) + pl.lit(ranks).gather("item_at"),
        link=choose_words((is_gap, "gap"), otherwise=pl.col("verdict")),
    ).sort("series", maintain_order=True)
    is_first = pl.col("series").ne_missing(pl.col("series").shift())
    starts = pl.col("link").is_in(["gap", *_APART]).cast(pl.Int32).cum_sum()
    before_series = pl.when(is_first).then(starts).forward_fill()
    return (
        linked.with_columns(link=choose_words((is_first, ""), otherwise=pl.col("link")))
        .with_columns(segment=starts - before_series)
        .drop("series")
    )


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
    rows: pl.DataFrame,
    reports: pl.DataFrame,
    before: pl.Series,
    spec: Measure,
    said: pl.DataFrame,
) -> pl.DataFrame:
    """Coded rows, one per issuer, scope, item and year, for the measure `spec.of`, as changes
    against the year before.

    The count of the year before is that of its own report, else, for a single count, of a dated
    sentence of this one (`said`). Shares: percentage points with Newcombe limits. Counts: k is the
    count of the year, n that of the year before; growth in percent with exact limits of the ratio;
    so for rates per base, with k and n of the year. No value over a break over which the measure
    may not be compared, nor from 0. Further columns: value_before, k_before, n_before.
    """
    base = find_measure(spec.of)
    both = add_year_before(rows, before, base, *_PAST, *_PAST_NUMBERS)
    if base.kind == "count":
        both = _fill_from_prose(both, base, said)
    both = judge_years(both, reports, base).with_columns(gap=_find_gap(spec))
    low, high = _change_limits(both, base)
    is_count, given = base.kind == "count", pl.when(pl.col("gap") == "")
    value, past, exact = pl.col("value"), pl.col("past_value"), pl.lit("exact", pl.Categorical)
    is_wrong, was_wrong = (pl.col(f"{of}status") == "contradicted" for of in ("", "past_"))
    doubts, past_doubts = (pl.col(f"{of}failing").cast(pl.Utf8) for of in ("", "past_"))
    failing = pl.concat_str(
        doubts, "year before: " + past_doubts, separator=", ", ignore_nulls=True
    )
    return both.select(
        *("at", "item_at", "form_at", "k", "evidence", "zeros", "recovered"),
        value=given.then(100 * (value / past - 1) if spec.kind == "growth" else value - past),
        low=given.then(pl.Series(low, nan_to_null=True)),
        high=given.then(pl.Series(high, nan_to_null=True)),
        status=choose_words(
            (pl.col("gap") != "", "na"), (is_wrong | was_wrong, "contradicted"), otherwise="ok"
        ),
        reason=choose_words(
            (pl.col("gap") != "", pl.col("gap")),
            (was_wrong, pl.col("past_reason")),
            (is_wrong, pl.col("reason")),
        ),
        failing=pl.when(failing != "").then(failing).cast(pl.Categorical),
        n="past_k" if is_count else "n",
        bound=choose_words(
            (pl.col("bound") != "exact", pl.col("bound")),
            otherwise=pl.col("past_bound").fill_null(exact),
        ),
        value_before=past,
        k_before="past_k",
        n_before=pl.lit(None, pl.Float64) if is_count else pl.col("past_n"),
    )


# Takes the count of the year before from a dated sentence where its report gives none.
def _fill_from_prose(both: pl.DataFrame, base: Measure, said: pl.DataFrame) -> pl.DataFrame:
    terms = [(base.terms(item)[0], item_at) for item_at, item in enumerate(base.items)]
    keys = [(own[0].text, item_at) for own, item_at in terms if len(own) == 1]
    named = pl.DataFrame(keys, {"key": pl.Utf8, "item_at": pl.UInt8}, orient="row")
    told = said.join(named, "key").drop("key")
    is_said = pl.col("past_k").is_null() & pl.col("said").is_not_null()
    instead: dict[str, str | pl.Expr] = {
        "past_k": "said",
        "past_value": "said",
        "past_bound": pl.lit("exact", pl.Categorical),
        "past_form_at": "form_at",
        "evidence": pl.lit("prose", pl.Categorical),
    }
    filled = {name: pl.when(is_said).then(new).otherwise(name) for name, new in instead.items()}
    joined = both.join(told, ["at", "item_at"], "left", maintain_order="left")
    return joined.with_columns(**filled)


# Why there is no change: a gap in one of the years, a bound, a break, or a growth from 0.
def _find_gap(spec: Measure) -> pl.Expr:
    is_growth, past_k = pl.lit(spec.kind == "growth"), pl.col("past_k")
    none = pl.lit("no report of the year before", pl.Categorical)
    return choose_words(
        (pl.col("value").is_null(), pl.col("reason")),
        (pl.col("past_value").is_null(), pl.col("past_reason").fill_null(none)),
        (
            (pl.col("bound") != "exact") | (pl.col("past_bound") != "exact"),
            "a figure is printed as a bound only",
        ),
        (pl.col("verdict").is_in(_APART), pl.col("over")),
        (is_growth & (past_k == 0), "growth from 0"),
        (is_growth & (past_k < 0), "growth from below 0"),
    )


# Newcombe for shares, exact limits of the ratio for counts and events, none for the rest.
def _change_limits(both: pl.DataFrame, base: Measure) -> intervals.Limits:
    k, n, past_k, past_n = both["k", "n", "past_k", "past_n"]
    if base.kind in SHARES:
        return intervals.newcombe(k, n, past_k, past_n)
    if base.kind in (*EVENTS, "count"):
        exposures = (n, past_n) if base.kind in EVENTS else ()
        low, high = intervals.ratio(k, past_k, *exposures)
        return 100 * (low - 1), 100 * (high - 1)
    none = np.full(both.height, np.nan)
    return none, none
