"""From what was read to the long frames: `reports`, `cells`, `statements`, `sections`, `problems`.

Nothing is interpreted here: a value that was read goes to its place with its raw text and line. The
only decision is the form of a report, which is that of its applications table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from ..documents.blocks import Document
from ..errors import Problem
from ..forms import find_form_of_tables
from ..tables.readings import Reading, Recognised, Statement
from ..tables.sections import Section
from .schema import FRAMES, UNKNOWN, Rows, make_frame, make_frames, sort_rows

if TYPE_CHECKING:
    import polars as pl

# The fields of a reading, a statement and a section are named like the columns of their frames.
_FIELDS = {
    name: [key for key in list(FRAMES[name].columns)[1:] if key != "printed"]
    for name in ("cells", "statements", "sections")
}
_GET_FIELDS = {name: attrgetter(*fields) for name, fields in _FIELDS.items()}
NAMES = ("reports", "cells", "statements", "sections", "problems")


@dataclass(frozen=True, slots=True)
class Extract:
    """One document after reading.

    `masthead` holds the columns of the frame `reports` that say who and when, with a `<field>_from`
    for each inferred one; unknown level or scope may be left out. A `report_id` in it replaces that
    of the document (a second report in one file). `problems` are those of every step but
    `recognised`, which carries its own.
    """

    document: Document
    masthead: Mapping[str, object]
    recognised: Recognised
    statements: Sequence[Statement] = ()
    sections: Sequence[Section] = ()
    problems: Sequence[Problem] = ()

    @property
    def report_id(self) -> str:
        return str(self.masthead.get("report_id") or self.document.report_id)

    @property
    def is_report(self) -> bool:
        """Whether the document is a report: it has a cell of a form or a statement."""
        return bool(self.recognised.readings or self.statements or self.masthead)


def _make_report_row(extract: Extract, n_cells: int, n_problems: int) -> dict[str, Any]:
    document = extract.document
    unknown = dict.fromkeys(FRAMES["reports"].columns) | {"level": UNKNOWN, "scope": UNKNOWN}
    return (
        unknown
        | dict(extract.masthead)
        | {
            "report_id": extract.report_id,
            "source": document.name,
            "sha256": document.sha256,
            "media": document.media,
            "form": find_form_of_tables(extract.recognised.forms),
            "layout": extract.recognised.layout or None,
            "n_cells": n_cells,
            "n_problems": n_problems,
        }
    )


def _make_rows(name: str, report_id: str, found: Iterable[Any]) -> list[dict[str, Any]]:
    """The rows of cells, statements or sections."""
    fields, get = _FIELDS[name], _GET_FIELDS[name]
    return [{"report_id": report_id, **dict(zip(fields, get(one), strict=True))} for one in found]


def _make_cell_rows(report_id: str, found: Iterable[Reading]) -> list[dict[str, Any]]:
    rows = _make_rows("cells", report_id, found)
    return [{**row, "place": row["place"] or None, "printed": None} for row in rows]


def _keep_unique(readings: Iterable[Reading]) -> tuple[list[Reading], list[Problem]]:
    """Each cell once. Two readings of one cell that disagree are no reading: no value, and a
    problem.
    """
    kept: dict[tuple[str, str, str], Reading] = {}
    problems: list[Problem] = []
    for new in readings:
        key = (new.table, new.row, new.column)
        old = kept.setdefault(key, new)
        if old is not new and (old.value, old.status) != (new.value, new.status):
            kept[key] = replace(old, value=None, status="ambiguous")
            problems.append(
                Problem(
                    "row_repeated",
                    f"{'.'.join(key)} was read twice: look at both places",
                    new.line,
                    expected=old.raw,
                    found=new.raw,
                )
            )
    return list(kept.values()), problems


def make_problem_row(report_id: str, source: str, problem: Problem) -> dict[str, Any]:
    """The row of `problems` for what is odd about a document."""
    return {
        "report_id": report_id,
        "source": source,
        "code": problem.code,
        "severity": problem.severity,
        "line": problem.line,
        "message": problem.message,
        "expected": problem.expected or None,
        "found": problem.found or None,
    }


def make_frame_of_problems(found: Iterable[tuple[str, str, Problem]]) -> pl.DataFrame:
    """The frame `problems` of (report_id, source, problem)."""
    return make_frame("problems", (make_problem_row(*one) for one in found))


def list_rows(extracts: Iterable[Extract]) -> Rows:
    """The rows of the five long frames of some documents, in the order of each frame.

    A document without a report has no row in `reports`, `cells`, `statements` and `sections`; its
    problems keep its id and its source.
    """
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in NAMES}
    for extract in extracts:
        report_id, source = extract.report_id, extract.document.name
        readings, repeated = _keep_unique(extract.recognised.readings)
        problems = dict.fromkeys(
            (*extract.document.problems, *extract.problems, *extract.recognised.problems, *repeated)
        )
        rows["problems"] += [make_problem_row(report_id, source, p) for p in problems]
        if not extract.is_report:
            continue
        rows["reports"].append(_make_report_row(extract, len(readings), len(problems)))
        rows["cells"] += _make_cell_rows(report_id, readings)
        rows["statements"] += _make_rows("statements", report_id, extract.statements)
        rows["sections"] += _make_rows("sections", report_id, extract.sections)
    return {name: sort_rows(name, found) for name, found in rows.items()}


def long(extracts: Iterable[Extract]) -> dict[str, pl.DataFrame]:
    """The five long frames of some documents, sorted, in the types of the schema."""
    return make_frames(list_rows(extracts))
