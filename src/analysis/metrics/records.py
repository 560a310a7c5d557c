"""Measures of the reports themselves: on time, found, copied, filled in; what the checks say."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import polars as pl

from ..forms import forms
from ..frames.schema import BOUNDS, Frames
from .definitions import STATUTORY, Measure, parse_term
from .evaluate import choose_words
from .numbers import FORM_AT, PARTS, find_statements, list_places, read_numbers
from .reports import PLACE, REPORT, find_places_before, one_per_year, place_reports, scan

_SENTENCE = 8  # characters: shorter ones are headings and formulas
_FIRST_YEAR_OF_DEPARTMENTS = 2019  # 国令711号 took effect after the report for 2018 was due
_HEADS = ("government", "general_office")  # publish by the date of governments


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
    reason = choose_words(
        (year.is_null(), "no year"),
        (level == "township", "townships have no deadline in the article"),
        (level == "unknown", "level unknown"),
        (pl.col("published").is_null(), "no day of publication"),
    )
    on_time = (pl.col("published") <= due).cast(pl.Int32)
    return reports.with_row_index("at").select("at", k=on_time, n=1, gap=reason)


def rate_coverage(frames: Frames, reports: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """One row per issuer and scope: k = years with a report, n = years of the collection; `year`
    is null.
    """
    one = one_per_year(reports.with_row_index("at"))
    known = one["year"].unique().sort().to_list() or [0, -1]
    years = list(range(known[0], known[-1] + 1))
    by_issuer = one.group_by("issuer_id", "scope", maintain_order=True)
    found = by_issuer.agg(pl.col("at").last(), found=pl.col("year"))
    found = found.with_columns(years=pl.lit(years, pl.List(pl.Int32)))
    missing = pl.col("years").list.set_difference("found").list.sort()
    listed = pl.format("not in the collection: {}", missing.cast(pl.List(pl.Utf8)).list.join(", "))
    note = choose_words((missing.list.len() > 0, listed))
    return found.select("at", k=pl.col("found").list.len(), n=len(years), note=note)


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
    taken = one_per_year(reports.with_row_index("at"))
    one = taken.join(texts, on="report_id", how="left", maintain_order="left")
    before = one.select(
        "issuer_id", "scope", pl.col("year") + 1, past="own", past_origin="origin", is_there=True
    )
    both = one.join(before, on=PLACE, how="left", maintain_order="left")
    transcribed = (pl.col("origin") == "transcription") | (pl.col("past_origin") == "transcription")
    reason = choose_words(
        (transcribed, "the text is a transcription in our own words"),
        (pl.col("is_there").is_null(), "no report of the year before"),
        (pl.col("own").is_null() | pl.col("past").is_null(), "no running text"),
    )
    return both.select(
        "at",
        k=pl.col("own").list.set_intersection("past").list.len(),
        n=pl.col("own").list.len(),
        gap=reason,
    )


# The rows that the forms have in their statutory tables, each with its number of cells.
def _list_form_rows(spec: Measure) -> pl.DataFrame:
    tables = [(f, s) for f in forms().values() for s in f.tables if s.key in STATUTORY]
    printed = [
        {
            "table": shape.key,
            "form": form.key,
            "row": row.key,
            "table_at": at,
            "item_at": spec.items.index(f"{shape.key}.{row.key}"),
            "n": len(shape.find_columns(row.key)),
        }
        for at, (form, shape) in enumerate(tables)
        for row in shape.rows
        if not row.optional
    ]
    places = {"table_at": pl.Int64, "item_at": pl.UInt8}
    return pl.DataFrame(printed, schema_overrides=places).with_row_index("row_at")


def rate_nonresponse(frames: Frames, reports: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """k = cells of a row of the form that are blank or missing, n = cells that the form has in it.

    Rows of the report's own tables only: a report without a statutory table has no row here.
    """
    rows, keys = _list_form_rows(spec), ["table", "form", "row"]
    # The cells of a row stand one after another: to count them so takes half of the time that it
    # takes to group them, and where they do not, their counts are added below.
    runs = pl.struct("report_id", *keys, is_filled=pl.col("status") != "blank").rle()
    found = (
        scan(frames, "cells")
        .select(runs.alias("run"))
        .unnest("run")
        .unnest("value")
        .join(rows.lazy(), on=keys)
        .join(reports.lazy().select("report_id").with_row_index("at"), on="report_id")
        .select("at", "table_at", "row_at", pl.col("is_filled").fill_null(False) * pl.col("len"))
        .collect(engine="streaming")
    )
    at, table, row, cells = (column.cast(pl.Int64).to_numpy() for column in found)
    filled = np.zeros(reports.height * rows.height, np.int64)
    np.add.at(filled, at * rows.height + row, cells)
    has_table = np.zeros((reports.height, rows["table_at"].n_unique()), bool)
    has_table[at, table] = True
    place = np.flatnonzero(has_table[:, rows["table_at"]])
    return rows[place % rows.height].select(
        "item_at",
        "n",
        form_at=FORM_AT,
        at=pl.Series(place // rows.height, dtype=pl.UInt32),
        k=pl.col("n") - pl.Series(filled[place]),
    )


RATERS: Mapping[str, Callable[[Frames, pl.DataFrame, Measure], pl.DataFrame]] = {
    "timeliness": rate_timeliness,
    "coverage": rate_coverage,
    "copied": rate_copying,
    "nonresponse": rate_nonresponse,
}


def check_matrix(frames: Frames) -> pl.DataFrame:
    """One row per report and required check: how many instances pass, fail or cannot be assessed.

    Parameters
    ----------
    frames
        The frames of a dataset by name.

    Returns
    -------
    polars.DataFrame
        report_id, issuer, issuer_id, year, scope, level, form, check, `pass_printed` (on printed
        numbers alone), `pass_with_zeros` (with blanks proven 0), `fail`, `not_assessable`, n, and
        `worst`, the failed difference that is largest in size (left - right), null where none
        fails; `further` as in `measure`.

    Examples
    --------
    >>> rows = check_matrix(data).filter(pl.col("fail") > 0)
    >>> rows.select("issuer", "year", "check", "worst").rows()
    [('平潭综合实验区', 2012, 'parts', -18.0), ('平潭综合实验区', 2020, 'outcomes', -6.0)]
    """
    passed, failed = (pl.col("result") == result for result in ("pass", "fail"))
    proven, gap = pl.col("blanks_as_zero") > 0, pl.col("difference").filter(failed)
    required = scan(frames, "checks").filter(pl.col("strength") == "required")
    counts = required.group_by("report_id", "check").agg(
        pass_printed=(passed & ~proven).sum(),
        pass_with_zeros=(passed & proven).sum(),
        fail=failed.sum(),
        not_assessable=(pl.col("result") == "not_assessable").sum(),
        n=pl.len(),
        worst=gap.sort_by(gap.abs(), gap).last(),
    )
    reports = place_reports(frames).select(*REPORT, "further")
    rows = reports.join(counts.collect(), on="report_id").sort(*PLACE, "report_id", "check")
    return rows.select(pl.exclude("further"), "further")


PRINTED = (
    "report_id issuer issuer_id year scope level key printed raw k n value difference agrees "
    "reason k_bound n_bound paraphrase further"
).split()


def printed_growth(frames: Frames) -> pl.DataFrame:
    """Every growth that a report prints (statements ``growth.<key>``), in percent, beside the
    recomputed one.

    A count that is printed as a bound or rounded (42.8万) is k or n with its `k_bound` or
    `n_bound`, and nothing is recomputed.

    Parameters
    ----------
    frames
        The frames of a dataset by name.

    Returns
    -------
    polars.DataFrame
        `value` is the growth recomputed from two counts, `printed` that of the report. `agrees`:
        within half of the last printed digit; null, with the reason, where it cannot be recomputed.

    Examples
    --------
    >>> printed_growth(data).select("issuer", "year", "key", "printed").head(1).rows()
    [('咸阳市', 2017, 'proactive_items', 13.0)]
    """
    reports = place_reports(frames)
    past_id = reports["report_id"].gather(find_places_before(reports))
    year = pl.col("year_report")
    texts = (
        frames["statements"]
        .filter(pl.col("key").str.starts_with("growth."), pl.col("value").is_not_null())
        .filter(~pl.col("part"))
        .with_columns(pl.col("key").str.strip_prefix("growth."))
        .join(reports.with_columns(past_id=past_id), on="report_id", suffix="_report")
        .filter(pl.col("year").fill_null(year).eq_missing(year))
        .with_columns(year=year)
    )
    counts = _count_in_tables_or_prose(frames, reports, texts["key"].unique().sort().to_list())
    past = counts.rename({"report_id": "past_id", "k": "past", "k_bound": "past_bound"})
    said = find_statements(frames, 1).select("report_id", key="row", said="value").collect()
    rows = (
        texts.join(counts, on=["report_id", "key"], how="left")
        .join(past, on=["past_id", "key"], how="left")
        .join(said, on=["report_id", "key"], how="left")
        .with_columns(
            n=pl.coalesce("said", "past"),
            n_bound=pl.when(pl.col("said").is_null()).then("past_bound").fill_null("exact"),
            k_bound=pl.col("k_bound").fill_null("exact"),
        )
    )
    return _compare_printed(rows).select(PRINTED)


# The counts of some keys in every report, of the cell, else of the prose.
def _count_in_tables_or_prose(
    frames: Frames, reports: pl.DataFrame, keys: Sequence[str]
) -> pl.DataFrame:
    terms = [parse_term(f"{k} | statements.{k}" if "." in k else f"statements.{k}") for k in keys]
    numbers = read_numbers(frames, reports, list_places(terms))
    kinds = {"report_id": pl.Utf8, "key": pl.Utf8, "k": pl.Float64, "k_bound": pl.Utf8}
    counts = [pl.DataFrame(schema=kinds)]
    for key, term in zip(keys, terms, strict=True):
        number = dict(zip(PARTS, numbers.add([term])[:, :-1], strict=True))
        bounds = pl.Series(BOUNDS).gather(number["bound"].astype(int))
        count = pl.Series(number["value"], nan_to_null=True)
        counts.append(reports.select("report_id", key=pl.lit(key), k=count, k_bound=bounds))
    return pl.concat(counts).drop_nulls("k")


# The recomputed growth beside the printed one, its difference, and whether they agree.
def _compare_printed(rows: pl.DataFrame) -> pl.DataFrame:
    reason = choose_words(
        (
            pl.col("k").is_null() | (pl.col("k_bound") != "exact"),
            pl.format("no exact count of {} for the year", "key"),
        ),
        (
            pl.col("n").is_null() | (pl.col("n_bound") != "exact"),
            pl.format("no exact count of {} for the year before", "key"),
        ),
        (pl.col("n") == 0, "growth from 0"),
    )
    digits = pl.col("raw").str.extract(r"[.．](\d+)").str.len_chars().fill_null(0)
    growth = pl.when(pl.col("reason") == "").then(100 * (pl.col("k") / pl.col("n") - 1))
    return (
        rows.rename({"value": "printed"})
        .with_columns(reason=reason.cast(pl.Utf8))
        .with_columns(value=growth)
        .with_columns(difference=pl.col("printed") - pl.col("value"))
        .with_columns(agrees=pl.col("difference").abs() <= 0.5 / pl.lit(10.0).pow(digits) + 1e-9)
        .sort("issuer_id", "year", "start", "key", maintain_order=True)
    )
