"""How a rate differs between issuers: its distribution, and the funnel against n."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator

from ..metrics import measures
from .catalogue import catalogue
from .drawn import PAGE, Drawn, How, captions, is_pooled, note, one_each
from .page import (
    DARK,
    MIDDLE,
    ROOM_MM,
    SHARE_KINDS,
    TITLE_MM,
    panel_title,
    partition,
    rate_axis,
    right_column,
    rows_down,
    whole,
)
from .style import MM, SMALL_PT, styled

MOST_POINTS = 20  # issuers that are drawn one by one; more become boxes
LEAST_ISSUERS = 20  # of a funnel
_YEAR_MM = 6.0
_BASE = {"per_100": 100.0, "per_10000": 10_000.0}


def _single_reports(rows: pl.DataFrame, how: How) -> pl.DataFrame:
    """The rows of single reports with a value and enough n."""
    known = one_each(rows).drop_nulls("value").drop_nulls("year")
    return known.filter(pl.col("n") >= how.min_n)


def distribution(rows: pl.DataFrame, how: How = PAGE) -> Drawn | None:
    """How a rate is distributed over issuers, by year, with a panel per scope, level and item.

    Letter-value boxes (`seaborn.boxenplot`); a point per issuer where there are fewer than 20.
    Reports with a small n are left out, as their rates differ by chance.
    """
    family = catalogue()["distribution"]
    key = family.accept(rows)
    known = _single_reports(rows, how) if key and not is_pooled(rows) else rows.clear()
    if known.is_empty():
        return None
    kind, parts = measures()[key].kind, partition(known, "item")
    sizes = [part["year"].n_unique() * _YEAR_MM + 2 for part in parts]
    high = sum(sizes) + TITLE_MM * len(sizes) + 11
    scale = min(1.0, (ROOM_MM + 30) / high)
    with styled(how.preset):
        size = (how.preset.width(how.width), high * scale * MM)
        figure = Figure(figsize=size, layout="constrained")
        made = figure.subplots(
            len(parts), 1, squeeze=False, sharex=True, gridspec_kw={"height_ratios": sizes}
        )[:, 0]
        for axes, part in zip(made, parts, strict=True):
            _draw_spread(axes, part)
            row = part.row(0, named=True)
            item = how.labels("item", row["item"]) if row["item"] else ""
            right_column(
                axes,
                [whole(n) for n in part.group_by("year").len().sort("year")["len"]],
                how.labels("word", "issuers"),
            )
            axes.set_title(panel_title(row, how.labels, item))
            rate_axis(axes, known.with_columns(high="value"), kind, how)
        made[-1].set_xlabel(how.labels.axis(key))
    left_out = one_each(rows).drop_nulls("value").height - known.height
    notes = [note("small_drawn", min_n=how.min_n)] if left_out else []
    text = captions(family, key, known, notes, how)
    return Drawn(figure, known, text, how)


def _draw_spread(axes: Axes, part: pl.DataFrame) -> None:
    """Boxes or points of one panel, a row per year."""
    import seaborn as sns

    table = part.sort("year").select("value", pl.col("year").cast(pl.Utf8)).to_pandas()
    years = list(dict.fromkeys(table["year"]))
    common: dict[str, Any] = {"x": "value", "y": "year", "orient": "h", "ax": axes, "order": years}
    if table.groupby("year").size().max() < MOST_POINTS:
        sns.stripplot(table, jitter=False, color=DARK, size=3.4, alpha=0.55, **common)
        middle = table.groupby("year")["value"].median()
        axes.vlines(
            middle, np.arange(len(years)) - 0.3, np.arange(len(years)) + 0.3, color="#333333", lw=1
        )
    else:
        look = {"color": "#7FB6DE", "width": 0.72, "linewidth": 0.4, "linecolor": "#333333"}
        fliers = {"s": 3, "facecolor": "none", "edgecolor": MIDDLE, "linewidth": 0.4}
        line = {"color": "#111111", "linewidth": 1.2}
        sns.boxenplot(table, flier_kws=fliers, line_kws=line, **look, **common)
    rows_down(axes, years)
    axes.set(xlabel="", ylabel="")


def overdispersion(value: Any, expected: float, error: Any) -> float:
    """phi, the mean of squared standardised deviations, winsorised at the 10th and 90th percentile.

    After Spiegelhalter (2005), Funnel plots for comparing institutional performance; never below 1.

    >>> overdispersion(np.array([48.0, 50.0, 52.0]), 50.0, np.array([1.0, 1.0, 1.0])) > 1
    True
    """
    z = (value - expected) / error
    return max(1.0, float(np.mean(np.clip(z, *np.quantile(z, (0.1, 0.9))) ** 2)))


def funnel(rows: pl.DataFrame, how: How = PAGE) -> Drawn | None:
    """A rate against its n, with control limits that allow for overdispersion; phi is printed.

    A panel per scope, level and item with 20 issuers or more, of the latest year that has them.
    """
    family = catalogue()["funnel"]
    key = family.accept(rows)
    known = _single_reports(rows, how) if key and not is_pooled(rows) else rows.clear()
    large = [
        part
        for part in (partition(known, "item", "year") if known.height else [])
        if part["issuer_id"].n_unique() >= LEAST_ISSUERS
    ]
    latest = {
        part.select("scope", "level", "item").row(0): part for part in sorted(large, key=_year)
    }
    if not latest:
        return None
    parts, spec = list(latest.values())[:6], measures()[key]
    columns = 1 if len(parts) == 1 or not how.wide else 2
    lines = -(-len(parts) // columns)
    with styled(how.preset):
        size = (how.preset.width(how.width), (min(64, ROOM_MM / lines) * lines + 8) * MM)
        figure = Figure(figsize=size, layout="constrained")
        flat = list(figure.subplots(lines, columns, squeeze=False).flat)
        for axes in flat[len(parts) :]:
            axes.set_visible(False)
        drawn = [
            _draw_funnel(axes, p, spec.kind, how) for axes, p in zip(flat, parts, strict=False)
        ]
        figure.supylabel(how.labels.axis(key), fontsize=how.preset.font_pt)
        figure.supxlabel(how.labels("word", "n"), fontsize=how.preset.font_pt)
    data = pl.concat(drawn)
    notes = [note("small_drawn", min_n=how.min_n)]
    return Drawn(figure, data, captions(family, key, data, notes, how), how)


def _year(part: pl.DataFrame) -> int:
    return int(part["year"][0])


def _draw_funnel(axes: Axes, part: pl.DataFrame, kind: str, how: How) -> pl.DataFrame:
    """One funnel; the rows come back with the pooled rate, phi, and whether outside 99.8%."""
    import seaborn as sns

    base = _BASE.get(kind, 100.0)
    k, n, value = (part[name].to_numpy() for name in ("k", "n", "value"))
    expected = base * float(k.sum() / n.sum())
    spread = expected * (base - expected if kind in SHARE_KINDS else base)
    phi = overdispersion(value, expected, np.sqrt(np.maximum(spread, 1e-9) / n))
    grid = np.geomspace(n.min() * 0.9, n.max() * 1.1, 200)
    error = np.sqrt(phi * spread / grid)
    top = 100.0 if kind in SHARE_KINDS else np.inf
    for z, dashes in ((1.96, (4, 2)), (3.09, (1, 1.5))):
        for sign in (-1, 1):
            curve = np.clip(expected + sign * z * error, 0, top)
            axes.plot(grid, curve, color=MIDDLE, linewidth=0.8, linestyle=(0, dashes))
    axes.axhline(expected, color="#333333", linewidth=0.8)
    outside = np.abs(value - expected) > 3.09 * np.sqrt(phi * spread / n)
    look = {"s": 12, "linewidth": 0.5, "edgecolor": DARK, "legend": False, "zorder": 3}
    table = pd.DataFrame({"n": n, "value": value, "outside": outside})
    colors = {False: "#FFFFFF", True: DARK}
    sns.scatterplot(table, x="n", y="value", hue="outside", palette=colors, ax=axes, **look)
    axes.set(xscale="log", xlabel="", ylabel="", xlim=(grid[0], grid[-1]))
    highest = max(float(value.max()), expected)
    axes.set_ylim((0, 100) if kind in SHARE_KINDS else (0, highest * 1.15))
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 3) if n.max() / n.min() < 1000 else (1,)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: whole(x)))
    axes.minorticks_off()
    row = part.row(0, named=True)
    item = how.labels("item", row["item"]) if row["item"] else ""
    axes.set_title(panel_title(row, how.labels, item, str(row["year"])))
    words = f"φ = {phi:.1f}, {how.labels('word', 'issuers')} {part.height}"
    where = {"xycoords": "axes fraction", "ha": "right", "va": "top", "fontsize": SMALL_PT}
    axes.annotate(words, (0.99, 0.98), color="#333333", **where)
    return part.with_columns(expected=pl.lit(expected), phi=pl.lit(phi), outside=pl.Series(outside))
