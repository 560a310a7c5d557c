"""What the families share: pages of panels and rows, choosing issuers, axes, legends, text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from ..frames.schema import LEVELS, SCOPES
from .drawn import How, Note, contradicted_rows, is_pooled
from .labels import Labels
from .theme import MM, SMALL_PT, Fill

Direction = Literal["x", "y"]
DARK, MIDDLE, GREY = "#0B4F8A", "#666666", "#E6E6E6"
ROW_MM, TITLE_MM = 4.4, 7.0
HIGHEST_MM, ROOM_MM = 238.0, 205.0  # of a figure, and of the rows and titles in it
MOST_ROWS, MOST_NAMES, MOST_PANELS = 15, 60, 12  # issuers as rows, in a heat map, as panels
SHARE_KINDS = ("share", "timeliness", "coverage", "copied", "nonresponse")
# The columns of pooled rows that are no group of the user's (metrics.measure with `by`).
_RESULT = frozenset(
    "scope level measure item value k n low high unit status reason contradicted reports issuers "
    "left_out median p10 p90 small further bound evidence zeros failing".split()
)


def line_columns(rows: pl.DataFrame) -> list[str]:
    """The columns that tell one line of a panel from another: the report, or the groups."""
    groups = [name for name in rows.columns if name not in _RESULT and not name.startswith("_")]
    return groups if is_pooled(rows) else ["report_id"]


def unit_columns(rows: pl.DataFrame) -> list[str]:
    """The columns of what is observed over the years: the issuer, or the groups but the year."""
    return [n for n in line_columns(rows) if n != "year"] if is_pooled(rows) else ["issuer_id"]


def partition(rows: pl.DataFrame, *more: str) -> list[pl.DataFrame]:
    """The rows of each panel: one scope and level, and one value of the columns in `more`.

    Reports on an area and reports of an organ contain one another, so they share no axis.
    """
    ranks = [
        pl.col(name).replace_strict({key: i for i, key in enumerate(order)}, default=99)
        for name, order in (("scope", SCOPES), ("level", LEVELS))
    ]
    ordered = rows.sort(ranks, maintain_order=True)
    return ordered.partition_by("scope", "level", *more, maintain_order=True)


def panel_title(part: pl.DataFrame, labels: Labels, *more: str) -> str:
    """Scope and level of a panel, its item or channel, and what else tells it from the others."""
    row = part.row(0, named=True)
    item = row.get("channel") or row.get("item") or ""
    words = [labels("panel", row["scope"]), labels("level", row["level"]), *more]
    return " · ".join([*filter(None, words), *([labels("item", item)] if item else [])])


def page_height(parts: Sequence[pl.DataFrame], row_mm: float = ROW_MM) -> float:
    """The height in mm of panels of rows with their titles."""
    return sum(part.n_unique(line_columns(part)) * row_mm + 1.5 + TITLE_MM for part in parts)


def choose_issuers(
    rows: pl.DataFrame, size: str, row_mm: float = ROW_MM, more: Sequence[str] = ()
) -> tuple[pl.DataFrame, Note]:
    """The rows of as many issuers as fit on a page, those with the largest sum of `size` first.

    Issuers are chosen and never report-years: each keeps all its years. Pooled rows are chosen by
    their first group that is not a year. Also the sentence that says so.
    """
    group = next(iter(unit_columns(rows)), "scope")
    sizes = rows.group_by(group, maintain_order=True).agg(pl.col(size).sum())
    ranked = sizes.sort(size, descending=True, nulls_last=True, maintain_order=True)[group]
    kept = rows.filter(pl.col(group) == ranked[0])
    for number in range(2, 1 + min(len(ranked), MOST_NAMES if is_pooled(rows) else MOST_ROWS)):
        more_rows = rows.filter(pl.col(group).is_in(ranked.head(number).to_list()))
        if page_height(partition(more_rows, *more), row_mm) > ROOM_MM:
            break
        kept = more_rows
    numbers = {"all": len(ranked), "shown": kept[group].n_unique()}
    return kept, Note(f"chosen_{size}", numbers["shown"] < numbers["all"], numbers)


def make_page(
    how: How,
    heights: Sequence[float],
    margin_mm: float,
    ratios: Sequence[float] = (1,),
    **share: Any,
) -> tuple[Figure, list[list[Axes]]]:
    """A figure of the width asked for, with lines of axes of the given heights (mm)."""
    high = min(sum(heights) + TITLE_MM * len(heights) + margin_mm, HIGHEST_MM)
    figure = Figure(figsize=(how.points / 72, high * MM), layout="constrained")
    grid: dict[str, Any] = {"height_ratios": heights, "width_ratios": ratios}
    made = figure.subplots(len(heights), len(ratios), squeeze=False, gridspec_kw=grid, **share)
    return figure, [list(line) for line in made]


def make_panels(
    how: How, count: int, columns: int, high_mm: float, **share: Any
) -> tuple[Figure, list[Axes]]:
    """A figure with `count` panels of equal size in columns."""
    figure, made = make_page(how, [high_mm] * -(-count // columns), 12, [1] * columns, **share)
    flat = [axes for line in made for axes in line]
    for i, axes in enumerate(flat):
        axes.set_visible(i < count)
        axes.tick_params(labelbottom=i >= count - columns or not share.get("sharex"))
    return figure, flat[:count]


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel of rows: axes side by side, the rows of the frame, and one frame per line."""

    axes: list[Axes]
    rows: pl.DataFrame
    lines: list[pl.DataFrame]


