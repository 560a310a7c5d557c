"""Copies of one report: which of several for the same issuer, scope and year is taken."""

from __future__ import annotations

import polars as pl

from .schema import Frames

_ORIGINS = {"official": 0, "transcription": 1, "mirror": 2}
_OF_APPLICATIONS = ("applications", "stat2014", "local_fujian")


def preference(frames: Frames) -> pl.DataFrame:
    """report_id and `rank`, from `reports`, `cells` and `statements`: of several copies the one with the lowest rank is taken.

    First the report with its table of applications (a copy saved before the table was there tells less, whoever publishes it), with
    more tables and more cells with numbers; among reports without tables the one with more figures in prose. Then official before
    transcription before mirror, the later published, the lower report_id.
    """
    known = pl.col("value").is_not_null()
    cells = frames["cells"].filter(known).group_by("report_id")
    held = cells.agg(applications=pl.col("table").is_in(_OF_APPLICATIONS).any(), tables=pl.col("table").n_unique(), full=pl.len())
    said = frames["statements"].filter(known).group_by("report_id").agg(figures=pl.len())
    reports = frames["reports"].select("report_id", "published", origin=pl.col("origin").replace_strict(_ORIGINS, default=len(_ORIGINS)))
    both = reports.join(held, on="report_id", how="left").join(said, on="report_id", how="left")
    ranked = both.with_columns(
        pl.col("applications").fill_null(False), pl.col("tables", "full").fill_null(0), figures=pl.when(pl.col("full").is_null()).then("figures").fill_null(0)
    ).sort(
        ["applications", "tables", "full", "figures", "origin", "published", "report_id"],
        descending=[True, True, True, True, False, True, False], nulls_last=True,
    )  # fmt: skip
    return ranked.select("report_id", rank=pl.int_range(pl.len()))
