"""Tables for papers, by great_tables, as HTML and LaTeX: statistics, outcomes, checks."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import polars as pl
from polars import selectors

from ..errors import UsageError
from ..frames.bundles import write_whole
from .labels import LANGUAGES, How, check_words
from .page import panel_title, partition
from .theme import fills


def describe_values(rows: pl.DataFrame, how: How) -> pl.DataFrame:
    """One row per measure, item, scope and level: number, mean, spread and quantiles of `value`."""
    value = pl.col("value")
    found = pl.concat(
        part.select(
            measure=pl.lit(how.axis(part["measure"][0])),
            item=pl.lit(how("item", part["item"][0])),
            group=pl.lit(panel_title(part, how, item="")),
            n=pl.len(),
            mean=value.mean(),
            sd=value.std(),
            min=value.min(),
            p10=value.quantile(0.1, "linear"),
            median=value.median(),
            p90=value.quantile(0.9, "linear"),
            max=value.max(),
        )
        for part in partition(rows, "measure", "item")
    )
    return found if (found["item"] != "").any() else found.drop("item")


def tabulate_outcomes(rows: pl.DataFrame, how: How) -> pl.DataFrame:
    """Shares of outcomes by scope, level and year, from `outcome_shares` pooled by year.

    None where n is small: there the rate would say less than its three digits.
    """
    share = pl.when(~pl.col("small")).then("value")
    return pl.concat(
        part.select(
            group=pl.lit(panel_title(part, how, item="")),
            year=pl.col("year").cast(pl.Utf8).first(),
            **{item: share.filter(item=item).first() for item in fills("outcome_shares")},
            n=pl.col("n").first().cast(pl.Int64),
        )
        for part in partition(rows, "year")
    )


def tabulate_checks(rows: pl.DataFrame, how: How) -> pl.DataFrame:
    """How many identities of each kind pass, fail or cannot be assessed, from `check_matrix`."""
    reports = pl.col("report_id").n_unique().alias("reports")
    sums = rows.group_by("check", maintain_order=True).agg(reports, pl.sum(*fills("verdict")))
    return sums.with_columns(check=pl.Series([how("check", check) for check in sums["check"]]))


TABLES: dict[str, Callable[[pl.DataFrame, How], pl.DataFrame]] = {
    "statistics": describe_values,
    "outcomes": tabulate_outcomes,
    "checks": tabulate_checks,
}


def _make_table(cells: pl.DataFrame, how: How, name: str) -> Any:
    """The table of great_tables with words and formats; `name` is its id."""
    from great_tables import GT

    words: Any = {name: how("column", name) for name in cells.columns if name != "group"}
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
    (kind,) = check_words(kind, list(TABLES), "table")
    # rows behind another one of the same issuer, scope and year have no `further`
    rows = rows.drop_nulls([name for name in ("further", "value") if name in rows.columns])
    if rows.is_empty():
        raise UsageError(f"table {kind}: no row has a number")
    shown, name = "", name or f"table-{kind}"
    for language in check_words(lang, LANGUAGES, "language"):
        how = How(language)
        made = _make_table(TABLES[kind](rows, how), how, f"{name}-{language}")
        if out:
            write_whole(Path(out) / f"{name}-{language}.html", made.as_raw_html().encode())
            write_whole(Path(out) / f"{name}-{language}.tex", made.as_latex().encode())
        shown = shown or made.as_raw_html()
    return shown
