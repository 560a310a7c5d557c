"""PDF files: small ones made here, and two published reports whose numbers a person read."""

import io
import json
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from analysis import documents
from analysis.documents import Grid, Line
from analysis.documents.pdf import adds_up, agrees
from analysis.documents.pdflayout import TableCell
from analysis.extraction import extract
from analysis.values.cells import read_cell

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))
from generate.files import font as embedded_font  # noqa: E402

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
pdfmetrics.registerFont(TTFont("Embedded", io.BytesIO(embedded_font())))
FONT = "STSong-Light"
REPORTS = ROOT.parent / "shared" / "reports" / "full"


@pytest.fixture(params=["STSong-Light", "Embedded"])
def font(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A font that the file does not hold, which pdfminer reads, and one that it holds: pdfium."""
    monkeypatch.setitem(globals(), "FONT", request.param)


in_both_fonts = pytest.mark.usefixtures("font")


def pdf(*parts: object, encrypt: object = None) -> bytes:
    out = io.BytesIO()
    SimpleDocTemplate(out, encrypt=encrypt, invariant=1).build(list(parts))
    return out.getvalue()


def prose(text: str) -> Paragraph:
    return Paragraph(
        text,
        ParagraphStyle(
            "body", fontName=FONT, fontSize=12, leading=16, firstLineIndent=24, wordWrap="CJK"
        ),
    )


def table(rows: list[list[str]], *spans: tuple[tuple[int, int], tuple[int, int]]) -> Table:
    style = [
        ("GRID", (0, 0), (-1, -1), 1, (0, 0, 0)),
        ("FONT", (0, 0), (-1, -1), FONT),
        *(("SPAN", *span) for span in spans),
    ]
    return Table(rows, style=TableStyle(style))


def test_read_pdf_text_tables_merged_cells_order() -> None:
    """Text tables and merged cells in order."""
    sentence = "本年度收到政府信息公开申请12件，" * 12
    rows = [
        ["办理结果", "", "自然人", "总计"],
        ["予以公开", "", "12", "12"],
        ["不予公开", "1.国家秘密", "0", ""],
        ["", "2.其他", "3", "3"],
    ]
    data = pdf(
        prose(sentence),
        prose("第二段。"),
        Spacer(1, 12),
        table(rows, ((0, 0), (1, 0)), ((0, 1), (1, 1)), ((0, 2), (0, 3))),
        Spacer(1, 12),
        prose("无。"),
    )
    document = documents.read(data, "a.pdf")
    assert (document.media, document.problems) == ("pdf", ())
    assert [block.text if isinstance(block, Line) else "table" for block in document.blocks] == [
        sentence,
        "第二段。",
        "table",
        "无。",
    ]
    grid = document.blocks[2]
    assert isinstance(grid, Grid)
    assert [[cell.text for cell in row] for row in grid.rows] == [
        ["办理结果", "自然人", "总计"],
        ["予以公开", "12", "12"],
        ["不予公开", "1.国家秘密", "0", ""],
        ["2.其他", "3", "3"],
    ]
    assert [cell.text for row in grid.rows for cell in row if cell.shared] == ["不予公开"]
    cell = grid.rows[3][1]
    assert (cell.start, cell.page, cell.place) == (None, 1, "page 1 table 1 row 4 cell 2")
    assert "本年度收到政府信息公开申请12件" in document.text


def test_read_pdf_paragraph_table_over_page_break() -> None:
    """A paragraph and a table over a page break."""
    rows = [[f"第{number}行", str(number)] for number in range(60)]
    document = documents.read(pdf(table(rows), prose("甲乙丙丁" * 600)), "a.pdf")
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    assert len(grids) == 2
    assert [cell.text for grid in grids for row in grid.rows for cell in row] == [
        text for row in rows for text in row
    ]
    assert [grid.rows[0][0].page for grid in grids] == [1, 2]
    assert [block.text for block in document.blocks if isinstance(block, Line)] == [
        "甲乙丙丁" * 600
    ]


def test_read_pdf_boxes_around_prose_text() -> None:
    """Boxes around prose are text."""
    document = documents.read(pdf(table([["一、总体情况"], ["工作良好"], ["二、公开"]])), "a.pdf")
    assert [block.text for block in document.blocks if isinstance(block, Line)] == [
        "一、总体情况",
        "工作良好",
        "二、公开",
    ]


def test_read_pdf_protected_file() -> None:
    """A protected file."""
    (problem,) = documents.read(
        pdf(prose("甲"), encrypt=StandardEncryption("secret")), "a.pdf"
    ).problems
    assert (problem.code, "without" in problem.message) == ("encrypted", True)


def test_read_pdf_file_may_read_but_not_printed() -> None:
    """A file that may be read but not printed."""
    document = documents.read(
        pdf(
            Paragraph("Applications 12"),
            encrypt=StandardEncryption("", ownerPassword="owner", canPrint=0),
        ),
        "a.pdf",
    )
    assert [block.text for block in document.blocks if isinstance(block, Line)] == [
        "Applications 12"
    ]
    assert document.problems == ()


def picture_pages(*texts: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for text in texts:
        if text:
            canvas.drawString(2 * cm, 2 * cm, text)
        else:
            canvas.drawImage(ImageReader(Image.new("L", (20, 30), 200)), 0, 0, 20 * cm, 29 * cm)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_read_pdf_pictures_without_text() -> None:
    """Pictures without text."""
    document = documents.read(picture_pages("", ""), "a.pdf")
    (problem,) = document.problems
    assert problem.code == "no_text_layer"
    assert "gongkai template --form form2021" in problem.message
    assert document.blocks == ()


def test_read_pdf_some_pages_pictures() -> None:
    """Some pages are pictures."""
    document = documents.read(picture_pages("Annual report", "", "Other"), "a.pdf")
    assert [(problem.code, problem.found) for problem in document.problems] == [
        ("no_text_layer", "no characters on pages 2")
    ]
    assert [block.text for block in document.blocks if isinstance(block, Line)] == [
        "Annual report",
        "Other",
    ]


def test_read_pdf_table_put_picture_told_letterhead_none() -> None:
    """A table put in as a picture is told and a letterhead is none."""

    def picture(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("L", (20, 30), 200)), 40, 40, 500, 500)

    def letterhead(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("L", (20, 30), 200)), 0, 0, 590, 840)

    below = documents.read(drawn(rules=False, first=picture), "a.pdf")
    assert [problem.code for problem in below.problems] == ["no_text_layer"]
    assert "pages 1 of the PDF are, or hold, pictures without text" in below.problems[0].message
    assert documents.read(drawn(rules=False, first=letterhead), "a.pdf").problems == ()


def test_read_pdf_pages_beyond_bound_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages beyond the bound are told."""
    monkeypatch.setattr("analysis.documents.pdfpage.MAX_PAGES", 2)
    document = documents.read(picture_pages("a", "b", "c"), "a.pdf")
    assert [problem.code for problem in document.problems] == ["too_large"]
    assert [block.text for block in document.blocks if isinstance(block, Line)] == ["a", "b"]


def test_read_pdf_small_file_unpacks_large_one() -> None:
    """A small file that unpacks to a large one."""
    stream = zlib.compress(b"0 0 m " * 4_000_000, 9)
    head = (
        b"%PDF-1.4\n4 0 obj<</Filter/FlateDecode/Length "
        + str(len(stream)).encode()
        + b">>stream\n"
    )
    (problem,) = documents.read(
        head + stream + b"\nendstream endobj\ntrailer<</Root 1 0 R>>", "a.pdf"
    ).problems
    assert problem.code == "too_large"


def test_read_pdf_damaged_file_keeps_one_program_can() -> None:
    """A damaged file keeps what one program can read."""
    data = pdf(prose("甲乙丙丁"), table([["予以公开", "12"], ["其他", "3"]]))
    found = set()
    for at in range(0, len(data), 150):
        document = documents.read(data[:at] + data[at + 60 :], "a.pdf")
        assert document.blocks or document.problems
        found.update(problem.code for problem in document.problems)
    assert found <= {
        "unreadable",
        "no_text_layer",
        "second_opinion",
        "wrong_extension",
        "broken_bytes",
        "binary_file",
        "encrypted",
    }


def test_read_pdf_second_opinion() -> None:
    """The second opinion."""
    assert agrees("21", "21") and agrees("1234\n5", "1234 5") and agrees("-58", "58")
    assert not agrees("12", "21") and not agrees("12", "") and not agrees("7730.28", "773028 1")
    assert agrees("见附件1", "") and agrees("", "7")


@in_both_fonts
def test_read_pdf_row_read_otherwise_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that is read otherwise is told."""
    monkeypatch.setattr("analysis.documents.pdf._read_text", lambda cell, characters: "21")
    document = documents.read(pdf(table([["予以公开", "12"], ["其他", "21"]])), "a.pdf")
    (problem,) = document.problems
    assert (problem.code, problem.expected) == ("second_opinion", "予以公开 | 12")
    assert problem.message.startswith("page 1 table 1 row 1:")


Draw = Callable[[Canvas, float, float, str], None]
ROWS = [["项目", "自然人", "总计"], ["新收", "12", "13"], ["结转", "345", "6"]]


def drawn(
    draw: Draw = Canvas.drawString,
    *,
    rows: list[list[str]] = ROWS,
    width: float = 80,
    rules: bool = True,
    sides: bool = True,
    caps: bool = True,
    first: Callable[[Canvas], None] | None = None,
) -> bytes:
    """A page with a table whose texts `draw` prints, after what `first` prints; its lines are
    `rules`, the outer ones `sides` and `caps`.
    """
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    if first is not None:
        first(canvas)
    canvas.setFont(FONT, 10)
    height = 20 * max(text.count("\n") + 1 for row in rows for text in row)
    for y in range(1 - caps, len(rows) + caps) if rules else ():
        canvas.line(60, 700 - height * y, 60 + width * len(rows[0]), 700 - height * y)
    for x in range(1 - sides, len(rows[0]) + sides) if rules else ():
        canvas.line(60 + width * x, 700, 60 + width * x, 700 - height * len(rows))
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            for number, line in enumerate(text.split("\n")):
                draw(canvas, 64 + width * x, 700 - height * y - 14 - 14 * number, line)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def cells(data: bytes) -> list[list[str]]:
    return [
        [cell.text for cell in row]
        for block in documents.read(data, "a.pdf").blocks
        if isinstance(block, Grid)
        for row in block.rows
    ]


def twice(canvas: Canvas, x: float, y: float, text: str) -> None:
    for aside, up in ((0, 0), (0.3, 0), (0, 0.3), (1.2, 0)):
        canvas.drawString(x + aside, y + up, text)


def one_by_one(canvas: Canvas, x: float, y: float, text: str) -> None:
    for char in text:
        canvas.drawString(x, y, char)
        x += canvas.stringWidth(char)


def unseen(canvas: Canvas, x: float, y: float, text: str) -> None:
    """The text that a scanner lays over its picture."""
    line = canvas.beginText(x, y)
    line.setTextRenderMode(3)
    line.textOut(text)
    canvas.drawText(line)


@in_both_fonts
@pytest.mark.parametrize("draw", [twice, one_by_one, unseen])
def test_read_pdf_ways_printing_number(draw: Draw) -> None:
    """Ways of printing a number."""
    document = documents.read(drawn(draw), "a.pdf")
    assert (document.problems, cells(drawn(draw))) == ((), ROWS)


@in_both_fonts
def test_read_pdf_equal_figures_one_by_one() -> None:
    """Figures that are drawn one at a time are no copies of one another."""
    rows = [["11", "222"], ["1111", "333333"]]
    assert cells(drawn(one_by_one, rows=rows)) == rows


@in_both_fonts
def test_read_pdf_page_with_other_corner_or_turned() -> None:
    """The corner from which a page counts, and its turn, change no cell."""
    for rotation, box in (
        (0, (-40, -30, 600, 850)),
        (90, (0, 0, 595, 842)),
        (270, (10, 20, 590, 840)),
    ):
        file = pypdfium2.PdfDocument(drawn())
        file[0].set_mediabox(*box)
        file[0].set_cropbox(*box)
        file[0].set_rotation(rotation)
        out = io.BytesIO()
        file.save(out)
        assert cells(out.getvalue()) == ROWS
        assert documents.read(out.getvalue(), "a.pdf").problems == ()


@in_both_fonts
def test_read_pdf_table_in_a_drawing() -> None:
    """A table that is drawn as a form of its own, moved and made smaller, is a table."""

    def first(canvas: Canvas) -> None:
        canvas.beginForm("table")
        canvas.setFont(FONT, 10)
        for y in range(3):
            canvas.line(0, 20 * y, 160, 20 * y)
        for x in range(3):
            canvas.line(80 * x, 0, 80 * x, 40)
        for y, row in enumerate([["新收", "12"], ["结转", "345"]]):
            for x, text in enumerate(row):
                canvas.drawString(4 + 80 * x, 26 - 20 * y, text)
        canvas.endForm()
        canvas.saveState()
        canvas.translate(100, 300)
        canvas.scale(0.8, 0.8)
        canvas.doForm("table")
        canvas.restoreState()

    assert cells(drawn(first=first, rules=False, rows=[[""]])) == [["新收", "12"], ["结转", "345"]]


def test_adds_up_parts_of_equal_width() -> None:
    """A row of sums needs no second reading: one sum, or several parts with a sum each."""

    def row(*texts: str) -> list[TableCell]:
        return [TableCell(text, (0, 0, 0, 0)) for text in texts]

    assert adds_up(row("予以公开", "1", "2", "3")) and adds_up(row("合计", ""))
    assert adds_up(row(*"12030257000")) is False
    assert adds_up(row("1", "0", "0", "0", "1", "2", "3", "0", "0", "5"))
    assert not adds_up(row("1", "0", "0", "0", "1", "2", "3", "0", "0", "6"))
    assert not adds_up(row("12")) and not adds_up(row("1.5", "1", "2.5"))


@in_both_fonts
def test_read_pdf_number_note_no_figure() -> None:
    """The number of a note is no figure."""

    def noted(canvas: Canvas, x: float, y: float, text: str) -> None:
        canvas.drawString(x, y, text)
        canvas.setFont(FONT, 6)
        canvas.drawString(x + pdfmetrics.stringWidth(text, FONT, 10), y + 4, "1")
        canvas.setFont(FONT, 10)

    assert cells(drawn(noted))[1][1:] == ["12¹", "13¹"]


@in_both_fonts
def test_read_pdf_two_figures_one_place_none() -> None:
    """Two figures on one place are none."""

    def over(canvas: Canvas, x: float, y: float, text: str) -> None:
        canvas.drawString(x, y, text)
        if text == "12":
            canvas.drawString(x, y, "39")

    assert cells(drawn(over))[1] == ["新收", "\ufffd\ufffd\ufffd\ufffd", "13"]


@in_both_fonts
def test_read_pdf_mark_across_page_no_text() -> None:
    """A mark across the page is no text."""

    def mark(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(100, 620)
        canvas.rotate(30)
        canvas.setFont(FONT, 40)
        canvas.drawString(0, 0, "内部2023")
        canvas.restoreState()

    assert cells(drawn(first=mark)) == ROWS


@in_both_fonts
@pytest.mark.parametrize("angle", [90, 180, 270])
def test_read_pdf_page_printed_side(angle: int) -> None:
    """A page that is printed on its side."""

    def turn(canvas: Canvas) -> None:
        canvas.translate(297, 421)
        canvas.rotate(angle)
        canvas.translate(-200, -500)

    document = documents.read(drawn(first=turn), "a.pdf")
    assert (document.problems, cells(drawn(first=turn))) == ((), ROWS)


@in_both_fonts
def test_read_pdf_header_runs_down() -> None:
    """A header that runs down its cell."""

    def side(canvas: Canvas, x: float, y: float, text: str) -> None:
        canvas.saveState()
        canvas.translate(x + 6, y + 10)
        canvas.rotate(-90 if text in ("自然人", "总计") else 0)
        canvas.drawString(0, 0, text)
        canvas.restoreState()

    rows = [["项目\n ", "自然人", "总计"], ["新收", "12", "13"]]
    assert cells(drawn(side, rows=rows))[0] == ["项目", "自然人", "总计"]


@in_both_fonts
def test_read_pdf_number_broken_over_lines_keeps_its_lines() -> None:
    """Whether figures on two lines are one number nobody can tell, so the cell holds both lines."""
    rows = [["6074\n18", "-\n1316\n34", "0"]]
    assert cells(drawn(rows=rows, width=30)) == rows
    assert read_cell("6074\n18").status == "illegible"


@in_both_fonts
@pytest.mark.parametrize(("sides", "caps"), [(False, True), (True, False), (False, False)])
def test_read_pdf_table_open_sides_page_break(sides: bool, caps: bool) -> None:
    """A table that is open at its sides or at a page break."""
    assert cells(drawn(sides=sides, caps=caps)) == ROWS


@in_both_fonts
def test_read_pdf_figures_another_font_stand_line_characters() -> None:
    """Figures of another font stand in the line of the characters."""

    def mixed(canvas: Canvas, x: float, y: float, text: str) -> None:
        for char in text:
            font, rise = ("Helvetica", 3) if char.isascii() else (FONT, 0)
            canvas.setFont(font, 15)
            canvas.drawString(x, y + rise, char)
            x += canvas.stringWidth(char, font, 15)

    rows = [["1.属于国家秘密", "3"], ["2.其他", "12"]]
    assert cells(drawn(mixed, rows=rows, width=150)) == rows


@in_both_fonts
def test_read_pdf_rows_without_ruling_lines_do_not() -> None:
    """Rows without ruling lines do not run on."""
    document = documents.read(drawn(rules=False, width=150), "a.pdf")
    assert [block.text for block in document.blocks if isinstance(block, Line)] == [
        "项目\t自然人\t总计",
        "新收\t12\t13",
        "结转\t345\t6",
    ]


@pytest.mark.skipif(
    not REPORTS.is_dir(), reason="the published reports (../shared/reports) are not here"
)
@pytest.mark.parametrize("name", ["002", "003"])
def test_read_pdf_rows_published_report(name: str) -> None:
    """Every row of seven numbers that a person read stands in a row of the grids."""
    document = documents.read(REPORTS / f"{name}.pdf", f"{name}.pdf")
    assert document.problems == ()
    truth = json.loads((REPORTS / f"{name}.truth.json").read_text(encoding="utf-8"))
    read = {
        tuple(cell.text for cell in row[-7:])
        for block in document.blocks
        if isinstance(block, Grid)
        for row in block.rows
    }
    wanted: dict[str, list[str]] = {}
    for key, value in truth.items():
        if key.startswith("applications."):
            wanted.setdefault(key.split(".")[1], []).append(str(int(value)))
    assert len(wanted) == 23
    assert {tuple(row) for row in wanted.values()} <= read


def test_extract_row_without_value_has_its_page() -> None:
    """A PDF has no lines: the cells of a row that cannot be placed name its page."""
    head = ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量", ""]
    rows = [head, ["规章", "1", "2", "3", ""], ["规范性文件", "1", "2", "3", "4"]]
    data = pdf(prose("甲市2020年政府信息公开工作年度报告"), table(rows))
    cells = [cell for one in extract(data, "a.pdf") for cell in one.recognised.readings]
    lost = [(cell.row, cell.page) for cell in cells if cell.status == "ambiguous"]
    assert lost and set(lost) == {("normative_documents", 1)}


@in_both_fonts
def test_read_pdf_short_lines_above_a_table_are_apart() -> None:
    """The longest of some short lines shows no margin where a table reaches far beyond it."""
    wide = table([["办理结果", "自然人", "总计"], ["予以公开", "12", "12"]])
    wide._argW = [5 * cm] * 3
    lines = ["安宁市政府信息公开工作年度报告", "三、收到和处理情况", "安宁市教育局"]
    style = ParagraphStyle("left", fontName=FONT, fontSize=10, leading=14)
    found = documents.read(pdf(*(Paragraph(line, style) for line in lines), wide), "a.pdf")
    assert [block.text for block in found.blocks if isinstance(block, Line)] == lines
