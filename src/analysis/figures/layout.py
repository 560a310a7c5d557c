"""What the chart families share: canvases, panels by scope, rows with their labels, breaks on an axis of years."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from ..errors import UsageError
from ..forms.crosswalk import Break
from ..frames.schema import SCOPES
from .drawn import How, contradicted
from .labels import Labels
from .style import MM, Fill, styled

ROW_MM = {"double": 5.4, "single": 7.8}  # in one column a label takes two lines
ONE_LINE = 9  # characters of an issuer on one line of a column
DARK = "#0B4F8A"  # of points and lines
_WHITE = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
_BOUND = {"at_least": "≥", "exact": ""}


def canvas(how: How, height_mm: float) -> Figure:
    """An empty figure of the width asked for; inside `styled` only."""
    return Figure(figsize=(how.preset.width(how.width), height_mm * MM), layout="constrained")


@dataclass(frozen=True, slots=True)
class Page:
    """An open figure with its panels: one per scope, with the axes side by side in it and its rows."""

    figure: Figure
    panels: list[tuple[list[Axes], pl.DataFrame]]


@contextmanager
def page(
    rows: pl.DataFrame, how: How, margin_mm: float, per: Sequence[str] = (), *, gap: float = 1.2, columns: Sequence[float] = (1,),
    only_page: bool = False,
) -> Iterator[Page]:  # fmt: skip
    """Draw inside: panels one under another, each with the rows of one scope, as a report on an area and one on an organ share no axis.

    A panel is as high as its rows, which are those of the frame or differ in `per`; `columns` gives the widths of axes side by side, every column on one
    axis of x. `only_page`: what cannot be read in one column is refused.
    """
    if only_page and how.width == "single":
        raise UsageError("this figure needs the width of the page: width double")
    parts = {scope: part for scope in SCOPES if not (part := rows.filter(scope=scope)).is_empty()}
    sizes = [part.n_unique(per) if per else part.height for part in parts.values()]
    with styled(how.preset):
        figure = canvas(
            how,
            ROW_MM["double" if only_page else how.width] * (sum(sizes) + gap * len(sizes))
            + margin_mm,
        )
        ratios = {"height_ratios": [size + 0.2 for size in sizes], "width_ratios": columns}
        made = figure.subplots(
            len(sizes), len(columns), squeeze=False, sharex="col", gridspec_kw=ratios
        )
        yield Page(
            figure, [(list(line), part) for line, part in zip(made, parts.values(), strict=True)]
        )
        for line, scope in zip(made, parts, strict=True):
            line[0].set_title(how.labels("panel", scope))


def rows_down(axes: Axes, labels: Sequence[str]) -> None:
    """One row per label, the first at the top, without a spine at the left."""
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.spines["left"].set_visible(False)


def report_labels(rows: Iterable[Mapping[str, Any]], how: How) -> list[str]:
    """Row labels with issuer, year and scope; † where the same report contradicts the numbers. In one column on two lines."""
    labels, found = how.labels, []
    for row in rows:
        text = labels.report(row) + (" †" if contradicted(row) else "")
        if how.width == "single":
            name = labels.issuer(str(row["issuer"]))
            text = f"{name if text_width(name, 1) <= ONE_LINE else _cut(name)}\n{text.removeprefix(name).strip()}"
        found.append(text)
    return found


def _cut(name: str) -> str:
    """A long name without its middle: its beginning and its end tell more than its beginning alone."""
    keep = ONE_LINE if ord(name[0]) > 0x2E7F else 2 * ONE_LINE
    return f"{name[: keep // 2]}…{name[-(keep // 2) :]}" if len(name) > keep else name


def at_end(axes: Axes, y: float, text: str) -> None:
    """Text in the margin right of the axes, in the row `y`."""
    axes.annotate(
        text,
        (1, y),
        xycoords=("axes fraction", "data"),
        xytext=(4, 0),
        textcoords="offset points",
        va="center",
        annotation_clip=False,
    )


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
    handles = [
        Patch(facecolor=fill.color, hatch=fill.hatch, edgecolor="#333333", label=words[key])
        for key, fill in fills.items()
    ]
    size = figure.get_figwidth() * 72
    columns = len(handles)
    while (
        columns > 1
        and sum(
            max(text_width(word, 7.0) for word in list(words.values())[i::columns]) + 22
            for i in range(columns)
        )
        > size
    ):
        columns -= 1
    figure.legend(handles=handles, loc="outside upper center", ncols=columns)


def stack(
    axes: Axes,
    y: float,
    sizes: Mapping[str, float],
    fills: Mapping[str, Fill],
    words: Callable[[float], str],
    room: float,
) -> None:
    """A stacked bar in the order of the fills; its size in words on every piece that is wider than `room`."""
    left = 0.0
    for key, fill in fills.items():
        if (size := sizes[key]) > 0:
            axes.barh(
                y,
                size,
                left=left,
                height=0.68,
                color=fill.color,
                hatch=fill.hatch,
                edgecolor="#333333",
                linewidth=0.4,
            )
            if size >= room:
                box = (
                    {"facecolor": fill.color, "edgecolor": "none", "pad": 1.0}
                    if fill.hatch
                    else None
                )
                axes.text(
                    left + size / 2,
                    y,
                    words(size),
                    ha="center",
                    va="center",
                    color=fill.text,
                    bbox=box,
                    fontsize="small",
                )
        left += size


def percent_axis(axes: Axes, width: str = "double") -> None:
    axes.set_xlim(0, 100)
    axes.set_xticks(range(0, 101, 20 if width == "double" else 50))


def year_axis(axes: Axes, years: Sequence[int]) -> None:
    """Whole years from the first to the last, half a year of room at both ends."""
    axes.set_xlim(years[0] - 0.6, years[-1] + 0.6)
    room = int(
        axes.figure.bbox.width / axes.figure.dpi * 2.3
    )  # labels of four digits, by the inches of the whole figure
    axes.xaxis.set_major_locator(
        MaxNLocator(integer=True, nbins=min(len(years) + 2, room + 2), steps=[1, 2, 5, 10])
    )


def place(day: Break) -> float:
    """A date on an axis on which a reporting year is drawn in the middle of its days."""
    return day.date.year - 0.5 + (day.date.timetuple().tm_yday - 1) / 365


def mark_breaks(axes: Axes, found: Sequence[Break]) -> None:
    """A dotted line with a letter at the top for every law break on the axis."""
    low, high = axes.get_xlim()
    for i, one in enumerate(found):
        if low < place(one) < high:
            axes.axvline(
                place(one), color="#777777", linewidth=0.6, linestyle=(0, (1, 2)), zorder=0
            )
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
        spans = (
            [*spans[:-1], (form, spans[-1][1], year)]
            if spans and spans[-1][0] == form
            else [*spans, (form, year, year)]
        )
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
