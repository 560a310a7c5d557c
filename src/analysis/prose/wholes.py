"""One report, one whole per key: what all statements together say about one another.

A sentence alone cannot tell which of two figures is the whole. Here the strongest stays the whole, the others
become parts; a number of the website is the number of all items only where nothing else is; and "all were
answered" repeats the number received.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import takewhile

from ..forms.statements import UNCLASSIFIED
from .mentions import Mention, counts_carried
from .scopes import LEVEL, PART, WHOLE, kind_of

_ALL_CLOSED = re.compile(
    r"(?:全部|均|都|已全部|全部已)(?:已|按照?|依|依法|依规|在|于|及时|法定|规定|期限|时限|时间|内|要求|的|予以|作出|做出|进行|规范|按期|按时|给予|完成|得到|了|程序|法律|时|期|并|按规|工作日|回应|了){0,8}"
    r"(?:办结|答复|办理|回复|处理完毕|办复|规范办理|予以答复)(?!率)"
)
_ALL_ALIKE = re.compile(
    r"[,(]?(?:目前|现|已|审结|办结|法院|复议机关|[省市区县]政府|判决|决定|结果|为|是|[,:])*(?P<all>(?:均|全部|都)(?:已|被|为|是|予以|依法|目前)*)?(?:审结|办结)?[,]?(?:结果|均|为|是|被|予以|判决|决定)*"
    r"(?:(?P<upheld>维持|驳回(?:原告)?(?:的)?诉讼请求)|(?P<corrected>纠正|被?依法纠错)|(?P<pending>尚未审结|(?:尚|仍|正)?在审理|未审结))[^\d]{0,12}$"
)
_REMARK = re.compile(r"^\([^()\d]*结转[^()\d]*\)")  # 行政复议1件(上年结转),结果为维持
_ALL_BY = re.compile(
    r"[,(](?:均|全部|都)(?:为|是|由|系|通过|以)*(?:(?P<received_online>网上|网络|互联网|在线|(?:政府|门户)*网站)|(?P<received_letter>信函|信件|邮寄)|(?P<received_in_person>当面|现场)"
    r"|(?P<received_fax>传真))(?:方式|渠道|形式|平台|提交|提出|递交|的|申请)+[,。;)]"
)
_CLOSED = "applications.closed_total"
_DISPUTES = ("disputes.reconsideration.total", "disputes.litigation.total")
_INFORMATION: dict[tuple[frozenset[str], ...], tuple[str, ...]] = {
    (frozenset({"APPL"}),): ("applications.new",),
    (frozenset({"INFODISC"}),): _DISPUTES,
}
_PARTS = re.compile(r"其中|\([^)]*$")
_NEAR = 6  # a number stands at most so many figures before the list of its parts
_LIST = re.compile(r"其中|中,|包括|:|\($")
_OTHER_SUBJECT = re.compile(r"[诉讼复议热线留言来信工单诉求建议提案]{2}")


def resolve_weak(found: Sequence[Mention]) -> None:
    """Decide the figures whose key depends on the rest: the website's items."""
    strong = any(
        m.key == "proactive_items" and m.rule is not None and not m.rule.weak and not m.part
        for m in found
    )
    for mention in found:
        if mention.rule is None or not mention.rule.weak or not mention.keyed:
            continue
        siblings = [m for m in found if m.sentence is mention.sentence and m.figure is not None]
        at = next(i for i, m in enumerate(siblings) if m is mention)
        listed = any(
            m.key.startswith("published_") or "CHANNEL_OTHER" in m.own.tags
            for m in siblings[max(0, at - 1) : at + 2]
            if m is not mention
        )
        if strong or listed:
            mention.key = mention.rule.weak


def _rank(m: Mention, position: int) -> tuple[int, ...]:
    said = m.figure is not None or not m.value
    return (
        m.basis == "all",
        said,
        m.scope != LEVEL,
        m.scope == WHOLE,
        m.strength,
        m.bound == "exact",
        -position,
    )


