"""A second reading of each row of a PDF's tables, by another program: where the two differ, a number may be wrong."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_NUMBER = re.compile(r"[0-9][0-9,.]*")
_SIGNS = " \n+-－＋"
_WIDTHS = str.maketrans("０１２３４５６７８９．，", "0123456789.,")


def numbers(text: str) -> list[str]:
    """The numbers in a text in order, full-width digits as plain ones.

    >>> numbers("一、本年新收 21 0 ７")
    ['21', '0', '7']
    """
    return [number.rstrip(".,") for number in _NUMBER.findall(text.translate(_WIDTHS))]


def agrees(cells: Sequence[str], page: str, row: str) -> bool:
    """Whether the numbers of a row's cells stand in this order in the other reading of the page, or, in any order, in that of the row's box.

    Only cells that are numbers count: a label may be broken over lines and so stand elsewhere.

    >>> agrees(["予以公开", "4", "0", "4"], "予以公开 4 0 4 部分公开 1", ""), agrees(["4", "0", "4"], "404", "404")
    (True, False)
    """
    wanted = [
        number for cell in cells if (found := numbers(cell)) and len(found) == 1 and found[0] == cell.translate(_WIDTHS).strip(_SIGNS) for number in found
    ]
    if not wanted:
        return True
    printed = numbers(page)
    first = wanted[0]
    if any(value == first and printed[at : at + len(wanted)] == wanted for at, value in enumerate(printed)):
        return True
    inside = Counter(numbers(row))
    return all(inside[number] >= count for number, count in Counter(wanted).items())
