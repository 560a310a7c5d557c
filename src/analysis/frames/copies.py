"""Copies of one report: which there are, and which of several for one year is taken."""

from __future__ import annotations

import polars as pl

from ..errors import Problem
from ..forms import headline_tables
from .issuers import unify_scopes
from .schema import Frames

_ORIGINS = {"official": 0, "transcription": 1, "mirror": 2}
_DIFFERENT_ENOUGH = 5
"""So many different numbers other than 0 are not the same by chance, as a small office's are."""


def preference(frames: Frames) -> pl.DataFrame:
    """report_id and `rank`, from `reports`, `cells` and `statements`: of several copies the one
    with the lowest rank is taken.

    First the report with its table of applications (a copy saved before the table was there tells
    less, whoever publishes it), with more tables and more cells with numbers; among reports without
    tables the one with more figures in prose. Then official before transcription before mirror, the
    later published, the lower report_id.
    """
    known = pl.col("value").is_not_null()
    cells = frames["cells"].filter(known).group_by("report_id")
    held = cells.agg(
        applications=pl.col("table").is_in(headline_tables()).any(),
        tables=pl.col("table").n_unique(),
        full=pl.len(),
    )
    said = frames["statements"].filter(known).group_by("report_id").agg(figures=pl.len())
    reports = frames["reports"].select(
        "report_id",
        "published",
        origin=pl.col("origin").replace_strict(_ORIGINS, default=len(_ORIGINS)),
    )
    both = reports.join(held, on="report_id", how="left").join(said, on="report_id", how="left")
    figures = pl.when(pl.col("full").is_null()).then("figures").fill_null(0)
    ranked = both.with_columns(
        pl.col("applications").fill_null(False),
        pl.col("tables", "full").fill_null(0),
        figures=figures,
    ).sort(
        ["applications", "tables", "full", "figures", "origin", "published", "report_id"],
        descending=[True, True, True, True, False, True, False],
        nulls_last=True,
    )
    return ranked.select("report_id", rank=pl.int_range(pl.len()))


def find_copies(frames: Frames) -> list[tuple[str, str, Problem]]:
    """report_id, source and problem of each report that may be there twice, from `reports`, `cells`
    and `statements`.

    Those of one issuer, scope (after `unify_scopes`) and year; and, as these may be unknown or
    wrong, those with the same numbers throughout.
    """
    reports = (
        unify_scopes(frames["reports"])
        .join(_list_numbers(frames), on="report_id", how="left")
        .sort("source", "report_id")
    )
    found: dict[tuple[str, str, str], Problem] = {}
    for keys, words in (
        (
            ["issuer_id", "year", "scope"],
            "a report of the same issuer, scope and year; keep the complete one: measures "
            "and figures take one of them",
        ),
        (
            ["numbers"],
            "the same numbers throughout; remove the copy, or say in a manifest.csv of whom "
            "and of which year each is",
        ),
    ):
        known = reports.drop_nulls(keys).filter(pl.len().over(keys) > 1)
        for group in known.partition_by(keys, maintain_order=True):
            for report_id, source in group.select("report_id", "source").iter_rows():
                others = ", ".join(s for s in group["source"] if s != source) or source
                found.setdefault(
                    (report_id, source, others),
                    Problem(
                        "duplicate_report",
                        f"another file holds {words}",
                        None,
                        "one report",
                        others,
                    ),
                )
    return [(report_id, source, problem) for (report_id, source, _), problem in found.items()]


def _list_numbers(frames: Frames) -> pl.DataFrame:
    """report_id and `numbers`: all numbers but 0 with their keys in one text, of the tables, else
    of the prose; of reports with enough of them.
    """
    cells = frames["cells"].select(
        "report_id", "value", key=pl.concat_str("table", "row", "column", separator=".")
    )
    said = (
        frames["statements"]
        .filter(pl.col("key") != "unclassified")
        .select("report_id", "value", "key")
        .join(cells, on="report_id", how="anti")
    )
    printed = (
        pl.concat([cells, said])
        .filter(pl.col("value") != 0)
        .sort("report_id", "key", "value")
        .group_by("report_id")
    )
    texts = printed.agg(
        pl.format("{} {}", "key", "value").str.join("\n").alias("numbers"),
        different=pl.col("value").n_unique(),
    )
    return texts.filter(pl.col("different") >= _DIFFERENT_ENOUGH).drop("different")
