"""The key of a figure: the first rule of the vocabulary that its words satisfy."""

from __future__ import annotations

import re

from ..forms.statements import UNCLASSIFIED, Rule, Term, vocabulary
from .context import Context
from .labels import Label
from .masks import BLANK
from .mentions import Mention, counts_carried

_COUNT_ZERO = 0.0
_BODIES = ("个", "家", "")
_COUNTED_BODIES = re.compile(
    r"(?:部门|单位|机关|县区|区县|乡镇|街道|原因|方面|环节|问题)(?:有|共有|共|为|达|数)?$"
)
# 比上年增加137件 is a difference; 增加到137件 a level.
DIFFERENCE = re.compile(
    r"(?:增加|增长|上升|提高|增多|减少|下降|降低|净增)(?:数量?)?(?:了|约|为)?$|(?:比|较)[^,;]{0,60}(?:多|少|新增|增|减)(?:加|收)?(?:了|约)?$"
)
_YEAR_ALONE = re.compile(
    rf"^\W*(?:其中)?(?:比|较|与|同|由|从|而)?(?:{BLANK}+|去年|上一?年度?|前年)(?:同期)?(?:的|为|是|仅为|只有|有|共)?,?$|^\W*(?:其中)?[上下]半年$"
)
# 公开超过100条的有31家: a bound, and bodies are counted
_BOUND = re.compile(r"(?:以[上下])?的(?:共?有(?![关效])|单位|部门|机关|\d+[个家])")
_WITHIN = re.compile("含|包括|其中")
_INCLUDED = re.compile(r"\((?:其中)?(?:含|包括|包含)[^()]{0,6}部分公开")
_TOTALS = ("共", "总计", "合计", "累计")
_ONE = ("applications.", "disputes.", "refused_", "reply_")


def _holds(
    term: Term,
    tags: frozenset[str],
    context: Context,
    around: frozenset[str],
    excluded: bool = False,
) -> bool:
    if term.tag in tags:
        return True
    if term.mark == "~":
        return (
            context.topic == term.tag
            or term.tag in context.verbs
            or (excluded and term.tag in context.seen)
        )
    return term.tag in (around if term.mark == "@" else context.tags if term.mark == "&" else ())


def fits(
    rule: Rule,
    tags: frozenset[str],
    residue: bool,
    mention: Mention,
    context: Context,
    around: frozenset[str],
) -> int:
    """How strongly a rule fits (3 by the words beside the number, 2 with the sentence, 1 with what was carried on), 0 if not."""
    if mention.unit not in rule.units or not rule.years[0] <= (context.year or 0) <= rule.years[1]:
        return 0
    if (rule.strict and residue) or (rule.fresh and not context.fresh):
        return 0
    if (rule.only_zero and mention.value != _COUNT_ZERO) or (
        rule.sub_scope and not ({"SCOPE_OWN", "SCOPE_AREA", "SCOPE_LEVEL"} & tags)
    ):
        return 0
    if rule.no_total and any(word in mention.own.text for word in _TOTALS):
        return 0
    if any(_holds(term, tags, context, around, excluded=True) for term in rule.not_):
        return 0
    best = 0
    for terms in rule.when:
        if rule.strict and tags - vocabulary().neutral - rule.with_ - {term.tag for term in terms}:
            continue  # another noun stands beside the number
        if all(_holds(term, tags, context, around) for term in terms):
            marks = {term.mark for term in terms if term.tag not in tags and term.mark != "&"}
            best = max(best, 1 if "~" in marks else 2 if "@" in marks else 3)
    return best


def _year_tags(mention: Mention, context: Context) -> set[str]:
    if context.year is None or mention.figure is None:
        return set()
    begin = mention.figure.left - len(mention.own.text)
    end = mention.figure.right + len(mention.right.text)
    years = [context.actual(year) or 0 for at, year in context.years if begin <= at < end]
    return {"YEAR_PAST" for y in years if y < context.year} | {
        "YEAR_NEXT" for y in years if y > context.year
    }


