"""A PDF: its text and objects by pdfium, its ruled tables by pdfplumber, doubtful numbers read
twice.

The numbers of a row are certain where they add up. Other rows are read a second time, by a program
that shares no code with the first; where the two differ, a problem names the row.
"""

from __future__ import annotations

import logging
import re
import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeVar

import pypdfium2

from ..errors import Problem
from .archive import describe_lock
from .blocks import Block, Cell, Document, Grid, Line
from .content import number_lines
from .foreign import attempt, describe_failure
from .limits import MEGABYTE, describe_pictures, describe_too_large, describe_too_many
from .paragraphs import SPACE
from .pdflayout import Paragraph, Table, TableCell, is_inside, join_text, read_layout
from .pdfpage import MAX_DRAWN, UNREADABLE, Object, PageObjects, PdfFile, has_foreign_fonts

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # its hints would stand among our messages
_ONE_AT_A_TIME = threading.Lock()  # pdfium must not be used by two threads at once
MAX_STREAM = 16 * MEGABYTE  # drawing instructions; a page of text needs some 100 KB
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_PICTURES_AND_FONTS = (b"/Image", b"/Length1", b"/CIDFontType0C", b"/OpenType", b"/Type1C")
_PICTURE = 0.3  # of a page: pictures without text upon them that fill more of it hide a table
_NUMBER = re.compile(r"[-+－＋−]?[0-9０-９][0-9０-９.．,，]*")
_NO_FIGURE = re.compile(r"[^0-9０-９]")
_Result = TypeVar("_Result")
_LEAST_PARTS = 3  # numbers that can prove one another: two parts and their sum


def measure_unpacked_size(data: bytes) -> int:
    """How many bytes the largest stream of drawing instructions unpacks to; beyond the bound, the
    bound.

    A file of a kilobyte can unpack to gigabytes, which must not reach the programs. Pictures and
    fonts may be larger; neither program unpacks pictures.
    """
    largest = 0
    for match in _STREAM.finditer(data):
        about = data[max(match.start() - 1000, 0) : match.start()].rpartition(b"obj")[2]
        packed = memoryview(data)[match.end() :]
        if any(mark in about for mark in _PICTURES_AND_FONTS):
            continue
        for _ in range(about.count(b"/Fl")):
            try:
                packed = memoryview(zlib.decompressobj().decompress(packed, MAX_STREAM))
            except zlib.error:
                break
            largest = max(largest, len(packed))
    return largest


def read_pdf(data: bytes) -> Document:
    """Lines and tables of a PDF page by page; `text` is its plain text.

    Cells have their page and the place "page 3 table 2 row 5 cell 1", no start. Places that a
    merged cell covers are left out. A table that goes on on the next page is a further grid there.
    """
    if (size := measure_unpacked_size(data)) >= MAX_STREAM:
        what = "drawing instructions of one page of the PDF"
        return Document(media="pdf", problems=(describe_too_large(size, MAX_STREAM, what),))
    with _ONE_AT_A_TIME:
        try:
            file = PdfFile(data)
        except pypdfium2.PdfiumError as error:
            is_locked = re.search("password|security", str(error), re.IGNORECASE)
            problem = describe_lock("PDF") if is_locked else describe_failure(error, "the PDF")
            return Document(media="pdf", problems=(problem,))
        try:
            reader = _Reader(file)
            reader.read_pages()
        finally:
            file.pdfium.close()
    text, _ = number_lines(reader.blocks)
    problems = (*dict.fromkeys(reader.problems), *reader.find_missing_text())
    return Document(media="pdf", text=text, blocks=tuple(reader.blocks), problems=problems)


