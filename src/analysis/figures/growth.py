"""Growth as a report prints it beside the growth recomputed from its counts."""

from __future__ import annotations

import polars as pl

from ..metrics import MIN_N
from .drawn import PAGE, Drawn, How, captions, contradicted_note, limited, note, one_each
from .layout import DARK, at_end, bounded, page, report_labels, rows_down

RECEIVED = "applications.new"
_COLUMNS = [
    "report_id",
    "issuer",
    "issuer_id",
    "year",
    "scope",
    "level",
    "key",
    "printed",
    "raw",
    "k",
    "n",
    "rate",
    "agrees",
    "reason",
]
_COLUMNS += ["k_bound", "n_bound", "failing", "n_failing", "further"]


def growth(recomputed: pl.DataFrame, printed: pl.DataFrame, how: How = PAGE) -> Drawn | None:
    """From `measure(data, "received_growth")` and `printed_growth(data)`: a filled point recomputed, an open point printed.

    Rows are the applications received, then every other figure whose growth a report prints. Where the year before has
    fewer than 30 the two counts stand instead of a percentage; an en dash is a count that the reports do not give.
    """
    said = printed.filter(key=RECEIVED).select("report_id", "printed", "agrees", "raw")
    years = one_each(recomputed).rename({"bound": "k_bound"}).with_columns(key=pl.lit(RECEIVED))
    counted = years.drop_nulls(["k", "n"]).join(
        said, on="report_id", how="left", maintain_order="left"
    )
    received = counted.filter(
        (pl.col("k") > 0) | (pl.col("n") > 0) | pl.col("printed").is_not_null()
    )
    others = (
        one_each(printed)
        .join(received, on=["report_id", "key"], how="anti", maintain_order="left")
        .with_columns(failing=pl.lit(""), n_failing=pl.lit(""))
    )
    both = pl.concat([received.select(_COLUMNS), others.select(_COLUMNS)])
    gone = years.join(both, on=["report_id", "key"], how="anti")
    both, cut = limited(both, "k", how)
    if both.is_empty():
        return None
    labels = how.labels
    point = pl.col("rate").is_not_null() & (pl.col("n") >= MIN_N)
    at = pl.when(point).then("rate")
    low, high = (
        float(x or 0)
        for x in both.select(
            low=pl.min_horizontal(at, "printed").min(), high=pl.max_horizontal(at, "printed").max()
        ).row(0)
    )
    with page(both, how, 15) as opened:
        for (axes,), part in opened.panels:
            rows = part.with_columns(point=point).to_dicts()
            for y, row in enumerate(rows):
                if row["point"]:
                    axes.plot([0, row["rate"]], [y, y], color="#AAAAAA", linewidth=0.8, zorder=1)
                    axes.plot([row["rate"]], [y], marker="o", color=DARK, markersize=4.2, zorder=3)
                if row["printed"] is not None:
                    axes.plot(
                        [row["printed"]],
                        [y],
                        marker="o",
                        markerfacecolor="none",
                        markeredgecolor="#D55E00",
                        markersize=7,
                        linestyle="none",
                        zorder=2,
                    )
                k, n = (
                    bounded(row[of], row[f"{of}_bound"]) + ("†" if row[failing] else "")
                    for of, failing in (("k", "failing"), ("n", "n_failing"))
                )
                at_end(axes, y, f"{k} ← {n}")
            # the counts bear the †, as one of them may be that of the report of the year before
            words = report_labels(part.drop("failing").iter_rows(named=True), how)
            named = [
                "" if row["key"] == RECEIVED else f"{labels.mark('colon')}{labels.key(row['key'])}"
                for row in rows
            ]
            rows_down(axes, [word + name for word, name in zip(words, named, strict=True)])
            axes.axvline(0, color="#333333", linewidth=0.5, zorder=0)
            room = 0.06 * max(high - low, 10)
            axes.set_xlim(min(low, 0) - room, max(high, 0) + room)
            axes.xaxis.set_major_formatter(
                lambda value, _: f"{value:+.0f}".replace("-", "−") if value else "0"
            )
            axes.grid(axis="x")
        axes.set_xlabel(labels("axis", "growth"))
    notes = [note("growth"), *cut]
    if both.select((pl.col("printed").is_null() & ~point).any()).item():
        notes.append(note("no_point", min_n=MIN_N))
    if gone.height:
        zeros = gone.filter(k=0, n=0).height
        notes.append(
            note("no_growth", without=gone.height - gone.drop_nulls(["k", "n"]).height, zeros=zeros)
        )
    if {*both["k_bound"], *both["n_bound"]} - {"exact", None}:
        notes.append(note("bounds"))
    notes += contradicted_note(both.with_columns(failing=pl.concat_str("failing", "n_failing")))
    if both["printed"].is_null().all():
        notes.append(note("none_printed"))
    return Drawn(opened.figure, both, captions(both, notes, how.names), how)
