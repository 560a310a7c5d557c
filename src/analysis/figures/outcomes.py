"""What became of the applications: outcomes as shares, refusals by legal nature as counts."""

from __future__ import annotations

import polars as pl

from ..metrics import MIN_N
from .drawn import PAGE, Drawn, How, captions, contradicted_note, limited, note, one_each
from .layout import at_end, legend, page, percent_axis, report_labels, rows_down, stack, whole
from .style import fills


def outcomes(rows: pl.DataFrame, how: How = PAGE) -> Drawn | None:
    """Stacked bars from `measure(data, "outcome_shares")`, from open to closed; None where no report has all its outcomes.

    Below n = 30, and where the outcomes contradict their printed total, the counts stand in words instead of a bar.
    """
    known = one_each(rows).filter(
        pl.col("k").is_not_null().all().over("report_id"), pl.col("n") > 0
    )
    known, cut = limited(known, "n", how)
    if known.is_empty():
        return None
    labels, palette, wide = how.labels, fills("outcome"), how.width == "double"
    with page(known, how, 17, ("report_id",)) as opened:
        for (axes,), part in opened.panels:
            reports = part.partition_by("report_id", maintain_order=True)
            for y, report in enumerate(reports):
                counts, n = dict(report.select("item", "k").iter_rows()), report["n"][0]
                at_end(axes, y, labels("word", "n", n=whole(n)))
                if n < MIN_N or report["status"][0] == "contradicted":
                    words = labels.mark("list").join(
                        f"{labels('outcome', key)} {whole(counts[key])}"
                        for key in palette
                        if counts[key]
                    )
                    axes.text(
                        1,
                        y,
                        words if wide else " + ".join(whole(counts[key]) for key in palette),
                        va="center",
                        fontsize="small",
                    )
                else:
                    stack(
                        axes,
                        y,
                        {key: 100 * k / n for key, k in counts.items()},
                        palette,
                        lambda share: f"{share:.0f}",
                        4 if wide else 9,
                    )
            rows_down(axes, report_labels((report.row(0, named=True) for report in reports), how))
            percent_axis(axes, how.width)
        axes.set_xlabel(labels("axis", "share"))
        legend(opened.figure, palette, labels, "outcome")
    notes = [
        note("outcomes"),
        *cut,
        note("small", min_n=MIN_N),
        *([] if wide else [note("in_order")]),
        *contradicted_note(known),
    ]
    return Drawn(
        opened.figure,
        known,
        captions(known, notes, how.names, float(known.unique("report_id")["n"].sum())),
        how,
    )


def refusals(rows: pl.DataFrame, how: How = PAGE) -> Drawn | None:
    """Stacked counts from `measure(data, "refusal_nature")`, as few refusals would be blown up by shares; reports without any keep their row."""
    known, cut = limited(
        one_each(rows).filter(
            pl.col("k").is_not_null().all().over("report_id"), pl.col("n").is_not_null()
        ),
        "n",
        how,
    )
    longest = float(known.select(pl.col("n").max()).item() or 0)
    if not longest:
        return None
    labels, palette = how.labels, fills("nature")
    room = longest * (0.03 if how.width == "double" else 0.08)
    with page(known, how, 17, ("report_id",)) as opened:
        for (axes,), part in opened.panels:
            reports = part.partition_by("report_id", maintain_order=True)
            for y, report in enumerate(reports):
                stack(axes, y, dict(report.select("item", "k").iter_rows()), palette, whole, room)
                at_end(axes, y, labels("word", "n", n=whole(report["n"][0])))
            rows_down(axes, report_labels((report.row(0, named=True) for report in reports), how))
            axes.set_xlim(0, longest * 1.02)
        axes.set_xlabel(labels("axis", "refused"))
        legend(opened.figure, palette, labels, "nature")
    notes = [note("refusals"), *cut, *contradicted_note(known)]
    return Drawn(
        opened.figure,
        known,
        captions(known, notes, how.names, float(known.unique("report_id")["n"].sum())),
        how,
    )
