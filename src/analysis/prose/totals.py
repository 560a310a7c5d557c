"""One report, one whole per key: what all its figures together say about one another.

A sentence alone cannot tell which of two figures is the whole. Here the strongest stays the whole,
the others become parts; a number of the website is the number of all items only where nothing else
is; and "all were answered" repeats the number received.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from .findings import Finding, Verdict
from .owners import LEVEL, OWNER_TAG, PART, WHOLE, Issuer

_AT_ONCE = (
    r"(?:已|按照?|依|依法|依规|在|于|及时|法定|规定|期限|时限|时间|内|要求|的|予以|作出|做出|进行|规范|按期"
    r"|按时|给予|完成|得到|作|了|程序|法律|时|期|并|按规|工作日|回应|了){0,8}"
)
_ALL_CLOSED = re.compile(
    rf"(?:全部|均|都|已全部|全部已){_AT_ONCE}"
    r"(?:办结|答复|办理|回复|处理完毕|办复|规范办理|予以答复)(?!率)"
)
_ONE_CLOSED = re.compile(r"[,(]已(?:经)?[^,。;()\d]{0,10}(?:办结|答复|回复|办复)")
_ALL_OF_THEM = re.compile(
    r"(?:对)?(?:所有|全部|上述|以上|收到的)(?:政府信息公开)?(?:依申请公开)?申请"
)
_ALL_ALIKE = re.compile(
    r"[,(]?(?:目前|现|已|审结|办结|法院|复议机关|[省市区县]政府|判决|决定|结果|为|是|[,:])*"
    r"(?P<all>(?:均|全部|都)(?:已|被|为|是|予以|依法|目前)*)?(?:审结|办结)?[,]?"
    r"(?:结果|均|为|是|被|予以|判决|决定)*"
    r"(?:(?P<upheld>维持|驳回(?:原告)?(?:的)?诉讼请求)|(?P<corrected>纠正|被?依法纠错)"
    r"|(?P<pending>尚未审结|(?:尚|仍|正)?在审理|未审结))[^\d]{0,12}$"
)
_REMARK = re.compile(r"^\([^()\d]*结转[^()\d]*\)")  # 行政复议1件(上年结转),结果为维持
_ALL_BY = re.compile(
    r"[,(](?:均|全部|都)(?:为|是|由|系|通过|以)*"
    r"(?:(?P<received_online>网上|网络|互联网|在线|(?:政府|门户)*网站)|(?P<received_letter>信函|信件|邮寄)"
    r"|(?P<received_in_person>当面|现场)|(?P<received_fax>传真))"
    r"(?:方式|渠道|形式|平台|提交|提出|递交|的|申请|件)+[,。;)]"
)
_CLOSED = "applications.closed_total"
_CARRIED = ("applications.carried_in", "applications.carried_out")
_DISPUTES = ("disputes.reconsideration.total", "disputes.litigation.total")
_INFORMATION: dict[tuple[frozenset[str], ...], tuple[str, ...]] = {
    (frozenset({"APPL"}),): ("applications.new",),
    (frozenset({"INFODISC"}),): _DISPUTES,
}
_PARTS = re.compile(r"其中|\([^)]*$")
_NEAR = 6  # a number stands at most so many figures before the list of its parts
_LIST = re.compile(r"其中|中,|包括|:|\($")
_OTHER_SUBJECT = re.compile(r"[诉讼复议热线留言来信工单诉求建议提案]{2}")


def settle(found: Sequence[Finding], issuer: Issuer) -> list[Finding]:
    """All findings of a report, held against one another, in the order of the text."""
    settled = _resolve_weak(list(found))
    settled = _withdraw_sums(settled)
    settled = _narrow(settled)
    settled = _divide(settled)
    settled = _keep_single_wholes(settled, issuer)
    repeated = [*_repeat_all(settled), *_repeat_results(settled)]
    for said in repeated:
        at = next(i for i, finding in enumerate(settled) if finding.clause is said.clause)
        settled.insert(at + 1, said)
    return settled


def _resolve_weak(found: list[Finding]) -> list[Finding]:
    """The figures whose key depends on the rest.

    Items of the website are all items where nothing else is.
    """
    strong = any(
        m.key == "proactive_items" and m.rule is not None and not m.rule.weak and not m.part
        for m in found
    )
    return [
        _with_key(m, m.rule.weak)
        if m.rule and m.rule.weak and m.has_key and (strong or _is_listed(m, found))
        else m
        for m in found
    ]


def _is_listed(finding: Finding, found: Sequence[Finding]) -> bool:
    """Whether the figure stands in a list of what each channel carries."""
    siblings = [m for m in found if m.sentence is finding.sentence and m.clause is not None]
    at = next(i for i, m in enumerate(siblings) if m is finding)
    return any(
        m.key.startswith("published_") or "CHANNEL_OTHER" in m.own.tags
        for m in siblings[max(0, at - 1) : at + 2]
        if m is not finding
    )


def _with_key(finding: Finding, key: str) -> Finding:
    return replace(finding, verdict=replace(finding.verdict, key=key))


def _without_key(finding: Finding) -> Finding:
    return replace(finding, verdict=Verdict())


def _withdraw_sums(found: list[Finding]) -> list[Finding]:
    """办理318件,其中上年结转11件,新收307件.

    Their sum is neither what came in nor, unless it says so, what was closed.
    """
    new, carried = (
        [m.value for m in found if m.key == key and m.value]
        for key in ("applications.new", "applications.carried_in")
    )
    sums = {a + b for a in new for b in carried}
    return [_without_key(m) if m.value in sums and m.may_hold_carried else m for m in found]


def _narrow(found: list[Finding]) -> list[Finding]:
    """收到各类申请3624件,其中政府信息公开申请242件: the part about information counts, the whole does not."""
    for at, finding in enumerate(found):
        whole = _wider(found, at) if _names_information(finding) else None
        if whole is None:
            continue
        other = found[whole]
        found[at] = replace(finding, verdict=replace(other.verdict, part=False), part=other.part)
        found[whole] = _without_key(other)
    return found


def _names_information(finding: Finding) -> bool:
    own = finding.own
    return (
        own.order in _INFORMATION
        and not own.residue
        and not own.owners
        and finding.value is not None
    )


def _wider(found: Sequence[Finding], at: int) -> int | None:
    """Where the count of all kinds stands, of which a figure is the part about information."""
    finding = found[at]
    for index in range(at - 1, -1, -1):
        other = found[index]
        if other.sentence is finding.sentence and other.key.startswith(
            ("applications.", "disputes.")
        ):
            fits = (
                other.key in _INFORMATION[finding.own.order]
                and not other.own.tags & {"APPL", "INFODISC"}
                and (finding.value or 0) < (other.value or 0)
                and _PARTS.search(_between(other, finding))
            )
            return index if fits else None
    return None


def _divide(found: list[Finding]) -> list[Finding]:
    """收到29件,其中县政府办4件,县国土局11件,县住建局14件.

    Bodies that add up to a number before their list, count its parts.
    """
    for start, first in enumerate(found):
        if first.clause is None or not _LIST.search(first.clause.left_text):
            continue
        before = [
            b for b in found[max(0, start - _NEAR) : start] if b.has_key and b.unit == first.unit
        ]
        for items in _lists_from(found, start):
            keys = {b.key for b in before if b.value == sum(found[at].value or 0 for at in items)}
            named = any(found[at].own.owner.kind in (PART, LEVEL) for at in items[:-1])
            own_keys = {found[at].key for at in items if found[at].has_key}
            if len(keys) == 1 and named and own_keys <= keys:
                for at in items:
                    found[at] = replace(found[at], verdict=Verdict(min(keys), None, 1), part=True)
                break
    return found


def _lists_from(found: Sequence[Finding], start: int) -> Iterator[list[int]]:
    """The places of two, three and more figures in a row that name only bodies."""
    first = found[start]
    same = [
        at
        for at in range(start, len(found))
        if found[at].sentence is first.sentence and found[at].unit == first.unit and found[at].value
    ]
    run = list(takewhile(lambda at: _names_only_owner(found[at]), same))
    yield from (run[:size] for size in range(2, len(run) + 1))


def _names_only_owner(finding: Finding) -> bool:
    right = finding.clause.right.tags if finding.clause else frozenset()
    return not right and all(tag.startswith(OWNER_TAG) for tag in finding.own.tags)


def _rank(finding: Finding, position: int, issuer: Issuer) -> tuple[int, ...]:
    """How well a figure stands for the whole.

    Of two, what was counted for the year goes before what had come together.
    """
    printed = finding.clause is not None or not finding.value
    return (
        finding.basis == "all",
        printed,
        finding.owner.kind != LEVEL,
        not finding.until,
        issuer.speaks_for(finding.owner),
        finding.verdict.strength,
        finding.bound == "exact",
        -position,
    )


def _keep_single_wholes(found: list[Finding], issuer: Issuer) -> list[Finding]:
    """Of several wholes with one key and different values one stays.

    The others are parts, a contradicted zero in words nothing.
    """
    groups: dict[str, list[int]] = {}
    for at, finding in enumerate(found):
        if finding.has_key and not finding.part and finding.value is not None:
            groups.setdefault(finding.key, []).append(at)
    for places in groups.values():
        _keep_one(found, places, issuer)
    return _follow_counts(_part_levels(found))


def _keep_one(found: list[Finding], places: Sequence[int], issuer: Issuer) -> None:
    """Leave one whole at these places."""
    printed = [at for at in places if found[at].clause is not None]
    kept = found[max(printed or places, key=lambda at: _rank(found[at], at, issuer))]
    beside = any(
        found[at].sentence is kept.sentence and found[at].value != kept.value for at in places
    )
    for at in places:
        finding = found[at]
        if finding.value != kept.value:
            denied = finding.clause is None or (finding.until and not kept.until)
            found[at] = replace(_without_key(finding) if denied else finding, part=True)
        elif beside and finding.key.startswith("published_"):
            found[at] = replace(finding, part=True)  # 县政府网站180条,局网站56条


def _part_levels(found: list[Finding]) -> list[Finding]:
    """All numbers of 本级 are parts where one is, or where all applications of the area are given."""
    wholes = {
        (m.key, m.value)
        for m in found
        if m.has_key and m.owner.kind != LEVEL and (not m.part or m.owner.kind)
    }
    levels = [m for m in found if m.has_key and m.owner.kind == LEVEL]
    contradicted = {m.key for m in levels if (m.key, m.value) not in wholes}
    beside = bool(contradicted & {key for key, _ in wholes}) or any(
        m.owner.kind == WHOLE and m.key == "applications.new" and m.own.owners for m in found
    )
    return [
        replace(m, part=True) if beside and m.has_key and m.owner.kind == LEVEL else m
        for m in found
    ]


def _follow_counts(found: list[Finding]) -> list[Finding]:
    """Percentages are parts where the counts that they follow are."""
    by_clause = {id(m.clause): m for m in found if m.clause is not None}
    followed = []
    for finding in found:
        count = by_clause.get(id(finding.of.clause)) if finding.of else None
        if count is not None and count.period.year == finding.period.year:
            finding = replace(finding, part=finding.part or count.part)
            finding = finding if count.has_key else _without_key(finding)
        followed.append(finding)
    return followed


def _repeat_all(found: Sequence[Finding]) -> list[Finding]:
    """What a report says in words of all that it received.

    均已答复 is the number closed, 均为网上申请 that of the channel.
    The first only where it prints no number of its own and nothing was carried over, so that
    received = closed (identity `flow`).
    """
    counted = any(
        (m.key == _CLOSED and not m.part) or (m.key in _CARRIED and m.value) for m in found
    )
    repeated: list[Finding] = []
    for at, finding in enumerate(found):
        if finding.key != "applications.new" or not finding.value or finding.clause is None:
            continue
        rest = _rest(found, at, lambda m: m.key.startswith(("disputes", "hotline", "proposals")))
        match = None if counted or finding.part else _ALL_CLOSED.search(rest)
        if match is None and finding.value == 1 and not (counted or finding.part):
            match = _ONE_CLOSED.search(rest)
        match = match or (None if counted or finding.part else _next_says_all(finding))
        if match and not _OTHER_SUBJECT.search(match.string[: match.start()]):
            counted = True
            repeated.append(replace(finding, verdict=Verdict(_CLOSED, None, 2)))
        match = _ALL_BY.search(_rest(found, at, lambda m: m.has_key))
        if match:
            repeated.append(replace(finding, verdict=Verdict(str(match.lastgroup), None, 2)))
    return repeated


def _next_says_all(finding: Finding) -> re.Match[str] | None:
    """The next sentence, where it says that all applications were answered: 所有申请均已答复."""
    after = finding.passage.text[finding.sentence.end :].partition("。")[0]
    return _ALL_CLOSED.search(after) if _ALL_OF_THEM.match(after) else None


def _repeat_results(found: Sequence[Finding]) -> list[Finding]:
    """The result of disputes that all ended alike: 行政复议3件,均维持; 行政诉讼1件,结果维持."""
    repeated = []
    for at, finding in enumerate(found):
        block, _, result = finding.key.rpartition(".")
        if not block.startswith("disputes.") or result != "total" or not finding.value:
            continue
        if finding.clause is None:
            continue
        beside = (
            m
            for m in found
            if m.sentence is finding.sentence
            and m.clause is not None
            and m.clause is not finding.clause
            and m.key.startswith("disputes.")
        )
        rest = _rest(found, at, lambda m: True)
        alone = rest.startswith("(") or all(";" in _between(finding, m) for m in beside)
        match = _ALL_ALIKE.match(_REMARK.sub("", rest)) if alone else None
        if match and (match["all"] or finding.value == 1):
            verdict = Verdict(f"{block}.{match.lastgroup}", None, 2)
            repeated.append(replace(finding, verdict=verdict, basis="all"))
    return repeated


def _rest(found: Sequence[Finding], at: int, ends: Callable[[Finding], bool]) -> str:
    """What follows a figure in its sentence, up to the first figure that `ends` it."""
    finding = found[at]
    assert finding.clause is not None
    later = (
        m.clause.figure.left
        for m in found[at + 1 :]
        if m.sentence is finding.sentence and m.clause is not None and ends(m)
    )
    sentence = finding.sentence
    return sentence.text[finding.clause.figure.right : next(later, sentence.end)]


def _between(one: Finding, other: Finding) -> str:
    """What stands between two figures of a sentence."""
    figures = [m.clause.figure for m in (one, other) if m.clause is not None]
    spans = sorted((figure.start, figure.right) for figure in figures)
    return one.sentence.text[spans[0][1] : spans[-1][0]]
