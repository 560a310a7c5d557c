"""Stacked bars: outcomes, grounds, applicants as shares; the flow of applications; disputes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from .catalogue import catalogue
from .drawn import How, Note, Sketch, figure_family, require_rows
from .page import (
    choose_issuers,
    fill_handles,
    legend,
    line_columns,
    name_rows,
    rate_axis,
    right_column,
    row_page,
    text_width,
    whole,
    write,
)
from .rates import draw_dots
from .theme import SMALL_PT, Fill

_EDGE: dict[str, Any] = {"edgecolor": "#333333", "linewidth": 0.4}
Fills = Mapping[str, Fill]
Counts = Mapping[str, float]


def stack_bars(
    axes: Axes, rows: Sequence[Counts], fills: Fills, width: float = 0.7, position: float = 0.5
) -> None:
    """A stacked bar per row, in the order of the fills; `position` 1 is above the row's middle."""
    table = pd.DataFrame([dict(row) for row in rows], columns=list(fills)).fillna(0.0)
    colors: Any = [fill.color for fill in fills.values()]
    look: dict[str, Any] = {"width": width, "position": position, "legend": False, **_EDGE}
    before = len(axes.containers)
    table.plot.barh(stacked=True, ax=axes, color=colors, **look)
    for container, fill in zip(axes.containers[before:], fills.values(), strict=True):
        for bar in container:
            bar.set_hatch(fill.hatch)


def label_bars(figure: Figure, fills: Fills, words: Callable[[float], str]) -> None:
    """The size on every piece of a bar that is wide enough, once the axes have their size."""
    figure.draw_without_rendering()
    for axes in figure.axes:
        per_point = axes.viewLim.width / (axes.bbox.width / figure.dpi * 72)
        containers: Sequence[Any] = axes.containers
        for container, fill in zip(containers, fills.values(), strict=False):
            sizes = [bar.get_width() for bar in container]
            room = [(text_width(words(size), SMALL_PT) + 3) * per_point for size in sizes]
            shown = [words(s) if s > r else "" for s, r in zip(sizes, room, strict=True)]
            look: dict[str, Any] = {
                "label_type": "center",
                "fontsize": SMALL_PT,
                "color": fill.text,
            }
            box: Any = (
                {"facecolor": fill.color, "edgecolor": "none", "pad": 0.8} if fill.hatch else None
            )
            for text in axes.bar_label(container, shown, **look):
                text.set(visible=bool(text.get_text()), bbox=box)


def count_marks(axes: Axes, y: float, counts: Counts, fills: Fills) -> None:
    """Counts in place of a bar: a small square in the fill of its item, its number beside it."""
    kept = [key for key in fills if counts[key]]
    for i, key in enumerate(kept):
        left, fill = 0.8 + 100 / len(fills) * i, fills[key]
        square = Rectangle((left, y - 0.21), 2.2, 0.42, facecolor=fill.color, **_EDGE)
        axes.add_patch(square).set_hatch(fill.hatch)
        write(axes, whole(counts[key]), (left + 2.2, y), (2.5, 0), ha="left")


def _complete(rows: pl.DataFrame, size: pl.Expr, *more: str) -> pl.DataFrame:
    """The lines that have a number for every item, and whose size is above 0."""
    keys = ["scope", "level", *more, *line_columns(rows)]
    return rows.filter(pl.col("k").is_not_null().all().over(keys), (size > 0).any().over(keys))


def _counts(lines: Sequence[pl.DataFrame], item: str = "item") -> list[dict[str, float]]:
    """k by item of every line."""
    return [dict(line.select(item, "k").iter_rows()) for line in lines]


def _draw_shares(rows: pl.DataFrame, how: How, family: str) -> Sketch:
    """Stacked shares of a measure's items: a bar per report or group.

    Counts stand where n is small, or where the parts contradict their printed sum.
    """
    known = require_rows(_complete(rows, pl.col("n")))
    known, chosen = choose_issuers(known, "n")
    palette = catalogue()[family].fills(known["measure"][0])
    figure, panels = row_page(known, how, 18, more=[])
    for panel in panels:
        (axes,), counts = panel.axes, _counts(panel.lines)
        sizes = [line["n"][0] for line in panel.lines]
        bars: list[dict[str, float]] = []
        for y, (one, n) in enumerate(zip(counts, sizes, strict=True)):
            is_shown = n >= how.min_n and abs(sum(one.values()) - n) < 0.5
            bars.append({item: 100 * k / n for item, k in one.items()} if is_shown else {})
            if not is_shown:
                count_marks(axes, y, one, palette)
        stack_bars(axes, bars, palette)
        right_column(axes, [whole(n) for n in sizes])
        rate_axis(axes, known, "share", how)
        axes.grid(visible=False)
    panels[-1].axes[0].set_xlabel(how.labels("word", "share"))
    name_rows(panels, how)
    legend(figure, fill_handles(palette, how.labels))
    label_bars(figure, palette, lambda share: f"{share:.0f}")
    is_small = (known["n"] < how.min_n).any()
    return Sketch(figure, known, [Note("small", is_small), Note("in_order", is_small), chosen])


