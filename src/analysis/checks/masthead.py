"""What a report says about itself: its period, and the contents that the Regulations ask for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from ..forms import forms
from .catalogue import load_catalogue
from .record import Finding, Report, judge

# The Regulations came into force on 2008-05-01: the first reports cover eight months.
_FIRST = dt.date(2008, 5, 1)


def period(report: Report) -> Iterator[Finding]:
    """The stated period is 1 January to 31 December of the report's year; left counts the days
    off.
    """
    year = report.row["year"]
    start, end = report.row["period_start"], report.row["period_end"]
    if None in (year, start, end):
        missing = "year" if year is None else "stated period"
        yield Finding(report, "period", "period", detail=f"no {missing}")
        return
    first = start if start == _FIRST and year == 2008 else dt.date(year, 1, 1)
    days = abs((start - first).days) + abs((end - dt.date(year, 12, 31)).days)
    source = report.row["year_from"]
    detail = f"{start.isoformat()} to {end.isoformat()}, year {year}"
    detail += f" (from the {source})" if source else ""
    yield Finding(report, "period", "period", days, 0, judge(days, 0), detail)


def statutory_content(report: Report) -> Iterator[Finding]:
    """The five contents of article 50 of the Regulations of 2019; left counts those that are there.

    Something missing is a fail only where the end of the report was seen (its problems or other
    matters): a page that was cut, or whose headings were not recognised, cannot be assessed.
    """
    if not forms()[report.row["form"]].era:
        return
    contents = load_catalogue()["contents"]
    missing = [c["words"] for c in contents if not _has_content(report, c)]
    of_the_end = [c for c in contents if "table" not in c]
    is_ended = not report.half and any(_has_content(report, c) for c in of_the_end)
    result, detail = "pass", ""
    if missing:
        result = "fail" if is_ended else "not_assessable"
        detail = f"not found: {', '.join(missing)}"
        detail += "" if is_ended else "; the end of the report was not seen"
    found = len(contents) - len(missing)
    yield Finding(report, "statutory_content", "contents", found, len(contents), result, detail)


def _has_content(report: Report, content: dict[str, Any]) -> bool:
    """Whether a report has a section of this content, or the table that shows it."""
    return (
        bool(report.sections & set(content["sections"]))
        or content.get("table") in report.sheet.forms
    )
