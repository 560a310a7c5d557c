"""A PDF: ruled tables by pdfplumber, the plain text by pdfium, and each row of numbers compared in both."""

from __future__ import annotations

import io
import logging
import math
import re
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pdfplumber
import pypdfium2
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from ..errors import Problem
from .archive import locked
from .blocks import Block, Cell, Grid, Line
from .content import Content, texts
from .foreign import attempt, failure
from .limits import MAX_PAGES, no_text_layer, too_large
from .paragraphs import SPACE
from .pdfpage import MAX_RULES, Paragraph, Row, Table, inside, join, page_content
from .pdfstreams import MAX_STREAM, unpacked
from .secondopinion import agrees, read_box

logging.getLogger("pdfminer").setLevel(
    logging.ERROR
)  # its hints on damaged fonts would stand among our messages
_ONE_AT_A_TIME = threading.Lock()  # pdfium must not be used by two threads at once
_GLYPH = re.compile(r"\(cid:[0-9]+\)")


@dataclass(slots=True)
class _Reading:
    """What was read so far; `last` is the paragraph that may go on on the next page, with the page where it ends."""

    blocks: list[Block] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)
    last: tuple[int, int] | None = None


def read_pdf(data: bytes) -> Content:
    """Lines and tables of a PDF page by page; `text` is its plain text.

    Cells have their page and the place "page 3 table 2 row 5 cell 1", no start. Places that a merged cell covers are left out. A table that
    goes on on the next page is a further grid there. A row whose numbers pdfium reads otherwise gives the problem `second_opinion`.
    """
    if (size := unpacked(data)) > MAX_STREAM:
        return Content(
            "pdf",
            problems=(too_large(size, MAX_STREAM, "drawing instructions of one page of the PDF"),),
        )
    reading = _Reading()
    with _ONE_AT_A_TIME:
        try:
            plain = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            problem = (
                locked("PDF")
                if "password" in str(error).lower() or "security" in str(error).lower()
                else failure(error, "the PDF")
            )
            return Content("pdf", problems=(problem,))
        try:
            copy = attempt(lambda: _prepared(data, plain), "the PDF")[0] or data
            if copy is not data:
                plain.close()
                plain = pypdfium2.PdfDocument(copy)
            _, fault = attempt(lambda: _read(copy, reading, plain), "the PDF")
            if fault is not None:
                reading.problems.append(fault)
                _read_plainly(reading, plain)
        finally:
            plain.close()
    problems = reading.problems
    text = "".join(reading.texts)
    glyphs = sum(len(_GLYPH.findall(text)) for block in reading.blocks for text in texts(block))
    if glyphs:
        words = f"{glyphs} signs of the PDF have no meaning as text (its fonts do not say which characters they are): compare the numbers with the PDF"
        problems.append(
            Problem("broken_bytes", words, expected="text", found=f"{glyphs} signs (cid:…)")
        )
    if not text.strip(SPACE + "\ufffe\ufffd") and not reading.blocks:
        if not any(
            problem.code in ("encrypted", "unreadable", "too_large") for problem in problems
        ):
            problems.append(no_text_layer("PDF"))
    elif reading.pictures:
        problems.append(no_text_layer("PDF", ", ".join(map(str, reading.pictures[:20]))))
    return Content("pdf", text, tuple(reading.blocks), problems=tuple(problems))


def _prepared(data: bytes, plain: Any) -> bytes:
    """The file as both programs read it alike: without the protection of one that anybody may open but not change, with what stands in the
    fields of a form as text of the page, and each page turned so that most of its text stands upright."""
    changed = b"/Encrypt" in data
    if plain.get_formtype() != pypdfium2.raw.FORMTYPE_NONE:
        plain.init_forms()
        changed = True
    for number in range(min(len(plain), MAX_PAGES)):
        page = plain[number]
        if plain.formenv is not None:
            page.flatten()
        turn = _turn(page)
        if turn:
            page.set_rotation((page.get_rotation() + turn) % 360)
            changed = True
    if not changed:
        return data
    copy = io.BytesIO()
    plain.save(copy, flags=pypdfium2.raw.FPDF_REMOVE_SECURITY)
    return copy.getvalue()


