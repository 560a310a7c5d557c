"""Tables for papers, by great_tables, as HTML and LaTeX: statistics, outcomes, checks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from ..errors import UsageError
from .drawn import figure_rows
from .export import checked_languages, put
from .labels import LANGUAGES, Labels
from .page import partition, whole
from .theme import fills

Cells = list[dict[str, object]]


def describe_values(rows: pl.DataFrame, labels: Labels) -> Cells:
    """One row per measure, item, scope and level: number, mean, spread and quantiles of `value`."""
    found: Cells = []
    for part in partition(figure_rows(rows).drop_nulls("value"), "measure", "item"):
        row, value = part.row(0, named=True), part["value"]
        item = labels.mark("colon") + labels("item", row["item"]) if row["item"] else ""
        numbers = {
            "mean": value.mean(),
            "sd": value.std(),
            "min": value.min(),
            "p10": value.quantile(0.1, "linear"),
            "median": value.median(),
            "p90": value.quantile(0.9, "linear"),
            "max": value.max(),
        }
        words: dict[str, Any] = {
            "measure": labels.axis(row["measure"]) + item,
            "n": whole(part.height),
        }
        written = {k: "–" if v is None else f"{float(str(v)):,.1f}" for k, v in numbers.items()}
        found.append({"group": _group(row, labels), **words, **written})
    return found


def tabulate_outcomes(rows: pl.DataFrame, labels: Labels) -> Cells:
    """Shares of outcomes by scope, level and year, from `outcome_shares` pooled by year."""
    found: Cells = []
    for part in partition(rows.drop_nulls("value"), "year"):
        row, shares = part.row(0, named=True), dict(part.select("item", "value").iter_rows())
        written = {i: f"{shares[i]:.1f}" if i in shares else "–" for i in fills("outcome")}
        words: dict[str, Any] = {"year": str(row["year"]), **written, "n": whole(row["n"])}
        found.append({"group": _group(row, labels), **words})
    return found


def tabulate_checks(rows: pl.DataFrame, labels: Labels) -> Cells:
    """How many identities of each kind pass, fail or cannot be assessed, from `check_matrix`."""
    found: Cells = []
    for part in figure_rows(rows).partition_by("check", maintain_order=True):
        sums = {name: whole(float(part[name].sum())) for name in fills("verdict")}
        check = labels("check", part["check"][0])
        found.append({"check": check, "reports": whole(part["report_id"].n_unique()), **sums})
    return found


TABLES: dict[str, Callable[[pl.DataFrame, Labels], Cells]] = {
    "statistics": describe_values,
    "outcomes": tabulate_outcomes,
    "checks": tabulate_checks,
}


def _group(row: dict[str, object], labels: Labels) -> str:
    return f"{labels('panel', str(row['scope']))} · {labels('level', str(row['level']))}"


def publish_table(
    kind: str,
    rows: pl.DataFrame,
    *,
    name: str = "",
    out: str | Path = "",
    lang: str | Sequence[str] = LANGUAGES,
) -> str:
    """The HTML of a table in the first language; below `out` also files in HTML and LaTeX.

    `kind`: statistics (rows of one or several measures), outcomes (pooled by year) or checks
    (`check_matrix`). The LaTeX needs xelatex with ctex for Chinese. `UsageError` for an unknown
    kind and for an empty table.
    """
    from great_tables import GT

    if kind not in TABLES:
        raise UsageError(f"unknown table {kind!r}; known are {', '.join(TABLES)}")
    shown, name = "", name or f"table-{kind}"
    for language in checked_languages(lang):
        labels = Labels(language)
        if not (cells := TABLES[kind](rows, labels)):
            raise UsageError(f"table {kind}: no row has a number")
        data = pl.DataFrame(cells).to_pandas()
        groups: dict[str, Any] = {"groupname_col": "group"} if "group" in data.columns else {}
        words: dict[str, Any] = {
            column: labels("column", column) for column in data.columns if column != "group"
        }
        # a fixed id: by default it is random, and equal input would not give equal bytes
        right = [column for column in words if column not in ("measure", "check", "year")]
        made = GT(data, id=f"{name}-{language}", **groups).cols_label(**words)
        page = (made := made.cols_align("right", right)).as_raw_html()
        if out:
            put(Path(out) / f"{name}-{language}.html", page.encode())
            put(Path(out) / f"{name}-{language}.tex", made.as_latex().encode())
        shown = shown or page
    return shown
