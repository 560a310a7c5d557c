"""Which format a file is in, by its content.

Names lie: a downloaded ".doc" is often a page or a .docx.
"""

from __future__ import annotations

import re
from itertools import islice
from pathlib import PurePosixPath

from ..errors import Problem

_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|table|tr|td)\b[^<>]*>", re.IGNORECASE)
_TAGS = re.compile(r"</?(?:p|div|span|h[1-6]|ul|ol|li|font|strong|a)(?:\s[^<>]*)?>", re.IGNORECASE)
_BEGINNINGS = {
    b"%PDF-": "pdf",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "ole",
    b"{\\rtf": "rtf",
}
_MAIL = re.compile(
    rb"(?:[A-Za-z-]+:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n)*mime-version:", re.IGNORECASE
)
_MAIL_TYPE = re.compile(rb"^content-type:\s*(?:multipart/|text/html)", re.IGNORECASE | re.MULTILINE)
# Formats that hold reports but that are not read, and formats that are no documents: what to tell
# the reader.
_OTHER = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"CAJ", "a CAJ file"),
    (b"HN\0\0", "a CAJ file"),
)
FOREIGN = {"pdf", "zip", "ole", "rtf", "wordxml"}
"""The kinds that the libraries of others read: their time and memory is not ours to bound."""
_NAMES = {
    "text": {".txt", ".text", ".md", ".csv", ".tsv", ".log"},
    "html": {
        ".html",
        ".htm",
        ".shtml",
        ".xhtml",
        ".asp",
        ".aspx",
        ".jsp",
        ".jspx",
        ".php",
        ".do",
        ".action",
    },
    "mhtml": {".mht", ".mhtml", ".eml"},
    "pdf": {".pdf"},
    "docx": {".docx", ".docm", ".dotx", ".wps"},
    "doc": {".doc", ".rtf", ".wps", ".dot", ".odt", ".xml"},
    "xlsx": {".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods"},
}


def detect_kind(data: bytes) -> str:
    """pdf, zip, ole, rtf, wordxml, mhtml, other, or "" for what is text or a page or unknown.

    >>> mail = b"MIME-Version: 1.0\\r\\nContent-Type: multipart/related"
    >>> detect_kind(b"%PDF-1.7"), detect_kind(mail), detect_kind(b"<p>0</p>")
    ('pdf', 'mhtml', '')
    """
    head = data[:4096]
    bare = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if kind := next((kind for mark, kind in _BEGINNINGS.items() if bare.startswith(mark)), ""):
        return kind
    before, mark, _ = head[:1024].partition(b"%PDF-")
    if mark and b"<" not in before:
        return "pdf"
    if b"<?mso-application" in head and b"Word.Document" in head:
        return "wordxml"
    if _MAIL.match(bare) and _MAIL_TYPE.search(head):
        return "mhtml"
    return "other" if describe_foreign_kind(head) else ""


def describe_foreign_kind(head: bytes) -> str:
    """In words, what a file is that is no document: "a PNG picture"; "" where that is not known."""
    return next((words for mark, words in _OTHER if head.startswith(mark)), "")


def is_page(text: str) -> bool:
    """Whether decoded text is the source of a page, or of a piece of one; a table in Markdown with
    some `<br>` in it is not.

    >>> is_page("<tr><td>0</td></tr>"), is_page("| 行政<br>处罚 | 0 |"), is_page("<p>一</p><p>二</p>")
    (True, False, True)
    """
    return _PAGE.search(text) is not None or len(list(islice(_TAGS.finditer(text), 2))) == 2


def check_extension(name: str, media: str) -> list[Problem]:
    """A hint where the name's extension is that of another format; none for extensions that say
    nothing.

    >>> [problem.found for problem in check_extension("report.doc", "html")]
    ['html']
    """
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    if not any(suffix in known for known in _NAMES.values()) or suffix in _NAMES.get(media, set()):
        return []
    words = f"the name ends in {suffix} but the content is {media}: it was read as {media}"
    return [Problem("wrong_extension", words, expected=suffix, found=media)]
