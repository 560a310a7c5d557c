"""The ruled tables of a PDF page, those included whose sides are open.

Many publishers draw no line at the left and right of a table; a browser that prints a wide page cuts the last one off, and where a row goes on
on the next page it draws none below and above. The lines of such a table all end at one place, where a side is closed here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

_NEAR = 3.0  # points: so far pdfplumber moves lines to meet each other
_MAX_EDGES = 800  # of a page: beyond it no side is looked for
_Rule = tuple[float, float, float]
"""A drawn line: where it stands, from where, and to where."""


def ruled_tables(page: Any) -> list[Any]:
    """The tables of a pdfplumber page between its drawn lines, and between the ends of such lines where a side is open."""
    finder = page.debug_tablefinder()
    if len(finder.edges) > _MAX_EDGES:
        return finder.tables
    across = [
        (edge["top"], edge["x0"], edge["x1"]) for edge in finder.edges if edge["orientation"] == "h"
    ]
    down = [
        (edge["x0"], edge["top"], edge["bottom"])
        for edge in finder.edges
        if edge["orientation"] == "v"
    ]
    sides = list(_missing(across, down))
    caps = list(_missing([*down, *sides], across))
    if not sides and not caps:
        return finder.tables
    drawn = {
        "explicit_vertical_lines": [_line(x, top, x, bottom) for x, top, bottom in sides],
        "explicit_horizontal_lines": [_line(left, y, right, y) for y, left, right in caps],
    }
    return page.debug_tablefinder(drawn).tables


def _missing(rules: Sequence[_Rule], crossing: Sequence[_Rule]) -> Iterator[_Rule]:
    """A line like the crossing ones, as long as the nearest of them, wherever two neighbours that these join elsewhere end at one place where none does."""
    for end in (1, 2):
        groups: list[list[_Rule]] = []
        for rule in sorted(rules, key=lambda rule: rule[end]):
            if groups and rule[end] - groups[-1][-1][end] <= _NEAR:
                groups[-1].append(rule)
            else:
                groups.append([rule])
        for group in groups:
            for one, other in pairwise(sorted(group)):
                joined = [
                    rule
                    for rule in crossing
                    if rule[1] <= one[0] + _NEAR and rule[2] >= other[0] - _NEAR
                ]
                inside = [
                    rule
                    for rule in joined
                    if max(one[1], other[1]) - _NEAR <= rule[0] <= min(one[2], other[2]) + _NEAR
                ]
                if inside and not any(abs(rule[0] - one[end]) <= _NEAR for rule in joined):
                    _, begin, stop = min(inside, key=lambda rule: abs(rule[0] - one[end]))
                    yield one[end], min(begin, one[0]), max(stop, other[0])


def _line(left: float, top: float, right: float, bottom: float) -> dict[str, Any]:
    return {
        "object_type": "line",
        "x0": left,
        "x1": right,
        "top": top,
        "bottom": bottom,
        "width": right - left,
        "height": bottom - top,
    }
