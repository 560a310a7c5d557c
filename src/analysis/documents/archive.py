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
_OPEN = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def open_archive(data: bytes) -> tuple[str, list[Problem]]:
    """The kind of an archive (docx, xlsx, odt, ods, xlsb, or "") and the problem that forbids to
    read it.

    Only the XML in it is counted: a file with many photographs is no danger, its pictures are never
    unpacked.
    """
    found, problem = attempt(lambda: _check(data), "the archive (docx, xlsx or zip)")
    return found if found is not None else ("", [problem] if problem else [])


def _check(data: bytes) -> tuple[str, list[Problem]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        names = {entry.filename for entry in entries}
        kind = _detect_kind(archive, names)
        if not kind:
            return "", [_refuse_archive(names)]
        texts = [entry for entry in entries if entry.filename.lower().endswith((".xml", ".rels"))]
        size = sum(entry.file_size for entry in texts)
        if size > MAX_UNPACKED or len(entries) > _MAX_ENTRIES:
            return kind, [
                describe_too_large(size, MAX_UNPACKED, f"XML that the {kind} file unpacks to")
            ]
        if any(entry.flag_bits & 1 for entry in texts):
            return kind, [describe_lock(kind)]
        for entry in texts:
            with archive.open(entry) as file:
                head = file.read(_HEAD).replace(b"\0", b"")
            if _DOCTYPE.search(head):
                words = (
                    "the file declares a document type, which office programs never write and "
                    "which can be made to exhaust memory: save it again"
                )
                return kind, [
                    Problem(
                        "unreadable",
                        words,
                        expected="XML without a document type",
                        found=entry.filename[:100],
                    )
                ]
    return kind, []


def describe_lock(what: str) -> Problem:
    """The problem for a file that asks for a password."""
    return Problem(
        "encrypted",
        f"the {what} file is protected by a password: open it with the password and save it "
        "without",
        expected="a file without password",
        found="encrypted",
    )


def _detect_kind(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "content.xml" in names and "mimetype" in names:
        with archive.open("mimetype") as file:
            return _OPEN.get(file.read(100).strip(), "")
    if "[Content_Types].xml" not in names:
        return ""
    # Some programs store the main part under another name; the relations tell where, the parser
    # follows them.
    with archive.open("[Content_Types].xml") as file:
        types = file.read(100_000)
    return (
        "docx"
        if b"wordprocessingml.document.main" in types
        else "xlsx"
        if b"spreadsheetml.sheet.main" in types
        else ""
    )


def _refuse_archive(names: set[str]) -> Problem:
    if "OFD.xml" in names:
        found, advice = "an OFD file", "open it in an OFD reader and print it to PDF"
    else:
        found, advice = (
            f"a zip archive of {len(names)} files",
            "unpack it and give the report in it",
        )
    return Problem(
        "binary_file",
        f"the file is {found}, which is not read: {advice}",
        expected="a page, PDF, Word file or text",
        found=found,
    )
