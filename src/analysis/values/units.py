"""Units of numbers: the words for them, and what a header or a line says of the numbers below."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

_DATA = tomllib.loads((files("analysis.values") / "units.toml").read_text("utf-8"))
SCALES: dict[str, int] = _DATA["scales"]
KINDS = {word: kind for kind, words in _DATA["words"].items() for word in words.split()}
"""Each word for a unit, and whether money, counts, people or nothing in a table is told in it."""


def _any_of(words: list[str]) -> str:
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


SCALE = _any_of(list(SCALES))
WORD = _any_of([word for word, kind in KINDS.items() if kind != "other"])
_ONE = f"(?:人民币)?(?P<scale>{SCALE})?(?P<word>{WORD})(?:人民币)?"
_UNIT = re.compile(_ONE)
# Behind a unit stands no word that it begins (个人, 件数), but perhaps the next remark of the line.
_FIRST = re.compile(_ONE + r"(?![\u4e00-\u9fff](?<![填制报年统截日]))")
_SCALE_ALONE = re.compile("[十百]?[千万亿]")
_OTHER_MONEY = re.compile(r"[\u4e00-\u9fff]{1,4}元")
_LIST = re.compile("[、/,和及或]")
_REMARK = re.compile(r"[(\[]([^()\[\]]{1,20})[)\]]")
# A kind of unit, or a bracket, in front says that 单位 is a unit and no body.
_SAID = re.compile(r"(计量|金额|货币|数量|(?<=[(\[]))?单位(?:均?[为是]|:)([^()\[\]。;:]{1,20})")
_BASE = re.compile(r"[以按]([^()\[\]。;:,]{1,5}?)(?:为单位|计(?!划))")
# 单位:县水利局 names a body.
_BODY = re.compile("[局委办厅院所站镇乡道县区市州盟旗省章]$")
_LONGEST = 4  # characters of a unit that no table of units knows


class Unit(NamedTuple):
    """`kind`: money, count or people, "" for any; `factor`: how many 元 or pieces it is, 0 for
    a unit of which nobody knows that."""

    kind: str
    factor: int

    def may_tell(self, unit: str) -> bool:
        """Whether a number of the unit of a form may be told in this one.

        >>> parse_unit("人").may_tell("件"), parse_unit("个").may_tell("人")
        (False, True)
        """
        own = parse_unit(unit)
        kind = own.kind if own else "count"
        return self.kind in (kind, "") or (kind, self.kind) == ("people", "count")


UNKNOWN = Unit("", 0)


@lru_cache(maxsize=1024)
def parse_unit(word: str) -> Unit | None:
    """The unit that a word names, and nothing else.

    >>> parse_unit("千元"), parse_unit("件"), parse_unit("美元")
    (Unit(kind='money', factor=1000), Unit(kind='count', factor=1), None)
    """
    found = _UNIT.fullmatch(word)
    return make_unit(found["scale"], found["word"]) if found else None


def make_unit(scale: str | None, word: str | None) -> Unit:
    """The unit of a scale and a word; a scale alone multiplies a count."""
    return Unit(KINDS[word] if word else "count", SCALES[scale] if scale else 1)


@lru_cache(maxsize=4096)
def find_units(text: str) -> tuple[Unit, ...]:
    """The units that a folded text states, in the words 单位:… or alone in brackets.

    >>> find_units("采购总金额(单位:万元,保留4位小数)"), find_units("规章(含修订)")
    ((Unit(kind='money', factor=10000),), ())
    >>> find_units("单位:千件/元")
    (Unit(kind='count', factor=1000), Unit(kind='money', factor=1))
    """
    found: list[Unit | None] = []
    for said in _SAID.finditer(text):
        found += _parse_list(said[2], is_unit=said[1] is not None)
    for words in (*_REMARK.finditer(text), *_BASE.finditer(text)):
        units = [parse_unit(word) for word in _LIST.split(words[1])]
        found += units if all(units) else [_parse_unknown(words[1])]
    return tuple(dict.fromkeys(filter(None, found)))


def _parse_list(text: str, is_unit: bool) -> list[Unit | None]:
    """The units with which a list begins; an unknown one where the first word is a unit for
    certain and yet none that is known."""
    first, *rest = _LIST.split(text)
    if unit := _FIRST.match(first):
        others = (parse_unit(word) or _parse_unknown(word) for word in rest)
        return [make_unit(unit["scale"], unit["word"]), *others]
    may_be_unit = is_unit and len(first) <= _LONGEST and not _BODY.search(first)
    return [_parse_unknown(first) or (UNKNOWN if may_be_unit else None)]


def _parse_unknown(word: str) -> Unit | None:
    """A unit of no cell of a form, another money, or a scale of nothing."""
    if KINDS.get(word) == "other" or _SCALE_ALONE.fullmatch(word):
        return UNKNOWN
    return Unit("money", 0) if _OTHER_MONEY.fullmatch(word) else None
