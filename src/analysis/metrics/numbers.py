"""The numbers of every report at the places that terms name, and the sums of them.

A number that is not there stays missing, with its name; only a printed or proven 0 is 0.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, reduce
from itertools import chain

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..errors import UsageError
from ..frames.schema import BOUNDS, FORMS, Frames
from .definitions import Address, Term, list_parts, measures
from .intervals import Array
from .reports import scan

FORM_AT = pl.col("form").cast(pl.Enum(FORMS)).to_physical() + 1
BOUND_AT = pl.col("bound").cast(pl.Enum(BOUNDS)).to_physical()
# A number of every report is an array of these parts: its value, nan where it is not known; how
# many proven blanks it stands on; and, the highest of a sum, whether a cell was placed by the
# identities, whether it is from running text, its bound (place in BOUNDS) and the edition of its
# table (place in FORMS counted from 1).
PARTS = ("value", "zeros", "recovered", "prose", "bound", "form")
_UNMARKED = dict.fromkeys(PARTS[1:], pl.lit(0))
_TIDY = {"applications": ("outcome", "applicant"), "disputes": ("channel", "result")}
_RESIDENTS = {"issuer_id": pl.Utf8, "year": pl.Int32, "population": pl.Float64}


def add_numbers(numbers: Sequence[Array]) -> Array:
    """The sum of numbers: not known as soon as one of them is not."""
    first, *others = numbers
    total = first.copy() if others else first
    for number in others:
        total[:2] += number[:2]
        np.maximum(total[2:], number[2:], out=total[2:])
    return total


def take_first_known(numbers: Sequence[Array]) -> Array:
    """In every report the first of several numbers that is known there."""
    return reduce(lambda first, other: np.where(np.isnan(first[0]), other, first), numbers)


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of every report at some places; after the last report those of no report."""

    rows: Mapping[Address, int]
    values: Array  # by place and report
    marks: NDArray[np.uint8]  # the further parts, by part, place and report
    forms: pl.Series  # "" for no report

    def add(self, terms: Sequence[Term]) -> Array:
        """The sum of signed terms, each the first of its options that is known."""
        numbers = []
        for term in terms:
            options = [add_numbers([self._find(a) for a in option]) for option in term.options]
            numbers.append(take_first_known(options))
            numbers[-1][0] *= term.sign
        return add_numbers(numbers)

    # The sum of the rows of a group in the form of the report, else the figure for the group.
    def _find(self, address: Address) -> Array:
        (table, name, column), parts = address, list_parts(address)
        ways = [self._read(address)]
        for rows in {*parts.values()} - {(), (name,)}:
            is_of = self.forms.is_in([form for form, own in parts.items() if own == rows])
            own = add_numbers([self._read((table, row, column)) for row in rows])
            own[0, ~is_of.fill_null(False).to_numpy()] = np.nan
            ways.insert(-1, own)
        return take_first_known(ways)

    def _read(self, place: Address) -> Array:
        row = self.rows[place]
        return np.vstack((self.values[row], self.marks[:, row]))

    def name_missing(self, *sides: tuple[Sequence[Term], NDArray[np.integer]]) -> pl.Series:
        """In words what terms lack in some reports; each side has terms and reports of its own."""
        cases = pl.DataFrame(
            {f"form {side}": self.forms.gather(reports) for side, (_, reports) in enumerate(sides)}
            | {
                f"{side} {place}": ~np.isnan(self.values[self.rows[place], reports])
                for side, (terms, reports) in enumerate(sides)
                for place in list_places(terms)
            }
        )
        unique = cases.unique()  # many reports lack the same
        words = []
        for case in unique.iter_rows(named=True):
            names: dict[str, None] = {}
            for side, (terms, _) in enumerate(sides):
                known = {place: case[f"{side} {place}"] for place in list_places(terms)}
                names |= dict.fromkeys(_list_missing(terms, case[f"form {side}"], known))
            words.append(f"not given: {'; '.join(names)}")
        named = unique.with_columns(words=pl.Series(words, dtype=pl.Categorical))
        keys = cases.columns
        return cases.join(named, keys, "left", nulls_equal=True, maintain_order="left")["words"]


