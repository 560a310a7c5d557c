"""The reports of a dataset as series: one per issuer, scope and year; and the choice among them."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, wraps
from typing import Any, TypeVar, cast

import polars as pl

from ..errors import UsageError, describe_unknown_name
from ..frames import Dataset, name_issuers, place_divisions, unify_scopes
from ..frames.copies import rank_reports
from ..frames.schema import Frames

REPORT = ("report_id", "issuer", "issuer_id", "year", "scope", "level", "form")
PLACE = ["issuer_id", "scope", "year"]
SERIES = ["issuer_id", "scope", "item"]
SERIES_AT = pl.struct("issuer_id", "scope").rle_id()  # numbers the series in their order
_IS_PLACED = (pl.col("issuer_id").fill_null("") != "") & pl.col("year").is_not_null()
IS_TAKEN = _IS_PLACED & pl.col("further").is_not_null()  # of several for one year


def scan(frames: Frames, name: str) -> pl.LazyFrame:
    """A frame of a dataset, read only as far as it is needed where the dataset can."""
    # what counts runs of rows needs frames that were put together to be of one piece
    return frames.scan(name) if isinstance(frames, Dataset) else frames[name].rechunk().lazy()


_Function = TypeVar("_Function", bound=Callable[..., Any])


def keep_last(function: _Function) -> _Function:
    """Make a function of a dataset keep its last result.

    The frames of an open dataset do not change; those of a dict may, so nothing is kept of them.
    """
    keeping: Any = lru_cache(maxsize=1)(function)

    @wraps(function)
    def call(frames: Frames, *given: object) -> Any:
        return (keeping if isinstance(frames, Dataset) else function)(frames, *given)

    return cast(_Function, call)


@keep_last
def place_reports(frames: Frames) -> pl.DataFrame:
    """The reports of a dataset as series, sorted by issuer, scope and year.

    An unknown scope is the issuer's only other one (`unify_scopes`); `issuer` is the name to show,
    with the parent's where two are equal (`name_issuers`), `issuer_as_printed` that of the report;
    `province` and `prefecture` are added. `further`: how many more reports of the same issuer,
    scope and year stand behind this one (by `frames.copies`); null where it stands behind another.
    A report without an issuer or a year cannot be placed in a series (`placed` is false) and
    stands for itself.

    Parameters
    ----------
    frames
        The frames of a dataset by name.

    Returns
    -------
    polars.DataFrame
        The frame `reports` with these columns.

    Examples
    --------
    >>> rows = place_reports(data).filter(issuer="沈河区")
    >>> rows.select("province", "year", "further").rows()
    [('辽宁省', 2020, 0)]
    """
    divisions = place_divisions(frames["reports"]["division_code"])
    reports = (
        unify_scopes(frames["reports"])
        .join(name_issuers(frames["reports"]), on="issuer_id", how="left")
        .join(divisions, on="division_code", how="left")
        .with_columns(
            placed=_IS_PLACED, issuer_as_printed="issuer", issuer=pl.coalesce("name", "issuer")
        )
        .drop("name")
    )
    copies = reports.filter(pl.col("placed"), pl.len().over(PLACE) > 1)
    ids = copies.select("report_id").lazy()
    read = None if copies.height else 0  # nothing is read where there are none
    held = {
        name: scan(frames, name).slice(0, read).join(ids, on="report_id", how="semi").collect()
        for name in ("cells", "statements")
    }
    ranked = rank_reports({"reports": copies, **held})
    is_first = pl.col("rank") == pl.col("rank").min().over(PLACE)
    behind = pl.when(is_first).then(pl.len().over(PLACE) - 1)
    further = pl.when(pl.col("rank").is_null()).then(0).otherwise(behind).cast(pl.Int32)
    joined = reports.join(ranked, on="report_id", how="left").with_columns(further=further)
    return joined.drop("rank").sort(*PLACE, "report_id")


def one_per_year(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of the reports that are taken for their issuer, scope and year, in their order."""
    return rows.filter(IS_TAKEN)


def find_places_before(reports: pl.DataFrame) -> pl.Series:
    """For every report the place of that of the same issuer and scope for the year before."""
    taken = one_per_year(reports.with_row_index("before"))
    past = taken.select("issuer_id", "scope", pl.col("year") + 1, "before")
    return reports.join(past, on=PLACE, how="left", maintain_order="left")["before"]


def select(
    data: Frames,
    rows: pl.DataFrame,
    issuers: Sequence[str] | str = (),
    years: Sequence[int] | int = (),
    level: str = "",
    scope: str = "",
) -> pl.DataFrame:
    """The rows of a result frame or a tidy frame that match.

    Parameters
    ----------
    data
        The frames of the dataset that the rows are of.
    rows
        The frame to select from.
    issuers
        Names or ids; a single one may be given by itself. Nothing given selects all, as for the
        rest.
    years
        Reporting years; a single one may be given by itself.
    level, scope
        Words of the frame `reports`.

    Returns
    -------
    polars.DataFrame
        The same columns in the same order.

    Raises
    ------
    UsageError
        For an issuer, year, level or scope without a report, with the nearest names or the years
        there are; and for a name that two issuers bear, with their ids and provinces.

    Examples
    --------
    >>> select(data, data.reports, years=2020, scope="organ")["issuer"].to_list()
    ['六盘水市人民政府办公室']
    """
    reports = place_reports(data)
    wanted: dict[str, list[str] | list[int]] = {
        "issuer_id": [_find_issuer(reports, name) for name in split_list(issuers)],
        "year": _read_years(split_list(years)),
        "level": [level] if level else [],
        "scope": [scope] if scope else [],
    }
    for column, values in wanted.items():
        known = reports[column].drop_nulls().unique().sort().to_list()
        if unknown := [value for value in values if value not in known]:
            raise describe_unknown_name(column, unknown[0], known)
        if values and column not in rows.columns:
            raise UsageError(f"these rows have no column {column}: select before pooling")
        rows = rows.filter(pl.col(column).is_in(values)) if values else rows
    return rows


def split_list(value: object) -> list[Any]:
    """Return a list: of a single value, of a text with commas, or of what is a sequence already.

    >>> split_list("沈河区，邓州市"), split_list(2020), split_list(["a", "b"]), split_list("")
    (['沈河区', '邓州市'], [2020], ['a', 'b'], [])
    """
    if isinstance(value, str):
        return [part.strip() for part in re.split("[,，、]", value) if part.strip()]
    return list(value) if isinstance(value, Iterable) else [value]


def _read_years(years: Sequence[object]) -> list[int]:
    try:
        return [int(str(year)) for year in years]
    except ValueError as error:
        raise UsageError(f"years: {error.args[0].partition(': ')[2]} is no year") from error


# The id of the issuer that is shown or printed with this name, or has it as its id.
def _find_issuer(reports: pl.DataFrame, name: str) -> str:
    is_named = pl.any_horizontal(pl.col("issuer", "issuer_as_printed", "issuer_id") == name)
    found = reports.filter(is_named).unique("issuer_id").sort("issuer_id")
    if not found.height:
        raise describe_unknown_name("issuer", name, reports["issuer"].drop_nulls().unique().sort())
    if found.height > 1:
        those = found.select(pl.format("{} {}", "issuer_id", "issuer")).to_series()
        raise UsageError(f"several issuers are called {name}: take an id of {', '.join(those)}")
    return str(found["issuer_id"][0])
