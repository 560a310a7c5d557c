"""Tables for papers, by great_tables, as HTML and LaTeX: statistics, outcomes, checks."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import polars as pl
from polars import selectors

from ..errors import UsageError
from ..frames.bundles import write_whole
from .catalogue import check_words, figure_rows
from .labels import LANGUAGES, Labels
from .page import panel_title, partition
from .theme import fills


def describe_values(rows: pl.DataFrame, labels: Labels) -> pl.DataFrame:
    """One row per measure, item, scope and level: number, mean, spread and quantiles of `value`."""
    value = pl.col("value")
    quantiles = {"p10": 0.1, "median": 0.5, "p90": 0.9}
    found = [
        part.select(
            measure=pl.lit(labels.axis(part["measure"][0])),
            item=pl.lit(labels("item", part["item"][0])),
            group=pl.lit(panel_title(part, labels, item="")),
            n=pl.len(),
            mean=value.mean(),
            sd=value.std(),
            min=value.min(),
            **{name: value.quantile(share, "linear") for name, share in quantiles.items()},
            max=value.max(),
        )
        for part in partition(figure_rows(rows).drop_nulls("value"), "measure", "item")
    ]
    made = pl.concat(found) if found else pl.DataFrame()
    return made if found and (made["item"] != "").any() else made.drop("item", strict=False)


def tabulate_outcomes(rows: pl.DataFrame, labels: Labels) -> pl.DataFrame:
    """Shares of outcomes by scope, level and year, from `outcome_shares` pooled by year.

    None where n is small: there the rate would say less than its three digits.
    """
    items, share = list(fills("outcome")), pl.when(~pl.col("small")).then("value")
    found = [
        part.select(
            group=pl.lit(panel_title(part, labels, item="")),
            year=pl.col("year").cast(pl.Utf8).first(),
            **{item: share.filter(item=item).first() for item in items},
            n=pl.col("n").first().cast(pl.Int64),
        )
        for part in partition(rows.drop_nulls("value"), "year")
    ]
    return pl.concat(found) if found else pl.DataFrame()


def tabulate_checks(rows: pl.DataFrame, labels: Labels) -> pl.DataFrame:
    """How many identities of each kind pass, fail or cannot be assessed, from `check_matrix`."""
    counted = figure_rows(rows).group_by("check", maintain_order=True)
    sums = counted.agg(
        pl.col("report_id").n_unique().alias("reports"), pl.col(*fills("verdict")).sum()
    )
    names = {check: labels("check", check) for check in sums["check"]}
    return sums.with_columns(pl.col("check").replace_strict(names, return_dtype=pl.Utf8))


TABLES: dict[str, Callable[[pl.DataFrame, Labels], pl.DataFrame]] = {
    "statistics": describe_values,
    "outcomes": tabulate_outcomes,
    "checks": tabulate_checks,
}


def _make_table(cells: pl.DataFrame, labels: Labels, name: str) -> Any:
    """The table of great_tables with words and formats; `name` is its id."""
    from great_tables import GT

    words: Any = {name: labels("column", name) for name in cells.columns if name != "group"}
    group = "group" if "group" in cells.columns else None
    # a fixed id: by default it is random, and equal input would not give equal bytes
    made = GT(cells, id=name, groupname_col=group).cols_label(**words)
    made = made.fmt_number(selectors.float(), decimals=1).fmt_integer(selectors.integer())
    return made.sub_missing(missing_text="–").cols_align("right", selectors.numeric())


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
    if kind not in TABLES:
        raise UsageError(f"unknown table {kind!r}; known are {', '.join(TABLES)}")
    shown, name = "", name or f"table-{kind}"
    for language in check_words(lang, LANGUAGES, "language"):
        labels = Labels(language)
        cells = TABLES[kind](rows, labels)
        if cells.is_empty():
            raise UsageError(f"table {kind}: no row has a number")
        made = _make_table(cells, labels, f"{name}-{language}")
        if out:
            write_whole(Path(out) / f"{name}-{language}.html", made.as_raw_html().encode())
            write_whole(Path(out) / f"{name}-{language}.tex", made.as_latex().encode())
        shown = shown or made.as_raw_html()
    return shown
