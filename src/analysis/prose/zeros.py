"""Zeros that are said in words: 未收到政府信息公开申请, 没有发生行政复议和行政诉讼, 未收取费用."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ..forms.statements import Tags, load_vocabulary
from ..values.prose import EXACT, Figure
from .clauses import Clause, Sentence
from .discourse import Context, find_period
from .findings import Finding, Verdict
from .issuers import PART, Owner
from .ownership import doubt_speaker
from .passages import Passage
from .words import WAYS, Label, read_label

_CLAUSE = re.compile(r"[^,;。!?:\n\[]+")
# 因政府信息公开申请提起的行政复议: the application is the cause, the reconsideration is what is counted.
_CAUSE = re.compile(
    r"(?:因|由于?|就|针对|对于?)[^,。;]{0,16}?(?:政府)?信息(?:依申请)?公开(?:申请|工作|答复)*[^,。;]{0,6}?"
    r"(?=(?:引起|引发|提起|产生|导致|被|而|的|申请|提出)?[^,。;]{0,4}(?:行政复议|行政诉讼|复议|诉讼))"
)
# 无 and 未 that begin another word.
_OTHER_WORD = re.compile(
    r"均?(?:未来|无偿|无障碍|无误|无关|无法|无正当|没收|无线|未经|未公开|无纸)"
)
_NUMBERED = re.compile("[一二三四五六七八九十零〇亦]+")  # 三、, 为零
# What says of when and of whom an answer speaks: 本年度我局无。
_SCENE = re.compile(
    r"^(?:[^\w]|[今本]年度?|全年|年度|年内|期间|目前|[我本全](?:单位|机关|部门|街道|[局镇县市区厅委乡办校]))*"
)
_FEES = "info_fee_yuan"
# What a heading asks that may be answered with 无.
_ANSWERED = (
    "applications.new",
    "disputes.reconsideration.total",
    "disputes.litigation.total",
    _FEES,
)
_DISPUTED = frozenset({"INFODISC", "RECON", "LITIG", "SUE"})
_Zero = tuple[str, Label, Owner, int]  # a key, the denied words, whose it is, where it stands


def says_nothing(text: str) -> bool:
    """Whether a text holds a negation, or a word for what is free, at all."""
    return bool(_denial().search(text) or load_vocabulary().free.search(text))


@cache
def _denial() -> re.Pattern[str]:
    words = (*load_vocabulary().negations, *load_vocabulary().negated_after)
    first = "".join(sorted({word[0] for word in words}))
    return re.compile(f"(?=[{first}])(?:{'|'.join(map(re.escape, words))})")


def find_zeros(passage: Passage, sentence: Sentence, context: Context) -> list[Finding]:
    """A finding with value 0 for each count that a sentence says to be nothing."""
    found: dict[tuple[str, int | None], Finding] = {}
    for key, label, owner, position in _list_zeros(sentence, context):
        period = find_period(context, sentence.calendar) or sentence.calendar.period_at(position)
        other_time = (
            period.kind not in ("", "stock") or period.year != sentence.calendar.report_year
        )
        if not owner.kind and not context.thread.divides:
            owner = context.thread.owner
        figure = Figure(sentence.start, sentence.end, sentence.end, sentence.end, 0.0, EXACT, "")
        finding = Finding(
            passage,
            sentence,
            Clause(figure, label),
            Verdict(key),
            value=0.0,
            owner=owner,
            period=period,
            part=owner.kind == PART or other_time,
            in_words=True,
        )
        if not finding.part:
            before = sentence.text[sentence.start : position]
            doubt_speaker(finding, before, before, context)
        found.setdefault((key, period.year), finding)
    return list(found.values())


def _list_zeros(sentence: Sentence, context: Context) -> list[_Zero]:
    """All that a sentence denies, by itself or as the answer to a heading: 收费情况:无."""
    text, thread = sentence.text[sentence.start : sentence.end], context.thread
    head, _, answer = re.sub(r"\[.*", "", text).rpartition(":")
    if _SCENE.sub("", answer).rstrip("。") in load_vocabulary().empty:
        above = thread.section.tags
        tags = read_label(head, context.issuer).tags if head else above
        keys = [key for key in _list_keys(tags) if key in _ANSWERED]
        return [(key, Label(), Owner(), sentence.end) for key in keys]
    said = [zero for clause in _CLAUSE.finditer(text) for zero in _parse_denial(clause, context)]
    free = "INFOFEE" in thread.above and load_vocabulary().free.search(text)
    if free and not said and not re.search(r"\d", text):
        return [(_FEES, Label(), Owner(), sentence.end)]
    return [(key, label, owner, sentence.start + at) for key, label, owner, at in said]


def _parse_denial(match: re.Match[str], context: Context) -> Iterator[_Zero]:
    """(key, words, owner, position) of all that a clause denies.

    Where applications are the subject, 没有收到申请 speaks of them; where the sentence names
    disclosure, 未收到举报 speaks of it.
    """
    clause, issuer, thread = match[0], context.issuer, context.thread
    split = None if re.search(r"\d", clause) else _split(_CAUSE.sub("", clause))
    if split is None:
        return
    label, before = read_label(split[1], issuer), read_label(split[0], issuer)
    if label.tags <= {"OCCUR", "ALL"} and not label.residue:
        label, before = before, Label()  # 行政复议未发生
    if before.tags & load_vocabulary().limiting:
        return
    owner = read_label("".join(split), issuer).owner
    if not owner.kind and any(not _NUMBERED.fullmatch(name) for name in before.residue):
        owner = Owner(PART, before.residue[0])  # nobody knows who received nothing
    asked = "ASK" in label.tags and thread.fresh and thread.topic == "APPL"
    for key in _list_keys(label.tags | ({"APPL"} if asked else frozenset())):
        if not _says_less(key, label, told="INFODISC" in context.said.tags):
            yield key, label, owner, match.end()


def _split(clause: str) -> tuple[str, str] | None:
    """What stands before and after the negation of a clause."""
    if "有没有" in clause:
        return None
    found = [
        (clause.find(word), -len(word))
        for word in load_vocabulary().negations
        if word in clause and not _OTHER_WORD.match(clause, clause.find(word))
    ]
    if found:
        at, length = min(found)
        before, after = clause[:at], clause[at - length :]
        return ("", before + after) if after.startswith("结转") else (before, after)  # 上年度无结转
    return (clause, "") if clause.endswith(load_vocabulary().negated_after) else None


def _list_keys(tags: Tags) -> list[str]:
    """The counts that denied words name."""
    said = frozenset(tag for tag in tags if not tag.startswith("OWNER_"))
    if said - load_vocabulary().weightless:
        return []
    rules = load_vocabulary().zeros
    return [rule.key for rule in rules if said & rule.tags and not said & rule.unless]


def _says_less(key: str, label: Label, *, told: bool) -> bool:
    """Whether the words deny less than the whole count."""
    tags = label.tags
    if key == "applications.new":
        ways = tags & WAYS  # 未收到当面、传真申请: some may have come another way
        closed = tags & {"CLOSE", "REFUSE"} and "RECEIVE" not in tags
        unknown = label.residue and tags.isdisjoint({"RECEIVE", "LODGE", "OCCUR"})
        return bool(closed or unknown or (ways and not ways > {"ONLINE"}))
    if key == "complaints":
        return not (told or tags & _DISPUTED)
    if key.startswith("disputes."):
        return "复议后" in label.text  # 没有经复议后又提起诉讼的
    return bool(label.residue) and key.startswith(("proactive.", _FEES))  # 无行政处罚权
