"""PDF files: small ones made here, and two published reports whose numbers a person read."""

import io
import json
import zlib
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from analysis import documents
from analysis.documents import Grid, Line
from analysis.documents.secondopinion import agrees

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
FONT = "STSong-Light"
REPORTS = Path(__file__).resolve().parents[3] / "shared" / "reports" / "full"


def pdf(*parts: object, encrypt: object = None) -> bytes:
    out = io.BytesIO()
    SimpleDocTemplate(out, encrypt=encrypt, invariant=1).build(list(parts))
    return out.getvalue()


def prose(text: str) -> Paragraph:
    return Paragraph(text, ParagraphStyle("body", fontName=FONT, fontSize=12, leading=16, firstLineIndent=24, wordWrap="CJK"))


def table(rows: list[list[str]], *spans: tuple[tuple[int, int], tuple[int, int]]) -> Table:
    style = [("GRID", (0, 0), (-1, -1), 1, (0, 0, 0)), ("FONT", (0, 0), (-1, -1), FONT), *(("SPAN", *span) for span in spans)]
    return Table(rows, style=TableStyle(style))


def test_text_tables_and_merged_cells_in_order() -> None:
    sentence = "本年度收到政府信息公开申请12件，" * 12
    rows = [["办理结果", "", "自然人", "总计"], ["予以公开", "", "12", "12"], ["不予公开", "1.国家秘密", "0", ""], ["", "2.其他", "3", "3"]]
    data = pdf(
        prose(sentence), prose("第二段。"), Spacer(1, 12), table(rows, ((0, 0), (1, 0)), ((0, 1), (1, 1)), ((0, 2), (0, 3))), Spacer(1, 12), prose("无。")
    )
    document = documents.read(data, "a.pdf")
    assert (document.media, document.problems) == ("pdf", ())
    assert [block.text if isinstance(block, Line) else "table" for block in document.blocks] == [sentence, "第二段。", "table", "无。"]
    grid = document.blocks[2]
    assert isinstance(grid, Grid)
    assert [[cell.text for cell in row] for row in grid.rows] == [
        ["办理结果", "自然人", "总计"],
        ["予以公开", "12", "12"],
        ["不予公开", "1.国家秘密", "0", ""],
        ["2.其他", "3", "3"],
    ]
    cell = grid.rows[3][1]
    assert (cell.start, cell.page, cell.place) == (None, 1, "page 1 table 1 row 4 cell 2")
    assert "本年度收到政府信息公开申请12件" in document.text


def test_a_paragraph_and_a_table_over_a_page_break() -> None:
    rows = [[f"第{number}行", str(number)] for number in range(60)]
    document = documents.read(pdf(table(rows), prose("甲乙丙丁" * 600)), "a.pdf")
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    assert len(grids) == 2
    assert [cell.text for grid in grids for row in grid.rows for cell in row] == [text for row in rows for text in row]
    assert [grid.rows[0][0].page for grid in grids] == [1, 2]
    assert [block.text for block in document.blocks if isinstance(block, Line)] == ["甲乙丙丁" * 600]


def test_boxes_around_prose_are_text() -> None:
    document = documents.read(pdf(table([["一、总体情况"], ["工作良好"], ["二、公开"]])), "a.pdf")
    assert [block.text for block in document.blocks if isinstance(block, Line)] == ["一、总体情况", "工作良好", "二、公开"]


def test_a_protected_file() -> None:
    (problem,) = documents.read(pdf(prose("甲"), encrypt=StandardEncryption("secret")), "a.pdf").problems
    assert (problem.code, "without" in problem.message) == ("encrypted", True)


def test_a_file_that_may_be_read_but_not_printed() -> None:
    document = documents.read(pdf(Paragraph("Applications 12"), encrypt=StandardEncryption("", ownerPassword="owner", canPrint=0)), "a.pdf")
    assert [block.text for block in document.blocks if isinstance(block, Line)] == ["Applications 12"]
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


