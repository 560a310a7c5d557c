"""Checks: pass, fail, not assessable.

A failed check is a finding about a report and repairs nothing.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ..frames.schema import UNKNOWN, make_frame
from .catalogue import list_checks, list_contradicting_checks, list_strengths
from .masthead import period, statutory_content
from .parts import parts
from .percent import growth, shares
from .prose import prose
from .record import Finding, Report, pack, place_reports, read_reports, unpack
from .tables import disclosed_stock, identities, item_basis, rule_power
from .years import check_pair, list_pairs

if TYPE_CHECKING:
    import polars as pl

__all__ = [
    "Finding",
    "Report",
    "check_across",
    "check_alone",
    "check_within",
    "list_checks",
    "list_contradicting_checks",
    "list_strengths",
    "make_frame_of_findings",
    "pack",
    "place_reports",
    "read_reports",
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


def check_alone(report: Report) -> Iterator[Finding]:
    """What a report shows where no other one is known."""
    yield from check_within([report])
    yield from check_across([report], {report.id} if report.row["scope"] == UNKNOWN else ())


def make_frame_of_findings(findings: Iterable[Finding]) -> pl.DataFrame:
    """The frame `checks` of some findings, sorted."""
    return make_frame("checks", (found.make_row() for found in findings))
