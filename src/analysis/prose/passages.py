"""Lines of a document to passages of prose.

Folded text, cut into sentences, with the way back to each printed character.

A passage is one paragraph. Lines that a page wraps (PDF, pasted text) are joined; headings stand
alone; lines that are no prose (numbers alone, rows of a form, what a web page prints around the
report) are left out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

from ..documents.blocks import Line
from ..documents.limits import MAX_LINE
from ..forms import fold_with_offsets, fold_years, forms, reduce_label
from ..forms.statements import load_vocabulary
from .masks import mask_names, mask_numbers

_NUMERALS = "一二三四五六七八九十"
HEADING = re.compile(
    rf"^(?:[#*\s]*)(?:第?([{_NUMERALS}]{{1,3}})(?:[、.,:部]|分(?=[^,。]*$))"
    rf"|(?=([(])[{_NUMERALS}]{{1,3}}\))\([{_NUMERALS}]+\)|\d{{1,2}}[、.](?!\d))"
)
# 三、依申请公开情况。2013年…, 三、依申请公开情况2013年…
RUN_IN_HEADING = re.compile(
    rf"^\W*(?:[{_NUMERALS}]{{1,3}}[、.]|\([{_NUMERALS}]{{1,3}}\)|\d{{1,2}}[、.]|[{_NUMERALS}]是"
    r"|(?<=\[)(?=[^\]]{2,30}\])|(?=[^,。:;]{2,30}方面[。:]))"
    r"(?P<name>[^,。:;\]]{2,36}?)(?:(?P<mark>[。:\]])"
    r"|(?<=情况)(?![,。:;、的看来分和与及为如是较()\[]|良好|汇报|报告|统计|说明|$))"
)
_SOURCE = r"\[原文[^\]]{0,200}\]"
_ENDS = re.compile(  # each begins with a character of its own, so that a search is quick
    "|".join(rf'{mark}["\])]*(?:{_SOURCE})?' for mark in ("。", "!", r"\?", r";(?=\[原文)"))
    + f"|{_SOURCE}"
)
_FURNITURE = re.compile(
    r"ICP备|公网安备|网站标识码|索引号|版权所有|技术支持|主办单位|浏览次数|点击次数|点击数|浏览量?:|阅读次数|阅读:|字体:|字号:|打印本页|当前位置|发布日期:"
    r"|发布时间:|更新日期:|信息来源:|Copyright|分享到"
)
# Labels that stand in the statutory tables only: a line with two of them holds cells that ran
# together.
_TABLE_LABEL = re.compile(
    r"信息内容|本年新收政府信息公开申请数量|结转下年度继续办理|申请人情况|勾稽关系|本列数据的"
    r"|结果维持结果纠正|尚未审结总计|本年处理决定数量|处理决定数量行政|\(七\)总计|商业企业科研机构"
)
# The end of a paragraph, of a title, or of a line of its own (受理数:12件), within the last `_END`
# characters.
# A heading without a numeral: 依申请公开情况, ## 收费及减免.
_BARE = re.compile(
    r"[^\w]*(?![^,。]*(?:(?<!^)收到|受理|[共已均未我本]|全[省市县区州局]))[^,。;:!?\d]*"
    r"(?:公开|复议|诉讼|申请|收费|费用|概述|概况|总体|监督|保障|组织|机制|培训|解读|回应|问题|不足|投诉)"
    r"[^,。;:!?\d]*(?<=情况|概述|概况|措施|事项|建议|打算|问题|改进|工作|方面|公开|诉讼|收费|减免|费用|保障"
    r"|建设|培训|解读|回应|回顾|说明|领导|机制)[^\w]*:?"
)
_LONGEST_BARE, _LOWEST = 36, 4
_FULL, _END = (
    re.compile(
        r"[。!?;:\]]$|信息公开.{0,12}(?:报告|年报)(?:简介|全文)?$|:[\d.,]+[万亿]?[\u4e00-\u9fff]{0,3}$"
    ),
    30,
)
_ITEM = re.compile(r"[\u4e00-\u9fff()]{2,16}:\d")  # 新收申请:35件 begins anew
# Characters that fold to digits but number a list or a note: ①, ².
_LIST_NUMBER = re.compile(
    "[\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089\u2460-\u24ff\u2776-\u2793]"
)
_CUT, _GOES_ON = re.compile(r"\d[.,]?$"), re.compile(r"[.,]?\d")
# A line of a table of contents: 二、主动公开政府信息情况……2. The caption of a table or a picture.
_CONTENTS = re.compile(r"(?<![.…·])[.…·]{4,}+\d{1,3}$")
_CAPTION = re.compile(r"附?[表图]\d{1,2}(?![\d件张份]|显示|所示|反映|可[见知])")
_FIGURES_ONLY = re.compile(r"^[-+]?[\d.,%/—-]+(?:万元|元|件|条|项|次)?$")


class Sentence(NamedTuple):
    """A part of a passage, `start` to `end` in its folded text."""

    start: int
    end: int


@dataclass(slots=True)
class Passage:
    """`text` is folded; character i of it is character `at[i]` of line `lines[line[i]]`."""

    text: str
    lines: list[Line]
    line: list[int]
    at: list[int]
    heading: str = ""
    level: int = 0
    sentences: list[Sentence] = field(default_factory=list)

    def cut_printed_text(self, start: int, end: int) -> str:
        """The printed characters of a folded stretch, verbatim; wrapped lines are joined."""
        parts = []
        while start < end:
            index = self.line[start]
            after = bisect_right(self.line, index, start, end)
            parts.append(self.lines[index].text[self.at[start] : self.at[after - 1] + 1])
            start = after
        return "".join(parts)

    def offset(self, start: int, end: int) -> int | None:
        """Offset in the document of a folded stretch.

        None where it is broken up or the format has no offsets.
        """
        if self.line[start] != self.line[end - 1]:
            return None
        return self.lines[self.line[start]].offset(
            self.at[start], self.at[end - 1] + 1 - self.at[start]
        )

    def find_quotations(self) -> list[tuple[int, int]]:
        """The stretches between quotation marks; straight marks are taken in turn."""
        spans: list[tuple[int, int]] = []
        opened: int | None = None
        i = self.text.find('"')
        while i >= 0:
            mark = self.lines[self.line[i]].text[self.at[i]]
            if mark == "“" or (mark != "”" and opened is None):
                opened = i + 1
            elif opened is not None:
                spans.append((opened, i))
                opened = None
            i = self.text.find('"', i + 1)
        return spans

    def number(self, position: int) -> int | None:
        return self.lines[self.line[position]].number

    def positions(self) -> list[int]:
        """Where each character stood, in one ascending count; two lines never touch."""
        if len(self.lines) == 1:
            return self.at
        return [index * 1_000_000 + at for index, at in zip(self.line, self.at, strict=True)]


_LONGEST_LABEL = 100  # characters of a label of a form with its number


@cache
def _row_labels() -> frozenset[str]:
    tables = [table for form in forms().values() for table in form.tables]
    return frozenset(
        reduce_label(label)
        for table in tables
        for label in (*(r.label for r in table.rows), *(c.label for c in table.columns))
    )


@lru_cache(maxsize=4096)
def is_prose(text: str) -> bool:
    """Whether a folded line can hold prose.

    Not a number alone, not a label of a form with its numbers, not page furniture, no contents.
    """
    if not text or _FIGURES_ONLY.match(text) or _CONTENTS.search(text):
        return False
    if len(text) <= 120 and _FURNITURE.search(text) and "。" not in text:
        return False
    if len(text) > _LONGEST_LABEL or heading_level(text) == 1:
        return True  # 三、依申请公开情况 heads a chapter as well as a part of a form
    return reduce_label(text.rstrip("0123456789.,%+/—-")) not in _row_labels()


@lru_cache(maxsize=4096)
def heading_level(text: str) -> int:
    """The level of a short line: 1 behind 一、, 2 behind (一), 3 behind 1., 0 for any other line."""
    match = HEADING.match(text)
    if not match or len(text) > 45 or "。" in text[:-1]:
        return 0
    if (begun := RUN_IN_HEADING.match(text)) and not begun["mark"]:
        return 0
    return 1 if match.group(1) else 2 if match.group(2) else 3


def _bare_level(text: str) -> int:
    """The level of a line by itself that names a chapter and has no numeral, 0 for any other."""
    return _LOWEST if len(text) <= _LONGEST_BARE and _BARE.fullmatch(text) else 0


def _undo_taiwan(folded: str, printed: str, at: Sequence[int]) -> str:
    """The text of a page in traditional characters in the mainland's wording, as long as it was."""
    if not _compile_taiwan_words().search(folded):
        return folded
    if all(printed[i] == char for i, char in zip(at, folded, strict=True) if char >= "\u4e00"):
        return folded
    for word, plain in load_vocabulary().taiwan.items():
        folded = folded.replace(word, plain)
    return folded


