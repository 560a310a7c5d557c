"""Rows of dots and bars: rates with limits, changes, shares, the flow of applications, disputes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator

from ..metrics import measures
from ..metrics.definitions import PER, SHARES
from .catalogue import (
    FUNCTIONS,
    Drawn,
    How,
    Note,
    Sketch,
    catalogue,
    figure_family,
    fix_layout,
    is_pooled,
    require_rows,
)
from .page import (
    LINE,
    MOST_NAMES,
    MOST_ROWS,
    ROOM_MM,
    choose_issuers,
    draw_point,
    draw_rings,
    fill_legend,
    fraction,
    line_columns,
    page_height,
    partition,
    rate_axis,
    right_column,
    row_page,
    text_width,
    whole,
    write,
)
from .theme import SMALL_PT, Fill, fills

_LEAST_GROWTH = -95.0  # percent
_GROWTH_TICKS = np.array([-90, -75, -50, -25, 0, 50, 100, 300, 900, 3100, 9900])
Fills = Mapping[str, Fill]
Counts = Mapping[str, float]


def draw_dots(axes: Axes, rows: pl.DataFrame, how: How) -> None:
    """A dot at `value` in the row `_y`, with limits from `low` to `high`; hollow on prose.

    Where n is below `how.min_n`, k/n stands instead at the left end of the row.
    """
    for row in rows.with_columns(pl.col("n").fill_null(0)).iter_rows(named=True):
        if row["n"] < how.min_n:
            margin = {"xycoords": ("axes fraction", "data"), "ha": "left", "color": "#555555"}
            write(axes, fraction(row), (0, row["_y"]), (3, 0), **margin)
        else:
            limits = [x for x in (row["low"], row["high"]) if x is not None]
            axes.plot(limits, [row["_y"]] * len(limits), color=LINE, linewidth=0.8)
            draw_point(axes, row, "value", "_y", "o", 4)


def limits_notes(rows: pl.DataFrame, kind: str) -> list[Note]:
    """What the limits are, and that hollow points rest on prose where some do."""
    prose = "evidence" in rows.columns and (rows["evidence"] == "prose").any()
    base = "pooled" if is_pooled(rows) else ("share" if kind in SHARES else kind)
    return [Note(base), Note("hollow", prose)]


@figure_family
def rate(rows: pl.DataFrame, how: How) -> Sketch | Drawn | None:
    """Any rate of every report or group, with limits: dots in rows, k/n where n is small.

    `rows` are those of `metrics.measure` for a share or a rate per 100 or 10,000. More rows than a
    page holds become a heat map, more than 60 issuers the distribution over issuers.

    Parameters
    ----------
    rows
        Rows of `metrics.measure`, of reports or pooled.

    Examples
    --------
    >>> from analysis.metrics import measure
    >>> rate(measure(data, "disclosure_rate")).data.height
    13
    """
    known = require_rows(rows.drop_nulls("value"))
    if not is_pooled(known):
        issuers, has_years = known["issuer_id"].n_unique(), known["year"].n_unique() > 1
        lines = known.n_unique(["issuer_id", "scope", "item"])
        is_high = page_height(partition(known, "item")) > ROOM_MM
        if is_high or (issuers > MOST_ROWS and has_years):
            other = "heat" if lines <= MOST_NAMES and has_years else "distribution"
            return FUNCTIONS[other](rows, how)
    known, chosen = choose_issuers(known, "n", more=["item"])
    key, is_small = known["measure"][0], known["n"] < how.min_n
    figure, panels = row_page(known, how, [how.labels.axis(key)])
    for panel in panels:
        draw_dots(panel.axes[0], panel.rows, how)
        right_column(panel.axes[0], [whole(n) for n in panel.rows["n"]])
        rate_axis(panel.axes[0], known.filter(~is_small), measures()[key].kind, how)
    notes = limits_notes(known, measures()[key].kind)
    return figure, known, [*notes, chosen, Note("small", is_small.any())]


@figure_family
def change(rows: pl.DataFrame, *printed: pl.DataFrame, how: How) -> Sketch:
    """The change against the year before, from `metrics.change`, with its limits.

    Percentage points on a plain axis; growth on the axis of the logarithm of the ratio, on which a
    doubling is as long as a halving. A second frame, `metrics.printed_growth`, adds rings for the
    growth of applications received that reports print. Where a year has a small n the numbers
    stand alone.

    Parameters
    ----------
    rows
        Rows of `metrics.change`.
    *printed
        The frame of `metrics.printed_growth`, for growth of applications received.

    Examples
    --------
    >>> from analysis.metrics import change as compare
    >>> change(compare(data, "received")).data.height
    9
    """
    spec, is_large = measures()[rows["measure"][0]], pl.min_horizontal("n", "n_before") >= how.min_n
    is_growth, base = spec.kind == "growth", measures()[spec.of]
    known = rows.drop_nulls(["k", "k_before"]).filter((pl.col("k") > 0) | (pl.col("k_before") > 0))
    said = pl.DataFrame(schema={"report_id": pl.Utf8, "printed": pl.Float64})
    for frame in printed if spec.key == "received_growth" else ():
        said = frame.filter(pl.col("key") == "applications.new").select(said.columns)
    said = said.unique("report_id", keep="first")
    known = require_rows(known).join(said, "report_id", "left", maintain_order="left")
    known, chosen = choose_issuers(known, "n", more=["item"])
    names, placed = ["value", "low", "high", "printed"], known
    if is_growth:
        # a fall by nearly all has no place on this axis: its numbers stand at the right
        has_place = pl.col("value").fill_null(0.0) > _LEAST_GROWTH
        inside = pl.when(has_place).then(pl.col(names).clip(_LEAST_GROWTH))
        placed = known.with_columns((inside / 100 + 1).log(2))
    figure, panels = row_page(placed, how, [how.labels.axis(spec.key)])
    for panel in panels:
        axes, rows = panel.axes[0], panel.rows
        draw_dots(axes, rows.filter(is_large), how)
        draw_rings(axes, rows, "printed", "_y", 42)
        both = [_two_years(row, base.kind, how) for row in rows.iter_rows(named=True)]
        right_column(axes, both, how.labels("word", "before_now"))
        axes.axvline(0, color=LINE, linewidth=0.5, zorder=0)
        axes.grid(axis="x")
    drawn = placed.filter(is_large).select(names).to_numpy()
    _draw_change_axis(axes, drawn[np.isfinite(drawn)], is_growth, how)
    is_beyond = is_growth and known.select((pl.col("value") <= _LEAST_GROWTH).any()).item()
    small = Note("small_change", not known.select(is_large.all()).item())
    rings = Note("printed", known["printed"].is_not_null().any())
    return (
        figure,
        known,
        [*limits_notes(known, spec.kind), small, Note("beyond", is_beyond), rings, chosen],
    )


def _two_years(row: Mapping[str, Any], kind: str, how: How) -> str:
    """The numbers of the year before and of the year; the rates where k/n would fill a column.

    >>> row = {"k": 9, "n": 50, "k_before": 4, "n_before": 40}
    >>> _two_years(row, "share", How()), _two_years(row, "share", How("zh", "single"))
    ('4/40 → 9/50', '10% → 18%')
    """
    form = "{:.0f}%" if kind in SHARES else "{:,.1f}"
    pairs = [(row[f"k{end}"], row[f"n{end}"]) for end in ("_before", "")]
    if kind == "count":
        return " → ".join(whole(k) for k, _ in pairs)
    if not how.is_wide and min(n or 0 for _, n in pairs) >= max(how.min_n, 1):
        return " → ".join(form.format(PER[kind] * k / n) for k, n in pairs)
    return " → ".join("/".join(whole(number) for number in pair) for pair in pairs)


def _draw_change_axis(axes: Axes, drawn: Any, is_growth: bool, how: How) -> None:
    """An axis around 0 with signs; for growth its ticks are percentages at their logarithms."""
    low, high = min([*drawn, -1.0]), max([*drawn, 1.0])
    axes.set_xlim(low - 0.04 * (high - low), high + 0.04 * (high - low))
    axes.locator_params(axis="x", nbins=6 if how.is_wide else 3)
    axes.xaxis.set_major_formatter(lambda x, _: write_change(x))
    if is_growth:
        places = np.log2(1 + _GROWTH_TICKS / 100)
        inside = places[(places >= low) & (places <= high)]
        axes.xaxis.set_major_locator(FixedLocator(inside, nbins=6 if how.is_wide else 3))
        axes.xaxis.set_major_formatter(lambda x, _: write_change(round(100 * (2**x - 1))))


def write_change(value: float) -> str:
    """A change with its sign.

    >>> write_change(100), write_change(-2.5), write_change(0)
    ('+100', '−2.5', '0')
    """
    return f"{value:+,g}".replace("-", "−") if abs(value) > 1e-9 else "0"


def stack_bars(
    axes: Axes, rows: Sequence[Counts], fills: Fills, shift: float = 0, height: float = 0.7
) -> None:
    """A stacked bar per row, in the order of the fills, moved down by `shift` rows."""
    places, left = np.arange(len(rows)) + shift, np.zeros(len(rows))
    for item, fill in fills.items():
        sizes = np.array([row.get(item, 0.0) for row in rows])
        axes.barh(places, sizes, height, left, color=fill.color, hatch=fill.hatch, edgecolor=LINE)
        left += sizes


def finish_bars(
    figure: Figure, fills: Fills, words: Callable[[float], str], how: How, group: str = "item"
) -> None:
    """The legend, and the size on every piece that is wide enough, once axes have their size."""
    fill_legend(figure, fills, how.labels, group)
    fix_layout(figure)
    for axes in figure.axes:
        per_point = axes.viewLim.width / (axes.bbox.width / figure.dpi * 72)
        containers: Sequence[Any] = axes.containers
        for container, fill in zip(containers, fills.values(), strict=False):
            written = [(size, words(size)) for size in container.datavalues]
            shown = [w if size > (text_width(w) + 3) * per_point else "" for size, w in written]
            axes.bar_label(
                container,
                shown,
                label_type="center",
                fontsize=SMALL_PT,
                color=fill.text,
                bbox=fill.box,
            )


def mark_counts(axes: Axes, y: float, counts: Counts, fills: Fills) -> None:
    """Counts in place of a bar: a small square in the fill of its item, its number beside it."""
    for i, key in enumerate(key for key in fills if counts[key]):
        left, fill = 0.8 + 100 / len(fills) * i, fills[key]
        axes.barh(y, 2.2, 0.42, left, color=fill.color, hatch=fill.hatch, edgecolor=LINE)
        write(axes, whole(counts[key]), (left + 2.2, y), (2.5, 0), ha="left")


def _complete(rows: pl.DataFrame, size: pl.Expr, *more: str) -> pl.DataFrame:
    """The lines that have a number for every item, and whose size is above 0."""
    keys = ["scope", "level", *more, *line_columns(rows)]
    return rows.filter(pl.col("k").is_not_null().all().over(keys), (size > 0).any().over(keys))


def _counts(lines: Sequence[pl.DataFrame], item: str = "item") -> list[dict[str, float]]:
    """k by item of every line."""
    return [dict(line.select(item, "k").iter_rows()) for line in lines]


def _draw_shares(rows: pl.DataFrame, how: How, family: str) -> Sketch:
    """Stacked shares of a measure's items: a bar per report or group, counts where it has none."""
    known, chosen = choose_issuers(require_rows(_complete(rows, pl.col("n"))), "n")
    palette = fills(catalogue()[family].palettes[known["measure"][0]])
    figure, panels = row_page(known, how, [how.labels("word", "share")], 18, item="")
    without: list[float] = []  # n of the lines that have counts
    for panel in panels:
        axes, sizes = panel.axes[0], [max(line["n"]) for line in panel.lines]
        bars = [_list_shares(line, how) for line in panel.lines]
        stack_bars(axes, bars, palette)
        for y in (y for y, bar in enumerate(bars) if not bar):
            mark_counts(axes, y, _counts(panel.lines)[y], palette)
            without.append(sizes[y])
        right_column(axes, [whole(n) for n in sizes])
        rate_axis(axes, known, "share", how)
        axes.grid(visible=False)
    finish_bars(figure, palette, lambda share: f"{share:.0f}", how)
    small, odd = (any((n < how.min_n) is is_small for n in without) for is_small in (True, False))
    said = {"small": small, "odd_sum": odd, "in_order": without}
    return figure, known, [*(Note(key, when) for key, when in said.items()), chosen]


