"""Printed percentages.

A share or a growth of the figure that they follow, or of what they name themselves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..forms.statements import UNCLASSIFIED, Rule, list_candidates, load_vocabulary
from .discourse import Context
from .findings import CARRIED, Finding, Verdict
from .issuers import PART
from .rules import DIFFERENCE, Evidence, fits, gather_evidence
from .words import read_label

# Of which count a rate is the share, by what is spoken of.
_RATES = {
    "satisfaction": {"HOTLINE": "hotline_satisfied"},
    "rates": {
        "APPL": "applications.closed_total",
        "HOTLINE": "hotline_closed",
        "MAILBOX": "mailbox_handled",
        "SERVICES": "services_closed",
    },
}
# Sums that have a key of their own, for a share that follows a list.
_SUMS: dict[tuple[str, ...], str] = {
    ("applications.granted", "applications.granted_partly"): "applications.granted_or_partly"
}
_GROUPS = ("applications.refused", "applications.unable", "applications.not_processed")
# Words that may stand between a figure and its percentage without naming another subject.
_PLAIN = frozenset(
    "RECEIVE CLOSE REPLY PUBLISH DISCLOSE PROACTIVE ALL INFO ASK SUM APPL SAVED DECIDE".split()
)
_WHOLES = ("applications.closed_total", "applications.new", "proactive_items")
_COUNTED = ("applications.", "disputes.", "received_")
_ROUNDING = 1e-9
# How many answers came in time: the share of all only where nothing was said to be carried over.
_TIMELY = re.compile("按[期时]|及时")


def classify_percent(finding: Finding, context: Context) -> None:
    """Give a percentage its key where its words or arithmetic leave one answer."""
    text, tags = finding.own.text, finding.own.tags
    banned = tags & load_vocabulary().bans - {"SAVED"} or _has(text, "mean")
    # 同比分别下降8.2%和增加3件: nothing says of which it is
    shared_out = "分别" in text or finding.clause.nth != (0, 0)
    if finding.value is None or banned or shared_out or text.endswith(("由", "从")):
        return
    kind, key, of = _find_base(finding, context)
    if key not in ("", UNCLASSIFIED):
        _set_key(finding, context, kind, key)
        finding.of = of


def _has(text: str, name: str) -> bool:
    return any(word in text for word in load_vocabulary().percent[name])


def _kind(text: str) -> str:
    if _has(text, "growth") or _has(text, "decline"):
        return "growth"
    return "share" if _has(text, "share") else ""


def _find_base(finding: Finding, context: Context) -> tuple[str, str, Finding | None]:
    """Whether it is a share or a growth; of which key; the count, if one stands before it."""
    thread, label = context.thread, finding.own
    for name, keys in _RATES.items():
        if _has(label.text, name):
            late = context.wholes.get(CARRIED[1]) and _TIMELY.search(label.text)
            named = name == "satisfaction" or not label.residue
            known = named and thread.fresh and not late
            return "share", keys.get(thread.topic, "") if known else "", None
    kind = _kind(label.text) or ("share" if finding.clause.left_text == "(" else "")
    if not kind or label.residue:
        return kind, "", None
    key = _named_key(finding, context, kind)
    return (kind, key, None) if key else (kind, *_base_before(finding, context, kind))


def _named_key(finding: Finding, context: Context, kind: str) -> str:
    """The key that words name: 不予公开数占总数的5.8%. What stands after 占 is the whole, not the part."""
    label, thread = finding.own, context.thread
    text = label.text
    for word in load_vocabulary().percent["share"] if kind == "share" else ():
        text, found, after = text.partition(word)
        if found and read_label(after, context.issuer).tags - _PLAIN:
            return UNCLASSIFIED
    tags = read_label(text, context.issuer).tags
    evidence = gather_evidence(tags, label, finding, context)._replace(unit="件")
    wording = evidence.wording
    if not (thread.fresh and thread.topic == "APPL"):
        evidence = evidence._replace(wording=wording._replace(about=tags))
    return next((rule.key for rule in list_candidates(tags) if _counts(rule, evidence)), "")


def _counts(rule: Rule, evidence: Evidence) -> bool:
    """Whether a rule gives a count of cases, and fits."""
    counts = "件" in rule.units and rule.key.startswith(_COUNTED)
    return counts and fits(rule, evidence)


def _base_before(finding: Finding, context: Context, kind: str) -> tuple[str, Finding | None]:
    """The key and the count before a percentage, where its words name nothing else."""
    left, run = finding.clause.left, context.run
    if kind == "growth":  # 收到25件,比上年增加5件,增长25%: the growth is that of the 25
        run = [m for m in run if m.has_key or not DIFFERENCE.search(m.own.text)]
    named = left.tags - _PLAIN or left.residue
    if not run or not run[-1].has_key or named or (kind == "share" and context.closed):
        return "", None
    listed = [m for m in run if m.has_key]
    if kind == "growth" or len(listed) == 1:
        return run[-1].key, run[-1]
    return _listed_key(finding, listed, context.wholes), run[-1]


def _listed_key(finding: Finding, run: Sequence[Finding], wholes: Mapping[str, float]) -> str:
    """Which member of a list, or its sum, a share belongs to.

    Only where arithmetic leaves one answer (rounded or cut off).
    """
    figure = finding.clause.figure
    raw = finding.passage.cut_printed_text(figure.start, figure.end)
    step = 10 ** -len(raw.partition(".")[2].rstrip("%"))
    answers = {
        _sum_key(tuple(m.key for m in run[first:]))
        for whole in filter(None, map(wholes.get, _WHOLES))
        for first in range(len(run))
        if -step / 2 - _ROUNDING
        <= 100 * sum(m.count for m in run[first:]) / whole - finding.count
        < step
    }
    return answers.pop() if len(answers) == 1 else UNCLASSIFIED


def _sum_key(keys: tuple[str, ...]) -> str:
    """The key of the sum of several counts."""
    if len(keys) == 1:
        return keys[0]
    group = next((g for g in _GROUPS if all(key.startswith(f"{g}_") for key in keys)), "")
    return _SUMS.get(keys, group or UNCLASSIFIED)


def _set_key(finding: Finding, context: Context, kind: str, key: str) -> None:
    """Give a percentage its key; it counts what the figure before does that has the same key."""
    text, said, like = finding.own.text, context.said, context.run[-1:]
    if not (_has(text, "satisfaction") or _has(text, "rates")):
        finding.owner = context.thread.owner
    finding.part = finding.owner.kind == PART or bool(finding.period.kind)
    outcome = key.startswith("applications.") and key != "applications.closed_total"
    if kind == "share" and outcome and said.is_concluded(finding.clause.figure):
        finding.basis = "concluded"
    elif like and like[0].key == key:
        finding.basis = like[0].basis
    finding.verdict = Verdict(f"{kind}.{key}")
    if _has(text, "decline"):  # a decline is a negative growth
        finding.value = -abs(finding.count)
