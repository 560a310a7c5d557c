"""How lines become cells: separators, places that are no cells, offsets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.documents import read
from analysis.rows import read_rows


def cells(text: str) -> list[list[str]]:
    return [
        ["#" if c.pad else c.text for c in s.cells] for s in read_rows(read(text.encode(), "a.txt"))
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
    found = [c for s in read_rows(document) for c in s.cells]
    for cell in found:
        assert cell.start is not None
        assert document.text[cell.start : cell.start + len(cell.text)] == cell.text
    filled = [c.start for c in found if not c.pad]
    assert len(filled) == len(set(filled))
