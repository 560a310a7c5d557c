"""Pages of any kind of damage: offsets stay right, nothing raises, time stays in proportion to
length.
"""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from timing import keeps_within

from analysis import documents
from analysis.documents import Cell, Document, Grid, Line
from analysis.documents.html import read_html

PAGE = (
    '<html><head><meta charset="utf-8"><title>年度报告</title></head><body><div class="a">\n'
    "<p>一、总体情况&nbsp;</p><p>本年收到 <b>3</b> 件。<br/>"
    "无其他</p><!-- x --><table border=\"1\" width='100%'><tbody><tr><td rowspan=2>&nbsp;三"
    '</td><td colspan="2">商业<br>企业</td></tr>'
    "<tr><td><p><span>1</span>2</p></td><td>&lt;4</td></tr>\r\n<tr><td></td><td>5"
    "<table><tr><td>6</td><td>7</td></tr></table></td></tr></tbody></table>"
    "<script>if (a < b) {}</script><ul><li>八</li><li>9</ul></div></body></html>"
)
TOKENS = re.findall(r"<[^>]*>|&\w+;|[^<&]", PAGE)


def well_placed(document: Document) -> None:
    """The promises of `Cell` and `Line` for a page or a text; other formats have no offsets."""
    if document.media not in ("text", "html", "mhtml"):
        return
    text = document.text
    starts: list[int] = []
    for block in document.blocks:
        if isinstance(block, Line):
            assert block.runs and block.runs[0][0] == 0
            ends = [at for at, _ in block.runs[1:]] + [len(block.text)]
            for (at, start), end in zip(block.runs, ends, strict=True):
                assert at < end or not block.text
                assert start == -1 or text[start : start + end - at] == block.text[at:end]
            assert block.number is not None
        else:
            assert block.rows and all(block.rows)
            for cell in (cell for row in block.rows for cell in row):
                assert cell.text == cell.text.strip()
                assert cell.line is not None
                if cell.start is None:
                    assert cell.text and cell.place
                else:
                    assert text[cell.start : cell.start + len(cell.text)] == cell.text
                    assert cell.line == 1 + len(re.findall(r"\r\n|\r|\n", text[: cell.start]))
                    starts.append(cell.start)
    assert len(set(starts)) == len(starts)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(PAGE)),
            st.integers(0, 12),
            st.text(alphabet="<>/\"'=&;!- \n\rtdrbp数1", max_size=4),
        ),
        max_size=6,
    )
)
def test_read_html_offsets_hold_damaged_pages(damage: list[tuple[int, int, str]]) -> None:
    """Offsets hold on damaged pages."""
    source = PAGE
    for at, length, text in damage:
        source = source[:at] + text + source[at + length :]
    document = documents.read(source.encode(), "a.html")
    well_placed(document)
    assert document == documents.read(source.encode(), "a.html")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(TOKENS), max_size=80).map("".join))
def test_read_html_offsets_hold_shuffled_tags(source: str) -> None:
    """Offsets hold on shuffled tags."""
    well_placed(documents.read(source.encode(), "a.html"))


def visible(source: str) -> str:
    """All text of lines and cells, without white space."""
    blocks, _, _ = read_html(source)
    texts = [
        [block.text]
        if isinstance(block, Line)
        else [cell.text for row in block.rows for cell in row]
        for block in blocks
    ]
    return "".join("".join("".join(text.split()) for text in part) for part in texts)


@settings(max_examples=150, deadline=None)
@given(
    st.recursive(
        st.text(alphabet="数量12 ", min_size=1, max_size=3),
        lambda inner: st.lists(
            st.one_of(
                inner,
                inner.map(lambda text: f"<p>{text}</p>"),
                inner.map(lambda text: f"<table><tr><td>{text}</td><td>9</td></tr></table>"),
            ),
            max_size=4,
        ).map("".join),
        max_leaves=12,
    )
)
def test_read_html_every_character_outside_tags_read_once(body: str) -> None:
    """Every character outside tags is read once."""
    source = f"<body>{body}</body>"
    assert sorted(visible(source)) == sorted("".join(re.sub(r"<[^>]*>", "", source).split()))


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=400),
        st.binary(max_size=60).map(lambda data: b"<table><tr><td>" + data),
        st.text(max_size=80).map(str.encode),
    )
)
def test_read_html_nothing_raises_any_bytes(data: bytes) -> None:
    """Nothing raises on any bytes."""
    document = documents.read(data, "a.bin")
    well_placed(document)
    assert document.blocks or document.problems


