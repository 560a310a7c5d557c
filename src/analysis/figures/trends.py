"""Counts over the years: lines only where years may be compared, breaks of law and form marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from .drawn import Drawn, Note, break_notes, breaks, captions, contradicted, contradicted_note, note
from .labels import Labels
from .layout import DARK, bounded, canvas, inches, mark_breaks, mark_forms, text_width, whole, year_axis
from .style import marker, preset_of, styled

PANEL_MM = 42
MAX_PANELS = 12
_LINES = {"comparable": "solid", "weak": (0, (4, 2))}
_SERIES = ("measure", "issuer_id", "scope")
_LOG = 100  # largest over smallest count from which a logarithmic axis is used


def draw_trend(axes: Axes, rows: Sequence[Mapping[str, Any]], span: int) -> None:
    """One series on an axis of `span` years: points with their counts, joined by their `link`; markers by form; a hollow point rests on prose."""
    known = [row for row in rows if row["k"] is not None]
    values = [float(row["k"]) for row in known]
    log = _logarithmic(values)
    if log:
        axes.set_yscale("log")
        axes.minorticks_off()
    previous: Mapping[str, Any] | None = None
    step = inches(axes) * 72 * 0.88 / max(span, 1)  # points from year to year
    taken = 0.0
    for row in rows:
        if row["k"] is None:
            previous = None
            continue
        if previous is not None and (style := _LINES.get(str(row["link"]))):
            axes.plot([previous["year"], row["year"]], [previous["k"], row["k"]], color=DARK, linestyle=style, linewidth=0.9, zorder=2)
        inside = "white" if row["evidence"] == "prose" else DARK
        axes.plot([row["year"]], [row["k"]], marker=marker(str(row["form"])), color=DARK, markerfacecolor=inside, markersize=3.6, zorder=3)
        below = _in_a_dip(rows, row)
        mark = "†" if contradicted(row) else ""
        text = bounded(row["k"], row["bound"]) + mark
        middle, half = step * int(row["year"]), text_width(text, 6.5) / 2
        if middle - half < taken:  # no room: the number stands in the data beside the figure
            text, half = mark, text_width(mark, 6.5) / 2
        if not text or middle - half < taken:
            previous = row
            continue
        taken = middle + half
        offset, side = (-4, "top") if below else (4, "bottom")
        halo = [withStroke(linewidth=1.6, foreground="white")]
        axes.annotate(
            text, (row["year"], row["k"]), (0, offset), textcoords="offset points", ha="center", va=side, fontsize="x-small", zorder=4, path_effects=halo
        )
        previous = row
    _headroom(axes, values, log)


def _logarithmic(values: Sequence[float]) -> bool:
    return bool(values) and min(values) > 0 and max(values) / min(values) > _LOG


def _in_a_dip(rows: Sequence[Mapping[str, Any]], row: Mapping[str, Any]) -> bool:
    """Do lines come down to this point from both sides? Then its count stands below it."""
    at = {r["year"]: r["k"] for r in rows}
    around = [at.get(row["year"] + step) for step in (-1, 1)]
    return all(k is not None and k > row["k"] for k in around)


def _headroom(axes: Axes, values: Sequence[float], log: bool) -> None:
    """Room above the points for their counts and for the names of the forms."""
    if not values:
        return
    if log:
        axes.set_ylim(min(values) / 2.5, max(values) * (max(values) / min(values)) ** 0.45)
    else:
        axes.set_ylim(-0.09 * (max(values) or 1), (max(values) or 1) * 1.45)
    axes.yaxis.set_major_formatter(lambda value, _: whole(value) if value >= 0 else "")


def _series(rows: pl.DataFrame) -> list[pl.DataFrame]:
    """Issuers and scopes with a number for two years or more, the longest first; trimmed to the years with numbers."""
    found = []
    for _, part in rows.group_by("issuer_id", "scope", maintain_order=True):
        known = part.filter(pl.col("k").is_not_null())
        if known["year"].n_unique() >= 2:
            found.append(part.filter(pl.col("year").is_between(known["year"].min(), known["year"].max())))
    return sorted(found, key=lambda part: -part.height)


def _notes(shown: pl.DataFrame, first: str) -> list[Note]:
    years = shown["year"].to_list()
    notes = [note(first), note("forms"), *break_notes(breaks(range(min(years), max(years) + 1)))]
    notes += [note("hollow")] if "prose" in shown.filter(pl.col("k").is_not_null())["evidence"].to_list() else []
    notes += [note("bounds")] if set(shown.filter(pl.col("k").is_not_null())["bound"]) - {"exact"} else []
    notes += [note("logarithmic")] if any(_logarithmic(part["k"].drop_nulls().to_list()) for _, part in shown.group_by(*_SERIES, maintain_order=True)) else []
    return notes + contradicted_note(shown.filter(pl.col("k").is_not_null()))


def received(
    rows: pl.DataFrame, *, lang: str = "zh", width: str = "double", names: Mapping[str, str] | None = None, max_panels: int = MAX_PANELS
) -> Drawn | None:
    """Applications received over the years from `trend(data, "received")`: one panel per issuer with two years or more."""
    found = _series(rows)
    if not found:
        return None
    labels, chosen, parts = Labels(lang, names), preset_of(lang), found[:max_panels]
    shown = pl.concat(parts)
    with styled(chosen):
        figure = canvas(chosen, width, PANEL_MM * len(parts) + 8)
        for (axes,), part in zip(figure.subplots(len(parts), 1, squeeze=False), parts, strict=True):
            line = part.to_dicts()
            draw_trend(axes, line, len(line))
            _finish(axes, line, labels, labels("axis", "received"))
            axes.set_title(labels.report(line[0], short=True), pad=10)
        axes.set_xlabel(labels("axis", "year"))
    cut = [note("limited_panels", all=len(found), shown=len(parts))] if len(found) > len(parts) else []
    return Drawn(figure, shown, captions(shown, [*_notes(shown, "received"), *cut], names, float(shown["k"].sum())), chosen, lang)


def proactive(rows: pl.DataFrame, *, lang: str = "zh", width: str = "double", names: Mapping[str, str] | None = None) -> Drawn | None:
    """Proactive disclosure of one issuer from several `trend` frames put together (column `measure`): one panel per measure.

    The issuer with the most years is drawn; `issuers` of the notebook choose another. None where no issuer has two years.
    """
    longest = _series(rows.filter(pl.col("measure") == rows["measure"][0])) if rows.height else []
    if not longest:
        return None
    labels, chosen = Labels(lang, names), preset_of(lang)
    one = rows.filter(pl.col("issuer_id") == longest[0]["issuer_id"][0], pl.col("scope") == longest[0]["scope"][0])
    parts = [part.filter(pl.col("k").is_not_null()) for _, part in one.group_by("measure", maintain_order=True)]
    parts = [part for part in parts if part.height >= 2]
    shown = pl.concat(parts)
    years = range(shown["year"].min(), shown["year"].max() + 1)  # type: ignore[arg-type,operator]
    with styled(chosen):
        figure = canvas(chosen, width, PANEL_MM * len(parts) + 8)
        for (axes,), part in zip(figure.subplots(len(parts), 1, squeeze=False, sharex=True), parts, strict=True):
            line = part.to_dicts()
            draw_trend(axes, line, len(years))
            _finish(axes, line, labels, "", years)
            axes.set_title(f"{labels('axis', line[0]['measure'])}{labels.mark('colon')}{labels.report(line[0], short=True)}", pad=10)
        axes.set_xlabel(labels("axis", "year"))
    return Drawn(figure, shown, captions(shown, _notes(shown, "proactive"), names), chosen, lang)


def _finish(axes: Axes, rows: Sequence[Mapping[str, Any]], labels: Labels, words: str, span: Sequence[int] | None = None) -> None:
    years = [int(row["year"]) for row in rows]
    span = span or range(min(years), max(years) + 1)
    year_axis(axes, span)
    scale = labels("word", "logarithmic") if axes.get_yscale() == "log" else ""
    axes.set_ylabel(words + labels.bracket(scale) if words and scale else words or scale)
    mark_forms(axes, rows, labels)
    mark_breaks(axes, breaks(span))
