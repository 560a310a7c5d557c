"""Whether a figure counts less than its owner's whole: a kind of cases, a list's item, a cause."""

from __future__ import annotations

from .discourse import Context, Said, Thread
from .findings import Finding
from .owners import PART

_DISPUTED, _NO_RESULT = frozenset({"RECON", "LITIG"}), (".total", ".cases", ".concluded")
# Keys that begin a count of their own; others go on with it: 上半年收到12件。其中同意公开8件。
_HEADS = ("applications.new", "proactive_items", "disputes.reconsideration.total")
_FAMILIES = {
    "applications": ("applications.", "received_", "reply_", "refused_"),
    "published": ("published_", "proactive_items"),
}


def counts_less(finding: Finding, context: Context, *, named: bool) -> bool:
    """Whether the figure counts less than the whole; `named`: its clause says whose it is.

    Sets its basis.
    """
    key, thread, said = finding.key, context.thread, context.said
    finding.basis = _find_basis(finding, said)
    if finding.verdict.part or finding.owner.kind == PART or _is_of_kind(finding, said):
        return True
    family, last = _find_family(key), context.last
    if key.startswith("disputes."):
        uncounted = last is not None and not last.has_key and bool(last.own.tags & _DISPUTED)
        said.of_cause = not key.endswith(_NO_RESULT) and (said.of_cause or uncounted)
        if said.of_cause:
            return True  # 因行政处罚被提起行政复议8件,维持7件: of what does not count
    said.of_part |= said.subset and last is not None and _begins_part(last)
    if key in _HEADS or named:
        return False
    if said.of_part and family == "applications":
        return True
    goes_on = family in thread.part_heads - thread.whole_heads
    return goes_on and not finding.sentence.calendar.names_time()


def _is_of_kind(finding: Finding, said: Said) -> bool:
    """Whether the words name a kind of what is counted, or one of its channels."""
    rule = finding.verdict.rule
    if rule is not None and not rule.known and "SUBSET" in finding.own.tags:
        return True
    # 全省政府网站发布412万条,其中省政府网站8万条
    return said.subset and said.of_channel and finding.key.startswith("published_")


def _begins_part(finding: Finding) -> bool:
    """Whether the outcomes after a figure are those of a part: 征地拆迁类申请96件,予以公开21件."""
    if finding.key == "applications.new":
        return finding.part and not finding.sentence.calendar.names_time()
    strange = not finding.has_key and bool(finding.own.residue) and bool(finding.unit)
    return strange and bool(finding.own.tags & {"ASK", "APPL"})


def _find_basis(finding: Finding, said: Said) -> str:
    """Whether the figure counts all cases, or those concluded only."""
    key = finding.key
    if key.startswith("applications."):
        outcome = key != "applications.closed_total"
        return "concluded" if outcome and said.is_concluded(finding.clause.figure) else "all"
    tags = finding.own.tags | finding.clause.right.tags
    total = key.startswith("disputes.") and key.endswith(".total")
    return "concluded" if total and "CONCLUDED" in tags else "all"


def _find_family(key: str) -> str:
    """The counts that go together: all of applications, of disputes, of what was published."""
    for family, begins in _FAMILIES.items():
        if key.startswith(begins):
            return family
    return key.partition(".")[0]


def keep_family(thread: Thread, finding: Finding) -> None:
    """Keep of which families the passage gave a whole or a part, for what goes on with them.

    市级行政机关受理362件。已答复359件: its own organs, of which the rest may go on or not.
    每年收到40件,其中网上20件: what goes on with a rate or a stock is one.
    """
    key = finding.stock_key or finding.key
    begins = finding.stock_key or (finding.has_key and key in _HEADS)
    if not begins or any(owner.kind == "own" for owner in finding.own.owners):
        return
    family = frozenset({_find_family(key)})
    if not finding.part:
        thread.whole_heads |= family
        return
    thread.part_heads |= family
    if finding.stock_key:
        thread.whole_heads -= family
