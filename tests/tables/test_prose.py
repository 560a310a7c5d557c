"""Prose to statements: what holds for any report."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.documents.blocks import Line
from analysis.prose import read_statements as statements
from analysis.tables.readings import Statement

ROOT = Path(__file__).resolve().parents[2]
REPORTS = ROOT.parent / "shared" / "reports"
# The share of the facts of each folder that is found: what was reached, and may only rise.
FLOORS = {"originals": 1.0, "series": 1.0, "prose": 0.967}
needs_reports = pytest.mark.skipif(
    not REPORTS.is_dir(),
    reason="the published reports (../shared/reports) are not beside this repository",
)


def lines(text: str) -> list[Line]:
    """The lines of a text that are no table rows."""
    found, offset = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and "|" not in line and "\t" not in line:
            found.append(Line(line, number, ((0, offset),)))
        offset += len(line) + 1
    return found


def read(
    text: str,
    year: int | None = 2020,
    issuer: str | None = "甲市人民政府",
    paraphrase: bool = False,
) -> list[Statement]:
    return statements(lines(text), year=year, issuer=issuer, paraphrase=paraphrase)


def keyed(found: Sequence[Statement]) -> list[tuple[str, float | None, bool]]:
    return [(s.key, s.value, s.part) for s in found if s.key != "unclassified"]


def wholes(found: Sequence[Statement]) -> dict[str, set[float]]:
    values: dict[str, set[float]] = {}
    for s in found:
        if not s.part and s.value is not None:
            values.setdefault(s.key, set()).add(round(s.value, 6))
    return values


@needs_reports
@pytest.mark.parametrize("folder", FLOORS)
def test_statements_published_facts(folder: str) -> None:
    """At least the share of `FLOORS` is found, and no fact of any report is contradicted."""
    found_count, facts_count = 0, 0
    wrong: dict[str, tuple[float | None, set[float]]] = {}
    for path in sorted((REPORTS / folder).glob("*.truth.json")):
        truth = json.loads(path.read_text("utf-8"))
        text = path.with_name(path.name.replace(".truth.json", ".txt")).read_text("utf-8")
        found = statements(
            lines(text), year=truth["year"], issuer=truth["issuer"], paraphrase="〔原文" in text
        )
        values = wholes(found)
        for key, expected in truth.get("facts", {}).items():
            facts_count += expected is not None
            if values.get(key, set()) == {expected}:
                found_count += 1
            elif key in values:
                wrong[f"{path.name} {key}"] = (expected, values[key])
    print(f"{folder}: {found_count} of {facts_count} facts, {len(wrong)} wrong")
    assert wrong == {}
    assert found_count >= FLOORS[folder] * facts_count


@pytest.mark.parametrize(
    "path", sorted((ROOT / "tests" / "truth").glob("*.json")), ids=lambda path: path.stem
)
def test_the_facts_of_the_transcriptions(path: Path) -> None:
    truth = json.loads(path.read_text("utf-8"))
    text = (ROOT / "data" / "raw" / f"{path.stem}.txt").read_text("utf-8")
    got = wholes(
        statements(lines(text), year=truth["year"], issuer=truth["issuer"], paraphrase=True)
    )
    assert {key: got.get(key) for key in truth.get("facts", {})} == {
        key: {float(value)} for key, value in truth.get("facts", {}).items()
    }


@pytest.mark.parametrize(
    "text",
    [
        "本报告根据《条例》和国办发〔2014〕32号、国办公开办函〔2019〕60号文件编制。",
        "按照〔201914号和（湘政务公开发〔20191号）的要求执行。",
        "统计期限为2020年1月1日至2020年12月31日，于2021-01-20发布。",
        "第二十条第（五）项规定，第三条、第36条另有规定。",
        "联系地址：甲市中山路25号1406室，邮编：423000，联系电话：0735-2368020，传真：07352368021。",
        "网址：http://www.example.gov.cn/col/col1229693008/index.html，邮箱：gk2020@163.com。",
        "办公时间：9:00-12:00，14时30分至17时。",
        "拨打12345政务服务便民热线，关注“5·15政务公开日”。",
        "推进“十四五”规划，落实“1+N”制度，连续5年开展评估，打造第一平台。",
        "1.完善制度。2.强化培训。（1）加强指导。①完善机制。⑩强化监督。",
        "浏览次数：1234 字体：大 中 小",
        "截止12月14日，2019“答卷”专栏上线。",
    ],
)
def test_what_is_no_figure(text: str) -> None:
    assert [(s.raw, s.unit) for s in read(text)] == []


def test_every_other_number_is_a_figure() -> None:
    found = read(
        "全市累计减少审批环节4545个，覆盖8大类348项事项，等候时间由42分钟降到19分钟，占比83.9%。"
    )
    assert [(s.key, s.raw) for s in found] == [
        ("unclassified", raw) for raw in ("4545", "8", "348", "42", "19", "83.9%")
    ]


def test_a_statement_knows_its_place() -> None:
    text = "一、总体情况\n  （一）依申请公开。2020年，本市共收到 政府信息公开申请 １２ 件。"
    (said,) = read(text)
    assert (said.key, said.value, said.raw, said.unit, said.line) == (
        "applications.new",
        12,
        "１２",
        "件",
        2,
    )
    assert said.start is not None and text[said.start : said.start + 2] == "１２"
    assert said.sentence == "2020年，本市共收到 政府信息公开申请 １２ 件。"


def test_a_place_mark_is_part_of_the_sentence_and_no_figure() -> None:
    text = "2020年收到政府信息公开申请12件。〔原文 三 第1句〕\n办结11件。〔原文 三（二）1 第12句〕"
    found = read(text, paraphrase=True)
    assert keyed(found) == [
        ("applications.new", 12, False),
        ("applications.closed_total", 11, False),
    ]
    assert [s.sentence for s in found] == text.split("\n")
    assert all(s.paraphrase for s in found)


def test_a_zero_in_words_has_its_sentence_as_raw() -> None:
    text = "三、依申请公开情况\n2020年没有收到政府信息公开申请。"
    (said,) = read(text)
    assert (said.key, said.value, said.raw) == (
        "applications.new",
        0,
        "2020年没有收到政府信息公开申请。",
    )
    assert said.start == text.index("2020")


def test_a_number_of_another_year_is_a_part_of_that_year() -> None:
    found = read(
        "一、依申请公开\n收到申请数量较2019年的1097件增长12.5%。\n上年度未收到政府信息公开申请，本年度收到3件。"
    )
    assert [(s.key, s.value, s.year, s.part) for s in found] == [
        ("applications.new", 1097.0, 2019, True),
        ("growth.applications.new", 12.5, 2020, False),
        ("applications.new", 3.0, 2020, False),
        ("applications.new", 0.0, 2019, True),
    ]


def test_a_zero_in_words_and_the_count_after_it_are_of_the_year_that_is_named() -> None:
    found = read("2021年未发生因政府信息公开引发的行政诉讼的案件，行政复议案件3件。")
    assert sorted((s.key, s.value, s.year, s.part) for s in found) == [
        ("disputes.litigation.total", 0.0, 2021, True),
        ("disputes.reconsideration.total", 3.0, 2021, True),
    ]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "主动公开政府信息5000条，其中政务信息2689条，图片121条；制定制度3项。",
            [False, True, True, False],
        ),
        (
            "12345热线接到群众来电28140件，其中效能案件类4580件；咨询案件类23560件。",
            [False, True, True],
        ),
        ("网上受理办件52358件，其中市本级办件26188件。", [False, True]),
        (
            "收到政府信息公开申请80件，其中自然人72件，法人8件，办结75件，表彰先进12个。",
            [False, True, True, False, False],
        ),
        (
            "收到政府信息公开申请80件，其中自然人72件。此外，全年共表彰先进12个。",
            [False, True, False],
        ),
    ],
)
def test_what_follows_qizhong_is_a_part_also_without_a_key(text: str, parts: list[bool]) -> None:
    assert [s.part for s in read(text)] == parts


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("全区各板块、各部门共收到政府信息公开申请200件。", "全区各板块、各部门"),
        ("乡镇办和市政府有关部门共收到政府信息公开申请200件。", "乡镇办和市政府有关部门"),
        ("市县两级政府共收到政府信息公开申请200件。", "市县两级政府"),
        ("全市共收到政府信息公开申请200件。", "全市"),
    ],
)
def test_scope_words_are_those_printed(text: str, words: str) -> None:
    assert [(s.key, s.scope_words, s.part) for s in read(text)] == [
        ("applications.new", words, False)
    ]


def test_outcomes_and_shares_of_closed_applications_have_one_basis() -> None:
    found = read(
        "一、依申请公开\n在已办结答复的294件申请中，予以公开的234件，占79.6%，不予公开17件，不予公开数占总数的5.8%。"
    )
    assert [(s.key, s.basis) for s in found] == [
        ("applications.closed_total", "all"),
        ("applications.granted", "concluded"),
        ("share.applications.granted", "concluded"),
        ("applications.refused", "concluded"),
        ("share.applications.refused", "concluded"),
    ]


def test_lines_that_a_page_wraps_are_one_paragraph() -> None:
    text = "2020年，全市各级行政机关通过多种渠道受理政府\n信息公开申请 21 件，其中网上申请\n15件。"
    found = read(text)
    assert keyed(found) == [("applications.new", 21, False), ("received_online", 15, False)]
    assert [s.line for s in found] == [2, 3]


def test_a_number_does_not_go_on_over_a_wrap() -> None:
    found = read("2020年，全市各级行政机关共受理政府信息公开申请21\n15件。")
    assert 2115 not in [s.value for s in found]


@pytest.mark.parametrize(
    "text",
    [
        "全市收到政府信息公开申请2\n315件。",
        "收到政府信息公开申请：12\n300件",
        "全市各级行政机关共收到政府信息公开申请\n2\n315件。",
        "全市各级行政机关共收到政府信息公开申请1\n.2万件。",
        "全市各级行政机关共收到政府信息公开申请1.\n2万件。",
        "全市各级行政机关共收到政府信息公开申请1,\n315件。",
        "全市各级行政机关共收到政府信息公开申请2\n\n315件。",
    ],
)
def test_read_statements_number_over_lines(text: str) -> None:
    """A digit at the end of a line, and one that begins the next, may be one number."""
    assert {s.value for s in read(text)} == {None}


@pytest.mark.parametrize("after", ["2019年收到11件", "2、办结8件", "3.办结8件", "件，办结8件"])
def test_read_statements_number_before_a_line(after: str) -> None:
    """A date, the number of a list, or a measure word goes on with no number."""
    found = read(f"2020年，全市各级行政机关共收到政府信息公开申请12\n{after}。")
    assert ("applications.new", 12, False) in keyed(found)


COUNTY, BUREAU = "松河县人民政府", "松河县民政局"


def wholes_of(text: str, issuer: str, year: int) -> dict[str, set[float]]:
    """The report's own wholes, shares and other numbers left out."""
    found = wholes(read(text, year, issuer))
    return {key: found[key] for key in found if not key.startswith(("share.", "unclassified"))}


