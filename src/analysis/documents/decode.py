"""Bytes to text: which encoding a file is in, and what could not be decoded.

The order is fixed, so that one file always gives one text: byte order mark, UTF-8, UTF-16 by its
zero bytes, GB 18030 (which holds GB 2312 and GBK, so a page that declares gb2312 and prints 镕 is
read whole), Big5 where it was declared or where only Big5 gives words. A page's own declaration
comes last because pages are often saved again in another encoding than the one they declare.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace

from ..errors import Problem

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
_DECLARED = re.compile(
    rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})"""
    rb"""|<\?xml[^>]{0,100}encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})""",
    re.IGNORECASE,
)
_BIG5 = {"big5", "big5-hkscs", "big5hkscs", "cp950", "big-5", "x-x-big5"}
_USUAL = re.compile(
    "[\t\n\r\x0c -~\u00a0\u3000-\u303f\u3400-\u9fff\uff00-\uffef\u2010-\u2044\u2460-\u24ff]"
)
_LINE_END = re.compile(r"\r\n|\r|\n")
_SAMPLE = 65_536  # bytes that tell whether a file is text
_CONTROLS = bytes([*range(9), *range(14, 26), *range(28, 32), 127])


@dataclass(frozen=True, slots=True)
class Decoded:
    """`text` without byte order mark, `encoding` as Python names it, `broken` replaced
    sequences.
    """

    text: str
    encoding: str
    broken: int = 0


def find_charset(data: bytes) -> str:
    """The encoding that a page declares in its first 4096 bytes, in lower case; "" where none.

    >>> find_charset(b'<meta http-equiv="Content-Type" content="text/html; charset=GB2312">')
    'gb2312'
    """
    found = _DECLARED.search(data[:4096])
    return (found[1] or found[2]).decode("ascii").lower() if found else ""


def _count_words(text: str) -> int:
    return len(_WORDS.findall(text[:200_000]))


def _decode_as(data: bytes, encoding: str) -> Decoded:
    """The text with what is broken replaced and counted; U+FFFD that stood in the file is not
    broken.
    """
    text = data.decode(encoding, errors="replace")
    if encoding != "utf-8":  # half of a pair is no character
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", errors="replace")
    stood = data.count(REPLACED.encode(encoding)) if encoding in ("utf-8", "gb18030") else 0
    return Decoded(text, encoding, max(text.count(REPLACED) - stood, 0))


def _detect_utf16(data: bytes) -> str:
    """The byte order of UTF-16 without a mark; "" for what is none.

    Digits and line ends leave zero bytes, and in the right order nearly all characters are usual
    ones.
    """
    head = data[: min(len(data), _SAMPLE) & ~1]
    if len(head) < 4 or b"\0" not in head:
        return ""
    (worst, _), (best, encoding) = sorted(
        (len(_USUAL.findall(head.decode(order, errors="replace"))) * 2 / len(head), order)
        for order in ("utf-16-le", "utf-16-be")
    )
    return encoding if best > 0.9 and worst < 0.8 else ""


def decode(data: bytes, declared: str = "") -> Decoded:
    """Decode a text file or a page.

    `declared` is the encoding that the page's carrier declares; without one the page's own counts.
    Nothing is ever dropped: what no encoding explains becomes U+FFFD and is counted in `broken`.

    >>> decode("政府信息公开".encode("gb18030")).encoding
    'gb18030'
    >>> decode("行政許可 0 件".encode("big5"), declared="big5").text
    '行政許可 0 件'
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], encoding)
    if encoding := _detect_utf16(data):
        return _decode_as(data, encoding)
    utf8 = _decode_as(data, "utf-8")
    # GB 18030 explains nearly any pair of high bytes, a damaged UTF-8 page included; three-byte
    # characters of UTF-8 do not arise by chance.
    wide = sum(char >= "\u0800" for char in utf8.text) - utf8.broken if utf8.broken else 1
    if utf8.broken * 4 < wide:
        return utf8
    simplified, traditional = _decode_as(data, "gb18030"), _decode_big5(data)
    is_big5 = (declared.lower() or find_charset(data)) in _BIG5
    hits, others = _count_words(simplified.text), _count_words(traditional.text)
    if simplified.broken:
        if not traditional.broken and (is_big5 or others):
            return traditional
        candidates = (utf8, simplified, traditional)
        return min(candidates, key=lambda found: found.broken - _count_words(found.text))
    is_better = not traditional.broken and others > hits and (is_big5 or hits == 0)
    return traditional if is_better else simplified


def _decode_big5(data: bytes) -> Decoded:
    taiwan, hongkong = _decode_as(data, "cp950"), _decode_as(data, "big5hkscs")
    found = taiwan if hongkong.broken else hongkong
    if not taiwan.broken:
        found = taiwan
    return found if found.broken else replace(found, encoding="big5")


def describe_broken(decoded: Decoded) -> list[Problem]:
    """The problem that tells of characters that are lost, with the line of the first one."""
    if REPLACED not in decoded.text:
        return []
    lost = decoded.text.count(REPLACED)
    line = 1 + len(_LINE_END.findall(decoded.text, 0, decoded.text.index(REPLACED)))
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
    if any(head.startswith(mark) for mark, _ in _MARKS) or _detect_utf16(head):
        return False
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls * 20 > len(head) or head.count(0) * 100 > len(head)
