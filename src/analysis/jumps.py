"""Outliers among the numbers of a dataset: against the year before, and against peers.

An outlier is a hint where to look, never an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from .frames import Dataset
from .frames.categories import COLUMNS
from .metrics.reports import PLACE, one_per_year, place_reports

_SERIES = ["issuer_id", "scope", "place"]


def find_jumps(data: Dataset, bounds: Mapping[str, Any]) -> dict[str, pl.DataFrame]:
    """Outliers of two kinds, `year` and `peers`, the furthest first, with `bounds` as in
    `queue.toml`.

    Columns of both: report_id, place (table.row.column), value; of `year` before (the number of the
    year before), of `peers` median and count of the peers; and factor, how many times as large or
    as small.
    """
    reports = one_per_year(place_reports(data)).select("report_id", "level", *PLACE)
    numbers = _gather(data, bounds).join(reports, on="report_id")
    return {
        "year": _compare_with_year(numbers, bounds),
        "peers": _compare_with_peers(numbers, bounds),
    }


def _gather(data: Dataset, bounds: Mapping[str, Any]) -> pl.DataFrame:
    """The numbers that are compared: report_id, place, value, form."""
    parts = []
    for frame, (first, second) in COLUMNS.items():
        rows = data.scan(frame).with_columns(pl.col(first, second).cast(pl.Utf8))
        value = "value" if frame == "proactive" else "count"
        if frame in bounds:
            wanted = pl.LazyFrame(bounds[frame], schema=[first, second], orient="row")
            rows = rows.join(wanted, on=[first, second], how="semi")
        parts.append(
            rows.select(
                "report_id",
                "form",
                place=pl.format(frame + ".{}.{}", first, second),
                value=pl.col(value).cast(pl.Float64),
            )
        )
    return pl.concat(parts).filter(pl.col("value") >= 0).collect()


def _compare_with_year(numbers: pl.DataFrame, bounds: Mapping[str, Any]) -> pl.DataFrame:
    keys = [*_SERIES, "year"]
    past = numbers.select(*_SERIES, pl.col("year") + 1, before="value", before_form="form")
    both = numbers.join(past, on=keys).filter(
        (pl.col("form") == pl.col("before_form")) | ~pl.col("place").str.starts_with("proactive")
    )
    return _keep_far(both, "before", bounds)


def _compare_with_peers(numbers: pl.DataFrame, bounds: Mapping[str, Any]) -> pl.DataFrame:
    peers = ["level", "scope", "year", "form", "place"]
    size = (pl.col("value") + 1).log()
    median = size.median().over(peers)
    spread = 1.4826 * (size - median).abs().median().over(peers)
    rows = numbers.filter(pl.col("level") != "unknown").with_columns(
        count=pl.len().over(peers),
        median=pl.col("value").median().over(peers),
        far=(size - median).abs() / pl.when(spread > 0).then(spread),
    )
    is_far = (pl.col("count") > bounds["peers"]) & (pl.col("far") >= bounds["deviations"])
    return _keep_far(rows.filter(is_far), "median", bounds)


def _keep_far(rows: pl.DataFrame, other: str, bounds: Mapping[str, Any]) -> pl.DataFrame:
    """The rows that are `factor` times as large or as small as another number, the furthest
    first.
    """
    larger, smaller = pl.max_horizontal("value", other), pl.min_horizontal("value", other)
    factor = larger / pl.max_horizontal(smaller, 1.0)
    kept = rows.with_columns(factor=factor).filter(
        pl.col("factor") >= bounds["factor"], larger >= bounds["least"]
    )
    return kept.sort("factor", "report_id", "place", descending=[True, False, False])
