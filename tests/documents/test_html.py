"""Pages, read by eye: what a person sees in the browser is what stands in the blocks."""

import pytest

from analysis import documents
from analysis.documents import Cell, Document, Grid, Line
from analysis.documents.html import read_html


def seen(source: str) -> list[str | list[list[str]]]:
    """Lines as text, grids as rows of texts; and on the way that every offset is right."""
    blocks, _, _ = read_html(source)
    check_offsets(source, blocks)
    return [
        block.text
        if isinstance(block, Line)
        else [[cell.text for cell in row] for row in block.rows]
        for block in blocks
    ]


def check_offsets(source: str, blocks: list[Line | Grid] | tuple[Line | Grid, ...]) -> None:
    starts = []
    for block in blocks:
        if isinstance(block, Line):
            ends = [at for at, _ in block.runs[1:]] + [len(block.text)]
            for (at, start), end in zip(block.runs, ends, strict=True):
                assert start == -1 or source[start : start + end - at] == block.text[at:end]
        else:
            for cell in (cell for row in block.rows for cell in row):
                if cell.start is None:
                    assert cell.place and cell.text
                else:
                    assert source[cell.start : cell.start + len(cell.text)] == cell.text
                    starts.append(cell.start)
    assert len(set(starts)) == len(starts)


def cells(source: str) -> list[Cell]:
    blocks, _, _ = read_html(source)
    return [
        cell for block in blocks if isinstance(block, Grid) for row in block.rows for cell in row
    ]


def test_read_html_lines_table_order() -> None:
    """Lines and a table in order."""
    source = (
        "<h2>三、收到</h2>\n<p>本年<b>收到</b>申请 3 件。</p><table><tr><th>项目</th><th>数量</th>"
        "</tr><tr><td>新收</td><td> 3 </td></tr></table>无。"
    )
    assert seen(source) == [
        "三、收到",
        "本年收到申请 3 件。",
        [["项目", "数量"], ["新收", "3"]],
        "无。",
    ]


def test_read_html_cells_rows_not_closed() -> None:
    """Cells and rows that are not closed."""
    assert seen("<table><tr><td>a<td>1<tr><td>b<td>2</table><p>c") == [
        [["a", "1"], ["b", "2"]],
        "c",
    ]
    assert seen(
        "<table><tbody><tr><td>a</td><td>1</td><tr><td>b</td><td>2</td></tbody></table>"
    ) == [[["a", "1"], ["b", "2"]]]


def test_read_html_table_not_closed_ends_next() -> None:
    """A table that is not closed ends at the next."""
    assert seen(
        "<table><tr><td>a</td><td>1</td></tr><p>x</p><table><tr><td>b</td><td>2</td></tr></table>"
    ) == [[["a", "1"]], "x", [["b", "2"]]]


def test_read_html_rows_cells_without_table() -> None:
    """Rows and cells without a table."""
    assert seen("<tr><td>a</td><td>1</td></tr>") == [[["a", "1"]]]
    assert seen("<td>a</td><td>1</td>") == [[["a", "1"]]]


def test_read_html_text_between_cells_kept_does_not() -> None:
    """Text between cells is kept and does not cut the table."""
    assert seen(
        "<table><caption>表</caption><tr><td>a</td>7<td>1</td></tr>8<tr><td>b</td><td>2"
        "</td></tr></table>"
    ) == [
        "表",
        [["a", "1"], ["b", "2"]],
        "7",
        "8",
    ]


def test_read_html_cell_spans_stands_once() -> None:
    """A cell that spans stands once."""
    source = (
        '<table><tr><td rowspan="2">a</td><td colspan=2>b</td></tr><tr><td>1</td>'
        "<td>2</td></tr></table>"
    )
    assert seen(source) == [[["a", "b"], ["1", "2"]]]


