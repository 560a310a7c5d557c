"""A blank template holds no number; a filled one is read like any report, in both file types."""

import csv
from pathlib import Path

import openpyxl
import pytest

import analysis
from analysis.errors import UsageError
from analysis.forms import forms
from analysis.template import make_rows, write

FORMS = [key for key, form in forms().items() if form.tables]


def filled(form: str) -> tuple[list[list[str]], int]:
    """The rows of a template with 1, 2, 3 ... in its cells, and how many there are."""
    rows, number = make_rows(forms()[form]), 0
    for row in rows[2:]:
        labelled = bool(row[0])
        if labelled and any(cell for cell in row[2:]):  # a header
            continue
        for at in range(len(row)):
            if not row[at]:
                number += 1
                row[at] = str(number)
    rows[0] = ["某某市2024年政府信息公开工作年度报告"]
    return rows, number


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_write_blank(form: str, suffix: str, tmp_path: Path) -> None:
    """Blank."""
    report = analysis.read(write(form, tmp_path / f"a{suffix}"))
    assert report.cells["value"].null_count() == report.cells.height
    with pytest.raises(UsageError, match="there already"):
        write(form, tmp_path / f"a{suffix}")


def test_write_row_last_table_was_left_empty(tmp_path: Path) -> None:
    """A row of the last table that was left empty is told."""
    book = openpyxl.load_workbook(write("form2021", tmp_path / "new folder" / "a.xlsx"))
    book.active["B5"] = 3
    book.save(tmp_path / "a.xlsx")
    told = [
        message
        for code, message in analysis.read(tmp_path / "a.xlsx")
        .problems.select("code", "message")
        .iter_rows()
        if code == "table_missing"
    ]
    assert told == [
        (
            "the table 政府信息公开行政复议、行政诉讼情况 has a header, but no cells below it: they are "
            "blank or were lost"
        )
    ]


@pytest.mark.parametrize("form", FORMS)
def test_write_filled(form: str, tmp_path: Path) -> None:
    """Filled."""
    rows, count = filled(form)
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, lineterminator="\n").writerows([["gongkai", form], *rows])
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([int(cell) if cell.isdigit() else cell for cell in row])
    book.save(tmp_path / "a.xlsx")
    for name in ("a.csv", "a.xlsx"):
        report = analysis.read(tmp_path / name)
        assert sorted(report.cells["value"].drop_nulls()) == list(range(1, count + 1))
        assert report.frames["reports"]["year"].to_list() == [2024]


@pytest.mark.parametrize(
    ("mark", "quoted", "padded"),
    [(",", True, False), (";", False, True), ("\t", False, True), (",", False, True)],
)
def test_write_spreadsheet_programs_save(
    mark: str, quoted: bool, padded: bool, tmp_path: Path
) -> None:
    """As spreadsheet programs save it."""
    rows, count = filled("form2021")
    rows = [["gongkai", "form2021"], *rows]
    if padded:
        rows = [[*row, *[""] * (15 - len(row))] for row in rows]
    with (tmp_path / "a.csv").open("w", encoding="utf-8-sig", newline="") as handle:
        csv.writer(
            handle, delimiter=mark, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
        ).writerows(rows)
    report = analysis.build(tmp_path, tmp_path / "out")
    assert sorted(report["cells"]["value"].drop_nulls()) == list(range(1, count + 1))
    assert report["reports"]["year"].to_list() == [2024]


def test_write_left_unwritten_not_read(tmp_path: Path) -> None:
    """What is left unwritten is not read."""
    report = analysis.read(write("form2021", tmp_path / "a.xlsx"))
    assert report.frames["reports"]["published"].to_list() in ([], [None])
    assert report.frames["reports"]["year"].to_list() in ([], [None])


def test_write_unknown_form_type(tmp_path: Path) -> None:
    """Unknown form and type."""
    with pytest.raises(UsageError, match="form2019, form2021"):
        write("form1999", tmp_path / "a.csv")
    with pytest.raises(UsageError, match=r"\.csv or \.xlsx"):
        write("form2021", tmp_path / "a.pdf")
