"""Bytes to text: which encoding a file is in, and what could not be decoded.

The order is fixed, so that one file always gives one text: byte order mark, UTF-8, UTF-16 by its zero
bytes, GB 18030 (which holds GB 2312 and GBK, so a page that declares gb2312 and prints 镕 is read whole),
Big5 where it was declared or where only Big5 gives words. A page's own declaration comes last because
pages are often saved again in another encoding than the one they declare.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from ..errors import Problem

# UTF-32 before UTF-16: its mark begins with the mark of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Words of any administrative report, in both scripts: they tell a right decoding from a wrong one, nothing else.
_WORDS = re.compile(
    "政府|信息|公开|公開|資訊|行政|申请|申請|年度|报告|報告|工作|单位|單位|主动|[0-9]年|[0-9]月|的|。|，"
)
_DECLARED = re.compile(
    rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})|<\?xml[^>]{0,100}encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})""",
    re.IGNORECASE,
)
_BIG5 = {"big5", "big5-hkscs", "big5hkscs", "cp950", "big-5", "x-x-big5"}
_USUAL = re.compile(
    "[\t\n\r\x0c -~\u00a0\u3000-\u303f\u3400-\u9fff\uff00-\uffef\u2010-\u2044\u2460-\u24ff]"
)
_LINE_END = re.compile(r"\r\n|\r|\n")
REPLACED = "\ufffd"


@dataclass(frozen=True, slots=True)
class Decoded:
    """`text` without byte order mark, `encoding` as Python names it, `broken` sequences that were replaced by U+FFFD."""

    text: str
    encoding: str
    broken: int = 0


def declared_charset(data: bytes) -> str:
    """The encoding that a page declares in its first 4096 bytes, in lower case; "" where it declares none.

    >>> declared_charset(b'<meta http-equiv="Content-Type" content="text/html; charset=GB2312">')
    'gb2312'
    """
    found = _DECLARED.search(data[:4096])
    return (found[1] or found[2]).decode("ascii").lower() if found else ""


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
        if encoding != "utf-8":
            text.encode("utf-8")  # a lone surrogate is no character
    except (UnicodeDecodeError, UnicodeEncodeError):
        return None
    return text


def _words(text: str) -> int:
    return len(_WORDS.findall(text[:200_000]))


def _replacing(data: bytes, encoding: str) -> Decoded:
    """Decode and count: characters that stood in the file as U+FFFD are no broken bytes."""
    text = data.decode(encoding, errors="replace").encode("utf-8", errors="replace").decode("utf-8")
    stood = data.count(REPLACED.encode("utf-8")) if encoding == "utf-8" else 0
    return Decoded(text, encoding, max(text.count(REPLACED) - stood, 0))


def _utf16(data: bytes) -> str:
    """UTF-16 without a mark: digits and line ends leave zero bytes, and read in the right order nearly all characters are usual ones."""
    head = data[: min(len(data), 65_536) & ~1]
    if len(head) < 4 or b"\0" not in head:
        return ""
    usual = {
        encoding: len(_USUAL.findall(head.decode(encoding, errors="replace"))) * 2 / len(head)
        for encoding in ("utf-16-le", "utf-16-be")
    }
    best = max(usual, key=lambda encoding: usual[encoding])
    return best if usual[best] > 0.9 and min(usual.values()) < 0.8 else ""


def decode(data: bytes, declared: str = "") -> Decoded:
    """Decode a text file or a page.

    `declared` is the encoding that the page's carrier declares, without one the page's own counts. Nothing is ever dropped: what no
    encoding explains becomes U+FFFD and is counted in `broken`.

    >>> decode("政府信息公开".encode("gb18030")).encoding
    'gb18030'
    >>> decode("行政許可 0 件".encode("big5"), declared="big5").text
    '行政許可 0 件'
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _replacing(data[len(mark) :], encoding)
    text = _strict(data, "utf-8")
    zeros = b"\0" in data
    if text is not None and not zeros:
        return Decoded(text, "utf-8")
    if zeros and (encoding := _utf16(data)):
        return _replacing(data, encoding)
    if text is not None:
        return Decoded(text, "utf-8")
    utf8 = _replacing(data, "utf-8")
    # GB 18030 explains nearly any pair of high bytes, a damaged UTF-8 page included; three-byte characters of UTF-8 do not arise by chance.
    if utf8.broken * 4 < sum(character >= "\u0800" for character in utf8.text) - utf8.broken:
        return utf8
    simplified, traditional = _strict(data, "gb18030"), _strict(data, "cp950")
    if traditional is None:
        traditional = _strict(data, "big5hkscs")
    big5 = (declared.lower() or declared_charset(data)) in _BIG5
    if simplified is not None:
        hits = _words(simplified)
        if traditional is not None and _words(traditional) > hits and (big5 or hits == 0):
            return Decoded(traditional, "big5")
        return Decoded(simplified, "gb18030")
    if traditional is not None and (big5 or _words(traditional)):
        return Decoded(traditional, "big5")
    candidates = [utf8, _replacing(data, "gb18030"), _replacing(data, "cp950")]
    return min(candidates, key=lambda decoded: decoded.broken - _words(decoded.text))


def broken_bytes(decoded: Decoded) -> list[Problem]:
    """The problem that tells of characters that are lost, with the line of the first one; none where all is well."""
    if REPLACED not in decoded.text:
        return []
    lost = decoded.text.count(REPLACED)
    line = 1 + len(_LINE_END.findall(decoded.text, 0, decoded.text.index(REPLACED)))
    if decoded.broken:
        words = f"{decoded.broken} byte sequences are no {decoded.encoding} and were replaced by U+FFFD; the rest was kept: save the document again"
    else:
        words = f"{lost} characters were already lost (U+FFFD) when the document was saved: save it again"
    return [Problem("broken_bytes", words, line, f"text in {decoded.encoding}", f"{lost} U+FFFD")]


def looks_binary(data: bytes) -> bool:
    """Whether bytes that carry no known mark are no text: zero bytes or control characters beyond what damage leaves.

    >>> looks_binary(bytes(range(256)) * 4), looks_binary("数量\\t0\\n".encode())
    (True, False)
    """
    head = data[:65_536]
    if (
        not head
        or any(head.startswith(mark) for mark, _ in _MARKS)
        or (b"\0" in head and _utf16(head))
    ):
        return False
    controls = len(head) - len(
        head.translate(None, bytes([*range(9), *range(14, 26), *range(28, 32), 127]))
    )
    return controls * 20 > len(head) or (b"\0" in head and head.count(0) * 100 > len(head))
