"""A whole area against the reports of its own organs and of the areas below it.

Nothing tells how many reports there should be, so only one thing can be tested: what the known
parts add to is not above the whole. Dispute counts are left out: co-defendants stand in two
reports.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..forms import Key
from .record import Finding, Report, judge

_COUNTS: tuple[Key, ...] = (
    ("applications", "new", "total"),
    ("applications", "closed_total", "total"),
)


def parent(code: str) -> str:
    """The code of the division above; empty for a province.

    >>> parent("431003"), parent("431000"), parent("430000"), parent("431003100")
    ('431000', '430000', '', '431003')
    """
    if len(code) > 6:
        return code[:6]
    if code[4:6] != "00":
        return code[:4] + "00"
    return "" if code[2:4] == "00" else code[:2] + "0000"


def hierarchy(reports: Iterable[Report]) -> Iterator[Finding]:
    """Per report on a whole area with applications: the sum of known parts <= the whole."""
    below: dict[tuple[int, str], list[Report]] = {}
    own: dict[tuple[int, str], list[Report]] = {}
    whole: list[tuple[int, str, Report]] = []
    for year, code, report in _choose_copies(reports):
        if report.row["scope"] == "area":
            whole.append((year, code, report))
            below.setdefault((year, parent(code)), []).append(report)
        elif report.row["scope"] in ("level", "organ"):
            own.setdefault((year, code), []).append(report)
    for year, code, report in whole:
        level = [r for r in own.get((year, code), []) if r.row["scope"] == "level"]
        # The report of the own level covers the organs' reports.
        parts = [*below.get((year, code), []), *(level[:1] or own.get((year, code), []))]
        yield from _compare(report, parts)


def _choose_copies(reports: Iterable[Report]) -> list[tuple[int, str, Report]]:
    """Year, division and report of the reports with a table, one of each issuer and scope, by
    id.
    """
    best: dict[tuple[int, str, str | None, str], Report] = {}
    for report in sorted(reports, key=lambda r: r.rank):
        code, year = report.row["division_code"], report.year
        if year is not None and code and "applications" in report.sheet.forms:
            best.setdefault((year, code, report.row["issuer_id"], report.row["scope"]), report)
    chosen = sorted(best.items(), key=lambda item: item[1].id)
    return [(year, code, report) for (year, code, *_), report in chosen]


def _compare(whole: Report, parts: list[Report]) -> Iterator[Finding]:
    if not parts:
        left = whole.sheet.known(_COUNTS[0])
        words = "no report of a part of the area is in the dataset"
        yield Finding(whole, "hierarchy", ".".join(_COUNTS[0]), left, detail=words)
        return
    for key in _COUNTS:
        left = whole.sheet.known(key)
        values = [value for r in parts if (value := r.sheet.known(key)) is not None]
        yield Finding(
            whole,
            "hierarchy",
            ".".join(key),
            left,
            sum(values),
            judge(left, sum(values) if values else None, "at_least"),
            f"{len(values)} known parts, not necessarily all",
            cells=(key,),
            other=parts[0] if len(parts) == 1 else None,
        )
