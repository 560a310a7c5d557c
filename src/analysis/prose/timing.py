"""Of when a figure is: of the report's year, or of a part of it, another year, many years."""

from __future__ import annotations

import re

from .discourse import Context, find_period
from .findings import CARRIED, CLOSED, Finding, Verdict
from .periods import Period

_SO_FAR = re.compile(r"截[至止][^,。;]{0,12}[底末],[^,。;]*(?:累计|已|共)[^,。;]*$")


def date_figure(finding: Finding, context: Context) -> None:
    """Give the finding its period and what that makes of it.

    That may be a part, a count of another year, or one without a key of its own. The sentences
    after it go on with a period that is not the year of the report.
    """
    calendar, clause = finding.sentence.calendar, finding.clause
    kind = calendar.kind_at(clause.dated) if clause.dated == clause.figure.start else ""
    period = find_period(context, calendar) or Period(calendar.year_at(clause.dated), kind)
    if finding.key in CARRIED:
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


def _goes_on(finding: Finding) -> bool:
    """Whether the next sentence, where it names no time, speaks of the same one."""
    calendar, period = finding.sentence.calendar, finding.period
    if period.kind or period.year == calendar.report_year:
        return bool(period.kind)
    compared = any((d.kind, d.end) == ("compared", finding.clause.dated) for d in calendar.dates)
    return not compared and calendar.report_year not in [date.year for date in calendar.years]


def may_be_stock(finding: Finding) -> bool:
    """Whether it may have come together over years: 网站累计公开6600条.

    截至2020年底,已公开6600条: up to a day, and no word of the year.
    """
    sentence, own, at = finding.sentence, finding.own, finding.clause.figure.start
    if sentence.calendar.names_year(at):
        return False
    cumulative = "累计" in own.text
    if _SO_FAR.search(sentence.text, sentence.start, at):
        return cumulative or finding.key != CLOSED
    of_site = finding.key == "proactive_items" and "WEBSITE" in own.tags
    return cumulative and (of_site or finding.key.startswith("published_"))
