"""Printed shares and growth against recomputed ones, within half of the last printed digit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import product, takewhile

from .catalogue import load_catalogue
from .figures import (
    Sourced,
    count_decimals,
    find_applications_form,
    is_own_year,
    is_whole,
    list_numbers,
    list_rows_of_group,
)
from .record import Finding, Report, Said

_Found = tuple[float, str]
"""A recomputed percentage, and how."""
_GRADES = ("pass", "cut", "fail")  # the best first
_RECEIVED = "applications.new"
_ALL_RECEIVED = "applications.new + applications.carried_in"


def judge_agreement(printed: float, exact: float, digits: int) -> str:
    """How a printed percentage stands to the exact one: "pass", "cut" (agrees if cut off) or
    "fail".

    >>> judge_agreement(95.86, 100 * 149676 / 156124, 2)
    'cut'
    """
    unit = 10.0**-digits
    if abs(printed - exact) <= unit / 2 + 1e-9:
        return "pass"
    return "cut" if 0 <= abs(exact) - abs(printed) < unit and exact * printed >= 0 else "fail"


def _compare(
    report: Report, said: Said, found: Iterable[_Found], other: Report | None = None
) -> Finding:
    """The printed percentage against the recomputed one that fits best."""
    digits = count_decimals(said.raw)
    graded = [(judge_agreement(said.value, exact, digits), exact, how) for exact, how in found]
    if not graded:
        detail = f"{said.where}; no figures to compute it from"
        return Finding(report, "percent", said.key, said.value, detail=detail, other=other)
    grade, exact, how = min(graded, key=lambda item: _GRADES.index(item[0]))
    detail = f"{said.where}; {how}" + ("; agrees if cut off" if grade == "cut" else "")
    result = "pass" if grade == "pass" else "fail"
    return Finding(report, "percent", said.key, said.value, exact, result, detail, other=other)


def _list_ratios(
    tops: Sequence[Sourced], bottoms: Sequence[Sourced], words: str
) -> Iterator[_Found]:
    for (top, _), (bottom, _) in product(tops, bottoms):
        if bottom:
            yield 100 * top / bottom, f"{top:.10g}/{bottom:.10g} ({words})"


def _list_bases(key: str) -> list[str]:
    """What a share of this key may be a share of."""
    for entry in load_catalogue()["shares"]:
        if match := re.fullmatch(entry["key"], key):
            return [base.format(**match.groupdict()) for base in entry["bases"]]
    return []


def _list_tops(key: str, share: Said, report: Report) -> list[Sourced]:
    """The numerator: the figure of the key, or the sum of the figures since the last percentage."""
    found = list_numbers(key, report)
    frame, _, group = key.partition(".")
    rows = (
        list_rows_of_group(group, find_applications_form(report)) if frame == "applications" else ()
    )
    if rows:
        found += list_numbers(" + ".join(f"applications.{row}" for row in rows), report)
    run: list[Said] = []
    for said in _list_before(share, report):
        if said.at != share.at or said.unit == "%":
            run = []
        elif is_whole(said, report):
            run.append(said)
    sums = [sum(said.value for said in run[at:]) for at in range(len(run) - 2, -1, -1)]
    return found + [(total, share.where) for total in sums]


def _list_before(share: Said, report: Report) -> list[Said]:
    """The statements in front of one."""
    return list(takewhile(lambda said: said is not share, report.statements))


def _part(share: Said, key: str, report: Report) -> Iterator[_Found]:
    """The share of a part: the part before it in its sentence, of the last whole before that."""
    exact = [s for s in _list_before(share, report) if s.key == key and s.bound == "exact"]
    parts = [s for s in exact if s.part and s.at == share.at]
    wholes = [s for s in exact if is_whole(s, report)]
    if parts and wholes:
        top, bottom = (parts[-1].value, ""), (wholes[-1].value, "")
        yield from _list_ratios([top], [bottom], f"part of {key}")


def shares(report: Report) -> Iterator[Finding]:
    """One row per printed share of a key that has a base; right is the recomputed one that fits
    best.
    """
    for said in _select_exact("share.", report):
        key = said.key.removeprefix("share.")
        if said.part:
            if found := list(_part(said, key, report)):
                yield _compare(report, said, found)
        elif bases := _list_bases(key):
            tops = _list_tops(key, said, report)
            ratios = (_list_ratios(tops, list_numbers(b, report), f"{key} / {b}") for b in bases)
            yield _compare(report, said, (ratio for of_base in ratios for ratio in of_base))


def _select_exact(kind: str, report: Report) -> list[Said]:
    exact = (said for said in report.statements if said.bound == "exact")
    return [s for s in exact if s.key.startswith(kind) and is_own_year(s, report)]


def growth(report: Report, before: Report | None) -> Iterator[Finding]:
    """One row per printed growth: against a dated figure of the same report, else the year
    before.
    """
    for said in _select_exact("growth.", report):
        if said.part or report.year is None:
            continue
        key, year = said.key.removeprefix("growth."), report.year - 1
        last = [s for s in report.statements if (s.key, s.year, s.bound) == (key, year, "exact")]
        dated: list[Sourced] = [(s.value, s.where) for s in last]
        found = list(_list_growths(key, dated, report, before))
        if key == _RECEIVED:
            found += _list_growths(_ALL_RECEIVED, [], report, before)
        yield _compare(report, said, found, other=None if last else before)


def _list_growths(
    expression: str, dated: Sequence[Sourced], report: Report, before: Report | None
) -> Iterator[_Found]:
    old = [*dated, *(list_numbers(expression, before) if before else ())]
    for (new, _), (past, _) in product(list_numbers(expression, report), old):
        if past:
            how = f"{new:.10g} after {past:.10g} ({expression})"
            yield 100 * (new / past - 1), how
