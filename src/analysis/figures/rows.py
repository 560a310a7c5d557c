"""Rows of dots and bars: rates with limits, changes, shares, the flow of applications, disputes."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator

from ..metrics import measures
from ..metrics.definitions import PER, SHARES
from .labels import How
from .page import (
    LINE,
    RING,
    Notes,
    Sketch,
    choose_issuers,
    draw_point,
    fill_legend,
    fix_layout,
    fraction,
    is_pooled,
    line_columns,
    rate_axis,
    right_column,
    row_page,
    text_width,
    whole,
    write,
)
from .theme import SMALL_PT, Fill, fills

_LEAST_GROWTH = -95.0  # percent
_GROWTH_TICKS = np.array([-90, -75, -50, -25, 0, 50, 100, 300, 900, 3100, 9900])


def draw_dots(axes: Axes, rows: pl.DataFrame, how: How) -> None:
    """A dot at `value` in the row `_y`, with limits from `low` to `high`; hollow on prose.

    Where n is below `how.min_n`, k/n stands instead at the left end of the row.
    """
    for row in rows.with_columns(pl.col("n").fill_null(0)).iter_rows(named=True):
        if row["n"] < how.min_n:
            margin = {"xycoords": ("axes fraction", "data"), "ha": "left", "color": "#555555"}
            write(axes, fraction(row), (0, row["_y"]), (3, 0), **margin)
        else:
            limits = [x for x in (row["low"], row["high"]) if x is not None]
            axes.plot(limits, [row["_y"]] * len(limits), color=LINE, linewidth=0.8)
            draw_point(axes, row, "value", "_y", "o", 4)


def limits_notes(rows: pl.DataFrame, kind: str) -> Notes:
    """What the limits are, and that hollow points rest on prose where some do."""
    prose = "evidence" in rows.columns and (rows["evidence"] == "prose").any()
    base = "pooled" if is_pooled(rows) else ("share" if kind in SHARES else kind)
    return {base: True, "hollow": prose}


def draw_rates(rows: pl.DataFrame, how: How) -> Sketch:
    """Any rate of every report or group, with limits: dots in rows, k/n where n is small."""
    spec = measures()[rows["measure"][0]]
    known, chosen = choose_issuers(rows.drop_nulls("value"), "n", more=["item"])
    is_small = known["n"] < how.min_n
    figure, panels = row_page(known, how, [how.axis(spec.key)])
    for (axes,), part in panels:
        draw_dots(axes, part, how)
        right_column(axes, [whole(n) for n in part["n"]])
        rate_axis(axes, known.filter(~is_small), spec.kind, how)
    return figure, known, limits_notes(known, spec.kind) | chosen | {"small": is_small.any()}


def draw_changes(rows: pl.DataFrame, printed: pl.DataFrame | None = None, *, how: How) -> Sketch:
    """The change against the year before, from `metrics.change`, with its limits.

    Percentage points on a plain axis; growth on the axis of the logarithm of the ratio, on which a
    doubling is as long as a halving. A second frame, `metrics.printed_growth`, adds rings for the
    growth of applications received that reports print. Where a year has a small n the numbers
    stand alone.
    """
    spec, is_large = measures()[rows["measure"][0]], pl.min_horizontal("n", "n_before") >= how.min_n
    is_growth, base_kind = spec.kind == "growth", measures()[spec.of].kind
    stated = pl.DataFrame(schema={"report_id": pl.Utf8, "printed": pl.Float64})
    if printed is not None and spec.key == "received_growth":
        stated = printed.filter(key="applications.new").select(stated.columns)
    stated = stated.unique("report_id", keep="first")
    known = rows.drop_nulls(["k", "k_before"]).filter(pl.max_horizontal("k", "k_before") > 0)
    known = known.join(stated, "report_id", "left", maintain_order="left")
    known, chosen = choose_issuers(known, "n", more=["item"])
    placed, drawn = known, pl.col("value", "low", "high", "printed")
    # a fall by nearly all has no place on the axis of growth: its numbers stand at the right
    is_beyond = pl.lit(is_growth) & (pl.col("value") <= _LEAST_GROWTH).fill_null(False)
    if is_growth:
        inside = pl.when(~is_beyond).then(drawn.clip(_LEAST_GROWTH))
        placed = known.with_columns((inside / 100 + 1).log(2))
    figure, panels = row_page(placed, how, [how.axis(spec.key)])
    for (axes,), part in panels:
        draw_dots(axes, part.filter(is_large), how)
        axes.scatter(part["printed"], part["_y"], 42, **RING)
        both = [_two_years(row, base_kind, how) for row in part.iter_rows(named=True)]
        right_column(axes, both, how("word", "before_now"))
        axes.axvline(0, color=LINE, linewidth=0.5, zorder=0)
        axes.grid(axis="x")
    ends = placed.filter(is_large).select(drawn).to_numpy()
    _draw_change_axis(axes, ends[np.isfinite(ends)], is_growth, how)
    notes = limits_notes(known, spec.kind) | {
        "small_change": not known.select(is_large.all()).item(),
        "beyond": known.select(is_beyond.any()).item(),
        "printed": known["printed"].is_not_null().any(),
    }
    return figure, known, notes | chosen


def _two_years(row: Mapping[str, Any], kind: str, how: How) -> str:
    """The numbers of the year before and of the year; the rates where k/n would fill a column.

    >>> row = {"k": 9, "n": 50, "k_before": 4, "n_before": 40}
    >>> _two_years(row, "share", How()), _two_years(row, "share", How("zh", "single"))
    ('4/40 → 9/50', '10% → 18%')
    """
    pairs = [(row[f"k{end}"], row[f"n{end}"]) for end in ("_before", "")]
    words = ["/".join(map(whole, pair)) for pair in pairs]
    if kind == "count":
        words = [whole(k) for k, _ in pairs]
    elif not how.is_wide and min(n or 0 for _, n in pairs) >= max(how.min_n, 1):
        form = "{:.0f}%" if kind in SHARES else "{:,.1f}"
        words = [form.format(PER[kind] * k / n) for k, n in pairs]
    return " → ".join(words)


def _draw_change_axis(axes: Axes, drawn: Any, is_growth: bool, how: How) -> None:
    """An axis around 0 with signs; for growth its ticks are percentages at their logarithms."""
    low, high = min([*drawn, -1.0]), max([*drawn, 1.0])
    axes.set_xlim(low - 0.04 * (high - low), high + 0.04 * (high - low))
    axes.locator_params(axis="x", nbins=6 if how.is_wide else 3)
    axes.xaxis.set_major_formatter(lambda x, _: write_change(x))
    if is_growth:
        places = np.log2(1 + _GROWTH_TICKS / 100)
        inside = places[(places >= low) & (places <= high)]
        axes.xaxis.set_major_locator(FixedLocator(inside, nbins=6 if how.is_wide else 3))
        axes.xaxis.set_major_formatter(lambda x, _: write_change(round(100 * (2**x - 1))))


def write_change(value: float) -> str:
    """A change with its sign.

    >>> write_change(100), write_change(-2.5), write_change(0)
    ('+100', '−2.5', '0')
    """
    return f"{value:+,g}".replace("-", "−") if abs(value) > 1e-9 else "0"


def tabulate(
    rows: pl.DataFrame, size: str, palette: Mapping[str, Fill], item: str = "item"
) -> pd.DataFrame:
    """The sizes of the pieces of every bar: a row per `_y`, a column per item of the palette."""
    table = rows.select("_y", item, size).to_pandas().pivot(index="_y", columns=item, values=size)
    return table.reindex(columns=list(palette))


def stack_bars(
    axes: Axes,
    table: pd.DataFrame,
    palette: Mapping[str, Fill],
    shift: float = 0,
    high: float = 0.7,
) -> None:
    """A stacked bar per row of a table, in the order of the palette, moved down by `shift` rows."""
    sizes = table.fillna(0)
    left = sizes.cumsum(axis=1).shift(axis=1, fill_value=0)
    for item, fill in palette.items():
        look: Any = {"color": fill.color, "hatch": fill.hatch, "edgecolor": LINE}
        axes.barh(sizes.index + shift, sizes[item], high, left[item], **look)


def finish_bars(
    figure: Figure,
    palette: Mapping[str, Fill],
    words: Callable[[float], str],
    how: How,
    group: str = "item",
) -> None:
    """The legend, and the size on every piece that is wide enough, once axes have their size."""
    fill_legend(figure, palette, how, group)
    fix_layout(figure)
    for axes in figure.axes:
        per_point = axes.viewLim.width / (axes.bbox.width / figure.dpi * 72)
        containers: Any = axes.containers
        for container, fill in zip(containers, palette.values(), strict=False):
            written = [(size, words(size)) for size in container.datavalues]
            shown = [w if size > (text_width(w) + 3) * per_point else "" for size, w in written]
            # hatching behind a text would make it hard to read
            box = {"facecolor": fill.color, "edgecolor": "none", "pad": 0.8} if fill.hatch else None
            look: dict[str, Any] = {"fontsize": SMALL_PT, "color": fill.text, "bbox": box}
            axes.bar_label(container, shown, label_type="center", **look)


def complete_lines(rows: pl.DataFrame, size: str, *more: str) -> pl.DataFrame:
    """The lines that have a number for every item, and whose size is above 0."""
    keys = ["scope", "level", *more, *line_columns(rows)]
    has_all, is_large = pl.col("k").is_not_null().all(), (pl.col(size) > 0).any()
    return rows.filter(has_all.over(keys), is_large.over(keys))


def draw_shares(rows: pl.DataFrame, how: How) -> Sketch:
    """Stacked shares of a measure's items: a bar per report or group, counts where it has none."""
    known, chosen = choose_issuers(complete_lines(rows, "n"), "n")
    palette = fills(rows["measure"][0])
    sized = _find_shares(known, how)
    figure, panels = row_page(sized, how, [how("word", "share")], 18, item="")
    for (axes,), part in panels:
        shares, counts = tabulate(part, "_share", palette), tabulate(part, "k", palette)
        stack_bars(axes, shares, palette)
        for y in shares.index[shares.isna().all(axis=1)]:
            mark_counts(axes, y, counts.loc[y], palette)
        sizes = part.group_by("_y", maintain_order=True).agg(pl.max("n"))
        right_column(axes, [whole(n) for n in sizes["n"]])
        rate_axis(axes, known, "share", how)
        axes.grid(visible=False)
    finish_bars(figure, palette, lambda share: f"{share:.0f}", how)
    is_small = sized.filter(pl.col("_share").is_null())["n"] < how.min_n
    said = {"small": is_small.any(), "odd_sum": (~is_small).any(), "in_order": len(is_small)}
    return figure, known, said | chosen


