"""The text of a table cell to a number, its unit and its status.

Never 0 for what is not printed as 0.

A cell is blank, a nil mark, a number (perhaps with sign, unit and a remark in brackets), or
illegible. A number is converted to the unit of its key; the raw text stays with the reading.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from .units import SCALE, SCALES, WORD, Unit, find_units, make_unit

# Marks that say "nothing here" without saying 0.
NIL_MARKS = frozenset("/ - -- --- \\ 无 ── ∕ * // 无数据 不适用".split())
# Blanks that programs which only strip tags leave in a text.
_ENTITIES = frozenset({"&nbsp;", "&#160;", "&emsp;", "&ensp;", "&#12288;"})
# Words that say 0 in any cell, and those that say it where a number may be `signed`.
_ZERO_WORDS = frozenset({"零", "〇", "0项", "○"})
_NO_CHANGE = frozenset(
    {"未增未减", "未增減", "持平", "无变化", "不变", "无增减", "未增减", "0增0减", "没有变化"}
)
_NUMBER = re.compile(
    r"(?P<sign>[+\-±]{0,2}|增加?|减少?|新增)(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+)"
    rf"(?P<scale>{SCALE})?(?P<word>{WORD})?(?P<remark>\(.*\))?"
)
_DASHES = str.maketrans("−–—－﹣‐＋，．項個條萬億減無變單", "------+,.项个条万亿减无变单")
# Marks that turn the direction of what follows: 12 is shown as 21.
_UNCERTAIN = re.compile("[\u200f\u061c\u202b\u202e\u2067]")
_SPACE = re.compile(r"\s+")
_TWO = re.compile(r"\d\s+\d")
TOO_LARGE = 10**15
"""No count and no amount is as large: cells ran together. Up to here sums of numbers are exact."""
ASSUMED_FROM = 100_000
"""An amount without any unit, this large in 万元, was more likely written in 元: a problem says so."""


class CellValue(NamedTuple):
    """`status`: printed, blank, nil_mark or illegible; ambiguous where the unit is not certain.

    `assumed`: no unit was printed for a very large amount.
    """

    value: float | None
    status: str
    assumed: bool = False


BLANK, NIL, ILLEGIBLE, AMBIGUOUS = (
    CellValue(None, status) for status in ("blank", "nil_mark", "illegible", "ambiguous")
)


@lru_cache(maxsize=16384)
def _spell(text: str) -> tuple[str, str]:
    """A text in its common spelling without characters that are not seen, and the same without
    white space.
    """
    plain = unicodedata.normalize("NFKC", text)
    if not plain.isprintable():
        plain = "".join(
            c for c in plain if c.isspace() or unicodedata.category(c) not in ("Cf", "Cc")
        )
    return plain, _SPACE.sub("", plain).translate(_DASHES)


@lru_cache(maxsize=16384)
def read_cell(
    text: str, unit: str = "件", printed: Unit | None = None, signed: bool = False
) -> CellValue:
    """The number printed in a cell, in `unit`.

    `printed` is the unit that stands beside the cell or above it; the cell's own unit goes before
    it. `signed` allows words for a change.

    >>> read_cell("251000元", unit="万元").value
    25.1
    >>> read_cell("--253", signed=True).value
    -253.0
    >>> read_cell("无").status
    'nil_mark'
    """
    plain, compact = _spell(text)
    if not compact or compact in _ENTITIES:
        return BLANK
    if compact in NIL_MARKS:
        return NIL
    if _UNCERTAIN.search(text) or any(unicodedata.category(c) == "No" for c in text):
        return ILLEGIBLE
    if compact in _ZERO_WORDS or (signed and compact in _NO_CHANGE):
        return CellValue(0.0, "printed")
    match = _NUMBER.fullmatch(compact)
    if match is None or _TWO.search(plain):  # two numbers, or one that was cut
        return ILLEGIBLE
    return _convert(match, unit, printed)


def _convert(match: re.Match[str], unit: str, printed: Unit | None) -> CellValue:
    """A count has no unit of money and no fraction; "5.2万" says of nothing, and may be 万 of 万元."""
    units = {*find_units(match["remark"] or "")}
    if match["scale"] or match["word"]:
        units.add(make_unit(match["scale"], match["word"]))
    kept = SCALES["万"] if unit == "万元" else 1  # of the unit in which the value is kept
    stated = next(iter(units), printed)
    own = stated or Unit("", kept)
    if len(units) > 1 or not own.factor:
        return AMBIGUOUS
    number = Decimal(match["digits"].replace(",", "")) * own.factor / kept
    if not own.may_tell(unit) or number >= TOO_LARGE:
        return ILLEGIBLE
    if kept == 1 and number % 1 != 0:
        return ILLEGIBLE
    is_less = match["remark"] in ("(减)", "(减少)")  # 7（减）
    is_negative = is_less or match["sign"].startswith("减") or match["sign"].endswith("-")
    value = float(-number if is_negative else number) + 0.0
    is_assumed = kept > 1 and stated is None and number >= ASSUMED_FROM
    return CellValue(value, "printed", is_assumed)
