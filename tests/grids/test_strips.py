"""How lines become cells: separators, places that are no cells, offsets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.documents import read
from analysis.grids import strips


def cells(text: str) -> list[list[str]]:
    return [
        ["#" if c.pad else c.text for c in s.cells] for s in strips(read(text.encode(), "a.txt"))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("规章 | 0 | 1 | 2 |", [["规章", "0", "1", "2"]]),
        ("| 规章 | 0 | 1 |", [["规章", "0", "1"]]),
        ("一、本年新收 | 219 | | 0 | ||", [["一、本年新收", "219", "", "0", "", "#"]]),
        ("|---|---|\n| 2 | 3 |", [[], ["2", "3"]]),
        ("规章 |\n0 |\n|\n|||", [["规章"], ["0"], [""], ["#", "#", "#"]]),
        ("其他\t\t0\t", [["其他", "", "0", ""]]),
        ("规章\n\n0\n\n\xa0\n\n5", [["规章"], ["0"], [""], ["5"]]),
        (
            "一\n|\n0\n|\n1\n|\n|\n2\n|\n||",
            [["一"], [], ["0"], [], ["1"], [], [""], ["2"], [], ["#", "#"]],
        ),
    ],
)
def test_layouts(text: str, expected: list[list[str]]) -> None:
    assert cells(text) == expected


@given(st.text(alphabet="规章 0123|\t\n\xa0第", max_size=80))
def test_every_cell_is_where_it_says_and_no_two_share_a_place(text: str) -> None:
    document = read(text.encode(), "a.txt")
    found = [c for s in strips(document) for c in s.cells]
    for cell in found:
        assert cell.start is not None
        assert document.text[cell.start : cell.start + len(cell.text)] == cell.text
    filled = [c.start for c in found if not c.pad]
    assert len(filled) == len(set(filled))


def test_a_separator_between_all_texts_of_a_page_is_taken_off() -> None:
    page = (
        "|\n|"
        + "|\n|\n|".join(
            [
                "规章",
                "1",
                "\xa0",
                "6",
                "规范性文件",
                "2",
                "3",
                "4",
                "行政许可",
                "5",
                "行政处罚",
                "6",
            ]
        )
        + "|\n|\n"
    )
    expected = [
        ["规章"],
        ["1"],
        [""],
        ["6"],
        ["规范性文件"],
        ["2"],
        ["3"],
        ["4"],
        ["行政许可"],
        ["5"],
        ["行政处罚"],
        ["6"],
    ]
    assert cells(page) == expected
    assert cells(page.replace("|", "\t")) == expected


def test_two_pipes_between_all_cells_of_a_wiki_are_one_separator() -> None:
    rows = [
        ["信息内容", "本年制发件数", "本年废止件数"],
        ["规章", "1", "2"],
        ["规范性文件", "", "3"],
        ["行政许可", "", ""],
    ]
    assert cells("".join("|| " + " || ".join(row) + " ||\n" for row in rows)) == rows
    opened = ["! " + " !! ".join(rows[0]), *("| " + " || ".join(row) for row in rows[1:])]
    assert cells('{| class="wikitable"\n|-\n' + "\n|-\n".join(opened) + "\n|}\n")[2:-1] == [
        rows[0],
        [],
        rows[1],
        [],
        rows[2],
        [],
        rows[3],
    ]
