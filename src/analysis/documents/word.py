"""A Word file (.docx): mammoth turns it into a page, the reader of pages reads that, so that both follow one set of rules."""

from __future__ import annotations

import io

import mammoth

from .content import Content, without_offsets
from .foreign import attempt
from .html import read_html
from .limits import no_text_layer


def read_docx(data: bytes) -> Content:
    """The lines and tables of a Word file that `open_archive` let pass.

    Merged cells stand once. `text` is the plain text, a table's row as one line; cells have no start, their place is "table 2 row 5 cell 1".
    """
    page, problem = attempt(lambda: mammoth.convert_to_html(io.BytesIO(data), convert_image=_no_image).value, "the Word file")
    if problem is not None:
        return Content("docx", problems=(problem,))
    blocks, _, problems = read_html(f"<body>{page}</body>")
    problems = [no_text_layer("Word file") if problem.code == "empty_file" else problem for problem in problems]
    text, placed = without_offsets(blocks)
    return Content("docx", text, placed, problems=tuple(problem for problem in problems if problem.code != "error_page"))


def _no_image(_: object) -> list[object]:
    return []
