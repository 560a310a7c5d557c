"""Who issued a report: what the page's places say, weighed against each other.

The title decides. Where it names no issuer, the announcement in the first sentences does, then the sender, the signature,
who compiled it, whom to ask. Where it names an organ without its place (县教育局), the place is that which the page prints
before the same organ, else that of its address, its contact or its site.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..forms import divisions
from .names import Name, parse, places_before, places_in, without_desk
from .page import Page
from .text import date_in, plain
from .titles import Title, body_start

_YEAR = r"(?:20\d{2}年?度?)"
_REPORT = r"(?:政府|政务)?(?:信息|政务)公开"
_ANNOUNCED = (
    re.compile(
        rf"(?:公布|发布|公开|现将|编制了?|形成|报告)(?:《)?(?P<name>[^,。;:《》\n]{{2,40}}?){_YEAR}(?:的)?{_REPORT}"
    ),
    re.compile(
        rf"(?:公布|发布|公开|现将|编制了?|形成){_YEAR}(?P<name>[^,。;:《》\n]{{2,30}}?)(?:的)?{_REPORT}"
    ),
    re.compile(rf"《(?P<name>[^,。;:《》\n]{{2,40}}?){_YEAR}{_REPORT}[^》\n]{{0,12}}报告》"),
)
_COMPILED = (
    re.compile(
        r"由(?P<name>[^,。;:《》\n]{2,45}?)(?:(?:根据|按照|依据|结合)[^。\n]{0,120}?)?(?:汇总|综合|统一|组织|牵头|负责)?(?:编制|编写|编成|撰写)"
    ),
    re.compile(
        r"(?:^|[,。;\n])(?P<name>[^,。;:《》\n]{3,30}?)(?:组织|汇总)?编制(?:了|完成|并|本|此|20)"
    ),
)
_CONTACT = re.compile(
    r"(?:请|可|或|敬请|欢迎)(?:直接)?(?:与|向|联系|咨询|致电|和|同)(?P<name>[^,。;:\n(]{3,45}?)(?:联系|反映|咨询|提出|\(|,|。|$)"
)
_ADDRESS = re.compile(r"(?:地址|地点)(?:为|是)?[:：]?(?P<name>[\u4e00-\u9fff]{4,30})")
_SUBJECT = re.compile(
    r"(?:^|[,。:)\n年])(?P<name>[\u4e00-\u9fff]{2,30}?)(?:(?:政府|政务)?(?:信息|政务)公开工作)?(?:始终|继续|高度)?(?:在[^,。]{2,20}领导下|认真|坚持|严格|深入|按照|重视|积极|全面|切实|紧紧|以习近平|不断|扎实|紧扣)"
)
_OWN_ORGAN = re.compile("[我本](?:局|委|办|镇|乡|街|厅|院|中心|单位|机关|部门|管委会|站|队|处)")
_PORTAL = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{1,14}?[省市区县旗州盟])(?:人民)?政府(?:信息)?(?:门户)?网"
)
_SENT = re.compile(r"^[\u4e00-\u9fff()、]{4,40}$")
_WORDS = re.compile(r"(?:网站|门户网站|政府网|官网|网|信息公开平台|网站群)$")
_SUFFIXES = {"县": ("县", "旗"), "省": ("省", "自治区")}
_NOT_NAME = re.compile(
    r"(?:20\d{2}年?度?)|(?:政府|政务)?(?:信息|政务)公开|(?:工作|年度)*(?:报告|年报|总结)|[^\u4e00-\u9fff、()]"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A name and the place on the page that says it."""

    name: Name
    source: str


def _parsed(found: Iterable[str], source: str, desk: bool = False) -> Iterator[Evidence]:
    for text in found:
        name = parse(without_desk(text) if desk else text, strict=True)
        if name and name.kind != "place":
            yield Evidence(name, source)


def _signatures(page: Page) -> Iterator[Evidence]:
    """Short lines at the end of the page that are an issuer's name: where a date follows, or before the last date."""
    last = (*page.head, *page.foot)[-25:]
    for said, after in zip(last, [*last[1:], None][: len(last)], strict=True):
        text = said.text
        dated = date_in(text)
        if dated and len(text) <= 60:
            text = re.sub(r"20\d{2}年\d{1,2}月\d{1,2}日?|20\d{2}-\d\d?-\d\d?", "", text)
            if _SENT.match(text):
                yield from _parsed([text], "signature")
        elif _SENT.match(text) and after and len(after.text) <= 20 and date_in(after.text):
            yield from _parsed([text], "signature")


