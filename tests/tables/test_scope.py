"""Whose table it is, and of which year: only the report's own gives values."""

from collections.abc import Callable

import pytest

from analysis.tables.captions import Scope, parse_caption
from analysis.tables.scope import is_own

from .layouts import (
    GRIDS,
    LAYOUTS,
    Rows,
    as_cells,
    as_html,
    as_pipes,
    as_tabs,
    line_of,
    problems,
    read_text,
    values,
)

ISSUER, YEAR = "平湖市人民政府", 2021
NEW, CARRIED = "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量"
APPLICATIONS = [
    "项目 自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计".split(),
    [NEW, *"41 7 3 0 2 5 58".split()],
    [CARRIED, *"6 0 1 0 0 2 9".split()],
]
PROACTIVE = [
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "1", "2", "3"],
    ["行政规范性文件", "4", "5", "6"],
]
OTHERS = [
    "2020年收到和处理政府信息公开申请情况",
    "收到和处理政府信息公开申请情况（2020年）",
    "上年度收到和处理政府信息公开申请情况",
    "附件：市水务局收到和处理政府信息公开申请情况",
    "附件2 市水务局2021年依申请公开情况统计表",
    "政府信息公开申请收到和处理情况（水务局）",
    "填报单位：市水务局",
    "新桥镇收到和处理政府信息公开申请情况",
    "所属新桥镇依申请公开情况统计表",
    "各县区收到和处理政府信息公开申请情况",
    "全省收到和处理政府信息公开申请情况",
    "2022年收到和处理政府信息公开申请情况（计划）",
    "2021年上半年收到和处理政府信息公开申请情况",
    "收到和处理政府信息公开申请情况（一季度）",
    "“十三五”期间收到和处理政府信息公开申请情况",
    "截至2021年6月30日收到和处理政府信息公开申请情况",
    "表1-2 2020年收到和处理政府信息公开申请情况",
    "（三）2020年：",
    "二零二○年度依申请公开情况统计表",
    "20年度收到和处理政府信息公开申请情况",
    "往年收到和处理政府信息公开申请情况",
    "以下为去年数据：",
    "附：平湖市2020年政府信息公开工作年度报告",
    "附表4-1 市司法局收到和处理政府信息公开申请情况",
    "其中，市民政局情况如下：",
    "产业集聚区管委会收到和处理政府信息公开申请情况",
    "事业单位收到和处理政府信息公开申请情况",
    "县（市、区）政府收到和处理政府信息公开申请情况",
    "全市公安机关收到和处理政府信息公开申请情况",
    "省本级收到和处理政府信息公开申请情况",
    "填报单位：市水务局 填报日期：2022年1月10日",
    "统计时间：2021年1月1日至2021年6月30日",
    "统计时间：2021年3月1日至12月31日",
]
OWN = [
    "2021年收到和处理政府信息公开申请情况",
    "平湖市收到和处理政府信息公开申请情况",
    "平湖市人民政府2021年依申请公开情况统计表",
    "我市收到和处理政府信息公开申请情况",
    "全市收到和处理政府信息公开申请情况",
    "填报单位：平湖市人民政府办公室",
    "2021年1月1日至2021年12月31日收到和处理政府信息公开申请情况",
    "表二 2021年度依申请公开情况统计表",
    "各级行政机关收到和处理政府信息公开申请情况（汇总）",
    "发布日期：2022年1月",
    "与2020年相比，收到申请有所减少，具体见下表：",
    "市政府及其各部门收到和处理政府信息公开申请情况",
    "本年度收到和处理政府信息公开申请情况",
    "市本级收到和处理政府信息公开申请情况",
    "附：平湖市2021年政府信息公开工作年度报告",
    "政府信息公开行政复议、行政诉讼情况",
    "填报单位：平湖市人民政府 填报日期：2022年1月10日",
    "填报单位（盖章）：平湖市人民政府 审核人：张三 填报人：李四",
    "统计时间：2021年1月1日至2021年12月31日",
    "统计期限：2021年5月1日起至2021年12月31日止",
]
layouts = pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)


@pytest.mark.parametrize("text", OTHERS)
def test_parse_caption_of_another_table(text: str) -> None:
    caption = parse_caption(text)
    assert caption is not None and not is_own(caption.scope, YEAR, ISSUER)


