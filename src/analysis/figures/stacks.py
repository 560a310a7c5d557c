"""Stacked bars: outcomes, grounds, applicants as shares; the flow of applications; disputes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from .catalogue import catalogue
from .drawn import PAGE, Drawn, How, Sentence, captions, note, one_each
from .page import (
    Panel,
    choose_issuers,
    in_words,
    legend,
    line_columns,
    rate_axis,
    right_column,
    row_page,
    text_width,
    whole,
)
from .rates import points_with_limits
from .style import SMALL_PT, Fill

_EDGE = {"edgecolor": "#333333", "linewidth": 0.4}
Fills = Mapping[str, Fill]


def stack_bars(
    axes: Axes,
    rows: Sequence[Mapping[str, float]],
    fills: Fills,
    width: float = 0.7,
    at: float = 0.5,
) -> None:
    """A stacked bar per row, in the order of the fills; `at` shifts it in its row (0 down, 1 up)."""
    names = axes.get_yticks(), axes.get_yticklabels(), axes.get_ylim(), axes.get_ylabel()
    table = pd.DataFrame(rows, columns=list(fills), dtype=float).fillna(0.0)
    colors = [fill.color for fill in fills.values()]
    first = len(axes.containers)
    table.plot.barh(
        stacked=True, ax=axes, color=colors, width=width, position=at, legend=False, **_EDGE
    )
    for container, fill in zip(axes.containers[first:], fills.values(), strict=True):
        for bar in container:
            bar.set_hatch(fill.hatch)
    axes.set_yticks(names[0], [label.get_text() for label in names[1]])
    axes.set(ylim=names[2], ylabel=names[3])


def label_bars(figure: Figure, fills: Fills, words: Callable[[float], str]) -> None:
    """The size of every piece of a bar that is wide enough for it, once the axes have their size."""
    figure.draw_without_rendering()
    for axes in figure.axes:
        low, high = axes.get_xlim()
        per_point = (high - low) / (axes.bbox.width / figure.dpi * 72)
        for i, container in enumerate(axes.containers):
            fill = list(fills.values())[i % len(fills)]
            sizes = [bar.get_width() for bar in container]
            shown = [
                words(size) if size > (text_width(words(size), SMALL_PT) + 3) * per_point else ""
                for size in sizes
            ]
            box = {"facecolor": fill.color, "edgecolor": "none", "pad": 0.8} if fill.hatch else None
            made = axes.bar_label(
                container, shown, label_type="center", fontsize=SMALL_PT, color=fill.text
            )
            for text in made:
                text.set(bbox=box if text.get_text() else None, visible=bool(text.get_text()))


def count_marks(axes: Axes, y: float, counts: Mapping[str, float], fills: Fills) -> None:
    """Counts in place of a bar: a small square in the fill of its item, its number beside it."""
    step, low = 100 / len(fills), 0.8
    for key, fill in fills.items():
        if counts[key]:
            square = Rectangle((low, y - 0.21), 2.0, 0.42, facecolor=fill.color, **_EDGE)
            square.set_hatch(fill.hatch * 2)
            axes.add_patch(square)
            axes.text(low + 2.8, y, whole(counts[key]), va="center", fontsize=SMALL_PT)
            low += step


def _complete(rows: pl.DataFrame) -> pl.DataFrame:
    """The lines that have a number for all their items, and something to divide."""
    keys = ["scope", "level", *line_columns(rows)]
    return one_each(rows).filter(pl.col("k").is_not_null().all().over(keys), pl.col("n") > 0)


def _shares(name: str, rows: pl.DataFrame, how: How) -> Drawn | None:
    """Stacked shares of a measure's items: a bar per report or group, counts where n is small."""
    family = catalogue()[name]
    key = family.accept(rows)
    known = _complete(rows) if key else rows
    if known.is_empty():
        return None
    known, cut = choose_issuers(known, "n")
    palette = family.fills(key)
    words = {item: how.labels("item", item) for item in palette}
    with row_page(known, how, 18) as (figure, panels):
        for panel in panels:
            _share_panel(panel, palette, how)
        panels[-1].axes[0].set_xlabel(how.labels("word", "share"))
        legend(figure, palette, words)
        label_bars(figure, palette, lambda share: f"{share:.0f}")
    is_small = (known["n"] < how.min_n).any()
    notes = [*([note("small", min_n=how.min_n), note("in_order")] if is_small else []), *cut]
    return Drawn(figure, known, captions(family, key, known, notes, how), how)


def _share_panel(panel: Panel, palette: Fills, how: How) -> None:
    """The bars of one panel; counts where n is small or where the parts contradict their sum."""
    (axes,), bars = panel.axes, []
    for line in panel.lines:
        counts = dict(line.select("item", "k").iter_rows())
        n, wrong = line["n"][0], abs(sum(counts.values()) - line["n"][0]) > 0.5
        bars.append({} if n < how.min_n or wrong else {i: 100 * k / n for i, k in counts.items()})
    stack_bars(axes, bars, palette)
    for y, (bar, line) in enumerate(zip(bars, panel.lines, strict=True)):
        if not bar:
            count_marks(axes, y, dict(line.select("item", "k").iter_rows()), palette)
    right_column(axes, [whole(line["n"][0]) for line in panel.lines])
    axes.set(xlim=(0, 100), xticks=range(0, 101, 20 if how.wide else 50))


def outcomes(rows: pl.DataFrame, how: How = PAGE) -> Drawn | None:
    """What became of the applications, from `measure(data, "outcome_shares")`, open to closed."""
    return _shares("outcomes", rows, how)


def grounds(rows: pl.DataFrame, how: How = PAGE) -> Drawn | None:
    """The grounds of refusals (or their legal nature), of what was not provided or not processed."""
    return _shares("grounds", rows, how)


