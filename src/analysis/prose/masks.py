"""What looks like a number and is none.

Dates, document numbers, telephone numbers, addresses, article and list numbers, times.

They are blanked, character for character, before numbers are read; what years they name is read by
`periods`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..values.prose import NO_UNIT

BLANK = "\x1f"
# A hotline is called by its number: the digits become a word of their own.
HOTLINE = "\x1e"

_Y = r"(?:19|20)\d{2}"
_N = "一二三四五六七八九十百零〇\\d"
# A repeat that a pattern may begin anywhere in has a bound, so that time grows with the length of
# the text.
_URL = r"[A-Za-z0-9_./?=&%#:;~+@-]"
_PATTERNS = [
    r"\[原文[^\]]{0,200}\]",
    rf"(?:https?:)?//{_URL}+|{_URL}{{0,60}}(?:www\.|@){_URL}+|[A-Za-z0-9_-]{{1,60}}\.(?:gov|com"
    rf"|cn|org|net|edu)\b{_URL}*",
    rf"[\[(<{{]?第?{_Y}[\])>}}]?(?:第)?\d{{0,4}}号",
    r"\d[\d-]{0,40}号(?:\d{1,5}(?=[),。;]|$))?",
    r"(?:19|20)\d{2}[-./]\d{1,2}[-./]\d[\d:]*",
    rf"{_Y}\d{{1,2}}月|{_Y}\d{{3,4}}日",
    rf"{_Y}年?[-—~至到]{_Y}年?",
    rf"{_Y}年度?(?:\d{{1,2}}月(?:份|底"
    rf"|初)?(?:\d{{1,2}}[日号])?)?(?:[-—~至到]\d{{1,2}}月(?:份)?(?:\d{{1,2}}[日号])?)?",
    r"\d{1,2}月?[-—~至到]\d{1,2}月(?:份)?",
    r"\d{1,4}月(?:份|底|初)?(?:\d{1,2}[日号])?|\d{1,4}日(?!均)",
    rf"[{_N}]{{2,4}}年|[一二三四五六七八九十]{{1,2}}月份?|\d{{1,2}}年",
    r"(?:电话|传真|邮编|邮政编码|QQ|手机|热线)(?:号码|号)?(?:\([^)\d]{0,6}\))?[:为]?[\d()、/转—-]{5,}(?![\d个次人件通条])"
    r"|(?<=热线)\d{5,12}",
    r"(?<!\d)\(?0\d{2,3}\)?[-—]+\d{7,8}(?:[-—]\d+)*|(?<!\d)\d{7,8}[-—]\d{3,4}(?!\d)"
    r"|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)0\d{9,11}(?!\d)",
    rf"第[{_N}]+(?!方)[条款项批次届期章节号名位家站]?",
    r"\(\d{1,2}\)",
    r"\d{1,2}:\d{2}(?:[-—~至]\d{1,2}:\d{2})?|\d{1,2}时(?:\d{1,2}分)?|(?:7[x×*])?24小时",
    r"\d{5}(?=[^,。;\d]{0,8}热线)",
    r"\d[\d-]{0,40}(?:室|楼|栋|幢|弄|座|单元|门|路)(?!桥)",
    r"[A-Za-z]{1,40}[-.]?\d+(?:\.\d+)*"
    r"|\d{1,40}(?:[A-Za-z]{2,}+(?!\d)|[A-Za-z](?![\u4e00-\u9fff\dA-Za-z]))"
    r"|\d{1,40}[GDK](?![A-Za-z])",
    r"\d{1,40}\+(?:\d+|[NXn])[大个]?(?:类|型)?",
    r"\d{1,2}[.·]\d{1,2}(?=[\"]?(?:政务公开|政府开放|消费者))|\d{1,2}·\d{1,2}",
    r"(?:浏览|点击|阅读|访问)(?:次数|量|数)?:\d+次?|共?\d{1,40}页|第\d+页",
    r"计\d+条(?=\))",
    r"(?<![\d.])\d{1,2}\.\d{1,2}(?=[\u4e00-\u9fff]{2,12}:)",
    r"(?:千分之|百分之)[一二三四五六七八九十]+",
    r"[图表]\d{1,2}(?:-\d{1,2})?(?![\d.,]*(?:余|多)?[件条次张份个项])",
]
# What no pattern can begin with is passed by.
_BEGINS = (
    r"(?=[\dA-Za-z#%&(+./:;<=?@\[_{~\-〇一二三四五六七八九十百零千第共计电传邮手热浏点阅访图表])"
)
_MASK = re.compile(_BEGINS + "(?:" + "|".join(f"(?:{p})" for p in _PATTERNS) + ")")
_LIST = re.compile(
    rf"(?:^\W*|(?<=[。;:,])|(?<=情况)|(?<=\n))\d{{1,2}}(?:[、)]|\.(?!\d)|\.(?={_Y}年))"
)
# The number of a list or a note at the beginning of a line: 1含上年结转, [1]含上年结转, 附件1.
_MARKER = re.compile(
    rf"^\W*注?\d{{1,2}}(?={NO_UNIT}[\u4e00-\u9fff\])]|:)|附[件表录图]\d{{1,2}}(?!\d)"
)
_HOTLINES = r"12345|12315|12319|12329|12333|12348|12350|12358|12366|12369|12388|12393"
_HOTLINE_NAME = re.compile(
    rf"(?<![\d.])(?:{_HOTLINES})(?!\d)(?!(?:余|多)?(?:件|条|个|次|人|宗|万|元|项|起|篇|份))"
    rf"|(?P<fused>(?<!\d){_Y})(?P<name>{_HOTLINES})(?!\d)"
)
# A bare year: four digits without a measure word, as where 年 was lost.
_BARE_YEAR = re.compile(
    rf"(?<![\d.])(?<!\d,){_Y}\d{{0,4}}(?![\d.%,]{{0,40}}\d)(?!(?:余|多)?(?:万|亿)?(?:件|条|个|次|人|宗|元|万|项"
    rf"|起|篇|份|期|场|名|家|户|幅|类|册|封|%))"
)
_NAME = 24  # a longer quotation is running text
_TITLE = re.compile(r"《[^》]{0,80}》")
_DIGIT = re.compile(r"\d")


def _blank(match: re.Match[str]) -> str:
    return BLANK * len(match[0])


def _blank_digits(match: re.Match[str]) -> str:
    return _DIGIT.sub(BLANK, match[0])


def _hotline(match: re.Match[str]) -> str:
    if match["fused"]:
        return match["fused"] + HOTLINE * len(match["name"])
    return HOTLINE * len(match[0])


def mask_names(text: str, quoted: Iterable[tuple[int, int]] = ()) -> str:
    """The folded text with the digits of names blanked.

    Hotlines, titles, short quotations (`quoted`).
    """
    shown = _TITLE.sub(_blank_digits, _HOTLINE_NAME.sub(_hotline, text))
    parts, at = [], 0
    for start, end in quoted:
        if end - start <= _NAME:
            parts += [shown[at:start], _DIGIT.sub(BLANK, shown[start:end])]
            at = end
    return "".join(parts) + shown[at:]


def mask_numbers(shown: str) -> str:
    """The text with all that looks like a figure and is none blanked, as long as it was.

    >>> mask_numbers("2019年12月3日印发(国办发[2014]32号),公开12条").replace(BLANK, "_")
    '__________印发(国办发_________),公开12条'
    """
    return _BARE_YEAR.sub(_blank, _MASK.sub(_blank, _LIST.sub(_blank, _MARKER.sub(_blank, shown))))
