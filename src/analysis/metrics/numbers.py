"""The numbers of a measure's terms in every report, as columns side by side, and sums of them.

A number that is not there stays missing, with its name; only a printed or proven 0 is 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import add

import polars as pl

from ..errors import UsageError
from ..frames.schema import BOUNDS, Frames
from .terms import Address, Term, variants_of

_TIDY = {
    "applications": ("outcome", "applicant"),
    "disputes": ("channel", "result"),
}
_FACT = {
    "report_id": pl.Utf8,
    "table": pl.Utf8,
    "row": pl.Utf8,
    "column": pl.Utf8,
    "value": pl.Float64,
    "zero": pl.Boolean,
    "prose": pl.Boolean,
    "recovered": pl.Boolean,
    "bound": pl.UInt8,
    "form": pl.Utf8,
}
_PARTS = tuple(_FACT)[4:]


@dataclass(frozen=True, slots=True)
class Number:
    """A number of every report as expressions over one frame.

    value: Float64, null where it is not known; zeros: how many proven blanks it stands on; prose: whether
    it is from running text; recovered: whether a cell was placed by the identities; bound: place in
    `BOUNDS`; form: edition of its table; absent: what is missing.
    """

    value: pl.Expr
    zeros: pl.Expr
    prose: pl.Expr
    recovered: pl.Expr
    bound: pl.Expr
    form: pl.Expr
    absent: pl.Expr

    def or_else(self, other: Number) -> Number:
        """This number where it is known, else the other; what is missing is named from this one."""
        known = self.value.is_not_null()
        parts = {
            name: pl.when(known).then(getattr(self, name)).otherwise(getattr(other, name))
            for name in self.__slots__[1:-1]
        }
        value = pl.coalesce(self.value, other.value)
        absent = pl.when(value.is_null()).then(pl.coalesce(self.absent, other.absent))
        return Number(value, **parts, absent=absent)

    def columns(self, prefix: str) -> dict[str, pl.Expr]:
        """The expressions by name, to be columns of a frame."""
        return {f"{prefix}{name}": getattr(self, name) for name in self.__slots__}


def named_number(prefix: str) -> Number:
    """The number whose `columns` are in a frame."""
    return Number(**{name: pl.col(f"{prefix}{name}") for name in Number.__slots__})


def total_of(numbers: Sequence[Number], separator: str = "; ") -> Number:
    """The sum of numbers: missing as soon as one is, with the names of all that are."""
    if len(numbers) == 1:
        return numbers[0]
    return Number(
        reduce(add, (number.value for number in numbers)),
        reduce(add, (number.zeros for number in numbers)),
        pl.any_horizontal(number.prose for number in numbers),
        pl.any_horizontal(number.recovered for number in numbers),
        pl.max_horizontal(number.bound for number in numbers),
        pl.coalesce(number.form for number in numbers),
        pl.concat_str(
            (number.absent for number in numbers), separator=separator, ignore_nulls=True
        ),
    )


def bound_word(bound: pl.Expr) -> pl.Expr:
    """The word of a bound from its place in `BOUNDS`."""
    return bound.replace_strict(dict(enumerate(BOUNDS)), return_dtype=pl.Utf8)


def scan(frames: Frames, name: str) -> pl.LazyFrame:
    """A frame of a dataset, read only as far as it is needed where the dataset can."""
    lazily = getattr(frames, "scan", None)
    return lazily(name) if lazily else frames[name].lazy()


def _facts_of(frames: Frames, table: str, population: pl.DataFrame | None) -> pl.LazyFrame:
    """Every number of a table that a term can name, with the columns of `_FACT` that it has.

    `applications` and `disputes` come from their tidy frames, where blanks that the identities prove are
    0; other tables from `cells`, as printed.
    """
    if names := _TIDY.get(table):
        return scan(frames, table).select(
            "report_id",
            "form",
            pl.col(names[0]).cast(pl.Utf8).alias("row"),
            pl.col(names[1]).cast(pl.Utf8).alias("column"),
            value="count",
            zero="zero_proven",
            prose=pl.col("evidence") == "prose",
            recovered=pl.col("status") == "recovered",
        )
    if table == "statements":
        return _statements_of_reports(frames)
    if table == "population":
        return _residents(frames["reports"], population)
    cells = scan(frames, "cells").filter(pl.col("table") == table)
    recovered = pl.col("status") == "recovered"
    return cells.select("report_id", "row", "column", "value", "form", recovered=recovered)


def _statements_of_reports(frames: Frames) -> pl.LazyFrame:
    """Figures in prose that can stand for the report: of its own year, its whole scope and all cases.

    Where two of them differ, neither is taken.
    """
    years = scan(frames, "reports").select("report_id", report_year="year")
    said = (
        scan(frames, "statements")
        .join(years, on="report_id")
        .filter(
            ~pl.col("part"),
            pl.col("value").is_not_null(),
            pl.col("basis") == "all",
            pl.col("year").is_null() | (pl.col("year") == pl.col("report_year")),
        )
    )
    bound = pl.col("bound").cast(pl.Enum(BOUNDS)).to_physical().cast(pl.UInt8)
    return (
        said.group_by("report_id", row="key")
        .agg(
            pl.col("value").min(),
            bound=pl.when(pl.col("bound").n_unique() == 1).then(bound.min()).otherwise(0),
            values=pl.col("value").n_unique(),
        )
        .filter(pl.col("values") == 1)
        .with_columns(prose=pl.lit(True))
    )


def _residents(reports: pl.DataFrame, population: pl.DataFrame | None) -> pl.LazyFrame:
    """The user's population of the area of a report, by issuer_id and year."""
    if population is None:
        return pl.LazyFrame(schema=_FACT)
    if missing := {"issuer_id", "year", "population"} - set(population.columns):
        raise UsageError(f"population lacks the columns {', '.join(sorted(missing))}")
    people = population.select(
        "issuer_id", pl.col("year").cast(pl.Int32), value=pl.col("population")
    )
    if people.select("issuer_id", "year").is_duplicated().any():
        raise UsageError("population has two rows for one issuer and year")
    areas = reports.filter(pl.col("scope") == "area").join(people, on=["issuer_id", "year"])
    return areas.lazy().select("report_id", "value", row=pl.lit("residents"))