@pytest.mark.parametrize(
    "span",
    ['colspan="2;"', 'rowspan="3.0"', "colspan=", "rowspan='-1'", 'colspan="0"', "COLSPAN=१"],
)
def test_read_html_malformed_span_does_no_harm(span: str) -> None:
    """A malformed span does no harm."""
    blocks, _, problems = read_html(f"<table><tr><td {span}>a</td><td>1</td></tr></table>")
    assert isinstance(blocks[0], Grid)
    assert [cell.text for cell in blocks[0].rows[0]] == ["a", "1"]
    assert not problems


def test_read_html_absurd_span_one_cell_problem() -> None:
    """An absurd span is one cell and a problem."""
    source = "<p>\n</p><table><tr><td ROWSPAN=2 COLSPAN='100000'>a</td><td>1</td></tr></table>"
    _, _, (problem,) = read_html(source)
    assert (problem.code, problem.line, problem.found) == ("absurd_span", 2, "100000")
    assert seen(source) == [[["a", "1"]]]


def test_read_html_empty_cells_offset_after_their_tag() -> None:
    """Empty cells and the offset after their tag."""
    source = "<table><tr><td></td><td> &nbsp; </td><td>\u3000</td><td/><td>5</td></tr></table>"
    found = cells(source)
    assert [cell.text for cell in found] == ["", "", "", "", "5"]
    assert [source[: cell.start].count("<td") for cell in found if cell.start is not None] == [
        1,
        2,
        3,
        4,
        5,
    ]
    assert seen(source) == [[["", "", "", "", "5"]]]


def test_read_html_number_nested_tags_entities_has_start() -> None:
    """A number in nested tags and entities has its start."""
    source = (
        "<table><tr><td>&nbsp;<p align=center><span><font>&#160;\u200b12</font>"
        "</span>&ensp;</p><p>&nbsp;</p></td><td>x</td></tr></table>"
    )
    assert cells(source)[0] == Cell("12", source.index("12"), 1)


def test_read_html_text_pieces_has_place_instead() -> None:
    """A text in pieces has a place instead."""
    found = cells(
        "<table>\n<tr><td>本年新<br/>收</td><td>1<span>3</span></td><td>&lt;5</td><td>"
        "a&amp;b</td></tr></table>"
    )
    assert [(cell.text, cell.start, cell.line, cell.place) for cell in found] == [
        ("本年新\n收", None, 2, "table 1 row 1 cell 1"),
        ("13", None, 2, "table 1 row 1 cell 2"),
        ("<5", None, 2, "table 1 row 1 cell 3"),
        ("a&b", None, 2, "table 1 row 1 cell 4"),
    ]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("12<sup>1</sup>", "12 1"),
        ("<b>12</b><sup><a href='#1'>1</a></sup>", "12 1"),
        ('12<span style="font-size:8px;vertical-align:super">1</span>', "12 1"),
        ("<s>12</s>34", "<s>12</s>34"),
        ("1<del>2</del>3", "1<del>2</del>3"),
        ("<s>12</s>", "<s>12</s>"),
        ("<del><p>12</p></del>", "<del><p>12</p></del>"),
        ("<font style='text-decoration: line-through'>12</font> 34", None),
        ("<s>3</s><p>12</p>", "<s>3</s>\n12"),
        ("<strike>无</strike>12", "无12"),
        ("1000m<sup>2</sup>", "1000m2"),
    ],
)
@pytest.mark.parametrize(
    "page",
    [
        "<table><tr><td>规章<td>{}</table>",
        "<body><table><tr><td>规章</td><td>{}</td></tr></table></body>",
    ],
)
def test_read_html_note_struck_figure_none_number(cell: str, text: str | None, page: str) -> None:
    """A note or a struck figure is none of its number; a struck number keeps its tags."""
    assert seen(page.format(cell)) == [[["规章", cell if text is None else text]]]


def test_read_html_ampersand_no_entity_breaks_nothing() -> None:
    """An ampersand that is no entity breaks nothing."""
    source = "<table><tr><td>A&B & C&x1;</td><td>1</td></tr></table>"
    assert cells(source)[0].start == source.index("A&B")


