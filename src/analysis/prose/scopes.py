"""Whose figures: the whole scope of the report, or a part of it."""

from __future__ import annotations

import re

from ..forms.statements import UNCLASSIFIED, vocabulary
from .context import Context
from .labels import CARRIERS, Label, read_label
from .mentions import Mention

WHOLE, LEVEL, PART = "whole", "level", "part"
# The government's office by itself, in the report of the whole area: 区政府办代表区政府受理.
_OFFICE = re.compile(
    r"^\W*(?:全年|本年度|年度|其中)?(?P<office>[省市州区县旗]?(?:人民)?政府办(?:公室|公厅)?)(?:代表[^,]{0,6})?(?:共|累计|总共)?(?:受理|新?收|接|办|答复|公开|主动)"
)
# 共收到80件,其中自然人72件,法人8件;此外组织培训3次
_SUBSET_ENDS = (";", "此外", "另外", "同时", "共", "总计", "合计", "累计")
_FRONT = re.compile(r"([^,;:。\d]*(?:中|方面))[,:]")  # 市局本级受理的申请中,当面申请168件
_LISTED = ("applications.", "received_", "disputes.")
_WHOLES = (
    "applications.new",
    "applications.closed_total",
    "disputes.reconsideration.total",
    "disputes.litigation.total",
)
_LEVELS = ("两级", "三级")
_ANEW = ("全部", "共计", "总计", "合计", "总共", "均")


def kind_of(label: Label) -> str:
    """`whole`, `level` (本级: a part only where the whole is given too), `part`, or "" where no scope is named.

    Own organs, or the level itself, together with what is below them are the whole: 市政府、乡镇办和市政府有关部门.
    """
    kinds = {kind for kind, _ in label.scopes}
    if kinds & {"whole", "self"} or ("area" in kinds and kinds & {"own", "level"}):
        return WHOLE
    if "own" in kinds or "area" in kinds or label.body:
        return PART
    return LEVEL if "level" in kinds else ""


def in_subset(mention: Mention, context: Context, last: Mention | None) -> None:
    """Note before a figure is read whether it counts a part of the one before it: from 其中 to 此外, 共 or a semicolon.

    涉及农林方面140件;涉及科教方面278件: the list goes on over a semicolon.
    """
    text = mention.left.text
    ends = (
        max(
            text.rfind(word)
            for word in _SUBSET_ENDS
            if word != ";" or "SUBSET" not in mention.left.tags
        )
        + 1
    )
    if ends:
        context.clean |= (
            context.subset and ";" in text
        )  # the list, whose items may be anything, is over
        context.subset = False
    if text.rfind("其中") >= ends:
        context.subset = True
        context.of_channel = last is not None and len(last.own.tags & CARRIERS) == 1


def subset_of(mention: Mention, context: Context) -> None:
    """A figure without a key in such a list is a part; a count of another whole ends the list."""
    if not mention.keyed:
        mention.part = mention.part or context.subset
    elif (
        not (mention.unit == "%" or "其中" in mention.left.text or mention.key.startswith(_LISTED))
        or mention.key in _WHOLES
    ):
        context.subset = context.subset and "其中" in mention.left.text


def assign(mention: Mention, context: Context) -> None:
    """Set scope, scope words and `part`. A scope holds for the figures after it in its sentence, until another one or 全部."""
    front = _FRONT.search(mention.left.text)
    label = read_label(front[1], context.names) if front and not mention.own.scopes else mention.own
    if label.residue not in ((), (label.body,)):
        label = mention.own  # 在各部门的配合支持中,收到12件
    kind = kind_of(label)
    own = (kind, label.scope_words or label.body)
    if context.divided and ";" in mention.left.text:
        context.scope, context.divided = ("", ""), False  # 全市35件,其中市直12件,县区23件;办结34件
    if kind and (mention.keyed or (kind == PART and label.tags & vocabulary().verbs)):
        context.scope, context.divided = own, kind in (PART, LEVEL) and mention.key in context.given
    elif any(word in mention.left.text for word in _ANEW):
        context.scope = ("", "")
    elif context.scope[1].endswith(_LEVELS) and mention.own.tags & vocabulary().topics:
        context.scope = ("", "")  # 市县两级政务中心 are named for one subject
    if (
        not kind
        and mention.keyed
        and "办" not in context.names.issuer
        and (office := _OFFICE.match(mention.own.text))
    ):
        kind = PART if context.names.issuer else LEVEL
        own = (kind, office["office"])
        if "其中" not in mention.left.text:  # one of a list
            context.scope, context.divided = own, mention.key in context.given
    mention.scope, mention.scope_words = own if kind else context.scope
    named = mention.rule is not None and mention.rule.key in (
        "received_by_governments",
        "received_by_departments",
    )
    if mention.scope == PART and not named:
        mention.part = True
    if mention.rule is not None and not mention.rule.strict and "SUBSET" in mention.own.tags:
        mention.part = True
    if context.subset and context.of_channel and mention.key.startswith("published_"):
        mention.part = True  # 全省政府网站发布412万条,其中省政府网站8万条,"某某政务"公众号2104条
    if mention.figure is not None:
        mention.year = context.year_at(mention.dated)
        span = context.span_at(mention.figure.start)
        if span == "stock" and mention.keyed:
            mention.stock, mention.key, mention.rule = mention.key, UNCLASSIFIED, None
        mention.part = mention.part or bool(span)
    if not mention.part:
        context.given |= {mention.key}
    if mention.key in ("applications.carried_in", "applications.carried_out"):
        mention.year = context.year
    if mention.year != context.year:
        mention.part = True
    if (
        mention.key.startswith("applications.")
        and mention.key != "applications.closed_total"
        and context.concluded(mention.figure)
    ):
        mention.basis = "concluded"
    if (
        mention.key.startswith("disputes.")
        and mention.key.endswith(".total")
        and "CONCLUDED" in mention.own.tags | mention.right.tags
    ):
        mention.basis = "concluded"
