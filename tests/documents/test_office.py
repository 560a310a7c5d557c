"""Word files, spreadsheets, page archives and old office files, made here and read by eye."""

import io
import subprocess
import zipfile
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import docx
import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Border, Font, Side

from analysis import documents
from analysis.documents import Document, Grid, Line
from analysis.documents.archive import open_archive
from analysis.documents.convert import find_soffice
from analysis.documents.foreign import attempt


def word_file() -> bytes:
    file = docx.Document()
    file.add_heading("三、收到和处理", 1)
    file.add_paragraph("本年收到 3 件。")
    table = file.add_table(rows=3, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "项目"
    table.cell(0, 2).text = "总计"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "公开"
    table.cell(1, 1).text = "规章"
    table.cell(1, 2).text = "12"
    table.cell(2, 1).text = "文件"
    table.cell(2, 1).add_paragraph("（份）")
    file.add_paragraph("无。")
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def rows(document: Document) -> list[list[str]]:
    return [
        [cell.text for cell in row]
        for block in document.blocks
        if isinstance(block, Grid)
        for row in block.rows
    ]


def test_read_word_file() -> None:
    """A word file."""
    document = documents.read(word_file(), "a.docx")
    assert (document.media, document.problems) == ("docx", ())
    assert [block.text if isinstance(block, Line) else "table" for block in document.blocks] == [
        "三、收到和处理",
        "本年收到 3 件。",
        "table",
        "无。",
    ]
    assert rows(document) == [["项目", "总计"], ["公开", "规章", "12"], ["文件\n（份）", ""]]
    assert (
        document.text
        == "三、收到和处理\n本年收到 3 件。\n项目\t总计\n公开\t规章\t12\n文件 （份）\t\n无。\n"
    )
    grid = document.blocks[2]
    assert isinstance(grid, Grid)
    cell = grid.rows[1][2]
    assert (cell.start, cell.line, cell.place) == (None, 4, "table 1 row 2 cell 3")


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BOX = "<w:txbxContent><w:tbl><w:tr>{}</w:tr></w:tbl></w:txbxContent>"


def in_word(*cells: str) -> list[list[str]]:
    """The rows that are read from a Word file with one row of these cells, each given as what
    stands in its paragraph.
    """
    row = "".join(f"<w:tc><w:p>{cell}</w:p></w:tc>" for cell in cells)
    return rows(documents.read(with_body(f"<w:tbl><w:tr>{row}</w:tr></w:tbl>"), "a.docx"))


def with_body(body: str) -> bytes:
    spaces = f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    return repacked(
        word_file(),
        "word/document.xml",
        f"<w:document {spaces}><w:body>{body}</w:body></w:document>".encode(),
    )


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (
            "<w:del><w:r><w:delText>12</w:delText></w:r></w:del><w:ins>" + run("34") + "</w:ins>",
            "34",
        ),
        ("<w:moveFrom>" + run("12") + "</w:moveFrom><w:moveTo>" + run("34") + "</w:moveTo>", "34"),
        (run("1") + run("2", "<w:vanish/>") + run("3", '<w:vanish w:val="0"/>'), "13"),
        (run("12") + run("1", '<w:vertAlign w:val="superscript"/>'), "12 1"),
        (run("12", "<w:strike/>") + run("34"), "<s>12</s>34"),
        (run("12", "<w:dstrike/>"), "<s>12</s>"),
        (
            (
                "<w:r><w:fldChar/></w:r><w:r><w:instrText>=SUM(LEFT) 99</w:instrText></w:r>"
                "<w:r><w:fldChar/></w:r>"
            )
            + run("15"),
            "15",
        ),
        ('<w:fldSimple w:instr="=1+1">' + run("2") + "</w:fldSimple>", "2"),
        ("<w:sdt><w:sdtPr/><w:sdtContent>" + run("13") + "</w:sdtContent></w:sdt>", "13"),
        ("<w:r><w:t>1</w:t><w:softHyphen/><w:t>2</w:t></w:r>", "12"),
        ("<w:r><w:noBreakHyphen/><w:t>3</w:t></w:r>", "-3"),
        ("<w:r><w:t>1</w:t><w:br/><w:t>2</w:t></w:r>", "1\n2"),
        ("<w:r><w:t>１２</w:t></w:r>", "１２"),
        (
            "<w:r><w:ruby><w:rt>"
            + run("9")
            + "</w:rt><w:rubyBase>"
            + run("12")
            + "</w:rubyBase></w:ruby></w:r>",
            "12",
        ),
    ],
)
def test_read_cell_shows_word_shows(source: str, shown: str) -> None:
    """A cell shows what word shows."""
    assert in_word(run("规章"), source) == [["规章", shown]]


