"""Text files: lines with their numbers and offsets."""

from hypothesis import given
from hypothesis import strategies as st

from analysis import documents
from analysis.documents import Line


def test_read_lines_every_line_stands_number_offset() -> None:
    """Every line stands with its number and offset."""
    document = documents.read("\ufeff规章\r\n\r\n \u00a0\r0\n\n".encode(), "a.txt")
    assert document.text == "规章\r\n\r\n \u00a0\r0\n\n"
    assert [
        (block.text, block.number, block.runs)
        for block in document.blocks
        if isinstance(block, Line)
    ] == [
        ("规章", 1, ((0, 0),)),
        ("", 2, ((0, 4),)),
        (" \u00a0", 3, ((0, 6),)),
        ("0", 4, ((0, 9),)),
        ("", 5, ((0, 11),)),
    ]


def test_read_lines_form_feed_line_separator_ends_no() -> None:
    """A form feed or a line separator ends no line."""
    assert len(documents.read("a\x0cb\u2028c\x85d".encode(), "a.txt").blocks) == 1


def test_read_lines_markdown_table_text() -> None:
    """A markdown table is text."""
    document = documents.read("| 行政<br>处罚 | 0 |\n|---|---|\n".encode(), "a.md")
    assert (document.media, len(document.blocks)) == ("text", 2)


@given(st.text(alphabet="ab 数\u3000\t\r\n\x0b|", max_size=60))
def test_read_lines_lines_their_ends_text(text: str) -> None:
    """The lines with their ends are the text."""
    document = documents.read(text.encode(), "a.txt")
    lines = [block for block in document.blocks if isinstance(block, Line)]
    if not lines:
        assert not text.strip(" \t\r\n\x0b")
        return
    ends = [line.runs[0][1] + len(line.text) for line in lines]
    starts = [line.runs[0][1] for line in lines]
    assert starts[0] == 0 and ends[-1] + 2 >= len(text)
    assert all(
        text[start:end] == line.text for start, end, line in zip(starts, ends, lines, strict=True)
    )
    assert all(
        text[end:start] in ("\n", "\r", "\r\n")
        for end, start in zip(ends, starts[1:], strict=False)
    )
    assert all(
        line.offset(0, len(line.text)) == start for line, start in zip(lines, starts, strict=True)
    )


def test_read_lines_marks_other_programs_taken_out_places() -> None:
    """Marks of other programs are taken out and places stay."""
    document = documents.read(
        "| **1** | 21350\\.5 | &nbsp; | &amp;nbsp; | 行政<br>许可 | 1\\.属于 |".encode(), "a.md"
    )
    line = document.blocks[0]
    assert isinstance(line, Line)
    assert line.text == "| 1 | 21350.5 | \u00a0 | \u00a0 | 行政 许可 | 1.属于 |"
    assert line.offset(2) == 4
    assert line.offset(line.text.index("21350.5"), 7) is None
