"""Words above a table that say that it is of another time, version or body, or the report's own."""

from collections.abc import Callable

import pytest

from analysis.tables.scope import is_own, parse_caption

from .layouts import LAYOUTS, Rows, line_of, problems, read_text, values

ISSUER, YEAR = "平湖市人民政府", 2021
OTHERS = """\
以下为上年度数据：
上一年度情况
去年情况
对照：上年度
对比数据（上年度）
往年情况
以往年度数据
县公安局填报
由市公安局提供
填报单位：市公安局
附表：各乡镇合计
各乡镇（街道）汇总
各部门、各乡镇汇总
各镇街合计
所属单位汇总
下级单位合计
直属单位数据
原公布数据（有误，以更正为准）
更正前
更正前的表格：
本表作废
旧表
样表
示例数据
征求意见稿
第一季度
1-6月""".split("\n")
OWN = """\
平湖市人民政府填报
由平湖市人民政府办公室编制
填报单位：市政府信息公开办公室
填报单位：平湖市
全市汇总
全市各部门、各乡镇合计
各级行政机关合计
本级及所属单位汇总
制表单位：平湖市政务公开办
填报单位：市政府办
统计数据（含下属单位）
合计
更正后的数据
以更正后数据为准
数据如有误，以正式公布为准
以下为本年度数据：
与上年度对比情况
（与上年相比有所增长）
上年结转情况
各项数据如下：
备注：各部门数据已汇总
数据来源：市政府办公室
填报日期：2022年1月10日""".split("\n")
NEW = "一、本年新收政府信息公开申请数量"
APPLICATIONS = [
    "项目 自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计".split(),
    [NEW, *"41 7 3 0 2 5 58".split()],
]
PROACTIVE = [
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "1", "2", "3"],
]
layouts = pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)


@layouts
@pytest.mark.parametrize("caption", OTHERS)
def test_parse_caption_words_of_another_table(layout: Callable[[Rows], str], caption: str) -> None:
    """Also where it stands above the only table of the page."""
    found = read_text(line_of(caption, layout) + layout(APPLICATIONS), layout, YEAR, ISSUER)
    assert values(found) == {}
    assert len(problems(found, "table_foreign")) == 1


@pytest.mark.parametrize("caption", OWN)
def test_parse_caption_words_of_the_own_table(caption: str) -> None:
    parsed = parse_caption(caption)
    assert parsed is None or is_own(parsed.scope, YEAR, ISSUER)


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("市教育局填报", True),
        ("本局及所属单位汇总", True),
        ("各科室汇总", False),
        ("局属单位汇总", False),
        ("市政府办公室填报", False),
    ],
)
def test_parse_caption_in_the_report_of_a_department(caption: str, expected: bool) -> None:
    parsed = parse_caption(caption)
    assert parsed is not None and is_own(parsed.scope, YEAR, "平湖市教育局") == expected


@layouts
@pytest.mark.parametrize(
    ("other", "own"),
    [
        ("以下为上年度数据：", "以下为本年度数据："),
        ("2020年数据", "2021年数据"),
        ("更正前", "更正后"),
        ("原公布数据", "更正后的数据"),
        ("县公安局填报", "平湖市人民政府填报"),
    ],
)
def test_begin_table_words_hold_for_all_tables_below(
    layout: Callable[[Rows], str], other: str, own: str
) -> None:
    """A line that does not name the subject of one table stands above all, up to one that ends it."""
    text = line_of(other, layout) + layout(PROACTIVE)
    text += line_of("三、收到和处理政府信息公开申请情况", layout) + layout(APPLICATIONS)
    assert values(read_text(text, layout, YEAR, ISSUER)) == {}
    text = line_of(other, layout) + layout(PROACTIVE)
    text += line_of(own, layout) + layout(APPLICATIONS)
    assert len(values(read_text(text, layout, YEAR, ISSUER))) == 7
    again = [PROACTIVE[0], ["规章", "7", "8", "9"]]
    text = line_of(other, layout) + layout(PROACTIVE) + line_of(own, layout) + layout(again)
    found = values(read_text(text, layout, YEAR, ISSUER))
    assert found == {"rules.issued": 7, "rules.repealed": 8, "rules.in_force": 9}


@layouts
@pytest.mark.parametrize(
    "before",
    [
        "统计期限自2021年1月1日起至2021年12月31日止。",
        "平湖市人民政府2021年政府信息公开工作年度报告",
    ],
)
def test_note_line_joined_to_a_sentence_or_a_title(
    layout: Callable[[Rows], str], before: str
) -> None:
    """Readers of PDF join a caption to the line above it; a sentence ends with its full stop."""
    for caption, count in (
        ("去年收到和处理政府信息公开申请情况", 0),
        ("2008年以来收到和处理政府信息公开申请情况（累计）", 0),
        ("市水务局收到和处理政府信息公开申请情况", 0),
        ("我市收到和处理政府信息公开申请情况", 7),
        ("", 7),
    ):
        text = line_of(before + caption, layout) + layout(APPLICATIONS)
        assert len(values(read_text(text, layout, YEAR, ISSUER))) == count
    text = line_of(f"{before}（2022年1月15日）", layout) + layout(APPLICATIONS)
    assert len(values(read_text(text, layout, YEAR, ISSUER))) == 7
