"""Which name on a page is that of the issuer.

The one of the title (read in `titles`, split in `names`), else that of the first sentences, the
sender, the signature.

Where the title names an organ without its place (县教育局), the place is the one that the page prints
before the same organ. The title of a law, a link or a contact is no evidence of the issuer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from ..forms import divisions
from .names import Name, parse_name, read_places_at_end, strip_desk
from .page import Page
from .text import find_date, fold_dates
from .titles import Title, find_body_start

_YEAR = r"(?:20\d{2}年?度?)"
_REPORT = r"(?:政府|政务)?(?:信息|政务)公开"
_ANNOUNCED = (
    re.compile(
        rf"(?:公布|发布|公开|现将|编制了?|形成|报告)(?:《)?(?P<name>[^,。;:《》\n]{{2,40}}?)"
        rf"{_YEAR}(?:的)?{_REPORT}"
    ),
    re.compile(
        rf"(?:公布|发布|公开|现将|编制了?|形成){_YEAR}(?P<name>[^,。;:《》\n]{{2,30}}?)(?:的)?{_REPORT}"
    ),
    re.compile(rf"《(?P<name>[^,。;:《》\n]{{2,40}}?){_YEAR}{_REPORT}[^》\n]{{0,12}}报告》"),
)
_COMPILED = re.compile(
    r"由(?P<name>[^,。;:《》\n]{2,45}?)(?:(?:根据|按照|依据|结合)[^。\n]{0,120}?)?"
    r"(?:汇总|综合|统一|组织|牵头|负责)?(?:编制|编写|编成|撰写)"
)
_SUBJECT = re.compile(
    r"(?:^|[,。:)\n年])(?P<name>[\u4e00-\u9fff]{2,30}?)(?:(?:政府|政务)?(?:信息|政务)公开工作)?"
    r"(?:始终|继续|高度)?(?:在[^,。]{2,20}领导下|认真|坚持|严格|深入|按照|重视|积极|全面|切实|紧紧|以习近平"
    r"|不断|扎实|紧扣)"
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
_BEFORE = 40  # characters before an organ in which its place may stand


@dataclass(frozen=True, slots=True)
class Evidence:
    """A name and the place on the page that says it."""

    name: Name
    source: str


def find_issuer(page: Page, titles: list[Title], chosen: Title | None) -> Evidence | None:
    """The name that the page gives itself, without places that it leaves out.

    None where it gives none.
    """
    ordered = ([chosen] if chosen else []) + sorted(
        (title for title in titles if title is not chosen), key=lambda title: -title.rank
    )
    named = [title for title in ordered if title.issuer]
    for title in named:
        name = title.issuer
        if name and not name.lost and not (title.notice and name.kind == "general_office"):
            return Evidence(name, title.source)
    for title in named:
        if title.issuer and (repaired := repair_name(title.issuer, page)).places:
            return Evidence(repaired, title.source)
    kinds = {title.issuer.kind for title in named if title.issuer}
    for found in _find_other_evidence(page, chosen):
        # Where every title names a government, its damaged name is not that of a part of it.
        if kinds != {"government"} or found.name.kind in ("government", "general_office"):
            return found
    return next((Evidence(title.issuer, title.source) for title in named if title.issuer), None)


def _find_other_evidence(page: Page, title: Title | None) -> Iterator[Evidence]:
    """Names of issuers outside titles, the strongest first."""
    opening = "\n".join(said.text for said in page.head[:25])
    for pattern in _ANNOUNCED:
        yield from _parse_texts((match["name"] for match in pattern.finditer(opening)), "text")
    yield from _parse_texts(_find_sender_lines(page, title), "sender")
    yield from _parse_texts(_find_signatures(page), "signature")
    for found in _parse_texts((m["name"] for m in _COMPILED.finditer(opening)), "compiler"):
        # A general office compiles the report of its government; only that government's
        # words decide.
        if found.name.kind != "general_office":
            yield found
        elif _speaks_for_area(found.name, page.text):
            name = replace(found.name, kind="government", text=f"{found.name.places[-1]}人民政府")
            yield Evidence(name, found.source)
    # The source of a web page may be an office above that passes the report on.
    yield from _parse_texts(page.fields["sender"], "sender")
    own = bool(_OWN_ORGAN.search(opening))
    for found in _parse_texts((match["name"] for match in _SUBJECT.finditer(opening)), "text"):
        if not (own and found.name.kind == "government"):
            yield found
    # A place alone in the first line is the issuer only of a page that speaks for it.
    for found in _parse_texts((said.text for said in page.head[:1]), "heading"):
        is_whole = found.name.kind == "government" and not _OWN_ORGAN.search(page.text)
        if is_whole and _speaks_for_area(found.name, page.text):
            yield found
    # a place alone may be where the reports of its departments lie
    called = _parse_texts([_NOT_NAME.sub("", fold_dates(page.stem))], "file_name")
    yield from (found for found in called if found.name.kind != "government")


def _parse_texts(texts: Iterable[str], source: str) -> Iterator[Evidence]:
    for text in texts:
        name = parse_name(strip_desk(text) if source == "compiler" else text, strict=True)
        if name and not name.lost:
            yield Evidence(name, source)


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
    if name.full:
        return name, ""
    if name.lost:
        repaired = repair_name(name, page)
        return repaired, "text" if repaired.places else ""
    senders = _parse_texts(page.fields["sender"], "sender")
    for found in (*_parse_texts(_find_signatures(page), "signature"), *senders):
        if (
            found.name.full
            and found.name.organ == name.organ
            and _fits(found.name.places[-1], name)
        ):
            return replace(name, places=found.name.places), found.source
    text = _TITLES.sub("", page.text)
    places = _find_places_in_front(name, text)
    if not places and name.kind not in ("zone", "township"):
        places = _find_places_in_front(replace(name, organ=""), text)  # of its government
    return (replace(name, places=places), "text") if places else (name, "")


def _fits(place: str, name: Name) -> bool:
    """Whether a place can be the 县 of 县教育局; a township lies in no province."""
    if name.generic:
        return place.endswith(_SUFFIXES.get(name.generic, name.generic))
    return not (name.kind == "township" and place[-1] == "省")


def _find_places_in_front(name: Name, text: str) -> tuple[str, ...]:
    """The places printed right before the same organ.

    The only ones, or those printed three times as often.
    """
    words = [name.organ] if name.organ else ["人民政府", "政府"]
    if name.kind == "township":
        words.append(re.sub("人民政府$|办事处$", "", name.organ))
    counts: Counter[tuple[str, ...]] = Counter()
    for word in words:
        for match in re.finditer(re.escape(word), text):
            left = text[max(0, match.start() - _BEFORE) : match.start()]
            chain = read_places_at_end(re.sub("(?:人民)?政府$", "", left))
            if chain and _fits(chain[-1], name):
                counts[chain] += 1
        if counts:
            break
    if len({chain[-1] for chain in counts}) == 1:
        return max(counts, key=lambda chain: (len(chain), counts[chain], chain))
    ranked = counts.most_common(2)
    return ranked[0][0] if len(ranked) == 2 and ranked[0][1] >= 3 * ranked[1][1] else ()


def repair_name(name: Name, page: Page) -> Name:
    """A name whose first characters are lost.

    With the one place on the page that ends with what is left.
    """
    mentioned = divisions.find_names(_TITLES.sub("", page.text))
    places = sorted(place for place in mentioned if name.lost and place.endswith(name.lost))
    if len(places) != 1 or places[0] == name.lost:
        return name
    kind = "government" if name.kind == "place" else name.kind
    organ = "" if kind == "government" else name.organ
    text = places[0] + name.text.removeprefix(name.lost)
    return replace(name, kind=kind, places=(places[0],), organ=organ, text=text, lost="")
