"""Zeros that are said in words: 未收到政府信息公开申请, 没有发生行政复议和行政诉讼, 未收取费用."""

from __future__ import annotations

import re
from functools import cache

from ..forms.statements import vocabulary
from .context import Context
from .labels import Label, read_label
from .mentions import Mention
from .passages import Passage, Sentence
from .scopes import kind_of

_BREAK = re.compile(r"[,;。!?:\n\[]")
# 因政府信息公开申请提起的行政复议: the application is the cause, the reconsideration is what is counted.
_MODIFIER = re.compile(
    r"(?:因|由于?|就|针对|对于?)[^,。;]{0,16}?(?:政府)?信息(?:依申请)?公开(?:申请|工作|答复)*[^,。;]{0,6}?"
    r"(?=(?:引起|引发|提起|产生|导致|被|而|的|申请|提出)?[^,。;]{0,4}(?:行政复议|行政诉讼|复议|诉讼))"
)
# 无 and 未 that begin another word.
_OTHER_WORD = re.compile(r"未来|无偿|无障碍|无误|无关|无法|无正当|没收|无线|未经|未公开|无纸")


_WAYS = frozenset({"ONLINE", "LETTER", "INPERSON", "FAX"})


def says_nothing(text: str) -> bool:
    """Whether a text holds a negation at all."""
    return _denial().search(text) is not None


@cache
def _denial() -> re.Pattern[str]:
    return re.compile(
        "|".join(map(re.escape, (*vocabulary().negations, *vocabulary().negated_after)))
    )


def _negated(clause: str) -> tuple[str, str] | None:
    """What stands before and after the negation of a clause."""
    best: tuple[int, int] | None = None
    for word in vocabulary().negations:
        at = clause.find(word)
        if (
            at >= 0
            and not _OTHER_WORD.match(clause[at : at + 3])
            and (best is None or at < best[0])
        ):
            best = (at, at + len(word))
    if best is None and any(clause.endswith(word) for word in vocabulary().negated_after):
        return clause, ""
    return None if best is None else (clause[: best[0]], clause[best[1] :])


def _keys(label: Label, context: Context) -> list[str]:
    tags = label.tags
    if any(t not in vocabulary().weightless and not t.startswith("SCOPE_") for t in tags):
        return []
    found = []
    for rule in vocabulary().zeros:
        if not tags & rule.tags or tags & rule.not_:
            continue
        if rule.key == "complaints" and not tags & {"INFODISC", "RECON", "LITIG", "SUE"}:
            continue
        if rule.key == "info_fee_yuan" and label.residue:
            continue
        if (
            rule.key == "applications.new"
            and tags & _WAYS
            and not ("ONLINE" in tags and len(tags & _WAYS) > 1)
            and "书面" not in label.text
        ):
            continue  # 未收到当面、传真申请: some may have come another way
        if rule.key == "applications.new" and tags & {"CLOSE", "REFUSE"} and "RECEIVE" not in tags:
            continue
        found.append(rule.key)
    return found


def zero_mentions(
    passage: Passage, sentence: Sentence, shown: str, context: Context
) -> list[Mention]:
    """A mention with value 0 for each count that a sentence says to be nothing."""
    text = shown[sentence.start : sentence.end]
    found: list[Mention] = []

    def add(key: str, label: Label, position: int) -> None:
        year = context.year_at(position)
        if all((m.key, m.year) != (key, year) for m in found):
            mention = Mention(
                passage, sentence, None, own=label, key=key, value=0.0, year=year, strength=2
            )
            mention.scope, mention.scope_words = kind_of(label), label.scope_words
            mention.part = mention.scope == "part" or mention.year != context.year
            found.append(mention)

    head, _, answer = re.sub(r"\[.*", "", text).rpartition(":")  # 收费情况:无。
    if answer in vocabulary().empty:
        heading = (
            read_label(head, context.names).tags
            if head
            else context.heading.get(max(context.heading, default=0), frozenset())
        )
        for tag, key in (
            ("RECON", "disputes.reconsideration.total"),
            ("LITIG", "disputes.litigation.total"),
            ("INFOFEE", "info_fee_yuan"),
        ):
            if tag in heading:
                add(key, Label(), sentence.end)
        return found
    if not says_nothing(text):
        return found
    at = 0
    for part in [*_BREAK.finditer(text), None]:
        clause = text[at : part.start()] if part else text[at:]
        begin, at = at, part.end() if part else at
        if re.search(r"\d", clause):
            continue
        plain = _MODIFIER.sub("", clause)
        split = _negated(plain)
        if split is None:
            continue
        if split[1].startswith("结转"):
            split = "", "".join(split)  # 上年度无结转
        label = read_label(split[1], context.names)
        before = read_label(split[0], context.names)
        if any(word in plain for word in vocabulary().negated_after) and not label.tags - {
            "OCCUR",
            "ALL",
        }:
            label = before
            before = Label()
        if before.tags & vocabulary().limiting or (
            before.tags & {"APPL"} and label.tags & {"CLOSE", "REFUSE", "OVERDUE"}
        ):
            continue
        for key in _keys(label, context):
            said = Label(
                clause,
                label.tags,
                label.order,
                label.residue,
                label.scopes + before.scopes,
                before.body,
            )
            at_noun = clause.find(split[1])
            add(key, said, sentence.start + begin + (len(clause) if at_noun < 0 else at_noun))
    return found
