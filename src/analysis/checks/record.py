"""What the checks read and what they write: one report in plain Python, and one row of the frame `checks`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple

import polars as pl

from ..forms import Key
from ..frames.proofs import Number, Sheet, sheets
from .catalogue import strengths


class Said(NamedTuple):
    """A statement, as far as the checks need it; `at` numbers the sentences of a report that hold figures."""

    key: str
    value: float
    bound: str
    unit: str
    year: int | None
    scope: str
    basis: str
    part: bool
    sentence: str
    raw: str
    line: int | None
    at: int

    @property
    def where(self) -> str:
        return f"line {self.line}" if self.line is not None else "prose"


@dataclass(slots=True)
class Report:
    """One report: its row of `reports`, its sheet, its statements in order, its sections, whether it ends inside a table."""

    row: dict[str, Any]
    sheet: Sheet
    statements: list[Said] = field(default_factory=list)
    sections: frozenset[str] = frozenset()
    half: bool = False

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


def address(key: Key) -> str:
    """A cell as text: `table.row.column`."""
    return ".".join(key)


def record(
    report: Report, check: str, subject: str, left: Number | None, right: Number | None, result: str, *,
    zeros: int = 0, cells: Iterable[Key] = (), detail: str = "", other: Report | None = None, other_cells: Iterable[Key] = (),
) -> Check:  # fmt: skip
    """A row. Cells of another report carry its id: `0123456789abcdef:applications.carried_out.total`."""
    difference = None if left is None or right is None else round(left - right, 9)
    named = [address(key) for key in cells] + [f"{other.id}:{address(key)}" for key in other_cells if other]
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
    return "not_assessable" if left is None or right is None else "pass" if abs(left - right) < 1e-6 else "fail"


def _statements(frame: pl.DataFrame | None) -> dict[str, list[Said]]:
    if frame is None:
        return {}
    names = ["report_id", "key", "value", "bound", "unit", "year", "scope_words", "basis", "part", "sentence", "raw", "line"]
    rows = frame.filter(pl.col("value").is_not_null()).sort("report_id", "start", "line", nulls_last=True, maintain_order=True).select(names).iter_rows()
    found: dict[str, list[Said]] = {}
    for report_id, group in groupby(rows, key=lambda row: row[0]):
        at, last, said = -1, None, []
        for _, key, value, bound, unit, year, scope, basis, part, sentence, raw, line in group:
            if sentence != last:
                at, last = at + 1, sentence
            said.append(Said(key, value, bound, unit or "", year, scope or "", basis or "all", part, sentence or "", raw or "", line, at))
        found[report_id] = said
    return found


def gather(frames: Mapping[str, pl.DataFrame]) -> list[Report]:
    """The reports of a dataset in the order of their ids; frames that are not given count as empty."""
    sheet_of = dict(sheets(frames["cells"])) if "cells" in frames else {}
    said = _statements(frames.get("statements"))
    sections: dict[str, set[str]] = {}
    if "sections" in frames:
        for report_id, section in frames["sections"].select("report_id", "section").iter_rows():
            sections.setdefault(report_id, set()).add(section)
    half: set[str] = set()
    if "problems" in frames:
        half = set(frames["problems"].filter(pl.col("code") == "half_report")["report_id"])
    found = []
    for row in frames["reports"].sort("report_id").iter_rows(named=True):
        key = row["report_id"]
        found.append(Report(row, sheet_of.get(key, Sheet()), said.get(key, []), frozenset(sections.get(key, ())), key in half))
    return found
