"""Text in which cells run together: a label with its numbers, or a whole table in one line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from ..forms import fold_label, fold_with_offsets
from ..forms.labels import PINYIN
from ..values.units import SCALE, WORD
from .vocabulary import NONE, Meanings, meanings, scanner

_LONGEST_LABEL_CELL = 60
_GLUED_LABELS = 5
_HINT = re.compile(
    "自然人|行政许可|行政許可|行政处罚|行政處罰|结果维持|結果維持|结果纠正|結果糾正|尚未审结|尚未審結|规章|規章"
    "|规范性文件|規範性文件|历年累计|歷年累計|统计数|統計數|指标名称|指標名稱|统计指标|統計指標|总计|總計|结转|結轉"
    "|收费|收費|申请数|申請數|答复数|答復數|公开数|公開數|本年新|制发件数|製發件數|属于|屬於"
)
_HINTS = 7  # so many stand in a line in which a table runs together, or one on every 45 characters
_HINT_EVERY = 45
_WORDS = 40  # a longer text between labels is prose
_SENTENCE = re.compile("[。;；!?]")
_LISTED = re.compile(r"\d+[件条宗起][、,()]")  # 结果维持58件、结果纠正9件: a list in a sentence
_DIGIT = re.compile(r"\d")
_NUMBERS_ONLY = re.compile(r"\d[\d.]*(?:[^\S\n]+[+-]?\d[\d.]*(?:万元|元)?)+")
_NUMERIC_TAIL = re.compile(r"[\d\s,.+\-/%万元—()件条项个次宗]*")
_CLAUSE_ENDS = re.compile(r"[,;:](?!\d)")  # a comma after a figure: a sentence, not a table
_NUMBERS_THEN_TEXT = re.compile(
    r"([-—/]*\d+(?:\.\d+)?(?:[+-]\d+)*(?:万元)?)(?=[^\d,.%件条项个次元人份宗万亿年月日号])"
)
_UNIT_FIRST = re.compile(rf"(?:{SCALE})?(?:{WORD})(?=[-—]?\d)")
_NUMBERING = re.compile(
    r"(?:[一二三四五六七八九十]{1,2}、|\([一二三四五六七八九十\d]{1,2}\)|其中[:,]?(?:\d[.、])?|\d[.、])$"
)
_REMARK = re.compile(r"\((?![\d.,]+\))[^()]*\)")
_BEHIND = "\"'])】》:,.;、。"


class Part(NamedTuple):
    """A part of a text: the kind of its token, from where to where, and the meanings of a label.

    `touching`: the digits of several cells may touch in it.
    """

    kind: str
    begin: int
    end: int
    meanings: Meanings = NONE
    touching: bool = False

    @property
    def length(self) -> int:
        return self.end - self.begin


def split_text(text: str) -> tuple[Part, ...]:
    """The parts of a text in which labels and numbers run together; none of any other text."""
    if _NUMBERS_ONLY.fullmatch(text):
        return tuple([Part("value", *m.span()) for m in re.finditer(r"\S+", text)])
    is_long = len(text) > _LONGEST_LABEL_CELL
    if (is_long and not _may_hold_table(text)) or not scanner().search(fold_label(text)):
        return ()
    folded, offsets = fold_with_offsets(text)
    parts = list(_find_parts(folded))
    is_glued = sum(part.kind == "label" for part in parts) >= _GLUED_LABELS
    if is_glued:
        parts = _join_prose(folded, parts)
    elif parts[0].kind != "label" or any(part.kind == "text" for part in parts):
        return ()
    return tuple(_in_text(text, parts, offsets, is_glued))


def _may_hold_table(text: str) -> bool:
    """Whether a long text may hold a table: labels are dense in it, or many."""
    words = PINYIN.sub("", text)
    return len(_HINT.findall(words)) >= min(_HINTS, max(4, len(words) / _HINT_EVERY))


def _in_text(
    text: str, parts: Sequence[Part], offsets: Sequence[int], is_glued: bool
) -> Iterator[Part]:
    """The parts of folded text as parts of the text itself, numbers parted by white space."""
    for part in parts:
        begin, end = offsets[part.begin], offsets[part.end - 1] + 1
        if part.kind != "numbers":
            yield part._replace(begin=begin, end=end)
            continue
        numbers = list(re.finditer(r"\S+", text[begin:end]))
        for number in numbers:
            first, last = begin + number.start(), begin + number.end()
            before, behind = text[first - 1 : first].isspace(), text[last : last + 1].isspace()
            is_apart = before and (not is_glued or (behind and len(numbers) == 1))
            # 件681.政府公报: nobody knows which digits are of the label's own number
            kind = "text" if number.group()[-1] in ".、" else "value"
            yield Part(kind, first, last, NONE, not is_apart)


def _find_parts(folded: str) -> Iterator[Part]:
    """Labels with their numbering and remarks, units, runs of numbers, and text between them."""
    at = 0
    for match in scanner().finditer(folded):
        found = meanings(match.group())
        begin, end = match.start(), match.end()
        if begin < at:
            continue
        numbering = _NUMBERING.search(folded[at:begin])
        own = {entry.number for entry in found}  # a digit in front is of the label if it is its own
        if numbering and (not numbering[0][0].isdigit() or numbering[0][0] in own):
            begin = at + numbering.start()
        if remark := _REMARK.match(folded, end):
            end = remark.end()
        end += len(folded[end:]) - len(folded[end:].lstrip(_BEHIND))
        yield from _split_between(folded, at, begin)
        yield Part("label", begin, end, found)
        at = end
    yield from _split_between(folded, at, len(folded))


def _split_between(folded: str, begin: int, end: int) -> Iterator[Part]:
    """What stands between two labels: a unit, numbers, or text, or numbers and then the text of the
    next section."""
    if unit := _UNIT_FIRST.match(folded, begin, end):
        yield Part("unit", begin, unit.end())
        begin = unit.end()
    between = folded[begin:end]
    is_numeric = _DIGIT.search(between) is not None and _NUMERIC_TAIL.fullmatch(between) is not None
    if is_numeric and not _CLAUSE_ENDS.search(between):
        yield Part("numbers", begin, end)
        return
    if following := _NUMBERS_THEN_TEXT.match(between):
        yield Part("numbers", begin, begin + following.end(1))
        begin += following.end(1)
    if begin < end:
        yield Part("text", begin, end)


def _join_prose(folded: str, parts: Sequence[Part]) -> list[Part]:
    """The parts of glued text with everything that is no table put together again as text.

    Prose mentions labels too, but with words between them and their numbers.
    """
    joined: list[Part] = []
    for is_prose, group in groupby(parts, lambda part: _is_prose(folded, part)):
        stretch = list(group)
        if is_prose or not _is_table(folded, stretch):
            stretch = [Part("text", stretch[0].begin, stretch[-1].end)]
        if joined and joined[-1].kind == stretch[0].kind == "text":
            joined[-1] = joined[-1]._replace(end=stretch.pop(0).end)
        joined += stretch
    return joined


def _is_prose(folded: str, part: Part) -> bool:
    if part.kind != "text":
        return False
    return part.length > _WORDS or _SENTENCE.search(folded, part.begin, part.end) is not None


def _is_table(folded: str, stretch: Sequence[Part]) -> bool:
    words = sum(part.length for part in stretch if part.kind == "text" and part.length > 1)
    labels = [part.length for part in stretch if part.kind == "label"]
    plain = [part.kind for part in stretch if part.kind != "unit"]
    numbered = sum(pair == ("label", "numbers") for pair in pairwise(plain))
    if not words:
        # A few labels between two sentences are words of theirs: 予以公开55件,占47%;部分公开12件
        return numbered > 0 or len(labels) >= _GLUED_LABELS
    listed = sum(_LISTED.match(folded, part.begin, part.end) is not None for part in stretch)
    is_dense = len(labels) >= _GLUED_LABELS and sum(labels) > words
    return is_dense and numbered >= 2 and numbered > 2 * listed
