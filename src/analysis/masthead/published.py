"""On which day a page was published, as it says itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from .page import Page
from .text import find_date, fold_dates
from .titles import Title, find_body_start

_LABEL = re.compile(
    r"(?:(?:发布|提供|公布|公开|发文|发表|上传|上网|更新|生成|成文|录入)(?:日期|时间|于)[:|]*"
    r"|(?:^|[\]|])(?:日期|时间):)\|*(?P<date>.*)"
)
# A line with a date alone, or beside what only pages print.
_LONE = re.compile(r"^[(\[]?20\d{2}[-/.年]|来源:|发布$|浏览|点击|阅读|字[号体]:|作者:")
_SIGNED = re.compile(
    r"[\u4e00-\u9fff()]{0,30}?20\d{2}(?:年\d{1,2}月\d{1,2}日|[-/.]\d{1,2}[-/.]\d{1,2})"
)
_TAGS = ("pubdate", "publishdate", "publishtime", "articlepublishedtime", "firstpublishedtime")
_NEAR = 12  # lines below the title in which a label counts
_LAST = 15  # lines at the end in which a signature counts


def find_publication(page: Page, title: Title | None) -> tuple[date | None, str]:
    """The date of publication and where it was found.

    That of a meta tag, else a labelled date at the head, else one that stands alone near the title,
    else the signature at the end. A later repost counts: the page says when it was published. A
    date before the year of the report is that of something else.
    """
    year = (title.year if title else None) or 0
    for text, source in _list_texts(page, title.index if title else -1):
        day = find_date(text)
        if day and day.year >= year:
            return day, source
    return None, ""


def _list_texts(page: Page, at: int) -> Iterator[tuple[str, str]]:
    """The texts that may begin with the date of publication, the likeliest first, and where each
    stands; `at` is the line of the title.
    """
    yield from ((page.meta.get(tag, ""), "meta") for tag in _TAGS)
    texts = (*map(fold_dates, page.rows), *(said.text for said in page.head[: at + _NEAR]))
    labels = map(_LABEL.search, texts)
    yield from ((label["date"][:40], "text") for label in labels if label)
    near = page.head[max(0, at - 2) : min(at + 5, find_body_start(page.head))]
    yield from ((said.text, "heading") for said in near if _LONE.search(said.text))
    last = (*page.head, *page.foot)[-_LAST:]
    yield from ((said.text, "signature") for said in last[::-1] if _SIGNED.fullmatch(said.text))
