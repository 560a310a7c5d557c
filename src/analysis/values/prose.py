"""Numbers in running text.

Digits, decimals, separators, Chinese numerals, 万 and 亿, their bound and their unit.

What is no figure at all (dates, document numbers, telephone numbers) must be blanked before: this
module knows numbers only. It never guesses: digit groups that only a space parts are one doubtful
figure without a value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from .cells import TOO_LARGE

EXACT, AT_LEAST, ABOUT, NEARLY, ROUNDED = "exact", "at_least", "about", "nearly", "rounded"

_UNITS = (
    "个百分点 个工作日 平方公里 平方米 立方米 公里 工作日 万元 亿元 元 % ‰ 件次 人次 场次 批次 期次 次数 分钟 小时 大类 小类 大项 小项 子项 "
    "件 条 宗 起 例 份 封 篇 次 场 期 项 个 名 人 位 家 户 部 套 本 册 幅 类 处 台 批 页 字 天 倍 通 卷 种 块 版 间 所 轮 亩 吨 米 则 笔 单 支 张 "
    "组 班 栋 座 步 只 分"
)
UNITS = tuple(sorted(_UNITS.split(), key=lambda unit: (-len(unit), unit)))
# A measure word that begins another word is none: where the unit was lost, 29部分公开 is not 29部.
_BEGINS = dict(
    pair.split("|")
    for pair in (
        "部|门分署级委 处|理罚置 期|限间 条|例 人|大民员 批|准复示 名|义 家|庭 次|日 件|数 起|诉草 份|额 例|如"
        " 单|位 组|织 支|持 张|贴 只|有 本|级机单年 分|别为 班|子 所|有属 位|于"
    ).split()
)
_UNIT = "|".join(unit + (f"(?![{_BEGINS[unit]}])" if unit in _BEGINS else "") for unit in UNITS)
_DIGITS = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_BEFORE = {
    "约": ABOUT,
    "大约": ABOUT,
    "大概": ABOUT,
    "近": NEARLY,
    "将近": NEARLY,
    "接近": NEARLY,
    "不足": NEARLY,
    "不到": NEARLY,
}
_BEFORE |= dict.fromkeys(("超过", "超", "逾", "突破", "至少", "不少于", "不低于"), AT_LEAST)
_AFTER = {"以上": AT_LEAST, "之多": AT_LEAST, "左右": ABOUT, "上下": ABOUT}
_PRE = "|".join(sorted(_BEFORE, key=len, reverse=True))
_POST = "|".join(_AFTER)
_ARABIC = re.compile(
    rf"(?P<pre>{_PRE})?(?P<number>(?<![\d.A-Za-z/])-?(?:{_DIGITS}))(?P<more>[余多])?(?P<scale>千万|百万"
    rf"|万亿|[万亿](?!元))?(?P<more2>[余多几])?"
    rf"(?P<unit>{_UNIT})?(?P<post>{_POST})?"
)
_COUNTED = "人次|场次|件次|件|条|宗|起|例|份|封|篇|次|场|期|项|个|名|人|位|家|处"
_NUMERAL = "零〇一二三四五六七八九十百千万亿两"
# A Chinese numeral is a figure only with a measure word after it; 一 alone is too often a phrase,
# so it is left to the reader.
_WORDS = re.compile(
    rf"(?P<pre>{_PRE})?(?<![第{_NUMERAL}几数])(?P<number>[{_NUMERAL}]{{1,20}})(?P<more>[余多])?"
    r"(?P<scale>(?!))?(?P<more2>(?!))?"
    rf"(?P<unit>{_COUNTED})(?!事[^项]|性|性|步|些|般|定)(?P<post>" + _POST + ")?"
)
MAYBE = re.compile(rf"\d|[{_NUMERAL}][余多]?(?:{_COUNTED})")
"""Where this is not found in a text, `figures` finds nothing in it, nor in any part of it."""
_VALUE = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SMALL, _LARGE = {"十": 10, "百": 100, "千": 1000}, {"万": 10**4, "亿": 10**8}
_SCALES = {"万": 10**4, "亿": 10**8, "百万": 10**6, "千万": 10**7, "万亿": 10**12}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a text.

    `text[start:end]` is the number as printed with its 万 or % (the `raw` of a statement).

    `left` is where its context to the left ends (before 约), `right` where that to the right
    begins (after the unit). `value` in the printed unit (7.4万件 is 74000 件, 3万元 is 3 万元); None
    where the printed digits are doubtful. `words` marks a Chinese numeral.
    """

    start: int
    end: int
    left: int
    right: int
    value: float | None
    bound: str
    unit: str
    words: bool = False


