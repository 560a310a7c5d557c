"""A document read back and judged cell by cell, and what counts as a flag."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from analysis.documents import read
from analysis.errors import Problem
from analysis.forms import Instance, Key, evaluate, forms, list_instances, prove_zeros, reduce_label
from analysis.tables.readings import Reading, Recognised
from analysis.tables.recognise import recognise

from .model import Report

TOLERANCE = 1e-6


@dataclass
class Verdict:
    """Keys by judgement. Only determined cells are right or missed; a number counts as wrong wherever it stands.

    right: a determined number. recovered: those of them with that status. missed: a determined number without a
    value. wrong: a number where another one or none is printed. guessed: the printed number in a cell whose print
    allows another reading. flagged: determined numbers that are flagged although the print is sound.
    """

    right: list[Key] = field(default_factory=list)
    recovered: list[Key] = field(default_factory=list)
    missed: list[Key] = field(default_factory=list)
    wrong: list[Key] = field(default_factory=list)
    guessed: list[Key] = field(default_factory=list)
    flagged: list[Key] = field(default_factory=list)


def read_back(data: bytes, name: str) -> Recognised:
    return recognise(read(data, name))[0]


def same(a: float, b: float) -> bool:
    return abs(a - b) <= TOLERANCE * max(1.0, abs(b))


def cells(found: Recognised) -> dict[Key, Reading]:
    return {(r.table, r.row, r.column): r for r in found.readings}


def checks(found: Mapping[Key, Reading], forms_of: Mapping[str, str]) -> list[tuple[Instance, str]]:
    """Every identity of the tables that were read, with its result."""
    results = []
    for table, form in forms_of.items():
        values = {k: r.value for k, r in found.items() if k[0] == table and r.value is not None}
        blanks = {k for k, r in found.items() if k[0] == table and r.status == "blank"}
        own = list(list_instances(forms()[form], table, {k[1:] for k in found if k[0] == table}))
        proven = prove_zeros(own, values, blanks)
        results += [(i, evaluate(i, values, proven).result) for i in own]
    return results


def names_row(problem: Problem, key: Key, form: str, lines: Collection[int | None]) -> bool:
    """Whether a problem names the row of a cell: by its label, by a line on which the row stands, or with its whole table.

    A row that is missing says nothing of the others.
    """
    table = forms()[form].table(key[0])
    row = table.find_row(key[1])
    said = reduce_label(problem.message + problem.expected)
    if reduce_label(row.label) in said or key[1] in problem.message:
        return True
    return problem.code != "row_missing" and (
        table.title in problem.message or (problem.line is not None and problem.line in lines)
    )


def flags(found: Recognised, keys: Iterable[Key]) -> dict[Key, str]:
    """Which of the cells are flagged, and by what: status, problem or check."""
    read_cells = cells(found)
    forms_of = found.forms
    bad = {
        key: f"{i.identity.id} {i.subject} {result}"
        for i, result in checks(read_cells, forms_of)
        if result != "pass"
        for key in (*i.left, *i.right)
    }
    rows_on: dict[int | None, set[tuple[str, str]]] = {}
    for key, reading in read_cells.items():
        rows_on.setdefault(reading.line, set()).add(key[:2])
    lines: dict[tuple[str, str], set[int | None]] = {}
    for line, rows in rows_on.items():
        if len(rows) == 1:  # a line that holds several rows names none of them
            lines.setdefault(next(iter(rows)), set()).add(line)
    flagged: dict[Key, str] = {}
    for key in keys:
        reading = read_cells.get(key)
        form = forms_of.get(key[0])
        if reading is not None and reading.status != "printed":
            flagged[key] = f"status {reading.status}"
        elif key in bad:
            flagged[key] = f"check {bad[key]}"
        elif form is None:
            if found.problems:
                flagged[key] = f"problem {found.problems[0].code}"
        elif named := next(
            (
                p
                for p in found.problems
                if _has_row(form, key) and names_row(p, key, form, lines.get(key[:2], set()))
            ),
            None,
        ):
            flagged[key] = f"problem {named.code}"
    return flagged


def _has_row(form: str, key: Key) -> bool:
    return any(r.key == key[1] for t in forms()[form].tables if t.key == key[0] for r in t.rows)


def judge(report: Report, settled: Collection[Key], found: Recognised) -> Verdict:
    """An undamaged document against what was printed.

    Flags count where the print gives no reason for them: no check that fails or stays open on the printed cells
    themselves.
    """
    verdict = Verdict()
    got = cells(found)
    warranted = set(flags(_as_printed(report), report.cells))
    flagged = flags(found, report.cells)
    for key, printed in report.cells.items():
        reading = got.get(key)
        value = reading.value if reading else None
        if value is not None and (printed.value is None or not same(value, printed.value)):
            verdict.wrong.append(key)
        elif printed.value is None:
            continue
        elif key not in settled:
            if value is not None:
                verdict.guessed.append(key)
        elif value is None:
            verdict.missed.append(key)
        else:
            verdict.right.append(key)
            if reading is not None and reading.status == "recovered":
                verdict.recovered.append(key)
        if key in settled and key in flagged and key not in warranted:
            verdict.flagged.append(key)
    verdict.wrong += [
        key for key, extra in got.items() if key not in report.cells and extra.value is not None
    ]
    return verdict


def _as_printed(report: Report) -> Recognised:
    """What a perfect reader would give."""
    readings = [
        Reading(
            *key[:1],
            report.form,
            key[1],
            key[2],
            p.value,
            "printed" if p.value is not None else "nil_mark" if p.text else "blank",
            p.text,
        )
        for key, p in report.cells.items()
    ]
    return Recognised(tuple(readings))


@dataclass
class Harm:
    """What one blow did. `silent`: numbers elsewhere that changed without a flag. `own`: the same for touched cells.

    `unnoticed`: touched cells, covered by an identity of T3 or T4, that lost their number without a flag. `lost`:
    numbers that have no value any more, which is allowed.
    """

    silent: dict[Key, tuple[float | None, float]] = field(default_factory=dict)
    own: dict[Key, tuple[float | None, float]] = field(default_factory=dict)
    unnoticed: list[Key] = field(default_factory=list)
    lost: int = 0


def harm(report: Report, touched: Collection[Key], found: Recognised) -> Harm:
    """A damaged document against what was printed before the blow. An absent number is never a wrong one."""
    got = cells(found)
    flagged = flags(found, [*report.cells, *got])
    result = Harm()
    for key in dict.fromkeys([*report.cells, *got]):
        printed = report.cells.get(key)
        before = printed.value if printed else None
        value = got[key].value if key in got else None
        if value is None:
            result.lost += before is not None
            if (
                key in touched
                and before is not None
                and key not in flagged
                and key[0] in ("applications", "disputes")
            ):
                result.unnoticed.append(key)
        elif (before is None or not same(value, before)) and key not in flagged:
            (result.own if key in touched else result.silent)[key] = (before, value)
    return result
