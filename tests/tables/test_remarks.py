"""Words beside a row, a column or a number, and in the title: what is not of the report's whole
year gives no value, and what only explains a number changes nothing."""

from collections.abc import Callable
from itertools import product

import pytest

from analysis.extraction import extract
from analysis.forms import forms
from analysis.tables.captions import (
    NO_SCOPE,
    parse_beside,
    parse_report_words,
    parse_title,
)
from analysis.tables.vocabulary import find_remarks

from .layouts import (
    GRIDS,
    LAYOUTS,
    Rows,
    as_cells,
    as_html,
    as_pipes,
    line_of,
    name_of,
    problems,
    read_text,
    values,
)

Layout = Callable[[Rows], str]
ISSUER, YEAR = "海门县人民政府", 2022
LAYOUT = pytest.mark.parametrize("layout", [as_pipes, as_cells, as_html])

FOREIGN = [
    "（上半年）",
    "（1-11月）",
    "(前三季度)",
    "（2021年）",
    "（历年累计）",
    "（累计数）",
    "（县水利局）",
    "（截至9月底）",
    "（截至2021年底）",
    "（计划）",
    "（估算）",
    "（勘误前）",
]
BRACKETED = [
    "（2021）",
    "（2020-2022年）",
    "（统计到11月）",
    "（待核）",
    "（含上年结转2件）",
    "[上半年]",
    "【县水利局】",
]
HARMLESS = [
    "（不含下半年移送的2件）",
    "（不包含上年结转）",
    "（区分处理的，只计这一情形，不计其他情形）",
    "（含修订3件）",
    "（单位：件）",
    "（不含2023年计划）",
    "（含县水利局1件）",
    "（2019年机构改革时划出）",
    "（截至2022年12月31日）",
    "（1-12月）",
    "（2022年度）",
    "（全县）",
    "（全年累计）",
    "（网上办理）",
]


def make_decisions(header: str = "", label: str = "", value: str = "") -> Rows:
    return [
        ["信息内容", f"本年处理决定数量{header}"],
        [f"行政许可{label}", f"67{value}"],
        ["行政处罚", "23"],
        ["行政强制", "5"],
    ]


def read_decisions(
    rows: Rows, layout: Layout, above: str = "", below: str = ""
) -> dict[str, float]:
    text = line_of(above, layout) * bool(above) + layout(rows) + line_of(below, layout)
    found = read_text(text, layout, YEAR, ISSUER)
    known = values(found)
    assert len(known) == 3 or problems(found, "table_foreign")
    return {key.split(".")[0]: value for key, value in known.items()}


ALL = {"licensing": 67, "penalties": 23, "compulsion": 5}
OTHERS = {"penalties": 23, "compulsion": 5}


@LAYOUT
@pytest.mark.parametrize("remark", [*FOREIGN, *BRACKETED])
def test_read_label_with_foreign_remark(remark: str, layout: Layout) -> None:
    assert read_decisions(make_decisions(label=remark), layout) == OTHERS


@LAYOUT
@pytest.mark.parametrize("remark", [*FOREIGN, *BRACKETED[:5], "（应为76）", "（更正为76件）"])
def test_read_value_with_foreign_remark(remark: str, layout: Layout) -> None:
    assert read_decisions(make_decisions(value=remark), layout) == OTHERS


@LAYOUT
@pytest.mark.parametrize("remark", [*FOREIGN, *BRACKETED])
def test_read_header_with_foreign_remark(remark: str, layout: Layout) -> None:
    assert read_decisions(make_decisions(header=remark), layout) == {}


@LAYOUT
@pytest.mark.parametrize("remark", FOREIGN)
def test_read_article_with_foreign_remark(remark: str, layout: Layout) -> None:
    article = f"第二十条第（六）项{remark}"
    assert read_decisions([[article], *make_decisions()], layout) == {}


@LAYOUT
@pytest.mark.parametrize("remark", HARMLESS)
def test_read_harmless_remarks(remark: str, layout: Layout) -> None:
    for rows in (
        make_decisions(header=remark),
        make_decisions(label=remark),
        make_decisions(value=remark),
    ):
        assert read_decisions(rows, layout) == ALL


