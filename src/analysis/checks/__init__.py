"""Checks: pass, fail, not assessable.

A failed check is a finding about a report and repairs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from ..frames.schema import make_frame
from .catalogue import contradicting_checks, listed, strengths
from .hierarchy import hierarchy
from .masthead import period, statutory_content
from .parts import parts
from .percent import growth, shares
from .prose import prose
from .record import Finding, Report, gather
from .tables import disclosed_stock, identities, item_basis, rule_power
from .years import across, pairs

__all__ = ["contradicting_checks", "listed", "run", "strengths"]

_WITHIN = (
    identities,
    disclosed_stock,
    item_basis,
    rule_power,
    prose,
    parts,
    shares,
    period,
    statutory_content,
)


def _find_all(reports: list[Report]) -> Iterator[Finding]:
    for report in reports:
        for check in _WITHIN:
            yield from check(report)
    before: dict[str, Report] = {}
    for pair in pairs(reports):
        before[pair[0].id] = pair[1]
        yield from across(pair)
    for report in reports:
        yield from growth(report, before.get(report.id))
    yield from hierarchy(reports)


def run(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The frame `checks` for the frames `reports`, `cells`, `statements`, `sections` and
    `problems`.

    One row per instance of a check, sorted; nothing in the frames is changed. `reports` and `cells`
    are needed, the others count as empty where they are not given.

    >>> from analysis.frames.schema import empty
    >>> run({"reports": empty("reports"), "cells": empty("cells")}).height
    0
    """
    return make_frame("checks", (found.as_row() for found in _find_all(gather(frames))))
