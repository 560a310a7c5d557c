"""Blocks of a document to rows of cells. No numbers, no labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ..documents.blocks import Block, Document, Grid, Line
from ..documents.content import PIPES
from .pipes import PipeStyle, detect_style, has_pipe, read_pipe_row
from .row import Row, cut_cell
from .template import find_separator, read_template_row

__all__ = ["Row", "read_rows"]

_GAP = re.compile("[ \u00a0\u3000]{2,}")
_SENTENCE = re.compile("[。；！？]")
_BLANKS = " \u00a0\u3000"
_SEPARATORS = (*PIPES, "\t", *(a + b for a in _BLANKS for b in _BLANKS))
_LONGEST_CELL = 80  # a longer piece between gaps is running text
_DIGITS = re.compile(r"\d[\d,.]*")


def read_rows(document: Document) -> list[Row]:
    """All lines and table rows of a document as rows of cells, in order.

    A row of a table is a row. A line with pipes, tabs or wide gaps is split at them. Any other
    line is one cell; a line of white space only is an empty cell if it holds more than plain
    blanks (a no-break space is how pages print an empty cell), and an empty line is nothing.
    """
    lines = [block for block in document.blocks if isinstance(block, Line)]
    if lines and (separator := find_separator(lines[0].text)):
        return [read_template_row(line, separator) for line in lines[1:] if line.text.strip()]
    text = "\n".join([line.text for line in lines])
    separators = [mark for mark in _SEPARATORS if mark in text]
    style = detect_style(lines) if has_pipe(text) else PipeStyle(False, False, False)
    rows = _read_blocks(document.blocks, document.media, style, separators)
    return _join_broken_numbers(rows, style) if separators else rows


def _read_blocks(
    blocks: Sequence[Block], media: str, style: PipeStyle, separators: Sequence[str]
) -> list[Row]:
    """`separators`: those that occur in the lines of the document."""
    rows: list[Row] = []
    open_above = False  # the cell above is not closed yet, on pages that close it one line below
    for block in blocks:
        if isinstance(block, Grid):
            rows += [Row(cells, True, media) for cells in block.rows]
            open_above = False
            continue
        is_plain = True
        for mark in separators:
            is_plain = is_plain and mark not in block.text
        row = _read_cell(block) if is_plain else _read_line(block, style, open_above)
        if row is not None:
            rows.append(row)
            open_above = row.layout == "lines" and (open_above or bool(row.cells[0].text))
    return rows


def _read_line(line: Line, style: PipeStyle, open_above: bool) -> Row | None:
    text = line.text
    if has_pipe(text):
        return read_pipe_row(line, style.alternating and open_above, style.opened)
    if "\t" in text.strip("\r\n \t") or (text.count("\t") > 1 and text.strip()):
        return _split_at(line, _find_pieces(r"\t", text), "tabs")
    if _GAP.search(text.strip()) and not _SENTENCE.search(text):
        bounds = [(b, e) for b, e in _find_pieces(_GAP.pattern, text) if text[b:e].strip()]
        if max(e - b for b, e in bounds) <= _LONGEST_CELL:
            return _split_at(line, bounds, "spaces")
    return _read_cell(line)


def _read_cell(line: Line) -> Row | None:
    """A line that is one cell; nothing for plain blanks."""
    if not line.text.strip(" \t\r\n\f\v"):
        return None
    return Row((cut_cell(line, 0, len(line.text)),), False, "lines", line)


def _find_pieces(separator: str, text: str) -> list[tuple[int, int]]:
    """Where the pieces between separators begin and end."""
    spans = [match.span() for match in re.finditer(separator, text)]
    return list(zip([0, *(e for _, e in spans)], [*(b for b, _ in spans), len(text)], strict=True))


def _split_at(line: Line, bounds: Sequence[tuple[int, int]], layout: str) -> Row:
    return Row(tuple(cut_cell(line, b, e) for b, e in bounds), True, layout, line)


def _join_broken_numbers(rows: list[Row], style: PipeStyle) -> list[Row]:
    """Put the pieces of a number together that a line break cut: they stay two lines of one cell.

    A line goes on below where its row is not closed although the rows of the page are, or where
    one number stands directly below a row that ends with a number, alone or with the empty cells
    that end its row.
    """
    joined: list[Row] = []
    for row in rows:
        if joined and _continues(joined[-1], row, style):
            joined[-1] = _join_rows(joined[-1], row)
        else:
            joined.append(row)
    return joined


def _join_rows(above: Row, below: Row) -> Row:
    """Two rows as one: the last cell of the upper and the first of the lower are one, with what
    stands between them."""
    last, first = above.cells[-1], below.cells[0]
    assert above.line is not None and below.line is not None
    upper, lower = above.line.text, below.line.text
    between = upper[upper.rindex(last.text) + len(last.text) :] + "\n"
    between += lower[: lower.index(first.text)]
    text = last.text + between + first.text
    is_whole = last.start is not None and first.start == last.start + len(last.text + between)
    cell = replace(last, text=text, start=last.start if is_whole else None)
    cells = (*above.cells[:-1], cell, *below.cells[1:])
    return above._replace(cells=cells, whole=True, line=below.line)


def _continues(above: Row, row: Row, style: PipeStyle) -> bool:
    """Whether the first cell of a row is the rest of the last cell of the row above it."""
    if not (row.cells and above.cells and row.line and above.line):
        return False
    if not all(_DIGITS.fullmatch(cell.text) for cell in (row.cells[0], above.cells[-1])):
        return False
    is_next = above.line.number is not None and row.line.number == above.line.number + 1
    is_open = is_next and above.line.text.rstrip()[-1:] not in PIPES
    if style.closed and not style.alternating and has_pipe(row.line.text):
        return is_open and row.line.text.lstrip()[:1] not in PIPES
    is_alone = all(not cell.text for cell in row.cells[1:])
    return is_open and is_alone and above.whole and above.layout in ("tabs", "spaces", "pipes")
