"""Two tables as pictures: the reports of the collection by issuer and year, and what the identities say of each report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from .drawn import PAGE, Drawn, How, captions, limited, note, one_each
from .layout import legend, page, report_labels, rows_down
from .style import fills

_LEAST = {"fail": 0.42}  # room for the count and the difference


def coverage(rows: pl.DataFrame, how: How = PAGE) -> Drawn | None:
    """A square per issuer and year from `trend(data, "received")`, filled by form, with the applications received in it.

    A year without a report stays empty; "–" is a report that gives no number; 0 is a printed or proven zero.
    """
    issuers = rows.select("issuer_id", "scope").unique(maintain_order=True)
    known = rows.join(
        issuers.head(how.max_rows), on=["issuer_id", "scope"], how="semi", maintain_order="left"
    )
    if known.is_empty():
        return None
    labels = how.labels
    palette = {key: fill for key, fill in fills("form").items() if key in known["form"]}
    years = range(known["year"].min(), known["year"].max() + 1)  # type: ignore[arg-type,operator]
    with page(known, how, 14, ("issuer_id",), only_page=True) as opened:
        for (axes,), part in opened.panels:
            lines = part.partition_by("issuer_id", maintain_order=True)
            for y, line in enumerate(lines):
                for row in line.iter_rows(named=True):
                    fill = palette[row["form"]]
                    axes.barh(
                        y,
                        0.92,
                        left=row["year"] - 0.46,
                        height=0.84,
                        color=fill.color,
                        edgecolor="#333333",
                        linewidth=0.4,
                    )
                    axes.text(
                        row["year"],
                        y,
                        "–" if row["k"] is None else f"{row['k']:.0f}",
                        ha="center",
                        va="center",
                        color=fill.text,
                        fontsize="small",
                    )
            rows_down(axes, [labels.report(line.row(0, named=True), short=True) for line in lines])
            axes.set_xlim(years[0] - 0.6, years[-1] + 0.6)
            axes.set_xticks(list(years), [str(year) for year in years])
            axes.tick_params(axis="x", length=0)
            axes.spines["bottom"].set_visible(False)
        legend(opened.figure, palette, labels, "form")
    cut = (
        [note("limited_issuers", all=issuers.height, shown=how.max_rows)]
        if issuers.height > how.max_rows
        else []
    )
    return Drawn(
        opened.figure,
        known,
        captions(known, [note("coverage"), *cut], how.names, float(known["k"].sum())),
        how,
    )


def _sizes(row: Mapping[str, Any], verdicts: Iterable[str]) -> dict[str, float]:
    """Widths of the pieces of one cell: by their counts, but never too narrow for the number on them."""
    given = {key: row[key] for key in verdicts if row[key]}
    least = {key: _LEAST.get(key, 0.14) for key in given}
    rest = 0.96 - sum(least.values())
    return {key: least[key] + rest * count / row["n"] for key, count in given.items()}


def identities(rows: pl.DataFrame, how: How = PAGE) -> Drawn | None:
    """Reports by identities from `check_matrix(data)`: a piece of bar for every verdict, with its count, and the largest failed difference.

    Passes on printed numbers alone and passes with blanks proven to be 0 stand apart: the second kind proves less.
    """
    known, cut = limited(one_each(rows), "n", how)
    if known.is_empty():
        return None
    labels, palette = how.labels, fills("verdict")
    checks = known["check"].unique(maintain_order=True).to_list()
    with page(known, how, 15, ("report_id",), gap=1.4, only_page=True) as opened:
        for at, ((axes,), part) in enumerate(opened.panels):
            reports = part.partition_by("report_id", maintain_order=True)
            for y, report in enumerate(reports):
                for row in report.iter_rows(named=True):
                    left = checks.index(row["check"]) + 0.02
                    for key, size in _sizes(row, palette).items():
                        axes.barh(
                            y,
                            size,
                            left=left,
                            height=0.78,
                            color=palette[key].color,
                            hatch=palette[key].hatch,
                            edgecolor="#333333",
                            linewidth=0.3,
                        )
                        worst = (
                            f" ({row['worst']:+,.0f})".replace("-", "−")
                            if key == "fail" and row["worst"] is not None
                            else ""
                        )
                        box = (
                            {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
                            if palette[key].hatch
                            else None
                        )
                        axes.text(
                            left + size / 2,
                            y,
                            f"{row[key]}{worst}",
                            ha="center",
                            va="center",
                            fontsize="x-small",
                            color=palette[key].text,
                            bbox=box,
                        )
                        left += size
            rows_down(axes, report_labels((report.row(0, named=True) for report in reports), how))
            axes.set_xlim(0, len(checks))
            axes.set_xticks(
                [i + 0.5 for i in range(len(checks))],
                [labels("check", check) for check in checks],
                va="baseline",
            )
            axes.tick_params(axis="x", length=0, labeltop=at == 0, labelbottom=False)
            axes.spines["bottom"].set_visible(False)
        legend(opened.figure, palette, labels, "verdict")
    return Drawn(
        opened.figure,
        known,
        captions(known, [note("identities"), *cut], how.names, float(known["n"].sum())),
        how,
    )
