"""Printed shares and growth against recomputed ones, within half of the last printed digit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..frames.proofs import Number
from .catalogue import catalogue
from .figures import applications_form, decimals, numbers, own_year, rows_of
from .record import Check, Report, Said, record

_Found = tuple[float, str]  # recomputed percentage, how


def agreement(printed: float, exact: float, digits: int) -> str:
    """How a printed percentage stands to the exact one: "pass", "cut" (agrees if cut off) or "fail".

    >>> agreement(95.86, 100 * 149676 / 156124, 2)
    'cut'
    """
    unit = 10.0**-digits
    if abs(printed - exact) <= unit / 2 + 1e-9:
        return "pass"
    return "cut" if 0 <= abs(exact) - abs(printed) < unit and exact * printed >= 0 else "fail"


def _judge(report: Report, said: Said, found: list[_Found], other: Report | None = None) -> Check:
    digits = decimals(said.raw)
    graded = [(agreement(said.value, exact, digits), exact, how) for exact, how in found]
    for wanted in ("pass", "cut", "fail"):
        for grade, exact, how in graded:
            if grade == wanted:
                detail = f"{said.where}; {how}" + ("; agrees if cut off" if grade == "cut" else "")
                return record(
                    report,
                    "percent",
                    said.key,
                    said.value,
                    exact,
                    "pass" if grade == "pass" else "fail",
                    detail=detail,
                    other=other,
                )
    return record(
        report,
        "percent",
        said.key,
        said.value,
        None,
        "not_assessable",
        detail=f"{said.where}; no figures to compute it from",
        other=other,
    )


def _ratios(
    tops: list[tuple[Number, str]], bottoms: list[tuple[Number, str]], words: str
) -> list[_Found]:
    return [
        (100 * top / bottom, f"{top:.10g}/{bottom:.10g} ({words})")
        for top, _ in tops
        for bottom, _ in bottoms
        if bottom
    ]


def _bases(key: str) -> list[str]:
    for entry in catalogue()["shares"]:
        if match := re.fullmatch(entry["key"], key):
            return [base.format(**match.groupdict()) for base in entry["bases"]]
    return []


def _tops(key: str, share: Said, report: Report) -> list[tuple[Number, str]]:
    """The numerator: the figure of the key; in one sentence also the sum of the figures since the last percentage."""
    found = numbers(key, report)
    form = applications_form(report)
    _, _, group = key.partition(".")
    if key.startswith("applications.") and (rows := rows_of(group, form)):
        found += numbers(" + ".join(f"applications.{row}" for row in rows), report)
    run: list[Said] = []
    for said in report.statements:
        if said is share:
            break
        if said.at != share.at or said.unit == "%":
            run = []
        elif own_year(said, report):
            run.append(said)
    return found + [
        (sum(said.value for said in run[i:]), share.where) for i in range(len(run) - 2, -1, -1)
    ]


def _part(share: Said, key: str, report: Report) -> list[_Found]:
    """The share of a part: the part before it in its sentence, of the last whole before that."""
    whole = part = None
    for said in report.statements:
        if said is share:
            break
        if said.key == key and said.bound == "exact":
            if said.part and said.at == share.at:
                part = said
            elif not said.part and said.year in (None, report.year):
                whole = said
    if part is None or whole is None or not whole.value:
        return []
    return [
        (100 * part.value / whole.value, f"{part.value:.10g}/{whole.value:.10g} (part of {key})")
    ]


def shares(report: Report) -> Iterator[Check]:
    """One row per printed share of a key that has a base; right is the recomputed percentage that fits best."""
    for said in report.statements:
        if (
            not said.key.startswith("share.")
            or said.bound != "exact"
            or said.year not in (None, report.year)
        ):
            continue
        key = said.key.removeprefix("share.")
        if said.part:
            if found := _part(said, key, report):
                yield _judge(report, said, found)
            continue
        bases = _bases(key)
        if bases:
            tops = _tops(key, said, report)
            yield _judge(
                report,
                said,
                [
                    ratio
                    for base in bases
                    for ratio in _ratios(tops, numbers(base, report), f"{key} / {base}")
                ],
            )


def growth(report: Report, before: Report | None) -> Iterator[Check]:
    """One row per printed growth: against a dated figure of the same report, else the report of the year before."""
    for said in report.statements:
        if (
            not said.key.startswith("growth.")
            or said.part
            or said.bound != "exact"
            or said.year not in (None, report.year)
            or report.year is None
        ):
            continue
        key = said.key.removeprefix("growth.")
        last = [
            s
            for s in report.statements
            if s.key == key and s.year == report.year - 1 and s.bound == "exact"
        ]
        found: list[_Found] = []
        for expression in (
            (key, "applications.new + applications.carried_in")
            if key == "applications.new"
            else (key,)
        ):
            old: list[tuple[Number, str]] = (
                [(s.value, s.where) for s in last] if expression == key else []
            )
            old += numbers(expression, before) if before else []
            found += [
                (100 * (new / past - 1), f"{new:.10g} after {past:.10g} ({expression})")
                for new, _ in numbers(expression, report)
                for past, _ in old
                if past
            ]
        yield _judge(report, said, found, other=None if last else before)
