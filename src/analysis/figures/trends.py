"""Counts over the years: lines only where years may be compared, breaks of law and form marked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Bbox, BboxBase

from .drawn import (
    PAGE,
    Drawn,
    How,
    Note,
    break_notes,
    breaks,
    captions,
    contradicted,
    contradicted_note,
    note,
)
from .layout import DARK, bounded, canvas, mark_breaks, mark_forms, whole, year_axis
from .style import marker, styled

PANEL_MM = 42
MAX_PANELS = 12
_LINES = {"comparable": "solid", "weak": (0, (4, 2))}
_LOG = 100  # largest over smallest count from which a logarithmic axis is used
# Where a count may stand: points to the right of and above its point, and the part of the words that stands left of and below that.
_PLACES = (
    (0, 4, 0.5, 0),
    (0, -4, 0.5, 1),
    (1, 4, 0, 0),
    (-1, 4, 1, 0),
    (1, -4, 0, 1),
    (-1, -4, 1, 1),
    (5, 0, 0, 0.5),
    (-5, 0, 1, 0.5),
)
_COSTS = {
    0: 1,
    2: 10,
    3: 10,
}  # of words on a line that marks a break, on a line of the series, on a point (by zorder)
_OUTSIDE = 20


def draw_trend(axes: Axes, rows: Sequence[Mapping[str, Any]]) -> None:
    """One series: points joined by their `link`; markers by form; a hollow point rests on prose."""
    values = [float(row["k"]) for row in rows if row["k"] is not None]
    log = _logarithmic(values)
    if log:
        axes.set_yscale("log")
        axes.minorticks_off()
    for previous, row in zip([None, *rows], rows, strict=False):
        if row["k"] is None:
            continue
        if (
            previous is not None
            and previous["k"] is not None
            and (style := _LINES.get(str(row["link"])))
        ):
            axes.plot(
                [previous["year"], row["year"]],
                [previous["k"], row["k"]],
                color=DARK,
                linestyle=style,
                linewidth=0.9,
                zorder=2,
            )
        inside = "white" if row["evidence"] == "prose" else DARK
        axes.plot(
            [row["year"]],
            [row["k"]],
            marker=marker(str(row["form"])),
            color=DARK,
            markerfacecolor=inside,
            markersize=3.6,
            zorder=3,
        )
    _headroom(axes, values, log)


def label_points(axes: Axes, rows: Sequence[Mapping[str, Any]]) -> None:
    """The count at every point, for axes that have their final size: in the place that crosses least, and never on other words.

    Where there is no such place the number stands in the data beside the figure, and only its † is drawn.
    """
    point = axes.figure.dpi / 72
    drawn = [
        (line.get_path().transformed(line.get_transform()), _COSTS[int(line.get_zorder())])
        for line in axes.lines
    ]
    taken = [words.get_window_extent() for words in axes.texts]
    for row in rows:
        if row["k"] is None:
            continue
        mark = "†" if contradicted(row) else ""
        at = axes.transData.transform((row["year"], row["k"]))
        for text in (bounded(row["k"], row["bound"]) + mark, mark):
            halo = [withStroke(linewidth=1.6, foreground="white")]
            words = axes.annotate(
                text,
                (row["year"], row["k"]),
                (0, 0),
                textcoords="offset points",
                ha="left",
                va="bottom",
                fontsize="x-small",
                zorder=4,
                path_effects=halo,
            )
            size = words.get_window_extent()
            boxes = [
                Bbox.from_bounds(
                    at[0] + right * point - left * size.width,
                    at[1] + up * point - down * size.height,
                    size.width,
                    size.height,
                )
                for right, up, left, down in _PLACES
            ]
            free = [box for box in boxes if not any(box.overlaps(other) for other in taken)]
            if text and free:
                box = min(free, key=lambda box: _cost(box, drawn, axes.bbox))
                words.set_position(((box.x0 - at[0]) / point, (box.y0 - at[1]) / point))
                taken.append(box)
                break
            words.remove()


def _cost(box: Bbox, drawn: Sequence[tuple[Path, int]], panel: BboxBase) -> int:
    """How bad it is to write in this box, or a hair's breadth around it."""
    wide = box.padded(2)
    inside = panel.x0 <= box.x0 and box.x1 <= panel.x1 and panel.y0 <= box.y0 and box.y1 <= panel.y1
    return sum(cost for path, cost in drawn if path.intersects_bbox(wide, filled=False)) + (
        0 if inside else _OUTSIDE
    )


def _logarithmic(values: Sequence[float]) -> bool:
    return bool(values) and min(values) > 0 and max(values) / min(values) > _LOG


