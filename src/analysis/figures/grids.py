"""Grids of cells, painted by seaborn: issuers by years as heat map and coverage, identities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Colormap, ListedColormap, LogNorm, Normalize
from matplotlib.figure import Figure

from ..metrics import measures
from .drawn import How, Note, Sketch, figure_family, require_rows
from .page import (
    GREY,
    MOST_NAMES,
    ROOM_MM,
    SHARE_KINDS,
    TITLE_MM,
    choose_issuers,
    fill_handles,
    legend,
    line_columns,
    line_names,
    make_page,
    panel_title,
    partition,
    text_width,
    unit_columns,
    unit_name,
    whole,
)
from .theme import SMALL_PT, Fill, fills

CELL_MM, LEAST_MM = 4.4, 2.6  # the height of a row with its name, and the least that a name needs


def color_map() -> Colormap:
    """Light to dark in one hue, which survives grey; white below its range, grey above it."""
    palette = ListedColormap(colormaps["Blues"].resampled(320)(range(40, 320)))
    return palette.with_extremes(under="white", over=GREY)


def color_scale(values: pl.Series, kind: str) -> Normalize:
    """0 to 100 for a share, logarithmic for counts over a wide range, else 0 to the largest."""
    positive = values.filter(values > 0)
    low, high = positive.min(), positive.max()
    if kind in SHARE_KINDS or low is None or high is None:
        return Normalize(0, 100)
    wide = kind == "count" and float(high) / float(low) > 100  # type: ignore[arg-type]
    return LogNorm(low, high) if wide else Normalize(0, high)  # type: ignore[arg-type]


def colored(rows: pl.DataFrame, norm: Normalize, kind: str, how: How) -> pl.DataFrame:
    """Adds `_code`, what a cell's colour stands for, and `_word`, what is written in it.

    Zero lies below the colours' range (white), a rate of a small n above it (grey, k/n in words).
    """
    is_rate, zero = (
        kind != "count",
        float(norm.vmin or 0) / 10 if isinstance(norm, LogNorm) else -1.0,
    )
    digits = 0 if kind in (*SHARE_KINDS, "count") else 1
    found = []
    for row in rows.iter_rows(named=True):
        value, small = row["value"], is_rate and (row["n"] or 0) < how.min_n
        code = 9e9 if small else (zero if value == 0 else value)
        word = f"{whole(row['k'])}/{whole(row['n'])}" if small else f"{value or 0:,.{digits}f}"
        found.append((None, "") if value is None else (float(code), word))
    codes, words = zip(*found, strict=True)
    made = (pl.Series("_code", codes, pl.Float64), pl.Series("_word", words, pl.Utf8))
    return rows.with_columns(*made)


def color_bar(figure: Figure, axes: Sequence[Axes], norm: Normalize, words: str) -> None:
    """The scale of colours above the panels."""
    look: dict[str, Any] = {"location": "top", "shrink": 0.5, "aspect": 40, "anchor": (0.0, 0.5)}
    bar = figure.colorbar(ScalarMappable(norm, color_map()), ax=list(axes), **look)
    bar.set_label(words, loc="left")
    bar.outline.set_visible(False)


def paint(
    axes: Axes, codes: Any, words: Any, cmap: Colormap, norm: Normalize, lines: float
) -> None:
    """Coloured cells of a frame of codes, with words in them unless there are none."""
    import seaborn as sns

    look: dict[str, Any] = {"annot_kws": {"fontsize": 6}, "linewidths": lines, "linecolor": "white"}
    if codes.notna().any(axis=None):
        written = (
            {}
            if words is None
            else {"annot": words.astype(object).where(words.notna(), ""), "fmt": ""}
        )
        sns.heatmap(codes, cmap=cmap, norm=norm, cbar=False, ax=axes, **written, **look)
    axes.set(xlabel="", ylabel="")
    axes.tick_params(length=0)


def grid_page(
    rows: pl.DataFrame, how: How, keys: Sequence[str], columns: Sequence[Any],
    cmap: Colormap, norm: Normalize, margin_mm: float,
) -> tuple[Figure, list[Axes], Note]:  # fmt: skip
    """A figure of cells: a line per `keys`, a column per `_column`, panels by scope and level.

    To 60 lines with names; more have none and are ordered by their mean, the largest first, which
    the note says. Cells get the colour of `_code` and, where it fits, `_word`.
    """
    parts = partition(rows, *(["item"] if "item" in rows.columns else []))
    total = sum(part.n_unique(keys) for part in parts)
    row_mm = min(CELL_MM, (ROOM_MM - TITLE_MM * len(parts)) / total)
    named = total <= MOST_NAMES and row_mm >= LEAST_MM
    figure, made = make_page(how, [part.n_unique(keys) * row_mm for part in parts], margin_mm)
    points = how.points * 0.66 / len(columns)
    fits = max(text_width(word, 6) for word in rows["_word"]) < points - 3
    for (axes,), part in zip(made, parts, strict=True):
        lines = part.partition_by(keys, maintain_order=True)
        if not named:
            lines.sort(key=lambda line: -float(line["value"].mean() or 0))  # type: ignore[arg-type]
        numbered = pl.concat([line.with_columns(_line=pl.lit(i)) for i, line in enumerate(lines)])
        table = numbered.select("_line", "_column", "_code", "_word").to_pandas()
        codes, words = (
            table.pivot(index="_line", columns="_column", values=name).reindex(
                columns=list(columns)
            )
            for name in ("_code", "_word")
        )
        paint(axes, codes, words if fits and named else None, cmap, norm, 0.6 if named else 0)
        whole_names = line_names(lines, how) if "report_id" in keys else [
            unit_name(line, how) for line in lines
        ]  # fmt: skip
        places = [i + 0.5 for i in range(len(lines))] if named else []
        axes.set_yticks(places, whole_names if named else [], rotation=0)
        axes.set_xticks([])
        axes.set_title(panel_title(part, how.labels))
        for spine in axes.spines.values():
            spine.set(visible=True, color="#BBBBBB", linewidth=0.4)
    return figure, [axes for (axes,) in made], Note("sorted", not named)


def year_columns(rows: pl.DataFrame) -> tuple[pl.DataFrame, list[int]]:
    """Adds the year as `_column`, and all years from the first to the last of the rows."""
    if "year" not in rows.columns:
        return rows.with_columns(_column=pl.lit(0)), [0]
    placed = rows.drop_nulls("year").with_columns(_column="year")
    years = placed["year"].unique().sort().to_list() or [0]
    return placed, list(range(years[0], years[-1] + 1))


def name_years(axes: Axes, years: Sequence[int], how: How) -> None:
    """The years below the last panel: every one, or every second, third … as the width holds."""
    step = max(1, -(-len(years) * 28 // int(how.points * 0.66)))
    kept = [i for i in range(len(years)) if (len(years) - 1 - i) % step == 0 and years[i]]
    axes.set_xticks([i + 0.5 for i in kept], [str(years[i]) for i in kept], rotation=0)


@figure_family
def heat(rows: pl.DataFrame, how: How) -> Sketch:
    """Any rate or count by issuer (or group) and year; missing, zero and small n are distinct.

    To 60 issuers with names and numbers; above that without, those with the largest mean first.
    """
    placed, years = year_columns(rows)
    require_rows(placed.drop_nulls("value"))
    key, kind = placed["measure"][0], measures()[placed["measure"][0]].kind
    norm, keys = color_scale(placed["value"], kind), unit_columns(rows) or ["level"]
    cells = colored(placed, norm, kind, how)
    figure, made, order = grid_page(cells, how, keys, years, color_map(), norm, 21)
    for axes in made:
        axes.patch.set(facecolor="white", hatch="//////", edgecolor="#BBBBBB", hatchcolor="#C4C4C4")
    name_years(made[-1], years, how)
    color_bar(figure, made, norm, how.labels.axis(key))
    small = Note("small_cell", (cells["_code"] == 9e9).any())
    return Sketch(figure, placed.drop("_column"), [small, order], has_total=kind != "count")


@figure_family
def coverage(rows: pl.DataFrame, how: How) -> Sketch:
    """Which reports there are, from `trend(data, "received")`: issuers by years, filled by form.

    A year without a report stays empty; "–" is a report that gives no number; 0 a printed zero.
    """
    placed, years = year_columns(rows)
    palette = {form: f for form, f in fills("form").items() if form in placed["form"]}
    order = {form: i for i, form in enumerate(palette)}
    words = pl.col("value").map_elements(whole, pl.Utf8, skip_nulls=False)
    cells = placed.with_columns(_code=pl.col("form").replace_strict(order).cast(float), _word=words)
    cmap, norm = _categories(palette)
    figure, made, sort = grid_page(cells, how, unit_columns(rows), years, cmap, norm, 15)
    name_years(made[-1], years, how)
    legend(figure, fill_handles(palette, how.labels, "form"))
    return Sketch(figure, placed.drop("_column"), [sort], has_total=False)


def _categories(palette: dict[str, Fill]) -> tuple[Colormap, Normalize]:
    """The colours of a palette for the codes 0, 1, 2 …"""
    return ListedColormap([f.color for f in palette.values()]), Normalize(-0.5, len(palette) - 0.5)


@figure_family
def identities(rows: pl.DataFrame, how: How) -> Sketch:
    """Reports by required identities, from `check_matrix(data)`; issuers with failures first.

    A cell has the fill of the worst that is found in it: fails, not assessable, passes with blanks
    proven 0, passes on printed numbers alone. Where something fails its largest difference stands.
    """
    known, chosen = choose_issuers(rows.with_columns(pl.col("fail", "n").cast(pl.Int64)), "fail")
    checks = known["check"].unique(maintain_order=True).to_list()
    palette = fills("verdict")
    worst = ["fail", "not_assessable", "pass_with_zeros", "pass_printed"]
    code = pl.coalesce(*(pl.when(pl.col(v) > 0).then(list(palette).index(v)) for v in worst))
    room = how.points * 0.66 / len(checks) - 3
    words = []
    for row in known.iter_rows(named=True):
        gap = "" if row["worst"] is None else f" ({row['worst']:+,.0f})".replace("-", "−")
        short = f"{row['fail']}/{row['n']}" if row["fail"] else str(row["n"])
        long = short + gap if row["fail"] else short
        words.append(next((w for w in (long, short) if text_width(w, 6) < room), ""))
    cells = known.with_columns(pl.Series("_word", words), _code=code.cast(float), _column="check")
    cmap, norm = _categories(palette)
    figure, made, _ = grid_page(cells, how, line_columns(rows), checks, cmap, norm, 22)
    names = [how.labels("check", check).replace(" ", "\n") for check in checks]
    upright = max(text_width(w, SMALL_PT) for name in names for w in name.split()) > room
    made[-1].set_xticks([i + 0.5 for i in range(len(checks))], names, rotation=90 * upright)
    legend(figure, fill_handles(palette, how.labels, "verdict"))
    return Sketch(figure, known, [chosen], has_total=False)
