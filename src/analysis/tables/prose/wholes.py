"""One report, one whole per key: what all statements together say about one another.

A sentence alone cannot tell which of two figures is the whole. Here the strongest stays the whole, the others
become parts; a number of the website is the number of all items only where nothing else is; and "all were
answered" repeats the number received.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ...forms.statements import UNCLASSIFIED
from .mentions import Mention
from .scopes import LEVEL

_ALL_CLOSED = re.compile(
    r"(?:全部|均|都|已全部|全部已)(?:已|按照?|依|依法|依规|在|于|及时|法定|规定|期限|时限|时间|内|要求|的|予以|作出|做出|进行|规范|按期|按时|给予|完成|得到|了|程序|法律|时|期|并|按规|工作日|回应|了){0,8}"
    r"(?:办结|答复|办理|回复|处理完毕|办复|规范办理|予以答复)(?!率)"
)
_OTHER_SUBJECT = re.compile(r"[诉讼复议热线留言来信工单诉求建议提案]{2}")


def resolve_weak(found: Sequence[Mention]) -> None:
    """Decide the figures whose key depends on the rest: the website's items."""
    strong = any(m.key == "proactive_items" and m.rule is not None and not m.rule.weak and not m.part for m in found)
    for mention in found:
        if mention.rule is None or not mention.rule.weak or not mention.keyed:
            continue
        siblings = [m for m in found if m.sentence is mention.sentence and m.figure is not None]
        at = next(i for i, m in enumerate(siblings) if m is mention)
        listed = any(m.key.startswith("published_") or "CHANNEL_OTHER" in m.own.tags for m in siblings[max(0, at - 1) : at + 2] if m is not mention)
        if strong or listed:
            mention.key = mention.rule.weak


def _rank(mention: Mention, position: int) -> tuple[int, ...]:
    exact = mention.bound == "exact"
    return (mention.basis == "all", mention.figure is not None or not mention.value, mention.strength, mention.scope == "whole", exact, -position)


def single_wholes(found: Sequence[Mention]) -> None:
    """Of several wholes with one key and different values one stays: the others are parts, a contradicted zero in words nothing."""
    groups: dict[str, list[tuple[int, Mention]]] = {}
    for position, mention in enumerate(found):
        if mention.keyed and not mention.part and mention.value is not None:
            groups.setdefault(mention.key, []).append((position, mention))
    for group in groups.values():
        if len({m.value for _, m in group}) < 2:
            continue
        numbers = [(p, m) for p, m in group if m.figure is not None]
        kept = max(numbers or group, key=lambda item: _rank(item[1], item[0]))[1]
        for _, mention in group:
            if mention.value != kept.value:
                if mention.figure is None:
                    mention.key = UNCLASSIFIED
                mention.part = True
    for mention in found:
        others = (m for m in found if m is not mention and m.key == mention.key and not m.part)
        if mention.scope == LEVEL and mention.keyed and any(m.value != mention.value for m in others):
            mention.part = True


def all_closed(found: Sequence[Mention], texts: dict[int, str]) -> list[Mention]:
    """`applications.closed_total` where a report says in words that all it received was answered.

    Only where it prints no number of its own and nothing was carried over, so that received = closed (identity `flow`).
    """
    whole = {m.key for m in found if not m.part}
    carried = [m for m in found if m.key in ("applications.carried_in", "applications.carried_out") and m.value]
    if "applications.closed_total" in whole or carried:
        return []
    for index, mention in enumerate(found):
        if mention.key != "applications.new" or mention.part or not mention.value or mention.figure is None:
            continue
        later = (m for m in found[index + 1 :] if m.sentence is mention.sentence and m.key.startswith(("disputes", "hotline", "proposals")))
        until = next((m.figure.start for m in later if m.figure is not None), None)
        rest = texts[id(mention.sentence)][mention.figure.right - mention.sentence.start : None if until is None else until - mention.sentence.start]
        match = _ALL_CLOSED.search(rest)
        if match and not _OTHER_SUBJECT.search(rest[: match.start()]):
            return [replace(mention, key="applications.closed_total", rule=None)]
    return []


def settle(found: list[Mention], texts: dict[int, str]) -> list[Mention]:
    """All mentions of a report after they were held against one another, in the order of the text."""
    resolve_weak(found)
    single_wholes(found)
    for closed in all_closed(found, texts):
        at = next(i for i, m in enumerate(found) if m.figure is closed.figure)
        found = [*found[: at + 1], closed, *found[at + 1 :]]
    return found
