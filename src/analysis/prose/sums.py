"""What figures of one sentence add up to: a whole and its parts.

The bodies of a list, the ways in which applications came, the outcomes of those that were closed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import accumulate, pairwise, takewhile

from ..forms.statements import UNCLASSIFIED
from .findings import CARRIED, CLOSED, NEW, Finding, Verdict
from .issuers import LEVEL, OWNERS, PART, Issuer

_SUM = re.compile(r"^\W*(?:合计|总计|共计|总共|一共|共)(?:收到|受理|办结|答复|有|为|达)*$")
_RESULTS = (".upheld", ".corrected", ".other", ".pending")
_MANY = 40  # a sentence holds no longer list
_NEAR = 6  # a number stands at most so many figures before the list of its parts
_LIST = re.compile(r"其中|中,|包括|:|\([^()]{0,12}$")
_OPENS = re.compile(r"^\([^()]*$")


def list_after(found: Sequence[Finding], at: int) -> list[Finding]:
    """The figures behind the one at `at` in its sentence."""
    return [m for m in found[at + 1 : at + _MANY] if m.sentence is found[at].sentence]


def list_before(found: Sequence[Finding], at: int) -> list[Finding]:
    """The figures before the one at `at` in its sentence, the nearest first."""
    near = reversed(found[max(0, at - _MANY) : at])
    return [m for m in near if m.sentence is found[at].sentence]


def divide(found: Sequence[Finding]) -> None:
    """收到29件,其中县政府办4件,县国土局11件,县住建局14件.

    Bodies, or items of the same key, that add up to a number before their list count its parts.
    """
    for at, first in enumerate(found):
        if not _LIST.search(first.clause.left_text):
            continue
        same = (m for m in (first, *list_after(found, at)) if m.value and m.unit == first.unit)
        listed = [*takewhile(_may_be_item, same)]
        for whole in found[max(0, at - _NEAR) : at]:
            items = _take(listed, whole.value) if whole.has_key else []
            unkeyed = {m.key for m in items} <= {whole.key, UNCLASSIFIED}
            if whole.unit == first.unit and unkeyed and any(map(_is_named, items[:-1])):
                for m in items:
                    m.verdict, m.part = Verdict(whole.key), True


def part_remarks(found: Sequence[Finding]) -> None:
    """判决纠正的合计27件(直接起诉19件、复议后起诉8件): what divides a result is no total."""
    for at, (whole, first) in enumerate(pairwise(found), 1):
        is_result = not whole.has_key or whole.key.endswith(_RESULTS)
        if is_result and _OPENS.match(first.clause.left_text):
            rest = takewhile(lambda m: ")" not in m.clause.left_text, list_after(found, at))
            items = _take([first, *rest], whole.value)
            named = any("INFODISC" in m.own.tags for m in items)  # 诉讼4起(信息公开1起)
            for m in items:
                m.part |= not named


def is_sum(finding: Finding) -> bool:
    """Whether a figure only says that it is a sum: 共32件."""
    return not finding.has_key and _SUM.match(finding.own.text) is not None


def sum_up(found: Sequence[Finding], issuer: Issuer) -> None:
    """收到自然人申请5件,法人申请1件,合计6件: the sum counts what its items do, which are its parts.

    书面申请5件,网上申请13件,总计18件: all that came; 予以公开4件,无法提供3件,总计7件: all that was closed.
    What an organ and others have together is not its own.
    """
    for at, total in enumerate(found):
        if not is_sum(total):
            continue
        same = (m for m in list_before(found, at) if m.unit == total.unit)
        items = _take([*takewhile(_may_be_added, same)], total.value)
        keys = {m.key for m in items} - {UNCLASSIFIED}
        if len(items) > 1 and (key := _name_sum(keys)):
            total.verdict = Verdict(key)
            total.part |= issuer.is_organ and any(m.owner.kind == PART for m in items)
            for m in items:
                m.part |= len(keys) == 1


def _take(items: Sequence[Finding], total: float | None) -> Sequence[Finding]:
    """The first items that add up to a total; none where they do not."""
    sums = [*accumulate(m.count for m in items)]
    return items[: sums.index(total) + 1] if total in sums else ()


def _name_sum(keys: Set[str]) -> str:
    """What the sum of figures with these keys counts, "" where nothing does."""
    if len(keys) == 1:
        return min(keys)
    if all(key.startswith("received_") for key in keys):
        return NEW
    outcomes = all(key.startswith("applications.") for key in keys)
    return CLOSED if outcomes and keys.isdisjoint({NEW, CLOSED, *CARRIED}) else ""


def _is_named(finding: Finding) -> bool:
    """Whether a figure says what or whose it is."""
    return (finding.has_key and not finding.part) or finding.own.owner.kind in (PART, LEVEL)


def _may_be_item(finding: Finding) -> bool:
    """Whether a figure names only an owner, or has a key: 收取314元(检索费60元、复制费254元)."""
    names_only_owner = not finding.clause.right.tags and finding.own.tags <= OWNERS
    return names_only_owner or (finding.has_key and not finding.part)


def _may_be_added(finding: Finding) -> bool:
    """Whether a sum may hold a figure: not 转办2件."""
    tags = finding.own.tags - OWNERS
    return finding.has_key or tags <= {"ASK", "RECEIVE"} or "PROACTIVE" in tags
