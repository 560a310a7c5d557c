"""Pieces of a page's source to one paragraph of visible text that still knows where each character stood."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

# White space of all kinds and the characters of no width that are printed around numbers.
SPACE = (
    " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\u200b\u200c\u200d\u2060\ufeff"
)
INDENT = " \t\n\r\x0b\x0c"  # white space of the source's own layout
_ENTITY = re.compile(r"&(?:#[0-9]{1,8}+|#[xX][0-9a-fA-F]{1,8}+|[a-zA-Z][a-zA-Z0-9]{1,31}+);?+")
_WRAP = re.compile(r"[ \t\x0b\x0c]*+[\r\n][ \t\r\n\x0b\x0c]*+")
_NONE = -1  # the offset of characters that stand in the source in another guise: an entity, a line break that reads as a space


@dataclass(slots=True)
class Paragraph:
    """`text`, `start`, the offset in the source at which it begins, and its `runs` as in `Line`; none where it stands there in one piece."""

    text: str
    start: int
    runs: tuple[tuple[int, int], ...] = ()


def paragraph(source: str, pieces: Sequence[tuple[int, int]]) -> Paragraph | None:
    """One paragraph from the pieces of text between its tags, an empty one for a space; None where nothing is visible.

    White space of the source's own layout goes, and a line break within reads as a space, or as nothing between two Chinese
    characters. A no-break space is visible: in some layouts it is a blank cell.

    >>> paragraph("<p>a&nbsp;</p>", [(3, 10)])
    Paragraph(text='a\\xa0', start=3, runs=((0, 3), (1, -1)))
    """
    if len(pieces) == 1:
        start, end = pieces[0]
        text = source[start:end]
        if "&" not in text:
            inner = text.strip(INDENT)
            if not inner:
                return None
            if "\n" not in inner and "\r" not in inner:
                start += text.index(inner)
                return Paragraph(inner, start)
    return _assemble(source, pieces)


def _assemble(source: str, pieces: Sequence[tuple[int, int]]) -> Paragraph | None:
    parts: list[tuple[str, int]] = []
    for start, end in pieces:
        text = source[start:end]
        if "&" in text or "\n" in text or "\r" in text:
            parts += _parts(text, start)
        else:
            parts.append((text, start) if text else (" ", _NONE))
    inner = ""
    while parts and not (inner := parts[0][0].lstrip(INDENT)):
        parts.pop(0)
    if not parts:
        return None
    text, offset = parts[0]
    parts[0] = (inner, offset if offset == _NONE else offset + len(text) - len(inner))
    while not (inner := parts[-1][0].rstrip(INDENT)):
        parts.pop()
    parts[-1] = (inner, parts[-1][1])
    runs: list[tuple[int, int]] = []
    position = 0
    follow: int | None = None
    for text, offset in parts:
        if offset != follow:
            runs.append((position, offset))
        position += len(text)
        follow = None if offset == _NONE else offset + len(text)
    start = next((offset for _, offset in runs if offset != _NONE), _NONE)
    if start == _NONE:  # nothing but entities
        first, last = next(piece for piece in pieces if source[slice(*piece)].strip(INDENT))
        start = last - len(source[first:last].lstrip(INDENT))
    return Paragraph("".join([text for text, _ in parts]), start, tuple(runs))


def _parts(text: str, offset: int) -> Iterator[tuple[str, int]]:
    """A piece of text in parts, without entities and line breaks."""
    at = 0
    for match in _ENTITY.finditer(text):
        decoded = _decoded(match[0])
        if decoded != match[0]:
            yield from _unwrapped(text[at : match.start()], offset + at)
            yield decoded, _NONE
            at = match.end()
    yield from _unwrapped(text[at:], offset + at)


@lru_cache(maxsize=1024)
def _decoded(entity: str) -> str:
    """What an entity stands for; a character that cannot be written out again (half of a pair) is no character."""
    return html.unescape(entity).encode("utf-8", "replace").decode("utf-8")


def _unwrapped(text: str, offset: int) -> Iterator[tuple[str, int]]:
    """Text without entities, in parts without line breaks."""
    at = 0
    for match in _WRAP.finditer(text):
        if match.start() > at:
            yield text[at : match.start()], offset + at
        before, after = text[match.start() - 1 : match.start()] or "a", text[match.end() : match.end() + 1] or "a"
        if not (before >= "\u2e80" and after >= "\u2e80"):
            yield " ", _NONE
        at = match.end()
    if at < len(text):
        yield text[at:], offset + at
