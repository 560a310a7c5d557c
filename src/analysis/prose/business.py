"""Other business than disclosure, which the figures after it go on with.

受理举报投诉560件,其中网络240件,按时办结550件 counts no application, whatever the heading above says:
what a heading or an earlier sentence gives to a figure ends where other cases, trainings or posts
are counted, up to a figure whose own words name disclosure, or the end of the paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .discourse import Context
from .findings import Finding, Verdict
from .issuers import PART
from .words import WAYS

_CASE_UNITS = ("件", "宗", "起", "例", "份", "人次", "个")
# What comes in or is dealt with; 同意40件 and 转办2件 are outcomes of something.
_INTAKE = frozenset("RECEIVE DEAL ASK OCCUR RECON LITIG COMPLAINT LICENSING PENALTIES".split())
_OTHER = frozenset({"COMPLAINT", "LICENSING", "PENALTIES", "OTHER_TOPIC", "CONSULT"})
_DISCLOSURE = frozenset({"INFODISC", "APPL", "PROACTIVE"})
_PEOPLE = frozenset({"TRAINING", "STAFF"})
_CASE_WORDS = re.compile("(?:案件?|事项|业务)$")
_CONTENTS = re.compile("内容|集中[在于]|主要涉及")  # 申请内容主要集中在征地、拆迁4个方面
_ANSWERED = frozenset({"RECEIVE", "REPLY", "CLOSE", "LODGE"})
# 全州汇总数据由州政务公开办另行发布; 不列入本报告
_ELSEWHERE = re.compile("另行(?:统计|发布|公布|公开|汇总)|不(?:列入|计入|纳入)本")
# 均为治安管理处罚案件, 以上案件均系房屋征收补偿纠纷, 均非因政府信息公开引起
_ALL_OTHERS = re.compile(
    "(?:均|都|皆|全部)(?:为|系|是|属于?)(?!因?(?:政府|政务)?信息公开)"
    "[^,。;()]{0,30}(?:案件?|纠纷|争议|引[起发]|类|所致|行为|处罚|征收|拆迁)"
    "|(?:(?:均|都|皆|全部)(?:非|不[是属涉])|没有一[件起])[^,。;]{0,6}信息公开"
)
# 山林权属争议类案件,复议9起; 至于行政处罚引起的,复议143件; 全口径复议44件
_OTHER_FIELD = re.compile(
    r"全口径|其[他它](?:行政)?(?:复议|诉讼)|[^,。;:()\d]{2,20}(?:类|纠纷|争议)(?:案件)?[,:)]"
    r"|(?:引[起发]|产生|导致)的[,:]"
)
_MAINLY = re.compile("主要(?:为|是|涉及)[^,。;()]{2,20}(?:案件?|纠纷|争议|类|征收|拆迁|处罚)")
# 因拆除违章建筑,镇政府另有行政诉讼3件
_OTHER_CAUSE = re.compile(
    r"(?:^|[。;])[^。;,]{0,6}(?:因|由于)(?:(?!公开|工作原因|疫情)[^,。;\d]){2,24},"
)


def names_disclosure(finding: Finding) -> bool:
    """Whether the words of a figure name disclosure, or an application that came in."""
    clause = finding.clause
    labels = (clause.own, clause.left, clause.right)
    words = [token.tags for label in labels for token in label.tokens]
    if any(tags & _DISCLOSURE and tags.isdisjoint(WAYS) for tags in words):
        return not _mixes_business(finding)
    tags = frozenset[str]().union(*words)
    return "ASK" in tags and not tags.isdisjoint(_ANSWERED) and not clause.own.residue


def _mixes_business(finding: Finding) -> bool:
    """Whether a figure counts applications together with others: 受理信访件、咨询件和公开申请共120件."""
    tags = finding.own.tags
    return "APPL" in tags and not tags.isdisjoint(_OTHER | {"CONSULT"})


def begins_business(finding: Finding, context: Context) -> bool:
    """Whether a figure counts other business, with which those after it may go on."""
    own = finding.own
    if not finding.has_key and "ASK" in own.tags and context.thread.section.other_business:
        return True
    if (
        finding.has_key
        or context.said.subset
        or _CONTENTS.search(own.text)
        or names_disclosure(finding)
    ):
        return False
    is_intake = bool(own.tags & _INTAKE) or _CASE_WORDS.search(own.text) is not None
    other = finding.unit in _CASE_UNITS and (own.residue or not own.tags.isdisjoint(_OTHER))
    return bool(not own.tags.isdisjoint(_PEOPLE) or (other and is_intake))


def withdraw_others(found: Sequence[Finding]) -> None:
    """Withdraw what a passage says is counted elsewhere, and disputes of another field.

    共发生行政复议5件、行政诉讼7件,其中涉及信息公开的复议1件: the numbers before are of all fields.
    """
    counted = [m for m in found if m.key.startswith("disputes.") and not names_disclosure(m)]
    withdrawn = [m for m in found if _ELSEWHERE.search(m.sentence_text)]
    others = counted and _ALL_OTHERS.search(counted[0].passage.text)
    withdrawn += [m for m in counted if others or _is_of_other_field(m)]
    for narrow in found:
        names_it = "INFODISC" in narrow.clause.left.tags and "其中" in narrow.clause.left_text
        if names_it and narrow.key.startswith("disputes."):
            start, end = narrow.clause.figure.start, narrow.sentence.end
            withdrawn += [m for m in counted if m.clause.figure.start < start]
            for m in (m for m in found if start <= m.clause.figure.start < end):
                m.part &= m.owner.kind == PART
    for finding in withdrawn:
        finding.verdict = Verdict()


def _is_of_other_field(finding: Finding) -> bool:
    """Whether its sentence says what it is about, and that is not disclosure."""
    before, said = finding.text_before, finding.sentence_text
    named = (
        (finding.value and _OTHER_CAUSE.search(before))
        or (finding.value and "公开" not in before and _OTHER_FIELD.search(before))
        or (finding.value and "公开" not in said and _MAINLY.search(said))
    )
    return bool(named)
