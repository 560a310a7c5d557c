"""What stands under a heading counts what the heading names, until something else is named."""

import pytest

from analysis.documents.blocks import Line
from analysis.prose import read_statements

APPLICATIONS = {"applications.new": 12, "applications.closed_total": 11}


def read_wholes(*lines: str) -> dict[str, float | None]:
    """The keyed figures of the whole scope of a bureau's report."""
    found = read_statements(
        [Line(line) for line in lines], year=2013, issuer="平川县水利局", paraphrase=False
    )
    return {s.key: s.value for s in found if s.key != "unclassified" and not s.part}


@pytest.mark.parametrize(
    "heading",
    [
        "三、依申请公开政府信息情况", "（三）依申请公开情况", "3.依申请公开情况", "## 依申请公开情况",
        "**依申请公开情况**", "依申请公开情况", "依申请公开政府信息情况：", "【依申请公开情况】",
    ],
)  # fmt: skip
def test_read_statements_heading(heading: str) -> None:
    """A heading with or without a numeral gives the figures below it their subject."""
    assert read_wholes(heading, "全年共收到12件，已办结11件。") == APPLICATIONS


@pytest.mark.parametrize(
    "line",
    [
        "三、依申请公开情况。{}",
        "三、依申请公开情况 {}",
        "三、依申请公开情况：{}",
        "一是依申请公开情况。{}",
    ],
)
def test_read_statements_heading_that_runs_in(line: str) -> None:
    """A heading on the line of its text is a heading."""
    assert read_wholes(line.format("全年共收到12件，已办结11件。")) == APPLICATIONS


@pytest.mark.parametrize(
    ("heading", "text", "expected"),
    [
        ("五、因政府信息公开申请行政复议、提起行政诉讼情况", "全年发生行政复议3件，行政诉讼1件。",
         {"disputes.reconsideration.total": 3, "disputes.litigation.total": 1}),
        ("四、行政复议情况", "共8件。", {"disputes.reconsideration.total": 8}),
        ("四、收费情况", "本年度无。", {"info_fee_yuan": 0}),
        ("四、收费情况", "我局对所有申请均免费提供。", {"info_fee_yuan": 0}),
        ("三、依申请公开情况", "今年未发生。", {"applications.new": 0}),
        ("三、依申请公开情况", "网上申请9件，信函申请4件，共13件。",
         {"received_online": 9, "received_letter": 4, "applications.new": 13}),
        ("三、依申请公开情况", "上半年6件，下半年9件，全年共15件。", {"applications.new": 15}),
        ("二、主动公开情况", "全年公开1240条。", {"proactive_items": 1240}),
        ("一、概述", "召开专题会议4次，培训3次、120人次。", {"meetings": 4, "trainings": 3, "trainees": 120}),
    ],
)  # fmt: skip
def test_read_statements_short_words(heading: str, text: str, expected: dict[str, float]) -> None:
    """Under its heading a figure needs few words."""
    assert read_wholes(heading, text) == expected


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("三、依申请公开情况", "县信访局全年受理信访事项1200件，办结1180件。"),
        ("三、依申请公开情况", "受理户籍业务1.2万件，办结1.2万件。"),
        ("一、概述", "举办消防安全培训12次，召开防汛会商会议8次。"),
        ("一、概述", "全年办理行政复议案件586件。"),
        ("五、其他工作情况", "选派4名同志参加了省里举办的政务公开培训班。"),
        ("四、收费情况", "减免3人费用15元。"),
    ],
)
def test_read_statements_other_business(heading: str, text: str) -> None:
    """What names another noun, another body or other business is not what the heading counts."""
    assert read_wholes(heading, text) == {}


def test_read_statements_links_before_the_title() -> None:
    """Links of a web page are no headings of the report below them."""
    links = ["政府信息公开指南", "依申请公开", "政府信息公开制度"]
    title = "平川县水利局2013年政府信息公开工作年度报告"
    assert read_wholes(*links, title, "全年共收到12件，已办结11件。") == {}
