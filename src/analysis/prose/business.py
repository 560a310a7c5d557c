"""Other business than disclosure, which the figures after it go on with.

受理举报投诉560件,其中网络240件,按时办结550件 counts no application, whatever the heading above says:
what a heading or an earlier sentence gives to a figure ends where other cases, trainings or posts
are counted, up to a figure whose own words name disclosure, or the end of the paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .discourse import Context, Tags
from .findings import Finding, Verdict
from .owners import PART
from .words import WAYS

# The beginnings of the keys that go on with a count of each kind.
_CASES = (
    "applications.",
    "received_",
    "closed_",
    "refused_",
    "reply_",
    "disputes.",
    "info_fee_",
)
_FAMILIES = {"TRAINING": ("trainees",), "STAFF": ("staff_",)}
_CASE_UNITS = ("件", "宗", "起", "例", "份", "人次", "个")
# What comes in or is dealt with; 同意40件 and 转办2件 are outcomes of something.
_INTAKE = frozenset("RECEIVE DEAL ASK OCCUR RECON LITIG COMPLAINT LICENSING PENALTIES".split())
_OTHER = frozenset({"COMPLAINT", "LICENSING", "PENALTIES", "OTHER_TOPIC"})
_CASE_WORDS = re.compile("(?:案件?|事项|业务)$")
_CONTENTS = re.compile("内容|集中[在于]|主要涉及")  # 申请内容主要集中在征地、拆迁4个方面
_ANSWERED = frozenset({"RECEIVE", "REPLY", "CLOSE", "LODGE"})
_DECISIONS = "proactive."
# 均为治安管理处罚案件, 以上案件均系房屋征收补偿纠纷, 均非因政府信息公开引起
_ALL_OTHERS = re.compile(
    "(?:均|都|皆|全部)(?:为|系|是|属于?)(?!因?(?:政府|政务)?信息公开)"
    "[^,。;()]{0,30}(?:案件?|纠纷|争议|引[起发]|类|所致|行为|处罚|征收|拆迁)"
    "|(?:(?:均|都|皆|全部)(?:非|不[是属涉])|没有一[件起])[^,。;]{0,6}信息公开"
)
# 因拆除违章建筑,镇政府另有行政诉讼3件
# 山林权属争议类案件,复议9起; 至于行政处罚引起的,复议143件; 全口径复议44件
_OTHER_FIELD = re.compile(
    r"全口径|其[他它](?:行政)?(?:复议|诉讼)|[^,。;:()\d]{2,20}(?:类|纠纷|争议)(?:案件)?[,:)]"
    r"|(?:引[起发]|产生|导致)的[,:]"
)
_MAINLY = re.compile("主要(?:为|是|涉及)[^,。;()]{2,20}(?:案件?|纠纷|争议|类|征收|拆迁|处罚)")
# 全州汇总数据由州政务公开办另行发布; 不列入本报告
_ELSEWHERE = re.compile("另行(?:统计|发布|公布|公开|汇总)|不(?:列入|计入|纳入)本")
_OTHER_CAUSE = re.compile(
    r"(?:^|[。;])[^。;,]{0,6}(?:因|由于)(?:(?!公开|工作原因|疫情)[^,。;\d]){2,24},"
)


def follow_business(finding: Finding, context: Context) -> None:
    """Take from a figure a key that it would inherit, though other business is counted."""
    thread = context.thread
    asks_else = thread.section.other_business and "ASK" in finding.own.tags
    mixes = _mixes_business(finding) or (asks_else and not finding.has_key)
    if _names_disclosure(finding) and not mixes:
        thread.business = ()
        return
    if thread.business and finding.key.startswith(thread.business):
        finding.verdict = Verdict()
    elif not context.said.subset and (begun := _CASES if mixes else _begin_business(finding)):
        thread.business = begun


def _mixes_business(finding: Finding) -> bool:
    """Whether a figure counts applications together with others: 受理信访件、咨询件和公开申请共120件."""
    tags = finding.own.tags
    return not finding.has_key and "APPL" in tags and not tags.isdisjoint(_OTHER | {"CONSULT"})


def _names_disclosure(finding: Finding) -> bool:
    """Whether the words of a figure name disclosure, or an application that came in."""
    clause = finding.clause
    labels = (clause.own, clause.left, clause.right)
    words = [token.tags for label in labels for token in label.tokens]
    if any("INFODISC" in tags or ("APPL" in tags and not tags & WAYS) for tags in words):
        return True
    tags: Tags = frozenset().union(*words)
    comes_in = "ASK" in tags and bool(tags & _ANSWERED) and not clause.own.residue
    return comes_in and not finding.key.startswith("disputes.")


def _begin_business(finding: Finding) -> tuple[str, ...]:
    """The keys that a figure takes from those after it, none where it counts no other business."""
    own = finding.own
    decides = finding.key.startswith(_DECISIONS)
    if (finding.has_key and not decides) or _CONTENTS.search(own.text):
        return ()
    if own.residue and own.text.endswith("人员"):
        return _FAMILIES["STAFF"]
    for topic, keys in _FAMILIES.items():
        if topic in own.tags:
            return keys
    other = finding.unit in _CASE_UNITS and (own.residue or own.tags & _OTHER)
    is_intake = bool(own.tags & _INTAKE) or _CASE_WORDS.search(own.text) is not None
    return _CASES if decides or (other and is_intake) else ()


def withdraw_others(found: Sequence[Finding], text: str) -> None:
    """Withdraw figures of a passage that it says are counted elsewhere, or of another field."""
    if _ELSEWHERE.search(text):
        _withdraw([finding for finding in found if _is_elsewhere(finding)])
    _withdraw_disputes(found, text)


def _is_elsewhere(finding: Finding) -> bool:
    """Whether the words of its sentence up to the next semicolon say that others count it."""
    sentence, figure = finding.sentence, finding.clause.figure
    start = sentence.text.rfind(";", sentence.start, figure.left) + 1 or sentence.start
    end = sentence.text.find(";", figure.right, sentence.end)
    return _ELSEWHERE.search(sentence.text, start, end if end >= 0 else sentence.end) is not None


def _withdraw_disputes(found: Sequence[Finding], text: str) -> None:
    """Withdraw disputes of a passage that it says are of another field, or counts with others.

    共发生行政复议5件、行政诉讼7件,其中涉及信息公开的复议1件: the numbers before are of all fields.
    """
    counted = [m for m in found if m.key.startswith("disputes.") and not _names_disclosure(m)]
    if counted and _ALL_OTHERS.search(text):
        _withdraw(counted)
    _withdraw([m for m in counted if _has_other_cause(m)])
    for narrow in found:
        if "INFODISC" not in narrow.clause.left.tags or "其中" not in narrow.clause.left_text:
            continue
        start, end = narrow.clause.figure.start, narrow.sentence.end
        if narrow.key.startswith("disputes."):
            _withdraw([m for m in counted if m.clause.figure.start < start])
            for m in (m for m in found if start <= m.clause.figure.start < end):
                m.part &= not m.key.startswith("disputes.") or m.owner.kind == PART


def _has_other_cause(finding: Finding) -> bool:
    """Whether its sentence says what it came from, and that is not disclosure."""
    sentence = finding.sentence
    before = sentence.text[sentence.start : finding.clause.figure.left]
    said = sentence.text[sentence.start : sentence.end]
    named = _OTHER_CAUSE.search(before) or ("公开" not in before and _OTHER_FIELD.search(before))
    named = named or ("公开" not in said and _MAINLY.search(said))
    return (finding.value or 0) > 0 and bool(named)


def _withdraw(found: Sequence[Finding]) -> None:
    for finding in found:
        finding.verdict = Verdict()
