"""The key of a figure: the first rule of the vocabulary that its clause satisfies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..forms.statements import Condition, Rule, load_vocabulary
from .clauses import Clause
from .discourse import Context, Said, Tags, Thread
from .findings import Finding, Verdict
from .masks import BLANK
from .owners import OWNERS, WHOLE
from .words import WAYS, Label

_BODIES = ("个", "家", "")
_CASES = ("件", "宗", "起", "例")
# What a figure counts where only the topic says it, in which units.
_HEADS = {
    "APPL": ("applications.new", _CASES),
    "RECON": ("disputes.reconsideration.total", _CASES),
    "LITIG": ("disputes.litigation.total", _CASES),
    "PROACTIVE": ("proactive_items", ("条",)),
    "TRAINING": ("trainees", ("人次",)),
}
_COUNTS_ONLY = re.compile(
    r"(?:[^\w]|全年|本年度?|今年|年度?|我[局镇县市区厅委乡]|一共|总共|[共合总]计|共|有|为)+"
)
_LEVEL_NOW = re.compile(
    r"^(?:\W|年度?|今年|本年度?|则)*(?:(?:增加|上升|增长|提高|减少|下降|降低|[增升降减])[到至为]|达到?)$"
)
_MONEY, _WAIVED = ("元", "万元"), re.compile(r"(?:减免|免收|退还)(?!情况)[^,;。:]*$")
_ANSWERS = frozenset({"CLOSE", "REPLY"})
_COUNTED_BODIES = re.compile(
    r"(?:部门|单位|机关|科室|[股处]室|县区|区县|乡镇|街道|原因|方面|环节|问题)(?:有|共有|共|为|达|数)?$"
)
_ARE_BODIES = re.compile(
    "(?:部门|单位|机关|乡镇|街道|[县区市](?!级|直)|村|社区)"
)  # 3个部门收到申请
# 比上年增加137件 is a difference; 增加到137件 a level.
DIFFERENCE = re.compile(
    r"(?:增加|增长|上升|提高|增多|减少|下降|降低|净增)(?:数量?)?(?:了|约|为)?$|同比\W?$"
    r"|(?<![最至不许减])[多少](?:了|办|开|收|发)?$"
    r"|(?:比|较)[^,;]{0,60}(?:多|少|新增|增|减)(?:加|收|收到|受理|办理|公开|发布)?(?:了|约)?[^,;\d]{0,8}$"
)
# The beginning of a word that is no new clause; 不在此列 and (更正为12件) take a number back.
_NOUN = re.compile(
    "(?!其中|均|全|都|并|已|也|比|较|同|占|分别|起|诉讼|复议|结果|政?务?信息|申请|主动|依申请)[\u4e00-\u9fff]"
)
_TAKEN_BACK = re.compile(
    r"(?:均|都)?不(?:在此列|计入|计算?在内|包括在内|含在内)|\(自[^()]{2,14}以来\)"
    r"|因[^,。;\d]{2,8}取消"
    r"|[,(]+(?:[现特]|经核[实查])*(?:更正|修正|勘误|订正|应)(?:为|是)"
)
_YEAR_ALONE = re.compile(
    rf"^\W*(?:其中)?(?:比|较|与|同|由|从|而)?(?:{BLANK}+|去年|上一?年度?|前年)(?:同期)?"
    r"(?:的|为|是|仅为|只有|有|共)?,?$|^\W*(?:其中)?[上下]半年$"
)
TOTAL_ALONE = re.compile(r"^\W*(?:合计|总计|共计)(?:为|达)?$")
# 从60件降到58件, 60件增加到77件: what was before.
_LEVEL_BEFORE = re.compile(
    r"[,、]?(?:起|同比|[较比][上去]年)?(?:[增减降升提扩跃翻变攀跌缩压涨改→-]|上升|下[降滑]|发展|回落|逐[步年])"
    r"[^,。;\d]{0,6}[到至为→>][^,。;\d%]{0,10}\d|→"
)
_REACHES = re.compile(r",?(?:达到?|总[数量](?:为|达到?))(?=\d)")
# 公开超过100条的有31家: a bound, and bodies are counted
_BOUND = re.compile(
    r"(?:以[上下])?的(?:共?有(?![关效])|单位|部门|机关|科室|\d+[个家]|奖励)"
    r"|的?(?:年度)?(?:目标|任务|指标)"
    r"|(?:以[上下])?(?:的)?[得加奖][^,。;\d]{0,3}(?:\d+分|满分)"
)
_WITHIN = re.compile("含|包括|其中")
_INCLUDED = re.compile(r"\((?:其中)?(?:含|包括|包含)[^()]{0,6}部分公开")
TOTAL_WORDS = ("共", "总计", "合计", "累计")
_SINGLY_COUNTED = ("applications.", "disputes.", "refused_", "reply_")
_PARTS = frozenset(
    {"OWNER_OWN", "OWNER_AREA", "OWNER_LEVEL", "OWNER_OFFICE", "OWNER_OTHER", "OWNER_ACTOR"}
)
_DECIDES = frozenset({"AUTHORITY", "JUSTICE"})  # the cases of others, not those about its own work
_UNREPEATED = ("applications.carried_in",)
_DISPUTES = frozenset({"RECON", "LITIG"})
_OTHER_AFFAIRS = re.compile("党务|村务|厂务")  # 二、党务公开情况
# 每件规范性文件配1篇解读: so many of each.
_OF_EACH = re.compile("每(?![年月季周日天])[^,;:]{1,12}$")
# 全部行政复议共67件, 各类行政应诉案件47件: of all fields, unless disclosure is named.
_OF_ALL_FIELDS = re.compile("(?:各[类种]|所有|全部)(?:行政)?(?:复议|诉讼|应诉)|各[类种]申请")
_FIELD_VERBS = frozenset({"PROACTIVE", "INFO", "OCCUR"})


@dataclass(slots=True)
class Evidence:
    """What rules may rest on beside the words of a clause; `around` is said before or above."""

    unit: str
    value: float | None
    year: int | None
    thread: Thread
    said: Said
    around: Tags = field(init=False)
    carried: Tags = field(init=False)

    def __post_init__(self) -> None:
        self.around = self.said.collect_tags(self.thread.above)
        self.carried = self.thread.verbs | {self.thread.topic}


def fits(rule: Rule, tags: Tags, label: Label, evidence: Evidence) -> int:
    """How strongly a rule fits, 0 where it does not.

    3 by the words beside the number, 2 with those before, 1 with what was carried on.
    """
    if not _is_allowed(rule, tags, label, evidence) or _is_excluded(rule.unless, tags, evidence):
        return 0
    unnamed = tags - load_vocabulary().neutral - rule.also_known if rule.known else frozenset()
    return max((_strength(c, tags, evidence, unnamed) for c in rule.when), default=0)


def _is_allowed(rule: Rule, tags: Tags, label: Label, evidence: Evidence) -> bool:
    """Whether unit, year, value and the kind of words allow a rule."""
    return (
        evidence.unit in rule.units
        and rule.years[0] <= (evidence.year or 0) <= rule.years[1]
        and not (rule.known and label.residue)
        and not (rule.fresh and not evidence.thread.fresh)
        and not (rule.only_zero and evidence.value != 0)
        and not (rule.sub_scope and not _PARTS & tags)
        and not (rule.no_total and any(word in label.text for word in TOTAL_WORDS))
    )


def _is_excluded(unless: Condition, tags: Tags, evidence: Evidence) -> bool:
    return bool(
        unless.beside & tags
        or unless.about & (tags | evidence.carried | evidence.said.seen)
        or unless.after & (tags | evidence.around)
        or unless.among & (tags | evidence.said.tags)
    )


def _strength(condition: Condition, tags: Tags, evidence: Evidence, unnamed: Tags) -> int:
    """How strongly a condition holds, 0 where another noun (`unnamed`) stands beside the number."""
    if not condition.beside <= tags:
        return 0
    about, after = condition.about - tags, condition.after - tags
    holds = (
        about <= evidence.carried
        and after <= evidence.around
        and condition.among <= tags | evidence.said.tags
        and unnamed <= condition.beside | condition.about | condition.after | condition.among
    )
    return (1 if about else 2 if after else 3) if holds else 0


def classify(finding: Finding, context: Context) -> Verdict:
    """The verdict on a count by the words of its clause, else with the words to its right."""
    if context.thread.planned or _is_no_count(finding, context.said):
        return Verdict()
    year = finding.sentence.calendar.report_year
    evidence = Evidence(finding.unit, finding.value, year, context.thread, context.said)
    extra = _derived_tags(finding, context)
    for label, tags in _readings(finding.clause, extra):
        if tags & load_vocabulary().bans:
            continue
        if label.residue and "SUBSET" in tags and not tags & {"APPL", "RECON", "LITIG"}:
            continue
        for rule in load_vocabulary().candidates(tags):
            strength = fits(rule, tags, label, evidence)
            if strength and not _is_barred(rule, tags, finding, context):
                return _verdict(rule, strength, finding, context.last)
    return count_topic(finding, context) or repeat_last(finding.clause, context)


def count_topic(finding: Finding, context: Context) -> Verdict | None:
    """The key of a figure that no noun of its own names: 行政复议情况。共8件.

    It begins its sentence, or sums up what stands before it there, and counts what the heading or
    the sentence before is about.
    """
    clause, thread, run = finding.clause, context.thread, context.run
    key, units = _HEADS.get(thread.topic, ("", ()))
    sums_up = bool(run) and sum(m.value or 0 for m in run) == finding.value
    begins = not run or (sums_up and not any(m.has_key for m in run))
    if thread.topic == "TRAINING":
        alone = clause.own.text.strip("、,")
        begins = not alone or TOTAL_ALONE.match(alone) is not None
    elif not _COUNTS_ONLY.fullmatch(_count_words(clause, thread)) or key in context.wholes:
        return None
    names = clause.right.tags or clause.right.residue or finding.unit not in units
    answers = thread.headings and _ANSWERS & thread.headings[max(thread.headings)]
    if not (key and begins and thread.fresh) or names or answers:
        return None
    return Verdict(key, None, 1)


def _count_words(clause: Clause, thread: Thread) -> str:
    """The words before a figure, without the verb of a chapter on what was published: 全年公开1240条."""
    text = clause.own.text
    return text.removesuffix("公开") if thread.topic == "PROACTIVE" else text


def _is_no_count(finding: Finding, said: Said) -> bool:
    """Whether the clause speaks of a plan, a difference, an outcome, a bound or of bodies."""
    clause, calendar = finding.clause, finding.sentence.calendar
    year = calendar.year_at(clause.dated) or 0
    planned = "FUTURE" in said.before and year > (calendar.report_year or 9999)
    return bool(
        "PLAN" in said.before
        or planned
        or (DIFFERENCE.search(clause.own.text) and not begins_level(finding))
        or _OF_EACH.search(clause.own.text)
        or said.is_outcome(clause.own, clause.figure)
        or _BOUND.match(finding.passage.text, clause.figure.right)
        or _TAKEN_BACK.match(finding.passage.text, clause.figure.right)
        or (is_former_level(finding) and not begins_level(finding))
        or (clause.own.text.endswith(("从", "由")) and not is_former_level(finding))
        or _counts_other_noun(finding)
        or _is_waived(finding)
        or (clause.figure.unit in _BODIES and _COUNTED_BODIES.search(clause.own.text))
        or (clause.figure.unit in _BODIES[:2] and _ARE_BODIES.match(clause.right.text))
    )


def is_former_level(finding: Finding) -> bool:
    """Whether a figure says how many there were before: 12件增加到15件."""
    text = finding.passage.text
    return _LEVEL_BEFORE.match(text, finding.clause.figure.right) is not None


def begins_level(finding: Finding) -> bool:
    """Whether the next figure says how many there are now: 由12件增加到15件, 增加6件,达到21件."""
    if DIFFERENCE.search(finding.own.text):
        return _REACHES.match(finding.passage.text, finding.clause.figure.right) is not None
    return is_former_level(finding) and re.search("[由从]", finding.own.text) is not None


def _is_waived(finding: Finding) -> bool:
    """Whether an amount was not charged: 减免3人费用15元."""
    sentence = finding.sentence
    before = sentence.text[sentence.start : finding.clause.figure.left]
    return finding.unit in _MONEY and _WAIVED.search(before) is not None


def _counts_other_noun(finding: Finding) -> bool:
    """Whether a number without a unit of its own counts what is named behind it: 3个栏目, 1季度."""
    figure, right = finding.clause.figure, finding.clause.right
    behind = _NOUN.match(finding.passage.text, figure.right)
    names_next = behind is not None and not right.text  # 3个栏目共发布信息199条
    return figure.unit in _BODIES and (names_next or "CHANNEL_OTHER" in right.tags)


def _derived_tags(finding: Finding, context: Context) -> Tags:
    """Tags that no word carries.

    Other years beside the number, an outcome, a part of something unknown.
    """
    clause, calendar, last = finding.clause, finding.sentence.calendar, context.last
    year = calendar.report_year
    years = calendar.years_between(clause.figure.left - len(clause.own.text), clause.right_end)
    other = (
        context.said.subset
        and last is not None
        and not last.has_key
        and bool(last.own.residue or "DOCUMENTS" in last.own.tags)
    )
    holds = {
        "OUTCOME": context.said.in_outcomes(clause.figure),
        "OF_OTHER": other,
        "AMONG": clause.right.text.startswith("申请中"),
        "YEAR_PAST": any(named < (year or 0) for named in years),
        "YEAR_NEXT": any(named > (year or 9999) for named in years),
    }
    return frozenset(tag for tag, is_so in holds.items() if is_so)


def _readings(clause: Clause, extra: Tags) -> Iterator[tuple[Label, Tags]]:
    """The words that may decide, in their order.

    Those to the left, and those of both sides together.
    """
    own, right = clause.own, clause.right
    both = own + right
    left_only = (own, own.tags | extra)
    if right.owners and clause.figure.unit in _BODIES:
        yield left_only  # 11个县区收到申请: bodies are counted
        return
    if own.is_empty or own.tags <= load_vocabulary().verbs:
        yield both, both.tags | extra
    yield left_only
    yield both, both.tags | extra


def _is_barred(rule: Rule, tags: Tags, finding: Finding, context: Context) -> bool:
    """Whether the figure before, or who decides the cases, closes a rule to the figure."""
    before = context.said.before
    # 一次办结 counts nothing, 收到申请一件 does
    phrase = finding.clause.figure.words and finding.value == 1
    decides = before & ({"AUTHORITY"} if rule.narrows else _DECIDES)
    all_fields = tags.isdisjoint({"INFODISC", "APPL"}) and _OF_ALL_FIELDS.search(finding.own.text)
    return bool(
        (rule.known and "SUBSET" in tags - rule.also_known)
        or all_fields
        or (context.thread.section.other_business and _names_no_topic(rule, tags, context))
        or (decides and rule.key.startswith("disputes."))
        or (phrase and not rule.key.startswith(_SINGLY_COUNTED))
        or (rule.narrows and not _is_narrowed(rule, context.last))
    )


def _names_no_topic(rule: Rule, tags: Tags, context: Context) -> bool:
    """Whether 申请 alone, under a heading of other business, may be any application."""
    if rule.key == "proactive_items":
        return bool(_OTHER_AFFAIRS.search(context.thread.section.about.text))
    carried = context.thread.topic == "APPL" and "APPL" not in tags
    named = carried or ("APPL" in tags and not tags & WAYS)
    return rule.key.startswith(("applications.", "received_")) and not named


def _is_narrowed(rule: Rule, last: Finding | None) -> bool:
    """Whether the figure before counts more of the same: 行政复议45件,其中涉及信息公开5件; 公开687条,其中主动公开668条."""
    if last is None or not rule.key.startswith("disputes."):
        return last is not None and last.key == rule.key and "PROACTIVE" not in last.own.tags
    block = "RECON" if "reconsideration" in rule.key else "LITIG"
    return last.own.tags & _DISPUTES == {block}


def _verdict(rule: Rule, strength: int, finding: Finding, last: Finding | None) -> Verdict:
    clause, key = finding.clause, rule.key
    included = _INCLUDED.match(finding.passage.text, clause.figure.right)
    if key == "applications.granted" and included:
        key = "applications.granted_or_partly"  # 予以公开860件(含部分公开20件)
    held = rule.key == "applications.carried_in" and last is not None and last.may_hold_carried
    # 收到163件(含上年结转5件): not all of them are new
    withdraws = rule.narrows or (held and _WITHIN.search(clause.own.text) is not None)
    return Verdict(key, rule, strength, withdraws_last=withdraws)


def repeat_last(clause: Clause, context: Context) -> Verdict:
    """The key of the figure before, where the words name only an owner or a year.

    Such as 受理申请350件,其中市直部门140件; 收到申请210件,2018年为187件; 市直部门140件,县区210件,全市合计350件.
    """
    label, last = clause.own, context.last
    if _LEVEL_NOW.match(label.text):  # 比上年的12件增加3件,达到15件
        last = next((m for m in reversed(context.run) if m.has_key or m.stock_key), None)
    if last is None or clause.right.tags or clause.nth != (0, 0):
        return Verdict()
    is_body = _is_listed_body(label, context.said, last)
    if clause.figure.unit not in (last.unit, "") or (label.residue and not is_body):
        return Verdict()
    if last.stock_key and label.tags <= load_vocabulary().verbs | _FIELD_VERBS:
        return Verdict(last.stock_key, None, 1)
    kinds = {owner.kind for owner in label.owners}
    is_total = "whole" in kinds and last.part and any(word in label.text for word in TOTAL_WORDS)
    names_only = (
        is_total
        or is_body
        or kinds & {"own", "area", "level", "office", "other", "actor"}
        or (last.part and TOTAL_ALONE.match(label.text))
        or (not kinds and _YEAR_ALONE.match(label.text))
        or _LEVEL_NOW.match(label.text)
    )
    if names_only and last.has_key and last.key not in _UNREPEATED and label.tags <= OWNERS:
        return Verdict(
            last.key, last.verdict.rule, 1, part=is_body or (bool(kinds) and not is_total)
        )
    return Verdict()


def _is_listed_body(label: Label, said: Said, last: Finding) -> bool:
    """其中区房管局52件,区建设局24件: bodies, unless they are part of a part."""
    if (
        label.residue
        or not said.subset
        or all(one.kind not in ("other", "actor") for one in label.owners)
    ):
        return False
    return not last.owner.words or last.owner.kind == WHOLE or bool(last.own.owners)
