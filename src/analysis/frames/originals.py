"""The documents of a dataset, found again: the text of a report's file, and lines of it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from .. import documents

_LONGEST = 160  # characters of a line that are shown
_AROUND = 60  # characters before the place, in a line that is longer


@lru_cache(maxsize=8)
def read_text(path: Path, name: str, sha256: str) -> str | None:
    """The text of a document as it was read; None where the file is not the one of this digest."""
    if not path.is_file():
        return None
    document = documents.read(path, name)
    return document.text if document.sha256 == sha256 else None


def find_text(folders: Iterable[Path], name: str, sha256: str) -> str | None:
    """The text of a document that lies below one of some folders; None where it is in none."""
    texts = (read_text(folder / name, name, sha256) for folder in folders)
    return next((text for text in texts if text is not None), None)


def cut_lines(
    text: str, line: int, start: int | None = None, around: int = 0
) -> list[tuple[int, str]]:
    """The line of a text and those `around` it, each with its number.

    Blank lines around it are passed over. Of a long line a part is given: that which holds the
    offset `start`, with … where something is left out.

    >>> cut_lines("a\\n\\nb\\nc", 3, around=1)
    [(1, 'a'), (3, 'b'), (4, 'c')]
    """
    lines = text.split("\n")
    at = min(max(line - 1, 0), len(lines) - 1)
    before = [number for number in range(at) if lines[number].strip()][-around:] if around else []
    after = [number for number in range(at + 1, len(lines)) if lines[number].strip()][:around]
    begin = sum(len(one) + 1 for one in lines[:at])
    inside = 0 if start is None else min(max(start - begin, 0), len(lines[at]))
    return [
        (number + 1, _clip(lines[number], inside if number == at else 0))
        for number in (*before, at, *after)
    ]


def _clip(line: str, at: int) -> str:
    if len(line) <= _LONGEST:
        return line.strip()
    begin = max(at - _AROUND, 0)
    end = begin + _LONGEST
    return "…" * (begin > 0) + line[begin:end].strip() + "…" * (end < len(line))
