"""What the checks read and what they write: one report in plain Python, and one row of the frame `checks`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
    """A statement, as far as the checks need it; `at` numbers the sentences of a report that hold figures."""

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
        return f"line {self.line}" if self.line is not None else "prose"


@dataclass(frozen=True, slots=True)
class Report:
    """One report: its row of `reports`, its sheet, its statements in order, its sections, whether it ends inside a table.

    `rank` orders copies: of several reports of one issuer, scope and year the lowest is taken (`frames.copies`).
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


class Check(NamedTuple):
    """One row of the frame `checks`."""

    report_id: str
    other_report_id: str | None
    check: str
    strength: str
    subject: str
    left: float | None
    right: float | None
    difference: float | None
    result: str
    blanks_as_zero: int
    cells: str
    detail: str


def rows_with(sheet: Sheet, table: str, column: str) -> list[str]:
    """The rows of a table in which the report prints this column."""
    return [row for of, row, name in sheet.statuses if (of, name) == (table, column)]


def record(
    report: Report, check: str, subject: str, left: Number | None, right: Number | None, result: str, *,
    zeros: int = 0, cells: Iterable[Key] = (), detail: str = "", other: Report | None = None, other_cells: Iterable[Key] = (),
) -> Check:  # fmt: skip
    """A row. Cells of another report carry its id: `r0123456789abcde:applications.carried_out.total`."""
    difference = None if left is None or right is None else round(left - right, 9)
    named = [".".join(key) for key in cells] + [
        f"{other.id}:{'.'.join(key)}" for key in other_cells if other
    ]
    return Check(
        report.id, other.id if other else None, check, strengths()[check], subject,
        None if left is None else float(left), None if right is None else float(right), None if difference is None else float(difference),
        result, zeros, " ".join(named), detail,
    )  # fmt: skip


def verdict(left: Number | None, right: Number | None) -> str:
    """pass or fail for an equation, not_assessable where a side is not known.

    >>> verdict(3, 3), verdict(3, None)
    ('pass', 'not_assessable')
    """
    return (
        "not_assessable"
        if left is None or right is None
        else "pass"
        if abs(left - right) < 1e-6
        else "fail"
    )


def _statements(frame: pl.DataFrame) -> dict[str, list[Said]]:
    names = [
        "key",
        "value",
        "bound",
        "unit",
        "year",
        "scope_words",
        "part",
        "sentence",
        "raw",
        "line",
    ]
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
    """The reports of a dataset in the order of their ids; frames that are not given count as empty.

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