@pytest.mark.parametrize(
    ("issuer", "text"),
    [
        (COUNTY, "市民政局未发生行政复议。"),
        (COUNTY, "全县政务公开有序。\n附件：县水利局\n2018年，未收到政府信息公开申请。"),
        (COUNTY, "附件：松河县水利局2018年政府信息公开工作年度报告\n未收到政府信息公开申请。"),
        (COUNTY, "（一）县水利局\n2018年，未收到政府信息公开申请，未发生行政复议。"),
        (COUNTY, "八、县教育局\n（一）收费及减免情况：无。\n（二）行政复议、诉讼：无。"),
        (COUNTY, "县档案局方面，未收到依申请公开，没有因信息公开引发的行政诉讼。"),
        (COUNTY, "县环保局在2018年度工作中，未发生行政复议和行政诉讼。"),
        (COUNTY, "县水利局主动公开信息20条。未收到政府信息公开申请，未发生行政复议。"),
        (COUNTY, "青云镇积极推进政务公开。全年主动公开政府信息660条，未发生行政复议。"),
        (COUNTY, "据县教育局统计，未收到政府信息公开申请。"),
        (COUNTY, "松河县人民政府办公室收到政府信息公开申请8件。"),
        (COUNTY, "以青田县为例，收到政府信息公开申请66件。"),
        (COUNTY, "该县收到政府信息公开申请66件。"),
        (COUNTY, "县住建局典型做法：收到政府信息公开申请66件，办结66件。"),
        (COUNTY, "市政府收到政府信息公开申请66件，由我县承办。"),
        (COUNTY, "县人民医院收到信息公开申请66件。"),
        (COUNTY, "两家单位收到政府信息公开申请66件。"),
        (COUNTY, "据《2018年政府信息公开工作年度报告》，全县收到政府信息公开申请66件。"),
        (COUNTY, "《2015年年报》载明，全县收到政府信息公开申请66件。"),
        (COUNTY, "市政府年报显示，收到政府信息公开申请660件，办结650件。"),
        (COUNTY, "省政府年报数据：主动公开政府信息66000条。"),
        (COUNTY, "据省政府办公厅通报，收到政府信息公开申请6600件。"),
        (BUREAU, "县财政局2018年未收到政府信息公开申请。"),
        (BUREAU, "县政府收到政府信息公开申请66件，转我局办理。"),
        (BUREAU, "以福利院为例，收到政府信息公开申请66件。"),
        (BUREAU, "局属单位未收到政府信息公开申请。"),
    ],
)
def test_read_statements_of_another_body(issuer: str, text: str) -> None:
    """A figure, or a zero, of which the text speaks of another body or quotes another report."""
    assert wholes_of(text, issuer, 2018) == {}


