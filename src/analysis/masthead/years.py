"""Of which year a report is, by its title, its period, its first sentences, its file's name."""

from __future__ import annotations

import re
from datetime import date

from .masthead import Masthead
from .page import Page
from .titles import Title, find_year_span

_YEAR = r"(?:^|[,。:\n])(20\d{2})年(?:度)?"
_ANNOUNCED = re.compile(
    r"(?:公布|发布|(?<!信息)公开|编制|现将)[^。\n]{0,40}?(20\d{2})年度?[^。\n]{0,30}信息公开"
    r"[^。\n]{0,12}(?:报告|情况)"
)
_OWN = re.compile(_YEAR + ",?[我本全]")
# To whose end it counts, where it does not count stocks of a year before.
_UNTIL = re.compile(r"截[至止]到?(20\d{2})年1[12]月(?:底|末|3[01]日)")
# With which a sentence begins.
_BEGINNING = re.compile(
    _YEAR + r"(?=,|以来|主动公开|[\u4e00-\u9fff]{2,20}(?:政府|局|委|镇|乡|街道|办))"
)
_LONGEST = 400  # days: a longer period has its end printed late, or is of two years
_ASIDE = re.compile(r"《[^》]*》|[(\[](?![^)\]]*截[至止])[^)\]]*[)\]]")
_IN_NAME = re.compile(r"(?<![\d])(20[0-3]\d)(?![\d]|[-_.]?(?:0[1-9]|1[0-2])(?:\D|\d\d))")


def list_stated_years(page: Page, head: Masthead) -> list[tuple[int, str]]:
    """The years that a page states for its report outside its titles, the surest first, and where.

    That of its period, else those that its first sentences name.
    """
    text = _ASIDE.sub("", _read_opening(page))
    found = (pattern.search(text) for pattern in (_ANNOUNCED, _OWN))
    years = [(int(match[1]), "text") for match in found if match]
    start, end = head.period_start, head.period_end
    is_one_year = start and end and (end - start).days <= _LONGEST
    return [(start.year, "period"), *years] if start and is_one_year else years


def _read_opening(page: Page) -> str:
    return "\n".join(said.text[:400] for said in page.head[:15])


def date_report(head: Masthead, page: Page, titles: list[Title], own: Title | None) -> None:
    """Fill the year of a masthead whose day of publication is known; its problem where it is open.

    Of the title's year (without one, of that which the first sentences announce or begin with) and
    another one that the page states for its report that one counts in which the page can have been
    published; none where both can, or where the title names several.
    """
    titled = [(own.year, own.source)] if own and own.year else []
    stated = list_stated_years(page, head)
    opening = _read_opening(page)  # which may announce 《…2019年…报告》 and begin otherwise
    text = _ASIDE.sub("", opening)
    begun = (*_ANNOUNCED.findall(opening), *_BEGINNING.findall(text), *_UNTIL.findall(text))
    opened = [(int(year), "text") for year in begun]
    named = [(int(year), "file_name") for year in _IN_NAME.findall(page.stem)]
    found = [*titled, *stated, *opened, *named[-1:]]
    seen = ", ".join(sorted({str(title.year) for title in titles if title.year}))
    several = find_year_span(own.text) if own else ""
    if several:
        found, seen = [], several
    elif (first := [*titled, *opened][:1]) and stated and first[0][0] not in dict(stated):
        seen = f"{first[0][0]}, {stated[0][0]}"
        possible = [one for one in (first[0], stated[0]) if _can_be_of(head, one[0])]
        found = possible if len(possible) == 1 else []
    if found:
        head.put("year", *found[0])
    else:
        words = "title, period, first sentences and file name give no year, or several"
        head.ask("year_unknown", words, "one year", seen)


def _can_be_of(head: Masthead, year: int) -> bool:
    """Whether a report of that year can have been published on the day of the page."""
    return head.published is None or head.published >= date(year, 12, 1)
