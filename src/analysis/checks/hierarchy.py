"""A whole area against the reports of its own organs and of the areas below it.

Nothing tells how many reports there should be, so only one thing can be tested: what the known parts add to
is not above the whole. Dispute counts are left out: co-defendants stand in two reports.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..forms import Key
from .record import Check, Report, record

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


def hierarchy(reports: Iterable[Report]) -> Iterator[Check]:
    """Per report on a whole area with an applications table: the sum of known parts <= the whole, or not assessable."""
    best: dict[tuple[int, str, str | None, str], Report] = {}
    for report in sorted(reports, key=lambda r: r.rank):
        if (
            report.year is not None
            and report.row["division_code"]
            and "applications" in report.sheet.forms
        ):
            best.setdefault(
                (
                    report.year,
                    report.row["division_code"],
                    report.row["issuer_id"],
                    report.row["scope"],
                ),
                report,
            )
    below: dict[tuple[int, str], list[Report]] = {}
    own: dict[tuple[int, str], list[Report]] = {}
    for (year, code, _, scope), report in sorted(best.items(), key=lambda item: item[1].id):
        if scope == "area":
            below.setdefault((year, parent(code)), []).append(report)
        elif scope in ("level", "organ"):
            own.setdefault((year, code), []).append(report)
    for (year, code, _, scope), whole in best.items():
        if scope == "area":
            yield from _whole(whole, below.get((year, code), []), own.get((year, code), []))


def _whole(whole: Report, below: list[Report], own: list[Report]) -> Iterator[Check]:
    # The report of the own level covers the organs' reports.
    level = [r for r in own if r.row["scope"] == "level"]
    parts = [*below, *(level[:1] or own)]
    if not parts:
        yield record(
            whole,
            "hierarchy",
            ".".join(_COUNTS[0]),
            whole.sheet.known(_COUNTS[0]),
            None,
            "not_assessable",
            detail="no report of a part of the area is in the dataset",
        )
        return
    for key in _COUNTS:
        left = whole.sheet.known(key)
        values = [value for r in parts if (value := r.sheet.known(key)) is not None]
        right = sum(values)
        result = (
            "not_assessable" if left is None or not values else "fail" if right > left else "pass"
        )
        detail = f"{len(values)} known parts, not necessarily all"
        other = parts[0] if len(parts) == 1 else None
        yield record(
            whole,
            "hierarchy",
            ".".join(key),
            left,
            right,
            result,
            cells=(key,),
            detail=detail,
            other=other,
        )
