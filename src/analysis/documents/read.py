"""The one door of this room: a file of any format to a `Document`."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ..errors import Problem
from .blocks import Document
from .decode import broken_bytes, declared_charset, decode, looks_binary
from .limits import MAX_FILE, MAX_TEXT, too_large
from .plain import lines


def read(source: Path | bytes, name: str) -> Document:
    """Read one document; `name` is its path below the source folder, used in nothing but the name and one hint.

    Never raises for a bad document: what is wrong stands in `problems`, and what could be read stands in
    `text` and `blocks`. The format is told by the content.

    >>> document = read("收到申请 3 件".encode(), "a.txt")
    >>> document.media, document.blocks[0].text
    ('text', '收到申请 3 件')
    """
    try:
        data, sha256, size = _bytes(source)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        problem = Problem("unreadable", f"the file cannot be opened ({reason}): check its name and rights", expected="a readable file", found=reason)
        return Document(name, hashlib.sha256(b"").hexdigest(), "text", "", (), problems=(problem,))
    if data is None:
        return Document(name, sha256, "text", "", (), problems=(too_large(size, MAX_FILE),))
    if not data.strip(b" \t\r\n\x0b\x0c\0\xef\xbb\xbf\xfe\xff"):
        problem = Problem("empty_file", "the file holds no text: save the report again", expected="a report", found=f"{size} bytes without text")
        return Document(name, sha256, "text", "", (), problems=(problem,))
    if looks_binary(data):
        problem = Problem("binary_file", "the content is of no known format: save the report as HTML, PDF, Word or text", expected="a document", found=f"bytes {data[:8].hex(' ')}")
        return Document(name, sha256, "text", "", (), problems=(problem,))
    if len(data) > MAX_TEXT:
        return Document(name, sha256, "text", "", (), problems=(too_large(len(data), MAX_TEXT),))
    decoded = decode(data, declared_charset(data))
    blocks, problems = lines(decoded.text)
    return Document(name, sha256, "text", decoded.text, tuple(blocks), decoded.encoding, problems=(*broken_bytes(decoded), *problems))


def _bytes(source: Path | bytes) -> tuple[bytes | None, str, int]:
    """The bytes of the file, its SHA-256 and its size; no bytes where it is beyond the bound, which is then hashed piece by piece."""
    if isinstance(source, bytes):
        return (source if len(source) <= MAX_FILE else None), hashlib.sha256(source).hexdigest(), len(source)
    with open(source, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = file.tell()
        if size > MAX_FILE:
            return None, digest, size
        file.seek(0)
        return file.read(), digest, size
