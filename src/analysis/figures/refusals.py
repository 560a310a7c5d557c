"""Refusals by legal nature: counts, so that few refusals are not blown up into shares."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from .drawn import MAX_ROWS, Drawn, captions, contradicted_note, limited, note, one_each
from .labels import Labels
from .layout import ROW_MM, at_end, bar, by_scope, canvas, legend, report_labels, rows_down, stacked_panels, whole
from .style import fills, preset_of, styled


def refusals(rows: pl.DataFrame, *, lang: str = "zh", width: str = "double", names: Mapping[str, str] | None = None, max_rows: int = MAX_ROWS) -> Drawn | None:
    """Stacked counts from `measure(data, "refusal_nature")`; reports without any refusal keep their row, with n = 0."""
    known, cut = limited(one_each(rows).filter(pl.col("k").is_not_null().all().over("report_id"), pl.col("n").is_not_null()), "n", max_rows)
    if known.is_empty() or not known["n"].max():
        return None
    labels, chosen, palette = Labels(lang, names), preset_of(lang), fills("nature")
    groups = by_scope(known)
    sizes = [part["report_id"].n_unique() for _, part in groups]
    longest = float(known.select(pl.col("n").max()).item())
    with styled(chosen):
        figure = canvas(chosen, width, ROW_MM[width] * (sum(sizes) + 1.2 * len(sizes)) + 17)
        panels = stacked_panels(figure, sizes)
        for (axes,), (scope, part) in zip(panels, groups, strict=True):
            reports = [group for _, group in part.group_by("report_id", maintain_order=True)]
            for y, report in enumerate(reports):
                left = 0.0
                for key, k in zip(report["item"], report["k"], strict=True):
                    bar(axes, y, left, k, palette[key], whole(k), longest * (0.03 if width == "double" else 0.08))
                    left += k
                at_end(axes, y, labels("word", "n", n=whole(report["n"][0])))
            rows_down(axes, report_labels((report.row(0, named=True) for report in reports), labels, width))
            axes.set_xlim(0, longest * 1.02)
            axes.set_title(labels("panel", scope))
        panels[-1][0].set_xlabel(labels("axis", "refused"))
        legend(figure, palette, labels, "nature")
    notes = [note("refusals"), *cut, *contradicted_note(known)]
    return Drawn(figure, known, captions(known, notes, names, float(known.unique("report_id")["n"].sum())), chosen, lang)
