"""Rates and counts over the years: lines only where years may be compared, breaks marked."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import inf
from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from ..forms.crosswalk import Break
from ..metrics import measures
from ..metrics.definitions import VERDICTS, measure_breaks
from .labels import How
from .page import (
    DARK,
    LINE,
    MIDDLE,
    MOST_PANELS,
    RING,
    Notes,
    Sketch,
    contradicted_rows,
    draw_point,
    fix_layout,
    fraction,
    is_pooled,
    legend,
    make_panels,
    panel_title,
    partition,
    rate_axis,
    shorten_text,
    text_width,
    unit_columns,
    unit_name,
    whole,
    write,
)
from .rows import limits_notes
from .theme import MARKERS, fills

_STYLES: dict[str, Any] = {"comparable": "solid", "weak": (0, (4, 2))}
_BAND = "#D6E4F0"


def split_series(rows: pl.DataFrame, size: str) -> tuple[list[pl.DataFrame], Notes]:
    """The series with a value in two years or more, at most 12, those with the most years first.

    A series is an issuer's or a group's, of one measure, item, scope and level. Also the sentence
    that says how they were chosen.
    """
    level = ["level"] if is_pooled(rows) else []
    keys = list(dict.fromkeys([*unit_columns(rows), "scope", *level, "measure", "item"]))
    known = rows.drop_nulls(["value", "year"]).sort("year", maintain_order=True)
    known = known.filter(pl.col("year").n_unique().over(keys) > 1)
    parts = [
        line for part in partition(known) for line in part.partition_by(keys, maintain_order=True)
    ]
    is_part = len(parts) > MOST_PANELS
    if is_part or not is_pooled(rows):
        parts.sort(key=lambda part: (-part.height, -(part[size].sum() or 0)))
    numbers = {"all": len(parts), "shown": MOST_PANELS}
    return parts[:MOST_PANELS], {"chosen_years": is_part and numbers}


def line_style(before: Mapping[str, Any], row: Mapping[str, Any]) -> Any:
    """The line between the points of two years: solid, dashed, or None across what breaks a series.

    Dashed where they may be compared roughly, or where a report contradicts one of the numbers.
    """
    spec, years = measures()[row["measure"]], (before["year"], row["year"])
    known = spec.find_breaks(row["item"])
    crossed = [known.get(b.key, "comparable") for b in measure_breaks(spec, years)]
    verdict = row.get("link") or max(crossed, key=VERDICTS.index, default="comparable")
    doubt = "report_id" in row and any((one["contradicted"] or 0) > 0 for one in (before, row))
    style = "weak" if doubt and verdict == "comparable" else verdict
    return _STYLES.get(style) if years[1] == years[0] + 1 else None


def draw_series(axes: Axes, part: pl.DataFrame) -> None:
    """One series: points joined where years may be compared, markers by form, hollow for prose.

    A ring is drawn around a point whose number the same report contradicts.
    """
    rows = part.to_dicts()
    for before, row in pairwise(rows):
        if style := line_style(before, row):
            ends = [before["year"], row["year"]], [before["value"], row["value"]]
            axes.plot(*ends, color=DARK, linestyle=style, linewidth=0.9, zorder=2)
    for row in rows:
        draw_point(axes, row, "year", "value", MARKERS.get(row.get("form", ""), "o"), 3.6)
    if not is_pooled(part) and (ringed := contradicted_rows(part)).height:
        axes.scatter(ringed["year"], ringed["value"], 50, linewidths=0.8, zorder=4, **RING)


def series_page(parts: Sequence[pl.DataFrame], how: How, share_y: bool) -> tuple[Figure, Notes]:
    """A panel per series on one axis of years, with breaks marked, and the notes that explain them.

    The letters of breaks are those of the whole figure and mean the same in every panel.
    """
    shown = pl.concat(parts)
    keys = shown["measure"].unique(maintain_order=True).to_list()
    widest = max(text_width(series_title(part, how, len(keys) > 1), 7.5) for part in parts)
    is_short = widest < how.points / 2 - 48 or len(parts) > 4
    columns = 2 if len(parts) > 1 and is_short else 1
    high = min(55 if len(parts) <= columns else 29, 205 / -(-len(parts) // columns) - 7)
    figure = make_panels(how, len(parts), columns, high, sharex=True, sharey=share_y)
    first, last = min(shown["year"]), max(shown["year"])
    found = {b.key: b for key in keys for b in measure_breaks(measures()[key], (first, last))}
    breaks = sorted(found.values(), key=lambda one: one.first_year)
    bins = max(1, min(last - first + 1, int(how.points / columns / 37)))
    for axes, part in zip(figure.axes, parts, strict=False):
        axes.set_xlim(first - 0.6, last + 0.6)
        axes.xaxis.set_major_locator(MaxNLocator(bins, integer=True, steps=[1, 2, 5, 10]))
        mark_breaks(axes, breaks)
        axes.set_title(series_title(part, how, len(keys) > 1, how.points / columns - 48), pad=10)
    figure.supylabel(how.axis(keys[0]) if len(keys) == 1 else "", fontsize="medium")
    figure.supxlabel(how("word", "year"), fontsize="medium")
    letters = [
        f"{chr(97 + i)} {b.date.isoformat()} {b.words[how.lang]}" for i, b in enumerate(breaks)
    ]
    return figure, {
        "link": True,
        "breaks": how("mark", "semicolon").join(letters),
        "ringed": not is_pooled(shown) and contradicted_rows(shown).height,
        "unequal": is_pooled(shown) and any(part["issuers"].n_unique() > 1 for part in parts),
    }


def series_title(part: pl.DataFrame, how: How, with_measure: bool, room: float = inf) -> str:
    """Whose series it is: the issuer with its scope, or the group with scope and level.

    In two lines where `room` is too small for one. A line is cut in its name and never in its
    scope: two names with one scope must not look the same.
    """
    row, name = part.row(0, named=True), unit_name(part, how)
    scope = how("mark", "bracket", text=how("scope", row["scope"]))
    measure = [how.measure(row["measure"])] if with_measure else []
    words = [*measure, name + scope, how("item", row["item"])]
    title = " · ".join(filter(None, words))
    if is_pooled(part):
        title = panel_title(part, how, name, *measure)
    lines = [title] if text_width(title, 7.5) <= room else title.split(" · ", 1)
    ends = [scope if line.endswith(scope) else "" for line in lines]
    return "\n".join(
        shorten_text(line.removesuffix(end), room - text_width(end, 7.5)) + end
        for line, end in zip(lines, ends, strict=True)
    )


def mark_breaks(axes: Axes, breaks: Sequence[Break]) -> None:
    """A dotted line between the years of every break, with its letters above the axes."""
    letters: dict[float, str] = {}
    for i, one in enumerate(breaks):
        letters[one.first_year - 0.5] = letters.get(one.first_year - 0.5, "") + chr(97 + i)
    for x, text in letters.items():
        axes.axvline(x, color=MIDDLE, linewidth=0.6, linestyle=(0, (1, 2)), zorder=0)
        write(axes, text, (x, 1), (0, 5), xycoords=("data", "axes fraction"), color=MIDDLE)


def form_handles(rows: pl.DataFrame, how: How) -> list[Any]:
    """The entries of a legend for forms, where the points of several are drawn."""
    forms = [f for f in fills("form") if "form" in rows.columns and f in rows["form"]]
    look: dict[str, Any] = {"ls": "none", "color": DARK, "ms": 3.6}
    made = [Line2D([], [], marker=MARKERS[f], label=how("form", f), **look) for f in forms]
    return made if len(made) > 1 else []


def draw_trends(rows: pl.DataFrame, how: How) -> Sketch:
    """Rates or counts over the years, a panel per issuer (`metrics.trend`) or pooled group.

    Rows of several measures of counts put together get a panel per measure.
    """
    kind, is_small = measures()[rows["measure"][0]].kind, pl.col("n") < how.min_n
    is_count = kind == "count"
    parts, chosen = split_series(rows, "value" if is_count else "n")
    shown, handles = pl.concat(parts), form_handles(pl.concat(parts), how)
    figure, notes = series_page(parts, how, share_y=not is_count)
    for axes, part in zip(figure.axes, parts, strict=False):
        if is_count:
            draw_count_panel(axes, part)
        else:
            draw_rate_panel(axes, part, how)
            ends = shown.filter(~is_small).with_columns(pl.max_horizontal("high", "^p90$"))
            rate_axis(axes, ends, kind, how, "y")
    if is_pooled(shown) and not is_count:
        handles = [
            Line2D([], [], color=DARK, marker="o", ms=3.6, label=how("word", "pooled")),
            Patch(facecolor=_BAND, label=how("word", "band")),
        ]
    legend(figure, handles)
    limits = limits_notes(shown, kind)
    if is_count:
        fix_layout(figure)  # which gives the panels their size
        for axes, part in zip(figure.axes, parts, strict=False):
            label_counts(axes, part.to_dicts())
        bounds = "bound" in shown.columns and (shown["bound"] != "exact").any()
        limits = {"bounds": bounds, "hollow": limits["hollow"]}
    else:
        limits["small_foot"] = shown.select(is_small.any()).item()
    return figure, shown, notes | limits | chosen


def draw_rate_panel(axes: Axes, part: pl.DataFrame, how: How) -> None:
    """The rates of one series with their limits; a small n has k/n at the foot of the panel.

    Pooled rates also show the band from the 10th to the 90th percentile of issuers.
    """
    is_small = pl.col("n") < how.min_n
    large = part.filter(~is_small)
    if is_pooled(part):
        axes.vlines(large["year"], large["p10"], large["p90"], color=_BAND, linewidth=7, zorder=0)
    limits = large.drop_nulls(["low", "high"])
    axes.vlines(limits["year"], limits["low"], limits["high"], color=LINE, linewidth=0.8)
    draw_series(axes, large)
    foot = {"xycoords": ("data", "axes fraction"), "va": "bottom", "rotation": 90}
    for row in part.filter(is_small).iter_rows(named=True):
        write(axes, fraction(row), (row["year"], 0), (0, 2), fontsize=6, color="#555555", **foot)


def draw_count_panel(axes: Axes, part: pl.DataFrame) -> None:
    """The counts of one series, with room for their numbers: above, and below those near zero."""
    draw_series(axes, part)
    lowest, highest = min(part["value"]), max(*part["value"], 1.0)
    room = 0.22 * highest
    axes.set_ylim(-room if lowest < room else 0, highest + room)
    axes.locator_params(axis="y", nbins=5, integer=True)
    axes.yaxis.set_major_formatter(lambda value, _: whole(value) if value >= 0 else "")
    axes.grid(axis="y")


def label_counts(axes: Axes, rows: Sequence[Mapping[str, Any]]) -> None:
    """The number of every point, or of every second, third … from the last, so that none touch.

    Above a point that is no lower than the mean of its neighbours, below it otherwise. A lower
    bound is marked ≥, a rounded number ≈.
    """
    marks = {"at_least": "≥", "exact": "", None: ""}
    words = [marks.get(row.get("bound"), "≈") + whole(row["value"]) for row in rows]
    spacing = axes.bbox.width / axes.figure.dpi * 72 / axes.viewLim.width
    step = -(-(max(text_width(word, 6.2) for word in words) + 3) // spacing)
    for i, (row, word) in enumerate(zip(rows, words, strict=True)):
        if (rows[-1]["year"] - row["year"]) % step == 0:
            near = [rows[j]["value"] for j in (i - 1, i + 1) if 0 <= j < len(rows)]
            side = 1 if row["value"] >= sum(near) / len(near) else -1
            va = "bottom" if side > 0 else "top"
            write(axes, word, (row["year"], row["value"]), (0, 4.5 * side), va=va, fontsize=6.2)
