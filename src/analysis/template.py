"""A blank form to key in by hand, where a report cannot be read (a scan, a picture): CSV or XLSX.

A filled template is read and checked like any report: labels and headers stand where the form
prints them.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from .errors import UsageError
from .forms import Form, Table, forms
from .rows.template import MARK

Rows = list[list[str]]
TITLE = ["（在此写报告的标题）"]
DATE = ["（在此写发布日期，写作：发布日期：年-月-日）"]


def make_rows(form: Form) -> Rows:
    """The rows of a blank form: a place for the title and the date, and every table with its
    headers and labels.

    >>> from analysis.forms import find_newest_form
    >>> make_rows(find_newest_form("proactive"))[2:4]
    [['主动公开政府信息情况'], ['信息内容', '本年制发件数', '本年废止件数', '现行有效件数']]
    """
    rows: Rows = [list(TITLE), list(DATE)]
    for table in form.tables:
        rows += [[table.title]]
        rows += _make_rows_across(table) if table.orientation == "across" else _lay_out(table)
    return rows


def _lay_out(table: Table) -> Rows:
    rows: Rows = []
    before: tuple[str, ...] = ()
    units = any(row.unit for row in table.rows)
    for row in table.rows:
        if row.optional and not units:
            continue
        columns = table.find_columns(row.key)
        if columns != before:
            named = [_write_header(table, row.key, c) for c in columns]
            rows.append(
                ["指标名称" if units else "信息内容", *(["计量单位"] if units else []), *named]
            )
            before = columns
        rows.append([row.label, *([row.unit] if units else []), *("" for _ in columns)])
    return rows


def _write_header(table: Table, row: str, column: str) -> str:
    """The label of a column, with its unit where that is money."""
    unit = table.find_unit(row, column)
    return table.find_column(column).label + (
        f"（单位：{unit}）" if unit == "万元" and column.startswith("amount") else ""
    )


def _make_rows_across(table: Table) -> Rows:
    groups = [cell for row in table.rows for cell in (row.label, *("" for _ in table.columns[1:]))]
    leaves = [column.label for _ in table.rows for column in table.columns]
    return [groups, leaves, ["" for _ in leaves]]


def write(form: str, target: Path) -> Path:
    """Write the blank form of an edition to `target` (.csv or .xlsx); returns it.

    Raises `UsageError` for an unknown edition or file type, or where `target` is there already.
    """
    known = [key for key, f in forms().items() if f.tables]
    if form not in known:
        raise UsageError(f"no form {form!r}; the forms with tables are {', '.join(known)}")
    if target.suffix not in (".csv", ".xlsx"):
        raise UsageError(f"{target}: a template is a .csv or .xlsx file")
    if target.exists():
        raise UsageError(f"{target} is there already; name another file")
    rows = make_rows(forms()[form])
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.suffix == ".csv":
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([[MARK, form], *rows])
        target.write_bytes(b"\xef\xbb\xbf" + out.getvalue().encode())
    else:
        _write_xlsx(form, rows, target)
    return target


def _write_xlsx(form: str, rows: Rows, target: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, Side

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = form
    line = Side(style="thin", color="999999")
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column, text or None)
            cell.alignment = Alignment(wrap_text=len(row) > 1, vertical="center")
            if len(row) > 1:
                cell.border = Border(line, line, line, line)
        if len(row) == 1:
            sheet.cell(number, 1).font = Font(bold=True)
    sheet.column_dimensions["A"].width = 46
    for letter in "BCDEFGHIJKLMNO":
        sheet.column_dimensions[letter].width = 13
    book.save(target)