def number_frame(
    frames: Frames,
    reports: pl.DataFrame,
    terms: Iterable[Term],
    population: pl.DataFrame | None = None,
    blanks: str = "proven",
) -> tuple[pl.DataFrame, dict[Address, Number]]:
    """The reports with the numbers of all addresses of some terms as columns, and which column is which.

    `blanks` "missing" leaves a blank missing that the identities prove to be 0.
    """
    addresses = list(dict.fromkeys(address for term in terms for address in term.addresses))
    places = {
        (table, row, column): str(at)
        for at, (table, row, column) in enumerate(
            dict.fromkeys(
                (table, row, column)
                for table, name, column in addresses
                for row in (name, *(r for rows in variants_of((table, name, column)) for r in rows))
            )
        )
    }
    wide = _pivot(frames, places, population, blanks)
    joined = reports.join(wide, on="report_id", how="left", maintain_order="left")
    numbers = {
        address: _address_number(address, places).columns(f"{at}|")
        for at, address in enumerate(addresses)
    }
    columns = {name: expr for number in numbers.values() for name, expr in number.items()}
    frame = joined.select(*reports.columns, **columns)
    return frame, {address: named_number(f"{at}|") for at, address in enumerate(addresses)}


def _pivot(
    frames: Frames, places: dict[Address, str], population: pl.DataFrame | None, blanks: str
) -> pl.DataFrame:
    """One row per report, one column per part of a number and place, `<part>_<place>`."""
    wanted = pl.LazyFrame(
        [(*address, place) for address, place in places.items()],
        schema=["table", "row", "column", "place"],
        orient="row",
    )
    defaults = {
        "column": "",
        "zero": False,
        "prose": False,
        "recovered": False,
        "bound": 0,
        "form": None,
    }
    facts = []
    for table in dict.fromkeys(table for table, _, _ in places):
        found = _facts_of(frames, table, population)
        has = found.collect_schema().names()
        found = found.with_columns(
            **{name: pl.lit(value) for name, value in defaults.items() if name not in has}
        ).with_columns(table=pl.lit(table))
        facts.append(found.select(pl.col(name).cast(kind) for name, kind in _FACT.items()))
    known = (
        pl.concat(facts)
        .filter(pl.col("row").is_in(list({row for _, row, _ in places})))
        .join(wanted, on=["table", "row", "column"])
    )
    if blanks == "missing":
        known = known.with_columns(value=pl.when(~pl.col("zero")).then("value"))
    return (
        known.select("report_id", "place", *_PARTS)
        .collect(engine="streaming")
        .pivot("place", on_columns=list(places.values()), index="report_id", values=list(_PARTS))
    )


def _address_number(address: Address, places: dict[Address, str]) -> Number:
    """One address: the sum of the rows of its group in the report's form, else the figure for the group."""
    table, name, column = address
    direct = _place_number(places[address], f"{table}.{name}")
    sums = [
        (total_of([_place_number(places[table, row, column], row) for row in rows], ", "), of)
        for rows, of in variants_of(address).items()
        if rows and rows != (name,)
    ]
    for summed, of in sums:
        own = pl.col("form").is_in(of)
        absent = pl.when(own).then(pl.concat_str(pl.lit(f"{table}."), summed.absent))
        of_forms = replace(summed, value=pl.when(own).then(summed.value), absent=absent)
        direct = of_forms.or_else(direct)
    return direct


def _place_number(place: str, name: str) -> Number:
    value = pl.col(f"value_{place}")
    return Number(
        value,
        pl.col(f"zero_{place}").fill_null(False).cast(pl.Int32),
        pl.col(f"prose_{place}").fill_null(False),
        pl.col(f"recovered_{place}").fill_null(False),
        pl.col(f"bound_{place}").fill_null(0),
        pl.when(value.is_not_null()).then(f"form_{place}"),
        pl.when(value.is_null()).then(pl.lit(name)),
    )


def term_number(term: Term, numbers: Mapping[Address, Number]) -> Number:
    """A signed term: the first of its options that is known."""
    options = [total_of([numbers[address] for address in option]) for option in term.options]
    best = reduce(Number.or_else, options)
    return replace(best, value=best.value * term.sign)
