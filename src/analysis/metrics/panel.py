"""Measures side by side, one row per issuer, scope and year: the panel for a regression."""

from collections.abc import Sequence

import polars as pl

from ..errors import UsageError
from ..frames.schema import Frames
from .definitions import Measure, find_measure, measures
from .measure import measure_reports
from .reports import PLACE, number_segments, one_per_year, place_reports

_NAMES = ["report_id", "issuer", "level", "province", "prefecture", "form"]
_SUFFIXES = {"": "value", "_k": "k", "_n": "n", "_flags": "flags"}
_FLAGS = {
    "contradicted": pl.col("contradicted") > 0,
    "zeros_proven": pl.col("zeros") > 0,
    "from_prose": pl.col("evidence") == "prose",
    "recovered": pl.col("recovered"),
}


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
    measures: keys of measures; nothing given takes all with one item per report and no population.
    blanks, population: see `measure`.
    copies: what to do where two reports of an issuer, scope and year give different numbers:
        "error", or "preferred" for the report that measures take (the complete before the half,
        see `frames.copies`).

    Returns
    -------
    issuer_id, scope, year; report_id, issuer, level, province, prefecture, form; `segment` (Int32:
    10 times the breaks of law before the year, plus the era of the form; no line and no difference
    goes over two segments unless the measure allows it); for each measure (and item) its value
    under its key (with `_item`), and `_k`, `_n`, `_flags` (words: contradicted, zeros_proven,
    from_prose, recovered); and these four as columns, true where a measure of the row has the
    flag. A polars frame: `.to_pandas()` gives it to pyfixest, linearmodels or statsmodels.

    Errors
    ------
    `UsageError` for an unknown measure, a measure without a year, and two reports that disagree.
    """
    if copies not in ("error", "preferred"):
        raise UsageError(f"copies = {copies!r}: error or preferred")
    keys = [measures] if isinstance(measures, str) else list(measures) or _list_single_measures()
    specs = [find_measure(key) for key in dict.fromkeys(keys)]
    reports = place_reports(data)
    wide, names = reports.filter("placed"), []
    for spec, rows in zip(
        specs, measure_reports(data, reports, specs, blanks, population), strict=True
    ):
        if spec.kind == "coverage":
            raise UsageError(f"{spec.key}: one number per issuer, not per year")
        columns = [f"{spec.key}_{item}".replace(".", "_").rstrip("_") for item in spec.items]
        names += columns
        wide = wide.join(_widen(rows, spec, columns), on="report_id", how="left")
    if copies == "error":
        _refuse_copies(wide, names)
    flags = [pl.col(f"{name}_flags").fill_null("") for name in names]
    any_flag = {
        word: pl.any_horizontal(flag.str.contains(word, literal=True) for flag in flags)
        for word in _FLAGS
    }
    values = [f"{name}{suffix}" for name in names for suffix in _SUFFIXES]
    one = one_per_year(wide).with_columns(segment=number_segments(), **any_flag)
    return one.select(*PLACE, *_NAMES, "segment", *values, *_FLAGS)


def _list_single_measures() -> list[str]:
    apart = ("coverage", "per_10000")
    single = [spec for spec in measures().values() if spec.items == ("",) and not spec.of]
    return [spec.key for spec in single if spec.kind not in apart]


# The rows of one measure as columns of a report: for each item value, k, n and flags.
def _widen(rows: pl.DataFrame, spec: Measure, columns: Sequence[str]) -> pl.DataFrame:
    words = [pl.when(is_true).then(pl.lit(flag)) for flag, is_true in _FLAGS.items()]
    flags = pl.concat_str(words, separator=" ", ignore_nulls=True)
    named = rows.with_columns(flags=pl.when(pl.col("value").is_not_null()).then(flags))
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
