"""A printed issuer to its parts: the places in front, the organ behind."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from ..forms import divisions
from .organs import find_known_ending, find_organ, find_sector, load_lexicon

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|[(\[].*$")
_OFFICE_REMARK = re.compile(r"\((?:[^()]{0,12}?)政?府?办(?:公室|公厅)?\)")
_JUNK = re.compile(
    r"^(?:[\W\d_a-zA-Z]+|附件|关于|公布|发布|印发|公开|编制|报送|现将|以来|其中|联系|中共)+"
)
_SELF = re.compile(
    r"^(?:我|本|该|全|各|其|贵)(?=[局委办镇乡街市县区省州旗院厅中单机部校所站公级行人])"
)
_OFFICE = re.compile(r"^(?:人民)?政府(?:办公[室厅]|办)(?!事)")
_GOVERNMENT = re.compile(r"^(?:(?:人民)?政府|人民)(?:本级|机关)?$|^(?:本级|机关)$")
_COMMITTEE = re.compile(r"^(?:党工委)?(?:管理委员会|管委会)(?:办公室|党政办公室)?$")
_GENERIC = re.compile(r"^[省市州盟县区旗](?:[直级](?!属))?(?=.{2})")
_DESK = re.compile(
    r"(?<=.{2})(?:政务公开|政府信息公开|信息公开|信息化工作|政务信息公开)(?:工作)?(?:领导小组|联席会议|工作)?(?:办公室|办|机构|中心)?(?:办公室)?$"
    r"|(?<=.{2})(?:党政)?(?:综合)?(?:办公室|办|综合部|秘书科|综合科)$"
)
_TOWNSHIP_PART = re.compile(
    r"^.{1,8}?(?:镇|乡|街道)(?!企业|村).{2,}(?:所|站|中心|学校|小学|中学|卫生院)$"
)
# 长沙市委办公室、长沙市人民政府办公室 report as one; with 、 lost the place stands again after an organ's end.
_REPEATED = re.compile(r"^((?P<place>.{2,12})[^、]{1,20}?[局委会室厅办部院])((?P=place).{2,})$")
_PARTY = re.compile("^委(?:员会)?办公[室厅]?$")
_COUNTRY = "中华人民共和国"  # stands before laws, not before organs of an area
_UNKNOWN_GOVERNMENT = re.compile(r"^(.{1,10}[省市县区旗州盟])((?:人民)?政府(?:办公[室厅]|办)?)$")
_BRANCH = re.compile(r"^(?P<organ>.{2,14}?(?:局|委员会))(?P<place>.{2,10}?)分局$")
# The Corps of Xinjiang and its divisions stand in no table of places; the cities that some of them
# are stand behind: 新疆生产建设兵团第一师阿拉尔市.
_NUMBERED = "第?[一二三四五六七八九十]{1,3}师"
_CORPS = re.compile(f"(?:新疆)?(?:生产建设)?兵团(?:{_NUMBERED})?|{_NUMBERED}(?!范|大)")
_LOOKS_LIKE_PLACE = re.compile(r"^.{1,10}[省市县区旗州盟]$")


@dataclass(frozen=True, slots=True)
class Name:
    """An issuer's name.

    `kind` is government, general_office, department, township, zone, national, or place
    (damaged, or unknown). `places` are the divisions printed before it, the highest first;
    `generic` is 县 in 县教育局; `organ` what follows, normalised; `text` what was printed.
    """

    text: str
    kind: str
    places: tuple[str, ...] = ()
    organ: str = ""
    generic: str = ""
    lost: str = ""

    @property
    def full(self) -> bool:
        return bool(self.places) or self.kind == "national"

    @property
    def is_of_government(self) -> bool:
        """Whether a government reports, and so for its area: no office of it, no street office."""
        if self.kind == "township":
            return self.organ.endswith("人民政府") and not self.text.endswith(("办", "室"))
        return self.kind == "government"


def _read_chain(text: str) -> tuple[tuple[str, ...], int]:
    """The divisions at the beginning of the text, each below the one before, and where they end."""
    places: tuple[str, ...] = ()
    position = 0
    while (name := divisions.find_name_at(text, position)) and name != _COUNTRY:
        if places and not divisions.lies_in(name, places[-1]):
            break
        places += (name,)
        position += len(name)
    base = "" if places else divisions.find_bare_name(text)
    rest = text[len(base) :]
    if base and divisions.lies_in(divisions.find_name_at(rest), base):
        inner, end = _read_chain(rest)
        return (base, *inner), len(base) + end
    is_zone = _expand_zone(rest) and not rest.startswith(("新城", "新区"))
    is_province = not rest and divisions.is_bare_province(base)
    if base and (is_province or is_zone or find_organ(rest)):
        return (base,), len(base)
    return places, position


@lru_cache(maxsize=1)
def _compile_shapes() -> tuple[re.Pattern[str], ...]:
    words = load_lexicon()
    loose = [word for word in words.townships if word in {"街", "地区"}]
    firm = [word for word in words.townships if word not in loose]
    tails = "|".join(words.township_tails)
    township = re.compile(
        rf"^(?P<name>.{{1,12}}?(?:{'|'.join(firm)}))(?P<tail>{tails})$"
        rf"|^(?P<loose>.{{1,10}}?(?:{'|'.join(loose)}))(?P<end>办事处)$"
    )
    zone = re.compile(
        rf"^(?P<name>.{{0,20}}(?:{'|'.join(words.zones)}))(?:\(.*\))?"
        rf"(?P<tail>{'|'.join(words.zone_tails)})$"
    )
    ending = re.compile(rf"(?:{'|'.join(words.endings)})$")
    return township, zone, ending, re.compile(rf"^.{{1,16}}?(?:{'|'.join(words.zones)})")


def _complete_township(rest: str) -> str:
    """A township's name with its office in full: 榆垡镇 is 榆垡镇人民政府, 中南街道 is 中南街道办事处."""
    match = _compile_shapes()[0].match(rest)
    name = (match["name"] or match["loose"]) if match else ""
    if not match or not name.strip("乡镇街道办事处各县区市级"):
        return ""
    return name + ("办事处" if match["loose"] or name.endswith("街道") else "人民政府")


