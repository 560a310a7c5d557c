"""From what was read to the long frames: `reports`, `cells`, `statements`, `sections`, `problems`.

Nothing is interpreted here: a value that was read goes to its place with its raw text and line. The only
decision is the form of a report, which is that of its applications table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from ..errors import Problem
from ..forms import forms
from ..tables.readings import Reading, Statement
from .extract import Extract
from .schema import BOUNDS, dtypes, empty, ordered

NAMES = ("reports", "cells", "statements", "sections", "problems")
_FROM_DOCUMENT = {"report_id", "source", "sha256", "media", "form", "layout", "n_cells", "n_problems"}
_MASTHEAD = set(dtypes("reports")) - _FROM_DOCUMENT


def form_of(tables: Mapping[str, str]) -> str:
    """The form of a report from its tables' forms: that of the applications table, else of what there is.

    The disputes table is printed alike in two editions, so it decides last.

    >>> form_of({"proactive": "form2021", "applications": "form2019"})
    'form2019'
    >>> form_of({})
    'narrative'
    """
    for table in ("applications", "stat2014", "local_fujian", "proactive", "disputes"):
        if table in tables:
            return tables[table]
    return "narrative"


def _report(extract: Extract, n_cells: int, n_problems: int) -> dict[str, Any]:
    document = extract.document
    masthead = {key: value for key, value in extract.masthead.items() if key != "report_id"}
    if unknown := set(masthead) - _MASTHEAD:
        raise ValueError(f"masthead fields that the frame `reports` does not have: {sorted(unknown)}")
    row: dict[str, Any] = dict.fromkeys(dtypes("reports")) | masthead
    return row | {
        "report_id": extract.report_id, "source": document.name, "sha256": document.sha256, "media": document.media,
        "level": row["level"] or "unknown", "scope": row["scope"] or "unknown", "form": form_of(extract.recognised.forms),
        "layout": extract.recognised.layout or None, "n_cells": n_cells, "n_problems": n_problems,
    }  # fmt: skip


def _unique(readings: Iterable[Reading]) -> tuple[list[Reading], list[Problem]]:
    """Each cell once. Two readings of one cell that disagree are no reading: no value, and a problem."""
    kept: dict[tuple[str, str, str], Reading] = {}
    problems: list[Problem] = []
    for new in readings:
        key = (new.table, new.row, new.column)
        old = kept.setdefault(key, new)
        if old is not new and (old.value, old.status) != (new.value, new.status):
            kept[key] = Reading(*key[:1], old.form, *key[1:], None, "ambiguous", old.raw, old.start, old.line, old.page, old.place)
            problems.append(Problem("row_repeated", f"{'.'.join(key)} was read twice: look at both places", new.line, expected=old.raw, found=new.raw))
    return list(kept.values()), problems


def _cell(report_id: str, r: Reading) -> tuple[Any, ...]:
    return report_id, r.table, r.form, r.row, r.column, r.value, r.status, r.raw, r.start, r.line, r.page, r.place or None


def _statement(report_id: str, s: Statement) -> tuple[Any, ...]:
    bound = s.bound if s.bound in BOUNDS else "about"
    return report_id, s.key, s.value, bound, s.unit, s.year, s.scope_words, s.basis or None, s.part, s.sentence, s.paraphrase, s.raw, s.start, s.line


def _problem(report_id: str, source: str, p: Problem) -> tuple[Any, ...]:
    return report_id, source, p.code, p.severity, p.line, p.message, p.expected or None, p.found or None


def long(extracts: Iterable[Extract]) -> dict[str, pl.DataFrame]:
    """The five long frames of some documents, sorted, in the types of the schema.

    A document without a report has no row in `reports`, `cells`, `statements` and `sections`; its problems
    keep its id and its source. Raises `ValueError` for a masthead field that `reports` does not have.
    """
    rows: dict[str, list[Any]] = {name: [] for name in NAMES}
    for extract in extracts:
        report_id, source = extract.report_id, extract.document.name
        readings, repeated = _unique(extract.recognised.readings)
        problems = dict.fromkeys((*extract.document.problems, *extract.problems, *extract.recognised.problems, *repeated))
        rows["problems"] += [_problem(report_id, source, p) for p in problems]
        if not extract.is_report:
            continue
        rows["reports"].append(_report(extract, len(readings), len(problems)))
        rows["cells"] += [_cell(report_id, r) for r in readings]
        rows["statements"] += [_statement(report_id, s) for s in extract.statements]
        rows["sections"] += [(report_id, s.section, s.heading, s.text, s.line_from, s.line_to) for s in extract.sections]
    return {name: ordered(name, pl.DataFrame(found, schema=dtypes(name), orient="row")) if found else empty(name) for name, found in rows.items()}


def unit_of(form: str, table: str, row: str, column: str) -> str:
    """The unit in which a cell's value is kept, as the edition says: `unit_of("form2021", "proactive", "fees", "amount_wan_yuan") == "万元"`."""
    return forms()[form].table(table).unit_of(row, column)
