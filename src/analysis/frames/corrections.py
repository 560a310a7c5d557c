"""Public corrections of single cells, each guarded by the raw text that it expects to find.

A correction repairs a reading, with evidence that a reader can follow; a number that the publisher
got wrong is a finding of the checks and stays as printed. The printed number stays beside the
corrected one, in `printed`. The file is a list of

    [[corrections]]
    report = "r0123456789abcde"          # report_id
    cell = "applications.new.total"
    raw = "2O"                           # must still stand in that cell
    value = 20                           # in the unit of the key; leave out for "no value"
    reason = "letter O for the digit 0"
    evidence = "https://... , table 3"
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from ..documents.decode import decode
from ..errors import CorrectionError, Problem, describe_reason
from ..forms import Key, forms
from .long import make_problem_row
from .schema import Rows, sort_rows

_MOST = 1e15  # the largest number that a cell may be corrected to; whole ones are exact so far


@dataclass(frozen=True, slots=True)
class Correction:
    """One corrected cell; `value` None takes a wrong reading away."""

    report: str
    cell: str
    raw: str
    reason: str
    evidence: str
    value: float | None = None


def load(path: Path) -> tuple[Correction, ...]:
    """The corrections of a TOML file; raises `CorrectionError` for one that is incomplete or stands
    twice.
    """
    found: list[Correction] = []
    for at, entry in enumerate(_read_entries(path), 1):
        if fault := _find_fault(entry):
            raise CorrectionError(f"{path.name}: correction {at}: {fault}")
        found.append(Correction(**entry))
    counts = Counter((c.report, c.cell) for c in found)
    if twice := sorted(place for place, count in counts.items() if count > 1):
        raise CorrectionError(f"{path.name}: corrected twice: {twice}")
    return tuple(found)


def _read_entries(path: Path) -> list[dict[str, Any]]:
    try:
        content = tomllib.loads(decode(path.read_bytes()).text)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise CorrectionError(f"{path.name}: cannot be read: {describe_reason(error)}") from error
    entries = content.pop("corrections", [])
    is_list = isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries)
    if content or not is_list:
        raise CorrectionError(
            f"{path.name}: unknown {', '.join(sorted(content) or ['corrections'])}; a correction "
            "is a table [[corrections]]"
        )
    return entries


def _find_fault(entry: Mapping[str, Any]) -> str | None:
    """What is wrong with an entry of the file; None where it is a correction."""
    known = {f.name for f in fields(Correction)}
    missing, unknown = sorted(known - {"value"} - set(entry)), sorted(set(entry) - known)
    if missing or unknown:
        return f"missing {missing}, unknown {unknown}; expected the fields {sorted(known)}"
    value = entry.get("value", 0)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or any(not isinstance(entry[name], str) for name in known - {"value"}):
        return "value must be a number, and all else text in quotes"
    if not -_MOST <= value <= _MOST:  # nor NaN
        return (
            f"value {value} is no number that a report can print: expected at most {_MOST:.0e}; "
            "leave it out for no value"
        )
    if entry["cell"].count(".") != 2 or not entry["reason"] or not entry["evidence"]:
        return "cell must read table.row.column, and reason and evidence must say something"
    return None


def apply(rows: Rows, corrections: Sequence[Correction]) -> Rows:
    """The rows of the long frames with `cells` corrected (status `corrected`, or `illegible`
    without a value), and a problem of severity info for each.

    Corrections of reports that are not in `rows` wait. Raises `CorrectionError` where the cell is
    gone, its raw text is another, or the value cannot stand in it.
    """
    sources = {row["report_id"]: row["source"] for row in rows["reports"]}
    chosen = {(c.report, c.cell): c for c in corrections if c.report in sources}
    if not chosen:
        return rows
    cells = {(row["report_id"], _name_cell(row)): row for row in rows["cells"]}
    for place, correction in chosen.items():
        _refuse_misfit(cells.get(place), correction)
    corrected = [
        _correct(row, chosen[place]) if place in chosen else row for place, row in cells.items()
    ]
    told = [_make_problem_row(c, sources[c.report]) for c in chosen.values()]
    more = Counter(c.report for c in chosen.values())
    reports = [
        {**row, "n_problems": row["n_problems"] + more[row["report_id"]]} for row in rows["reports"]
    ]
    problems = sort_rows("problems", [*rows["problems"], *told])
    return {**rows, "cells": corrected, "problems": problems, "reports": reports}


def _name_cell(row: Mapping[str, Any]) -> str:
    return f"{row['table']}.{row['row']}.{row['column']}"


def _refuse_misfit(row: Mapping[str, Any] | None, correction: Correction) -> None:
    """Raise `CorrectionError` where a cell is not the one that the correction expects."""
    place = f"{correction.report} {correction.cell}"
    if row is None:
        raise CorrectionError(
            f"{place}: no such cell; the correction expects {correction.raw!r} there. "
            "Was the file replaced? Remove or renew the correction"
        )
    if row["raw"] != correction.raw:
        raise CorrectionError(
            f"{place}: expected {correction.raw!r}, found {row['raw']!r}: "
            "remove or renew the correction"
        )
    if fault := _find_misfit(row["form"], correction):
        raise CorrectionError(
            f"{place}: value {correction.value:.15g}: {fault}; set the number in its unit, "
            "or leave it out for no value"
        )


def _correct(row: Mapping[str, Any], correction: Correction) -> dict[str, Any]:
    """The row of a corrected cell, the printed number beside the new one."""
    value = None if correction.value is None else float(correction.value)
    status = "illegible" if value is None else "corrected"
    return {**row, "value": value, "status": status, "printed": row["value"]}


def _make_problem_row(correction: Correction, source: str) -> dict[str, Any]:
    words = f"{correction.cell}: {correction.reason} ({correction.evidence})"
    value = "no value" if correction.value is None else f"{correction.value:.15g}"
    problem = Problem("corrected", words, None, correction.raw, value)
    return make_problem_row(correction.report, source, problem)


def _find_misfit(form: str, correction: Correction) -> str:
    """Why the cell cannot hold the value: a count has no fraction, and only changes are below 0."""
    key, row, name = correction.cell.split(".")
    table = next(table for table in forms()[form].tables if table.key == key)
    value = correction.value or 0
    if value < 0 and not table.find_column(name).signed:
        return "no number of this cell is below 0"
    unit = table.find_unit(row, name)
    return "" if unit == "万元" or value == int(value) else f"the cell counts whole {unit or '件'}"


def write_entry(report_id: str, cell: Key, raw: str, value: float | None, reason: str) -> str:
    """A correction to paste into `corrections.toml`; `evidence` is left for a person to fill in,
    and until then the file is refused.

    >>> print(write_entry("r1", ("applications", "new", "total"), "2O", 20, "letter O"))
    [[corrections]]
    report = "r1"
    cell = "applications.new.total"
    raw = "2O"
    value = 20
    reason = "letter O"
    evidence = ""  # what shows it: without evidence the file is refused
    """
    fields = {"report": report_id, "cell": ".".join(cell), "raw": raw}
    texts = {**fields, "reason": reason, "evidence": ""}
    lines = {
        name: f"{name} = {json.dumps(text, ensure_ascii=False)}" for name, text in texts.items()
    }
    number = [] if value is None else [f"value = {value:.15g}"]
    first = [lines[name] for name in fields]
    open_field = f"{lines['evidence']}  # what shows it: without evidence the file is refused"
    return "\n".join(["[[corrections]]", *first, *number, lines["reason"], open_field])
