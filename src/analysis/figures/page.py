"""What the families share: pages of panels and rows, choosing issuers, axes, legends, text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from ..frames.schema import LEVELS, SCOPES
from .drawn import How, Sentence, contradicted, is_pooled, note
from .labels import Labels
from .style import MM, SMALL_PT, Fill, styled

DARK, MIDDLE, FAINT = "#0B4F8A", "#777777", "#DDDDDD"
ROW_MM, TITLE_MM = 4.4, 7.0
ROOM_MM = 205.0  # of all rows and titles on one page: no figure is higher than 240 mm
MOST_ROWS_OF_ISSUERS = 15
MOST_NAMES = 60
SHARE_KINDS = ("share", "timeliness", "coverage", "copied", "nonresponse")
# The columns of pooled rows that are no group of the user's (metrics.measure with `by`).
_RESULT = frozenset(
    "scope level measure item value k n low high unit status reason contradicted reports issuers "
    "left_out median p10 p90 small further rate bound evidence zeros failing".split()
)


def group_columns(rows: pl.DataFrame) -> list[str]:
    """The columns by which rows were pooled; for rows of single reports issuer and year."""
    if not is_pooled(rows):
        return ["issuer_id", "year"]
    return [name for name in rows.columns if name not in _RESULT]


def line_columns(rows: pl.DataFrame) -> list[str]:
    """The columns that tell one line of a figure from another within a panel."""
    return group_columns(rows) if is_pooled(rows) else ["report_id"]


def partition(rows: pl.DataFrame, *more: str) -> list[pl.DataFrame]:
    """The rows of each panel: one scope and level, and one value of the columns in `more`.

    Reports on an area and reports of an organ contain one another, so they share no axis.
    """
    order = {"scope": list(SCOPES), "level": list(LEVELS)}
    ranks = [
        pl.col(name).replace_strict(order[name], range(len(order[name])), default=99).alias(f"_{i}")
        for i, name in enumerate(order)
    ]
    ordered = rows.with_columns(ranks).sort("_0", "_1", maintain_order=True).drop("_0", "_1")
    return ordered.partition_by("scope", "level", *more, maintain_order=True)


def panel_title(row: Mapping[str, Any], labels: Labels, *more: str) -> str:
    """Scope and level of a panel, and what else tells it from the others."""
    words = [labels("panel", row["scope"]), labels("level", row["level"]), *more]
    return " · ".join(word for word in words if word)


def heights(parts: Sequence[pl.DataFrame], row_mm: float = ROW_MM) -> list[float]:
    """The height in mm of each panel of rows, without its title."""
    return [part.n_unique(line_columns(part)) * row_mm + 1.5 for part in parts]


def choose_issuers(
    rows: pl.DataFrame, size: str, row_mm: float = ROW_MM, key: str = "chosen"
) -> tuple[pl.DataFrame, list[Sentence]]:
    """The rows of as many issuers as fit on a page, those with the largest sum of `size` first.

    Issuers are chosen and never report-years: each keeps all its years. Pooled rows are chosen by
    their first group that is not a year. Also the sentence that says so, where some are left out.
    """
    group = next((name for name in group_columns(rows) if name != "year"), "")
    if not group:
        return rows, []
    sizes = rows.group_by(group, maintain_order=True).agg(pl.col(size).sum())
    ranked = sizes.sort(size, descending=True, nulls_last=True, maintain_order=True)[group]
    kept: list[object] = []
    for one in ranked.head(MOST_ROWS_OF_ISSUERS if group == "issuer_id" else MOST_NAMES):
        tried = partition(rows.filter(pl.col(group).is_in([*kept, one])))
        if kept and sum(heights(tried, row_mm)) + TITLE_MM * len(tried) > ROOM_MM:
            break
        kept.append(one)
    if len(kept) == len(ranked):
        return rows, []
    words = note(key, all=len(ranked), shown=len(kept), by="n" if size == "n" else size)
    return rows.filter(pl.col(group).is_in(kept)), [words]


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel of rows: axes side by side, the rows of the frame, and one frame per line."""

    axes: list[Axes]
    rows: pl.DataFrame
    lines: list[pl.DataFrame]

    def firsts(self) -> list[dict[str, Any]]:
        """The first row of each line."""
        return [line.row(0, named=True) for line in self.lines]


@contextmanager
def row_page(
    rows: pl.DataFrame,
    how: How,
    margin_mm: float,
    *,
    columns: Sequence[float] = (1,),
    row_mm: float = ROW_MM,
    more: Sequence[str] = (),
) -> Iterator[tuple[Figure, list[Panel]]]:
    """A figure whose panels stand one under another, each with a line per report or group.

    Draw inside; names of the lines and titles are written at the end. `columns` gives the widths
    of axes side by side, every column on one axis of x; `more`: further columns that part panels.
    """
    parts = partition(rows, *more)
    sizes = heights(parts, row_mm)
    with styled(how.preset):
        high = sum(sizes) + TITLE_MM * len(sizes) + margin_mm
        figure = Figure(figsize=(how.preset.width(how.width), high * MM), layout="constrained")
        ratios = {"height_ratios": sizes, "width_ratios": columns}
        made = figure.subplots(
            len(sizes), len(columns), squeeze=False, sharex="col", gridspec_kw=ratios
        )
        panels = [
            Panel(list(axes), part, part.partition_by(line_columns(part), maintain_order=True))
            for axes, part in zip(made, parts, strict=True)
        ]
        for panel in panels:
            words = line_labels(panel, how)
            for axes in panel.axes:
                rows_down(axes, words if axes is panel.axes[0] else [""] * len(words))
            items = [how.labels("item", panel.rows[name][0]) for name in more]
            panel.axes[0].set_title(panel_title(panel.firsts()[0], how.labels, *items))
        yield figure, panels


