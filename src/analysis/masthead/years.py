"""Of which year a report is, by its title, its period, its first sentences, its file's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

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


def find_year(
    page: Page, span: Period | None, titles: list[Title], own: Title | None
) -> tuple[int | None, str]:
    """The year and where it was found: the first of `_list_years`, none where the title names
    several."""
    if own and find_year_span(own.text):
        return None, ""
    return next(_list_years(page, span, titles, own), (None, ""))


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


def find_other_year(page: Page, span: Period | None, year: int) -> int | None:
    """The year that the page states for its report beside that of the title, None where it agrees.

    It states it as its period, where it announces the report, and where it begins to tell of it.
    """
    text = _ASIDE.sub("", "\n".join(said.text[:400] for said in page.head[:15]))
    stated = [span.start.year] if span and span.is_of_one_year else []
    stated += [int(match[1]) for match in (_ANNOUNCED.search(text), _OWN.search(text)) if match]
    return None if year in stated else next(iter(stated), None)


def is_too_early(day: date | None, year: int) -> bool:
    """Whether no report of that year can have been published on this day."""
    return day is not None and day < date(year, 12, 1)
