"""One report per issuer, scope and year, and whether neighbouring years may be compared."""

from __future__ import annotations

import polars as pl

from ..frames.copies import preference
from ..frames.schema import Frames
from .definitions import Measure

_ERA = {"form2019": 1, "form2021": 2}  # every earlier form, and reports without a table, are 0
_WORST = ("comparable", "weak", "not_comparable", "absent")
FIRST_YEAR = 2008  # the first reports cover 2008-05-01 to 2008-12-31


_PLACED = (pl.col("issuer_id").is_not_null(), pl.col("issuer_id") != "", pl.col("year").is_not_null())


def with_further(rows: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """Adds `further`: how many more reports of the same issuer, scope and year stand behind this one (by `frames.copies`); null where it
    stands behind another. A report without an issuer or a year stands for itself.
    """
    group = ["issuer_id", "scope", "year"]
    first = pl.col("rank") == pl.col("rank").min().over(group)
    placed = frames["reports"].filter(*_PLACED).join(preference(frames), on="report_id")
    counted = placed.select("report_id", further=pl.when(first).then(pl.len().over(group) - 1).cast(pl.Int32), placed=True)
    joined = rows.join(counted, on="report_id", how="left", maintain_order="left")
    return joined.with_columns(further=pl.when("placed").then("further").otherwise(0)).drop("placed")


def one_per_year(rows: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """`rows` of the reports that `with_further` takes for their issuer, scope and year.

    Reports without an issuer or a year cannot be placed and are left out.
    """
    placed = rows.filter(*_PLACED)
    if "further" not in placed.columns:
        placed = with_further(placed, frames)
    return placed.filter(pl.col("further").is_not_null()).sort("issuer_id", "scope", "year", "report_id", maintain_order=True)


def verdict(spec: Measure, earlier: str | None, later: str | None) -> str:
    """May two reports of these forms be compared on this measure? comparable, weak, not_comparable or absent (crosswalk).

    >>> from .definitions import measures
    >>> verdict(measures()["normative_stock"], "form2019", "form2021")
    'not_comparable'
    """
    if earlier == later:
        return "comparable"
    first, last = sorted((_ERA.get(earlier or "", 0), _ERA.get(later or "", 0)))
    crossed = [name for at, name in ((0, spec.across_2019), (1, spec.across_2021)) if first <= at < last]
    return max(crossed, key=_WORST.index, default="weak")  # two early forms: the words differ


def linked(rows: pl.DataFrame, spec: Measure) -> pl.DataFrame:
    """Adds `link`: how a row stands to the year before of the same issuer, scope and item.

    "" for a first row, "gap" where the year before is not there or has no number, else the verdict.
    """
    before: dict[tuple[str, str, str], dict[str, object]] = {}
    links = []
    for row in rows.iter_rows(named=True):
        key = (row["issuer_id"], row["scope"], row["item"])
        past = before.get(key)
        if past is None:
            links.append("")
        elif past["year"] != row["year"] - 1 or past["k"] is None or row["k"] is None:
            links.append("gap")
        else:
            links.append(verdict(spec, str(past["form"]), str(row["form"])))
        before[key] = row
    return rows.with_columns(link=pl.Series(links, dtype=pl.Utf8))