def test_pictures_without_text() -> None:
    document = documents.read(picture_pages("", ""), "a.pdf")
    (problem,) = document.problems
    assert problem.code == "no_text_layer"
    assert "gongkai template --form form2021" in problem.message
    assert document.blocks == ()


def test_some_pages_are_pictures() -> None:
    document = documents.read(picture_pages("Annual report", "", "Other"), "a.pdf")
    assert [(problem.code, problem.found) for problem in document.problems] == [("no_text_layer", "no characters on pages 2")]
    assert [block.text for block in document.blocks if isinstance(block, Line)] == ["Annual report", "Other"]


def test_pages_beyond_the_bound_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.documents.pdf.MAX_PAGES", 2)
    document = documents.read(picture_pages("a", "b", "c"), "a.pdf")
    assert [problem.code for problem in document.problems] == ["too_large"]
    assert [block.text for block in document.blocks if isinstance(block, Line)] == ["a", "b"]


def test_a_small_file_that_unpacks_to_a_large_one() -> None:
    stream = zlib.compress(b"0 0 m " * 4_000_000, 9)
    head = b"%PDF-1.4\n4 0 obj<</Filter/FlateDecode/Length " + str(len(stream)).encode() + b">>stream\n"
    (problem,) = documents.read(head + stream + b"\nendstream endobj\ntrailer<</Root 1 0 R>>", "a.pdf").problems
    assert problem.code == "too_large"


def test_a_damaged_file_keeps_what_one_program_can_read() -> None:
    data = pdf(prose("甲乙丙丁"), table([["予以公开", "12"], ["其他", "3"]]))
    found = set()
    for at in range(0, len(data), 150):
        document = documents.read(data[:at] + data[at + 60 :], "a.pdf")
        assert document.blocks or document.problems
        found.update(problem.code for problem in document.problems)
    assert found <= {"unreadable", "no_text_layer", "second_opinion", "wrong_extension", "broken_bytes", "binary_file", "encrypted"}


def test_the_second_opinion() -> None:
    assert agrees(["新收", "21", "0", "", "21"], "一、新收 21 0 21\n二、上年结转 0", "")
    assert not agrees(["新收", "21", "0", "21"], "新收 210 21", "新收 210 21")
    assert agrees(["12", "7730.28"], "标签 7730.28 12 其他", "7730.28 12")
    assert not agrees(["12"], "1 2", "1 2")
    assert agrees(["规章", "见附件1"], "", "")
    assert not agrees(["行政许可", "-58", "＋３"], "-85 +3", "-85 +3")


def test_a_row_that_is_read_otherwise_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.documents.pdf._row_text", lambda layer, page, row: "")
    monkeypatch.setattr("analysis.documents.pdf._plain_text", lambda plain, number: ("予以公开 1 2\n其他 3\n", None))
    document = documents.read(pdf(table([["予以公开", "12"], ["其他", "3"]])), "a.pdf")
    (problem,) = document.problems
    assert (problem.code, problem.expected) == ("second_opinion", "予以公开 | 12")
    assert problem.message.startswith("page 1 table 1 row 1:")


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the published reports (../shared/reports) are not here")
@pytest.mark.parametrize("name", ["002", "003"])
def test_the_rows_of_a_published_report(name: str) -> None:
    """Every row of seven numbers that a person read stands in a row of the grids."""
    document = documents.read(REPORTS / f"{name}.pdf", f"{name}.pdf")
    assert document.problems == ()
    truth = json.loads((REPORTS / f"{name}.truth.json").read_text(encoding="utf-8"))
    read = {tuple(cell.text for cell in row[-7:]) for block in document.blocks if isinstance(block, Grid) for row in block.rows}
    wanted: dict[str, list[str]] = {}
    for key, value in truth.items():
        if key.startswith("applications."):
            wanted.setdefault(key.split(".")[1], []).append(str(int(value)))
    assert len(wanted) == 23
    assert {tuple(row) for row in wanted.values()} <= read
