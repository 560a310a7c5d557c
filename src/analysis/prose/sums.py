"""What figures of one sentence add up to: a whole and its parts.

The bodies of a list, the ways in which applications came, the outcomes of those that were closed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import pairwise, takewhile

from ..forms.statements import UNCLASSIFIED
from .findings import CARRIED, CLOSED, NEW, Finding, Verdict
from .owners import LEVEL, OWNERS, PART, Issuer

_SUM = re.compile(r"^\W*(?:合计|总计|共计|总共|一共|共)(?:收到|受理|办结|答复|有|为|达)*$")
_RESULTS = (".upheld", ".corrected", ".other", ".pending")
_OPENS = re.compile(r"^\([^()]*$")
_NEAR = 6  # a number stands at most so many figures before the list of its parts
_LIST = re.compile(r"其中|中,|包括|:|\([^()]{0,12}$")


def divide(found: Sequence[Finding]) -> None:
    """收到29件,其中县政府办4件,县国土局11件,县住建局14件.

    Bodies, or items of the same key, that add up to a number before their list count its parts.
    """
    for start, first in enumerate(found):
        if not _LIST.search(first.clause.left_text):
            continue
        near = found[max(0, start - _NEAR) : start]
        same = (m for m in found[start:] if m.sentence is first.sentence and m.unit == first.unit)
        wholes: dict[float | None, set[str]] = defaultdict(set)
        for whole in near:
            if whole.has_key and whole.unit == first.unit:
                wholes[whole.value].add(whole.key)
        _divide_whole(wholes, takewhile(_may_be_item, (m for m in same if m.value)))


def part_remarks(found: Sequence[Finding]) -> None:
    """判决纠正的合计27件(直接起诉19件、复议后起诉8件): what divides a result is no total."""
    for whole, first in pairwise(found):
        is_result = not whole.has_key or whole.key.endswith(_RESULTS)
        if not is_result or not _OPENS.match(first.clause.left_text):
            continue
        later = (m for m in found[found.index(first) + 1 :] if m.sentence is first.sentence)
        items = [first, *takewhile(lambda m: ")" not in m.clause.left_text, later)]
        named = any("INFODISC" in m.own.tags for m in items)  # 诉讼4起(行政处罚3起,信息公开1起)
        if sum(m.value or 0 for m in items) == whole.value and not named:
            for m in items:
                m.part = True


def _divide_whole(wholes: Mapping[float | None, set[str]], bodies: Iterable[Finding]) -> None:
    """The first bodies of a list that add up to one of the numbers, given with their keys."""
    items: list[Finding] = []
    total, is_named, most = 0.0, False, max((whole or 0 for whole in wholes), default=0)
    for body in bodies:
        items.append(body)
        total += body.value or 0
        keys = wholes.get(total, set())
        if total > most:
            return
        if len(keys) == 1 and is_named and {m.key for m in items} <= {*keys, UNCLASSIFIED}:
            for m in items:
                m.verdict, m.part = Verdict(min(keys), None, 1), True
            return
        counts = body.has_key and not body.part
        is_named = is_named or counts or body.own.owner.kind in (PART, LEVEL)


def sum_up(found: Sequence[Finding], issuer: Issuer) -> None:
    """收到自然人申请5件,法人申请1件,合计6件: the sum counts what its items do, which are its parts.

    书面申请5件,网上申请13件,总计18件: all that came; 予以公开4件,无法提供3件,总计7件: all that was closed.
    What an organ and others have together is not its own.
    """
    _sum_channels(found)
    for at, total in enumerate(found):
        if total.has_key or not _SUM.match(total.own.text):
            continue
        before = [m for m in found[:at] if m.sentence is total.sentence and m.unit == total.unit]
        count, keys, size = 0.0, set[str](), 0
        for at_most, item in enumerate(reversed(before), 1):
            if not (item.has_key or item.own.tags <= OWNERS | {"ASK", "RECEIVE"}):
                break  # 转办2件
            count += item.value or 0
            keys |= {item.key} - {UNCLASSIFIED}
            if not _name_sum(keys):
                break
            if keys and at_most > 1 and count == total.value:
                size = at_most
        if size:
            items = before[-size:]
            keys = {m.key for m in items if m.has_key}
            total.verdict = Verdict(_name_sum(keys), None, 1)
            total.part |= issuer.is_organ and any(m.owner.kind == PART for m in items)
            for m in items:
                m.part |= len(keys) == 1


def _sum_channels(found: Sequence[Finding]) -> None:
    """收到书面申请26份(网络14份、信函12份): what the ways add up to is all that came."""
    for at, total in enumerate(found):
        if not (total.key == "received_letter" and "WRITTEN" in total.own.tags):
            continue
        same = (m for m in found[at + 1 :] if m.sentence is total.sentence)
        ways = [*takewhile(lambda m: m.key.startswith("received_"), same)]
        if len(ways) > 1 and sum(m.value or 0 for m in ways) == total.value:
            total.verdict = Verdict(NEW, None, 2)


def _name_sum(keys: Set[str]) -> str:
    """What the sum of figures with these keys counts, "" where nothing does."""
    if len(keys) < 2:
        return next(iter(keys), UNCLASSIFIED)
    if all(key.startswith("received_") for key in keys):
        return NEW
    if all(key.startswith("published_") for key in keys):
        return "proactive_items"
    outcomes = all(key.startswith("applications.") for key in keys)
    return CLOSED if outcomes and not keys & {NEW, CLOSED, *CARRIED} else ""


def _may_be_item(finding: Finding) -> bool:
    """Whether a figure names only an owner, or has a key: 收取314元(检索费60元、复制费254元)."""
    names_only_owner = not finding.clause.right.tags and finding.own.tags <= OWNERS
    return names_only_owner or (finding.has_key and not finding.part)