def _list_shares(line: pl.DataFrame, how: How) -> dict[str, float]:
    """The share of every item; none where n is small, and where they do not add up to 100.

    Of many reports that are pooled some contradict their sums or lack an item, so their shares are
    let end within 1 of 100.
    """
    shares = dict(line.select("item", pl.col("value").fill_null(np.inf)).iter_rows())
    n = max(line["n"])
    slack = 1 if is_pooled(line) else 50 / n
    return shares if n >= how.min_n and abs(sum(shares.values()) - 100) < slack else {}


@figure_family
def outcomes(rows: pl.DataFrame, how: How) -> Sketch:
    """What became of the applications, from `measure(data, "outcome_shares")`, open to closed.

    Parameters
    ----------
    rows
        Rows of the measure outcome_shares, of reports or pooled.

    Examples
    --------
    >>> from analysis.metrics import measure
    >>> outcomes(measure(data, "outcome_shares")).data.height
    66
    """
    return _draw_shares(rows, how, "outcomes")


@figure_family
def grounds(rows: pl.DataFrame, how: How) -> Sketch:
    """The grounds of refusals or their legal nature, of what was not provided or processed.

    Parameters
    ----------
    rows
        Rows of refusal_nature, refusal_grounds, unable_grounds or not_processed_grounds.

    Examples
    --------
    >>> from analysis.metrics import measure
    >>> grounds(measure(data, "refusal_grounds")).data.height
    64
    """
    return _draw_shares(rows, how, "grounds")


