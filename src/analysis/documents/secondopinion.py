"""A second reading of a PDF, by another program: where its figures in a cell are others, a number may be wrong."""

from __future__ import annotations

import re
from typing import Any

import pypdfium2

_NUMBER = re.compile(r"[-+－＋−]?[0-9０-９][0-9０-９.．,，]*")
_FIGURES = re.compile(r"[^0-9０-９]")
_INSET = 1.5  # points: the program gives each character that the box touches, also those of the next cell that reach over the line


def agrees(text: str, other: str) -> bool:
    """Whether both readings of a cell hold the same figures; only cells that are numbers count.

    How the figures are spaced does not count, as that depends on the program that drew them.

    >>> agrees("12", "1 2"), agrees("12", "21"), agrees("（二）部分公开", "")
    (True, False, True)
    """
    return _NUMBER.fullmatch("".join(text.split())) is None or _FIGURES.sub(
        "", text
    ) == _FIGURES.sub("", other)


def read_box(layer: Any, page: Any, box: tuple[float, float, float, float]) -> str:
    """pdfium's text within a box of a pdfplumber page; its points count from the lower left corner of the page before it is turned."""
    (left, top), (right, bottom) = (
        _point(page, x, y)
        for x, y in ((box[0] + _INSET, box[1] + _INSET), (box[2] - _INSET, box[3] - _INSET))
    )
    try:
        return str(
            layer.get_text_bounded(
                left=min(left, right),
                right=max(left, right),
                bottom=min(top, bottom),
                top=max(top, bottom),
            )
        )
    except (pypdfium2.PdfiumError, ValueError):
        return ""


def _point(page: Any, across: float, down: float) -> tuple[float, float]:
    x, y = {
        90: (down, across),
        180: (page.width - across, down),
        270: (page.height - down, page.width - across),
    }.get(page.rotation, (across, page.height - down))
    return x + page.mediabox[0], y + page.mediabox[1]
