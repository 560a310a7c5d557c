"""Pieces of a page's source to one paragraph of visible text that still knows where each character stood."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import NamedTuple

# White space of all kinds and the characters of no width that are printed around numbers.
SPACE = (
    " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\u200b\u200c\u200d\u2060\ufeff"
)
_INDENT = " \t\n\r\x0b\x0c"
_ENTITY = re.compile(r"&(?:#[0-9]{1,8}+|#[xX][0-9a-fA-F]{1,8}+|[a-zA-Z][a-zA-Z0-9]{1,31}+);?+")
_WRAP = re.compile(r"[ \t\x0b\x0c]*+[\r\n][ \t\r\n\x0b\x0c]*+")
_NONE = -1  # the offset of characters that stand in the source in another guise: an entity, a line break that reads as a space


class Paragraph(NamedTuple):
    """`text`, its `runs` as in `Line`, and `start`, the offset in the source at which it begins."""

    text: str
    runs: tuple[tuple[int, int], ...]
    start: int

    def locate(self, position: int, length: int) -> int | None:
        """Offset in the source of `text[position:position + length]`, None where that is broken up."""
        offset = None
        for at, start in self.runs:
            if at <= position:
                offset = None if start == _NONE else start + position - at
            elif at < position + length:
                return None
            else:
                break
        return offset


def paragraph(source: str, pieces: Sequence[tuple[int, int]]) -> Paragraph | None:
    """One paragraph from the pieces of text between its tags; None where nothing is visible.

    White space of the source's own layout goes, and a line break within reads as a space, or as nothing between two Chinese
    characters. A no-break space is visible: in some layouts it is a blank cell.

    >>> paragraph("<p>a&nbsp;</p>", [(3, 10)])
    Paragraph(text='a\\xa0', runs=((0, 3), (1, -1)), start=3)
    """
    if len(pieces) == 1:
        start, end = pieces[0]
        text = source[start:end]
        if "&" not in text:
            inner = text.lstrip(_INDENT)
            if not inner:
                return None
            start += len(text) - len(inner)
            inner = inner.rstrip(_INDENT)
            if "\n" not in inner and "\r" not in inner:
                return Paragraph(inner, ((0, start),), start)
    return _assemble(source, pieces)


def _assemble(source: str, pieces: Sequence[tuple[int, int]]) -> Paragraph | None:
    parts: list[tuple[str, int]] = []
    for start, end in pieces:
        at = start
        for match in _ENTITY.finditer(source, start, end) if "&" in source[start:end] else ():
            decoded = html.unescape(match[0])
            if decoded == match[0]:
                continue
            if match.start() > at:
                parts.append((source[at : match.start()], at))
            # A character that cannot be written out again (half of a pair) is no character.
            parts.append((decoded.encode("utf-8", "replace").decode("utf-8"), _NONE))
            at = match.end()
        if end > at:
            parts.append((source[at:end], at))
    parts = [part for text, offset in parts for part in (_unwrapped(text, offset) if offset != _NONE and ("\n" in text or "\r" in text) else ((text, offset),))]
    while parts and not parts[0][0].strip(_INDENT):
        parts.pop(0)
    while parts and not parts[-1][0].strip(_INDENT):
        parts.pop()
    if not parts:
        return None
    text, offset = parts[0]
    inner = text.lstrip(_INDENT)
    parts[0] = (inner, offset if offset == _NONE else offset + len(text) - len(inner))
    parts[-1] = (parts[-1][0].rstrip(_INDENT), parts[-1][1])
    runs: list[tuple[int, int]] = []
    position = 0
    follow = None
    for text, offset in parts:
        if offset == _NONE or offset != follow:
            runs.append((position, offset))
        position += len(text)
        follow = offset + len(text) if offset != _NONE else None
    start = next((offset for _, offset in runs if offset != _NONE), pieces[0][0])
    return Paragraph("".join(text for text, _ in parts), tuple(runs), start)


def _unwrapped(text: str, offset: int) -> list[tuple[str, int]]:
    """A piece of text that goes over several lines of the source, in parts without line breaks."""
    parts: list[tuple[str, int]] = []
    at = 0
    for match in _WRAP.finditer(text):
        if match.start() > at:
            parts.append((text[at : match.start()], offset + at))
        before, after = text[match.start() - 1 : match.start()] or "a", text[match.end() : match.end() + 1] or "a"
        if not (before >= "\u2e80" and after >= "\u2e80"):
            parts.append((" ", _NONE))
        at = match.end()
    if at < len(text):
        parts.append((text[at:], offset + at))
    return parts