def test_read_html_line_numbers_count_all_line_ends() -> None:
    """Line numbers count all line ends."""
    found = cells("<table>\r\n<tr>\r<td>a</td>\n<td>\r\n b</td></tr></table>")
    assert [cell.line for cell in found] == [3, 5]


def test_read_html_blank_entities_has_line_stands() -> None:
    """A blank of entities has the line in which it stands."""
    blocks, _, _ = read_html(
        "<body>\n<p>\n<span>\n&nbsp;</span></p><table>\n<tr><td>\n<b>&nbsp;</b></td>"
        "</tr><tr><td>x</td></tr></table>"
    )
    assert [(block.text, block.number) for block in blocks if isinstance(block, Line)] == [
        ("\u00a0", 4),
        ("\u00a0", 6),
        ("x", 6),
    ]


def test_read_html_line_ends_count_cells_pasted_preformatted() -> None:
    """Line ends count in cells of pasted and preformatted tables."""
    table = "<table><tr><td>\n<b>a</b>\n</td></tr><tr><td>\n\n<b>1</b></td></tr></table>"
    assert seen(table) == ["", "a", "", "", "1"]
    assert seen(f"<body><p>x</p>{table}</body>") == ["x", "a", "1"]
    assert seen(f"<body><pre>{table}</pre>{table}</body>") == ["", "a", "", "", "1", "a", "1"]


def test_read_html_table_table_grid_own() -> None:
    """A table in a table is a grid of its own."""
    source = (
        "<table><tr><td>a</td><td>1</td></tr><tr><td>b</td><td>c<table><tr><td>x"
        "</td><td>2</td></tr></table></td></tr><tr><td>d</td><td>3</td></tr>"
        "</table>"
    )
    assert seen(source) == [[["a", "1"], ["b", "c"], ["d", "3"]], [["x", "2"]]]


def test_read_html_table_one_cell_text_cell_around() -> None:
    """A table of one cell is the text of the cell around it."""
    source = (
        "<table><tr><td>新收</td><td><table><tr><td><table><tr><td>12</td></tr>"
        "</table></td></tr></table></td></tr></table>"
    )
    assert seen(source) == [[["新收", "12"]]]
    assert cells(source)[1].start == source.index("12")


def test_read_html_table_lays_out_page_hides_no() -> None:
    """A table that lays out the page hides no prose."""
    prose = "本年度收到政府信息公开申请三件，全部按时答复，没有收取费用，没有发生复议。" * 3
    source = (
        f"<table><tr><td>首页</td><td>栏目</td></tr><tr><td colspan=2><p>{prose}</p><p>"
        f"{prose}</p><p>{prose}</p>"
        f"<table><tr><td>新收</td><td>3</td></tr></table><p>{prose}</p></td></tr></table>"
    )
    assert seen(source) == [[["首页", "栏目"]], prose, prose, prose, [["新收", "3"]], prose]


def test_read_html_report_one_table_keeps_prose_apart() -> None:
    """A report in one table keeps prose apart from cells."""
    prose = "主动公开情况良好。" * 40
    source = (
        f"<table><tr><td colspan=2>一、总体情况</td></tr><tr><td colspan=2>{prose}</td></tr>"
        f"<tr><td>新收</td><td>3</td></tr>"
        "<tr><td colspan=2>四、复议</td></tr><tr><td>维持</td><td>0</td></tr></table>"
    )
    assert seen(source) == ["一、总体情况", prose, [["新收", "3"], ["四、复议"], ["维持", "0"]]]


def test_read_html_label_set_vertically_no_prose() -> None:
    """A label set vertically is no prose."""
    letters = "".join(f"<p>{letter}</p>" for letter in "三、本年度办理结果")
    assert seen(f"<table><tr><td>{letters}</td><td>1</td></tr></table>") == [
        [["\n".join("三、本年度办理结果"), "1"]]
    ]


def test_read_html_table_one_column_lines_blanks() -> None:
    """A table of one column is lines with its blanks."""
    assert seen(
        "<table><tr><td>新收</td></tr><tr><td>3</td></tr><tr><td>&nbsp;</td></tr><tr><td>"
        "</td></tr></table>"
    ) == ["新收", "3", "\u00a0", ""]


