"""Provinces as tiles in rough positions: no map, whose borders in print need an approval number."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd
import polars as pl
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.patches import Rectangle

from ..errors import UsageError
from ..metrics import measures
from .drawn import How, Note, Sketch, figure_family, is_pooled, require_rows
from .grids import color_bar, color_map, color_scale, colored, paint
from .page import make_panels, panel_title, partition
from .theme import SMALL_PT

SIDE, MOST_TILES = 8, 4  # tiles along each side of the grid; panels of a figure


@cache
def tiles() -> dict[str, dict[str, Any]]:
    """The tile of each province by the first two digits of its division code."""
    return tomllib.loads((files(__package__) / "provinces.toml").read_text("utf-8"))["tiles"]


def province_code(value: object) -> str | None:
    """The two digits of a province given by its code or its name; None for what is none.

    >>> province_code("320000"), province_code("江苏省"), province_code("330100:finance")
    ('32', '32', '33')
    """
    text = str(value or "")
    names = (code for code, tile in tiles().items() if text.startswith(tile["zh"]))
    return text[:2] if text[:2] in tiles() else next(names, None)


@figure_family
def provinces(rows: pl.DataFrame, how: How) -> Sketch:
    """A measure by province on a grid of tiles, a panel per scope, level and item.

    Rows pooled by `province`, or the reports of provinces themselves; of several years the latest.
    """
    column = "province" if "province" in rows.columns else "issuer_id"
    known = rows if is_pooled(rows) else rows.filter(pl.col("level") == "province")
    if column not in known.columns:
        raise UsageError("figures.provinces: pool the rows by province")
    codes = pl.col(column).map_elements(province_code, pl.Utf8, skip_nulls=False)
    known = known.with_columns(_tile=codes).drop_nulls(["_tile", "value"])
    if "year" in known.columns:
        known = known.filter(pl.col("year") == pl.col("year").max())
    parts = sorted(partition(require_rows(known), "item"), key=lambda part: -part.height)[
        :MOST_TILES
    ]
    shown, key = pl.concat(parts), known["measure"][0]
    kind = measures()[key].kind
    norm, columns = color_scale(shown["value"], kind), 2 if how.is_wide and len(parts) > 1 else 1
    high = min(how.points / 72 * 25.4 / columns * 0.6, 200 / -(-len(parts) // columns) - 8)
    figure, made = make_panels(how, len(parts), columns, high)
    for axes, part in zip(made, parts, strict=True):
        name = "zh" if how.lang == "zh" else ("en" if how.is_wide and columns == 1 else "iso")
        _draw_tiles(axes, colored(part, norm, kind, how), norm, name)
        axes.set_title(panel_title(part, how.labels))
    color_bar(figure, made, norm, how.labels.axis(key))
    year = shown["year"][0] if "year" in shown.columns else ""
    small = Note("small_cell", kind != "count" and (shown["n"] < how.min_n).any())
    return Sketch(
        figure, shown.drop("_tile"), [Note("latest", year, {"year": year}), small], kind != "count"
    )


def _draw_tiles(axes: Axes, part: pl.DataFrame, norm: Normalize, name: str) -> None:
    """The tiles of one panel with name and value; hatched where a province has no number."""
    codes = pd.DataFrame(index=range(SIDE), columns=range(SIDE), dtype=float)
    words = codes.astype(object)
    cells = {row["_tile"]: row for row in part.iter_rows(named=True)}
    for code, tile in tiles().items():
        (y, x), cell = tile["at"], cells.get(code)
        look: dict[str, Any] = {
            "facecolor": "white",
            "edgecolor": "#BBBBBB",
            "lw": 0.4,
            "zorder": 3,
        }
        if cell:
            codes.loc[y, x], words.loc[y, x] = cell["_code"], f"{tile[name]}\n{cell['_word']}"
            axes.add_patch(Rectangle((x, y), 1, 1, **{**look, "fill": False}))
        else:
            hatch = "//////" if tile.get("reports", True) else ""
            axes.add_patch(
                Rectangle(
                    (x + 0.04, y + 0.04), 0.92, 0.92, hatch=hatch, hatchcolor="#C4C4C4", **look
                )
            )
            box: dict[str, Any] = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
            middle: dict[str, Any] = {
                "ha": "center",
                "va": "center",
                "fontsize": SMALL_PT,
                "color": "#666666",
            }
            axes.text(x + 0.5, y + 0.5, tile[name], bbox=box, zorder=4, **middle)
    paint(axes, codes, words, color_map(), norm, 1.2)
    axes.set(xlim=(0, SIDE), ylim=(SIDE, 0))
    axes.set_axis_off()
