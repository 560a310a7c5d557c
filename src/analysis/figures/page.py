"""What the charts share: pages of panels and rows, choosing issuers, axes, legends, text."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from ..frames.schema import LEVELS, SCOPES
from ..metrics.definitions import SHARES
from .labels import How
from .theme import MM, SMALL_PT, Fill

DARK, MIDDLE, GREY, LINE, PALE = "#0B4F8A", "#666666", "#E6E6E6", "#333333", "#BBBBBB"
RING: dict[str, Any] = {"facecolor": "none", "edgecolor": "#D55E00", "clip_on": False}
ROW_MM, TITLE_MM = 4.4, 7.0
HIGHEST_MM, ROOM_MM = 238.0, 205.0  # of a figure, and of the rows and titles in it
MOST_ROWS, MOST_NAMES, MOST_PANELS = 15, 60, 12  # issuers as rows, in a heat map, as panels
# The columns of pooled rows that are no group of the user's (metrics.measure with `by`), and what
# charts add to them.
_RESULT = frozenset(
    "scope level measure item channel result value k n low high unit status reason contradicted "
    "reports issuers left_out median p10 p90 small further bound evidence zeros failing "
    "corrected concluded rate rate_low rate_high".split()
)

# Sentences of a caption by their key among the notes of labels.toml. One is said where its value is
# true; a dict fills its blanks, any other value its {n}.
Notes = dict[str, Any]
# What a chart comes to: the figure, the rows as plotted, and what its caption adds.
Sketch = tuple[Figure, pl.DataFrame, Notes]


class NothingToDrawError(Exception):
    """The rows hold nothing that a chart could draw."""


def is_pooled(rows: pl.DataFrame) -> bool:
    """Whether the rows stand for several reports each (`measure(…, by=…)`)."""
    return "report_id" not in rows.columns


def contradicted_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of whose numbers a report says something else, by an identity or in its prose."""
    return rows.filter(pl.col("contradicted") > 0) if "contradicted" in rows.columns else rows[:0]


def line_columns(rows: pl.DataFrame) -> list[str]:
    """The columns that tell one line of a panel from another: the report, or the groups."""
    groups = [name for name in rows.columns if name not in _RESULT and not name.startswith("_")]
    return (groups or ["level"]) if is_pooled(rows) else ["report_id"]


def unit_columns(rows: pl.DataFrame) -> list[str]:
    """The columns of what is observed over the years: the issuer, or the groups but the year."""
    return [n for n in line_columns(rows) if n != "year"] if is_pooled(rows) else ["issuer_id"]


def partition(rows: pl.DataFrame, *more: str) -> list[pl.DataFrame]:
    """The rows of each panel: one scope and level, and one value of the columns in `more`.

    Reports on an area and reports of an organ contain one another, so they share no axis. Where
    there are no rows a chart draws nothing.
    """
    if rows.is_empty():
        raise NothingToDrawError
    ranks = [
        pl.col(name).replace_strict({key: i for i, key in enumerate(order)}, default=99)
        for name, order in (("scope", SCOPES), ("level", LEVELS))
    ]
    ordered = rows.sort(ranks, maintain_order=True)
    return ordered.partition_by("scope", "level", *more, maintain_order=True)


def panel_title(part: pl.DataFrame, how: How, *more: str, item: str = "item") -> str:
    """Scope and level of a panel, its item or channel, and what else tells it from the others."""
    row = part.row(0, named=True)
    last = how("item", row[item]) if item in row else ""
    words = [how("panel", row["scope"]), how("level", row["level"]), *more, last]
    return " · ".join(filter(None, words))


def page_height(parts: Sequence[pl.DataFrame], row_mm: float = ROW_MM) -> float:
    """The height in mm of panels of rows with their titles."""
    return sum(part.n_unique(line_columns(part)) * row_mm + 1.5 + TITLE_MM for part in parts)


def choose_issuers(
    rows: pl.DataFrame, size: str, row_mm: float = ROW_MM, more: Sequence[str] = ()
) -> tuple[pl.DataFrame, Notes]:
    """The rows of as many issuers as fit on a page, those with the largest sum of `size` first.

    Issuers are chosen and never report-years: each keeps all its years. Pooled rows are chosen by
    their first group that is not a year. Reports of unknown issuers count as those of one. Also
    the sentence that says so.
    """
    group = next(iter(unit_columns(rows)), "scope")
    sizes = rows.group_by(group, maintain_order=True).agg(pl.col(size).sum())
    ranked = sizes.sort(size, descending=True, nulls_last=True, maintain_order=True)[group]
    kept, shown, most = rows, 0, MOST_NAMES if is_pooled(rows) else MOST_ROWS
    for shown in range(min(len(ranked), most), 0, -1):
        kept = rows.filter(pl.col(group).is_in(ranked[:shown].to_list(), nulls_equal=True))
        if page_height(partition(kept, *more), row_mm) <= ROOM_MM:
            break
    is_part = shown < len(ranked)
    return kept, {f"chosen_{size}": is_part and {"all": len(ranked), "shown": shown}}


