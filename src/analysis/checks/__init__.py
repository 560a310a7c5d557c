"""Checks: pass, fail, not assessable.

A failed check is a finding about a report and repairs nothing.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import chain

import polars as pl

from ..frames.issuers import UNKNOWN
from ..frames.schema import make_frame
from .catalogue import list_checks, list_contradicting_checks, list_strengths
from .hierarchy import hierarchy
from .masthead import period, statutory_content
from .parts import parts
from .percent import growth, shares
from .prose import prose
from .record import (
    Finding,
    Report,
    outline_reports,
    pack,
    place,
    place_reports,
    read_reports,
    unpack,
)
from .tables import disclosed_stock, identities, item_basis, rule_power
from .years import check_pair, list_pairs

__all__ = [
    "Report",
    "as_frame",
    "check_across",
    "check_within",
    "hierarchy",
    "list_checks",
    "list_contradicting_checks",
    "list_strengths",
    "outline_reports",
    "pack",
    "place",
    "place_reports",
    "read_reports",
    "run",
    "unpack",
]

_WITHIN = (
    identities,
    disclosed_stock,
    item_basis,
    rule_power,
    parts,
    shares,
    period,
    statutory_content,
)


def check_within(reports: Iterable[Report]) -> Iterator[Finding]:
    """What one report shows by itself."""
    for report in reports:
        for check in _WITHIN:
            yield from check(report)
        if report.row["scope"] != UNKNOWN:
            yield from prose(report)


def check_across(reports: Sequence[Report], undecided: Container[str]) -> Iterator[Finding]:
    """What the reports of some issuers show side by side, all of each issuer being given
    (`place_reports`).

    The reports with the ids `undecided` do not state their scope: what their prose speaks of
    depends on the issuer's other reports.
    """
    before: dict[str, Report] = {}
    for pair in list_pairs(reports):
        before[pair[0].id] = pair[1]
        yield from check_pair(pair)
    for report in reports:
        yield from growth(report, before.get(report.id))
        if report.id in undecided:
            yield from prose(report)


def make_frame_of_findings(findings: Iterable[Finding]) -> pl.DataFrame:
    """The frame `checks` of some findings, sorted."""
    return make_frame("checks", (found.make_row() for found in findings))


def run(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The frame `checks` for the frames `reports`, `cells`, `statements`, `sections` and
    `problems`.

    One row per instance of a check, sorted; nothing in the frames is changed. `reports` and `cells`
    are needed, the others count as empty where they are not given.

    >>> from analysis.frames.schema import make_empty
    >>> run({name: make_empty(name) for name in ("reports", "cells")}).height
    0
    """
    reports = read_reports(frames)
    placed = place(outline_reports(frames, reports))
    columns = placed.select("report_id", "scope", "rank")
    among = place_reports(reports, {key: (scope, at) for key, scope, at in columns.iter_rows()})
    undecided = set(placed.filter("is_undecided")["report_id"])
    return make_frame_of_findings(
        chain(check_within(reports), check_across(among, undecided), hierarchy(placed))
    )
