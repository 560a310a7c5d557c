"""Encodings: which one is taken, and that nothing is lost where bytes are broken."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import documents
from analysis.documents.decode import declared_charset, decode, looks_binary

SIMPLIFIED = "一、本年新收政府信息公开申请数量\t3 件\r\n行政复议：0"
TRADITIONAL = "一、本年新收政府資訊公開申請數量 3 件，行政訴訟 0"


@pytest.mark.parametrize(
    ("data", "declared", "encoding", "text"),
    [
        (SIMPLIFIED.encode(), "gb2312", "utf-8", SIMPLIFIED),
        (codecs.BOM_UTF8 + SIMPLIFIED.encode(), "", "utf-8", SIMPLIFIED),
        (SIMPLIFIED.encode("gb18030"), "", "gb18030", SIMPLIFIED),
        (SIMPLIFIED.encode("gb18030"), "utf-8", "gb18030", SIMPLIFIED),
        (
            "朱镕基在硚口区，政府信息 1 条".encode("gb18030"),
            "gb2312",
            "gb18030",
            "朱镕基在硚口区，政府信息 1 条",
        ),
        (TRADITIONAL.encode("big5"), "big5", "big5", TRADITIONAL),
        (TRADITIONAL.encode("big5"), "", "big5", TRADITIONAL),
        (TRADITIONAL.encode("gb18030"), "big5", "gb18030", TRADITIONAL),
        (codecs.BOM_UTF16_LE + SIMPLIFIED.encode("utf-16-le"), "", "utf-16-le", SIMPLIFIED),
        (codecs.BOM_UTF16_BE + SIMPLIFIED.encode("utf-16-be"), "", "utf-16-be", SIMPLIFIED),
        (SIMPLIFIED.encode("utf-16-le"), "", "utf-16-le", SIMPLIFIED),
        (SIMPLIFIED.encode("utf-16-be"), "", "utf-16-be", SIMPLIFIED),
        (codecs.BOM_UTF32_LE + SIMPLIFIED.encode("utf-32-le"), "", "utf-32-le", SIMPLIFIED),
        (b"0\r\n1", "big5", "utf-8", "0\r\n1"),
    ],
)
def test_the_encoding_and_every_character(
    data: bytes, declared: str, encoding: str, text: str
) -> None:
    assert (
        decode(data, declared).encoding,
        decode(data, declared).text,
        decode(data, declared).broken,
    ) == (encoding, text, 0)


def test_a_broken_character_in_utf8_costs_only_itself() -> None:
    data = "政府信息公开".encode() + b"\xff\xe6" + "申请 12 件\n".encode() * 3
    document = documents.read(b"\n" + data, "a.txt")
    assert document.encoding == "utf-8"
    assert document.text.replace("\ufffd", "") == "\n政府信息公开" + "申请 12 件\n" * 3
    (problem,) = document.problems
    assert (problem.code, problem.line, problem.found) == ("broken_bytes", 2, "2 U+FFFD")


def test_a_file_cut_within_a_character_keeps_the_rest() -> None:
    text = "政府信息公开工作年度报告" * 5
    for encoding in ("utf-8", "gb18030"):
        decoded = decode(text.encode(encoding)[:-1])
        assert decoded.text == text[:-1] + "\ufffd"
        assert decoded.broken == 1


def test_a_broken_byte_in_gb18030_keeps_the_following_lines() -> None:
    decoded = decode("政府信息\n".encode("gb18030") + b"\xff\n" + "公开 5 件\n".encode("gb18030"))
    assert decoded.text == "政府信息\n\ufffd\n公开 5 件\n"


def test_characters_that_were_lost_before_are_told() -> None:
    document = documents.read("收到\ufffd件".encode(), "a.txt")
    assert [(problem.code, problem.found) for problem in document.problems] == [
        ("broken_bytes", "1 U+FFFD")
    ]
    assert "already lost" in document.problems[0].message


@pytest.mark.parametrize(
    ("head", "charset"),
    [
        (b"<meta charset='UTF-8'>", "utf-8"),
        (b'<?xml version="1.0" encoding="gb2312"?>', "gb2312"),
        (b'<META content="text/html; charset=big5">', "big5"),
        (b"<p>charset</p>", ""),
    ],
)
def test_the_declared_encoding(head: bytes, charset: str) -> None:
    assert declared_charset(head) == charset


def test_text_and_what_is_none() -> None:
    assert not looks_binary(SIMPLIFIED.encode("gb18030"))
    assert not looks_binary(SIMPLIFIED.encode("utf-16-le"))
    assert not looks_binary(b"a" * 400 + b"\x00\x01")
    assert looks_binary(bytes(range(256)))
    assert looks_binary(b"\x00" * 50 + b"abc" * 50)


@given(st.binary(max_size=300), st.sampled_from(["", "gb2312", "big5", "utf-8", "no-such"]))
def test_any_bytes_become_text_that_can_be_written(data: bytes, declared: str) -> None:
    decoded = decode(data, declared)
    assert decoded.text.encode("utf-8").decode("utf-8") == decoded.text
    assert decoded == decode(data, declared)


@given(
    st.text(alphabet=st.characters(codec="gb18030", exclude_categories=("Cs", "Cc", "Co", "Cn")))
)
def test_strict_utf8_is_never_taken_for_anything_else(text: str) -> None:
    if "\0" not in text and not text.startswith("\ufeff"):
        assert decode(text.encode()).text == text