def make_page(
    how: How,
    heights: Sequence[float],
    margin_mm: float,
    ratios: Sequence[float] = (1,),
    **share: Any,
) -> Figure:
    """A figure of the width asked for, with lines of axes of the given heights (mm)."""
    high = min(sum(heights) + TITLE_MM * len(heights) + margin_mm, HIGHEST_MM)
    figure = Figure(figsize=(how.points / 72, high * MM), layout="constrained")
    grid = {"height_ratios": heights, "width_ratios": ratios}
    figure.subplots(len(heights), len(ratios), gridspec_kw=grid, **share)
    return figure


def make_panels(how: How, count: int, columns: int, high_mm: float, **share: Any) -> Figure:
    """A figure with `count` panels of equal size in columns; axes beyond them are not shown."""
    figure = make_page(how, [high_mm] * -(-count // columns), 12, [1] * columns, **share)
    for i, axes in enumerate(figure.axes):
        axes.set_visible(i < count)
        axes.tick_params(labelbottom=i >= count - columns or not share.get("sharex"))
    return figure


def fix_layout(figure: Figure) -> None:
    """Let the layout run once and keep its places, rounded.

    All formats are then drawn on the same places. Their last digits differ from run to run, and an
    SVG derives names of clip paths from them.
    """
    if engine := figure.get_layout_engine():
        engine.execute(figure)
        figure.set_layout_engine("none")
        for axes in figure.axes:
            bounds = axes.get_position(original=True).bounds
            axes.set_position(tuple(round(bound, 6) for bound in bounds))


def row_page(
    rows: pl.DataFrame,
    how: How,
    xlabels: Sequence[str],
    margin_mm: float = 11,
    row_mm: float = ROW_MM,
    item: str = "item",
    share_x: bool = True,
) -> tuple[Figure, list[tuple[list[Axes], pl.DataFrame]]]:
    """A figure whose panels stand one under another, each with a named line per report or group.

    With each panel come its axes and its rows, with their line in `_y`. Two words for horizontal
    axes make two axes side by side; the column `item` parts panels too. Without `share_x` each
    panel has a scale of its own: the counts of a province would leave none to see of those of a
    county.
    """
    parts = partition(rows, *filter(None, [item]))
    heights = [page_height([part], row_mm) - TITLE_MM for part in parts]
    margin_mm += 0 if share_x else 3 * (len(parts) - 1)
    share = "col" if share_x else False
    wide = len(xlabels)
    figure = make_page(how, heights, margin_mm, (3, 2)[:wide], sharex=share)
    # between numbers and a dot at 0% beside them
    figure.set_layout_engine("constrained", wspace=0.04)
    panels = []
    for i, part in enumerate(parts):
        lines = part.partition_by(line_columns(part), maintain_order=True)
        first, *beside = line_of_axes = figure.axes[i * wide : (i + 1) * wide]
        lay_out_rows(first, line_names(lines, how))
        for axes in beside:
            lay_out_rows(axes, [""] * len(lines))
        first.set_title(panel_title(part, how, item=item))
        placed = pl.concat(line.with_columns(_y=pl.lit(y)) for y, line in enumerate(lines))
        panels.append((line_of_axes, placed))
    for axes, xlabel in zip(line_of_axes, xlabels, strict=True):
        axes.set_xlabel(xlabel)
    return figure, panels


def lay_out_rows(axes: Axes, names: Sequence[str]) -> None:
    """Rows with their names, the first at the top, without a spine at the left."""
    axes.set_yticks(range(len(names)), names)
    axes.set(ylim=(len(names) - 0.35, -0.65), ylabel="")
    axes.tick_params(axis="y", length=0, pad=5)  # half of a dot at 0% lies left of the axis
    axes.spines["left"].set_visible(False)


def line_names(lines: Sequence[pl.DataFrame], how: How) -> list[str]:
    """Issuer and year of every line, the issuer once; the values of its groups for pooled rows.

    † where a report contradicts its own numbers.
    """
    names, before = [], None
    for line in lines:
        year = str(line["year"][0] or "") if "year" in line.columns else ""
        issuer = None if is_pooled(line) else line["issuer_id"][0]
        name = year if issuer and issuer == before else f"{unit_name(line, how)}  {year}".strip()
        names.append(name + (" †" if contradicted_rows(line).height else ""))
        before = issuer
    return names


def unit_name(rows: pl.DataFrame, how: How) -> str:
    """The issuer of rows, or the values of their groups in words, cut to its room in the figure."""
    row = rows.row(0, named=True)
    groups = [(column, row[column]) for column in unit_columns(rows)]
    words = [
        how("level" if n == "level" else "form", str("?" if v is None else v)) for n, v in groups
    ]
    name = " ".join(words) if is_pooled(rows) else how.issuer(row)
    return shorten_text(name, how.points * (0.28 if how.is_wide else 0.25))


def shorten_text(text: str, points: float) -> str:
    """A text cut in its middle to a width: its ends tell more than its beginning alone.

    >>> shorten_text("平潭综合实验区", 60), shorten_text("平潭综合实验区", 40)
    ('平潭综合实验区', '平潭…验区')
    """
    wide = text_width(text, 7.5)
    keep = max(2, int(len(text) * points / wide) - 1) if wide > points else len(text)
    return text if keep == len(text) else f"{text[: -(-keep // 2)]}…{text[len(text) - keep // 2 :]}"


def text_width(text: str, points: float = SMALL_PT) -> float:
    """Rough width of a text in points: Chinese as wide as high, Latin a little over half of it."""
    return sum(points if ord(character) > 0x2E7F else 0.58 * points for character in text)


def write(
    axes: Axes, text: str, at: tuple[float, float], shift: tuple[float, float] = (0, 0), **look: Any
) -> None:
    """Small text at a point, moved by points; `xycoords` of annotate and looks of text as well."""
    usual: dict[str, Any] = {"fontsize": SMALL_PT, "va": "center", "ha": "center"}
    axes.annotate(text, at, shift, textcoords="offset points", **usual | look)


def right_column(axes: Axes, words: Sequence[str], header: str = "n") -> None:
    """Numbers in the margin right of the axes, one per row, set flush right under a header."""
    widest = 6 + max(text_width(word) for word in [*words, header])
    margin: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "ha": "right"}
    for y, word in enumerate(words):
        write(axes, word, (1, y), (widest, 0), **margin)
    write(axes, header, (1, -0.65), (widest, 3), va="bottom", color=MIDDLE, **margin)


def draw_point(axes: Axes, row: Mapping[str, Any], x: str, y: str, shape: str, size: float) -> None:
    """The point of a row, hollow where its number is from prose.

    It is not clipped: at 0% and 100% half of it lies outside the axes.
    """
    inside = "white" if row.get("evidence") == "prose" else DARK
    look: dict[str, Any] = {"color": DARK, "markerfacecolor": inside, "clip_on": False, "zorder": 3}
    axes.plot([row[x]], [row[y]], shape, ms=size, **look)


def fraction(row: Mapping[str, Any]) -> str:
    """k and n of a row for print, where n is too small for a rate: 3/12."""
    return f"{whole(row['k'])}/{whole(row['n'])}"


def whole(value: float | None, _: object = None) -> str:
    """A count for print: 72,804; an en dash for a gap."""
    return "–" if value is None else f"{value:,.0f}"


def rate_axis(
    axes: Axes, rows: pl.DataFrame, kind: str, how: How, direction: Literal["x", "y"] = "x"
) -> None:
    """The axis of a rate: 0 to 100 for a share, else to the largest value or limit, with a grid."""
    ends = (pl.col(name).max() for name in ("value", "high") if name in rows.columns)
    highest = rows.select(pl.max_horizontal(*ends)).item() or 1.0
    axes.set(**{f"{direction}lim": (0, 100 if kind in SHARES else highest * 1.06)})
    axes.locator_params(axis=direction, nbins=6 if how.is_wide else 3)
    axes.grid(axis=direction)


def fill_legend(figure: Figure, palette: Mapping[str, Fill], how: How, group: str) -> None:
    """A legend of fills above the panels, in their order."""
    legend(
        figure,
        [
            Patch(facecolor=f.color, hatch=f.hatch, edgecolor=LINE, label=how(group, key))
            for key, f in palette.items()
        ],
    )


def legend(figure: Figure, handles: Sequence[Any]) -> None:
    """A legend above the panels, in as many columns as the width holds of its widest entry."""
    widest = max((text_width(str(entry.get_label())) + 24 for entry in handles), default=0)
    if handles:
        columns = max(1, int(figure.get_figwidth() * 72 / widest))
        figure.legend(handles=handles, loc="outside upper left", ncols=columns)
