"""What the checks read and what they write: one report in plain Python, and one row of the frame
`checks`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from ..forms import Key
from ..frames.proofs import SHEET_COLUMNS, Number, Sheet, make_sheet
from ..frames.schema import Rows
from .catalogue import list_strengths

COUNTS: dict[str, Key] = {name: ("applications", name, "total") for name in ("new", "closed_total")}
"""What the reports on an area and on its parts are compared by."""


class Said(NamedTuple):
    """A statement, as far as the checks need it; `at` numbers a report's sentences with figures."""

    key: str
    value: float
    bound: str
    unit: str
    year: int | None
    scope: str
    part: bool
    sentence: str
    raw: str
    line: int | None
    at: int

    @property
    def where(self) -> str:
        """Where it stands, in words."""
        return f"line {self.line}" if self.line is not None else "prose"


@dataclass(frozen=True, slots=True)
class Report:
    """One report: its row of `reports`, its sheet, its statements in order, and its sections.

    `half`: it ends inside a table. `rank` orders copies: of several reports of one issuer, scope
    and year the lowest is taken (`frames.copies`).
    """

    row: dict[str, Any]
    sheet: Sheet
    statements: list[Said]
    sections: frozenset[str]
    half: bool
    rank: int = 0

    @property
    def id(self) -> str:
        return str(self.row["report_id"])

    @property
    def year(self) -> int | None:
        return self.row["year"]


def find_rows_with(sheet: Sheet, table: str, column: str) -> list[str]:
    """The rows of a table in which the report prints this column."""
    return [row for of, row, name in sheet.statuses if (of, name) == (table, column)]


class Finding(NamedTuple):
    """What one check found in a report; `cells` are of the report, `other_cells` of the other
    one.
    """

    report: Report
    check: str
    subject: str
    left: Number | None = None
    right: Number | None = None
    result: str = "not_assessable"
    detail: str = ""
    zeros: int = 0
    cells: tuple[Key, ...] = ()
    other: Report | None = None
    other_cells: tuple[Key, ...] = ()

    def make_row(self) -> dict[str, object]:
        """The row of the frame `checks`.

        Cells of another report carry its id: `r0123456789abcde:applications.new.total`.
        """
        other = self.other.id if self.other else None
        difference = None
        if self.left is not None and self.right is not None:
            difference = round(self.left - self.right, 9)
        named = [".".join(key) for key in self.cells]
        named += [f"{other}:{'.'.join(key)}" for key in self.other_cells]
        return {
            "report_id": self.report.id,
            "other_report_id": other,
            "check": self.check,
            "strength": list_strengths()[self.check],
            "subject": self.subject,
            "left": self.left,
            "right": self.right,
            "difference": difference,
            "result": self.result,
            "blanks_as_zero": self.zeros,
            "cells": " ".join(named),
            "detail": self.detail,
        }


def judge(left: Number | None, right: Number | None, relation: str = "equal") -> str:
    """pass or fail for an equation, or for `left` "at_least" `right`; not_assessable without a
    side.

    >>> judge(3, 3), judge(3, None), judge(4, 3, "at_least")
    ('pass', 'not_assessable', 'pass')
    """
    if left is None or right is None:
        return "not_assessable"
    holds = left >= right if relation == "at_least" else abs(left - right) < 1e-6
    return "pass" if holds else "fail"


def _read_statements(rows: Iterable[Mapping[str, Any]]) -> list[Said]:
    """The figures of one report in the order of its text."""
    known = [row for row in rows if row["value"] is not None]
    known.sort(key=lambda row: [(row[n] is None, row[n]) for n in ("start", "line")])
    sentences = groupby(known, key=lambda row: row["sentence"])
    return [_make_said(row, at) for at, (_, found) in enumerate(sentences) for row in found]


def _make_said(row: Mapping[str, Any], at: int) -> Said:
    return Said(
        row["key"],
        row["value"],
        row["bound"],
        row["unit"] or "",
        row["year"],
        row["scope_words"] or "",
        row["part"],
        row["sentence"] or "",
        row["raw"] or "",
        row["line"],
        at,
    )


def _group(rows: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """Rows by report."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["report_id"], []).append(row)
    return found


def read_reports(rows: Rows, sheets: Mapping[str, Sheet] | None = None) -> list[Report]:
    """The reports of the rows of some frames in the order of their ids, with the scope that each
    states; frames that are not given count as empty. `sheets`: as in `frames.tidy`.
    """
    names = ("cells", "statements", "sections", "problems")
    cells, said, sections, problems = (_group(rows.get(name, ())) for name in names)
    reports = []
    for row in sorted(rows["reports"], key=itemgetter("report_id")):
        key = row["report_id"]
        own = sheets.get(key) if sheets is not None else _read_sheet(cells.get(key, ()))
        report = Report(
            dict(row),
            own or Sheet(),
            _read_statements(said.get(key, ())),
            frozenset(section["section"] for section in sections.get(key, ())),
            any(problem["code"] == "half_report" for problem in problems.get(key, ())),
        )
        reports.append(report)
    return reports


def _read_sheet(cells: Iterable[Mapping[str, Any]]) -> Sheet:
    return make_sheet(map(itemgetter(*SHEET_COLUMNS[1:]), cells))


def place_reports(reports: Iterable[Report], places: Mapping[str, tuple[str, int]]) -> list[Report]:
    """The reports by id, with the `scope` and the `rank` that they have among others (`place`)."""
    placed = (
        replace(report, row=report.row | {"scope": scope}, rank=number)
        for report in reports
        for scope, number in [places[report.id]]
    )
    return sorted(placed, key=lambda report: report.id)


def make_stub(report_id: str) -> Report:
    """A report of which only the id is known."""
    return Report({"report_id": report_id}, Sheet(), [], frozenset(), False)


def pack(report: Report) -> bytes:
    """What checks across reports read of one report, as JSON; `unpack` gives it back."""
    sheet = report.sheet
    names = ("report_id", "issuer_id", "issuer", "level", "scope", "year")
    row = {name: report.row[name] for name in names}
    cells = [(*key, sheet.values.get(key), sheet.is_zero(key)) for key in sheet.statuses]
    said = [s._replace(sentence="") for s in report.statements]
    return json.dumps([row, sheet.forms, cells, said], ensure_ascii=False).encode()


def unpack(packed: bytes) -> Report:
    """The report of `pack`: its row, its statements without their sentences, and its sheet for
    sums.
    """
    row, editions, cells, said = json.loads(packed)
    sheet = Sheet(editions)
    for table, line, column, value, is_zero in cells:
        key = (table, line, column)
        sheet.statuses[key] = "blank" if value is None else "printed"
        if value is not None:
            sheet.values[key] = value
        if is_zero:
            sheet.proven.add(key)
    return Report(row, sheet, [Said(*one) for one in said], frozenset(), False)
