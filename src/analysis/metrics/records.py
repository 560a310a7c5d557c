"""Measures of the reports themselves: on time, found, copied, filled in; and what the checks say."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from ..forms import forms
from ..frames.schema import Frames
from .definitions import STATUTORY, Measure
from .evaluate import finish_rows
from .numbers import scan
from .reports import PLACE, REPORT, one_per_year, place_reports

_SENTENCE = 8  # characters: shorter ones are headings and formulas
_FIRST_YEAR_OF_DEPARTMENTS = 2019  # 国令711号 took effect after the report for 2018 was due
_HEADS = ("government", "general_office")  # publish by the date of governments


def _record_rows(rows: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """Rows of a measure from k, n and the reason why there are none ("" for none)."""
    none = pl.lit(None, pl.Utf8)
    item = pl.col("item") if "item" in rows.columns else pl.lit("")
    return finish_rows(
        rows.with_columns(
            item=item,
            bound=pl.lit("exact"),
            evidence=pl.lit("report"),
            zeros=0,
            recovered=False,
            failing=none,
            breaking=none,
        ),
        spec,
    )


def rate_timeliness(frames: Frames, reports: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """k = 1 where a report was published by its deadline, else 0; n = 1.

    Departments publish by 31 January (art. 49 of 国令711号), governments and their general offices, and
    before the report for 2019 all (art. 31 of 国令492号), by 31 March; no deadline is set for townships.
    """
    year, level = pl.col("year"), pl.col("level")
    is_department = (
        (pl.col("scope") == "organ")
        & (year >= _FIRST_YEAR_OF_DEPARTMENTS)
        & ~pl.col("organ").is_in(_HEADS)
    )
    month = pl.when(is_department.fill_null(False)).then(1).otherwise(3)
    due = pl.date(year + 1, month, 31)
    reason = (
        pl.when(year.is_null())
        .then(pl.lit("no year"))
        .when(level == "township")
        .then(pl.lit("townships have no deadline in the article"))
        .when(level == "unknown")
        .then(pl.lit("level unknown"))
        .when(pl.col("published").is_null())
        .then(pl.lit("no day of publication"))
        .otherwise(pl.lit(""))
    )
    given = pl.col("reason") == ""
    on_time = pl.col("published") <= due
    rows = reports.with_columns(reason=reason).with_columns(
        k=pl.when(given).then(on_time), n=pl.when(given).then(1)
    )
    return _record_rows(rows, spec)


def rate_coverage(frames: Frames, reports: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """One row per issuer and scope: k = years with a report, n = years of the collection; `year` is null."""
    one = one_per_year(reports)
    years = range(one["year"].min() or 0, (one["year"].max() or -1) + 1)  # type: ignore[operator,arg-type]
    all_years = pl.lit(pl.Series([list(years)], dtype=pl.List(pl.Int32)))
    found = (
        one.group_by("issuer_id", "scope", maintain_order=True)
        .agg(pl.col("issuer", "level").last(), found=pl.col("year"))
        .with_columns(missing=all_years.list.set_difference("found").list.sort())
    )
    named = pl.format(
        "not in the collection: {}", pl.col("missing").cast(pl.List(pl.Utf8)).list.join(", ")
    )
    rows = found.with_columns(
        k=pl.col("found").list.len(),
        n=len(years),
        reason=pl.lit(""),
        further=0,
        **dict.fromkeys(("report_id", "year", "form"), pl.lit(None)),
        note=pl.when(pl.col("missing").list.len() > 0).then(named).otherwise(pl.lit("")),
    )
    notes = rows.select("issuer_id", "scope", "note")
    made = _record_rows(rows, spec).join(notes, on=["issuer_id", "scope"], maintain_order="left")
    return made.with_columns(reason="note").drop("note")


def rate_copying(frames: Frames, reports: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """k = sentences that stand in the issuer's report of the year before, n = sentences.

    Not for transcriptions, whose sentences are ours. Several reports of a year: the one that is taken.
    """
    sentences = (
        frames["sections"]
        .select(
            "report_id",
            sentence=pl.col("text").fill_null("").str.replace_all("\n", "").str.split("。"),
        )
        .explode("sentence")
        .with_columns(pl.col("sentence").str.strip_chars())
        .filter(pl.col("sentence").str.len_chars() >= _SENTENCE)
    )
    texts = sentences.group_by("report_id").agg(own=pl.col("sentence").unique())
    one = one_per_year(reports).join(texts, on="report_id", how="left", maintain_order="left")
    before = one.select(
        "issuer_id", "scope", pl.col("year") + 1, past="own", past_origin="origin", is_there=True
    )
    both = one.join(before, on=PLACE, how="left", maintain_order="left")
    transcribed = (pl.col("origin") == "transcription") | (pl.col("past_origin") == "transcription")
    reason = (
        pl.when(transcribed)
        .then(pl.lit("the text is a transcription in our own words"))
        .when(pl.col("is_there").is_null())
        .then(pl.lit("no report of the year before"))
        .when(pl.col("own").is_null() | pl.col("past").is_null())
        .then(pl.lit("no running text"))
        .otherwise(pl.lit(""))
    )
    shared = pl.col("own").list.set_intersection("past").list.len()
    given = pl.col("reason") == ""
    counted = both.with_columns(reason=reason).with_columns(
        k=pl.when(given).then(shared), n=pl.when(given).then(pl.col("own").list.len())
    )
    return _record_rows(counted, spec)


def rate_nonresponse(frames: Frames, reports: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """k = cells of a row of the form that are blank or missing, n = cells that the form has in it.

    Rows of the report's own tables only: a report without a statutory table has no row here.
    """
    widths = [
        (form.key, shape.key, row.key, len(shape.columns_of(row.key)))
        for form in forms().values()
        for shape in form.tables
        for row in shape.rows
        if shape.key in STATUTORY and not row.optional
    ]
    schema = {"form": pl.Utf8, "table": pl.Utf8, "row": pl.Utf8, "n": pl.Int32}
    of_forms = pl.DataFrame(widths, schema=schema, orient="row").lazy()
    filled = (
        scan(frames, "cells")
        .filter(pl.col("table").is_in(STATUTORY))
        .group_by("report_id", "table", "form", "row")
        .agg(filled=(pl.col("status") != "blank").sum())
        .collect(engine="streaming")
    )
    tables = filled.select("report_id", "table", "form").unique().lazy()
    rows = (
        tables.join(of_forms, on=["form", "table"])
        .join(filled.lazy(), on=["report_id", "table", "form", "row"], how="left")
        .select(
            "report_id",
            form_of_table="form",
            item=pl.format("{}.{}", "table", "row"),
            n="n",
            k=pl.col("n") - pl.col("filled").fill_null(0),
            reason=pl.lit(""),
        )
        .collect()
    )
    order = {item: at for at, item in enumerate(spec.items)}
    at = pl.col("item").replace_strict(order, return_dtype=pl.Int32)
    joined = reports.join(rows, on="report_id").with_columns(form="form_of_table")
    return _record_rows(joined.sort("report_id", at), spec)


RATERS: Mapping[str, Callable[[Frames, pl.DataFrame, Measure], pl.DataFrame]] = {
    "timeliness": rate_timeliness,
    "coverage": rate_coverage,
    "copied": rate_copying,
    "nonresponse": rate_nonresponse,
}


def check_matrix(frames: Frames) -> pl.DataFrame:
    """One row per report and required check: how many instances pass, fail or cannot be assessed.

    Out: report_id, issuer, issuer_id, year, scope, level, form, check, `pass_printed` (on printed numbers
    alone), `pass_with_zeros` (with blanks proven 0), `fail`, `not_assessable`, n, and `worst`, the failed
    difference that is largest in size (left - right), null where none fails; `further` as in `measure`.
    """
    passed, failed, proven = (
        pl.col("result") == "pass",
        pl.col("result") == "fail",
        pl.col("blanks_as_zero") > 0,
    )
    gap = pl.col("difference").filter(failed)
    counts = (
        scan(frames, "checks")
        .filter(pl.col("strength") == "required")
        .group_by("report_id", "check")
        .agg(
            pass_printed=(passed & ~proven).sum(),
            pass_with_zeros=(passed & proven).sum(),
            fail=failed.sum(),
            not_assessable=(pl.col("result") == "not_assessable").sum(),
            n=pl.len(),
            worst=gap.sort_by(gap.abs(), gap).last(),
        )
        .collect()
    )
    reports = place_reports(frames).select(*REPORT, "further")
    columns = [name for name in counts.columns if name != "report_id"]
    rows = reports.join(counts, on="report_id").select(*REPORT, *columns, "further")
    return rows.sort(*PLACE, "report_id", "check")
