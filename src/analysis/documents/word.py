"""A Word file (.docx): what it shows is turned into a page and the reader of pages reads that, so
that both follow one set of rules.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from html import escape
from xml.etree import ElementTree

from .blocks import Document
from .content import number_lines
from .foreign import attempt
from .html import read_html
from .limits import describe_pictures

# Deleted or moved text, codes of fields, the sound beside a character, the second form of a text
# box, and what holds no text.
_SKIPPED = frozenset(
    "del moveFrom delText instrText rt Fallback "
    "rPr pPr tblPr tblGrid trPr tcPr sdtPr sectPr".split()
)
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "<br>", "cr": "<br>", "noBreakHyphen": "-"}
_OFF = ("0", "false", "off", "none", "baseline")


def read_docx(data: bytes) -> Document:
    """The lines and tables of a Word file that `open_archive` let pass, as they show: tracked
    changes as accepted, without hidden text.

    Merged cells stand once. `text` is the plain text, a table's row as one line; cells have no
    start, their place is "table 2 row 5 cell 1".
    """
    page, problem = attempt(lambda: "".join(_write_page(data)), "the Word file")
    if problem is not None:
        return Document(media="docx", problems=(problem,))
    blocks, _, problems = read_html(f"<body>{page}</body>")
    own = [
        describe_pictures("Word file") if problem.code == "empty_file" else problem
        for problem in problems
        if problem.code != "error_page"
    ]
    text, placed = number_lines(blocks)
    return Document(media="docx", text=text, blocks=placed, problems=tuple(own))


def _write_page(data: bytes) -> Iterator[str]:
    """The source of a page with the text and the tables of the file, its notes at the end."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = ElementTree.fromstring(archive.read("_rels/.rels"))
        main = next(
            part.get("Target", "")
            for part in parts
            if part.get("Type", "").endswith("/officeDocument")
        ).lstrip("/")
        for name in (main, "word/footnotes.xml", "word/endnotes.xml"):
            if name == main or name in archive.namelist():
                yield from _render(ElementTree.fromstring(archive.read(name)))


def _name(node: ElementTree.Element) -> str:
    return node.tag.rpartition("}")[2]


def _read_value(node: ElementTree.Element, *path: str) -> str | None:
    """The value of a property that stands below `node`: "" where it is set without a value, None
    where it is not there.
    """
    found = node.find("/".join(f"{{*}}{name}" for name in path))
    return None if found is None else _read_attribute(found, "val")


def _read_attribute(node: ElementTree.Element, name: str) -> str:
    return next((text for key, text in node.attrib.items() if key.endswith(f"}}{name}")), "")


def _is(node: ElementTree.Element, *path: str) -> bool:
    value = _read_value(node, *path)
    return value is not None and value not in _OFF


def _render(node: ElementTree.Element) -> Iterator[str]:
    """What an element shows: of anything that is not known, what stands in it."""
    for child in node:
        name = _name(child)
        if name == "t":
            yield escape(child.text or "", quote=False)
        elif name in _SIGNS:
            yield _SIGNS[name]
        elif name == "sym":
            yield chr(int(_read_attribute(child, "char") or "20", 16))
        elif name == "r":
            yield from _run(child)
        elif name == "tbl":
            yield from _table(child)
        elif name not in _SKIPPED:
            yield "<p>" if name == "p" else ""
            yield from _render(child)
            yield "</p>" if name == "p" else ""


_GOES_ON = ("", "continue")  # of a merged cell: what follows its first place


def _run(run: ElementTree.Element) -> Iterator[str]:
    if not _is(run, "rPr", "vanish"):
        marks = [
            mark
            for mark, name in (("sup", "vertAlign"), ("s", "strike"), ("s", "dstrike"))
            if _is(run, "rPr", name)
        ]
        yield from (f"<{mark}>" for mark in marks)
        yield from _render(run)
        yield from (f"</{mark}>" for mark in reversed(marks))


def _table(table: ElementTree.Element) -> Iterator[str]:
    """A table.

    Of a cell that goes on from the row above or from the left nothing shows, whatever it holds.
    """
    rows = [
        dict(_place_cells(row))
        for row in _find_inside(table, "tr")
        if all(_read_value(row, "trPr", name) is None for name in ("del", "hidden"))
    ]
    down = [{at: _read_value(cell, "tcPr", "vMerge") for at, cell in row.items()} for row in rows]
    yield "<table>"
    for y, row in enumerate(rows):
        yield "<tr>"
        for at, cell in row.items():
            is_below = y > 0 and down[y][at] in _GOES_ON and down[y - 1].get(at) is not None
            is_beside = _read_value(cell, "tcPr", "hMerge") in _GOES_ON
            if is_below or is_beside or _read_value(cell, "tcPr", "cellDel") is not None:
                continue
            end = y + 1
            while down[y][at] is not None and end < len(rows) and down[end].get(at) in _GOES_ON:
                end += 1
            yield f'<td rowspan="{end - y}">'
            yield from _render(cell)
            yield "</td>"
        yield "</tr>"
    yield "</table>"


def _place_cells(row: ElementTree.Element) -> Iterator[tuple[int, ElementTree.Element]]:
    """The cells of a row with their columns."""
    column = int(_read_value(row, "trPr", "gridBefore") or 0)
    for cell in _find_inside(row, "tc"):
        yield column, cell
        column += int(_read_value(cell, "tcPr", "gridSpan") or 1)


def _find_inside(node: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """The rows of a table or the cells of a row, also those in a field that can be filled in."""
    for child in node:
        if _name(child) == name:
            yield child
        elif _name(child) not in _SKIPPED:
            yield from _find_inside(child, name)
