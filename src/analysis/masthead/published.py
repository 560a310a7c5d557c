"""The date on which a page was published, as the page says it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from .page import Page, Said
from .text import find_date, fold_spelling, make_date
from .titles import Title, find_body_start

_LABEL = re.compile(
    r"(?:发布|提供|公布|公开|发文|发表|上传|上网|更新|生成|成文|录入)(?:日期|时间|于)[:：\s]*|(?:^|[\s\]】|])(?:日期|时间)[:：]\s*"
)
_LABEL_END = re.compile("日期|时间|于")
_BESIDE = re.compile(
    "来源[:：]|发布$|浏览|点击|阅读|字[号体][:：]|作者[:：]"
)  # in a line with a date, which then is that of the page
_STARTS = re.compile(r"^[(（\[]?20\d{2}[-/.年]")
_IN_URL = (
    re.compile(r"/t(20\d{2})(\d{2})(\d{2})_\d+"),
    re.compile(r"/(20\d{2})[-/]?(\d{2})[-/](\d{2})/"),
    re.compile(r"/(20\d{2})/(\d{1,2})/(\d{1,2})/"),
    re.compile(r"/(20\d{2})(\d{2})/(?:t20\d{4})?(\d{2})[/_]"),
    re.compile(r"/(20\d{2})(\d{2})(\d{2})/"),
)
_TAGS = ("pubdate", "publishdate", "publishtime", "articlepublishedtime", "firstpublishedtime")
_LONGEST = 200  # characters of a line that may hold a labelled date
_IN_NAME = re.compile(r"(?:^|[^\d])t(20\d{2})(\d{2})(\d{2})_\d+")


def find_publication(
    page: Page, title: Title | None, others: Sequence[Title] = ()
) -> tuple[date | None, str]:
    """The date of publication and where it was found.

    A meta tag PubDate, else a labelled date at the head (发布时间, then 成文日期), else a date that
    stands alone near the title, else the signature at the end, else the date in the address. A
    later repost counts: the page says when it was published. A date before the year of the
    report is that of something else.
    """
    year = (title.year if title else None) or 0
    return next(
        ((day, source) for day, source in _list_dates(page, title, others) if day.year >= year),
        (None, ""),
    )


def _list_dates(
    page: Page, title: Title | None, others: Sequence[Title]
) -> Iterator[tuple[date, str]]:
    """The dates that may be that of publication, the likeliest first, and where each was found."""
    if found := find_date(page.tag(*_TAGS).strip()):
        yield found[0], "meta"
    near = page.head[: 40 if title is None or title.index < 0 else title.index + 12]
    for text in (*(_strip_label(said) for said in (*page.rows, *near)), *page.fields["day"]):
        if found := find_date(text):
            yield found[0], "text"
    for start in dict.fromkeys(t.index + 1 for t in (title, *others) if t and t.index >= 0):
        yield from ((day, "heading") for day in _find_dates_beside(page, start))
    for said in reversed((*page.head, *page.foot)[-15:]):
        if len(said.text) <= 45 and (found := find_date(said.text)) and _ends_alone(said.text):
            yield found[0], "signature"
    for pattern, text, source in (
        *((pattern, page.url, "url") for pattern in _IN_URL),
        (_IN_NAME, page.name, "file_name"),
    ):
        if (match := pattern.search(text)) and (day := make_date(*match.groups())):
            yield day, source


def _strip_label(said: Said) -> str:
    """What follows a label such as 发布时间 in a short line; a blank where there is none."""
    may_hold = len(said.text) <= _LONGEST and _LABEL_END.search(said.text)
    text = fold_spelling(said.raw) if may_hold else ""
    label = _LABEL.search(text)
    if not label:
        return ""
    after = text[label.end() :][:40]
    return after if find_date(after) else text[label.start() :].replace(" ", "")[:30]


def _find_dates_beside(page: Page, start: int) -> Iterator[date]:
    """Dates that stand alone, or beside the source of the page, in the lines around a title."""
    for said in page.head[max(0, start - 3) : min(start + 4, find_body_start(page.head))]:
        if len(said.text) > 60 or "。" in said.text:
            continue
        raw = fold_spelling(said.raw).strip(" ()[]")
        if _BESIDE.search(said.text) and (found := find_date(raw)):
            yield found[0]
        if said.index >= start and _STARTS.match(said.text):
            bare = said.text.strip("()[]")
            if found := find_date(raw, anchored=True) or find_date(bare, anchored=True):
                yield found[0]


def _ends_alone(text: str) -> bool:
    """Whether a date ends the line and only a name stands before it."""
    return bool(
        re.fullmatch(
            r"[\u4e00-\u9fff()]{0,30}?20\d{2}(?:年\d{1,2}月\d{1,2}日|[-/.]\d{1,2}[-/.]\d{1,2})",
            text,
        )
    )