def _list_missing(
    terms: Sequence[Term], form: str | None, known: Mapping[Address, bool]
) -> list[str]:
    if form == "":
        return ["a report of the year before"]
    chosen = [p for term in terms for p in choose_places(term, form, known.__getitem__)]
    return [f"{place[0]}.{place[1]}" for place in chosen if not known[place]]


def choose_places(
    term: Term, form: str | None, is_known: Callable[[Address], bool]
) -> Sequence[Address]:
    """The places that a term takes in a report: those of its first option that is known there, else
    what would stand in the first one.

    >>> from analysis.forms import find_newest_form
    >>> from analysis.metrics.definitions import parse_term
    >>> term = parse_term("applications.other | applications.unable")
    >>> form = find_newest_form("applications").key
    >>> known = choose_places(term, form, lambda place: "unable" in place[1])
    >>> [row for _, row, _ in known]
    ['unable_not_held', 'unable_needs_creation', 'unable_unclear']
    """
    options = [
        [place for address in option for place in _choose_parts(address, form, is_known)]
        for option in term.options
    ]
    return next((places for places in options if all(map(is_known, places))), options[0])


# The rows of a group in the form of the report, else the figure for the group.
def _choose_parts(
    address: Address, form: str | None, is_known: Callable[[Address], bool]
) -> Sequence[Address]:
    table, _, column = address
    parts = [(table, row, column) for row in list_parts(address).get(form or "", ())]
    ways = [parts, [address]] if parts else [[address]]
    return next((way for way in ways if all(map(is_known, way))), ways[0])


def list_places(terms: Iterable[Term]) -> tuple[Address, ...]:
    """Table, row and column of every number that some terms can need, in any form."""
    places = (
        (table, row, column)
        for term in terms
        for table, name, column in term.addresses
        for row in (name, *chain.from_iterable(list_parts((table, name, column)).values()))
    )
    return tuple(dict.fromkeys(places))


@cache
def list_known_places() -> tuple[Address, ...]:
    """The places of all measures, which are read together."""
    sides = (side for m in measures().values() for item in m.items for side in m.terms(item))
    return list_places(chain.from_iterable(sides))


def read_numbers(
    frames: Frames,
    reports: pl.DataFrame,
    places: Sequence[Address],
    blanks: str = "proven",
    population: pl.DataFrame | None = None,
) -> Numbers:
    """The numbers at some places in every report, in the order of the reports.

    `blanks`: "proven" counts a blank that the identities prove as 0; "missing" leaves it missing.
    """
    keys = ["table", "row", "column"]
    wanted = pl.LazyFrame(places, dict.fromkeys(keys, pl.Utf8), orient="row")
    index = reports.lazy().select("report_id").with_row_index("at")
    marks = pl.col(PARTS[1:]).cast(pl.UInt8).fill_null(0)
    found = []
    for facts in (
        *_scan_facts(frames, {place[0] for place in places}),
        _scan_residents(reports, population),
    ):
        # in the kinds of the facts: to write out the names of each takes longer than the join
        kinds = facts.select(keys).collect_schema()
        named = wanted.with_row_index("place").cast(kinds, strict=False)
        own_form = pl.when(pl.col("value").is_not_null()).then("form")
        joined = facts.with_columns(form=own_form).join(named, on=keys).join(index, on="report_id")
        found.append(joined.select("place", "at", pl.col("value").cast(pl.Float64), marks))
    numbers = pl.concat(pl.collect_all(found, engine="streaming"))
    if blanks == "missing":
        numbers = numbers.filter(pl.col("zeros") == 0)
    where, shape = tuple(numbers["place", "at"].to_numpy().T), (len(places), reports.height + 1)
    values, stored = np.full(shape, np.nan), np.zeros((len(PARTS) - 1, *shape), np.uint8)
    for part, own in zip(PARTS, (values, *stored), strict=True):
        own[where] = numbers[part].to_numpy()
    forms = pl.concat([reports["form"].cast(pl.Utf8), pl.Series([""])])
    return Numbers({place: at for at, place in enumerate(places)}, values, stored, forms)


