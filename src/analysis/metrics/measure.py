"""The door of the room: a measure by its key, per report, pooled, over years, side by side."""

from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Unpack

import polars as pl

from ..errors import UsageError
from ..frames.schema import Frames
from .definitions import Measure, find_measure, measures
from .evaluate import (
    MIN_N,
    SCHEMA,
    count_terms,
    find_failed_checks,
    finish_rows,
    name_failing,
    write_rows,
)
from .numbers import Numbers, find_statements, list_known_places, read_numbers
from .pooling import NEEDED, Pooling, pool, refuse_pool
from .records import RATERS
from .reports import (
    IS_TAKEN,
    PLACE,
    find_places_before,
    keep_last,
    one_per_year,
    place_reports,
)
from .years import compare_years, find_derived, link_years, number_segments

_NAMES = ["report_id", "issuer", "level", "province", "prefecture", "form"]
_SUFFIXES = {"": "value", "_k": "k", "_n": "n", "_flags": "flags"}
_FLAGS = {
    "contradicted": pl.col("contradicted") > 0,
    "zeros_proven": pl.col("zeros") > 0,
    "from_prose": pl.col("evidence") == "prose",
    "recovered": pl.col("recovered"),
}


class Evaluator:
    """Measures the reports of a dataset; what several measures need is read once.

    `blanks`, `population`: see `measure`.
    """

    def __init__(
        self, data: Frames, blanks: str = "proven", population: pl.DataFrame | None = None
    ) -> None:
        if blanks not in ("proven", "missing"):
            raise UsageError(f"blanks = {blanks!r}: proven or missing")
        self.data, self.blanks, self.population = data, blanks, population
        self.reports = place_reports(data)
        self._before = find_places_before(self.reports)
        self.rate = lru_cache(maxsize=2)(self._rate)  # a measure and its change

    @cached_property
    def _numbers(self) -> Numbers:
        places = list_known_places()
        return read_numbers(self.data, self.reports, places, self.blanks, self.population)

    @cached_property
    def _failed_checks(self) -> pl.DataFrame:
        return find_failed_checks(self.data, self.reports)

    @cached_property
    def _dated_statements(self) -> pl.DataFrame:
        said = find_statements(self.data, years_before=1).collect()
        index = self.reports.select("report_id").with_row_index("at")
        return said.join(index, on="report_id").select("at", key="row", said="value")

    # The coded rows of a measure, of every report and item.
    def _rate(self, key: str) -> pl.DataFrame:
        spec = find_measure(key)
        if spec.of:
            return compare_years(
                self._take_rows(spec.of), self.reports, self._before, spec, self._dated_statements
            )
        if spec.kind in RATERS:
            rows = RATERS[spec.kind](self.data, self.reports, spec)
        else:
            own = pl.int_range(self.reports.height, dtype=pl.UInt32, eager=True)
            before = self._before if spec.denominator_lag else own
            rows = count_terms(self._numbers, before, spec)
            rows = name_failing(rows, self._failed_checks, before, spec)
        return finish_rows(rows, self.reports, spec)

    # Of the rows of a measure those of one report per issuer, scope and year.
    def _take_rows(self, key: str) -> pl.DataFrame:
        is_taken = self.reports.select(IS_TAKEN).to_series()
        return self.rate(key).filter(pl.lit(is_taken).gather("at"))

    def measure(self, spec: Measure) -> pl.LazyFrame:
        """The rows of `measure`."""
        return write_rows(self.rate(spec.key), self.reports, spec)

    def trend(self, spec: Measure) -> pl.LazyFrame:
        """The rows of `trend`."""
        rows = link_years(self._take_rows(spec.key), self.reports, self._before, spec)
        return write_rows(rows, self.reports, spec)


_open_last = keep_last(Evaluator)


def open_evaluator(
    data: Frames, blanks: str = "proven", population: pl.DataFrame | None = None
) -> Evaluator:
    """The evaluator of a dataset, the last one where it is for the same."""
    if population is None:
        return _open_last(data, blanks)
    return Evaluator(data, blanks, population)


