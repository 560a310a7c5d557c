"""A page's tags to paragraphs and tables in document order, with the rules by which browsers close
cells and rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate

from .limits import MAX_BLOCKS, MAX_SPAN
from .paragraphs import INDENT, SPACE, Paragraph, make_paragraph
from .tags import hide_short_texts, name_styled_figures, parse_attributes, scan_tags

MAX_DEPTH = 64  # tables within tables; deeper ones are read as part of the table around them
MAX_PIECES = (
    20_000  # pieces of text between tags in one paragraph; a longer one goes on as the next
)
_BREAKS = (
    "address article aside blockquote body br center col colgroup dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hr html legend "
    "li main menu nav ol optgroup option p section summary ul"
)
_SPAN = re.compile(r"(row|col)span\s*+=\s*+[\"']?\s*+([0-9]{1,12})", re.IGNORECASE)
_SAVED = re.compile(r"saved from url=\(\d+\)(\S+)")
# A piece of a page without any block tag was pasted together with text: there a line end is a line
# end.
_BLOCK_TAG = re.compile(r"<(?:p|div|br|body|html|li|h[1-6]|section|article)[\s/>]", re.IGNORECASE)
_IS_NUMBER = re.compile(r"\s*[\d,，.]+\s*")
LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(slots=True, eq=False)
class PageCell:
    """A cell: `start`, the offset after its opening tag, and its paragraphs and inner tables in
    order. `is_shared`: it spans rows below its own in which other cells hold something.
    """

    start: int
    content: list[Paragraph | PageTable]
    is_shared: bool = False

    @property
    def paragraphs(self) -> list[Paragraph]:
        return [item for item in self.content if isinstance(item, Paragraph)]

    def has_text(self) -> bool:
        return any(paragraph.text.strip(SPACE) for paragraph in self.paragraphs)


@dataclass(slots=True, eq=False)
class PageTable:
    """A table: its rows, and the paragraphs that stand between cells or rows, in order.

    `tall`: the cells of several rows, with the place of their first row in `items` and their
    number of rows.
    """

    items: list[list[PageCell] | Paragraph] = field(default_factory=list)
    tall: list[tuple[PageCell, int, int]] = field(default_factory=list)

    def mark_shared(self) -> None:
        """Mark the cells that stand for several rows."""
        if not self.tall:
            return
        filled = [isinstance(i, list) and any(map(PageCell.has_text, i)) for i in self.items]
        before = [0, *accumulate(filled)]
        for cell, first, count in self.tall:
            end = min(first + count, len(filled))
            cell.is_shared = before[end] > before[first + 1]

    def single_text(self) -> list[Paragraph] | None:
        """The text of a table that only wraps one cell of text; None for any other."""
        cells = [cell for row in self.items if isinstance(row, list) for cell in row]
        if len(cells) != 1 or len(cells[0].paragraphs) < len(cells[0].content):
            return None
        found: list[Paragraph] = []
        for item in self.items:
            found += [item] if isinstance(item, Paragraph) else item[0].paragraphs if item else []
        return found


@dataclass(slots=True)
class Page:
    """What a page holds.

    `absurd_span` is the offset and number of the first span beyond the bound; `is_cut` says that
    reading stopped at `MAX_BLOCKS`.
    """

    items: list[Paragraph | PageTable] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    absurd_span: tuple[int, str] | None = None
    is_cut: bool = False


class _Builder:
    """The place in the page that is being read: the open tables, and the text since the last
    break.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.page = Page()
        self.open: list[tuple[PageTable, list[PageCell] | None, PageCell | None]] = []
        self.table: PageTable | None = None
        self.row: list[PageCell] | None = None
        self.cell: PageCell | None = None
        self.pieces: list[tuple[int, int]] = []
        self.struck: int | None = None  # pieces before the struck text that is open
        self.is_pasted = _BLOCK_TAG.search(source) is None
        self.keeps_lines = self.is_pasted
        self.too_deep = 0
        self.count = 0

    def read(self) -> Page:
        """The page, up to `MAX_BLOCKS`."""
        shown = name_styled_figures(hide_short_texts(self.source))
        for begin, start, name, end, text, whole in scan_tags(shown, self.is_pasted):
            if start > begin and (
                self.pieces or self.keeps_lines or self.source[begin:start].strip(INDENT)
            ):
                self.pieces.append((begin, start))
            if (in_line := _IN_LINE.get(name)) is not None:
                in_line(self, end, text)
            if len(self.pieces) >= MAX_PIECES:
                self.flush()
            handle = _HANDLERS.get(name)
            if handle is None:
                continue
            self.flush()
            if self.count < MAX_BLOCKS:
                handle(self, end, text, whole)
            if self.count >= MAX_BLOCKS:
                self.page.is_cut = True
                break
        self.too_deep = 0
        while self.table is not None:
            self.end_table()
        return self.page

    def flush(self, *_: object) -> None:
        """End the paragraph. Many pieces count as further blocks, because each keeps its offset."""
        if not self.pieces:
            return
        self._take_back_number()
        self.struck = self.struck and 0
        self.count += len(self.pieces) // 4
        if self.keeps_lines:
            self._add_lines()
        elif (found := make_paragraph(self.source, self.pieces)) is not None:
            self._add(found)
        self.pieces.clear()

    def _add(self, found: Paragraph) -> None:
        self.count += 1
        if self.cell is not None:
            self.cell.content.append(found)
        elif self.table is None:
            self.page.items.append(found)
        elif found.text.strip(SPACE):
            self.table.items.append(found)

    def _add_lines(self) -> None:
        """Text whose line ends count, blank lines included."""
        line: list[tuple[int, int]] = []
        for start, end in self.pieces:
            if start == end and line:
                line.append((start, end))
            for match in LINE_END.finditer(self.source, start, end):
                line.append((start, match.start()))
                self._add(make_paragraph(self.source, line) or Paragraph("", match.start()))
                start = match.end()
                line.clear()
            if start < end:
                line.append((start, end))
        if line and (found := make_paragraph(self.source, line)) is not None:
            self._add(found)

    def start_table(self, *_: object) -> None:
        """Open a table; one that stands between cells ends the table around it."""
        if self.table is not None and self.cell is None:
            self.end_table()
        if len(self.open) >= MAX_DEPTH:
            self.too_deep += 1
            return
        if self.table is not None:
            self.open.append((self.table, self.row, self.cell))
        self.table, self.row, self.cell = PageTable(), None, None

    def end_table(self, *_: object) -> None:
        """Close the table.

        One that only wraps a single cell of text gives its text to the cell around it.
        """
        if self.too_deep or self.table is None:
            self.too_deep = max(self.too_deep - 1, 0)
            return
        table = self.table
        table.mark_shared()
        self.table, self.row, self.cell = self.open.pop() if self.open else (None, None, None)
        if self.cell is None:
            self.page.items.append(table)
        elif (text := table.single_text()) is not None:
            self.cell.content.extend(text)
        elif table.items:
            self.cell.content.append(table)

    def start_row(self, *_: object) -> None:
        """Open a row, and a table where there is none."""
        if self.table is None:
            self.start_table()
        assert self.table is not None
        self.row, self.cell = [], None
        self.table.items.append(self.row)

    def end_row(self, *_: object) -> None:
        """Close the row."""
        self.row = self.cell = None

    def start_cell(self, offset: int, text: str, whole: tuple[int, int] | None) -> None:
        """Open a cell by its tag; of a whole cell the text is known, and it is closed again."""
        if self.row is None:
            self.start_row()
        assert self.row is not None
        found = None if whole is None else make_paragraph(self.source, (whole,))
        cell = PageCell(offset, [] if found is None else [found])
        self.struck = None
        self.cell = cell if whole is None else None
        self.row.append(cell)
        self.count += 1 + len(cell.content)
        spans = _SPAN.findall(text) if "pan" in text or "PAN" in text else ()
        for way, size in spans:
            if int(size) > MAX_SPAN:
                self.page.absurd_span = self.page.absurd_span or (offset, size)
            if way in ("row", "ROW") and int(size) > 1 and self.table is not None:
                self.table.tall.append((cell, len(self.table.items) - 1, int(size)))

    def end_cell(self, *_: object) -> None:
        """Close the cell."""
        self.cell = self.struck = None

    def keep_lines(self, *_: object) -> None:
        """From here on line ends count."""
        self.keeps_lines = True

    def join_lines(self, *_: object) -> None:
        """From here on line ends are white space, unless they count in the whole page."""
        self.keeps_lines = self.is_pasted

    def part_figures(self, end: int, text: str) -> None:
        """A raised note or struck text: a figure in it is none of the number that it touches."""
        if (
            self.pieces
            and self.source[self.pieces[-1][1] - 1].isdecimal()
            and self.source[end : end + 1].isdecimal()
        ):
            self.pieces.append((end, end))

    def open_strike(self, end: int, text: str) -> None:
        """The beginning of struck text; it ends with its cell at the latest."""
        self.part_figures(end, text)
        self.struck = len(self.pieces)

    def close_strike(self, end: int, text: str) -> None:
        """The end of struck text."""
        self._take_back_number()
        self.struck = None
        self.part_figures(end, text)

    def _take_back_number(self) -> None:
        """A number that is struck keeps the tags around it, and so is none."""
        own = self.pieces[self.struck :] if self.struck is not None else []
        if own and _IS_NUMBER.fullmatch("".join(self.source[one:stop] for one, stop in own)):
            begin, stop = self.source.rfind("<", 0, own[0][0]), self.source.find(">", own[-1][1])
            self.pieces[self.struck :] = [(begin, stop + 1)]

    def describe(self, end: int, text: str) -> None:
        """What a meta tag says about the page; of several the first counts."""
        found = parse_attributes(text)
        name, content = found.get("name") or found.get("property"), found.get("content")
        if name and content:
            self.page.meta.setdefault(name.strip(), content.strip(SPACE))

    def entitle(self, end: int, text: str) -> None:
        """The title of the page."""
        if (whole := make_paragraph(text, [(0, len(text))])) is not None:
            self.page.meta.setdefault("title", whole.text.strip(SPACE))

    def note_address(self, end: int, text: str) -> None:
        """The comment of a browser that saved the page."""
        if (saved := _SAVED.search(text)) is not None:
            self.page.meta.setdefault("saved from url", saved[1])