def chinese_number(text: str) -> int | None:
    """A Chinese numeral to its number, None where it is none.

    >>> [chinese_number(t) for t in ("十二", "两", "二百三十", "一万二千", "三〇", "万")]
    [12, 2, 230, 12000, 30, None]
    """
    if not text or text[0] in _LARGE:
        return None
    if len(text) > 1 and all(c in _VALUE for c in text):
        return int("".join(str(_VALUE[c]) for c in text))
    total = section = digit = 0
    last = 10**9
    for char in text:
        if char in _VALUE:
            if digit:
                return None
            digit = _VALUE[char]
        elif char in _SMALL:
            if _SMALL[char] >= last:
                return None
            last = _SMALL[char]
            section += (digit or 1) * last
            digit = 0
        else:
            total = (total + section + digit) * _LARGE[char]
            section = digit = 0
            last = 10**9
    return total + section + digit


def figures(text: str, positions: Sequence[int] | None = None) -> list[Figure]:
    """All numbers of a folded text, in order.

    `positions` says where each character stood before folding: digits that stood apart are one
    doubtful figure.

    >>> [(f.value, f.bound, f.unit) for f in figures("更新7.4万篇,7700余条,近50名")]
    [(74000.0, 'rounded', '篇'), (7700.0, 'at_least', '条'), (50.0, 'nearly', '名')]
    >>> [(f.value, f.unit) for f in figures("十二次,占71.3%,收费120万元")]
    [(12.0, '次'), (71.3, '%'), (120.0, '万元')]
    """
    found: list[Figure] = []
    for match in _ARABIC.finditer(text):
        found.append(
            _figure(match, positions, Decimal(match["number"].replace(",", "")), words=False)
        )
    taken = [(f.start, f.right) for f in found]
    for match in _WORDS.finditer(text):
        if any(start < match.end() and match.start("number") < end for start, end in taken):
            continue
        value = chinese_number(match["number"])
        if value is not None:
            found.append(_figure(match, positions, Decimal(value), words=True))
    return sorted(found, key=lambda f: f.start)


def _figure(
    match: re.Match[str], positions: Sequence[int] | None, number: Decimal, words: bool
) -> Figure:
    start, end = match.span("number")
    scale, more = match["scale"] or "", (match["more"] or "") + (match["more2"] or "")
    if scale:
        end = match.end("scale")
    unit = match["unit"] or ""
    if unit == "%":
        end = match.end("unit")
    bound = EXACT
    if more:
        bound = AT_LEAST
    elif match["pre"]:
        bound = _BEFORE[match["pre"]]
    elif match["post"]:
        bound = _AFTER[match["post"]]
    elif scale:
        bound = ROUNDED
    number *= _SCALES.get(scale, 1)
    value = float(number) if number < TOO_LARGE else None
    if positions is not None and not words:
        at = positions[match.start("number") : match.end("number")]
        if any(b - a != 1 for a, b in pairwise(at)):
            value = None  # "1 2 件", or broken by a line: nobody can say whether it is one number
    right = next(
        (match.end(name) for name in ("post", "unit", "more2", "scale", "more") if match[name]), end
    )
    left = match.start("pre") if match["pre"] else start
    return Figure(start, end, left, right, value, bound, unit, words)
