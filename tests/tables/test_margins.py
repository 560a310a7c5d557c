"""Rows with a place too many or too few, among rows that show how many there must be."""

import pytest

from analysis.documents import read
from analysis.tables.readings import Reading
from analysis.tables.recognise import recognise

HEAD = "自然人 法人或其他组织 总计 商业企业 科研机构 社会公益组织 法律服务机构 其他"
ROWS = {
    "一、本年新收政府信息公开申请数量": "_ 4 _ _ _ _ 4",
    "二、上年结转政府信息公开申请数量": "_ _ _ _ _ _ 0",
    "（一）予以公开": "_ 3 _ _ _ _ 3",
    "（二）部分公开": "_ _ _ _ _ _ 0",
    "1.属于国家秘密": "_ 1 _ _ _ _ 1",
    "2.其他法律行政法规禁止公开": "_ _ _ _ _ _ 0",
}
T4 = (
    "行政复议 行政诉讼 | 结果维持 结果纠正 其他结果 尚未审结 总计 未经复议直接起诉 复议后起诉 | "
    + 2 * "结果维持 结果纠正 其他结果 尚未审结 总计 "
)


def _read(text: str) -> dict[str, Reading]:
    return {f"{r.row}.{r.column}": r for r in recognise(read(text.encode(), "a.txt"))[0].readings}


def _lines(rows: dict[str, str]) -> str:
    """One cell per line, a no-break space for a blank."""
    cells = [*HEAD.split(), *(c for label, row in rows.items() for c in (label, *row.split()))]
    return "\n".join("\u00a0" if c == "_" else c for c in cells)


def _grid(rows: dict[str, str]) -> str:
    """A row per line between pipes, the labels of three columns at their level, covered places empty."""
    header = [
        "_ _ _ 自然人 法人或其他组织 _ _ _ _ 总计",
        "_ _ _ _ 商业企业 科研机构 社会公益组织 法律服务机构 其他 _",
    ]
    lead = {"（": "_ {} _", "1": "_ _ {}", "2": "_ _ {}"}
    made = [lead.get(label[0], "{} _ _").format(label) + " " + row for label, row in rows.items()]
    return "\n".join(
        "| " + " | ".join("" if c == "_" else c for c in line.split()) + " |"
        for line in [*header, *made]
    )


@pytest.mark.parametrize("print_", [_lines, _grid])
def test_rows_of_equal_length_are_printed(print_) -> None:  # type: ignore[no-untyped-def]
    found = _read(print_(ROWS))
    assert {k: r.value for k, r in found.items() if r.value} == {
        "new.business": 4, "new.total": 4, "granted.business": 3, "granted.total": 3, "refused_state_secret.business": 1, "refused_state_secret.total": 1,
    }  # fmt: skip
    assert {r.status for r in found.values()} == {"printed", "blank"}


@pytest.mark.parametrize("print_", [_lines, _grid])
@pytest.mark.parametrize(
    ("label", "row"),
    [
        ("（一）予以公开", "_ 3 _ 0 _ _ _ 3"),
        ("（一）予以公开", "_ _ 3 _ _ _ _ 3"),
        ("（一）予以公开", "3 _ _ _ _ 3"),
        ("（二）部分公开", "_ 0 _ _ _ 0"),
    ],
)
def test_a_row_of_another_length_is_flagged_and_moves_no_other(
    print_, label: str, row: str
) -> None:  # type: ignore[no-untyped-def]
    whole, found = _read(print_(ROWS)), _read(print_(ROWS | {label: row}))
    hurt = {"（一）予以公开": "granted.", "（二）部分公开": "granted_partly."}[label]
    assert all(
        r.value is None or r.status == "recovered" for k, r in found.items() if k.startswith(hurt)
    )
    assert {k: (r.value, r.status) for k, r in found.items() if not k.startswith(hurt)} == {
        k: (r.value, r.status) for k, r in whole.items() if not k.startswith(hurt)
    }


