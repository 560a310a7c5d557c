"""The identity-check matrix: what each report's own arithmetic says about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from .drawn import MAX_ROWS, Drawn, captions, limited, note, one_each
from .labels import Labels
from .layout import ROW_MM, by_scope, canvas, legend, report_labels, rows_down
from .style import fills, preset_of, styled

_LEAST = {"fail": 0.42}  # room for the count and the difference


def _sizes(row: Mapping[str, Any], verdicts: Iterable[str]) -> dict[str, float]:
    """Widths of the pieces of one cell: by their counts, but never too narrow for the number on them."""
    given = {key: row[key] for key in verdicts if row[key]}
    least = {key: _LEAST.get(key, 0.14) for key in given}
    rest = 0.96 - sum(least.values())
    return {key: least[key] + rest * count / row["n"] for key, count in given.items()}


def identities(
    rows: pl.DataFrame, *, lang: str = "zh", width: str = "double", names: Mapping[str, str] | None = None, max_rows: int = MAX_ROWS
) -> Drawn | None:
    """Reports by identities from `check_matrix(data)`: a piece of bar for every verdict, with its count, and the largest failed difference.

    Passes on printed numbers alone and passes with blanks proven to be 0 stand apart: the second kind proves less.
    """
    known, cut = limited(one_each(rows).with_columns(status=pl.lit("ok")), "n", max_rows)
    if known.is_empty():
        return None
    labels, chosen, palette = Labels(lang, names), preset_of(lang), fills("verdict")
    checks = known["check"].unique(maintain_order=True).to_list()
    groups = by_scope(known)
    sizes = [part["report_id"].n_unique() for _, part in groups]
    with styled(chosen):
        figure = canvas(chosen, width, ROW_MM["double"] * (sum(sizes) + 1.4 * len(sizes)) + 15, only_page=True)
        made = figure.subplots(len(groups), 1, squeeze=False, sharex=True, gridspec_kw={"height_ratios": [size + 0.2 for size in sizes]})
        for (axes,), (scope, part) in zip(made, groups, strict=True):
            reports = [group for _, group in part.group_by("report_id", maintain_order=True)]
            for y, report in enumerate(reports):
                for row in report.iter_rows(named=True):
                    at = checks.index(row["check"]) + 0.02
                    for key, size in _sizes(row, palette).items():
                        axes.barh(y, size, left=at, height=0.78, color=palette[key].color, hatch=palette[key].hatch, edgecolor="#333333", linewidth=0.3)
                        worst = f" ({row['worst']:+,.0f})".replace("-", "−") if key == "fail" and row["worst"] is not None else ""
                        box = {"facecolor": "white", "edgecolor": "none", "pad": 0.5} if palette[key].hatch else None
                        axes.text(at + size / 2, y, f"{row[key]}{worst}", ha="center", va="center", fontsize="x-small", color=palette[key].text, bbox=box)
                        at += size
            rows_down(axes, report_labels((report.row(0, named=True) for report in reports), labels))
            axes.set_xlim(0, len(checks))
            axes.set_xticks([i + 0.5 for i in range(len(checks))], [labels("check", check) for check in checks], va="baseline")
            axes.tick_params(axis="x", length=0, labeltop=axes is made[0][0], labelbottom=False)
            axes.spines["bottom"].set_visible(False)
            axes.set_title(labels("panel", scope))
        legend(figure, palette, labels, "verdict")
    return Drawn(figure, known.drop("status"), captions(known, [note("identities"), *cut], names, float(known["n"].sum())), chosen, lang)