@pytest.mark.parametrize(
    ("issuer", "text"),
    [
        (COUNTY, "县水利局主动公开信息20条。我县未发生行政复议。"),
        (COUNTY, "全县收到申请66件，其中县水利局8件。未发生行政复议。"),
        (COUNTY, "县委、县政府高度重视政务公开工作。未发生行政复议。"),
        (COUNTY, "在县政务公开办的指导下，各部门密切配合，未发生行政复议。"),
        (COUNTY, "（一）县水利局\n收到申请8件。\n（二）复议诉讼\n未发生行政复议。"),
        (BUREAU, "县民政局2018年未发生行政复议。"),
        (BUREAU, "民政局未发生行政复议。"),
    ],
)
def test_read_statements_of_the_issuer(issuer: str, text: str) -> None:
    """The issuer speaks again where it is named again, and goes on where only a part was named."""
    found = wholes_of("一、政府信息公开情况\n" + text, issuer, 2018)
    assert found["disputes.reconsideration.total"] == {0}


@pytest.mark.parametrize(
    ("year", "text"),
    [
        (2016, "2015年、2016年收到政府信息公开申请66件、77件。"),
        (2016, "2015年和2016年全县收到政府信息公开申请共143件。"),
        (2016, "去年、今年全县收到政府信息公开申请66件、77件。"),
        (2016, "收到政府信息公开申请66件（2015年）、办结60件（2015年）。"),
        (2016, "县政府办公室、全县收到政府信息公开申请8件、77件。"),
        (2016, "收到政府信息公开申请：县政府办（含政务服务中心）8件。"),
        (2016, "八年来，全县累计收到政府信息公开申请660件。"),
        (2016, "开通至今，网站共主动公开政府信息6600条。"),
        (2016, "条例施行十年间，全县收到政府信息公开申请660件。"),
        (2016, "建站以来，主动公开政府信息6600条。"),
        (2016, "网站累计主动公开政府信息6600条。"),
        (2016, "平台运行三年，主动公开政府信息660条。"),
        (2016, "县政府网站自2008年5月开通，主动公开政府信息6600条。"),
        (2016, "从2008年到今年，全县收到政府信息公开申请660件。"),
        (2016, "2016年6月以来，全县收到政府信息公开申请66件。"),
        (2009, "2008年5月1日至2009年12月31日，全县收到政府信息公开申请66件。"),
        (2009, "自《条例》施行到2009年12月31日，全县收到政府信息公开申请66件。"),
        (2009, "2009年3月1日至12月31日，全县收到政府信息公开申请66件。"),
        (2009, "2009年5月1日至2009年12月31日，全县收到政府信息公开申请66件。"),
        (2016, "同期，收到政府信息公开申请66件。"),
        (2016, "因政府信息公开引发的行政复议由3件减少为1件。"),
        (2016, "收到政府信息公开申请60件增加到77件。"),
        (2022, "收到政府信息公开申请77件（含上年结转）。"),
        (2022, "连同上年结转5件，共收到政府信息公开申请77件。"),
        (2022, "收到政府信息公开申请77件，扣除重复申请5件，实际受理72件。"),
        (2022, "收到政府信息公开申请77件。\n1 含上年结转。"),
        (2022, "1 上年结转政府信息公开申请。\n[2] 行政复议情况"),
    ],
)
def test_read_statements_another_period_or_number(year: int, text: str) -> None:
    """Several years or bodies, a time that is not exactly the year, a level before, a gross number."""
    assert wholes_of(text, COUNTY, year) == {}


