"""Reports as files: PDF with ruling lines, Word, spreadsheet, and a page saved with its parts (MHTML)."""

from __future__ import annotations

import base64
import io
import quopri
import random
from collections.abc import Callable, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path

from fontTools import subset
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont as FontFile

from analysis.forms import Column, Row, forms

from . import sheets
from .sheets import Block, Paragraph, Sheet, Spot, placed

FONT = "Noto"
Maker = Callable[[Sequence[Block], random.Random], bytes]


def _characters() -> str:
    """Every character that a report made here can print."""
    words = [
        *sheets.GROUPS.values(),
        *sheets.ARTICLE.values(),
        *sheets.SECTIONS.values(),
        *sheets.PARTS.values(),
        *sheets.CLOSING,
        sheets.FLOW,
        sheets.RESULTS,
    ]
    for form in forms().values():
        for table in form.tables:
            words += [table.title, *table.headings, *table.notes]
            labels: list[Row | Column] = [*table.rows, *table.columns]
            for spelled in labels:
                words += [
                    spelled.label,
                    spelled.unit,
                    getattr(spelled, "group", ""),
                    *(v.text for v in spelled.variants),
                ]
    issuers = "清河平安临江南山永宁市人民政府县人民政府区教育局市统计局镇人民政府0123456789０１２３４５６７８９"
    words.append(Path(__file__).with_name("misleading.toml").read_text("utf-8"))
    return "".join(words) + issuers + "".join(map(chr, range(32, 127))) + "".join(_PROSE)


_PROSE = (
    "年政府信息公开工作年度报告本报告中所列数据的统计期限自月日起至止一、总体情况我单位认真落实条例，通过门户网站发布各类信息条，办理群众来信件。",
    "本年度组织培训次，参加人员人次，各项工作按期完成。未增未减/—-无元万件项条信息内容指标名称计量单位其中：统计指标①…",
)


