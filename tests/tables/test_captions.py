"""Words above a table that say that it is of another time, version or body, or the report's own."""

from collections.abc import Callable

import pytest

from analysis.tables.captions import parse_caption
from analysis.tables.scope import is_own

from .layouts import LAYOUTS, Rows, as_cells, as_html, line_of, problems, read_text, values

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


OTHERS_BELOW = """\
注：本表统计口径为2019年度
（数据截至2019年12月）
以上系2018年统计表
注：以上数据统计期限为2020年1月1日至12月31日。
*为上年数据
注：以上表格填报的是上年度数据
以上为上年度统计情况，仅供对照。
注：本表为上一年度数据，本年度数据待统计。
表2 2020年收到和处理政府信息公开申请情况
图表 1 2019年依申请公开情况
备注：以上数据为全国数据
以上为市直部门数据
注：不含本级，仅为下级单位数
以上数据由平湖市公安局填报，不含本机关。
注：各乡镇汇总
填报单位：平湖市公安局
单位名称：平湖市第一中学""".split("\n")
OWN_BELOW = """\
注：2019年机构改革后，数据含原粮食局。
注：本表数据统计期限为2021年1月1日至12月31日。
（数据截至2021年12月31日）
注：与2020年相比，申请数增加较多。
说明：上年结转数与去年年报一致
注：以上数据不含下属单位
（注：本表不含各镇街道数据）
六、2022年工作计划
平湖市公安局
2022年1月20日
注：本表由平湖市政务公开办填报""".split("\n")


@layouts
@pytest.mark.parametrize("remark", OTHERS_BELOW)
def test_note_below_words_of_another_table(layout: Callable[[Rows], str], remark: str) -> None:
    text = layout(APPLICATIONS) + line_of(remark, layout)
    found = read_text(text, layout, YEAR, ISSUER)
    assert values(found) == {}
    assert len(problems(found, "table_foreign")) == 1


@pytest.mark.parametrize("layout", [as_html, as_cells])
@pytest.mark.parametrize("remark", OWN_BELOW)
def test_note_below_words_of_the_own_table(layout: Callable[[Rows], str], remark: str) -> None:
    text = layout(APPLICATIONS) + line_of(remark, layout)
    assert len(values(read_text(text, layout, YEAR, ISSUER))) == 7


def test_note_below_does_not_reach_over_a_heading() -> None:
    """A remark below a heading is of the table below it."""
    heading = "三、收到和处理政府信息公开申请情况"
    text = as_html(PROACTIVE) + line_of(heading, as_html)
    text += line_of("（以下为上年度数据）", as_html) + as_html(APPLICATIONS)
    assert len(values(read_text(text, as_html, YEAR, ISSUER))) == 3


@pytest.mark.parametrize(
    "caption",
    [
        "（统计周期：2018.1.1-2018.12.31）",
        "数据时间：2020年12月",
        "以下为2022年数据，供对比参考。",
        "历年",
        "以下为虚构数据，仅作填报说明",
        "单位名称：平湖市第一中学",
        "附件：平湖市档案馆政府信息公开情况",
        "（二）部门情况",
        "为便于对照，附上2020年统计表，供参考。",
        "上一年度收到申请及办理情况见下表。",
        "下表反映平湖市各乡镇收到申请的总体情况。",
        "全国行政机关收到申请情况如下表所示。",
        "本年度数据尚在统计，现公布上年度数据。",
        "因系统升级，本年数据暂缺，下表为2020年数。",
    ],
)
def test_begin_table_more_words_of_another_table(caption: str) -> None:
    heading = line_of("三、收到和处理政府信息公开申请情况", as_html)
    text = heading + line_of(caption, as_html) + as_html(APPLICATIONS)
    assert values(read_text(text, as_html, YEAR, ISSUER)) == {}


@pytest.mark.parametrize(
    "caption",
    """\
第三部分 收到和处理政府信息公开申请情况
根据国务院办公厅2019年修订的格式，填报如下：
三、收到和处理政府信息公开申请情况（与上年持平）
（2022年1月公布）
（此表由平湖市政务公开办统计）
2019年5月15日新《条例》施行以来，按新格式统计：
工作情况
具体数据如下
附件1
2021年度数据统计表
（一）基本情况
受理申请情况
续表
政府信息公开申请办理情况表
年度工作情况
各项指标完成情况
填表人：张三
公开申请处理结果
2021年平湖市依申请公开统计表
具体情况如下表所示
市级情况
主要数据
索引号：2022-00123
模块三 收到和处理政府信息公开申请情况
三、收到及处理政府信息公开申请情况（单位：件）
按国务院办公厅2023年1月通知要求，补充公布如下：
上半年、下半年合计情况如下表：
近三年申请量持续上升，本年情况如下：
2021年，我市共收到政府信息公开申请12件，比上年增加3件，具体情况如下表。
平湖市2021年主动公开政府信息情况如下：
2021年度，全市各级行政机关收到申请情况如下表所示。
现将2021年政府信息公开情况公布如下：
各县（区）、各部门情况汇总如下。
较2020年增加5件，详见下表。""".split("\n"),
)
def test_begin_table_natural_headings_of_an_own_table(caption: str) -> None:
    text = line_of(caption, as_html) + as_html(APPLICATIONS)
    assert len(values(read_text(text, as_html, YEAR, ISSUER))) == 7


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
