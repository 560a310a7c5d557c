"""Grids of cells, painted by seaborn: heat map, coverage, identities, provinces as tiles.

Provinces are tiles in rough positions: a map, with its borders, needs an approval number in print.
"""

import tomllib
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import pandas as pd
import polars as pl
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Colormap, ListedColormap, LogNorm, Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ..errors import UsageError
from ..metrics import measures
from ..metrics.definitions import SHARES
from .catalogue import How, Note, Sketch, figure_family, is_pooled, require_rows
from .page import (
    GREY,
    MIDDLE,
    MOST_NAMES,
    PALE,
    ROOM_MM,
    TITLE_MM,
    choose_issuers,
    fill_legend,
    fraction,
    line_columns,
    line_names,
    make_page,
    make_panels,
    panel_title,
    partition,
    text_width,
    unit_columns,
    unit_name,
    whole,
)
from .theme import MM, SMALL_PT, Fill, fills

CELL_MM, LEAST_MM = 4.4, 2.6  # the height of a row with its name, and the least that a name needs
SIDE, MOST_TILES = 8, 4  # tiles along each side of the grid; panels of a figure
SMALL_CODE = 9e9  # of a cell whose n is too small for a rate: above the range of colours
# Light to dark in one hue, which survives grey; white below its range, grey above it.
COLORS = ListedColormap(colormaps["Blues"].resampled(320)(range(40, 320))).with_extremes(
    under="white", over=GREY
)
# The tile of each province by the first two digits of its division code.
TILES: dict[str, dict[str, Any]] = tomllib.loads(
    (files(__package__) / "provinces.toml").read_text("utf-8")
)["tiles"]


def color_scale(values: pl.Series, kind: str) -> Normalize:
    """0 to 100 for a share, logarithmic for counts over a wide range, else 0 to the largest."""
    positive = values.filter(values > 0)
    if kind in SHARES or positive.is_empty():
        return Normalize(0, 100)
    low, high = min(positive), max(positive)
    return LogNorm(low, high) if kind == "count" and high / low > 100 else Normalize(0, high)


def color_cells(rows: pl.DataFrame, norm: Normalize, kind: str, how: How) -> pl.DataFrame:
    """Adds `_code`, what a cell's colour stands for, and `_word`, what is written in it.

    Zero lies below the colours' range (white), a rate of a small n above it (grey, k/n in words).
    """
    digits = 0 if kind in (*SHARES, "count") else 1
    # a logarithmic scale masks 0 itself, which would look like a missing number
    has_value, zero = pl.col("value").is_not_null(), 1e-9 if isinstance(norm, LogNorm) else -1.0
    is_small = has_value & (pl.col("n").fill_null(0) < how.min_n) & (kind != "count")
    code = pl.when(is_small).then(SMALL_CODE).when(pl.col("value") == 0).then(zero)
    coded = rows.with_columns(_code=code.otherwise("value").cast(pl.Float64))
    words = [
        fraction(row)
        if row["_code"] == SMALL_CODE
        else ("" if row["value"] is None else f"{row['value']:,.{digits}f}")
        for row in coded.iter_rows(named=True)
    ]
    return coded.with_columns(pl.Series("_word", words, pl.Utf8))


def draw_scale(figure: Figure, axes: Sequence[Axes], norm: Normalize, words: str) -> None:
    """The scale of colours above the panels."""
    look: dict[str, Any] = {"location": "top", "shrink": 0.5, "aspect": 40, "anchor": (0.0, 0.5)}
    bar = figure.colorbar(ScalarMappable(norm, COLORS), ax=list(axes), **look)
    bar.set_label(words, loc="left")
    bar.ax.xaxis.set_major_formatter(lambda x, _: f"{x:,g}")  # and not as a power of ten
    bar.outline.set_visible(False)