@cache
def font() -> bytes:
    """The characters of Noto Sans SC that are needed, with outlines as PDF writers want them."""
    source = Path(str(files("pylopdf_fonts_zh_cn"))) / "NotoSansSC-Regular.otf"
    wanted = sorted(set(_characters()) - {"\n"})
    options = subset.Options(
        notdef_outline=True, glyph_names=False, hinting=False, layout_features=[]
    )
    otf = FontFile(str(source), lazy=True)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(wanted))
    cutter.subset(otf)
    outlines = otf.getGlyphSet()
    names = otf.getGlyphOrder()
    glyphs = {}
    for name in names:
        pen = TTGlyphPen(None)
        outlines[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
        glyphs[name] = pen.glyph()
    built = FontBuilder(otf["head"].unitsPerEm, isTTF=True)
    built.setupGlyphOrder(names)
    built.setupCharacterMap(otf.getBestCmap())
    built.setupGlyf(glyphs)
    built.setupHorizontalMetrics({name: otf["hmtx"][name] for name in names})
    built.setupHorizontalHeader(ascent=880, descent=-120)
    built.setupNameTable({"familyName": FONT, "styleName": "Regular", "psName": FONT})
    built.setupOS2(sTypoAscender=880, sTypoDescender=-120)
    built.setupPost(keepGlyphNames=False)
    out = io.BytesIO()
    built.save(out)
    return out.getvalue()


def _cut(sheet: Sheet, at: int) -> tuple[Sheet, Sheet]:
    """A sheet at a page break before row `at`: a span that the break cuts goes on below in an empty cell, or with the rest of its text."""
    grid = placed(sheet)
    upper: list[tuple[Spot, ...]] = []
    going: dict[int, Spot] = {}
    for y, row in enumerate(grid[:at]):
        spots = []
        for x, spot in enumerate(row):
            if spot is None:
                continue
            beyond = y + spot.rowspan - at
            if beyond > 0:
                half = (len(spot.text) + 1) // 2
                head, tail = (
                    (spot.text[:half], spot.text[half:])
                    if spot.text.startswith("（")
                    else (spot.text, "")
                )
                going[x] = Spot(tail, rowspan=beyond, colspan=spot.colspan)
                spots.append(
                    Spot(
                        head, rowspan=spot.rowspan - beyond, colspan=spot.colspan, names=spot.names
                    )
                )
            else:
                spots.append(spot)
        upper.append(tuple(spots))
    first = tuple(going[x] for x in sorted(going)) + sheet.rows[at]
    return Sheet(tuple(upper), sheet.width, sheet.key), Sheet(
        (first, *sheet.rows[at + 1 :]), sheet.width, sheet.key
    )


def pdf(blocks: Sequence[Block], rng: random.Random) -> bytes:
    """Tables with ruling lines, in a third of the files without those at the sides. In half of the files the applications table runs over a page
    break without a second header, as often as not without a line above and below the break."""
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import PageBreak, SimpleDocTemplate, Spacer, Table
    from reportlab.platypus import Paragraph as Text

    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(FONT, io.BytesIO(font())))
    body = ParagraphStyle("body", fontName=FONT, fontSize=10, leading=14, wordWrap="CJK")
    small = ParagraphStyle("small", parent=body, fontSize=7, leading=9)

    sides, caps = rng.random() < 0.67, rng.random() < 0.5

    def table(sheet: Sheet, top: bool = True, bottom: bool = True) -> Table:
        grid = placed(sheet)
        cells = [
            [
                ""
                if s is None
                else Text(escape(s.text).replace("\n", "<br/>"), small)
                if s.text
                else ""
                for s in row
            ]
            for row in grid
        ]
        marks = [
            ("INNERGRID", (0, 0), (-1, -1), 0.5, colors.black),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ]
        outer = {
            "LINEABOVE": (0, 0, -1, 0, top),
            "LINEBELOW": (0, -1, -1, -1, bottom),
            "LINEBEFORE": (0, 0, 0, -1, sides),
            "LINEAFTER": (-1, 0, -1, -1, sides),
        }
        marks += [
            (line, (x, y), (u, v), 0.5, colors.black)
            for line, (x, y, u, v, is_drawn) in outer.items()
            if is_drawn
        ]
        marks += [
            ("SPAN", (x, y), (x + s.colspan - 1, y + s.rowspan - 1))
            for y, row in enumerate(grid)
            for x, s in enumerate(row)
            if s and (s.colspan, s.rowspan) != (1, 1)
        ]
        whole = 500.0
        widths = (
            [whole / sheet.width] * sheet.width
            if sheet.key not in ("applications", "")
            else [30.0, 46.0, 110.0] + [(whole - 186) / (sheet.width - 3)] * (sheet.width - 3)
        )
        if sheet.key in ("stat2014", "local_fujian"):
            widths = [whole - 80 * (sheet.width - 1)] + [80.0] * (sheet.width - 1)
        return Table(cells, widths, style=marks)

    flow: list[object] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            flow.append(Text(escape(block.text), body))
        elif block.key == "applications" and rng.random() < 0.5:
            upper, lower = _cut(block, rng.randint(5, len(block.rows) - 3))
            flow += [table(upper, bottom=caps), PageBreak(), table(lower, top=caps), Spacer(1, 10)]
        else:
            flow += [table(block), Spacer(1, 10)]
    out = io.BytesIO()
    SimpleDocTemplate(
        out, pagesize=A4, leftMargin=40, rightMargin=40, topMargin=40, bottomMargin=40, invariant=1
    ).build(flow)
    return out.getvalue()


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _word_table(sheet: Sheet) -> str:
    """The table as Word keeps it: a cell that spans rows is begun once and continued in each row below."""
    grid = placed(sheet)
    covered: dict[tuple[int, int], Spot] = {}
    rows = []
    for y, row in enumerate(grid):
        cells = []
        x = 0
        while x < sheet.width:
            spot = row[x]
            above = covered.get((y, x))
            shown = spot or above
            if shown is None:
                x += 1
                continue
            if spot is not None and spot.rowspan > 1:
                covered |= {(y + dy, x): spot for dy in range(1, spot.rowspan)}
            merge = (
                ""
                if shown.rowspan == 1
                else '<w:vMerge w:val="restart"/>'
                if spot is not None
                else "<w:vMerge/>"
            )
            span = f'<w:gridSpan w:val="{shown.colspan}"/>' if shown.colspan > 1 else ""
            lines = (spot.text if spot is not None else "").split("\n")
            text = "<w:br/>".join(
                f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines
            )
            cells.append(f"<w:tc><w:tcPr>{span}{merge}</w:tcPr><w:p><w:r>{text}</w:r></w:p></w:tc>")
            x += shown.colspan
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    columns = '<w:gridCol w:w="900"/>' * sheet.width
    return f'<w:tbl xmlns:w="{_W}"><w:tblPr><w:tblStyle w:val="TableGrid"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{"".join(rows)}</w:tbl>'


