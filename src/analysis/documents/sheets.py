"""A spreadsheet (.xlsx): each sheet is a grid; numbers as the sheet shows them."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import openpyxl
from openpyxl.cell.rich_text import CellRichText

from ..errors import Problem
from .blocks import Block, Cell, Grid, Line
from .content import Content, without_offsets
from .foreign import attempt
from .limits import MAX_BLOCKS
from .paragraphs import SPACE

_ASIDE = re.compile(
    r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.'
)  # words, colours and spaces in the format of a number
_DIGITS = re.compile(r"[^0#?.,/E%]*[0#?,]*[0#?](?:\.([0#?]+))?[^0#?.,/E]*")


def read_xlsx(data: bytes) -> Content:
    """The sheets of a workbook that `open_archive` let pass; sheets, rows and columns that are
    hidden are left out.

    Merged cells stand once, blank cells of the used range are empty cells. A text that stands alone
    above or below a sheet's table, merged over its width or without a border, is a line. The place
    of a cell is "sheet NAME row 4 cell B4". A formula stands with its stored result; one without a
    result is a problem.
    """
    blocks: list[Block] = []
    problems: list[Problem] = []
    _, problem = attempt(lambda: _read(data, blocks, problems), "the spreadsheet")
    if problem is not None:
        problems.append(problem)
    elif not blocks:
        problems.append(
            Problem(
                "empty_file",
                "the spreadsheet holds no text: save the report again",
                expected="a report",
                found="no cell with text",
            )
        )
    text, placed = without_offsets(blocks)
    return Content("xlsx", text, placed, problems=tuple(problems))


def _read(data: bytes, blocks: list[Block], problems: list[Problem]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, rich_text=True)
    formulas = openpyxl.load_workbook(io.BytesIO(data)) if b"<f" in _sheets(data) else None
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            blocks.extend(_sheet(sheet))
            if formulas is not None:
                problems.extend(_unfinished(sheet, formulas[sheet.title]))


def _sheets(data: bytes) -> bytes:
    """The XML of all sheets, to look for formulas in."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"".join(
            archive.read(name)
            for name in archive.namelist()
            if name.startswith("xl/worksheets/") and name.endswith(".xml")
        )