def _sender_lines(page: Page, title: Title | None) -> Iterator[Evidence]:
    """Short lines just below the title that are an issuer's name."""
    if title is not None and title.index >= 0:
        for said in page.head[title.index + 1 : min(title.index + 6, body_start(page.head))]:
            text = re.split(r"20\d{2}[-年/.]", said.text)[0]
            if _SENT.match(text):
                yield from _parsed([text], "sender")


def evidence(page: Page, title: Title | None) -> list[Evidence]:
    """All names of issuers on the page outside titles, the strongest first."""
    opening = "\n".join(said.text for said in page.head[:25])
    found: list[Evidence] = []
    for pattern in _ANNOUNCED:
        found.extend(_parsed((match["name"] for match in pattern.finditer(opening)), "text"))
    found.extend(_sender_lines(page, title))
    found.extend(_signatures(page))
    found.extend(_parsed((name for name in page.fields["sender"]), "sender"))
    found.extend(_parsed([page.tag("contentsource", "source", "author")], "meta"))
    for pattern in _COMPILED:
        found.extend(
            _parsed((match["name"] for match in pattern.finditer(opening)), "compiler", desk=True)
        )
    found.extend(
        _parsed((match["name"] for match in _CONTACT.finditer(opening)), "contact", desk=True)
    )
    own = bool(_OWN_ORGAN.search(opening))
    found.extend(
        e
        for e in _parsed((match["name"] for match in _SUBJECT.finditer(opening)), "text")
        if not own or e.name.kind != "government"
    )
    for match in _ADDRESS.finditer(page.text):
        if places := places_in(match["name"]):
            found.append(Evidence(Name(match["name"], "government", places), "address"))
    for match in _PORTAL.finditer(page.text):
        if places := places_before(match["name"]):
            found.append(Evidence(Name(match["name"], "government", places), "site"))
    found.extend(_parsed((_WORDS.sub("", name) for name in page.site), "site"))
    folders = [
        _NOT_NAME.sub("", plain(part)) for part in page.name.rsplit(".", 1)[0].split("/")[-3:]
    ]
    called = _parsed(
        ("".join(folders[start:]) for start in range(len(folders) - 1, -1, -1) if folders[-1]),
        "file_name",
    )
    found.extend(
        e for e in called if e.name.kind != "government"
    )  # a place alone may be where the reports of its departments lie
    return found


def base(
    titles: list[Title], chosen: Title | None, others: list[Evidence], text: str
) -> Evidence | None:
    """The name to start from: the chosen title's, another title's, else the strongest other evidence that names an organ."""
    ordered = ([chosen] if chosen else []) + sorted(
        (t for t in titles if t is not chosen), key=lambda t: -t.rank
    )
    for title in ordered:
        if (
            title.issuer
            and title.issuer.kind != "place"
            and not (title.notice and title.issuer.kind == "general_office")
        ):
            return Evidence(title.issuer, title.source)
    for title in ordered:
        if title.issuer and title.issuer.lost:
            repaired, source = _repaired(title.issuer, others, text)
            if repaired.places:
                return Evidence(repaired, source)
    for found in others:
        if found.source == "address" or (
            found.source == "site" and found.name.kind in ("government", "general_office")
        ):
            continue  # a government's site holds the reports of all its departments
        if (
            found.source in ("compiler", "contact", "sender", "meta")
            and found.name.kind == "general_office"
        ):
            # A general office compiles the report of its government; only that government's own words decide.
            if _speaks_for_area(found.name, text):
                return Evidence(_as_government(found.name), found.source)
            if found.source != "compiler":
                continue
        return found
    return next((Evidence(t.issuer, t.source) for t in ordered if t.issuer), None)


