"""A figure in its sentence: the number, the words to its left and right, and what was decided about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ..forms.statements import UNCLASSIFIED, Rule
from ..values.prose import Figure
from .labels import Label, Names, read_label
from .masks import Masked
from .passages import Passage, Sentence

_BRACKETS = re.compile(r"\([^()]*\)")
_PLACES = re.compile(
    r"\(([省市州区县旗镇乡街道办、,]+|(?<=专\()兼)\)"
)  # 县(市、区) and 专(兼)职 are one word
# changes what the number counts
_WITH_MORE = re.compile(
    r"\((?:其中)?(?:含|包括|包含)([^()\d]*(?:公开|不存在|不属于|非本|不掌握|重复|补正|咨询|信访)[^()\d]*)\)"
)
_AS_TO = re.compile(
    r"(?:从|按)[^,;。\d]{2,14}看,?"
)  # 从答复情况看,10件同意公开: what follows is sorted by that, and counts something else
_NESTED, _CLAUSES = (
    4,
    20,
)  # brackets within brackets, and clauses to the left of a figure: no sentence has as many
_CLAUSE = re.compile(r"[,;:()。!?\n]|(?<=申请中|答复中|办结中|结果中)")
# 3名全职人员和2名兼职人员: the words between two numbers belong to the first.
_JOINED = re.compile(r"[^,;:()。!?\n]*[^,;:()。!?\n和及与、](?:和|及|以及|与|、)$")
_AND = re.compile("[、,]?(?:和|及|以及|与)|[、,]")
# 其余86件为不属于本机关公开、信息不存在等情形: a list of reasons without numbers of their own is one label
_RIGHT_END = re.compile(r"(?:(?<=[\d件宗起份条例次个])、|、(?=[^,;。]*\d))|[,;:()。!?\n\[]")


@dataclass(slots=True)
class Mention:
    """One number in prose. `own`: the clause to its left, `left`: all words since the number before, `right`: up to the next mark."""

    passage: Passage
    sentence: Sentence
    figure: Figure | None
    own: Label = field(default_factory=Label)
    left: Label = field(default_factory=Label)
    right: Label = field(default_factory=Label)
    key: str = UNCLASSIFIED
    value: float | None = None
    unit: str = ""
    bound: str = "exact"
    year: int | None = None
    scope_words: str = ""
    scope: str = ""
    basis: str = "all"
    part: bool = False
    rule: Rule | None = None
    strength: int = 0
    dated: int = -1  # the position whose year counts
    nth: tuple[int, int] = (
        0,
        0,
    )  # which of how many numbers that 分别 shares out; of -1, each with an item of its own
    stock: str = ""  # the key, had it not been counted since long ago
    base: Mention | None = None  # the count that a percentage follows

    @property
    def keyed(self) -> bool:
        return self.key != UNCLASSIFIED


def counts_carried(m: Mention) -> bool:
    """Whether a number beside one carried over may hold it: 收到 and 办理, not 办结 and 答复."""
    return m.key in ("applications.new", "applications.closed_total") and not re.search(
        "结|复", m.own.text + m.right.text
    )


def clauses(text: str) -> list[str]:
    """The clauses of a stretch without figures, the last one first; remarks in brackets are left out."""
    plain = _PLACES.sub(
        lambda m: re.sub(r"[、,]", "", m[1]), _AS_TO.sub("", _WITH_MORE.sub(r"含\1", text))
    )
    for _ in range(_NESTED):
        plain = _BRACKETS.sub("", plain)
    return _CLAUSE.split(plain)[::-1]


def _share_out(run: list[Mention], text: str, begin: int, masked: Masked, names: Names) -> None:
    """网络、信函申请分别为15件、4件: each number takes its own item of the list before 分别, or its year; else none has a label."""
    head, _, tail = text.rpartition("分别")
    clause = clauses(head)[0]
    items = _AND.split(clause.partition("其中")[2] or clause)
    years = [at for at, _ in masked.years if begin <= at < begin + len(head)]
    for index, mention in enumerate(run):
        mention.nth = (index, len(run))
        if len(years) == len(run):
            mention.own, mention.dated = (
                read_label(clauses(head)[0] + tail, names),
                years[index] + 1,
            )
        elif len(items) == len(run):
            mention.own = read_label(items[index] + tail, names)
            mention.nth = (index, -1)
        else:
            mention.own = read_label(tail, names) if mention.unit == "%" else Label()


def mentions(
    passage: Passage, sentence: Sentence, masked: Masked, inside: Sequence[Figure], names: Names
) -> list[Mention]:
    """The figures `inside` a sentence with their labels."""
    shown = masked.text
    result: list[Mention] = []
    for index, figure in enumerate(inside):
        begin = inside[index - 1].right if index else sentence.start
        text = shown[begin : max(begin, figure.left)]
        if index and inside[index - 1].unit and _JOINED.fullmatch(text):
            text = ""
        parts = clauses(text)
        if index and len(parts) > 1 and parts[-1].strip():
            parts = parts[
                :-1
            ]  # what follows a number without a mark belongs to it: 2件为网络申请,4件为信件申请
        own = read_label(parts[0], names)
        until = inside[index + 1].left if index + 1 < len(inside) else sentence.end
        stop = _RIGHT_END.search(shown, figure.right, max(figure.right, until))
        right = shown[figure.right : stop.start() if stop else until]
        if (
            not stop
            and index + 1 < len(inside)
            and not (figure.unit and _JOINED.fullmatch(shown[figure.right : until]))
        ):
            right = ""  # words that run on into the next number belong to that number
        after = read_label(right, names)
        for earlier in parts[1 : min(_CLAUSES, len(clauses(text.rpartition(";")[2])))]:
            if not own.empty or (re.search("其中|另", parts[0]) and after.tags):
                break  # 均为书面申请,其中20件同意公开: the number belongs to what follows it
            own = read_label(f"{earlier},{own.text}", names)
        labels = (own, replace(read_label(_BRACKETS.sub("", text), names), text=text), after)
        result.append(
            Mention(
                passage,
                sentence,
                figure,
                *labels,
                value=figure.value,
                unit=figure.unit,
                bound=figure.bound,
                dated=figure.start,
            )
        )
    for index, figure in enumerate(inside):
        begin = inside[index - 1].right if index else sentence.start
        last = index
        while last + 1 < len(inside) and _AND.fullmatch(
            shown[inside[last].right : inside[last + 1].left]
        ):
            last += 1
        if last > index and "分别" in shown[begin : figure.left]:
            _share_out(result[index : last + 1], shown[begin : figure.left], begin, masked, names)
    return result
