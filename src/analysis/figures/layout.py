"""What the chart families share: canvases, panels by scope, rows with their labels, breaks on an axis of years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from ..errors import UsageError
from ..forms.crosswalk import Break
from .drawn import contradicted
from .labels import Labels
from .style import MM, Fill, Preset

ROW_MM = {"double": 5.4, "single": 7.8}  # in one column a label takes two lines
ONE_LINE = 9  # characters of an issuer on one line of a column
DARK = "#0B4F8A"  # of points and lines
_WHITE = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
_BOUND = {"at_least": "≥", "exact": ""}
SCOPES = ("area", "level", "organ", "unknown")


def canvas(chosen: Preset, width: str, height_mm: float, only_page: bool = False) -> Figure:
    """An empty figure of a preset's width; inside `styled` only. `only_page`: what cannot be read in one column is refused."""
    if only_page and width == "single":
        raise UsageError("this figure needs the width of the page: width double")
    return Figure(figsize=(chosen.width(width), height_mm * MM), layout="constrained")


def inches(axes: Axes) -> float:
    """The width of the whole figure in inches."""
    return float(axes.figure.bbox.width / axes.figure.dpi)


def by_scope(rows: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    """The rows of each scope apart: a report on an area and one on an organ are never on one axis."""
    return [(scope, part) for scope in SCOPES if not (part := rows.filter(pl.col("scope") == scope)).is_empty()]


def stacked_panels(figure: Figure, sizes: Sequence[int], columns: int = 1, width_ratios: Sequence[float] | None = None) -> list[list[Axes]]:
    """Panels one under another, each as high as its number of rows, every column on one axis of x."""
    made = figure.subplots(
        len(sizes), columns, squeeze=False, sharex="col", gridspec_kw={"height_ratios": [size + 0.2 for size in sizes], "width_ratios": width_ratios}
    )
    return [list(line) for line in made]


def rows_down(axes: Axes, labels: Sequence[str]) -> None:
    """One row per label, the first at the top, without a spine at the left."""
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.spines["left"].set_visible(False)


def report_labels(rows: Iterable[Mapping[str, Any]], labels: Labels, width: str = "double") -> list[str]:
    """Row labels with issuer, year and scope; † where the same report contradicts the numbers. In one column on two lines."""
    found = []
    for row in rows:
        text = labels.report(row) + (" †" if contradicted(row) else "")
        if width == "single":
            name = labels.issuer(str(row["issuer"]))
            text = f"{name}\n{text.removeprefix(name).strip()}" if text_width(name, 1) <= ONE_LINE else f"{_cut(name)}\n{text.removeprefix(name).strip()}"
        found.append(text)
    return found


def _cut(name: str) -> str:
    """A long name without its middle: its beginning and its end tell more than its beginning alone."""
    keep = ONE_LINE if ord(name[0]) > 0x2E7F else 2 * ONE_LINE
    return f"{name[: keep // 2]}…{name[-(keep // 2) :]}" if len(name) > keep else name


def at_end(axes: Axes, y: float, text: str) -> None:
    """Text in the margin right of the axes, in the row `y`."""
    axes.annotate(text, (1, y), xycoords=("axes fraction", "data"), xytext=(4, 0), textcoords="offset points", va="center", annotation_clip=False)


def whole(value: float | None) -> str:
    """A count for print: 72,804; an en dash for a gap."""
    return "–" if value is None else f"{value:,.0f}"


def bounded(value: float | None, bound: object) -> str:
    """A count as the report gives it: ≥7,700 for a lower bound, ≈428,000 for a rounded or approximate figure.

    >>> bounded(428000, "rounded"), bounded(21, "exact"), bounded(None, None)
    ('≈428,000', '21', '–')
    """
    return whole(value) if value is None else f"{_BOUND.get(str(bound), '≈')}{whole(value)}"


def text_width(text: str, points: float) -> float:
    """Rough width of a text in points: a Chinese character is as wide as high, a Latin one about half of it."""
    return sum(points if ord(character) > 0x2E7F else 0.56 * points for character in text)


def legend(figure: Figure, fills: Mapping[str, Fill], labels: Labels, family: str) -> None:
    """A legend above the panels, in the order of the fills, in as many columns as the width holds."""
    words = {key: labels(family, key) for key in fills}
    handles = [Patch(facecolor=fill.color, hatch=fill.hatch, edgecolor="#333333", label=words[key]) for key, fill in fills.items()]
    size = figure.get_figwidth() * 72
    columns = len(handles)
    while columns > 1 and sum(max(text_width(word, 7.0) for word in list(words.values())[i::columns]) + 22 for i in range(columns)) > size:
        columns -= 1
    figure.legend(handles=handles, loc="outside upper center", ncols=columns)


def bar(axes: Axes, y: float, left: float, width: float, fill: Fill, text: str = "", room: float = 0.0) -> None:
    """A piece of a bar; `text` on it where it is wider than `room`."""
    if width <= 0:
        return
    axes.barh(y, width, left=left, height=0.68, color=fill.color, hatch=fill.hatch, edgecolor="#333333", linewidth=0.4)
    if text and width >= room:
        box = {"facecolor": fill.color, "edgecolor": "none", "pad": 1.0} if fill.hatch else None
        axes.text(left + width / 2, y, text, ha="center", va="center", color=fill.text, bbox=box, fontsize="small")


def percent_axis(axes: Axes, words: str, width: str = "double") -> None:
    axes.set_xlim(0, 100)
    axes.set_xticks(range(0, 101, 20 if width == "double" else 50))
    axes.set_xlabel(words)


def year_axis(axes: Axes, years: Sequence[int]) -> None:
    """Whole years from the first to the last, half a year of room at both ends."""
    axes.set_xlim(years[0] - 0.6, years[-1] + 0.6)
    room = int(inches(axes) * 2.3)  # labels of four digits
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=min(len(years) + 2, room + 2), steps=[1, 2, 5, 10]))