class _Reader:
    """What was read so far. `open_end` is the block that may go on on the next page, and its
    page.
    """

    def __init__(self, file: PdfFile) -> None:
        self.file = file
        self.blocks: list[Block] = []
        self.problems: list[Problem] = []
        self.pictures: list[int] = []
        self.n_unmapped = 0
        self.open_end = (-1, -1)

    def read_pages(self) -> None:
        """All pages up to the bound; a page that cannot be read gives its plain text."""
        n_pages = self.file.n_pages
        if n_pages < len(self.file.pdfium):
            left_out = f"only the first {n_pages} were read"
            self.problems.append(describe_too_many("pages", n_pages, left_out))
        pages = self._attempt(lambda: self.file.pages) or []
        for number, page in enumerate(pages, 1):
            if self._attempt(partial(self._read_page, number)) is None:
                text = _join_surrogates(page.get_textpage().get_text_range())
                lines = [line for line in text.splitlines() if line.strip(SPACE)]
                self.blocks += [Line(line, page=number) for line in lines]

    def _attempt(self, call: Callable[[], _Result]) -> _Result | None:
        found, fault = attempt(call, "the PDF")
        self.problems += [fault] if fault else []
        return found

    def find_missing_text(self) -> Iterator[Problem]:
        """Characters without meaning, and pages that are pictures."""
        if self.n_unmapped:
            words = (
                f"{self.n_unmapped} signs of the PDF have no meaning as text (its fonts do not say "
                "which characters they are): compare the numbers with the PDF"
            )
            found = f"{self.n_unmapped} signs"
            yield Problem("broken_bytes", words, expected="text", found=found)
        if self.blocks and self.pictures:
            yield describe_pictures("PDF", ", ".join(map(str, self.pictures[:20])))
        elif not self.blocks and all(one.severity != "error" for one in self.problems):
            yield describe_pictures("PDF")

    def _read_page(self, number: int) -> bool:
        page = self.file.pages[number - 1]
        by_pdfium = not has_foreign_fonts(page)
        objects = PageObjects(page, self.file.read_characters(number, by_pdfium))
        items = read_layout(objects)
        tables = [item for item in items if isinstance(item, Table)]
        self.n_unmapped += sum(char["text"] == UNREADABLE for char in objects.chars)
        if _is_picture(objects) and not tables:
            self.pictures.append(number)
        if objects.is_drawing:
            words = (
                f"page {number} is a drawing of very many lines: its text was read, tables in it "
                "were not looked for"
            )
            found = f"more than {MAX_DRAWN} drawn lines"
            self.problems.append(Problem("too_large", words, expected="ruled tables", found=found))
        is_first = True
        for item in items:
            if isinstance(item, Table):
                self.blocks.append(_make_grid(item, number))
                self.open_end = (-1, -1)
            else:
                self._add_paragraph(item, number, is_first)
            is_first = is_first and isinstance(item, Paragraph) and item.is_footer
        self._attempt(lambda: self._read_again(number, tables, not by_pdfium))
        return True

    def _add_paragraph(self, item: Paragraph, page: int, is_first: bool) -> None:
        """A paragraph, or the rest of the one with which the page before ended.

        A page number between the two stays after it.
        """
        text = _join_surrogates(item.text)
        index, last_page = self.open_end
        if is_first and not item.is_indented and not item.is_footer and last_page == page - 1:
            before = self.blocks[index]
            assert isinstance(before, Line)
            text = before.text + join_text(before.text, text)
            self.blocks[index] = Line(text, page=before.page)
        else:
            index = len(self.blocks)
            self.blocks.append(Line(text, page=page))
        if not item.is_footer:
            self.open_end = (index, page) if item.is_open else (-1, -1)

    def _read_again(self, page: int, tables: list[Table], by_pdfium: bool) -> None:
        """Compare the rows that do not add up with what the other program reads in the same
        places.
        """
        doubtful = [
            (table.number, number, row)
            for table in tables
            for number, row in table.rows
            if not adds_up(row)
        ]
        characters = self.file.read_characters(page, by_pdfium) if doubtful else []
        for table, number, row in doubtful:
            if all(agrees(cell.text, _read_text(cell, characters)) for cell in row):
                continue
            cells = " | ".join(" ".join(cell.text.split()) for cell in row)[:200]
            words = (
                f"page {page} table {table} row {number}: a second program reads other numbers in "
                "this row: compare it with the PDF"
            )
            self.problems.append(Problem("second_opinion", words, None, cells, "other numbers"))


def _join_surrogates(text: str) -> str:
    """Text of pdfium, pairs of surrogates as one character."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _is_picture(page: PageObjects) -> bool:
    """Whether pictures with no text upon them fill much of a page: a scan, or a table as a
    picture.
    """
    boxes = [(image["x0"], image["top"], image["x1"], image["bottom"]) for image in page.images]
    bare = [box for box in boxes if not any(is_inside(char, [box]) for char in page.chars)]
    areas = [(right - left) * (bottom - top) for left, top, right, bottom in bare]
    return sum(areas) > _PICTURE * page.bbox[2] * page.bbox[3]


def _make_grid(table: Table, page: int) -> Grid:
    rows = tuple(
        tuple(
            Cell(
                _join_surrogates(cell.text).strip(SPACE),
                page=page,
                place=f"page {page} table {table.number} row {number} cell {place}",
                shared=cell.shared,
            )
            for place, cell in enumerate(row, 1)
        )
        for number, row in table.rows
    )
    return Grid(rows)


def adds_up(row: Sequence[TableCell]) -> bool:
    """Whether a row has no numbers, or equal parts of three or more that each end in their sum.

    >>> [adds_up([TableCell(n, (0, 0, 0, 0)) for n in row.split()]) for row in ("甲 1 2 3", "甲 12")]
    [True, False]
    """
    texts = [text for cell in row if _NUMBER.fullmatch(text := "".join(cell.text.split()))]
    if not all(text.isdecimal() for text in texts):
        return False
    numbers = [int(text) for text in texts]
    widths = [n for n in range(_LEAST_PARTS, len(numbers) + 1) if len(numbers) % n == 0]
    return not numbers or any(
        all(
            sum(numbers[at : at + width - 1]) == numbers[at + width - 1]
            for at in range(0, len(numbers), width)
        )
        for width in widths
    )


def _read_text(cell: TableCell, characters: Sequence[Object]) -> str:
    return "".join(char["text"] for char in characters if is_inside(char, [cell.box]))


def agrees(text: str, other: str) -> bool:
    """Whether both readings of a cell hold the same figures; only cells that are numbers count.

    How the figures are spaced does not count, as that depends on the program that drew them.

    >>> agrees("12", "1 2"), agrees("12", "21"), agrees("（二）部分公开", "")
    (True, False, True)
    """
    if _NUMBER.fullmatch("".join(text.split())) is None:
        return True
    return _NO_FIGURE.sub("", text) == _NO_FIGURE.sub("", other)
