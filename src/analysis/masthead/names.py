"""A printed issuer to its parts: the places in front, the organ behind."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from ..forms import divisions
from .organs import NATIONAL, PREFIXES, SHAPES, find_known_ending, find_organ, find_sector

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|[(\[].*$")
_OFFICE_REMARK = re.compile(r"\((?:[^()]{0,12}?)政?府?办(?:公室|公厅)?\)")
_JUNK = re.compile(
    r"^(?:[\W\d_a-zA-Z]+|附件|关于|公布|发布|印发|公开|编制|报送|现将|以来|其中|联系|中共)+"
)
_SELF = re.compile(
    r"^(?:我|本|该|全|各|其|贵)(?=[局委办镇乡街市县区省州旗院厅中单机部校所站公级行人])"
)
_OFFICE = re.compile(r"^(?:人民)?政府(?:办公[室厅]|办)(?!事)")
_GOVERNMENT = re.compile(r"(?:(?:人民)?政府|人民)?(?:本级|机关)?")
_COMMITTEE = re.compile(r"(?:党工委)?(?:管理委员会|管委会)(?:办公室|党政办公室)?")
_GENERIC = re.compile(r"^([省市州盟县区旗])(?:[直级](?!属))?(?=.{2})")
_DESK = re.compile(
    r"(?<=.{2})(?:政务公开|政府信息公开|信息公开|信息化工作|政务信息公开)(?:工作)?(?:领导小组|联席会议|工作)?(?:办公室|办|机构|中心)?(?:办公室)?$"
    r"|(?<=.{2})(?<!政府)(?:党政)?(?:综合)?(?:办公室|办|综合部|秘书科|综合科)$"
)
_TOWNSHIP_PART = re.compile(
    r"^.{1,8}?(?:镇|乡|街道)(?!企业|村).{2,}(?:所|站|中心|学校|小学|中学|卫生院)$"
)
# 长沙市委办公室、长沙市人民政府办公室 report as one; with 、 lost the place stands again after an organ's end.
_REPEATED = re.compile(r"^((?P<place>.{2,12})[^、]{1,20}?[局委会室厅办部院])((?P=place).{2,})$")
_COUNTRY = "中华人民共和国"  # stands before laws, not before organs of an area
_UNKNOWN_GOVERNMENT = re.compile(r"(.{1,10}[省市县区旗州盟])(?:人民)?政府(办公[室厅]|办)?")
_BRANCH = re.compile(r"(?P<organ>.{2,14}?(?:局|委员会))(?P<place>.{2,10}?)分局")
# The Corps of Xinjiang and its divisions stand in no table of places; the cities that some of them
# are stand behind: 新疆生产建设兵团第一师阿拉尔市.
_NUMBERED = "第?[一二三四五六七八九十]{1,3}师"
_CORPS = re.compile(f"(?:新疆)?(?:生产建设)?兵团(?:{_NUMBERED})?|{_NUMBERED}(?!范|大)")
_LOOKS_LIKE_PLACE = re.compile(r".{1,10}[省市县区旗州盟]")
_TOWNSHIP = re.compile(
    rf"(?P<name>.{{1,12}}?(?:{SHAPES['townships']}))(?:{SHAPES['township_tails']})"
    rf"|(?P<street>.{{1,10}}?(?:{SHAPES['streets']}))办事处"
)
_ZONE = re.compile(
    rf"(?P<name>.{{0,20}}(?:{SHAPES['zones']}))(?:\(.*\))?(?:{SHAPES['zone_tails']})"
)
_IN_ZONE = re.compile(rf"^.{{1,16}}?(?:{SHAPES['zones']})")
_ORGAN = re.compile(rf"(?=.{{3}}).*(?:{SHAPES['endings']})")
_LONGEST = 45  # characters of a name
OF_DIVISION = ("government", "general_office")


@dataclass(frozen=True, slots=True)
class Name:
    """An issuer's name.

    `kind` is government, general_office, department, township, zone, national, or place
    (damaged, or unknown). `places` are the divisions printed before it, the highest first;
    `generic` is 县 in 县教育局; `organ` what follows, normalised; `text` what was printed; `lost`
    what may be the end, or all, of a place that is not known.
    """

    text: str
    kind: str
    places: tuple[str, ...] = ()
    organ: str = ""
    generic: str = ""
    lost: str = ""

    @property
    def governs_township(self) -> bool:
        """Whether the government of a township is named: no office of it, no street office."""
        return self.organ.endswith("人民政府") and not self.text.endswith(("办", "室"))


@lru_cache(maxsize=8192)
def parse_name(text: str, strict: bool = False) -> Name | None:
    """The parts of an issuer's plain name; None where it is no name of an organ or place.

    `strict`: only organs with a known name or field, for text that may be anything.

    >>> parse_name("南京市鼓楼区人民政府华侨路街道办事处").organ, parse_name("县教育局").generic
    ('华侨路街道办事处', '县')
    >>> parse_name("六盘水市人民政府(市人民政府办公室)").kind
    'general_office'
    """
    name = _JUNK.sub("", _BRACKETS.sub("", text)).strip("的了之\"'《》:、,")
    if name.endswith("人民"):  # the 政府 behind it was taken for that of 政府信息公开
        name += "政府"
    if len(name) > _LONGEST or (_SELF.match(name) and not divisions.find_name_at(name)):
        return None
    if name in NATIONAL:
        return Name(name, "national", (_COUNTRY,), NATIONAL[name])
    if found := _read_joint_name(name) or _read_office_of_national(name, strict):
        return found
    if corps := _CORPS.match(name):
        city = parse_name(name[corps.end() :], strict)
        return replace(city, text=name) if city and city.places else Name(name, "zone", organ=name)
    places, rest = _read_places(name)
    found = _read_organ(name, places, rest, strict)
    is_office = found and found.kind == "government" and _OFFICE_REMARK.search(text)
    return replace(found, kind="general_office") if found and is_office else found


def _read_joint_name(name: str) -> Name | None:
    """The first of several organs that report together, None where there is one.

    The government or its office goes before others.
    """
    parts = re.split("[、/,]", _REPEATED.sub(r"\1、\3", name))
    found = map(parse_name, parts) if len(parts) > 1 else ()
    names = [one for one in found if one and one.kind != "place"]
    if len(names) < 2:
        return None
    first = next((one for one in names if one.kind in OF_DIVISION), names[0])
    return replace(first, text="、".join(parts), places=first.places or names[0].places)


def _read_office_of_national(name: str, strict: bool) -> Name | None:
    """An office below an organ of the State Council that goes before it: 国家税务总局长沙市税务局."""
    prefix = next((prefix for prefix in PREFIXES if name.startswith(prefix)), "")
    office = parse_name(name.removeprefix(prefix), strict) if prefix else None
    if office is None:
        return None
    # Several commissions have a 监管局.
    above = NATIONAL.get(prefix, "") if office.organ.startswith("监管") else ""
    return replace(office, text=name, organ=above + office.organ)


def _read_places(text: str) -> tuple[tuple[str, ...], str]:
    """The divisions at the beginning of a name, each below the one before, and what follows."""
    places: tuple[str, ...] = ()
    rest = text
    while (name := divisions.find_name_at(rest)) and name != _COUNTRY:
        if places and not divisions.lies_in(name, places[-1]):
            break
        places, rest = (*places, name), rest.removeprefix(name)
    return (places, rest) if places else _read_bare_place(text)


def _read_bare_place(text: str) -> tuple[tuple[str, ...], str]:
    """A province or prefecture without its suffix, where what follows lies in it: 长春朝阳区."""
    base = divisions.find_bare_name(text)
    rest = text.removeprefix(base)
    if divisions.lies_in(divisions.find_name_at(rest), base):
        places, rest = _read_places(rest)
        return (base, *places), rest
    is_zone = _read_zone(rest) and not rest.startswith(("新城", "新区"))
    is_province = not rest and divisions.is_bare_province(base)
    return ((base,), rest) if base and (is_province or is_zone or find_organ(rest)) else ((), text)


def _read_organ(text: str, places: tuple[str, ...], rest: str, strict: bool) -> Name | None:
    """The name whose places were read, by what follows them."""
    if places and (_GOVERNMENT.fullmatch(rest) or _COMMITTEE.fullmatch(rest)):
        return Name(text, "government", places)
    if _OFFICE.match(rest):
        return Name(text, "general_office", places)
    below = re.sub("^(?:人民)?政府(?=.{2})", "", rest) if places else rest
    kinds = (
        ("township", _read_township(below)),
        ("zone", _read_zone(below)),
        ("township", below if _TOWNSHIP_PART.match(below) else ""),
        ("zone", below if _is_in_zone(below) else ""),
        ("department", below if find_organ(below) else ""),
    )
    for kind, organ in kinds:
        if organ:
            return Name(text, kind, places, organ)
    if places and (branch := _BRANCH.fullmatch(below)):
        return _read_branch(text, places, branch)
    if generic := _GENERIC.match(below):
        inner = _read_organ(text, places, below[generic.end() :], strict=True)
        if inner:
            return replace(inner, generic=generic[1])
    if not places:
        return _read_unplaced(text, below, strict)
    is_organ = _ORGAN.fullmatch(below)
    return Name(text, "department", places, below) if is_organ else None


def _read_township(rest: str) -> str:
    """A township's name with its office in full: 榆垡镇 is 榆垡镇人民政府, 中南街道 is 中南街道办事处."""
    match = _TOWNSHIP.fullmatch(rest)
    name = (match["name"] or match["street"]) if match else ""
    if not match or not name.strip("乡镇街道办事处各县区市级"):
        return ""
    is_street = match["street"] or name.endswith("街道")
    return name + ("办事处" if is_street else "人民政府")