def applicants(rows: pl.DataFrame, how: How = PAGE) -> Drawn | None:
    """Kinds of applicants, from `measure(data, "applicant_mix")`."""
    return _shares("applicants", rows, how)


def flow(rows: pl.DataFrame, how: How = PAGE) -> Drawn | None:
    """Applications in (carried in, new) over applications out (closed, carried out), as counts."""
    family = catalogue()["flow"]
    key = family.accept(rows)
    palette = family.fills(key) if key else {}
    keys = ["scope", "level", *line_columns(rows)]
    flows = one_each(rows).filter(pl.col("item").is_in(list(palette)))
    known = flows.filter(
        pl.col("k").is_not_null().all().over(keys), pl.col("k").max().over(keys) > 0
    )
    if known.is_empty():
        return None
    known, cut = choose_issuers(known, "k", row_mm := 6.4)
    halves = [dict(list(palette.items())[:2]), dict(list(palette.items())[2:])]
    words = {item: how.labels("item", item) for item in palette}
    with row_page(known, how, 18, row_mm=row_mm) as (figure, panels):
        for panel in panels:
            (axes,) = panel.axes
            counts = [dict(line.select("item", "k").iter_rows()) for line in panel.lines]
            for half, at in zip(halves, (1.0, 0.0), strict=True):
                stack_bars(axes, counts, half, width=0.38, at=at)
            sums = [[sum(one[item] for item in half) for half in halves] for one in counts]
            sign = [" = " if abs(into - out) < 0.5 else " ≠ " for into, out in sums]
            right_column(
                axes, [f"{whole(a)}{s}{whole(b)}" for (a, b), s in zip(sums, sign, strict=True)]
            )
            axes.set_xlim(left=0)
            axes.locator_params(axis="x", nbins=5)
        panels[-1].axes[0].set_xlabel(how.labels("word", "applications"))
        legend(figure, palette, words)
        label_bars(figure, palette, whole)
    text = captions(family, key, known, cut, how, count_total=False)
    return Drawn(figure, known, text, how)


def disputes(results: pl.DataFrame, rates: pl.DataFrame, how: How = PAGE) -> Drawn | None:
    """Cases by result with pending ones hatched, and the correction rate beside them.

    From `measure(data, "dispute_results")` and `measure(data, "correction_rate")`. Reconsiderations
    and suits stand in panels of their own, as a suit after reconsideration can be the same dispute.
    """
    family = catalogue()["disputes"]
    key = family.accept(results)
    counted = _by_channel(results)
    keys = ["scope", "level", "channel", *line_columns(results)]
    total = pl.col("k").filter(pl.col("result") == "total").max().over(keys)
    complete = counted.filter(pl.col("k").is_not_null().all().over(keys))
    known = complete.filter(total > 0)
    if known.is_empty():
        return None
    without = complete.n_unique(keys) - known.n_unique(keys)
    known, cut = choose_issuers(known, "k")
    with row_page(known, how, 18, columns=(3, 2), more=["channel"]) as (figure, panels):
        _draw_disputes(figure, panels, rates, family.fills(key), how)
    notes: list[Sentence] = [note("small_cases", min_n=how.min_n), *cut]
    notes += [note("no_cases", n=without)] if without else []
    beside = rates.select(*keys[:2], channel="item", **{n: n for n in keys[3:]}, **_RATES)
    data = known.join(beside, on=keys, how="left", maintain_order="left")
    text = captions(family, key, known, notes, how, count_total=False)
    return Drawn(figure, data, text, how)


_RATES = {
    "concluded": "n",
    "correction_rate": "value",
    "correction_low": "low",
    "correction_high": "high",
}


def _by_channel(results: pl.DataFrame) -> pl.DataFrame:
    """Adds channel and result, the two parts of the items of `dispute_results`."""
    parts = pl.col("item").str.split_exact(".", 1).struct.rename_fields(["channel", "result"])
    return one_each(results).with_columns(parts.struct.unnest())


def _draw_disputes(
    figure: Figure, panels: Sequence[Panel], rates: pl.DataFrame, palette: Fills, how: How
) -> None:
    """Bars at the left and the correction rate at the right of every panel."""
    longest = 0.0
    for panel in panels:
        left, right = panel.axes
        counts = [dict(line.select("result", "k").iter_rows()) for line in panel.lines]
        stack_bars(left, counts, palette)
        right_column(left, [whole(one["total"]) for one in counts])
        longest = max(longest, *(one["total"] for one in counts))
        keys = line_columns(panel.rows)
        lines = pl.concat(
            [line.select(*keys, "scope", "level", item="channel").head(1) for line in panel.lines]
        )
        on = [*keys, "scope", "level", "item"]
        found = lines.join(rates, on=on, how="left", maintain_order="left")
        small = found["n"].fill_null(0) < how.min_n
        y = pl.Series(range(found.height))
        points_with_limits(right, found.filter(~small), y.filter(~small))
        for at, (k, n) in enumerate(found.select("k", "n").iter_rows()):
            if small[at]:
                in_words(right, at, f"{whole(k)}/{whole(n)}")
        rate_axis(right, found, "share", how)
    for panel in panels:
        panel.axes[0].set_xlim(0, longest * 1.01)
        panel.axes[0].locator_params(axis="x", nbins=5 if how.wide else 3, integer=True)
    panels[-1].axes[0].set_xlabel(how.labels("word", "cases"))
    panels[-1].axes[1].set_xlabel(how.labels.axis("correction_rate"))
    legend(figure, palette, {item: how.labels("item", item) for item in palette})
    label_bars(figure, palette, whole)