def _expand_zone(rest: str) -> str:
    """A zone's name with its committee in full: 南湖新区管委会 is 南湖新区管理委员会."""
    match = _compile_shapes()[1].match(rest)
    return f"{match['name']}管理委员会" if match else ""


def _part(rest: str) -> str:
    """The office of a zone or township, below the place printed before it: 南湖新区财政局."""
    zone = _compile_shapes()[3].match(rest)
    return rest if (zone and find_organ(rest[zone.end() :])) or _TOWNSHIP_PART.match(rest) else ""


def _read_branch(text: str, places: tuple[str, ...], rest: str, branch: re.Match[str]) -> Name:
    """A branch office: 杭州市公安局滨江区分局 is the 公安局 of 滨江区; that of a place of no code has no level."""
    for ending in ("", "区", "县", "市", "新区"):
        seat = branch["place"] + ending
        if divisions.lies_in(seat, places[-1]):
            return Name(text, "department", (*places, seat), branch["organ"])
    return Name(text, "zone", places, rest)


def _classify(
    text: str, places: tuple[str, ...], rest: str, office: bool, strict: bool
) -> Name | None:
    if not rest or _GOVERNMENT.match(rest) or (places and _COMMITTEE.match(rest)):
        return (
            Name(text, "general_office" if office else "government", places, "") if places else None
        )
    if _OFFICE.match(rest):
        return Name(text, "general_office", places, "")
    below = re.sub("^(?:人民)?政府(?=.{2})", "", rest) if places else rest
    if township := _complete_township(below):
        return Name(text, "township", places, township)
    if zone := _expand_zone(below) or _part(below):
        return Name(text, "zone" if not _TOWNSHIP_PART.match(below) else "township", places, zone)
    if find_organ(below):
        return Name(text, "department", places, below)
    if places and (branch := _BRANCH.match(below)):
        return _read_branch(text, places, below, branch)
    if generic := _GENERIC.match(below):
        rest = below[generic.end() :]
        inner = (
            Name(text, "government", places, "")
            if _GOVERNMENT.match(rest)
            else _classify(text, places, rest, office, strict=True)
        )
        if inner and (inner.kind != "township" or places):
            return Name(text, inner.kind, places, inner.organ, below[0])
    if not places:
        return _parse_unplaced(text, below, strict)
    ends = bool(_compile_shapes()[2].search(below)) and len(below) > 2
    return Name(text, "department", places, below) if ends else None