@figure_family
def outcomes(rows: pl.DataFrame, how: How) -> Sketch:
    """What became of the applications, from `measure(data, "outcome_shares")`, open to closed."""
    return _draw_shares(rows, how, "outcomes")


@figure_family
def grounds(rows: pl.DataFrame, how: How) -> Sketch:
    """The grounds of refusals or their legal nature, of what was not provided or processed."""
    return _draw_shares(rows, how, "grounds")


@figure_family
def applicants(rows: pl.DataFrame, how: How) -> Sketch:
    """Kinds of applicants, from `measure(data, "applicant_mix")`."""
    return _draw_shares(rows, how, "applicants")


@figure_family
def flow(rows: pl.DataFrame, how: How) -> Sketch:
    """Applications in (carried in, new) over applications out (closed, carried out), as counts."""
    palette = catalogue()["flow"].fills(rows["measure"][0])
    known = require_rows(_complete(rows.filter(pl.col("item").is_in(list(palette))), pl.col("k")))
    known, chosen = choose_issuers(known, "k", row_mm := 6.4)
    into, out = (dict(list(palette.items())[part]) for part in (slice(2), slice(2, 4)))
    figure, panels = row_page(known, how, 18, row_mm=row_mm, more=[])
    for panel in panels:
        (axes,), counts = panel.axes, _counts(panel.lines)
        stack_bars(axes, counts, into, 0.38, 1.0)
        stack_bars(axes, counts, out, 0.38, 0.0)
        sums = [[sum(one[item] for item in half) for half in (into, out)] for one in counts]
        words = [f"{whole(a)} {'=' if a == b else '≠'} {whole(b)}" for a, b in sums]
        right_column(axes, words, how.labels("word", "in_out"))
        axes.locator_params(axis="x", nbins=5 if how.is_wide else 3)
    panels[-1].axes[0].set_xlim(0, max(axes.axes[0].viewLim.x1 for axes in panels))
    panels[-1].axes[0].set_xlabel(how.labels("word", "applications"))
    name_rows(panels, how)
    legend(figure, fill_handles(palette, how.labels))
    label_bars(figure, palette, whole)
    return Sketch(figure, known, [chosen], has_total=False)


@figure_family
def disputes(results: pl.DataFrame, rates: pl.DataFrame, how: How) -> Sketch:
    """Cases by result with pending ones hatched, and the correction rate beside them.

    From `measure(data, "dispute_results")` and `measure(data, "correction_rate")`. Reconsiderations
    and suits stand in panels of their own, as a suit after reconsideration can be the same dispute.
    """
    parts = pl.col("item").str.split_exact(".", 1).struct.rename_fields(["channel", "result"])
    split = results.with_columns(parts.struct.unnest())
    counted = _complete(split, pl.lit(1), "channel")
    known = require_rows(_complete(counted, pl.col("k"), "channel"))
    keys = ["scope", "level", "channel", *line_columns(rates)]
    without = counted.n_unique(keys) - known.n_unique(keys)
    known, chosen = choose_issuers(known, "k", more=["channel"])
    palette = catalogue()["disputes"].fills(results["measure"][0])
    figure, panels = row_page(known, how, 18, (3, 2), more=["channel"])
    beside = rates.rename({"item": "channel"}).select(*keys, "k", "n", "value", "low", "high")
    for panel in panels:
        (left, right), counts = panel.axes, _counts(panel.lines, "result")
        stack_bars(left, counts, palette)
        # in one column a title is wider than the bars and would run over the header
        header = "n" if how.is_wide else ""
        right_column(left, [whole(one["total"]) for one in counts], header)
        lines = pl.concat([line.select(keys).head(1) for line in panel.lines])
        placed = lines.join(beside, keys, "left", maintain_order="left").with_row_index("y")
        draw_dots(right, placed, how)
        rate_axis(right, placed, "share", how)
        left.locator_params(axis="x", nbins=5 if how.is_wide else 3, integer=True)
    panels[-1].axes[0].set(xlabel=how.labels("word", "cases"), xlim=(0, known["k"].max()))
    panels[-1].axes[1].set_xlabel(how.labels.axis("correction_rate"))
    name_rows(panels, how)
    legend(figure, fill_handles(palette, how.labels, "result"))
    label_bars(figure, palette, whole)
    named = {"k": "corrected", "n": "concluded", "value": "rate", "low": "rate_low"}
    data = known.join(
        beside.rename({**named, "high": "rate_high"}), keys, "left", maintain_order="left"
    )
    notes = [Note("small_cases"), Note("no_cases", without, {"n": without}), chosen]
    return Sketch(figure, data, notes, has_total=False)
