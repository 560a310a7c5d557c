"""What notebooks say and show of frames: sentences computed from the data, and compact tables."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from .metrics import measures
from .metrics.definitions import find_measure
from .terminal import join_lines, write_count

LISTED = 20  # rows of a table in a notebook
SEPARATED = 10_000  # numbers from here on have separators of thousands
NAMED = 8  # reports in a sentence
_GROUPS = ("issuer", "province", "prefecture", "level", "scope", "year", "measure", "item")
# Characters that begin something else in Markdown; `*` stays, which sets our own words in bold.
_AS_TEXT = {ord(sign): f"&#{ord(sign)};" for sign in "<>&[]`\\"} | {ord("\n"): " "}


class Words(str):
    """A text that a notebook shows as prose: names and titles in it are text, never a link or a
    script.
    """

    def _repr_markdown_(self) -> str:
        return str(self).translate(_AS_TEXT)

    def __repr__(self) -> str:
        return join_lines(self.split("\n"))


@dataclass(frozen=True, slots=True)
class Table:
    """A frame as a notebook shows it: all columns, the first rows, and how many more there are."""

    frame: pl.DataFrame
    rows: int = LISTED

    def __repr__(self) -> str:
        with pl.Config(tbl_rows=self.rows, tbl_cols=-1, tbl_hide_column_data_types=True):
            return join_lines(str(self.frame).split("\n"))

    def _repr_html_(self) -> str:
        sides = list(map(_choose_side, self.frame.dtypes))
        head = "".join(
            f'<th style="text-align:{_choose_side(dtype)}">{html.escape(name)}</th>'
            for name, dtype in self.frame.schema.items()
        )
        body = "".join(
            f"<tr>{''.join(map(_write_cell, sides, row))}</tr>"
            for row in self.frame.head(self.rows).iter_rows()
        )
        more = self.frame.height - self.rows
        note = f"<p>… and {write_count(more, 'more row')}</p>" if more > 0 else ""
        empty = "" if self.frame.height else "<p>no rows</p>"
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}{empty}"


def _choose_side(dtype: pl.DataType) -> str:
    """Numbers stand to the right, all else to the left."""
    return "right" if dtype.is_numeric() else "left"


def _write_cell(side: str, value: object) -> str:
    """A cell of HTML; nothing for a gap, and separators in numbers that are longer than a year."""
    text = "" if value is None else html.escape(str(value))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        digits = 2 if isinstance(value, float) and not value.is_integer() else 0
        text = f"{value:,.{digits}f}" if abs(value) >= SEPARATED else f"{value:.{digits}f}"
    return f'<td style="text-align:{side}">{text}</td>'


def show(frame: pl.DataFrame, rows: int = LISTED) -> Table:
    """Return a frame as a table for reading in a notebook."""
    return Table(frame, rows)


def describe_reports(reports: pl.DataFrame) -> Words:
    """Return in a sentence how many reports, issuers and years there are, by level and scope.

    >>> describe_reports(pl.DataFrame({"issuer_id": []}))
    No report matches.
    """
    if reports.is_empty():
        return Words("No report matches.")
    years = reports["year"].drop_nulls()
    span = f", {_write_span(years)}" if len(years) else ""
    issuers = write_count(reports["issuer_id"].drop_nulls().n_unique(), "issuer")
    kinds = reports.group_by("level", "scope", maintain_order=True).len().sort("level", "scope")
    listed = "; ".join(f"{level}, {scope}: {count}" for level, scope, count in kinds.iter_rows())
    return Words(f"{write_count(reports.height, 'report')} of {issuers}{span} ({listed}).")


def _write_span(years: pl.Series) -> str:
    ordered = years.unique().sort().to_list()
    return str(ordered[0]) if len(ordered) == 1 else f"{ordered[0]} to {ordered[-1]}"


def describe_measure(key: str) -> Words:
    """Return the name of a measure, its definition, its unit, and what n is.

    Raises `UsageError` with the nearest keys where there is no such measure.
    """
    spec = find_measure(key)
    return Words(f"**{spec.name} {spec.name_zh}** ({spec.unit}): {spec.words} n: {spec.n}.")


def describe_rows(rows: pl.DataFrame) -> Words:
    """Return what rows of a measure hold, in sentences: how many values, from where to where.

    The lowest and the highest are named, of those with enough n where there are any; then how many
    rest on a small n, how many are contradicted by their own report, and why values are missing.
    `rows` are those of `metrics.measure`, `trend`, `change` or `pool`, of one measure.
    """
    if rows.is_empty():
        return Words("No row matches.")
    spec = measures()[rows["measure"][0]]
    given = rows.filter(pl.col("value").is_not_null())
    small = pl.col("small").fill_null(False)
    parts = [f"{spec.name}: {given.height} of {write_count(rows.height, 'row')} have a value"]
    large = given.filter(~small)
    if (ordered := (large if large.height else given).sort("value")).height > 1:
        low, high = (_name_row(ordered.row(at, named=True), spec.unit) for at in (0, -1))
        median = ordered.select(pl.median("value")).item()
        parts[0] += f", from {low} to {high}, median {median:.4g} {spec.unit}"
    counted = {
        "Small n": given.filter(small).height,
        "Contradicted within the report": given.filter(pl.col("contradicted") > 0).height,
    }
    parts += [
        f"{words}: {write_count(count, 'value')}" for words, count in counted.items() if count
    ]
    missing = rows.filter(pl.col("value").is_null())["reason"].value_counts(sort=True)
    if missing.height:
        reasons = missing.sort("count", "reason", descending=[True, False]).head(4).iter_rows()
        parts.append("Missing: " + "; ".join(f"{reason} ({count})" for reason, count in reasons))
    return Words(". ".join(parts) + ".")


def _name_row(row: dict[str, object], unit: str) -> str:
    """The value of a row with what it is of: issuer and year, or the groups of a pool."""
    of = ("issuer", "year", "item") if row.get("issuer") else _GROUPS
    names = [str(row[name]) for name in of if row.get(name) and name != "measure"]
    return f"{row['value']:.4g} {unit} ({', '.join(names)})"


def tabulate_rows(rows: pl.DataFrame, by: Sequence[str] = ()) -> pl.DataFrame:
    """Return rows of a measure for reading: groups, value, limits, k, n, and what is wrong.

    Values have two decimals. `by`: further columns to show first. `note` is the reason of a gap, or
    what contradicts the numbers. Columns that are the same in every row are left out.
    """
    known = [name for name in dict.fromkeys((*by, *_GROUPS)) if name in rows.columns]
    same = {name for name in known if rows[name].n_unique() < 2 and name not in ("issuer", "year")}
    shown = [name for name in known if name not in same or name in by]
    numbers = [pl.col(name).round(2) for name in ("value", "low", "high")]
    counts = [pl.col(name).round(0).cast(pl.Int64, strict=False) for name in ("k", "n")]
    more = [name for name in ("reports", "issuers") if name in rows.columns]
    failing = "failing" if "failing" in rows.columns else pl.lit(None, pl.Utf8)
    note = pl.coalesce(*(pl.when(pl.col("reason") != "").then("reason"), failing))
    return rows.select(*shown, *numbers, *counts, *more, note=note.fill_null(""))


def describe_checks(matrix: pl.DataFrame) -> Words:
    """Return how many required identities hold, of `metrics.check_matrix`, and where some fail."""
    if matrix.is_empty():
        return Words("No report has a table whose sums can be checked.")
    totals = matrix.select(pl.sum("pass_printed", "pass_with_zeros", "fail", "not_assessable")).row(
        0, named=True
    )
    failing = matrix.filter(pl.col("fail") > 0).select("issuer", "year").unique(maintain_order=True)
    named = ", ".join(f"{issuer} {year}" for issuer, year in failing.head(NAMED).iter_rows())
    more = f" and {failing.height - NAMED} more" if failing.height > NAMED else ""
    where = f", in {named}{more}" if named else ""
    return Words(
        f"{totals['pass_printed']} identities hold on printed numbers alone and "
        f"{totals['pass_with_zeros']} with blanks proven to be zero; {totals['fail']} fail{where}; "
        f"{totals['not_assessable']} cannot be assessed."
    )
