"""The issuer of a report, and what a body or an area is to it: its own, below it, or another's."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from ..forms.bodies import load_bodies

# `LEVEL` (本级) is a part only where the whole is given as well.
WHOLE, LEVEL, PART = "whole", "level", "part"
OWNER_TAG = "OWNER_"
OWNERS = frozenset(
    f"{OWNER_TAG}{kind}" for kind in "WHOLE SELF LEVEL OWN AREA OFFICE OTHER ACTOR".split()
)
_LOWEST = "镇乡街"
_SHORTEST_NAME, _LONGER_NAME = 3, 4  # of a name after its place, and of any end of a name


class Owner(NamedTuple):
    """Whose a figure is.

    `kind` (`whole`, `level`, `part`, or "" where nothing says so) and the printed words.
    """

    kind: str = ""
    words: str = ""


@dataclass(frozen=True, eq=False)
class Issuer:
    """The name of the body that reports; one object for each name, for speed.

    `areas` are the last characters of the places in it, the highest first; `ending` is how a
    body that is no government ends; `spellings` are the name in full and without the
    places above, the longest first; `calls` the shortest words for it: 县局, 县政府.
    """

    name: str = ""
    areas: str = ""
    ending: str = ""
    spellings: tuple[str, ...] = ()
    calls: frozenset[str] = frozenset()

    @cached_property
    def is_government(self) -> bool:
        """Whether it is a government or its office, which others sue.

        A bureau may decide the cases itself.
        """
        return not self.ending or self.is_office

    @cached_property
    def is_office(self) -> bool:
        return load_bodies().issuer["office"].search(self.name) is not None

    @cached_property
    def is_organ(self) -> bool:
        """Whether it reports for itself alone, and not for its area: a bureau, but no office."""
        return bool(self.ending) and not (self.is_zone or self.is_office)

    @property
    def is_zone(self) -> bool:
        return self.ending in ("管委会", "管理委员会")

    @cached_property
    def decides_cases(self) -> bool:
        """Whether it decides the reconsiderations of others: a bureau of justice."""
        return load_bodies().issuer["justice"].search(self.name) is not None

    def speaks_for(self, owner: Owner) -> int:
        """How far an owner is the report's own.

        A government reports for its area, an organ for itself.
        """
        if owner.kind != WHOLE or not owner.words:
            return 0
        return -1 if self.ending and not names_organ(owner.words) else 1

    def relate(self, kind: str, word: str) -> str:
        """What the owner named by a word of the vocabulary is: its kind, or `other`.

        >>> county = read_issuer("甲市乙县人民政府")
        >>> county.relate("whole", "全县"), county.relate("whole", "全市")
        ('whole', 'other')
        """
        ranks = load_bodies().ranks
        area = next((char for char in word if char in ranks), "")
        if kind == "area" and area and self.areas[-1:] == area and area in _LOWEST:
            return "self"  # 街道收到12件, in the report of that 街道
        several = load_bodies().issuer["levels"].search(word)
        if kind in ("self", "other", "area") or not (self.areas and area) or several:
            return kind
        if kind == "level" and self.is_office:
            return "self"  # an office has no other level
        if ranks[area] == ranks[self.areas[-1]]:
            return kind
        return "other" if area in self.areas or ranks[area] < ranks[self.areas[-1]] else "area"

    def relate_name(self, name: str) -> str:
        """What a body is whose name a text prints: `self`, `level`, `office`, or `other`."""
        if name == "本级":
            return "self" if self.is_office else "level"
        if not (self.areas and load_bodies().issuer["generic_government"].fullmatch(name)):
            return "self" if self.is_own(name) else "other"
        if name[0] != self.areas[-1] or (self.ending and "政府" not in self.name):
            return "other"
        is_office = "办" in name and "办" not in self.name and "公开" not in name
        return "office" if is_office else "self"

    def has_branch(self, name: str) -> bool:
        """Whether 全市 with this name is the issuer's system: 全市公安机关 of a bureau of police."""
        trade, rest = load_bodies().issuer["branch"].sub("", name), iter(self.name)
        return bool(self.ending) and trade != name and all(char in rest for char in trade)

    def is_own(self, name: str) -> bool:
        """Whether a name is the issuer's, in full or in short.

        Any body where the issuer is unknown.
        """
        if self.ending == "分局" and name.endswith("局") and not name.endswith("分局"):
            return False  # 市公安局 is no branch of it
        if name in self.calls or load_bodies().issuer["ours"].fullmatch(name):
            return True
        ours = load_bodies().issuer["our_government"].fullmatch(name)
        if ours and not self.ending and self.areas[-1:] == ours[1]:
            return True
        if not self.name:
            known = load_bodies().name.fullmatch(name) or load_bodies().weak_name.fullmatch(name)
            return bool(known) and not load_bodies().issuer["higher"].match(name)
        return not self._is_above(name) and self._abbreviates(name)

    def _is_above(self, name: str) -> bool:
        """Whether it is an area or a body above or beside, though it may stand in the own name."""
        patterns = load_bodies().issuer
        if self.ending and not self.is_zone and name[-1] in load_bodies().ranks:
            return True  # 庆元县共收到112件 is more than what its bureau received
        places = [place[0] for place in patterns["place"].finditer(name)]
        if places and places[-1].removesuffix("道")[-1] != self.areas[-1:]:
            return True  # 长沙市政府 is not 长沙市岳麓区政府
        if not self.name.startswith(name) or name == self.name:
            return False
        lowest = max((match.end() for match in patterns["place"].finditer(self.name)), default=0)
        is_place = len(name) < lowest and name[-1] in load_bodies().ranks
        return is_place or (not is_place and name[-1] in "局委厅会司院校")

    def _abbreviates(self, name: str) -> bool:
        """Whether its characters stand in the full name, in their order: 市发改委."""
        bare = name.removesuffix("机关").removesuffix("部门") or name
        plain, whole = (text.replace("人民政府", "政府") for text in (bare, self.name))
        if len(plain) < 2 or plain in whole:
            return len(plain) >= 2
        rest = iter(whole[max(whole.find(plain[:2]), 0) :])
        return plain[:2] in whole and all(char in rest for char in plain)

    def names_place(self, name: str) -> bool:
        """Whether a spelling of the issuer begins with the name of its own place."""
        place = load_bodies().issuer["place"].match(name)
        return place is not None and len(place[0]) > 2


