"""Whose figures they are: the subject in front of the verb is the issuer's own, or somebody's."""

import pytest

from analysis.documents.blocks import Line
from analysis.prose import read_statements

COUNTY, BUREAU, STREET = "南溪县人民政府", "南溪县水利局", "石门街道办事处"
CUSTOMS, COLLEGE = "青浦海关", "南溪师范学院"


def read_wholes(issuer: str, text: str) -> dict[str, float | None]:
    """The keyed figures of the whole scope of the report."""
    lines = [Line(line) for line in text.split("\n")]
    found = read_statements(lines, year=2022, issuer=issuer, paraphrase=False)
    return {s.key: s.value for s in found if s.key != "unclassified" and not s.part}


@pytest.mark.parametrize("issuer", [COUNTY, BUREAU, STREET])
@pytest.mark.parametrize(
    "subject",
    [
        "国家能源局", "水利部", "最高人民法院", "省检察院", "市委组织部", "省政协", "团省委", "市残联",
        "市第二中学", "市供水集团", "滨江新区管委会", "经济技术开发区管委会", "上海", "珠三角", "有关企业",
        "李家村村委会", "驻地单位", "原市林业局", "市县交界的东山县", "教育系统",
    ],
)  # fmt: skip
def test_subject_that_no_list_names(issuer: str, subject: str) -> None:
    """Whoever stands in front of the verb and is not the issuer counts for himself."""
    for text in (
        "2022年共收到政府信息公开申请45件，其中网上申请40件，按时办结44件。不予公开6件。",
        "全年主动公开政府信息812条。",
        "因政府信息公开被申请行政复议7件，被提起行政诉讼3件。",
        "未收到政府信息公开申请。",
    ):
        assert read_wholes(issuer, subject + text) == {}


@pytest.mark.parametrize(
    ("issuer", "subjects"),
    [
        (COUNTY, ["", "我县", "全县", "本县", "县政府", "南溪县", "县人民政府", "江南省南溪县", "我县行政机关", "县政府及其所属部门"]),
        (BUREAU, ["", "我局", "本局", "全局", "县水利局", "局办公室", "我单位", "本机关", "我局及下属单位"]),
        (STREET, ["", "我街道", "石门街道", "街道办事处", "我办", "我处", "本街道"]),
        (CUSTOMS, ["", "我关", "本关", "全关", "青浦海关"]),
        (COLLEGE, ["", "学校", "我校", "本校", "学院", "南溪师范学院"]),
    ],
)  # fmt: skip
def test_subject_that_is_the_issuer(issuer: str, subjects: list[str]) -> None:
    """What the issuer calls itself, or nothing at all, keeps the figure."""
    for subject in subjects:
        text = "共收到政府信息公开申请45件，办结44件。"
        found = read_wholes(issuer, f"2022年，{subject}{text}")
        assert found == {"applications.new": 45, "applications.closed_total": 44}, subject
        found = read_wholes(issuer, f"{subject}主动公开政府信息812条。")
        assert found == {"proactive_items": 812}, subject


@pytest.mark.parametrize(
    ("issuer", "text", "expected"),
    [
        # the doubt holds until the issuer is named again
        (STREET, "区政府收到政府信息公开申请45件。经审查，不予公开6件。", {}),
        (STREET, "区政府收到政府信息公开申请45件。我街道收到3件，办结3件。",
         {"applications.new": 3, "applications.closed_total": 3}),
        (STREET, "区政府收到政府信息公开申请45件。\n收到政府信息公开申请3件。", {"applications.new": 3}),
        (BUREAU, "县水利局收到政府信息公开申请5件，县住建局收到政府信息公开申请7件。", {"applications.new": 5}),
        (BUREAU, "县住建局和我局共收到政府信息公开申请7件。", {}),
        # a place or a body above stands in the name of the issuer
        ("江南市南溪县人民政府", "江南市收到政府信息公开申请45件。", {}),
        ("国家税务总局南溪县税务局", "国家税务总局收到政府信息公开申请45件，办结44件。", {}),
        # what stands in front of a verb and is nobody
        (COUNTY, "在县委、县政府的领导下，收到政府信息公开申请45件。", {"applications.new": 45}),
        (COUNTY, "严格依规妥善办理政府信息公开申请45件。", {"applications.closed_total": 45}),
        (COUNTY, "在机构改革工作中，我县认真梳理，主动公开政府信息812条。", {"proactive_items": 812}),
        (COUNTY, "取水许可证公开76条，收到政府信息公开申请3件。", {"applications.new": 3}),
        (BUREAU, "下属单位收到政府信息公开申请45件。", {}),
    ],
)  # fmt: skip
def test_subject_of_what_goes_on(issuer: str, text: str, expected: dict[str, float | None]) -> None:
    """A subject holds for the clauses and sentences that name none."""
    assert read_wholes(issuer, text) == expected


