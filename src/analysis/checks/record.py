"""What the checks read and what they write: one report in plain Python, and one row of the frame
`checks`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import polars as pl

from ..forms import Key
from ..frames.copies import preference
from ..frames.issuers import unify_scopes
from ..frames.proofs import Number, Sheet, sheets
from ..frames.schema import empty
from .catalogue import strengths


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
    rank: int

    @property
    def id(self) -> str:
        return str(self.row["report_id"])

    @property
    def year(self) -> int | None:
        return self.row["year"]


def rows_with(sheet: Sheet, table: str, column: str) -> list[str]:
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

    def as_row(self) -> dict[str, object]:
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
            "strength": strengths()[self.check],
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


def _statements(frame: pl.DataFrame) -> dict[str, list[Said]]:
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


def gather(frames: Mapping[str, pl.DataFrame]) -> list[Report]:
    """The reports of a dataset in the order of their ids; frames that are not given count as
    empty.

    A report of unknown scope counts as one of the issuer's only other scope (`frames.issuers`).
    """
    known = {
        name: frames[name] if name in frames else empty(name)
        for name in ("reports", "cells", "statements", "sections", "problems")
    }
    sheet_of, said = dict(sheets(known["cells"])), _statements(known["statements"])
    sections = dict(known["sections"].group_by("report_id").agg("section").iter_rows())
    half = set(known["problems"].filter(code="half_report")["report_id"])
    rank = dict(preference(known).iter_rows())
    return [
        Report(
            row,
            sheet_of.get(key, Sheet()),
            said.get(key, []),
            frozenset(sections.get(key, ())),
            key in half,
            rank[key],
        )
        for row in unify_scopes(known["reports"]).sort("report_id").iter_rows(named=True)
        for key in [row["report_id"]]
    ]