def _parse_unplaced(text: str, rest: str, strict: bool) -> Name | None:
    """A name before which no known place stands: `lost` is what may be the end, or all, of one."""
    if government := _UNKNOWN_GOVERNMENT.match(rest):
        kind = "general_office" if "办" in government[2] else "government"
        return Name(text, kind, lost=government[1])
    if not (_compile_shapes()[2].search(rest) and len(rest) > 2):
        looks = _LOOKS_LIKE_PLACE.match(rest) and not strict
        return Name(text, "place", lost=rest) if looks else None
    tail = find_known_ending(rest)
    if tail and _LOOKS_LIKE_PLACE.match(before := rest[: -len(tail)]):
        return Name(text, "department", organ=tail, lost=before)
    return Name(text, "department", organ=rest) if not strict or find_sector(rest) else None


@lru_cache(maxsize=8192)
def parse_name(text: str, strict: bool = False) -> Name | None:
    """The parts of an issuer's plain name; None where it is no name of an organ or place.

    `strict`: only organs with a known name or field, for text that may be anything.

    >>> parse_name("南京市鼓楼区人民政府华侨路街道办事处").organ, parse_name("县教育局").generic
    ('华侨路街道办事处', '县')
    >>> parse_name("六盘水市人民政府(市人民政府办公室)").kind
    'general_office'
    """
    office = bool(_OFFICE_REMARK.search(text))
    name = _JUNK.sub("", _BRACKETS.sub("", text)).strip("的了之\"'《》:、,")
    if name.endswith("人民"):
        name += "政府"
    if not 2 <= len(name) <= 45 or (_SELF.match(name) and not divisions.find_name_at(name)):
        return None
    words = load_lexicon()
    if name in words.national:
        return Name(name, "national", ("中华人民共和国",), words.national[name])
    if joint := _read_joint_name(name):
        return joint
    for prefix in words.prefixes:
        rest = name.removeprefix(prefix)
        if (
            rest != name
            and len(rest) > 2
            and (inner := parse_name(rest, strict))
            and (inner.places or inner.kind == "department")
        ):
            organ = (
                words.national.get(prefix, "") + inner.organ
                if inner.organ.startswith("监管")
                else inner.organ
            )  # of several commissions
            return Name(name, inner.kind, inner.places, organ, inner.generic, inner.lost)
    if corps := _CORPS.match(name):
        city = parse_name(name[corps.end() :], strict)
        is_placed = city is not None and city.places
        return replace(city, text=name) if city and is_placed else Name(name, "zone", organ=name)
    places, position = _read_chain(name)
    return _classify(name, places, name[position:], office, strict)


def _read_joint_name(name: str) -> Name | None:
    """The first of several organs that report together, None where there is one.

    The government or its office goes before others.
    """
    again = _REPEATED.match(name)
    parts = [again[1], again[3]] if again else re.split("[、/,]", name)
    names = [parse_name(part) for part in parts if len(parts) > 1]
    made = [found for found in names if found and found.kind != "place"]
    if len(made) < 2:
        return None
    first = next(
        (n for n in made if n.kind in ("government", "general_office")),
        next((n for n in made if not _PARTY.match(n.organ)), made[0]),
    )
    text = first.text if again else name
    return replace(first, text=text, places=first.places or made[0].places)


def read_places_at_end(text: str) -> tuple[str, ...]:
    """The divisions with which a text ends, the highest first.

    Those printed before what follows it.
    """
    chain: list[str] = []
    while (place := divisions.find_name_at_end(text)) and place != _COUNTRY:
        if chain and not divisions.lies_in(chain[0], place):
            break
        chain.insert(0, place)
        text = text[: -len(place)]
    return tuple(chain)


def strip_desk(text: str) -> str:
    """The organ whose desk is named: 大理州统计局 in 大理州统计局办公室, 沈河区政府 in 沈河区政府信息公开办公室.

    >>> strip_desk("贺州市政府信息公开领导小组办公室")
    '贺州市'
    """
    while (shorter := _DESK.sub("", text)) != text:
        if re.search("(?:人民)?政府$", shorter) and text[len(shorter) :].startswith(("办公", "办")):
            return text
        text = shorter
    return text
