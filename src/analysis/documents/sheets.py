"""A spreadsheet (.xlsx): each sheet is a grid; numbers as the sheet shows them."""

from __future__ import annotations

import datetime
import io
import re
from bisect import bisect_right
from collections.abc import Sequence, Set
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import openpyxl
from openpyxl.cell import MergedCell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.utils import get_column_letter

from ..errors import Problem
from .blocks import Block, Cell, Document, Grid, Line
from .content import number_lines
from .foreign import attempt
from .limits import MAX_BLOCKS, describe_empty
from .paragraphs import SPACE

_ASIDE = re.compile(
    r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.'
)  # words, colours and spaces in the format of a number
_WIDEST = 100  # columns; a form has at most 20
_DIGITS = re.compile(r"[^0#?.,/E%]*[0#?,]*[0#?](?:\.([0#?]+))?[^0#?.,/E]*")


def read_xlsx(data: bytes) -> Document:
    """The sheets of a workbook that `open_archive` let pass; sheets, rows and columns that are
    hidden are left out.

    Merged cells stand once, blank cells of the used range are empty cells. A text that stands alone
    above a sheet's table, or merged over its width below it, is a line, and so is the name of each
    of several sheets. The place of a cell is "sheet NAME row 4 cell B4". A formula stands with its
    stored result; one without a result is a problem.
    """
    blocks: list[Block] = []
    problems: list[Problem] = []
    _, fault = attempt(lambda: _read_book(data, blocks, problems), "the spreadsheet")
    if fault is not None:
        problems.append(fault)
    elif not blocks:
        problems.append(describe_empty("no cell with text", "spreadsheet"))
    text, placed = number_lines(blocks)
    return Document(media="xlsx", text=text, blocks=placed, problems=tuple(problems))


def _read_book(data: bytes, blocks: list[Block], problems: list[Problem]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, rich_text=True)
    formulas = openpyxl.load_workbook(io.BytesIO(data))
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    for sheet in shown:
        if read := _read_sheet(sheet):
            blocks += [Line(sheet.title), *read] if len(shown) > 1 else read
        problems += _find_unfinished(sheet, formulas[sheet.title])


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


def _read_sheet(sheet: Any) -> list[Block]:
    """The table of a sheet, with the headings and notes around it as lines.

    A title may stand to the left of the table. Blank cells count up to a width that a form can
    have, beyond it those of columns with text; in a sheet larger than any document none.
    """
    hidden = _find_hidden_columns(sheet)
    texts = _read_texts(sheet, hidden)
    columns = sorted({column for _, column in texts})
    rows: dict[int, list[int]] = {}
    for row, column in sorted(texts):
        rows.setdefault(row, []).append(column)
    begin = min((own[0] for own in rows.values() if len(own) > 1), default=min(columns, default=0))
    is_narrow = len(columns) > 0 and columns[-1] - columns[0] < _WIDEST
    width: Sequence[int] = range(columns[0], columns[-1] + 1) if is_narrow else columns
    has_blanks = len(width) * len(rows) <= MAX_BLOCKS
    shared = _find_shared_places(sheet, list(rows))
    cells = [
        [
            Cell(
                texts.get((row, column), ""),
                place=f"sheet {sheet.title} row {row} cell {get_column_letter(column)}{row}",
                shared=(row, column) in shared,
            )
            for column in (width if has_blanks else own)
            if (column >= begin or (row, column) in texts)
            and column not in hidden
            and not isinstance(sheet._cells.get((row, column)), MergedCell)
        ]
        for row, own in rows.items()
    ]
    return _split_headings(cells)


def _find_hidden_columns(sheet: Any) -> set[int]:
    sizes = [size for size in sheet.column_dimensions.values() if size.hidden]
    return {column for size in sizes for column in range(size.min, size.max + 1)}


def _read_texts(sheet: Any, hidden: Set[int]) -> dict[tuple[int, int], str]:
    """The texts that show, by row and column: of the cells that the file holds, because a sheet's
    own bounds can reach to its last possible row for the sake of one stray cell. A cell that is
    struck shows that, and so is no number."""
    rows_hidden = {row for row, size in sheet.row_dimensions.items() if size.hidden}
    return {
        (row, column): f"<s>{text}</s>" if cell.has_style and cell.font.strike else text
        for (row, column), cell in sheet._cells.items()
        if row not in rows_hidden
        and column not in hidden
        and (text := format_value(cell.value, cell.number_format))
    }


def _find_shared_places(sheet: Any, rows: Sequence[int]) -> set[tuple[int, int]]:
    """The first places of merged cells that reach into further rows with text."""
    below = ((area, bisect_right(rows, area.min_row)) for area in sheet.merged_cells.ranges)
    return {
        (area.min_row, area.min_col)
        for area, at in below
        if at < len(rows) and rows[at] <= area.max_row
    }


def _split_headings(rows: Sequence[list[Cell]]) -> list[Block]:
    """A row above the table that holds one text at its begin, and one below it that holds one cell,
    is a heading or a note.
    """
    texts = [[cell.text for cell in row if cell.text] for row in rows]
    filled = [at for at, row in enumerate(rows) if texts[at] != [row[0].text]]
    first = filled[0] if filled else len(rows)
    last = max((at for at in range(first, len(rows)) if len(rows[at]) > 1), default=first - 1) + 1
    head, tail = (
        [Line(text) for own in part for text in own] for part in (texts[:first], texts[last:])
    )
    table = [Grid(tuple(map(tuple, rows[first:last])))] if filled else []
    return [*head, *table, *tail]


def _find_unfinished(sheet: Any, formulas: Any) -> list[Problem]:
    """The problem of formulas whose result the file does not hold; "str" is an empty text."""
    places = [
        cell.coordinate
        for place, cell in sorted(formulas._cells.items())
        if cell.data_type == "f" and place in sheet._cells
        if sheet._cells[place].value is None and sheet._cells[place].data_type == "n"
    ]
    words = (
        f"sheet {sheet.title}: formulas without a stored result in {', '.join(places[:10])} "
        "were read as blank: open and save the file in a spreadsheet program"
    )
    found = f"{len(places)} formulas"
    return [Problem("unreadable", words, None, "a stored result", found)] if places else []