def measure(
    data: Frames,
    key: str,
    by: Sequence[str] | str | None = None,
    *,
    population: pl.DataFrame | None = None,
    blanks: str = "proven",
    **pooling: Unpack[Pooling],
) -> pl.DataFrame:
    """A measure of `definitions.toml` in every report and item, or pooled `by` columns.

    Parameters
    ----------
    data
        The frames of a dataset by name.
    key
        The key of the measure; `<key>_growth` or `<key>_change`: against the year before.
    by
        Columns to pool by, see `pool`; without it there is one row per report and item.
    population
        A frame of issuer_id, year, population; for rates per resident of an area.
    blanks
        "missing" undoes the proof that blanks are 0, to see how much rests on it.
    groups, balanced, without_failing, min_n
        See `pool`; the first two only with `by`.

    Returns
    -------
    polars.DataFrame
        report_id, issuer, issuer_id, year, scope (an unknown one is the issuer's only other),
        level, form (of the table that was read), measure, item; `value`: k for counts, percent for
        shares, ratios and growth, per 100 or 10,000 for rates, percentage points for a change; k,
        n; low, high (95%: Wilson for shares, exact Poisson for rates, see `intervals`), unit,
        status (ok; contradicted: a required check over these numbers fails; na), reason,
        contradicted (1 where a required or an expected check speaks against them), failing (its
        name), bound, evidence (table, prose), zeros (proven blanks used), small (n below min_n),
        further (more reports of the issuer, scope and year; null for those). Where n is 0 or a
        term is missing the value is null with its reason. With `by` the columns of `pool`.

    Raises
    ------
    UsageError
        For an unknown key, column or option.

    Examples
    --------
    >>> rows = measure(data, "disclosure_rate").filter(issuer="沈河区")
    >>> rows.select("year", "k", "n", pl.col("value").round(2), "unit").rows()
    [(2020, 9.0, 192.0, 4.69, '%')]
    """
    spec = find_measure(key)
    if by is not None:
        refuse_pool(spec)
    rows = open_evaluator(data, blanks, population).measure(spec)
    if by is not None:
        names = {*NEEDED, *([by] if isinstance(by, str) else by)}
        needed = rows.select(name for name in SCHEMA if name in names).collect()
        return pool(data, needed, by, **pooling)
    if pooling.get("without_failing"):
        rows = rows.filter(pl.col("status") != "contradicted")
    return rows.with_columns(small=pl.col("n") < pooling.get("min_n", MIN_N)).collect()


def trend(data: Frames, key: str, *, blanks: str = "proven") -> pl.DataFrame:
    """Rows of `measure` in order of years, one report per issuer, scope and year, with `link` and
    `segment`.

    `link` is how a row stands to the year before: "" (first), gap, comparable, weak,
    not_comparable or absent, by the breaks of form and law that matter to the measure. A line is
    drawn only inside one `segment` of an issuer, scope and item.

    Parameters
    ----------
    data
        The frames of a dataset by name.
    key, blanks
        See `measure`.

    Returns
    -------
    polars.DataFrame
        The columns of `measure`, `link` and `segment`.

    Raises
    ------
    UsageError
        For an unknown key, and one that has no trend: a growth, a change, a coverage.

    Examples
    --------
    >>> rows = trend(data, "disclosure_rate").filter(issuer="平潭综合实验区")
    >>> rows.select("year", "link").tail(2).rows()
    [(2024, 'comparable'), (2025, 'comparable')]
    """
    spec = find_measure(key)
    if spec.of:
        raise UsageError(f"{key} compares two years and has no trend: take that of {spec.of}")
    if spec.kind == "coverage":
        raise UsageError(f"{key} is one number per issuer and has no trend: take measure")
    return open_evaluator(data, blanks).trend(spec).collect()


def change(data: Frames, key: str, *, blanks: str = "proven") -> pl.DataFrame:
    """The change of a measure against the year before, per issuer, scope and year.

    Percentage points with Newcombe limits for shares; growth in percent with exact limits of the
    ratio for counts and rates per base.

    Parameters
    ----------
    data
        The frames of a dataset by name.
    key, blanks
        See `measure`.

    Returns
    -------
    polars.DataFrame
        Columns of `measure` plus value_before, k_before, n_before; the column of that name holds
        the key of the growth or change, such as `received_growth`, whose rows these are.

    Raises
    ------
    UsageError
        For an unknown key, and one that has no growth or change.

    Examples
    --------
    >>> rows = change(data, "received").filter(year=2025)
    >>> rows.select("k_before", "k", pl.col("value").round(1), "unit").rows()
    [(218.0, 154.0, -29.4, '%')]
    """
    return measure(data, find_derived(key).key, blanks=blanks)