def _speaks_for_area(name: Name, text: str) -> bool:
    place = re.escape(name.places[-1]) if name.places else "[市县区旗州省]"
    return bool(
        re.search(
            rf"20\d\d年度?,?(?:{place}|[市县区旗州省])?(?:人民)?政府(?!办|信息)|20\d\d年度?,?{place}(?:坚持|认真|按照|深入|全面|以|紧紧|严格|围绕)|我[省市县区旗州]|全[省市县区旗州]",
            text,
        )
    )


def _as_government(name: Name) -> Name:
    return replace(name, kind="government", text=re.sub(r"办公[室厅]$|办$", "", name.text))


def complete(name: Name, others: list[Evidence], page: Page) -> tuple[Name, str]:
    """The name with its places, and the source they come from (empty where it had them or none is found)."""
    if name.full:
        return name, ""
    if name.lost:
        return _repaired(name, others, page.text)
    same = [
        e
        for e in others
        if e.name.full
        and e.name.kind == name.kind
        and _alike(e.name.organ, name.organ)
        and _fits(e.name.places[-1], name)
    ]
    if same:
        return replace(name, places=same[0].name.places), same[0].source
    if places := _before(name, page.text):
        return replace(name, places=places), "text"
    for sources in (("contact", "address"), ("compiler", "sender", "signature", "meta"), ("site",)):
        near = [
            e for e in others if e.source in sources and e.name.full and e.name.kind != "national"
        ]
        for found in near:
            places = found.name.places
            while places and not _fits(places[-1], name):
                places = places[:-1]
            if (
                not places
                and name.generic == "省"
                and (made := divisions.resolve(found.name.places)).division
            ):
                places = tuple(
                    d.name
                    for d in [divisions.coded(made.division.code[:2] + "0000")]
                    if d and _fits(d.name, name)
                )
            if places:
                return replace(name, places=places), found.source
    seat = replace(name, kind="government", organ="")
    return (
        (replace(name, places=places), "text")
        if name.kind != "zone" and (places := _before(seat, page.text))
        else (name, "")
    )


def _alike(one: str, other: str) -> bool:
    return one == other or (
        len(one) > 3 and len(other) > 3 and (one.endswith(other) or other.endswith(one))
    )


def _fits(place: str, name: Name) -> bool:
    """Whether a place can be the 县 of 县教育局; a township lies in no province."""
    if name.generic:
        return place.endswith(_SUFFIXES.get(name.generic, name.generic))
    return not (name.kind == "township" and place[-1] == "省")


def _before(name: Name, text: str) -> tuple[str, ...]:
    """The places printed most often right before the same organ."""
    words = [name.organ] if name.organ else ["人民政府", "政府"]
    if name.kind == "township":
        words.append(re.sub("人民政府$|办事处$", "", name.organ))
    counts: Counter[tuple[str, ...]] = Counter()
    for word in words:
        for match in re.finditer(re.escape(word), text):
            left = text[max(0, match.start() - 40) : match.start()]
            chain = places_before(re.sub("(?:人民)?政府$", "", left))
            if chain and _fits(chain[-1], name):
                counts[chain] += 1
        if counts:
            break
    lasts = {chain[-1] for chain in counts}
    if len(lasts) == 1:
        return max(counts, key=lambda chain: (len(chain), counts[chain], chain))
    ranked = counts.most_common(2)
    return ranked[0][0] if len(ranked) == 2 and ranked[0][1] >= 3 * ranked[1][1] else ()


def _repaired(name: Name, others: list[Evidence], text: str) -> tuple[Name, str]:
    """A name whose first characters are lost: the one place on the page that ends with what is left."""
    found = {
        e.name.places[-1]: (e.name.places, e.source)
        for e in reversed(others)
        if e.name.full and e.name.places[-1].endswith(name.lost)
    }
    places = sorted(found) or sorted(
        place for place in divisions.mentioned(text) if place.endswith(name.lost)
    )
    if len(places) != 1 or places[0] == name.lost:
        return name, ""
    chain, source = found.get(places[0], ((places[0],), "text"))
    kind = "government" if name.kind == "place" else name.kind
    text = places[0] + name.text.removeprefix(name.lost)
    return replace(
        name,
        kind=kind,
        places=chain,
        organ="" if kind == "government" else name.organ,
        text=text,
        lost="",
    ), source