def test_read_rows_cells_do_not_show() -> None:
    """Rows and cells that do not show."""

    def row(*cells: str, properties: str = "") -> str:
        return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"

    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{run(text)}</w:p></w:tc>"

    begun, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    table = "".join(
        (
            row(cell("不予公开", begun), cell("1.秘密"), cell("3")),
            row(
                cell("99", on),
                cell("2.其他"),
                "<w:sdt><w:sdtContent>" + cell("4") + "</w:sdtContent></w:sdt>",
            ),
            row(cell("旧行"), cell("5"), properties="<w:del/>"),
            row(cell("藏行"), cell("6"), properties="<w:hidden/>"),
            row(cell("合并", '<w:hMerge w:val="restart"/>'), cell("8", "<w:hMerge/>"), cell("7")),
        )
    )
    assert rows(documents.read(with_body(f"<w:tbl>{table}</w:tbl>"), "a.docx")) == [
        ["不予公开", "1.秘密", "3"],
        ["2.其他", "4"],
        ["合并", "7"],
    ]


def shared_texts(document: documents.Document) -> list[str]:
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    return [c.text for grid in grids for row in grid.rows for c in row if c.shared]


def test_read_table_cells_of_several_rows_are_shared() -> None:
    """A merged cell is shared where the rows below hold other cells; nothing goes on in the last."""
    begun, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"

    def row(*cells: tuple[str, str]) -> str:
        made = (f"<w:tc><w:tcPr>{p}</w:tcPr><w:p>{run(t)}</w:p></w:tc>" for t, p in cells)
        return f"<w:tr>{''.join(made)}</w:tr>"

    table = row(("规章", ""), ("3", ""), ("6", begun))
    table += row(("规范性文件", ""), ("4", begun), ("", on))
    document = documents.read(with_body(f"<w:tbl>{table}</w:tbl>"), "a.docx")
    assert shared_texts(document) == ["6"]
    book = openpyxl.Workbook()
    for line in (("规章", 3, 6), ("规范性文件", 4, None), ("其他", 5, 7)):
        book.active.append(line)
    book.active.merge_cells("C1:C2")
    book.active.merge_cells("B3:B4")
    assert shared_texts(documents.read(saved(book), "a.xlsx")) == ["6"]


