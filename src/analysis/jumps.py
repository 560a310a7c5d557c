"""Outliers among the numbers of a dataset: against the year before, and against peers.

An outlier is a hint where to look, never an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from .frames import Dataset
from .frames.categories import COLUMNS
from .metrics.reports import SERIES_AT, one_per_year, place_reports

_PEERS = ["level", "scope", "year", "form", "row", "column"]


def find_jumps(data: Dataset, bounds: Mapping[str, Any]) -> dict[str, pl.DataFrame]:
    """Outliers of two kinds, `year` and `peers`, the furthest first, with `bounds` as in
    `queue.toml`.

    Columns of both: report_id, place (table.row.column), value; of `year` before (the number of the
    year before), of `peers` median and count of the peers; and factor, how many times as large or
    as small.
    """
    reports = one_per_year(place_reports(data)).select(
        "report_id", "year", pl.col("level", "scope").cast(pl.Categorical), series=SERIES_AT
    )
    found: dict[str, list[pl.DataFrame]] = {"year": [], "peers": []}
    for frame in COLUMNS:  # one after the other, as the numbers of all would fill the memory
        numbers = _gather(data, frame, bounds).join(reports, on="report_id")
        found["year"].append(_compare_with_year(numbers, bounds))
        found["peers"].append(_compare_with_peers(numbers, bounds))
    order = {"factor": True, "report_id": False, "place": False}
    return {
        kind: pl.concat(parts).sort(list(order), descending=list(order.values()))
        for kind, parts in found.items()
    }


def _gather(data: Dataset, frame: str, bounds: Mapping[str, Any]) -> pl.DataFrame:
    """The numbers of a frame that are compared: report_id, form, table, row, column, value."""
    row, column = COLUMNS[frame]
    rows = data.scan(frame)
    if frame in bounds:
        types = rows.collect_schema()
        schema = {name: types[name] for name in (row, column)}
        wanted = pl.LazyFrame(bounds[frame], schema=schema, orient="row")
        rows = rows.join(wanted, on=[row, column], how="semi")
    value = "value" if frame == "proactive" else "count"
    numbers = rows.select(
        "report_id",
        pl.col("form").cast(pl.Categorical),
        table=pl.lit(frame, pl.Categorical),
        row=row,
        column=column,
        value=pl.col(value).cast(pl.Float64),
    )
    return numbers.filter(pl.col("value") >= 0).collect(engine="streaming")


def _compare_with_year(numbers: pl.DataFrame, bounds: Mapping[str, Any]) -> pl.DataFrame:
    keys = ["series", "year", "row", "column"]
    past = numbers.select(
        "series", pl.col("year") + 1, "row", "column", before="value", before_form="form"
    )
    is_alike = (pl.col("form") == pl.col("before_form")) | (pl.col("table") != "proactive")
    return _keep_far(numbers.join(past, on=keys).filter(is_alike), ["before"], bounds)


def _compare_with_peers(numbers: pl.DataFrame, bounds: Mapping[str, Any]) -> pl.DataFrame:
    size = (pl.col("value") + 1).log()
    median = size.median().over(_PEERS)
    spread = 1.4826 * (size - median).abs().median().over(_PEERS)
    rows = numbers.filter(pl.col("level") != "unknown").with_columns(
        count=pl.len().over(_PEERS),
        median=pl.col("value").median().over(_PEERS),
        far=(size - median).abs() / pl.when(spread > 0).then(spread),
    )
    is_far = (pl.col("count") > bounds["peers"]) & (pl.col("far") >= bounds["deviations"])
    return _keep_far(rows.filter(is_far), ["median", "count"], bounds)


def _keep_far(rows: pl.DataFrame, others: list[str], bounds: Mapping[str, Any]) -> pl.DataFrame:
    """The rows that are `factor` times as large or as small as the first of other columns."""
    larger, smaller = pl.max_horizontal("value", others[0]), pl.min_horizontal("value", others[0])
    kept = rows.with_columns(factor=larger / pl.max_horizontal(smaller, 1.0)).filter(
        pl.col("factor") >= bounds["factor"], larger >= bounds["least"]
    )
    place = pl.format(
        "{}.{}.{}", *(pl.col(name).cast(pl.Utf8) for name in ("table", "row", "column"))
    )
    return kept.select("report_id", "value", *others, "factor", place=place)
