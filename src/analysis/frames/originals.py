"""The documents of a dataset, found again: the file of a report, and a number's place in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from .. import documents
from ..documents import Document
from ..documents.blocks import Cell, Grid, Line

_LONGEST = 160  # characters of a line that are shown
_MARKED_UP = ("html", "mhtml")
_AROUND = 60  # characters before the place, in a line that is longer


class Shown(NamedTuple):
    """A line of a document: its number (or its page), its text, and whether it is the one that was
    asked for.
    """

    where: str
    text: str
    is_asked: bool


@lru_cache(maxsize=8)
def _read(path: Path, name: str, sha256: str) -> Document | None:
    if not path.is_file():
        return None
    document = documents.read(path, name)
    return document if document.sha256 == sha256 else None


def find_document(folders: Iterable[Path], name: str, sha256: str) -> Document | None:
    """The document that lies below one of some folders; None where no file of this name there has
    this digest.
    """
    found = (_read(folder / name, name, sha256) for folder in folders)
    return next((document for document in found if document is not None), None)


def show_place(
    document: Document | None, source: Mapping[str, Any], around: int = 0
) -> list[Shown]:
    """The line in which a number stands, and those `around` it that are not blank.

    `source` has line, start and raw, or for a PDF the place of a cell. Of a table that the file
    marks up its printed row is given, of other marked up text the paragraph; nothing where there is
    no document, or no place.
    """
    if document is None:
        return []
    for block in document.blocks:
        rows = block.rows if isinstance(block, Grid) else ()
        for at, row in enumerate(rows):
            if any(_is_at(cell, source) for cell in row):
                return _choose([_join(one) for one in rows], at, around, 0)
    if source["line"] is None:
        return []
    lines = document.text.split("\n")
    at = min(max(source["line"] - 1, 0), len(lines) - 1)
    if document.media in _MARKED_UP:
        own = [b for b in document.blocks if isinstance(b, Line)]
        near = [n for n, b in enumerate(own) if b.number == source["line"]]
        if near := [n for n in near if (source.get("raw") or "") in own[n].text]:
            return _choose([(str(b.number), b.text) for b in own], near[0], around, 0)
    start = max((source.get("start") or 0) - sum(len(one) + 1 for one in lines[:at]), 0)
    return _choose([(str(n), one) for n, one in enumerate(lines, 1)], at, around, start)


def _is_at(cell: Cell, source: Mapping[str, Any]) -> bool:
    if source.get("start") is not None:
        return cell.start == source["start"]
    return bool(cell.place) and cell.place == source.get("place")


def _join(row: Iterable[Cell]) -> tuple[str, str]:
    """A printed row: its line or page, and its cells."""
    cells = list(row)
    text = " | ".join("".join(cell.text.split("\n")) for cell in cells)
    line = next((cell.line for cell in cells if cell.line is not None), None)
    page = next((cell.page for cell in cells if cell.page is not None), None)
    return (str(line) if line is not None else f"p. {page}", text)


def _choose(lines: list[tuple[str, str]], at: int, around: int, start: int) -> list[Shown]:
    before = [n for n in range(at) if lines[n][1].strip()][-around:] if around else []
    after = [n for n in range(at + 1, len(lines)) if lines[n][1].strip()][:around]
    return [
        Shown(lines[n][0], _clip_line(lines[n][1], start if n == at else 0), n == at)
        for n in (*before, at, *after)
    ]


def _clip_line(line: str, at: int) -> str:
    """A long line around a place, with … where something is left out.

    >>> _clip_line("a" * 200, 0) == "a" * 160 + "…"
    True
    """
    if len(line) <= _LONGEST:
        return line.strip()
    begin = max(min(at - _AROUND, len(line) - _LONGEST), 0)
    end = begin + _LONGEST
    return "…" * (begin > 0) + line[begin:end].strip() + "…" * (end < len(line))