def _read_zone(rest: str) -> str:
    """A zone's name with its committee in full: 南湖新区管委会 is 南湖新区管理委员会."""
    match = _ZONE.fullmatch(rest)
    return f"{match['name']}管理委员会" if match else ""


def _is_in_zone(rest: str) -> bool:
    """Whether an office of a zone is named, below the place printed before it: 南湖新区财政局."""
    zone = _IN_ZONE.match(rest)
    return zone is not None and find_organ(rest[zone.end() :]) is not None


def _read_branch(text: str, places: tuple[str, ...], branch: re.Match[str]) -> Name:
    """A branch office: 杭州市公安局滨江区分局 is the 公安局 of 滨江区; that of a place of no code has no level."""
    seats = (branch["place"] + ending for ending in ("", "区", "县", "市", "新区"))
    seat = next((seat for seat in seats if divisions.lies_in(seat, places[-1])), "")
    if not seat:
        return Name(text, "zone", places, branch[0])
    return Name(text, "department", (*places, seat), branch["organ"])


def _read_unplaced(text: str, rest: str, strict: bool) -> Name | None:
    """A name before which no known place stands."""
    if government := _UNKNOWN_GOVERNMENT.fullmatch(rest):
        kind = "general_office" if government[2] else "government"
        return Name(text, kind, lost=government[1])
    if not strict and _LOOKS_LIKE_PLACE.fullmatch(rest):
        return Name(text, "place", lost=rest)
    if not _ORGAN.fullmatch(rest):
        return None
    organ = find_known_ending(rest)
    place = rest.removesuffix(organ)
    if _LOOKS_LIKE_PLACE.fullmatch(place):
        return Name(text, "department", organ=organ, lost=place)
    return Name(text, "department", organ=rest) if not strict or find_sector(rest) else None


def strip_desk(text: str) -> str:
    """The organ whose desk is named: 大理州统计局 in 大理州统计局办公室, 沈河区政府 in 沈河区政府信息公开办公室.

    >>> strip_desk("贺州市政府信息公开领导小组办公室")
    '贺州市'
    """
    shorter = _DESK.sub("", text)
    return text if shorter == text else strip_desk(shorter)
