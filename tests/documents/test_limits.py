"""What is beyond a bound is left out, a problem tells it, and what was read is what a smaller
document gives.
"""

from pathlib import Path

import polars as pl
import pytest
from timing import keeps_within

from analysis import build, documents
from analysis.documents import Grid, Line
from analysis.errors import Problem
from analysis.extraction import extract
from analysis.frames import Extract
from analysis.prose import read_statements as statements
from analysis.tables.cuts import TooMany, cuts
from analysis.tables.readings import Recognised, Statement
from analysis.tables.recognise import parse_document, recognise
from analysis.tables.search import Choice, search

TITLE = "甲市2020年政府信息公开工作年度报告\n"
HEAD = "| | 自然人 | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | 总计 |\n"
NEW = "| 一、本年新收政府信息公开申请数量 | 1 | 2 | 0 | 0 | 0 | 0 | 3 |\n"
FEES = "| 信息内容 | 本年收费金额（单位：万元） |\n| 行政事业性收费 | 5 |\n"


def read(text: str) -> Recognised:
    return recognise(documents.read(text.encode(), "a.txt"))[0]


def large(problems: tuple[Problem, ...] | list[Problem]) -> list[tuple[str, int | None]]:
    return [(problem.expected, problem.line) for problem in problems if problem.code == "too_large"]


def said(text: str) -> tuple[list[Statement], list[Problem]]:
    problems: list[Problem] = []
    lines = [Line(line, number) for number, line in enumerate(text.split("\n"), 1)]
    return statements(
        lines, year=2020, issuer="甲市人民政府", paraphrase=False, problems=problems
    ), problems


def test_extract_table_too_many_rows_not_read() -> None:
    """A table with too many rows is not read and the others are."""
    found = read(TITLE + HEAD + NEW * 501 + FEES)
    assert large(found.problems) == [
        ("at most 500 rows of the table 收到和处理政府信息公开申请情况", 3)
    ]
    assert {reading.table for reading in found.readings} == {"proactive"}
    assert not [
        problem
        for problem in found.problems
        if problem.code == "table_missing" and "申请" in problem.message
    ]
    assert {reading.value for reading in read(TITLE + HEAD + NEW * 500).readings} == {0, 1, 2, 3}


def test_extract_row_without_end_not_read() -> None:
    """A row without end is not read."""
    assert large(read(TITLE + HEAD + NEW.rstrip("|\n") + "| 1 " * 20_000 + "|").problems) == [
        ("at most 20000 cells of the table 收到和处理政府信息公开申请情况", 3)
    ]


def test_extract_cells_beyond_bound_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells beyond the bound are not read."""
    monkeypatch.setattr("analysis.documents.content.MAX_BLOCKS", 25)
    document = documents.read((TITLE + HEAD + NEW + FEES).encode(), "a.txt")
    found = recognise(document)[0]
    assert len(large(document.problems)) == 1
    assert {(reading.row, reading.column) for reading in found.readings if reading.value} == {
        ("new", c) for c in ("natural_person", "business", "total")
    }


def test_extract_line_beyond_bound_left_out_joins() -> None:
    """A line beyond the bound is left out and joins nothing."""
    text = f"{TITLE}规章\n{'7' * 100_001}\n5\n收到政府信息公开申请\n{'文' * 100_001}\n8件。\n办结政府信息公开申请3件。\n"
    found = extract(text.encode(), "a.txt")[0]
    assert large(found.document.problems) == [("at most 100000 characters in a line or cell", 3)]
    assert "2 of them" in found.document.problems[0].message
    assert not found.recognised.readings
    assert [(s.key, s.value) for s in found.statements] == [
        ("unclassified", 8),
        ("applications.closed_total", 3),
    ]


def test_extract_cell_beyond_bound_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell beyond the bound is left out."""
    monkeypatch.setattr("analysis.documents.content.MAX_LINE", 60)
    document = documents.read(f"<table><tr><td>规章<td>{'7' * 61}<td>1</table>".encode(), "a.html")
    assert isinstance(grid := document.blocks[0], Grid)
    assert [cell.text.strip("…") for cell in grid.rows[0]] == ["规章", "。", "1"]
    assert large(document.problems) == [("at most 60 characters in a line or cell", 1)]


def test_extract_figures_beyond_bound_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures beyond the bound are not read."""
    monkeypatch.setattr("analysis.prose.reader.MAX_FIGURES", 2)
    found, problems = said(
        "收到政府信息公开申请3件。\n其中网上申请1件。\n开展培训2次。\n收到行政复议4件。"
    )
    assert [s.value for s in found] == [3, 1, 2]
    assert large(problems) == [("at most 2 figures in its prose", 4)]


def test_extract_prose_beyond_bound_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prose beyond the bound is not read."""
    monkeypatch.setattr("analysis.prose.reader.MAX_PROSE", 30)
    found, problems = said(
        "收到政府信息公开申请3件。\n"
        + "没有一个字的工作总结。\n"
        + "收到行政复议4件。\n收到行政诉讼5件。"
    )
    assert [s.value for s in found] == [3]
    assert large(problems) == [("at most 30 characters of prose with figures", 3)]