def with_carried(found: Sequence[Mention]) -> None:
    """办理318件,其中上年结转11件,新收307件: a number that is their sum is neither what came in nor, unless it says so, what was closed."""
    new, carried = (
        [m.value for m in found if m.key == key and m.value]
        for key in ("applications.new", "applications.carried_in")
    )
    sums = {a + b for a in new for b in carried}
    for m in found:
        if m.value in sums and counts_carried(m):
            m.key, m.rule = UNCLASSIFIED, None


def narrowed(found: Sequence[Mention], texts: dict[int, str]) -> None:
    """收到各类申请3624件,其中政府信息公开申请242件; 诉讼4起(行政处罚3起,信息公开1起): the part about information counts, the whole does not."""
    for at, m in enumerate(found):
        if (
            not (keys := _INFORMATION.get(m.own.order))
            or m.own.residue
            or m.own.scopes
            or m.value is None
        ):
            continue
        other = next(
            (
                o
                for o in found[at - 1 :: -1]
                if at
                and o.sentence is m.sentence
                and o.key.startswith(("applications.", "disputes."))
            ),
            m,
        )
        if (
            other.key in keys
            and not other.own.tags & {"APPL", "INFODISC"}
            and m.value < (other.value or 0)
            and _PARTS.search(_between(other, m, texts))
        ):
            m.key, m.rule, m.part, m.strength = other.key, other.rule, other.part, other.strength
            other.key, other.rule = UNCLASSIFIED, None


def divided(found: Sequence[Mention]) -> None:
    """收到29件,其中县政府办4件,县国土局11件,县住建局14件: bodies that add up to a number before their list, count its parts."""
    for start, first in enumerate(found):
        if first.figure is None or not _LIST.search(first.left.text):
            continue
        listed = [
            m
            for m in found[start:]
            if m.sentence is first.sentence and m.unit == first.unit and m.value
        ]
        run = list(
            takewhile(
                lambda m: not m.right.tags and all(t.startswith("SCOPE_") for t in m.own.tags),
                listed,
            )
        )
        before = [
            b for b in found[max(0, start - _NEAR) : start] if b.keyed and b.unit == first.unit
        ]
        for items in (run[:size] for size in range(2, len(run) + 1)):
            keys = {b.key for b in before if b.value == sum(m.value or 0 for m in items)}
            named = any(kind_of(m.own) in (PART, LEVEL) for m in items[:-1])
            if len(keys) == 1 and named and {m.key for m in items} <= keys | {UNCLASSIFIED}:
                for m in items:
                    m.key, m.part, m.strength = *keys, True, 1
                break


def single_wholes(found: Sequence[Mention]) -> None:
    """Of several wholes with one key and different values one stays: the others are parts, a contradicted zero in words nothing."""
    groups: dict[str, list[tuple[int, Mention]]] = {}
    for position, mention in enumerate(found):
        if mention.keyed and not mention.part and mention.value is not None:
            groups.setdefault(mention.key, []).append((position, mention))
    for group in groups.values():
        numbers = [(p, m) for p, m in group if m.figure is not None]
        kept = max(numbers or group, key=lambda item: _rank(item[1], item[0]))[1]
        beside = any(m.sentence is kept.sentence and m.value != kept.value for _, m in group)
        for _, mention in group:
            if mention.value != kept.value:
                if mention.figure is None or (
                    "累计" in mention.own.text and "累计" not in kept.own.text
                ):
                    mention.key = UNCLASSIFIED
                mention.part = True
            elif beside and mention.key.startswith("published_"):
                mention.part = True  # 县政府网站180条,局网站56条: neither is the whole
    wholes = {
        (m.key, m.value) for m in found if m.keyed and m.scope != LEVEL and (not m.part or m.scope)
    }
    levels = [m for m in found if m.keyed and m.scope == LEVEL]
    given = {m.key for m in levels if (m.key, m.value) not in wholes}
    beside = bool(given & {key for key, _ in wholes}) or any(
        m.scope == WHOLE and m.key == "applications.new" and m.own.scopes for m in found
    )
    for mention in levels:  # where one number of 本级 is a part, or all applications of the area are given, all of them are
        mention.part = mention.part or beside
    for mention in found:
        if mention.base is not None and mention.base.year == mention.year:
            mention.part = mention.part or mention.base.part
            mention.key = mention.key if mention.base.keyed else UNCLASSIFIED


