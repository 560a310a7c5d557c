"""Growth as a report prints it beside the growth recomputed from its counts."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from ..metrics import MIN_N
from .drawn import MAX_ROWS, Drawn, captions, contradicted_note, limited, note, one_each
from .labels import Labels
from .layout import DARK, ROW_MM, at_end, bounded, by_scope, canvas, report_labels, rows_down, stacked_panels
from .style import preset_of, styled

RECEIVED = "applications.new"


def growth(
    recomputed: pl.DataFrame,
    printed: pl.DataFrame,
    *,
    lang: str = "zh",
    width: str = "double",
    names: Mapping[str, str] | None = None,
    max_rows: int = MAX_ROWS,
) -> Drawn | None:
    """From `measure(data, "received_growth")` and `printed_growth(data)`: a filled point recomputed, an open point printed.

    Rows are the applications received, then every other figure whose growth a report prints. Where the year before has
    fewer than 30 the two counts stand instead of a percentage; an en dash is a count that the reports do not give.
    """
    said = printed.filter(pl.col("key") == RECEIVED).select("report_id", "printed", "agrees", "raw")
    years = one_each(recomputed).rename({"bound": "k_bound"})
    counted = years.filter(pl.col("k").is_not_null(), pl.col("n").is_not_null()).join(said, on="report_id", how="left", maintain_order="left")
    both = counted.filter((pl.col("k") > 0) | (pl.col("n") > 0) | pl.col("printed").is_not_null()).with_columns(key=pl.lit(RECEIVED))
    printed = one_each(printed).with_columns(failing=pl.lit(""), n_failing=pl.lit(""))
    columns = ["report_id", "issuer", "issuer_id", "year", "scope", "level", "key", "printed", "raw", "k", "n", "rate", "agrees", "reason"]
    columns += ["k_bound", "n_bound", "failing", "n_failing", "further"]
    others = printed.filter(~pl.col("report_id").is_in(both["report_id"].to_list()) | (pl.col("key") != RECEIVED))
    both = pl.concat([both.select(columns), others.select(columns)])
    gone = years.join(both.filter(pl.col("key") == RECEIVED), on="report_id", how="anti")
    both, cut = limited(both, "k", max_rows)
    if both.is_empty():
        return None
    labels, chosen = Labels(lang, names), preset_of(lang)
    groups = by_scope(both)
    shown = pl.col("rate").filter(pl.col("n").fill_null(0) >= MIN_N)
    low, high = (
        float(x or 0)
        for x in both.select(low=pl.min_horizontal(shown.min(), pl.col("printed").min()), high=pl.max_horizontal(shown.max(), pl.col("printed").max())).row(0)
    )
    with styled(chosen):
        figure = canvas(chosen, width, ROW_MM[width] * (both.height + 1.2 * len(groups)) + 15)
        panels = stacked_panels(figure, [part.height for _, part in groups])
        for (axes,), (scope, part) in zip(panels, groups, strict=True):
            rows = part.to_dicts()
            for y, row in enumerate(rows):
                if row["rate"] is not None and row["n"] >= MIN_N:
                    axes.plot([0, row["rate"]], [y, y], color="#AAAAAA", linewidth=0.8, zorder=1)
                    axes.plot([row["rate"]], [y], marker="o", color=DARK, markersize=4.2, zorder=3)
                if row["printed"] is not None:
                    axes.plot([row["printed"]], [y], marker="o", markerfacecolor="none", markeredgecolor="#D55E00", markersize=7, linestyle="none", zorder=2)
                k, n = (bounded(row[of], row[f"{of}_bound"]) + ("†" if row[failing] else "") for of, failing in (("k", "failing"), ("n", "n_failing")))
                at_end(axes, y, f"{k} ← {n}")
            # the counts bear the †, as one of them may be that of the report of the year before
            words = report_labels(part.drop("failing").iter_rows(named=True), labels, width)
            rows_down(
                axes,
                [f"{word}{labels.mark('colon')}{labels.key(row['key'])}" if row["key"] != RECEIVED else word for word, row in zip(words, rows, strict=True)],
            )
            axes.axvline(0, color="#333333", linewidth=0.5, zorder=0)
            room = 0.06 * max(high - low, 10)
            axes.set_xlim(min(low, 0) - room, max(high, 0) + room)
            axes.xaxis.set_major_formatter(lambda value, _: f"{value:+.0f}".replace("-", "−") if value else "0")
            axes.grid(axis="x")
            axes.set_title(labels("panel", scope))
        panels[-1][0].set_xlabel(labels("axis", "growth"))
    pointless = both.filter(pl.col("printed").is_null(), pl.col("rate").is_null() | (pl.col("n") < MIN_N))
    without, zeros = gone.filter(pl.col("k").is_null() | pl.col("n").is_null()).height, gone.filter(pl.col("k") == 0, pl.col("n") == 0).height
    notes = [note("growth"), *cut, *([note("no_point", min_n=MIN_N)] if pointless.height else [])]
    notes += [note("no_growth", without=without, zeros=zeros)] if gone.height else []
    notes += [note("bounds")] if {*both["k_bound"], *both["n_bound"]} - {"exact", None} else []
    notes += [
        *contradicted_note(both.with_columns(failing=pl.concat_str("failing", "n_failing"))),
        *([] if both["printed"].is_not_null().any() else [note("none_printed")]),
    ]
    return Drawn(figure, both, captions(both, notes, names, None), chosen, lang)
