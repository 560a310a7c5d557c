"""Which parts of a page can say who and when: its head, its foot, its meta tags, its names.

Nothing is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from ..documents.blocks import Document, Grid, Line
from .text import fold_dates

HEAD_LINES, FOOT_LINES = 60, 20
_BEFORE = 40  # lines before the first text of `_RUNNING` characters; above them stand links
_RUNNING = 60
# A page glued into one line would otherwise be read as a whole.
_HEAD_BLOCKS, _HEAD_ROWS, _HEAD_CELLS = 120, 12, 8
_LONGEST, _FOOT_LONGEST, _LONGEST_FIELD = 1500, 300, 200
_NOT_WORD = re.compile(r"[^a-z]")
_URL_TAGS = ("url", "ogurl", "canonical", "savedfromurl", "contentlocation")


@dataclass(frozen=True, slots=True)
class Said:
    """One line of the page: as printed with single spaces, and plain.

    `index` counts the lines that hold text.
    """

    raw: str
    text: str
    index: int


@dataclass(frozen=True)
class Page:
    """What was gathered.

    `text` is head and foot as one plain text, a line each; `rows` are those of small tables at the
    head, their cells parted by a bar; `url` is the page's own address by its meta tags.
    """

    name: str
    text: str
    head: tuple[Said, ...]
    foot: tuple[Said, ...]
    rows: tuple[str, ...]
    meta: dict[str, str]
    url: str

    @property
    def stem(self) -> str:
        return PurePosixPath(self.name).stem


def survey_page(document: Document, lines: Sequence[Line]) -> Page:
    """Gather the head (60 lines, behind many links those around the first text), the foot (20) and
    the names of a page.

    Reads no form table.
    """
    printed = [line.text for line in lines if line.text.strip()]
    running = (at for at, text in enumerate(printed) if len(text) >= _RUNNING and "。" in text)
    printed = printed[max(next(running, 0) - _BEFORE, 0) :]
    head = tuple(_read_lines(printed[:HEAD_LINES], _LONGEST))
    foot = tuple(_read_lines(printed[HEAD_LINES:][-FOOT_LINES:], _FOOT_LONGEST))
    meta = {_NOT_WORD.sub("", key.lower()): value.strip() for key, value in document.meta.items()}
    urls = (meta.get(tag, "") for tag in _URL_TAGS)
    url = next((url for url in urls if url.startswith(("http://", "https://"))), "")
    text = "\n".join(said.text for said in (*head, *foot))
    return Page(document.name, text, head, foot, tuple(_read_rows(document)), meta, url)


def _read_lines(texts: Sequence[str], longest: int) -> Iterator[Said]:
    raws = [" ".join(text[:longest].split()) for text in texts]
    kept = [(raw, text) for raw in raws if (text := fold_dates(raw))]
    return (Said(raw, text, index) for index, (raw, text) in enumerate(kept))


def _read_rows(document: Document) -> Iterator[str]:
    """The rows at the head, also those kept as text: 索引号, 发布日期, 标题."""
    for block in document.blocks[:_HEAD_BLOCKS]:
        if isinstance(block, Grid):
            for row in block.rows[:_HEAD_ROWS]:
                yield "|".join(cell.text[:_LONGEST_FIELD] for cell in row[:_HEAD_CELLS])
        elif "|" in block.text:
            yield block.text[:_LONGEST]
