"""Grids of cells, painted by seaborn: heat map, coverage, identities, provinces as tiles.

Provinces are tiles in rough positions: a map, with its borders, needs an approval number in print.
"""

import tomllib
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import polars as pl
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import ListedColormap, LogNorm, Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ..errors import UsageError
from ..metrics import measures
from ..metrics.definitions import SHARES
from .labels import How
from .page import (
    GREY,
    MIDDLE,
    MOST_NAMES,
    PALE,
    ROOM_MM,
    TITLE_MM,
    Notes,
    NothingToDrawError,
    Sketch,
    choose_issuers,
    fill_legend,
    fraction,
    is_pooled,
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
    write,
)
from .theme import MM, Fill, fills

CELL_MM, LEAST_MM = 4.4, 2.6  # the height of a row with its name, and the least that a name needs
SIDE, MOST_TILES = 8, 4  # tiles along each side of the grid; panels of a figure
SMALL_CODE = 9e9  # of a cell whose n is too small for a rate: above the range of colours
# Light to dark in one hue, which survives grey; white below its range, grey above it.
COLORS = ListedColormap(colormaps["Blues"].resampled(320)(range(40, 320))).with_extremes(
    under="white", over=GREY
)
_MISSING: dict[str, Any] = {
    "facecolor": "white",
    "hatch": "//////",
    "edgecolor": PALE,
    "hatchcolor": "#C4C4C4",
}
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
    value, zero = pl.col("value"), 1e-9 if isinstance(norm, LogNorm) else -1.0
    is_small = value.is_not_null() & (pl.col("n").fill_null(0) < how.min_n) & (kind != "count")
    code = pl.when(is_small).then(SMALL_CODE).when(value == 0).then(zero).otherwise(value)
    counts = pl.struct("k", "n").map_elements(fraction, pl.Utf8)
    word = value.map_elements(lambda number: f"{number:,.{digits}f}", pl.Utf8)
    word = pl.when(is_small).then(counts).otherwise(word).fill_null("")
    return rows.with_columns(_code=code.cast(pl.Float64), _word=word)


def draw_scale(figure: Figure, axes: Sequence[Axes], norm: Normalize, words: str) -> None:
    """The scale of colours above the panels."""
    look: dict[str, Any] = {"location": "top", "shrink": 0.5, "aspect": 40, "anchor": (0.0, 0.5)}
    bar = figure.colorbar(ScalarMappable(norm, COLORS), ax=list(axes), **look)
    bar.set_label(words, loc="left")
    bar.ax.xaxis.set_major_formatter(lambda x, _: f"{x:,g}")  # and not as a power of ten
    bar.outline.set_visible(False)


def grid_page(
    rows: pl.DataFrame,
    how: How,
    keys: Sequence[str],
    columns: list[Any],
    scale: tuple[Any, Normalize],
    margin_mm: float,
) -> tuple[Figure, Notes]:
    """A figure of cells: a line per `keys`, the column in `_column`, panels by scope and level.

    To 60 lines with names; more have none and are ordered by their mean, the largest first, which
    the note says. Cells get the colour of `_code` and, where it fits, `_word`.
    """
    import seaborn as sns

    parts = partition(rows, *(["item"] if "item" in rows.columns else []))
    counts = [part.n_unique(keys) for part in parts]
    row_mm = min(CELL_MM, (ROOM_MM - TITLE_MM * len(parts)) / sum(counts))
    named = sum(counts) <= MOST_NAMES and row_mm >= LEAST_MM
    fits = max(text_width(word, 6) for word in rows["_word"]) < cell_points(how, columns)
    look: dict[str, Any] = {"cbar": False, "linecolor": "white", "linewidths": 0.6 if named else 0}
    look |= {"cmap": scale[0], "norm": scale[1], "fmt": "", "annot_kws": {"fontsize": 6}}
    figure = make_page(how, [count * row_mm for count in counts], margin_mm)
    for axes, part in zip(figure.axes, parts, strict=True):
        lines = part.partition_by(keys, maintain_order=True)
        if not named:
            lines.sort(key=lambda line: -(line.select(pl.mean("value")).item() or 0))
        cells = pl.concat(line.with_columns(_line=pl.lit(i)) for i, line in enumerate(lines))
        codes, words = (
            cells.to_pandas().pivot(index="_line", columns="_column", values=name)
            for name in ("_code", "_word")
        )
        texts = words.reindex(columns=columns).astype(object).fillna("")
        if codes.notna().any(axis=None):
            annot = texts if named and fits else None
            sns.heatmap(codes.reindex(columns=columns), annot=annot, ax=axes, **look)
        names = (
            line_names(lines, how) if "report_id" in keys else [unit_name(x, how) for x in lines]
        )
        places = [i + 0.5 for i in range(len(lines))]
        axes.set_yticks(places if named else [], names if named else [], rotation=0)
        axes.set(xlabel="", ylabel="", xticks=[], title=panel_title(part, how))
        axes.tick_params(length=0)
        axes.spines[:].set(visible=True, color=PALE, linewidth=0.4)
    heads = [how("check", str(column)).replace(" ", "\n") for column in columns]
    widest = max(text_width(word) for head in heads for word in head.split())
    upright = 90 if widest > cell_points(how, columns) else 0
    axes.set_xticks([i + 0.5 for i in range(len(columns))], heads, rotation=upright)
    return figure, {"sorted": not named}


def cell_points(how: How, columns: Sequence[Any]) -> float:
    """The room in points for the words of a cell."""
    return how.points * 0.66 / len(columns) - 3


def _list_years(rows: pl.DataFrame) -> list[int]:
    """Every year from the first to the last."""
    if rows.is_empty():
        raise NothingToDrawError
    return list(range(min(rows["year"]), max(rows["year"]) + 1))