@pytest.mark.parametrize(
    "time",
    [
        "洪涝灾害期间", "“五一”期间", "试点期间", "汛期", "下旬", "法治宣传月", "政务公开日当天", "机构改革前", "网站改版后",
        "新《条例》施行后", "二至五月", "入秋以来", "《条例》修订三周年之际",
    ],
)  # fmt: skip
def test_period_that_is_not_the_year(time: str) -> None:
    """A time that a clause names, and that is not the year, makes its figures parts."""
    text = f"{time}，收到政府信息公开申请45件，不予公开3件。"
    assert read_wholes(COUNTY, text) == {}
    assert read_wholes(COUNTY, f"{text}全年收到政府信息公开申请120件。") == {
        "applications.new": 120
    }


@pytest.mark.parametrize(
    "time", ["全年", "统计期间", "报告期间", "一至十二月", "经审查后", "2022年"]
)
def test_period_that_is_the_year(time: str) -> None:
    """What names the year, or no time at all, leaves the figure whole."""
    assert read_wholes(COUNTY, f"{time}，收到政府信息公开申请45件。") == {"applications.new": 45}


@pytest.mark.parametrize(
    "subject", ["全县", "本县", "我县", "全县各部门", "县水利系统", "全县各学校"]
)
@pytest.mark.parametrize(
    "text", ["制发规范性文件12件。", "作出行政处罚1203件。", "因政府信息公开被提起行政诉讼3件。", "共收到政府信息公开申请45件。"]
)  # fmt: skip
def test_read_statements_area_of_an_organ(subject: str, text: str) -> None:
    """What a whole area did is not what its bureau did, whatever is counted."""
    assert read_wholes(BUREAU, subject + text) == {}
    if not subject.startswith("县"):
        assert subject == "全县各学校" or len(read_wholes(COUNTY, subject + text)) == 1


@pytest.mark.parametrize(
    "text", ["县长信箱收到来信120封，办结118封。", "县12345平台受理诉求1203件，办结1200件。", "县政务服务热线受理来电450件。"]
)  # fmt: skip
def test_read_statements_service_of_the_area(text: str) -> None:
    """The letter box of an area's head and its hotline are the area's, and no bureau's."""
    assert read_wholes(BUREAU, text) == {}
    assert len(read_wholes(COUNTY, text)) == text.count("件") + text.count("封") or "来电" in text


@pytest.mark.parametrize(
    ("issuer", "text"),
    [
        (COUNTY, "对涉及征地的3件申请，均未收取费用。"),
        (COUNTY, "针对征地的3件申请，未发生行政复议和行政诉讼。"),
        (COUNTY, "〈南溪发布〉公开信息45条。"),
        (COUNTY, "《南溪日报》刊登信息45篇。"),
        (BUREAU, "“南溪之窗”网站发布信息45条。"),
        (COUNTY, "收到3份补正材料。"),
        (COUNTY, "县政府及县政府办公室公开947条，县直部门公开8120条，全县公开政府信息12808条。"),
    ],
)
def test_read_statements_of_a_part(issuer: str, text: str) -> None:
    """What holds for some applications, or for a named paper or site, is no whole of the issuer."""
    assert set(read_wholes(issuer, text).values()) <= {12808.0}
