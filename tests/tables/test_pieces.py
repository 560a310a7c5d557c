"""Headers and labels that a page cut in lines."""

import pytest

from analysis.documents import read
from analysis.tables.recognise import recognise

HEAD = "信息内容  本年制发件数  本年废止件数  现行有效件数\n"


def numbers(text: str) -> dict[str, float | None]:
    return {
        f"{r.row}.{r.column}": r.value for r in recognise(read(text.encode(), "a.txt"))[0].readings
    }


@pytest.mark.parametrize(
    "row",
    [
        "行政规范性   3   1   20\n文件\n",
        "行政规范性\n    3   1   20\n文件\n",
        "行政\n规范性   3   1   20\n文件\n",
    ],
)
def test_a_label_around_its_numbers(row: str) -> None:
    found = numbers(HEAD + row + "规章   0   0   7\n")
    assert found["normative_documents.issued"] == 3
    assert found["normative_documents.in_force"] == 20
    assert found["rules.in_force"] == 7


def test_a_piece_of_another_label_is_not_taken() -> None:
    found = numbers(HEAD + "行政规范性   3   1   20\n许可事项\n规章   0   0   7\n")
    assert [key for key in found if key.startswith("normative")] == []


def test_a_header_in_three_lines_above_columns() -> None:
    text = "          社会  法律\n信息内容  公益  服务\n          组织  机构\n规章      1     2\n"
    assert next([c.text for c in s.cells] for s in _rejoined(text)) == [
        "信息内容",
        "社会\n公益\n组织",
        "法律\n服务\n机构",
    ]


def _rejoined(text: str) -> list:  # type: ignore[type-arg]
    from analysis.grids import strips
    from analysis.tables.pieces import rejoined

    return rejoined(strips(read(text.encode(), "a.txt")))
