"""The text of a table cell to a number, its unit and its status.

Never 0 for what is not printed as 0.

A cell is blank, a nil mark, a number (perhaps with sign, unit and a remark in brackets), or
illegible. An amount is converted to the unit of its key; the raw text stays with the reading.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

# Marks that say "nothing here" without saying 0.
NIL_MARKS = frozenset("/ - -- --- — —— – \\ 无 無 ── ∕ * // 无数据 不适用".split())
# Blanks that programs which only strip tags leave in a text.
_ENTITIES = frozenset({"&nbsp;", "&#160;", "&emsp;", "&ensp;", "&#12288;"})
# Words that say 0 in the column of changes, and everywhere.
_ZERO_WORDS = frozenset({"零", "〇", "0项", "○"})
_NO_CHANGE = frozenset(
    {"未增未减", "未增減", "持平", "无变化", "不变", "无增减", "未增减", "0增0减", "没有变化"}
)
_UNITS = {"亿元": Decimal(10000), "万元": Decimal(1), "元": Decimal("0.0001")}  # in 万元
_COUNT_UNITS = "人次|件次|批次|场次|[件条项个次宗份篇部起家人例笔户]"
_NUMBER = re.compile(
    r"(?P<sign>[+\-±]{0,2}|增加?|减少?|新增)(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+)"
    r"(?P<scale>[万亿](?=$|件|条|项|个|次|宗|份|\())?(?P<unit>亿元|万元|元|"
    + _COUNT_UNITS
    + r")?(?:\(.*\))?"
)
_DASHES = str.maketrans("−–—－﹣‐＋，．項個條萬億減無變", "------+,.项个条万亿减无变")
_MONEY = re.compile("([万亿])?[^万亿元]*元")
_SCALES = {None: Decimal(1), "万": Decimal(10_000), "亿": Decimal(100_000_000)}
# Marks that turn the direction of what follows: 12 is shown as 21.
_UNCERTAIN = re.compile("[\u200f\u061c\u202b\u202e\u2067]")
_SPACE = re.compile(r"\s+")
_TWO = re.compile(r"\d\s+\d")
TOO_LARGE = 10**15
"""No count and no amount is as large: cells ran together. Up to here sums of numbers are exact."""
ASSUMED_FROM = 1_000_000
"""An amount without any unit, this large in 万元, was more likely written in 元: a problem says so."""


@dataclass(frozen=True, slots=True)
class CellValue:
    """`status`: printed, blank, nil_mark or illegible.

    `assumed`: no unit was printed for a very large amount.
    """

    value: float | None
    status: str
    assumed: bool = False


BLANK, NIL, ILLEGIBLE = (CellValue(None, status) for status in ("blank", "nil_mark", "illegible"))


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
    plain = plain.strip()
    return plain, _SPACE.sub("", plain).translate(_DASHES)


@lru_cache(maxsize=1024)
def amount_unit(header: str) -> str | None:
    """The unit of money that a header names: "采购总金额（单位：万元）" gives "万元", as does "（單位：萬\n元）".

    Whatever a page put between 万 and 元 (a character of no width, a pinyin) does not make it 元: that
    would be wrong by 10,000.
    """
    found = _MONEY.search(_spell(header)[1])
    return (found[1] or "") + "元" if found else None


@lru_cache(maxsize=16384)
def read_cell(
    text: str, unit: str = "件", header_unit: str | None = None, signed: bool = False
) -> CellValue:
    """The number printed in a cell, in `unit`.

    `header_unit` is the unit of money in the column's header; the cell's own unit goes before it.
    `signed` allows words for a change.

    >>> read_cell("251000元", unit="万元").value
    25.1
    >>> read_cell("--253", signed=True).value
    -253.0
    >>> read_cell("无").status
    'nil_mark'
    """
    plain, compact = _spell(text)
    if not plain or plain in _ENTITIES:
        return BLANK
    if plain in NIL_MARKS or compact in NIL_MARKS:
        return NIL
    if _UNCERTAIN.search(text) or any(unicodedata.category(c) == "No" for c in text):
        return ILLEGIBLE
    if compact in _ZERO_WORDS or (signed and compact in _NO_CHANGE):
        return CellValue(0.0, "printed")
    match = _NUMBER.fullmatch(compact)
    if match is None or _TWO.search(plain):  # two numbers, or one that was cut
        return ILLEGIBLE
    number = Decimal(match["digits"].replace(",", "")) * _SCALES[match["scale"]]
    found = _amount(number, match, header_unit) if unit == "万元" else _count(number, match)
    if found.value is None or found.value >= TOO_LARGE:
        return ILLEGIBLE
    sign = match["sign"]
    is_negative = sign.endswith("-") or sign.startswith("减")
    return replace(found, value=-found.value + 0.0) if is_negative else found


def _count(number: Decimal, match: re.Match[str]) -> CellValue:
    """A count has no unit of money and no fraction."""
    if match["unit"] in _UNITS or number != number.to_integral_value():
        return ILLEGIBLE
    return CellValue(float(number), "printed")


def _amount(number: Decimal, match: re.Match[str], header_unit: str | None) -> CellValue:
    """An amount in 万元; "5.2万" says of nothing, and may be 万 of 万元."""
    own = match["unit"]
    if (own and own not in _UNITS) or (match["scale"] and not own):
        return ILLEGIBLE
    unit = own or header_unit
    number *= _UNITS[unit or "万元"]
    return CellValue(float(number), "printed", unit is None and number >= ASSUMED_FROM)
