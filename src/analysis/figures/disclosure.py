"""Disclosure rate: a dot and its Wilson limits for every report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from matplotlib.axes import Axes

from ..metrics import MIN_N
from .drawn import PAGE, Drawn, How, captions, contradicted_note, limited, note, one_each
from .labels import Labels
from .layout import DARK, at_end, page, percent_axis, report_labels, rows_down, whole


def dot(axes: Axes, y: float, row: Mapping[str, Any], labels: Labels) -> None:
    """A rate with its limits, or "k/n" in words where n is below 30 or the rate does not exist."""
    k, n = row["k"], row["n"]
    if row["rate"] is None or n < MIN_N:
        words = labels("word", "not_given") if k is None or n is None else f"{whole(k)}/{whole(n)}"
        axes.text(1, y, words, va="center", fontsize="small", color="#444444")
        return
    axes.plot(
        [row["low"], row["high"]], [y, y], color="#333333", linewidth=0.8, solid_capstyle="butt"
    )
    inside = "white" if row["evidence"] == "prose" else DARK
    # not clipped: at 0% and 100% half of the dot lies outside the axis
    axes.plot(
        [row["rate"]],
        [y],
        marker="o",
        color=DARK,
        markerfacecolor=inside,
        markersize=4.2,
        linestyle="none",
        clip_on=False,
        zorder=3,
    )


def disclosure(rows: pl.DataFrame, how: How = PAGE) -> Drawn | None:
    """Dots with limits from `measure(data, "disclosure_rate")`, in the order of the rows; None where no report has a rate.

    No ranking: below n = 30 the counts stand instead of a dot. An open dot rests on prose.
    """
    known, cut = limited(one_each(rows).filter(pl.col("rate").is_not_null()), "n", how)
    if known.is_empty():
        return None
    labels = how.labels
    with page(known, how, 11) as opened:
        for (axes,), part in opened.panels:
            found = part.to_dicts()
            for y, row in enumerate(found):
                dot(axes, y, row, labels)
                at_end(axes, y, labels("word", "n", n=whole(row["n"])))
            rows_down(axes, report_labels(found, how))
            percent_axis(axes, how.width)
            axes.set_axisbelow(True)
            axes.grid(axis="x")
        axes.set_xlabel(labels("axis", "rate"))
    prose = [note("prose")] if "prose" in known["evidence"] else []
    notes = [
        note("disclosure"),
        *prose,
        *cut,
        note("small", min_n=MIN_N),
        *contradicted_note(known),
    ]
    return Drawn(
        opened.figure, known, captions(known, notes, how.names, float(known["n"].sum())), how
    )
