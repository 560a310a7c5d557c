"""One report per issuer and year, its trend, and the change against the year before: recomputed, and as reports print it."""

from __future__ import annotations

import polars as pl

from ..forms import forms
from ..frames.copies import preference
from ..frames.schema import Frames
from .definitions import VERDICTS, Measure
from .evaluate import MIN_N, SCHEMA, counted, definition
from .terms import facts, parse

_ERA = {"form2019": 1, "form2021": 2}  # every earlier form, and reports without a table, are 0
FIRST_YEAR = 2008  # the first reports cover 2008-05-01 to 2008-12-31
_PLACED = (
    pl.col("issuer_id").is_not_null(),
    pl.col("issuer_id") != "",
    pl.col("year").is_not_null(),
)


def with_further(rows: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """Adds `further`: how many more reports of the same issuer, scope and year stand behind this one (by `frames.copies`); null where it
    stands behind another. A report without an issuer or a year stands for itself.
    """
    group = ["issuer_id", "scope", "year"]
    first = pl.col("rank") == pl.col("rank").min().over(group)
    placed = frames["reports"].filter(*_PLACED).join(preference(frames), on="report_id")
    counted = placed.select(
        "report_id",
        further=pl.when(first).then(pl.len().over(group) - 1).cast(pl.Int32),
        placed=True,
    )
    joined = rows.join(counted, on="report_id", how="left", maintain_order="left")
    return joined.with_columns(further=pl.when("placed").then("further").otherwise(0)).drop(
        "placed"
    )


def one_per_year(rows: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """`rows` of the reports that `with_further` takes for their issuer, scope and year.

    Reports without an issuer or a year cannot be placed and are left out.
    """
    placed = rows.filter(*_PLACED)
    if "further" not in placed.columns:
        placed = with_further(placed, frames)
    return placed.filter(pl.col("further").is_not_null()).sort(
        "issuer_id", "scope", "year", "report_id", maintain_order=True
    )


def verdict(spec: Measure, earlier: str | None, later: str | None) -> str:
    """May two reports of these forms be compared on this measure? comparable, weak, not_comparable or absent (crosswalk).

    >>> from .definitions import measures
    >>> verdict(measures()["normative_stock"], "form2019", "form2021")
    'not_comparable'
    """
    if earlier == later:
        return "comparable"
    first, last = sorted((_ERA.get(earlier or "", 0), _ERA.get(later or "", 0)))
    crossed = [
        name for at, name in ((0, spec.across_2019), (1, spec.across_2021)) if first <= at < last
    ]
    return max(crossed, key=VERDICTS.index, default="weak")  # two early forms: the words differ


def _between(spec: Measure, earlier: pl.Expr, later: pl.Expr) -> pl.Expr:
    """`verdict` for two columns of forms."""
    known = {f"{one} {other}": verdict(spec, one, other) for one in forms() for other in forms()}
    return pl.concat_str(earlier, later, separator=" ").replace_strict(known, default=None)


def linked(rows: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """Adds `link`: how a row stands to the year before of the same issuer, scope and item.

    "" for a first row, "gap" where the year before is not there or has no number, else the verdict.
    """
    year, k, form = (
        pl.col(name).shift(1).over("issuer_id", "scope", "item") for name in ("year", "k", "form")
    )
    gap = (year != pl.col("year") - 1) | k.is_null() | pl.col("k").is_null()
    first = pl.when(year.is_null()).then(pl.lit(""))
    return rows.with_columns(
        link=first.when(gap).then(pl.lit("gap")).otherwise(_between(spec, form, pl.col("form")))
    )


def trend(frames: Frames, key: str) -> pl.DataFrame:
    """A measure for one report per issuer, scope and year, in order of years, with `link` to the year before (see `linked`) and `further`."""
    rows = one_per_year(counted(frames, key), frames).sort(
        "issuer_id", "scope", "item", "year", maintain_order=True
    )
    return linked(rows, definition(key))


def growth(frames: Frames, spec: Measure, blanks: str = "proven") -> pl.DataFrame:
    """k = the count of the year, n = that of the year before with its own `n_bound` and `n_failing`, rate = 100 * (k/n - 1).

    The count of the year before is that of its own report, else of a dated sentence of this one. No limits, as two counts are compared.
    """
    counts = definition(spec.of)
    rows = one_per_year(counted(frames, spec.of, blanks), frames)
    before = rows.select(
        "issuer_id",
        "scope",
        "item",
        pl.col("year") + 1,
        **{f"past_{name}": name for name in ("k", "form", "status", "reason", "bound", "failing")},
    )
    named = {
        item: terms[0].text if len(terms) == 1 else ""
        for item in counts.items
        for terms in [counts.terms(item)[0]]
    }
    said = _dated(frames).rename({"value": "said"})
    both = rows.with_columns(key=pl.col("item").replace_strict(named)).join(
        before, on=["issuer_id", "scope", "item", "year"], how="left", maintain_order="left"
    ).join(said, on=["report_id", "key"], how="left", maintain_order="left")  # fmt: skip
    prose = pl.col("past_k").is_null() & pl.col("said").is_not_null()
    both = both.with_columns(prose=prose, n=pl.coalesce("past_k", "said")).with_columns(
        pl.when(~pl.col("prose")).then(f"past_{name}").alias(f"past_{name}")
        for name in ("form", "status", "reason", "bound", "failing")
    )
    broken = _between(counts, pl.col("past_form"), pl.col("form"))
    reason = (
        pl.when(pl.col("k").is_null()).then("reason")
        .when(pl.col("n").is_null()).then(pl.col("past_reason").fill_null("no report of the year before"))
        .when((pl.col("bound") != "exact") | (pl.col("past_bound") != "exact")).then(pl.lit("a figure is printed as a bound only"))
        .when(pl.col("year") == FIRST_YEAR + 1).then(pl.lit("the first reports cover eight months"))
        .when(broken.is_in(["not_comparable", "absent"])).then(pl.format("{} across the change of the form", broken.str.replace("_", " ")))
        .when(pl.col("n") == 0).then(pl.lit("growth from 0"))
        .otherwise(pl.lit(""))
    )  # fmt: skip
    wrong = pl.coalesce(
        pl.when(pl.col(f"{of}status") == "contradicted").then(f"{of}reason") for of in ("past_", "")
    )
    made = both.with_columns(gap=reason, wrong=wrong).with_columns(
        measure=pl.lit(spec.key),
        unit=pl.lit(spec.unit),
        rate=pl.when(pl.col("gap") == "").then(100 * (pl.col("k") / pl.col("n") - 1)),
        status=pl.when(pl.col("gap") != "")
        .then(pl.lit("na"))
        .when(pl.col("wrong").is_not_null())
        .then(pl.lit("contradicted"))
        .otherwise(pl.lit("ok")),
        reason=pl.when(pl.col("gap") != "").then("gap").otherwise(pl.col("wrong").fill_null("")),
        evidence=pl.when("prose").then(pl.lit("prose")).otherwise("evidence"),
        small=pl.col("n") < MIN_N,
        n_bound=pl.col("past_bound").fill_null("exact"),
        n_failing=pl.col("past_failing").fill_null(""),
    )
    return made.with_columns(low=pl.lit(None, pl.Float64), high=pl.lit(None, pl.Float64)).select(
        *SCHEMA, "n_bound", "n_failing"
    )


def _dated(frames: Frames) -> pl.DataFrame:
    """Figures that a report gives for the year before its own: report_id, key, value, where it gives one only."""
    years = frames["reports"].select("report_id", report_year="year")
    past = frames["statements"].filter(bound="exact", basis="all").join(years, on="report_id").filter(
        pl.col("year") == pl.col("report_year") - 1, pl.col("scope_words").fill_null("") == "", pl.col("value").is_not_null()
    )  # fmt: skip
    return (
        past.group_by("report_id", "key")
        .agg(pl.col("value").min(), count=pl.col("value").n_unique())
        .filter(count=1)
        .drop("count")
    )


def printed_growth(frames: Frames) -> pl.DataFrame:
    """Every growth that a report prints (statements `growth.<key>`), in percent, beside the growth recomputed from two counts.

    `agrees`: within half of the last printed digit; null, with the reason, where it cannot be recomputed. A count that is printed as a
    bound or rounded (42.8万) is k or n with its `k_bound` or `n_bound`, and nothing is recomputed from it.
    """
    growths = frames["statements"].filter(
        pl.col("key").str.starts_with("growth."), pl.col("value").is_not_null(), ~pl.col("part")
    )
    texts = growths.with_columns(pl.col("key").str.strip_prefix("growth.")).join(
        frames["reports"], on="report_id", suffix="_report"
    )
    texts = texts.filter(
        pl.col("year").fill_null(pl.col("year_report")).eq_missing(pl.col("year_report"))
    ).with_columns(year="year_report")
    known = _known(frames, texts["key"].unique().to_list())
    before = one_per_year(frames["reports"], frames).select(
        "issuer_id", "scope", pl.col("year") + 1, past_id="report_id"
    )
    rows = (
        texts.join(
            known.rename({"value": "k", "bound": "k_bound"}), on=["report_id", "key"], how="left"
        )
        .join(before, on=["issuer_id", "scope", "year"], how="left")
        .join(
            known.rename({"report_id": "past_id", "value": "past", "bound": "past_bound"}),
            on=["past_id", "key"],
            how="left",
        )
        .join(_dated(frames).rename({"value": "said"}), on=["report_id", "key"], how="left")
        .with_columns(
            n=pl.coalesce("said", "past"),
            n_bound=pl.when(pl.col("said").is_null()).then("past_bound").fill_null("exact"),
            k_bound=pl.col("k_bound").fill_null("exact"),
        )
    )
    reason = (
        pl.when(pl.col("k").is_null() | (pl.col("k_bound") != "exact")).then(pl.format("no exact count of {} for the year", "key"))
        .when(pl.col("n").is_null() | (pl.col("n_bound") != "exact")).then(pl.format("no exact count of {} for the year before", "key"))
        .when(pl.col("n") == 0).then(pl.lit("growth from 0"))
        .otherwise(pl.lit(""))
    )  # fmt: skip
    digits = pl.col("raw").str.extract(r"[.．](\d+)").str.len_chars().fill_null(0)
    made = rows.with_columns(reason=reason).with_columns(
        rate=pl.when(pl.col("reason") == "").then(100 * (pl.col("k") / pl.col("n") - 1))
    )
    made = made.sort("issuer_id", "year", "start", "key", maintain_order=True).rename(
        {"value": "printed"}
    )
    made = made.with_columns(difference=pl.col("printed") - pl.col("rate"))
    made = made.with_columns(
        agrees=pl.col("difference").abs() <= 0.5 / pl.lit(10.0).pow(digits) + 1e-9
    )
    return with_further(made.select(_PRINTED), frames)


_PRINTED = [
    "report_id",
    "issuer",
    "issuer_id",
    "year",
    "scope",
    "level",
    "key",
    "printed",
    "raw",
    "k",
    "n",
    "rate",
    "difference",
    "agrees",
    "reason",
]
_PRINTED += ["k_bound", "n_bound", "paraphrase"]


def _known(frames: Frames, keys: list[str]) -> pl.DataFrame:
    """The counts of these keys in every report: report_id, key, value, bound; from the cell, else from the prose."""
    places = [
        (key, *address)
        for key in keys
        for address in (*(parse(key).addresses if "." in key else ()), ("statements", key, ""))
    ]
    named = pl.DataFrame(
        places, schema=dict.fromkeys(("key", "table", "row", "column"), pl.Utf8), orient="row"
    ).with_row_index("at")
    found = (
        facts(frames, set(named["table"]))
        .filter(pl.col("value").is_not_null())
        .join(named, on=["table", "row", "column"])
    )
    return (
        found.sort("at")
        .unique(["report_id", "key"], keep="first")
        .select("report_id", "key", "value", "bound")
    )