def test_a_row_of_five_places_below_a_header_of_four_has_no_value() -> None:
    text = "| 信息内容 | 上一年项目数量 | 本年增/减 | 处理决定数量 |\n| 行政处罚 |  |  | 503 |\n| 行政强制 | 2401 | +393 | 0 |  |"
    found = _read(text)
    assert found["penalties.decisions"].value == 503
    assert [
        found[f"compulsion.{c}"].value for c in ("prior_year_items", "change", "decisions")
    ] == [None, None, None]


def test_two_cells_below_one_column_have_no_sure_value() -> None:
    """The header lost 历年累计: nobody knows which of two numbers is that of the year."""
    rows = "主动公开信息数 条 _ 9 其中：网站公开 条 _ 9 受理依申请公开信息总数 条 4 _ 行政诉讼数 件 _ 9"
    found = _read(
        "\n".join(
            "\u00a0" if c == "_" else c
            for c in f"政府信息公开情况统计表 指标名称 计量单位 2014年度 {rows}".split()
        )
    )
    assert all(r.value is None or r.status != "printed" for r in found.values())


def test_a_blank_in_front_of_the_disputes_is_a_cell() -> None:
    """Each row of the header has fifteen places, so a row of sixteen gained one, and the first blank is not it for sure."""
    header = "".join(
        f"{cell} |\n" if cell != "|" else "|" * (13 if first else 8) + "\n"
        for first, cell in zip([1] * 3 + [0] * 99, T4.split(), strict=False)
    )
    cells = "_ 4 870 _ 874 _ 6 5 5 16 7 67 3 780 857".split()
    right = _read(header + "|||||\n" + "".join("|\n" if c == "_" else f"{c} |\n" for c in cells))
    assert (right["reconsideration.upheld"].status, right["reconsideration.corrected"].value) == (
        "blank",
        4,
    )
    cells.insert(3, "_")
    found = _read(header + "|||||\n" + "".join("|\n" if c == "_" else f"{c} |\n" for c in cells))
    assert (found["reconsideration.upheld"].value, found["reconsideration.total"].value) == (
        None,
        874,
    )
    assert {r.status for r in found.values()} <= {"recovered", "ambiguous", "blank"}


def test_the_last_row_may_end_with_its_last_number() -> None:
    """Pages lose the places behind the cells of a table's last row; its numbers are complete."""
    rows = [f"{label} | {' | '.join(row.split())} | ||" for label, row in ROWS.items()]
    text = (
        "自然人 | 法人或其他组织 | 总计 | |||||||\n商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | |||||\n"
        + "\n".join(rows).replace("_", "")
    )
    found = _read(text + "\n四、结转下年度继续办理 | 35 | 0 | 0 | 0 | 0 | 0 | 35 |")
    assert (found["carried_out.natural_person"].value, found["carried_out.total"].value) == (35, 35)
    assert found["carried_out.total"].status == "printed"


def test_garbled_text_behind_a_label_is_a_cell_of_the_row() -> None:
    text = "<table><tr><td>信息内容</td><td>采购项目数量</td><td>采购总金额</td></tr><tr><td>政府集中采购</td><td>■■</td><td>0</td></tr></table>"
    found = {
        r.column: (r.value, r.status) for r in recognise(read(text.encode(), "a.html"))[0].readings
    }
    assert found == {"items": (None, "illegible"), "amount_wan_yuan": (0, "printed")}


def test_a_label_behind_其中_may_stand_on_two_lines() -> None:
    text = "统计指标\n单位\n统计数\n参加或举办新闻发布会总次数\n次\n5\n其中：主要负责同志参加新闻\n发布会次数\n次\n3"
    found = _read(text)
    assert (
        found["press_conferences.value"].value,
        found["press_conferences_principal.value"].value,
    ) == (5, 3)
    assert found["press_conferences_principal.value"].status == "printed"