@pytest.mark.parametrize("text", OWN)
def test_parse_caption_of_the_own_table(text: str) -> None:
    caption = parse_caption(text)
    assert caption is not None and is_own(caption.scope, YEAR, ISSUER)


@pytest.mark.parametrize(
    "text",
    [
        "与2020年相比，有关数量有所变化，具体见下表。",
        "平湖市人民政府2020年政府信息公开工作年度报告",
        "市水务局、市教育局等部门的数据已汇总在下表中。",
    ],
)
def test_parse_caption_sentences_and_titles_name_no_scope(text: str) -> None:
    assert parse_caption(text) is None


@pytest.mark.parametrize(
    ("body", "issuer", "expected"),
    [
        ("市水务局", "平湖市水务局", True),
        ("水务局", "平湖市水务局", True),
        ("市水务局", "平湖市人民政府", False),
        ("市政府办公室", "平湖市人民政府", False),
        ("平湖市", "平湖市水务局", False),
        ("平湖市政府信息公开", "平湖市水务局", True),
        ("水务局", "", False),
        ("市卫健委", "平湖市卫生健康委员会", True),
        ("市发改委", "平湖市卫生健康委员会", False),
        ("全市教育系统", "平湖市教育局", True),
        ("全市公安机关", "平湖市教育局", False),
    ],
)
def test_is_own_body(body: str, issuer: str, expected: bool) -> None:
    scope = parse_caption("2021年情况").scope._replace(body=body)  # type: ignore[union-attr]
    assert is_own(scope, YEAR, issuer) == expected


@layouts
@pytest.mark.parametrize("caption", OTHERS)
def test_select_own_rows_leaves_another_table_out(
    layout: Callable[[Rows], str], caption: str
) -> None:
    """No value of it is read, and a problem says whose it is and where."""
    found = read_text(line_of(caption, layout) + layout(APPLICATIONS), layout, YEAR, ISSUER)
    assert values(found) == {}
    assert len(problems(found, "table_foreign")) == 1
    assert problems(found, "table_foreign")[0].line is not None


@layouts
@pytest.mark.parametrize("caption", OWN)
def test_select_own_rows_keeps_the_own_table(layout: Callable[[Rows], str], caption: str) -> None:
    found = read_text(line_of(caption, layout) + layout(APPLICATIONS), layout, YEAR, ISSUER)
    assert len(values(found)) == 14
    assert not problems(found, "table_foreign")


@layouts
@pytest.mark.parametrize("own_first", [True, False])
@pytest.mark.parametrize("caption", OTHERS[:6])
def test_select_own_rows_of_two_tables(
    layout: Callable[[Rows], str], own_first: bool, caption: str
) -> None:
    other = [APPLICATIONS[0], [NEW, *"1 1 1 1 1 1 6".split()], APPLICATIONS[2]]
    own = line_of("三、收到和处理政府信息公开申请情况", layout) + layout(APPLICATIONS)
    foreign = line_of(caption, layout) + layout(other)
    # What follows the heading of an annex belongs to it.
    text = own + foreign if own_first or caption.startswith("附件") else foreign + own
    found = read_text(text, layout, YEAR, ISSUER)
    assert values(found)["new.total"] == 58
    assert len(values(found)) == 14


@layouts
def test_select_own_rows_an_annex_covers_all_its_tables(layout: Callable[[Rows], str]) -> None:
    text = line_of("附件：市水务局2021年有关情况", layout)
    text += line_of("二、主动公开政府信息情况", layout) + layout(PROACTIVE)
    text += line_of("三、收到和处理政府信息公开申请情况", layout) + layout(APPLICATIONS)
    assert values(read_text(text, layout, YEAR, ISSUER)) == {}


@layouts
@pytest.mark.parametrize("mark", ["附表", "附件1"])
def test_select_own_rows_an_annex_that_repeats_a_table(
    layout: Callable[[Rows], str], mark: str
) -> None:
    again = [APPLICATIONS[0], [NEW, *"1 1 1 1 1 1 6".split()]]
    text = layout(APPLICATIONS) + line_of(mark, layout) + layout(again)
    found = read_text(text, layout, YEAR, ISSUER)
    assert values(found)["new.total"] == 58
    assert problems(found, "table_foreign")