@pytest.mark.parametrize("words", [text[1:-1] for text in FOREIGN])
def test_read_cell_behind_number(words: str) -> None:
    rows = [["信息内容", "本年处理决定数量", "情况说明"], ["行政许可", "67", words]]
    rows += [["行政处罚", "23", "含移送2件"], ["行政强制", "5", ""]]
    for layout in GRIDS.values():
        assert read_decisions(rows, layout).get("licensing") is None
        assert read_decisions(rows, layout) == OTHERS


def test_read_cell_between_label_and_number() -> None:
    rows = [["信息内容", "本年处理决定数量"], ["行政许可", "（上半年）", "67"]]
    rows += [["行政处罚", "23"], ["行政强制", "5"]]
    assert read_decisions(rows, as_cells) == OTHERS
    rows = [["信息内容", "范围", "本年处理决定数量"], ["行政许可", "县水利局", "67"]]
    rows += [["行政处罚", "全县", "23"], ["行政强制", "", "5"]]
    for layout in (as_pipes, as_html):
        assert read_decisions(rows, layout) == OTHERS


def test_read_line_behind_number_of_single_cells() -> None:
    rows = [*make_decisions()[:2], ["县水利局"], *make_decisions()[2:]]
    assert read_decisions(rows, as_cells) == OTHERS


def test_read_column_beside_corrected_one() -> None:
    rows = [["信息内容", "本年处理决定数量", "更正后"], ["行政许可", "76", "67"]]
    rows += [["行政处罚", "32", "23"]]
    for layout in GRIDS.values():
        assert read_decisions(rows, layout) == {}


@LAYOUT
def test_read_column_of_the_year_before(layout: Layout) -> None:
    def read(said: str) -> dict[str, float]:
        head = ["信息内容", f"上一年项目数量（{said}）", "本年增/减", "处理决定数量（2020年）"]
        rows = [head, ["行政许可", "212", "7（减）", "5310"]]
        return values(read_text(layout(rows), layout, 2020, ISSUER))

    own = {"licensing.change": -7, "licensing.decisions": 5310}
    assert read("2019年") == own | {"licensing.prior_year_items": 212}
    assert read("2017年") == own


LINES = [
    "前三季度",
    "Q4",
    "“十四五”以来",
    "初步统计",
    "勘误前",
    "旧版",
    "下一年度",
    "县妇联",
    "市级",
    "街道",
    "XX局",
    "21年",
    "截至6月底",
]


@LAYOUT
@pytest.mark.parametrize("line", LINES)
def test_read_lone_line_above_table(line: str, layout: Layout) -> None:
    assert read_decisions(make_decisions(), layout, line) == {}


NOTES = {
    "注：“行政许可”应为76件，系笔误。": OTHERS,
    "更正：行政许可67更正为76。": OTHERS,
    "说明：行政许可一栏数据系误填。": OTHERS,
    "注：行政许可数据为2021年数。": OTHERS,
    "注：行政许可数据为上半年数据。": OTHERS,
    "注：本年与上年两栏数据填反。": {},
    "注：数据有误，以另行公布的为准。": {},
    "注：行政许可数据含2021年结转事项。": ALL,
    "注：行政许可为全县数据。": ALL,
}


@LAYOUT
@pytest.mark.parametrize("note", NOTES)
def test_read_note_below_table(note: str, layout: Layout) -> None:
    assert read_decisions(make_decisions(), layout, below=note) == NOTES[note]


TITLE = "海门县2022年政府信息公开工作年度报告"
HEADING = "二、主动公开政府信息情况"
FOREIGN_TITLES = [
    "海门县2022年上半年政府信息公开工作报告",
    "海门县2022年7月政府信息公开工作报告",
    "海门县2022年度1-11月政府信息公开工作报告",
    f"{TITLE}（样表）",
    f"{TITLE}（征求意见稿）",
    f"{TITLE}（已作废）",
]
OWN_TITLES = [
    TITLE,
    f"{TITLE}（2023年1月）",
    "海门县2022年1-12月政府信息公开工作年度报告",
    "海门县卫生和计划生育局2022年政府信息公开工作年度报告",
    "海门县目标管理办公室2022年政府信息公开工作年度报告",
]


def read_report(lines: list[str], layout: Layout, title: str = TITLE) -> int:
    """How many decisions a report gives; one that gives none says why."""
    text = "".join(line_of(line, layout) for line in (title, *lines)) + layout(make_decisions())
    found = extract(text.encode(), name_of(layout))[0].recognised
    assert values(found) or problems(found, "table_foreign")
    return len(values(found))


