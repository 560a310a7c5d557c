"""Of when a figure is: of the report's year, or of a part of it, another year, many years."""

from __future__ import annotations

import re

from .discourse import Context, find_period
from .findings import Finding, Verdict
from .masks import BLANK
from .periods import Period

_YEAR_BEHIND = re.compile(rf"\({BLANK}+度?\)")
_SO_FAR = re.compile(r"截[至止][^,。;]{0,12}[底末],[^,。;]*(?:累计|已|共)[^,。;]*$")
_CARRIED = ("applications.carried_in", "applications.carried_out")


def date_figure(finding: Finding, context: Context) -> None:
    """Give the finding its period and what that makes of it.

    That may be a part, a count of another year, or one without a key of its own. The sentences
    after it go on with a period that is not the year of the report.
    """
    calendar, clause = finding.sentence.calendar, finding.clause
    shared = clause.dated != clause.figure.start  # 2015年、2016年分别收到66件、77件
    kind = "" if shared else calendar.kind_at(clause.figure.start)
    period = Period(_year_behind(finding) or calendar.year_at(clause.dated), kind)
    period = find_period(context, calendar) or period
    if finding.key in _CARRIED:
        period = Period(calendar.report_year, period.kind)
    if period.kind in ("stock", "rate"):
        finding.stock_key = finding.key if finding.has_key else ""
        finding.verdict = Verdict()
    finding.period = period
    finding.part |= bool(period.kind) or period.year != calendar.report_year
    finding.until = calendar.counts_until(clause.figure.start)
    if finding.has_key or finding.stock_key:
        mixed = not period.kind and bool(context.said.given)  # 今年收到9件,去年6件
        context.thread.period = period if _goes_on(finding) and not mixed else None


def _year_behind(finding: Finding) -> int | None:
    """The year in brackets behind a number: 66件(2015年)、77件(2016年)."""
    text, end = finding.sentence.text, finding.clause.figure.right
    match = _YEAR_BEHIND.match(text, end)
    years = finding.sentence.calendar.years_between(end, match.end()) if match else set()
    return min(years) if len(years) == 1 else None


def _goes_on(finding: Finding) -> bool:
    """Whether the next sentence, where it names no time, speaks of the same one."""
    calendar, period = finding.sentence.calendar, finding.period
    if period.kind or period.year == calendar.report_year:
        return bool(period.kind)
    compared = any(at == finding.clause.dated for at, _ in calendar.dates.of_number)
    years = {calendar.actual_year(year) for _, year in calendar.dates.years}
    return not compared and calendar.report_year not in years


def may_be_stock(finding: Finding) -> bool:
    """Whether it may have come together over years: 网站累计公开6600条, 现有信息6600条.

    截至2020年底,已公开6600条: up to a day, and no word of the year.
    """
    sentence, text, at = finding.sentence, finding.own.text, finding.clause.figure.start
    named = sentence.calendar.names_year(at)
    counted = finding.key != "applications.closed_total" or "累计" in text
    if counted and not named and _SO_FAR.search(sentence.text, sentence.start, at):
        return True
    if not finding.key.startswith(("published_", "proactive_items")):
        return False
    channel = finding.key != "proactive_items" or "WEBSITE" in finding.own.tags
    return "现有" in text or (channel and "累计" in text and not named)
