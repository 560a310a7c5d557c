"""How a rate differs between issuers: its distribution, and the funnel against n."""

from typing import Any

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator

from ..metrics import measures
from ..metrics.definitions import PER, SHARES
from .labels import How
from .page import (
    DARK,
    LINE,
    MIDDLE,
    Sketch,
    is_pooled,
    lay_out_rows,
    make_page,
    make_panels,
    panel_title,
    partition,
    rate_axis,
    right_column,
    whole,
    write,
)

LEAST_ISSUERS = 20  # of a funnel; fewer are drawn one by one in a distribution
_YEAR_MM = 5.6


def _single_reports(rows: pl.DataFrame, how: How) -> pl.DataFrame:
    """The rows of single reports with a value and enough n."""
    known = rows.clear() if is_pooled(rows) else rows.drop_nulls(["value", "year"])
    return known.filter(pl.col("n") >= how.min_n)


def draw_distribution(rows: pl.DataFrame, how: How) -> Sketch:
    """How a rate is distributed over issuers, by year, with a panel per scope, level and item.

    Letter-value boxes (`seaborn.boxenplot`); a point per issuer where there are fewer than 20.
    Reports with a small n are left out, as their rates differ by chance.
    """
    spec, known = measures()[rows["measure"][0]], _single_reports(rows, how)
    parts = partition(known, "item")
    heights = [part["year"].n_unique() * _YEAR_MM + 2 for part in parts]
    figure = make_page(how, heights, 11, sharex=True)
    for axes, part in zip(figure.axes, parts, strict=True):
        by_year = part.group_by("year").agg(n=pl.len(), middle=pl.median("value")).sort("year")
        _draw_spread(axes, part, by_year)
        right_column(axes, [whole(n) for n in by_year["n"]], how("word", "issuers"))
        axes.set_title(panel_title(part, how))
        rate_axis(axes, known.select("value"), spec.kind, how)
    axes.set_xlabel(how.axis(spec.key))
    return figure, known, {"small_drawn": rows["value"].count() > known.height}


def _draw_spread(axes: Axes, part: pl.DataFrame, by_year: pl.DataFrame) -> None:
    """Boxes or points of one panel, a row per year, and their medians."""
    import seaborn as sns

    table = part.sort("year").select("value", pl.col("year").cast(pl.Utf8)).to_pandas()
    common: dict[str, Any] = {"x": "value", "y": "year", "orient": "h", "ax": axes}
    if max(by_year["n"]) < LEAST_ISSUERS:
        sns.stripplot(table, jitter=False, color=DARK, size=3.4, alpha=0.55, **common)
    else:
        fliers = {"s": 3, "facecolor": "none", "edgecolor": MIDDLE, "linewidth": 0.4}
        common |= {"width": 0.74, "linewidth": 0.4, "linecolor": LINE, "color": "#9CC4E4"}
        sns.boxenplot(table, flier_kws=fliers, line_kws={"linewidth": 0}, **common)
    places, middle = np.arange(by_year.height), by_year["middle"]
    axes.vlines(middle, places - 0.36, places + 0.36, color="#111111", linewidth=1.2, zorder=5)
    lay_out_rows(axes, by_year["year"].cast(pl.Utf8).to_list())
    axes.set_xlabel("")


def overdispersion(value: Any, expected: float, error: Any) -> float:
    """phi, the mean of squared standardised deviations, winsorised at the 10th and 90th percentile.

    After Spiegelhalter (2005), Funnel plots for comparing institutional performance; never below 1.

    >>> overdispersion(np.array([46.0, 50.0, 54.0]), 50.0, np.array([2.0, 2.0, 2.0])) > 1
    True
    """
    z = (value - expected) / error
    return max(1.0, float(np.mean(np.clip(z, *np.quantile(z, (0.1, 0.9))) ** 2)))


def draw_funnel(rows: pl.DataFrame, how: How) -> Sketch:
    """A rate against its n, with control limits that allow for overdispersion; phi is printed.

    A panel per scope, level and item with 20 issuers or more, of the latest year that has them.
    """
    known, keys = (
        _single_reports(rows, how).sort("year", maintain_order=True),
        ["scope", "level", "item"],
    )
    large = known.filter(pl.col("issuer_id").n_unique().over(*keys, "year") >= LEAST_ISSUERS)
    latest = large.filter(pl.col("year") == pl.col("year").max().over(keys))
    parts = partition(latest, "item")[:6]
    columns = 2 if how.is_wide and len(parts) > 1 else 1
    figure = make_panels(how, len(parts), columns, 62 if len(parts) <= 2 * columns else 30)
    drawn = [_draw_funnel(axes, part, how) for axes, part in zip(figure.axes, parts, strict=False)]
    figure.supylabel(how.axis(rows["measure"][0]), fontsize="medium")
    figure.supxlabel("n", fontsize="medium")
    return figure, pl.concat(drawn), {"small_drawn": True}


def _draw_funnel(axes: Axes, part: pl.DataFrame, how: How) -> pl.DataFrame:
    """One funnel; the rows come back with the pooled rate, phi, and whether outside 99.8%."""
    kind = measures()[part["measure"][0]].kind
    base, is_share = PER[kind], kind in SHARES
    n, value = part["n"].to_numpy(), part["value"].to_numpy()
    expected = base * float(part["k"].sum() / n.sum())
    variance = max(expected * (base - expected if is_share else base), 1e-9)
    phi = overdispersion(value, expected, np.sqrt(variance / n))
    grid = np.geomspace(n.min() * 0.9, n.max() * 1.1, 200)
    for z, dashes in ((-3.09, 1.5), (-1.96, 4), (1.96, 4), (3.09, 1.5)):
        curve = np.clip(expected + z * np.sqrt(phi * variance / grid), 0, 100 if is_share else None)
        axes.plot(grid, curve, color=MIDDLE, linewidth=0.8, linestyle=(0, (dashes, 1.5)))
    axes.axhline(expected, color=LINE, linewidth=0.8)
    outside = np.abs(value - expected) > 3.09 * np.sqrt(phi * variance / n)
    inside = np.where(outside, DARK, "white").tolist()
    axes.scatter(n, value, 11, color=inside, linewidth=0.5, edgecolor=DARK, zorder=3)
    axes.set(
        xscale="log", xlim=(grid[0], grid[-1]), title=panel_title(part, how, str(part["year"][0]))
    )
    rate_axis(axes, part.select("value") * 1.1, kind, how, "y")
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 3), numticks=6))
    axes.xaxis.set_major_formatter(whole)
    axes.minorticks_off()
    issuers = how("mark", "list") + how("word", "issuers")
    corner: dict[str, Any] = {"xycoords": "axes fraction", "ha": "right", "va": "top"}
    corner["bbox"] = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
    write(axes, f"φ = {phi:.1f}{issuers} {part.height}", (1, 1), (0, -1), **corner)
    return part.with_columns(expected=pl.lit(expected), phi=pl.lit(phi), outside=pl.Series(outside))
