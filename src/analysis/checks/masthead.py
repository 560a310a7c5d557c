"""What a report says about itself: its period, and the contents that the Regulations ask for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ..forms import forms
from .catalogue import catalogue
from .record import Check, Report, record

# The Regulations came into force on 2008-05-01: the first reports cover eight months.
_FIRST = dt.date(2008, 5, 1)


def period(report: Report) -> Iterator[Check]:
    """The stated period is 1 January to 31 December of the report's year; `difference` in days, none where it fits."""
    year, start, end = report.row["year"], report.row["period_start"], report.row["period_end"]
    if year is None or start is None or end is None:
        missing = "year" if year is None else "stated period"
        yield record(
            report, "period", "period", None, None, "not_assessable", detail=f"no {missing}"
        )
        return
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    early = start == _FIRST and year == 2008
    days = abs((start - first).days) * (not early) + abs((end - last).days)
    detail = f"{start.isoformat()} to {end.isoformat()}, year {year}" + (
        f" (from the {report.row['year_from']})" if report.row["year_from"] else ""
    )
    yield record(report, "period", "period", days, 0, "pass" if not days else "fail", detail=detail)


def statutory_content(report: Report) -> Iterator[Check]:
    """The five contents of article 50: a section of its own, or the table that shows it; left counts them.

    Something missing is a fail only where the end of the report was seen (its problems or other matters): a
    page that was cut, or whose headings were not recognised, cannot be assessed.
    """
    if not forms()[report.row["form"]].era:  # article 50 is of the Regulations of 2019
        return
    contents = catalogue()["contents"]
    missing = [
        c["words"]
        for c in contents
        if not report.sections & set(c["sections"]) and c.get("table") not in report.sheet.forms
    ]
    found = len(contents) - len(missing)
    ended = not report.half and any(
        report.sections & set(c["sections"]) for c in contents if "table" not in c
    )
    result = "pass" if not missing else "fail" if ended else "not_assessable"
    detail = f"not found: {', '.join(missing)}" if missing else ""
    yield record(
        report,
        "statutory_content",
        "contents",
        found,
        len(contents),
        result,
        detail=detail + ("; the end of the report was not seen" if missing and not ended else ""),
    )
