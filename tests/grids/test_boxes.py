"""Tables drawn with characters: cells of several lines, merged cells, tables inside of frames, lines that do not meet."""

import pytest

from analysis.documents import read
from analysis.grids import strips


def cells(text: str) -> list[list[str]]:
    return [[c.text for c in s.cells] for s in strips(read(text.encode(), "a.txt"))]


GRID = """\
+----------+------+------+
| 信息内容 | 本年 | 现行 |
|          | 制发 | 有效 |
+==========+======+======+
| 规章     |      | 6    |
+----------+------+------+
| 规范性   | 1    | -    |
| 文件     |      |      |
+----------+------+------+
"""


def test_what_lines_enclose_is_a_cell() -> None:
    assert cells(GRID) == [
        ["信息内容", "本年\n制发", "现行\n有效"],
        ["规章", "", "6"],
        ["规范性\n文件", "1", "-"],
    ]


def test_a_program_that_counts_characters_and_not_their_width() -> None:
    drawn = "+------+---+\n| 规章   | 0 |\n+------+---+\n| 行政许可 | 3 |\n+------+---+\n| 行政强制 |   |\n+------+---+\n"
    assert cells(drawn) == [["规章", "0"], ["行政许可", "3"], ["行政强制", ""]]


def test_merged_cells_stand_once() -> None:
    drawn = "┌──────┬───┐\n│      │ 2 │\n│ 结果 ├───┤\n│      │ 3 │\n├──────┴───┤\n│ 总计     │\n├──────┬───┤\n│ 其他 │ ──│\n└──────┴───┘\n"
    assert cells(drawn) == [["结果", "2"], ["3"], ["总计"], ["其他", "──"]]


def test_a_frame_around_a_table_is_taken_off() -> None:
    framed = "+----------------------------+\n| 二、主动公开               |\n|                            |\n"
    framed += "".join(
        f"| {line:<{26 - sum(c > '~' for c in line)}} |\n" for line in GRID.splitlines()
    )
    assert cells(framed + "+----------------------------+\n") == [["二、主动公开"], *cells(GRID)]


@pytest.mark.parametrize("at", [5, 8])
def test_lines_that_do_not_meet_are_no_drawn_table(at: int) -> None:
    lines = GRID.splitlines(keepends=True)
    lines[at - 1] = lines[at - 1].replace("|", " |", 2)
    assert {s.layout for s in strips(read("".join(lines).encode(), "a.txt")) if s.cells} == {
        "pipes"
    }


def test_a_cell_of_one_line_keeps_its_place_in_the_text() -> None:
    for strip in strips(read(GRID.encode(), "a.txt")):
        for cell in strip.cells:
            assert (
                cell.start is None
                if "\n" in cell.text
                else GRID[cell.start : (cell.start or 0) + len(cell.text)] == cell.text
            )
