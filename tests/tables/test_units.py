"""Units that stand beside numbers, above them or above their table: applied, or no value."""

from collections.abc import Callable

import pytest

from .layouts import LAYOUTS, Rows, line_of, problems, read_text, values

layouts = pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)


def statistics(label: str, unit: str, number: str, head: str = "统计数") -> Rows:
    return [
        ["统计指标", "单位", head],
        ["（四）举报投诉数量", "件", "3"],
        [label, unit, number],
        ["（一）召开政府信息公开工作会议或专题会议数", "次", "5"],
    ]


def proactive(head: str, number: str, article: str = "第二十条 第（八）项") -> Rows:
    return [
        ["第二十条 第（一）项", "", "", ""],
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "1", "2", "3"],
        [article, "", "", ""],
        ["信息内容", head, "", ""],
        ["行政事业性收费", number, "", ""],
    ]


@layouts
@pytest.mark.parametrize(
    ("row", "key", "value"),
    [
        (("依申请公开信息收取的费用", "元", "320"), "fees_wan_yuan", 0.032),
        (("依申请公开信息收取的费用", "万元", "320"), "fees_wan_yuan", 320),
        (("（三）政府信息公开专项经费", "千元", "50"), "budget_wan_yuan", 5),
        (("主动公开政府信息数", "万条", "1.2"), "proactive_items", 12000),
        (("主动公开政府信息数", "条", "1234"), "proactive_items", 1234),
    ],
)
def test_find_unit_of_the_column_of_units(
    layout: Callable[[Rows], str], row: tuple[str, str, str], key: str, value: float
) -> None:
    found = values(read_text(layout(statistics(*row)), layout))
    assert found == {"complaints.value": 3, "meetings.value": 5, f"{key}.value": value}


@layouts
@pytest.mark.parametrize(
    "row",
    [
        ("依申请公开信息收取的费用", "件", "320"),
        ("依申请公开信息收取的费用", "美元", "320"),
        ("依申请公开信息收取的费用（元）", "万元", "320"),
        ("主动公开政府信息数", "元", "12"),
        ("主动公开政府信息数", "%", "12"),
    ],
)
def test_find_unit_that_the_row_cannot_have_gives_no_value(
    layout: Callable[[Rows], str], row: tuple[str, str, str]
) -> None:
    found = read_text(layout(statistics(*row)), layout)
    assert values(found) == {"complaints.value": 3, "meetings.value": 5}
    assert any(p.code in ("unit_unknown", "ambiguous", "row_misfit") for p in found.problems)


@layouts
@pytest.mark.parametrize(
    ("head", "number", "value"),
    [
        ("本年收费金额（单位：万元）", "200", 200),
        ("本年收费金额（单位：千元）", "200", 20),
        ("本年收费金额（元）", "200", 0.02),
        ("本年收费金额（单位：亿元）", "2", 20000),
        ("本年收费金额（单位：万元）", "200元", 0.02),
        ("本年收费金额", "1234.5（单位：元）", 0.12345),
        ("本年收费金额", "3.5千元", 0.35),
        ("本年收费金额", "320（其中代收20元）", 320),
    ],
)
def test_find_unit_of_a_header_and_of_the_cell(
    layout: Callable[[Rows], str], head: str, number: str, value: float
) -> None:
    found = values(read_text(layout(proactive(head, number)), layout))
    assert found["fees.amount_wan_yuan"] == pytest.approx(value)
    assert [found[f"rules.{key}"] for key in ("issued", "repealed", "in_force")] == [1, 2, 3]


@layouts
@pytest.mark.parametrize(
    ("head", "number"),
    [
        ("本年收费金额（单位：美元）", "200"),
        ("本年收费金额（港元）", "200"),
        ("本年收费金额（单位：件）", "200"),
        ("本年收费金额（万元/元）", "200"),
        ("本年收费金额", "12元（单位：万元）"),
    ],
)
def test_find_unit_of_a_header_that_is_none_of_the_column_gives_no_value(
    layout: Callable[[Rows], str], head: str, number: str
) -> None:
    """Two units of money, one of another country or of counts: nobody knows the amount."""
    found = read_text(layout(proactive(head, number)), layout)
    assert len(values(found)) == 3
    assert problems(found, "unit_unknown") or problems(found, "row_missing")


