"""A text file, or pasted text: one `Line` per line, without the marks that other programs put
in.
"""

from __future__ import annotations

import html
import re
from itertools import pairwise

from ..errors import Problem
from .blocks import Line
from .limits import MAX_BLOCKS, describe_too_many_blocks
from .paragraphs import find_line_ends, join_parts, split_marks

# Emphasis and escapes of Markdown, entities of a page (escaped once more by some exports), line
# breaks.
_MARK = re.compile(
    r"\*\*|\\(?P<escaped>[.\-+*_#()\[\]!>~=])|(?P<br><br */?>)"
    r"|&(?:amp;)*(?P<entity>[a-z]+|#\d+|#x[0-9a-f]+);",
    re.IGNORECASE,
)


def read_lines(text: str) -> tuple[list[Line], list[Problem]]:
    r"""The lines of `text` with their numbers from 1, without line ends and marks.

    Blank lines and lines of white space stay: in some layouts they are the blank cells of a table.
    Beyond `MAX_BLOCKS` lines a problem `too_large`.

    >>> [(line.number, line.text, line.runs) for line in read_lines("a\r\n\r\n**b**\n")[0]]
    [(1, 'a', ((0, 0),)), (2, '', ((0, 3),)), (3, 'b', ((0, 7),))]
    """
    bounds = [0, *find_line_ends(text)]
    if bounds[-1] < len(text):
        bounds.append(len(text))
    lines = [
        _read_line(text[start:end].rstrip("\r\n"), number, start)
        for number, (start, end) in enumerate(pairwise(bounds[: MAX_BLOCKS + 1]), 1)
    ]
    is_cut = len(lines) < len(bounds) - 1
    return lines, [describe_too_many_blocks("lines")] if is_cut else []


def _read_line(raw: str, number: int, start: int) -> Line:
    """A line without its marks; what a mark stands for has no offset."""
    if _MARK.search(raw) is None:
        return Line(raw, number, ((0, start),))
    text, runs = join_parts(split_marks(raw, start, _MARK, _read_mark))
    return Line(text, number, runs or ((0, start),))


def _read_mark(mark: re.Match[str]) -> str:
    """What a mark stands for; nothing for emphasis, itself where it is none."""
    if mark["entity"]:
        entity = f"&{mark['entity']};"
        return html.unescape(entity).replace(entity, mark.group())
    return " " if mark["br"] else mark["escaped"] or ""