def _headroom(axes: Axes, values: Sequence[float], log: bool) -> None:
    """Room above the points for their counts and for the names of the forms."""
    if log:
        axes.set_ylim(min(values) / 2.5, max(values) * (max(values) / min(values)) ** 0.45)
    else:
        axes.set_ylim(-0.09 * (max(values) or 1), (max(values) or 1) * 1.45)
    axes.yaxis.set_major_formatter(lambda value, _: whole(value) if value >= 0 else "")


def _series(rows: pl.DataFrame) -> list[pl.DataFrame]:
    """Issuers and scopes with a number for two years or more, the longest first; trimmed to the years with numbers."""
    found = []
    for part in rows.partition_by("issuer_id", "scope", maintain_order=True):
        known = part.drop_nulls("k")["year"]
        if known.n_unique() >= 2:
            found.append(part.filter(pl.col("year").is_between(known.min(), known.max())))
    return sorted(found, key=lambda part: -part.height)


def _notes(parts: Sequence[pl.DataFrame], first: str) -> list[Note]:
    shown = pl.concat(parts)
    known, years = shown.drop_nulls("k"), shown["year"]
    notes = [note(first), note("forms"), *break_notes(breaks(range(years.min(), years.max() + 1)))]  # type: ignore[arg-type,operator]
    notes += [note("hollow")] if "prose" in known["evidence"] else []
    notes += [note("bounds")] if set(known["bound"]) - {"exact"} else []
    notes += (
        [note("logarithmic")]
        if any(_logarithmic(part["k"].drop_nulls().to_list()) for part in parts)
        else []
    )
    return notes + contradicted_note(known)


def _panels(
    parts: Sequence[pl.DataFrame],
    how: How,
    words: str,
    title: Callable[[Mapping[str, Any]], str],
    span: range | None = None,
) -> Figure:
    """One panel per series, on axes of their own years or all on `span`."""
    labels, lines = how.labels, [part.to_dicts() for part in parts]
    with styled(how.preset):
        figure = canvas(how, PANEL_MM * len(parts) + 8)
        made = figure.subplots(len(parts), 1, squeeze=False, sharex=span is not None)[:, 0]
        for axes, line in zip(made, lines, strict=True):
            years = span or range(line[0]["year"], line[-1]["year"] + 1)
            draw_trend(axes, line)
            year_axis(axes, years)
            scale = labels("word", "logarithmic") if axes.get_yscale() == "log" else ""
            axes.set_ylabel(words + labels.bracket(scale) if words and scale else words or scale)
            mark_forms(axes, line, labels)
            mark_breaks(axes, breaks(years))
            axes.set_title(title(line[0]), pad=10)
        axes.set_xlabel(labels("axis", "year"))
        figure.draw_without_rendering()  # which gives the panels their size
        for axes, line in zip(made, lines, strict=True):
            label_points(axes, line)
    return figure


def received(rows: pl.DataFrame, how: How = PAGE) -> Drawn | None:
    """Applications received over the years from `trend(data, "received")`: one panel per issuer with two years or more."""
    found = _series(rows)
    if not found:
        return None
    labels, parts = how.labels, found[:MAX_PANELS]
    figure = _panels(
        parts, how, labels("axis", "received"), lambda row: labels.report(row, short=True)
    )
    cut = (
        [note("limited_panels", all=len(found), shown=len(parts))]
        if len(found) > len(parts)
        else []
    )
    shown = pl.concat(parts)
    return Drawn(
        figure,
        shown,
        captions(shown, [*_notes(parts, "received"), *cut], how.names, float(shown["k"].sum())),
        how,
    )


def proactive(rows: pl.DataFrame, how: How = PAGE) -> Drawn | None:
    """Proactive disclosure of one issuer from several `trend` frames put together (column `measure`): one panel per measure.

    The issuer with the most years is drawn; `issuers` of the notebook choose another. None where no issuer has two years.
    """
    longest = _series(rows.filter(pl.col("measure") == pl.col("measure").first()))
    if not longest:
        return None
    known = rows.join(
        longest[0], on=["issuer_id", "scope"], how="semi", maintain_order="left"
    ).drop_nulls("k")
    parts = [
        part for part in known.partition_by("measure", maintain_order=True) if part.height >= 2
    ]
    shown, labels = pl.concat(parts), how.labels

    def title(row: Mapping[str, Any]) -> str:
        return f"{labels('axis', row['measure'])}{labels.mark('colon')}{labels.report(row, short=True)}"

    years = range(shown["year"].min(), shown["year"].max() + 1)  # type: ignore[arg-type,operator]
    return Drawn(
        _panels(parts, how, "", title, years),
        shown,
        captions(shown, _notes(parts, "proactive"), how.names),
        how,
    )