@figure_family
def applicants(rows: pl.DataFrame, how: How) -> Sketch:
    """Kinds of applicants, from `measure(data, "applicant_mix")`.

    Parameters
    ----------
    rows
        Rows of the measure applicant_mix, of reports or pooled.

    Examples
    --------
    >>> from analysis.metrics import measure
    >>> applicants(measure(data, "applicant_mix")).data.height
    66
    """
    return _draw_shares(rows, how, "applicants")


@figure_family
def flow(rows: pl.DataFrame, how: How) -> Sketch:
    """Applications in (carried in, new) over applications out (closed, carried out), as counts.

    Parameters
    ----------
    rows
        Rows of the measure outcome_counts, of reports or pooled.

    Examples
    --------
    >>> from analysis.metrics import measure
    >>> flow(measure(data, "outcome_counts")).data.height
    44
    """
    palette = fills("flow")
    known = require_rows(_complete(rows.filter(pl.col("item").is_in(list(palette))), pl.col("k")))
    known, chosen = choose_issuers(known, "k", row_mm := 6.4)
    into, out = (dict(list(palette.items())[part]) for part in (slice(2), slice(2, 4)))
    words = [how.labels("word", "applications")]
    figure, panels = row_page(known, how, words, 18, row_mm, "", share_x=False)
    for panel in panels:
        axes, counts = panel.axes[0], _counts(panel.lines)
        stack_bars(axes, counts, into, -0.19, 0.38)
        stack_bars(axes, counts, out, 0.19, 0.38)
        sums = [[sum(one[item] for item in half) for half in (into, out)] for one in counts]
        words = [f"{whole(a)} {'=' if a == b else '≠'} {whole(b)}" for a, b in sums]
        right_column(axes, words, how.labels("word", "in_out"))
        axes.locator_params(axis="x", nbins=5 if how.is_wide else 3)
        axes.xaxis.set_major_formatter(lambda x, _: whole(x))
    finish_bars(figure, palette, whole, how)
    return figure, known, [chosen]