def names_organ(words: str) -> bool:
    """Whether an organ names itself, and no area: 我局, 全系统."""
    return load_bodies().issuer["own_words"].match(words) is not None


@lru_cache(maxsize=512)
def read_issuer(name: str) -> Issuer:
    """The issuer of a report by its folded name, which may be empty.

    >>> read_issuer("广州市白云区棠景街道办事处").areas, read_issuer("临江市统计局").ending
    ('市区街', '局')
    """
    patterns = load_bodies().issuer
    areas = "".join(match[0].removesuffix("道")[-1] for match in patterns["place"].finditer(name))
    ending = patterns["ending"].search(name)
    own = ending[0] if ending else ""
    return Issuer(name, areas, own, _spellings(name), _calls(name, areas, own))


def _calls(name: str, areas: str, ending: str) -> frozenset[str]:
    """The shortest words for an issuer: 县局, 局机关, 全局, 学校."""
    calls = {areas[-1:] + ending[-1:], ending, f"全{name[-1:]}"}
    inside = ("办公室", "机关", "系统")
    calls |= {*inside, *(ending[-1:] + one for one in inside)} if ending else set()
    if ending == "管理委员会":
        calls |= {"管委会", "管委会机关"}
    if load_bodies().issuer["school"].search(name):
        calls.add("学校")
    if load_bodies().issuer["office"].search(name):
        calls |= {"本级", f"{areas[-1:]}本级", f"{areas[-1:]}政府本级"}
    return frozenset(call for call in calls if len(call) > 1 or not areas)


def _spellings(name: str) -> tuple[str, ...]:
    """What the issuer calls itself: 甲市乙县统计局, 乙县统计局, 县统计局; of a government also its area."""
    patterns = load_bodies().issuer
    begins = [0, *(match.end() for match in patterns["place"].finditer(name))]
    area = patterns["government"].sub("", name)
    names = {name[at:] for at in begins} | {name[at - 1 :] for at in begins[1:]}
    names |= {area[at:] for at in begins} if area != name else set()
    names |= {name[at:] for at in range(len(name) - _LONGER_NAME) if area == name}
    general = patterns["too_general"]
    names = {n for n in names if len(n) >= _SHORTEST_NAME and not general.fullmatch(n)}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))
