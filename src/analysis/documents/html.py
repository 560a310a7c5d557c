"""A page to a document: lines and grids in document order, each cell with its exact place in the
source.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, chain, groupby

from ..errors import Problem
from .blocks import Block, Cell, Grid, Line, find_offset
from .errorpages import find_error_page
from .limits import MAX_SPAN, describe_too_many_blocks
from .paragraphs import SPACE
from .tree import Page, PageCell, PageTable

LONG_CELL = 300  # characters; the longest label of a form has about 60
LONG_PARAGRAPH = (
    30  # three paragraphs of this length are prose, three short ones a label set vertically
)

_Rows = list[list[PageCell]]


def read_html(source: str) -> tuple[list[Block], dict[str, str], list[Problem]]:
    """The blocks of a page, its meta tags with `title`, and its problems.

    A table is a grid of its printed cells; an inner table is a grid of its own below it. Rows that
    hold prose (a cell of more than 300 characters or of three paragraphs) only lay out the page:
    their content comes as lines, as do rows of one cell that no other rows stand beside.

    >>> blocks, meta, problems = read_html("<p>三、申请</p><table><tr><td>总计<td> 12 </table>")
    >>> blocks[0].text, [cell.text for cell in blocks[1].rows[0]], blocks[1].rows[0][1].start
    ('三、申请', ['总计', '12'], 33)
    """
    page = Page(source)
    blocks: list[Block] = []
    grids = 0
    for item in _unfold_tables(page):
        if isinstance(item, Line):
            blocks.append(item)
        else:
            grids += 1
            blocks.append(_make_grid(item, page, grids))
    problems: list[Problem] = []
    if page.is_cut:
        problems.append(describe_too_many_blocks("lines and cells"))
    if page.absurd_span is not None:
        offset, span = page.absurd_span
        words = (
            f"a cell that claims to span {span} rows or columns was read as one cell: "
            "compare its row with the page"
        )
        problems.append(
            Problem("absurd_span", words, page.find_line(offset), f"at most {MAX_SPAN}", span)
        )
    if not any(isinstance(block, Grid) or block.text.strip(SPACE) for block in blocks):
        words = (
            "the page shows no text of its own (it may be filled by a script): open it in a "
            "browser and save it from there, or print it to PDF"
        )
        shown = f"{len(source)} characters of source, none of them visible"
        problems.append(Problem("empty_file", words, None, "a report", shown))
    else:
        problems.extend(find_error_page(blocks, page.meta.get("title", "")))
    return blocks, page.meta, problems


def _unfold_tables(page: Page) -> Iterator[Line | _Rows]:
    """Lines, and the rows of each grid, in document order; tables may stand in tables."""
    waiting: list[Line | PageTable | _Rows] = [*reversed(page.items)]
    while waiting:
        item = waiting.pop()
        if isinstance(item, PageTable):
            waiting.extend(reversed(_unfold_table(item, page)))
        else:
            yield item


def _unfold_table(table: PageTable, page: Page) -> list[Line | PageTable | _Rows]:
    """The lines, grids and inner tables of one table, in order."""
    found: list[Line | PageTable | _Rows] = [*table.above]
    for is_layout, group in groupby(table.rows, key=_lays_out):
        rows = list(group)
        if is_layout:
            found += [item for row in rows for cell in row for item in cell.content]
        elif all(len(row) <= 1 for row in rows):
            for cell in chain(*rows):
                found += cell.content or [page.make_blank_line(cell.start)]
        else:
            items = [item for row in rows for cell in row for item in cell.content]
            found += [rows, *(item for item in items if isinstance(item, PageTable))]
    return [*found, *table.below]


def _lays_out(row: list[PageCell]) -> bool:
    """Whether a row only lays out the page: it holds prose, or tables beside at most one text."""
    lines = [item for cell in row for item in cell.content if isinstance(item, Line)]
    has_tables = len(lines) < sum([len(cell.content) for cell in row])
    if has_tables and sum(bool(cell.list_lines()) for cell in row) <= 1:
        return True
    can_be_prose = sum([len(line.text) for line in lines]) > 3 * LONG_PARAGRAPH
    return can_be_prose and any(map(_is_prose, row))


def _is_prose(cell: PageCell) -> bool:
    lengths = [len(line.text) for line in cell.list_lines()]
    return sum(lengths) > LONG_CELL or sum(length > LONG_PARAGRAPH for length in lengths) >= 3


def _make_grid(rows: _Rows, page: Page, table: int) -> Grid:
    """The printed cells of these rows; a cell that spans rows with text below its own is shared."""
    found = [
        tuple([_make_cell(cell, page, table, y, x) for x, cell in enumerate(row, 1)])
        for y, row in enumerate(rows, 1)
    ]
    spanning = [
        (y, y + cell.rowspan, printed)
        for y, (row, cells) in enumerate(zip(rows, found, strict=True))
        for cell, printed in zip(row, cells, strict=True)
        if cell.rowspan > 1 and printed.text
    ]
    filled = [any(cell.text for cell in row) for row in found] if spanning else []
    below = [0, *accumulate(filled)]
    for y, end, printed in spanning:
        printed.shared = below[min(end, len(rows))] > below[y + 1]
    return Grid(tuple(filter(None, found)))


def _make_cell(cell: PageCell, page: Page, table: int, row: int, place: int) -> Cell:
    """A printed cell.

    A text in one piece has its exact start, an empty cell the offset after its opening tag, a text
    in pieces only its place.
    """
    lines = cell.list_lines()
    if not lines:
        return Cell("", cell.start, page.find_line(cell.start))
    first = lines[0]
    text = first.text.strip(SPACE)
    if len(lines) > 1:
        text = "\n".join(line.text.strip(SPACE) for line in lines)
    elif (start := find_offset(first.runs, first.text.index(text), len(text))) is not None:
        return Cell(text, start, page.find_line(start))
    return Cell(text, None, first.number, place=f"table {table} row {row} cell {place}")
