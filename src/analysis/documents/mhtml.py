"""A page saved as one file with its pictures (.mht, .mhtml), or a mail: its page through the reader
of pages.
"""

from __future__ import annotations

import email
import email.header
import email.message
from collections.abc import Callable
from dataclasses import replace

from ..errors import Problem
from .content import Content, list_texts
from .foreign import attempt
from .limits import MAX_TEXT, describe_too_large

MAX_PARTS = 50  # parts with text: the page and its frames


def read_mhtml(data: bytes, read_source: Callable[[bytes, str, str], Content]) -> Content:
    """The page in an archive of a page; of several (frames) the one with the most text.

    `text` is the decoded source of that part.

    `read_source` reads the bytes of a page or text with the encoding that the archive declares.
    `meta` also holds the archive's Subject and Snapshot-Content-Location or Content-Location where
    it has them.
    """
    if len(data) > MAX_TEXT:
        return Content("mhtml", problems=(describe_too_large(len(data), MAX_TEXT),))
    parsed, problem = attempt(lambda: _read_parts(data), "the archive of the page")
    if parsed is None:
        return Content("mhtml", problems=(problem,) if problem else ())
    sources, meta = parsed
    contents = [
        read_source(source, charset, "mhtml") for source, charset in sources if source.strip()
    ]
    if not contents:
        words = "the archive holds no page: open the address again and save it as a page"
        return Content(
            "mhtml",
            problems=(
                Problem(
                    "empty_file",
                    words,
                    expected="a part of type text/html",
                    found="no text in any part",
                ),
            ),
        )
    best = max(
        contents,
        key=lambda content: (
            content.media == "mhtml",
            sum(1 + len(text) for block in content.blocks for text in list_texts(block)),
        ),
    )
    return replace(
        best,
        media="mhtml",
        meta={**best.meta, **{name: text for name, text in meta.items() if name not in best.meta}},
    )


def _read_parts(data: bytes) -> tuple[list[tuple[bytes, str]], dict[str, str]]:
    """The texts in the archive with the encodings that it declares for them, and what its own
    header says.
    """
    message = email.message_from_bytes(data)
    parts = [
        part
        for part in message.walk()
        if part.get_content_type() in ("text/html", "application/xhtml+xml", "text/plain")
    ][:MAX_PARTS]
    meta = {
        name: _read_header(message, name)
        for name in ("Subject", "Snapshot-Content-Location", "Content-Location")
        if message.get(name)
    }
    return [
        (_decode_payload(part), (part.get_content_charset() or "").lower()) for part in parts
    ], meta


def _decode_payload(part: email.message.Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _read_header(message: email.message.Message, name: str) -> str:
    return str(email.header.make_header(email.header.decode_header(str(message[name]))))[:2000]