def test_header_cells_cut_in_two_with_whole_ones_between_are_joined() -> None:
    header = "行政复议 | 行政诉讼 |\n结果 | 结果 | 其他 | 尚未 | 总计 | 未经复议直接起诉 | 复议后起诉 |\n维持 | 纠正 | 结果 | 审结 |\n"
    header += "结果 | 结果 | 其他 | 尚未 | 总计 | 结果 | 结果 | 其他 | 尚未 | 总计 |\n维持 | 纠正 | 结果 | 审结 | 维持 | 纠正 | 结果 | 审结 |\n"
    found = _read(header + "1 | 0 | 0 | 2 | 3 | 0 | 0 | 0 | 0 | 0 | 4 | 0 | 0 | 0 | 4 |")
    assert (
        found["reconsideration.pending"].value,
        found["litigation_after_reconsideration.total"].value,
    ) == (2, 4)
    assert {r.status for r in found.values()} == {"printed"}


def test_a_header_that_is_narrower_than_its_rows_lost_a_column() -> None:
    found = _read("信息内容\n本年新公开数量\n对外公开总数量\n规章\n780\n1\n规范性文件\n7\n3\n7")
    assert all(r.value is None for r in found.values())


def test_digits_that_may_be_fewer_numbers_than_columns_have_no_value() -> None:
    """Two rows of the glued table have no digits at all, so its blanks are lost and 478 may be one number."""
    text = "第二十条第（五）项信息内容上一年项目数量本年增/减处理决定数量行政许可123其他对外管理服务事项第二十条第（六）项行政处罚478行政强制"
    assert {r.value for k, r in _read(text).items() if k.startswith("penalties")} <= {None}


DOCUMENTS = "信息内容\n本年新制作数量\n本年新公开数量\n对外公开总数量\n"
MATTERS = "信息内容\n上一年项目数量\n本年增/减\n处理决定数量\n"


def test_place_cells_numbers_broken_in_two() -> None:
    """Six single numbers behind a label of three columns may be three that a line broke in two."""
    found = _read(DOCUMENTS + "规章\n71\n7\n35\n8\n35\n8\n规范性文件\n7\n233\n503")
    assert [r.value for r in found.values()] == [None, None, None, 7, 233, 503]


def test_numbers_of_two_rows_behind_both_labels_have_no_value() -> None:
    """As programs print a page that they read column by column; a row whose blanks were all lost is no such thing."""
    found = _read(
        DOCUMENTS
        + "规章\n规范性文件\n734\n7\n503\n233\n503\n233\n"
        + MATTERS
        + "行政许可\n7\n+3\n780"
    )
    assert {r.value for r in found.values()} == {None}
    found = _read(DOCUMENTS + "规章\n规范性文件\n7\n233\n503\n" + MATTERS + "行政许可\n7\n+3\n780")
    assert [r.value for r in found.values()] == [7, 233, 503, 7, 3, 780]


def test_a_sign_in_a_column_of_counts_behind_a_label_without_cells_is_of_another_column() -> None:
    assert {
        r.value for r in _read(MATTERS + "行政许可\n其他对外管理服务事项\n+1\n9\n8").values()
    } == {None}
    assert [
        r.value
        for r in _read(
            MATTERS + "行政许可\n16\n+3\n780\n其他对外管理服务事项\n+22\n0\n889"
        ).values()
    ] == [16, 3, 780, 22, 0, 889]


def test_a_header_of_single_cells_with_too_few_columns_lost_some() -> None:
    assert {
        r.value for r in _read("信息内容\n本年新制作数量\n规章\n0\n规范性文件\n7").values()
    } == {None}


def test_the_blank_in_front_of_a_row_is_no_cell_of_the_single_cells_above() -> None:
    found = _read(
        "信息内容\n上一年项目数量\n本年增/减\n行政事业性收费\n+1\n\t信息内容\t采购项目数量\t采购总金额\n\t政府集中采购\t9\t21.5\n"
    )
    assert [
        found.get(f"fees.{c}") and found[f"fees.{c}"].value for c in ("prior_year_items", "change")
    ] == [None, None]
    assert found["procurement.items"].value == 9


def test_a_row_in_the_line_of_its_header_with_blanks_between_has_no_sure_place() -> None:
    header = "行政复议 | 行政诉讼 | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 未经复议直接起诉 | 复议后起诉 | "
    header += "结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | " * 2
    row = "0 | 4 | 0 | 4 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |"
    assert {r.value for r in _read(header + " | " + row + " 五、存在的主要问题 |").values()} == {
        None
    }