@cache
def _compile_taiwan_words() -> re.Pattern[str]:
    return re.compile("|".join(load_vocabulary().taiwan))


def _fold_line(line: Line) -> tuple[str, list[int]]:
    """The folded text of a line, with the way back; numbers of lists (①) are no digits."""
    folded, at = fold_with_offsets(line.text)
    if _LIST_NUMBER.search(line.text):
        folded = "".join(
            "·" if _LIST_NUMBER.match(line.text[place]) else char
            for char, place in zip(folded, at, strict=True)
        )
    folded = fold_years(folded)
    for mark in "'〈〉":  # further marks of a quotation: 〈南溪发布〉
        folded = folded.replace(mark, '"')
    return _undo_taiwan(folded, line.text, at), at


def _goes_on(passage: Passage, folded: str) -> bool:
    """Whether a line goes on with the passage before it, which the page wrapped."""
    return (
        8 <= len(passage.text) <= MAX_LINE
        and not passage.heading
        and not _FULL.search(passage.text[-_END:])
        and not (HEADING.match(folded) or _ITEM.match(folded) or _CAPTION.match(folded))
        and not (_CAPTION.match(passage.text) and len(passage.lines) == 1)
    )


def _cuts_number(before: str, after: str) -> bool:
    """Whether a line may end within a number with which the next goes on: neither has a value."""
    if not (_CUT.search(before) and _GOES_ON.match(after)):
        return False
    return bool(_GOES_ON.match(mask_numbers(mask_names(after))))  # no date, no number of a list