def of_all(found: Sequence[Mention], texts: dict[int, str]) -> list[Mention]:
    """What a report says in words of all that it received: 均已答复 is `applications.closed_total`, 均为网上申请 the channel.

    The first only where it prints no number of its own and nothing was carried over, so that received = closed (identity `flow`).
    """
    counted = any(
        (m.key == _CLOSED and not m.part)
        or (m.key in ("applications.carried_in", "applications.carried_out") and m.value)
        for m in found
    )
    made: list[Mention] = []
    for index, mention in enumerate(found):
        if mention.key != "applications.new" or not mention.value or mention.figure is None:
            continue
        rest = _rest(
            found, index, texts, lambda m: m.key.startswith(("disputes", "hotline", "proposals"))
        )
        match = None if counted or mention.part else _ALL_CLOSED.search(rest)
        if match and not _OTHER_SUBJECT.search(rest[: match.start()]):
            counted = True
            made.append(replace(mention, key=_CLOSED, rule=None))
        match = _ALL_BY.search(_rest(found, index, texts, lambda m: m.keyed))
        made += [replace(mention, key=str(match.lastgroup), rule=None)] if match else []
    return made


def _rest(
    found: Sequence[Mention], index: int, texts: dict[int, str], ends: Callable[[Mention], bool]
) -> str:
    """What follows a figure in its sentence, up to the first figure that `ends` it."""
    mention = found[index]
    assert mention.figure is not None
    later = (
        m.figure.left
        for m in found[index + 1 :]
        if m.sentence is mention.sentence and m.figure is not None and ends(m)
    )
    return texts[id(mention.sentence)][
        mention.figure.right - mention.sentence.start : next(later, mention.sentence.end)
        - mention.sentence.start
    ]


def _between(one: Mention, other: Mention, texts: dict[int, str]) -> str:
    spans = sorted((m.figure.start, m.figure.right) for m in (one, other) if m.figure is not None)
    return texts[id(one.sentence)][
        spans[0][1] - one.sentence.start : spans[-1][0] - one.sentence.start
    ]


def all_decided(found: Sequence[Mention], texts: dict[int, str]) -> list[Mention]:
    """The result of disputes that all ended alike: 行政复议3件,均维持; 行政诉讼1件,结果维持."""
    made = []
    for index, mention in enumerate(found):
        block, _, result = mention.key.rpartition(".")
        beside = (
            m
            for m in found
            if m.sentence is mention.sentence
            and m.figure is not mention.figure
            and m.figure
            and m.key.startswith("disputes.")
        )
        alone = all(";" in _between(mention, m, texts) for m in beside)
        if (
            block.startswith("disputes.")
            and result == "total"
            and mention.value
            and mention.figure is not None
        ):
            rest = _rest(found, index, texts, lambda m: True)
            match = (
                _ALL_ALIKE.match(_REMARK.sub("", rest)) if alone or rest.startswith("(") else None
            )
            if match and (match["all"] or mention.value == 1):
                made.append(
                    replace(mention, key=f"{block}.{match.lastgroup}", rule=None, basis="all")
                )
    return made


def settle(found: list[Mention], texts: dict[int, str]) -> list[Mention]:
    """All mentions of a report after they were held against one another, in the order of the text."""
    resolve_weak(found)
    with_carried(found)
    narrowed(found, texts)
    divided(found)
    single_wholes(found)
    for said in (*of_all(found, texts), *all_decided(found, texts)):
        at = next(i for i, m in enumerate(found) if m.figure is said.figure)
        found = [*found[: at + 1], said, *found[at + 1 :]]
    return found
