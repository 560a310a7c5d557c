"""Numbers in running text.

Digits, decimals, separators, Chinese numerals, 万 and 亿, their bound and their unit.

What is no figure at all (dates, document numbers, telephone numbers) must be blanked before: this
module knows numbers only. It never guesses: digit groups that only a space parts are one doubtful
figure without a value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from .cells import TOO_LARGE
from .units import KINDS

EXACT, AT_LEAST, ABOUT, NEARLY, ROUNDED = "exact", "at_least", "about", "nearly", "rounded"

UNITS = tuple(sorted((*KINDS, "万元", "亿元"), key=lambda unit: (-len(unit), unit)))
# A measure word that begins another word is none: where the unit was lost, 29部分公开 is not 29部.
_BEGINS = dict(
    pair.split("|")
    for pair in (
        "部|门分署级委 处|理罚置 期|限间 条|例 人|大民员 批|准复示 名|义 家|庭 次|日 件|数 起|诉草 份|额 例|如"
        " 单|位 组|织 支|持 张|贴 只|有 本|级机单年 分|别为 班|子 所|有属 位|于"
    ).split()
)
_UNIT = "|".join(unit + (f"(?![{_BEGINS[unit]}])" if unit in _BEGINS else "") for unit in UNITS)
NO_UNIT = rf"(?!{_UNIT}|[万亿千百余多几])"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_BEFORE = {
    **dict.fromkeys(("约", "大约", "大概"), ABOUT),
    **dict.fromkeys(("近", "将近", "接近", "不足", "不到"), NEARLY),
    **dict.fromkeys(("超过", "超", "逾", "突破", "至少", "不少于", "不低于"), AT_LEAST),
}
_AFTER = {"以上": AT_LEAST, "之多": AT_LEAST, "左右": ABOUT, "上下": ABOUT}
_PRE = "|".join(sorted(_BEFORE, key=len, reverse=True))
_POST = "|".join(_AFTER)
_NUMERAL = "零〇一二三四五六七八九十百千万亿两"
# All that goes on with a number is its `tail`: what is not understood there leaves no value.
_ARABIC = re.compile(
    rf"(?P<pre>{_PRE})?(?P<number>(?<![\d.A-Za-z/\u0400-\u04ff□■?])-?(?:{_DIGITS})"
    rf"(?P<tail>(?:(?![余多几]?[万亿]元|百分)[{_NUMERAL}余多几半\d])*))"
    rf"(?P<more>[余多几]?)(?P<unit>{_UNIT})?(?P<post>{_POST})?"
)
_COUNTED = "人次|场次|件次|件|条|宗|起|例|份|封|篇|次|场|期|项|个|名|人|位|家|处"
_COUNTED_UNITS = frozenset(_COUNTED.split("|"))
# A Chinese numeral is a figure only with a measure word after it; 一 alone is too often a phrase,
# so it is left to the reader. 上千条, 数百条 and 二、三件 are no numbers.
_WORDS = re.compile(
    rf"(?P<pre>{_PRE})?(?<![第{_NUMERAL}几数廿卅])(?<![上成好半](?=[百千万]))"
    rf"(?<![{_NUMERAL}][、~至到-])(?P<number>[{_NUMERAL}]{{1,20}})(?P<tail>)(?P<more>[余多]?)"
    rf"(?P<unit>{_COUNTED})(?!事[^项]|性|性|步|些|般|定)(?P<post>{_POST})?"
)
MAYBE = re.compile(rf"\d|[{_NUMERAL}][余多]?(?:{_COUNTED})")
"""Where this is not found in a text, `figures` finds nothing in it, nor in any part of it."""
_VALUE = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SIZES = {"亿": 10**8, "万": 10**4, "千": 1000, "百": 100, "十": 10}  # the largest first
_NUMERALS = frozenset(_NUMERAL)
_GROUPS = ("pre", "number", "tail", "more", "unit", "post")
_PLAIN = re.compile(rf"-?(?:{_DIGITS})")
_ONE_SIZE = re.compile(rf"-?(?:{_DIGITS})(?:[百千]?万|万?亿|[百千])?")
_MORE = re.compile("[余多](?=[万亿])|[余多]$")  # 100余万, 4万余
# A number without a measure word that another follows at once: 12\n300, 1.2.3, 2-3件, 2、3件.
_RUNS_ON = re.compile(r"[^\w;!?()\[\]%《》\"\x1e\x1f]{0,3}\d")
# 12O条, 12□条, 12(13)件, 12.条, 6千来条: what stands where the measure word should.
_UNCLEAR = re.compile(
    r"[A-Za-z\u0400-\u04ff□■●○◇*_#×来打成又\x1f]|[?.\"](?=[\u4e00-\u9fff\d])"
    r"|[(\[【/]或?\d+[)\]】]?\w|\([^()]{0,3}(?:应为|应是|实为)"
)
# 12件或13件, 77件-5件, 77件(80件), 231件(注:实为239件): two readings.
_EITHER = re.compile(
    r"[或至到加减~+—-]\d|(?<!%)\(\d+[件条]\)|\([^()\d]{0,6}(?:应为|应是|实为|一说)[^()\d]{0,3}\d"
)
_LISTED = 60  # characters from 分别 to the last number that it shares out
_GAP = re.compile(r"(?<=[-\d.,])(?=[\d.,])")


class Figure(NamedTuple):
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


def read_number(text: str) -> Decimal | None:
    """A number in digits, Chinese numerals or both, None where it is none or may be another.

    >>> [str(read_number(t)) for t in ("1,234", "7.4万", "3万5千", "1百零5", "十二", "三〇", "万")]
    ['1234', '74000.0', '35000', '105', '12', '30', 'None']
    >>> [read_number(t) for t in ("三万五", "一百二", "两三", "3万5", "12百", "1.5万6千")]
    [None, None, None, None, None, None]
    """
    if _PLAIN.fullmatch(text):
        return Decimal(text.replace(",", ""))
    if text and _VALUE.keys() >= {*text}:
        is_either = len(text) == 2 and {"零", "〇"}.isdisjoint(text)  # 两三件 are two or three
        return None if is_either else Decimal("".join(str(_VALUE[char]) for char in text))
    name = next((name for name in _SIZES if name in text), "")
    if not name:
        return None
    size = _SIZES[name]
    high, _, low = text.rpartition(name)
    times = read_number(high) if high or size >= 10**4 else Decimal(1)  # 十二, 百
    rest = _read_rest(low, size) if low else Decimal(0)
    if times is None or rest is None or (size < 10**4 and times >= 10) or (low and "." in high):
        return None
    return times * size + rest


def _read_rest(text: str, size: int) -> Decimal | None:
    """What follows 万 or 百, None where it does not say of which size it is: 三万五, 3万500."""
    digits = text.lstrip("零〇")
    rest = read_number(digits)
    if rest is None or rest >= size or "." in text:
        return None
    is_full = rest >= size // 10
    has_size = digits == text and any(name in digits for name in _SIZES)
    return rest if has_size or is_full == (digits == text) else None


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
    at = runs_on = -1
    matches = [*_ARABIC.finditer(text), *_WORDS.finditer(text)]
    for match in sorted(matches, key=lambda match: match.start("number")):
        if match.start("number") < at:
            continue
        figure = _read_figure(match)
        next_digit = _find_next_digit(text, figure)
        is_doubtful = (
            next_digit
            or figure.start == runs_on
            or text[: figure.start][-1:] in _NUMERALS
            or (not figure.unit and _UNCLEAR.match(text, figure.right))
            or _stands_apart(match, positions)
        )
        at, runs_on = figure.right, next_digit
        found.append(figure._replace(value=None) if is_doubtful else figure)
    return found


def _find_next_digit(text: str, figure: Figure) -> int:
    """Where a number goes on, or another begins at once; 0 where none does, or 分别 lists them."""
    match = _EITHER.match(text, figure.right)
    if not figure.unit:
        match = _RUNS_ON.match(text, figure.right) or match
    if match is None or "分别" in text[max(0, figure.start - _LISTED) : figure.start]:
        return 0
    return match.end() - 1


def _stands_apart(match: re.Match[str], positions: Sequence[int] | None) -> bool:
    """Whether digits of one number stood apart: of "1 2 件" nobody can say whether it is one."""
    if positions is None:
        return False
    start = match.start("number")
    gaps = (start + gap.start() for gap in _GAP.finditer(match["number"]))
    return any(positions[at] - positions[at - 1] != 1 for at in gaps)


def _read_figure(match: re.Match[str]) -> Figure:
    """The figure of a match by its own words, without a value where these leave a doubt."""
    pre, digits, tail, more, unit, post = (match[name] or "" for name in _GROUPS)
    start, end = match.span("number")
    number, has_more = _MORE.subn("", digits + more)
    value = read_number(number)
    is_doubtful = value is not None and (
        value >= TOO_LARGE
        or (unit in _COUNTED_UNITS and (value < 0 or value % 1 != 0))  # nobody receives half a case
        or (unit in ("万元", "亿元") and not {*"万亿"}.isdisjoint(tail))
        or (has_more and tail and not _ONE_SIZE.fullmatch(number))  # 3万4千余: of which of the two?
    )
    bound = _BEFORE.get(pre) or _AFTER.get(post) or EXACT
    if has_more:
        bound = AT_LEAST
    elif bound == EXACT and tail and number[-1] in _SIZES:
        bound = ROUNDED
    end = match.end("unit") if unit == "%" else end - (digits[-1] in "余多")
    known = None if is_doubtful or value is None else float(value)
    is_in_words = match.re is _WORDS
    return Figure(start, end, start - len(pre), match.end(), known, bound, unit, is_in_words)
