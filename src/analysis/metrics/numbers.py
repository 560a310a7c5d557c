"""The numbers of terms in every report, side by side, and the sums of them as expressions.

A number that is not there stays missing, with its name; only a printed or proven 0 is 0.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import cache, reduce
from operator import add
from typing import Any

import numpy as np
import polars as pl

from ..errors import UsageError
from ..frames import Dataset
from ..frames.schema import BOUNDS, FORMS, Frames
from .definitions import VERDICTS, Address, Term, list_variants, measures
from .reports import keep_last, scan

Number = Mapping[str, pl.Expr]
"""A number of every report: expressions over the frame of `read_numbers`, by names of `PARTS`."""

# How the parts of several numbers become those of their sum: it is missing as soon as one value is.
PARTS: Mapping[str, Callable[[Sequence[pl.Expr]], pl.Expr]] = {
    "value": lambda parts: reduce(add, parts),
    "zeros": lambda parts: reduce(add, parts),  # proven blanks that it stands on
    "recovered": pl.max_horizontal,  # a cell that was placed by the identities
    "prose": pl.max_horizontal,  # from running text
    "bound": pl.max_horizontal,  # place in BOUNDS
    "form": pl.coalesce,  # edition of the table, place in FORMS counted from 1
    "absent": lambda parts: pl.concat_str(parts, separator="; ", ignore_nulls=True),
}
KINDS = dict.fromkeys(PARTS, pl.UInt8) | {"value": pl.Float64, "absent": pl.Utf8}
STORED = [part for part in PARTS if part != "absent"]
_TIDY = {"applications": ("outcome", "applicant"), "disputes": ("channel", "result")}
_RESIDENTS = {"issuer_id": pl.Utf8, "year": pl.Int32, "population": pl.Float64}
WORDS = pl.Enum(  # of the columns status, evidence, bound and link
    ["", "ok", "contradicted", "na", "report", "table", "prose", *BOUNDS, "gap", *VERDICTS]
)
FORM_AT = pl.col("form").cast(pl.Enum(FORMS)).to_physical() + 1
# The column of a frame from which each part is read; of a frame without it the part is 0.
_READ = {
    "zeros": ("zero_proven", pl.col("zero_proven")),
    "recovered": ("status", pl.col("status") == "recovered"),
    "prose": ("evidence", pl.col("evidence") == "prose"),
    "bound": ("bound", pl.col("bound")),
    "form": ("form", FORM_AT),
}


def say(words: str | pl.Expr | None, kind: Any = pl.Categorical) -> pl.Expr:
    """Words as a category: those of `WORDS`, or free ones that many rows share."""
    return words.cast(kind) if isinstance(words, pl.Expr) else pl.lit(words, kind)


def choose_words(
    *cases: tuple[pl.Expr, str | pl.Expr],
    otherwise: str | pl.Expr | None = "",
    kind: Any = pl.Categorical,
) -> pl.Expr:
    """The words of the first condition that is true, `otherwise` where none is, as a category.

    >>> frame = pl.DataFrame({"n": [0, 1]})
    >>> frame.select(words=choose_words((pl.col("n") == 0, "n is 0")))["words"].to_list()
    ['n is 0', '']
    """
    words = say(otherwise, kind)
    for is_so, said in reversed(cases):
        words = pl.when(is_so).then(say(said, kind)).otherwise(words)
    return words


def place_words(rows: pl.Series, words: pl.Series, height: int) -> pl.Series:
    """A column of categories with words at some rows and null at the others.

    >>> place_words(pl.Series([2]), pl.Series(["here"]), 4).to_list()
    [None, None, 'here', None]
    """
    places = np.zeros(height, np.uint32)
    places[rows.to_numpy()] = np.arange(1, len(words) + 1)
    return pl.concat([pl.Series([None], dtype=pl.Categorical), words.cast(pl.Categorical)])[places]


def say_once(rows: pl.DataFrame, alike: Sequence[str], words: pl.Expr) -> pl.Series:
    """The words of every row, put together once for all rows that are alike in some columns.

    >>> frame = pl.DataFrame({"n": [0, 1, 0]})
    >>> say_once(frame, ["n"], pl.format("n is {}", "n")).to_list()
    ['n is 0', 'n is 1', 'n is 0']
    """
    kinds = rows.unique(alike, keep="any").select(*alike, words=say(words))
    told = rows.select(alike).join(kinds, alike, "left", nulls_equal=True, maintain_order="left")
    return told["words"]


def sum_terms(terms: Sequence[Term]) -> Number:
    """The sum of signed terms, each the first of its options that is known; nothing for no term."""
    if not terms:
        return {part: pl.lit(None, kind) for part, kind in KINDS.items()}
    numbers = []
    for term in terms:
        best = _take_first_known([_sum(map(_express_address, option)) for option in term.options])
        numbers.append({**best, "value": best["value"] * term.sign})
    return _sum(numbers)


def sum_numbers(numbers: pl.DataFrame, terms: Sequence[Term]) -> pl.DataFrame:
    """The sum of signed terms in every report of `read_numbers`, with the names of what it lacks.

    Columns: those of `PARTS`; `absent` are categories, null where a report lacks nothing.
    """
    summed, places = sum_terms(terms), _list_places(terms)
    # of the same terms each is put together once where the plan is optimised as a whole
    found = numbers.lazy().select("at", **{p: summed[p] for p in STORED}).collect()
    values = [_name_column("value", place) for place in places]
    gaps = pl.col(values).fill_nan(None) * 0  # what a report lacks, and not what it has
    lacking = numbers.select("at", "form", gaps).filter(found["value"].is_null())
    absent = say_once(lacking, ["form", *values], summed["absent"])
    return found.with_columns(absent=place_words(lacking["at"], absent, found.height))


def _sum(numbers: Iterable[Number]) -> Number:
    listed = list(numbers)
    return {part: join([number[part] for number in listed]) for part, join in PARTS.items()}


# The first of several numbers that is known in a report; where none is, the first one is missing.
def _take_first_known(numbers: Sequence[Number]) -> Number:
    def use_either(one: Number, other: Number) -> Number:
        known = one["value"].is_not_null()
        chosen = {part: pl.when(known).then(one[part]).otherwise(other[part]) for part in PARTS}
        absent = pl.when(~known & other["value"].is_null()).then(one["absent"])
        return chosen | {"absent": pl.coalesce(absent, chosen["absent"])}

    return reduce(use_either, numbers)


# The sum of the rows of a group in the report's form, else the figure for the group.
@cache
def _express_address(address: Address) -> Number:
    table, name, column = address
    numbers = []
    for rows, of in list_variants(address).items():
        if rows not in ((), (name,)):
            summed = _sum(_express_place((table, row, column)) for row in rows)
            is_of = pl.col("form").is_in(of)
            own = {part: pl.when(is_of).then(summed[part]) for part in ("value", "absent")}
            numbers.append({**summed, **own})
    return _take_first_known([*numbers, _express_place(address)])


def _express_place(place: Address) -> Number:
    parts = {part: pl.col(_name_column(part, place)) for part in STORED}
    value = parts["value"].fill_nan(None)
    form = pl.when(value.is_not_null() & (parts["form"] > 0)).then(parts["form"])
    absent = pl.when(value.is_null()).then(pl.lit(f"{place[0]}.{place[1]}"))
    return {**parts, "value": value, "form": form, "absent": absent}


def _name_column(part: str, place: Address) -> str:
    return f"{part} {'.'.join(place)}"


@cache
def _list_known_places() -> tuple[Address, ...]:
    """The places of all measures, which a dataset reads together."""
    terms = (t for m in measures().values() for item in m.items for t in sum(m.terms(item), ()))
    return tuple(place for place in _list_places(terms) if place[0] != "population")


# Table, row and column of every number that some terms can need, in any form.
def _list_places(terms: Iterable[Term]) -> tuple[Address, ...]:
    places = (
        (table, row, column)
        for table, name, column in dict.fromkeys(a for term in terms for a in term.addresses)
        for row in (name, *(row for rows in list_variants((table, name, column)) for row in rows))
    )
    return tuple(dict.fromkeys(places))


def read_numbers(
    frames: Frames,
    reports: pl.DataFrame,
    terms: Iterable[Term],
    population: pl.DataFrame | None = None,
    blanks: str = "proven",
) -> pl.DataFrame:
    """The numbers that some terms name: one row per report, in their order, for `sum_terms`.

    Columns: `at` (the place of the report), its `form`, and `<part> <table>.<row>.<column>`.
    """
    places = _list_places(terms)
    of_user = [place for place in places if place[0] == "population"]
    read = tuple(place for place in places if place not in of_user)
    if isinstance(frames, Dataset) and set(read) <= set(_list_known_places()):
        read = _list_known_places()
    numbers = _read_places(frames, reports, read, blanks)
    if of_user:
        residents = _find_facts([_scan_residents(reports, population)], reports, of_user)
        numbers = numbers.hstack(_lay_out(residents, of_user, reports.height))
    return numbers


@keep_last
def _read_places(
    frames: Frames, reports: pl.DataFrame, places: Sequence[Address], blanks: str
) -> pl.DataFrame:
    """The numbers at some places, side by side; without proven blanks where these are missing."""
    facts = _find_facts(_scan_facts(frames, {place[0] for place in places}), reports, places)
    if blanks == "missing":
        facts = facts.filter(pl.col("zeros") == 0)
    numbers = _lay_out(facts, places, reports.height)
    return numbers.with_columns(form=reports["form"]).with_row_index("at")


# The numbers at some places, found in long frames: `place`, `at` (the place of the report), parts.
def _find_facts(
    sources: Iterable[pl.LazyFrame], reports: pl.DataFrame, places: Sequence[Address]
) -> pl.DataFrame:
    index = reports.lazy().select("report_id").with_row_index("at")
    keys = ["table", "row", "column"]
    names = pl.LazyFrame(places, dict.fromkeys(keys, pl.Utf8), orient="row")
    wanted = names.with_row_index("place")
    found = []
    for facts in sources:
        known = facts.collect_schema()
        # in the kinds of the facts: to write out the names of each takes longer than the join
        kinds = pl.Schema({key: known[key] for key in keys})
        parts = {
            part: (read if column in known else pl.lit(0)).cast(KINDS[part]).fill_null(0)
            for part, (column, read) in _READ.items()
        }
        joined = facts.join(wanted.cast(kinds, strict=False), on=keys).join(index, on="report_id")
        found.append(joined.select("place", "at", pl.col("value").cast(pl.Float64), **parts))
    return pl.concat(pl.collect_all(found, engine="streaming"))


def _lay_out(facts: pl.DataFrame, places: Sequence[Address], reports: int) -> pl.DataFrame:
    """A row per report, a column per part and place; nan where a report has no value."""
    where = facts["place"].to_numpy(), facts["at"].to_numpy()
    columns: dict[str, pl.Series] = {}
    for part in STORED:
        shape, is_value = (len(places), reports), part == "value"
        grid = np.full(shape, np.nan) if is_value else np.zeros(shape, np.uint8)
        grid[where] = facts[part].to_numpy()
        columns |= {
            _name_column(part, place): pl.Series(row)
            for place, row in zip(places, grid, strict=True)
        }
    return pl.DataFrame(columns)


def _scan_facts(frames: Frames, tables: Set[str]) -> Iterator[pl.LazyFrame]:
    """Every number of tables that a term can name: report_id, table, row, column, value, and those
    of the columns of `_READ` that there are.

    `applications` and `disputes` come from their tidy frames, where blanks that the identities
    prove are 0; other tables from `cells`, as printed. Statements: see `find_statements`.
    """
    for table in _TIDY.keys() & tables:
        row, column = _TIDY[table]
        keys = {"row": pl.col(row), "column": pl.col(column), "value": pl.col("count")}
        yield scan(frames, table).select(
            *("report_id", "form", "zero_proven", "evidence", "status"),
            table=pl.lit(table),
            **keys,
        )
    said = {"table": pl.lit("statements"), "column": pl.lit(""), "evidence": pl.lit("prose")}
    if "statements" in tables:
        yield find_statements(frames).with_columns(**said)
    if printed := tables - {*_TIDY, "statements"}:
        cells = scan(frames, "cells").filter(pl.col("table").is_in(sorted(printed)))
        yield cells.select("report_id", "table", "row", "column", "value", "form", "status")


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
        .agg(
            pl.col("value").min(),
            bound=pl.col("bound").cast(pl.Enum(BOUNDS)).to_physical().min(),
            values=pl.col("value").n_unique(),
        )
        .filter(pl.col("values") == 1)
        .drop("values")
    )


@keep_last
def find_counts_before(frames: Frames) -> pl.DataFrame:
    """What reports say in a dated sentence of the year before: report_id, key, said."""
    return find_statements(frames, 1).select("report_id", key="row", said="value").collect()


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
    people = population.select("issuer_id", pl.col("year").cast(pl.Int32), value="population")
    if people.select("issuer_id", "year").is_duplicated().any():
        raise UsageError("population has two rows for one issuer and year")
    areas = reports.filter(pl.col("scope") == "area").join(people, on=["issuer_id", "year"])
    place = {"table": "population", "row": "residents", "column": ""}
    return areas.lazy().select("report_id", "value", **{k: pl.lit(v) for k, v in place.items()})
