"""Grids of cells: issuers by years as heat map and coverage, and the identities of reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Colormap, ListedColormap, LogNorm, Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ..metrics import measures
from .catalogue import catalogue
from .drawn import PAGE, Drawn, How, captions, note, one_each
from .labels import Labels
from .page import (
    MOST_NAMES,
    ROOM_MM,
    SHARE_KINDS,
    TITLE_MM,
    choose_issuers,
    group_columns,
    group_word,
    legend,
    panel_title,
    partition,
    row_page,
    shorten,
    text_width,
    whole,
)
from .style import MM, SMALL_PT, Fill, fills, styled

NAMED_MM, LEAST_NAMED_MM = 4.2, 2.6  # of a row with its name
_SMALL, _EDGE = "#E6E6E6", "#BBBBBB"


@dataclass(frozen=True, slots=True)
class Grid:
    """One panel of issuers (or groups) by years: a line of rows of the frame for each."""

    axes: Axes
    years: range
    lines: list[pl.DataFrame]

    def array(self, column: str) -> np.ndarray[Any, Any]:
        """The values of a column as an array of objects, None where there is no row."""
        table = np.full((len(self.lines), len(self.years)), None, dtype=object)
        for i, line in enumerate(self.lines):
            own = line["year"] if "year" in line.columns else [self.years[0]] * line.height
            for year, value in zip(own, line[column], strict=True):
                table[i, self.years.index(year)] = value
        return table

    def numbers(self, column: str) -> np.ndarray[Any, Any]:
        """The same as numbers, NaN for None."""
        return self.array(column).astype(float)


def _grids(rows: pl.DataFrame, how: How, margin_mm: float) -> tuple[Figure, list[Grid], bool]:
    """A figure with a grid per scope, level and item; whether its rows are named.

    To 60 rows have their names; more are ordered by the mean of their values, the largest first.
    """
    parts = partition(rows, "item")
    keys = [name for name in group_columns(rows) if name != "year"]
    years = rows["year"] if "year" in rows.columns else pl.Series([0])
    span = range(int(years.min()), int(years.max()) + 1)  # type: ignore[arg-type]
    split = [part.partition_by(keys, maintain_order=True) if keys else [part] for part in parts]
    total = sum(map(len, split))
    row_mm = min(NAMED_MM, (ROOM_MM - TITLE_MM * len(parts)) / total)
    named = total <= MOST_NAMES and row_mm >= LEAST_NAMED_MM
    if not named:
        for lines in split:
            lines.sort(key=lambda line: -float(line["value"].mean() or 0))  # type: ignore[arg-type]
    high = total * row_mm + TITLE_MM * len(parts) + margin_mm
    figure = Figure(figsize=(how.preset.width(how.width), high * MM), layout="constrained")
    ratios = {"height_ratios": [len(lines) for lines in split]}
    made = figure.subplots(len(parts), 1, squeeze=False, sharex=True, gridspec_kw=ratios)[:, 0]
    grids = [Grid(axes, span, lines) for axes, lines in zip(made, split, strict=True)]
    for grid in grids:
        row = grid.lines[0].row(0, named=True)
        more = [how.labels("item", row["item"])] if row["item"] else []
        grid.axes.set_title(panel_title(row, how.labels, *more))
    return figure, grids, named


def _finish(grid: Grid, named: bool, how: How) -> None:
    """Names of the rows, years below, a thin frame."""
    grid.axes.set_yticks([])
    if named:
        firsts = [line.row(0, named=True) for line in grid.lines]
        words = [_row_name(row, grid.lines[0], how.labels) for row in firsts]
        cut = [shorten(word, how.width_mm * 0.28 * MM * 72) for word in words]
        grid.axes.set_yticks(np.arange(len(cut)) + 0.5, cut, rotation=0)
    step = max(1, -(-len(grid.years) * 9 // int(how.width_mm * 0.66)))
    last = len(grid.years) - 1
    kept = [i for i in range(last + 1) if (last - i) % step == 0 and grid.years[i]]
    grid.axes.set_xticks([i + 0.5 for i in kept], [str(grid.years[i]) for i in kept], rotation=0)
    grid.axes.tick_params(length=0)
    for spine in grid.axes.spines.values():
        spine.set(visible=True, color=_EDGE, linewidth=0.4)


def _row_name(row: dict[str, Any], rows: pl.DataFrame, labels: Labels) -> str:
    """The issuer of a row, or the values of its groups."""
    if "issuer_id" in row:
        return labels.issuer(row)
    keys = [name for name in group_columns(rows) if name != "year"]
    return " ".join(group_word(row, key, labels) for key in keys)


def _paint(axes: Axes, values: Any, cmap: Colormap, norm: Normalize, named: bool) -> None:
    """A heat map of the numbers of an array, over what is there for cells without one."""
    import seaborn as sns

    if not np.isnan(values).all():
        lines = {"linewidths": 0.5 if named else 0, "linecolor": "white"}
        mask = np.isnan(values)
        sns.heatmap(values, mask=mask, cmap=cmap, norm=norm, cbar=False, ax=axes, **lines)


def _write(axes: Axes, words: Any, colors: Any, cell_points: float) -> None:
    """A word in every cell, where the widest of them fits."""
    widest = max((text_width(word, 6) for word in words.flat if word), default=0.0)
    if widest < cell_points - 2:
        for (y, x), word in np.ndenumerate(words):
            if word:
                look = {"ha": "center", "va": "center", "fontsize": 6, "color": colors[y, x]}
                axes.text(x + 0.5, y + 0.5, word, **look)


def _cell_points(grids: Sequence[Grid], how: How) -> float:
    """The rough width of a cell in points."""
    return how.width_mm * 0.68 / len(grids[0].years) * MM * 72


def heat(rows: pl.DataFrame, how: How = PAGE) -> Drawn | None:
    """Any rate or count by issuer (or group) and year; missing, zero and small n are distinct.

    To 60 issuers with names and numbers; above that without, those with the largest mean first.
    """
    family = catalogue()["heat"]
    key = family.accept(rows)
    known = one_each(rows)
    if "year" in known.columns:
        known = known.drop_nulls("year")
    if known.is_empty() or known["value"].is_null().all():
        return None
    kind = measures()[key].kind
    small = (pl.col("n") < how.min_n).fill_null(False) if kind != "count" else pl.lit(False)
    known = known.with_columns(small=small & pl.col("value").is_not_null())
    norm = color_scale(known["value"], kind)
    with styled(how.preset):
        figure, grids, named = _grids(known, how, 21)
        for grid in grids:
            _heat_panel(grid, norm, named, _cell_points(grids, how), kind)
            _finish(grid, named, how)
        axes = [grid.axes for grid in grids]
        look = {"location": "top", "shrink": 0.5, "aspect": 36, "anchor": (0.0, 0.5)}
        bar = figure.colorbar(ScalarMappable(norm, color_map()), ax=axes, **look)
        bar.set_label(how.labels.axis(key), loc="left")
        bar.outline.set_visible(False)  # type: ignore[operator]
    notes = [note("small_cell", min_n=how.min_n)] if known["small"].any() else []
    notes += [] if named else [note("sorted")]
    text = captions(family, key, known, notes, how, count_total=kind != "count")
    return Drawn(figure, known, text, how)


def color_map() -> Colormap:
    """Light to dark in one hue, which survives grey; without its palest tenth, as 0 is white."""
    return ListedColormap(colormaps["Blues"](np.linspace(0.12, 1.0, 256)))


def color_scale(values: pl.Series, kind: str) -> Normalize:
    """0 to 100 for a share, logarithmic for counts over a wide range, else 0 to the largest."""
    positive = values.filter(values > 0)
    low, high = (float(positive.min()), float(positive.max())) if len(positive) else (0.0, 1.0)  # type: ignore[arg-type]
    if kind == "count" and low > 0 and high / low > 100:
        return LogNorm(low, high)
    return Normalize(0, 100 if kind in SHARE_KINDS else high)


def _heat_panel(grid: Grid, norm: Normalize, named: bool, cell_points: float, kind: str) -> None:
    """Colours, white zeros, grey small n, hatching where there is no number; numbers that fit."""
    values, small = grid.numbers("value"), np.equal(grid.array("small"), True)
    grid.axes.patch.set(facecolor="white", hatch="//////", edgecolor="#C8C8C8")
    layers = (
        (np.where(small | (values == 0), np.nan, values), color_map(), norm),
        (np.where(~small & (values == 0), 0.0, np.nan), ListedColormap(["white"]), Normalize(0, 1)),
        (np.where(small, 0.0, np.nan), ListedColormap([_SMALL]), Normalize(0, 1)),
    )
    for layer, cmap, scale in layers:
        _paint(grid.axes, layer, cmap, scale, named)
    if named:
        k, n = grid.numbers("k"), grid.numbers("n")
        words, colors = np.full(values.shape, "", object), np.full(values.shape, "#222222", object)
        form = ".0f" if kind in SHARE_KINDS else (",.0f" if kind == "count" else ".1f")
        for at in np.argwhere(~np.isnan(values)):
            y, x = at
            words[y, x] = (
                f"{k[y, x]:.0f}/{n[y, x]:.0f}" if small[y, x] else f"{values[y, x]:{form}}"
            )
            if not small[y, x] and values[y, x] > 0 and norm(values[y, x]) > 0.55:
                colors[y, x] = "white"
        _write(grid.axes, words, colors, cell_points)


def coverage(rows: pl.DataFrame, how: How = PAGE) -> Drawn | None:
    """Which reports there are, from `trend(data, "received")`: issuers by years, filled by form.

    A year without a report stays empty; "–" is a report that gives no number; 0 a printed zero.
    """
    family = catalogue()["coverage"]
    key = family.accept(rows)
    known = one_each(rows).drop_nulls("year") if key else rows
    if known.is_empty():
        return None
    palette = {form: fill for form, fill in fills("form").items() if form in known["form"]}
    order = list(palette)
    known = known.with_columns(_form=pl.col("form").replace_strict(order, range(len(order))))
    with styled(how.preset):
        figure, grids, named = _grids(known, how, 15)
        cmap = ListedColormap([fill.color for fill in palette.values()])
        for grid in grids:
            forms = grid.numbers("_form")
            _paint(grid.axes, forms, cmap, Normalize(-0.5, len(order) - 0.5), named)
            if named:
                _write_received(grid, forms, list(palette.values()), _cell_points(grids, how))
            _finish(grid, named, how)
        legend(figure, palette, {form: how.labels("form", form) for form in palette})
    known = known.drop("_form")
    notes = [] if named else [note("sorted")]
    text = captions(family, key, known, notes, how, count_total=False)
    return Drawn(figure, known, text, how)


def _write_received(grid: Grid, forms: Any, palette: Sequence[Fill], cell_points: float) -> None:
    """The number of each report in its cell, framed, in a colour that its fill allows."""
    words, values = np.full(forms.shape, "", object), grid.array("value")
    colors = np.full(forms.shape, "black", object)
    for y, x in np.argwhere(~np.isnan(forms)):
        words[y, x], colors[y, x] = whole(values[y, x]), palette[int(forms[y, x])].text
        grid.axes.add_patch(Rectangle((x, y), 1, 1, fill=False, edgecolor="#777777", lw=0.4))
    _write(grid.axes, words, colors, cell_points)


def identities(rows: pl.DataFrame, how: How = PAGE) -> Drawn | None:
    """Reports by required identities, from `check_matrix(data)`; issuers with failures first.

    A cell has the fill of the worst that is found in it: fails, not assessable, passes with blanks
    proven 0, passes on printed numbers alone. Where something fails its largest difference stands.
    """
    family = catalogue()["identities"]
    family.accept(rows)
    known = one_each(rows)
    if known.is_empty():
        return None
    known = known.with_columns(pl.col("fail", "n").cast(pl.Int64))
    known, cut = choose_issuers(known, "fail", key="chosen_failing")
    checks = known["check"].unique(maintain_order=True).to_list()
    palette = fills("verdict")
    with row_page(known, how, 14) as (figure, panels):
        for panel in panels:
            _identity_cells(panel.axes[0], panel.lines, checks, palette)
        names = [how.labels("check", check) for check in checks]
        points = how.width_mm * 0.68 / len(checks) * MM * 72
        upright = max(text_width(name, SMALL_PT) for name in names) > points - 4
        ticks = [i + 0.5 for i in range(len(checks))]
        panels[0].axes[0].set_xticks(ticks, names, rotation=90 if upright else 0)
        for panel in panels:
            top = {"labeltop": panel is panels[0], "labelbottom": False, "length": 0}
            panel.axes[0].tick_params(axis="x", **top)
            panel.axes[0].spines["bottom"].set_visible(False)
        panels[0].axes[0].set_title("")
        legend(figure, palette, {key: how.labels("verdict", key) for key in palette})
        figure.draw_without_rendering()  # which gives the cells their size
        for panel in panels:
            _write_identities(panel.axes[0], panel.lines, checks, palette)
    text = captions(family, "", known, cut, how, count_total=False)
    return Drawn(figure, known, text, how)


def _worst(row: Mapping[str, Any]) -> str:
    """The verdict that a cell is filled by: the worst of those found in it."""
    order = ("fail", "not_assessable", "pass_with_zeros", "pass_printed")
    return next((verdict for verdict in order if row[verdict]), "not_assessable")


def _identity_cells(
    axes: Axes, lines: Sequence[pl.DataFrame], checks: Sequence[str], palette: Mapping[str, Fill]
) -> None:
    """A cell per report and identity, filled by the worst verdict in it."""
    axes.set_xlim(0, len(checks))
    for y, line in enumerate(lines):
        for row in line.iter_rows(named=True):
            fill, x = palette[_worst(row)], checks.index(row["check"])
            look = {"facecolor": fill.color, "hatch": fill.hatch, "edgecolor": "#777777", "lw": 0.3}
            axes.add_patch(Rectangle((x + 0.03, y - 0.44), 0.94, 0.88, **look))


def _write_identities(
    axes: Axes, lines: Sequence[pl.DataFrame], checks: Sequence[str], palette: Mapping[str, Fill]
) -> None:
    """How many identities a cell holds; of failing ones also the largest difference, if it fits."""
    points = axes.bbox.width / axes.figure.dpi * 72 / len(checks) - 2
    for y, line in enumerate(lines):
        for row in line.iter_rows(named=True):
            fill, words = palette[_worst(row)], [str(row["n"])]
            if row["fail"]:
                short = f"{row['fail']}/{row['n']}"
                worst = f" ({row['worst']:+,.0f})".replace("-", "−")
                words = [short + worst if row["worst"] is not None else short, short]
            text = next((word for word in words if text_width(word, 6) < points), "")
            box = {"facecolor": "white", "edgecolor": "none", "pad": 0.6} if fill.hatch else None
            look = {"ha": "center", "va": "center", "fontsize": 6, "color": fill.text, "bbox": box}
            if text:
                axes.text(checks.index(row["check"]) + 0.5, y, text, **look)
