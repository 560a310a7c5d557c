"""Blocks of a document to rows of cells. No numbers, no labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ..documents.blocks import Block, Cell, Document, Grid, Line
from .pipes import PIPES, PipeStyle, detect_style, has_pipe, read_pipe_row
from .row import Row, cut_cell
from .template import find_separator, read_template_row

__all__ = ["Row", "read_rows"]

_GAP = re.compile("[ \u00a0\u3000]{2,}")
_SENTENCE = re.compile("[。；！？]")
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
    piped = [line for line in lines if has_pipe(line.text)]
    style = detect_style(lines) if piped else PipeStyle(False, False, False)
    return _join_broken_numbers(_read_blocks(document.blocks, document.media, style), style)


def _read_blocks(blocks: Sequence[Block], media: str, style: PipeStyle) -> list[Row]:
    rows: list[Row] = []
    open_above = False  # the cell above is not closed yet, on pages that close it one line below
    for block in blocks:
        if isinstance(block, Grid):
            rows += [Row(cells, True, media) for cells in block.rows]
            open_above = False
        elif row := _read_line(block, style, open_above):
            rows.append(row)
            open_above = row.layout == "lines" and (open_above or bool(row.cells[0].text))
    return rows


def _read_line(line: Line, style: PipeStyle, open_above: bool) -> Row | None:
    text = line.text
    if has_pipe(text):
        return read_pipe_row(line, style.alternating and open_above, style.opened)
    if "\t" in text.strip("\r\n \t") or (text.count("\t") > 1 and text.strip()):
        return _split_at(line, _between(r"\t", text), "tabs")
    if _GAP.search(text.strip()) and not _SENTENCE.search(text):
        bounds = [(b, e) for b, e in _between(_GAP.pattern, text) if text[b:e].strip()]
        if max(e - b for b, e in bounds) <= _LONGEST_CELL:
            return _split_at(line, bounds, "spaces")
    if not text.strip(" \t\r\n\f\v"):
        return None
    return Row((cut_cell(line, 0, len(text)),), False, "lines", line)


def _between(separator: str, text: str) -> list[tuple[int, int]]:
    """Where the pieces between separators begin and end."""
    spans = [match.span() for match in re.finditer(separator, text)]
    return list(zip([0, *(e for _, e in spans)], [*(b for b, _ in spans), len(text)], strict=True))


def _split_at(line: Line, bounds: Sequence[tuple[int, int]], layout: str) -> Row:
    return Row(tuple(cut_cell(line, b, e) for b, e in bounds), True, layout, line)


def _join_broken_numbers(rows: list[Row], style: PipeStyle) -> list[Row]:
    """Put the pieces of a number together that a line break cut: they stay two lines of one cell.

    A line goes on below where its row is not closed although the rows of the page are, or where
    one number stands alone directly below a row that ends with a number.
    """
    joined: list[Row] = []
    for row in rows:
        above = joined[-1] if joined else None
        if above is None or not above.cells or not row.cells or above.line is None:
            joined.append(row)
            continue
        first, last = row.cells[0], above.cells[-1]
        if not (_DIGITS.fullmatch(first.text) and _DIGITS.fullmatch(last.text)):
            joined.append(row)
        elif _continues(above, row, style):
            cells = (*above.cells[:-1], _join_cells(last, first), *row.cells[1:])
            joined[-1] = above._replace(cells=cells, whole=True, line=row.line)
        else:
            joined.append(row)
    return joined


def _join_cells(above: Cell, below: Cell) -> Cell:
    """Both cells as one; its offset is kept where nothing but the line break parts them."""
    text = f"{above.text}\n{below.text}"
    touching = above.start is not None and below.start == above.start + len(above.text) + 1
    return replace(above, text=text, start=above.start if touching else None)


def _continues(above: Row, row: Row, style: PipeStyle) -> bool:
    """Whether the first cell of a row is the rest of the last cell of the row above it."""
    if above.line is None or row.line is None or row.line.number is None:
        return False
    if above.line.number is None or row.line.number != above.line.number + 1:
        return False
    if style.closed and not style.alternating and has_pipe(row.line.text):
        is_open = above.line.text.rstrip()[-1:] not in PIPES
        return is_open and row.line.text.lstrip()[:1] not in PIPES
    alone = all(not cell.text for cell in row.cells[1:])
    return above.whole and alone and not row.whole and above.layout in ("tabs", "spaces", "pipes")
