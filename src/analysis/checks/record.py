"""What the checks read and what they write: one report in plain Python, and one row of the frame
`checks`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import polars as pl

from ..forms import Key
from ..frames.copies import rank, weigh
from ..frames.issuers import UNKNOWN, unify_scopes
from ..frames.proofs import Number, Sheet, make_sheets
from ..frames.schema import make_empty
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


@dataclass(frozen=True, slots=True)
class Finding:
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


def _group_statements(frame: pl.DataFrame) -> dict[str, list[Said]]:
    names = "key value bound unit year scope_words part sentence raw line".split()
    rows = frame.filter(pl.col("value").is_not_null()).sort(
        "report_id", "start", "line", nulls_last=True, maintain_order=True
    )
    rows = rows.with_columns(pl.col("unit", "scope_words", "sentence", "raw").fill_null(""))
    found = rows.select("report_id", *names, at=pl.col("sentence").rle_id().over("report_id"))
    return {
        report_id: [Said(*row) for row in group.drop("report_id").iter_rows()]
        for (report_id,), group in found.group_by("report_id", maintain_order=True)
    }


def read_reports(
    frames: Mapping[str, pl.DataFrame], sheets: Mapping[str, Sheet] | None = None
) -> list[Report]:
    """The reports of some frames in the order of their ids, with the scope that each states; frames
    that are not given count as empty. `sheets`: as in `frames.tidy`.
    """
    known = {
        name: frames[name] if name in frames else make_empty(name)
        for name in ("reports", "cells", "statements", "sections", "problems")
    }
    sheets = dict(make_sheets(known["cells"])) if sheets is None else sheets
    said = _group_statements(known["statements"])
    sections = dict(known["sections"].group_by("report_id").agg("section").iter_rows())
    half = set(known["problems"].filter(code="half_report")["report_id"])
    return [
        Report(
            row,
            sheets.get(key, Sheet()),
            said.get(key, []),
            frozenset(sections.get(key, ())),
            key in half,
        )
        for row in known["reports"].sort("report_id").iter_rows(named=True)
        for key in [row["report_id"]]
    ]


def place_reports(reports: Iterable[Report], places: Mapping[str, tuple[str, int]]) -> list[Report]:
    """The reports by id, with the `scope` and the `rank` that they have among others (`place`)."""
    placed = (
        replace(report, row=report.row | {"scope": scope}, rank=number)
        for report in reports
        for scope, number in [places[report.id]]
    )
    return sorted(placed, key=lambda report: report.id)


def place(outlined: pl.DataFrame) -> pl.DataFrame:
    """The rows of `outline` among all others: with a `rank` of copies (`frames.copies`); with the
    issuer's only other scope where theirs is unknown (`frames.issuers`), then `is_undecided`; and
    with `who` issued them, the report itself where nobody is known.
    """
    is_undecided = pl.col("scope") == UNKNOWN
    issuers = [pl.when(pl.col(name) != "").then(name) for name in ("issuer_id", "issuer")]
    who = pl.coalesce(*issuers, "report_id")
    return rank(unify_scopes(outlined.with_columns(who=who, is_undecided=is_undecided)))


def outline_reports(frames: Mapping[str, pl.DataFrame], reports: Sequence[Report]) -> pl.DataFrame:
    """One row per report, by id, with what is looked at across all reports.

    The columns of `frames.copies.weigh`; `has_table` of applications, and its two `COUNTS`;
    `has_growth`, whether the prose tells of it.
    """
    rows = [
        (
            report.id,
            "applications" in report.sheet.forms,
            any(said.key.startswith("growth.") for said in report.statements),
            *(report.sheet.number_at(key) for key in COUNTS.values()),
        )
        for report in reports
    ]
    names = {"report_id": pl.Utf8, "has_table": pl.Boolean, "has_growth": pl.Boolean}
    known = pl.DataFrame(rows, names | dict.fromkeys(COUNTS, pl.Float64), orient="row")
    weighed = weigh({"statements": make_empty("statements"), **frames}).sort("report_id")
    return weighed.join(known, on="report_id", maintain_order="left")


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
