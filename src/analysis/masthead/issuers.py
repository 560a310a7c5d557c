"""Which name on a page is that of the issuer.

The one of the title (read in `titles`, split in `names`), else that of the first sentences, the
sender, the signature.

Where the title names an organ without its place (县教育局), the place is the one that the page prints
before the same organ. The title of a law, a link or a contact is no evidence of the issuer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from .names import Name, parse_name, read_places_at_end, strip_desk
from .page import Page
from .text import find_date, fold_dates
from .titles import Title, find_body_start

_YEAR = r"(?:20\d{2}年?度?)"
_REPORT = r"(?:政府|政务)?(?:信息|政务)公开"
_NAME = r"(?P<name>[^,。;:《》\n]{2,45}?)"
_ANNOUNCED = re.compile(
    rf"(?:公布|发布|公开|现将|编制了?|形成|报告)《?(?:{_YEAR}{_NAME}|{_NAME.replace('name', 'first')}{_YEAR})"
    rf"(?:的)?{_REPORT}"
)
_COMPILED = re.compile(
    rf"由{_NAME}(?:(?:根据|按照|依据|结合)[^。\n]{{0,120}}?)?"
    r"(?:汇总|综合|统一|组织|牵头|负责)?(?:编制|编写|编成|撰写)"
    rf"|(?:^|[,。\n]){_NAME.replace('name', 'subject')}编制(?:了)?本报告"
)
_OWN_ORGAN = re.compile("[我本](?:局|委|办|镇|乡|街|厅|院|中心|单位|机关|部门|管委会|站|队|处)")
_OWN_AREA = re.compile("我[省市县区旗州]|全[省市县区旗州]")
_SHORT_LINE = re.compile(r"^[\u4e00-\u9fff()、]{4,40}$")
_CHAPTER = re.compile("[一二三四五六七八]、")
_DATE = re.compile(r"20\d{2}年\d{1,2}月\d{1,2}日?|20\d{2}-\d\d?-\d\d?")
_DAY = re.compile(r"20\d{2}[-年/.]\d{1,2}[-月/.]\d")
_DATED_LINE, _DATE_LINE = 60, 20
_SUFFIXES = {"县": ("县", "旗"), "省": ("省", "自治区")}
_NOT_NAME = re.compile(
    r"20\d{2}年?度?|(?:政府|政务)?(?:信息|政务)公开|(?:工作|年度)*(?:报告|年报|总结)|[^\u4e00-\u9fff、()]"
)
_TITLES = re.compile("《[^》]*》")
_GOVERNMENT_END = re.compile("(?:人民)?政府$")
_BEFORE = 40  # characters before an organ in which its place may stand


class Evidence(NamedTuple):
    """A name and the place on the page that says it."""

    name: Name
    source: str


def find_issuer(page: Page, titles: list[Title], chosen: Title | None) -> Evidence | None:
    """The name that the page gives itself, without places that it leaves out.

    That of the report's title, however little is known of it; else that of another title of the
    same year, else that of the text. None where the page gives none.
    """
    same = [title for title in titles if chosen is None or title.year in (chosen.year, None)]
    for title in [*([chosen] if chosen else []), *sorted(same, key=lambda t: -t.rank)]:
        if title.issuer and not (title.notice and title.issuer.kind == "general_office"):
            return Evidence(title.issuer, title.source)
    return next(_find_other_evidence(page, chosen), None)


def _find_other_evidence(page: Page, title: Title | None) -> Iterator[Evidence]:
    """Names of issuers outside titles, the strongest first."""
    opening = "\n".join(said.text for said in page.head[:25])
    yield from _parse_names(_list_matches(_ANNOUNCED, opening), "text")
    yield from _parse_names(_find_sender_lines(page, title), "sender")
    yield from _parse_names(_find_signatures(page), "signature")
    compilers = [strip_desk(text) for text in _list_matches(_COMPILED, opening)]
    for found in _parse_names(compilers, "compiler"):
        # A general office compiles the report of its government; only that government's
        # words decide.
        if found.name.kind != "general_office":
            yield found
        elif _speaks_for_area(found.name, page.text):
            name = replace(found.name, kind="government", text=f"{found.name.places[-1]}人民政府")
            yield Evidence(name, found.source)
    # The source of a web page may be an office above that passes the report on.
    yield from _parse_names(page.senders, "sender")
    # A place alone in the first line is the issuer only of a page that speaks for it.
    if not _OWN_ORGAN.search(page.text):
        for found in _parse_names((said.text for said in page.head[:1]), "heading"):
            if found.name.kind == "government" and _speaks_for_area(found.name, page.text):
                yield found
    # A place alone may be where the reports of its departments lie.
    called = _parse_names([_NOT_NAME.sub("", fold_dates(page.stem))], "file_name")
    yield from (found for found in called if found.name.kind != "government")


def _list_matches(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    return (match[match.lastgroup or 0] for match in pattern.finditer(text))


def _parse_names(texts: Iterable[str], source: str) -> Iterator[Evidence]:
    """The names of known places and organs among some texts."""
    names = (parse_name(text, strict=True) for text in texts)
    return (Evidence(name, source) for name in names if name and not name.lost)


def _find_sender_lines(page: Page, title: Title | None) -> Iterator[str]:
    """Short lines just below the title, alone or in front of a date; behind a body in front of a
    year alone stands what a table is of."""
    if title is not None and title.index >= 0:
        for said in page.head[title.index + 1 : min(title.index + 6, find_body_start(page.head))]:
            if _CHAPTER.match(said.text):
                return
            text, *dated = re.split(r"(?=20\d{2}[-年/.])", said.text, maxsplit=1)
            if _SHORT_LINE.match(text) and all(map(_DAY.match, dated)):
                yield text


def _find_signatures(page: Page) -> Iterator[str]:
    """Short lines at the end of the page with a date, or with one in the next line."""
    last = (*page.head, *page.foot)[-25:]
    for said, after in pairwise(last):
        dated_below = len(after.text) <= _DATE_LINE and find_date(after.text)
        if dated_below and _SHORT_LINE.match(said.text):
            yield said.text
    for said in last:
        if len(said.text) <= _DATED_LINE and find_date(said.text):
            text = _DATE.sub("", said.text)
            if _SHORT_LINE.match(text):
                yield text


def _speaks_for_area(name: Name, text: str) -> bool:
    """Whether the government whose office is named speaks of its area, or of itself by name."""
    if not name.places:
        return False
    place = re.escape(name.places[-1])
    own = rf"20\d\d年度?,?{place}(?:(?:人民)?政府(?!办|信息)|坚持|认真|按照|深入|全面|以|紧紧|严格|围绕)"
    return bool(_OWN_AREA.search(text) or re.search(own, text))


def complete_name(name: Name, page: Page) -> tuple[Name, str]:
    """The name with its places, and where these were found.

    The source is empty where the name had them, or none is found.
    """
    places = () if name.full or name.lost else _find_places_in_front(name, page)
    return (replace(name, places=places), "text") if places else (name, "")


def _fits(place: str, name: Name) -> bool:
    """Whether a place can be the 县 of 县教育局; a township lies in no province."""
    if name.generic:
        return place.endswith(_SUFFIXES.get(name.generic, name.generic))
    return not (name.kind == "township" and place[-1] == "省")


def _find_places_in_front(name: Name, page: Page) -> tuple[str, ...]:
    """The places printed right before the same organ anywhere on the page, where they agree."""
    text = _TITLES.sub("", "\n".join((page.text, *page.senders)))
    words = [re.sub("人民政府$|办事处$", "", name.organ)] if name.organ else ["人民政府", "政府"]
    left = [
        text[: found.start()][-_BEFORE:]
        for word in words
        for found in re.finditer(re.escape(word), text)
    ]
    chains = [read_places_at_end(_GOVERNMENT_END.sub("", before)) for before in left]
    fitting = [chain for chain in chains if chain and _fits(chain[-1], name)]
    agree = len({chain[-1] for chain in fitting}) == 1
    return max(fitting, key=lambda chain: (len(chain), chain)) if agree else ()
