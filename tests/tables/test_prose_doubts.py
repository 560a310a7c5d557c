"""Figures that look like the report's own and are not: nothing of them is its whole."""

import pytest

from .test_prose_subjects import BUREAU, COUNTY, read_wholes

RECEIVED = "收到政府信息公开申请77件，办结70件。"


@pytest.mark.parametrize(
    "text",
    [
        "“南溪发布”累计主动公开信息459条。", "「南溪发布」公开信息459条。", "其中“健康南溪”主动公开信息459条。",
        "“南溪发布”“南溪微政”共公开政府信息459条。", "‘南溪发布’今年公开信息459条。", "《南溪时讯》第12期，公开政府信息30条。",
        "《南溪日报》共12期，主动公开政府信息459条。", "通过“南溪在线”发布信息812条。", "官方账号主动公开政府信息459条。",
        "官微公开信息459条。",
    ],
)  # fmt: skip
def test_read_statements_quoted_name(text: str) -> None:
    """A quoted name or a paper that publishes is a subject of its own."""
    assert read_wholes(COUNTY, text) == {}


@pytest.mark.parametrize(
    "text",
    [
        "严格落实“公开为常态”要求，主动公开政府信息77条。", "深化“放管服”改革，主动公开政府信息77条。",
        "“双公示”工作有序开展，全年主动公开政府信息77条。", "通过“南溪发布”微信公众号、政府网站等渠道主动公开政府信息77条。",
    ],
)  # fmt: skip
def test_read_statements_quoted_word(text: str) -> None:
    """A quoted word that does not act names no subject."""
    assert read_wholes(COUNTY, text) == {"proactive_items": 77}


@pytest.mark.parametrize(
    "words",
    [
        "从兄弟县区情况看，", "从全国情况看，", "就全省而言，", "从各部门情况看，", "在全国范围内，", "以东山县为例，", "其",
        "他们共", "对方", "后者", "两家共", "同期", "而同期", "同一时期，", "例如，某企业", "申请量最多的单位为县公安局，",
        "全国各级行政机关", "各乡镇高度重视。全年", "2021年，我县工作取得新进展。全年",
    ],
)  # fmt: skip
def test_read_statements_words_of_others(words: str) -> None:
    """Who is named in front of a figure, in whatever words, counts for himself."""
    assert read_wholes(COUNTY, words + RECEIVED) == {}


@pytest.mark.parametrize(
    "heading",
    [
        "（二）部门情况", "（二）区县情况", "二、乡镇情况", "2.各部门依申请公开情况", "（三）市直部门办理情况", "（二）下属单位情况",
        "（四）全国情况", "部门情况：", "（三）公共企事业单位信息公开情况", "【全省概况】", "三、2021年工作情况", "一、上半年工作情况",
        "四、下一年度目标", "（三）上年工作回顾",
    ],
)  # fmt: skip
def test_read_statements_heading_of_others(heading: str) -> None:
    """A heading that names others, or another time, holds for the figures below it."""
    text = f"一、总体情况\n{heading}\n{RECEIVED}\n二、依申请公开情况\n收到政府信息公开申请5件。"
    assert read_wholes(COUNTY, text) == {"applications.new": 5}


@pytest.mark.parametrize(
    "heading", ["（二）信访情况", "（一）法律援助", "三、不动产登记", "（四）行政审批情况"]
)
def test_read_statements_heading_of_other_business(heading: str) -> None:
    """申请 alone, below a heading of other business, is no application for information."""
    assert read_wholes(COUNTY, f"{heading}\n收到申请77件，办结70件。") == {}


@pytest.mark.parametrize(
    "text",
    [
        "每年收到政府信息公开申请40件，其中网上申请20件，信函申请20件。", "平均每年收到政府信息公开申请40件，其中不予公开3件。",
        "我县每年主动公开政府信息400条，其中网站公开300条。", "每年办结政府信息公开申请40件。其中予以公开30件，不予公开3件。",
        "累计受理政府信息公开申请612件，其中同意公开512件。",
    ],
)  # fmt: skip
def test_read_statements_list_of_rate(text: str) -> None:
    """The items of a number per year, or of many years, are of no year either."""
    assert "applications.new" not in read_wholes(COUNTY, "每年" + RECEIVED)
    if not text.startswith("累计"):
        assert read_wholes(COUNTY, text) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全年共办理政府信息公开申请69件，已答复68件。", {"applications.closed_total": 68}),
        ("办理政府信息公开申请69件，其中新收66件，上年结转3件。",
         {"applications.new": 66, "applications.carried_in": 3}),
        ("全年共办理政府信息公开申请69件，其中2022年新收66件，2021年结转3件，全部办结。",
         {"applications.new": 66, "applications.carried_in": 3, "applications.closed_total": 69}),
        ("办理政府信息公开申请69件，尚未办结1件。", {}),
        ("办理政府信息公开申请69件。", {"applications.closed_total": 69}),
        ("新收政府信息公开申请30件，上年结转2件，共32件，已全部办结。",
         {"applications.new": 30, "applications.carried_in": 2, "applications.closed_total": 32}),
        ("收到政府信息公开申请30件，加上去年结转的2件，共32件，已全部答复。",
         {"applications.new": 30, "applications.carried_in": 2, "applications.closed_total": 32}),
        ("受理申请1件。全年收到政府信息公开申请15件。", {"applications.new": 15}),
        ("收到政府信息公开申请31件。收到政府信息公开申请39件。", {}),
    ],
)  # fmt: skip
def test_read_statements_handled(text: str, expected: dict[str, float]) -> None:
    """What was handled was closed only where nothing else says how many were."""
    assert read_wholes(COUNTY, text) == expected
    assert read_wholes(BUREAU, text) == expected


