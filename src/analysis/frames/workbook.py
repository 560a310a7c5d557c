"""A dataset as an Excel workbook: a sheet per frame with frozen titles, and a codebook."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from ..errors import UsageError
from .codebook import find_title, make_codebook, measure_longest_text
from .dataset import Dataset

_ROWS = 1_048_576  # of a sheet, its titles included
_CHARACTERS = 32_767  # of a cell
_WIDTHS = (8, 48)  # of a column, in characters
_SAMPLE = 200  # rows that decide the width of a column
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip archive knows
_DATES = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def write_workbook(data: Dataset, names: tuple[str, ...], out: Path, lang: str) -> None:
    """Write the workbook `out`; raises `UsageError` for what does not fit into a sheet or cell."""
    from openpyxl import Workbook

    for name in names:
        _check_size(name, data[name])
    book = Workbook(write_only=True)
    for name in names:
        titles = [find_title(name, column, lang) for column in data[name].columns]
        _write_sheet(book, name, titles, data[name])
    frame = make_codebook(lang, names)
    _write_sheet(book, "codebook", frame.columns, frame)
    draft = out.with_name(f"{out.name}.draft")
    book.save(draft)
    _drop_times(draft, out)
    draft.unlink()


def _check_size(name: str, frame: pl.DataFrame) -> None:
    advice = f"leave {name} out with --frames, or take --to csv or parquet"
    if frame.height >= _ROWS:
        raise UsageError(
            f"{name} has {frame.height:,} rows, an Excel sheet holds {_ROWS - 1:,}: {advice}"
        )
    for column, kind in frame.schema.items():
        if kind == pl.Utf8 and (longest := measure_longest_text(frame[column])) > _CHARACTERS:
            raise UsageError(
                f"{name}: a text of {longest:,} characters in {column}, an Excel cell holds "
                f"{_CHARACTERS:,}: {advice}"
            )


def _write_sheet(book: Any, name: str, titles: list[str], frame: pl.DataFrame) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.auto_filter.ref = f"A1:{get_column_letter(frame.width)}{frame.height + 1}"
    for at, (title, column) in enumerate(zip(titles, frame.columns, strict=True), 1):
        sheet.column_dimensions[get_column_letter(at)].width = _measure_width(title, frame[column])
    wrapped = Alignment(wrap_text=True, vertical="top")
    heads = [WriteOnlyCell(sheet, title) for title in titles]
    for cell in heads:
        cell.font, cell.alignment = Font(bold=True), wrapped
    sheet.append(heads)
    for row in _list_rows(frame, sheet):
        if name == "codebook":  # long texts in rows that are as high as they need
            row = [WriteOnlyCell(sheet, text) for text in row]
            for cell in row:
                cell.alignment = wrapped
        sheet.append(row)


def _list_rows(frame: pl.DataFrame, sheet: Any) -> Iterator[list[Any]]:
    """The rows of a frame; a text stays a text, also one like a formula or an error."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.utils.escape import escape

    for row in frame.iter_rows():
        cells: list[Any] = list(row)
        for at, value in enumerate(row):
            if isinstance(value, str):
                cells[at] = text = escape(value)
                if text[:1] in ("=", "#"):
                    cells[at] = cell = WriteOnlyCell(sheet, text)
                    cell.data_type = "s"
            elif isinstance(value, float) and value.is_integer():
                cells[at] = int(value)
        yield cells


def _measure_width(title: str, column: pl.Series) -> int:
    longest = measure_longest_text(column.head(_SAMPLE), is_bytes=True)
    low, high = _WIDTHS
    return min(max(low, 2 * len(title), longest + 1), high)


def _drop_times(draft: Path, out: Path) -> None:
    """The same archive without the times at which it was made."""
    with zipfile.ZipFile(draft) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "docProps/core.xml":
                content = _DATES.sub(rb"\g<1>1980-01-01T00:00:00Z", content)
            new.writestr(zipfile.ZipInfo(entry.filename, _EPOCH), content, zipfile.ZIP_DEFLATED)
