"""The bad-input list: each file gives a document with a problem that says what to do, and never
an exception.
"""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import documents
from analysis.documents.sniff import detect_kind


def codes(data: bytes, name: str = "a.html") -> list[str]:
    return [problem.code for problem in documents.read(data, name).problems]


def zipped(**entries: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in entries.items():
            archive.writestr(name.replace("__", "/"), text)
    return out.getvalue()


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\xff\xfe", b"\0" * 1000])
def test_read_empty_file(data: bytes) -> None:
    """An empty file."""
    assert codes(data) == ["empty_file"]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "a PNG picture"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "a JPEG picture"),
        (b"Rar!\x1a\x07" + bytes(range(256)), "a RAR archive"),
        (bytes(range(256)) * 20, "bytes 00 01 02 03 04 05 06 07"),
        (zipped(**{"a.txt": "x"}), "a zip archive of 1 files"),
        (zipped(**{"OFD.xml": "<a/>"}), "an OFD file"),
        (zipped(**{"content.xml": "<a/>", "mimetype": "x"}), "a zip archive of 2 files"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an OLE file without a document in it"),
    ],
)
def test_read_file_another_kind_named(data: bytes, found: str) -> None:
    """A file of another kind is named."""
    (problem,) = documents.read(data, "a.doc").problems
    assert (problem.code, problem.found) == ("binary_file", found)


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04" + bytes(50), b"%PDF-1.7\n%%EOF", zipped(**{"word__document.xml": "<a"})[:-30]],
)
def test_read_damaged_file_unreadable(data: bytes) -> None:
    """A damaged file is unreadable."""
    (problem,) = documents.read(data, "a.docx").problems
    assert problem.code == "unreadable"
    assert "save it again" in problem.message


def test_read_file_not_there_no_file(tmp_path: Path) -> None:
    """A file that is not there or no file."""
    for path in (tmp_path / "none.txt", tmp_path):
        document = documents.read(path, "none.txt")
        assert [problem.code for problem in document.problems] == ["unreadable"]
        assert str(tmp_path) not in document.problems[0].message


def test_read_path_bytes_give_same_document(tmp_path: Path) -> None:
    """Path and bytes give the same document."""
    data = "一、总体情况\n".encode("gb18030")
    (tmp_path / "a.txt").write_bytes(data)
    document = documents.read(tmp_path / "a.txt", "sub/a.txt")
    assert document == documents.read(data, "sub/a.txt")
    assert document.sha256 == hashlib.sha256(data).hexdigest()
    assert document.report_id == "r" + document.sha256[:15]


def test_read_file_beyond_bound_hashed_but_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file beyond the bound is hashed but not read."""
    monkeypatch.setattr("analysis.documents.reader.MAX_FILE", 1000)
    data = b"a" * 1001
    (tmp_path / "a.txt").write_bytes(data)
    for source in (data, tmp_path / "a.txt"):
        document = documents.read(source, "a.txt")
        assert [problem.code for problem in document.problems] == ["too_large"]
        assert (document.sha256, document.text) == (hashlib.sha256(data).hexdigest(), "")


def test_read_text_beyond_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text beyond its bound."""
    monkeypatch.setattr("analysis.documents.reader.MAX_TEXT", 1000)
    assert codes(b"a" * 1001) == ["too_large"]
    assert codes(b"<p>" * 400) == ["too_large"]


def test_read_text_too_many_lines_keeps_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text of too many lines keeps the first."""
    monkeypatch.setattr("analysis.documents.plain.MAX_BLOCKS", 3)
    document = documents.read(b"a\nb\nc\nd\n", "a.txt")
    assert [problem.code for problem in document.problems] == ["too_large"]
    assert len(document.blocks) == 3


@pytest.mark.parametrize(
    ("name", "data", "codes_expected"),
    [
        ("a.doc", b"<table><tr><td>a</td><td>1</td></tr></table>", ["wrong_extension"]),
        ("a.pdf", "一、总体情况".encode(), ["wrong_extension"]),
        ("a.HTML", b"<p>a</p><p>b</p>", []),
        ("a", b"<p>a</p><p>b</p>", []),
        ("a.txt", b"<p>a</p><p>b</p>", ["wrong_extension"]),
        ("a.2019", b"abc", []),
    ],
)
def test_read_content_decides_name_only_hint(
    name: str, data: bytes, codes_expected: list[str]
) -> None:
    """The content decides and the name is only a hint."""
    assert codes(data, name) == codes_expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\r\n %PDF-1.4", "pdf"),
        (b"\x00\x00%PDF-1.4", "pdf"),
        (b"<p>about %PDF-1.4</p>", ""),
        (b"{\\rtf1 a}", "rtf"),
        (b"<?xml version='1.0'?><?mso-application progid='Word.Document'?>", "wordxml"),
        (
            (
                b"From: <Saved by Blink>\r\nSubject: x\r\n y\r\nMIME-Version: "
                b"1.0\r\nContent-Type: multipart/related;\r\n"
            ),
            "mhtml",
        ),
        (b"Dear MIME-Version: 1.0", ""),
    ],
)
def test_read_formats_their_first_bytes(data: bytes, expected: str) -> None:
    """Formats by their first bytes."""
    assert detect_kind(data) == expected


SEEDS = [
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>",
    zipped(**{"word__document.xml": "<w:document/>", "[Content_Types].xml": "<Types/>"}),
    zipped(**{"xl__workbook.xml": "<workbook/>", "[Content_Types].xml": "<Types/>"}),
    (
        b"MIME-Version: 1.0\nContent-Type: multipart/related; "
        b"boundary=b\n\n--b\nContent-Type: text/html\n\n<p>a</p><p>b</p>\n--b--"
    ),
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100),
]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SEEDS), st.integers(0, 300), st.integers(0, 30), st.binary(max_size=12))
def test_read_nothing_raises_damaged_files(seed: bytes, at: int, length: int, text: bytes) -> None:
    """Nothing raises on damaged files."""
    document = documents.read(seed[:at] + text + seed[at + length :], "a.x")
    assert document.blocks or document.problems
    assert all(problem.message and problem.expected for problem in document.problems)
