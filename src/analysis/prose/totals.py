"""One report, one whole per key: what all its figures together say about one another.

A sentence alone cannot tell which of two figures is the whole. Here the strongest stays the whole,
the others become parts; a number of the website is the number of all items only where nothing else
is; and "all were answered" repeats the number received.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, permutations

from .findings import CARRIED, CLOSED, NEW, Finding, Verdict
from .issuers import LEVEL, Issuer
from .sums import divide, is_sum, list_after, list_before, part_remarks, sum_up

_AT_ONCE = (
    r"(?:已|按照?|依|依法|依规|在|于|及时|法定|规定|期限|时限|时间|内|要求|的|予以|作出|做出|进行|规范|按期"
    r"|按时|给予|完成|得到|作|了|程序|法律|时|期|并|按规|\d*个?工作日|回应|书面|逐一|一一|严格|妥善|依规){0,8}"
)
_ALL_CLOSED = re.compile(
    rf"(?:全部|均|都|已全部|全部已){_AT_ONCE}"
    r"(?:办结|答复|办理|回复|处理完毕|办复|规范办理|予以答复)(?!率)"
)
_ONE_CLOSED = re.compile(r"[,(]已(?:经)?[^,。;()\d]{0,10}(?:办结|答复|回复|办复)")
# How a sentence about all of them begins: 14份申请均已答复, 所有申请均已办结, 截至年底,均已办结.
_ALL_OF_THEM = re.compile(
    r"(?:(?:对|针对)?(?:于|所有|全部|上述|以上|收到的|受理的|(?P<count>\d+)[件份宗])*"
    r"(?:政府信息公开)?(?:依申请公开)?申请|(?:[到至]|截至)?年底,?(?=[已均全])|目前,?(?=[已均全]))"
)
_ALL_ALIKE = re.compile(
    r"(?:\([^()\d]*结转[^()\d]*\))?"  # 行政复议1件(上年结转),结果为维持
    r"[,(]?(?:目前|现|已|经?[一二终]审|审结|办结|法院|复议机关|[省市区县]政府|判决|决定|结果|为|是|[,:])*"
    r"(?P<all>(?:均|全部|都)(?:已|被|为|是|予以|依法|目前)*)?(?:审结|办结)?[,]?"
    r"(?:结果|均|为|是|被|予以|判决|决定)*"
    r"(?:(?P<upheld>维持|驳回(?:原告)?(?:的)?诉讼请求)|(?P<corrected>纠正|被?依法纠错)"
    r"|(?P<pending>尚未审结|(?:尚|仍|正)?在审理|未审结))[^\d]{0,12}$"
)
_ALL_BY = re.compile(
    r"[,(][且并]?(?:均|全部|都)(?:为|是|由|系|通过|以)*"
    r"(?:(?P<received_online>网上|网络|互联网|在线|(?:政府|门户)*网站)|(?P<received_letter>信函|信件|邮寄)"
    r"|(?P<received_in_person>当面|现场)|(?P<received_fax>传真))"
    r"(?:方式|渠道|形式|平台|提交|提出|递交|的|申请|件)+[,。;)]"
)
_MANY = 40  # figures on applications whose passages are searched for what is said of all
_OTHER_SUBJECT = re.compile(r"[诉讼复议热线留言来信工单诉求建议提案]{2}")
_DIGITS = re.compile(r"\d")
_OPEN = re.compile("未(?:办结|答复|办理)|(?:正|尚|均)在|承办中|办理中")
# What may count applications or disputes of any field, and the words for those about information.
_ANY_FIELD = (NEW, "disputes.reconsideration.total", "disputes.litigation.total")
_NAMES_INFORMATION = ((frozenset({"APPL"}),), (frozenset({"INFODISC"}),))
_WITHIN = re.compile(r"其中|\([^)]*$")
# 连同上年结转5件,共收到77件; 收到77件,实际新收72件: a number that holds more than its key says.
_GROSS_BEFORE = re.compile(
    r"(?:连同|加上?|算上)[^,。;()]{0,8}结转|(?<!不)(?:含|包括|包含)[^,。;()\d]{0,8}结转[^,。;\d]{0,4}[,)]"
)
_GROSS = re.compile(
    r"^\W*(?:其中)?(?:含|包括|包含)[^,。;()\d]{0,8}结转[^,。;\d]{0,4}[),。;]|结转[^,。;()]{0,10}在内"
    r"|^中,[^,。;()]{0,6}结转|扣除|剔除|去除|除去|刨除|去重|(?:实际|当年|本年度?|其中)[^,。;\d]{0,3}(?:新收|受理)"
)


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
    for share in found:
        if share.of is not None and share.of.period.year == share.period.year:
            share.part |= share.of.part or not share.of.has_key
    repeats = (_repeat_closed, _repeat_ways, _repeat_results, _name_weak)
    for said in [finding for repeat in repeats for finding in repeat(found)]:
        at = next(i for i, finding in enumerate(found) if finding.clause is said.clause)
        found.insert(at + 1, said)
    return found


def _resolve_weak(found: Sequence[Finding]) -> None:
    """The figures whose key depends on the rest.

    Items of the website are all items where nothing else is, and no list of channels names them.
    """
    strong = {m.key for m in found if not (m.part or m.weak)}
    for at, m in enumerate(found):
        beside = [*list_before(found, at)[:1], *list_after(found, at)[:1]] if m.weak else []
        if m.weak and (m.key in strong or any(map(_is_channel, beside))):
            m.verdict = m.verdict._replace(key=m.weak)


def _is_channel(finding: Finding) -> bool:
    """Whether a figure counts what one channel carries."""
    return finding.key.startswith("published_") or "CHANNEL_OTHER" in finding.own.tags


def _name_weak(found: Sequence[Finding]) -> Iterator[Finding]:
    """What a weak figure says by its own words as well: those of the website."""
    keys = {m.key for m in found}
    for m in found:
        if m.weak and m.weak not in keys:
            yield replace(m, verdict=m.verdict._replace(key=m.weak))


def _narrow(found: Sequence[Finding]) -> None:
    """收到各类申请3624件,其中政府信息公开申请242件: the part about information counts, the whole does not."""
    for at, finding in enumerate(found):
        if finding.own.order not in _NAMES_INFORMATION or finding.own.residue:
            continue
        whole = next((m for m in list_before(found, at) if m.key in _ANY_FIELD), finding)
        between = finding.sentence.text[whole.clause.figure.right : finding.clause.figure.left]
        wider = whole.count > finding.count and _WITHIN.search(between)
        if wider and whole.own.tags.isdisjoint({"APPL", "INFODISC"}):
            finding.verdict, finding.part = whole.verdict._replace(part=False), whole.part
            whole.verdict = Verdict()


def _withdraw_gross(found: Sequence[Finding]) -> None:
    """收到77件,其中新收72件、上年结转5件: what holds the cases carried over is not what was new."""
    for _, same in groupby(found, key=lambda m: id(m.sentence)):
        counted = [m for m in same if m.value]
        news = [m for m in counted if m.key == NEW]
        carried = {m.value for m in counted if m.key == CARRIED[0]}
        for gross, net in permutations(news, 2):
            if gross.count - net.count in carried:
                net.part, gross.verdict = gross.part, Verdict()
    for at, gross in enumerate(found):
        if gross.may_hold_carried and not gross.part and "新" not in gross.own.text:
            rest = _rest(found, at, lambda m: m.may_hold_carried)
            if _GROSS_BEFORE.search(gross.text_before) or _GROSS.search(rest):
                gross.verdict = Verdict()


def withdraw_last(found: Sequence[Finding]) -> None:
    """The last number of applications holds those carried over, as the sentence behind it says."""
    for held in [m for m in found if m.may_hold_carried][-1:]:
        held.verdict = Verdict()


def _withdraw_handled(found: Sequence[Finding]) -> None:
    """办理69件,办结68件; 办理69件,其中新收66件、结转3件: what was handled is not what was closed.

    It is only where nothing else says how many were: no number closed, no sum that differs.
    """
    wholes = {at: m for at, m in enumerate(found) if m.key == CLOSED and not m.part}
    handled = {at: m for at, m in wholes.items() if _is_handled(m)}
    first, due = _list_first(found), _count_due(found)
    split = NEW in first and CARRIED[0] in first and CARRIED[1] not in first
    said = {m.value for at, m in wholes.items() if at not in handled} | {due} - {None}
    for at, finding in handled.items():
        if split or said - {finding.value} or _OPEN.search(_rest(found, at)):
            finding.verdict = Verdict()


def _is_handled(finding: Finding) -> bool:
    """Whether the words beside a number say 办理 or 处理, and no word for what is done."""
    tokens = finding.own.tokens + finding.clause.right.tokens
    closing = [token.tags for token in tokens if "CLOSE" in token.tags]
    return bool(closing) and all("DEAL" in tags for tags in closing)


def _list_first(found: Sequence[Finding]) -> dict[str, float]:
    """The first whole of each key."""
    return {m.key: m.count for m in reversed(found) if m.has_key and not m.part}


def _count_due(found: Sequence[Finding]) -> float | None:
    """How many applications must be closed: what came in or over, without what is carried out."""
    first = _list_first(found)
    if NEW not in first:
        return None
    return first[NEW] + first.get(CARRIED[0], 0) - first.get(CARRIED[1], 0)


def _rank(finding: Finding, issuer: Issuer) -> tuple[int, ...]:
    """How well a figure stands for the whole.

    Of two, what was counted for the year goes before what had come together.
    """
    return (
        finding.basis == "all",
        "公开" in finding.text_before,
        finding.owner.kind != LEVEL,
        not finding.until,
        issuer.speaks_for(finding.owner),
        "DECIDE" not in finding.own.tags | finding.clause.right.tags,  # 收到15件, 受理1件
        finding.clause.figure.bound == "exact",
    )


def _keep_single_wholes(found: Sequence[Finding], issuer: Issuer) -> None:
    """Of several wholes with one key and different values one stays, the others are parts.

    收到申请231件,收到申请239件: where nobody can say which, all are.
    """
    groups: dict[str, list[Finding]] = defaultdict(list)
    for finding in found:
        if finding.has_key and not finding.part and finding.value is not None:
            groups[finding.key].append(finding)
    for group in groups.values():
        printed = [m for m in group if not m.in_words]
        kept = max(printed or group, key=lambda m: _rank(m, issuer))
        others = [m for m in group if m.value != kept.value]
        best = _rank(kept, issuer)
        rivals = any(m in printed and _rank(m, issuer) == best for m in others)
        for m in group if rivals and kept.unit != "%" else others:
            m.part = True
            if m.until and not kept.until:  # 受理3条,累计受理11条
                m.verdict = Verdict()


def _part_levels(found: Sequence[Finding]) -> None:
    """All numbers of 本级 are parts where one differs from a number of another owner."""
    levels = [m for m in found if m.has_key and m.owner.kind == LEVEL]
    wholes = defaultdict(set)
    for m in found:
        if m.owner.kind != LEVEL and (not m.part or m.owner.kind):
            wholes[m.key].add(m.value)
    beside = any(m.key in wholes and m.value not in wholes[m.key] for m in levels)
    for m in levels:
        m.part |= beside


def _repeat_closed(found: Sequence[Finding]) -> Iterator[Finding]:
    """The number closed where all that came in were, and the report prints no number of its own.

    新收30件,上年结转2件,共32件,已全部办结 are 32.
    """
    due = _count_due(found)
    if due is None or any(m.key == CLOSED and not m.part for m in found):
        return
    news = [at for at, m in enumerate(found) if m.key == NEW and not m.part]
    for at in news:
        new = found[at]
        rest = _rest(found, at, lambda m: m.key.startswith(("disputes", "hotline", "proposals")))
        one = new.value == 1 and _ONE_CLOSED.search(rest)
        beside = (new, *list_before(found, at), *list_after(found, at))
        closed = next((m for m in beside if m.value == due and m.unit == new.unit), None)
        differs = any(is_sum(m) and m.value != due for m in beside)
        said = one or _says_all_closed(rest) or (at == news[0] and _is_said_of_all(found, at))
        if closed is not None and closed.value and said and not differs:
            yield replace(closed, verdict=Verdict(CLOSED), part=False)
            return


def _says_all_closed(text: str) -> bool:
    """Whether a text says that all were answered, and of nothing else than applications."""
    match = _ALL_CLOSED.search(text)
    return match is not None and not _OTHER_SUBJECT.search(text, 0, match.start())


def _is_said_of_all(found: Sequence[Finding], at: int) -> bool:
    """Whether a sentence behind a number says that all were answered: 所有申请均已答复."""
    named = [m for m in found[at : at + _MANY] if m.key.startswith("applications.")]
    texts = {id(m.passage): m.passage.text for m in named}
    texts[id(found[at].passage)] = found[at].passage.text[found[at].sentence.end :]
    sentences = (sentence for text in texts.values() for sentence in text.split("。"))
    said = filter(None, map(_ALL_OF_THEM.match, sentences))
    counts = {f"{m.value:.0f}" for m in named if m.key == NEW and m.value} | {None}
    ends = (m.string[m.end() :] for m in said if m["count"] in counts)
    return any(_says_all_closed(_DIGITS.split(end)[0]) for end in ends)


def _repeat_ways(found: Sequence[Finding]) -> Iterator[Finding]:
    """The number of a channel by which all came: 均为网上申请."""
    for at, new in enumerate(found):
        if new.key == NEW and new.value:
            match = _ALL_BY.search(_rest(found, at, lambda m: m.has_key))
            if match:
                yield replace(new, verdict=Verdict(str(match.lastgroup)))


def _repeat_results(found: Sequence[Finding]) -> Iterator[Finding]:
    """The result of disputes that all ended alike: 行政复议3件,均维持; 行政诉讼1件,结果维持."""
    for at, total in enumerate(found):
        if total.key.startswith("disputes.") and total.key.endswith(".total") and total.value:
            match = _ALL_ALIKE.match(_rest(found, at, lambda m: not m.in_words))
            if match and (match["all"] or total.value == 1):
                key = f"{total.key.removesuffix('total')}{match.lastgroup}"
                yield replace(total, verdict=Verdict(key), basis="all")


def _rest(
    found: Sequence[Finding], at: int, ends: Callable[[Finding], bool] = lambda _: False
) -> str:
    """What follows a figure in its sentence, up to the first figure that `ends` it."""
    finding = found[at]
    later = (m.clause.figure.left for m in list_after(found, at) if ends(m))
    end = next(later, finding.sentence.end)
    return finding.sentence.text[finding.clause.figure.right : end]
