"""Administrative reconsiderations and suits: results as counts, pending hatched, and the correction rate beside."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from ..metrics import MIN_N
from .disclosure import dot
from .drawn import MAX_ROWS, Drawn, captions, contradicted, contradicted_note, limited, note, one_each
from .labels import Labels
from .layout import ROW_MM, at_end, bar, by_scope, canvas, legend, percent_axis, rows_down, stacked_panels, whole
from .style import fills, preset_of, styled

CHANNELS = ("reconsideration", "litigation")


def disputes(
    results: pl.DataFrame, rates: pl.DataFrame, *, lang: str = "zh", width: str = "double", names: Mapping[str, str] | None = None, max_rows: int = MAX_ROWS
) -> Drawn | None:
    """From `measure(data, "dispute_results")` and `measure(data, "correction_rate")`; reports without a case are left out, with their number.

    One row per report and channel. Where fewer than 30 cases were concluded, the correction rate is given as counts.
    """
    split = pl.col("item").str.split_exact(".", 1).struct.rename_fields(["channel", "result"]).struct.unnest()
    counted = one_each(results).with_columns(split).filter(pl.col("channel").is_in(CHANNELS))
    complete = counted.filter(pl.col("k").is_not_null().all().over("report_id"), pl.col("k").max().over("report_id") > 0)
    complete, cut = limited(complete, "k", max_rows)
    if complete.is_empty():
        return None
    without = counted.filter(pl.col("k").fill_null(0).max().over("report_id") == 0, pl.col("k").is_not_null().any().over("report_id"))["report_id"].n_unique()
    labels, chosen, palette = Labels(lang, names), preset_of(lang), fills("result")
    groups = by_scope(complete)
    sizes = [2 * part["report_id"].n_unique() for _, part in groups]
    longest = float(complete.select(pl.col("k").max()).item())
    at = {(row["report_id"], row["item"]): row for row in rates.iter_rows(named=True)}
    with styled(chosen):
        figure = canvas(chosen, width, ROW_MM["double"] * (sum(sizes) + 1.2 * len(sizes)) + 17, only_page=True)
        panels = stacked_panels(figure, sizes, 2, [3, 2])
        for (left_axes, right_axes), (scope, part) in zip(panels, groups, strict=True):
            names_down = []
            for y, ((report_id, channel), cases) in enumerate(part.group_by("report_id", "channel", maintain_order=True)):
                counts = dict(zip(cases["result"], cases["k"], strict=True))
                left = 0.0
                for key, fill in palette.items():
                    bar(left_axes, y, left, counts[key], fill, whole(counts[key]), longest * 0.05)
                    left += counts[key]
                at_end(left_axes, y, labels("word", "n", n=whole(counts["total"])))
                dot(right_axes, y, at[report_id, channel], labels)
                words = labels("channel", channel) + (" †" if any(contradicted(case) for case in cases.iter_rows(named=True)) else "")
                names_down.append(f"{labels.report(cases.row(0, named=True))} {words}" if y % 2 == 0 else words)
            rows_down(left_axes, names_down)
            rows_down(right_axes, [""] * len(names_down))
            left_axes.set_xlim(0, longest * 1.02)
            left_axes.set_title(labels("panel", scope))
            percent_axis(right_axes, "")
            right_axes.grid(axis="x")
            right_axes.set_axisbelow(True)
        panels[-1][0].set_xlabel(labels("axis", "cases"))
        panels[-1][1].set_xlabel(labels("axis", "correction"))
        legend(figure, palette, labels, "result")
    notes = [note("disputes"), note("small_cases", min_n=MIN_N), *cut, *([note("no_cases", n=without)] if without else [])]
    notes += contradicted_note(complete)
    total = float(complete.filter(pl.col("result") == "total")["k"].sum())
    shown = complete.join(
        rates.select("report_id", channel="item", concluded="n", correction_rate="rate", correction_low="low", correction_high="high"),
        on=["report_id", "channel"],
    )
    return Drawn(figure, shown, captions(complete, notes, names, total), chosen, lang)
