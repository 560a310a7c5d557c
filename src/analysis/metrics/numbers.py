"""The numbers of a measure's terms in every report, side by side, and sums of them.

A number that is not there stays missing, with its name; only a printed or proven 0 is 0.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from operator import add

import numpy as np
import polars as pl

from ..errors import UsageError
from ..frames.schema import BOUNDS, FORMS, Frames
from .terms import Address, Term, variants_of

Number = Mapping[str, pl.Expr]
"""A number of every report: expressions over the frame of `NumberFrame`, by names of `PARTS`."""

# How the parts of several numbers become those of their sum: it is missing as soon as one value is.
PARTS: Mapping[str, Callable[[Sequence[pl.Expr]], pl.Expr]] = {
    "value": lambda parts: reduce(add, parts),
    "zeros": lambda parts: reduce(add, parts),  # proven blanks that it stands on
    "recovered": pl.max_horizontal,  # a cell that was placed by the identities
    "prose": pl.max_horizontal,  # from running text
    "bound": pl.max_horizontal,  # place in BOUNDS
    "form": pl.coalesce,  # edition of the table, place in FORMS
    "absent": lambda parts: pl.concat_str(parts, separator="; ", ignore_nulls=True),
}
_TIDY = {"applications": ("outcome", "applicant"), "disputes": ("channel", "result")}
_FACT = {
    **dict.fromkeys(("report_id", "row", "column"), pl.Utf8),
    "value": pl.Float64,
    **dict.fromkeys(("zeros", "recovered", "prose", "bound"), pl.UInt8),
    "form": pl.UInt8,
}
_NO_FORM = len(FORMS)
# What a place holds where there is no number, and as what it is kept.
_EMPTY: Mapping[str, tuple[float, type[np.generic]]] = {
    "value": (np.nan, np.float64),
    **dict.fromkeys(("zeros", "recovered", "prose", "bound"), (0, np.uint8)),
    "form": (_NO_FORM, np.uint8),
}


_FORM = pl.col("form").cast(pl.Enum(FORMS)).to_physical()


def sum_numbers(numbers: Sequence[Number]) -> Number:
    """The sum of numbers."""
    return {part: join([number[part] for number in numbers]) for part, join in PARTS.items()}


def first_known(numbers: Sequence[Number]) -> Number:
    """The first of several numbers that is known in a report; where none is, the first one is
    missing.
    """

    def or_else(one: Number, other: Number) -> Number:
        known = one["value"].is_not_null()
        chosen = {part: pl.when(known).then(one[part]).otherwise(other[part]) for part in PARTS}
        absent = pl.when(~known & other["value"].is_null()).then(one["absent"])
        return chosen | {"absent": pl.coalesce(absent, chosen["absent"])}

    return reduce(or_else, numbers)


def scan(frames: Frames, name: str) -> pl.LazyFrame:
    """A frame of a dataset, read only as far as it is needed where the dataset can."""
    lazily = getattr(frames, "scan", None)
    return lazily(name) if lazily else frames[name].lazy()


class NumberFrame:
    """The numbers of all addresses of some terms in every report.

    `frame`: one row per report, in their order, with `form` and the columns `<part>_<place>`.
    """

    def __init__(
        self,
        frames: Frames,
        reports: pl.DataFrame,
        terms: Iterable[Term],
        population: pl.DataFrame | None = None,
        blanks: str = "proven",
    ) -> None:
        addresses = dict.fromkeys(address for term in terms for address in term.addresses)
        places = {
            (table, row, column): None
            for table, name, column in addresses
            for row in (name, *(r for rows in variants_of((table, name, column)) for r in rows))
        }
        self.places = {place: at for at, place in enumerate(places)}
        facts = find_facts(frames, reports["report_id"], self.places, population)
        if blanks == "missing":
            facts = facts.filter(pl.col("zeros") == 0)
        where = facts["place"].to_numpy(), facts["at"].to_numpy()
        columns = {"form": reports["form"]}
        for part, (empty, kind) in _EMPTY.items():
            grid = np.full((len(places), reports.height), empty, kind)
            grid[where] = facts[part].fill_null(empty).to_numpy()
            columns |= {f"{part}_{at}": pl.Series(row) for at, row in enumerate(grid)}
        self.frame = pl.DataFrame(columns)
        self.numbers = {address: self._number_of(address) for address in addresses}

    # An address: the sum of the rows of its group in the report's form, else the figure for the
    # group.
    def _number_of(self, address: Address) -> Number:
        table, name, column = address
        numbers = []
        for rows, of in variants_of(address).items():
            if rows and rows != (name,):
                summed = sum_numbers([self._place((table, row, column)) for row in rows])
                own = {
                    part: pl.when(pl.col("form").is_in(of)).then(summed[part])
                    for part in ("value", "absent")
                }
                numbers.append({**summed, **own})
        return first_known([*numbers, self._place(address)])

    def _place(self, place: Address) -> Number:
        parts = {part: pl.col(f"{part}_{self.places[place]}") for part in _EMPTY}
        parts["value"] = parts["value"].fill_nan(None)
        known = parts["value"].is_not_null()
        parts["form"] = pl.when(known & (parts["form"] != _NO_FORM)).then(parts["form"])
        return {**parts, "absent": pl.when(~known).then(pl.lit(f"{place[0]}.{place[1]}"))}

    def number(self, term: Term) -> Number:
        """A signed term: the first of its options that is known."""
        options = [sum_numbers([self.numbers[a] for a in option]) for option in term.options]
        best = first_known(options)
        return {**best, "value": best["value"] * term.sign}


def find_facts(
    frames: Frames,
    report_ids: pl.Series,
    places: Mapping[Address, int],
    population: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """The numbers at some places: `place`, `at` (the place of the report), and the parts of
    `_FACT`.
    """
    index = pl.LazyFrame({"report_id": report_ids}).with_row_index("at")
    found = []
    for table in dict.fromkeys(table for table, _, _ in places):
        wanted = [(row, column, at) for (of, row, column), at in places.items() if of == table]
        schema = {"row": pl.Utf8, "column": pl.Utf8, "place": pl.UInt32}
        facts = _facts_of(frames, table, population)
        has = facts.collect_schema().names()
        defaults = dict.fromkeys(_EMPTY, 0) | {"form": _NO_FORM, "column": ""}
        lacking = {name: pl.lit(value) for name, value in defaults.items() if name not in has}
        found.append(
            facts.with_columns(**lacking)
            .select(pl.col(name).cast(kind) for name, kind in _FACT.items())
            .join(pl.LazyFrame(wanted, schema=schema, orient="row"), on=["row", "column"])
            .join(index, on="report_id")
            .select("place", "at", *_EMPTY)
        )
    return pl.concat(pl.collect_all(found, engine="streaming"))


def _facts_of(frames: Frames, table: str, population: pl.DataFrame | None) -> pl.LazyFrame:
    """Every number of a table that a term can name, with the columns of `_FACT` that it has.

    `applications` and `disputes` come from their tidy frames, where blanks that the identities
    prove are 0; other tables from `cells`, as printed. Statements: see `_statements_of_reports`.
    """
    recovered = pl.col("status") == "recovered"
    if names := _TIDY.get(table):
        return scan(frames, table).select(
            "report_id",
            form=_FORM,
            row=names[0],
            column=names[1],
            value="count",
            zeros="zero_proven",
            prose=pl.col("evidence") == "prose",
            recovered=recovered,
        )
    if table == "statements":
        return _statements_of_reports(frames)
    if table == "population":
        return _residents(frames["reports"], population)
    cells = scan(frames, "cells").filter(pl.col("table") == table)
    return cells.select("report_id", "row", "column", "value", form=_FORM, recovered=recovered)


def _statements_of_reports(frames: Frames) -> pl.LazyFrame:
    """Figures in prose that can stand for the report: of its own year, its whole scope and all
    cases.

    Where two of them differ, neither is taken.
    """
    years = scan(frames, "reports").select("report_id", report_year="year")
    own_year = pl.col("year").fill_null(pl.col("report_year")).eq_missing(pl.col("report_year"))
    bound = pl.col("bound").cast(pl.Enum(BOUNDS)).to_physical()
    return (
        scan(frames, "statements")
        .filter(~pl.col("part"), pl.col("value").is_not_null(), pl.col("basis") == "all")
        .join(years, on="report_id")
        .filter(own_year)
        .group_by("report_id", row="key")
        .agg(
            pl.col("value").min(),
            bound=pl.when(bound.n_unique() == 1).then(bound.min()).otherwise(0),
            values=pl.col("value").n_unique(),
        )
        .filter(pl.col("values") == 1)
        .with_columns(prose=True)
    )


# The user's population of the area of a report, by issuer_id and year.
def _residents(reports: pl.DataFrame, population: pl.DataFrame | None) -> pl.LazyFrame:
    if population is None:
        return pl.LazyFrame(schema=_FACT)
    if missing := {"issuer_id", "year", "population"} - set(population.columns):
        raise UsageError(f"population lacks the columns {', '.join(sorted(missing))}")
    people = population.select("issuer_id", pl.col("year").cast(pl.Int32), value="population")
    if people.select("issuer_id", "year").is_duplicated().any():
        raise UsageError("population has two rows for one issuer and year")
    areas = reports.filter(pl.col("scope") == "area").join(people, on=["issuer_id", "year"])
    return areas.lazy().select("report_id", "value", row=pl.lit("residents"))
