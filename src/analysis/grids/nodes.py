"""The texts of a page with a separator between all of them, white space between the tags included.

A line begins and ends with the separator then, and most hold one text or nothing: what the separator encloses is the line.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..documents.blocks import Block, Line
from .canvas import cut

_SEPARATORS = "|\t"


def without_separators(blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks without such separators at both ends of their lines; as they are where lines are not printed so."""
    lines = [block for block in blocks if isinstance(block, Line)]
    for separator in _SEPARATORS:
        if not any(separator in line.text for line in lines):
            continue
        texts = [text for line in lines if (text := line.text.strip(" "))]
        enclosed = [text for text in texts if text[0] == separator == text[-1]]
        single = sum(text.count(separator) < 3 for text in enclosed)
        empty = sum(text == separator for text in enclosed)
        if (
            len(enclosed) > 10
            and len(enclosed) > 0.9 * len(texts)
            and single > 0.8 * len(enclosed)
            and 0 < empty < single
        ):
            return [
                _inside(block, separator) if isinstance(block, Line) else block for block in blocks
            ]
    return blocks


def _inside(line: Line, separator: str) -> Line:
    begin, end = len(line.text) - len(line.text.lstrip(" ")), len(line.text.rstrip(" "))
    if not line.text[begin:end].startswith(separator):
        return line
    return cut(line, begin + 1, max(begin + 1, end - line.text[begin:end].endswith(separator)))
