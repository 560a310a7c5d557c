"""Tables whose columns stand below each other between blanks: with lines of dashes that show the columns, or aligned.

A blank cell is seen here by its place. What stands in no column, or not in line with its column, says that this is no
such table, or that the program which made it counted the width of characters in another way.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from ..documents.blocks import Cell, Line
from .canvas import WIDTHS, Width, cut, joined, places
from .pipes import has_pipe
from .spaces import between_gaps, is_sentence
from .strips import Strip, piece

_RULE = re.compile(r"\s*(?:-{2,}|={2,})(?:\s+(?:-{2,}|={2,}))+\s*")
_RUN = re.compile(r"\S+")
_MIN_COLUMNS = 3
_MAX_HEADER = 3  # rows
_MAX_ROW_LINES = 3  # of a row between blank lines, on average
_MIN_LINES = 4  # that tell where lines end

Span = tuple[int, int]


def region(blocks: Sequence[object], at: int) -> list[Line]:
    """The lines from `at` on that may be one table: up to a blank line; between two equal lines of dashes blank lines belong to it."""
    found: list[Line] = []
    rule = ""
    whole = 0
    for block in map(blocks.__getitem__, range(at, len(blocks))):
        if not isinstance(block, Line) or "\t" in block.text or has_pipe(block.text):
            break
        text = block.text.strip()
        if not text and not rule:
            break
        if is_rule(block.text):
            rule = rule or text
            whole = len(found) + 1 if text == rule else whole
        elif is_sentence(text):
            break
        found.append(block)
    if rule:
        last = next((n for n, line in enumerate(found) if not line.text.strip()), len(found))
        return found[: max(whole, last)]
    return found


def is_rule(text: str) -> bool:
    return _RULE.fullmatch(text) is not None


def strips_of(lines: Sequence[Line]) -> list[Strip] | None:
    """The rows of a table, from the lines of a `region`; None where it is no such table."""
    for width in WIDTHS:
        rules = [line for line in lines if is_rule(line.text)]
        odd = _other_ends(lines, width)
        cells = _below_rules(lines, rules[0], width, odd) if rules else _aligned(lines, width, odd)
        if cells is not None:
            return [
                Strip(
                    (*row, piece(line, len(line.text), len(line.text)))
                    if id(line) in odd
                    else tuple(row),
                    True,
                    "columns",
                    line,
                )
                for line, row in cells
            ]
    return None


def _other_ends(lines: Sequence[Line], width: Width) -> set[int]:
    """By id, the lines that end where almost all others do not: so much was added or taken away that they get a place more, and no row is as long.

    Where all others end with blanks, the last column is not filled up; where all end with text, no line is, and a header may be shorter.
    """
    ends = {
        id(line): (places(line, width)[-1], line.text[-1].isspace())
        for line in lines
        if line.text.strip()
    }
    usual, count = next(iter(Counter(end for end, _ in ends.values()).most_common(1)), (0, 0))
    filled_up = {blank for end, blank in ends.values() if end == usual}
    if len(ends) < _MIN_LINES or count < 0.8 * len(ends) or filled_up == {True}:
        return set()
    return {
        line
        for n, (line, (end, _)) in enumerate(ends.items())
        if end != usual and (True in filled_up or n >= _MAX_HEADER)
    }


Rows = list[tuple[Line, list[Cell]]]


def _below_rules(lines: Sequence[Line], rule: Line, width: Width, odd: set[int]) -> Rows | None:
    """The rows below columns that a line of dashes shows: one line each, or, with blank lines between them, all lines up to the next."""
    x = places(rule, width)
    columns = [(x[m.start()], x[m.end()]) for m in _RUN.finditer(rule.text)]
    blocks = [
        list(group)
        for filled, group in groupby(
            lines, key=lambda line: bool(line.text.strip()) and not is_rule(line.text)
        )
        if filled
    ]
    if not any(not line.text.strip() for line in lines) or sum(
        map(len, blocks)
    ) > _MAX_ROW_LINES * len(blocks):  # a blank line alone parts no rows
        blocks = [[line] for block in blocks for line in block]
    rows: Rows = []
    for block in blocks:
        parts: list[list[Line]] = [[] for _ in columns]
        for line in block:
            at = places(line, width)
            for match in _RUN.finditer(line.text) if id(line) not in odd else ():
                if not any(
                    begin <= at[match.start()] and (at[match.end()] <= end or n == len(columns) - 1)
                    for n, (begin, end) in enumerate(columns)
                ):
                    return None
            for n, (begin, _) in enumerate(columns):
                end = columns[n + 1][0] if n + 1 < len(columns) else at[-1] + 1
                inside = [i for i in range(len(line.text)) if begin <= at[i] < end]
                parts[n].append(
                    cut(line, inside[0], inside[-1] + 1)
                    if inside
                    else cut(line, len(line.text), len(line.text))
                )
        rows.append((block[0], [joined(part) for part in parts]))
    return rows


def _aligned(lines: Sequence[Line], width: Width, odd: set[int]) -> Rows | None:
    """The rows of lines whose pieces between gaps stand in line, but for those with other ends. A piece above several others spans their columns."""
    pieces = [[(begin, end) for begin, end in between_gaps(line.text)] for line in lines]
    if max(map(len, pieces), default=0) < _MIN_COLUMNS or sum(len(row) > 1 for row in pieces) < 3:
        return None
    at = [places(line, width) for line in lines]
    spans = [[(x[begin], x[end]) for begin, end in row] for x, row in zip(at, pieces, strict=True)]
    spans = [row for line, row in zip(lines, spans, strict=True) if id(line) not in odd]
    every = [span for row in spans for span in row]
    single = {span for span in set(every) if not any(_overlaps(span, row) > 1 for row in spans)}
    columns = _merged(single)
    members: dict[Span, list[Span]] = {column: [] for column in columns}
    for row in spans:
        used = {
            span: next(c for c in columns if c[0] <= span[0] < c[1])
            for span in row
            if span in single
        }
        if len(set(used.values())) < len(used):
            return None
        for span, column in used.items():
            members[column].append(span)
    if len(columns) < _MIN_COLUMNS or not all(map(_in_line, members.values())):
        return None
    fullest = max(range(len(spans)), key=lambda n: len(spans[n]))
    header = [n for n, row in enumerate(spans) if len(row) > 1][:_MAX_HEADER]
    below = [row for n, row in enumerate(spans) if n > fullest or n not in (*header, fullest)]
    if any(
        members[c] == [span] for row in below for span in row for c in columns if span in members[c]
    ):
        return None  # a piece below the header in a column of its own
    rows: Rows = []
    for line, x, row in zip(lines, at, pieces, strict=True):
        cells: list[Cell] = []
        n = 0
        for begin, end in row:
            first = next((i for i, c in enumerate(columns) if x[begin] < c[1]), len(columns))
            cells += [piece(line, begin, begin)] * (first - n) + [piece(line, begin, end)]
            n = next((i for i, c in enumerate(columns) if x[end] <= c[0]), len(columns))
        rows.append(
            (line, cells + [piece(line, len(line.text), len(line.text))] * (len(columns) - n))
        )
    return rows


def _overlaps(span: Span, row: Iterable[Span]) -> int:
    return sum(begin < span[1] and span[0] < end for begin, end in row)


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Spans that overlap or touch as one."""
    found: list[Span] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found


def _in_line(spans: Sequence[Span]) -> bool:
    """All begin together, or end together, or have one middle."""
    middles = [begin + end for begin, end in spans]
    return (
        len({s[0] for s in spans}) == 1
        or len({s[1] for s in spans}) == 1
        or max(middles) - min(middles) <= 2
    )
