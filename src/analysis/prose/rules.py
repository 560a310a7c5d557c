"""The key of a figure: the first rule of the vocabulary that its clause satisfies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..forms.statements import Rule, Tags, Wording, list_candidates, load_vocabulary
from .clauses import Clause
from .discourse import Context, Said
from .findings import Finding, Verdict
from .issuers import OWNERS
from .masks import BLANK
from .words import WAYS, Label

_BODIES = ("个", "家", "")
# 比上年增加137件 is a difference; 增加到137件 a level.
DIFFERENCE = re.compile(
    r"(?:增加|增长|上升|提高|增多|减少|下降|降低|净增)(?:数量?)?(?:了|约|为)?$|同比\W?$"
    r"|(?<![最至不许减])[多少](?:了|办|开|收|发)?$"
    r"|(?:比|较)[^,;]{0,60}(?:多|少|新增|增|减)(?:加|收|收到|受理|办理|公开|发布)?(?:了|约)?[^,;\d]{0,8}$"
)
# 从60件降到58件, 60件增加到77件: what was before.
_LEVEL_BEFORE = re.compile(
    r"[,、]?(?:起|同比|[较比][上去]年)?(?:[增减降升提扩跃翻变攀跌缩压涨改→-]|上升|下[降滑]|发展|回落|逐[步年])"
    r"[^,。;\d]{0,6}[到至为→>][^,。;\d%]{0,10}\d|→"
)
_REACHES = re.compile(r",?(?:达到?|总[数量](?:为|达到?))(?=\d)")
# 每件规范性文件配1篇解读: so many of each. 全部行政复议共67件: of all fields.
_OF_ANY = re.compile(
    "每(?![年月季周日天])[^,;:]{1,12}$"
    "|^(?!.*公开).*(?:(?:各[类种]|所有|全部)(?:行政)?(?:复议|诉讼|应诉)|各[类种]申请)"
)
# 公开超过100条的有31家 is a bound; 不在此列 and (更正为12件) take a number back.
_TAKEN_BACK = re.compile(
    r"(?:以[上下])?的(?:共?有(?![关效])|单位|部门|机关|科室|\d+[个家]|奖励)|的?(?:年度)?(?:目标|任务|指标)"
    r"|(?:以[上下])?(?:的)?[得加奖][^,。;\d]{0,3}(?:\d+分|满分)"
    r"|(?:均|都)?不(?:在此列|计入|计算?在内|包括在内|含在内)|\(自[^()]{2,14}以来\)"
    r"|因[^,。;\d]{2,8}取消"
    r"|[,(]+(?:[现特]|经核[实查])*(?:更正|修正|勘误|订正|应)(?:为|是)"
)
# 收到申请的部门有12个, 3个部门收到申请, 3个栏目: another noun is counted, unless a clause begins.
_COUNTED_BODIES = re.compile(
    r"(?:部门|单位|机关|科室|[股处]室|县区|区县|乡镇|街道|原因|方面|环节|问题)(?:有|共有|共|为|达|数)?$"
)
_ARE_BODIES = re.compile("(?:部门|单位|机关|乡镇|街道|[县区市](?!级|直)|村|社区)")
_NOUN = re.compile(
    "(?!其中|均|全|都|并|已|也|比|较|同|占|分别|起|诉讼|复议|结果|政?务?信息|申请|主动|依申请)[\u4e00-\u9fff]"
)
# 收到申请210件,2018年为187件; 由60件增加到77件: only a year, or how many there are now, is named.
_NAMES_TIME = re.compile(
    rf"^\W*(?:其中)?(?:比|较|与|同|由|从|而)?(?:{BLANK}+|去年|上一?年度?|前年)(?:同期)?"
    r"(?:的|为|是|仅为|只有|有|共)?,?$|^\W*(?:其中)?[上下]半年$"
)
_WITHIN = re.compile("含|包括|其中")
# 予以公开860件(含部分公开20件)
_PARTLY_WITHIN = re.compile(r"\((?:其中)?(?:含|包括|包含)[^()]{0,6}部分公开")
_TOTAL = re.compile("共|总计|合计|累计")
# 一次办结 counts nothing, 收到申请一件 does
_SINGLY_COUNTED = ("applications.", "disputes.", "refused_", "reply_")
# What may be counted in any business: 受理信访事项1200件,其中重复申请20件.
_CASES = (*_SINGLY_COUNTED, "received_", "closed_", "info_fee_")
_PARTS = frozenset(
    {"OWNER_OWN", "OWNER_AREA", "OWNER_LEVEL", "OWNER_OFFICE", "OWNER_OTHER", "OWNER_ACTOR"}
)
_PLANNED = frozenset({"PLAN", "FUTURE"})
# Subjects that other business ends; a mailbox or a hotline goes on.
_DISCLOSED = ("", "APPL", "RECON", "LITIG", "TRAINING", "PROACTIVE")
_UNREPEATED = ("applications.carried_in",)
_DISPUTES = frozenset({"RECON", "LITIG"})
_ASKED = frozenset({"APPL", "ASK"})
_FIELD_VERBS = frozenset({"PROACTIVE", "INFO", "OCCUR"})
_OTHER_AFFAIRS = re.compile("党务|村务|厂务")  # 二、党务公开情况


class Evidence(NamedTuple):
    """What rules may rest on: the words of a clause by their place, its unit and its year.

    `replaced`: the subjects and verbs that a later noun has replaced. `is_known`: all its words
    are known. `is_fresh`: its subject was named just before.
    """

    wording: Wording
    replaced: Tags
    unit: str
    year: int
    is_known: bool
    is_fresh: bool


def gather_evidence(tags: Tags, label: Label, finding: Finding, context: Context) -> Evidence:
    """The evidence of some words: nothing is carried over other business."""
    thread, said = context.thread, context.said
    carried, around, fresh = frozenset[str](), frozenset[str](), False
    if not thread.business or thread.topic not in _DISCLOSED:
        carried = thread.verbs | {thread.topic}
        around, fresh = said.collect_tags(thread.above), thread.fresh
    return Evidence(
        Wording(tags, tags | carried, tags | around, tags | said.tags),
        said.seen,
        finding.unit,
        finding.sentence.calendar.report_year or 0,
        not label.residue,
        fresh,
    )


def fits(rule: Rule, evidence: Evidence) -> bool:
    """Whether a rule allows for unit, year and all words, and one of its wordings is said."""
    wording, (first, last) = evidence.wording, rule.years
    allowed = (
        evidence.unit in rule.units
        and first <= evidence.year <= last
        and (evidence.is_known or not rule.known)
        and (evidence.is_fresh or not rule.fresh)
        and not rule.unless.is_touched_by(wording)
        and rule.unless.about.isdisjoint(evidence.replaced)
    )
    if not allowed:
        return False
    neutral = load_vocabulary().neutral | rule.also_known
    unnamed = wording.beside - neutral if rule.known else frozenset()
    return any(said.is_said_by(wording) and unnamed <= said.tags for said in rule.when)


def classify(finding: Finding, context: Context) -> Verdict:
    """The verdict on a count by the words of its clause, else with the words to its right."""
    if context.thread.planned or _is_no_count(finding, context.said):
        return Verdict()
    derived = _derive_tags(finding, context)
    for label in _list_readings(finding.clause):
        tags = _drop_asked(label.tags | derived, context)
        if tags & load_vocabulary().bans:
            continue
        evidence = gather_evidence(tags, label, finding, context)
        for rule in list_candidates(tags):
            if fits(rule, evidence) and not _is_barred(rule, finding, context):
                return _give_verdict(rule, finding, context.last)
    return repeat_last(finding.clause, context.last)


def _drop_asked(tags: Tags, context: Context) -> Tags:
    """The tags, without 申请 where other business is spoken of, and it may be any application."""
    thread = context.thread
    if thread.section.other_business and _OTHER_AFFAIRS.search(thread.section.about.text):
        return tags - {"PROACTIVE"}
    carried = thread.topic == "APPL" and "APPL" not in tags
    foreign = thread.business or (thread.section.other_business and not carried)
    named = "INFODISC" in tags or ("APPL" in tags and tags.isdisjoint(WAYS))
    return tags - _ASKED if foreign and not named else tags


def _is_no_count(finding: Finding, said: Said) -> bool:
    """Whether the clause speaks of a plan, a difference, an outcome, a bound or of bodies."""
    clause, calendar, text = finding.clause, finding.sentence.calendar, finding.passage.text
    left, at = clause.own.text, clause.figure.right
    planned = {"PLAN"} if calendar.year_at(clause.dated) == calendar.report_year else _PLANNED
    changes = DIFFERENCE.search(left) or _LEVEL_BEFORE.match(text, at)
    return bool(
        planned & said.before
        or (changes and not begins_level(finding))
        or _OF_ANY.search(left)
        or said.is_outcome(clause.own, clause.figure)
        or _TAKEN_BACK.match(text, at)
        or (clause.figure.unit in _BODIES and _counts_bodies(finding))
    )


def begins_level(finding: Finding) -> bool:
    """Whether the next figure says how many there are now: 由12件增加到15件, 增加6件,达到21件."""
    left, text, at = finding.own.text, finding.passage.text, finding.clause.figure.right
    if DIFFERENCE.search(left):
        return _REACHES.match(text, at) is not None
    return re.search("[由从]", left) is not None and _LEVEL_BEFORE.match(text, at) is not None


def _counts_bodies(finding: Finding) -> bool:
    """Whether a number counts bodies, or another noun behind it: 3个栏目, 1季度."""
    right = finding.clause.right.text
    names_next = not right and _NOUN.match(finding.passage.text, finding.clause.figure.right)
    return bool(
        names_next
        or _COUNTED_BODIES.search(finding.own.text)
        or _ARE_BODIES.match(right)
        or "CHANNEL_OTHER" in finding.clause.right.tags
    )


def _derive_tags(finding: Finding, context: Context) -> Tags:
    """Tags that no word carries: what kind of number it is, and years beside it."""
    clause, calendar = finding.clause, finding.sentence.calendar
    years = calendar.years_between(clause.figure.left - len(clause.own.text), clause.right_end)
    report_year = calendar.report_year or max(years, default=0)
    holds = {
        "OUTCOME": context.said.in_outcomes(clause.figure),
        "OF_PART": not _PARTS.isdisjoint(clause.own.tags),
        "IS_TOTAL": _TOTAL.search(clause.own.text),
        "IS_ZERO": finding.value == 0,
        "AMONG": clause.right.text.startswith("申请中"),
        "PARTLY_WITHIN": _PARTLY_WITHIN.match(finding.passage.text, clause.figure.right),
        "YEAR_PAST": min(years, default=report_year) < report_year,
        "YEAR_NEXT": max(years, default=report_year) > report_year,
    } | _describe_last(context)
    return frozenset(tag for tag, is_so in holds.items() if is_so)


def _describe_last(context: Context) -> dict[str, bool]:
    """Of what a figure may be a part: what the one before it counts."""
    last = context.last
    if last is None:
        return {}
    tags = last.own.tags
    unknown = not last.has_key and bool(last.own.residue or "DOCUMENTS" in tags)
    return {
        "OF_OTHER": context.said.subset and unknown,
        "OF_RECON": tags & _DISPUTES == {"RECON"},
        "OF_LITIG": tags & _DISPUTES == {"LITIG"},
        "OF_ITEMS": last.key == "proactive_items" and "PROACTIVE" not in tags,
    }


def _list_readings(clause: Clause) -> Iterator[Label]:
    """The words that may decide, in their order: to the left, and of both sides together."""
    yield clause.own
    if not (clause.right.owners and clause.figure.unit in _BODIES):  # 11个县区收到申请
        yield clause.own + clause.right


def _is_barred(rule: Rule, finding: Finding, context: Context) -> bool:
    """Whether the cases are others' or of other business, or one of something is no count."""
    single = finding.clause.figure.words and finding.value == 1
    decides = "AUTHORITY" in context.said.before and rule.key.startswith("disputes.")
    foreign = context.thread.business and rule.key.startswith(_CASES)
    return bool(decides or foreign or (single and not rule.key.startswith(_SINGLY_COUNTED)))


def _give_verdict(rule: Rule, finding: Finding, last: Finding | None) -> Verdict:
    """The verdict of a rule: 收到163件(含上年结转5件) says as well that not all of them are new."""
    held = rule.key == "applications.carried_in" and last is not None and last.may_hold_carried
    within = held and _WITHIN.search(finding.own.text) is not None
    return Verdict(rule.key, rule, withdraws_last=rule.narrows or within)


def repeat_last(clause: Clause, last: Finding | None) -> Verdict:
    """The key of the figure before, where the words name only an owner or a year.

    Such as 受理申请350件,其中市直部门140件; 收到申请210件,2018年为187件; 由60件增加到77件.
    """
    label = clause.own
    if last is None or clause.right.tags or label.residue or clause.figure.unit != last.unit:
        return Verdict()
    if last.stock_key and label.tags <= load_vocabulary().verbs | _FIELD_VERBS:
        return Verdict(last.stock_key)
    is_part = any(owner.kind != "whole" for owner in label.owners)
    names_only = is_part or _NAMES_TIME.match(label.text) or (label.owners and last.part)
    if not names_only or not last.has_key or last.key in _UNREPEATED or label.tags - OWNERS:
        return Verdict()
    return Verdict(last.key, last.verdict.rule, part=is_part)