def _find_shares(rows: pl.DataFrame, how: How) -> pl.DataFrame:
    """Adds `_share`, null where n is small, and where shares do not add up to 100.

    Of many reports that are pooled some contradict their sums or lack an item, so their shares are
    let end within 1 of 100.
    """
    keys = ["scope", "level", *line_columns(rows)]
    ends_at, slack = pl.sum("value").over(keys), 1 if is_pooled(rows) else 50 / pl.col("n")
    is_whole = pl.col("value").is_not_null().all().over(keys) & ((ends_at - 100).abs() < slack)
    return rows.with_columns(_share=pl.when(is_whole, pl.col("n") >= how.min_n).then("value"))


def mark_counts(axes: Axes, y: float, counts: pd.Series, palette: Mapping[str, Fill]) -> None:
    """Counts in place of a bar: a small square in the fill of its item, its number beside it."""
    for i, (item, count) in enumerate(counts[counts > 0].items()):
        left, fill = 0.8 + 100 / len(palette) * i, palette[str(item)]
        axes.barh(y, 2.2, 0.42, left, color=fill.color, hatch=fill.hatch, edgecolor=LINE)
        write(axes, whole(count), (left + 2.2, y), (2.5, 0), ha="left")


def draw_flow(rows: pl.DataFrame, how: How) -> Sketch:
    """Applications in (carried in, new) over applications out (closed, carried out), as counts."""
    palette = fills("outcome_counts")
    known = complete_lines(rows.filter(pl.col("item").is_in(list(palette))), "k")
    known, chosen = choose_issuers(known, "k", row_mm := 6.4)
    into, out = (dict(list(palette.items())[half]) for half in (slice(2), slice(2, 4)))
    words = [how("word", "applications")]
    figure, panels = row_page(known, how, words, 18, row_mm, "", share_x=False)
    for (axes,), part in panels:
        come, go = (tabulate(part, "k", half) for half in (into, out))
        stack_bars(axes, come, into, -0.19, 0.38)
        stack_bars(axes, go, out, 0.19, 0.38)
        sums = zip(come.sum(axis=1), go.sum(axis=1), strict=True)
        words = [f"{whole(a)} {'=' if a == b else '≠'} {whole(b)}" for a, b in sums]
        right_column(axes, words, how("word", "in_out"))
        axes.locator_params(axis="x", nbins=5 if how.is_wide else 3)
        axes.xaxis.set_major_formatter(whole)
    finish_bars(figure, palette, whole, how)
    return figure, known, chosen