def test_read_html_blank_paragraphs_no_break_space_stay() -> None:
    """Blank paragraphs of a no break space stay."""
    assert seen("<p>商业企业</p>\n<p>&nbsp;</p>\n<p></p>\n<p>0</p>") == ["商业企业", "\u00a0", "0"]


def test_read_html_no_text_page() -> None:
    """What is no text of the page."""
    source = (
        "<script>var a='<td>1</td>';</script><style>p{}</style><!-- <td>2</td> -->"
        "<template><p>3</p></template><noscript>4</noscript>"
        "<select><option>5</select><!DOCTYPE html><![if !x]><p>6<![endif]></p><?xml a?>"
        "<iframe>7</iframe><p>8</p>"
    )
    assert seen(source) == ["6", "8"]


def test_read_html_comment_template_not_closed_hides_nothing() -> None:
    """A comment or a template that is not closed hides nothing."""
    assert seen("<p>1</p><!-- x <p>2</p><template><p>3</p>") == ["1", "x", "2", "3"]


def test_read_html_quote_not_closed_ends_tag() -> None:
    """A quote that is not closed ends with its tag."""
    source = '<table><tr><td width="12>a</td><td width="13">1</td></tr></table>'
    assert seen(source) == [[["a", "1"]]]
    assert seen("<p title=\"a > b\">x</p><p title='1 < 2'>y</p>") == ["x", "y"]


def test_read_html_signs_open_no_tag_text() -> None:
    """Signs that open no tag are text."""
    assert seen("<p>1 < 2 and <3> a<b</p><p>x</p>") == ["1 < 2 and <3> a<b", "x"]


def test_read_html_line_break_source_reads_space_nothing() -> None:
    """A line break in the source reads as a space or as nothing."""
    source = "<p>政府\n   信息 open\r\ndata</p><p>a</p>"
    blocks, _, _ = read_html(source)
    line = blocks[0]
    assert isinstance(line, Line)
    assert line.text == "政府信息 open data"
    assert line.offset(2, 2) == source.index("信息")
    assert line.offset(1, 2) is None
    assert line.offset(line.text.index("data"), 4) == source.index("data")


def test_read_html_pasted_piece_keeps_lines() -> None:
    """A pasted piece keeps its lines."""
    assert seen("## 三、收到\n\n| a | 1 |\n<table><tr><td>x</td><td>2</td></tr></table>\n末") == [
        "## 三、收到",
        "",
        "| a | 1 |",
        [["x", "2"]],
        "",
        "末",
    ]
    assert seen("<body><pre>a\nb\n\nc</pre></body>") == ["a", "b", "", "c"]


def test_read_html_upper_case_tags_office_namespace() -> None:
    """Upper case tags and the office namespace."""
    assert seen("<TABLE><TR><TD><P>规章<O:P></O:P></P></TD><TD>2</TD></TR></TABLE>") == [
        [["规章", "2"]]
    ]


def test_read_html_meta_tags_title_printed() -> None:
    """Meta tags and the title as printed."""
    source = (
        "<!-- saved from url=(0026)http://www.example.gov.cn/a --><html><head><title> "
        '年度报告\n&amp; 表 </title><meta name="ArticleTitle" content="2020年 报告">'
        "<META content='2021-01-31' NAME=PubDate><meta name=Url content=/a.html><meta "
        "name=PubDate content=x><meta charset=utf-8></head><p>1</p>"
    )
    _, meta, _ = read_html(source)
    assert meta == {
        "saved from url": "http://www.example.gov.cn/a",
        "title": "年度报告 & 表",
        "ArticleTitle": "2020年 报告",
        "PubDate": "2021-01-31",
        "Url": "/a.html",
    }


