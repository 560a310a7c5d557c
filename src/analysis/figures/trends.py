"""Rates and counts over the years: lines only where years may be compared, breaks marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ..forms.crosswalk import Break
from ..metrics import definitions, measures
from .catalogue import Family, catalogue
from .drawn import PAGE, Drawn, How, Sentence, captions, contradicted, is_pooled, note, one_each
from .labels import Labels
from .page import (
    DARK,
    MIDDLE,
    SHARE_KINDS,
    bounded,
    group_columns,
    group_word,
    legend,
    panel_title,
    text_width,
    whole,
)
from .rates import limits_notes
from .style import MM, SMALL_PT, marker, styled

MOST_PANELS = 12
PANEL_MM, ALONE_MM = 38.0, 62.0
_STYLES = {"comparable": "solid", "weak": (0, (4, 2))}
_LOG = 100  # largest over smallest count from which a logarithmic axis is used
_WARNING = "#D55E00"


def split_series(rows: pl.DataFrame, size: str) -> tuple[list[pl.DataFrame], list[Sentence]]:
    """The series with a value in two years or more, those with the most years first.

    At most 12, with the sentence that says so. A series is an issuer's (or a group's) of one
    measure, item, scope and level.
    """
    keys = [name for name in group_columns(rows) if name != "year"]
    known = one_each(rows).drop_nulls(["value", "year"])
    more = [] if is_pooled(rows) else ["level"]
    keys = list(
        dict.fromkeys([*keys, "scope", *(["level"] if not more else []), "measure", "item"])
    )
    parts = [
        part.sort("year")
        for part in known.partition_by(keys, maintain_order=True)
        if part["year"].n_unique() > 1
    ]
    parts.sort(key=lambda part: (-part.height, -(part[size].sum() or 0)))
    cut = [note("chosen_years", all=len(parts), shown=MOST_PANELS)]
    return parts[:MOST_PANELS], cut if len(parts) > MOST_PANELS else []


def line_style(before: Mapping[str, Any], row: Mapping[str, Any], breaks: Sequence[Break]) -> Any:
    """The line from one point to the next: solid, dashed, or None across what breaks the series.

    Dashed where the years may be compared roughly, or where one of the numbers is contradicted.
    """
    if row["year"] != before["year"] + 1:
        return None
    if "link" in row:
        verdict = row["link"]
    else:
        spec = measures()[row["measure"]].breaks_of(row["item"])
        crossed = [spec[b.key] for b in breaks if b.first_year == row["year"] and b.key in spec]
        order = ["comparable", "weak", "not_comparable", "absent"]
        verdict = max(crossed, key=order.index, default="comparable")
    doubt = (row.get("contradicted") or 0) > 0 or (before.get("contradicted") or 0) > 0
    return _STYLES.get("weak" if doubt and verdict == "comparable" else verdict)


def draw_series(axes: Axes, rows: list[dict[str, Any]], breaks: Sequence[Break]) -> None:
    """One series: points joined where years may be compared, markers by form, hollow for prose.

    A ring is drawn around a point whose number the same report contradicts.
    """
    for before, row in pairwise(rows):
        if style := line_style(before, row, breaks):
            ends = [before["year"], row["year"]], [before["value"], row["value"]]
            axes.plot(*ends, color=DARK, linestyle=style, linewidth=0.9, zorder=2)
    for row in rows:
        inside = "white" if row.get("evidence") == "prose" else DARK
        point = {"color": DARK, "markerfacecolor": inside, "ms": 3.6, "clip_on": False}
        axes.plot([row["year"]], [row["value"]], marker(row.get("form")), zorder=3, **point)
        if "report_id" in row and (row.get("contradicted") or 0) > 0:
            ring = {"markeredgecolor": _WARNING, "markerfacecolor": "none", "ms": 7.5}
            axes.plot([row["year"]], [row["value"]], "o", clip_on=False, zorder=4, **ring)


def panels_of(parts: Sequence[pl.DataFrame], how: How, share_y: bool) -> tuple[Figure, list[Axes]]:
    """A grid of panels, one per series, on one axis of years; inside `styled` only."""
    columns = 1 if len(parts) == 1 else (3 if how.wide and len(parts) > 4 else 2)
    rows = -(-len(parts) // columns)
    high = (ALONE_MM if rows == 1 else PANEL_MM) * rows + 12
    size = (how.preset.width(how.width), high * MM)
    figure = Figure(figsize=size, layout="constrained")
    made = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=share_y)
    flat = [axes for line in made for axes in line]
    for axes in flat[len(parts) :]:
        axes.set_visible(False)
    for axes in flat[max(0, len(parts) - columns) : len(parts)]:
        axes.tick_params(labelbottom=True)
    return figure, flat[: len(parts)]


def year_axis(axes: Axes, years: Sequence[int], columns: int, how: How) -> None:
    """Whole years from the first to the last, half a year of room at both ends."""
    axes.set_xlim(min(years) - 0.6, max(years) + 0.6)
    room = int(how.width_mm / columns / 14)
    bins = max(2, min(max(years) - min(years) + 2, room))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=bins, steps=[1, 2, 5, 10]))


def mark_breaks(axes: Axes, breaks: Sequence[Break]) -> None:
    """A dotted line between the years of every break, with its letters above the axes.

    The letters are those of the whole figure, so that they mean the same in every panel.
    """
    low, high = axes.get_xlim()
    letters: dict[float, str] = {}
    for i, one in enumerate(breaks):
        letters[one.first_year - 0.5] = letters.get(one.first_year - 0.5, "") + chr(97 + i)
    for x, text in letters.items():
        if low < x < high:
            axes.axvline(x, color=MIDDLE, linewidth=0.6, linestyle=(0, (1, 2)), zorder=0)
            axes.annotate(
                text,
                (x, 1),
                xycoords=("data", "axes fraction"),
                xytext=(0, 1),
                textcoords="offset points",
                ha="center",
                va="bottom",
                fontsize=SMALL_PT,
                color=MIDDLE,
            )


def break_note(breaks: Sequence[Break]) -> list[Sentence]:
    """The sentence that names the breaks by their letters."""

    def listed(labels: Labels) -> str:
        return labels.mark("semicolon").join(
            f"{chr(97 + i)} {one.date.isoformat()} {one.words[labels.lang]}"
            for i, one in enumerate(breaks)
        )

    return [note("breaks", list=listed)] if breaks else []


def _title(part: pl.DataFrame, labels: Labels, with_measure: bool) -> str:
    """Whose series it is: the issuer with its scope, or the group with scope and level."""
    row = part.row(0, named=True)
    more = [labels("item", row["item"])] if row["item"] else []
    more += [labels.measure(row["measure"])] if with_measure else []
    if not is_pooled(part):
        return " · ".join(
            [labels.issuer(row) + labels.bracket(labels("scope", row["scope"])), *more]
        )
    groups = [name for name in group_columns(part) if name != "year"]
    return panel_title(row, labels, *(group_word(row, name, labels) for name in groups), *more)


def _finish(
    family: Family, parts: Sequence[pl.DataFrame], figure: Figure, made: list[Axes], how: How
) -> list[Break]:
    """Axes of years, titles, breaks and the legend of forms on a figure of series."""
    shown = pl.concat([part.select("measure", "year") for part in parts])
    years, keys = shown["year"].to_list(), shown["measure"].unique(maintain_order=True).to_list()
    ends = (min(years), max(years))
    found = {b.key: b for key in keys for b in definitions.measure_breaks(measures()[key], ends)}
    breaks = sorted(found.values(), key=lambda one: one.date)
    columns = made[0].get_gridspec().ncols
    for axes, part in zip(made, parts, strict=True):
        year_axis(axes, years, columns, how)
        mark_breaks(axes, breaks)
        axes.set_title(_title(part, how.labels, len(keys) > 1), pad=9 if breaks else 4)
    words = how.labels.axis(keys[0]) if len(keys) == 1 else ""
    if len(made) == 1:
        made[0].set_ylabel(words)
    elif words:
        figure.supylabel(words, fontsize=how.preset.font_pt)
    figure.supxlabel(how.labels("word", "year"), fontsize=how.preset.font_pt)
    return breaks


def form_handles(parts: Sequence[pl.DataFrame], labels: Labels) -> list[Line2D]:
    """An entry of a legend for each form whose points are drawn, where there are several."""
    forms = dict.fromkeys(f for part in parts if "form" in part.columns for f in part["form"])
    look = {"ls": "none", "color": DARK, "ms": 3.6}
    made = [Line2D([], [], marker=marker(f), label=labels("form", f), **look) for f in forms]
    return made if len(made) > 1 else []


def rate_trend(rows: pl.DataFrame, how: How = PAGE) -> Drawn | None:
    """A rate over the years, a panel per issuer (`metrics.trend`) or per level (pooled by year).

    Pooled rows show their limits and the band from the 10th to the 90th percentile of issuers.
    Years with a small n have k/n at the foot of the panel instead of a point.
    """
    family = catalogue()["rate_trend"]
    key = family.accept(rows)
    parts, cut = split_series(rows, "n") if key else ([], [])
    if not parts:
        return None
    kind, shown = measures()[key].kind, pl.concat(parts)
    with styled(how.preset):
        figure, made = panels_of(parts, how, share_y=True)
        breaks = _finish(family, parts, figure, made, how)
        for axes, part in zip(made, parts, strict=True):
            _draw_rates(axes, part, breaks, how)
        top = 100 if kind in SHARE_KINDS else float(shown.select(_TOP).item() or 1) * 1.05
        made[0].set_ylim(0, top)
        handles = [*form_handles(parts, how.labels), *_band_handles(shown, how.labels)]
        if handles:
            legend(figure, {}, {}, handles)
    notes = [note("link"), *break_note(breaks), *limits_notes(shown, kind), *cut]
    notes += [note("small_foot", min_n=how.min_n)] if (shown["n"] < how.min_n).any() else []
    notes += [note("ringed")] if contradicted(shown).any() else []
    return Drawn(figure, shown, captions(family, key, shown, notes, how), how)


_TOP = pl.max_horizontal(pl.col("value").max(), pl.col("high").max())


def _draw_rates(axes: Axes, part: pl.DataFrame, breaks: Sequence[Break], how: How) -> None:
    """One panel of rates: band, limits, line and points, and k/n of small years at its foot."""
    large = part.filter(pl.col("n") >= how.min_n)
    if is_pooled(part):
        for run in _runs(large.drop_nulls("p10")):
            ends = run["p10"].to_numpy(), run["p90"].to_numpy()
            axes.fill_between(run["year"].to_numpy(), *ends, color="#D6E4F0", lw=0, zorder=0)
    limits = large.drop_nulls(["low", "high"])
    axes.vlines(limits["year"], limits["low"], limits["high"], color="#333333", linewidth=0.8)
    draw_series(axes, large.to_dicts(), breaks)
    for row in part.filter(pl.col("n") < how.min_n).iter_rows(named=True):
        axes.annotate(
            f"{whole(row['k'])}/{whole(row['n'])}",
            (row["year"], 0),
            xycoords=("data", "axes fraction"),
            xytext=(0, 2),
            textcoords="offset points",
            rotation=90,
            ha="center",
            va="bottom",
            fontsize=6,
            color="#555555",
        )
    axes.grid(axis="y")


def _runs(rows: pl.DataFrame) -> list[pl.DataFrame]:
    """Stretches of years that follow one another."""
    number = (pl.col("year").diff().fill_null(1) != 1).cum_sum()
    return rows.with_columns(_run=number).partition_by("_run", include_key=False)


def _band_handles(rows: pl.DataFrame, labels: Labels) -> list[Any]:
    """The entries of a legend for pooled rows: their line, and the band of issuers."""
    if not is_pooled(rows):
        return []
    line = Line2D([], [], color=DARK, marker="o", ms=3.6, label=labels("word", "pooled"))
    band = Patch(facecolor="#D6E4F0", edgecolor="none", label=labels("word", "band"))
    return [line, band]


def counts(rows: pl.DataFrame, how: How = PAGE) -> Drawn | None:
    """Counts over the years from `metrics.trend`, or pooled by year: a panel per series.

    Rows of several measures of counts put together get a panel per measure.
    """
    family = catalogue()["counts"]
    keys = [key for part in rows.partition_by("measure") if (key := family.accept(part))]
    parts, cut = split_series(rows, "value") if keys else ([], [])
    if not parts:
        return None
    with styled(how.preset):
        figure, made = panels_of(parts, how, share_y=False)
        breaks = _finish(family, parts, figure, made, how)
        for axes, part in zip(made, parts, strict=True):
            draw_series(axes, part.to_dicts(), breaks)
            _count_axis(axes, part["value"].to_numpy(), how.labels)
        if handles := form_handles(parts, how.labels):
            legend(figure, {}, {}, handles)
        figure.draw_without_rendering()  # which gives the panels their size
        for axes, part in zip(made, parts, strict=True):
            _label_counts(axes, part.to_dicts())
    shown = pl.concat(parts)
    bounds = "bound" in shown.columns and set(shown["bound"]) - {"exact", None}
    notes = [note("link"), *break_note(breaks), *([note("bounds")] if bounds else []), *cut]
    notes += [note("ringed")] if contradicted(shown).any() else []
    notes += (
        [note("hollow")] if "evidence" in shown.columns and "prose" in shown["evidence"] else []
    )
    text = captions(family, keys[0], shown, notes, how, count_total=False)
    return Drawn(figure, shown, text, how)


def _count_axis(axes: Axes, values: np.ndarray[Any, Any], labels: Labels) -> None:
    """Room above and below the points for their numbers; logarithmic over a wide range."""
    low, high = float(values.min()), float(values.max()) or 1.0
    if low > 0 and high / low > _LOG:
        axes.set_yscale("log")
        axes.minorticks_off()
        axes.set_ylim(low / (high / low) ** 0.15, high * (high / low) ** 0.15)
        scale = labels("word", "logarithmic")
        axes.set_title(axes.get_title("left") + labels.bracket(scale), pad=9)
    else:
        room = 0.18 * (high - min(low, 0))
        axes.set_ylim(min(low, 0) - room, high + room)
        axes.locator_params(axis="y", nbins=5, integer=True)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda v, _: whole(v) if v >= min(low, 0) else ""))
    axes.grid(axis="y")


def _label_counts(axes: Axes, rows: Sequence[Mapping[str, Any]]) -> None:
    """The number of every point, or of every second, third … from the last, so that none touch.

    Above a point that is no lower than the mean of its neighbours, below it otherwise.
    """
    words = [bounded(row["value"], row.get("bound", "exact")) for row in rows]
    low, high = axes.get_xlim()
    spacing = axes.bbox.width / axes.figure.dpi * 72 / (high - low)
    step = -(-(max(text_width(word, 6.2) for word in words) + 2) // spacing)
    last = rows[-1]["year"]
    for i, (row, word) in enumerate(zip(rows, words, strict=True)):
        if (last - row["year"]) % step == 0:
            near = [rows[j]["value"] for j in (i - 1, i + 1) if 0 <= j < len(rows)]
            above = row["value"] >= sum(near) / len(near)
            axes.annotate(
                word,
                (row["year"], row["value"]),
                xytext=(0, 4.5 if above else -4.5),
                textcoords="offset points",
                ha="center",
                va="bottom" if above else "top",
                fontsize=6.2,
            )