@layouts
@pytest.mark.parametrize(
    ("caption", "count", "amount"),
    [
        ("（单位：千元）", 1, 20),
        ("金额单位：元", 1, 0.02),
        ("单位：件、千元", 1, 20),
        ("单位：千件", 1000, 200),
        ("政府信息公开情况统计表    单位：万条/元", 10000, 0.02),
        ("（以千元为单位）", 1, 20),
        ("下表金额以元为单位。", 1, 0.02),
        ("填报单位：平湖市人民政府", 1, 200),
        ("单位：个", 1, 200),
    ],
)
def test_begin_table_unit_of_a_line_above(
    layout: Callable[[Rows], str], caption: str, count: float, amount: float
) -> None:
    text = line_of(caption, layout) + layout(proactive("本年收费金额", "200"))
    found = values(read_text(text, layout, 2021, "平湖市人民政府"))
    assert [found[f"rules.{key}"] for key in ("issued", "repealed", "in_force")] == [
        count,
        2 * count,
        3 * count,
    ]
    assert found["fees.amount_wan_yuan"] == pytest.approx(amount)


@layouts
@pytest.mark.parametrize(
    ("caption", "known"),
    [
        ("（单位：头）", 0),
        ("计量单位：吨", 0),
        ("单位：%", 0),
        ("单位：美元", 3),
        ("单位：元、万元", 3),
    ],
)
def test_begin_table_unknown_unit_of_a_line_above_gives_no_value(
    layout: Callable[[Rows], str], caption: str, known: int
) -> None:
    text = line_of(caption, layout) + layout(proactive("本年收费金额", "200"))
    found = read_text(text, layout, 2021, "平湖市人民政府")
    assert len(values(found)) == known
    assert len(problems(found, "unit_unknown")) == 4 - known


@layouts
def test_begin_table_unit_ends_with_the_table(layout: Callable[[Rows], str]) -> None:
    """A unit above one table is not that of the next; its heading inside a table holds for it."""
    names = "自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计".split()
    head = [["申请人情况", *[""] * 7], ["", *names]]
    row = ["一、本年新收政府信息公开申请数量", *"4 7 3 0 2 5 21".split()]
    above = proactive("本年收费金额", "200", "第二十条 第（八）项（单位：千元）")
    text = line_of("单位：千件", layout) + layout(above)
    found = values(read_text(text + layout([*head, row]), layout))
    assert (found["rules.issued"], found["fees.amount_wan_yuan"]) == (1000, 20)
    assert (found["new.natural_person"], found["new.total"]) == (4, 21)
    corner = [["申请人情况（单位：千件）", *[""] * 7], ["", *names]]
    assert values(read_text(layout([*corner, row]), layout))["new.total"] == 21000


@layouts
@pytest.mark.parametrize(
    "note", ["注：单位为千件", "以上数据单位：千件", "备注：表中单位均为千件。"]
)
def test_note_footnote_states_the_unit_of_the_table_above(
    layout: Callable[[Rows], str], note: str
) -> None:
    """A note below a table is on that table, and not on the next one."""
    head = ["申请人情况", *"自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计".split()]
    row = ["一、本年新收政府信息公开申请数量", *"4 7 3 0 2 5 21".split()]
    text = layout(proactive("本年收费金额", "200")[:3]) + line_of(note, layout)
    text += line_of("三、收到和处理政府信息公开申请情况", layout) + layout([head, row])
    found = values(read_text(text, layout))
    assert (found["rules.issued"], found["rules.in_force"]) == (1000, 3000)
    assert (found["new.natural_person"], found["new.total"]) == (4, 21)
