"""Rates and counts over the years: lines only where years may be compared, breaks marked."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
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
from .catalogue import (
    How,
    Note,
    Sketch,
    contradicted_rows,
    figure_family,
    fix_layout,
    is_pooled,
    require_rows,
)
from .labels import Labels
from .page import (
    DARK,
    LINE,
    MIDDLE,
    MOST_PANELS,
    draw_point,
    draw_rings,
    fraction,
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
from .theme import fills, marker

_STYLES: dict[str, Any] = {"comparable": "solid", "weak": (0, (4, 2))}
_BAND = "#D6E4F0"
_SCOPE = re.compile(r" ?[（(][^（()）]*[）)]$")  # at the end of a title


def split_series(rows: pl.DataFrame, size: str) -> tuple[list[pl.DataFrame], Note]:
    """The series with a value in two years or more, at most 12, those with the most years first.

    A series is an issuer's or a group's, of one measure, item, scope and level. Also the sentence
    that says how they were chosen.
    """
    level = ["level"] if is_pooled(rows) else []
    keys = list(dict.fromkeys([*unit_columns(rows), "scope", *level, "measure", "item"]))
    known = rows.drop_nulls(["value", "year"]).sort("year", maintain_order=True)
    known = require_rows(known.filter(pl.col("year").n_unique().over(keys) > 1))
    parts = [
        line for part in partition(known) for line in part.partition_by(keys, maintain_order=True)
    ]
    if not is_pooled(rows) or len(parts) > MOST_PANELS:
        parts.sort(key=lambda part: (-part.height, -(part[size].sum() or 0)))
    numbers = {"all": len(parts), "shown": min(len(parts), MOST_PANELS)}
    return parts[:MOST_PANELS], Note("chosen_years", len(parts) > MOST_PANELS, numbers)


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
        draw_point(axes, row, "year", "value", marker(row.get("form")), 3.6)
    if not is_pooled(part) and (ringed := contradicted_rows(part)).height:
        draw_rings(axes, ringed, "year", "value", 50, linewidths=0.8, zorder=4)


def series_page(
    parts: Sequence[pl.DataFrame], how: How, share_y: bool
) -> tuple[Figure, list[Axes], list[Note]]:
    """A panel per series on one axis of years, with breaks marked, and the notes that explain them.

    The letters of breaks are those of the whole figure and mean the same in every panel.
    """
    shown = pl.concat(parts)
    keys = shown["measure"].unique(maintain_order=True).to_list()
    titles = [series_title(part, how, len(keys) > 1) for part in parts]
    widest = max(text_width(title, 7.5) for title in titles)
    is_short = widest < how.points / 2 - 48 or len(parts) > 4
    columns = 2 if len(parts) > 1 and is_short else 1
    high = min(55 if len(parts) <= columns else 29, 205 / -(-len(parts) // columns) - 7)
    figure, made = make_panels(how, len(parts), columns, high, sharex=True, sharey=share_y)
    first, last = min(shown["year"]), max(shown["year"])
    found = {b.key: b for key in keys for b in measure_breaks(measures()[key], (first, last))}
    breaks = sorted(found.values(), key=lambda one: one.first_year)
    bins = max(1, min(last - first + 1, int(how.points / columns / 37)))
    for axes, title in zip(made, titles, strict=True):
        axes.set_xlim(first - 0.6, last + 0.6)
        axes.xaxis.set_major_locator(MaxNLocator(bins, integer=True, steps=[1, 2, 5, 10]))
        mark_breaks(axes, breaks)
        axes.set_title(fold_title(title, how.points / columns - 48), pad=10)
    figure.supylabel(how.labels.axis(keys[0]) if len(keys) == 1 else "", fontsize="medium")
    figure.supxlabel(how.labels("word", "year"), fontsize="medium")
    is_ringed = not is_pooled(shown) and contradicted_rows(shown).height
    named = Note("breaks", breaks, {"list": lambda labels: name_breaks(breaks, labels)})
    unequal = is_pooled(shown) and any(part["issuers"].n_unique() > 1 for part in parts)
    return figure, made, [Note("link"), named, Note("ringed", is_ringed), Note("unequal", unequal)]


def fold_title(title: str, points: float) -> str:
    """A title in two lines where one is too wide, each cut to the room.

    >>> fold_title("Whole areas · prefectures", 70)
    'Whole areas\\nprefectures'
    """
    lines = [title] if text_width(title, 7.5) <= points else title.split(" · ", 1)
    return "\n".join(_shorten_name(line, points) for line in lines)


def _shorten_name(line: str, points: float) -> str:
    """A line cut to a width in its name alone: two names with one scope must not look the same.

    >>> _shorten_name("丙沙河口镇12（全域）", 60)
    '丙沙…2（全域）'
    """
    scope = _SCOPE.search(line)
    end = scope[0] if scope else ""
    return shorten_text(line.removesuffix(end), points - text_width(end, 7.5)) + end


def name_breaks(breaks: Sequence[Break], labels: Labels) -> str:
    """The breaks with their letters, dates and words."""
    return labels("mark", "semicolon").join(
        f"{chr(97 + i)} {one.date.isoformat()} {one.words[labels.lang]}"
        for i, one in enumerate(breaks)
    )


def mark_breaks(axes: Axes, breaks: Sequence[Break]) -> None:
    """A dotted line between the years of every break, with its letters above the axes."""
    letters: dict[float, str] = {}
    for i, one in enumerate(breaks):
        letters[one.first_year - 0.5] = letters.get(one.first_year - 0.5, "") + chr(97 + i)
    for x, text in letters.items():
        axes.axvline(x, color=MIDDLE, linewidth=0.6, linestyle=(0, (1, 2)), zorder=0)
        write(axes, text, (x, 1), (0, 5), xycoords=("data", "axes fraction"), color=MIDDLE)


def series_title(part: pl.DataFrame, how: How, with_measure: bool) -> str:
    """Whose series it is: the issuer with its scope, or the group with scope and level."""
    labels, row, name = how.labels, part.row(0, named=True), unit_name(part, how)
    measure = [labels.measure(row["measure"])] if with_measure else []
    if is_pooled(part):
        return panel_title(part, labels, name, *measure)
    item = [labels("item", row["item"])] if row["item"] else []
    return " · ".join([*measure, name + labels.bracket(labels("scope", row["scope"])), *item])


def form_handles(rows: pl.DataFrame, labels: Labels) -> list[Any]:
    """The entries of a legend for forms, where the points of several are drawn."""
    forms = [f for f in fills("form") if "form" in rows.columns and f in rows["form"]]
    look: dict[str, Any] = {"ls": "none", "color": DARK, "ms": 3.6}
    made = [Line2D([], [], marker=marker(f), label=labels("form", f), **look) for f in forms]
    return made if len(made) > 1 else []


@figure_family
def rate_trend(rows: pl.DataFrame, how: How) -> Sketch:
    """A rate over the years, a panel per issuer (`metrics.trend`) or per level (pooled by year).

    Pooled rows show their limits and the band from the 10th to the 90th percentile of issuers.
    Years with a small n have k/n at the foot of the panel instead of a point.

    Parameters
    ----------
    rows
        Rows of `metrics.trend`, or rows pooled by year.

    Examples
    --------
    >>> from analysis.metrics import trend
    >>> rate_trend(trend(data, "disclosure_rate")).data.height
    8
    """
    parts, chosen = split_series(rows, "n")
    shown, handles = pl.concat(parts), form_handles(pl.concat(parts), how.labels)
    kind, small = measures()[rows["measure"][0]].kind, pl.col("n") < how.min_n
    figure, made, notes = series_page(parts, how, share_y=True)
    for axes, part in zip(made, parts, strict=True):
        large = part.filter(~small)
        if is_pooled(part):
            p10, p90 = large["p10"], large["p90"]
            axes.vlines(large["year"], p10, p90, color=_BAND, linewidth=7, zorder=0)
        limits = large.drop_nulls(["low", "high"])
        axes.vlines(limits["year"], limits["low"], limits["high"], color=LINE, linewidth=0.8)
        draw_series(axes, large)
        for row in part.filter(small).iter_rows(named=True):
            look = {"fontsize": 6, "color": "#555555", "rotation": 90, "va": "bottom"}
            foot = ("data", "axes fraction")
            write(axes, fraction(row), (row["year"], 0), (0, 2), xycoords=foot, **look)
        ends = shown.filter(~small).with_columns(pl.max_horizontal("high", "^p90$"))
        rate_axis(axes, ends, kind, how, "y")
    if is_pooled(shown):
        handles = [
            Line2D([], [], color=DARK, marker="o", ms=3.6, label=how.labels("word", "pooled")),
            Patch(facecolor=_BAND, label=how.labels("word", "band")),
        ]
    legend(figure, handles)
    notes += [*limits_notes(shown, kind), Note("small_foot", shown.select(small.any()).item())]
    return figure, shown, [*notes, chosen]


@figure_family
def counts(rows: pl.DataFrame, how: How) -> Sketch:
    """Counts over the years from `metrics.trend`, or pooled by year: a panel per series.

    Rows of several measures of counts put together get a panel per measure.

    Parameters
    ----------
    rows
        Rows of `metrics.trend`, or rows pooled by year.

    Examples
    --------
    >>> from analysis.metrics import trend
    >>> counts(trend(data, "received")).data.height
    15
    """
    parts, chosen = split_series(rows, "value")
    figure, made, notes = series_page(parts, how, share_y=False)
    shown = pl.concat(parts)
    for axes, part in zip(made, parts, strict=True):
        draw_series(axes, part)
        highest = max([*part["value"], 1.0])
        room = 0.22 * highest  # for the numbers above the points, and below those near zero
        lowest = min([*part["value"].drop_nulls(), highest])
        axes.set_ylim(-room if lowest < room else 0, highest + room)
        axes.locator_params(axis="y", nbins=5, integer=True)
        axes.yaxis.set_major_formatter(lambda value, _: whole(value) if value >= 0 else "")
        axes.grid(axis="y")
    legend(figure, form_handles(shown, how.labels))
    fix_layout(figure)  # which gives the panels their size
    for axes, part in zip(made, parts, strict=True):
        label_counts(axes, part.to_dicts())
    bounds = "bound" in shown.columns and (shown["bound"] != "exact").any()
    notes += [Note("bounds", bounds), limits_notes(shown, "share")[1], chosen]
    return figure, shown, notes


def label_counts(axes: Axes, rows: Sequence[Mapping[str, Any]]) -> None:
    """The number of every point, or of every second, third … from the last, so that none touch.

    Above a point that is no lower than the mean of its neighbours, below it otherwise.
    """
    words = [write_count(row["value"], row.get("bound")) for row in rows]
    spacing = axes.bbox.width / axes.figure.dpi * 72 / axes.viewLim.width
    step = -(-(max(text_width(word, 6.2) for word in words) + 3) // spacing)
    for i, (row, word) in enumerate(zip(rows, words, strict=True)):
        if (rows[-1]["year"] - row["year"]) % step == 0:
            near = [rows[j]["value"] for j in (i - 1, i + 1) if 0 <= j < len(rows)]
            side = 1 if row["value"] >= sum(near) / len(near) else -1
            va = "bottom" if side > 0 else "top"
            write(axes, word, (row["year"], row["value"]), (0, 4.5 * side), va=va, fontsize=6.2)


def write_count(value: float | None, bound: object) -> str:
    """A count as the report gives it: ≥7,700 for a lower bound, ≈428,000 for a rounded figure.

    >>> write_count(428000, "rounded"), write_count(21, "exact"), write_count(None, None)
    ('≈428,000', '21', '–')
    """
    mark = {"at_least": "≥", "exact": "", "None": ""}.get(str(bound), "≈")
    return whole(value) if value is None else f"{mark}{whole(value)}"