def panel(
    data: Frames,
    measures: Sequence[str] | str = (),
    *,
    blanks: str = "proven",
    population: pl.DataFrame | None = None,
    copies: str = "error",
) -> pl.DataFrame:
    """Measures side by side: one row per issuer_id, scope and year, sorted so.

    Parameters
    ----------
    data
        The frames of a dataset by name.
    measures
        Keys of measures; nothing given takes all with one item per report and no population.
    blanks, population
        See `measure`.
    copies
        What to do where two reports of an issuer, scope and year give different numbers: "error",
        or "preferred" for the report that measures take (the complete before the half, see
        `frames.copies`).

    Returns
    -------
    polars.DataFrame
        issuer_id, scope, year; report_id, issuer, level, province, prefecture, form; `segment`
        (Int32: 10 times the breaks of law before the year, plus the era of the form; no line and no
        difference goes over two segments unless the measure allows it); for each measure (and item)
        its value under its key (with `_item`), and `_k`, `_n`, `_flags` (words: contradicted,
        zeros_proven, from_prose, recovered); and these four as columns, true where a measure of the
        row has the flag. ``.to_pandas()`` gives it to pyfixest, linearmodels or statsmodels.

    Raises
    ------
    UsageError
        For an unknown measure, a measure without a year, and two reports that disagree.

    Examples
    --------
    >>> rows = panel(data, ["received", "disclosure_rate"]).filter(issuer="沈河区")
    >>> rows.select("year", "received", pl.col("disclosure_rate").round(2)).rows()
    [(2020, 220.0, 4.69)]
    """
    if copies not in ("error", "preferred"):
        raise UsageError(f"copies = {copies!r}: error or preferred")
    wide, names = _join_measures(open_evaluator(data, blanks, population), measures)
    if copies == "error":
        _refuse_copies(wide, names)
    one = one_per_year(wide).with_columns(segment=number_segments())
    any_of = [pl.col(f"{name}_flags").str for name in names]
    values = (f"{name}{suffix}" for name in names for suffix in _SUFFIXES)
    return one.select(
        *(*PLACE, *_NAMES, "segment", *values),
        **{
            flag: pl.any_horizontal(flags.contains(flag, literal=True) for flags in any_of)
            for flag in _FLAGS
        },
    )


# Every report that has a place, with the columns of measures, and the names of these without their
# suffixes.
def _join_measures(
    evaluator: Evaluator, keys: Sequence[str] | str
) -> tuple[pl.DataFrame, list[str]]:
    wide, names = evaluator.reports.filter("placed"), []
    for spec in _choose_measures(keys):
        columns = [f"{spec.key}_{item}".replace(".", "_").rstrip("_") for item in spec.items]
        names += columns
        items = _pivot_items(evaluator.measure(spec), spec, columns)
        wide = wide.join(items, on="report_id", how="left")
    flags = pl.col("^.*_flags$").fill_null("")  # Stata takes no column of nulls alone
    return wide.with_columns(flags), names


# The measures of some keys that have a number per year; of no key, all with one item.
def _choose_measures(keys: Sequence[str] | str) -> list[Measure]:
    keys = [keys] if isinstance(keys, str) else keys
    chosen = [find_measure(key) for key in dict.fromkeys(keys)]
    bases = [m for m in measures().values() if m.kind not in ("coverage", "per_10000") and not m.of]
    if without_year := next((spec for spec in chosen if spec.kind == "coverage"), None):
        raise UsageError(f"{without_year.key}: one number per issuer, not per year")
    return chosen or [spec for spec in bases if spec.items == ("",)]


# The rows of one measure as columns of a report: for each item value, k, n and flags.
def _pivot_items(rows: pl.LazyFrame, spec: Measure, columns: Sequence[str]) -> pl.DataFrame:
    words = [pl.when(is_true).then(pl.lit(flag)) for flag, is_true in _FLAGS.items()]
    flags = pl.concat_str(words, separator=" ", ignore_nulls=True)
    given = pl.when(pl.col("value").is_not_null())
    named = rows.select("report_id", "item", "value", "k", "n", flags=given.then(flags)).collect()
    wide = named.pivot(
        "item", on_columns=list(spec.items), index="report_id", values=list(_SUFFIXES.values())
    )
    return wide.select(
        "report_id",
        **{
            f"{column}{suffix}": f"{part}_{item}"
            for column, item in zip(columns, spec.items, strict=True)
            for suffix, part in _SUFFIXES.items()
        },
    )


# Raise `UsageError` where two reports of an issuer, scope and year give different numbers.
def _refuse_copies(wide: pl.DataFrame, names: Sequence[str]) -> None:
    differs = pl.col(names).drop_nulls().n_unique() > 1
    places = wide.group_by(PLACE).agg(pl.col("source").sort(), differs)
    found = places.filter(pl.any_horizontal(names)).sort(PLACE)
    for place in found.head(1).iter_rows(named=True):
        numbers = [name for name in names if place[name]]
        raise UsageError(
            f"{place['issuer_id']} {place['scope']} {place['year']}: "
            f"{' and '.join(place['source'])} "
            f"give different numbers ({', '.join(numbers[:3])}): remove one, correct it in "
            f'manifest.csv, or take copies="preferred" ({found.height} such issuers and years)'
        )