@LAYOUT
def test_read_title_of_report(layout: Layout) -> None:
    assert [read_report([HEADING], layout, title) for title in FOREIGN_TITLES] == [0] * 6
    assert [read_report([HEADING], layout, title) for title in OWN_TITLES] == [3] * 5


SENTENCES = {
    "本报告所列数据为2021年数据。": 0,
    "本报告所列数据为2022年1月至11月。": 0,
    "本报告数据截至2022年9月30日。": 0,
    "本报告数据为县水利局数据。": 0,
    "因口径调整，本报告数据均为累计数。": 0,
    "本报告已撤回，数据以重新发布的为准。": 0,
    "本报告数据截至2022年12月31日。": 3,
    "本报告所列数据的统计期限自2022年1月1日起至2022年12月31日止。": 3,
    "本报告数据为全县汇总数据。": 3,
}


@LAYOUT
@pytest.mark.parametrize("sentence", SENTENCES)
def test_read_sentence_on_all_numbers(sentence: str, layout: Layout) -> None:
    lines = ["一、总体情况", sentence, "全县公开平台运行正常。", HEADING]
    assert read_report(lines, layout) == SENTENCES[sentence]


SECOND_TITLES = {
    "海门县2021年政府信息公开工作年度报告": 0,
    "海门县水利局2022年政府信息公开工作年度报告": 0,
    "海门县人民政府2022年政府信息公开工作年度报告": 3,
    "海门县人民政府办公室2022年政府信息公开工作年度报告": 3,
    "江苏省海门县2022年政府信息公开工作年度报告": 3,
    TITLE: 3,
}


@LAYOUT
@pytest.mark.parametrize("title", SECOND_TITLES)
def test_read_title_above_table(title: str, layout: Layout) -> None:
    begin = ["一、总体情况", "本机关按条例做好公开工作。"]
    for lines in ([*begin, HEADING, title], [*begin, title, HEADING]):
        assert read_report(lines, layout) == SECOND_TITLES[title]


def test_parse_beside_remarks_of_forms() -> None:
    """No edition prints a remark that would cost a row or a column."""
    tables = [table for form in forms().values() for table in form.tables]
    spelled = [entry for table in tables for entry in (*table.rows, *table.columns)]
    texts = [entry.label for entry in spelled]
    texts += [variant.text for entry in spelled for variant in entry.variants]
    assert {parse_beside(find_remarks(text)) for text in texts} == {NO_SCOPE}


def test_parse_title_of_sentence_or_link() -> None:
    for line in (
        "根据要求编制2021年年度报告",
        "详见《2021年年度报告》",
        "首页",
        "现公布2021年年报",
    ):
        assert parse_title(line) == NO_SCOPE
    assert parse_report_words("本报告中的数据来自县政府信息公开系统。") == NO_SCOPE


APPLICATIONS = [
    ["项目", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"],
    ["一、本年新收政府信息公开申请数量", *"41 7 3 0 2 5 58".split()],
    ["二、上年结转政府信息公开申请数量", *"6 0 1 0 0 2 9".split()],
]


@pytest.mark.parametrize(("layout", "column"), list(product(LAYOUTS.values(), (1, 7))))
def test_read_one_of_several_columns_with_remark(layout: Layout, column: int) -> None:
    rows = [list(row) for row in APPLICATIONS]
    rows[0][column] += "（上半年）"
    found = read_text(layout(rows), layout, YEAR, ISSUER)
    keys = ["natural_person", "total"][column > 1]
    lost = {f"{row}.{keys}" for row in ("new", "carried_in")}
    assert len(values(found)) == 12 and not lost & set(values(found))
    assert len(problems(found, "table_foreign")) == 2


DISPUTES = [
    ["行政复议", "", "", "", ""],
    ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"],
    ["4", "1", "0", "2", "7"],
]


def test_read_header_across_with_remark() -> None:
    for row, column in product((0, 1), range(5)):
        if not DISPUTES[row][column]:
            continue
        rows = [list(cells) for cells in DISPUTES]
        rows[row][column] += "（上半年）"
        found = read_text(as_html(rows), as_html, YEAR, ISSUER)
        assert not values(found)
