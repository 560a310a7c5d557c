"""Whose figures.

The whole scope of a report, a part of it, or somebody else's, as seen from its issuer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

# `LEVEL` (本级) is a part only where the whole is given as well.
WHOLE, LEVEL, PART = "whole", "level", "part"
OWNER_TAG = "OWNER_"
OWNERS = frozenset(
    f"{OWNER_TAG}{kind}" for kind in "WHOLE SELF LEVEL OWN AREA OFFICE OTHER".split()
)
LONGEST_NAME = 14  # characters of a name that may stand in front of 网站 or 公众号

# How high an area stands that is named by its last character: 全省 in the report of a county is
# another's.
_RANKS = {"省": 1, "市": 2, "州": 2, "盟": 2, "县": 3, "区": 3, "旗": 3, "镇": 4, "乡": 4, "街": 4}
# The places in an issuer's name; 州 of 广州市 and 镇 of 景德镇市 end no name.
_LOWEST = "镇乡街"
_PLACE = re.compile(
    r".{1,8}?(?:省|(?<!城)市|州(?![市县区湾])|盟|县|区|旗|镇(?![市江远原康坪])|乡(?![市城])|街道)"
)
_BODY = re.compile(
    r"(?:局|委|厅|省|(?<![超城])市|州|旗|盟|镇|乡|街道|(?<!片)区|县|处|所|公司|学校|医院|中心|管委会|办事处|街道办"
    r"|研究室|办公室|信访办|委员会|法院|检察院|大学|学院|集团|银行|协会|支队|大队|分局)$"
)
_HIGHER = (
    "省",
    "国家",
    "全国",
    "上级",
    "中央",
    "人民网",
    "新华",
)  # whose channels are not the issuer's
_GOVERNMENT = re.compile("(?:人民)?政府$")
_SHORTEST_NAME, _LONGER_NAME = 3, 4  # of a name after its place, and of any end of a name
_TOO_GENERAL = (
    "人民政府",
    "人民政府办公室",
    "人民政府办公厅",
    "政府办公室",
    "办公室",
    "办公厅",
    "办事处",
)
_JUSTICE = re.compile("司法[局厅]|法制")
_OWN_WORDS = re.compile("[我本](?![省市州区县旗盟])|全(?:[局委厅校院镇乡街域]|系统)")
_OURS = re.compile("[我本](?![国级年省市州区县旗盟]).{1,4}")
_OUR_GOVERNMENT = re.compile(
    "([省市州区县旗镇乡])(?:人民)?政府(?:(?:信息|政务)公开.{0,6}|.{0,4}部门)?"
)
_BRANCH = re.compile("(?:系统|机关|部门)*$")
_INSIDE = re.compile("办公室|机关|系统")
# How the name of a body or an area ends, as far as anything tells it from what may be published.
_NAMES_BODY = re.compile(
    r"(?:[部委局厅办署院校会所站社队处关联协司团馆省市州县区旗镇乡村]|公司|集团|中心|单位|部门|企业|机关"
    r"|组织|政府|街道|大学|中学|小学|银行|地区|各地|系统)$"
)
_AREA_WORDS = re.compile("全[省市州区县旗盟]")
_ORGAN = re.compile("(?:局|委|厅|委员会|公司|医院|学校)$")
_OFFICE = re.compile("政府办公?[室厅]?$")
_SEVERAL_LEVELS = re.compile("[两三]级")


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a figure is.

    `kind` (`whole`, `level`, `part`, or "" where nothing says so) and the printed words.
    """

    kind: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Issuer:
    """The name of the body that reports.

    `areas` are the last characters of the places in it, the highest first; `ending` is how a
    body that is no government ends; `spellings` are the name in full and without the
    places above, the longest first.
    """

    name: str = ""
    areas: str = ""
    ending: str = ""
    spellings: tuple[str, ...] = ()

    @property
    def is_government(self) -> bool:
        """Whether it is a government or its office, which others sue.

        A bureau may decide the cases itself.
        """
        return not self.ending or bool(_OFFICE.search(self.name))

    @property
    def decides_cases(self) -> bool:
        """Whether it decides the reconsiderations of others: a bureau of justice."""
        return bool(_JUSTICE.search(self.name))

    def is_self(self, name: str) -> bool:
        """Whether a body with which a text begins is the issuer: 省厅收到12件, 学校收到12件."""
        if self._is_head_office(name):
            return False
        short = (self.areas[-1:] + self.ending[-1:], self.ending)
        return name in short or any(map(self.is_own_name, (name, _BRANCH.sub("", name) or name)))

    def _is_head_office(self, name: str) -> bool:
        """Whether a name is that of the bureau of which the issuer is a branch: 市公安局, 市局."""
        return self.ending == "分局" and name.endswith("局") and not name.endswith("分局")

    def is_own_branch(self, name: str) -> bool:
        """Whether 全市 with this name is the issuer's whole system: 全市公安机关 of a bureau of police."""
        trade, rest = _BRANCH.sub("", name), iter(self.name)
        return bool(self.ending) and trade != name and all(char in rest for char in trade)

    def names_place(self, name: str) -> bool:
        """Whether a spelling of the issuer begins with the name of its own place."""
        place = _PLACE.match(name)
        return place is not None and len(place[0]) > 2

    @property
    def short_name(self) -> str:
        """县政府 for a county's government, "" for any other body."""
        return f"{self.areas[-1]}政府" if self.areas and not self.ending else ""

    def resolve(self, kind: str, word: str) -> str:
        """What the owner named by a word is to the issuer.

        The kind itself, `other` for one above or beside it.

        It is "" where the word names the issuer itself as any word for it would.

        >>> county = read_issuer("甲市乙县人民政府")
        >>> county.resolve("whole", "全县"), county.resolve("whole", "全市")
        ('whole', 'other')
        """
        if kind == "office":
            return self._resolve_office(word)
        if kind == "self":
            return kind
        area = next((char for char in word if char in _RANKS), "")
        if kind == "area" and area and self.areas[-1:] == area and area in _LOWEST:
            return "self"  # 街道收到12件, in the report of that 街道
        if not self.areas or not area or kind in ("other", "area") or _SEVERAL_LEVELS.search(word):
            return kind
        if area == self.areas[-1] or _RANKS[area] == _RANKS[self.areas[-1]]:
            return kind
        return "other" if area in self.areas or _RANKS[area] < _RANKS[self.areas[-1]] else "area"

    def speaks_for(self, owner: Owner) -> int:
        """How far an owner is the report's own.

        A government reports for its area, an organ for itself.
        """
        if owner.kind != WHOLE:
            return 0
        return -1 if self.ending and not _OWN_WORDS.match(owner.words) else 1

    def _resolve_office(self, word: str) -> str:
        """A government's office is the issuer, or a part in the report of its area."""
        if not self.name:
            return "level"
        if self.areas and word[0] != self.areas[-1]:
            return "other"
        if "办" not in word:  # 县政府 is who reports for the county, and not its bureau
            return "other" if self.ending and "政府" not in self.name else ""
        return "" if "办" in self.name else "office"

    def is_own_name(self, text: str) -> bool:
        """Whether an unknown stretch is the issuer's name or a part of it.

        Any body where the issuer is unknown.
        """
        if self._calls_itself(text):
            return True
        if self._is_head_office(text):
            return False
        if not self.name:
            known = bool(_BODY.search(text)) and len(text) <= LONGEST_NAME
            return known and not is_higher(text)
        if self.ending not in ("", "管委会") and text[-1] in _RANKS:
            return False  # 庆元县共收到112件 is more than what its bureau received
        short = self.areas[-1:] + self.ending[-1:]  # 州局
        if len(short) > 1 and text == short and not is_higher(text):
            return True
        if self._is_above(text):
            return False
        places = _PLACE.findall(text)
        if places and places[-1].removesuffix("道")[-1] != self.areas[-1:]:
            return False  # 长沙市政府 is not 长沙市岳麓区政府
        plain, whole = (name.replace("人民政府", "政府") for name in (text, self.name))
        if len(plain) < 2 or plain in whole:
            return len(plain) >= 2
        # 市发改委: its characters stand in the full name, in their order
        rest = iter(whole[max(whole.find(plain[:2]), 0) :])
        return plain[:2] in whole and all(char in rest for char in plain)

    def _calls_itself(self, text: str) -> bool:
        """Whether a word stands for the issuer: 我关, 全关, 学校 of a college, 县政府及各部门."""
        if _OURS.fullmatch(text) or (len(text) == 2 and text == "全" + self.name[-1:]):
            return True
        if text == "学校":
            return self.name.endswith(("学校", "大学", "学院", "中学", "小学"))
        if text.endswith("本级") and _OFFICE.search(self.name):
            return text == "本级" or self.is_own_name(text[:-2])  # an office has no other level
        if self.ending and text[0] == self.ending[-1] and _INSIDE.fullmatch(text, 1):
            return True  # 局办公室
        ours = _OUR_GOVERNMENT.fullmatch(text)
        return bool(ours and not self.ending and self.areas[-1:] == ours[1])

    def _is_above(self, text: str) -> bool:
        """Whether a word names a place or a body above that stands in the issuer's name."""
        if not self.name.startswith(text) or text == self.name:
            return False
        lowest = max((match.end() for match in _PLACE.finditer(self.name)), default=0)
        return bool(_ORGAN.search(text)) or (len(text) < lowest and text[-1] in _RANKS)

    def is_other_organ(self, name: str) -> bool:
        """Whether a name before 网站 is too long, or another organ's: 市教育局网站."""
        organ = _ORGAN.search(name)
        return len(name) > LONGEST_NAME or bool(
            organ and self.name and len(name) > len(organ[0]) + 1
        )

    def is_other_body(self, text: str) -> bool:
        """Whether an unknown stretch names a body or an area, which then is not the issuer."""
        match = _BODY.search(text)
        if match is None or len(text) == len(match[0]) or not self.name:
            return False
        return not (self.ending and text.endswith(self.ending))


