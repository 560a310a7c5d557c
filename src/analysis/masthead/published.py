"""On which day a page was published, as it says itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from .page import Page, Said
from .text import find_date, fold_spelling, make_date
from .titles import Title, find_body_start

_LABEL = re.compile(
    r"(?:发布|提供|公布|公开|发文|发表|上传|上网|更新|生成|成文|录入)(?:日期|时间|于)[:：\s]*"
    r"|(?:^|[\s\]】|])(?:日期|时间)[:：]\s*"
)
_BESIDE = re.compile(  # in a line with a date, which then is that of the page
    "来源[:：]|发布$|浏览|点击|阅读|字[号体][:：]|作者[:：]"
)
_STARTS = re.compile(r"^[(（\[]?20\d{2}[-/.年]")
_SIGNED = re.compile(
    r"[\u4e00-\u9fff()]{0,30}?20\d{2}(?:年\d{1,2}月\d{1,2}日|[-/.]\d{1,2}[-/.]\d{1,2})"
)
_IN_URL = re.compile(r"[/t](20\d{2})[-/]?(\d{1,2})[-/]?(\d{2})[/_]")
_TAGS = ("pubdate", "publishdate", "publishtime", "articlepublishedtime", "firstpublishedtime")
_LONGEST_LABELLED, _LONGEST = 200, 60  # characters of a line that may hold such a date
_NEAR = 12  # lines below the title


def find_publication(page: Page, title: Title | None) -> tuple[date | None, str]:
    """The date of publication and where it was found.

    That of a meta tag, else a labelled date at the head, else one that stands alone near the title,
    else the signature at the end, else the date in the address. A later repost counts: the page
    says when it was published. A date before the year of the report is that of something else.
    """
    year = (title.year if title else None) or 0
    dates = ((day, source) for day, source in _list_dates(page, title) if day.year >= year)
    return next(dates, (None, ""))


def _list_dates(page: Page, title: Title | None) -> Iterator[tuple[date, str]]:
    """The dates that may be that of publication, the likeliest first, and where each was found."""
    at = title.index if title else -1
    for tag in _TAGS:
        yield from _find_all(page.meta.get(tag, ""), "meta")
    for said in (*page.rows, *page.head[: at + _NEAR if at >= 0 else None]):
        yield from _find_all(_strip_label(said), "text")
    for said in page.head[max(0, at - 2) : min(at + 5, find_body_start(page.head))]:
        yield from _find_all(_find_lone_date(said, said.index > at), "heading")
    for said in reversed((*page.head, *page.foot)[-15:]):
        yield from _find_all(said.text if _SIGNED.fullmatch(said.text) else "", "signature")
    if (match := _IN_URL.search(page.url)) and (day := make_date(*match.groups())):
        yield day, "url"


def _find_all(text: str, source: str) -> Iterator[tuple[date, str]]:
    found = find_date(text.strip())
    yield from [(found[0], source)] if found else []


def _strip_label(said: Said) -> str:
    """What follows a label such as 发布时间 in a short line; a blank where there is none."""
    may_date = len(said.text) <= _LONGEST_LABELLED and "20" in said.text
    text = fold_spelling(said.raw.replace("|", ":")) if may_date else ""
    label = _LABEL.search(text)
    if not label:
        return ""
    after = text[label.end() :][:40]
    return after if find_date(after) else text[label.start() :].replace(" ", "")[:30]


def _find_lone_date(said: Said, is_below: bool) -> str:
    """The line where a date stands alone below the title, or beside the source of the page."""
    is_short = len(said.text) <= _LONGEST and "。" not in said.text
    if is_short and (_BESIDE.search(said.text) or (is_below and _STARTS.match(said.text))):
        return fold_spelling(said.raw).strip(" ()[]")
    return ""
