"""Measures side by side, one row per issuer, scope and year: the panel for a regression."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ..errors import UsageError
from ..frames.schema import Frames
from .definitions import find_measure, measures
from .measure import measure_reports
from .reports import PLACE, number_segments, one_per_year, place_reports

_NAMES = ["report_id", "issuer", "level", "province", "prefecture", "form"]
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
    copies: what to do where two reports of an issuer, scope and year give different numbers: "error", or
        "preferred" for the report that measures take (the complete before the half, see `frames.copies`).

    Returns
    -------
    issuer_id, scope, year; report_id, issuer, level, province, prefecture, form; `segment` (Int32: 10
    times the breaks of law before the year, plus the era of the form; no line and no difference goes over
    two segments unless the measure allows it); for each measure (and item) its value under its key (with
    `_item`), and `_k`, `_n`, `_flags` (words: contradicted, zeros_proven, from_prose, recovered);
    and these four as columns, true where a measure of the row has the flag. A polars frame:
    `.to_pandas()` gives it to pyfixest, linearmodels or statsmodels.

    Errors
    ------
    `UsageError` for an unknown measure, a measure without a year, and two reports that disagree.
    """
    keys = [measures] if isinstance(measures, str) else list(measures) or _default_measures()
    specs = [find_measure(key) for key in dict.fromkeys(keys)]
    if yearless := [spec.key for spec in specs if spec.kind == "coverage"]:
        raise UsageError(f"{', '.join(yearless)}: one number per issuer, not per year")
    if copies not in ("error", "preferred"):
        raise UsageError(f"copies = {copies!r}: error or preferred")
    reports = place_reports(data)
    wide = reports.filter("placed")
    flagged = []
    for rows in measure_reports(data, reports, specs, blanks, population):
        columns, flags = _widen(rows)
        wide = wide.join(columns, on="report_id", how="left", maintain_order="left")
        flagged.append(flags)
    names = [name for name in wide.columns if name not in reports.columns]
    if copies == "error":
        _refuse_copies(wide, [name for name in names if f"{name}_flags" in names])
    any_flag = pl.concat(flagged).group_by("report_id").agg(pl.col(*_FLAGS).any())
    one = one_per_year(wide).with_columns(segment=number_segments())
    one = one.join(any_flag, on="report_id", how="left").with_columns(
        pl.col(*_FLAGS).fill_null(False)
    )
    values = [name for name in names if name not in _NAMES]
    return one.select(*PLACE, *_NAMES, "segment", *values, *_FLAGS).sort(PLACE)


def _default_measures() -> list[str]:
    return [
        spec.key
        for spec in measures().values()
        if spec.items == ("",) and not spec.of and spec.kind not in ("coverage", "per_10000")
    ]


def _widen(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of one measure as columns of a report, and its flags by report."""
    item = pl.col("item").str.replace_all(".", "_", literal=True)
    name = pl.when(item == "").then("measure").otherwise(pl.format("{}_{}", "measure", item))
    words = [pl.when(is_true).then(pl.lit(flag)) for flag, is_true in _FLAGS.items()]
    flags = pl.concat_str(words, separator=" ", ignore_nulls=True)
    known = pl.col("value").is_not_null()
    named = rows.with_columns(name=name, flags=pl.when(known).then(flags))
    columns = named["name"].unique(maintain_order=True).to_list()
    wide = named.pivot(
        "name", on_columns=columns, index="report_id", values=["value", "k", "n", "flags"]
    )
    order = [
        pl.col(f"{part}_{column}").alias(f"{column}{suffix}")
        for column in columns
        for part, suffix in (("value", ""), ("k", "_k"), ("n", "_n"), ("flags", "_flags"))
    ]
    true = {flag: is_true & known for flag, is_true in _FLAGS.items()}
    return wide.select("report_id", *order), rows.select("report_id", **true)


def _refuse_copies(wide: pl.DataFrame, names: list[str]) -> None:
    """Raise `UsageError` where two reports of an issuer, scope and year give different numbers."""
    copies = wide.filter(pl.len().over(PLACE) > 1)
    differ = copies.group_by(PLACE, maintain_order=True).agg(
        pl.col("source"),
        **{f"{name}|": pl.col(name).drop_nulls().n_unique() > 1 for name in names},
    )
    found = differ.filter(pl.any_horizontal(pl.col(f"{name}|") for name in names))
    if found.height:
        first = found.row(0, named=True)
        those = [name for name in names if first[f"{name}|"]]
        raise UsageError(
            f"{first['issuer_id']} {first['scope']} {first['year']}: {' and '.join(first['source'])} give different "
            f"numbers ({', '.join(those[:3])}): remove one, correct it in manifest.csv, or take "
            f'copies="preferred" ({found.height} such issuers and years)'
        )
