"""The layout of a PDF page: the tables between its ruling lines, and the text outside them as
paragraphs.

Many publishers draw no line at the left and right of a table; a browser that prints a wide page
cuts the last one off, and a page break leaves a table open. Its other lines then all end at one
place, where the side is closed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import itemgetter
from statistics import median
from typing import Any

from pdfplumber.table import Table as FoundTable
from pdfplumber.table import TableFinder
from pdfplumber.utils.clustering import cluster_objects
from pdfplumber.utils.text import extract_words

from .pdfpage import Box, PageObjects, find_middle, make_object

_NEAR = 3.0  # points: so far pdfplumber moves lines to meet each other
_MAX_EDGES = 800  # of a page: beyond it no open side is looked for
_LINE = 0.3  # of the size: tops of characters that are closer are in one line
_SAME_LINE = 0.4  # of the height: words whose middles are closer are in one line
_LEAST_LINE = 3.0  # points, as pdfplumber takes it
_MARGIN = 5.0  # of the size: so far a table may reach beyond the text
_PROSE = 60  # characters in the only cell of a row: no heading within a table is as long
_FOOTER = re.compile(r"[-—–\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／共]\s*\d{1,4}\s*页?)?[-—–\s]*")
_NUMBERING = re.compile(r"[0-9]{1,2}[.、．](?![0-9])")

_Rule = tuple[float, float, float]
"""A drawn line: where it stands, from where, and to where."""


@dataclass(frozen=True, slots=True)
class TableCell:
    """A printed cell: its text and its place on the page."""

    text: str
    box: Box
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table: its number on the page, and its rows with the number of each."""

    number: int
    rows: list[tuple[int, list[TableCell]]]
    top: float


@dataclass(slots=True)
class Paragraph:
    """Lines of text that belong together.

    `is_open`: the last line reaches the right margin; `is_indented`: the first begins right of the
    left one; `is_footer`: it is the number of the page.
    """

    text: str
    top: float
    is_open: bool = False
    is_indented: bool = True
    is_footer: bool = False


def read_layout(page: PageObjects) -> list[Table | Paragraph]:
    """Tables and paragraphs of a page in reading order.

    Boxes around lines of prose look like tables of one column, also where such boxes touch a real
    table: rows with a single cell at both ends of a table are text. A word that stands in no cell
    of a table is text as well, so nothing is lost.
    """
    # Figures of another font stand a little higher or lower than the Chinese characters in their
    # line, the more so the larger they are.
    size = median(char["size"] for char in page.chars) if page.chars else 0.0
    height = max(_LINE * size, _LEAST_LINE)
    tables: list[Table] = []
    boxes: list[Box] = []
    for found in [] if page.is_drawing else _find_tables(page):
        if len({cell[0] for cell in found.cells}) < 2:
            continue
        if rows := _strip_text_rows(_read_rows(found, height)):
            tables.append(Table(len(tables) + 1, rows, min(cell.box[1] for cell in rows[0][1])))
            boxes += [cell.box for _, row in rows for cell in row]
    words = extract_words(page.chars, y_tolerance=height)
    outside = [word for word in words if not is_inside(word, boxes)]
    edge = max((box[2] for box in boxes), default=0.0)
    paragraphs = _read_paragraphs(outside, [table.top for table in tables], edge)
    return sorted([*tables, *paragraphs], key=lambda item: item.top)


def is_inside(item: Any, boxes: Sequence[Box]) -> bool:
    """Whether the middle of an object lies in one of the boxes."""
    x, y = find_middle(item)
    return any(left <= x < right and top <= y < bottom for left, top, right, bottom in boxes)


def _find_tables(page: Any) -> list[FoundTable]:
    """The tables between drawn lines, and between the ends of such lines where a side is open."""
    finder = TableFinder(page)
    if len(finder.edges) > _MAX_EDGES:
        return finder.tables
    across = [(e["top"], e["x0"], e["x1"]) for e in finder.edges if e["orientation"] == "h"]
    down = [(e["x0"], e["top"], e["bottom"]) for e in finder.edges if e["orientation"] == "v"]
    sides = list(_find_open_sides(across, down))
    caps = list(_find_open_sides([*down, *sides], across))
    if not sides and not caps:
        return finder.tables
    closed = {
        "explicit_vertical_lines": [
            make_object("line", [(x, -top), (x, -bottom)], 0) for x, top, bottom in sides
        ],
        "explicit_horizontal_lines": [
            make_object("line", [(left, -y), (right, -y)], 0) for y, left, right in caps
        ],
    }
    return TableFinder(page, closed).tables


