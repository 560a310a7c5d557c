"""The characters of a PDF page as a reader sees them: print drawn twice, marks across the page, small raised figures, numbers broken over lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

_SKEW = 0.05  # a line of text that rises by more than this is a mark across the page; italic letters lean, their line does not
_ON_TOP = 0.25  # of the size: characters whose middles are closer stand on one place; the narrowest figures are twice as far apart
_RAISED = 0.75  # of the size of the figure before it: a smaller one is the number of a note
_BUCKET = 4.0  # points; only a way to find neighbours fast
_SMALL = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LINE = 0.3  # of the size: tops of characters that are closer are in one line
_LEAST_LINE = 3.0  # points, as pdfplumber takes it
_UPWARD = {"char_dir_rotated": "btt", "line_dir_rotated": "ltr"}
_PADDING = (
    12.0  # points: what office programs leave free at both sides of a cell, together, at most
)
_BROKEN = re.compile(
    r"(?:[-+－＋−]\n?)?[0-9０-９][0-9０-９,.]*(?:\n[0-9０-９,.]+)+|[-+－＋−]\n[0-9０-９][0-9０-９,.]*"
)


def legible(page: Any) -> Any:
    """A pdfplumber page with each printed character once.

    Bold type drawn as the same character twice counts once; text across the page (a watermark) is left out; a figure that is smaller than the
    one it touches becomes a superscript; where two figures stand on one place neither can be read, and both become U+FFFD.
    """
    kept: set[int] = set()
    places: dict[tuple[int, int], list[Any]] = {}
    before: Any = None
    for char in page.chars:
        rise, run = abs(char["matrix"][1]), abs(char["matrix"][0])
        if min(rise, run) > _SKEW * max(rise, run):
            continue
        x, y = _middle(char)
        column, line = int(x // _BUCKET), int(y // _BUCKET)
        near = [
            other
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for other in places.get((column + dx, line + dy), ())
            if _one_place(char, other)
        ]
        if char["width"] and any(other["text"] == char["text"] for other in near):
            continue
        for other in near:
            if other["text"].isdecimal() and char["text"].isdecimal():
                other["text"] = char["text"] = "\ufffd"
        places.setdefault((column, line), []).append(char)
        kept.add(id(char))
        small = (
            before is not None
            and char["text"].isdecimal()
            and before["text"].isdecimal()
            and char["size"] < _RAISED * before["size"]
        )
        if (
            small
            and abs(char["x0"] - before["x1"]) < _RAISED * char["size"]
            and before["top"] < y < before["bottom"]
        ):
            char["text"] = char["text"].translate(_SMALL)
        elif char["text"].strip():
            before = char
    return page.filter(lambda item: item["object_type"] != "char" or id(item) in kept)


def _middle(char: Any) -> tuple[float, float]:
    return (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2


def _one_place(char: Any, other: Any) -> bool:
    (x, y), (u, v) = _middle(char), _middle(other)
    return max(abs(x - u), abs(y - v)) < _ON_TOP * min(char["size"], other["size"])


def directions(page: Any) -> list[tuple[Any, dict[str, Any]]]:
    """The page by the direction of its text, each part with how pdfplumber is to read it: upright, turned to the right, turned to the left.

    Figures of another font stand a little higher or lower than the Chinese characters in their line, the more so the larger they are.
    """
    upright = page.filter(_stands(None))
    height = (
        max(_LINE * median(char["size"] for char in upright.chars), _LEAST_LINE)
        if upright.chars
        else _LEAST_LINE
    )
    found: list[tuple[Any, dict[str, Any]]] = [
        (upright, {"y_tolerance": height}),
        (page.filter(_stands(False)), {}),
        (page.filter(_stands(True)), _UPWARD),
    ]
    return [(part, way) for part, way in found if part.chars] or found[:1]


def _stands(upward: bool | None) -> Callable[[Any], bool]:
    """Whether an item of a page is text of one direction, or no text; None stands for upright."""
    return lambda item: (
        item["object_type"] != "char"
        or (None if item["upright"] else item["matrix"][1] > 0) is upward
    )


def unbroken(text: str, box: tuple[float, float, float, float], chars: Sequence[Any]) -> str:
    """The text of a cell; a number that was broken over lines because the cell is narrow is put together.

    Only where the next figure had no room at the end of the line: figures on two lines of a wide cell stay apart, as no number.

    >>> digit = {"size": 10, "width": 5}
    >>> unbroken("1234\\n56", (0, 0, 30, 30), [digit]), unbroken("12\\n56", (0, 0, 60, 30), [digit])
    ('123456', '12\\n56')
    """
    if "\n" not in text or not chars or not _BROKEN.fullmatch(text):
        return text
    figure = max(char["width"] for char in chars)
    if any(
        char["size"] < 0.9 * chars[0]["size"] or char["size"] > 1.1 * chars[0]["size"]
        for char in chars
    ):
        return text  # a mark across the page, or a note
    *full, last = text.lstrip("-+－＋−\n").split("\n")
    width = box[2] - box[0]
    # Of a line with a single figure only the narrowest of cells is proof.
    fits = any(
        (len(line) + 1) * figure <= width - (_PADDING if len(line) > 1 else _PADDING / 3)
        or len(line) < len(last)
        for line in full
    )
    return text if fits else text.replace("\n", "")
