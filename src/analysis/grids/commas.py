"""Separated values: a filled template, and lines below each other with commas or semicolons between their cells.

Programs write them with or without quotes, and lists of values in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
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


def separated(lines: Sequence[Line]) -> dict[int, str]:
    """By id, the lines of separated values and their separator: some filled lines below each other that have it, and are no sentences."""
    found: dict[int, str] = {}
    filled = [line for line in lines if line.text.strip()]
    for mark in _MARKS:
        for several, group in groupby(filled, key=lambda line: mark in line.text and not _SENTENCE.search(line.text) and _cells(line.text, mark) > 1):
            run = list(group)
            if sum(line.text.lstrip().startswith(mark) and line.text.count(mark) == 1 for line in run) > len(run) / 2:
                continue  # one cell a line, with a mark in front
            if several and len(run) >= _MIN_LINES and (len(run) > 3 * _MIN_LINES or max(_cells(line.text, mark) for line in run) > 2):
                found |= {id(line): mark for n, line in enumerate(run) if _sure(run, n, mark)}
            elif several:
                found |= {id(line): mark for line in run if _LIST.fullmatch(line.text)}
    return found


def _sure(run: Sequence[Line], at: int, mark: str) -> bool:
    """Whether a comma between digits ends a cell: so it is where the lines beside have as many fields, one of them without a comma like it."""
    bare = _bare(run[at].text)
    if mark == ";" or not _THOUSANDS.search(bare):
        return True
    beside = [_bare(run[n].text) for n in (at - 1, at + 1) if 0 <= n < len(run)]
    return all(b.count(mark) == bare.count(mark) for b in beside) and not all(map(_THOUSANDS.search, beside))


def _bare(text: str) -> str:
    return re.sub(r'"[^"]*"', "", text)


def _cells(text: str, mark: str) -> int:
    """How many fields a line has; a number with commas between thousands is one."""
    return 1 + _THOUSANDS.sub("", _bare(text)).count(mark)


def strip_of(line: Line, mark: str) -> Strip:
    """The fields of one line; a quoted field stands without its quotes. A line with one filled field may be a line of text: it stands as one."""
    field = re.compile(rf'\s*"((?:[^"]|"")*)"\s*|\s*\'([^\']*)\'\s*|([^{mark}]*)')
    cells = []
    text = line.text
    listed = _LIST.fullmatch(text)
    at, stop = listed.span(1) if listed else (0, len(text))
    while True:
        match = field.match(text, at, stop)
        assert match is not None and match.lastindex is not None  # the last branch matches anything
        cell = piece(line, *match.span(match.lastindex))
        cells.append(replace(cell, text=cell.text.replace('""', '"'), start=None) if '""' in cell.text else cell)
        if match.end() >= stop or text[match.end()] != mark:
            filled = [c for c in cells if c.text]
            return Strip(tuple(cells), True, "commas", line) if len(filled) != 1 else Strip(tuple(cells), True, "lines", _only(line, filled[0]))
        at = match.end() + 1


def _only(line: Line, cell: Cell) -> Line:
    """The line as if its one filled field were all of it."""
    return Line(cell.text, line.number, ((0, cell.start),) if cell.start is not None else (), line.page)
