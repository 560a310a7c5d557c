"""The ruled tables of a PDF page, those included whose sides are open.

Many publishers draw no line at the left and right of a table, and a browser that prints a wide page cuts the last one off. The lines
between its rows then all end at one place, where a side is closed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

_NEAR = 3.0  # points: so far pdfplumber moves lines to meet each other
_MAX_EDGES = 2_000  # of a page: beyond it no side is looked for


def ruled_tables(page: Any) -> list[Any]:
    """The tables of a pdfplumber page between its drawn lines, and between the ends of such lines where a side is open."""
    finder = page.debug_tablefinder()
    sides = list(_open_sides(finder.edges)) if len(finder.edges) <= _MAX_EDGES else []
    return page.debug_tablefinder({"explicit_vertical_lines": sides}).tables if sides else finder.tables


def _open_sides(edges: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """A vertical line wherever two lines of a table that follow each other end at one place and no line joins their ends."""
    across = sorted((edge for edge in edges if edge["orientation"] == "h"), key=lambda edge: edge["top"])
    down = [edge for edge in edges if edge["orientation"] == "v"]
    for end in ("x0", "x1"):
        groups: list[list[dict[str, Any]]] = []
        for edge in sorted(across, key=lambda edge: edge[end]):
            if groups and edge[end] - groups[-1][-1][end] <= _NEAR:
                groups[-1].append(edge)
            else:
                groups.append([edge])
        for group in groups:
            for upper, lower in pairwise(sorted(group, key=lambda edge: edge["top"])):
                joined = [v["x0"] for v in down if v["top"] <= upper["top"] + _NEAR and v["bottom"] >= lower["top"] - _NEAR]
                inner = any(max(upper["x0"], lower["x0"]) - _NEAR <= x <= min(upper["x1"], lower["x1"]) + _NEAR for x in joined)
                if inner and not any(abs(x - upper[end]) <= _NEAR for x in joined):
                    x, top, bottom = upper[end], upper["top"], lower["top"]
                    yield {"object_type": "line", "x0": x, "x1": x, "top": top, "bottom": bottom, "width": 0, "height": bottom - top}