def draw_disputes(results: pl.DataFrame, rates: pl.DataFrame, how: How) -> Sketch:
    """Cases by result with pending ones hatched, and the correction rate beside them.

    Reconsiderations and suits stand in panels of their own, as a suit after reconsideration can be
    the same dispute.
    """
    palette, item = fills("dispute_results"), pl.col("item").str.split(".")
    parted = results.with_columns(channel=item.list.first(), result=item.list.last())
    keys = list(dict.fromkeys(["scope", "level", "channel", *line_columns(results)]))
    most = pl.col("k").max().over(keys)
    without = parted.filter(pl.col("result") == "total", pl.col("k") == 0, most == 0).height
    known = complete_lines(parted, "k", "channel")
    known, chosen = choose_issuers(known, "k", more=["channel"])
    names = {
        "corrected": "k",
        "concluded": "n",
        "rate": "value",
        "rate_low": "low",
        "rate_high": "high",
    }
    beside = rates.rename({"item": "channel"}).select(*keys, **names)
    known = known.join(beside, keys, "left", maintain_order="left")
    xlabels = [how("word", "cases"), how.axis("correction_rate")]
    figure, panels = row_page(known, how, xlabels, 18, item="channel", share_x=False)
    for (left, right), part in panels:
        totals = part.filter(result="total")
        stack_bars(left, tabulate(part, "k", palette, "result"), palette)
        # in one column a title is wider than the bars and would run over the header
        right_column(left, [whole(k) for k in totals["k"]], "n" if how.is_wide else "")
        corrected = totals.select("_y", **{name: column for column, name in names.items()})
        draw_dots(right, corrected, how)
        rate_axis(right, corrected, "share", how)
        left.locator_params(axis="x", nbins=5 if how.is_wide else 3, integer=True)
        left.set_xlim(0, max(part["k"]))
        left.xaxis.set_major_formatter(whole)
        right.tick_params(labelbottom=part is panels[-1][1])
    finish_bars(figure, palette, whole, how, "result")
    return figure, known, {"small_cases": True, "no_cases": without} | chosen