def test_select_own_rows_two_printings_that_nothing_tells_apart() -> None:
    """Cells that differ have no value, and a row that only one of the two holds is not read."""
    rest = ["（一）予以公开", *"1 0 0 0 0 0 1".split()]
    again = [APPLICATIONS[0], [NEW, *"1 1 1 1 1 1 6".split()], [CARRIED, *"0 0 0 0 0 0 0".split()]]
    text = as_html(APPLICATIONS) + "<p>另：</p>" + as_html([*again, rest])
    found = values(read_text(text, as_html, YEAR, ISSUER))
    assert "granted.total" not in found and "new.total" not in found
    assert found["carried_in.business"] == 0  # equal in both


@pytest.mark.parametrize("layout", GRIDS.values(), ids=GRIDS)
@pytest.mark.parametrize(
    "years", [("2020年", "2021年"), ("2021年度", "2020年度"), ("上年", "本年")]
)
def test_of_own_year_blocks_of_columns(
    layout: Callable[[Rows], str], years: tuple[str, str]
) -> None:
    """A header of two years gives two tables, of which the report's own is read."""
    names = PROACTIVE[0][1:]
    own = years.index("2021年") if "2021年" in years else 0 if "2021年度" in years else 1
    head = [["信息内容", years[0], "", "", years[1], "", ""], ["", *names, *names]]
    if layout is as_html:
        head = [["信息内容", *years], [*names, *names]]
    blocks = [["1", "2", "3"], ["7", "8", "9"]]
    text = layout([*head, ["规章", *blocks[0], *blocks[1]]])
    expected = dict(zip(("issued", "repealed", "in_force"), map(float, blocks[own]), strict=True))
    found = values(read_text(text, layout, YEAR, ISSUER))
    assert found == {f"rules.{column}": count for column, count in expected.items()}


@pytest.mark.parametrize("layout", GRIDS.values(), ids=GRIDS)
def test_of_own_year_single_columns(layout: Callable[[Rows], str]) -> None:
    rows = [
        ["统计指标", "单位", "2020年", "2021年"],
        ["（一）收到申请数", "件", "3", "9"],
        ["1.当面申请数", "件", "3", "9"],
        ["（二）申请办结数", "件", "2", "8"],
    ]
    found = values(read_text(layout(rows), layout, YEAR, ISSUER))
    assert found == {
        "applications_received.value": 9,
        "received_in_person.value": 9,
        "closed_total.value": 8,
    }