def place(day: Break) -> float:
    """A date on an axis on which a reporting year is drawn in the middle of its days."""
    return day.date.year - 0.5 + (day.date.timetuple().tm_yday - 1) / 365


def mark_breaks(axes: Axes, found: Sequence[Break]) -> None:
    """A dotted line with a letter at the top for every law break on the axis."""
    low, high = axes.get_xlim()
    for i, one in enumerate(found):
        if low < place(one) < high:
            axes.axvline(place(one), color="#777777", linewidth=0.6, linestyle=(0, (1, 2)), zorder=0)
            axes.annotate(
                chr(97 + i),
                (place(one), 1),
                xycoords=("data", "axes fraction"),
                xytext=(0, 1),
                textcoords="offset points",
                ha="center",
                va="bottom",
                fontsize="small",
                color="#555555",
            )


def mark_forms(axes: Axes, rows: Sequence[Mapping[str, Any]], labels: Labels) -> None:
    """A solid line wherever the form of neighbouring reports differs, and the form's name at the foot of its span."""
    spans: list[tuple[str, int, int]] = []
    for row in rows:
        form, year = str(row["form"]), int(row["year"])
        spans = [*spans[:-1], (form, spans[-1][1], year)] if spans and spans[-1][0] == form else [*spans, (form, year, year)]
    low, high = axes.get_xlim()
    for i, (form, first, last) in enumerate(spans):
        left = max(low, first - 0.5) if i == 0 else (spans[i - 1][2] + first) / 2
        right = min(high, last + 0.5) if i == len(spans) - 1 else (last + spans[i + 1][1]) / 2
        if i:
            axes.axvline(left, color="#333333", linewidth=0.5, zorder=0)
        place_of_name = ((left + right) / 2, 0.985)
        axes.annotate(
            labels("form", form),
            place_of_name,
            xycoords=("data", "axes fraction"),
            ha="center",
            va="top",
            fontsize="small",
            color="#555555",
            bbox=_WHITE,
            zorder=4,
        )
