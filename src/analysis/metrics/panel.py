"""One report per issuer, scope and year, and whether neighbouring years may be compared."""

from __future__ import annotations

import polars as pl

from .definitions import Measure

_ORIGIN = {"official": 0, "transcription": 1, "mirror": 2}
_ERA = {"form2019": 1, "form2021": 2}  # every earlier form, and reports without a table, are 0
_WORST = ("comparable", "weak", "not_comparable", "absent")
FIRST_YEAR = 2008  # the first reports cover 2008-05-01 to 2008-12-31


def one_per_year(rows: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    """`rows` of one report per issuer, scope and year: official before transcription before mirror, then the later published.

    Reports without an issuer or a year cannot be placed and are left out.
    """
    rank = reports.select(
        "report_id",
        origin_rank=pl.col("origin").replace_strict(_ORIGIN, default=3, return_dtype=pl.Int32),
        day=pl.col("published").fill_null(pl.date(1900, 1, 1)),
    )
    placed = rows.filter(pl.col("issuer_id").is_not_null(), pl.col("issuer_id") != "", pl.col("year").is_not_null()).join(rank, on="report_id")
    return (
        placed.sort(["issuer_id", "scope", "year", "origin_rank", "day", "report_id"], descending=[False, False, False, False, True, False])
        .unique(["issuer_id", "scope", "year", "item"], keep="first", maintain_order=True)
        .drop("origin_rank", "day")
    )


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
