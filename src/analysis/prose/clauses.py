"""A sentence to clauses: each figure with the words that belong to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ..values.prose import Figure
from .bodies import HIDDEN, find_words
from .owners import Issuer
from .periods import Calendar
from .words import Label, Span, Stretch, read_label, read_stretch

_NESTED = 4  # no sentence has more brackets within brackets
_MARK = re.compile(r"[,;:()。!?\n]|(?<=申请中|答复中|办结中|结果中)")
_BRACKETS = re.compile(r"\([^()]*\)")
# 县(市、区) and 专(兼)职 are one word: 县市区, 专兼职.
_ONE_WORD = re.compile(
    r"(?P<word>各?[省市州区县旗镇乡街道]+)\((?P<more>[省市州区县旗镇乡街道办、,]+)\)|(?P<full>专)\((?P<part>兼)\)"
)
# Remarks that change what the number counts: 予以公开(含部分公开)860件.
_WITH_MORE = re.compile(
    r"\((?:其中)?(?:含|包括|包含)"
    r"[^()\d]*(?:公开|不存在|不属于|非本|不掌握|重复|补正|咨询|信访)[^()\d]*\)"
)
_AT_NUMBER = re.compile(r"\([^()\d]+\)$")
_REASONS = (
    "R_",
    "U_",
    "N_",
    "O_",
    "NOT_EXIST",
)  # tags of what may stand there: 不予处理(重复申请)2件
# 3名全职人员和2名兼职人员: the words between two numbers belong to the first.
_JOINED = re.compile(r"[^,;:()。!?\n]*[^,;:()。!?\n和及与、](?:和|及|以及|与|、)$")
_AND = re.compile("[、,]?(?:和|及|以及|与)|[、,]")
# 其余86件为不属于本机关公开、信息不存在等情形: reasons without numbers of their own are one label.
_RIGHT_END = re.compile(r"(?:(?<=[\d件宗起份条例次个])、|、(?=[^,;。]*\d))|[,;:()。!?\n\[]")
_ANEW = re.compile("其中|另")
_SO_MANY = re.compile("[,(]?(?:为|即|计|共|有|达)*")  # 当面申请占57.4%,为35条
_HELD = frozenset({"HOLD", "ATTEND", "PUBLISH"})
_TAKES_NOUN = ("对", "就", "针对")  # 对25件申请收取了2950元: what is counted follows


class Sentence(NamedTuple):
    """A part of a passage: its masked text, figures and dates, all in positions of the passage."""

    start: int
    end: int
    text: str
    figures: tuple[Figure, ...]
    calendar: Calendar


class Clause(NamedTuple):
    """A figure and its words.

    `own`: the clause to its left; `left`: all words since the figure before, `left_text` as
    they stand; `right`: up to the next mark. `begin` and `right_end` bound them. `nth` says
    which of how many numbers it is that 分别 shares out (of -1: each has an item of its own);
    `dated` is the position whose year counts. `unpaired`: it is one of several numbers in a row
    that nothing shares out.
    """

    figure: Figure
    own: Label = Label()
    left: Label = Label()
    right: Label = Label()
    left_text: str = ""
    begin: int = 0
    right_end: int = 0
    dated: int = 0
    nth: tuple[int, int] = (0, 0)
    unpaired: bool = False


def hide_remarks(text: str) -> str:
    """The text with remarks in brackets hidden, unless they say what the number counts.

    It stays as long as it was.

    >>> hide_remarks("收到(不含咨询)申请").replace(chr(0), "_"), hide_remarks("县(市、区)收到")[3:]
    ('收到______申请', '县市区收到')
    """
    if "(" not in text:
        return text
    text = _WITH_MORE.sub(_open_remark, _ONE_WORD.sub(_join, text))
    reason = _AT_NUMBER.search(text)
    if reason and any(tag.startswith(_REASONS) for tag in _tags(reason[0])):
        text = text[: reason.start()] + _open_remark(reason)
    for _ in range(_NESTED):
        text = _BRACKETS.sub(_hide, text)
    return text


def _open_remark(match: re.Match[str]) -> str:
    content = match[0][1:-1].replace("其中", HIDDEN * 2)
    return f"{HIDDEN}{content}{HIDDEN}"


def _hide(match: re.Match[str]) -> str:
    return HIDDEN * len(match[0])


def _join(match: re.Match[str]) -> str:
    word = "".join(char for char in match[0] if char not in "(),、")
    return word.rjust(len(match[0]), HIDDEN)


def _tags(text: str) -> frozenset[str]:
    return frozenset().union(*(token.tags for token in find_words(text)))


def split_clauses(stretch: Stretch) -> list[Span]:
    """The clauses of a stretch without figures, the last one first."""
    spans: list[Span] = []
    at = 0
    inside = {place for token in stretch.tokens for place in range(token.start, token.end)}
    for match in _MARK.finditer(stretch.text):
        if match.start() not in inside or match.start() == match.end():
            spans.append((at, match.start()))
            at = match.end()
    return [*spans, (at, len(stretch.text))][::-1]


def read_clauses(sentence: Sentence, issuer: Issuer) -> tuple[list[Clause], frozenset[str]]:
    """The clauses of a sentence, one for each figure, in order; and the tags of all its words."""
    figures, text = sentence.figures, sentence.text
    begins = [sentence.start, *(figure.right for figure in figures)]
    ends = [*(max(b, f.left) for b, f in zip(begins, figures, strict=False)), sentence.end]
    raw = [text[b:e] for b, e in zip(begins, ends, strict=True)]
    stretches = [read_stretch(hide_remarks(part), issuer) for part in raw]
    joined = [
        0 < at < len(figures) and bool(figures[at - 1].unit and _JOINED.fullmatch(part))
        for at, part in enumerate(raw)
    ]
    clauses: list[Clause] = []
    for at, figure in enumerate(figures):
        left = read_stretch("", issuer) if joined[at] else stretches[at]
        free = at + 1 == len(figures) or joined[at + 1] or raw[at].endswith(_TAKES_NOUN)
        right, right_end = _right(stretches[at + 1], raw[at + 1], free)
        words = left.whole
        of_share = at > 0 and figures[at - 1].unit == "%" and _SO_MANY.fullmatch(raw[at])
        clauses.append(
            Clause(
                figure=figure,
                own=clauses[-1].own if of_share else _own(left, words, right, first=at == 0),
                left=words,
                right=right,
                left_text="" if joined[at] else raw[at],
                begin=begins[at],
                right_end=figure.right + right_end,
                dated=figure.start,
            )
        )
    tags = frozenset().union(*(token.tags for part in stretches for token in part.tokens))
    return _share_out_all(clauses, sentence, stretches), tags


def _own(left: Stretch, words: Label, right: Label, *, first: bool) -> Label:
    """The words of the clause to the left, with earlier clauses where it says nothing itself.

    `words` are those of the whole stretch.
    """
    spans = split_clauses(left)
    if len(spans) == 1:
        return words
    if not first and left.text[slice(*spans[-1])].strip():
        # 2件为网络申请,4件为信件申请: what follows a number without a mark belongs to it
        spans = spans[:-1]
    own = left.label(spans[:1])
    is_bare = not left.text[slice(*spans[0])].strip(HIDDEN)
    # 作出书面答复,1份予以提供: what stands behind such a number belongs to it
    begins_anew = (is_bare or _ANEW.search(left.text, *spans[0])) and right.tags
    semicolon = left.text.rfind(";")
    for at, earlier in enumerate(spans[1:], 2):
        heads = left.text[earlier[1]] == ":" and own.tags <= _HELD
        says_nothing = own.is_empty or (heads and not own.residue)  # 新闻发布会:举办1场
        if not says_nothing or begins_anew or earlier[0] <= semicolon:
            break
        own = left.label(spans[:at][::-1])
    return own


def _right(after: Stretch, raw: str, is_free: bool) -> tuple[Label, int]:
    """The words to the right up to a mark.

    Words that run on into the next number belong to that number.
    """
    stop = _RIGHT_END.search(raw)
    if not stop and not is_free:
        return Label(), 0
    end = stop.start() if stop else len(raw)
    return after.label([(0, end)]), end


def _share_out_all(
    clauses: list[Clause], sentence: Sentence, stretches: Sequence[Stretch]
) -> list[Clause]:
    """The clauses, with the items that 分别 shares out to numbers in a row."""
    at = 0
    while at < len(clauses):
        last = at
        while last + 1 < len(clauses) and _AND.fullmatch(
            sentence.text[clauses[last].figure.right : clauses[last + 1].figure.left]
        ):
            last += 1
        if last > at and "分别" in stretches[at].text:
            clauses[at : last + 1] = _share_out(clauses[at : last + 1], sentence, stretches[at])
        elif last > at and not clauses[last].right.text.strip():
            run = clauses[at : last + 1]  # 2015年、2016年收到66件、77件
            same = len({one.figure.unit for one in run}) == 1
            clauses[at : last + 1] = [one._replace(unpaired=same) for one in run]
        at = last + 1
    return clauses


def _share_out(run: list[Clause], sentence: Sentence, stretch: Stretch) -> list[Clause]:
    """网络、信函申请分别为15件、4件: each number takes its own item of the list before 分别, or its year.

    Else none has a label.
    """
    text = stretch.text
    cut = text.rindex("分别")
    tail = stretch.label([(cut + 2, len(text))])
    before = [span for span in split_clauses(stretch) if span[0] < cut]
    start, end = before[0][0], min(before[0][1], cut)
    listed = text.find("其中", start, end)
    items = _items(text, start if listed < 0 else listed + 2, end)
    years = [
        at for at, _ in sentence.calendar.dates.years if run[0].begin <= at < run[0].begin + cut
    ]
    shared = []
    for index, clause in enumerate(run):
        if len(years) == len(run):
            own = stretch.label([(start, end)]) + tail
            clause = clause._replace(own=own, dated=years[index] + 1, nth=(index, len(run)))
        elif len(items) == len(run):
            own = read_label(text[slice(*items[index])], stretch.issuer) + tail
            clause = clause._replace(own=own, nth=(index, -1))
        else:
            own = tail if clause.figure.unit == "%" else Label()
            clause = clause._replace(own=own, nth=(index, len(run)))
        shared.append(clause)
    return shared


def _items(text: str, start: int, end: int) -> list[Span]:
    """The items of a list that 和 and 、 part."""
    marks = [match.span() for match in _AND.finditer(text, start, end)]
    begins = [start, *(mark[1] for mark in marks)]
    ends = [*(mark[0] for mark in marks), end]
    return list(zip(begins, ends, strict=True))
