"""A text file, or pasted text: one `Line` per line, blank ones included, without the marks that other programs put around its characters."""

from __future__ import annotations

import html
import re

from ..errors import Problem
from .blocks import Line
from .limits import MAX_BLOCKS, too_many_blocks

_END = re.compile(r"\r\n|\r|\n")
_WRITTEN_END = re.compile(r"\r\n|\r|\n|(?:\\r)?\\n")
# Emphasis and escapes of Markdown, entities of a page (escaped once more by some exports), line breaks inside a cell.
_MARK = re.compile(
    r"\*\*|\\(?P<escaped>[.\-+*_#()\[\]!>~=])|(?P<entity>&(?:amp;)*(?:[a-z]+|#\d+|#x[0-9a-f]+);)|(?P<br><br */?>)",
    re.IGNORECASE,
)
# In a string as programs write it down there are more: tabs, quotes, characters by their number.
_WRITTEN = re.compile(
    _MARK.pattern
    + r'|\\(?P<tab>t)|\\(?P<quoted>[\\"/])|\\(?:u(?=[0-9a-f]{4})|x(?=[0-9a-f]{2}(?![0-9a-f]{2})))(?P<code>[0-9a-f]{2,4})',
    re.IGNORECASE,
)


def lines(text: str) -> tuple[list[Line], list[Problem]]:
    r"""The lines of `text` with their numbers from 1, without line ends and marks; problem `too_large` beyond `MAX_BLOCKS` lines.

    Blank lines and lines of white space stay: in some layouts they are the blank cells of a table. A text in which
    more line ends are written out (as in a string of JSON) than real has its lines between those.

    >>> [(line.number, line.text, line.runs) for line in lines("a\r\n\r\n**b**\n")[0]]
    [(1, 'a', ((0, 0),)), (2, '', ((0, 3),)), (3, 'b', ((0, 7),))]
    >>> [(line.number, line.text) for line in lines(r"规章\t3\n其他\t\u6570")[0]]
    [(1, '规章\t3'), (1, '其他\t数')]
    """
    found: list[Line] = []
    start, number = 0, 1
    written = text.count("\\n") > text.count("\n")
    mark = _WRITTEN if written else _MARK
    for end in (_WRITTEN_END if written else _END).finditer(text):
        if len(found) == MAX_BLOCKS:
            return found, [too_many_blocks("lines")]
        found.append(_line(text[start : end.start()], number, start, mark))
        number += end.group()[0] != "\\"
        start = end.end()
    if start < len(text):
        found.append(_line(text[start:], number, start, mark))
    return found, []


def _line(raw: str, number: int, start: int, mark: re.Pattern[str]) -> Line:
    """A line without its marks; what a mark stands for has no offset."""
    if not mark.search(raw):
        return Line(raw, number, ((0, start),))
    pieces: list[str] = []
    size = at = 0
    runs: list[tuple[int, int]] = []
    for found in mark.finditer(raw):
        meant = _meant(found)
        if meant == found.group():
            continue
        if found.start() > at:
            runs.append((size, start + at))
        pieces.append(raw[at : found.start()])
        if meant:
            runs.append((size + found.start() - at, -1))
            pieces.append(meant)
        size += found.start() - at + len(meant)
        at = found.end()
    if at < len(raw) or not runs:
        runs.append((size, start + at))
    return Line("".join((*pieces, raw[at:])), number, tuple(runs))


def _meant(found: re.Match[str]) -> str:
    """What a mark stands for; nothing for emphasis."""
    group = found.groupdict()
    if entity := group["entity"]:
        return html.unescape(re.sub("(?i)&(?:amp;)+", "&", entity))
    if group["br"]:
        return " "
    if code := group.get("code"):
        return chr(int(code, 16))
    return "\t" if group.get("tab") else group["escaped"] or group.get("quoted") or ""
