"""One report of a dataset to look at: its tables as printed, and its measures against its peers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from . import metrics
from .display import Words
from .errors import UsageError
from .frames import Dataset
from .metrics.definitions import find_measure
from .metrics.measure import Evaluator
from .tables.readings import Reading
from .terminal import write_count
from .views.sheets import (
    STYLE,
    Failed,
    Sheet,
    find_failed_cells,
    make_sheets,
    write_html_sheets,
    write_sheets,
)

_RATES = ("share", "per_100", "ratio")
_CELL = (
    "table",
    "form",
    "row",
    "column",
    "value",
    "status",
    "raw",
    "start",
    "line",
    "page",
    "place",
)


@dataclass(frozen=True, slots=True)
class PrintedTables:
    """The tables of one report in the order of its form; shows itself in a notebook."""

    sheets: tuple[Sheet, ...]
    failed: Failed

    def __repr__(self) -> str:
        return "\n".join(write_sheets(self.sheets, self.failed)) or "no table"

    def _repr_html_(self) -> str:
        tables = write_html_sheets(self.sheets, self.failed) or "no table"
        return f"{STYLE}<div class='gongkai-report'>{tables}</div>"


def choose_report(reports: pl.DataFrame) -> dict[str, Any]:
    """Return the latest of some reports, that with the most cells where several are of one year.

    Raises `UsageError` where there is none.
    """
    if reports.is_empty():
        raise UsageError("no report matches the issuers, years, level and scope")
    order = ("year", "n_cells", "report_id")
    return reports.sort(order, nulls_last=False, maintain_order=True).row(-1, named=True)


def describe_report(report: dict[str, Any]) -> Words:
    """Return who issued a report, for which year, on which form, and where it is from."""
    name = f"**{report['issuer'] or report['source']}, {report['year'] or 'year unknown'}**"
    published = f", published {report['published']}" if report["published"] else ""
    where = f" {report['url']}" if report["url"] else ""
    return Words(
        f"{name}: {report['title'] or 'no title'}. "
        f"Level {report['level']}, scope {report['scope']}, "
        f"{report['form'] or 'no form'}{published}. {report['source']} ({report['media']}), "
        f"{report['n_cells']} cells, {write_count(report['n_problems'] or 0, 'problem')}.{where}"
    )


def printed_tables(data: Dataset, report_id: str) -> PrintedTables:
    """Return the tables of a report as they are printed, cells of failed identities marked."""
    cells = data["cells"].filter(pl.col("report_id") == report_id).select(_CELL)
    readings = [Reading(**cell) for cell in cells.iter_rows(named=True)]
    failed = find_failed_cells(
        data["checks"].filter(pl.col("report_id") == report_id).iter_rows(named=True)
    )
    return PrintedTables(tuple(make_sheets(readings)), failed)


def compare_with_peers(
    data: Dataset, report_id: str, keys: Sequence[str] = (), min_n: int = metrics.MIN_N
) -> pl.DataFrame:
    """Return the measures of a report beside those of its peers.

    Peers are the other reports of the same level, scope and year. `keys`: measures, by default all
    rates with one value per report. Columns: measure (in words), value with low, high, k, n, and
    for the peers with a value and n of at least `min_n`: how many, median, p10, p90, and the
    percentage of them that are below the report's value; reason where there is no value.
    """
    one = data["reports"].filter(pl.col("report_id") == report_id).row(0, named=True)
    near = _select_same_kind(data, one)
    specs = metrics.measures()
    chosen = keys or [k for k, s in specs.items() if s.kind in _RATES and s.items == ("",)]
    evaluator = Evaluator(near)
    rows = (
        pl.concat(evaluator.measure(find_measure(key)) for key in chosen)
        .with_columns(small=pl.col("n") < min_n)
        .filter(pl.col("year").eq_missing(pl.lit(one["year"])), scope=one["scope"])
        .collect()
    )
    own = rows.filter(pl.col("report_id") == report_id)
    peers = rows.filter(
        pl.col("issuer_id") != (one["issuer_id"] or ""),
        pl.col("value").is_not_null(),
        ~pl.col("small"),
    )
    value = pl.col("value")
    summary = (
        peers.join(own.select("measure", "item", own="value"), on=["measure", "item"])
        .group_by("measure", "item")
        .agg(
            peers=pl.len(),
            median=value.median(),
            p10=value.quantile(0.1, "linear"),
            p90=value.quantile(0.9, "linear"),
            below=100 * (value < pl.col("own")).mean(),
        )
    )
    joined = own.join(summary, on=["measure", "item"], how="left", maintain_order="left")
    return joined.select(
        pl.col("measure").replace_strict({key: specs[key].name for key in chosen}),
        *(pl.col(name).round(2) for name in ("value", "low", "high")),
        *(pl.col(name).cast(pl.Int64) for name in ("k", "n")),
        pl.col("peers").fill_null(0),
        *(pl.col(name).round(2) for name in ("median", "p10", "p90")),
        pl.col("below").round(0),
        "reason",
    )


def _select_same_kind(data: Dataset, one: dict[str, Any]) -> dict[str, pl.DataFrame]:
    """The frames of the reports of one level in a year and the year before."""
    year = one["year"]
    reports = data["reports"].filter(
        pl.col("level").eq_missing(pl.lit(one["level"])),
        pl.col("year").is_in([year, (year or 0) - 1]) | (pl.col("report_id") == one["report_id"]),
    )
    ids = reports.select("report_id")
    names = ("cells", "applications", "disputes", "proactive", "statements", "sections", "checks")
    kept = {name: data[name].join(ids, on="report_id", how="semi") for name in names}
    return {"reports": reports, "problems": data["problems"], **kept}
