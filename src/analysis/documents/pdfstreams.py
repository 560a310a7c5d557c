"""How much the streams of a PDF unpack to, looked at before any parser does: a small file can unpack to gigabytes."""

from __future__ import annotations

import re
import zlib

from .limits import MEGABYTE

MAX_STREAM = (
    16 * MEGABYTE
)  # what one stream of drawing instructions unpacks to; a page of text needs some 100 KB
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_NO_DRAWING = (
    b"/Image",
    b"/Length1",
    b"/CIDFontType0C",
    b"/OpenType",
    b"/Type1C",
)  # pictures and fonts, which may be larger


def unpacked(data: bytes) -> int:
    """The largest stream of drawing instructions, in bytes unpacked, counted up to the bound and one more."""
    largest = 0
    view = memoryview(data)
    for match in _STREAM.finditer(data):
        first = max(match.start() - 1000, 0)
        about = data[max(data.rfind(b"obj", first, match.start()), first) : match.start()]
        end = data.find(b"endstream", match.end())
        if not any(mark in about for mark in _NO_DRAWING):
            largest = max(
                largest,
                _inflated(view[match.end() : end if end >= 0 else len(data)], about.count(b"/Fl")),
            )
        if largest > MAX_STREAM:
            break
    return largest


def _inflated(packed: bytes | memoryview, times: int) -> int:
    """The size of a stream that was deflated so many times, at most one more than the bound."""
    for _ in range(min(times, 3)):
        try:
            packed = zlib.decompressobj().decompress(packed, MAX_STREAM + 1)
        except zlib.error:
            return 0
    return len(packed) if times else 0
