"""The objects of a PDF page as pdfplumber has them, filled from pdfium: characters, lines,
pictures.

pdfium gives them in a third of the time of pdfminer, the parser that pdfplumber brings. pdfminer
reads pages with fonts that the file does not hold, and the second opinion on doubtful numbers.
"""

from __future__ import annotations

import ctypes
import io
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice
from typing import Any

import pdfplumber
from pdfplumber.container import Container
from pypdfium2 import PdfDocument, PdfMatrix, PdfObject, PdfPage, PdfTextPage, raw

from .limits import MAX_PAGES

MAX_DRAWN = 10_000  # drawn objects of a page; beyond it the page is a drawing, not a table
UNREADABLE = "\ufffd"
_SAMPLE = 200  # characters that tell how a page is turned
_MAX_NESTING = 10  # of drawings within drawings
_STRAIGHT = 0.01  # points by which the ends of a line across or down the page may differ
_SKEW = 0.05  # text whose line rises by more than this is a mark across the page
_ON_TOP = 0.25  # of the size: characters whose middles are closer stand on one place
_RAISED = 0.75  # of the size of the figure before it: a smaller one is the number of a note
_BUCKET = 4.0  # points; only a way to find neighbours fast
_LEAST_HEIGHT, _MOST_HEIGHT = 0.4, 3.0  # of the size: how high the box of a character can be
_HYPHENS = (0x02, 0xFFFE)  # how pdfium gives a hyphen at the end of a line
_UNMAPPED = re.compile(r"\(cid:[0-9]+\)")  # how pdfminer gives a character without meaning
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""
Object = dict[str, Any]
"""An object of pdfplumber: its type, its place in points from the upper left corner, and more."""
Character = tuple[str, float, list[Point], Point]
"""As a program reads it, in points from the lower left corner: text, size, corners, direction."""


class PdfFile:
    """A PDF that pdfium and pdfminer have open, its pages up to the bound turned so that most text
    stands upright.
    """

    def __init__(self, data: bytes) -> None:
        self.pdfium = PdfDocument(data)
        self.n_pages = min(len(self.pdfium), MAX_PAGES)

    @cached_property
    def pages(self) -> list[PdfPage]:
        """The pages of pdfium."""
        for number in range(self.n_pages):
            _straighten_page(self.pdfium[number])
        return [self.pdfium[number] for number in range(self.n_pages)]

    @cached_property
    def pdfminer_pages(self) -> list[Any]:
        """The same pages for the other program, without the protection of the file."""
        copy = io.BytesIO()
        self.pdfium.save(copy, flags=raw.FPDF_REMOVE_SECURITY)
        return list(pdfplumber.open(copy).pages)

    def read_characters(self, number: int, by_pdfium: bool) -> list[Object]:
        """The legible characters of a page, counted from 1, as one of the programs reads them."""
        page = self.pages[number - 1]
        if by_pdfium:
            found = _read_by_pdfium(page.get_textpage())
        else:
            found = _read_by_pdfminer(self.pdfminer_pages[number - 1])
        return keep_legible(_make_text_object(page.get_height(), *char) for char in found)


class PageObjects(Container):
    """The objects of a page for pdfplumber's table finder; no lines are drawn where there are too
    many.
    """

    def __init__(self, page: PdfPage, characters: list[Object]) -> None:
        width, height = page.get_size()
        self.bbox = (0.0, 0.0, width, height)
        paths = list(islice(_list_objects(page, raw.FPDF_PAGEOBJ_PATH), MAX_DRAWN + 1))
        self.is_drawing = len(paths) > MAX_DRAWN
        corners = [(x, y) for x in (0, 1) for y in (0, 1)]
        self._found = {
            "char": characters,
            "line": [
                make_object("line", ends, height)
                for path in ([] if self.is_drawing else paths)
                for ends in _find_straight_lines(path)
            ],
            "image": [
                make_object("image", [way.on_point(*corner) for corner in corners], height)
                for way in map(_find_way, _list_objects(page, raw.FPDF_PAGEOBJ_IMAGE))
            ],
        }

    @property
    def objects(self) -> dict[str, list[Object]]:
        """The objects by their type: char, line, image."""
        return self._found


