"""Whose a figure is: by its clause, and by an unbroken chain of what stands before it.

1. The mention that acts in the clause of the figure, else the last one named there.
2. It holds for the figures after it in the sentence, until another one or 全部.
3. Where a sentence names nobody, its figures are of whom the text before it speaks (`speakers`).
4. What remains is the report's own. `parts` asks whether it is all of it, `timing` of when it is.
"""

from __future__ import annotations

import re

from ..forms.bodies import load_bodies
from ..forms.statements import load_vocabulary
from .clauses import Clause
from .discourse import Context, Thread, find_speaker
from .findings import Finding
from .owners import LEVEL, PART, WHOLE, Issuer, Owner
from .parts import counts_less, keep_family
from .speakers import quotes_report
from .timing import date_figure, may_be_stock
from .words import Label, read_label

_FRONT = re.compile(
    r"(?<![^,;:。\d])([^,;:。\d]*(?:中|方面))[,:]"
)  # 市局本级受理的申请中,当面申请168件


def assign(finding: Finding, context: Context) -> None:
    """Give the finding owner, period, basis and `part`."""
    clause, thread, said = finding.clause, context.thread, context.said
    if thread.divides and ";" in clause.left_text:
        thread.owner, thread.divides = Owner(), False  # 其中市直12件,县区23件;办结34件
    label = _speaking_label(clause, context.issuer)
    own = _read_owner(label, context)
    if own.kind == PART and _counts_people(finding):
        own = Owner()
    _hold_owner(thread, finding, own, label)
    if own.kind and finding.has_key:
        thread.divides = own.kind in (PART, LEVEL) and finding.key in said.given
    finding.owner = own if own.kind else thread.owner
    if not finding.has_key and own.words.startswith("全"):
        finding.owner = Owner(words=own.words)  # 全国298个城市: nothing is counted there
    finding.part = counts_less(finding, context, named=bool(own.kind))
    date_figure(finding, context)
    if finding.has_key and not finding.part:
        text, start = finding.sentence.text, finding.sentence.start
        front = text[start : finding.sentence.figures[0].left]
        doubt_speaker(finding, front, text[start : clause.figure.left], context)
    if not finding.part:
        said.given.add(finding.key)
    keep_family(thread, finding)


def doubt_speaker(finding: Finding, front: str, before: str, context: Context) -> None:
    """Make a figure a part that nothing says to be the issuer's own.

    `front` may name of whom it speaks; `before` is all that stands before it in its sentence.
    """
    chain = load_bodies().chain
    if not finding.owner.kind and not chain["accused"].search(before):
        finding.owner = find_speaker(context, front)
    several = chain["counted"].match(finding.sentence.text, finding.clause.begin - 1)
    some = finding.in_words and chain["some"].search(before)
    other = finding.owner.kind == PART or several or some or finding.clause.unpaired
    finding.part = bool(other or quotes_report(before) or may_be_stock(finding))


def _speaking_label(clause: Clause, issuer: Issuer) -> Label:
    """The words that may name the owner: those of the clause, else those in front of it."""
    front = None if clause.own.owners else _FRONT.search(clause.left_text)
    label = read_label(front[1], issuer) if front else clause.own
    return clause.own if label.residue else label  # 在各部门的配合支持中,收到12件


def _counts_people(finding: Finding) -> bool:
    """Whether people are counted whom others may have sent: 培训2期,各镇142人参训."""
    tags = finding.own.tags | finding.clause.right.tags
    return finding.key == "trainees" and not tags.isdisjoint({"TRAINEES", "ATTEND"})


def _read_owner(label: Label, context: Context) -> Owner:
    """The owner that a clause names."""
    own, held = label.owner, context.thread.owner
    if own == Owner(WHOLE) and held.kind == WHOLE:
        return held  # 我局收到7件,本机关不掌握3件
    if own.kind == WHOLE and context.said.subset and context.issuer.is_office:
        return Owner(PART, own.words)  # 全县收到112件,其中县政府办公室34件: it reports for either
    return own


def _hold_owner(thread: Thread, finding: Finding, own: Owner, label: Label) -> None:
    """Take the owner that holds for the figures after this one, and for the sentences after."""
    subject, text = label.subject, finding.clause.left_text
    role = subject.role if subject else ""
    listed = label.owners and label.owners[-1].kind == "office" and "其中" in text
    if role == "channel" or listed:
        return  # 其中县政府办受理36件,部门受理41件: one of a list
    if own.kind == WHOLE:
        thread.speaker = Owner()
    elif subject and role and subject.kind in ("other", "actor"):
        thread.speaker = own  # 区政府收到88件。不予公开6件
    chain = load_bodies().chain
    acts = own.kind == PART and (role or label.tags & load_vocabulary().verbs)
    if own.kind and (finding.has_key or acts):
        thread.owner = own
    elif chain["anew"].search(text) or (
        chain["levels"].search(thread.owner.words) and finding.own.tags & load_vocabulary().topics
    ):
        thread.owner = Owner()  # 市县两级政务中心 are named for one subject
