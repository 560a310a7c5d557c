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
from .rules import DIFFERENCE, fits, gather_evidence
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


@dataclass(frozen=True, slots=True)
class _Base:
    """What a percentage is of: the key, and the count, if one stands before it."""

    key: str = ""
    count: Finding | None = None
    named: bool = False


def classify_percent(percentage: Percentage) -> None:
    """Give a percentage its key where its words or arithmetic leave one answer."""
    clause = percentage.clause
    index, size = clause.nth
    if not _is_readable(clause):
        return
    if size > 0:
        if len(percentage.run) >= size:
            _share_out(percentage.finding, percentage.run[-size:][index], clause)
        return
    kind, base = _find_base(percentage)
    if base.key not in ("", UNCLASSIFIED):
        _set_key(percentage, kind, base)


def _is_readable(clause: Clause) -> bool:
    """Whether the words allow a reading.

    No mean, no 由…, no 分别 without its numbers, no other subject.
    """
    text = clause.own.text + clause.left_text
    return not (
        clause.figure.value is None
        or _has(text, "mean")
        or clause.own.text.endswith(("由", "从"))
        or ("分别" in text and not clause.nth[1])
        or clause.own.tags & vocabulary().bans - {"SAVED"}
    )


def _has(text: str, name: str) -> bool:
    return any(word in text for word in vocabulary().percent[name])


def _kind(text: str) -> str:
    if _has(text, "growth") or _has(text, "decline"):
        return "growth"
    return "share" if _has(text, "share") else ""


def _find_base(percentage: Percentage) -> tuple[str, _Base]:
    """Whether it is a share or a growth, and of what."""
    clause, thread = percentage.clause, percentage.thread
    label = clause.own
    if _has(label.text, "satisfaction"):
        calls = thread.topic == "HOTLINE" and thread.fresh
        return "share", _Base("hotline_satisfied" if calls else "", named=True)
    if _has(label.text, "rates"):
        late = percentage.wholes.get("applications.carried_out") and _TIMELY.search(label.text)
        known = not label.residue and thread.fresh and not (late and thread.topic == "APPL")
        return "share", _Base(_RATES.get(thread.topic, "") if known else "", named=True)
    kind = _kind(label.text) or ("share" if clause.left_text == "(" else "")  # 予以公开6件(50%)
    if not kind or label.residue:
        return kind, _Base()
    return kind, _named_base(percentage, kind) or _base_before(percentage, kind)


def _named_base(percentage: Percentage, kind: str) -> _Base | None:
    """What a percentage names itself, or the difference before it: 申请量增加5件,增长25%."""
    own = percentage.clause.own
    key = _named_key(percentage, own, kind)
    run = percentage.run
    if not key and kind == "growth" and len(run) == 1 and DIFFERENCE.search(run[0].own.text):
        key = _named_key(percentage, run[0].own, kind)
    return _Base(key, named=True) if key else None


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
    evidence = gather_evidence("件", percentage.finding.value, thread, said, year)
    least = 1 if thread.fresh and thread.topic == "APPL" else 2
    for rule in vocabulary().candidates(tags):
        counted = "件" in rule.units and rule.key.startswith(_COUNTED)
        if counted and fits(rule, tags, label, evidence) >= least:
            return rule.key
    asked = kind == "growth" and "ASK" in tags and "DISC" in evidence.around
    return "applications.new" if asked and not tags & {"RECEIVE", "CLOSE"} else ""


def _base_before(percentage: Percentage, kind: str) -> _Base:
    """The count before a percentage, where its words name nothing else."""
    run = percentage.run
    if kind == "growth":  # 收到25件,比上年增加5件,增长25%: the growth is that of the 25
        run = tuple(m for m in run if m.has_key or not _is_change(m))
    elif percentage.follows:
        return _Base()
    left = percentage.clause.left
    if not run or not run[-1].has_key or left.residue or not left.tags <= _PLAIN:
        return _Base()
    listed = [finding for finding in run if finding.has_key]
    if kind == "growth" or len(listed) == 1:
        return _Base(run[-1].key, run[-1])
    return _Base(_listed_key(percentage, listed), run[-1])


def _is_change(finding: Finding) -> bool:
    return _kind(finding.own.text) == "growth" or bool(DIFFERENCE.search(finding.own.text))


def _listed_key(percentage: Percentage, run: Sequence[Finding]) -> str:
    """Which member of a list, or its sum, a share belongs to.

    Only where arithmetic leaves one answer (rounded or cut off).
    """
    figure, passage = percentage.clause.figure, percentage.finding.passage
    assert figure.value is not None
    raw = passage.printed(figure.start, figure.end)
    step = 10 ** -len(raw.partition(".")[2].rstrip("%"))
    answers: set[str] = set()
    for whole in (percentage.wholes[key] for key in _WHOLES if percentage.wholes.get(key)):
        for first in range(len(run)):
            over = 100 * sum(m.value or 0.0 for m in run[first:]) / whole - figure.value
            if -step / 2 - _ROUNDING <= over < step:
                answers.add(_sum_key(tuple(m.key for m in run[first:])))
    return answers.pop() if len(answers) == 1 else UNCLASSIFIED


def _sum_key(keys: tuple[str, ...]) -> str:
    """The key of the sum of several counts."""
    if len(keys) == 1:
        return keys[0]
    group = next((g for g in _GROUPS if all(key.startswith(f"{g}_") for key in keys)), "")
    return _SUMS.get(keys, group or UNCLASSIFIED)


def _set_key(percentage: Percentage, kind: str, base: _Base) -> None:
    finding, said, count = percentage.finding, percentage.said, base.count
    text = percentage.clause.own.text
    before = percentage.run[-1] if percentage.run else None
    if count is not None:
        # 较2019年的1097件增长12.5%: the number is that of the other year, the growth is not
        finding.part = count.period.year != finding.period.year and count.owner.kind == PART
        finding.owner = replace(finding.owner, words=count.owner.words)
    elif not (_has(text, "satisfaction") or _has(text, "rates")):
        finding.owner = percentage.thread.owner
        finding.part = finding.owner.kind == PART
    if before is not None and before.key == base.key:
        finding.basis = before.basis
    outcome = base.key.startswith("applications.") and base.key != "applications.closed_total"
    if kind == "share" and outcome and said.is_concluded(percentage.clause.figure):
        finding.basis = "concluded"
    other_year = finding.period.year != finding.sentence.calendar.report_year
    finding.part |= (kind == "growth" and other_year) or bool(finding.period.kind)
    finding.verdict = Verdict(f"{kind}.{base.key}", None, 2)
    finding.value = _signed(finding.value, text)
    finding.of = count


def _signed(value: float | None, text: str) -> float | None:
    """A decline is a negative growth."""
    return -abs(value) if value is not None and _has(text, "decline") else value


def _share_out(finding: Finding, count: Finding, clause: Clause) -> None:
    """行政复议45件、行政诉讼23件,同比分别增长12%和5%: each percentage is that of the figure in the same place."""
    kind = _kind(clause.own.text)
    if kind and not clause.own.residue and count.has_key:
        finding.verdict = Verdict(f"{kind}.{count.key}", None, 2)
        finding.value = _signed(finding.value, clause.own.text)
        finding.owner = replace(finding.owner, words=count.owner.words)
        finding.basis, finding.part = count.basis, count.part
