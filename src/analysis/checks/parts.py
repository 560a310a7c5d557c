"""Wholes in prose against their printed parts: 294 = 99 + 195.

Three kinds of parts are looked for, one level each, in the whole's sentence and the sentences that
follow: the same key over parts of the scope; keys that divide another key (channels, outcomes,
results); and figures without a key of their own after words such as 其中. Parts that add up pass.
Parts that exceed a whole which they cannot exceed fail. Parts that add to less may not be all of
them: not assessable.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, product
from typing import Any

from .catalogue import load_catalogue
from .figures import find_applications_form, list_rows_of_group
from .record import Finding, Report, Said

_NEAR = 2  # sentences with figures between one part and the next
_REACH = 40  # figures from a whole to its last part
_LEAST = 3  # a whole that figures in a row can add up to other than by chance
_MARKERS = ("其中", "分别", "包括", "分为", "涉及", "分类")


def _compare(report: Report, whole: Said, parts: Sequence[Said], is_closed: bool) -> Finding:
    """The whole against its parts, which cannot exceed it where it `is_closed`."""
    values = [said.value for said in parts]
    total = sum(values)
    result, sign, remark = "not_assessable", "against", "; perhaps not all parts are named"
    if abs(total - whole.value) < 1e-6:
        result, sign, remark = "pass", "=", ""
    elif total > whole.value:
        result, remark = ("fail", "") if is_closed else (result, "; the parts may overlap")
    written = " + ".join(f"{value:.10g}" for value in values)
    detail = f"{whole.where}: {whole.value:.10g} {sign} {written}{remark}"
    return Finding(report, "parts", whole.key, whole.value, total, result, detail)


def _select_usable(report: Report) -> list[Said]:
    own = (s for s in report.statements if s.year in (None, report.year))
    return [s for s in own if s.bound == "exact" and s.unit != "%"]


def _select_same_key(said: Sequence[Said], at: int) -> list[Said]:
    """The figures with the key of a whole over parts of its scope, up to the next whole."""
    whole = said[at]
    found: list[Said] = []
    last = whole.at
    for other in said[at + 1 :]:
        if other.at - last > _NEAR or (other.key == whole.key and not other.part):
            break
        if other.key == whole.key:
            last = other.at
            known = {(part.scope, part.value) for part in found}
            found += [other] if not other.scope or (other.scope, other.value) not in known else []
    return found


def _compare_scopes(report: Report, said: Sequence[Said], used: set[int]) -> Iterator[Finding]:
    """The same key over parts of the scope, after the figure for the whole."""
    wholes = (at for at, s in enumerate(said) if not s.part and s.key != "unclassified")
    for at in wholes:
        parts = _select_same_key(said, at)
        if len(parts) > 1:
            used.update(id(s) for s in (said[at], *parts))
            # Two named scopes that exceed the whole contradict it; of more, one may contain
            # another.
            scopes = {part.scope for part in parts} - {""}
            yield _compare(report, said[at], parts, len(scopes) == len(parts) == 2)


def _choose_parts(keys: Sequence[str], near: Sequence[Said], form: str) -> list[Said]:
    """The figures of a family among the statements nearby: a group's own figure, else those of its
    rows.
    """
    first: dict[str, Said] = {}
    for said in near:
        first.setdefault(said.key, said)

    def choose(*names: str) -> list[Said]:
        return [first[name] for name in names if name in first]

    found: list[Said] = []
    for key in keys:
        kind, _, group = key.partition(":")
        rows = choose(*(f"applications.{row}" for row in list_rows_of_group(group, form)))
        own = choose(f"applications.{group}")
        found += {"group": own or rows, "rows": rows}.get(kind, choose(key))
    return found


def _compare_families(report: Report, said: Sequence[Said], used: set[int]) -> Iterator[Finding]:
    """Keys that divide another key, over the whole scope or over one part of it."""
    scopes: dict[tuple[bool, str], list[Said]] = {}
    for s in said:
        scopes.setdefault((s.part, s.scope if s.part else ""), []).append(s)
    for family, group in product(load_catalogue()["families"], scopes.values()):
        yield from _compare_family(report, family, group, used)


def _compare_family(
    report: Report, family: dict[str, Any], said: Sequence[Said], used: set[int]
) -> Iterator[Finding]:
    for key in family["wholes"]:
        whole = next((s for s in said if s.key == key), None)
        near = _select_near(said, whole) if whole else []
        found = _choose_parts(family["parts"], near, find_applications_form(report))
        if whole and len(found) > 1:
            used.update(id(s) for s in (whole, *found))
            yield _compare(report, whole, found, key not in family.get("open", ()))
            return


def _select_near(said: Sequence[Said], whole: Said) -> list[Said]:
    """What stands in the whole's sentence, and what follows without a gap."""
    after = [s for s in said if s.at >= whole.at]
    gaps = (at for at, (s, other) in enumerate(pairwise(after), 1) if other.at - s.at > _NEAR)
    near = after[: next(gaps, len(after))]
    return [s for s in near if s is not whole]


def _compare_runs(report: Report, said: Sequence[Said], used: set[int]) -> Iterator[Finding]:
    """Figures in a row that add up to the one before them; only what adds up is told.

    Such a run has no end of its own.
    """
    for at, whole in enumerate(said):
        if whole.value >= _LEAST and id(whole) not in used:
            after = [s for s in said[at + 1 : at + _REACH] if s.unit == whole.unit]
            start = 0
            while run := _take_run(whole, after, start):
                yield _compare(report, whole, run, True)
                start += len(run)


def _take_run(whole: Said, after: Sequence[Said], start: int) -> list[Said]:
    """The figures from `start` on that add up to the whole and are marked as its parts; else
    none.
    """
    run: list[Said] = []
    total = 0.0
    for other in after[start:]:
        is_apart = bool(run) and other.at - run[-1].at > _NEAR
        if total >= whole.value or other.value >= whole.value or is_apart:
            break
        run.append(other)
        total += other.value
    if len(run) < 2 or total != whole.value or run[0].at - whole.at > _NEAR * (1 + start):
        return []
    is_marked = any(word in said.sentence for said in (whole, run[0]) for word in _MARKERS)
    return run if is_marked else []


def parts(report: Report) -> Iterator[Finding]:
    """One row per whole and division that the text prints; `subject` is the key of the whole."""
    said = _select_usable(report)
    used: set[int] = set()
    for compare in (_compare_scopes, _compare_families, _compare_runs):
        yield from compare(report, said, used)
