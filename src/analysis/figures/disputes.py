"""Administrative reconsiderations and suits: results as counts, pending hatched, and the correction rate beside."""

from __future__ import annotations

import polars as pl

from ..metrics import MIN_N
from .disclosure import dot
from .drawn import (
    PAGE,
    Drawn,
    How,
    captions,
    contradicted,
    contradicted_note,
    limited,
    note,
    one_each,
)
from .layout import at_end, legend, page, percent_axis, rows_down, stack, whole
from .style import fills

CHANNELS = ("reconsideration", "litigation")


def disputes(results: pl.DataFrame, rates: pl.DataFrame, how: How = PAGE) -> Drawn | None:
    """From `measure(data, "dispute_results")` and `measure(data, "correction_rate")`; reports without a case are left out, with their number.

    One row per report and channel. Where fewer than 30 cases were concluded, the correction rate is given as counts.
    """
    split = (
        pl.col("item")
        .str.split_exact(".", 1)
        .struct.rename_fields(["channel", "result"])
        .struct.unnest()
    )
    counted = one_each(results).with_columns(split).filter(pl.col("channel").is_in(CHANNELS))
    complete = counted.filter(
        pl.col("k").is_not_null().all().over("report_id"), pl.col("k").max().over("report_id") > 0
    )
    complete, cut = limited(complete, "k", how)
    if complete.is_empty():
        return None
    without = counted.filter(pl.col("k").max().over("report_id") == 0)["report_id"].n_unique()
    labels, palette = how.labels, fills("result")
    longest = float(complete.select(pl.col("k").max()).item())
    at = {(row["report_id"], row["item"]): row for row in rates.iter_rows(named=True)}
    with page(
        complete, how, 17, ("report_id", "channel"), columns=(3, 2), only_page=True
    ) as opened:
        for (left, right), part in opened.panels:
            names_down = []
            for y, cases in enumerate(
                part.partition_by("report_id", "channel", maintain_order=True)
            ):
                first, counts = (
                    cases.row(0, named=True),
                    dict(cases.select("result", "k").iter_rows()),
                )
                stack(left, y, counts, palette, whole, longest * 0.05)
                at_end(left, y, labels("word", "n", n=whole(counts["total"])))
                dot(right, y, at[first["report_id"], first["channel"]], labels)
                words = labels("channel", first["channel"]) + (
                    " †" if any(contradicted(case) for case in cases.iter_rows(named=True)) else ""
                )
                names_down.append(f"{labels.report(first)} {words}" if y % 2 == 0 else words)
            rows_down(left, names_down)
            rows_down(right, [""] * len(names_down))
            left.set_xlim(0, longest * 1.02)
            percent_axis(right)
            right.grid(axis="x")
            right.set_axisbelow(True)
        left.set_xlabel(labels("axis", "cases"))
        right.set_xlabel(labels("axis", "correction"))
        legend(opened.figure, palette, labels, "result")
    notes = [
        note("disputes"),
        note("small_cases", min_n=MIN_N),
        *cut,
        *([note("no_cases", n=without)] if without else []),
        *contradicted_note(complete),
    ]
    total = float(complete.filter(result="total")["k"].sum())
    rated = rates.select(
        "report_id",
        channel="item",
        concluded="n",
        correction_rate="rate",
        correction_low="low",
        correction_high="high",
    )
    return Drawn(
        opened.figure,
        complete.join(rated, on=["report_id", "channel"]),
        captions(complete, notes, how.names, total),
        how,
    )
