"""Figures behind marks that turn the direction of the text: the file holds 12, the reader sees
21.
"""

import pytest

from analysis import documents
from analysis.documents import Grid, Line
from analysis.extraction import extract

TITLE = "甲市2021年政府信息公开工作年度报告\n"
HEAD = "| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n|---|---|---|---|\n"


@pytest.mark.parametrize("mark", "\u200f\u061c\u202b\u202e\u2067")
def test_hide_turned_figures_cell_of_a_page(mark: str) -> None:
    """The cell has no figure; its neighbour, in a text of its own, keeps its number."""
    for written in (mark, f"&#{ord(mark)};", f"&#x{ord(mark):x};"):
        page = f"<table><tr><td>规章<td>{written}12<td>34</table>"
        document = documents.read(page.encode(), "a.html")
        grid = document.blocks[0]
        assert isinstance(grid, Grid)
        assert [cell.text.replace(mark, "") for cell in grid.rows[0]] == [
            "规章",
            "\ufffd\ufffd",
            "34",
        ]
        assert [(problem.code, problem.line) for problem in document.problems] == [("illegible", 1)]


@pytest.mark.parametrize(
    ("row", "values"),
    [
        ("| 规章 | 3 | \u202e21\u202c | 8 |", [3, None, 8]),
        ("| 规章 | \u202e3 | 2 | 8 |", [None, None, None]),
        ("| 规章 | 3 | 2 | \u206718\u2069 |", [3, 2, None]),
        ("| 规章 | \u202d3\u202c | \u200e2 | 8 |", [3, 2, 8]),
    ],
)
def test_hide_turned_figures_row_of_text(row: str, values: list[float | None]) -> None:
    """The mark counts to its end, or to the end of the line; marks from left to right do no
    harm.
    """
    found = extract(f"{TITLE}{HEAD}{row}\n".encode(), "a.md")[0].recognised.readings
    by_column = {reading.column: reading.value for reading in found if reading.row == "rules"}
    assert [by_column.get(column) for column in ("issued", "repealed", "in_force")] == values


def test_hide_turned_figures_sentence() -> None:
    """A sentence gives no figure that it shows in another order."""
    text = f"{TITLE}本年收到政府信息公开申请\u202e21\u202c件。\n办结政府信息公开申请3件。\n"
    found = extract(text.encode(), "a.txt")[0]
    assert [(s.key, s.value) for s in found.statements] == [("applications.closed_total", 3)]
    assert any(problem.code == "illegible" for problem in found.document.problems)


def test_hide_turned_figures_without_marks() -> None:
    """A document without such marks is what it was."""
    document = documents.read("规章 12\n".encode(), "a.txt")
    line = document.blocks[0]
    assert isinstance(line, Line)
    assert (line.text, line.runs, document.problems) == ("规章 12", ((0, 0),), ())
