"""Rates of issuers with their limits, and changes against the year before."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from matplotlib.axes import Axes

from ..metrics import measures
from .catalogue import catalogue, function_of
from .drawn import PAGE, Drawn, How, Sentence, captions, is_pooled, note, one_each
from .page import (
    DARK,
    MOST_NAMES,
    MOST_ROWS_OF_ISSUERS,
    ROOM_MM,
    SHARE_KINDS,
    TITLE_MM,
    choose_issuers,
    heights,
    in_words,
    partition,
    rate_axis,
    right_column,
    row_page,
    whole,
)


def points_with_limits(axes: Axes, rows: pl.DataFrame, y: pl.Series) -> None:
    """Dots at `value` with limits from `low` to `high`, hollow where a number rests on prose."""
    placed = rows.with_columns(y=y).drop_nulls("value")
    ranges = placed.drop_nulls(["low", "high"])
    axes.hlines(ranges["y"], ranges["low"], ranges["high"], color="#333333", linewidth=0.8)
    prose = pl.col("evidence") == "prose" if "evidence" in rows.columns else pl.lit(False)
    for inside, part in ((DARK, placed.filter(~prose)), ("white", placed.filter(prose))):
        # not clipped: at 0% and 100% half of the dot lies outside the axis
        style = {"marker": "o", "ls": "none", "ms": 4, "color": DARK, "clip_on": False}
        axes.plot(part["value"], part["y"], markerfacecolor=inside, zorder=3, **style)


def limits_notes(rows: pl.DataFrame, kind: str) -> list[Sentence]:
    """What the limits are, and that hollow points rest on prose where some do."""
    if is_pooled(rows):
        return [note("pooled")]
    prose = "evidence" in rows.columns and "prose" in rows["evidence"]
    return [note("share" if kind in SHARE_KINDS else kind), *([note("hollow")] if prose else [])]


def rate(rows: pl.DataFrame, how: How = PAGE) -> Drawn | None:
    """Any rate of every report or group, with limits: dots in rows, k/n where n is small.

    `rows` are those of `metrics.measure` for a share or a rate per 100 or 10,000. More rows than a
    page holds become a heat map, more than 60 issuers the distribution over issuers.
    """
    family = catalogue()["rate"]
    key = family.accept(rows)
    known = one_each(rows).drop_nulls("value")
    if known.is_empty():
        return None
    if other := _instead_of_rows(known):
        return function_of(catalogue()[other])(rows, how)
    known, cut = choose_issuers(known, "n")
    kind = measures()[key].kind
    with row_page(known, how, 11, more=_items(known)) as (figure, panels):
        for panel in panels:
            (axes,) = panel.axes
            y = pl.Series(range(panel.rows.height))
            small = panel.rows["n"] < how.min_n
            points_with_limits(axes, panel.rows.filter(~small), y.filter(~small))
            for at, row in zip(y, panel.rows.iter_rows(named=True), strict=True):
                if row["n"] < how.min_n:
                    in_words(axes, at, f"{whole(row['k'])}/{whole(row['n'])}")
            right_column(axes, [whole(n) for n in panel.rows["n"]])
            rate_axis(axes, known.filter(pl.col("n") >= how.min_n), kind, how)
        axes.set_xlabel(how.labels.axis(key))
    notes = [*limits_notes(known, kind), *cut]
    if (known["n"] < how.min_n).any():
        notes.append(note("small", min_n=how.min_n))
    return Drawn(figure, known, captions(family, key, known, notes, how), how)


def _instead_of_rows(rows: pl.DataFrame) -> str:
    """The family that draws rows which are too many for lines: heat, distribution, or ""."""
    if is_pooled(rows):
        return ""
    issuers, years, parts = rows["issuer_id"].n_unique(), rows["year"].n_unique(), partition(rows)
    fits = sum(heights(parts)) + TITLE_MM * len(parts) <= ROOM_MM
    if fits and (issuers <= MOST_ROWS_OF_ISSUERS or years == 1):
        return ""
    return "heat" if issuers <= MOST_NAMES and years > 1 else "distribution"


_GROWTH_TICKS = (-90, -75, -50, -25, 0, 50, 100, 200, 400, 900, 1900, 4900)


def change(
    rows: pl.DataFrame, printed: pl.DataFrame | None = None, how: How = PAGE
) -> Drawn | None:
    """The change against the year before, from `metrics.change`, with its limits.

    Percentage points on a plain axis; growth on the axis of the logarithm of the ratio, on which a
    doubling is as long as a halving. `printed` (`metrics.printed_growth`) adds rings for the growth
    of applications received that the reports print. Where a year has a small n the numbers stand
    alone.
    """
    if isinstance(printed, How):
        printed, how = None, printed
    family = catalogue()["change"]
    key = family.accept(rows)
    known = one_each(rows).drop_nulls(["k", "k_before"]) if key else rows
    if known.is_empty():
        return None
    known, cut = choose_issuers(_with_printed(known, printed, key), "n")
    is_growth = measures()[key].kind == "growth"
    small = (pl.col("n") < how.min_n) | (pl.col("n_before").fill_null(how.min_n) < how.min_n)
    known = known.with_columns(small=small | pl.col("value").is_null())
    with row_page(known, how, 11, more=_items(known)) as (figure, panels):
        for panel in panels:
            (axes,) = panel.axes
            placed = _on_axis(panel.rows, is_growth).with_columns(y=pl.int_range(pl.len()))
            drawn = placed.filter(~pl.col("small"))
            points_with_limits(axes, drawn, drawn["y"])
            ring = {"ms": 7, "markerfacecolor": "none", "color": "#D55E00"}
            axes.plot(placed["printed"], placed["y"], "o", clip_on=False, zorder=2, **ring)
            words = [_before_and_now(row, is_growth) for row in panel.rows.iter_rows(named=True)]
            right_column(axes, words, how.labels("word", "before_now"))
            axes.axvline(0, color="#333333", linewidth=0.5, zorder=0)
            axes.grid(axis="x")
        _change_axis(panels[-1].axes[0], _on_axis(known, is_growth), is_growth, how)
        axes.set_xlabel(how.labels.axis(key))
    notes = [*limits_notes(known, measures()[key].kind), *cut]
    notes += [note("small_change", min_n=how.min_n)] if known["small"].any() else []
    notes += [note("printed")] if known["printed"].is_not_null().any() else []
    text = captions(family, key, known, notes, how, count_total=False)
    return Drawn(figure, known, text, how)


def _items(rows: pl.DataFrame) -> list[str]:
    """The item parts panels where the rows have several."""
    return ["item"] if rows["item"].n_unique() > 1 else []


def _with_printed(rows: pl.DataFrame, printed: pl.DataFrame | None, key: str) -> pl.DataFrame:
    """Adds `printed`, the growth of applications received that a report prints, where it does."""
    if printed is None or key != "received_growth" or is_pooled(rows):
        return rows.with_columns(printed=pl.lit(None, pl.Float64))
    said = printed.filter(pl.col("key") == "applications.new").unique("report_id", keep="first")
    return rows.join(
        said.select("report_id", "printed"), on="report_id", how="left", maintain_order="left"
    )


def _on_axis(rows: pl.DataFrame, is_growth: bool) -> pl.DataFrame:
    """The values where they stand on the axis: for growth the logarithm (base 2) of the ratio."""
    if not is_growth:
        return rows
    names = ("value", "low", "high", "printed")
    logs = [(1 + pl.col(name).clip(-99) / 100).log(2).alias(name) for name in names]
    return rows.with_columns(logs)


def _before_and_now(row: dict[str, Any], is_growth: bool) -> str:
    """The numbers of both years: 70 → 74, or 30/120 → 36/118 for a rate."""
    if is_growth:
        return f"{whole(row['k_before'])} → {whole(row['k'])}"
    before, now = (f"{whole(row[f'k{e}'])}/{whole(row[f'n{e}'])}" for e in ("_before", ""))
    return f"{before} → {now}"


def _change_axis(axes: Axes, rows: pl.DataFrame, is_growth: bool, how: How) -> None:
    """An axis around 0 with signs; for growth its ticks are percentages at their logarithms."""
    shown = rows.filter(~pl.col("small"))
    ends = [float(x or 0) for x in shown.select(_LOWEST, _HIGHEST).row(0)]
    low, high = (min(ends[0], -1.0), max(ends[1], 1.0)) if is_growth else (min(ends), max(ends))
    room = 0.05 * (high - low) or 1.0
    axes.set_xlim(max(low - room, -3.6) if is_growth else low - room, high + room)
    if is_growth:
        places = {float(np.log2(1 + t / 100)): t for t in _GROWTH_TICKS}
        left, right = axes.get_xlim()
        kept = [x for x in places if left <= x <= right]
        step = 1 if len(kept) <= (9 if how.wide else 4) else 2
        zero = kept.index(0.0)
        kept = [x for i, x in enumerate(kept) if (i - zero) % step == 0]
        axes.set_xticks(kept, [signed(places[x]) for x in kept])
    else:
        axes.locator_params(axis="x", nbins=6 if how.wide else 4)
        axes.xaxis.set_major_formatter(lambda value, _: signed(value))


_LOWEST = pl.min_horizontal(pl.col("value").min(), pl.col("low").min(), pl.col("printed").min())
_HIGHEST = pl.max_horizontal(pl.col("value").max(), pl.col("high").max(), pl.col("printed").max())


def signed(value: float) -> str:
    """A change with its sign: +100, −50, 0.

    >>> signed(100), signed(-2.5), signed(0)
    ('+100', '−2.5', '0')
    """
    return f"{value:+,g}".replace("-", "−") if abs(value) > 1e-9 else "0"