_IN_LINE: dict[str, Callable[[_Builder, int, str], None]] = {
    "meta": _Builder.describe,
    "title": _Builder.entitle,
    "!--": _Builder.note_address,
}
_IN_LINE |= dict.fromkeys(("sup", "/sup", "sub", "/sub"), _Builder.part_figures)
for _name in ("s", "strike", "del"):
    _IN_LINE |= {_name: _Builder.open_strike, f"/{_name}": _Builder.close_strike}
_Handler = Callable[[_Builder, int, str, tuple[int, int] | None], None]
_HANDLERS: dict[str, _Handler] = {
    name: _Builder.flush for block in _BREAKS.split() for name in (block, "/" + block)
}
_HANDLERS |= {
    name: _Builder.end_row
    for part in ("tbody", "thead", "tfoot", "caption")
    for name in (part, "/" + part)
}
_HANDLERS |= {
    "": _Builder.flush,
    "table": _Builder.start_table,
    "/table": _Builder.end_table,
    "tr": _Builder.start_row,
    "/tr": _Builder.end_row,
    "td": _Builder.start_cell,
    "th": _Builder.start_cell,
    "/td": _Builder.end_cell,
    "/th": _Builder.end_cell,
    "pre": _Builder.keep_lines,
    "textarea": _Builder.keep_lines,
    "/pre": _Builder.join_lines,
    "/textarea": _Builder.join_lines,
}


def read_page(source: str) -> Page:
    """The content of a page: its paragraphs and tables with offsets, and what it says about itself.

    A `td` ends the one before it, a `tr` the row before it, a `table` between cells the table
    before it; a row or a cell without a table opens one. Text between cells is kept as a paragraph.

    >>> read_page("<table><tr><td>规章<td>3</table>").items[0].items[0][1].content[0].text
    '3'
    """
    return _Builder(source).read()
