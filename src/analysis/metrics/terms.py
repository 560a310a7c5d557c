"""Terms of a measure, and their value in every report of a dataset.

A term names a printed number (`applications.new`, `disputes.reconsideration.corrected`), a group of rows
of the report's own form (`applications.refused`), or a figure in prose (`statements.proactive_items`).
A number that is not there stays missing, with the reason; only a printed or proven 0 is 0.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from importlib.resources import files

import polars as pl

from ..errors import UsageError
from ..forms import forms
from ..frames.schema import Frames

Address = tuple[str, str, str]  # table, row, column; a group of rows stands in the place of a row

_FACT = {
    **dict.fromkeys(["report_id", "table", "row", "column"], pl.Utf8), "value": pl.Float64, "form": pl.Utf8, "zero_proven": pl.Boolean,
    **dict.fromkeys(["evidence", "bound"], pl.Utf8),
}  # fmt: skip
TOTAL = {"applications": "total", "disputes": "total"}
GROUPS: dict[tuple[str, str], tuple[str, ...]] = {
    (table, group): tuple(rows)
    for name, rows in tomllib.loads((files(__package__) / "definitions.toml").read_text("utf-8"))[
        "groups"
    ].items()
    for table, group in [name.split(".")]
}


@dataclass(frozen=True, slots=True)
class Term:
    """A signed term: the first of `alternatives` that is known in a report; each is a sum of addresses."""

    text: str
    sign: int
    alternatives: tuple[tuple[Address, ...], ...]

    @property
    def addresses(self) -> tuple[Address, ...]:
        return tuple(address for option in self.alternatives for address in option)


def parse(text: str) -> Term:
    """A term string as a `Term`.

    >>> parse("-disputes.litigation.pending")
    Term(text='disputes.litigation.pending', sign=-1, alternatives=((('disputes', 'litigation', 'pending'),),))
    >>> parse("applications.granted + applications.granted_partly").addresses
    (('applications', 'granted', 'total'), ('applications', 'granted_partly', 'total'))
    """
    sign = -1 if text.startswith("-") else 1
    text = text.removeprefix("-")
    return Term(
        text,
        sign,
        tuple(
            tuple(_address(part) for part in option.split(" + ")) for option in text.split(" | ")
        ),
    )


def _address(text: str) -> Address:
    table, _, rest = text.partition(".")
    if table == "statements":  # a key of its own with points in it
        return table, rest, ""
    row, _, column = rest.partition(".")
    return table, row, column or TOTAL.get(table, "")


def facts(
    frames: Frames, tables: Collection[str], population: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Every number of some tables that a term can name: report_id, table, row, column, value, form, zero_proven, evidence, bound.

    `applications` and `disputes` come from their tidy frames, where blanks that the identities prove are 0; the
    other tables from `cells`, as printed; statements of the report's own year, of the whole scope and of all cases;
    `population` from the user's own frame.
    """
    parts = [pl.DataFrame(schema=_FACT)]
    if "applications" in tables:
        parts.append(
            frames["applications"]
            .rename({"outcome": "row", "applicant": "column", "count": "value"})
            .with_columns(table=pl.lit("applications"))
        )
    if "disputes" in tables:
        parts.append(
            frames["disputes"]
            .rename({"channel": "row", "result": "column", "count": "value"})
            .with_columns(table=pl.lit("disputes"))
        )
    if printed := set(tables) - {"applications", "disputes", "statements", "population"}:
        parts.append(
            frames["cells"]
            .filter(pl.col("table").is_in(printed))
            .with_columns(evidence=pl.lit("table"))
        )
    if "statements" in tables:
        parts.append(
            _said(frames).with_columns(table=pl.lit("statements"), evidence=pl.lit("prose"))
        )
    if "population" in tables and population is not None:
        parts.append(
            _residents(frames["reports"], population).with_columns(
                table=pl.lit("population"), evidence=pl.lit("user")
            )
        )
    every = pl.concat(
        [
            part.select(
                pl.col(name).cast(kind) for name, kind in _FACT.items() if name in part.columns
            )
            for part in parts
        ],
        how="diagonal",
    )
    return every.with_columns(
        pl.col("column").fill_null(""),
        pl.col("zero_proven").fill_null(False),
        pl.col("bound").fill_null("exact"),
    )