def test_extract_sentence_without_end_not_read_next() -> None:
    """A sentence without end is not read and the next one is."""
    found, problems = said(
        "收到政府信息公开申请3件。" + "其中1件" * 1300 + "。办结政府信息公开申请4件。"
    )
    assert [(s.key, s.value) for s in found] == [
        ("applications.new", 3),
        ("applications.closed_total", 4),
    ]
    assert large(problems) == [("at most 5000 characters in one sentence", 1)]


@pytest.mark.parametrize(
    "unit",
    [
        "-",
        "1.",
        "a.",
        "2019",
        "1-",
        "(",
        "《",
        '"1"',
        "[原文",
        "2019年3件",
        "较",
        "第一",
        ",123",
        "，未",
        "一百",
        "网站",
        "（其中1件",
        "申请0件，合计0件，",
        "其中县政府办4件，",
        f"，电话{'8' * 26}好8件",  # what is blanked in front of a figure
        "累计",
    ],
)
def test_extract_time_line_grows_length(unit: str) -> None:
    """The time for a line grows with its length."""
    one = TITLE + f"收到申请3件{unit * (20_000 // len(unit))}"
    several = TITLE + f"收到申请3件{unit * (4_900 // len(unit))}。" * 4
    assert keeps_within(4, lambda: [extract(text.encode(), "a.txt") for text in (one, several)])


@pytest.mark.parametrize("unit", ['"', "①", "《"])
def test_extract_time_line_of_one_sign_grows_length(unit: str) -> None:
    """The time for a line that begins with many signs grows with its length."""
    assert keeps_within(4, lambda: extract((TITLE + unit * 60_000).encode(), "a.txt"))


@pytest.mark.parametrize("unit", ["中，", "收到申请", "（县）"])
def test_extract_time_front_of_a_figure_grows_length(unit: str) -> None:
    """The time for the words in front of a figure grows with their length."""
    line = f"全年{unit * (4_800 // len(unit))}收到申请3件。"
    assert keeps_within(1, lambda: extract((TITLE + line * 12).encode(), "a.txt"))


def test_extract_search_has_bound() -> None:
    """A search has a bound."""
    keys = (("applications", "new", "total"),)
    vectors = tuple((number,) for number in range(40_000))
    assert search([Choice(keys, vectors)] * 2, [], {}, set()) == ([set(vectors)] * 2, False)
    with pytest.raises(TooMany):
        cuts(["1" * 60], 15, [5, 5, 5])
    assert cuts(["1" * 1_000_000], 7, [7]) == []


def test_extract_page_titles_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of titles is read once."""
    seen: list[int] = []
    monkeypatch.setattr(
        "analysis.splitting.parse_document",
        lambda document: (seen.append(len(document.blocks)), parse_document(document))[1],
    )
    page = (
        "".join(
            f"{place}县2020年政府信息公开工作年度报告\n2021-01-31\n" for place in "甲乙丙丁戊己庚辛"
        )
        + HEAD
        + NEW
    )
    assert len(extract(page.encode(), "a.txt")) == 1
    assert sum(seen) == 18
    monkeypatch.setattr("analysis.splitting.MAX_REPORTS", 3)
    (one,) = extract(page.encode(), "a.txt")
    assert large(one.document.problems) == [("at most 3 titles of reports", None)]


def test_extract_number_no_count_can_none(tmp_path: Path) -> None:
    """A number that no count can be is none."""
    (tmp_path / "a.txt").write_text(
        TITLE
        + HEAD
        + NEW.replace("| 3 |", f"| {'9' * 25} |")
        + f"\n收到行政复议{'9' * 400}件，收到行政诉讼{'一' * 400}件。\n",
        "utf-8",
    )
    data = build(tmp_path, tmp_path / "out", jobs=0)
    assert data.cells.filter(column="total").select("value", "status").rows() == [
        (None, "illegible")
    ]
    assert data.statements["value"].to_list() == [None]


def test_extract_fault_program_costs_one_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of the program costs one document."""

    def failing(source: Path, name: str, *given: object) -> list[Extract]:
        if name == "a.txt":
            raise RecursionError("too deep")
        return extract(source, name)

    monkeypatch.setattr("analysis.reading.extract", failing)
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(f"{TITLE}{name}\n{HEAD}{NEW}", "utf-8")
    data = build(tmp_path, tmp_path / "out", jobs=0)
    assert data.reports["source"].to_list() == ["b.txt"]
    assert data.problems.filter(pl.col("source") == "a.txt").select("code", "found").rows() == [
        ("unreadable", "RecursionError: too deep")
    ]
