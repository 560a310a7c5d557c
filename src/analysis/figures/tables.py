"""Tables for papers, by great_tables, as HTML and LaTeX: statistics, outcomes, checks."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from ..errors import UsageError
from .catalogue import check_words, figure_rows
from .export import put
from .labels import LANGUAGES, Labels
from .page import panel_title, partition, whole
from .theme import fills

Cells = list[dict[str, str]]


def describe_values(rows: pl.DataFrame, labels: Labels) -> Cells:
    """One row per measure, item, scope and level: number, mean, spread and quantiles of `value`."""
    found: Cells = []
    for part in partition(figure_rows(rows).drop_nulls("value"), "measure", "item"):
        row, value = part.row(0, named=True), part["value"]
        item = labels("mark", "colon") + labels("item", row["item"]) if row["item"] else ""
        numbers: dict[str, Any] = {"mean": value.mean(), "sd": value.std(), "min": value.min()}
        for name, share in (("p10", 0.1), ("median", 0.5), ("p90", 0.9), ("max", 1.0)):
            numbers[name] = value.quantile(share, "linear")
        words = {"group": panel_title(part, labels, item=""), "n": whole(part.height)}
        written = {k: "–" if v is None else f"{v:,.1f}" for k, v in numbers.items()}
        found.append({"measure": labels.axis(row["measure"]) + item, **words, **written})
    return found


def tabulate_outcomes(rows: pl.DataFrame, labels: Labels) -> Cells:
    """Shares of outcomes by scope, level and year, from `outcome_shares` pooled by year."""
    found: Cells = []
    for part in partition(rows.drop_nulls("value"), "year"):
        shares = dict(part.select("item", "value").iter_rows())
        written = {i: f"{shares[i]:.1f}" if i in shares else "–" for i in fills("outcome")}
        words = {"group": panel_title(part, labels, item=""), "year": str(part["year"][0])}
        found.append({**words, **written, "n": whole(part["n"][0])})
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


def publish_table(
    kind: str,
    rows: pl.DataFrame,
    *,
    name: str = "",
    out: str | Path = "",
    lang: str | Sequence[str] = LANGUAGES,
) -> str:
    """The HTML of a table in the first language; below `out` also files in HTML and LaTeX.

    The LaTeX needs xelatex with ctex for Chinese.

    Parameters
    ----------
    kind
        "statistics" (rows of one or several measures), "outcomes" (pooled by year) or "checks"
        (`check_matrix`).
    rows
        The rows.
    name
        The name of the files, by default the kind.
    out
        The folder of the tables; with "" nothing is written.
    lang
        A list or "zh,en".

    Returns
    -------
    str
        HTML.

    Raises
    ------
    UsageError
        For an unknown kind and for an empty table.

    Examples
    --------
    >>> from analysis.metrics import check_matrix
    >>> "Reports" in publish_table("checks", check_matrix(data), lang="en")
    True
    """
    from great_tables import GT

    if kind not in TABLES:
        raise UsageError(f"unknown table {kind!r}; known are {', '.join(TABLES)}")
    shown, name = "", name or f"table-{kind}"
    for language in check_words(lang, LANGUAGES, "language"):
        labels = Labels(language)
        if not (cells := TABLES[kind](rows, labels)):
            raise UsageError(f"table {kind}: no row has a number")
        words: Any = {name: labels("column", name) for name in cells[0] if name != "group"}
        group = "group" if "group" in cells[0] else None
        right = [column for column in words if column not in ("measure", "check", "year")]
        # a fixed id: by default it is random, and equal input would not give equal bytes
        made = GT(pl.DataFrame(cells).to_pandas(), id=f"{name}-{language}", groupname_col=group)
        made = made.cols_label(**words).cols_align("right", right)
        if out:
            put(Path(out) / f"{name}-{language}.html", made.as_raw_html().encode())
            put(Path(out) / f"{name}-{language}.tex", made.as_latex().encode())
        shown = shown or made.as_raw_html()
    return shown
