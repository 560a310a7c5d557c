"""Every chart family drawn from the same frames, and what a test reads off a figure."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from itertools import combinations

import polars as pl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from analysis import figures, metrics
from analysis.figures.drawn import Drawn
from analysis.figures.style import styled

Frames = Mapping[str, pl.DataFrame]
FAMILIES: dict[str, tuple[Callable[..., Drawn | None], Callable[[Frames], list[pl.DataFrame]]]] = {
    "coverage": (figures.coverage, lambda d: [metrics.trend(d, "received")]),
    "identities": (figures.identities, lambda d: [metrics.check_matrix(d)]),
    "received": (figures.received, lambda d: [metrics.trend(d, "received")]),
    "outcomes": (figures.outcomes, lambda d: [metrics.measure(d, "outcome_shares")]),
    "disclosure": (figures.disclosure, lambda d: [metrics.measure(d, "disclosure_rate")]),
    "refusals": (figures.refusals, lambda d: [metrics.measure(d, "refusal_nature")]),
    "disputes": (
        figures.disputes,
        lambda d: [metrics.measure(d, "dispute_results"), metrics.measure(d, "correction_rate")],
    ),
    "proactive": (
        figures.proactive,
        lambda d: [
            pl.concat(
                [
                    metrics.trend(d, key)
                    for key in ("proactive_items", "normative_issued", "normative_stock")
                ]
            )
        ],
    ),
    "growth": (
        figures.growth,
        lambda d: [metrics.measure(d, "received_growth"), metrics.printed_growth(d)],
    ),
}


def draw(family: str, frames: Frames, **how: object) -> Drawn | None:
    function, inputs = FAMILIES[family]
    return function(*inputs(frames), figures.How(**how))


def texts(drawn: Drawn) -> list[str]:
    """All words on the figure, as drawn."""
    return [text.get_text() for text in _visible(drawn)]


def _visible(drawn: Drawn) -> list[Text]:
    """What is painted: without the labels of ticks that matplotlib keeps but does not draw."""
    with styled(drawn.how.preset), warnings.catch_warnings():
        warnings.filterwarnings("error", message="constrained_layout not applied")
        FigureCanvasAgg(drawn.figure).draw()
    kept = [
        tick
        for axes in drawn.figure.axes
        for axis in (axes.xaxis, axes.yaxis)
        for tick in (*axis.majorTicks, *axis.minorTicks)
    ]
    painted = {
        id(tick)
        for axes in drawn.figure.axes
        for axis in (axes.xaxis, axes.yaxis)
        for tick in axis._update_ticks()
    }
    hidden = {
        id(label)
        for tick in kept
        if id(tick) not in painted
        for label in (tick.label1, tick.label2)
    }
    return [
        text
        for text in drawn.figure.findobj(Text)
        if text.get_visible() and text.get_text().strip() and id(text) not in hidden
    ]


def clashes(drawn: Drawn, slack: float = 1.0) -> list[str]:
    """Words that leave the paper, and pairs of words that touch by more than `slack` pixels."""
    page = drawn.figure.bbox
    boxes = [(text.get_text(), text.get_window_extent()) for text in _visible(drawn)]
    found = [
        f"{words!r} leaves the paper"
        for words, box in boxes
        if box.x0 < page.x0 - slack
        or box.x1 > page.x1 + slack
        or box.y0 < page.y0 - slack
        or box.y1 > page.y1 + slack
    ]
    for (one, a), (other, b) in combinations(boxes, 2):
        wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        if wide > slack and high > 2 * slack:
            found.append(f"{one!r} on {other!r}")
    return found
