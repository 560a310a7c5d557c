"""Compare frames with the numbers that a person read (`tests/truth/<name>.json`).

A truth file maps `table.row.column` to the printed number, or to null for a cell that is there and blank;
`facts` maps statement keys to the figures in prose, `undetermined` lists cells whose printed digits allow two
readings. The other names (`issuer`, `year`, `_notes` ...) describe the report and are not scored.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

TRUTH = Path(__file__).resolve().parent / "truth"
TABLES = ("proactive", "applications", "disputes", "stat2014", "local_fujian")


@dataclass
class Score:
    """Keys by verdict. `wrong` keeps what was expected (None: no number) and all that was found."""

    correct: list[str] = field(default_factory=list)
    wrong: dict[str, tuple[float | None, list[float]]] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)
    blank: list[str] = field(default_factory=list)
    blank_missed: list[str] = field(default_factory=list)

    @property
    def perfect(self) -> bool:
        return not (self.wrong or self.missed or self.blank_missed)

    def __str__(self) -> str:
        total = len(self.correct) + len(self.wrong) + len(self.missed)
        odd = (
            f"; wrong {self.wrong}; missed {self.missed}; blank missed {self.blank_missed}"
            if not self.perfect
            else ""
        )
        return f"{len(self.correct)} of {total} correct, {len(self.wrong)} wrong, {len(self.missed)} missed, {len(self.blank)} blank{odd}"


def truth(name: str, folder: Path | None = None) -> dict[str, Any]:
    """The truth of `data/raw/<name>.txt`, or of a report with that stem in another folder (`<name>.truth.json`).

    >>> truth("shenhe-2020")["applications.granted.natural_person"]
    7
    """
    path = TRUTH / f"{name}.json" if folder is None else folder / f"{name}.truth.json"
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return content


def cell_keys(expected: Mapping[str, Any]) -> dict[str, float | None]:
    """Only the cells of a truth file."""
    return {
        key: value
        for key, value in expected.items()
        if key.count(".") == 2 and key.startswith(TABLES)
    }


def score_cells(cells: pl.DataFrame, expected: Mapping[str, Any]) -> Score:
    """Score one report's rows of the frame `cells` (`table`, `row`, `column`, `value`, `status`).

    Wrong is a number that differs, a number where the page shows none or shows it with two readings, and two
    rows for one key, of which at least one holds a number. Missed is a printed number without a value. A null
    of the truth is `blank` where the frame has the cell with the status blank.
    """
    found: dict[str, list[tuple[float | None, str]]] = {}
    for table, row, column, value, status in cells.select(
        "table", "row", "column", "value", "status"
    ).iter_rows():
        found.setdefault(f"{table}.{row}.{column}", []).append((value, status))
    score = Score()
    wanted = cell_keys(expected)
    for key in [*wanted, *sorted(found.keys() - wanted.keys())]:
        entries = found.get(key, [])
        numbers = [value for value, _ in entries if value is not None]
        number = wanted.get(key)
        if number is None:
            if numbers:
                score.wrong[key] = (None, numbers)
            elif key in wanted:
                (
                    score.blank
                    if [status for _, status in entries] == ["blank"]
                    else score.blank_missed
                ).append(key)
        else:
            _judge(score, key, number, numbers, single=len(entries) == 1)
    return score


def score_statements(statements: pl.DataFrame, expected: Mapping[str, Any]) -> Score:
    """Score one report's rows of the frame `statements` (`key`, `value`, `part`) against the `facts`.

    Only figures of the whole scope count (`part` false). A fact is correct where all statements with its key
    give its value. Keys that the facts do not hold are not judged: a person listed what matters, not everything.
    """
    found: dict[str, set[float]] = {}
    for key, value, part in statements.select("key", "value", "part").iter_rows():
        if value is not None and not part:
            found.setdefault(key, set()).add(round(float(value), 6))
    score = Score()
    for key, number in (expected.get("facts") or {}).items():
        values = sorted(found.get(key, ()))
        _judge(score, key, number, values, single=len(values) == 1)
    return score


def _judge(score: Score, key: str, number: float, found: list[float], single: bool) -> None:
    if not found:
        score.missed.append(key)
    elif single and abs(found[0] - number) < 1e-6:
        score.correct.append(key)
    else:
        score.wrong[key] = (number, found)
