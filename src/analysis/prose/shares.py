"""Printed percentages.

A share or a growth of the figure that they follow, or of what they name themselves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..forms.statements import UNCLASSIFIED, load_vocabulary
from .discourse import Context
from .findings import Finding, Verdict
from .owners import PART
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
    "RECEIVE CLOSE REPLY PUBLISH DISCLOSE PROACTIVE ALL INFO ASK SUM APPL SAVED DECIDE".split()
)
_WHOLES = ("applications.closed_total", "applications.new", "proactive_items")
_COUNTED = ("applications.", "disputes.", "received_")
_ROUNDING = 1e-9
# How many answers came in time: the share of all only where nothing was said to be carried over.
_TIMELY = re.compile("按[期时]|及时")


def classify_percent(finding: Finding, context: Context) -> None:
    """Give a percentage its key where its words or arithmetic leave one answer."""
    clause, run = finding.clause, context.run
    index, size = clause.nth
    text = clause.own.text
    banned = clause.own.tags & load_vocabulary().bans - {"SAVED"}
    if finding.value is None or banned or text.endswith(("由", "从")) or _has(text, "mean"):
        return
    if size > 0:
        # 行政复议45件、行政诉讼23件,同比分别增长12%和5%: each is that of the figure in the same place
        kind, count = _kind(text), (*run[-size:], None)[index]
        if kind and len(run) >= size and count and count.has_key:
            _set_key(finding, context, kind, count.key, of=count, like=count)
        return
    if "分别" in text:
        return  # 同比分别下降8.2%和增加3件: nothing says of which it is
    kind, key, of = _find_base(finding, context)
    if key not in ("", UNCLASSIFIED):
        like = run[-1] if run and run[-1].key == key else None
        _set_key(finding, context, kind, key, of=of, like=like)


def _has(text: str, name: str) -> bool:
    return any(word in text for word in load_vocabulary().percent[name])


def _kind(text: str) -> str:
    if _has(text, "growth") or _has(text, "decline"):
        return "growth"
    return "share" if _has(text, "share") else ""


def _find_base(finding: Finding, context: Context) -> tuple[str, str, Finding | None]:
    """Whether it is a share or a growth; of which key; the count, if one stands before it."""
    clause, thread, label = finding.clause, context.thread, finding.own
    if _has(label.text, "satisfaction"):
        calls = thread.topic == "HOTLINE" and thread.fresh
        return "share", "hotline_satisfied" if calls else "", None
    if _has(label.text, "rates"):
        late = context.wholes.get("applications.carried_out") and _TIMELY.search(label.text)
        known = not label.residue and thread.fresh and not late
        return "share", _RATES.get(thread.topic, "") if known else "", None
    kind = _kind(label.text) or ("share" if clause.left_text == "(" else "")  # 予以公开6件(50%)
    if not kind or label.residue:
        return kind, "", None
    key = _named_key(finding, label, context, kind)
    if not key and kind == "growth" and len(context.run) == 1 and _is_change(context.run[0]):
        key = _named_key(finding, context.run[0].own, context, kind)  # 申请比上年增加5件,增长25%
    if key:
        return kind, key, None
    return (kind, *_base_before(finding, context, kind))


def _named_key(finding: Finding, label: Label, context: Context, kind: str) -> str:
    """The key that words name: 不予公开数占总数的5.8%. What stands after 占 is the whole, not the part."""
    text, thread = label.text, context.thread
    for word in load_vocabulary().percent["share"] if kind == "share" else ():
        text, found, after = text.partition(word)
        if found and read_label(after, context.issuer).tags - _PLAIN:
            return UNCLASSIFIED
    tags = read_label(text, context.issuer).tags
    year = finding.sentence.calendar.report_year
    evidence = Evidence("件", finding.value, year, thread, context.said)
    least = 1 if thread.fresh and thread.topic == "APPL" else 2
    for rule in load_vocabulary().candidates(tags):
        counted = "件" in rule.units and rule.key.startswith(_COUNTED)
        if counted and fits(rule, tags, label, evidence) >= least:
            return rule.key
    asked = kind == "growth" and "ASK" in tags and "DISC" in evidence.around
    return "applications.new" if asked else ""


def _base_before(finding: Finding, context: Context, kind: str) -> tuple[str, Finding | None]:
    """The key and the count before a percentage, where its words name nothing else."""
    left, run = finding.clause.left, context.run
    if kind == "growth":  # 收到25件,比上年增加5件,增长25%: the growth is that of the 25
        run = [m for m in run if m.has_key or not _is_change(m)]
    unnamed = left.tags <= _PLAIN and not left.residue
    if not run or not run[-1].has_key or not unnamed or (kind == "share" and context.closed):
        return "", None
    listed = [m for m in run if m.has_key]
    if kind == "growth" or len(listed) == 1:
        return run[-1].key, run[-1]
    return _listed_key(finding, listed, context.wholes), run[-1]


def _is_change(finding: Finding) -> bool:
    return _kind(finding.own.text) == "growth" or bool(DIFFERENCE.search(finding.own.text))


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
    finding: Finding,
    context: Context,
    kind: str,
    key: str,
    *,
    of: Finding | None,
    like: Finding | None,
) -> None:
    """Give a percentage its key; it is `of` a count, and counts what `like` counts."""
    text = finding.own.text
    if of is not None:
        # 较2019年的1097件增长12.5%: the number is that of the other year, the growth is not
        finding.part = of.period.year != finding.period.year and of.owner.kind == PART
        finding.owner = finding.owner._replace(words=of.owner.words)
    elif not (_has(text, "satisfaction") or _has(text, "rates")):
        finding.owner = context.thread.owner
        finding.part = finding.owner.kind == PART
    outcome = key.startswith("applications.") and key != "applications.closed_total"
    concluded = kind == "share" and outcome and context.said.is_concluded(finding.clause.figure)
    finding.basis = "concluded" if concluded else like.basis if like else finding.basis
    other_year = finding.period.year != finding.sentence.calendar.report_year
    finding.part |= (kind == "growth" and other_year) or bool(finding.period.kind)
    finding.verdict = Verdict(f"{kind}.{key}", None, 2)
    if _has(text, "decline"):  # a decline is a negative growth
        finding.value = -abs(finding.value or 0.0)
    finding.of = of