def draw_heat(rows: pl.DataFrame, how: How) -> Sketch:
    """Any rate or count by issuer (or group) and year; missing, zero and small n are distinct.

    To 60 issuers with names and numbers; above that without, those with the largest mean first.
    """
    spec, known = measures()[rows["measure"][0]], rows.drop_nulls("year")
    if known["value"].is_null().all():
        raise NothingToDrawError
    norm, keys = color_scale(known["value"], spec.kind), unit_columns(rows) or ["level"]
    cells = color_cells(known, norm, spec.kind, how).with_columns(_column="year")
    figure, notes = grid_page(cells, how, keys, _list_years(known), (COLORS, norm), 21)
    for axes in figure.axes:
        axes.patch.set(**_MISSING)
    draw_scale(figure, figure.axes, norm, how.axis(spec.key))
    return figure, known, {"small_cell": (cells["_code"] == SMALL_CODE).any()} | notes


def draw_coverage(rows: pl.DataFrame, how: How) -> Sketch:
    """Which reports there are, from `trend(data, "received")`: issuers by years, filled by form.

    A year without a report stays empty; "–" is a report that gives no number; 0 a printed zero.
    """
    known = rows.drop_nulls("year")
    palette = {form: f for form, f in fills("form").items() if form in known["form"]}
    code = pl.col("form").replace_strict({form: float(i) for i, form in enumerate(palette)})
    words = pl.col("value").map_elements(whole, pl.Utf8, skip_nulls=False)
    cells = known.with_columns(_code=code, _word=words, _column="year")
    years = _list_years(known)
    figure, notes = grid_page(cells, how, unit_columns(rows), years, _categories(palette), 15)
    fill_legend(figure, palette, how, "form")
    return figure, known, notes


def _categories(palette: dict[str, Fill]) -> tuple[ListedColormap, Normalize]:
    """The colours of a palette for the codes 0, 1, 2 …"""
    return ListedColormap([f.color for f in palette.values()]), Normalize(-0.5, len(palette) - 0.5)


def draw_identities(rows: pl.DataFrame, how: How) -> Sketch:
    """Reports by required identities, from `check_matrix(data)`; issuers with failures first.

    A cell has the fill of the worst that is found in it: fails, not assessable, passes with blanks
    proven 0, passes on printed numbers alone. Where something fails its largest difference stands.
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
    figure, _ = grid_page(cells, how, line_columns(rows), checks, _categories(palette), 22)
    fill_legend(figure, palette, how, "verdict")
    return figure, known, chosen


def province_code(value: object) -> str | None:
    """The two digits of a province given by its code or its name; None for what is none.

    >>> province_code("320000"), province_code("江苏省"), province_code("330100:finance")
    ('32', '32', '33')
    """
    text = str(value or "")
    return next((c for c, tile in TILES.items() if text.startswith((c, tile["zh"]))), None)


def draw_provinces(rows: pl.DataFrame, how: How) -> Sketch:
    """A measure by province on a grid of tiles, a panel per scope, level and item.

    Rows pooled by `province`, or the reports of provinces themselves; of several years the latest.
    """
    spec, column = measures()[rows["measure"][0]], "province" if is_pooled(rows) else "issuer_id"
    if column not in rows.columns:
        raise UsageError("figures.provinces: pool the rows by province")
    known = rows if is_pooled(rows) else rows.filter(level="province")
    codes = pl.col(column).map_elements(province_code, pl.Utf8, skip_nulls=False)
    known = known.with_columns(_tile=codes).drop_nulls(["_tile", "value"])
    year = known["year"].max() if "year" in known.columns else ""
    known = known.filter(pl.col("year") == year) if year else known
    parts = sorted(partition(known, "item"), key=lambda part: -part.height)[:MOST_TILES]
    shown, columns = pl.concat(parts), 2 if how.is_wide and len(parts) > 1 else 1
    norm = color_scale(shown["value"], spec.kind)
    high = min(how.points / 72 / MM / columns * 0.6, 200 / -(-len(parts) // columns) - 8)
    figure = make_panels(how, len(parts), columns, high)
    name = "zh" if how.lang == "zh" else ("en" if how.is_wide and columns == 1 else "iso")
    for axes, part in zip(figure.axes, parts, strict=False):
        _draw_tiles(axes, color_cells(part, norm, spec.kind, how), norm, name)
        axes.set_title(panel_title(part, how))
    draw_scale(figure, figure.axes[: len(parts)], norm, how.axis(spec.key))
    small = spec.kind != "count" and (shown["n"] < how.min_n).any()
    return figure, shown.drop("_tile"), {"latest": year, "small_cell": small}


def _draw_tiles(axes: Axes, part: pl.DataFrame, norm: Normalize, name: str) -> None:
    """The tiles of one panel with name and value; hatched where a province has no number."""
    cells = {row["_tile"]: row for row in part.iter_rows(named=True)}
    for code, tile in TILES.items():
        (y, x), words, color = tile["at"], tile[name], MIDDLE
        look = _MISSING | {"hatch": "//////" if tile.get("reports", True) else ""}
        box: Any = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
        if cell := cells.get(code):
            share, words, box = norm(cell["_code"]), f"{words}\n{cell['_word']}", None
            look = {"facecolor": COLORS(share), "edgecolor": PALE}
            color = "white" if 0.6 < share <= 1 else "black"
        axes.add_patch(Rectangle((x + 0.02, y + 0.02), 0.96, 0.96, linewidth=0.4, **look))
        write(axes, words, (x + 0.5, y + 0.5), color=color, bbox=box)
    axes.set(xlim=(-0.04, SIDE + 0.04), ylim=(SIDE + 0.04, -0.04))  # with the lines at the rim
    axes.set_axis_off()
