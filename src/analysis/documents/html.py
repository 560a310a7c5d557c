"""A page to a document: lines and grids in document order, each cell with its exact place in the
source.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from ..errors import Problem
from .blocks import Block, Cell, Grid, Line, find_offset
from .errorpages import find_error_page
from .limits import MAX_SPAN, describe_too_many_blocks
from .paragraphs import SPACE, Paragraph
from .tree import Page, PageCell, PageTable, read_page

LONG_CELL = 300  # characters; the longest label of a form has about 60
LONG_PARAGRAPH = (
    30  # three paragraphs of this length are prose, three short ones a label set vertically
)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows that make one grid."""

    rows: list[list[PageCell]]
    reason: str


_Item = Paragraph | PageTable | _Rows


def find_line_ends(source: str) -> list[int]:
    r"""The offsets behind each line end, in order.

    >>> find_line_ends("1\r\n2\r3\n4")
    [3, 5, 7]
    """
    if "\r" in source:
        source = source.replace("\r\n", "\0\n").replace("\r", "\n")
    return [*accumulate(len(line) + 1 for line in source.split("\n")[:-1])]


def read_html(source: str) -> tuple[list[Block], dict[str, str], list[Problem]]:
    """The blocks of a page, its meta tags with `title`, and its problems.

    A table is a grid of its printed cells; an inner table is a grid of its own after the row in
    which it stands. Rows that hold prose (a cell of more than 300 characters or of three
    paragraphs) only lay out the page: their content comes as lines, as do tables of one column.

    >>> blocks, meta, problems = read_html("<p>三、申请</p><table><tr><td>总计<td> 12 </table>")
    >>> blocks[0].text, [cell.text for cell in blocks[1].rows[0]], blocks[1].rows[0][1].start
    ('三、申请', ['总计', '12'], 33)
    """
    page = read_page(source)
    ends = find_line_ends(source)
    blocks: list[Block] = []
    grids = 0
    for item in _flatten_tables(page):
        if isinstance(item, Paragraph):
            line = _find_line(ends, item.start)
            blocks.append(Line(item.text, line, item.runs or ((0, item.start),)))
        else:
            grids += 1
            rows = [
                tuple([_make_cell(cell, ends, grids, y, x) for x, cell in enumerate(row, 1)])
                for y, row in enumerate(item.rows, 1)
            ]
            blocks.append(Grid(tuple(rows), item.reason))
    problems: list[Problem] = []
    if page.is_cut:
        problems.append(describe_too_many_blocks("lines and cells"))
    if page.absurd_span is not None:
        offset, span = page.absurd_span
        words = (
            f"a cell that claims to span {span} rows or columns was read as one cell: "
            "compare its row with the page"
        )
        line = _find_line(ends, offset)
        problems.append(Problem("absurd_span", words, line, f"at most {MAX_SPAN}", span))
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


def _find_line(ends: Sequence[int], offset: int) -> int:
    """The line of an offset, by where the lines end."""
    return bisect_right(ends, offset) + 1


def _flatten_tables(page: Page) -> Iterator[Paragraph | _Rows]:
    """Paragraphs and grids in document order; tables within tables by a stack of our own."""
    stack: list[Iterator[_Item]] = [iter(page.items)]
    while stack:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
        elif isinstance(item, PageTable):
            stack.append(iter(_expand(item)))
        else:
            yield item


def _expand(table: PageTable) -> Sequence[_Item]:
    """One table as paragraphs, grids and inner tables in order."""
    rows = [item for item in table.items if isinstance(item, list) and item]
    if all(len(row) == 1 for row in rows):
        return _list_contents(table)
    if not any(_lays_out(cell) for row in rows for cell in row):
        first = table.items.index(rows[0])
        above, below = (
            [item for item in part if isinstance(item, Paragraph)]
            for part in (table.items[:first], table.items[first:])
        )
        return [*above, _Rows(rows, "html table"), *below]
    found: list[_Item] = []
    chunk: list[list[PageCell]] = []
    for item in table.items:
        if isinstance(item, Paragraph):
            found.extend(_cut_headings(chunk))
            found.append(item)
            continue
        inner = [table for cell in item for table in _list_inner_tables(cell)]
        texts = sum(any(p.text.strip(SPACE) for p in cell.paragraphs) for cell in item)
        if any(_is_prose(cell) for cell in item) or (inner and texts <= 1):
            found.extend(_cut_headings(chunk))
            found.extend(content for cell in item for content in cell.content)
        else:
            chunk.append(item)
            if inner:
                found.extend(_cut_headings(chunk))
                found.extend(inner)
    found.extend(_cut_headings(chunk))
    return found


def _list_contents(table: PageTable) -> list[_Item]:
    """What a table of one column holds, in order; a blank cell of several is a blank line."""
    rows = sum(isinstance(item, list) and bool(item) for item in table.items)
    found: list[_Item] = []
    for item in table.items:
        if isinstance(item, Paragraph):
            found.append(item)
        else:
            for cell in item:
                found.extend(cell.content or ([Paragraph("", cell.start)] if rows > 1 else []))
    return found


def _cut_headings(chunk: list[list[PageCell]]) -> list[_Item]:
    """Rows between rows of prose: single cells at both ends are headings or notes, so lines.

    Empties `chunk`.
    """
    first, last = 0, len(chunk)
    while first < last and len(chunk[first]) <= 1:
        first += 1
    while last > first and len(chunk[last - 1]) <= 1:
        last -= 1
    found: list[_Item] = [
        content for row in chunk[:first] for cell in row for content in cell.content
    ]
    if last > first:
        found.append(
            _Rows(
                [row for row in chunk[first:last] if row],
                "html table, beside prose or other tables in one table",
            )
        )
    found.extend(content for row in chunk[last:] for cell in row for content in cell.content)
    chunk.clear()
    return found


def _list_inner_tables(cell: PageCell) -> list[PageTable]:
    return [item for item in cell.content if isinstance(item, PageTable)]


def _lays_out(cell: PageCell) -> bool:
    """Whether a cell holds prose or a table."""
    if len(cell.content) == 1:
        item = cell.content[0]
        return isinstance(item, PageTable) or len(item.text) > LONG_CELL
    return bool(cell.content) and (_is_prose(cell) or bool(_list_inner_tables(cell)))


def _is_prose(cell: PageCell) -> bool:
    lengths = [len(item.text) for item in cell.paragraphs]
    return sum(lengths) > LONG_CELL or sum(length > LONG_PARAGRAPH for length in lengths) >= 3


def _make_cell(cell: PageCell, ends: Sequence[int], table: int, row: int, place: int) -> Cell:
    """A printed cell.

    A text in one piece has its exact start, an empty cell the offset after its opening tag, a text
    in pieces only its place.
    """
    filled = (
        [item for item in cell.content if isinstance(item, Paragraph) and item.text.strip(SPACE)]
        if cell.content
        else ()
    )
    if not filled:
        return Cell("", cell.start, _find_line(ends, cell.start))
    first = filled[0]
    text = first.text.strip(SPACE)
    if len(filled) == 1:
        at = first.text.index(text)
        start = find_offset(first.runs, at, len(text)) if first.runs else first.start + at
        if start is not None:
            return Cell(text, start, _find_line(ends, start), shared=cell.is_shared)
    else:
        text = "\n".join([item.text.strip(SPACE) for item in filled])
    line = _find_line(ends, first.start)
    where = f"table {table} row {row} cell {place}"
    return Cell(text, None, line, place=where, shared=cell.is_shared)
