"""Pieces of a source to one text that still knows where each of its characters stood.

`runs` are those of a `Line`. The offset of what reads as another character than it is written (an
entity, a line break) is -1.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate

from .blocks import Runs

# White space of all kinds and the characters of no width that are printed around numbers.
SPACE = (
    " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\u200b\u200c\u200d\u2060\ufeff"
)
INDENT = " \t\n\r\x0b\x0c"  # white space of the source's own layout
LINE_END = re.compile(r"\r\n|\r|\n")
# What reads as another character: an entity, or white space around a line break.
_GUISE = re.compile(
    r"(&(?:#[0-9]{1,8}+|#[xX][0-9a-fA-F]{1,8}+|[a-zA-Z][a-zA-Z0-9]{1,31}+);?+)"
    r"|[ \t\x0b\x0c]*+[\r\n][ \t\r\n\x0b\x0c]*+"
)


def find_line_ends(source: str) -> list[int]:
    r"""The offsets behind each line end, in order.

    >>> find_line_ends("1\r\n2\r3\n4")
    [3, 5, 7]
    """
    if "\r" in source:
        source = source.replace("\r\n", "\0\n").replace("\r", "\n")
    return [*accumulate(len(line) + 1 for line in source.split("\n")[:-1])]


def join_pieces(source: str, pieces: Sequence[tuple[int, int]]) -> tuple[str, Runs]:
    """The text of a paragraph from the pieces between its tags, an empty one for a space, and its
    runs; "" where nothing is visible.

    White space of the source's own layout goes, and a line break within reads as a space, or as
    nothing between two Chinese characters. A no-break space is visible: in some layouts it is a
    blank cell.

    >>> join_pieces("<p>a&nbsp;</p>", [(3, 10)])
    ('a\\xa0', ((0, 3), (1, -1)))
    """
    if len(pieces) == 1:
        ((start, end),) = pieces
        text = source[start:end]
        if not ("&" in text or "\n" in text or "\r" in text):
            inner = text.strip(INDENT)
            return inner, ((0, start + text.index(inner)),)
    whole, runs = join_parts(_split_pieces(source, pieces))
    inner = whole.strip(INDENT)
    if len(inner) == len(whole):
        return whole, runs
    return inner, _cut_runs(runs, whole.index(inner), len(inner))


def _cut_runs(runs: Runs, begin: int, length: int) -> Runs:
    """The runs of `length` characters from `begin` on."""
    last = max((at for at, _ in runs if at <= begin), default=0)
    return tuple(
        (max(at - begin, 0), start + max(begin - at, 0) if start >= 0 else -1)
        for at, start in runs
        if last <= at < begin + length
    )


def _split_pieces(source: str, pieces: Sequence[tuple[int, int]]) -> Iterator[tuple[str, int]]:
    for start, end in pieces:
        text = source[start:end]
        if "&" in text or "\n" in text or "\r" in text:
            yield from split_marks(text, start, _GUISE, _read_guise)
        else:
            yield (text, start) if text else (" ", -1)


def join_parts(parts: Iterable[tuple[str, int]]) -> tuple[str, Runs]:
    """The text of parts with their offsets, and its runs."""
    texts: list[str] = []
    runs: list[tuple[int, int]] = []
    position, follow = 0, -1
    for text, offset in parts:
        if offset != follow or offset < 0:
            runs.append((position, offset))
        texts.append(text)
        position += len(text)
        follow = offset + len(text) if offset >= 0 else -1
    return "".join(texts), tuple(runs)


def split_marks(
    text: str, offset: int, marks: re.Pattern[str], read: Callable[[re.Match[str]], str]
) -> Iterator[tuple[str, int]]:
    """A text from `offset` on in parts that stand in the source as they read, and what its `marks`
    read as.
    """
    at = 0
    for match in marks.finditer(text):
        meaning = read(match)
        if meaning != match.group():
            if match.start() > at:
                yield text[at : match.start()], offset + at
            if meaning:
                yield meaning, -1
            at = match.end()
    if at < len(text):
        yield text[at:], offset + at


def _read_guise(guise: re.Match[str]) -> str:
    if guise[1]:
        return html.unescape(guise[1])
    text, (begin, end) = guise.string, guise.span()
    before, after = text[begin - 1 : begin] or "a", text[end : end + 1] or "a"
    return "" if before >= "\u2e80" and after >= "\u2e80" else " "
