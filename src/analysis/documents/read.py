"""The one door of this room: a file of any format to a `Document`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import Problem
from .blocks import Block, Document
from .decode import broken_bytes, declared_charset, decode, looks_binary
from .html import read_html
from .limits import MAX_FILE, MAX_TEXT, too_large
from .plain import lines
from .sniff import is_page, kind, other, wrong_extension


@dataclass(frozen=True, slots=True)
class Content:
    """What one reader made of a file: a `Document` without its name and hash."""

    media: str
    text: str = ""
    blocks: tuple[Block, ...] = ()
    encoding: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def read(source: Path | bytes, name: str) -> Document:
    """Read one document; `name` is its path below the source folder, used for `Document.name` and for one hint.

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
    content = Content("text", problems=(too_large(size, MAX_FILE),)) if data is None else _content(data)
    problems = content.problems
    if content.blocks:
        problems = (*problems, *wrong_extension(name, content.media))
    return Document(name, sha256, content.media, content.text, content.blocks, content.encoding, content.meta, problems)


def _bytes(source: Path | bytes) -> tuple[bytes | None, str, int]:
    """The bytes of the file, its SHA-256 and its size; no bytes where it is beyond the bound, which is then hashed piece by piece."""
    if isinstance(source, bytes):
        return (source if len(source) <= MAX_FILE else None), hashlib.sha256(source).hexdigest(), len(source)
    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = file.tell()
        if size > MAX_FILE:
            return None, digest, size
        file.seek(0)
        return file.read(), digest, size


def _content(data: bytes) -> Content:
    if not data.strip(b" \t\r\n\x0b\x0c\0\xef\xbb\xbf\xfe\xff"):
        problem = Problem("empty_file", "the file holds no text: save the report again", expected="a report", found=f"{len(data)} bytes without text")
        return Content("text", problems=(problem,))
    form = kind(data)
    if form or looks_binary(data):
        found = other(data) or f"bytes {data[:8].hex(' ')}"
        words = f"the content is of no known format ({found}): save the report as a page, PDF, Word file or text"
        return Content("text", problems=(Problem("binary_file", words, expected="a page, PDF, Word file or text", found=found),))
    return read_source(data, declared_charset(data))


def read_source(data: bytes, declared: str, media: str = "html") -> Content:
    """Text or the source of a page; `media` is what a page is called here."""
    if len(data) > MAX_TEXT:
        return Content("text", problems=(too_large(len(data), MAX_TEXT),))
    decoded = decode(data, declared)
    if is_page(decoded.text):
        blocks, meta, problems = read_html(decoded.text)
        return Content(media, decoded.text, tuple(blocks), decoded.encoding, meta, (*broken_bytes(decoded), *problems))
    found, problems = lines(decoded.text)
    return Content("text", decoded.text, tuple(found), decoded.encoding, problems=(*broken_bytes(decoded), *problems))
