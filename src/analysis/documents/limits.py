"""The fixed bounds of reading: what keeps time and memory bounded for any file. They are part of the program, not options."""

from __future__ import annotations

from ..errors import Problem

MEGABYTE = 1_000_000
MAX_FILE = 256 * MEGABYTE  # any file
MAX_TEXT = 64 * MEGABYTE  # a text file or a page
MAX_UNPACKED = 12 * MEGABYTE  # the XML in a Word or spreadsheet file; a long report has 2
MAX_BLOCKS = 500_000  # lines, or cells, of one document
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


def no_text_layer(what: str, pages: str = "") -> Problem:
    """The problem for a document of pictures; `what` names it ("PDF"), `pages` the pages that are pictures where others hold text."""
    where = f"pages {pages} of the {what} are, or hold," if pages else f"the {what} is"
    return Problem(
        "no_text_layer",
        f"{where} pictures without text: look for the page or the Word file of the same report, or write a blank form with "
        "`gongkai template --form form2021` (or form2019) and key the numbers in by hand",
        expected="text",
        found=f"no characters on pages {pages}" if pages else "no characters",
    )
