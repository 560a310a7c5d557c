"""Zeros that are said in words: 未收到政府信息公开申请, 没有发生行政复议和行政诉讼, 未收取费用."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from ..forms.statements import load_vocabulary
from ..values.prose import EXACT, Figure
from .clauses import Clause, Sentence
from .discourse import Context, find_period
from .findings import Finding, Verdict
from .owners import PART, Issuer, Owner
from .ownership import doubt_speaker
from .passages import Passage
from .words import WAYS, Label, read_label

_BREAK = re.compile(r"[,;。!?:\n\[]")
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
_HEADING_KEYS = {
    "RECON": "disputes.reconsideration.total",
    "LITIG": "disputes.litigation.total",
    "INFOFEE": "info_fee_yuan",
    "APPL": "applications.new",
}
# What says of when and of whom an answer speaks: 本年度我局无。
_SCENE = re.compile(
    r"^(?:[^\w]|[今本]年度?|全年|年度|年内|期间|目前|[我本全](?:单位|机关|部门|街道|[局镇县市区厅委乡办校]))*"
)
_FEES = "info_fee_yuan"
_ANY_WAY = ("书面", "其他", "其它", "任何")
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
    text = sentence.text[sentence.start : sentence.end]
    head, _, answer = re.sub(r"\[.*", "", text).rpartition(":")
    found: dict[tuple[str, int | None], Finding] = {}
    said: Iterable[_Zero]
    if _SCENE.sub("", answer).rstrip("。") in load_vocabulary().empty:  # 收费情况:无。
        headings = context.thread.headings
        above = headings.get(max(headings, default=0), frozenset())
        tags = read_label(head, context.issuer).tags if head else above
        keys = [key for tag, key in _HEADING_KEYS.items() if tag in tags]
        if len(keys) > 1 and "APPL" in tags:
            keys.pop()  # 依申请公开收费情况: of which fees it speaks
        said = ((key, Label(), Owner(), sentence.end) for key in keys)
    elif says_nothing(text):
        asked = context.thread.fresh and context.thread.topic == "APPL"
        told = "INFODISC" in context.said.tags
        said = [*_parse_denials(text, sentence.start, context.issuer, asked=asked, told=told)]
        if not said and _is_free(text, context):
            said = [(_FEES, Label(), Owner(), sentence.end)]
    else:
        return []
    for key, label, owner, position in said:
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
            Verdict(key, None, 2),
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


def _is_free(text: str, context: Context) -> bool:
    """Whether a sentence without a number, in a chapter on fees, says that none are taken."""
    in_chapter = "INFOFEE" in context.thread.above and not re.search(r"\d", text)
    return in_chapter and load_vocabulary().free.search(text) is not None


def _parse_denials(
    text: str, start: int, issuer: Issuer, *, asked: bool, told: bool
) -> Iterator[_Zero]:
    """(key, words, owner, position) of all that the clauses of a sentence deny.

    Where applications are the subject, 没有收到申请 speaks of them (`asked`); where the sentence
    names disclosure, 未收到举报 speaks of it (`told`).
    """
    at = 0
    for mark in [*_BREAK.finditer(text), None]:
        clause = text[at : mark.start()] if mark else text[at:]
        begin, at = at, mark.end() if mark else at
        split = None if re.search(r"\d", clause) else _split(_CAUSE.sub("", clause))
        if split is None:
            continue
        subject, noun = split
        label, before = read_label(noun, issuer), read_label(subject, issuer)
        denied_after = any(word in clause for word in load_vocabulary().negated_after)
        if denied_after and not label.tags - {"OCCUR", "ALL"}:
            label, before = before, Label()
        late = "APPL" in before.tags and label.tags & {"CLOSE", "REFUSE", "OVERDUE"}
        if before.tags & load_vocabulary().limiting or late:
            continue
        where = clause.find(noun)
        position = start + begin + (len(clause) if where < 0 else where)
        owner = (label + before).owner
        if not owner.kind and (acting := read_label(subject + noun, issuer).subject):
            owner = acting.owner  # 有关企业未收到申请
        if not owner.kind and any(not _NUMBERED.fullmatch(name) for name in before.residue):
            owner = Owner(PART, before.residue[0])  # nobody knows who received nothing
        keys = _keys(label, asked=asked, told=told)
        yield from ((key, label, owner, position) for key in keys)


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


def _keys(label: Label, *, asked: bool, told: bool) -> list[str]:
    """The counts that the denied words name."""
    said = {tag for tag in label.tags if not tag.startswith("OWNER_")}
    said |= {"APPL"} if asked and "ASK" in said else set()
    if said - load_vocabulary().weightless:
        return []
    rules = (r for r in load_vocabulary().zeros if said & r.tags and not said & r.unless)
    return [rule.key for rule in rules if not _says_less(rule.key, label, told=told)]


def _says_less(key: str, label: Label, *, told: bool) -> bool:
    """Whether the words deny less than the whole count."""
    tags = label.tags
    if key.startswith("proactive."):
        return bool(label.residue)  # 无行政处罚权
    if key == "complaints":
        return not (told or tags & _DISPUTED)
    if key.startswith("disputes.") and "复议后" in label.text:
        return True  # 没有经复议后又提起诉讼的
    if key == _FEES:  # 没有减免费用 says nothing of what was charged
        named = next((said for said in label.order if said & {"WAIVED", "INFOFEE"}), frozenset())
        return bool(label.residue) or "WAIVED" in named
    if key != "applications.new":
        return False
    # 未收到当面、传真申请: some may have come another way
    ways = tags & WAYS
    some_way = bool(ways) and not ("ONLINE" in ways and len(ways) > 1)
    some_way &= not any(word in label.text for word in _ANY_WAY)
    if label.residue and not tags & {"RECEIVE", "LODGE", "OCCUR"}:
        return True  # 没有统计依申请公开件数
    return some_way or (bool(tags & {"CLOSE", "REFUSE"}) and "RECEIVE" not in tags)
