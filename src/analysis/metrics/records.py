"""Measures of the reports themselves: on time, found, copied, filled in; what the checks say."""

from collections.abc import Callable, Mapping

import numpy as np
import polars as pl

from ..forms import forms
from ..frames.schema import FORMS, Frames
from .definitions import STATUTORY, Measure
from .evaluate import finish_rows
from .numbers import scan
from .reports import PLACE, REPORT, one_per_year, place_reports

_SENTENCE = 8  # characters: shorter ones are headings and formulas
_FIRST_YEAR_OF_DEPARTMENTS = 2019  # 国令711号 took effect after the report for 2018 was due
_HEADS = ("government", "general_office")  # publish by the date of governments


# Rows of a measure from at, k, n and the reason why there are none ("" for none).
def _record_rows(rows: pl.DataFrame, reports: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    given = pl.col("reason") == ""
    made = rows.with_columns(
        pl.when(given).then(pl.col("k", "n")),
        bound=pl.lit("exact"),
        evidence=pl.lit("report"),
        zeros=0,
        recovered=False,
        failing=pl.lit(None, pl.Utf8),
        breaking=pl.lit(None, pl.Utf8),
    )
    lacking = {"item": pl.lit(""), "form": pl.lit(None, pl.UInt8)}
    made = made.with_columns(**{k: v for k, v in lacking.items() if k not in rows.columns})
    return finish_rows(made, reports, spec)


def rate_timeliness(frames: Frames, reports: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """k = 1 where a report was published by its deadline, else 0; n = 1.

    Departments publish by 31 January (art. 49 of 国令711号), governments and their general offices,
    and before the report for 2019 all (art. 31 of 国令492号), by 31 March; no deadline is set for
    townships.
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
    rows = reports.with_row_index("at").select(
        "at", k=(pl.col("published") <= due).cast(pl.Int32), n=1, reason=reason
    )
    return _record_rows(rows, reports, spec)


def rate_coverage(frames: Frames, reports: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """One row per issuer and scope: k = years with a report, n = years of the collection; `year`
    is null.
    """
    one = one_per_year(reports)
    known = one["year"].unique().sort().to_list() or [0, -1]
    years = range(known[0], known[-1] + 1)
    all_years = pl.lit(pl.Series([list(years)], dtype=pl.List(pl.Int32)))
    found = (
        one.group_by("issuer_id", "scope", maintain_order=True)
        .agg(pl.col("issuer", "level").last(), found=pl.col("year"))
        .with_columns(further=0, **dict.fromkeys(("report_id", "year", "form"), pl.lit(None)))
    )
    rows = found.with_row_index("at").select(
        "at", k=pl.col("found").list.len(), n=len(years), reason=pl.lit("")
    )
    missing = found.select(all_years.list.set_difference("found").list.sort()).to_series()
    listed = missing.cast(pl.List(pl.Utf8)).list.join(", ")
    words = pl.when(listed != "").then("not in the collection: " + listed).otherwise(pl.lit(""))
    return _record_rows(rows, found, spec).with_columns(reason=words)


def rate_copying(frames: Frames, reports: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """k = sentences that stand in the issuer's report of the year before, n = sentences.

    Not for transcriptions, whose sentences are ours. Several reports of a year: the one that is
    taken.
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
    taken = one_per_year(reports)
    one = taken.join(texts, on="report_id", how="left", maintain_order="left")
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
    rows = both.with_row_index("at").select(
        "at",
        k=pl.col("own").list.set_intersection("past").list.len(),
        n=pl.col("own").list.len(),
        reason=reason,
    )
    return _record_rows(rows, taken, spec)


def rate_nonresponse(frames: Frames, reports: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """k = cells of a row of the form that are blank or missing, n = cells that the form has in it.

    Rows of the report's own tables only: a report without a statutory table has no row here.
    """
    printed = [
        (shape.key, form.key, row.key, len(shape.columns_of(row.key)))
        for form in forms().values()
        for shape in form.tables
        for row in shape.rows
        if shape.key in STATUTORY and not row.optional
    ]
    rows = pl.DataFrame(printed, schema=["table", "form", "row", "width"], orient="row")
    rows = rows.with_row_index("kind")
    index = reports.lazy().select("report_id").with_row_index("at")
    cells = (
        scan(frames, "cells")
        .join(rows.lazy(), on=["table", "form", "row"])
        .join(index, on="report_id")
        .select(
            place=pl.col("at").cast(pl.Int64) * rows.height + pl.col("kind"),
            filled=pl.col("status") != "blank",
        )
        .collect(engine="streaming")
    )
    size = reports.height * rows.height
    shape = (reports.height, rows.height)
    filled = np.bincount(cells["place"], cells["filled"], size).reshape(shape)
    is_there = np.bincount(cells["place"], minlength=size).reshape(shape) > 0
    tables = rows.select(pl.struct("table", "form").rank("dense") - 1).to_series().to_numpy()
    has_table = np.stack([is_there[:, tables == t].any(axis=1) for t in range(tables.max() + 1)], 1)
    at, kind = np.nonzero(has_table[:, tables])
    widths = rows["width"].to_numpy()
    items = rows.select(pl.format("{}.{}", "table", "row")).to_series()
    found = pl.DataFrame({"at": at, "k": widths[kind] - filled[at, kind], "n": widths[kind]})
    form = rows["form"].cast(pl.Enum(FORMS)).to_physical()
    found = found.with_columns(item=items.gather(kind), form=form.gather(kind), reason=pl.lit(""))
    return _record_rows(found, reports, spec)


RATERS: Mapping[str, Callable[[Frames, pl.DataFrame, Measure], pl.DataFrame]] = {
    "timeliness": rate_timeliness,
    "coverage": rate_coverage,
    "copied": rate_copying,
    "nonresponse": rate_nonresponse,
}


def check_matrix(frames: Frames) -> pl.DataFrame:
    """One row per report and required check: how many instances pass, fail or cannot be assessed.

    Out: report_id, issuer, issuer_id, year, scope, level, form, check, `pass_printed` (on printed
    numbers alone), `pass_with_zeros` (with blanks proven 0), `fail`, `not_assessable`, n, and
    `worst`, the failed difference that is largest in size (left - right), null where none fails;
    `further` as in `measure`.
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
