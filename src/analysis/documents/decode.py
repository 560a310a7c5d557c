"""Bytes to text: which encoding a file is in, and what could not be decoded.

The order is fixed, so that one file always gives one text: byte order mark, UTF-8, GB 18030 (which
holds GB 2312 and GBK, so a page that declares gb2312 and prints 镕 is read whole), Big5 where it
gives more words. What a page declares does not count, because pages are often saved again in
another encoding than the one they declare.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from ..errors import Problem
from .paragraphs import LINE_END

REPLACED = "\ufffd"
# UTF-32 before UTF-16: its mark begins with the mark of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Words of any administrative report, in both scripts: they tell a right decoding from a wrong one.
_WORDS = re.compile(
    "政府|信息|公开|公開|資訊|行政|申请|申請|年度|报告|報告|工作|单位|單位|主动|[0-9]年|[0-9]月|的|。|，"
)
_SAMPLE = 65_536  # bytes that tell whether a file is text
_CONTROLS = bytes([*range(9), *range(14, 26), *range(28, 32), 127])


class Decoded(NamedTuple):
    """`text` without byte order mark, `encoding` as Python names it, `broken` replaced
    sequences.
    """

    text: str
    encoding: str
    broken: int = 0


def _decode_as(data: bytes, encoding: str) -> Decoded:
    """The text with what is broken replaced and counted; U+FFFD that stood in the file is not
    broken.
    """
    text = data.decode(encoding, errors="replace")
    if encoding != "utf-8":  # half of a pair is no character
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", errors="replace")
    stood = data.count(REPLACED.encode(encoding)) if encoding in ("utf-8", "gb18030") else 0
    return Decoded(text, encoding, max(text.count(REPLACED) - stood, 0))


def decode(data: bytes) -> Decoded:
    """Decode a text file or a page.

    Nothing is ever dropped: what no encoding explains becomes U+FFFD and is counted in `broken`.

    >>> decode("政府信息公开".encode("gb18030")).encoding
    'gb18030'
    >>> decode("行政許可 0 件".encode("big5")).text
    '行政許可 0 件'
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], encoding)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        utf8 = _decode_as(data, "utf-8")
    # GB 18030 explains nearly any pair of high bytes, a damaged UTF-8 page included; three-byte
    # characters of UTF-8 do not arise by chance.
    wide = sum(char >= "\u0800" for char in utf8.text) - utf8.broken
    if utf8.broken * 4 < wide:
        return utf8
    others = [_decode_as(data, encoding) for encoding in ("gb18030", "cp950", "big5hkscs")]
    return min((*others, utf8), key=lambda one: one.broken - len(_WORDS.findall(one.text)))


def describe_broken(decoded: Decoded) -> list[Problem]:
    """The problem that tells of characters that are lost, with the line of the first one."""
    if REPLACED not in decoded.text:
        return []
    lost = decoded.text.count(REPLACED)
    line = 1 + len(LINE_END.findall(decoded.text, 0, decoded.text.index(REPLACED)))
    words = (
        f"{lost} characters were already lost (U+FFFD) when the document was saved: save it again"
    )
    if decoded.broken:
        words = (
            f"{decoded.broken} byte sequences are no {decoded.encoding} and were replaced by "
            "U+FFFD; the rest was kept: save the document again"
        )
    return [Problem("broken_bytes", words, line, f"text in {decoded.encoding}", f"{lost} U+FFFD")]


def looks_binary(data: bytes) -> bool:
    """Whether bytes are no text: zero bytes or control characters beyond what damage leaves.

    >>> looks_binary(bytes(range(256)) * 4), looks_binary("数量\\t0\\n".encode())
    (True, False)
    """
    head = data[:_SAMPLE]
    if any(head.startswith(mark) for mark, _ in _MARKS):
        return False
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls * 20 > len(head) or head.count(0) * 100 > len(head)
