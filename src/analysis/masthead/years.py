"""Of which year a report is, by its title, its period, its first sentences, its file's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from .masthead import Masthead
from .page import Page
from .text import Period
from .titles import Title, find_year_span

_BEGINNING = re.compile(
    r"(?:^|[,。:\n])(20\d{2})年(?:度)?"
    r"(?=,|以来|主动公开|[我本全]|[\u4e00-\u9fff]{2,20}(?:政府|局|委|镇|乡|街道|办))"
)
_ANNOUNCED = re.compile(
    r"(?:公布|发布|(?<!信息)公开|编制|现将)[^。\n]{0,40}?(20\d{2})年度?[^。\n]{0,30}信息公开"
    r"[^。\n]{0,12}(?:报告|情况)"
)
_OWN = re.compile(r"(?:^|[,。:\n])(20\d{2})年度?,?[我本全]")
_UNTIL = re.compile(r"截[至止]到?(20\d{2})年1[12]月(?:底|末|3[01]日)")
_ASIDE = re.compile(r"《[^》]*》|[(\[][^)\]]*[)\]]")
_IN_NAME = re.compile(r"(?<![\d])(20[0-3]\d)(?![\d]|[-_.]?(?:0[1-9]|1[0-2])(?:\D|\d\d))")


def list_opening_years(page: Page) -> list[int]:
    """The years that the first sentences name.

    That of the report announced, that with which a sentence begins, that to whose end it counts.
    """
    text = "\n".join(said.text[:400] for said in page.head[:15])
    beginning = _BEGINNING.search(_ASIDE.sub("", text))
    found = (_ANNOUNCED.search(text), beginning, _UNTIL.search(text))
    return [int(match[1]) for match in found if match]


def date_report(
    head: Masthead, page: Page, span: Period | None, titles: list[Title], own: Title | None
) -> None:
    """Fill the year of a masthead whose day of publication is known; its problem where it is open.

    Of the title's year and another one that the page states for its report that one counts in
    which the page can have been published; none where both can, or where the title names several.
    """
    spoken = find_year_span(own.text) if own else ""
    years = iter(()) if spoken else _list_years(page, span, titles, own)
    year, source = next(years, (None, ""))
    found = spoken or ", ".join(sorted({str(title.year) for title in titles if title.year}))
    stated = _list_stated_years(page, span)
    if year and stated and year not in stated:
        found = f"{year}, {stated[0]}"
        sources = {year: source, stated[0]: "text"}
        possible = [one for one in sources.items() if not _is_early(head, one[0])]
        year, source = possible[0] if len(possible) == 1 else (None, "")
    head.put("year", year, source)
    if year is None:
        words = "title, period, first sentences and file name give no year, or several"
        head.ask("year_unknown", words, "one year", found)


def _list_years(
    page: Page, span: Period | None, titles: list[Title], own: Title | None
) -> Iterator[tuple[int, str]]:
    """The years that the page names, the surest first, and where."""
    if own and own.year and own.source != "file_name":
        yield own.year, own.source
    if span and span.is_of_one_year:
        yield span.start.year, "period"
    printed = {t.year: t.source for t in titles if t.year and t.source != "file_name"}
    if len(printed) == 1:
        yield from printed.items()
    yield from ((year, "text") for year in list_opening_years(page))
    yield from ((t.year, "file_name") for t in titles if t.year and t.source == "file_name")
    yield from ((int(year), "file_name") for year in reversed(_IN_NAME.findall(page.stem)))


def _list_stated_years(page: Page, span: Period | None) -> list[int]:
    """The years of its period, of the report that it announces, of what it begins to tell."""
    text = _ASIDE.sub("", "\n".join(said.text[:400] for said in page.head[:15]))
    stated = [span.start.year] if span and span.is_of_one_year else []
    return stated + [int(m[1]) for m in (_ANNOUNCED.search(text), _OWN.search(text)) if m]


def _is_early(head: Masthead, year: int) -> bool:
    """Whether no report of that year can have been published on the day of the page."""
    return head.published is not None and head.published < date(year, 12, 1)
