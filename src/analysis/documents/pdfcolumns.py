"""Tables of a PDF without ruling lines: where numbers stand below one another, a row with a gap has an empty cell there."""

from __future__ import annotations

import re
from typing import Any

BLANK = "\u00a0"  # how an empty cell prints in a line with tabs
_NUMBER = re.compile(r"[-+－＋−]?[0-9０-９][0-9０-９,.]*|[/／—-]+")
_NEW = 3  # so many columns that begin in one line are another table
_LEAST = 5  # columns; in smaller tables each part may have columns of its own, and an empty place says nothing
_ROWS = 3
_HEADER = 5  # lines


def with_blanks(lines: list[list[Any]]) -> list[list[Any]]:
    """Lines of words, each from left to right, with a word for each empty cell among the columns of numbers around it."""
    made = [sorted(line, key=lambda word: word["x0"]) for line in lines]
    columns: list[tuple[float, float]] = []
    rows: list[int] = []
    for at, line in enumerate(made):
        numbers = [(word["x0"], word["x1"]) for word in line if _NUMBER.fullmatch(word["text"])]
        if not numbers:
            continue
        merged = _merged(columns, numbers)
        if merged is None or len(merged) - len(columns) >= _NEW:
            _fill(made, rows, columns)
            merged, rows = numbers, []
        columns = merged
        rows.append(at)
    _fill(made, rows, columns)
    return made


def _merged(
    columns: list[tuple[float, float]], numbers: list[tuple[float, float]]
) -> list[tuple[float, float]] | None:
    """The columns with the numbers of another row; None where a number reaches over two columns, or a column holds two numbers."""
    merged = list(columns)
    taken: set[int] = set()
    for left, right in numbers:
        met = [at for at, (begin, end) in enumerate(merged) if left < end and begin < right]
        if len(met) > 1 or (met and met[0] in taken):
            return None
        at = met[0] if met else len(merged)
        merged[at:] = (
            [(min(left, merged[at][0]), max(right, merged[at][1])), *merged[at + 1 :]]
            if met
            else [(left, right)]
        )
        taken.add(at)
    return merged


def _headed(
    lines: list[list[Any]], first: int, rows: list[int], columns: list[tuple[float, float]]
) -> list[tuple[float, float]]:
    """The columns as the header above the first row has them, also those in which no number stands; none where a column has no header."""
    begin = min(left for left, _ in columns)
    labels = max(
        (word["x1"] for at in rows for word in lines[at] if word["x1"] < begin), default=0.0
    )
    found = list(columns)
    headed: set[int] = set()
    for line in reversed(lines[max(first - _HEADER, 0) : first]):
        for left, right in ((word["x0"], word["x1"]) for word in line if word["x0"] > labels):
            met = [at for at, (start, end) in enumerate(found) if left < end and start < right]
            if not met:
                found.append((left, right))
                headed.add(len(found) - 1)
            elif len(met) == 1:
                found[met[0]] = min(left, found[met[0]][0]), max(right, found[met[0]][1])
                headed.add(met[0])
    return found if len(headed) == len(found) else []


def _fill(lines: list[list[Any]], rows: list[int], columns: list[tuple[float, float]]) -> None:
    if len(rows) < _ROWS or len(columns) < _LEAST:
        return
    columns = _headed(lines, rows[0], rows, columns)
    for at in rows:
        line = lines[at]
        free = [
            (left, right)
            for left, right in columns
            if not any(word["x0"] < right and left < word["x1"] for word in line)
        ]
        line += [{**line[0], "text": BLANK, "x0": left, "x1": right} for left, right in free]
        line.sort(key=lambda word: word["x0"])
