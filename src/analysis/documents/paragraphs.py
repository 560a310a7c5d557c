"""Pieces of a page's source to one paragraph of visible text that still knows where each character
stood.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from .blocks import cut_runs

# White space of all kinds and the characters of no width that are printed around numbers.
SPACE = (
    " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\u200b\u200c\u200d\u2060\ufeff"
)
INDENT = " \t\n\r\x0b\x0c"  # white space of the source's own layout
# What reads as another character: an entity, or white space around a line break.
_GUISE = re.compile(
    r"(&(?:#[0-9]{1,8}+|#[xX][0-9a-fA-F]{1,8}+|[a-zA-Z][a-zA-Z0-9]{1,31}+);?+)"
    r"|[ \t\x0b\x0c]*+[\r\n][ \t\r\n\x0b\x0c]*+"
)
_NONE = -1  # the offset of such characters


@dataclass(slots=True)
class Paragraph:
    """`text`, `start`, the offset in the source at which it begins, and its `runs` as in `Line`;
    none where it stands there in one piece.
    """

    text: str
    start: int
    runs: tuple[tuple[int, int], ...] = ()


def make_paragraph(source: str, pieces: Sequence[tuple[int, int]]) -> Paragraph | None:
    """One paragraph from the pieces of text between its tags, an empty one for a space; None where
    nothing is visible.

    White space of the source's own layout goes, and a line break within reads as a space, or as
    nothing between two Chinese characters. A no-break space is visible: in some layouts it is a
    blank cell.

    >>> make_paragraph("<p>a&nbsp;</p>", [(3, 10)])
    Paragraph(text='a\\xa0', start=3, runs=((0, 3), (1, -1)))
    """
    if len(pieces) == 1:
        start, end = pieces[0]
        text = source[start:end]
        if not ("&" in text or "\n" in text or "\r" in text):
            inner = text.strip(INDENT)
            return Paragraph(inner, start + text.index(inner)) if inner else None
    return _join_pieces(source, pieces)


def _join_pieces(source: str, pieces: Sequence[tuple[int, int]]) -> Paragraph | None:
    whole, runs = join_parts(_split_pieces(source, pieces))
    inner = whole.strip(INDENT)
    if not inner:
        return None
    if len(inner) < len(whole):
        begin = whole.index(inner)
        runs = cut_runs(runs, begin, begin + len(inner))
    # Where the first character stands in another guise: at the first that does not, or else there.
    visible = (end - len(t) for start, end in pieces if (t := source[start:end].lstrip(INDENT)))
    start = next(chain((offset for _, offset in runs if offset != _NONE), visible), _NONE)
    return Paragraph(inner, start, tuple(runs))


def _split_pieces(source: str, pieces: Sequence[tuple[int, int]]) -> Iterator[tuple[str, int]]:
    for start, end in pieces:
        text = source[start:end]
        if not text:
            yield " ", _NONE
        elif "&" in text or "\n" in text or "\r" in text:
            yield from split_marks(text, start, _GUISE, _read_guise)
        else:
            yield text, start


def join_parts(parts: Iterable[tuple[str, int]]) -> tuple[str, list[tuple[int, int]]]:
    """The text of parts with their offsets, and its runs as in `Line`; the offset of what reads in
    another guise is -1.
    """
    texts: list[str] = []
    runs: list[tuple[int, int]] = []
    position, follow = 0, _NONE
    for text, offset in parts:
        if offset != follow or offset == _NONE:
            runs.append((position, offset))
        texts.append(text)
        position += len(text)
        follow = offset + len(text) if offset != _NONE else _NONE
    return "".join(texts), runs


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
                yield meaning, _NONE
            at = match.end()
    if at < len(text):
        yield text[at:], offset + at


def _read_guise(guise: re.Match[str]) -> str:
    if guise[1]:
        return _decode_entity(guise[1])
    text, (begin, end) = guise.string, guise.span()
    before, after = text[begin - 1 : begin] or "a", text[end : end + 1] or "a"
    return "" if before >= "\u2e80" and after >= "\u2e80" else " "


@lru_cache(maxsize=1024)
def _decode_entity(entity: str) -> str:
    """What an entity stands for; a character that cannot be written out again (half of a pair) is
    no character.
    """
    return html.unescape(entity).encode("utf-8", "replace").decode("utf-8")
