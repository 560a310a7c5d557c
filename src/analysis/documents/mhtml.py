"""A page saved as one file with its pictures (.mht, .mhtml), or a mail: its page through the reader
of pages.
"""

from __future__ import annotations

import email
import email.header
from collections.abc import Callable
from dataclasses import replace

from ..errors import Problem
from .blocks import Document
from .content import list_texts
from .foreign import attempt
from .limits import MAX_TEXT, describe_too_large

MAX_PARTS = 50  # parts with text: the page and its frames
_PAGES = ("text/html", "application/xhtml+xml", "text/plain")
_HEADERS = ("Subject", "Snapshot-Content-Location", "Content-Location")


def read_mhtml(data: bytes, read_source: Callable[[bytes, str], Document]) -> Document:
    """The page in an archive of a page; of several (frames) the one with the most text.

    `text` is the decoded source of that part. `read_source` reads the bytes of a page or text.
    `meta` also holds the archive's Subject and Snapshot-Content-Location or Content-Location where
    it has them.
    """
    if len(data) > MAX_TEXT:
        return Document(media="mhtml", problems=(describe_too_large(len(data), MAX_TEXT),))
    parsed, problem = attempt(lambda: _read_parts(data), "the archive of the page")
    sources, meta = parsed or ([], {})
    pages = [read_source(source, "mhtml") for source in sources if source.strip()]
    if pages:
        best = max(pages, key=_measure)
        return replace(best, media="mhtml", meta={**meta, **best.meta})
    empty = Problem(
        "empty_file",
        "the archive holds no page: open the address again and save it as a page",
        expected="a part of type text/html",
        found="no text in any part",
    )
    return Document(media="mhtml", problems=(problem or empty,))


def _measure(page: Document) -> tuple[bool, int]:
    """Whether it is the source of a page, and how much text it shows."""
    size = sum(1 + len(text) for block in page.blocks for text in list_texts(block))
    return page.media == "mhtml", size


def _read_parts(data: bytes) -> tuple[list[bytes], dict[str, str]]:
    """The texts in the archive, and what its own header says."""
    message = email.message_from_bytes(data)
    parts = [part for part in message.walk() if part.get_content_type() in _PAGES][:MAX_PARTS]
    payloads = [part.get_payload(decode=True) for part in parts]
    said = {name: str(message[name]) for name in _HEADERS if message.get(name)}
    meta = {
        name: str(email.header.make_header(email.header.decode_header(text)))[:2000]
        for name, text in said.items()
    }
    return [payload for payload in payloads if isinstance(payload, bytes)], meta