@pytest.mark.parametrize(
    ("year", "text"),
    [
        (2008, "2008年5月1日至12月31日，全县收到政府信息公开申请77件。"),
        (2008, "自2008年5月1日《条例》施行至2008年12月31日，全县收到政府信息公开申请77件。"),
        (2009, "2009年1月1日至2009年12月31日，全县收到政府信息公开申请77件。"),
        (2016, "今年以来，全县累计收到政府信息公开申请77件。"),
        (2016, "2016年1月至今，全县收到政府信息公开申请77件。"),
        (2016, "截至2016年12月31日，全县共收到政府信息公开申请77件。"),
        (2016, "2015年、2016年分别收到政府信息公开申请66件、77件。"),
        (2016, "收到政府信息公开申请66件（2015年）。收到政府信息公开申请77件（2016年）。"),
        (2016, "收到政府信息公开申请77件，比去年的60件增加17件。"),
        (2022, "收到政府信息公开申请82件中，结转上年5件，实际新收77件。"),
        (2022, "收到政府信息公开申请82件，其中新收77件、上年结转5件。"),
        (2022, "3 全年收到政府信息公开申请77件。"),
    ],
)
def test_read_statements_whole_year(year: int, text: str) -> None:
    """Exactly the report's year, the year after the law of May 2008, and the new among the gross."""
    assert wholes_of(text, COUNTY, year)["applications.new"] == {77}