def _straighten_page(page: PdfPage) -> None:
    """Turn a page so that most of its text stands upright, and let its points count from a
    corner.
    """
    turned = _count_quarters(page.get_textpage())
    left, bottom, right, top = page.get_mediabox()
    if turned or left or bottom or page.get_rotation():
        a, b, e, f = (
            (1, 0, -left, -bottom),
            (0, -1, -bottom, right),
            (-1, 0, right, top),
            (0, 1, top, -left),
        )[turned]
        raw.FPDFPage_TransFormWithClip(page, raw.FS_MATRIX(a, b, -b, a, e, f), None)
        size = (top - bottom, right - left) if turned % 2 else (right - left, top - bottom)
        page.set_mediabox(0, 0, *size)
        page.set_cropbox(0, 0, *size)
        page.set_rotation(0)


def _count_quarters(layer: PdfTextPage) -> int:
    """By how many quarters most of the text is turned to the left; a sample tells."""
    count, matrix = layer.count_chars(), raw.FS_MATRIX()
    quarters = Counter({0: 0})
    for index in range(0, count, max(count // _SAMPLE, 1)):
        raw.FPDFText_GetMatrix(layer, index, matrix)
        quarters[round(math.atan2(matrix.b, matrix.a) / math.pi * 2) % 4] += 1
    return quarters.most_common(1)[0][0]


def _list_objects(page: PdfPage, kind: int) -> Iterator[Any]:
    """The objects of one kind that a page prints, in drawings within it as well."""
    return page.get_objects([kind], max_depth=_MAX_NESTING)


def _find_way(item: PdfObject) -> PdfMatrix:
    """The way of an object's points to the page."""
    matrix = item.get_matrix()
    while (item := item.container) is not None:
        matrix = matrix.multiply(item.get_matrix())
    return matrix


def has_foreign_fonts(page: PdfPage) -> bool:
    """Whether a page prints with fonts that the file does not hold.

    pdfium measures such characters by a font of its own, and leaves out those that this one lacks.
    """
    texts = _list_objects(page, raw.FPDF_PAGEOBJ_TEXT)
    return any(raw.FPDFFont_GetIsEmbedded(raw.FPDFTextObj_GetFont(text)) != 1 for text in texts)


def _read_by_pdfium(layer: PdfTextPage) -> Iterator[Character]:
    box, matrix, x, y = raw.FS_RECTF(), raw.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    for index in range(layer.count_chars()):
        if raw.FPDFText_IsGenerated(layer, index) == 1:
            continue
        code = raw.FPDFText_GetUnicode(layer, index)
        is_unmapped = code == 0 or raw.FPDFText_HasUnicodeMapError(layer, index) == 1
        raw.FPDFText_GetMatrix(layer, index, matrix)
        size = raw.FPDFText_GetFontSize(layer, index) * math.hypot(matrix.c, matrix.d)
        raw.FPDFText_GetLooseCharBox(layer, index, box)
        corners = [(box.left, box.bottom), (box.right, box.top)]
        if not _LEAST_HEIGHT * size <= box.top - box.bottom <= _MOST_HEIGHT * size:
            # It is written downward: pdfium does not scale the box of such a character.
            raw.FPDFText_GetCharOrigin(layer, index, x, y)
            corners = [(x.value, y.value), (x.value + size, y.value + size)]
        text = "-" if code in _HYPHENS else UNREADABLE if is_unmapped else chr(code)
        yield text, size, corners, (matrix.a, matrix.b)


def _read_by_pdfminer(page: Any) -> Iterator[Character]:
    for char in page.chars:
        text = UNREADABLE if _UNMAPPED.fullmatch(char["text"]) else char["text"]
        corners = [(char["x0"], char["y0"]), (char["x1"], char["y1"])]
        yield text, char["size"], corners, char["matrix"][:2]


def make_object(kind: str, points: Iterable[Point], height: float) -> Object:
    """An object that reaches over these points of a page of this height."""
    xs, ys = zip(*points, strict=True)
    left, right, top, bottom = min(xs), max(xs), height - max(ys), height - min(ys)
    place = {"x0": left, "x1": right, "top": top, "bottom": bottom, "doctop": top}
    return {"object_type": kind, "width": right - left, "height": bottom - top, **place}


def _make_text_object(
    page_height: float, text: str, size: float, corners: list[Point], direction: Point
) -> Object:
    """A character; of upright text the box is as high as its size, whatever its font claims."""
    run, rise = abs(direction[0]), abs(direction[1])
    char = make_object("char", corners, page_height)
    if rise <= run:
        char |= {"top": char["bottom"] - size, "doctop": char["bottom"] - size, "height": size}
    return char | {
        "text": text,
        "size": size,
        "upright": rise <= run,
        "is_skewed": min(run, rise) > _SKEW * max(run, rise),
    }


def _find_straight_lines(path: PdfObject) -> Iterator[tuple[Point, Point]]:
    """The ends of the lines across or down the page that a path draws; the sides of a filled box
    are such.
    """
    fill, stroke, x, y = ctypes.c_int(), ctypes.c_int(), ctypes.c_float(), ctypes.c_float()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    way = _find_way(path)
    begin = before = (0.0, 0.0)
    for index in range(raw.FPDFPath_CountSegments(path) if fill.value or stroke.value else 0):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = way.on_point(x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            begin = point
        sides = [(before, point)] if kind == raw.FPDF_SEGMENT_LINETO else []
        sides += [(point, begin)] if raw.FPDFPathSegment_GetClose(segment) else []
        for (x0, y0), (x1, y1) in sides:
            if abs(y0 - y1) <= _STRAIGHT:
                yield (x0, y0), (x1, y0)
            elif abs(x0 - x1) <= _STRAIGHT:
                yield (x0, y0), (x0, y1)
        before = point


def keep_legible(characters: Iterable[Object]) -> list[Object]:
    """Each printed character once.

    Bold type drawn as the same character twice counts once; text across the page (a watermark) is
    left out; a figure that is smaller than the one it touches becomes a superscript; where two
    figures stand on one place neither can be read.
    """
    kept: list[Object] = []
    places: defaultdict[tuple[int, int], list[Object]] = defaultdict(list)
    before: Object | None = None
    for char in characters:
        x, y = find_middle(char)
        column, line = int(x // _BUCKET), int(y // _BUCKET)
        on_top = [
            other
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for other in places.get((column + dx, line + dy), ())
            if _is_one_place(char, other)
        ]
        is_copy = char["width"] and any(other["text"] == char["text"] for other in on_top)
        if char["is_skewed"] or is_copy:
            continue
        for other in on_top:
            if other["text"].isdecimal() and char["text"].isdecimal():
                other["text"] = char["text"] = UNREADABLE
        places[column, line].append(char)
        kept.append(char)
        if before is not None and _is_raised(char, before):
            char["text"] = char["text"].translate(_SUPERSCRIPT)
        elif char["text"].strip():
            before = char
    return kept


def find_middle(item: Object) -> Point:
    """The middle of an object."""
    return (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2


def _is_one_place(char: Object, other: Object) -> bool:
    (x, y), (u, v) = find_middle(char), find_middle(other)
    return max(abs(x - u), abs(y - v)) < _ON_TOP * min(char["size"], other["size"])


def _is_raised(char: Object, before: Object) -> bool:
    """Whether a figure is the number of a note behind the figure `before`."""
    return bool(
        char["text"].isdecimal()
        and before["text"].isdecimal()
        and char["size"] < _RAISED * before["size"]
        and abs(char["x0"] - before["x1"]) < _RAISED * char["size"]
        and before["top"] < find_middle(char)[1] < before["bottom"]
    )