@pytest.mark.parametrize(
    "page",
    [
        (
            "<html><head><title>404 Not Found</title></head><body><center><h1>404 Not Found"
            "</h1></center><hr>nginx</body></html>"
        ),
        "<html><title>提示</title><body><div>您访问的页面不存在或已被删除</div><a href=/>返回首页</a></body></html>",
        "<html><body><p>抱歉，您访问的文章已删除</p></body></html>",
        "<html><body><form><p>请先登录</p><p>用户名</p><p>密码</p></form></body></html>",
        "<html><title>403 Forbidden</title><body>访问被拒绝</body></html>",
        "<html><body><p>Please log in to continue</p></body></html>",
        (
            "<html><title>XX政府信息公开</title><ul><li>年度报告</li><li>政策文件</li></ul><p>HTTP Error "
            "404</p></html>"
        ),
        "<html><body>请开启JavaScript并刷新该页，正在进行安全验证</body></html>",
    ],
)
def test_read_html_answer_server_no_report(page: str) -> None:
    """An answer of the server is no report."""
    document = documents.read(page.encode(), "a.html")
    assert [problem.code for problem in document.problems] == ["error_page"]


def test_read_html_table_figures_units_no_answer_server() -> None:
    """A table of figures with units is no answer of the server."""
    rows = [("申请信息不存在数", "3件"), *((f"{n}.申请数", f"1,00{n} 件") for n in range(10))]
    tabled = "".join(f"<tr><td>{label}</td><td>{count}</td></tr>" for label, count in rows)
    listed = "".join(f"<p>{label}</p><p>{count}</p>" for label, count in rows)
    assert [
        documents.read(page.encode(), "a.html").problems
        for page in (f"<table>{tabled}</table>", listed)
    ] == [(), ()]


def test_read_html_report_speaks_pages_log_report() -> None:
    """A report that speaks of pages and log in is a report."""
    page = (
        "<html><body><p>一、总体情况</p><p>本机关全年收到政府信息公开申请 3 件，其中网上申请 2 件，当面申请 1 件，均已按时答复，"
        "未发生行政复议和诉讼，也未收取费用，网站运行情况良好。</p><p>部分页面无法访问</p><p>请登录</p></body></html>"
    )
    assert documents.read(page.encode(), "a.html").problems == ()


def test_read_html_page_script_fills_empty() -> None:
    """A page that a script fills is empty."""
    document = documents.read(
        b"<html><body><div id=app></div><script>load()</script></body></html>", "a.html"
    )
    assert [problem.code for problem in document.problems] == ["empty_file"]
    assert "browser" in document.problems[0].message


def test_read_html_page_gbk_declares_gb2312_read_end() -> None:
    """A page in gbk that declares gb2312 is read to its end."""
    page = (
        '<html><meta charset="gb2312"><p>朱镕</p><table><tr><td>硚口</td><td>3</td></tr>'
        "</table></html>"
    )
    document: Document = documents.read(page.encode("gbk"), "a.html")
    assert (document.encoding, document.text) == ("gb18030", page)
    assert isinstance(document.blocks[1], Grid)
    assert document.blocks[1].rows[0][1].text == "3"


@pytest.mark.parametrize(
    "hidden",
    [
        '<span style="display:none">99</span>',
        "<span hidden>5</span>",
        "<B class=x STYLE='color:red; DISPLAY: none'>1</B>",
        '<sup style="visibility:hidden">2\n3</sup>',
    ],
)
def test_read_html_hidden_text_no_part_number(hidden: str) -> None:
    """A hidden text is no part of a number."""
    source = f"<p>申请7{hidden}7件</p><table><tr><td>总计<td>8{hidden}</table>"
    blocks, _, _ = read_html(source)
    line, grid = blocks
    assert isinstance(line, Line) and isinstance(grid, Grid)
    assert line.text == "申请77件"
    assert (grid.rows[0][1].text, grid.rows[0][1].start) == ("8", source.rindex("8" + hidden))


def test_read_html_block_folded_away_read() -> None:
    """A block that is folded away is read."""
    blocks, _, _ = read_html(
        '<div style="display:none"><p>收到申请3件</p></div><span style="display:inline">4</span>'
    )
    assert [block.text for block in blocks if isinstance(block, Line)] == ["收到申请3件", "4"]