@pytest.mark.parametrize("rows", [("2020年", "2021年"), ("2021年", "2020年")])
def test_row_scope_of_rows_that_begin_with_their_year(rows: tuple[str, str]) -> None:
    results = "结果维持 结果纠正 其他结果 尚未审结 总计".split()
    head = [
        ["年度", "行政复议", *[""] * 4, "行政诉讼", *[""] * 9],
        ["", *[""] * 5, "未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4],
        ["", *results * 3],
    ]
    counts = {"2021年": "100015000510001", "2020年": "300030000010001"}
    text = as_tabs([*head, *([year, *counts[year]] for year in rows)])
    found = values(read_text(text, as_tabs, YEAR, ISSUER))
    assert (found["reconsideration.upheld"], found["litigation_direct.upheld"]) == (1, 5)


def test_read_tables_quarterly_sheet_of_three_scopes_gives_no_value() -> None:
    """As a district of Anhui prints it: a column for each of three bodies."""
    head = ["序号", "统计指标", "单位", "区政府", "区直单位", "乡镇街道统计数"]
    labels = ["主动公开政府信息数", "收到申请数", "当面申请数", "网络申请数"]
    rows = [[str(n), label, "条", "5", "3", "2"] for n, label in enumerate(labels, 1)]
    for layout in (as_html, as_tabs):
        assert values(read_text(layout([head, *rows]), layout, 2016, "庐北区")) == {}


def test_read_tables_coded_sheet_is_no_other_edition() -> None:
    """As a prefecture of Gansu prints it: codes, this period, this year so far."""
    head = ["指标名称", "计量单位", "代码", "本期实际", "本年累计"]
    labels = [
        "主动公开信息数",
        "当面申请数",
        "传真申请数",
        "信函申请数",
        "行政复议数",
        "行政诉讼数",
    ]
    rows = [[label, "条", f"{n:02}", "4", "9"] for n, label in enumerate(labels, 1)]
    for layout in (as_html, as_tabs, as_cells):
        assert values(read_text(layout([head, *rows]), layout, 2010, "陇东市")) == {}


@layouts
@pytest.mark.parametrize(
    ("cells", "is_read"),
    [
        (["填报单位：市水务局", "2021年度", "单位：件"], False),
        (["填报单位：平湖市人民政府办公室", "2020年度", "单位：件"], False),
        (["填报单位：平湖市人民政府办公室", "2021年度", "单位：件"], True),
        (["单位负责人：王林", "填表人：李平", "报出日期：2022年1月15日"], True),
    ],
)
def test_note_caption_several_cells_above_a_table(
    layout: Callable[[Rows], str], cells: list[str], is_read: bool
) -> None:
    """A row of words without any label of a row or column says whose table stands below."""
    head = [*cells, *[""] * (len(APPLICATIONS[0]) - 3)]
    found = read_text(layout([head, *APPLICATIONS]), layout, YEAR, ISSUER)
    assert len(values(found)) == 14 * is_read
    assert len(problems(found, "table_foreign")) == (not is_read)


@pytest.mark.parametrize("gap", ["    ", "\u3000\u3000\u3000"])
def test_note_caption_parted_by_blanks(gap: str) -> None:
    for body, count in (("市水务局", 0), ("平湖市人民政府", 14)):
        line = gap.join([f"填报单位：{body}", "2021年", "单位：件"]) + "\n"
        found = read_text(line + as_pipes(APPLICATIONS), as_pipes, YEAR, ISSUER)
        assert len(values(found)) == count


HEADS = [
    ("2015年统计数", "2016年统计数"),
    ("上年数", "本年数"),
    ("去年同期", "2016年"),
    ("统计数（2015年度）", "统计数（2016年度）"),
    ("二〇一五年", "二〇一六年"),
]
COUNTS = [
    ["（一）收到申请数", "件", "9"],
    ["1.当面申请数", "件", "7"],
    ["（二）申请办结数", "件", "8"],
]


@pytest.mark.parametrize("layout", GRIDS.values(), ids=GRIDS)
@pytest.mark.parametrize(("other", "own"), HEADS)
def test_find_only_year_in_the_header_of_the_numbers(
    layout: Callable[[Rows], str], other: str, own: str
) -> None:
    """The column of the numbers may name the year of a whole table."""
    for head, expected in ((other, 0), (own, 3)):
        found = read_text(layout([["统计指标", "单位", head], *COUNTS]), layout, 2016, ISSUER)
        assert len(values(found)) == expected
        assert len(problems(found, "table_foreign")) == (expected == 0)


@pytest.mark.parametrize("layout", GRIDS.values(), ids=GRIDS)
def test_spread_only_column_beside_its_growth(layout: Callable[[Rows], str]) -> None:
    for head in (["统计数", "上年数"], ["2016年", "同比增减"], ["2016年", "增幅"]):
        rows = [[*row, "3"] for row in COUNTS]
        for names, cells in (
            (head, rows),
            (head[::-1], [[*row[:2], "3", row[2]] for row in COUNTS]),
        ):
            text = layout([["统计指标", "单位", *names], *cells])
            found = values(read_text(text, layout, 2016, ISSUER))
            assert list(found.values()) == [9, 7, 8], names


@pytest.mark.parametrize("layout", GRIDS.values(), ids=GRIDS)
@pytest.mark.parametrize(
    ("year", "expected"), [("2021年", 6), ("当年", 6), ("全年", 6), ("2020年", 0), ("上年", 0)]
)
def test_meanings_of_a_column_with_the_words_of_a_year(
    layout: Callable[[Rows], str], year: str, expected: int
) -> None:
    """本年制发件数 may name the year in other words, also that of another report."""
    head = [name.replace("本年", year) for name in PROACTIVE[0]]
    found = read_text(layout([head, *PROACTIVE[1:]]), layout, YEAR, ISSUER)
    assert len(values(found)) == expected


@pytest.mark.parametrize("layout", GRIDS.values(), ids=GRIDS)
def test_find_only_year_in_the_corner(layout: Callable[[Rows], str]) -> None:
    head = ["申请人情况（2020年）", *APPLICATIONS[0][1:]]
    found = read_text(layout([head, *APPLICATIONS[1:]]), layout, YEAR, ISSUER)
    assert values(found) == {}


@layouts
@pytest.mark.parametrize(
    ("note", "is_own_table"),
    [
        ("注：本表为2020年度数据。", False),
        ("（以上为市水务局数据）", False),
        ("数据来源：2020年年报", False),
        ("注：以上为2019年以来累计数。", False),
        ("注：本表为2021年度数据。", True),
        ("注：上年结转数为2020年结转数。", True),
    ],
)
def test_note_below_a_table(layout: Callable[[Rows], str], note: str, is_own_table: bool) -> None:
    text = layout(APPLICATIONS) + line_of(note, layout)
    assert bool(values(read_text(text, layout, YEAR, ISSUER))) == is_own_table


@layouts
def test_begin_table_a_chapter_that_prints_again_what_stood_in_the_annex(
    layout: Callable[[Rows], str],
) -> None:
    other = [APPLICATIONS[0], [NEW, *"1 1 1 1 1 1 6".split()]]
    text = line_of("附件1：市水务局", layout) + layout(other)
    text += line_of("三、收到和处理政府信息公开申请情况", layout) + layout(APPLICATIONS)
    assert values(read_text(text, layout, YEAR, ISSUER))["new.total"] == 58


@layouts
def test_enter_chapter_ends_what_was_said_of_the_tables_of_the_one_before(
    layout: Callable[[Rows], str],
) -> None:
    """The next chapter is the report's own again; another body's report counts from one."""
    other = line_of("全省规范性文件情况", layout) + layout(PROACTIVE)
    own = line_of("三、收到和处理政府信息公开申请情况", layout) + layout(APPLICATIONS)
    text = line_of("二、主动公开政府信息情况", layout) + other + own
    found = values(read_text(text, layout, YEAR, ISSUER))
    assert (found.get("rules.issued"), found["new.total"]) == (None, 58)
    chapters = line_of("一、主动公开政府信息情况", layout) + layout(PROACTIVE) + own
    text = line_of("六、其他需要报告的事项", layout) + line_of("市水务局：", layout) + chapters
    assert values(read_text(text, layout, YEAR, ISSUER)) == {}


@pytest.mark.parametrize("label", ["（2020年）", "市公安局", "各乡镇"])
def test_row_scope_of_a_row_that_begins_with_its_year_or_body(label: str) -> None:
    results = "结果维持 结果纠正 其他结果 尚未审结 总计".split()
    head = [
        ["", "行政复议", *[""] * 4, "行政诉讼", *[""] * 9],
        ["", *[""] * 5, "未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4],
        ["", *results * 3],
    ]
    text = as_tabs([*head, [label, *"100015000510001"]])
    assert values(read_text(text, as_tabs, YEAR, ISSUER)) == {}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("全区", False),
        ("全区各单位", False),
        ("沈阳市教育局", False),
        ("沈阳市沈河区教育局", True),
        ("沈河区教育局", True),
        ("区教育局", True),
    ],
)
def test_is_own_of_a_bureau(body: str, expected: bool) -> None:
    """A bureau reports for itself, not for its area nor for the bureau above."""
    assert is_own(Scope(0, body), 2023, "沈阳市沈河区教育局") is expected


@pytest.mark.parametrize("body", ["全区", "全区各单位", "沈河区政府"])
def test_is_own_of_a_government(body: str) -> None:
    """A government reports for its area."""
    assert is_own(Scope(0, body), 2023, "沈阳市沈河区人民政府")


def test_note_caption_above_a_heading_and_a_corner_of_several_lines() -> None:
    """What stands above the heading of a table holds for it, on however many lines its corner is
    broken."""
    corner = "（本列数据的勾稽关系为：第一项加<br>第二项之和，<br>等于第三项加<br>第四项之和）"
    table = as_html([[corner, "申请人情况"], APPLICATIONS[0][1:], *APPLICATIONS[1:]])
    for line, count in (("2020年", 0), ("市教育局", 0), ("2021年", 14)):
        lines = f"<p>{line}</p><p>三、收到和处理政府信息公开申请情况</p><p>单位：件</p>"
        assert len(values(read_text(lines + table, as_html, YEAR, ISSUER))) == count
