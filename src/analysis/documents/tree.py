"""A page's tags to lines and tables in document order, with the rules by which browsers close
cells and rows.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field

from .blocks import Line
from .limits import MAX_BLOCKS, MAX_SPAN
from .paragraphs import INDENT, LINE_END, SPACE, find_line_ends, join_pieces
from .tags import TAG, TAG_OR_CELL, UNSEEN, find_end, name_styled_texts, parse_attributes

MAX_PIECES = (
    20_000  # pieces of text between tags in one paragraph; a longer one goes on as the next
)
MAX_WRAPPED = 100  # lines that a table in a cell gives to it; there may be a table in every table
_BREAKS = (
    "address article aside blockquote body br center col colgroup dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hr html legend "
    "li main menu nav ol optgroup option p section summary ul"
)
_SPAN = re.compile(r"(row|col)span\s*+=\s*+[\"']?\s*+([0-9]{1,12})", re.IGNORECASE)
_HEAD = 4096  # characters of a page in which a browser says from where it was saved
_SAVED = re.compile(r"<!--\s*+saved from url=\(\d+\)(\S+)")
# A piece of a page without any block tag was pasted together with text: there a line end is a line
# end.
_BLOCK_TAG = re.compile(r"<(?:p|div|br|body|html|li|h[1-6]|section|article)[\s/>]", re.IGNORECASE)


@dataclass(slots=True, eq=False)
class PageCell:
    """A cell: `start`, the offset after its opening tag, its lines and inner tables in order, and
    how many rows it spans.
    """

    start: int
    content: list[Line | PageTable] = field(default_factory=list)
    rowspan: int = 1

    def list_lines(self) -> list[Line]:
        """The lines with text."""
        return [one for one in self.content if isinstance(one, Line) and one.text.strip(SPACE)]


@dataclass(slots=True, eq=False)
class PageTable:
    """A table: its rows, and the lines that stand between its cells or rows, above its first row or
    below it.
    """

    rows: list[list[PageCell]] = field(default_factory=list)
    above: list[Line] = field(default_factory=list)
    below: list[Line] = field(default_factory=list)

    def list_wrapped_lines(self) -> list[Line] | None:
        """The lines of a table that only wraps one cell of text; None for any other."""
        cells = [cell for row in self.rows for cell in row]
        content = cells[0].content if len(cells) == 1 else []
        lines = [item for item in content[:MAX_WRAPPED] if isinstance(item, Line)]
        if len(cells) != 1 or len(lines) < len(content):
            return None
        return [*self.above, *lines, *self.below]


class Page:
    """What a page holds, read tag by tag up to `MAX_BLOCKS`.

    `absurd_span` is the offset and number of the first span beyond the bound; `is_cut` says that
    the page goes on behind the bound.
    """

    def __init__(self, source: str) -> None:
        self.items: list[Line | PageTable] = []
        self.meta: dict[str, str] = {}
        self.absurd_span: tuple[int, str] | None = None
        self.source = source
        self._line_ends = find_line_ends(source)
        # The place in the page that is being read: the open tables, each with its open row and
        # cell, and the pieces of text since the last break.
        self._open: list[tuple[PageTable, list[PageCell] | None, PageCell | None]] = []
        self._table: PageTable | None = None
        self._row: list[PageCell] | None = None
        self._cell: PageCell | None = None
        self._pieces: list[tuple[int, int]] = []
        self._is_pasted = self._keeps_lines = _BLOCK_TAG.search(source) is None
        self._next_tag = TAG if self._keeps_lines else TAG_OR_CELL
        self._count = 0
        self._read_tags()
        self.is_cut = self._count >= MAX_BLOCKS
        while self._table is not None:
            self._end_table()

    def find_line(self, offset: int) -> int:
        """The number of the line in which an offset lies."""
        return bisect_right(self._line_ends, offset) + 1

    def _read_tags(self) -> None:
        source = name_styled_texts(self.source)
        if saved := _SAVED.search(source, 0, _HEAD):
            self.meta["saved from url"] = saved[1]
        begin = position = 0
        unclosed: set[str] = set()
        while self._count < MAX_BLOCKS and (match := self._next_tag.search(source, position)):
            start, position = match.span()
            kind = match.lastgroup
            if kind == "struck":
                continue
            if start > begin:
                self._add_piece(begin, start)
            if kind == "text":
                self._add_whole_cell(match)
            elif kind is not None:
                name = "!--" if kind == "comment" else match["name"].lower()
                if (handle := _HANDLERS.get(name)) is not None:
                    handle(self, match)
                elif name in UNSEEN or kind == "comment":
                    position = self._skip_unseen(source, name, match, unclosed)
            begin = position
        if self._count < MAX_BLOCKS:
            self._add_piece(begin, len(source))
        self._flush()

    def _add_piece(self, start: int, end: int) -> None:
        """Text between two tags; white space of the source's own layout opens no paragraph."""
        if self._pieces or self._keeps_lines or self.source[start:end].strip(INDENT):
            self._pieces.append((start, end))
        if len(self._pieces) >= MAX_PIECES:
            self._flush()

    def _skip_unseen(self, source: str, name: str, match: re.Match[str], unclosed: set[str]) -> int:
        """Where reading goes on behind what is no text of the page; its title is kept."""
        begin = match.end() if name == "!--" else match.end("inside")
        end = None if name in unclosed else find_end(source, name, begin)
        if end is None:
            unclosed.add(name)
            return begin
        if name == "title":
            title, _ = join_pieces(source, [(begin, end[0])])
            self.meta.setdefault("title", title.strip(SPACE)) if title else None
        return end[1]

    def _flush(self, *_: object) -> None:
        """End the paragraph. Many pieces count as further blocks, because each keeps its offset."""
        if not self._pieces:
            return
        self._count += len(self._pieces) // 4
        if self._keeps_lines:
            self._add_lines()
        else:
            self._add(self._make_line(self._pieces))
        self._pieces.clear()

    def _make_line(self, pieces: list[tuple[int, int]]) -> Line | None:
        """A line from the pieces of its text; None where nothing of them is visible."""
        text, runs = join_pieces(self.source, pieces)
        if not text:
            return None
        start = runs[0][1]
        if start < 0:  # it begins in another guise
            begin, end = next(p for p in pieces if self.source[p[0] : p[1]].strip(INDENT))
            start = end - len(self.source[begin:end].lstrip(INDENT))
        return Line(text, self.find_line(start), runs)

    def _add(self, line: Line | None) -> None:
        if line is None:
            return
        self._count += 1
        if self._cell is not None:
            self._cell.content.append(line)
        elif self._table is None:
            self.items.append(line)
        elif line.text.strip(SPACE):
            (self._table.below if self._table.rows else self._table.above).append(line)

    def _add_lines(self) -> None:
        """Text whose line ends count, blank lines included."""
        line: list[tuple[int, int]] = []
        for start, end in self._pieces:
            for match in LINE_END.finditer(self.source, start, end):
                line.append((start, match.start()))
                self._add(self._make_line(line) or self.make_blank_line(match.start()))
                start = match.end()
                line.clear()
            line.append((start, end))
        self._add(self._make_line(line))

    def make_blank_line(self, offset: int) -> Line:
        """A line without text."""
        return Line("", self.find_line(offset), ((0, offset),))

    def _start_table(self, *_: object) -> None:
        """Open a table; one that stands between cells ends the table around it."""
        self._flush()
        if self._table is not None and self._cell is None:
            self._end_table()
        if self._table is not None:
            self._open.append((self._table, self._row, self._cell))
        self._table, self._row, self._cell = PageTable(), None, None

    def _end_table(self, *_: object) -> None:
        """Close the table.

        One that only wraps a single cell of text gives its text to the cell around it.
        """
        self._flush()
        table = self._table
        if table is None:
            return
        self._table, self._row, self._cell = self._open.pop() if self._open else (None,) * 3
        if self._cell is None:
            self.items.append(table)
        elif (lines := table.list_wrapped_lines()) is not None:
            self._cell.content.extend(lines)
        else:
            self._cell.content.append(table)

    def _start_row(self, *_: object) -> list[PageCell]:
        """Open a row, and a table where there is none."""
        self._flush()
        if self._table is None:
            self._start_table()
        assert self._table is not None
        self._row, self._cell = [], None
        self._table.rows.append(self._row)
        return self._row

    def _end_row(self, *_: object) -> None:
        self._flush()
        self._row = self._cell = None

    def _add_cell(self, offset: int, attributes: str) -> PageCell:
        """A cell by its opening tag."""
        self._flush()
        row = self._start_row() if self._row is None else self._row
        cell = PageCell(offset)
        row.append(cell)
        self._count += 1
        for way, size in (
            _SPAN.findall(attributes) if "pan" in attributes or "PAN" in attributes else ()
        ):
            if int(size) > MAX_SPAN and self.absurd_span is None:
                self.absurd_span = (offset, size)
            if way.lower() == "row":
                cell.rowspan = int(size)
        return cell

    def _start_cell(self, tag: re.Match[str]) -> None:
        self._cell = self._add_cell(tag.end("inside"), tag["inside"])

    def _add_whole_cell(self, match: re.Match[str]) -> None:
        cell = self._add_cell(match.end("cell"), match["cell"])
        self._cell = None
        if (line := self._make_line([match.span("text")])) is not None:
            cell.content.append(line)
            self._count += 1

    def _end_cell(self, *_: object) -> None:
        self._flush()
        self._cell = None

    def _switch_lines(self, tag: re.Match[str]) -> None:
        """From here on line ends count, or are white space again."""
        self._flush()
        self._keeps_lines = self._is_pasted or not tag["name"].startswith("/")
        self._next_tag = TAG if self._keeps_lines else TAG_OR_CELL

    def _part_figures(self, tag: re.Match[str]) -> None:
        """A raised note: a figure in it is none of the number that it touches."""
        if (
            self._pieces
            and self.source[self._pieces[-1][1] - 1].isdecimal()
            and self.source[tag.end() : tag.end() + 1].isdecimal()
        ):
            self._pieces.append((tag.end(), tag.end()))

    def _read_meta(self, tag: re.Match[str]) -> None:
        """What a meta tag says about the page; of several the first counts."""
        found = parse_attributes(tag["inside"])
        name, content = found.get("name") or found.get("property"), found.get("content")
        if name and content:
            self.meta.setdefault(name.strip(), content.strip(SPACE))


_Handler = Callable[[Page, re.Match[str]], object]
_HANDLERS: dict[str, _Handler] = {
    tag: handle
    for names, handle in (
        (_BREAKS, Page._flush),
        ("tbody thead tfoot caption", Page._end_row),
        ("pre textarea", Page._switch_lines),
        ("sup sub", Page._part_figures),
    )
    for name in names.split()
    for tag in (name, f"/{name}")
}
_HANDLERS |= {
    "meta": Page._read_meta,
    "table": Page._start_table,
    "/table": Page._end_table,
    "tr": Page._start_row,
    "/tr": Page._end_row,
    "td": Page._start_cell,
    "th": Page._start_cell,
    "/td": Page._end_cell,
    "/th": Page._end_cell,
}
