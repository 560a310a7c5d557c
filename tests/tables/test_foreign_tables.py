"""Words of every place beside a table that say that it is not the report's own, and own ones."""

from collections.abc import Callable

import pytest

from .layouts import GRIDS, LAYOUTS, Rows, line_of, problems, read_text, values

YEAR = 2021
GOVERNMENT, BUREAU = "沈阳市沈河区人民政府", "沈阳市沈河区教育局"
OFFICE = "沈阳市沈河区人民政府办公室"
HEADING = "三、收到和处理政府信息公开申请情况"
APPLICATIONS = [
    "项目 自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计".split(),
    ["一、本年新收政府信息公开申请数量", *"41 7 3 0 2 5 58".split()],
]
RESULTS = "结果维持 结果纠正 其他结果 尚未审结 总计".split()
DISPUTES = [
    ["行政复议", *[""] * 4, "行政诉讼", *[""] * 9],
    [*[""] * 5, "未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4],
    RESULTS * 3,
    list("100015000510001"),
]
COUNTS = [
    ["（一）收到申请数", "件", "9"],
    ["1.当面申请数", "件", "7"],
    ["（二）申请办结数", "件", "8"],
]
layouts = pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
grids = pytest.mark.parametrize("layout", GRIDS.values(), ids=GRIDS)
Layout = Callable[[Rows], str]


def count_values(text: str, layout: Layout, issuer: str) -> int:
    """How many numbers are the report's; of a table that is not, a problem says so."""
    found = read_text(text, layout, YEAR, issuer)
    count = len(values(found))
    assert bool(problems(found, "table_foreign")) == (count == 0)
    return count


SEVERAL_YEARS = """\
2019—2023年收到和处理政府信息公开申请情况
2019至2021年依申请公开情况统计表
2019年至2021年
（2019—2021年）
2020年和2021年合计
三年合计
近三年合计
（三年合计数）
五年汇总
历年累计
历年数据
累计数
2020
2022
（2020）""".split("\n")
SAMPLES = """\
参考：区教育局数据
供参考：教育局数据
对照：区体育局
参考表
参考格式
表格样式（供各学校参考）
表样
填报范例
统计表（式样）
以下表格仅供参考：""".split("\n")
BODIES = """\
区政府办公室
（区政府办公室）
区政府办收到和处理政府信息公开申请情况
沈河区人民政府办公室情况
区教育局、区体育局合计
区教育局和区体育局合计
区教育局及区体育局数据
附件1 区教育局 三、收到和处理政府信息公开申请情况
附件1区教育局2021年政府信息公开工作年度报告三、收到和处理政府信息公开申请情况
附件1 区教育局统计表本表数据统计期限自2021年1月1日起至2021年12月31日止。""".split("\n")


@layouts
@pytest.mark.parametrize("line", [*SEVERAL_YEARS, *SAMPLES, *BODIES])
def test_parse_caption_of_a_foreign_table(layout: Layout, line: str) -> None:
    text = line_of(HEADING, layout) + line_of(line, layout) + layout(APPLICATIONS)
    assert count_values(text, layout, GOVERNMENT) == 0


@grids
@pytest.mark.parametrize("line", ["历年累计", "三年合计", "2020", "区政府办公室", "表格样式"])
def test_note_caption_in_the_title_row_of_a_foreign_table(layout: Layout, line: str) -> None:
    title = [line, *[""] * 7]
    text = line_of(HEADING, layout) + layout([title, *APPLICATIONS])
    assert count_values(text, layout, GOVERNMENT) == 0


@layouts
@pytest.mark.parametrize(
    "line",
    [
        "2021",
        "（2021）",
        "填报单位：区政府办公室",
        "区政府办公室填报",
        "填报单位：区政府信息公开办公室",
        "区政府及其各部门合计",
        "全区政府信息公开申请情况（不含非信息公开类）",
    ],
)
def test_parse_caption_of_a_government(layout: Layout, line: str) -> None:
    """Its office compiles the table of the whole; an office that is only named has its own."""
    text = line_of(HEADING, layout) + line_of(line, layout) + layout(APPLICATIONS)
    assert count_values(text, layout, GOVERNMENT) == 7


@layouts
@pytest.mark.parametrize("line", ["区政府办公室", "区政府办", "区政府办公室填报"])
def test_parse_caption_of_an_office(layout: Layout, line: str) -> None:
    text = line_of(HEADING, layout) + line_of(line, layout) + layout(APPLICATIONS)
    assert count_values(text, layout, OFFICE) == 7


@layouts
@pytest.mark.parametrize(
    "line",
    [
        "其中我局情况",
        "其中：我局情况如下",
        "其中，局机关情况",
        "其中区教育局情况",
        "区教育局及所属单位合计",
        "区教育局机关及下属单位汇总",
        "全区教育系统收到和处理政府信息公开申请情况",
    ],
)
def test_parse_caption_of_a_bureau(layout: Layout, line: str) -> None:
    text = line_of(HEADING, layout) + line_of(line, layout) + layout(APPLICATIONS)
    assert count_values(text, layout, BUREAU) == 7


@layouts
@pytest.mark.parametrize("is_first", [True, False])
def test_select_own_rows_of_a_system_and_of_the_bureau(layout: Layout, is_first: bool) -> None:
    """The table of all schools is not the bureau's where the bureau has one of its own."""
    system = [APPLICATIONS[0], [APPLICATIONS[1][0], *"90 7 3 0 2 5 107".split()]]
    parts = [
        line_of("全区教育系统收到和处理政府信息公开申请情况", layout) + layout(system),
        line_of("局机关收到和处理政府信息公开申请情况", layout) + layout(APPLICATIONS),
    ]
    text = "".join(parts if is_first else parts[::-1])
    found = read_text(text, layout, YEAR, BUREAU)
    assert values(found)["new.total"] == 58 and len(values(found)) == 7
    assert problems(found, "table_foreign")


@layouts
@pytest.mark.parametrize(
    "line",
    [
        "（上表为全区汇总数）",
        "上表为全区汇总数",
        "注：上表系全区汇总",
        "（表中数据为全区汇总数）",
        "以上为三年合计数",
        "注：本表为历年累计数",
        "以上为区教育局、区体育局合计",
        "以上为表格样式",
        "注：以上含非信息公开类案件",
    ],
)
def test_parse_remark_of_a_foreign_table(layout: Layout, line: str) -> None:
    text = line_of(HEADING, layout) + layout(APPLICATIONS) + line_of(line, layout)
    assert count_values(text, layout, BUREAU) == 0


@grids
def test_note_below_an_empty_paragraph(layout: Layout) -> None:
    text = (
        layout(APPLICATIONS) + line_of("\u00a0", layout) + line_of("（上表为全区汇总数）", layout)
    )
    assert count_values(text, layout, BUREAU) == 0


@layouts
@pytest.mark.parametrize(
    "line", ["（以上由区政府办公室填报）", "数据来源：区政府办公室", "（上表为全区汇总数）"]
)
def test_parse_remark_of_an_own_table(layout: Layout, line: str) -> None:
    text = line_of(HEADING, layout) + layout(APPLICATIONS) + line_of(line, layout)
    assert count_values(text, layout, GOVERNMENT) == 7


@grids
@pytest.mark.parametrize(
    ("corner", "count"),
    [
        ("全区", 0),
        ("全区合计", 0),
        ("项目（全区）", 0),
        ("各学校", 0),
        ("历年累计", 0),
        ("2020", 0),
        ("区教育局", 7),
        ("局机关", 7),
        ("申请情况", 7),
    ],
)
def test_find_scope_in_the_corner(layout: Layout, corner: str, count: int) -> None:
    rows = [[corner, *APPLICATIONS[0][1:]], APPLICATIONS[1]]
    text = line_of(HEADING, layout) + layout(rows)
    assert count_values(text, layout, BUREAU) == count


@grids
@pytest.mark.parametrize(
    ("head", "issuer", "count"),
    [
        ("全区合计", BUREAU, 0),
        ("全区合计", GOVERNMENT, 3),
        ("统计数（全区）", BUREAU, 0),
        ("各学校合计", BUREAU, 0),
        ("区体育局", BUREAU, 0),
        ("区教育局", BUREAU, 3),
        ("区政府办公室", GOVERNMENT, 0),
        ("累计", GOVERNMENT, 0),
        ("历年累计", GOVERNMENT, 0),
        ("统计数（累计）", GOVERNMENT, 0),
        ("本年累计", GOVERNMENT, 3),
        ("上半年", GOVERNMENT, 0),
        ("1-6月", GOVERNMENT, 0),
        ("1-12月", GOVERNMENT, 3),
        ("2019-2021年", GOVERNMENT, 0),
        ("样例", GOVERNMENT, 0),
        ("合计", GOVERNMENT, 3),
    ],
)
def test_find_scope_in_the_head_of_an_only_column(
    layout: Layout, head: str, issuer: str, count: int
) -> None:
    text = layout([["统计指标", "单位", head], *COUNTS])
    assert count_values(text, layout, issuer) == count


@pytest.mark.parametrize("name", ["html", "tabs"])
@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("全区行政复议案件情况（不限信息公开）", 0),
        ("全区行政复议、诉讼案件情况（不限于政府信息公开）", 0),
        ("含非政府信息公开案件", 0),
        ("全区行政复议、行政诉讼情况", 15),
        ("全区政府信息公开行政复议案件情况", 15),
    ],
)
def test_parse_caption_of_all_disputes(name: str, line: str, count: int) -> None:
    """Disputes on anything are not those on the disclosure of information."""
    layout = LAYOUTS[name]
    text = line_of("四、政府信息公开行政复议、行政诉讼情况", layout)
    text += line_of(line, layout) + layout(DISPUTES)
    assert count_values(text, layout, GOVERNMENT) == count
