"""Outcome shares: what became of the applications closed, stacked from open to closed."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from ..metrics import MIN_N
from .drawn import MAX_ROWS, Drawn, captions, contradicted_note, limited, note, one_each
from .labels import Labels
from .layout import ROW_MM, at_end, bar, by_scope, canvas, legend, percent_axis, report_labels, rows_down, stacked_panels, whole
from .style import fills, preset_of, styled


def outcomes(rows: pl.DataFrame, *, lang: str = "zh", width: str = "double", names: Mapping[str, str] | None = None, max_rows: int = MAX_ROWS) -> Drawn | None:
    """Stacked bars from `measure(data, "outcome_shares")`; None where no report has all its outcomes.

    Below n = 30, and where the outcomes contradict their printed total, the counts stand in words instead of a bar.
    """
    known = one_each(rows).filter(pl.col("k").is_not_null().all().over("report_id"), pl.col("n") > 0)
    known, cut = limited(known, "n", max_rows)
    if known.is_empty():
        return None
    labels, chosen, palette = Labels(lang, names), preset_of(lang), fills("outcome")
    groups = by_scope(known)
    sizes = [part["report_id"].n_unique() for _, part in groups]
    with styled(chosen):
        figure = canvas(chosen, width, ROW_MM[width] * (sum(sizes) + 1.2 * len(sizes)) + 17)
        panels = stacked_panels(figure, sizes)
        for (axes,), (scope, part) in zip(panels, groups, strict=True):
            reports = [group for _, group in part.group_by("report_id", maintain_order=True)]
            for y, report in enumerate(reports):
                counts = dict(zip(report["item"], report["k"], strict=True))
                n = report["n"][0]
                at_end(axes, y, labels("word", "n", n=whole(n)))
                if n < MIN_N or report["status"][0] == "contradicted":
                    words = labels.mark("list").join(f"{labels('outcome', key)} {whole(counts[key])}" for key in palette if counts[key])
                    axes.text(1, y, words if width == "double" else " + ".join(whole(counts[key]) for key in palette), va="center", fontsize="small")
                    continue
                left = 0.0
                for key, fill in palette.items():
                    share = 100 * counts[key] / n
                    bar(axes, y, left, share, fill, f"{share:.0f}", 4 if width == "double" else 9)
                    left += share
            rows_down(axes, report_labels((report.row(0, named=True) for report in reports), labels, width))
            axes.set_title(labels("panel", scope))
            percent_axis(axes, "", width)
        panels[-1][0].set_xlabel(labels("axis", "share"))
        legend(figure, palette, labels, "outcome")
    notes = [
        note("outcomes"),
        *cut,
        note("small", min_n=MIN_N),
        *([note("in_order")] if width == "single" else []),
        *contradicted_note(known),
    ]
    return Drawn(figure, known, captions(known, notes, names, float(known.unique("report_id")["n"].sum())), chosen, lang)
