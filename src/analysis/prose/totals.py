"""One report, one whole per key: what all its figures together say about one another.

A sentence alone cannot tell which of two figures is the whole. Here the strongest stays the whole,
the others become parts; a number of the website is the number of all items only where nothing else
is; and "all were answered" repeats the number received.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from .findings import CARRIED, CLOSED, NEW, Finding, Verdict
from .owners import LEVEL, WHOLE, Issuer
from .sums import divide, part_remarks, sum_up

_AT_ONCE = (
    r"(?:已|按照?|依|依法|依规|在|于|及时|法定|规定|期限|时限|时间|内|要求|的|予以|作出|做出|进行|规范|按期"
    r"|按时|给予|完成|得到|作|了|程序|法律|时|期|并|按规|\d*个?工作日|回应|书面|逐一|一一|严格|妥善|依规){0,8}"
)
_ALL_CLOSED = re.compile(
    rf"(?:全部|均|都|已全部|全部已){_AT_ONCE}"
    r"(?:办结|答复|办理|回复|处理完毕|办复|规范办理|予以答复)(?!率)"
)
_ONE_CLOSED = re.compile(r"[,(]已(?:经)?[^,。;()\d]{0,10}(?:办结|答复|回复|办复)")
_ALL_OF_THEM = re.compile(
    r"(?:(?:对|针对)?(?:于|所有|全部|上述|以上|收到的|受理的|(?P<count>\d+)[件份宗])*"
    r"(?:政府信息公开)?(?:依申请公开)?申请|(?:[到至]|截至)?年底,?(?=[已均全])|目前,?(?=[已均全]))"
)
_ALL_ALIKE = re.compile(
    r"[,(]?(?:目前|现|已|经?[一二终]审|审结|办结|法院|复议机关|[省市区县]政府|判决|决定|结果|为|是|[,:])*"
    r"(?P<all>(?:均|全部|都)(?:已|被|为|是|予以|依法|目前)*)?(?:审结|办结)?[,]?"
    r"(?:结果|均|为|是|被|予以|判决|决定)*"
    r"(?:(?P<upheld>维持|驳回(?:原告)?(?:的)?诉讼请求)|(?P<corrected>纠正|被?依法纠错)"
    r"|(?P<pending>尚未审结|(?:尚|仍|正)?在审理|未审结))[^\d]{0,12}$"
)
_REMARK = re.compile(r"^\([^()\d]*结转[^()\d]*\)")  # 行政复议1件(上年结转),结果为维持
_ALL_BY = re.compile(
    r"[,(][且并]?(?:均|全部|都)(?:为|是|由|系|通过|以)*"
    r"(?:(?P<received_online>网上|网络|互联网|在线|(?:政府|门户)*网站)|(?P<received_letter>信函|信件|邮寄)"
    r"|(?P<received_in_person>当面|现场)|(?P<received_fax>传真))"
    r"(?:方式|渠道|形式|平台|提交|提出|递交|的|申请|件)+[,。;)]"
)
_MANY = 40  # figures behind the number received among which it may be said that all were closed
_AGAIN = 8  # so many figures behind the number received it may be named again
_SUM = re.compile(r"^\W*(?:合计|总计|[共总]计?)(?:为|达)?$")
_OPEN = re.compile("未(?:办结|答复|办理)|(?:正|尚|均)在|承办中|办理中")
_DISPUTES = tuple(
    f"disputes.{block}.total"
    for block in (
        "reconsideration",
        "litigation",
        "litigation_direct",
        "litigation_after_reconsideration",
    )
)
_INFORMATION: dict[tuple[frozenset[str], ...], tuple[str, ...]] = {
    (frozenset({"APPL"}),): ("applications.new",),
    (frozenset({"INFODISC"}),): (*_DISPUTES[:2], "applications.new"),
}
# 连同上年结转5件,共收到77件; 收到77件,实际新收72件: a number that holds more than its key says.
_GROSS_BEFORE = re.compile(
    r"(?:连同|加上?|算上)[^,。;()]{0,8}结转|(?<!不)(?:含|包括|包含)[^,。;()\d]{0,8}结转[^,。;\d]{0,4}[,)]"
)
_GROSS = re.compile(
    r"^\W*(?:其中)?(?:含|包括|包含)[^,。;()\d]{0,8}结转[^,。;\d]{0,4}[),。;]|结转[^,。;()]{0,10}在内"
    r"|^中,[^,。;()]{0,6}结转|扣除|剔除|去除|除去|刨除|去重|(?:实际|当年|本年度?|其中)[^,。;\d]{0,3}(?:新收|受理)"
)
_OF_BEFORE = re.compile(r"\W*(?:其中|含|包括|包含)")
_PARTS = re.compile(r"其中|\([^)]*$")
_OTHER_SUBJECT = re.compile(r"[诉讼复议热线留言来信工单诉求建议提案]{2}")


def settle(found: list[Finding], issuer: Issuer) -> list[Finding]:
    """All findings of a report, held against one another, in the order of the text."""
    _resolve_weak(found)
    _narrow(found)
    divide(found)
    part_remarks(found)
    sum_up(found, issuer)
    _withdraw_gross(found)
    _withdraw_handled(found)
    _keep_single_wholes(found, issuer)
    _part_levels(found)
    _follow_counts(found)
    for said in [*_repeat_all(found), *_repeat_results(found), *_name_weak(found)]:
        at = next(i for i, finding in enumerate(found) if finding.clause is said.clause)
        found.insert(at + 1, said)
    return found


def _resolve_weak(found: Sequence[Finding]) -> None:
    """The figures whose key depends on the rest.

    Items of the website are all items where nothing else is.
    """
    strong = {m.key for m in found if not m.part and not (m.verdict.rule and m.verdict.rule.weak)}
    for m, weak in [(m, m.verdict.rule.weak) for m in found if m.verdict.rule]:
        if weak and (m.key in strong or _is_listed(m, found)):
            m.verdict = m.verdict._replace(key=weak)


def _name_weak(found: Sequence[Finding]) -> Iterator[Finding]:
    """What a weak figure says by its own words as well: those of the website."""
    keys = {m.key for m in found}
    for m in found:
        rule = m.verdict.rule
        if rule and rule.weak not in keys | {"", m.key}:
            yield replace(m, verdict=m.verdict._replace(key=rule.weak))


def _is_listed(finding: Finding, found: Sequence[Finding]) -> bool:
    """Whether the figure stands in a list of what each channel carries."""
    siblings = [m for m in found if m.sentence is finding.sentence]
    at = next(i for i, m in enumerate(siblings) if m is finding)
    return any(
        m.key.startswith("published_") or "CHANNEL_OTHER" in m.own.tags
        for m in siblings[max(0, at - 1) : at + 2]
        if m is not finding
    )


def _narrow(found: Sequence[Finding]) -> None:
    """收到各类申请3624件,其中政府信息公开申请242件: the part about information counts, the whole does not."""
    for at, finding in enumerate(found):
        whole = _wider(found, at) if _names_information(finding) else None
        if whole is not None:
            finding.verdict, finding.part = whole.verdict._replace(part=False), whole.part
            whole.verdict = Verdict()


def _names_information(finding: Finding) -> bool:
    own = finding.own
    return (
        own.order in _INFORMATION
        and not own.residue
        and not own.owners
        and finding.value is not None
    )


def _wider(found: Sequence[Finding], at: int) -> Finding | None:
    """The count of all kinds of which a figure is the part about information."""
    finding = found[at]
    heads = ("applications.", "disputes.", "received_")
    before = (m for m in found[at - 1 :: -1] if at and m.sentence is finding.sentence)
    other = next((m for m in before if m.key.startswith(heads)), None)
    fits = (
        other is not None
        and (other.key in _INFORMATION[finding.own.order] or other.key.startswith("received_"))
        and not other.own.tags & {"APPL", "INFODISC"}
        and (finding.value or 0) < (other.value or 0)
        and _PARTS.search(_text_between(other, finding))
    )
    return other if fits else None


def _withdraw_gross(found: Sequence[Finding]) -> None:
    """收到77件,其中新收72件、上年结转5件: what holds the cases carried over is not what was new."""
    news = [m for m in found if m.key == "applications.new" and m.value]
    for carried in (m for m in found if m.key == "applications.carried_in" and m.value):
        for gross in news:
            net = next(
                (
                    m
                    for m in news
                    if m.sentence is gross.sentence is carried.sentence
                    and (m.value or 0) + (carried.value or 0) == gross.value
                ),
                None,
            )
            if net is not None:
                net.part, gross.verdict = gross.part, Verdict()
        text = carried.clause.left_text
        if carried.clause.begin == carried.sentence.start and _OF_BEFORE.match(text):
            withdraw_last(found[: found.index(carried)])
    for at, gross in enumerate(found):
        if gross.may_hold_carried and not gross.part and "新" not in gross.own.text:
            before = gross.sentence.text[gross.sentence.start : gross.clause.figure.left]
            rest = _rest(found, at, lambda m: m.may_hold_carried)
            if _GROSS_BEFORE.search(before) or _GROSS.search(rest):
                gross.verdict = Verdict()


def withdraw_last(found: Sequence[Finding]) -> None:
    """The last number of applications holds those carried over, as the sentence behind it says."""
    held = next((m for m in reversed(found) if m.may_hold_carried), None)
    if held is not None:
        held.verdict = Verdict()


def _withdraw_handled(found: Sequence[Finding]) -> None:
    """办理69件,办结68件; 办理69件,其中新收66件、结转3件: what was handled is not what was closed.

    It is only where nothing else says how many were: no number closed, no sum that differs.
    """
    closed = [m for m in found if m.key == CLOSED and not m.part and m.value is not None]
    first = {m.key: m.value or 0 for m in reversed(found) if m.has_key and not m.part}
    left = first.get(NEW, 0) + first.get(CARRIED[0], 0) - first.get(CARRIED[1], 0)
    split = CARRIED[0] in first and CARRIED[1] not in first
    for handled in filter(_is_handled, closed):
        others = (m for m in closed if m.value != handled.value and not _is_handled(m))
        differs = NEW in first and (left != handled.value or split)
        if differs or any(others) or _OPEN.search(_rest(found, found.index(handled))):
            handled.verdict = Verdict()


def _is_handled(finding: Finding) -> bool:
    """Whether the words beside a number say 办理 or 处理, and no word for what is done."""
    tokens = finding.own.tokens + finding.clause.right.tokens
    closing = [token.tags for token in tokens if "CLOSE" in token.tags]
    return bool(closing) and all("DEAL" in tags for tags in closing)


def _rank(finding: Finding, issuer: Issuer) -> tuple[int, ...]:
    """How well a figure stands for the whole.

    Of two, what was counted for the year goes before what had come together.
    """
    return (
        finding.basis == "all",
        finding.key not in _DISPUTES or "公开" in _text_before(finding),
        finding.owner.kind != LEVEL,
        not finding.until,
        issuer.speaks_for(finding.owner),
        finding.verdict.strength,
        "DECIDE" not in finding.own.tags | finding.clause.right.tags,  # 收到15件, 受理1件
        finding.clause.figure.bound == "exact",
    )


def _keep_single_wholes(found: Sequence[Finding], issuer: Issuer) -> None:
    """Of several wholes with one key and different values one stays.

    The others are parts, a contradicted zero in words nothing.
    """
    groups: dict[str, list[Finding]] = {}
    for finding in found:
        if finding.has_key and not finding.part and finding.value is not None:
            groups.setdefault(finding.key, []).append(finding)
    for group in groups.values():
        _keep_one(group, issuer)


def _keep_one(group: Sequence[Finding], issuer: Issuer) -> None:
    """Leave one whole among these findings."""
    printed = [m for m in group if not m.in_words]
    kept = max(printed or group, key=lambda m: _rank(m, issuer))
    rivals = (m.value != kept.value and _rank(m, issuer) == _rank(kept, issuer) for m in printed)
    if any(rivals) and kept.unit != "%":
        for m in group:
            m.part = True  # 收到申请231件,收到申请239件: nobody can say which
        return
    beside = any(m.sentence is kept.sentence and m.value != kept.value for m in group)
    for m in group:
        if m.value != kept.value:
            m.part = True
            if m.in_words or (m.until and not kept.until):
                m.verdict = Verdict()
        elif beside and m.key.startswith("published_"):
            m.part = True  # 县政府网站180条,局网站56条


def _part_levels(found: Sequence[Finding]) -> None:
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
    for m in levels:
        m.part |= beside


def _follow_counts(found: Sequence[Finding]) -> None:
    """Percentages are parts where the counts that they follow are."""
    for m in found:
        if m.of is not None and m.of.period.year == m.period.year:
            m.part |= m.of.part
            if not m.of.has_key:
                m.verdict = Verdict()


def _repeat_all(found: Sequence[Finding]) -> Iterator[Finding]:
    """What a report says in words of all that it received.

    均已答复 is the number closed, 均为网上申请 that of the channel.
    The first only where it prints no number of its own.
    """
    counted = any(m.key == CLOSED and not m.part for m in found)
    for at, finding in enumerate(found):
        if finding.key != NEW or not finding.value:
            continue
        match = None if counted or finding.part else _all_closed(found, at)
        if match and not _OTHER_SUBJECT.search(match.string[: match.start()]):
            closed = _closed_with(found, finding)
            counted = closed is not None
            if closed is not None:
                yield replace(closed, verdict=Verdict(CLOSED, None, 2), part=False)
        if match := _ALL_BY.search(_rest(found, at, lambda m: m.has_key)):
            yield replace(finding, verdict=Verdict(str(match.lastgroup), None, 2))


def _closed_with(found: Sequence[Finding], new: Finding) -> Finding | None:
    """What was closed where all was: what was received, with what was carried over.

    新收30件,上年结转2件,共32件,已全部办结: a sum that does not fit leaves nothing.
    """
    carried = {m.key: m.value for m in found if m.key in CARRIED and m.value}
    total = (new.value or 0) + (carried.get(CARRIED[0]) or 0)
    beside = [m for m in found if m.sentence is new.sentence and m.unit == new.unit]
    if CARRIED[1] in carried or any(_SUM.match(m.own.text) and m.value != total for m in beside):
        return None
    return next((m for m in [new, *beside] if m.value == total), None)


def _all_closed(found: Sequence[Finding], at: int) -> re.Match[str] | None:
    """Where it is said, here or later on, that all were answered: 所有申请均已答复."""
    finding = found[at]
    rest = _rest(found, at, lambda m: m.key.startswith(("disputes", "hotline", "proposals")))
    later = (_find_all_closed(text, finding) for text in _list_later_sentences(found, at))
    return (
        _ALL_CLOSED.search(rest)
        or (_ONE_CLOSED.search(rest) if finding.value == 1 else None)
        or next(filter(None, later), None)
        or _find_again(found, at)
    )


def _list_later_sentences(found: Sequence[Finding], at: int) -> Iterator[str]:
    """The sentences behind a figure, in its passage and in those that go on about applications."""
    finding = found[at]
    yield from finding.passage.text[finding.sentence.end :].split("。")
    passages = [finding.passage]
    for later in found[at + 1 : at + _MANY]:
        if later.key.startswith("applications.") and later.passage is not passages[-1]:
            passages.append(later.passage)
            yield from later.passage.text.split("。")


def _find_again(found: Sequence[Finding], at: int) -> re.Match[str] | None:
    """Where the number received is named again as closed: 9件均已答复."""
    new = found[at]
    for later in range(at + 1, min(at + _AGAIN, len(found))):
        again = found[later]
        named = again.value == new.value and not again.has_key and again.passage is new.passage
        if named and (match := _ALL_CLOSED.match(_rest(found, later))):
            return match
    return None


def _find_all_closed(text: str, finding: Finding) -> re.Match[str] | None:
    """Where a sentence begins with all that a figure counts, closed: 14份申请均已答复, 所有申请均已办结."""
    begun = _ALL_OF_THEM.match(text)
    if begun is None or begun["count"] not in (None, f"{finding.value:.0f}"):
        return None
    closed = _ALL_CLOSED.search(text, begun.end())
    return closed if closed and not re.search(r"\d", text[begun.end() : closed.start()]) else None


def _repeat_results(found: Sequence[Finding]) -> Iterator[Finding]:
    """The result of disputes that all ended alike: 行政复议3件,均维持; 行政诉讼1件,结果维持."""
    totals = [m for m in found if m.key in _DISPUTES and m.value]
    for finding in totals:
        beside = (m for m in found if m.sentence is finding.sentence and not m.in_words)
        others = (m for m in beside if m is not finding and m.key.startswith("disputes."))
        rest = _rest(found, found.index(finding), lambda m: True)
        alone = rest.startswith("(") or all(";" in _text_between(finding, m) for m in others)
        match = _ALL_ALIKE.match(_REMARK.sub("", rest)) if alone else None
        if match and (match["all"] or finding.value == 1):
            key = f"{finding.key.removesuffix('total')}{match.lastgroup}"
            yield replace(finding, verdict=Verdict(key, None, 2), basis="all")


def _rest(
    found: Sequence[Finding], at: int, ends: Callable[[Finding], bool] = lambda _: False
) -> str:
    """What follows a figure in its sentence, up to the first figure that `ends` it."""
    finding = found[at]
    later = (
        m.clause.figure.left for m in found[at + 1 :] if m.sentence is finding.sentence and ends(m)
    )
    sentence = finding.sentence
    return sentence.text[finding.clause.figure.right : next(later, sentence.end)]


def _text_before(finding: Finding) -> str:
    """What stands before a figure in its sentence."""
    sentence = finding.sentence
    return sentence.text[sentence.start : finding.clause.figure.left]


def _text_between(one: Finding, other: Finding) -> str:
    """What stands between two figures of a sentence."""
    figures = [m.clause.figure for m in (one, other)]
    spans = sorted((figure.start, figure.right) for figure in figures)
    return one.sentence.text[spans[0][1] : spans[-1][0]]
