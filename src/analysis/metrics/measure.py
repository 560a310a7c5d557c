"""The door of the room: a measure by its key, per report, pooled, over years, side by side."""

from collections.abc import Iterator, Sequence
from typing import Unpack

import polars as pl

from ..errors import UsageError
from ..frames.schema import Frames
from .definitions import Measure, find_measure, measures
from .evaluate import MIN_N, count_measures, write_rows
from .pooling import Pooling, list_pooled_columns, pool, refuse_pool
from .records import RATERS
from .reports import PLACE, keep_last, one_per_year, place_reports, take_one_per_year
from .years import compare_years, find_derived, link_years, number_segments

_NAMES = ["report_id", "issuer", "level", "province", "prefecture", "form"]
_SUFFIXES = {"": "value", "_k": "k", "_n": "n", "_flags": "flags"}
_FLAGS = {
    "contradicted": pl.col("contradicted") > 0,
    "zeros_proven": pl.col("zeros") > 0,
    "from_prose": pl.col("evidence") == "prose",
    "recovered": pl.col("recovered"),
}


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
    reports = place_reports(data)
    rows = write_rows(_measure_one(data, reports, spec, blanks, population), reports, spec)
    if by is not None:
        return pool(data, rows.select(list_pooled_columns(by)).collect(), by, **pooling)
    if pooling.get("without_failing"):
        rows = rows.filter(pl.col("status") != "contradicted")
    return rows.with_columns(small=pl.col("n") < pooling.get("min_n", MIN_N)).collect()


def measure_reports(
    data: Frames,
    reports: pl.DataFrame,
    specs: Sequence[Measure],
    blanks: str = "proven",
    population: pl.DataFrame | None = None,
) -> Iterator[pl.LazyFrame]:
    """The rows of measures, one after the other, for reports that `place_reports` gave."""
    coded = _code_measures(data, reports, specs, blanks, population)
    for spec, rows in zip(specs, coded, strict=True):
        yield write_rows(rows, reports, spec)


def _code_measures(
    data: Frames,
    reports: pl.DataFrame,
    specs: Sequence[Measure],
    blanks: str,
    population: pl.DataFrame | None,
) -> Iterator[pl.DataFrame]:
    bases = [find_measure(spec.of or spec.key) for spec in specs]
    counted = [spec for spec in bases if spec.kind not in RATERS]
    counts = count_measures(data, reports, counted, blanks, population)
    for spec, base in zip(specs, bases, strict=True):
        rate = RATERS.get(base.kind)
        rows = rate(data, reports, base) if rate else next(counts)
        yield compare_years(data, reports, rows, spec) if spec.of else rows


@keep_last
def _measure_one(
    data: Frames, reports: pl.DataFrame, spec: Measure, blanks: str, population: pl.DataFrame | None
) -> pl.DataFrame:
    rows = _measure_base(data, reports, find_measure(spec.of or spec.key), blanks, population)
    return compare_years(data, reports, rows, spec) if spec.of else rows


@keep_last
def _measure_base(
    data: Frames, reports: pl.DataFrame, spec: Measure, blanks: str, population: pl.DataFrame | None
) -> pl.DataFrame:
    return next(_code_measures(data, reports, [spec], blanks, population))


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
    reports = place_reports(data)
    taken = take_one_per_year(_measure_one(data, reports, spec, blanks, None), reports)
    return write_rows(link_years(taken, reports, spec), reports, spec).collect()


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
    specs, reports = _choose_measures(measures), place_reports(data)
    wide, names = reports.filter("placed"), []
    measured = measure_reports(data, reports, specs, blanks, population)
    for spec, rows in zip(specs, measured, strict=True):
        columns = [f"{spec.key}_{item}".replace(".", "_").rstrip("_") for item in spec.items]
        names += columns
        wide = wide.join(_pivot_items(rows, spec, columns), on="report_id", how="left")
    if copies == "error":
        _refuse_copies(wide, names)
    flags = pl.col("^.*_flags$").fill_null("")  # Stata takes no column of nulls alone
    one = one_per_year(wide).with_columns(flags, segment=number_segments())
    values = (f"{name}{suffix}" for name in names for suffix in _SUFFIXES)
    shown = (*PLACE, *_NAMES, "segment", *values, *_FLAGS)
    return one.with_columns(**_join_flags(names)).select(shown)


def _choose_measures(keys: Sequence[str] | str) -> list[Measure]:
    """The measures of some keys that have a number per year; of no key, all with one item."""
    if isinstance(keys, str):
        keys = [keys]
    apart = ("coverage", "per_10000")
    single = [spec for spec in measures().values() if spec.items == ("",) and not spec.of]
    chosen = [find_measure(key) for key in dict.fromkeys(keys)]
    if without_year := next((spec for spec in chosen if spec.kind == "coverage"), None):
        raise UsageError(f"{without_year.key}: one number per issuer, not per year")
    return chosen or [spec for spec in single if spec.kind not in apart]


# The rows of one measure as columns of a report: for each item value, k, n and flags.
def _join_flags(names: Sequence[str]) -> dict[str, pl.Expr]:
    """For each flag whether any measure of a row has it."""
    flags = [pl.col(f"{name}_flags") for name in names]
    return {
        word: pl.any_horizontal(flag.str.contains(word, literal=True) for flag in flags)
        for word in _FLAGS
    }


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