def docx(blocks: Sequence[Block], rng: random.Random) -> bytes:
    """Paragraphs and tables with merged cells."""
    import docx as word
    from docx.oxml import parse_xml

    document = word.Document()
    for at, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            document.add_heading(block.text, 0) if at == 0 else document.add_paragraph(block.text)
        else:
            anchor = document.add_paragraph("")
            anchor._p.addnext(parse_xml(_word_table(block)))
            anchor._p.getparent().remove(anchor._p)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def xlsx(blocks: Sequence[Block], rng: random.Random) -> bytes:
    """One sheet, or one for each table; merged cells; numbers as numbers or as text."""
    import openpyxl

    book = openpyxl.Workbook()
    page = book.active
    several = rng.random() < 0.5
    numbers = rng.random() < 0.5
    line = 1
    for block in blocks:
        if isinstance(block, Paragraph):
            page.cell(line, 1, block.text)
            line += 1
            continue
        if several:
            page, line = book.create_sheet(f"表{len(book.worksheets)}"), 1
        for y, row in enumerate(placed(block)):
            for x, spot in enumerate(row):
                if spot is None:
                    continue
                if spot.text:
                    page.cell(
                        line + y, 1 + x, _number(spot.text) if numbers and spot.key else spot.text
                    )
                if (spot.rowspan, spot.colspan) != (1, 1):
                    page.merge_cells(
                        start_row=line + y,
                        start_column=1 + x,
                        end_row=line + y + spot.rowspan - 1,
                        end_column=x + spot.colspan,
                    )
        line += len(block.rows) + 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _number(text: str) -> int | float | str:
    plain = text.removeprefix("-")
    if plain.isascii() and plain.isdigit():
        return int(text)
    return float(text) if plain.isascii() and plain.replace(".", "", 1).isdigit() else text


def mhtml(page: bytes, rng: random.Random) -> bytes:
    """A page as browsers save it: one file, its parts encoded."""
    based = rng.random() < 0.5
    body = base64.encodebytes(page) if based else quopri.encodestring(page)
    encoding = "base64" if based else "quoted-printable"
    head = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: http://www.example.gov.cn/xxgk/1.html\r\nSubject: report\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----MultipartBoundary--x1----"\r\n\r\n\r\n------MultipartBoundary--x1----\r\n'
        f"Content-Type: text/html\r\nContent-Transfer-Encoding: {encoding}\r\nContent-Location: http://www.example.gov.cn/xxgk/1.html\r\n\r\n"
    )
    return (
        head.encode()
        + body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        + b"\r\n------MultipartBoundary--x1------\r\n"
    )


FORMATS: dict[str, Maker] = {"pdf": pdf, "docx": docx, "xlsx": xlsx}
