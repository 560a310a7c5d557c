"""Bytes to cells, against the least that any reader must do in the same run."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))

import speed

REPORTS = (
    "cell_lines",
    "pipe_rows",
    "tabs",
    "html_spans",
    "tabled",
)  # what is in them are tables; the other pages are links and prose
BUSY = 1.1  # what other programs on the machine may add to a ratio


def test_reports_are_read_within_their_bounds(
    record_property: Callable[[str, object], None],
) -> None:
    found = speed.ratios(repeats=7)
    record_property("measured", speed.summary(found))
    ratios = {
        name: own / least / speed.BOUNDS[kind]
        for name, (kind, least, own) in found.items()
        if name in REPORTS
    }
    assert (
        len(ratios) == len(REPORTS)
        and {name: ratio for name, ratio in ratios.items() if ratio > BUSY} == {}
    )
