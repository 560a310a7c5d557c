"""Provinces as tiles in rough positions: no map, whose borders in print need an approval number."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ..metrics import measures
from .catalogue import catalogue
from .drawn import PAGE, Drawn, How, captions, is_pooled, note, one_each
from .grids import color_map, color_scale
from .page import SHARE_KINDS, panel_title, partition, whole
from .style import MM, SMALL_PT, styled

MOST_PANELS = 4


@cache
def tiles() -> dict[str, dict[str, Any]]:
    """The tile of each province by the first two digits of its division code."""
    return tomllib.loads((files(__package__) / "provinces.toml").read_text("utf-8"))["tiles"]


def province_code(value: object) -> str:
    """The two digits of a province given by its code or its name; "" for what is none.

    >>> province_code("320000"), province_code("江苏省"), province_code("330100:finance")
    ('32', '32', '33')
    """
    text = str(value or "")
    if text[:2] in tiles():
        return text[:2]
    return next((code for code, tile in tiles().items() if text.startswith(tile["zh"])), "")


def provinces(rows: pl.DataFrame, how: How = PAGE) -> Drawn | None:
    """A measure by province on a grid of tiles, a panel per scope, level and item.

    Rows pooled by `province`, or the reports of provinces themselves; of several years the latest.
    """
    family = catalogue()["provinces"]
    key = family.accept(rows)
    known = one_each(rows)
    column = "province" if "province" in known.columns else "issuer_id"
    if column == "issuer_id":
        known = (
            known.filter(pl.col("level") == "province") if not is_pooled(known) else known.clear()
        )
    if known.is_empty():
        return None
    codes = pl.col(column).map_elements(province_code, pl.Utf8, skip_nulls=False)
    known = known.with_columns(_tile=codes).filter(pl.col("_tile") != "").drop_nulls("value")
    if "year" in known.columns:
        known = known.filter(pl.col("year") == pl.col("year").max())
    if known.is_empty():
        return None
    parts = sorted(partition(known, "item"), key=lambda part: -part.height)[:MOST_PANELS]
    shown, kind = pl.concat(parts), measures()[key].kind
    norm = color_scale(shown["value"], kind)
    with styled(how.preset):
        figure, made = _tile_page(len(parts), how)
        for axes, part in zip(made, parts, strict=True):
            _draw_tiles(axes, part, norm, kind, how, len(parts) == 1)
        look = {"location": "top", "shrink": 0.5, "aspect": 36, "anchor": (0.0, 0.5)}
        bar = figure.colorbar(ScalarMappable(norm, color_map()), ax=made, **look)
        bar.set_label(how.labels.axis(key), loc="left")
        bar.outline.set_visible(False)  # type: ignore[operator]
    notes = [note("latest", year=shown["year"][0])] if "year" in shown.columns else []
    notes += [note("small_tile", min_n=how.min_n)] if _small(shown, kind, how).any() else []
    text = captions(family, key, shown.drop("_tile"), notes, how, count_total=kind != "count")
    return Drawn(figure, shown.drop("_tile"), text, how)


def _small(rows: pl.DataFrame, kind: str, how: How) -> pl.Series:
    """Whether the n of a row is too small for a rate."""
    return (rows["n"] < how.min_n).fill_null(False) & (kind != "count")


def _tile_page(panels: int, how: How) -> tuple[Figure, list[Axes]]:
    """One panel over the width, or two beside each other on the page."""
    columns = 2 if how.wide and panels > 1 else 1
    lines = -(-panels // columns)
    tile_mm = min(how.width_mm / columns * 0.98 / 8, 20, (225 - 22 - 6 * lines) / lines / 8 / 0.62)
    high = (tile_mm * 0.62 * 8 + 6) * lines + 18
    figure = Figure(figsize=(how.preset.width(how.width), high * MM), layout="constrained")
    flat = list(figure.subplots(lines, columns, squeeze=False).flat)
    for axes in flat:
        axes.set_axis_off()
    return figure, flat[:panels]


def _draw_tiles(
    axes: Axes, part: pl.DataFrame, norm: Normalize, kind: str, how: How, alone: bool
) -> None:
    """The tiles of one panel with name and value; hatched without a number, grey for a small n."""
    small = _small(part, kind, how)
    rows = {row["_tile"]: (row, s) for row, s in zip(part.to_dicts(), small, strict=True)}
    name = "zh" if how.lang == "zh" else ("en" if how.wide and alone else "iso")
    for code, tile in tiles().items():
        y, x = tile["at"]
        row, is_small = rows.get(code, ({}, False))
        color, text = _look(row, is_small, norm)
        edge = {"edgecolor": "#BBBBBB", "lw": 0.4}
        hatch = "" if row or not tile.get("reports", True) else "//////"
        axes.add_patch(
            Rectangle((x + 0.03, y + 0.04), 0.94, 0.92, facecolor=color, hatch=hatch, **edge)
        )
        words = {"ha": "center", "va": "center", "color": text}
        if hatch:
            words["bbox"] = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
        axes.text(x + 0.5, y + (0.32 if row else 0.5), tile[name], fontsize=SMALL_PT, **words)
        if row:
            axes.text(x + 0.5, y + 0.7, _value(row, is_small, kind), fontsize=6, **words)
    row = part.row(0, named=True)
    item = how.labels("item", row["item"]) if row["item"] else ""
    axes.set(xlim=(0, 8), ylim=(8, 0), title=None)
    axes.set_title(panel_title(row, how.labels, item))


def _look(row: Mapping[str, Any], is_small: bool, norm: Normalize) -> tuple[Any, str]:
    """The colour of a tile and that of its words."""
    if not row:
        return "white", "#777777"
    if is_small:
        return "#E6E6E6", "#222222"
    if row["value"] == 0:
        return "white", "#222222"
    return color_map()(norm(row["value"])), "white" if norm(row["value"]) > 0.55 else "#222222"


def _value(row: Mapping[str, Any], is_small: bool, kind: str) -> str:
    """The value in words: a whole number for shares and counts, else one decimal; k/n if small."""
    if is_small:
        return f"{whole(row['k'])}/{whole(row['n'])}"
    return f"{row['value']:.0f}" if kind in (*SHARE_KINDS, "count") else f"{row['value']:.1f}"