def paint(
    axes: Axes, codes: Any, words: Any, scale: tuple[Colormap, Normalize], gap: float
) -> None:
    """Coloured cells of a frame of codes with words in them, lines of `gap` points between."""
    import seaborn as sns

    if codes.notna().any(axis=None):
        look: dict[str, Any] = {"annot_kws": {"fontsize": 6}, "fmt": "", "linecolor": "white"}
        annot, (cmap, norm) = words.astype(object).where(words.notna(), ""), scale
        annot = annot if annot.any(axis=None) else None
        sns.heatmap(
            codes, cmap=cmap, norm=norm, cbar=False, ax=axes, annot=annot, linewidths=gap, **look
        )
    axes.set(xlabel="", ylabel="")
    axes.tick_params(length=0)


def grid_page(
    rows: pl.DataFrame,
    how: How,
    keys: Sequence[str],
    columns: Sequence[Any],
    scale: tuple[Colormap, Normalize],
    margin_mm: float,
) -> tuple[Figure, list[Axes], Note]:
    """A figure of cells: a line per `keys`, a column per `_column`, panels by scope and level.

    To 60 lines with names; more have none and are ordered by their mean, the largest first, which
    the note says. Cells get the colour of `_code` and, where it fits, `_word`.
    """
    parts = partition(rows, *(["item"] if "item" in rows.columns else []))
    counts = [part.n_unique(keys) for part in parts]
    row_mm = min(CELL_MM, (ROOM_MM - TITLE_MM * len(parts)) / sum(counts))
    named = sum(counts) <= MOST_NAMES and row_mm >= LEAST_MM
    figure, made = make_page(how, [count * row_mm for count in counts], margin_mm)
    fits = max(text_width(word, 6) for word in rows["_word"]) < cell_points(how, columns)
    if not (named and fits):
        parts = [part.with_columns(_word=pl.lit("")) for part in parts]
    for (axes,), part in zip(made, parts, strict=True):
        lines = part.partition_by(keys, maintain_order=True)
        if not named:
            lines.sort(key=lambda line: -sum(x := line["value"].drop_nulls()) / max(len(x), 1))
        numbered = pl.concat([line.with_columns(_line=pl.lit(i)) for i, line in enumerate(lines)])
        table = numbered.select("_line", "_column", "_code", "_word").to_pandas()
        order = pd.MultiIndex.from_product([["_code", "_word"], columns])
        table = table.pivot(index="_line", columns="_column").reindex(columns=order)
        paint(axes, table["_code"], table["_word"], scale, 0.6 if named else 0)
        is_report = "report_id" in keys
        names = line_names(lines, how) if is_report else [unit_name(line, how) for line in lines]
        places = [i + 0.5 for i in range(len(lines))]
        axes.set_yticks(places if named else [], names if named else [], rotation=0)
        axes.set_xticks([])
        axes.set_title(panel_title(part, how.labels, item="item" if "item" in part.columns else ""))
        axes.spines[:].set(visible=True, color=PALE, linewidth=0.4)
    return figure, [axes for (axes,) in made], Note("sorted", not named)


def cell_points(how: How, columns: Sequence[Any]) -> float:
    """The room in points for the words of a cell."""
    return how.points * 0.66 / len(columns) - 3


def year_columns(rows: pl.DataFrame) -> tuple[pl.DataFrame, list[int]]:
    """Adds the year as `_column`, and all years from the first to the last of the rows."""
    if "year" not in rows.columns:
        return rows.with_columns(_column=pl.lit(0)), [0]
    placed = rows.drop_nulls("year").with_columns(_column="year")
    return placed, list(range(min(placed["year"], default=0), max(placed["year"], default=0) + 1))