def _find_open_sides(rules: Sequence[_Rule], crossing: Sequence[_Rule]) -> Iterator[_Rule]:
    """A line like the crossing ones, as long as the nearest of them, where one is missing.

    It is missing where two neighbouring rules, which crossing lines join elsewhere, end at one
    place.
    """
    for end in (1, 2):
        for group in cluster_objects(list(rules), itemgetter(end), _NEAR):
            for one, other in pairwise(sorted(group)):
                joining = [
                    rule
                    for rule in crossing
                    if rule[1] <= one[0] + _NEAR and rule[2] >= other[0] - _NEAR
                ]
                begin, stop = max(one[1], other[1]) - _NEAR, min(one[2], other[2]) + _NEAR
                inside = [rule for rule in joining if begin <= rule[0] <= stop]
                if inside and all(abs(rule[0] - one[end]) > _NEAR for rule in joining):
                    nearest = min(inside, key=lambda rule: abs(rule[0] - one[end]))
                    yield one[end], min(nearest[1], one[0]), max(nearest[2], other[0])


def _read_rows(table: FoundTable, height: float) -> list[tuple[int, list[TableCell]]]:
    """The rows with the cells that begin in them; a place that a merged cell covers is none. A cell
    that reaches into a row with text is shared. `height` is that of a line.
    """
    rows: list[tuple[int, list[TableCell]]] = []
    for texts, row in zip(table.extract(y_tolerance=height), table.rows, strict=True):
        cells = [TableCell(t or "", box) for t, box in zip(texts, row.cells, strict=True) if box]
        rows.append((len(rows) + 1, cells))
    for at, (_, below) in enumerate(rows[1:]):
        if any(cell.text for cell in below):
            top = min(cell.box[1] for cell in below) + _NEAR
            number, above = rows[at]
            rows[at] = number, [replace(cell, shared=cell.box[3] > top) for cell in above]
    return rows


def _strip_text_rows(
    rows: list[tuple[int, list[TableCell]]],
) -> list[tuple[int, list[TableCell]]]:
    """The rows without the text at both ends: more than two rows of one cell, or one long one."""
    wide = [index for index, (_, row) in enumerate(rows) if len(row) > 1]
    if not wide:
        return []
    first, last = wide[0], wide[-1] + 1
    begin = first if _is_text(rows[:first]) else 0
    return rows[begin : last if _is_text(rows[last:]) else len(rows)]


def _is_text(rows: list[tuple[int, list[TableCell]]]) -> bool:
    return len(rows) > 2 or any(len(cell.text) > _PROSE for _, row in rows for cell in row)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    left: float
    right: float
    top: float
    size: float


def _read_paragraphs(words: list[Any], tops: list[float], edge: float) -> list[Paragraph]:
    """Lines of words joined where one runs on in the next.

    `edge`: the right side of the tables on the page; lines that all end far left of it show no
    margin, so none of them runs on: a title, and the heading of a table.
    """
    lines = [_read_line(group) for group in _group_lines(words)]
    left = min((line.left for line in lines), default=0.0)
    right = max((line.right for line in lines), default=0.0)
    found: list[Paragraph] = []
    before: _Line | None = None
    for line in lines:
        is_indented = line.left > left + line.size
        if before and found[-1].is_open and not is_indented and _runs_on(before, line, tops):
            found[-1].text += join_text(found[-1].text, line.text)
        else:
            is_footer = _FOOTER.fullmatch(line.text) is not None
            found.append(Paragraph(line.text, line.top, False, is_indented, is_footer))
        margin = max(right - 1.5 * line.size, edge - _MARGIN * line.size)
        reaches_margin = line.right > margin
        found[-1].is_open = reaches_margin and right - left > 12 * line.size
        before = line
    return found


def _runs_on(before: _Line, line: _Line, tops: list[float]) -> bool:
    """Whether a line is near the one before it, of its size, and no table is between them.

    Columns of a table without ruling lines, and a number of a list below a number, do not run on:
    two numbers would become one.
    """
    return not (
        "\t" in before.text + line.text
        or (before.text[-1:].isdecimal() and _NUMBERING.match(line.text))
        or line.top - before.top >= 3 * max(line.size, before.size)
        or abs(line.size - before.size) >= 0.2 * line.size
        or any(before.top < top <= line.top for top in tops)
    )


def join_text(before: str, text: str) -> str:
    """`text` as it goes on after `before`: with a space only between Latin words.

    >>> join_text("收到", "申请"), join_text("open", "data")
    ('申请', ' data')
    """
    ends = before[-1:] + text[:1]
    return " " + text if len(ends) == 2 and ends.isascii() and ends.isalpha() else text


def _group_lines(words: list[Any]) -> list[list[Any]]:
    """Words in lines: those whose middles are at one height."""
    height = median(word["bottom"] - word["top"] for word in words) if words else 0.0
    return cluster_objects(words, lambda word: find_middle(word)[1], _SAME_LINE * height)


def _read_line(words: list[Any]) -> _Line:
    words = sorted(words, key=lambda word: word["x0"])
    size = max(word["bottom"] - word["top"] for word in words)
    text = words[0]["text"]
    for before, word in pairwise(words):
        gap = word["x0"] - before["x1"]
        # Chinese is set close to digits and to itself without a space in between.
        is_close = gap < 0.3 * size and max(before["text"][-1:], word["text"][:1]) >= "\u2e80"
        text += ("\t" if gap > 2 * size else "" if is_close else " ") + word["text"]
    right, top = max(word["x1"] for word in words), min(word["top"] for word in words)
    return _Line(text, words[0]["x0"], right, top, size)