@given(
    st.lists(
        st.lists(st.integers(0, 99999).map(str) | st.just(""), min_size=2, max_size=5),
        min_size=2,
        max_size=6,
    )
)
def test_read_html_printed_table_read_back(rows: list[list[str]]) -> None:
    """A printed table is read back."""
    source = (
        "<table>"
        + "".join(
            "<tr>" + "".join(f"<td>&nbsp;<b>{cell}</b></td>" for cell in row) + "</tr>"
            for row in rows
        )
        + "</table>"
    )
    blocks, _, _ = read_html(source)
    (grid,) = blocks
    assert isinstance(grid, Grid)
    assert [[cell.text for cell in row] for row in grid.rows] == rows
    assert all(
        isinstance(cell, Cell) and cell.start is not None for row in grid.rows for cell in row
    )


OPENING = st.sampled_from(
    [
        "<p>",
        "<P align='a>b'>",
        '<span style="x:y">',
        "<b>",
        "<font\nsize=2>",
        "<o:p>",
        "<br>",
        "<i/>",
        "<em",
        "\n",
        " ",
        "<pre>",
    ]
)
CLOSING = st.sampled_from(
    [
        "</p>",
        "</SPAN>",
        "</b>",
        "</font>",
        "</o:p >",
        "</div>",
        "</center>",
        "\n",
        "\t",
        "&nbsp;",
        "</pre>",
    ]
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.lists(OPENING, max_size=3),
            st.sampled_from(["7", "", "a 8", "&lt;9", "一\n二", "1 < 2"]),
            st.lists(CLOSING, max_size=3),
        ),
        max_size=5,
    )
)
def test_read_html_comment_cell_changes_nothing(
    content: list[tuple[list[str], str, list[str]]],
) -> None:
    """Whether a cell is cut in one match or tag by tag, the same is read."""
    inside = ["".join(opening) + text + "".join(closing) for opening, text, closing in content]
    page = "<p>x</p><table>{}<tr><td>y<td>z</table>"
    plain = page.format("".join(f"<tr><td>{part}</td><td>{part}</td></tr>" for part in inside))
    broken = page.format(
        "".join(f"<tr><td><!---->{part}</td><td>{part}<!----></td></tr>" for part in inside)
    )
    assert [_texts(block) for block in read_html(plain)[0]] == [
        _texts(block) for block in read_html(broken)[0]
    ]
    well_placed(documents.read(plain.encode(), "a.html"))


def _texts(block: Line | Grid) -> object:
    return (
        (block.text, block.number)
        if isinstance(block, Line)
        else [[(cell.text, cell.line, cell.place) for cell in row] for row in block.rows]
    )


HOSTILE = {
    "cells that do not end": "<table>" + "<td><p><span><b>" * 50_000,
    "cells that open quotes": "<table>" + "<td><p 'a=\"b" * 50_000,
    "closing tags": "<table>" + "</b>" * 150_000 + "<",
    "dress": "<table><td>" + "<b>" * 150_000,
    "tables in tables": "<table><tr><td>" * 50_000 + "x",
    "tables in tables, closed": "<table><tr><td>a" * 50_000 + "</td></tr></table>" * 50_000,
    "open brackets": "<" * 500_000 + "<p></p>",
    "open tags": "<a " * 200_000 + "<table>",
    "open quotes": "<table>" + '<a "' * 150_000,
    "quotes in quotes": "<table>" + "<a '\"<b \"'" * 80_000,
    "open comments": "<table>" + "<!--" * 150_000,
    "open templates": "<table>" + "<template>" * 80_000,
    "entities": "<table><p>" + "&nbsp;" * 150_000,
    "ampersands": "<table><td>" + "&a" * 300_000,
    "white space": "<table><p>x" + " \n" * 300_000 + "y",
    "cells": "<table>" + "<td>" * 150_000,
    "pieces": "<table><tr><td>" + "<b>1</b>" * 80_000,
    "a long number in a span": "<table><tr><td colspan=" + "9" * 100_000 + ">1<td>2",
    "mail headers": "A: b\n" * 60_000,
    "mail parts": "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n"
    + "--b\n\n" * 50_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_read_html_hostile_pages_take_time_proportion(name: str) -> None:
    """Hostile pages take time in proportion."""
    page = HOSTILE[name].encode()
    assert keeps_within(10, lambda: documents.read(page, "a.html"))
    assert documents.read(page, "a.html").media in ("html", "text", "mhtml")


def test_read_html_page_beyond_bound_cells_cut_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A page beyond the bound of cells is cut and says so."""
    monkeypatch.setattr("analysis.documents.tree.MAX_BLOCKS", 10)
    blocks, _, problems = read_html(
        "<p>a</p><table>" + "<tr><td>1</td><td>2</td></tr>" * 20 + "</table>"
    )
    assert [problem.code for problem in problems] == ["too_large"]
    assert isinstance(blocks[1], Grid)
    assert sum(len(row) for row in blocks[1].rows) <= 10
