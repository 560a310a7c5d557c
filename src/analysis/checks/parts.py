"""Wholes in prose against their printed parts: 294 = 99 + 195.

Three kinds of parts are looked for, one level each, in the whole's sentence and the sentences that follow:
the same key over parts of the scope; keys that divide another key (channels, outcomes, results); and figures
without a key of their own after words such as 其中. Parts that add up pass. Parts that exceed a whole which
they cannot exceed fail. Parts that add to less may not be all of them: not assessable, with the difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .catalogue import catalogue
from .figures import applications_form, rows_of
from .record import Check, Report, Said, record

_NEAR = 2  # sentences with figures between one part and the next
_REACH = 40  # figures from a whole to its last part
_MARKERS = ("其中", "分别", "包括", "分为", "涉及", "分类")


def _written(value: float) -> str:
    return f"{value:.10g}"


def _row(report: Report, whole: Said, parts: Sequence[Said], closed: bool) -> Check:
    total = sum(said.value for said in parts)
    result = (
        "pass"
        if abs(total - whole.value) < 1e-6
        else "fail"
        if total > whole.value and closed
        else "not_assessable"
    )
    detail = f"{whole.where}: {_written(whole.value)} = {' + '.join(_written(said.value) for said in parts)}"
    if result != "pass":
        detail = detail.replace(" = ", " against ") + (
            ""
            if result == "fail"
            else "; perhaps not all parts are named"
            if total < whole.value
            else "; the parts may overlap"
        )
    return record(report, "parts", whole.key, whole.value, total, result, detail=detail)


def _usable(report: Report) -> list[Said]:
    return [
        s
        for s in report.statements
        if s.bound == "exact" and s.unit != "%" and s.year in (None, report.year)
    ]


def _scopes(report: Report, said: Sequence[Said], used: set[int]) -> Iterator[Check]:
    """The same key over parts of the scope, after the figure for the whole."""
    for i, whole in enumerate(said):
        if whole.part or whole.key == "unclassified":
            continue
        parts: list[Said] = []
        last = whole.at
        for other in said[i + 1 :]:
            if other.at - last > _NEAR or (other.key == whole.key and not other.part):
                break
            if other.key == whole.key:
                if (other.scope, other.value) not in {
                    (p.scope, p.value) for p in parts
                } or not other.scope:
                    parts.append(other)
                last = other.at
        if len(parts) > 1:
            names = [p.scope for p in parts]
            used.update(id(s) for s in (whole, *parts))
            # Two named scopes that exceed the whole contradict it; of more, one may contain another.
            yield _row(
                report, whole, parts, closed=all(names) and len(names) == len(set(names)) == 2
            )


def _chosen(parts: Sequence[str], near: Sequence[Said], form: str) -> list[Said]:
    """The figures of a family among the statements nearby: a group's own figure, else those of its rows."""

    def of(key: str) -> list[Said]:
        return [s for s in near if s.key == key][:1]

    def of_rows(group: str) -> list[Said]:
        return [s for row in rows_of(group, form) for s in of(f"applications.{row}")]

    found: list[Said] = []
    for part in parts:
        kind, _, group = part.partition(":")
        if kind == "group":
            found += of(f"applications.{group}") or of_rows(group)
        elif kind == "rows":
            found += of_rows(group)
        else:
            found += of(part)
    return found


def _families(report: Report, said: Sequence[Said], used: set[int]) -> Iterator[Check]:
    """Keys that divide another key, over the whole scope or over one part of it."""
    form = applications_form(report)
    for family in catalogue()["families"]:
        for part, scope in dict.fromkeys(
            (s.part, s.scope if s.part else "") for s in said if s.key in family["wholes"]
        ):
            group = [s for s in said if s.part == part and (not part or s.scope == scope)]
            for key in family["wholes"]:
                whole = next((s for s in group if s.key == key), None)
                if whole is None:
                    continue
                found = _chosen(family["parts"], _near(group, whole), form)
                if len(found) > 1:
                    used.update(id(s) for s in (whole, *found))
                    yield _row(report, whole, found, closed=key not in family.get("open", ()))
                    break


def _near(group: Sequence[Said], whole: Said) -> list[Said]:
    """The whole's sentence and what follows without a gap."""
    near: list[Said] = []
    last = whole.at
    for other in group:
        if other.at < whole.at:
            continue
        if other.at - last > _NEAR:
            break
        last = other.at
        if other is not whole:
            near.append(other)
    return near


def _runs(report: Report, said: Sequence[Said], used: set[int]) -> Iterator[Check]:
    """Figures in a row that add up to the one before them; only what adds up is told, as a run has no end of its own."""
    for i, whole in enumerate(said):
        if whole.value < 3 or id(whole) in used:
            continue
        after = [s for s in said[i + 1 : i + _REACH] if s.unit == whole.unit]
        start = 0
        while start < len(after) - 1:
            run: list[Said] = []
            total = 0.0
            for other in after[start:]:
                if other.value >= whole.value or (run and other.at - run[-1].at > _NEAR):
                    break
                run.append(other)
                total += other.value
                if total >= whole.value:
                    break
            marked = run and any(m in s.sentence for s in (whole, run[0]) for m in _MARKERS)
            if not (
                len(run) > 1
                and total == whole.value
                and marked
                and run[0].at - whole.at <= _NEAR * (1 + start)
            ):
                break
            yield _row(report, whole, run, closed=True)
            start += len(run)


def parts(report: Report) -> Iterator[Check]:
    """One row per whole and division that the text prints; `subject` is the key of the whole."""
    said = _usable(report)
    used: set[int] = set()
    yield from _scopes(report, said, used)
    yield from _families(report, said, used)
    yield from _runs(report, said, used)