def is_higher(text: str) -> bool:
    """Whether a name begins with somebody above: 省政府网站 is no channel of a county."""
    return text.startswith(_HIGHER)


def names_reporter(text: str) -> bool:
    """Whether a text names the organ that speaks by a word for itself: 我局, 本机关."""
    return _OURS.search(text) is not None


def names_body(text: str) -> bool:
    """Whether an unknown word ends as the name of a body or an area does."""
    return bool(_NAMES_BODY.search(text))


def names_area(words: str) -> bool:
    """Whether words name an area as a whole: 全省."""
    return bool(_AREA_WORDS.match(words))


def is_area(text: str) -> bool:
    """Whether a name is that of a province, a city or the like."""
    return text.endswith(("省", "市", "州", "旗", "盟"))


@lru_cache(maxsize=512)
def read_issuer(name: str) -> Issuer:
    """The issuer of a report by its folded name, which may be empty.

    >>> read_issuer("广州市白云区棠景街道办事处").areas, read_issuer("临江市统计局").ending
    ('市区街', '局')
    """
    areas = "".join(match[0].removesuffix("道")[-1] for match in _PLACE.finditer(name))
    ending = _BODY.search(name)
    own_ending = ending[0] if ending and ending[0] not in _RANKS else ""
    return Issuer(name, areas, own_ending, _spellings(name))


def _spellings(name: str) -> tuple[str, ...]:
    """What the issuer calls itself: 甲市乙县统计局, 乙县统计局, 县统计局; of a government also its area."""
    begins = [0, *(match.end() for match in _PLACE.finditer(name))]
    area = _GOVERNMENT.sub("", name)
    names = {name[at:] for at in begins} | {name[at - 1 :] for at in begins[1:]}
    names |= {area[at:] for at in begins} if area != name else set()
    names |= {name[at:] for at in range(len(name) - _LONGER_NAME) if area == name}
    names = {n for n in names if len(n) >= _SHORTEST_NAME and n not in _TOO_GENERAL}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))
