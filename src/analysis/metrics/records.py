"""Measures of the reports themselves: published on time, found in the collection, copied from the year before, what the checks say."""

from __future__ import annotations

import polars as pl

from ..frames.schema import Frames
from .definitions import Measure
from .evaluate import REPORT, rated
from .years import one_per_year, with_further

_SENTENCE = 8  # characters: shorter ones are headings and formulas


def _rows(rows: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """Rows of a measure from k, n and the reason why there are none."""
    none = pl.lit(None, pl.Utf8)
    made = rows.with_columns(
        pl.col("k", "n").cast(pl.Float64),
        item=pl.lit(""),
        bound=pl.lit("exact"),
        evidence=pl.lit("report"),
        zeros=0,
        failing=none,
        denied=none,
    )
    return rated(made, spec).sort("issuer_id", "scope", "year", "report_id", maintain_order=True)


def timeliness(frames: Frames, spec: Measure) -> pl.DataFrame:
    """k = 1 where a report was published by its deadline, else 0; n = 1.

    Departments publish by 31 January (art. 49 of 国令711号; the report for 2018 was due before that took effect), governments and
    their general offices, and before 2019 all (art. 31 of 国令492号), by 31 March; no deadline is set for townships.
    """
    year, level = pl.col("year"), pl.col("level")
    department = (
        (pl.col("scope") == "organ")
        & (year >= 2019)
        & ~pl.col("organ").is_in(["government", "general_office"])
    )
    due = (
        pl.when(department.fill_null(False))
        .then(pl.date(year + 1, 1, 31))
        .otherwise(pl.date(year + 1, 3, 31))
    )
    reason = (
        pl.when(year.is_null()).then(pl.lit("no year"))
        .when(level == "township").then(pl.lit("townships have no deadline in the article"))
        .when(level == "unknown").then(pl.lit("level unknown"))
        .when(pl.col("published").is_null()).then(pl.lit("no day of publication"))
        .otherwise(pl.lit(""))
    )  # fmt: skip
    known = frames["reports"].with_columns(reason=reason)
    given = pl.col("reason") == ""
    return _rows(
        known.with_columns(
            k=pl.when(given).then(pl.col("published") <= due), n=pl.when(given).then(1)
        ),
        spec,
    )


def coverage(frames: Frames, spec: Measure) -> pl.DataFrame:
    """One row per issuer and scope: k = years with a report, n = years from the first to the last of the collection; `year` is null."""
    one = one_per_year(frames["reports"], frames)
    years = (
        pl.int_range(one["year"].min(), one["year"].max() + 1) if one.height else pl.int_range(0)
    )  # type: ignore[arg-type,operator]
    gone = years.filter(~years.is_in(pl.col("year").implode())).cast(pl.Utf8).str.join(", ")
    found = one.group_by("issuer_id", "scope", maintain_order=True).agg(
        pl.col("issuer", "level").last(), k=pl.len(), n=years.len(), gone=gone
    )
    blank = dict.fromkeys(("report_id", "year", "form"), None)
    rows = _rows(found.with_columns(reason=pl.lit(""), **blank), spec)
    return rows.with_columns(
        reason=pl.Series(
            [f"not in the collection: {years}" if years else "" for years in found["gone"]],
            dtype=pl.Utf8,
        )
    )


def copied(frames: Frames, spec: Measure) -> pl.DataFrame:
    """k = sentences that stand in the issuer's report of the year before, n = sentences; not for transcriptions."""
    sentences = (
        frames["sections"]
        .select(
            "report_id",
            sentence=pl.col("text").fill_null("").str.replace_all("\n", "").str.split("。"),
        )
        .explode("sentence")
    )
    kept = sentences.with_columns(pl.col("sentence").str.strip_chars()).filter(
        pl.col("sentence").str.len_chars() >= _SENTENCE
    )
    texts = kept.group_by("report_id").agg(own=pl.col("sentence").unique())
    one = one_per_year(frames["reports"], frames).join(texts, on="report_id", how="left")
    before = one.select(
        "issuer_id", "scope", pl.col("year") + 1, past="own", past_origin="origin", there=True
    )
    both = one.join(before, on=["issuer_id", "scope", "year"], how="left")
    reason = (
        pl.when((pl.col("origin") == "transcription") | (pl.col("past_origin") == "transcription")).then(pl.lit("the text is a transcription in our own words"))
        .when(pl.col("there").is_null()).then(pl.lit("no report of the year before"))
        .when(pl.col("own").is_null() | pl.col("past").is_null()).then(pl.lit("no running text"))
        .otherwise(pl.lit(""))
    )  # fmt: skip
    counted = {
        "k": pl.col("own").list.set_intersection("past").list.len(),
        "n": pl.col("own").list.len(),
    }
    return _rows(
        both.with_columns(reason=reason).with_columns(
            pl.when(pl.col("reason") == "").then(count).alias(name)
            for name, count in counted.items()
        ),
        spec,
    )


def check_matrix(frames: Frames) -> pl.DataFrame:
    """One row per report and required check: how many instances pass on printed numbers alone, pass with blanks proven 0, fail, or cannot be assessed.

    Out: report_id, issuer, issuer_id, year, scope, level, form, check, the four counts, n, and `worst`, the failed
    difference that is largest in size (left - right), null where none fails; `further` as in `measure`.
    """
    passed, failed, proven = (
        pl.col("result") == "pass",
        pl.col("result") == "fail",
        pl.col("blanks_as_zero") > 0,
    )
    gap = pl.col("difference").filter(failed)
    counts = (
        frames["checks"]
        .filter(strength="required")
        .sort("report_id", "check", "subject")
        .group_by("report_id", "check", maintain_order=True)
        .agg(
            pass_printed=(passed & ~proven).sum(),
            pass_with_zeros=(passed & proven).sum(),
            fail=failed.sum(),
            not_assessable=(pl.col("result") == "not_assessable").sum(),
            n=pl.len(),
            worst=gap.sort_by(gap.abs()).last(),
        )
    )
    rows = (
        frames["reports"]
        .select(REPORT)
        .join(counts, on="report_id")
        .sort("issuer_id", "scope", "year", "report_id", "check")
    )
    return with_further(rows, frames)
