"""Rates of issuers with their limits, and changes against the year before: dots in rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from matplotlib.axes import Axes

from ..metrics import measures
from .catalogue import function_of
from .drawn import Drawn, How, Note, Sketch, figure_family, is_pooled, require_rows
from .page import (
    DARK,
    MOST_NAMES,
    MOST_ROWS,
    ROOM_MM,
    SHARE_KINDS,
    choose_issuers,
    name_rows,
    page_height,
    partition,
    rate_axis,
    right_column,
    row_page,
    whole,
    write,
)

_GROWTH_TICKS = (-90, -75, -50, -25, 0, 50, 100, 300, 900, 3100, 9900)


def draw_dots(axes: Axes, rows: pl.DataFrame, how: How, has_counts: bool = True) -> None:
    """A dot at `value` in the row `y`, with limits from `low` to `high`; hollow on prose.

    Where n is below `how.min_n`, k/n stands instead at the left end of the row.
    """
    for row in rows.with_columns(pl.col("n").fill_null(0)).iter_rows(named=True):
        if row["n"] < how.min_n:
            words = f"{whole(row['k'])}/{whole(row['n'])}" if has_counts else ""
            look: dict[str, Any] = {
                "xycoords": ("axes fraction", "data"),
                "ha": "left",
                "color": "#555555",
            }
            write(axes, words, (0, row["y"]), (3, 0), **look)
        elif row["value"] is not None:
            if row["low"] is not None and row["high"] is not None:
                axes.plot([row["low"], row["high"]], [row["y"]] * 2, color="#333333", linewidth=0.8)
            inside = "white" if row.get("evidence") == "prose" else DARK
            # not clipped: at 0% and 100% half of the dot lies outside the axis
            look = {
                "ms": 4,
                "color": DARK,
                "markerfacecolor": inside,
                "clip_on": False,
            }
            axes.plot([row["value"]], [row["y"]], "o", zorder=3, **look)


def limits_notes(rows: pl.DataFrame, kind: str) -> list[Note]:
    """What the limits are, and that hollow points rest on prose where some do."""
    prose = "evidence" in rows.columns and (rows["evidence"] == "prose").any()
    base = "pooled" if is_pooled(rows) else ("share" if kind in SHARE_KINDS else kind)
    return [Note(base), Note("hollow", prose)]


@figure_family
def rate(rows: pl.DataFrame, how: How) -> Sketch | Drawn:
    """Any rate of every report or group, with limits: dots in rows, k/n where n is small.

    `rows` are those of `metrics.measure` for a share or a rate per 100 or 10,000. More rows than a
    page holds become a heat map, more than 60 issuers the distribution over issuers.
    """
    known = require_rows(rows.drop_nulls("value"))
    if other := _family_by_size(known):
        return function_of(other)(rows, how)
    known, chosen = choose_issuers(known, "n", more=["item"])
    kind = measures()[known["measure"][0]].kind
    figure, panels = row_page(known, how, 11)
    for panel in panels:
        draw_dots(panel.axes[0], panel.rows.with_row_index("y"), how)
        right_column(panel.axes[0], [whole(n) for n in panel.rows["n"]])
        rate_axis(panel.axes[0], known.filter(pl.col("n") >= how.min_n), kind, how)
    panels[-1].axes[0].set_xlabel(how.labels.axis(known["measure"][0]))
    name_rows(panels, how)
    small = Note("small", (known["n"] < how.min_n).any())
    return Sketch(figure, known, [*limits_notes(known, kind), chosen, small])


def _family_by_size(rows: pl.DataFrame) -> str:
    """The family that draws rows which are too many for lines: heat, distribution, or ""."""
    if is_pooled(rows):
        return ""
    issuers, years = rows["issuer_id"].n_unique(), rows["year"].n_unique()
    fits = page_height(partition(rows, "item")) <= ROOM_MM
    if fits and (issuers <= MOST_ROWS or years == 1):
        return ""
    return "heat" if issuers <= MOST_NAMES and years > 1 else "distribution"


@figure_family
def change(rows: pl.DataFrame, *printed: pl.DataFrame, how: How) -> Sketch:
    """The change against the year before, from `metrics.change`, with its limits.

    Percentage points on a plain axis; growth on the axis of the logarithm of the ratio, on which a
    doubling is as long as a halving. A second frame, `metrics.printed_growth`, adds rings for the
    growth of applications received that reports print. Where a year has a small n the numbers
    stand alone.
    """
    spec = measures()[rows["measure"][0]]
    is_growth = spec.kind == "growth"
    known = rows.drop_nulls(["k", "k_before"]).filter((pl.col("k") > 0) | (pl.col("k_before") > 0))
    said = pl.DataFrame(schema={"report_id": pl.Utf8, "printed": pl.Float64, "key": pl.Utf8})
    for frame in printed if spec.key == "received_growth" else ():
        said = frame.select(said.columns).filter(pl.col("key") == "applications.new")
    said = said.unique("report_id", keep="first").drop("key")
    known = require_rows(known).join(said, "report_id", "left", maintain_order="left")
    n = pl.min_horizontal("n", "n_before")
    known = known.with_columns(n=pl.when(n < how.min_n).then(n).otherwise("n"))
    known, chosen = choose_issuers(known, "n", more=["item"])
    placed = known
    if is_growth:
        names = ("value", "low", "high", "printed")
        logs = [(1 + pl.col(name).clip(-95) / 100).log(2).alias(name) for name in names]
        placed = known.with_columns(logs)
    figure, panels = row_page(placed, how, 11)
    for panel in panels:
        draw_dots(panel.axes[0], panel.rows.with_row_index("y"), how, has_counts=False)
        look: dict[str, Any] = {"facecolor": "none", "edgecolor": "#D55E00", "clip_on": False}
        panel.axes[0].scatter(panel.rows["printed"], range(panel.rows.height), 42, **look)
        words = [_before_and_now(row, is_growth) for row in panel.rows.iter_rows(named=True)]
        right_column(panel.axes[0], words, how.labels("word", "before_now"))
        panel.axes[0].axvline(0, color="#333333", linewidth=0.5, zorder=0)
        panel.axes[0].grid(axis="x")
    _change_axis(panels[-1].axes[0], placed.filter(pl.col("n") >= how.min_n), is_growth, how)
    panels[-1].axes[0].set_xlabel(how.labels.axis(spec.key))
    name_rows(panels, how)
    small = Note("small_change", (known["n"] < how.min_n).any())
    rings = Note("printed", known["printed"].is_not_null().any())
    return Sketch(figure, known, [*limits_notes(known, spec.kind), small, rings, chosen], False)


def _before_and_now(row: dict[str, Any], is_growth: bool) -> str:
    """The numbers of both years: 70 → 74, or 30/120 → 36/118 for a rate."""
    parts = ("k",) if is_growth else ("k", "n")
    sides = ("/".join(whole(row[part + end]) for part in parts) for end in ("_before", ""))
    return " → ".join(sides)


def _change_axis(axes: Axes, rows: pl.DataFrame, is_growth: bool, how: How) -> None:
    """An axis around 0 with signs; for growth its ticks are percentages at their logarithms."""
    found = [x for name in ("value", "low", "high", "printed") for x in rows[name].drop_nulls()]
    low, high = min([*found, -1.0]), max([*found, 1.0])
    axes.set_xlim(low - 0.04 * (high - low), high + 0.04 * (high - low))
    axes.locator_params(axis="x", nbins=6 if how.is_wide else 3)
    axes.xaxis.set_major_formatter(lambda value, _: signed(value))
    if is_growth:
        places = {float(np.log2(1 + tick / 100)): tick for tick in _GROWTH_TICKS}
        gap = (high - low) * (0.09 if how.is_wide else 0.3)
        kept: list[float] = []
        for x in sorted((x for x in places if low <= x <= high), key=abs):
            kept += [x] if all(abs(x - other) > gap for other in kept) else []
        axes.set_xticks(kept, [signed(places[x]) for x in kept])


def signed(value: float) -> str:
    """A change with its sign.

    >>> signed(100), signed(-2.5), signed(0)
    ('+100', '−2.5', '0')
    """
    return f"{value:+,g}".replace("-", "−") if abs(value) > 1e-9 else "0"
