"""Printed percentages: a share or a growth of the figure that they follow, or of what they name themselves."""

from __future__ import annotations

from collections.abc import Sequence

from ..forms.statements import UNCLASSIFIED, vocabulary
from .context import Context
from .keys import DIFFERENCE, fits
from .labels import read_label
from .mentions import Mention
from .scopes import PART

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
    {
        "RECEIVE",
        "CLOSE",
        "REPLY",
        "PUBLISH",
        "PROACTIVE",
        "ALL",
        "INFO",
        "ASK",
        "APPL",
        "SAVED",
        "DECIDE",
    }
)
_WHOLES = ("applications.closed_total", "applications.new", "proactive_items")


def _has(text: str, name: str) -> bool:
    return any(word in text for word in vocabulary().percent[name])


def _named(mention: Mention, context: Context, kind: str) -> str:
    """The key that a percentage names itself: 不予公开数占总数的5.8%. What stands after 占 is the whole, not the part."""
    text = mention.own.text
    for word in vocabulary().percent["share"] if kind == "share" else ():
        before, found, after = text.partition(word)
        if found:
            text = before
            if read_label(after, context.names).tags - _PLAIN:
                return UNCLASSIFIED
    tags = read_label(text, context.names).tags
    around = context.around()
    probe = Mention(
        mention.passage, mention.sentence, mention.figure, unit="件", value=mention.value
    )
    for rule in vocabulary().candidates(tags):
        cases = "件" in rule.units and rule.key.startswith(
            ("applications.", "disputes.", "received_")
        )
        if cases and fits(rule, tags, bool(mention.own.residue), probe, context, around) >= (
            1 if context.fresh and context.topic == "APPL" else 2
        ):
            return rule.key
    if kind == "growth" and "ASK" in tags and "DISC" in around and not tags & {"RECEIVE", "CLOSE"}:
        return "applications.new"
    return ""


def _list_key(run: Sequence[Mention], mention: Mention, wholes: dict[str, float]) -> str:
    """Which member of a list, or its sum, a share belongs to: only where arithmetic leaves one answer (rounded or cut off)."""
    assert mention.figure is not None and mention.value is not None
    percent, raw = mention.value, mention.passage.printed(mention.figure.start, mention.figure.end)
    unit = 10 ** -len(raw.partition(".")[2].rstrip("%"))
    answers: set[str] = set()
    for whole in (wholes[key] for key in _WHOLES if wholes.get(key)):
        for first in range(len(run)):
            members = run[first:]
            total = sum(m.value or 0.0 for m in members)
            over = 100 * total / whole - percent
            if -unit / 2 - 1e-9 <= over < unit:
                keys = tuple(m.key for m in members)
                group = next((g for g in _GROUPS if all(k.startswith(f"{g}_") for k in keys)), "")
                answers.add(keys[0] if len(keys) == 1 else _SUMS.get(keys, group or UNCLASSIFIED))
    return answers.pop() if len(answers) == 1 else UNCLASSIFIED


def _kind(text: str) -> str:
    return (
        "growth"
        if _has(text, "growth") or _has(text, "decline")
        else "share"
        if _has(text, "share")
        else ""
    )


def _shared_out(mention: Mention, run: Sequence[Mention], index: int) -> None:
    """行政复议45件、行政诉讼23件,同比分别增长12%和5%: each percentage is that of the figure in the same place."""
    text = mention.own.text
    kind = _kind(text)
    if (
        len(run) != mention.nth[1]
        or not kind
        or mention.own.residue
        or mention.value is None
        or not run[index].keyed
    ):
        return
    before = run[index]
    mention.key, mention.strength, mention.part, mention.basis, mention.scope_words = (
        f"{kind}.{before.key}",
        2,
        before.part,
        before.basis,
        before.scope_words,
    )
    if _has(text, "decline"):
        mention.value = -abs(mention.value)


def classify_percent(
    mention: Mention, run: Sequence[Mention], context: Context, follows: bool
) -> None:
    """Set the key of a percentage. `run`: the counts before it in its sentence, back to the last percentage or semicolon.

    `follows`: another percentage stands between (占57%,增加18%); then it can only be a growth.
    """
    words = vocabulary()
    label = mention.own
    text = label.text + mention.left.text
    index, size = mention.nth
    if (
        mention.value is None
        or _has(text, "mean")
        or label.text.endswith(("由", "从"))
        or ("分别" in text and not size)
        or label.tags & words.bans - {"SAVED"}
    ):
        return
    if size < 0:
        run = []
    elif size:
        return _shared_out(mention, run[-size:], index)
    kind = _kind(label.text) or ("share" if mention.left.text == "(" else "")  # 予以公开6件(50%)
    change: Mention | None = None
    if (
        kind == "growth"
    ):  # 收到25件,比上年增加5件,增长25%: the growth is that of the 25; 申请量增加5件,增长25%: of what the 5 names
        change = run[-1] if len(run) == 1 and DIFFERENCE.search(run[-1].own.text) else None
        run = [
            m
            for m in run
            if m.keyed or not (_kind(m.own.text) == "growth" or DIFFERENCE.search(m.own.text))
        ]
    before = run[-1] if run and not (follows and kind != "growth") else None
    base, part = "", False
    if _has(label.text, "satisfaction"):
        kind, base = (
            "share",
            "hotline_satisfied" if context.topic == "HOTLINE" and context.fresh else "",
        )
    elif _has(label.text, "rates"):
        plain = not label.residue
        kind, base = "share", _RATES.get(context.topic, "") if plain and context.fresh else ""
    elif kind and not label.residue:
        base = _named(mention, context, kind) or (_named(change, context, kind) if change else "")
        if (
            not base
            and before is not None
            and before.keyed
            and mention.left.tags <= _PLAIN
            and not mention.left.residue
        ):
            listed = [m for m in run if m.keyed]
            base = (
                before.key
                if kind == "growth" or len(listed) == 1
                else _list_key(listed, mention, context.wholes)
            )
            # 较2019年的1097件增长12.5%: the number is that of the other year, the growth is not
            part = before.year != mention.year and before.scope == PART
            mention.base, mention.scope_words = before, before.scope_words
        elif base:
            mention.scope, mention.scope_words = context.scope
            part = mention.scope == PART
    if not base or base == UNCLASSIFIED:
        return
    mention.key, mention.strength = f"{kind}.{base}", 2
    mention.part = part or (kind == "growth" and mention.year != context.year)
    mention.basis = before.basis if before is not None and before.key == base else "all"
    if (
        kind == "share"
        and base.startswith("applications.")
        and base != "applications.closed_total"
        and context.concluded(mention.figure)
    ):
        mention.basis = "concluded"
    if _has(label.text, "decline"):
        mention.value = -abs(mention.value)
