"""A whole area against the reports of its own organs and of the areas below it.

Nothing tells how many reports there should be, so only one thing can be tested: what the known
parts add to is not above the whole. Dispute counts are left out: co-defendants stand in two
reports.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from .record import COUNTS, Finding, judge, make_stub


def find_parent(code: str) -> str:
    """The code of the division above; empty for a province.

    >>> [find_parent(code) for code in ("431003", "431000", "430000", "431003100")]
    ['431000', '430000', '', '431003']
    """
    if len(code) > 6:
        return code[:6]
    if code[4:6] != "00":
        return code[:4] + "00"
    return "" if code[2:4] == "00" else code[:2] + "0000"


def hierarchy(placed: pl.DataFrame) -> Iterator[Finding]:
    """Per report on a whole area with applications: the sum of known parts <= the whole.

    `placed` is `record.outline` of the reports, with their `scope` and `rank`.
    """
    chosen = _choose_copies(placed)
    # A township has no code of its own: its area is a part of that of its county.
    is_below = pl.col("issuer_id").str.contains(":", literal=True).fill_null(False)
    of_area = chosen.filter(scope="area")
    whole, level = of_area.filter(~is_below), chosen.filter(scope="level")
    organs = pl.concat([chosen.filter(scope="organ"), of_area.filter(is_below)])
    place = ["year", "division_code"]
    below = whole.with_columns(
        division_code=pl.col("division_code").map_elements(find_parent, pl.Utf8), order=pl.lit(0)
    )
    # The report of the own level covers the organs' reports.
    own = [
        level.unique(place, keep="first", maintain_order=True),
        organs.join(level, place, "anti"),
    ]
    parts = pl.concat([below, *(frame.with_columns(order=pl.lit(1)) for frame in own)])
    sides = [pl.col(name).list.drop_nulls() for name in COUNTS]
    grouped = parts.sort("order", "report_id").group_by(place, maintain_order=True)
    sums = grouped.agg("report_id", *COUNTS).select(
        *place,
        *(side.list.sum().name.suffix("_sum") for side in sides),
        *(side.list.len().name.suffix("_known") for side in sides),
        parts=pl.col("report_id").list.len(),
        only=pl.col("report_id").list.first(),
    )
    joined = whole.join(sums, on=place, how="left", maintain_order="left")
    for row in joined.iter_rows(named=True):
        yield from _compare(row)


def _choose_copies(placed: pl.DataFrame) -> pl.DataFrame:
    """The reports with a table, one of each issuer and scope, by id."""
    usable = placed.filter(
        pl.col("year").is_not_null(), pl.col("division_code") != "", pl.col("has_table")
    )
    who = ["year", "division_code", "issuer_id", "scope"]
    return usable.sort("rank").unique(who, keep="first", maintain_order=True).sort("report_id")


def _compare(whole: dict[str, Any]) -> Iterator[Finding]:
    report = make_stub(whole["report_id"])
    for name, key in COUNTS.items():
        subject, left = ".".join(key), whole[name]
        if not whole["parts"]:
            words = "no report of a part of the area is in the dataset"
            yield Finding(report, "hierarchy", subject, left, detail=words)
            return
        right, known = whole[f"{name}_sum"], whole[f"{name}_known"]
        yield Finding(
            report,
            "hierarchy",
            subject,
            left,
            right,
            judge(left, right if known else None, "at_least"),
            f"{known} known parts, not necessarily all",
            cells=(key,),
            other=make_stub(whole["only"]) if whole["parts"] == 1 else None,
        )
