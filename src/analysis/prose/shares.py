"""Printed percentages.

A share or a growth of the figure that they follow, or of what they name themselves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..forms.statements import UNCLASSIFIED, vocabulary
from .clauses import Clause
from .discourse import Said, Thread
from .findings import Finding, Verdict
from .owners import PART, Issuer
from .rules import DIFFERENCE, Evidence, fits
from .words import Label, read_label

_RATES = {
    "APPL": "applications.closed_total",
    "HOTLINE": "hotline_closed",
    "MAILBOX": "mailbox_handled",
    "SERVICES": "services_closed",
}
# Sums that have a key of their own, for a share that follows a list.
_SUMS: dict[tuple[str, ...], str] = {
    ("applications.granted", "applications.granted_partly"): "applications.granted_or_partly"
}
_GROUPS = ("applications.refused", "applications.unable", "applications.not_processed")
# Words that may stand between a figure and its percentage without naming another subject.
_PLAIN = frozenset(
    "RECEIVE CLOSE REPLY PUBLISH DISCLOSE PROACTIVE ALL INFO ASK APPL SAVED DECIDE".split()
)
_WHOLES = ("applications.closed_total", "applications.new", "proactive_items")
_COUNTED = ("applications.", "disputes.", "received_")
_ROUNDING = 1e-9
# How many answers came in time: the share of all only where nothing was said to be carried over.
_TIMELY = re.compile("按[期时]|及时")


@dataclass(frozen=True, slots=True)
class Percentage:
    """A percentage and what it may rest on.

    `run`: the counts before it in its sentence, back to the last percentage or semicolon;
    `follows`: another percentage stands between (占57%,增加18%), so that it can only be a growth;
    `wholes`: the first whole of each key in the report.
    """

    finding: Finding
    run: tuple[Finding, ...]
    thread: Thread
    said: Said
    issuer: Issuer
    wholes: Mapping[str, float]
    follows: bool

    @property
    def clause(self) -> Clause:
        assert self.finding.clause is not None
        return self.finding.clause


def classify_percent(percentage: Percentage) -> None:
    """Give a percentage its key where its words or arithmetic leave one answer."""
    clause, finding = percentage.clause, percentage.finding
    index, size = clause.nth
    text = clause.own.text
    banned = clause.own.tags & vocabulary().bans - {"SAVED"}
    if finding.value is None or banned or text.endswith(("由", "从")) or _has(text, "mean"):
        return
    if size > 0:
        # 行政复议45件、行政诉讼23件,同比分别增长12%和5%: each is that of the figure in the same place
        kind, count = _kind(text), (*percentage.run[-size:], None)[index]
        if kind and len(percentage.run) >= size and count and count.has_key:
            _set_key(percentage, kind, count.key, count, count)
        return
    kind, key, of = _find_base(percentage)
    if key not in ("", UNCLASSIFIED):
        before = percentage.run[-1] if percentage.run else None
        _set_key(percentage, kind, key, of, before if before and before.key == key else None)


def _has(text: str, name: str) -> bool:
    return any(word in text for word in vocabulary().percent[name])


def _kind(text: str) -> str:
    if _has(text, "growth") or _has(text, "decline"):
        return "growth"
    return "share" if _has(text, "share") else ""


def _find_base(percentage: Percentage) -> tuple[str, str, Finding | None]:
    """Whether it is a share or a growth; of which key; the count, if one stands before it."""
    clause, thread = percentage.clause, percentage.thread
    label = clause.own
    if _has(label.text, "satisfaction"):
        calls = thread.topic == "HOTLINE" and thread.fresh
        return "share", "hotline_satisfied" if calls else "", None
    if _has(label.text, "rates"):
        late = percentage.wholes.get("applications.carried_out") and _TIMELY.search(label.text)
        known = not label.residue and thread.fresh and not late
        return "share", _RATES.get(thread.topic, "") if known else "", None
    kind = _kind(label.text) or ("share" if clause.left_text == "(" else "")  # 予以公开6件(50%)
    if not kind or label.residue:
        return kind, "", None
    if key := _named_key(percentage, label, kind):
        return kind, key, None
    return (kind, *_base_before(percentage, kind))


def _named_key(percentage: Percentage, label: Label, kind: str) -> str:
    """The key that words name: 不予公开数占总数的5.8%. What stands after 占 is the whole, not the part."""
    text = label.text
    for word in vocabulary().percent["share"] if kind == "share" else ():
        before, found, after = text.partition(word)
        if found:
            text = before
            if read_label(after, percentage.issuer).tags - _PLAIN:
                return UNCLASSIFIED
    tags = read_label(text, percentage.issuer).tags
    thread, said = percentage.thread, percentage.said
    year = percentage.finding.sentence.calendar.report_year
    evidence = Evidence("件", percentage.finding.value, year, thread, said)
    least = 1 if thread.fresh and thread.topic == "APPL" else 2
    for rule in vocabulary().candidates(tags):
        counted = "件" in rule.units and rule.key.startswith(_COUNTED)
        if counted and fits(rule, tags, label, evidence) >= least:
            return rule.key
    asked = kind == "growth" and "ASK" in tags and "DISC" in evidence.around
    return "applications.new" if asked and not tags & {"RECEIVE", "CLOSE"} else ""


def _base_before(percentage: Percentage, kind: str) -> tuple[str, Finding | None]:
    """The key and the count before a percentage, where its words name nothing else."""
    left, run = percentage.clause.left, percentage.run
    if kind == "growth":  # 收到25件,比上年增加5件,增长25%: the growth is that of the 25
        run = tuple(m for m in run if m.has_key or not _is_change(m))
    unnamed = left.tags <= _PLAIN and not left.residue
    if not run or not run[-1].has_key or not unnamed or (kind == "share" and percentage.follows):
        return "", None
    listed = [finding for finding in run if finding.has_key]
    if kind == "growth" or len(listed) == 1:
        return run[-1].key, run[-1]
    return _listed_key(percentage, listed), run[-1]


def _is_change(finding: Finding) -> bool:
    return _kind(finding.own.text) == "growth" or bool(DIFFERENCE.search(finding.own.text))


def _listed_key(percentage: Percentage, run: Sequence[Finding]) -> str:
    """Which member of a list, or its sum, a share belongs to.

    Only where arithmetic leaves one answer (rounded or cut off).
    """
    figure, passage = percentage.clause.figure, percentage.finding.passage
    raw = passage.printed(figure.start, figure.end)
    step = 10 ** -len(raw.partition(".")[2].rstrip("%"))
    wholes = [whole for key in _WHOLES if (whole := percentage.wholes.get(key))]
    answers = {
        _sum_key(tuple(m.key for m in run[first:]))
        for whole in wholes
        for first in range(len(run))
        if -step / 2 - _ROUNDING
        <= 100 * sum(m.value or 0.0 for m in run[first:]) / whole - (figure.value or 0.0)
        < step
    }
    return answers.pop() if len(answers) == 1 else UNCLASSIFIED


def _sum_key(keys: tuple[str, ...]) -> str:
    """The key of the sum of several counts."""
    if len(keys) == 1:
        return keys[0]
    group = next((g for g in _GROUPS if all(key.startswith(f"{g}_") for key in keys)), "")
    return _SUMS.get(keys, group or UNCLASSIFIED)


def _set_key(
    percentage: Percentage, kind: str, key: str, of: Finding | None, like: Finding | None
) -> None:
    """Give a percentage its key; it is `of` a count, and counts what `like` counts."""
    finding, text = percentage.finding, percentage.clause.own.text
    if of is not None:
        # 较2019年的1097件增长12.5%: the number is that of the other year, the growth is not
        finding.part = of.period.year != finding.period.year and of.owner.kind == PART
        finding.owner = replace(finding.owner, words=of.owner.words)
    elif not (_has(text, "satisfaction") or _has(text, "rates")):
        finding.owner = percentage.thread.owner
        finding.part = finding.owner.kind == PART
    outcome = key.startswith("applications.") and key != "applications.closed_total"
    concluded = (
        kind == "share" and outcome and percentage.said.is_concluded(percentage.clause.figure)
    )
    finding.basis = "concluded" if concluded else like.basis if like else finding.basis
    other_year = finding.period.year != finding.sentence.calendar.report_year
    finding.part |= (kind == "growth" and other_year) or bool(finding.period.kind)
    finding.verdict = Verdict(f"{kind}.{key}", None, 2)
    if _has(text, "decline"):  # a decline is a negative growth
        finding.value = -abs(finding.value or 0.0)
    finding.of = of