@figure_family
def disputes(results: pl.DataFrame, rates: pl.DataFrame, how: How) -> Sketch:
    """Cases by result with pending ones hatched, and the correction rate beside them.

    From `measure(data, "dispute_results")` and `measure(data, "correction_rate")`. Reconsiderations
    and suits stand in panels of their own, as a suit after reconsideration can be the same dispute.

    Parameters
    ----------
    results
        Rows of the measure dispute_results.
    rates
        Rows of the measure correction_rate.

    Examples
    --------
    >>> from analysis.metrics import measure
    >>> disputes(measure(data, "dispute_results"), measure(data, "correction_rate")).data.height
    80
    """
    parts = pl.col("item").str.split_exact(".", 1).struct.rename_fields(["channel", "result"])
    counted = _complete(results.with_columns(parts.struct.unnest()), pl.lit(1), "channel")
    known = require_rows(_complete(counted, pl.col("k"), "channel"))
    keys = ["scope", "level", "channel", *line_columns(rates)]
    without = counted.n_unique(keys) - known.n_unique(keys)
    known, chosen = choose_issuers(known, "k", more=["channel"])
    palette = fills("result")
    xlabels = [how.labels("word", "cases"), how.labels.axis("correction_rate")]
    figure, panels = row_page(known, how, xlabels, 18, item="channel", share_x=False)
    beside = rates.rename({"item": "channel"}).select(*keys, "k", "n", "value", "low", "high")
    for panel in panels:
        (left, right), counts = panel.axes, _counts(panel.lines, "result")
        stack_bars(left, counts, palette)
        # in one column a title is wider than the bars and would run over the header
        header = "n" if how.is_wide else ""
        right_column(left, [whole(one["total"]) for one in counts], header)
        lines = panel.rows.unique("_y", maintain_order=True).select("_y", *keys)
        draw_dots(right, placed := lines.join(beside, keys, maintain_order="left"), how)
        rate_axis(right, placed, "share", how)
        left.locator_params(axis="x", nbins=5 if how.is_wide else 3, integer=True)
        left.set_xlim(0, max(panel.rows["k"]))
        left.xaxis.set_major_formatter(lambda x, _: whole(x))
        right.tick_params(labelbottom=panel is panels[-1])
    finish_bars(figure, palette, whole, how, "result")
    named = {"k": "corrected", "n": "concluded", "value": "rate", "low": "rate_low"}
    beside = beside.rename({**named, "high": "rate_high"})
    data = known.join(beside, keys, "left", maintain_order="left")
    return figure, data, [Note("small_cases"), Note("no_cases", without, {"n": without}), chosen]
