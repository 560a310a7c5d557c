"""Whether a figure counts less than its owner's whole: a kind of cases, a list's item, a cause."""

from __future__ import annotations

import re

from .discourse import Context, Said, Thread
from .findings import CLOSED, NEW, Finding
from .issuers import PART

_DISPUTED, _NO_RESULT = frozenset({"RECON", "LITIG"}), (".total", ".cases", ".concluded")
# Keys that begin a count of their own; others go on with it: 上半年收到12件。其中同意公开8件。
_HEADS = ("applications.new", "proactive_items", "disputes.reconsideration.total")
_FAMILIES = {
    "received": "applications",
    "reply": "applications",
    "refused": "applications",
    "published": "proactive",
}


def counts_less(finding: Finding, context: Context, *, named: bool) -> bool:
    """Whether the figure counts less than the whole; `named`: its clause says whose it is."""
    key, thread, said, last = finding.key, context.thread, context.said, context.last
    if finding.verdict.part or finding.owner.kind == PART or _is_of_kind(finding, said):
        return True
    if key.startswith("disputes.") and not key.endswith(_NO_RESULT):
        said.of_cause |= last is not None and not last.has_key and bool(last.own.tags & _DISPUTED)
        if said.of_cause:
            return True  # 因行政处罚被提起行政复议8件,维持7件: of what does not count
    said.of_part |= said.subset and last is not None and _begins_part(last)
    if key in _HEADS or named:
        return False
    family = _find_family(key)
    goes_on = family in thread.part_heads - thread.whole_heads
    return (said.of_part and family == "applications") or (
        goes_on and not finding.sentence.calendar.names_time()
    )


def find_basis(finding: Finding, said: Said) -> str:
    """Whether the figure counts all cases, or those concluded only."""
    is_outcome = finding.key.startswith("applications.") and finding.key != CLOSED
    return "concluded" if is_outcome and said.is_concluded(finding.clause.figure) else "all"


def _is_of_kind(finding: Finding, said: Said) -> bool:
    """Whether the words name a kind of what is counted, or one of its channels."""
    rule = finding.verdict.rule
    if rule is not None and not rule.known and "SUBSET" in finding.own.tags:
        return True
    # 全省政府网站发布412万条,其中省政府网站8万条
    return said.subset and said.of_channel and finding.key.startswith("published_")


def _begins_part(finding: Finding) -> bool:
    """Whether the outcomes after a figure are those of a part: 征地拆迁类申请96件,予以公开21件."""
    if finding.key == NEW:
        return finding.part and not finding.sentence.calendar.names_time()
    strange = not finding.has_key and bool(finding.own.residue)
    return strange and not finding.own.tags.isdisjoint({"ASK", "APPL"})


def _find_family(key: str) -> str:
    """The counts that go together: all of applications, of disputes, of what was published."""
    first = re.split("[._]", key)[0]
    return _FAMILIES.get(first, first)


def keep_family(thread: Thread, finding: Finding) -> None:
    """Keep of which families the passage gave a whole or a part, for what goes on with them.

    市级行政机关受理362件。已答复359件: its own organs, of which the rest may go on or not.
    每年收到40件,其中网上20件: what goes on with a rate or a stock is one.
    """
    begins = finding.stock_key or finding.key in _HEADS
    if not begins or any(owner.kind == "own" for owner in finding.own.owners):
        return
    family = frozenset({_find_family(finding.stock_key or finding.key)})
    if not finding.part:
        thread.whole_heads |= family
        return
    thread.part_heads |= family
    if finding.stock_key:
        thread.whole_heads -= family
