"""Which reports the collection holds: issuers by years, with the form of each report."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from .drawn import MAX_ROWS, Drawn, captions, note
from .labels import Labels
from .layout import ROW_MM, by_scope, canvas, legend, rows_down, stacked_panels
from .style import fills, preset_of, styled


def coverage(rows: pl.DataFrame, *, lang: str = "zh", width: str = "double", names: Mapping[str, str] | None = None, max_rows: int = MAX_ROWS) -> Drawn | None:
    """A square per issuer and year from `trend(data, "received")`, filled by form, with the applications received in it.

    A year without a report stays empty; "–" is a report that gives no number; 0 is a printed or proven zero.
    """
    issuers = rows.select("issuer_id", "scope").unique(maintain_order=True).head(max_rows)
    known = rows.join(issuers, on=["issuer_id", "scope"], how="semi", maintain_order="left")
    if known.is_empty():
        return None
    labels, chosen = Labels(lang, names), preset_of(lang)
    palette = {key: fill for key, fill in fills("form").items() if key in set(known["form"])}
    years = range(known["year"].min(), known["year"].max() + 1)  # type: ignore[arg-type,operator]
    groups = by_scope(known)
    sizes = [part["issuer_id"].n_unique() for _, part in groups]
    with styled(chosen):
        figure = canvas(chosen, width, ROW_MM["double"] * (sum(sizes) + 1.2 * len(sizes)) + 14, only_page=True)
        panels = stacked_panels(figure, sizes)
        for (axes,), (scope, part) in zip(panels, groups, strict=True):
            lines = [group for _, group in part.group_by("issuer_id", maintain_order=True)]
            for y, line in enumerate(lines):
                for row in line.iter_rows(named=True):
                    fill = palette[row["form"]]
                    axes.barh(y, 0.92, left=row["year"] - 0.46, height=0.84, color=fill.color, edgecolor="#333333", linewidth=0.4)
                    axes.text(row["year"], y, "–" if row["k"] is None else f"{row['k']:.0f}", ha="center", va="center", color=fill.text, fontsize="small")
            rows_down(axes, [labels.report(line.row(0, named=True), short=True) for line in lines])
            axes.set_xlim(years[0] - 0.6, years[-1] + 0.6)
            axes.set_xticks(list(years), [str(year) for year in years])
            axes.tick_params(axis="x", length=0)
            axes.spines["bottom"].set_visible(False)
            axes.set_title(labels("panel", scope))
        legend(figure, palette, labels, "form")
    cut = (
        [note("limited_issuers", all=rows.select("issuer_id", "scope").n_unique(), shown=issuers.height)]
        if rows.select("issuer_id", "scope").n_unique() > issuers.height
        else []
    )
    return Drawn(figure, known, captions(known, [note("coverage"), *cut], names, float(known["k"].sum())), chosen, lang)
