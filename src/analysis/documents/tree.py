"""A page's tags to paragraphs and tables in document order, with the rules by which browsers close cells and rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .limits import MAX_BLOCKS, MAX_SPAN
from .paragraphs import INDENT, SPACE, Paragraph, paragraph
from .tags import attributes, tags

MAX_DEPTH = 64  # tables within tables; deeper ones are read as part of the table around them
MAX_PIECES = (
    20_000  # pieces of text between tags in one paragraph; a longer one goes on as the next
)
# Up to `_INPUT` a tag stands in the line, from `_BREAK` on it ends the paragraph.
(
    _INLINE,
    _APART,
    _META,
    _TITLE,
    _COMMENT,
    _INPUT,
    _BREAK,
    _CELL,
    _CELL_END,
    _ROW,
    _ROW_END,
    _SECTION,
    _TABLE,
    _TABLE_END,
    _PRE,
    _PRE_END,
) = range(16)
_BLOCKS = (
    "address article aside blockquote body br center col colgroup dd details dialog dir div dl dt fieldset figcaption figure footer form frameset "
    "h1 h2 h3 h4 h5 h6 head header hr html legend li main menu nav ol optgroup option p section summary ul"
)
_ROLES = {name: _BREAK for block in _BLOCKS.split() for name in (block, "/" + block)}
_ROLES |= {
    name: _SECTION for part in ("tbody", "thead", "tfoot", "caption") for name in (part, "/" + part)
}
_ROLES |= {
    "table": _TABLE,
    "/table": _TABLE_END,
    "tr": _ROW,
    "/tr": _ROW_END,
    "td": _CELL,
    "th": _CELL,
    "/td": _CELL_END,
    "/th": _CELL_END,
}
_ROLES |= {
    "meta": _META,
    "title": _TITLE,
    "!--": _COMMENT,
    "pre": _PRE,
    "textarea": _PRE,
    "/pre": _PRE_END,
    "/textarea": _PRE_END,
    "": _BREAK,
}
# Notes and struck text: a figure in them is none of the number that they touch.
_ROLES |= {
    name: _APART for mark in ("sup", "sub", "s", "strike", "del") for name in (mark, "/" + mark)
}
_ROLES["input"] = _INPUT
_TYPED = re.compile(
    r"(?i)(?<![\w-])value\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))"
)  # what a field of a page shows
_NOT_SHOWN = re.compile(r"(?i)(?<![\w-])type\s*=\s*[\"']?(?!text|number|tel)\w")
_SPAN = re.compile(r"(?:row|col)span\s*+=\s*+[\"']?\s*+([0-9]{1,12})", re.IGNORECASE)
_SAVED = re.compile(r"saved from url=\(\d+\)(\S+)")
# A piece of a page without any block tag was pasted together with text: there a line end is a line end.
_BLOCK_TAG = re.compile(r"<(?:p|div|br|body|html|li|h[1-6]|section|article)[\s/>]", re.IGNORECASE)
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(slots=True, eq=False)
class PageCell:
    """A cell: `start`, the offset after its opening tag, and its paragraphs and inner tables in order."""

    start: int
    content: list[Paragraph | PageTable]

    @property
    def paragraphs(self) -> list[Paragraph]:
        return [item for item in self.content if isinstance(item, Paragraph)]


@dataclass(slots=True, eq=False)
class PageTable:
    """A table: its rows, and the paragraphs that stand between cells or rows, in order."""

    items: list[list[PageCell] | Paragraph] = field(default_factory=list)


@dataclass(slots=True)
class Page:
    """What a page holds. `absurd` is the offset and number of the first span beyond the bound; `cut` says that reading stopped at `MAX_BLOCKS`."""

    items: list[Paragraph | PageTable] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    absurd: tuple[int, str] | None = None
    cut: bool = False


class _Builder:
    """The place in the page that is being read: the tables that are open, and the text since the last break."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.page = Page()
        self.open: list[tuple[PageTable, list[PageCell] | None, PageCell | None]] = []
        self.table: PageTable | None = None
        self.row: list[PageCell] | None = None
        self.cell: PageCell | None = None
        self.pieces: list[tuple[int, int]] = []
        self.pasted = _BLOCK_TAG.search(source) is None
        self.pre = self.pasted
        self.beyond = 0
        self.count = 0

    def flush(self) -> None:
        """End the paragraph. Many pieces count as further blocks, because each keeps its offset."""
        pieces = self.pieces
        self.count += len(pieces) // 4
        if self.pre:
            self._lines()
        elif (found := paragraph(self.source, pieces)) is not None:
            self._add(found)
        pieces.clear()

    def _add(self, found: Paragraph) -> None:
        self.count += 1
        if self.cell is not None:
            self.cell.content.append(found)
        elif self.table is None:
            self.page.items.append(found)
        elif found.text.strip(SPACE):
            self.table.items.append(found)

    def _lines(self) -> None:
        """Text whose line ends count, blank lines included."""
        line: list[tuple[int, int]] = []
        for start, end in self.pieces:
            if start == end and line:
                line.append((start, end))
            for match in _LINE_END.finditer(self.source, start, end):
                line.append((start, match.start()))
                self._add(paragraph(self.source, line) or Paragraph("", match.start()))
                start = match.end()
                line.clear()
            if start < end:
                line.append((start, end))
        if line and (found := paragraph(self.source, line)) is not None:
            self._add(found)

    def start_table(self) -> None:
        if self.table is not None and self.cell is None:
            self.end_table()
        if len(self.open) >= MAX_DEPTH:
            self.beyond += 1
            return
        if self.table is not None:
            self.open.append((self.table, self.row, self.cell))
        self.table, self.row, self.cell = PageTable(), None, None

    def end_table(self) -> None:
        """Close the table. One that only wraps a single cell of text gives its text to the cell around it."""
        if self.beyond:
            self.beyond -= 1
            return
        if self.table is None:
            return
        table, (self.table, self.row, self.cell) = (
            self.table,
            self.open.pop() if self.open else (None, None, None),
        )
        cells = [cell for row in table.items if isinstance(row, list) for cell in row]
        if self.cell is None:
            self.page.items.append(table)
        elif len(cells) == 1 and not any(isinstance(item, PageTable) for item in cells[0].content):
            for item in table.items:
                self.cell.content.extend(
                    item[0].content
                    if isinstance(item, list) and item
                    else [item]
                    if isinstance(item, Paragraph)
                    else []
                )
        elif table.items:
            self.cell.content.append(table)

    def start_row(self) -> None:
        if self.table is None:
            self.start_table()
        self.row, self.cell = [], None
        assert self.table is not None
        self.table.items.append(self.row)

    def start_cell(self, offset: int, text: str, whole: tuple[int, int] | None) -> None:
        """Open a cell by its tag; of a whole cell the text is known, and it is closed again."""
        if self.row is None:
            self.start_row()
        found = None if whole is None else paragraph(self.source, (whole,))
        cell = PageCell(offset, [] if found is None else [found])
        self.cell = cell if whole is None else None
        self.count += 1 + len(cell.content)
        assert self.row is not None
        self.row.append(cell)
        if (
            ("pan" in text or "PAN" in text)
            and self.page.absurd is None
            and (spans := _SPAN.findall(text))
        ):
            widest = max(spans, key=int)
            if int(widest) > MAX_SPAN:
                self.page.absurd = (offset, widest)