@pytest.mark.parametrize(
    "number",
    [
        "12（13）件", "12【13】件", "12/13件", "77件-5件", "77件至80件", "77件（80件）", "1o2件", "1l2件", "12？件", "12．件",
        "77加5件", "约12（或13）件",
    ],
)  # fmt: skip
def test_read_statements_two_readings(number: str) -> None:
    """A number with two readings has no value."""
    assert not any(read_wholes(COUNTY, f"收到政府信息公开申请{number}。").values())


@pytest.mark.parametrize(
    ("issuer", "other"),
    [
        ("东山市教育局", "南溪市教育局"), ("东山市教育局", "江南市教育局"), ("东山市人民政府", "南溪市人民政府"),
        ("江南市东山区人民政府", "江南市人民政府"), (COUNTY, "东山县人民政府"),
    ],
)  # fmt: skip
def test_read_statements_body_of_the_same_kind(issuer: str, other: str) -> None:
    """A body with another place in its name is not the issuer, whatever else the names share."""
    text = f"2022年主动公开政府信息212条。{RECEIVED}"
    assert read_wholes(issuer, other + text) == {}
    assert read_wholes(issuer, issuer + text)["proactive_items"] == 212


@pytest.mark.parametrize(
    "text",
    [
        "县政府召开新闻发布会23场。", "县政府网站发布信息8123条。", "县政府制发行政规范性文件12件。", "县公安局网站发布信息812条。",
        "县政府配备政府信息公开工作人员132人。",
    ],
)  # fmt: skip
def test_read_statements_government_above(text: str) -> None:
    """What the government above did, or its website carries, is not a bureau's."""
    assert read_wholes(BUREAU, text) == {}


@pytest.mark.parametrize(
    "time",
    ["自2022年7月起", "本届政府任期内", "截至三季度末", "春节前后", "2022年下半年以来", "半年来", "上月", "2022年之前"],
)  # fmt: skip
def test_read_statements_other_time(time: str) -> None:
    """Months, and years before, are not the year of the report."""
    assert read_wholes(COUNTY, f"{time}，全县{RECEIVED}") == {}


@pytest.mark.parametrize(
    "text",
    [
        "有3个部门收到政府信息公开申请，共计12件。", "预计全年收到政府信息公开申请10件左右。", "至6月底，全县" + RECEIVED,
        "2021全年，全县" + RECEIVED,
    ],
)  # fmt: skip
def test_read_statements_no_count_of_the_year(text: str) -> None:
    """Bodies are counted, or a forecast is made, or the year has not ended."""
    assert read_wholes(COUNTY, text).get("applications.new") is None


@pytest.mark.parametrize(
    "text",
    [
        "全县收到政府信息公开申请77件，我局只有3件。", "全县收到政府信息公开申请77件，其中我局3件。",
        "全县发生政府信息公开行政诉讼4件，县水利局未涉诉。", "全县主动公开政府信息9213条，本局在全县排名第三。",
    ],
)  # fmt: skip
def test_read_statements_area_beside_own(text: str) -> None:
    """A figure of the whole area, beside which the organ names itself, is not the organ's."""
    assert not set(read_wholes(BUREAU, text).values()) & {77, 4, 9213}


def test_read_statements_head_office() -> None:
    """The bureau is not its branch office."""
    text = "市公安局收到政府信息公开申请77件，市局办结70件。"
    assert read_wholes("南溪市公安局江北分局", text) == {}
    assert read_wholes("南溪市公安局江北分局", "分局收到政府信息公开申请7件。") == {
        "applications.new": 7
    }


@pytest.mark.parametrize(
    "text",
    [
        "主动公开政府信息：1季度120条、2季度133条。", "主动公开政府信息：2个专栏、5个子栏目，共发布信息377条。",
        "主动公开政府信息情况：3个栏目共发布信息199条。",
    ],
)  # fmt: skip
def test_read_statements_number_of_other_noun(text: str) -> None:
    """A number without a unit of its own is that of the noun behind it."""
    assert read_wholes(COUNTY, text) == {}


def test_read_statements_number_taken_back() -> None:
    """What a sentence says not to count is no figure of the report."""
    text = "因政府信息公开被提起行政复议3件。治安处罚类行政复议31件、行政诉讼9件不在此列。"
    assert read_wholes(COUNTY, text) == {"disputes.reconsideration.total": 3}


@pytest.mark.parametrize(
    "text",
    [
        "行政诉讼6件，均未经复议直接起诉。",
        "本年度因信息公开引发行政诉讼6件，没有经复议后又提起诉讼的情形。",
    ],
)
def test_read_statements_zero_of_a_way(text: str) -> None:
    """A way to court that nobody took is not the whole of the suits."""
    assert 0 not in read_wholes(COUNTY, text).values()


@pytest.mark.parametrize(
    "text",
    [
        "因行政处罚被提起行政复议8件，维持7件，纠正1件。",
        "城管执法类行政复议8件，其中维持7件。",
        "劳动争议引发行政诉讼8件，维持7件。",
    ],
)
def test_read_statements_results_of_another_cause(text: str) -> None:
    """The results of disputes that do not count are no results of the report."""
    assert read_wholes(COUNTY, text) == {}
