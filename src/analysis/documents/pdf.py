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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from typing import Any

import pypdfium2

from ..errors import Problem
from .archive import describe_lock
from .blocks import Block, Cell, Grid, Line
from .content import Content, number_lines
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


@dataclass(slots=True)
class _Reading:
    """What was read so far.

    `open_end` is the block that may go on on the next page, and its page; `doubtful` holds the rows
    that do not add up: page, table, row, cells, and whether pdfium read them.
    """

    blocks: list[Block] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)
    n_unmapped: int = 0
    open_end: tuple[int, int] | None = None
    doubtful: list[tuple[int, int, int, list[TableCell], bool]] = field(default_factory=list)


def read_pdf(data: bytes) -> Content:
    """Lines and tables of a PDF page by page; `text` is its plain text.

    Cells have their page and the place "page 3 table 2 row 5 cell 1", no start. Places that a
    merged cell covers are left out. A table that goes on on the next page is a further grid there.
    """
    if (size := measure_unpacked_size(data)) >= MAX_STREAM:
        what = "drawing instructions of one page of the PDF"
        return Content("pdf", problems=(describe_too_large(size, MAX_STREAM, what),))
    reading = _Reading()
    with _ONE_AT_A_TIME:
        try:
            file = PdfFile(data)
        except pypdfium2.PdfiumError as error:
            is_locked = re.search("password|security", str(error), re.IGNORECASE)
            problem = describe_lock("PDF") if is_locked else describe_failure(error, "the PDF")
            return Content("pdf", problems=(problem,))
        try:
            _read_pages(file, reading)
        finally:
            file.pdfium.close()
    text, _ = number_lines(reading.blocks)
    problems = (*reading.problems, *_find_missing_text(reading))
    return Content("pdf", text, tuple(reading.blocks), problems=problems)


def _read_pages(file: PdfFile, reading: _Reading) -> None:
    """All pages, then the doubtful rows; a page that cannot be read gives its plain text."""
    pages, fault = attempt(lambda: file.pages, "the PDF")
    faults = [fault]
    if pages is not None and len(pages) < len(file.pdfium):
        found = describe_too_many("pages", len(pages), f"only the first {len(pages)} were read")
        reading.problems.append(found)
    for number, page in enumerate(pages or (), 1):
        _, fault = attempt(partial(_read_page, file, number, reading), "the PDF")
        if fault:
            text = _join_surrogates(page.get_textpage().get_text_range())
            lines = [line for line in text.splitlines() if line.strip(SPACE)]
            reading.blocks += [Line(line, page=number) for line in lines]
        faults.append(fault)
    _, fault = attempt(partial(_read_again, file, reading), "the PDF")
    reading.problems += dict.fromkeys(filter(None, [*faults, fault]))


def _find_missing_text(reading: _Reading) -> Iterator[Problem]:
    """Characters without meaning, and pages that are pictures."""
    if reading.n_unmapped:
        words = (
            f"{reading.n_unmapped} signs of the PDF have no meaning as text (its fonts do not say "
            "which characters they are): compare the numbers with the PDF"
        )
        found = f"{reading.n_unmapped} signs"
        yield Problem("broken_bytes", words, expected="text", found=found)
    if reading.blocks and reading.pictures:
        yield describe_pictures("PDF", ", ".join(map(str, reading.pictures[:20])))
    elif not reading.blocks and all(one.severity != "error" for one in reading.problems):
        yield describe_pictures("PDF")


def _join_surrogates(text: str) -> str:
    """Text of pdfium, pairs of surrogates as one character."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _read_page(file: PdfFile, number: int, reading: _Reading) -> None:
    page = file.pages[number - 1]
    by_pdfium = not has_foreign_fonts(page)
    objects = PageObjects(page, file.read_characters(number, by_pdfium))
    items = read_layout(objects)
    reading.n_unmapped += sum(char["text"] == UNREADABLE for char in objects.chars)
    if _is_picture(objects) and not any(isinstance(item, Table) for item in items):
        reading.pictures.append(number)
    if objects.is_drawing:
        words = (
            f"page {number} is a drawing of very many lines: its text was read, tables in it were "
            "not looked for"
        )
        found = f"more than {MAX_DRAWN} drawn lines"
        reading.problems.append(Problem("too_large", words, expected="ruled tables", found=found))
    is_first = True
    for item in items:
        if isinstance(item, Table):
            reading.blocks.append(_make_grid(item, number))
            reading.open_end = None
            reading.doubtful += [
                (number, item.number, at, row, by_pdfium)
                for at, row in item.rows
                if not adds_up(row)
            ]
        else:
            _add_paragraph(item, number, is_first, reading)
        is_first = is_first and isinstance(item, Paragraph) and item.is_footer


def _is_picture(page: PageObjects) -> bool:
    """Whether pictures with no text upon them fill much of a page: a scan, or a table as a
    picture.
    """
    boxes = [(image["x0"], image["top"], image["x1"], image["bottom"]) for image in page.images]
    bare = [box for box in boxes if not any(is_inside(char, [box]) for char in page.chars)]
    areas = [(right - left) * (bottom - top) for left, top, right, bottom in bare]
    return sum(areas) > _PICTURE * page.bbox[2] * page.bbox[3]


def _add_paragraph(item: Paragraph, page: int, is_first: bool, reading: _Reading) -> None:
    """A paragraph, or the rest of the one with which the page before ended.

    A page number between the two stays after it.
    """
    text = _join_surrogates(item.text)
    index, last_page = reading.open_end or (-1, -1)
    if is_first and not item.is_indented and not item.is_footer and last_page == page - 1:
        before = reading.blocks[index]
        assert isinstance(before, Line)
        reading.blocks[index] = Line(before.text + join_text(before.text, text), page=before.page)
    else:
        index = len(reading.blocks)
        reading.blocks.append(Line(text, page=page))
    if not item.is_footer:
        reading.open_end = (index, page) if item.is_open else None


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
    return Grid(rows, "pdf ruling lines")


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


def _read_again(file: PdfFile, reading: _Reading) -> None:
    """Compare the doubtful rows with what the other program reads in the same places."""
    for page, rows in groupby(reading.doubtful, key=lambda row: row[0]):
        characters: list[Object] | None = None
        for _, table, number, row, by_pdfium in rows:
            characters = characters or file.read_characters(page, not by_pdfium)
            if all(agrees(cell.text, _read_text(cell, characters)) for cell in row):
                continue
            cells = " | ".join(" ".join(cell.text.split()) for cell in row)[:200]
            words = (
                f"page {page} table {table} row {number}: a second program reads other numbers in "
                "this row: compare it with the PDF"
            )
            found = "other numbers"
            reading.problems.append(Problem("second_opinion", words, expected=cells, found=found))


def _read_text(cell: TableCell, characters: Sequence[Any]) -> str:
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
