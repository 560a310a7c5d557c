"""The fixed bounds of reading: what keeps time and memory bounded for any file. They are part of the program, not options."""

from __future__ import annotations

from ..errors import Problem

MEGABYTE = 1_000_000
MAX_FILE = 256 * MEGABYTE  # any file
MAX_TEXT = 64 * MEGABYTE  # a text file, a page, or what a Word file unpacks to
MAX_BLOCKS = 1_000_000  # lines, or cells, of one document
MAX_PAGES = 300  # pages of a PDF
MAX_SECONDS = 120  # for the tables of a PDF, or for the conversion of a .doc
MAX_SPAN = 1000  # a rowspan or colspan; HTML itself stops at 1000 columns


def too_large(found: int, bound: int, what: str = "file") -> Problem:
    """The problem for a file beyond its bound, both in bytes."""
    return Problem(
        "too_large",
        f"the {what} has {found // MEGABYTE} MB, more than the bound of {bound // MEGABYTE} MB: cut the report out of it and save that",
        expected=f"at most {bound // MEGABYTE} MB",
        found=f"{found // MEGABYTE} MB",
    )


def too_many_blocks(what: str) -> Problem:
    """The problem for a document that was read up to the bound only."""
    return Problem(
        "too_large",
        f"the document has more than {MAX_BLOCKS} {what}; what follows was not read: cut the report out of it and save that",
        expected=f"at most {MAX_BLOCKS} {what}",
        found=f"more than {MAX_BLOCKS}",
    )
