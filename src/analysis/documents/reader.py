"""The one door of this room: a file of any format to a `Document`."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..errors import Problem
from .blocks import Block, Document
from .content import hide_turned_figures, limit_blocks
from .decode import decode, describe_broken, looks_binary
from .limits import MAX_FILE, MAX_TEXT, describe_empty, describe_too_large
from .plain import read_lines
from .sniff import check_extension, describe_foreign_kind, detect_kind, is_page


def read(source: Path | bytes, name: str) -> Document:
    """Read one document; `name` is its path below the source folder, used for `Document.name` and
    for one hint.

    Never raises for a bad document: what is wrong stands in `problems`, and what could be read
    stands in `text` and `blocks`. The format is told by the content. Time and memory are bounded by
    the constants of `limits`.

    >>> document = read("收到申请 3 件".encode(), "a.txt")
    >>> document.media, document.blocks[0].text
    ('text', '收到申请 3 件')
    """
    try:
        with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.seek(0, io.SEEK_END)
            file.seek(0)
            data = file.read() if size <= MAX_FILE else b""
    except OSError as error:
        reason = error.strerror or type(error).__name__
        problem = Problem(
            "unreadable",
            f"the file cannot be opened ({reason}): check its name and rights",
            expected="a readable file",
            found=reason,
        )
        return Document(name, hashlib.sha256().hexdigest(), problems=(problem,))
    if size > MAX_FILE:
        document = Document(problems=(describe_too_large(size, MAX_FILE),))
    else:
        document = hide_turned_figures(limit_blocks(_read_content(data)))
    hints = check_extension(name, document.media) if document.blocks else ()
    problems = (*document.problems, *hints)
    return replace(document, name=name, sha256=sha256, problems=problems)


def _read_content(data: bytes) -> Document:
    if not data.strip(b" \t\r\n\x0b\x0c\0\xef\xbb\xbf\xfe\xff"):
        return Document(problems=(describe_empty(f"{len(data)} bytes without text"),))
    form = detect_kind(data)
    # The parser of each format is loaded when it is first met: to show one text needs none of them.
    if form == "pdf":
        from .pdf import read_pdf

        return read_pdf(data)
    if form == "zip":
        return _read_office(data)
    if form in ("ole", "rtf", "wordxml"):
        return _read_converted(data, form)
    if form == "mhtml":
        from .mhtml import read_mhtml

        return read_mhtml(data, read_source)
    if form or looks_binary(data):
        return _refuse_format(describe_foreign_kind(data) or f"bytes {data[:8].hex(' ')}")
    return read_source(data)


def _read_office(data: bytes) -> Document:
    from .archive import open_archive

    form, problems = open_archive(data)
    if problems:
        return Document(media=form or "text", problems=tuple(problems))
    if form in _OLD:
        return _read_converted(data, form)
    if form == "docx":
        from .word import read_docx

        return read_docx(data)
    from .sheets import read_xlsx

    return read_xlsx(data)


# The formats that LibreOffice turns into one that is read: the ending that it knows them by, the
# format it makes of them, and `media`.
_OLD = {
    "doc": (".doc", "docx", "doc"),
    "rtf": (".rtf", "docx", "doc"),
    "wordxml": (".xml", "docx", "doc"),
    "odt": (".odt", "docx", "doc"),
    "xls": (".xls", "xlsx", "xlsx"),
    "xlsb": (".xlsb", "xlsx", "xlsx"),
    "ods": (".ods", "xlsx", "xlsx"),
}


def _read_converted(data: bytes, form: str) -> Document:
    """A file of an old format by way of LibreOffice; `media` says what kind of document it is."""
    from .archive import describe_lock
    from .convert import convert, detect_ole_kind

    inner = detect_ole_kind(data) if form == "ole" else form
    if inner == "encrypted":
        return Document(media="doc", problems=(describe_lock("office"),))
    if not inner:
        return _refuse_format("an OLE file without a document in it")
    suffix, target, media = _OLD[inner]
    result, problems = convert(data, suffix, target)
    if problems:
        return Document(media=media, problems=tuple(problems))
    return replace(_read_office(result), media=media)


def _refuse_format(found: str) -> Document:
    problem = Problem(
        "binary_file",
        f"the content is of no format that is read ({found}): save the report as a page, PDF, Word "
        "file or text",
        expected="a page, PDF, Word file or text",
        found=found,
    )
    return Document(problems=(problem,))


def read_source(data: bytes, media: str = "html") -> Document:
    """Text or the source of a page, which is called `media` here."""
    if len(data) > MAX_TEXT:
        return Document(problems=(describe_too_large(len(data), MAX_TEXT),))
    decoded = decode(data)
    meta: dict[str, str] = {}
    blocks: Sequence[Block]
    if is_page(decoded.text):
        from .html import read_html

        blocks, meta, problems = read_html(decoded.text)
    else:
        media = "text"
        blocks, problems = read_lines(decoded.text)
    problems = [*describe_broken(decoded), *problems]
    return Document(
        media=media,
        text=decoded.text,
        blocks=tuple(blocks),
        encoding=decoded.encoding,
        meta=meta,
        problems=tuple(problems),
    )
