"""Sentences and tables of notebooks: computed from the rows, and plain where there are none."""

from __future__ import annotations

import html
import re
from pathlib import Path

import polars as pl
import pytest
from nbconvert.filters.markdown_mistune import markdown2html_mistune as render_markdown

import analysis
from analysis import metrics
from analysis.card import choose_report, compare_with_peers, describe_report, printed_tables
from analysis.display import (
    describe_checks,
    describe_measure,
    describe_reports,
    describe_rows,
    show,
    tabulate_rows,
)
from analysis.errors import UsageError
from analysis.frames import Dataset
from analysis.paths import RAW


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("dataset")
    return analysis.build(RAW, folder / "processed")


def test_describe_reports(data: Dataset) -> None:
    reports = metrics.place_reports(data)
    words = "20 reports of 6 issuers, 2011 to 2025 (county, area: 17; prefecture, area: 2; "
    assert describe_reports(reports) == words + "prefecture, organ: 1)."
    assert describe_reports(reports.filter(year=2017, issuer="咸阳市")) == (
        "1 report of 1 issuer, 2017 (prefecture, area: 1)."
    )
    assert describe_reports(reports.clear()) == "No report matches."


def test_describe_measure() -> None:
    assert describe_measure("litigation_rate").startswith("**Litigation rate 行政诉讼率** (per 100")


def test_describe_rows(data: Dataset) -> None:
    """The ends are those with enough n: 1 of 1 in 2014 is no maximum."""
    rows = metrics.measure(data, "disclosure_rate")
    assert describe_rows(rows) == (
        "Disclosure rate: 13 of 20 rows have a value, from 4.688 % (沈河区, 2020) to 84.08 % "
        "(咸阳市, 2017), median 47.97 %. Small n: 4 values. Contradicted within the report: "
        "1 value. Missing: the denominator is 0 (7)."
    )
    assert describe_rows(rows.clear()) == "No row matches."
    pooled = metrics.pool(data, rows, "level")
    assert "prefecture" in describe_rows(pooled)


def test_tabulate_rows(data: Dataset) -> None:
    rows = metrics.measure(data, "disclosure_rate")
    table = tabulate_rows(rows)
    first = table.row(0, named=True)
    assert (first["issuer"], first["value"], first["k"], first["n"]) == ("沈河区", 4.69, 9, 192)
    notes = table.filter(year=2020, issuer="平潭综合实验区")["note"].to_list()
    assert notes == ["required check fails: outcomes (total)"]
    assert tabulate_rows(rows.clear()).is_empty()


def test_show_writes_every_column_and_says_how_many_rows_are_left() -> None:
    frame = pl.DataFrame({"name": ["<a>"] * 5, "year": [2020] * 5, "k": [12345.0, None, 1, 2, 3.5]})
    page = show(frame, rows=3)._repr_html_()
    assert page.count("<tr>") == 4
    assert "&lt;a&gt;" in page
    assert ">2020<" in page
    assert ">12,345<" in page
    assert "… and 2 more rows" in page
    assert "no rows" in show(frame.clear())._repr_html_()


def test_describe_checks(data: Dataset) -> None:
    matrix = metrics.check_matrix(data)
    assert "3 fail, in 平潭综合实验区 2012, 平潭综合实验区 2020" in describe_checks(matrix)
    assert describe_checks(matrix.clear()) == ("No report has a table whose sums can be checked.")


def test_choose_report(data: Dataset) -> None:
    reports = metrics.place_reports(data)
    assert choose_report(reports)["source"] == "pingtan-2025.txt"
    assert choose_report(reports.filter(year=2019))["source"] == "chenzhou-2019.txt"
    with pytest.raises(UsageError, match="no report matches"):
        choose_report(reports.clear())


def test_printed_tables(data: Dataset) -> None:
    """Cells of a sum that does not hold are marked, blanks stay blanks."""
    report = choose_report(metrics.place_reports(data).filter(source="pingtan-2020.txt"))
    tables = printed_tables(data, report["report_id"])
    assert "21!" in next(line for line in repr(tables).splitlines() if "（七）总计" in line)
    assert "class='printed failed'" in tables._repr_html_()
    assert "**平潭综合实验区, 2020**" in describe_report(report)


def test_compare_with_peers(data: Dataset) -> None:
    """Peers are of the same level, scope and year; those with a small n are none."""
    reports = metrics.place_reports(data).filter(year=2020, issuer="沈河区")
    table = compare_with_peers(data, reports["report_id"][0], ["disclosure_rate"])
    row = table.row(0, named=True)
    assert (row["k"], row["n"], row["peers"]) == (9, 192, 1)
    assert (row["median"], row["below"]) == (39.34, 0)
    whole = compare_with_peers(data, reports["report_id"][0])
    assert whole["measure"].n_unique() == whole.height > 15


def test_compare_with_peers_of_a_dataset_of_one(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_bytes((RAW / "shenhe-2020.txt").read_bytes())
    one = analysis.build(tmp_path / "raw", tmp_path / "one")
    table = compare_with_peers(one, one["reports"]["report_id"][0])
    assert table["peers"].sum() == 0
    assert table["median"].null_count() == table.height


def test_describe_measure_unknown() -> None:
    """A misspelt parameter of a notebook names the nearest measures."""
    with pytest.raises(UsageError, match="no measure 'litigaton_rate'; nearest: litigation_rate"):
        describe_measure("litigaton_rate")


def test_words_of_documents_are_text_in_a_notebook(data: Dataset) -> None:
    """A title with a script, a picture, a link and code, as a page shows it."""
    title = "<script>alert(1)</script><img src=x onerror=alert(1)> [a](javascript:alert(1)) `b`"
    words = describe_report({**choose_report(data["reports"]), "title": title, "url": title})
    page = render_markdown(words._repr_markdown_())
    assert "<script" not in page and "<img" not in page and "href" not in page
    assert "<code" not in page
    shown = html.unescape(re.sub("<[^>]+>", "", page))
    assert shown.count(title) == 2 and page.startswith("<p><strong>")
    assert repr(
        describe_report({**choose_report(data["reports"]), "title": "a\x1bb"})
    ).isprintable()
