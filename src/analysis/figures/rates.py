"""Rates of issuers with their limits, and changes against the year before: dots in rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from matplotlib.axes import Axes

from ..metrics import measures
from .catalogue import function_of
from .drawn import Drawn, How, Note, Sketch, figure_family, is_pooled, note
from .page import (
    DARK,
    MOST_NAMES,
    MOST_ROWS,
    ROOM_MM,
    SHARE_KINDS,
    choose_issuers,
    highest_value,
    name_rows,
    page_height,
    partition,
    rate_axis,
    right_column,
    row_page,
    whole,
    write,
)

_GROWTH_TICKS = (-90, -75, -50, 0, 100, 300, 900, 3100, 9900)


def dots(axes: Axes, rows: pl.DataFrame, how: How) -> None:
    """A dot at `value` in the row `y`, with limits from `low` to `high`; hollow on prose.

    Where n is below `how.min_n` counts stand instead.
    """
    large = rows.filter(pl.col("n") >= how.min_n, pl.col("value").is_not_null())
    ranges = large.drop_nulls(["low", "high"])
    axes.hlines(ranges["y"], ranges["low"], ranges["high"], color="#333333", linewidth=0.8)
    for row in large.iter_rows(named=True):
        inside = "white" if row.get("evidence") == "prose" else DARK
        # not clipped: at 0% and 100% half of the dot lies outside the axis
        look = {"ms": 4, "color": DARK, "markerfacecolor": inside, "clip_on": False}
        axes.plot([row["value"]], [row["y"]], "o", zorder=3, **look)


def small_counts(axes: Axes, rows: pl.DataFrame, how: How) -> None:
    """k/n at the left end of the rows whose n is too small for a rate."""
    for row in rows.filter(pl.col("n").fill_null(0) < how.min_n).iter_rows(named=True):
        look = {"xycoords": ("axes fraction", "data"), "ha": "left", "color": "#555555"}
        write(axes, f"{whole(row['k'])}/{whole(row['n'])}", (0, row["y"]), (3, 0), **look)


def limits_notes(rows: pl.DataFrame, kind: str) -> list[Note]:
    """What the limits are, and that hollow points rest on prose where some do."""
    prose = "evidence" in rows.columns and (rows["evidence"] == "prose").any()
    base = "pooled" if is_pooled(rows) else ("share" if kind in SHARE_KINDS else kind)
    return [note(base), note("hollow", prose)]


@figure_family("rate")
def rate(rows: pl.DataFrame, how: How) -> Sketch | Drawn | None:
    """Any rate of every report or group, with limits: dots in rows, k/n where n is small.

    `rows` are those of `metrics.measure` for a share or a rate per 100 or 10,000. More rows than a
    page holds become a heat map, more than 60 issuers the distribution over issuers.
    """
    known = rows.drop_nulls("value")
    if known.is_empty():
        return None
    if other := _family_by_size(known):
        return function_of(other)(rows, how)  # type: ignore[no-any-return]
    known, chosen = choose_issuers(known, "n", more=["item"])
    kind = measures()[known["measure"][0]].kind
    figure, panels = row_page(known, how, 11)
    for panel in panels:
        (axes,) = panel.axes
        placed = panel.rows.with_row_index("y")
        dots(axes, placed, how)
        small_counts(axes, placed, how)
        right_column(axes, [whole(n) for n in placed["n"]])
        rate_axis(axes, highest_value(known.filter(pl.col("n") >= how.min_n)), kind, how)
        axes.set_xlabel(how.labels.axis(known["measure"][0]) if panel is panels[-1] else "")
    name_rows(panels, how)
    small = note("small", (known["n"] < how.min_n).any())
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


@figure_family("change")
def change(rows: pl.DataFrame, *more: Any) -> Sketch | None:
    """The change against the year before, from `metrics.change`, with its limits.

    Percentage points on a plain axis; growth on the axis of the logarithm of the ratio, on which a
    doubling is as long as a halving. A second frame, `metrics.printed_growth`, adds rings for the
    growth of applications received that reports print. Where a year has a small n the numbers
    stand alone.
    """
    *printed, how = more
    known = rows.drop_nulls(["k", "k_before"])
    if known.is_empty():
        return None
    key = known["measure"][0]
    is_growth = measures()[key].kind == "growth"
    known, chosen = choose_issuers(_with_printed(known, printed, key), "n", more=["item"])
    n = pl.min_horizontal("n", "n_before")
    known = known.with_columns(n=pl.when(n < how.min_n).then(n).otherwise("n"))
    figure, panels = row_page(known, how, 11)
    for panel in panels:
        (axes,) = panel.axes
        placed = _on_axis(panel.rows.with_row_index("y"), is_growth)
        dots(axes, placed, how)
        said = placed.drop_nulls("printed")
        axes.scatter(said["printed"], said["y"], 42, facecolor="none", edgecolor="#D55E00")
        words = [_before_and_now(row, is_growth) for row in panel.rows.iter_rows(named=True)]
        right_column(axes, words, how.labels("word", "before_now"))
        axes.axvline(0, color="#333333", linewidth=0.5, zorder=0)
        axes.grid(axis="x")
    _change_axis(panels[-1].axes[0], _on_axis(known, is_growth), is_growth, how)
    panels[-1].axes[0].set_xlabel(how.labels.axis(key))
    name_rows(panels, how)
    notes = [
        *limits_notes(known, measures()[key].kind),
        note("small_change", (known["n"] < how.min_n).any()),
        note("printed", known["printed"].is_not_null().any()),
        chosen,
    ]
    return Sketch(figure, known, notes, has_total=False)


def _with_printed(rows: pl.DataFrame, printed: list[pl.DataFrame], key: str) -> pl.DataFrame:
    """Adds `printed`, the growth of applications received that a report prints, where it does."""
    if not printed or key != "received_growth":
        return rows.with_columns(printed=pl.lit(None, pl.Float64))
    said = printed[0].filter(pl.col("key") == "applications.new").unique("report_id", keep="first")
    return rows.join(
        said.select("report_id", "printed"), "report_id", "left", maintain_order="left"
    )


def _on_axis(rows: pl.DataFrame, is_growth: bool) -> pl.DataFrame:
    """The values where they stand on the axis: for growth the logarithm (base 2) of the ratio."""
    names = ("value", "low", "high", "printed")
    logs = [(1 + pl.col(name).clip(-95) / 100).log(2).alias(name) for name in names]
    return rows.with_columns(logs) if is_growth else rows


def _before_and_now(row: dict[str, Any], is_growth: bool) -> str:
    """The numbers of both years: 70 → 74, or 30/120 → 36/118 for a rate."""
    ends = ("_before", "")
    if is_growth:
        return " → ".join(whole(row[f"k{end}"]) for end in ends)
    return " → ".join(f"{whole(row[f'k{end}'])}/{whole(row[f'n{end}'])}" for end in ends)


def _change_axis(axes: Axes, rows: pl.DataFrame, is_growth: bool, how: How) -> None:
    """An axis around 0 with signs; for growth its ticks are percentages at their logarithms."""
    shown = rows.filter(pl.col("n") >= how.min_n).select("value", "low", "high", "printed")
    found = [x for column in shown for x in column.drop_nulls()]
    low, high = min([*found, -1.0]), max([*found, 1.0])
    axes.set_xlim(low - 0.04 * (high - low), high + 0.04 * (high - low))
    axes.locator_params(axis="x", nbins=6 if how.wide else 3)
    axes.xaxis.set_major_formatter(lambda value, _: signed(value))
    if is_growth:
        places = {float(np.log2(1 + t / 100)): t for t in _GROWTH_TICKS}
        kept = [x for x in places if low <= x <= high]
        axes.set_xticks(kept, [signed(places[x]) for x in kept])


def signed(value: float) -> str:
    """A change with its sign.

    >>> signed(100), signed(-2.5), signed(0)
    ('+100', '−2.5', '0')
    """
    return f"{value:+,g}".replace("-", "−") if abs(value) > 1e-9 else "0"