def _same_as_before(mention: Mention, context: Context, last: Mention | None) -> None:
    """A label that names only a scope or a year counts what the figure before it counts.

    受理申请350件,其中市直部门140件; 收到申请210件,2018年为187件; 市直部门140件,县区210件,全市合计350件.
    """
    label = mention.own
    # 其中区房管局52件,区建设局24件: bodies, unless they are part of a part
    body = (
        label.residue == (label.body,)
        and context.subset
        and last is not None
        and (not last.scope_words or last.scope == "whole" or bool(last.own.body))
    )
    if (
        last is None
        or (label.residue and not body)
        or mention.unit not in (last.unit, "")
        or mention.right.tags
        or mention.nth != (0, 0)
    ):
        return
    kinds = {kind for kind, _ in label.scopes}
    if last.stock and label.tags <= vocabulary().verbs | {"PROACTIVE", "INFO"}:
        mention.key, mention.rule, mention.strength = last.stock, None, 1
    elif (
        last.keyed
        and last.key != "applications.carried_in"
        and all(tag.startswith("SCOPE_") for tag in label.tags)
    ):
        total = "whole" in kinds and last.part and any(word in label.text for word in _TOTALS)
        if (
            body
            or kinds & {"own", "area", "level"}
            or total
            or (_YEAR_ALONE.match(label.text) and not kinds)
        ):
            mention.key, mention.rule, mention.strength, mention.part = (
                last.key,
                last.rule,
                1,
                body or (bool(kinds) and not total),
            )


def _phrase(mention: Mention, rule: Rule, strength: int) -> bool:
    """Whether 一 in words counts nothing: 一次办结. It does beside a noun that is counted singly: 收到申请一件."""
    if mention.figure is None or not mention.figure.words or mention.value != 1:
        return False
    return not rule.key.startswith(_ONE) or (
        strength < 2 and not mention.right.tags and mention.own.tags <= vocabulary().neutral
    )


def classify(mention: Mention, context: Context, last: Mention | None) -> None:
    """Set key, rule and strength of a mention from its own clause, else from that and the words to the right.

    `last` is the count before it in its sentence.
    """
    context.again(mention.value, mention.right)
    around = context.around()
    planned = "PLAN" in context.before or (
        "FUTURE" in context.before
        and mention.figure
        and (context.year_at(mention.dated) or 0) > (context.year or 9999)
    )
    if (
        planned
        or DIFFERENCE.search(mention.own.text)
        or context.is_outcome(mention.own, mention.figure)
    ):
        return
    extra = frozenset(_year_tags(mention, context))
    if mention.figure and -1 < context.outcomes_from < mention.figure.start:
        extra |= {"OUTCOME"}
    if context.subset and last is not None and last.own.residue and not last.keyed:
        extra |= {"OF_OTHER"}  # a part of something unknown
    labels: list[tuple[Label, ...]] = [(mention.own,), (mention.own, mention.right)]
    if mention.own.empty or mention.own.tags <= vocabulary().verbs:
        labels.insert(0, (mention.own, mention.right))
    if mention.figure and _BOUND.match(mention.passage.text, mention.figure.right):
        return
    if mention.unit in _BODIES and _COUNTED_BODIES.search(mention.own.text):
        return  # 收到申请的部门有12个
    if mention.right.scopes and mention.unit in _BODIES:
        labels = [(mention.own,)]  # 11个县区收到申请: bodies are counted
    for used in labels:
        tags = frozenset(extra.union(*(label.tags for label in used)))
        residue = any(label.residue for label in used)
        if tags & vocabulary().bans or not tags:
            continue
        if residue and "SUBSET" in tags and not tags & {"APPL", "RECON", "LITIG"}:
            continue
        for rule in vocabulary().candidates(tags):
            if (
                (rule.strict and "SUBSET" in tags - rule.with_)
                or (
                    rule.narrows
                    and not (
                        last
                        and last.own.tags & {"RECON", "LITIG"}
                        == {"RECON" if "reconsideration" in rule.key else "LITIG"}
                    )
                )
                or ("AUTHORITY" in context.before and rule.key.startswith("disputes."))
            ):
                continue
            strength = fits(rule, tags, residue, mention, context, around)
            if strength and not _phrase(mention, rule, strength):
                mention.rule, mention.key, mention.strength = rule, rule.key, strength
                if (
                    rule.key == "applications.granted"
                    and mention.figure
                    and _INCLUDED.match(mention.passage.text, mention.figure.right)
                ):
                    mention.key = "applications.granted_or_partly"  # 予以公开860件(含部分公开20件)
                if (
                    last is not None
                    and rule.key == "applications.carried_in"
                    and _WITHIN.search(mention.own.text)
                    and counts_carried(last)
                ):
                    context.wholes.pop(
                        last.key, None
                    )  # 收到163件(含上年结转5件): not all of them are new
                    last.key, last.rule = UNCLASSIFIED, None
                if rule.narrows and last is not None:
                    last.key, last.rule, context.narrowed = UNCLASSIFIED, None, True
                return
    _same_as_before(mention, context, last)