def test_digits_with_a_gap_have_no_value() -> None:
    (said,) = read("全市共受理政府信息公开申请2 1件。")
    assert (said.value, said.raw) == (None, "2 1")


def test_without_offsets_there_is_no_start() -> None:
    (said,) = statements(
        [Line("全市共受理政府信息公开申请21件。")], year=2020, issuer=None, paraphrase=False
    )
    assert (said.key, said.value, said.start, said.line) == ("applications.new", 21, None, None)


def test_traditional_characters() -> None:
    text = "（二）依申請公開。我局2010年共收到政府信息公開申請13件，其中網上申請9件，同意公開11件，信息不存在2件。未發生行政複議、行政訴訟。"
    assert keyed(read(text, year=2010)) == [
        ("applications.new", 13, False),
        ("received_online", 9, False),
        ("applications.granted", 11, False),
        ("applications.not_exist", 2, False),
        ("disputes.reconsideration.total", 0, False),
        ("disputes.litigation.total", 0, False),
    ]


def test_cells_of_a_form_that_ran_together_are_no_prose() -> None:
    text = (
        "第二十条第（一）项信息内容本年新制作数量本年新公开数量对外公开总数量规章000规范性文件898989三、收到和处理政府信息公开申请情况"
        "申请人情况一、本年新收政府信息公开申请数量230000023二、上年结转政府信息公开申请数量0000000。另外召开会议3次。"
    )
    assert [s.raw for s in read(text)] == ["3"]


@pytest.mark.parametrize(
    "text",
    [
        "行政许可 0",
        "117454.772万元",
        "二、上年结转政府信息公开申请数量 0",
        "规章",
        "-58",
        "结转下年度继续办理 1 0 0",
    ],
)
def test_cells_on_lines_of_their_own_are_no_prose(text: str) -> None:
    assert keyed(read(text)) == []


def test_same_lines_same_statements() -> None:
    text = "全市主动公开政府信息12.6万条，同比增长20%。其中政府网站公开8.9万条，微博公开1.2万条。未收取费用。"
    assert read(text) == read(text)


PARAGRAPH = (
    "三、依申请公开情况\n全年共受理政府信息公开申请201件，其中各级政府收到73件，政府工作部门收到128件；其中网上申请194件，书面申请7件；"
    "予以公开169件，不予公开5件，无法提供27件。因政府信息公开引发行政复议12件，维持8件，纠正4件。"
)


@pytest.mark.parametrize(
    "position", [i for i, char in enumerate(PARAGRAPH) if not char.isdigit() and char != "\n"]
)
def test_a_lost_character_may_cost_a_figure_but_changes_none(position: int) -> None:
    whole, damaged = (
        wholes(read(PARAGRAPH)),
        wholes(read(PARAGRAPH[:position] + PARAGRAPH[position + 1 :])),
    )
    assert {
        key: damaged[key] for key in whole if key in damaged and key != "unclassified"
    }.items() <= whole.items()


WORDS = st.sampled_from(
    "收到 受理 政府信息公开申请 行政复议 行政诉讼 主动公开 政府信息 全市 各乡镇 其中 占 增长 % 件 条 万 余 ， 。 ； （ ） “ ” 《 》 12 3.5 1,234 2019年 未 没有 办结 网上 12345 十二 〔原文 一 第1句〕 \n ".split(
        " "
    )
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=40).map("".join))
def test_raw_stands_where_the_statement_says(text: str) -> None:
    for said in read(text):
        assert said.start is None or text[said.start : said.start + len(said.raw)] == said.raw
        assert said.line is not None