def row_page(
    rows: pl.DataFrame,
    how: How,
    margin_mm: float,
    ratios: Sequence[float] = (1,),
    row_mm: float = ROW_MM,
    more: Sequence[str] = ("item",),
) -> tuple[Figure, list[Panel]]:
    """A figure whose panels stand one under another, each with a line per report or group.

    `ratios` gives the widths of axes side by side; the columns `more` part panels as well.
    """
    parts = partition(rows, *more)
    heights = [page_height([part], row_mm) - TITLE_MM for part in parts]
    figure, made = make_page(how, heights, margin_mm, ratios, sharex="col")
    for (axes, *_), part in zip(made, parts, strict=True):
        axes.set_title(panel_title(part if more else part.drop("item"), how.labels))
    return figure, [
        Panel(axes, part, part.partition_by(line_columns(part), maintain_order=True))
        for axes, part in zip(made, parts, strict=True)
    ]


def name_rows(panels: Sequence[Panel], how: How) -> None:
    """Names beside the lines of every panel, the first at the top, without a spine at the left."""
    for panel in panels:
        for i, axes in enumerate(panel.axes):
            words = [""] * len(panel.lines) if i else line_names(panel.lines, how)
            axes.set_yticks(range(len(words)), words)
            axes.set(ylim=(len(words) - 0.35, -0.65), ylabel="")
            axes.tick_params(axis="y", length=0)
            axes.spines["left"].set_visible(False)


def line_names(lines: Sequence[pl.DataFrame], how: How) -> list[str]:
    """Issuer and year of every line, the issuer once; the values of its groups for pooled rows.

    † where a report contradicts its own numbers.
    """
    names, units = [], [unit_name(line, how) for line in lines]
    for i, line in enumerate(lines):
        year = str(line["year"][0] or "") if "year" in line.columns else ""
        is_same = i and not is_pooled(line) and line["issuer_id"][0] == lines[i - 1]["issuer_id"][0]
        words = [year if is_same else f"{units[i]}  {year}".strip()]
        names.append(" †".join([*words, ""] if contradicted_rows(line).height else words))
    return names


def unit_name(rows: pl.DataFrame, how: How) -> str:
    """The issuer of rows, or the values of their groups in words, cut to its room in the figure."""
    row = rows.row(0, named=True)
    groups = ["?" if row[name] is None else str(row[name]) for name in unit_columns(rows)]
    words = " ".join(how.labels("form", value) for value in groups)
    issuer = words if is_pooled(rows) else how.labels.issuer(row)
    return shorten(issuer, how.points * (0.28 if how.is_wide else 0.25))


def shorten(text: str, points: float) -> str:
    """A text cut in its middle to a width: its ends tell more than its beginning alone.

    >>> shorten("平潭综合实验区", 60), shorten("平潭综合实验区", 40)
    ('平潭综合实验区', '平潭…验区')
    """
    wide = text_width(text, 7.5)
    keep = max(2, int(len(text) * points / wide) - 1) if wide > points else len(text)
    return text if keep == len(text) else f"{text[: -(-keep // 2)]}…{text[len(text) - keep // 2 :]}"


def text_width(text: str, points: float) -> float:
    """Rough width of a text in points: Chinese as wide as high, Latin a little over half of it."""
    return sum(points if ord(character) > 0x2E7F else 0.58 * points for character in text)


def write(
    axes: Axes, text: str, at: tuple[float, float], shift: tuple[float, float] = (0, 0), **look: Any
) -> None:
    """Small text at a point, moved by points; `xycoords` of annotate and looks of text as well."""
    words: dict[str, Any] = {
        "textcoords": "offset points",
        "fontsize": SMALL_PT,
        "va": "center",
        "ha": "center",
    }
    axes.annotate(text, at, shift, **{**words, **look})


def right_column(axes: Axes, words: Sequence[str], header: str = "n") -> None:
    """Numbers in the margin right of the axes, one per row, set flush right under a header."""
    widest = 6 + max(text_width(word, SMALL_PT) for word in [*words, header])
    margin: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "ha": "right"}
    for y, word in enumerate(words):
        write(axes, word, (1, y), (widest, 0), **margin)
    write(axes, header, (1, -0.65), (widest, 3), va="bottom", color=MIDDLE, **margin)


def whole(value: float | None) -> str:
    """A count for print: 72,804; an en dash for a gap."""
    return "–" if value is None else f"{value:,.0f}"


def rate_axis(
    axes: Axes, rows: pl.DataFrame, kind: str, how: How, direction: Direction = "x"
) -> None:
    """The axis of a rate: 0 to 100 for a share, else to the largest value or limit, with a grid."""
    ends = (pl.col(name).max() for name in ("value", "high") if name in rows.columns)
    highest = rows.select(pl.max_horizontal(*ends)).item() or 1.0
    axes.set(**{f"{direction}lim": (0, 100 if kind in SHARE_KINDS else highest * 1.06)})
    axes.locator_params(axis=direction, nbins=6 if how.is_wide else 3)
    axes.grid(axis=direction)


def fill_handles(fills: Mapping[str, Fill], labels: Labels, group: str = "item") -> list[Patch]:
    """The entries of a legend of fills, in their order."""
    return [
        Patch(facecolor=f.color, hatch=f.hatch, edgecolor="#333333", label=labels(group, key))
        for key, f in fills.items()
    ]


def legend(figure: Figure, handles: Sequence[Any]) -> None:
    """A legend above the panels, in as many columns as the width holds."""
    labels = [str(entry.get_label()) for entry in handles]

    def width(columns: int) -> float:
        ends = [-(-len(labels) * i // columns) for i in range(columns + 1)]
        blocks = [labels[start:end] for start, end in pairwise(ends)]
        return sum(max(text_width(label, SMALL_PT) for label in block) + 24 for block in blocks)

    size = figure.get_figwidth() * 72
    columns = next((c for c in range(len(labels), 1, -1) if width(c) <= size), 1)
    if handles:
        figure.legend(handles=list(handles), loc="outside upper left", ncols=columns)