def name_years(axes: Axes, years: Sequence[int], how: How) -> None:
    """The years below the last panel: every one, or every second, third … as the width holds."""
    step = max(1, -(-len(years) * 28 // int(how.points * 0.66)))
    kept = [i for i in range(len(years)) if (len(years) - 1 - i) % step == 0 and years[i]]
    axes.set_xticks([i + 0.5 for i in kept], [str(years[i]) for i in kept], rotation=0)


@figure_family
def heat(rows: pl.DataFrame, how: How) -> Sketch:
    """Any rate or count by issuer (or group) and year; missing, zero and small n are distinct.

    To 60 issuers with names and numbers; above that without, those with the largest mean first.

    Parameters
    ----------
    rows
        Rows of `metrics.measure`, of reports or pooled.

    Examples
    --------
    >>> from analysis.metrics import measure
    >>> heat(measure(data, "disclosure_rate")).data.height
    20
    """
    placed, years = year_columns(rows)
    require_rows(placed.drop_nulls("value"))
    key, kind = placed["measure"][0], measures()[placed["measure"][0]].kind
    norm, keys = color_scale(placed["value"], kind), unit_columns(rows) or ["level"]
    cells = color_cells(placed, norm, kind, how)
    figure, made, order = grid_page(cells, how, keys, years, (COLORS, norm), 21)
    for axes in made:
        axes.patch.set(facecolor="white", hatch="//////", edgecolor=PALE, hatchcolor="#C4C4C4")
    name_years(made[-1], years, how)
    draw_scale(figure, made, norm, how.labels.axis(key))
    small = Note("small_cell", (cells["_code"] == SMALL_CODE).any())
    return figure, placed.drop("_column"), [small, order]


@figure_family
def coverage(rows: pl.DataFrame, how: How) -> Sketch:
    """Which reports there are, from `trend(data, "received")`: issuers by years, filled by form.

    A year without a report stays empty; "–" is a report that gives no number; 0 a printed zero.

    Parameters
    ----------
    rows
        Rows of `metrics.trend` of a count.

    Examples
    --------
    >>> from analysis.metrics import trend
    >>> coverage(trend(data, "received")).data.height
    20
    """
    placed, years = year_columns(rows)
    palette = {form: f for form, f in fills("form").items() if form in placed["form"]}
    order = {form: float(i) for i, form in enumerate(palette)}
    words = pl.col("value").map_elements(whole, pl.Utf8, skip_nulls=False)
    cells = placed.with_columns(_code=pl.col("form").replace_strict(order), _word=words)
    figure, made, sort = grid_page(cells, how, unit_columns(rows), years, _categories(palette), 15)
    name_years(made[-1], years, how)
    fill_legend(figure, palette, how.labels, "form")
    return figure, placed.drop("_column"), [sort]


def _categories(palette: dict[str, Fill]) -> tuple[Colormap, Normalize]:
    """The colours of a palette for the codes 0, 1, 2 …"""
    return ListedColormap([f.color for f in palette.values()]), Normalize(-0.5, len(palette) - 0.5)


@figure_family
def identities(rows: pl.DataFrame, how: How) -> Sketch:
    """Reports by required identities, from `check_matrix(data)`; issuers with failures first.

    A cell has the fill of the worst that is found in it: fails, not assessable, passes with blanks
    proven 0, passes on printed numbers alone. Where something fails its largest difference stands.

    Parameters
    ----------
    rows
        The frame of `metrics.check_matrix`.

    Examples
    --------
    >>> from analysis.metrics import check_matrix
    >>> identities(check_matrix(data)).data.height
    82
    """
    known, chosen = choose_issuers(rows.with_columns(pl.col("fail", "n").cast(pl.Int64)), "fail")
    checks = known["check"].unique(maintain_order=True).to_list()
    palette, room = fills("verdict"), cell_points(how, checks)
    worst = ["fail", "not_assessable", "pass_with_zeros", "pass_printed"]
    code = pl.coalesce(*(pl.when(pl.col(v) > 0).then(list(palette).index(v)) for v in worst))
    words = []
    for row in known.iter_rows(named=True):
        short = f"{row['fail']}/{row['n']}" if row["fail"] else str(row["n"])
        gap = "" if row["worst"] is None else f" ({row['worst']:+,.0f})".replace("-", "−")
        words.append(next((w for w in (short + gap, short) if text_width(w, 6) < room), ""))
    cells = known.with_columns(pl.Series("_word", words), _code=code.cast(float), _column="check")
    figure, made, _ = grid_page(cells, how, line_columns(rows), checks, _categories(palette), 22)
    names = [how.labels("check", check).replace(" ", "\n") for check in checks]
    upright = max(text_width(w) for name in names for w in name.split()) > room
    made[-1].set_xticks([i + 0.5 for i in range(len(checks))], names, rotation=90 * upright)
    fill_legend(figure, palette, how.labels, "verdict")
    return figure, known, [chosen]


def province_code(value: object) -> str | None:
    """The two digits of a province given by its code or its name; None for what is none.

    >>> province_code("320000"), province_code("江苏省"), province_code("330100:finance")
    ('32', '32', '33')
    """
    text = str(value or "")
    names = (code for code, tile in TILES.items() if text.startswith(tile["zh"]))
    return text[:2] if text[:2] in TILES else next(names, None)


@figure_family
def provinces(rows: pl.DataFrame, how: How) -> Sketch:
    """A measure by province on a grid of tiles, a panel per scope, level and item.

    Rows pooled by `province`, or the reports of provinces themselves; of several years the latest.

    Parameters
    ----------
    rows
        Rows of `metrics.measure`.

    Examples
    --------
    >>> from analysis.metrics import measure
    >>> provinces(measure(data, "disclosure_rate", by="province")).data.height
    6
    """
    column = "province" if "province" in rows.columns else "issuer_id"
    known = rows if is_pooled(rows) else rows.filter(pl.col("level") == "province")
    if column not in known.columns:
        raise UsageError("figures.provinces: pool the rows by province")
    codes = pl.col(column).map_elements(province_code, pl.Utf8, skip_nulls=False)
    known, year = known.with_columns(_tile=codes).drop_nulls(["_tile", "value"]), ""
    if "year" in known.columns:
        year = str(max(known["year"], default=""))
        known = known.filter(pl.col("year").cast(pl.Utf8) == year)
    parts = partition(require_rows(known), "item")
    parts = sorted(parts, key=lambda part: -part.height)[:MOST_TILES]
    shown, key = pl.concat(parts), known["measure"][0]
    kind, columns = measures()[key].kind, 2 if how.is_wide and len(parts) > 1 else 1
    norm = color_scale(shown["value"], kind)
    high = min(how.points / 72 / MM / columns * 0.6, 200 / -(-len(parts) // columns) - 8)
    figure, made = make_panels(how, len(parts), columns, high)
    name = "zh" if how.lang == "zh" else ("en" if how.is_wide and columns == 1 else "iso")
    for axes, part in zip(made, parts, strict=True):
        _draw_tiles(axes, color_cells(part, norm, kind, how), norm, name)
        axes.set_title(panel_title(part, how.labels))
    draw_scale(figure, made, norm, how.labels.axis(key))
    small = Note("small_cell", kind != "count" and (shown["n"] < how.min_n).any())
    return figure, shown.drop("_tile"), [Note("latest", year, {"year": year}), small]


def _draw_tiles(axes: Axes, part: pl.DataFrame, norm: Normalize, name: str) -> None:
    """The tiles of one panel with name and value; hatched where a province has no number."""
    codes = pd.DataFrame(index=range(SIDE), columns=range(SIDE), dtype=float)
    words, cells = codes.astype(object), {row["_tile"]: row for row in part.iter_rows(named=True)}
    box: dict[str, Any] = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
    middle: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": SMALL_PT, "zorder": 4}
    for code, tile in TILES.items():
        (y, x), cell = tile["at"], cells.get(code)
        look: dict[str, Any] = {"edgecolor": PALE, "linewidth": 0.4, "zorder": 3}
        if cell:
            codes.loc[y, x], words.loc[y, x] = cell["_code"], f"{tile[name]}\n{cell['_word']}"
            look |= {"fill": False}
        else:
            hatch = "//////" if tile.get("reports", True) else ""
            look |= {"facecolor": "white", "hatch": hatch, "hatchcolor": "#C4C4C4"}
            axes.text(x + 0.5, y + 0.5, tile[name], color=MIDDLE, bbox=box, **middle)
        axes.add_patch(Rectangle((x + 0.02, y + 0.02), 0.96, 0.96, **look))
    paint(axes, codes, words, (COLORS, norm), 1.2)
    axes.set(xlim=(-0.04, SIDE + 0.04), ylim=(SIDE + 0.04, -0.04))  # with the lines at the rim
    axes.set_axis_off()
