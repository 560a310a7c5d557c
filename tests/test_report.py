"""One report to look at: escaped, marked, and with the place of every number."""

import html
import re
from pathlib import Path

import polars as pl
import pytest

import analysis
from analysis.paths import RAW


def test_hover_tells_raw_text_status_and_line() -> None:
    report = analysis.read(RAW / "dengzhou-2020.txt")
    shown = report._repr_html_()
    titles = [html.unescape(t) for t in re.findall(r"title='([^']*)'", shown)]
    cell = report.cells.filter(pl.col("row") == "new", pl.col("column") == "total").row(
        0, named=True
    )
    assert f"applications.new.total: “61”, printed, line {cell['line']}" in titles


def test_failed_identities_are_marked_and_nothing_else() -> None:
    marked = analysis.read(RAW / "pingtan-2020.txt")._repr_html_()
    clean = analysis.read(RAW / "pingtan-2021.txt")._repr_html_()
    failed = re.findall(r"<td class='printed failed' title='([^:]*):", marked)
    assert "applications.closed_total.total" in failed
    assert all(
        key.split(".")[0] == "applications" and key.endswith((".total", ".natural_person"))
        for key in failed
    )
    assert " failed'" not in clean


def test_a_document_cannot_write_into_the_page() -> None:
    evil = "<script>alert(1)</script>'\"&"
    text = f"某市2020年政府信息公开工作年度报告{evil}\n信息内容 | 本年处理决定数量 |\n行政许可 | {evil} |\n2020年，全市共收到政府信息公开申请{evil}5件。\n"
    for source in (text.encode(), f"<html><body><p>{html.escape(text)}</p></body></html>".encode()):
        shown = analysis.read(source)._repr_html_()
        assert "<script" not in shown
        assert not re.search(r"title='[^']*'[^ >]", shown)


def test_the_text_and_the_notebook_show_the_same_numbers() -> None:
    report = analysis.read(RAW / "chenzhou-2019.txt")
    in_text, in_page = str(report), report._repr_html_()
    for number in ("117454.772", "475530", "-23288"):
        assert number in in_text
        assert number in in_page


def test_what_is_no_report_says_so() -> None:
    shown = str(analysis.read("各位同事：请准时参加。".encode()))
    assert "not read as a report" in shown
    assert "not_a_report" in shown


def test_of_several_reports_in_a_file_the_first_is_shown_and_says_so() -> None:
    both = (
        (RAW / "shenhe-2020.txt").read_bytes() + b"\n\n" + (RAW / "pingtan-2021.txt").read_bytes()
    )
    report = analysis.read(both)
    assert report.reports["year"].to_list() == [2020]
    assert (
        "the file holds 2 reports; this is the first" in str(report)
        and "the file holds 2 reports" in report._repr_html_()
    )
    assert "the file holds" not in str(analysis.read(RAW / "shenhe-2020.txt"))
    with pytest.raises(AttributeError, match="no 'cell'; the frames are reports, cells, "):
        _ = report.cell


def test_the_manifest_of_the_folder_is_used_as_in_build(tmp_path: Path) -> None:
    (tmp_path / "2020").mkdir()
    (tmp_path / "2020" / "a.txt").write_bytes((RAW / "shenhe-2020.txt").read_bytes())
    for place, name in ((tmp_path, "2020/a.txt"), (tmp_path / "2020", "a.txt")):
        (place / "manifest.csv").write_text(f"file,url\n{name},https://example.com/{len(name)}\n")
        assert analysis.read(tmp_path / "2020" / "a.txt").reports["url"].to_list() == [
            f"https://example.com/{len(name)}"
        ]
