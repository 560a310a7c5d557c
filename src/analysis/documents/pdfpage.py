"""One page of a PDF: the ruled tables, and the text outside them as paragraphs, both in reading order."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import Any

from .pdfcolumns import BLANK, with_blanks
from .pdfrules import ruled_tables
from .pdftext import directions, legible, unbroken

MAX_RULES = 10_000  # drawn lines and rectangles of a page; beyond it the page is a drawing and no table is looked for
_PROSE = 60  # characters in the only cell of a row: no heading within a table is as long
_FOOTER = re.compile(r"[-—–\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／共]\s*\d{1,4}\s*页?)?[-—–\s]*")
_NUMBERING = re.compile(r"[0-9]{1,2}[.、．](?![0-9])")
_Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Row:
    """A row of a table: the cells that are there as (number in the row from 1, text, box on the page), and its own box."""

    cells: list[tuple[int, str, _Box]]
    box: _Box


@dataclass(slots=True)
class Table:
    """A ruled table: its number on the page, and its rows with the number of each."""

    number: int
    rows: list[tuple[int, Row]]
    top: float


@dataclass(slots=True)
class Paragraph:
    """Lines of text that belong together. `open`: the last line reaches the right margin; `indented`: the first begins right of the left one."""

    text: str
    top: float
    open: bool = False
    indented: bool = True
    footer: bool = False


@dataclass(slots=True)
class PageContent:
    """What a page holds in reading order. `drawing`: so many lines are drawn that no table was looked for."""

    items: list[Table | Paragraph] = field(default_factory=list)
    drawing: bool = False


def page_content(page: Any) -> PageContent:
    """Tables and paragraphs of a pdfplumber page.

    Boxes around lines of prose look like tables of one column, also where such boxes touch a real table: rows with a single cell at both ends
    of a table are text. A word that stands in no cell of a table is text as well, so nothing is lost.
    """
    page = legible(page)
    content = PageContent(drawing=len(page.rects) + len(page.lines) + len(page.curves) > MAX_RULES)
    parts = directions(page)
    tables: list[Table] = []
    boxes: list[_Box] = []
    if not content.drawing:
        for found in ruled_tables(page):
            if len({cell[0] for cell in found.cells}) < 2:
                continue
            rows = _trimmed(_rows(found, parts))
            if rows:
                tables.append(Table(len(tables) + 1, rows, rows[0][1].box[1]))
                boxes.extend(
                    cell
                    for number, _ in rows
                    for cell in found.rows[number - 1].cells
                    if cell is not None
                )
    words = [
        word for part, way in parts for word in part.extract_words(**way) if not inside(word, boxes)
    ]
    content.items = sorted(
        [*tables, *_paragraphs(words, [table.top for table in tables])], key=lambda item: item.top
    )
    return content


def _rows(table: Any, parts: list[tuple[Any, dict[str, Any]]]) -> list[tuple[int, Row]]:
    rows = []
    readings = [type(table)(part, table.cells).extract(**way) for part, way in parts]
    for number, (row, *texts) in enumerate(zip(table.rows, *readings, strict=True), 1):
        # None is a place that a cell from above or from the left covers; "" is an empty cell.
        cells: list[tuple[int, str, _Box]] = []
        for box, *pieces in zip(row.cells, *texts, strict=True):
            if box is not None:
                text = "\n".join(filter(None, pieces))
                if "\n" in text:
                    text = unbroken(
                        text,
                        box,
                        [char for part, _ in parts for char in part.chars if inside(char, [box])],
                    )
                cells.append((len(cells) + 1, text, box))
        rows.append((number, Row(cells, row.bbox)))
    return rows


def _trimmed(rows: list[tuple[int, Row]]) -> list[tuple[int, Row]]:
    """The rows without the text at both ends: more than two rows of one cell, or one long one. Nothing where no row has two cells."""
    first = next((index for index, (_, row) in enumerate(rows) if len(row.cells) > 1), None)
    if first is None:
        return []
    last = len(rows) - next(
        index for index, (_, row) in enumerate(reversed(rows)) if len(row.cells) > 1
    )
    return rows[
        first if _is_text(rows[:first]) else 0 : last if _is_text(rows[last:]) else len(rows)
    ]


def _is_text(rows: list[tuple[int, Row]]) -> bool:
    return len(rows) > 2 or any(len(text) > _PROSE for _, row in rows for _, text, _ in row.cells)


def inside(word: Any, boxes: list[_Box]) -> bool:
    """Whether the middle of a word or character lies in one of the boxes."""
    across, down = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return any(
        left <= across <= right and top <= down <= bottom for left, top, right, bottom in boxes
    )


@dataclass(slots=True)
class _Line:
    text: str
    left: float
    right: float
    top: float
    size: float


def _paragraphs(words: list[Any], tops: list[float]) -> list[Paragraph]:
    """Lines of words joined where one runs on in the next: it reaches the right margin, the next begins at the left one, and no table is between."""
    lines = [_line(group) for group in with_blanks(_grouped(words))]
    if not lines:
        return []
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    found: list[Paragraph] = []
    before: _Line | None = None
    for line in lines:
        indented = line.left > left + line.size
        runs_on = (
            before is not None
            and found[-1].open
            and not indented
            and not _apart(before.text, line.text)
            and line.top - before.top < 3 * max(line.size, before.size)
            and abs(line.size - before.size) < 0.2 * line.size
            and not any(before.top < top <= line.top for top in tops)
        )
        if runs_on:
            found[-1].text += join(found[-1].text, line.text)
        else:
            found.append(
                Paragraph(
                    line.text,
                    line.top,
                    indented=indented,
                    footer=bool(_FOOTER.fullmatch(line.text)),
                )
            )
        found[-1].open = line.right > right - 1.5 * line.size and right - left > 12 * line.size
        before = line
    return found


def _apart(before: str, text: str) -> bool:
    """Columns of a table without ruling lines, or a number of a list below a number: such lines do not run on, or two numbers would become one."""
    return "\t" in before + text or (before[-1:].isdecimal() and _NUMBERING.match(text) is not None)


def join(before: str, text: str) -> str:
    """`text` as it goes on after `before`: with a space only between Latin words.

    >>> join("收到", "申请"), join("open", "data")
    ('申请', ' data')
    """
    return (
        " " + text
        if before[-1:].isascii()
        and before[-1:].isalpha()
        and text[:1].isascii()
        and text[:1].isalpha()
        else text
    )


def _grouped(words: list[Any]) -> list[list[Any]]:
    """Words in lines: those whose middles are at one height."""
    groups: list[list[Any]] = []
    for word in sorted(words, key=lambda word: ((word["top"] + word["bottom"]) / 2, word["x0"])):
        middle = (word["top"] + word["bottom"]) / 2
        if groups:
            first = groups[-1][0]
            if abs(middle - (first["top"] + first["bottom"]) / 2) <= 0.4 * min(
                first["bottom"] - first["top"], word["bottom"] - word["top"]
            ):
                groups[-1].append(word)
                continue
        groups.append([word])
    return groups


def _line(words: list[Any]) -> _Line:
    words = sorted(words, key=lambda word: word["x0"])
    size = max(word["bottom"] - word["top"] for word in words)
    text = words[0]["text"]
    for before, word in itertools.pairwise(words):
        gap = word["x0"] - before["x1"]
        # Chinese is set close to digits and to itself without a space in between.
        close = gap < 0.3 * size and max(before["text"][-1:], word["text"][:1]) >= "\u2e80"
        text += (
            "\t"
            if gap > 2 * size or BLANK in (before["text"], word["text"])
            else ""
            if close
            else " "
        ) + word["text"]
    return _Line(
        text,
        words[0]["x0"],
        max(word["x1"] for word in words),
        min(word["top"] for word in words),
        size,
    )
