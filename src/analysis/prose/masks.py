"""What looks like a number and is none: dates, document numbers, telephone numbers, addresses, article and list numbers, times.

They are blanked, character for character, before numbers are read. Years are kept beside: they say to which
year a figure belongs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

BLANK = "\x1f"
# A hotline is called by its number: the digits become a word of their own.
HOTLINE = "\x1e"

_Y = r"(?:19|20)\d{2}"
_N = "一二三四五六七八九十百零〇\\d"
# A repeat that a pattern may begin anywhere in has a bound, so that time grows with the length of the text.
_URL = r"[A-Za-z0-9_./?=&%#:;~+@-]"
_PATTERNS = [
    r"\[原文[^\]]{0,200}\]",
    rf"(?:https?:)?//{_URL}+|{_URL}{{0,60}}(?:www\.|@){_URL}+|[A-Za-z0-9_-]{{1,60}}\.(?:gov|com|cn|org|net|edu)\b{_URL}*",
    rf"[\[(<{{]?第?{_Y}[\])>}}]?(?:第)?\d{{0,4}}号",
    r"\d[\d-]{0,40}号(?:\d{1,5}(?=[),。;]|$))?",
    r"(?:19|20)\d{2}[-./]\d{1,2}[-./]\d[\d:]*",
    rf"{_Y}\d{{1,2}}月|{_Y}\d{{3,4}}日",
    rf"{_Y}年?[-—~至到]{_Y}年?",
    rf"{_Y}年度?(?:\d{{1,2}}月(?:份|底|初)?(?:\d{{1,2}}[日号])?)?(?:[-—~至到]\d{{1,2}}月(?:份)?(?:\d{{1,2}}[日号])?)?",
    r"\d{1,2}月?[-—~至到]\d{1,2}月(?:份)?",
    r"\d{1,4}月(?:份|底|初)?(?:\d{1,2}[日号])?|\d{1,4}日(?!均)",
    rf"[{_N}]{{2,4}}年|[一二三四五六七八九十]{{1,2}}月份?|\d{{1,2}}年",
    r"(?:电话|传真|邮编|邮政编码|QQ|手机|热线)(?:号码|号)?(?:\([^)\d]{0,6}\))?[:为]?[\d()、/转—-]{5,}(?![\d个次人件通条])",
    r"(?<!\d)\(?0\d{2,3}\)?[-—]+\d{7,8}(?:[-—]\d+)*|(?<!\d)\d{7,8}[-—]\d{3,4}(?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)0\d{9,11}(?!\d)",
    rf"第[{_N}]+(?!方)[条款项批次届期章节号名位家站]?",
    r"\(\d{1,2}\)",
    r"\d{1,2}:\d{2}(?:[-—~至]\d{1,2}:\d{2})?|\d{1,2}时(?:\d{1,2}分)?|(?:7[x×*])?24小时",
    r"\d{5}(?=[^,。;\d]{0,8}热线)",
    r"\d[\d-]{0,40}(?:室|楼|栋|幢|弄|座|单元|门|路)(?!桥)",
    r"[A-Za-z]{1,40}[-.]?\d+(?:\.\d+)*|\d{1,40}[A-Za-z]+(?![\u4e00-\u9fff])|\d{1,40}[GDK](?![A-Za-z])",
    r"\d{1,40}\+(?:\d+|[NXn])[大个]?(?:类|型)?",
    r"\d{1,2}[.·]\d{1,2}(?=[\"]?(?:政务公开|政府开放|消费者))|\d{1,2}·\d{1,2}",
    r"(?:浏览|点击|阅读|访问)(?:次数|量|数)?:\d+次?|共?\d{1,40}页|第\d+页",
    r"计\d+条(?=\))",
    r"(?:千分之|百分之)[一二三四五六七八九十]+",
]
_MASK = re.compile("|".join(f"(?:{p})" for p in _PATTERNS))
_LIST = re.compile(
    rf"(?:^\W*|(?<=[。;:,])|(?<=情况)|(?<=\n))\d{{1,2}}(?:[、)]|\.(?!\d)|\.(?={_Y}年))"
)
_HOTLINES = r"12345|12315|12319|12329|12333|12348|12350|12358|12366|12369|12388|12393"
_HOTLINE_NAME = re.compile(
    rf"(?<![\d.])(?:{_HOTLINES})(?!\d)(?!(?:余|多)?(?:件|条|个|次|人|宗|万|元|项|起|篇|份))|(?P<fused>(?<!\d){_Y})(?P<name>{_HOTLINES})(?!\d)"
)
# A bare year: four digits without a measure word, as where 年 was lost.
_BARE_YEAR = re.compile(
    rf"(?<![\d.])(?<!\d,){_Y}\d{{0,4}}(?![\d.%,]{{0,40}}\d)(?!(?:余|多)?(?:万|亿)?(?:件|条|个|次|人|宗|元|万|项|起|篇|份|期|场|名|家|户|幅|类|册|封|%))"
)
_YEARS = re.compile(rf"(?<!\d)({_Y})(?=年|\d{{0,4}}[月日]|[-./]\d|[\"《]|\d*{HOTLINE})")
# Years that are counted from that of the report, which the reader knows: 0 is this one, -1 去年.
_RELATIVE = re.compile(
    r"(?P<this>今年|当年|本年度?(?!度|报告)|本报告年度|本报告期)|(?P<before>前年)|去年|上一?年度?(?!(?:度?[无没有未]{0,2}结转|项目))|前一年"
)
# A year that is only compared with is not the year of the figure.
_COMPARED = re.compile(
    rf"(?:比|较|同比|相比|与)(?:于)?(?:去年|上一?年度?|前一?年|{_Y}年度?)(?:\({_Y}年度?\))?(?:同期)?(?!\()|(?:去年|上一?年)同期"
)
# 较2019年的1097件, 上年为98件: the year of this one number.
_OTHER_YEAR = (
    rf"(?:{_Y}年度?|去年|上一?年度?|前一?年)(?:同期)?(?:\([^(),;]{{0,6}}月[^(),;]{{0,4}}\))?"
)
_OF_NUMBER = re.compile(
    rf"(?:(?:比|较|与)于?{_OTHER_YEAR}的?|[由从]{_OTHER_YEAR}的|{_OTHER_YEAR}(?:为|是|仅为|只有)|\({_OTHER_YEAR})(?=\(?(?:[\d,.]+[^\d,.%]|[一二两三四五六七八九十百千]+[件条宗起份次]))"
)
_DAY = rf"(?:{_Y}年)?(?<!\d)\d{{1,2}}月(?:份|底|末|初|中旬|\d{{1,2}}日)?"
# A period, or a date up to which is counted, speaks of the year; months that end before December, or one by itself, of a part of it.
# What was counted since a law or an office began is no count of the year.
_SPAN = re.compile(
    rf"(?P<stock>(?:近[两二三四五六\d]+年来?|[两二三四五六]年来)(?:\([^()]*\))?"
    rf"|《[^》]{{0,40}}》[^,。;\d]{{0,8}}以来|自(?![^,。;]{{0,4}}[今本]年)[^,。;]{{0,28}}?以来|(?<!\d){_Y}年(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?[^,。;\d]{{0,12}}以来"
    rf"|(?:累计|截[至止][^,。;]{{2,16}},)(?=[^。;]*[,(](?:其中)?[,:]?(?:{_Y}年度?|今年|本年度?|当年)(?:[^。;,]{{0,6}}新|(?:主动|对外|新?增?)*(?:增加|公开|发布|更新)(?:了|政府|各类|信息)*\d)))"
    rf"|(?P<parts>(?<!\d){_Y}年?[—~至-]{_Y}年|(?:{_Y}年)?(?<!\d)\d{{1,2}}月?份?[至到—~-](?!12月)\d{{1,2}}月(?!\d))"
    rf"|(?:截[至止]到?|[至到自从]|[—~-]){_DAY}|{_DAY}起?[至到—~-](?:{_DAY})?|\d{{1,2}}[—~-]\d{{1,2}}月"
    rf"|(?P<part>{_DAY}|[上下]半年|[一二三四1-4]季度)(?!以来|以前|之前|止|起|末|底)"
    rf"|(?P<whole>全年|本年度?|年度)"
)
_NAME = 24  # a longer quotation is running text
_TITLE = re.compile(r"《[^》]{0,80}》")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Masked:
    """`text` as long as the original, blanks where no figure is; `years`: (position, year, or 0 and less counted from the report's) in order.

    `of_number`: the position of a number that is only compared with, and its year.

    `spans`: (end, kind, year), where a month, a day or several years are named (part), or a time since (stock, with its year), so that
    what follows is not the count of the year; whole where the year is named again.
    """

    text: str
    years: tuple[tuple[int, int], ...]
    spans: tuple[tuple[int, str, int | None], ...] = ()
    of_number: tuple[tuple[int, int], ...] = ()


def _relative(words: str) -> int:
    found = _RELATIVE.search(words)
    return 0 if found and found["this"] else -2 if found and found["before"] else -1


def _blank(match: re.Match[str]) -> str:
    return BLANK * len(match[0])


def _digits(match: re.Match[str]) -> str:
    return _DIGIT.sub(BLANK, match[0])


def _hotline(match: re.Match[str]) -> str:
    if match["fused"]:
        return match["fused"] + HOTLINE * len(match["name"])
    return HOTLINE * len(match[0])


def mask(text: str, quoted: Iterable[tuple[int, int]] = ()) -> Masked:
    """Blank what is no figure in a folded text. `quoted`: the stretches between quotation marks, which hold names.

    >>> mask("2019年12月3日印发(国办发[2014]32号),公开12条").text.replace(BLANK, "_")
    '__________印发(国办发_________),公开12条'
    """
    shown = _HOTLINE_NAME.sub(_hotline, text)
    shown = _TITLE.sub(_digits, shown)
    parts, at = [], 0
    for start, end in quoted:
        if end - start <= _NAME:
            parts += [shown[at:start], _DIGIT.sub(BLANK, shown[start:end])]
            at = end
    shown = "".join(parts) + shown[at:]
    of_number = [
        (m.start(), m.end(), int(year[0]) if (year := re.search(_Y, m[0])) else _relative(m[0]))
        for m in _OF_NUMBER.finditer(shown)
    ]
    found = [m for m in _SPAN.finditer(shown) if m.lastgroup]
    spans = tuple(
        (
            m.end(),
            m.lastgroup.rstrip("s"),
            int(year[0]) if m[0].endswith("以来") and (year := re.search(_Y, m[0])) else None,
        )
        for m in found
        if m.lastgroup
    )
    compared = {
        i
        for m in (*_COMPARED.finditer(shown), *(m for m in found if m["stock"]))
        for i in range(*m.span())
    }
    compared |= {i for start, end, _ in of_number for i in range(start, end)}
    years = [(m.start(), int(m[1])) for m in _YEARS.finditer(shown) if m.start() not in compared]
    years += [
        (m.start(), _relative(m[0])) for m in _RELATIVE.finditer(shown) if m.start() not in compared
    ]
    shown = _LIST.sub(_blank, shown)
    shown = _MASK.sub(_blank, shown)
    shown = _BARE_YEAR.sub(_blank, shown)
    named = tuple((end + (shown[end] == "("), year) for _, end, year in of_number)
    return Masked(shown, tuple(sorted(years)), spans, named)
