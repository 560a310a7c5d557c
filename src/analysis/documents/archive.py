"""Files that are zip archives of XML: which kind they are, and whether what they unpack to is
within bounds.
"""

from __future__ import annotations

import io
import re
import zipfile

from ..errors import Problem
from .foreign import attempt
from .limits import MAX_UNPACKED, describe_too_large

_MAX_ENTRIES = 20_000
_HEAD = 4096  # a document type stands before the root element
_DESCRIBED = 100_000  # bytes of the parts that tell the kind
_KINDS = {
    b"\nword/document.xml\n": "docx",
    b"\nxl/workbook.xml\n": "xlsx",
    b"\nxl/workbook.bin\n": "xlsb",
    b"wordprocessingml.document.main": "docx",
    b"wordprocessingml.template.main": "docx",
    b"ms-word.document.macroEnabled.main": "docx",
    b"spreadsheetml.sheet.main": "xlsx",
    b"ms-excel.sheet.macroEnabled.main": "xlsx",
    b"ms-excel.sheet.binary": "xlsb",
    b"vnd.oasis.opendocument.text": "odt",
    b"vnd.oasis.opendocument.spreadsheet": "ods",
}
"""How an archive says what it is: by its main part, in its content types or in its `mimetype`."""
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def open_archive(data: bytes) -> tuple[str, list[Problem]]:
    """The kind of an archive (docx, xlsx, odt, ods, xlsb, or "") and the problem that forbids to
    read it.

    Only the XML in it is counted: a file with many photographs is no danger, its pictures are never
    unpacked.
    """
    found, fault = attempt(lambda: _check(data), "the archive (docx, xlsx or zip)")
    kind, problem = found or ("", fault)
    return kind, [problem] if problem else []


def _check(data: bytes) -> tuple[str, Problem | None]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        kind = _detect_kind(archive)
        if not kind:
            return "", _refuse_archive(archive.namelist())
        texts = [entry for entry in entries if entry.filename.lower().endswith((".xml", ".rels"))]
        size = sum(entry.file_size for entry in texts)
        if size > MAX_UNPACKED or len(entries) > _MAX_ENTRIES:
            what = f"XML that the {kind} file unpacks to"
            return kind, describe_too_large(size, MAX_UNPACKED, what)
        if any(entry.flag_bits & 1 for entry in texts):
            return kind, describe_lock(kind)
        typed = (e.filename for e in texts if _DOCTYPE.search(_read_head(archive, e.filename)))
        return kind, next(map(_refuse_document_type, typed), None)


def _read_head(archive: zipfile.ZipFile, name: str, size: int = _HEAD) -> bytes:
    with archive.open(name) as file:
        return file.read(size).replace(b"\0", b"")


def _detect_kind(archive: zipfile.ZipFile) -> str:
    names = archive.namelist()
    parts = sorted({"[Content_Types].xml", "mimetype"}.intersection(names))
    said = "\n".join(["", *names, ""]).encode("utf-8", "replace")
    said += b"".join(_read_head(archive, name, _DESCRIBED) for name in parts)
    return next((kind for mark, kind in _KINDS.items() if mark in said), "")


def describe_lock(what: str) -> Problem:
    """The problem for a file that asks for a password."""
    return Problem(
        "encrypted",
        f"the {what} file is protected by a password: open it with the password and save it "
        "without",
        expected="a file without password",
        found="encrypted",
    )


def _refuse_document_type(name: str) -> Problem:
    return Problem(
        "unreadable",
        "the file declares a document type, which office programs never write and which can be "
        "made to exhaust memory: save it again",
        expected="XML without a document type",
        found=name[:100],
    )


def _refuse_archive(names: list[str]) -> Problem:
    found, advice = f"a zip archive of {len(names)} files", "unpack it and give the report in it"
    if "OFD.xml" in names:
        found, advice = "an OFD file", "open it in an OFD reader and print it to PDF"
    words = f"the file is {found}, which is not read: {advice}"
    return Problem("binary_file", words, None, "a page, PDF, Word file or text", found)
