"""Pieces of a page's source to one paragraph of visible text that still knows where each character
stood.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

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
_SHORT = 16
_NONE = -1  # the offset of such characters
_GAP = ((" ", _NONE),)


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
        if len(text) < _SHORT:
            found = _make_short_paragraph(text)
            return found and Paragraph(
                found.text,
                start + found.start,
                tuple(
                    [
                        (at, _NONE if offset == _NONE else start + offset)
                        for at, offset in found.runs
                    ]
                ),
            )
    return _join_pieces(source, pieces)


@lru_cache(maxsize=1024)
def _make_short_paragraph(text: str) -> Paragraph | None:
    """A short text as a paragraph that begins at 0: pages repeat those of their blank cells."""
    return _join_pieces(text, ((0, len(text)),))


def _join_pieces(source: str, pieces: Sequence[tuple[int, int]]) -> Paragraph | None:
    texts: list[str] = []
    runs: list[tuple[int, int]] = []
    position, follow = 0, _NONE
    for start, end in pieces:
        text = source[start:end]
        if text and not ("&" in text or "\n" in text or "\r" in text):
            if start != follow:
                runs.append((position, start))
            texts.append(text)
            position += end - start
            follow = end
            continue
        for part, offset in _split_entities(text, start) if text else _GAP:
            if offset != follow or offset == _NONE:
                runs.append((position, offset))
            texts.append(part)
            position += len(part)
            follow = offset + len(part) if offset != _NONE else _NONE
    whole = "".join(texts)
    inner = whole.strip(INDENT)
    if not inner:
        return None
    if len(inner) < len(whole):
        begin = whole.index(inner)
        runs = cut_runs(runs, begin, begin + len(inner))
    start = runs[0][1]
    if start == _NONE:
        start = _find_start(source, pieces, runs)
    return Paragraph(inner, start, tuple(runs))


def _find_start(
    source: str, pieces: Sequence[tuple[int, int]], runs: Sequence[tuple[int, int]]
) -> int:
    """Where a paragraph begins whose first character stands in another guise: at the first that
    does not, or else at that entity.
    """
    for _, offset in runs:
        if offset != _NONE:
            return offset
    for start, end in pieces:
        if visible := source[start:end].lstrip(INDENT):
            return end - len(visible)
    return _NONE


def _split_entities(text: str, offset: int) -> Iterator[tuple[str, int]]:
    """A piece of text in parts that stand in the source as they read, and what reads in another
    guise.
    """
    at = 0
    for match in _GUISE.finditer(text):
        begin, end = match.span()
        if match[1]:
            read = _decode_entity(match[1])
            if read == match[1]:
                continue
        else:
            before, after = text[begin - 1 : begin] or "a", text[end : end + 1] or "a"
            read = "" if before >= "\u2e80" and after >= "\u2e80" else " "
        if begin > at:
            yield text[at:begin], offset + at
        if read:
            yield read, _NONE
        at = end
    if at < len(text):
        yield text[at:], offset + at


@lru_cache(maxsize=1024)
def _decode_entity(entity: str) -> str:
    """What an entity stands for; a character that cannot be written out again (half of a pair) is
    no character.
    """
    return html.unescape(entity).encode("utf-8", "replace").decode("utf-8")