def _turn(page: Any) -> int:
    """By how many degrees to the right a page must be turned so that most of its text stands upright; a sample of its characters tells."""
    layer = page.get_textpage()
    count = layer.count_chars()
    angles = [
        math.degrees(pypdfium2.raw.FPDFText_GetCharAngle(layer, index))
        for index in range(0, count, max(count // 200, 1))
    ]
    shown = Counter(
        round((angle + page.get_rotation()) / 90) % 4 * 90 for angle in angles if angle >= 0
    )
    layer.close()
    return -shown.most_common(1)[0][0] % 360 if shown else 0


def _read(data: bytes, reading: _Reading, plain: Any) -> None:
    try:
        with pdfplumber.open(io.BytesIO(data)) as file:
            if len(file.pages) > MAX_PAGES:
                words = f"the PDF has {len(file.pages)} pages; only the first {MAX_PAGES} were read: cut the report out of it and save that"
                reading.problems.append(
                    Problem(
                        "too_large",
                        words,
                        expected=f"at most {MAX_PAGES} pages",
                        found=f"{len(file.pages)} pages",
                    )
                )
            for number, page in enumerate(file.pages[:MAX_PAGES], 1):
                _read_page(page, number, plain, reading)
                page.close()
    except PdfminerException as error:
        if not error.args or not isinstance(
            error.args[0], (PDFPasswordIncorrect, PDFEncryptionError)
        ):
            raise
        reading.problems.append(locked("PDF"))


def _read_plainly(reading: _Reading, plain: Any) -> None:
    """What the one program could not read, the other may: its lines, without tables."""
    for number in range(len(reading.texts) + 1, min(len(plain), MAX_PAGES) + 1):
        reading.texts.append(_plain_text(plain, number)[0])
        reading.blocks.extend(
            Line(line, page=number) for line in reading.texts[-1].split("\n") if line.strip(SPACE)
        )


def _plain_text(plain: Any, number: int) -> tuple[str, Any]:
    """The text of a page as pdfium reads it, with a line end at its end, and its text layer."""
    try:
        layer = plain[number - 1].get_textpage()
        text = layer.get_text_range()
    except pypdfium2.PdfiumError:
        return "\n", None
    text = (
        text.encode("utf-16-le", "surrogatepass")
        .decode("utf-16-le", "replace")
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\0", "\ufffd")
    )
    return text + "\n", layer


def _read_page(page: Any, number: int, plain: Any, reading: _Reading) -> None:
    text, layer = _plain_text(plain, number)
    content = page_content(page)
    reading.texts.append(text)
    if _is_picture(page) and not any(isinstance(item, Table) for item in content.items):
        reading.pictures.append(number)
    if content.drawing:
        words = f"page {number} is a drawing of very many lines: its text was read, tables in it were not looked for"
        reading.problems.append(
            Problem(
                "too_large",
                words,
                expected="ruled tables",
                found=f"more than {MAX_RULES} drawn lines",
            )
        )
    found = sum(_size(item) for item in content.items)
    if found * 2 < len("".join(text.split())) - 20:
        words = f"page {number}: one program reads {found} characters where a second one reads {len(text)}: the text is that of the second, without tables"
        reading.problems.append(
            Problem(
                "second_opinion",
                words,
                expected=f"{len(text)} characters",
                found=f"{found} characters",
            )
        )
        reading.blocks.extend(
            Line(line, page=number) for line in text.split("\n") if line.strip(SPACE)
        )
        reading.last = None
        content.items.clear()
    first = True
    for item in content.items:
        if isinstance(item, Table):
            reading.blocks.append(_grid(item, number))
            reading.last = None
            for place, row in item.rows:
                if layer is not None and not all(
                    agrees(cell, read_box(layer, page, box)) for _, cell, box in row.cells
                ):
                    reading.problems.append(_differs(number, item.number, place, row))
        else:
            _add(item, number, first, reading)
        first = first and isinstance(item, Paragraph) and item.footer
    if layer is not None:
        layer.close()


def _is_picture(page: Any) -> bool:
    """Whether pictures with no text upon them fill much of a page: a scan, or a table put in as a picture."""
    areas = [
        image["width"] * image["height"]
        for image in page.images
        if not any(inside(char, [_box(image)]) for char in page.chars)
    ]
    return bool(sum(areas) > 0.3 * page.width * page.height)


def _box(item: Any) -> tuple[float, float, float, float]:
    return item["x0"], item["top"], item["x1"], item["bottom"]


def _size(item: Table | Paragraph) -> int:
    texts = (
        [item.text]
        if isinstance(item, Paragraph)
        else [text for _, row in item.rows for _, text, _ in row.cells]
    )
    return sum(len("".join(_GLYPH.sub("", text).split())) for text in texts)


def _add(item: Paragraph, number: int, first: bool, reading: _Reading) -> None:
    """A paragraph, or the rest of the one with which the page before ended; a page number between the two stays after it."""
    index, page = reading.last or (-1, -1)
    if first and not item.indented and not item.footer and page == number - 1:
        before = reading.blocks[index]
        assert isinstance(before, Line)
        reading.blocks[index] = Line(before.text + join(before.text, item.text), page=before.page)
    elif item.footer:
        reading.blocks.append(Line(item.text, page=number))
        return
    else:
        index = len(reading.blocks)
        reading.blocks.append(Line(item.text, page=number))
    reading.last = (index, number) if item.open else None


def _grid(table: Table, page: int) -> Grid:
    rows = (
        tuple(
            Cell(
                text.strip(SPACE),
                page=page,
                place=f"page {page} table {table.number} row {number} cell {place}",
            )
            for place, text, _ in row.cells
        )
        for number, row in table.rows
    )
    return Grid(tuple(rows), "pdf ruling lines")


def _differs(page: int, table: int, number: int, row: Row) -> Problem:
    cells = " | ".join(" ".join(text.split()) for _, text, _ in row.cells)[:200]
    words = f"page {page} table {table} row {number}: a second program reads other numbers in this row: compare it with the PDF"
    return Problem("second_opinion", words, expected=cells, found="other numbers")
