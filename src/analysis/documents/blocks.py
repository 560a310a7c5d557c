"""What a document is after reading: its text, and ordered blocks of lines and tables with their
places.

Readers (one module per file format) turn bytes into a `Document`; nothing after them opens a file.
No Chinese form label is known here. Cells and lines are never changed once made; only for speed
they are not frozen (a frozen one takes ten times as long to make).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..errors import Problem

Runs = tuple[tuple[int, int], ...]
"""(position in a text, offset in the document's text) pairs, as `Line` explains them."""


@dataclass(slots=True)
class Cell:
    """One cell as printed, without white space around it.

    Where `start` is not None, `document.text[start:start + len(text)] == text`. `line` counts from
    1 in `document.text`; `page` from 1 in a PDF; `place` says in words where the cell is ("page 3
    table 2 row 5 cell 1", "sheet T3 row 4 cell 2") in formats whose text has no offsets. `pad`
    marks a place that is no cell: adjacent separators without anything between them, as left by
    merged cells. `shared`: it spans rows below its own in which other cells hold something.
    """

    text: str
    start: int | None = None
    line: int | None = None
    page: int | None = None
    place: str = ""
    pad: bool = False
    shared: bool = False


@dataclass(slots=True)
class Line:
    """A line or paragraph of text outside tables.

    `runs` holds (position in `text`, offset in `document.text`) pairs, ascending: from one position
    to the next the characters stand together in `document.text`. An offset of -1 says that the
    characters stand there in another guise (`&nbsp;`, a line break that reads as a space). Empty
    where the format has no offsets.
    """

    text: str
    number: int | None = None
    runs: Runs = ()
    page: int | None = None

    def offset(self, position: int, length: int = 1) -> int | None:
        """Offset in the document's text of `text[position:position + length]`; None where it is
        broken up.
        """
        return find_offset(self.runs, position, length)


def find_offset(runs: Runs, position: int, length: int) -> int | None:
    """`Line.offset` from the runs of a line."""
    found = None
    for at, start in runs:
        if at > position:
            return None if at < position + length else found
        found = None if start < 0 else start + position - at
    return found


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as the file holds it: rows of printed cells.

    A cell that spans several places stands once, where it begins.
    """

    rows: tuple[tuple[Cell, ...], ...]


Block = Line | Grid


@dataclass(frozen=True)
class Document:
    """A file after reading; a reader of one format leaves its name and hash open.

    `name` is its path below SOURCE, `media` one of text, html, mhtml, pdf, docx, doc, xlsx, csv.

    `text` is the decoded source of a text or HTML file (offsets and line numbers count in it) and
    the plain text of the other formats. `meta` holds what the page says about itself (meta tags
    such as ArticleTitle, PubDate, SiteIDCode, Url; `title` for the page's title element), as
    printed.
    """

    name: str = ""
    sha256: str = ""
    media: str = "text"
    text: str = ""
    blocks: tuple[Block, ...] = ()
    encoding: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def report_id(self) -> str:
        """`r` and the first 15 hex digits of the SHA-256, as no program may read it as a number."""
        return f"r{self.sha256[:15]}"