def test_read_table_text_box_stands_once() -> None:
    """A table in a text box stands once."""
    box = BOX.format(
        "<w:tc><w:p>" + run("新收") + "</w:p></w:tc><w:tc><w:p>" + run("5") + "</w:p></w:tc>"
    )
    body = (
        f"<w:p><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>"
        f"{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert rows(documents.read(with_body(body), "a.docx")) == [["新收", "5"]]


def test_read_word_file_pictures_has_no_text() -> None:
    """A word file of pictures has no text."""
    out = io.BytesIO()
    docx.Document().save(out)
    (problem,) = documents.read(out.getvalue(), "a.docx").problems
    assert problem.code == "no_text_layer"
    assert "gongkai template --form form2021" in problem.message


def repacked(data: bytes, name: str, text: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The archive with one entry replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", method) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, text)
    return out.getvalue()


def test_read_zip_bomb_not_unpacked() -> None:
    """A zip bomb is not unpacked."""
    bomb = repacked(word_file(), "word/styles.xml", b" " * 25_000_000)
    assert len(bomb) < 200_000
    (problem,) = documents.read(bomb, "a.docx").problems
    assert (problem.code, problem.expected) == ("too_large", "at most 12 MB")


def test_read_pictures_do_not_count() -> None:
    """Pictures do not count."""
    assert open_archive(repacked(word_file(), "word/media/image1.bmp", bytes(25_000_000))) == (
        "docx",
        [],
    )


def test_read_document_type_entities_refused() -> None:
    """A document type with entities is refused."""
    xml = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbb">]><w:document>&b;</w:document>'
    (problem,) = documents.read(repacked(word_file(), "word/document.xml", xml), "a.docx").problems
    assert (problem.code, problem.found) == ("unreadable", "word/document.xml")


def test_read_broken_xml_word_file() -> None:
    """Broken xml in a word file."""
    (problem,) = documents.read(
        repacked(word_file(), "word/document.xml", b"<w:document><a>"), "a.docx"
    ).problems
    assert problem.code == "unreadable"


def workbook(border: bool) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "表3"
    for place, value in {
        "A1": "申请情况",
        "A2": "项目",
        "B2": "自然人",
        "C2": "总计",
        "A3": "新收",
        "B3": 3.0,
        "C3": 3,
        "A4": "收费",
        "B4": 7730.28,
        "A5": "其他",
        "A6": "注：单位为件",
    }.items():
        sheet[place] = value
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A6:C6")
    if border:
        side = Side(style="thin")
        for row in sheet["A2:C5"]:
            for cell in row:
                cell.border = Border(left=side, right=side, top=side, bottom=side)
    hidden = book.create_sheet("隐藏")
    hidden["A1"] = "x"
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("border", [True, False])
def test_read_spreadsheet(border: bool) -> None:
    """A spreadsheet."""
    document = documents.read(workbook(border), "a.xlsx")
    assert (document.media, document.problems) == ("xlsx", ())
    assert [block.text if isinstance(block, Line) else "table" for block in document.blocks] == [
        "申请情况",
        "table",
        "注：单位为件",
    ]
    assert rows(document) == [
        ["项目", "自然人", "总计"],
        ["新收", "3", "3"],
        ["收费", "7730.28", ""],
        ["其他", "", ""],
    ]
    grid = document.blocks[1]
    assert isinstance(grid, Grid)
    assert grid.rows[1][1].place == "sheet 表3 row 3 cell B3"


def test_read_formula_without_result_told() -> None:
    """A formula without a result is told."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["B1"], sheet["A2"], sheet["B2"] = "项目", "数量", "总计", "=1+1"
    out = io.BytesIO()
    book.save(out)
    (problem,) = documents.read(out.getvalue(), "a.xlsx").problems
    assert problem.code == "unreadable"
    assert "B2" in problem.message


def test_read_sheet_larger_than_any_document_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A sheet larger than any document has no blank cells."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in range(1, 5):
        sheet.cell(row, 1, "规章")
        sheet.cell(row, 2 + row, row)
    out = io.BytesIO()
    book.save(out)
    assert [len(row) for row in rows(documents.read(out.getvalue(), "a.xlsx"))] == [6, 6, 6, 6]
    monkeypatch.setattr("analysis.documents.sheets.MAX_BLOCKS", 6 * 4 - 1)
    assert rows(documents.read(out.getvalue(), "a.xlsx")) == [
        ["规章", str(row)] for row in range(1, 5)
    ]


def test_read_numbers_sheet_shows_them() -> None:
    """Numbers as the sheet shows them."""
    shown = [
        (1234567, "#,##0", "1234567"),
        (12.0, "0.00_ ", "12"),
        (7730.280000000001, "General", "7730.28"),
        (2.345, "0.00", "2.35"),
        (-12, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "-12"),
        (5, '0"件"', "5"),
        (0.125, "0.0%", "12.5%"),
        (123456, '0!.0,"万"', '123456 (0!.0,"万")'),
        (12345, "#,##0,", "12345 (#,##0,)"),
        (12, "yyyy-mm-dd", "1900-01-12"),
        ("１２", "@", "１２"),
    ]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row, (value, form, _) in enumerate(shown, 1):
        sheet.append(["规章", value])
        sheet.cell(row, 2).number_format = form
    assert [row[1] for row in rows(documents.read(saved(book), "a.xlsx"))] == [
        text for _, _, text in shown
    ]


def test_read_hidden_rows_columns_struck_figures_do() -> None:
    """Hidden rows and columns and struck figures do not count."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    old = CellRichText(TextBlock(InlineFont(strike=True), "12"), "34")
    for line in (
        ["项目", "上年", "自然人", "总计"],
        ["旧收", 9, 8, 7],
        ["新收", 6, 5, 4],
        ["结转", 3, old, 1],
    ):
        sheet.append(line)
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet["D3"].font = Font(strike=True)
    assert rows(documents.read(saved(book), "a.xlsx")) == [
        ["项目", "自然人", "总计"],
        ["新收", "5", "<s>4</s>"],
        ["结转", "12 34", "1"],
    ]


def test_read_title_left_table_adds_no_column() -> None:
    """A title to the left of the table adds no column."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["B3"], sheet["C3"], sheet["D3"], sheet["C4"], sheet["D4"] = (
        "标题",
        "结果维持",
        "结果纠正",
        "总计",
        1,
        1,
    )
    assert rows(documents.read(saved(book), "a.xlsx")) == [
        ["结果维持", "结果纠正", "总计"],
        ["", "1", "1"],
    ]


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_read_formula_whose_result_no_text_blank() -> None:
    """A formula whose result is no text is a blank cell."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["规章", '=IF(1,"","")'])
    data = saved(book)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    document = documents.read(
        repacked(
            data,
            "xl/worksheets/sheet1.xml",
            xml.replace('<c r="B1">', '<c r="B1" t="str">').encode(),
        ),
        "a.xlsx",
    )
    assert (document.problems, document.text) == ((), "规章\n")


def test_read_stray_cell_last_row_costs_nothing() -> None:
    """A stray cell at the last row costs nothing."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["B1"], sheet["XFD1048576"] = "a", 1, "z"
    out = io.BytesIO()
    book.save(out)
    assert rows(documents.read(out.getvalue(), "a.xlsx")) == [["a", "1", ""], ["", "", "z"]]


def archive(*parts: tuple[str, str, str]) -> bytes:
    message = MIMEMultipart("related", "boundary")
    message["Subject"] = "年度报告"
    message["Snapshot-Content-Location"] = "http://www.example.gov.cn/a.html"
    for text, subtype, charset in parts:
        message.attach(MIMEText(text, subtype, charset))
    return message.as_bytes()


def test_read_page_archive_frame() -> None:
    """A page archive with a frame."""
    frame = (
        "<html><body><p>三、收到</p><table><tr><td>新收</td><td>12</td></tr></table></body></html>"
    )
    document = documents.read(
        archive(("<html><p>首页</p><p></p></html>", "html", "utf-8"), (frame, "html", "gb2312")),
        "a.mht",
    )
    assert (document.media, document.encoding, document.text, document.problems) == (
        "mhtml",
        "gb18030",
        frame,
        (),
    )
    assert rows(document) == [["新收", "12"]]
    grid = document.blocks[1]
    assert isinstance(grid, Grid)
    assert grid.rows[0][1].start == frame.index("12")
    assert document.meta["Snapshot-Content-Location"] == "http://www.example.gov.cn/a.html"
    assert document.meta["Subject"] == "年度报告"


def test_read_page_archive_without_page() -> None:
    """A page archive without a page."""
    assert [problem.code for problem in documents.read(archive(), "a.mht").problems] == [
        "empty_file"
    ]


def test_read_protected_office_file() -> None:
    """A protected office file."""
    data = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(1000)
        + "EncryptedPackage".encode("utf-16-le")
        + bytes(1000)
    )
    (problem,) = documents.read(data, "a.docx").problems
    assert problem.code == "encrypted"


def test_read_old_file_without_converter(monkeypatch: pytest.MonkeyPatch) -> None:
    """An old file without a converter."""
    monkeypatch.setattr("analysis.documents.convert.shutil.which", lambda name: None)
    data = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(1000)
        + "WordDocument".encode("utf-16-le")
        + bytes(1000)
    )
    sheet = io.BytesIO()
    with zipfile.ZipFile(sheet, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<a/>")
    for source, part in ((data, "writer"), (rb"{\rtf1 a}", "writer"), (sheet.getvalue(), "calc")):
        (problem,) = documents.read(source, "a.doc").problems
        assert problem.code == "converter_missing"
        assert f"libreoffice-{part}-nogui" in problem.message


@pytest.mark.skipif(find_soffice() is None, reason="LibreOffice (soffice) is not installed")
def test_read_old_word_file(tmp_path: Path) -> None:
    """An old word file."""
    page = (
        "<meta charset=utf-8><p>三、收到</p><table border=1><tr><td colspan=2>项目</td>"
        "<td>总计</td></tr><tr><td rowspan=2>公开</td><td>规章</td><td>12</td></tr><tr>"
        "<td>文件</td><td></td></tr></table>"
    )
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    command = [
        str(find_soffice()),
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--headless",
        "--infilter=HTML (StarWriter)",
    ]
    subprocess.run(
        [
            *command,
            "--convert-to",
            "doc:MS Word 97",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "a.html"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    document = documents.read(tmp_path / "a.doc", "a.doc")
    assert (document.media, document.problems) == ("doc", ())
    assert rows(document) == [["项目", "总计"], ["公开", "规章", "12"], ["文件", ""]]


@pytest.mark.skipif(find_soffice() is None, reason="LibreOffice (soffice) is not installed")
@pytest.mark.parametrize(("ending", "data"), [("odt", word_file()), ("xls", workbook(True))])
def test_read_other_office_files(ending: str, data: bytes, tmp_path: Path) -> None:
    """Other office files."""
    source = tmp_path / ("a.docx" if ending == "odt" else "a.xlsx")
    source.write_bytes(data)
    command = [
        str(find_soffice()),
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        ending,
        "--outdir",
        str(tmp_path),
    ]
    subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=120)
    document = documents.read(tmp_path / f"a.{ending}", f"a.{ending}")
    assert (document.media, document.problems) == ("doc" if ending == "odt" else "xlsx", ())
    assert rows(document) == rows(documents.read(data, source.name))


@pytest.mark.skipif(find_soffice() is None, reason="LibreOffice (soffice) is not installed")
def test_read_rich_text() -> None:
    """Rich text."""
    document = documents.read(rb"{\rtf1\ansi one \par 12\par}", "a.rtf")
    assert (document.media, document.text, document.problems) == ("doc", "one\n12\n", ())


def test_read_parser_fails_gives_problem() -> None:
    """A parser that fails gives a problem."""

    def fails() -> None:
        raise RecursionError("too deep")

    result, problem = attempt(fails, "the Word file")
    assert result is None
    assert problem is not None
    assert (problem.code, problem.found) == ("unreadable", "too deep")
