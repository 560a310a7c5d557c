"""The fixed bounds of reading: what keeps time and memory bounded for any file.

They are part of the program, not options.
"""

from __future__ import annotations

from ..errors import ADVICE, Problem

MEGABYTE = 1_000_000
MAX_FILE = 256 * MEGABYTE  # any file
MAX_TEXT = 64 * MEGABYTE  # a text file or a page
MAX_UNPACKED = 12 * MEGABYTE  # the XML in a Word or spreadsheet file; a long report has 2
MAX_BLOCKS = 200_000  # lines, or cells, of one document; a long report has 1,000
MAX_PAGES = 300  # pages of a PDF
MAX_SECONDS = 120  # for the conversion of a .doc
MAX_STEP = (
    300  # seconds that a build waits for one document of any kind, before it ends the process
)
MAX_MEMORY = 1_000 * MEGABYTE  # that reading one document may take
MAX_SPAN = 1000  # a rowspan or colspan; HTML itself stops at 1000 columns
MAX_REPORTS = (
    1_000  # reports in one file; a page of links to all reports of a city has some hundreds
)
MAX_ROWS = 500  # rows of one table of a form, which has 60 at most
MAX_ROW_CELLS = 20_000  # cells of all these rows; a form has 200
MAX_HEADER = 64  # cells of a table's header, and the text just above it; the widest form has 20
MAX_OPTIONS = 6435  # placements of one row: 15 columns have as many at most
MAX_STEPS = (
    60_000  # steps of one search for a placement; a row whose digits touch takes some hundreds
)
MAX_LINE = 100_000  # characters of one line or cell; a whole report saved in one line has 30,000
MAX_FIGURES = 3_000  # figures in the prose of one report, which has some hundreds
MAX_PROSE = 1_000_000  # characters of all its paragraphs with figures; a long report has 60,000
MAX_SENTENCE = 5_000  # characters of one sentence; the longest that was seen has 400

_CUT = "cut the report out of it and save that"


def describe_too_large(found: int, bound: int, what: str = "file") -> Problem:
    """The problem for a file beyond its bound, both in bytes."""
    size, most = f"{found // MEGABYTE} MB", f"{bound // MEGABYTE} MB"
    words = f"the {what} has {size}, more than the bound of {most}: {_CUT}"
    return Problem("too_large", words, expected=f"at most {most}", found=size)


def describe_too_many(what: str, bound: int, left_out: str, line: int | None = None) -> Problem:
    """The problem for more than `bound` of something; `left_out` says in words what was not
    read.
    """
    words = f"the document has more than {bound:,} {what}; {left_out}: {_CUT}"
    return Problem("too_large", words, line, f"at most {bound} {what}", f"more than {bound}")


def describe_too_many_blocks(what: str) -> Problem:
    """The problem for a document that was read up to the bound only."""
    return describe_too_many(what, MAX_BLOCKS, "what follows was not read")


def describe_empty(found: str, what: str = "file") -> Problem:
    """The problem for a file without text; `found` says what is in it."""
    words = f"the {what} holds no text: save the report again"
    return Problem("empty_file", words, None, "a report", found)


def describe_pictures(what: str, pages: str = "") -> Problem:
    """The problem for a document of pictures, or for the pages that are pictures where others hold
    text.
    """
    where = f"pages {pages} of the {what} are, or hold," if pages else f"the {what} is"
    words = f"{where} pictures without text: {ADVICE['no_text_layer']}"
    found = f"no characters on pages {pages}" if pages else "no characters"
    return Problem("no_text_layer", words, expected="text", found=found)
