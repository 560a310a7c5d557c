"""Separated values: a filled template, and lines below each other with commas or semicolons between their cells.

Programs write them with or without quotes, and lists of values in brackets.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from ..documents.blocks import Cell, Line
from .strips import Strip, piece

MARK = "gongkai"
"""The first field of a template."""

_MARKS = ",;"
_MIN_LINES = 4
_SENTENCE = re.compile("[。；！？|\t]")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_SAID = re.compile(r"[^\W\d_]\s*\d")
_ALONE = re.compile(r"[-+]?[\d.]*%?")
_LIST = re.compile(r"\s*[\[(](\s*[\"'].*)[\])][,;]?\s*")
_FIRST = re.compile(rf'"?{MARK}"?(?P<separator>[,;\t])')


def separator(first_line: str) -> str | None:
    """What separates the fields of a template; None for a text that is none.

    >>> separator('"gongkai";"form2021"'), separator("gongkai is a program")
    (';', None)
    """
    found = _FIRST.match(first_line)
    return found["separator"] if found else None


def has_mark(text: str) -> bool:
    return any(mark in text for mark in _MARKS)


def separated(lines: Sequence[Line]) -> dict[int, tuple[str, bool]]:
    """By id, the lines of separated values, their separator and whether it always ends a cell: filled lines below each other that have it, no sentences."""
    found: dict[int, tuple[str, bool]] = {}
    filled = [line for line in lines if line.text.strip()]
    for mark in _MARKS:
        for several, group in groupby(
            filled,
            key=lambda line: (
                mark in line.text
                and not _SENTENCE.search(line.text)
                and _cells(line.text, mark) > 1
            ),
        ):
            run = list(group)
            if (
                sum(
                    line.text.lstrip().startswith(mark) and line.text.count(mark) == 1
                    for line in run
                )
                > len(run) / 2
            ):
                continue  # one cell a line, with a mark in front
            if several and _says(run, mark):
                continue
            if (
                several
                and len(run) >= _MIN_LINES
                and (len(run) > 3 * _MIN_LINES or max(_cells(line.text, mark) for line in run) > 2)
            ):
                found |= {
                    id(line): (mark, sure) for line, sure in zip(run, _sure(run, mark), strict=True)
                }
            elif several:
                found |= {id(line): (mark, True) for line in run if _LIST.fullmatch(line.text)}
    return found


def _says(run: Sequence[Line], mark: str) -> bool:
    """Whether the fields are clauses of wrapped sentences: more of them end a word with a figure (予以公开234件) than hold a figure alone, or nothing."""
    fields = [field.strip() for line in run for field in _bare(line.text).split(mark)]
    return sum(_SAID.search(field) is not None for field in fields) > sum(
        _ALONE.fullmatch(field) is not None for field in fields
    )


def _sure(run: Sequence[Line], mark: str) -> Iterator[bool]:
    """For each line, whether a comma between digits ends a cell: so it does where the lines beside, or the next without one like it, have as many fields."""
    counts = [_bare(line.text).count(mark) for line in run]
    plain = [mark != "," or not _THOUSANDS.search(_bare(line.text)) for line in run]
    known = [at for at, bare in enumerate(plain) if bare]
    for at, count in enumerate(counts):
        n = bisect(known, at)
        near = [i for i in (at - 1, at + 1) if 0 <= i < len(run)]
        yield plain[at] or any(
            {counts[i] for i in beside} == {count} and any(plain[i] for i in beside)
            for beside in (near, known[max(n - 1, 0) : n + 1])
        )


def _bare(text: str) -> str:
    return re.sub(r'"[^"]*"', "", text)


def _cells(text: str, mark: str) -> int:
    """How many fields a line has; a number with commas between thousands is one."""
    return 1 + _THOUSANDS.sub("", _bare(text)).count(mark)


def strip_of(line: Line, mark: str, sure: bool = True) -> Strip:
    """The fields of one line; a quoted field stands without its quotes. A line with one filled field may be a line of text: it stands as one.

    Where it is not `sure` that every separator ends a cell, only the first one does: what follows is text.
    """
    field = re.compile(rf'\s*"((?:[^"]|"")*)"\s*|\s*\'([^\']*)\'\s*|([^{mark}]*)')
    cells = []
    text = line.text
    listed = _LIST.fullmatch(text)
    at, stop = listed.span(1) if listed else (0, len(text))
    while True:
        match = field.match(text, at, stop)
        assert match is not None and match.lastindex is not None  # the last branch matches anything
        cell = piece(line, *match.span(match.lastindex))
        cells.append(
            replace(cell, text=cell.text.replace('""', '"'), start=None)
            if '""' in cell.text
            else cell
        )
        if not sure and match.end() < stop:
            return Strip((cells[0], piece(line, match.end(), stop)), True, "commas", line)
        if match.end() >= stop or text[match.end()] != mark:
            filled = [c for c in cells if c.text]
            return (
                Strip(tuple(cells), True, "commas", line)
                if len(filled) != 1
                else Strip(tuple(cells), True, "lines", _only(line, filled[0]))
            )
        at = match.end() + 1


def _only(line: Line, cell: Cell) -> Line:
    """The line as if its one filled field were all of it."""
    return Line(
        cell.text, line.number, ((0, cell.start),) if cell.start is not None else (), line.page
    )