def _scan_facts(frames: Frames, tables: Set[str]) -> Iterator[pl.LazyFrame]:
    """Every number of tables that a term can name: report_id, table, row, column, value and
    the further parts.

    `applications` and `disputes` come from their tidy frames, where blanks that the identities
    prove are 0; other tables from `cells`, as printed. Statements: see `find_statements`.
    """
    printed = _UNMARKED | {"recovered": pl.col("status") == "recovered", "form": FORM_AT}
    told = printed | {"zeros": pl.col("zero_proven"), "prose": pl.col("evidence") == "prose"}
    for table in _TIDY.keys() & tables:
        names = dict(zip(("row", "column"), map(pl.col, _TIDY[table]), strict=True))
        counts = scan(frames, table).select("report_id", value="count", **names, **told)
        yield counts.with_columns(table=pl.lit(table))
    cells = scan(frames, "cells").filter(pl.col("table").is_in(sorted(tables - _TIDY.keys())))
    yield cells.select("report_id", "table", "row", "column", "value", **printed)
    if "statements" in tables:
        said = _UNMARKED | {"prose": pl.lit(1), "bound": pl.col("bound")}
        names = {"table": pl.lit("statements"), "column": pl.lit("")}
        yield find_statements(frames).with_columns(**said, **names)


def find_statements(frames: Frames, years_before: int = 0) -> pl.LazyFrame:
    """Figures in prose that can stand for a report, or for that of a year before it.

    Those of the whole scope and all cases; for a year before, exact ones only. Where two of them
    differ, neither is taken. Columns: report_id, row (the key), value, bound (place in BOUNDS).
    """
    years = scan(frames, "reports").select("report_id", report_year="year")
    year = pl.col("year").fill_null(pl.col("report_year")) + years_before
    is_whole = ~pl.col("part")  # another year than the report's own is a part as well
    if years_before:
        is_whole = (pl.col("scope_words").fill_null("") == "") & (pl.col("bound") == "exact")
    return (
        scan(frames, "statements")
        .filter(is_whole, pl.col("value").is_not_null(), pl.col("basis") == "all")
        .join(years, on="report_id")
        .filter(year.eq_missing(pl.col("report_year")))
        .group_by("report_id", row="key")
        .agg(pl.col("value").unique(), bound=BOUND_AT.min())
        .filter(pl.col("value").list.len() == 1)
        .with_columns(pl.col("value").list.first())
    )


# The user's population of the area of a report, by issuer_id and year.
def _scan_residents(reports: pl.DataFrame, population: pl.DataFrame | None) -> pl.LazyFrame:
    if population is None:
        population = pl.DataFrame(schema=_RESIDENTS)
    if missing := _RESIDENTS.keys() - set(population.columns):
        raise UsageError(f"population lacks the columns {', '.join(sorted(missing))}")
    if population.schema["issuer_id"] != pl.Utf8:
        raise UsageError(
            "population holds issuer_id as numbers, which lose leading zeros: read that column as "
            "text, such as dtype=str in pandas"
        )
    people = population.cast({"year": pl.Int32})
    if people.select("issuer_id", "year").is_duplicated().any():
        raise UsageError("population has two rows for one issuer and year")
    areas = reports.filter(pl.col("scope") == "area").join(
        people.select("issuer_id", "year", value="population"), on=["issuer_id", "year"]
    )
    place = {"table": pl.lit("population"), "row": pl.lit("residents"), "column": pl.lit("")}
    return areas.lazy().select("report_id", "value", **place, **_UNMARKED)