def format_value(value: Any, form: str = "General") -> str:
    """A stored value as the sheet shows it, without separators and closing zeros; dates as
    2020-01-31.

    `form` is the format of its number: digits that it rounds away do not show. Where it changes the
    number in another way (thousands, ten thousands), both are given, which is no number. Struck or
    raised figures stand apart from those beside them.

    >>> format_value(12.0), format_value(7730.280000000001)
    ('12', '7730.28')
    >>> format_value(2.345, "0.00"), format_value(123456, "0!.0")
    ('2.35', '123456 (0!.0)')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return _number(Decimal(format(value, ".15g")), form)
    if isinstance(value, CellRichText):
        return "".join(
            part
            if isinstance(part, str)
            else f" {part.text} "
            if part.font.strike or part.font.vertAlign
            else part.text
            for part in value
        ).strip(SPACE)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    return str(value).strip(SPACE)


def _number(value: Decimal, form: str) -> str:
    sections = _ASIDE.sub("", form).split(";")
    shown = sections[1 if value < 0 and len(sections) > 1 else 0]
    if form == "General" or not re.search("[0#?]", shown):
        return f"{value:f}"
    digits = _DIGITS.fullmatch(shown)
    if digits is None:
        return f"{value:f} ({form})"
    percent = "%" in shown
    rounded = (value * 100 if percent else value).quantize(
        Decimal(1).scaleb(-len(digits[1] or "")), ROUND_HALF_UP
    )
    return f"{rounded.normalize():f}" + "%" * percent


def _sheet(sheet: Any) -> list[Block]:
    # The cells that the file holds: a sheet's own bounds can reach to its last possible row for the
    # sake of one stray cell.
    rows_hidden = {row for row, size in sheet.row_dimensions.items() if size.hidden}
    columns_hidden = {
        column
        for size in sheet.column_dimensions.values()
        if size.hidden
        for column in range(size.min, size.max + 1)
    }
    texts = {
        (row, column): text
        for (row, column), cell in sheet._cells.items()
        if row not in rows_hidden
        and column not in columns_hidden
        and (text := format_value(cell.value, cell.number_format))
    }
    if not texts:
        return []
    covered: dict[tuple[int, int], tuple[int, int]] = {}
    for area in sheet.merged_cells.ranges:
        if (area.max_row - area.min_row + 1) * (
            area.max_col - area.min_col + 1
        ) <= MAX_BLOCKS // 10 and len(covered) <= MAX_BLOCKS:
            for row in range(area.min_row, area.max_row + 1):
                covered.update(
                    {
                        (row, column): (area.min_row, area.min_col)
                        for column in range(area.min_col, area.max_col + 1)
                    }
                )
    columns = sorted({column for _, column in texts})
    filled: dict[int, list[int]] = {}
    for row, column in sorted(texts):
        filled.setdefault(row, []).append(column)
    begin = min(
        (own[0] for own in filled.values() if len(own) > 1), default=columns[0]
    )  # a title may stand to the left of the table
    # Blank cells count up to a width that a form can have, beyond it those of columns with text; in
    # a sheet larger than any document none.
    width = range(columns[0], columns[-1] + 1) if columns[-1] - columns[0] < 100 else columns
    whole = len(width) * len(filled) <= MAX_BLOCKS
    rows: dict[int, list[Cell]] = {}
    for row, own in filled.items():
        line = rows[row] = []
        for column in width if whole else own:
            if (
                (column >= begin or (row, column) in texts)
                and column not in columns_hidden
                and covered.get((row, column), (row, column)) == (row, column)
            ):
                letters = openpyxl.utils.get_column_letter(column)
                line.append(
                    Cell(
                        texts.get((row, column), ""),
                        place=f"sheet {sheet.title} row {row} cell {letters}{row}",
                    )
                )
    known = set(columns)
    bordered = {
        row
        for (row, column), cell in sheet._cells.items()
        if row in filled and column in known and _has_border(cell)
    }
    return _with_headings(rows, bordered)


def _has_border(cell: Any) -> bool:
    return any(getattr(cell.border, side).style for side in ("left", "right", "top", "bottom"))


def _with_headings(rows: dict[int, list[Cell]], bordered: set[int]) -> list[Block]:
    """A row above or below the table that holds one text is a heading or a note, unless it is a row
    of the table with blank cells.

    It is of the table where it has a border or, in a sheet without borders, where it stands below
    the first row of several texts.
    """

    def alone(row: int) -> bool:
        return len(rows[row]) == 1 or (
            sum(bool(cell.text) for cell in rows[row]) == 1
            and bool(rows[row][0].text)
            and row not in bordered
        )

    numbers = list(rows)
    first = next((index for index, row in enumerate(numbers) if not alone(row)), len(numbers))
    last = len(numbers)
    while (
        last > first
        and alone(numbers[last - 1])
        and (bordered or len(rows[numbers[last - 1]]) == 1)
    ):
        last -= 1
    head = [Line(cell.text) for row in numbers[:first] for cell in rows[row] if cell.text]
    tail = [Line(cell.text) for row in numbers[last:] for cell in rows[row] if cell.text]
    return [
        *head,
        *(
            [Grid(tuple(tuple(rows[row]) for row in numbers[first:last]), "spreadsheet")]
            if last > first
            else []
        ),
        *tail,
    ]


def _unfinished(sheet: Any, formulas: Any) -> list[Problem]:
    places = [
        cell.coordinate
        for place, cell in sorted(formulas._cells.items())
        if cell.data_type == "f"
        and place in sheet._cells
        and (stored := sheet._cells[place]).value is None
        and stored.data_type == "n"  # "str": empty text
    ]
    if not places:
        return []
    words = (
        f"sheet {sheet.title}: formulas without a stored result in {', '.join(places[:10])} "
        "were read as blank: open and save the file in a spreadsheet program"
    )
    return [
        Problem("unreadable", words, expected="a stored result", found=f"{len(places)} formulas")
    ]
