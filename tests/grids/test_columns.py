"""Columns between blanks: their places tell which cells are blank, and lines that are not in line tell nothing."""

from analysis.documents import read
from analysis.grids import strips


def rows(text: str) -> list[list[str]]:
    return [[c.text for c in s.cells] for s in strips(read(text.encode(), "a.txt"))]


ALIGNED = """\
信息内容    本年新制作数量  对外公开总数量
规章                                     6
规范性文件               1
"""
SHORT = "信息内容  新制作  新公开  总数\n规章                      6\n规范性    1\n"


def test_blank_cells_are_seen_by_their_place() -> None:
    assert rows(ALIGNED) == [
        ["信息内容", "本年新制作数量", "对外公开总数量"],
        ["规章", "", "6"],
        ["规范性文件", "1", ""],
    ]
    assert rows(SHORT)[1:] == [["规章", "", "", "6"], ["规范性", "1", "", ""]]


def test_a_number_beside_its_column_makes_it_no_such_table() -> None:
    assert rows(SHORT.replace(" 6", "6 "))[1:] == [["规章", "6"], ["规范性", "1"]]


def test_a_label_above_several_columns_spans_them() -> None:
    assert rows(
        "申请人  法人或其他组织  总计\n自然人   企业    机构    总计\n3           4      5      12\n1                  2       3\n"
    )[0] == [
        "申请人",
        "法人或其他组织",
        "总计",
    ]


def test_lines_of_dashes_show_the_columns() -> None:
    simple = "------ ---- ----\n规章           6\n规范性    1\n------ ---- ----\n"
    assert rows(simple) == [["规章", "", "6"], ["规范性", "1", ""]]
    several = "  ------ ---- ----\n  规章        6\n\n  规范性 1\n  文件\n\n  ------ ---- ----\n"
    assert rows(several) == [["规章", "", "6"], ["规范性\n文件", "1", ""]]


def test_text_across_the_columns_of_dashes_is_no_table() -> None:
    assert rows("------ ---- ----\n行政事业性收费  6\n")[0] == ["行政事业性收费", "6"]


def test_prose_with_wide_blanks_stays_prose() -> None:
    text = "一、总体情况  我单位认真落实条例。\n二、主动公开  通过网站发布。\n"
    assert rows(text) == [[line] for line in text.splitlines()]


def test_drawn_lines_between_columns_are_no_blanks() -> None:
    outline = (
        "┌──────┬────┐\n│ 内容     │ 一  │\n│ 规章     │ 0  │\n│ 许可     │ 3  │\n└──────┴────┘\n"
    )
    assert [row for row in rows(outline) if row] == [["内容", "一"], ["规章", "0"], ["许可", "3"]]


def test_a_line_that_ends_elsewhere_than_all_others_has_a_place_more() -> None:
    """All lines are filled up with blanks, and one is longer: nobody knows what was added to it."""
    padded = [
        "信息内容  新制作  新公开  总数",
        "规章      1               6   ",
        "规范性            2       4   ",
        "许可                      0   ",
        "处罚      3       7           ",
    ]
    assert rows("\n".join(padded))[4] == ["处罚", "3", "7", ""]
    longer = [*padded[:4], "处罚      3       5       7           "]
    assert rows("\n".join(longer)) == [*rows("\n".join(padded))[:4], ["处罚", "3", "5", "7", ""]]


def test_numbers_in_columns_of_their_own_make_no_table() -> None:
    """Blanks of any number between the cells, so that numbers stand by chance beside the columns of the longest line, which comes last."""
    text = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）   申请人情况\n自然人  法人或其他组织  合计\n"
    text += "商业企业     科研机构     社会公益组织     法律服务机构  其他\n一、本年新收政府信息公开申请数量  1     1\n"
    text += "结果维持  结果纠正  其他结果     尚未审结     总计  未经复议直接起诉  复议后起诉\n"
    assert rows(text)[3] == ["一、本年新收政府信息公开申请数量", "1", "1"]


def test_a_number_beside_the_columns_of_dashes_has_a_row_of_no_length() -> None:
    """The line of the number is longer than all others, which keep their columns."""
    table = "------  ----\n规章       6\n规范性      \n许可       0\n处罚        \n------  ----\n"
    assert rows(table.replace("处罚        ", "处罚    7       ")) == [
        ["规章", "6"],
        ["规范性", ""],
        ["许可", "0"],
        ["处罚", "7", ""],
    ]
    assert rows(table.replace("规范性      ", "规范性7           "))[0::2] == [
        ["规章", "6"],
        ["许可", "0"],
    ]


def test_one_blank_line_does_not_join_the_rows_above_it() -> None:
    lines = [
        "------ ----",
        *(
            f"{name}   {n}"
            for n, name in enumerate(("规章", "许可", "处罚", "强制", "收费", "采购", "其他"))
        ),
        "------ ----",
    ]
    whole = rows("\n".join(lines))
    assert whole[1] == ["许可", "1"]
    assert rows("\n".join([*lines[:7], "\u00a0", *lines[7:]])) == whole
