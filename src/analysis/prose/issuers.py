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
_LOWEST = frozenset("镇乡街")
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
        ranks, own = load_bodies().ranks, self.areas[-1:]
        area = next((char for char in word if char in ranks), "")
        if kind == "area" and area == own and area in _LOWEST:
            return "self"  # 街道收到12件, in the report of that 街道
        several = load_bodies().issuer["levels"].search(word)
        if kind in ("self", "other", "area") or not (own and area) or several:
            return kind
        if kind == "level" and self.is_office:
            return "self"  # an office has no other level
        if ranks[area] == ranks[own]:
            return kind
        return "other" if ranks[area] < ranks[own] else "area"

    def relate_name(self, name: str) -> str:
        """What a body is whose name a text prints: `self`, `office`, or `other`."""
        if not (self.areas and load_bodies().issuer["generic_government"].fullmatch(name)):
            return "self" if self.is_own(name) else "other"
        if name[0] != self.areas[-1] or (self.ending and "政府" not in self.name):
            return "other"
        is_office = "办" in name and "办" not in self.name and "公开" not in name
        return "office" if is_office else "self"

    def has_branch(self, name: str) -> bool:
        """Whether 全市 with this name is the issuer's system: 全市公安机关 of a bureau of police."""
        trade = load_bodies().issuer["branch"].sub("", name)
        return bool(self.ending) and trade != name and _stands_in(trade, self.name)

    def is_own(self, name: str) -> bool:
        """Whether a name is the issuer's, in full or in short.

        Any body where the issuer is unknown.
        """
        patterns = load_bodies().issuer
        if not self.name:
            return not patterns["higher"].match(name) and bool(load_bodies().name.fullmatch(name))
        is_ours = name in self.calls or patterns["ours"].fullmatch(name)
        return not self._is_above(name) and (bool(is_ours) or self._abbreviates(name))

    def _is_above(self, name: str) -> bool:
        """Whether it is an area or a body above or beside, though it may stand in the own name."""
        if self.ending and not self.is_zone and name[-1] in load_bodies().ranks:
            return True  # 庆元县共收到112件 is more than what its bureau received
        if name[-1] in "局委厅会司院校" and name in self.name and not self.name.endswith(name):
            return True  # 市公安局 is not its branch 市公安局江北分局
        places = [place[0] for place in load_bodies().issuer["place"].finditer(name)]
        # 长沙市政府 is not 长沙市岳麓区政府
        return bool(places) and places[-1].removesuffix("道")[-1] != self.areas[-1:]

    def _abbreviates(self, name: str) -> bool:
        """Whether its characters stand in the full name, in their order: 市发改委."""
        bare = name.removesuffix("机关").removesuffix("部门")
        plain, whole = (text.replace("人民政府", "政府") for text in (bare, self.name))
        start = whole.find(plain[:2])
        return len(plain) >= 2 and start >= 0 and _stands_in(plain, whole[start:])


def _stands_in(short: str, name: str) -> bool:
    """Whether all characters of one stand in the other, in their order."""
    rest = iter(name)
    return all(char in rest for char in short)


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
    last = ending if ending == "分局" else ending[-1:]  # 市局 is no branch of it
    calls = {areas[-1:] + last, ending, f"全{name[-1:]}"}
    if ending:
        calls |= {front + one for front in ("", ending[-1]) for one in ("办公室", "机关", "系统")}
    for end, words in load_bodies().calls.items():
        if name.endswith(end):
            calls |= words
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
