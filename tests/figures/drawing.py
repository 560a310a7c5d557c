"""The frames that every family draws, and what a test reads off a figure."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from itertools import combinations

import polars as pl
from matplotlib.text import Text

from analysis import figures
from analysis.figures import Drawn
from analysis.figures.theme import use_style

from .frames import change, check_matrix, measured, pooled, trend

# Per family a measure that it draws ("" for none), and its frames for a number of issuers.
FAMILIES: dict[str, tuple[str, Callable[[int], list[pl.DataFrame]]]] = {
    "rate": ("litigation_rate", lambda n: [measured("litigation_rate", n)]),
    "rate_trend": ("disclosure_rate", lambda n: [trend("disclosure_rate", n)]),
    "change": ("received_growth", lambda n: [change("received_growth", n)]),
    "counts": ("received", lambda n: [trend("received", n)]),
    "outcomes": ("outcome_shares", lambda n: [measured("outcome_shares", n)]),
    "grounds": ("refusal_grounds", lambda n: [measured("refusal_grounds", n)]),
    "applicants": ("applicant_mix", lambda n: [measured("applicant_mix", n)]),
    "flow": ("outcome_counts", lambda n: [measured("outcome_counts", n)]),
    "disputes": (
        "dispute_results",
        lambda n: [measured("dispute_results", n), measured("correction_rate", n)],
    ),
    "distribution": ("disclosure_rate", lambda n: [measured("disclosure_rate", n)]),
    "heat": ("disclosure_rate", lambda n: [measured("disclosure_rate", n, range(2018, 2023))]),
    "funnel": ("reconsideration_rate", lambda n: [measured("reconsideration_rate", n)]),
    "provinces": ("disclosure_rate", lambda n: [pooled("disclosure_rate", ["province"], n)]),
    "identities": ("", lambda n: [check_matrix(n)]),
    "coverage": ("received", lambda n: [measured("received", n, range(2016, 2023))]),
}


def draw(family: str, *frames: pl.DataFrame, **how: object) -> Drawn | None:
    """A family drawn from frames; a warning is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return figures.draw(family, *frames, **how)


def texts(drawn: Drawn) -> list[str]:
    """All words on the figure, as drawn."""
    return [text.get_text() for text in visible_texts(drawn)]


def visible_texts(drawn: Drawn) -> list[Text]:
    """What is painted: without the labels of ticks that matplotlib keeps but does not draw."""
    with use_style(), warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn.figure.set_dpi(72)
        drawn.figure.draw_without_rendering()
    axes = [axes for axes in drawn.figure.axes if axes.get_visible()]
    gone = [axes for axes in drawn.figure.axes if not axes.get_visible()]
    kept, painted = set(), set()
    for axis in (axis for one in axes for axis in (one.xaxis, one.yaxis)):
        ticks = axis._update_ticks() if axis.axes.axison else []
        painted |= {id(label) for tick in ticks for label in (tick.label1, tick.label2)}
        for tick in (*axis.majorTicks, *axis.minorTicks):
            kept |= {id(label) for label in (tick.label1, tick.label2)}
    hidden = (kept - painted) | {id(text) for one in gone for text in one.findobj(Text)}
    return [
        text
        for text in drawn.figure.findobj(Text)
        if text.get_visible() and text.get_text().strip() and id(text) not in hidden
    ]


def clashes(drawn: Drawn, slack: float = 0.8) -> list[str]:
    """Words that leave the paper, and pairs of words that touch by more than `slack` points."""
    page = drawn.figure.bbox
    boxes = [(text.get_text(), text.get_window_extent()) for text in visible_texts(drawn)]
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