def _append(passage: Passage, line: Line, folded: str, at: Sequence[int]) -> None:
    """Go on with a passage. A number never goes on over a wrap: a mark keeps the two apart."""
    glue = "\n" if passage.text[-1].isdigit() and folded[0].isdigit() else ""
    passage.text += glue + folded
    passage.line += [len(passage.lines)] * len(glue + folded)
    passage.at += [0] * len(glue) + [*at]
    passage.lines.append(line)


def passages(lines: Sequence[Line]) -> Iterator[Passage]:
    """The passages of a document, in order."""
    open_: Passage | None = None
    number: tuple[Line, str, list[int]] | None = None  # one that stands alone, between two lines
    for line in lines:
        folded, at = _fold_line(line)
        cut = open_ is not None and _cuts_number(open_.text, folded)
        if not (is_prose(folded) or cut):
            number = (line, folded, at) if _FIGURES_ONLY.match(folded) else number
            continue
        if open_ is not None and number is not None and _cuts_number(number[1], folded):
            cut = _goes_on(open_, number[1])
            if cut:
                _append(open_, *number)
        number = None
        if open_ is not None and (cut or _goes_on(open_, folded)):
            _append(open_, line, folded, at)
            continue
        if open_ is not None:
            yield _cut(open_)
        level = heading_level(folded) or _bare_level(folded)
        open_ = Passage(folded, [line], [0] * len(folded), at, folded if level else "", level)
    if open_ is not None:
        yield _cut(open_)


def _cut(passage: Passage) -> Passage:
    """The passage with its sentences, without those that hold cells of a table."""
    text, start = passage.text, 0
    if not passage.level and (begun := RUN_IN_HEADING.match(text)) and not begun["mark"]:
        start = begun.end()
        passage.sentences.append(Sentence(0, start))
    for match in _ENDS.finditer(text):
        end = match.end()
        if match[0].endswith('"') and text.count('"', 0, end) % 2:
            end -= 1  # that mark opens the next sentence
        passage.sentences.append(Sentence(start, end))
        start = end
    if start < len(text):
        passage.sentences.append(Sentence(start, len(text)))
    if len({match[0] for match in _TABLE_LABEL.finditer(text)}) > 1:
        passage.sentences = [
            s for s in passage.sentences if not _TABLE_LABEL.search(text, s.start, s.end)
        ]
    return passage
