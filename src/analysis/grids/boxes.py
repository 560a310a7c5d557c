"""Tables drawn with characters: lines between the rows as well as between the columns, cells of several lines.

A cell is what lines enclose on all sides. Where the lines do not meet (a program counted the width of Chinese
characters in another way), nothing is read in this layout.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ..documents.blocks import Line
from .canvas import WIDTHS, Width, cut, is_box, joined, places
from .strips import Strip, piece

_BORDERS = frozenset("|+" + "".join(map(chr, range(0x2500, 0x2580))))
_ACROSS = frozenset("─━═╌╍┄┅┈┉╴╶╸╺")
_RULE = re.compile(r"[+|](?:[-=:]+[+|])+")
_MIN_RULES = 4  # above and below of at least three rows

Span = tuple[int, int]  # columns, the second one behind the last
Part = tuple[Span, Line]  # what stands between two borders of a line


def is_drawn(text: str) -> bool:
    """Whether a line may belong to a table drawn with characters: it begins and ends with a border."""
    text = text.strip()
    return len(text) > 1 and text[0] in _BORDERS and text[-1] in _BORDERS


def is_rule(text: str) -> bool:
    """Whether a line is nothing but a drawn line with its corners."""
    return is_drawn(text) and _borders(text)[1]


def strips_of(lines: Sequence[Line]) -> list[Strip] | None:
    """The rows of a drawn table, from its lines (all of them `is_drawn`); None where it is no such table."""
    rules = sum(_borders(line.text)[1] for line in lines)
    if rules < _MIN_RULES:
        return None
    for width in WIDTHS:
        if (found := _read(lines, width)) is not None:
            return found
    return None


def frame(lines: Sequence[Line]) -> list[Line] | None:
    """What stands in a table of one column, which only frames other tables; None for any other table."""
    inner: list[Line] = []
    for line in lines:
        text = line.text
        begin, end = len(text) - len(text.lstrip()), len(text.rstrip())
        borders, rule = _borders(text)
        if not rule:
            inner.append(cut(line, begin + 1, end - 1))
        elif sum(text[at] not in "-=" and text[at] not in _ACROSS for at in borders) > 2:
            return None
    return (
        inner
        if len(inner) < len(lines) and sum(_borders(line.text)[1] for line in inner) >= _MIN_RULES
        else None
    )


def _borders(text: str) -> tuple[list[int], bool]:
    """The positions of all border characters of a line, and whether it is a rule from end to end."""
    found = {i for i, c in enumerate(text) if c == "|" or (is_box(c) and c not in _ACROSS)}
    for match in re.finditer(r"\+(?:[-=:]+\+)+", text):
        found |= set(range(*match.span()))
    for match in re.finditer(f"[{''.join(_ACROSS)}]+", text):
        begin, end = match.span()
        if begin - 1 in found and end in found:
            found |= set(range(begin, end))
    bare = text.strip()
    rule = len(found) == len(bare) > 2 and any(c in _ACROSS or c in "-=" for c in bare)
    return sorted(found), rule or _RULE.fullmatch(bare) is not None


def _parts(line: Line, width: Width) -> list[Part]:
    """What stands between the borders of a line."""
    borders, rule = _borders(line.text)
    if rule:
        return []
    x = places(line, width)
    return [((x[a + 1], x[b]), cut(line, a + 1, b)) for a, b in pairwise(borders) if b - a > 1]


def _read(lines: Sequence[Line], width: Width) -> list[Strip] | None:
    """Parts that stand below each other make a cell; a part that overlaps one above without standing below it tells that the lines do not meet."""
    rows: list[list[tuple[int, list[Line]]]] = []
    above: dict[Span, list[Line]] = {}
    edges: set[int] | None = None
    for line in lines:
        x = places(line, width)
        ends = {x[len(line.text) - len(line.text.lstrip())], x[len(line.text.rstrip())]}
        if edges is not None and ends != edges:
            return None
        edges = ends
        row: list[tuple[int, list[Line]]] = []
        below: dict[Span, list[Line]] = {}
        for span, part in _parts(line, width):
            if span in above:
                below[span] = above[span]
                below[span].append(part)
            elif any(begin < span[1] and span[0] < end for begin, end in above):
                return None
            else:
                below[span] = [part]
                row.append((span[0], below[span]))
        above = below
        if row:
            rows.append(row)
    return [
        strip
        for row in rows
        for strip in _strips([parts for _, parts in sorted(row, key=lambda cell: cell[0])])
    ]


def _strips(cells: list[list[Line]]) -> list[Strip]:
    """A row as a strip; a row of one cell is text."""
    if len(cells) > 1:
        return [Strip(tuple(joined(parts) for parts in cells), True, "drawn", cells[0][0])]
    return [
        Strip((piece(part, 0, len(part.text)),), False, "lines", part)
        for part in cells[0]
        if part.text.strip()
    ]