def _said(frames: Frames) -> pl.DataFrame:
    """Statements that can stand for the report: where two differ, neither is taken."""
    years = frames["reports"].select("report_id", report_year="year")
    whole = (
        frames["statements"]
        .join(years, on="report_id")
        .filter(~pl.col("part"), pl.col("value").is_not_null(), pl.col("basis") == "all")
    )
    own = whole.filter(
        pl.col("year").is_null() | (pl.col("year") == pl.col("report_year"))
    ).group_by("report_id", row="key")
    bound = (
        pl.when(pl.col("bound").n_unique() == 1)
        .then(pl.col("bound").min())
        .otherwise(pl.lit("exact"))
    )
    return own.agg(pl.col("value").min(), bound=bound, values=pl.col("value").n_unique()).filter(
        values=1
    )


def _residents(reports: pl.DataFrame, population: pl.DataFrame) -> pl.DataFrame:
    """The user's population of the area of a report, by issuer_id and year."""
    if missing := {"issuer_id", "year", "population"} - set(population.columns):
        raise UsageError(f"population lacks the columns {', '.join(sorted(missing))}")
    people = population.select(
        "issuer_id", pl.col("year").cast(pl.Int32), value=pl.col("population")
    )
    if people.select("issuer_id", "year").is_duplicated().any():
        raise UsageError("population has two rows for one issuer and year")
    return (
        reports.filter(scope="area")
        .join(people, on=["issuer_id", "year"])
        .select("report_id", "value", row=pl.lit("residents"))
    )


def rows_of(address: Address, form: str | None) -> tuple[str, ...]:
    """The rows that an address needs in a form: itself, or those of its group; () where the form has no such group."""
    table, name, _ = address
    if (table, name) in GROUPS:
        return GROUPS[table, name]
    group, _, nature = name.partition(":")
    every = [row for f in forms().values() for t in f.tables if t.key == table for row in t.rows]
    if not any(row.group == group for row in every if group):
        return (name,)
    own = [
        row
        for t in (forms()[form].tables if form in forms() else ())
        if t.key == table
        for row in t.rows
    ]
    return tuple(
        row.key for row in own if row.group == group and (not nature or row.nature == nature)
    )


def value_of(address: Address, known: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    """One address in every report: report_id, value, zeros (proven blanks used), evidence, bound, used (its form), absent (what is missing).

    A group is the sum of its rows where all of them are known; else the figure given for the group itself.
    """
    table, name, column = address
    of_forms = [
        (form, row) for form in reports["form"].unique().to_list() for row in rows_of(address, form)
    ]
    wanted = pl.DataFrame(of_forms, schema={"form": pl.Utf8, "row": pl.Utf8}, orient="row")
    here = known.filter(pl.col("table") == table, pl.col("column") == column)
    needed = (
        reports.select("report_id", "form")
        .join(wanted, on="form", nulls_equal=True)
        .join(here, on=["report_id", "row"], how="left")
    )
    summed = needed.group_by("report_id").agg(
        value=pl.when(pl.col("value").is_not_null().all()).then(pl.col("value").sum()),
        zeros=pl.col("zero_proven").fill_null(False).sum().cast(pl.Int32),
        evidence=pl.col("evidence").drop_nulls().min(),
        used=pl.col("form_right").drop_nulls().min(),
        bound=pl.when((pl.col("bound") == "exact").all())
        .then(pl.lit("exact"))
        .otherwise(pl.col("bound").filter(pl.col("bound") != "exact").min()),
        absent=pl.col("row").filter(pl.col("value").is_null()).sort().str.join(", "),
    )
    direct = here.filter(pl.col("row") == name, pl.col("value").is_not_null()).select(
        "report_id", d="value", e="evidence", b="bound", f="form"
    )
    both = (
        reports.select("report_id")
        .join(summed, on="report_id", how="left")
        .join(direct, on="report_id", how="left")
    )
    taken = pl.col("value").is_null() & pl.col("d").is_not_null()
    return both.select(
        "report_id",
        value=pl.coalesce("value", "d"),
        zeros=pl.when(taken).then(0).otherwise(pl.col("zeros").fill_null(0)),
        evidence=pl.when(taken).then("e").otherwise("evidence"),
        bound=pl.when(taken).then("b").otherwise(pl.col("bound").fill_null("exact")),
        used=pl.when(taken).then("f").otherwise("used"),
        absent=pl.when(pl.coalesce("value", "d").is_not_null())
        .then(pl.lit(""))
        .otherwise(pl.concat_str(pl.lit(f"{table}."), pl.col("absent").fill_null(name))),
    )
