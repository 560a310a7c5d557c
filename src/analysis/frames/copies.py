"""Copies of one report: which there are, and which of several for one year is taken."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b

import polars as pl

from ..errors import Problem
from ..forms import list_headline_tables
from .issuers import unify_scopes
from .schema import Frames

_ORIGINS = {"official": 0, "transcription": 1, "mirror": 2}
_DIFFERENT_ENOUGH = 5
"""So many different numbers other than 0 are not the same by chance, as a small office's are."""


_NAMED = 5
"""So many of the other copies are named in a problem."""
_SAME_PLACE = (
    "a report of the same issuer, scope and year; keep the complete one: measures and figures take "
    "one of them"
)
_SAME_NUMBERS = (
    "the same numbers throughout; remove the copy, or say in a manifest.csv of whom and of which "
    "year each is"
)


def weigh(frames: Frames) -> pl.DataFrame:
    """One row per report, from `reports`, `cells` and `statements`: what tells copies apart.

    `report_id`, `source`, `issuer`, `issuer_id`, `division_code`, `scope`, `year`, `published`,
    `origin`; `applications`: whether it holds numbers of its table of applications; `tables` and
    `full`: how many tables and cells hold numbers; `figures`: how many numbers its prose has, of a
    report without tables; `numbers`: a digest of all its numbers, null where they are few.
    """
    known = pl.col("value").is_not_null()
    cells = frames["cells"].filter(known).group_by("report_id")
    held = cells.agg(
        applications=pl.col("table").is_in(list_headline_tables()).any(),
        tables=pl.col("table").n_unique(),
        full=pl.len(),
    )
    said = frames["statements"].filter(known).group_by("report_id").agg(figures=pl.len())
    reports = frames["reports"].select(
        *("report_id", "source", "issuer", "issuer_id", "division_code", "scope", "year"),
        *("published", "origin"),
    )
    for more in (held, said, _digest_numbers(frames)):
        reports = reports.join(more, on="report_id", how="left", maintain_order="left")
    return reports.with_columns(
        pl.col("applications").fill_null(False),
        pl.col("tables", "full").fill_null(0),
        figures=pl.when(pl.col("full").is_null()).then("figures").fill_null(0),
    )


def rank(weighed: pl.DataFrame) -> pl.DataFrame:
    """The rows of `weigh` with a `rank`: of several copies the one with the lowest is taken.

    First the report with its table of applications (a copy saved before the table was there tells
    less, whoever publishes it), with more tables and more cells with numbers; among reports without
    tables the one with more figures in prose. Then official before transcription before mirror, the
    later published, the lower report_id.
    """
    place = pl.col("origin").replace_strict(_ORIGINS, default=len(_ORIGINS))
    ranked = weighed.with_columns(place=place).sort(
        ["applications", "tables", "full", "figures", "place", "published", "report_id"],
        descending=[True, True, True, True, False, True, False],
        nulls_last=True,
    )
    return ranked.drop("place").with_row_index("rank")


def rank_reports(frames: Frames) -> pl.DataFrame:
    """report_id and `rank` (see there), from `reports`, `cells` and `statements`."""
    return rank(weigh(frames)).select("report_id", "rank")


def find_copies(weighed: pl.DataFrame) -> Iterator[tuple[str, str, Problem]]:
    """report_id, source and problem of each report that may be there twice, from `weigh`.

    Those of one issuer, scope (after `unify_scopes`) and year; and, as these may be unknown or
    wrong, those with the same numbers throughout. A problem names the first of the other copies.
    """
    reports = unify_scopes(weighed).sort("source", "report_id")
    found: set[tuple[str, str]] = set()
    for keys, words in (
        (["issuer_id", "year", "scope"], _SAME_PLACE),
        (["numbers"], _SAME_NUMBERS),
    ):
        first = pl.col("source").head(_NAMED + 1).over(keys, mapping_strategy="join")
        known = reports.drop_nulls(keys).with_columns(copies=pl.len().over(keys))
        known = known.filter(pl.col("copies") > 1).with_columns(first=first)
        columns = known.sort(*keys, "source", "report_id").select(
            "report_id", "source", "first", "copies"
        )
        for report_id, source, names, copies in columns.iter_rows():
            others = [name for name in names if name != source][:_NAMED]
            more = copies - 1 - len(others) if others else 0
            listed = ", ".join(others or [source]) + (f" and {more} more" if more else "")
            if (report_id, listed) not in found:
                found.add((report_id, listed))
                words_of = f"another file holds {words}"
                problem = Problem("duplicate_report", words_of, None, "one report", listed)
                yield report_id, source, problem


def _digest_numbers(frames: Frames) -> pl.DataFrame:
    """report_id and `numbers`: a digest of all numbers but 0 with their keys, of the tables, else
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
    ).filter(pl.col("different") >= _DIFFERENT_ENOUGH)
    digests = [blake2b(text.encode(), digest_size=12).hexdigest() for text in texts["numbers"]]
    return texts.select("report_id", numbers=pl.Series(digests, dtype=pl.Utf8))
