"""Encodings: which one is taken, and that nothing is lost where bytes are broken."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import documents
from analysis.documents.decode import decode, looks_binary

SIMPLIFIED = "一、本年新收政府信息公开申请数量\t3 件\r\n行政复议：0"
CHARSET = b"<meta charset=big5>"
HONGKONG = "政府資訊：深水埗 3 件，行政訴訟 0 宗，咗 1"
TRADITIONAL = "一、本年新收政府資訊公開申請數量 3 件，行政訴訟 0"


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        (SIMPLIFIED.encode(), "utf-8", SIMPLIFIED),
        (codecs.BOM_UTF8 + SIMPLIFIED.encode(), "utf-8", SIMPLIFIED),
        (SIMPLIFIED.encode("gb18030"), "gb18030", SIMPLIFIED),
        (CHARSET + SIMPLIFIED.encode("gb18030"), "gb18030", CHARSET.decode() + SIMPLIFIED),
        (
            "朱镕基在硚口区，政府信息 1 条".encode("gb18030"),
            "gb18030",
            "朱镕基在硚口区，政府信息 1 条",
        ),
        (TRADITIONAL.encode("big5"), "cp950", TRADITIONAL),
        (HONGKONG.encode("big5hkscs"), "big5hkscs", HONGKONG),
        (TRADITIONAL.encode("gb18030"), "gb18030", TRADITIONAL),
        (codecs.BOM_UTF16_LE + SIMPLIFIED.encode("utf-16-le"), "utf-16-le", SIMPLIFIED),
        (codecs.BOM_UTF16_BE + SIMPLIFIED.encode("utf-16-be"), "utf-16-be", SIMPLIFIED),
        (codecs.BOM_UTF32_LE + SIMPLIFIED.encode("utf-32-le"), "utf-32-le", SIMPLIFIED),
        (b"0\r\n1", "utf-8", "0\r\n1"),
    ],
)
def test_decode_encoding_every_character(data: bytes, encoding: str, text: str) -> None:
    """The encoding and every character, whatever a page declares."""
    decoded = decode(data)
    assert (decoded.encoding, decoded.text, decoded.broken) == (encoding, text, 0)


def test_decode_broken_character_utf8_costs_only_itself() -> None:
    """A broken character in utf8 costs only itself."""
    data = "政府信息公开".encode() + b"\xff\xe6" + "申请 12 件\n".encode() * 3
    document = documents.read(b"\n" + data, "a.txt")
    assert document.encoding == "utf-8"
    assert document.text.replace("\ufffd", "") == "\n政府信息公开" + "申请 12 件\n" * 3
    (problem,) = document.problems
    assert (problem.code, problem.line, problem.found) == ("broken_bytes", 2, "2 U+FFFD")


def test_decode_file_cut_within_character_keeps_rest() -> None:
    """A file cut within a character keeps the rest."""
    text = "政府信息公开工作年度报告" * 5
    for encoding in ("utf-8", "gb18030"):
        decoded = decode(text.encode(encoding)[:-1])
        assert decoded.text == text[:-1] + "\ufffd"
        assert decoded.broken == 1


def test_decode_broken_byte_gb18030_keeps_following_lines() -> None:
    """A broken byte in gb18030 keeps the following lines."""
    decoded = decode("政府信息\n".encode("gb18030") + b"\xff\n" + "公开 5 件\n".encode("gb18030"))
    assert decoded.text == "政府信息\n\ufffd\n公开 5 件\n"


def test_decode_characters_were_lost_before_told() -> None:
    """Characters that were lost before are told."""
    document = documents.read("收到\ufffd件".encode(), "a.txt")
    assert [(problem.code, problem.found) for problem in document.problems] == [
        ("broken_bytes", "1 U+FFFD")
    ]
    assert "already lost" in document.problems[0].message


def test_decode_text_none() -> None:
    """Text and what is none."""
    assert not looks_binary(SIMPLIFIED.encode("gb18030"))
    assert looks_binary(SIMPLIFIED.encode("utf-16-le"))  # nobody saves it without its mark
    assert not looks_binary(b"a" * 400 + b"\x00\x01")
    assert looks_binary(bytes(range(256)))
    assert looks_binary(b"\x00" * 50 + b"abc" * 50)


@given(st.binary(max_size=300))
def test_decode_any_bytes_become_text_can_written(data: bytes) -> None:
    """Any bytes become text that can be written."""
    decoded = decode(data)
    assert decoded.text.encode("utf-8").decode("utf-8") == decoded.text
    assert decoded == decode(data)


@given(
    st.text(alphabet=st.characters(codec="gb18030", exclude_categories=("Cs", "Cc", "Co", "Cn")))
)
def test_decode_strict_utf8_never_taken_anything_else(text: str) -> None:
    """Strict utf8 is never taken for anything else."""
    if "\0" not in text and not text.startswith("\ufeff"):
        assert decode(text.encode()).text == text