def test_a_label_may_end_with_the_word_of_a_unit_in_a_line_of_its_own() -> None:
    assert [
        r.value
        for r in _read(
            "信息内容\n本年制发件数\n本年废止件数\n现行有效件数\n行政规\n范性文\n件\n0\n36\n42"
        ).values()
    ] == [0, 36, 42]


def test_cells_behind_two_labels_in_one_cell_are_of_no_certain_row() -> None:
    """As where a line between two rows of a drawn table is gone."""
    row = "<tr><td>行政许可 其他对外管理服务事项</td><td>7</td><td>+1</td><td>4</td></tr>"
    head = "<table><tr><td>信息内容</td><td>上一年项目数量</td><td>本年增/减</td><td>处理决定数量</td></tr>"
    found = recognise(read(f"{head}{row}</table>".encode(), "a.html"))[0]
    assert {r.value for r in found.readings} == {None}


def test_blanks_at_the_ends_of_two_rows_behind_each_other_are_cells() -> None:
    """The label of the second row was lost and its place is blank: seven places are not two rows of three."""
    found = _read(
        "信息内容 |\n本年制发件数 |\n本年废止件数 |\n现行有效件数 |\n规章 |\n|\n2 |\n3 |\n|\n4 |\n5 |\n6 |\n"
    )
    assert {r.value for r in found.values()} == {None}


def test_separators_behind_garbled_text_say_nothing_of_the_cells_of_other_rows() -> None:
    """A row whose label was garbled goes on behind the row above it: the separators between the two are no empty cells, so nobody knows where 800 stands."""
    rules = "信息内容 |\n本年新制作数量 |\n本年新公开数量 |\n对外公开总数量 |\n|\n规章\n9 |\n|||\n1O\n9 |\n9 |\n||\n"
    items = "信息内容 |\n上一年项目数量 |\n本年增/减 |\n处理决定数量 |\n|\n行政许可\n800 |\n|||\n其他对外管理服务事项\n12 |\n+1 |\n4 |\n|\n"
    found = _read(rules + items)
    assert [found[f"licensing.{c}"].value for c in ("prior_year_items", "change", "decisions")] == [
        None
    ] * 3
    assert [
        found[f"other_services.{c}"].value for c in ("prior_year_items", "change", "decisions")
    ] == [12, 1, 4]


def test_three_rows_do_not_measure_each_other_by_their_labels() -> None:
    """A number that stands twice behind one of three labels costs that row; the row below a heading is no measure for it."""
    blank = "|\n" * 6
    rows = [
        f"一、本年新收政府信息公开申请数量 |\n{blank}0 |\n",
        f"二、上年结转政府信息公开申请数量 |\n{blank}0 |\n0 |\n",
        f"三、本年度办理结果 |\n（一）予以公开 |\n{blank}0 |\n",
    ]
    found = _read(
        "申请人情况 |\n" + "".join(f"{word} |\n" for word in HEAD.split()) + "|\n" + "".join(rows)
    )
    assert "printed" not in {
        r.status for key, r in found.items() if key.startswith("carried_in") and r.value is not None
    }
    assert [found[f"{row}.total"].value for row in ("new", "granted")] == [0, 0]


def test_columns_below_a_group_named_in_another_line_stand_in_no_known_order() -> None:
    """As text from a PDF without ruling lines: the words of one header stand at three heights."""
    header = "申请人情况\n\t（本列数据的勾稽关系）\t法人或其他组织\n\t自然人\t总计\n商业企业 科研机构 社会公益组织 法律服务机构 其他\n"
    rows = "".join(
        "\t".join([label, *row.replace("_", "\u00a0").split(" ")]) + "\n"
        for label, row in ROWS.items()
    )
    found = _read(header + rows)
    assert {r.value for r in found.values()} == {None}


def test_an_invisible_character_in_front_of_a_number_is_no_sign() -> None:
    """A word joiner, behind a label without cells (other_correction below 其他处理)."""
    lines = MATTERS + "行政许可\n其他对外管理服务事项\n\u20601\n9\n8"
    assert {r.value for r in _read(lines).values()} == {1, 9, 8}