def line_labels(panel: Panel, how: How) -> list[str]:
    """Issuer and year of every line, the issuer once; the values of its groups for pooled rows.

    † where a report contradicts its own numbers.
    """
    labels, found, last = how.labels, [], ""
    for line in panel.lines:
        row, mark = line.row(0, named=True), " †" if contradicted(line).any() else ""
        if is_pooled(line):
            words = " ".join(group_word(row, name, labels) for name in line_columns(line))
        else:
            name, year = labels.issuer(row), str(row["year"] or "")
            words = year if row["issuer_id"] and row["issuer_id"] == last else f"{name}  {year}"
            last = row["issuer_id"]
            words = shorten(words, how.width_mm * 0.3 * MM * 72)
        found.append(words + mark)
    return found


def group_word(row: Mapping[str, Any], name: str, labels: Labels) -> str:
    """The value of a group in words: known keys by their words, all else as it stands."""
    value = "?" if row[name] is None else str(row[name])
    return labels(name, value) if name in ("form",) else value


def shorten(text: str, points: float) -> str:
    """A text cut in its middle to a width in points: its ends tell more than its beginning alone."""
    while text_width(text, 7.5) > points:
        middle = len(text.replace("…", "")) // 2
        plain = text.replace("…", "")
        text = f"{plain[: middle - 1]}…{plain[middle:]}"
    return text


def text_width(text: str, points: float) -> float:
    """Rough width of a text in points: Chinese as wide as high, Latin a little over half of it."""
    return sum(points if ord(character) > 0x2E7F else 0.58 * points for character in text)


def rows_down(axes: Axes, words: Sequence[str]) -> None:
    """One row per label, the first at the top, without a spine at the left."""
    axes.set_yticks(range(len(words)), words)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(words) - 0.35, -0.65)
    axes.spines["left"].set_visible(False)


def right_column(axes: Axes, words: Sequence[str], header: str = "n") -> None:
    """Numbers in the margin right of the axes, one per row, set flush right under a header."""
    widest = max(text_width(word, SMALL_PT) for word in [*words, header])
    how = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points", "ha": "right"}
    for y, word in enumerate(words):
        axes.annotate(word, (1, y), xytext=(6 + widest, 0), va="center", fontsize=SMALL_PT, **how)
    axes.annotate(
        header,
        (1, -0.65),
        xytext=(6 + widest, 2),
        va="bottom",
        fontsize=SMALL_PT,
        color=MIDDLE,
        **how,
    )


def in_words(axes: Axes, y: float, text: str) -> None:
    """Counts in place of a mark, at the left end of a row."""
    axes.annotate(
        text,
        (0, y),
        xycoords=("axes fraction", "data"),
        xytext=(3, 0),
        textcoords="offset points",
        va="center",
        fontsize=SMALL_PT,
        color="#555555",
    )


def whole(value: float | None) -> str:
    """A count for print: 72,804; an en dash for a gap."""
    return "–" if value is None else f"{value:,.0f}"


def bounded(value: float | None, bound: object) -> str:
    """A count as the report gives it: ≥7,700 for a lower bound, ≈428,000 for a rounded figure.

    >>> bounded(428000, "rounded"), bounded(21, "exact"), bounded(None, None)
    ('≈428,000', '21', '–')
    """
    mark = {"at_least": "≥", "exact": "", "None": ""}.get(str(bound), "≈")
    return whole(value) if value is None else f"{mark}{whole(value)}"


def rate_axis(axes: Axes, rows: pl.DataFrame, kind: str, how: How, direction: str = "x") -> None:
    """The axis of a rate: 0 to 100 for a share, else from 0 to the largest limit, with a grid."""
    if kind in SHARE_KINDS:
        ends, ticks = (0.0, 100.0), range(0, 101, 20 if how.wide else 50)
        axes.set(**{f"{direction}lim": ends, f"{direction}ticks": ticks})
    else:
        highest = rows.select(pl.max_horizontal(pl.col("value").max(), pl.col("high").max())).item()
        axes.set(**{f"{direction}lim": (0, (highest or 1) * 1.04)})
        axes.locator_params(axis=direction, nbins=6 if how.wide else 4)
    axes.grid(axis=direction)


def legend(
    figure: Figure, fills: Mapping[str, Fill], words: Mapping[str, str], handles: Sequence[Any] = ()
) -> None:
    """A legend above the panels, in the order of the fills, in as many columns as the width holds."""
    entries = [*handles] or [
        Patch(facecolor=fill.color, hatch=fill.hatch, edgecolor="#333333", label=words[key])
        for key, fill in fills.items()
    ]
    labels, size = [entry.get_label() for entry in entries], figure.get_figwidth() * 72
    columns = len(entries)
    while columns > 1 and _legend_width(labels, columns) > size:
        columns -= 1
    figure.legend(handles=entries, loc="outside upper left", ncols=columns)


def _legend_width(labels: Sequence[str], columns: int) -> float:
    """The width in points of a legend whose entries fill `columns` columns from the top."""
    rows = -(-len(labels) // columns)
    blocks = [labels[i : i + rows] for i in range(0, len(labels), rows)]
    return sum(max(text_width(label, SMALL_PT) for label in block) + 22 for block in blocks)