def read_page(source: str) -> Page:
    """The content of a page: its paragraphs and tables with offsets, and what it says about itself.

    A `td` ends the one before it, a `tr` the row before it, a `table` between cells the table before it; a row or a cell
    without a table opens one. Text between cells is kept as a paragraph.

    >>> read_page("<table><tr><td>规章<td>3</table>").items[0].items[0][1].content[0].text
    '3'
    """
    builder = _Builder(source)
    page, pieces = builder.page, builder.pieces
    for begin, start, name, end, text, whole in tags(source, builder.pasted):
        if start > begin and (pieces or builder.pre or source[begin:start].strip(INDENT)):
            pieces.append((begin, start))
        role = _ROLES.get(name, _INLINE)
        if role < _BREAK:
            if role == _INPUT:
                if (
                    builder.cell is not None
                    and (typed := _TYPED.search(text)) is not None
                    and not _NOT_SHOWN.search(text)
                ):
                    before = end - len(text)
                    pieces.append(
                        (
                            before + typed.start(typed.lastindex or 0),
                            before + typed.end(typed.lastindex or 0),
                        )
                    )
            elif role > _APART:
                _describe(page.meta, role, text)
            elif (
                role == _APART
                and pieces
                and source[pieces[-1][1] - 1].isdecimal()
                and source[end : end + 1].isdecimal()
            ):
                pieces.append((end, end))
            if len(pieces) >= MAX_PIECES:
                builder.flush()
            continue
        if pieces:
            builder.flush()
            if builder.count >= MAX_BLOCKS:
                page.cut = True
                break
        if role == _BREAK:
            continue
        if role == _CELL:
            builder.start_cell(end, text, whole)
            if builder.count >= MAX_BLOCKS:
                page.cut = True
                break
        elif role == _CELL_END:
            builder.cell = None
        elif role == _ROW:
            builder.start_row()
        elif role in (_ROW_END, _SECTION):
            builder.row = builder.cell = None
        elif role == _TABLE:
            builder.start_table()
        elif role == _TABLE_END:
            builder.end_table()
        else:
            builder.pre = builder.pasted or role == _PRE
    builder.beyond = 0
    while builder.table is not None:
        builder.end_table()
    return page


def _describe(meta: dict[str, str], role: int, text: str) -> None:
    """What a title, a meta tag or the comment of a browser that saved the page says about it; the first of several counts."""
    if role == _META:
        found = attributes(text)
        name, content = found.get("name") or found.get("property"), found.get("content")
        if name and content:
            meta.setdefault(name.strip(), content.strip(SPACE))
    elif role == _TITLE:
        whole = paragraph(text, [(0, len(text))])
        if whole is not None:
            meta.setdefault("title", whole.text.strip(SPACE))
    elif (saved := _SAVED.search(text)) is not None:
        meta.setdefault("saved from url", saved[1])
