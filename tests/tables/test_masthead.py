"""Who issued a report, and when. The titles are such as pages print; sentences were written for the tests."""

import tomllib
from dataclasses import replace
from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from analysis.documents import Line, read
from analysis.errors import UsageError
from analysis.forms import divisions
from analysis.masthead import Masthead, read_masthead
from analysis.masthead.names import parse_name
from analysis.masthead.organs import find_canonical_name, find_known_ending, find_sector
from analysis.masthead.scope import find_scope
from analysis.masthead.text import detect_script, find_date, find_period, fold_dates
from analysis.masthead.titles import read_title

REPORTS = Path(__file__).resolve().parents[3] / "shared" / "reports"
needs_reports = pytest.mark.skipif(
    not REPORTS.is_dir(),
    reason="the published originals are not beside the repository (../shared/reports)",
)

BODY = "\n一、总体情况\n本年度认真落实条例,各项工作有序开展。\n"


def who(
    text: str,
    name: str = "page.txt",
    meta: dict[str, str] | None = None,
    manifest: dict[str, str] | None = None,
) -> Masthead:
    document = read(text.encode(), name)
    if meta:
        document = replace(document, meta={**document.meta, **meta})
    return read_masthead(
        document, [block for block in document.blocks if isinstance(block, Line)], manifest
    )


def codes(head: Masthead) -> list[str]:
    return [problem.code for problem in head.problems]


@pytest.mark.parametrize(
    ("title", "issuer_id", "level", "year"),
    [
        ("郴州市2019年政府信息公开工作年度报告", "431000", "prefecture", 2019),
        ("邓州市人民政府2020年政府信息公开工作年度报告", "411381", "county", 2020),
        (
            "六盘水市人民政府(市人民政府办公室)2020年政府信息公开工作年度报告",
            "520200:general_office",
            "prefecture",
            2020,
        ),
        (
            "2025年上海市人民政府办公厅政府信息公开工作年度报告",
            "310000:general_office",
            "province",
            2025,
        ),
        ("2019年度河北省政府信息公开工作年度报告", "130000", "province", 2019),
        (
            "北京市大兴区榆垡镇2016年政府信息公开工作年度报告",
            "110115:榆垡镇人民政府",
            "township",
            2016,
        ),
        (
            "广州市荔湾区中南街道2020年政府信息公開工作年度報告",
            "440103:中南街道办事处",
            "township",
            2020,
        ),
        (
            "南京市鼓楼区人民政府华侨路街道办事处2021年政府信息公开年度报告",
            "320106:华侨路街道办事处",
            "township",
            2021,
        ),
        (
            "重庆市万州区规划和自然资源局2020年政府信息公开工作年度报告",
            "500101:自然资源和规划局",
            "county",
            2020,
        ),
        (
            "揭阳市国土资源局2014年度政府信息公开工作年度报告",
            "445200:自然资源和规划局",
            "prefecture",
            2014,
        ),
        ("贵州省教育厅2018年政府信息公开工作年度报告", "520000:教育厅", "province", 2018),
        ("全椒县水务局2018年政府信息公开工作年度报告", "341124:水利局", "county", 2018),
        ("国家税务总局大竹县税务局2020年政府信息公开工作年度报告", "511724:税务局", "county", 2020),
        ("国家统计局2020年政府信息公开工作年度报告", "100000:国家统计局", "national", 2020),
        (
            "恩施州人力资源和社会保障局2013年度政府信息公开年度报告",
            "422800:人力资源和社会保障局",
            "prefecture",
            2013,
        ),
        ("平潭综合实验区管委会2014年度政府信息公开工作年度报告", "350128", "county", 2014),
        (
            "岳阳市南湖新区财政局2019年政府信息公开工作年度报告",
            "430600:南湖新区财政局",
            "unknown",
            2019,
        ),
        (
            "蚌埠经济开发区管理委员会2022年政府信息公开工作年度报告",
            "340300:经济开发区管理委员会",
            "unknown",
            2022,
        ),
        ("新疆生产建设兵团第八师石河子市2020年政府信息公开工作年度报告", "659001", "county", 2020),
        (
            "关于武汉市黄陂区罗汉寺街道办事处2020年度政府信息公开工作情况的报告",
            "420116:罗汉寺街道办事处",
            "township",
            2020,
        ),
        ("桐梓县水利局关于2017年政府信息公开工作的总结", "520322:水利局", "county", 2017),
        (
            "上海市浦东新区市场监督管理局 二〇一九年政府信息公开工作年度报告",
            "310115:市场监督管理局",
            "county",
            2019,
        ),
        ("吉林省长春市 朝阳区 2 0 2 0 年政府信息公开年报", "220104", "county", 2020),
        ("咸阳市2017年政府信息公开工作年度报告简介", "610400", "prefecture", 2017),
        ("崇文区2009年政府信息公开年度报告", "110103", "county", 2009),
        ("济南市莱芜区2018年政府信息公开工作年度报告", "370116", "county", 2018),
        (
            "国家发展改革委2022年政府信息公开工作年度报告",
            "100000:国家发展和改革委员会",
            "national",
            2022,
        ),
        ("中华人民共和国财政部2020年政府信息公开工作年度报告", "100000:财政部", "national", 2020),
        (
            "江苏省泰州市国家税务局2015年政府信息公开工作年度报告",
            "321200:国家税务局",
            "prefecture",
            2015,
        ),
        (
            "国家统计局河南调查总队2020年政府信息公开工作年度报告",
            "410000:调查总队",
            "province",
            2020,
        ),
        (
            "中国证券监督管理委员会广东监管局2018年政府信息公开工作年度报告",
            "440000:中国证券监督管理委员会监管局",
            "province",
            2018,
        ),
        (
            "中国银保监会浙江监管局2019年政府信息公开工作年度报告",
            "330000:中国银行保险监督管理委员会监管局",
            "province",
            2019,
        ),
        ("天津滨海新区政府2019年政府信息公开工作年度报告", "120116", "county", 2019),
        (
            "西安高新技术产业开发区2021年政府信息公开工作年度报告",
            "610100:高新技术产业开发区管理委员会",
            "unknown",
            2021,
        ),
        (
            "重庆两江新区管理委员会2020年政府信息公开工作年度报告",
            "500000:两江新区管理委员会",
            "unknown",
            2020,
        ),
        ("湘西自治州2017年政府信息公开工作年度报告", "433100", "prefecture", 2017),
        ("宽城满族自治县2020年政府信息公开工作年度报告", "130827", "county", 2020),
        ("黔南布依族苗族自治州都匀市人民政府2018年政府信息公开年度报告", "522701", "county", 2018),
        ("广西2019年政府信息公开工作年度报告", "450000", "province", 2019),
        ("第一师阿拉尔市2022年政府信息公开工作年度报告", "659002", "county", 2022),
        ("长沙市第一中学2020年信息公开工作年度报告", "430100:第一中学", "prefecture", 2020),
        ("湖南省人民医院2021年信息公开年度报告", "430000:人民医院", "province", 2021),
        (
            "湖北省人民政府国有资产监督管理委员会2018年政府信息公开工作年度报告",
            "420000:国有资产监督管理委员会",
            "province",
            2018,
        ),
        (
            "中共长沙市委办公室 长沙市人民政府办公室2020年政府信息公开工作年度报告",
            "430100:general_office",
            "prefecture",
            2020,
        ),
        (
            "长沙市委办公室、市政府办公室2019年政府信息公开工作年度报告",
            "430100:general_office",
            "prefecture",
            2019,
        ),
        (
            "岳阳市农业农村局、岳阳市乡村振兴局2022年政府信息公开工作年度报告",
            "430600:农业农村局",
            "prefecture",
            2022,
        ),
        (
            "长沙市文化局(市文物局)2014年政府信息公开年度报告",
            "430100:文化和旅游局",
            "prefecture",
            2014,
        ),
        ("长沙市民政局政府信息公开2018年年度报告", "430100:民政局", "prefecture", 2018),
        ("二○一○年度长沙市政府信息公开工作年度报告", "430100", "prefecture", 2010),
        ("宁乡县人民政府2015年政府信息公开工作年度报告", "430124", "county", 2015),
        ("莱芜市2015年政府信息公开工作年度报告", "371200", "prefecture", 2015),
        ("襄樊市2009年政府信息公开工作年度报告", "420600", "prefecture", 2009),
        (
            "长沙市芙蓉区朝阳街办事处2015年政府信息公开工作年度报告",
            "430102:朝阳街办事处",
            "township",
            2015,
        ),
        ("东莞市长安镇2019年政府信息公开工作年度报告", "441900:长安镇人民政府", "township", 2019),
        ("杭州市公安局滨江区分局2021年政府信息公开工作年度报告", "330108:公安局", "county", 2021),
        ("南京市公安局鼓楼分局2021年政府信息公开工作年度报告", "320106:公安局", "county", 2021),
        (
            "杭州市公安局钱江新城分局2021年政府信息公开工作年度报告",
            "330100:公安局钱江新城分局",
            "unknown",
            2021,
        ),
        ("神农架林区2020年政府信息公开工作年度报告", "429021", "county", 2020),
    ],
)
def test_titles(title: str, issuer_id: str, level: str, year: int) -> None:
    head = who(title + BODY)
    assert (head.issuer_id, head.level, head.year, head.year_from) == (
        issuer_id,
        level,
        year,
        "title",
    )
    assert (head.title, head.title_from, codes(head)) == (title, "title", [])


@pytest.mark.parametrize(
    ("title", "organ", "sector", "year"),
    [
        ("北京大学2020-2021学年信息公开年度报告", "北京大学", "education", 2021),
        ("华中科技大学2021-2022学年度信息公开工作报告", "华中科技大学", "education", 2022),
        (
            "长沙海关2020年政府信息公开年度报告",
            "长沙海关",
            "taxation",
            2020,
        ),  # its district is not the city
        ("贵安新区2019年政府信息公开工作年度报告", "贵安新区管理委员会", None, 2019),
    ],
)
def test_organs_of_no_division(title: str, organ: str, sector: str | None, year: int) -> None:
    head = who(title + BODY)
    assert (head.organ, head.sector, head.year, head.division_code, codes(head)) == (
        organ,
        sector,
        year,
        None,
        ["division_unknown"],
    )


def test_masthead_organ_without_its_place_is_no_issuer() -> None:
    """省林业厅 names no province, and an address is no evidence of one."""
    head = who("省林业厅2014年政府信息公开工作年度报告\n联系地址:长沙市芙蓉区" + BODY)
    assert (head.issuer, head.organ, head.level, head.division_code) == (
        None,
        "林业厅",
        "province",
        None,
    )


@pytest.mark.parametrize(
    ("text", "issuer", "level"),
    [
        (
            "红石镇2019年政府信息公开工作年度报告\n根据《中华人民共和国政府信息公开条例》规定,编制。",
            "红石镇",
            "township",
        ),
        (
            "青岩海关2015年海关政府信息公开年度报告\n根据《中华人民共和国海关法》。",
            "青岩海关",
            "unknown",
        ),
        ("# 白石县人民政府 2025 年 政府信息公开工作年度报告", "白石县人民政府", "county"),
        ("白石縣水利局2020年政府資訊公開工作年度報告\n白石縣", "白石县水利局", "county"),
    ],
)
def test_masthead_place_that_no_table_knows(text: str, issuer: str, level: str) -> None:
    """The title of a law is no place, an unknown place stays as printed, and Taiwan's wording is read."""
    head = who(text + BODY)
    assert (head.issuer, head.level, head.division_code) == (issuer, level, None)


def test_a_title_of_several_lines() -> None:
    head = who("故城县教育局\n2020年政府信息公开工作年度报告" + BODY)
    assert (head.issuer, head.division_code, head.organ, head.sector, head.year) == (
        "故城县教育局",
        "131126",
        "教育局",
        "education",
        2020,
    )
    assert who("2020年度\n故城县教育局政府信息公开工作报告" + BODY).year == 2020
    head = who("政府信息公开工作年度报告\n(2019年度)\n内蒙古自治区林业和草原局" + BODY)
    assert (head.issuer_id, head.issuer_from, head.year) == ("150000:林业局", "sender", 2019)


@pytest.mark.parametrize(
    "line",
    [
        "西岭街道2019年因政府信息公开被复议、诉讼情况",
        "西岭街道2019年度收到和处理政府信息公开申请情况",
        "平湖县教育局2019年",
        "西岭街道",
        "县教育局",
    ],
)
def test_sender_lines_caption_of_a_table(line: str) -> None:
    """A body in front of a year alone stands in a caption, and no part of a government sent what
    the title calls the report of that government."""
    head = who(f"清河市人民政府2019年政府信息公开工作年度报告\n{line}" + BODY)
    assert (head.issuer, head.issuer_from) == ("清河市人民政府", "title")


def test_sender_lines_in_front_of_a_date() -> None:
    for day in ("2020年1月9日", " 2020-01-09", "2020/1/9 10:30"):
        head = who(f"政府信息公开工作年度报告\n（2019年度）\n故城县教育局{day}" + BODY)
        assert (head.issuer_id, head.issuer_from, head.year) == ("131126:教育局", "sender", 2019)


def test_navigation_before_the_title() -> None:
    head = who(
        "首页 > 政务公开 > 政府信息公开年报 > 2021年\n2021年政府信息公开年报\n2020年政府信息公开年报\n故城县教育局2020年政府信息公开工作年度报告\n发布时间：2021年1月20日 来源：县教育局"
        + BODY
    )
    assert (head.title, head.year, head.published, head.published_from) == (
        "故城县教育局2020年政府信息公开工作年度报告",
        2020,
        date(2021, 1, 20),
        "text",
    )


LIST = "".join(f"桐梓县{year}年政府信息公开工作年度报告\n" for year in (2018, 2019, 2020))


def test_of_a_list_of_reports_the_one_that_the_page_confirms() -> None:
    assert who(LIST + "统计期限为2019年1月1日至2019年12月31日" + BODY).year == 2019
    assert (
        who(LIST + BODY, meta={"ArticleTitle": "桐梓县2018年政府信息公开工作年度报告"}).year == 2018
    )


def test_a_list_of_reports_without_anything_else_gives_no_year() -> None:
    head = who(LIST + BODY)
    assert (head.year, head.division_code, codes(head)) == (None, "520322", ["year_unknown"])
    assert head.problems[0].found == "2018, 2019, 2020"


def test_a_notice_is_about_the_report_that_it_names() -> None:
    title = "贺州市2009年度政府信息公开工作年度报告"
    head = who(
        f"贺州市人民政府办公室关于公布\n{title}的通知\n各县(区)人民政府:\n现予公布。\n二〇一〇年一月十九日\n{title}"
        + BODY
    )
    assert (head.issuer_id, head.year, head.published) == ("451100", 2009, date(2010, 1, 19))
    head = who("关于印发《崇左市2012年政府信息公开工作年度报告》的通知" + BODY)
    assert (head.issuer_id, head.year) == ("451400", 2012)


@pytest.mark.parametrize(
    "notice",
    [
        "市政府办公室转发《株洲市2020年政府信息公开年报》的通知",
        "转发\n株洲市2020年政府信息公开年报的通知",
        "参照《株洲市2020年政府信息公开年报",
    ],
)
def test_masthead_notice_on_the_report_of_another(notice: str) -> None:
    """What a notice passes on, or half a sentence cites, is not the report below it."""
    head = who(f"{notice}\n2020年政府信息公开工作年度报告" + BODY)
    assert (head.issuer, head.year) == (None, 2020)


def test_masthead_site_names_no_issuer() -> None:
    """Whose site a page stands on does not say who reports."""
    title = "2020年政府信息公开工作年度报告"
    for site in ("故城县教育局网站", "故城县人民政府网站"):
        head = who(title + BODY, meta={"title": f"{title}_{site}"})
        assert (head.issuer_id, codes(head)) == (None, ["issuer_unknown"])


@pytest.mark.parametrize(
    ("text", "issuer", "year"),
    [
        (
            "桐梓县教育局2023年政府信息公开工作年度报告\n故城县教育局2022年政府信息公开工作年度报告\n"
            "2023年政府信息公开工作年度报告\n来源：长春市统计局 2024-01-18",
            "长春市统计局",
            2023,
        ),
        (
            "桐梓县教育局2023年政府信息公开工作年度报告\n故城县教育局2023年政府信息公开工作年度报告\n"
            "2023年政府信息公开工作年度报告",
            None,
            2023,
        ),
        (
            "故城县人民政府门户网站\n2023年政府信息公开工作年度报告\n来源：故城县教育局 2024-01-19",
            "故城县教育局",
            2023,
        ),
        ("长春市统计局2023年度（2024年编制）政府信息公开工作年度报告", "长春市统计局", 2023),
    ],
)  # fmt: skip
def test_read_masthead_links_site_and_year_of_making(
    text: str, issuer: str | None, year: int
) -> None:
    """Links to the reports of others, a site's name and a year in brackets are no evidence."""
    head = who(text + BODY)
    assert (head.issuer, head.year) == (issuer, year)


def test_headings_of_the_report_are_no_title() -> None:
    head = who(
        "一、总体情况\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n四、政府信息公开行政复议、行政诉讼情况"
    )
    assert (head.title, head.issuer, head.year, head.level, head.scope) == (
        None,
        None,
        None,
        "unknown",
        "unknown",
    )
    assert codes(head) == ["year_unknown", "issuer_unknown"]


@pytest.mark.parametrize(
    "line",
    [
        "政府信息公开指南",
        "关于做好2020年政府信息公开工作年度报告编制工作的通知",
        "上一篇:长沙县2018年政府信息公开工作年度报告",
        "政府信息公开行政复议、行政诉讼情况",
        "政务公开办公室关于政府信息公开工作年度报告有关事项的通知》(国办公开办函〔2019",  # of a sentence that was wrapped
    ],
)
def test_lines_that_are_no_title(line: str) -> None:
    assert read_title(line, "title") is None


def test_a_title_that_lost_its_first_character() -> None:
    """The title above it, which has it, counts; a name is not completed from elsewhere."""
    head = who("州市2019年政府信息公开工作年度报告\n郴州市人民政府办公室" + BODY)
    assert (head.division_code, head.organ, head.year) == (None, None, 2019)
    assert codes(head) == ["issuer_unknown"]
    head = who(
        "郴州市2019年政府信息公开工作年度报告\n发布时间:2020-03-24 14:56\n州市2019年政府信息公开工作年度报告"
        + BODY
    )
    assert (head.title, head.issuer_id) == ("郴州市2019年政府信息公开工作年度报告", "431000")


def test_a_lost_name_is_not_guessed() -> None:
    head = who("州市2019年政府信息公开工作年度报告" + BODY + "参观了郴州市和永州市人民政府。")
    assert (head.division_code, head.issuer_id, codes(head)) == (None, None, ["issuer_unknown"])


@pytest.mark.parametrize(
    ("text", "issuer_id", "source"),
    [
        (
            "根据规定,现公布阳山县人民政府办公室(以下简称县政府办公室)2016年政府信息公开工作年度报告。",
            "441823:general_office",
            "text",
        ),
        ("根据条例,特公布贵州省2018年政府信息公开工作年度报告。", "520000", "text"),
        ("本报告由广州市越秀区人民政府编制。2009年度,我区开展工作。", "440104", "compiler"),
        (
            "本报告由沈阳市沈河区人民政府办公室编制而成。2020年沈河区人民政府按照要求开展工作。",
            "210103",
            "compiler",
        ),
        (
            "本报告由南平市人民政府信息公开工作领导小组办公室根据条例,汇总南平市各县(市、区)、市政府各有关部门工作情况编制而成。2012年,我市",
            "350700",
            "compiler",
        ),
    ],
)
def test_without_a_title_the_first_sentences_decide(text: str, issuer_id: str, source: str) -> None:
    head = who(text + BODY)
    assert (head.issuer_id, head.issuer_from, head.title) == (issuer_id, source, None)


@pytest.mark.parametrize(
    ("text", "issuer", "organ"),
    [
        (
            "2018年建新镇政府信息公开工作年度报告\n一、工作\n遂溪县建新镇人民政府\n2018年12月31日",
            "建新镇",
            "建新镇人民政府",
        ),
        (
            "青龙镇2019年度政府信息公开年度报告\n(地址:建水县青龙镇人民政府;邮编)",
            "青龙镇",
            "青龙镇人民政府",
        ),
        (
            "市教育局2020年政府信息公开年报\n铜仁市教育局开展工作,铜仁市教育局网站更新。",
            None,
            "教育局",
        ),
    ],
)
def test_masthead_organ_without_its_place_is_not_completed(
    text: str, issuer: str | None, organ: str
) -> None:
    """The place that a title leaves out is asked for: the page may name it of another organ."""
    head = who(text + "\n")
    assert (head.issuer, head.organ, head.division_code) == (issuer, organ, None)
    assert codes(head) == ["division_unknown"]


def test_an_organ_whose_place_is_nowhere() -> None:
    head = who("迎宾路街道2021年政府信息公开工作年度报告" + BODY)
    assert (head.organ, head.level, head.division_code, head.issuer_id, codes(head)) == (
        "迎宾路街道办事处",
        "township",
        None,
        None,
        ["division_unknown"],
    )


def test_an_ambiguous_place_stays_empty_and_names_its_candidates() -> None:
    head = who("朝阳区教育局2020年政府信息公开年报" + BODY)
    assert (head.division_code, head.issuer_id, head.level, head.organ, codes(head)) == (
        None,
        None,
        "county",
        "教育局",
        ["division_ambiguous"],
    )
    assert "110105" in head.problems[0].message and "220104" in head.problems[0].message


def test_a_division_out_of_its_years() -> None:
    head = who("宁乡县2021年政府信息公开工作年度报告" + BODY)
    assert (head.division_code, codes(head)) == (None, ["division_unknown"])
    assert "430182" in head.problems[0].message


META = {
    "ArticleTitle": "郴州市2019年政府信息公开工作年度报告",
    "PubDate": "2020-03-24 14:56",
    "SiteIDCode": "4310000001",
    "Url": "https://www.example.gov.cn/html/zwgk/content_1.html",
}


def test_meta_tags() -> None:
    head = who("<title>首页</title>" + BODY, "page.html", META)
    assert (head.title, head.issuer_id, head.year, head.title_from, head.year_from) == (
        META["ArticleTitle"],
        "431000",
        2019,
        "meta",
        "meta",
    )
    assert (head.published, head.published_from) == (date(2020, 3, 24), "meta")
    assert (head.url, head.url_from, head.origin, head.origin_from) == (
        "https://www.example.gov.cn/html/zwgk/content_1.html",
        "meta",
        "official",
        "url",
    )
    assert who(BODY, meta={"Url": "https://www.example.com/1.html"}).origin == "mirror"
    assert who(BODY).origin is None


def test_a_title_in_the_file_name_only() -> None:
    head = who(BODY, "2021/长春市统计局2020年政府信息公开工作年度报告.txt")
    assert (head.issuer_id, head.year, head.year_from, head.issuer_from) == (
        "220100:统计局",
        2020,
        "file_name",
        "file_name",
    )
    assert who(BODY, "海淀区2023年政府信息公开年报.txt").issuer_id == "110108"
    assert (
        who(BODY, "浙江省_杭州市_西湖区_2020年政府信息公开工作年度报告.txt").issuer_id == "330106"
    )
    head = who(BODY, "长沙市教育局2022年年报.txt")  # which does not say on what it reports
    assert (head.issuer, head.year) == (None, 2022)
    assert (
        who(BODY, "海淀区/2021.txt").issuer_id is None
    )  # the folder may hold reports of its departments
    assert who(BODY, "report-2019.txt").year == 2019
    assert who(BODY, "t20200131_80576.txt").year is None
    assert who(BODY, "2020-01-31.txt").year is None


def test_the_manifest_stands_above_everything() -> None:
    row = {
        "issuer": "永州市教育局",
        "year": "2018",
        "scope": "organ",
        "level": "",
        "url": "https://example.com/1",
        "origin": "transcription",
        "title": "标题",
    }
    head = who("郴州市2019年政府信息公开工作年度报告" + BODY, manifest=row)
    assert (head.issuer, head.issuer_id, head.level, head.year, head.scope, head.title) == (
        "永州市教育局",
        "431100:教育局",
        "prefecture",
        2018,
        "organ",
        "标题",
    )
    assert {head.issuer_from, head.year_from, head.scope_from, head.origin_from} == {"manifest"}
    assert head.origin == "transcription"
    head = who("朝阳区教育局2020年政府信息公开年报" + BODY, manifest={"division_code": "220104"})
    assert (head.issuer_id, head.division_code_from, codes(head)) == (
        "220104:教育局",
        "manifest",
        [],
    )


def test_masthead_manifest_gives_the_code_of_another_place() -> None:
    """The manifest counts, and a problem names the place of the title beside it."""
    title = "云和县卫生健康局2019年政府信息公开工作年度报告"
    head = who(title + BODY, manifest={"division_code": "110101"})
    assert (head.division_code, codes(head)) == ("110101", ["manifest_overrules"])
    assert (head.problems[0].expected, head.problems[0].found) == ("云和县", "110101")
    assert "the manifest says 110101 (东城区) and the title 云和县" in head.problems[0].message
    assert codes(who(title + BODY, manifest={"division_code": "331125"})) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("year", "20x9"),
        ("level", "city"),
        ("scope", "全域"),
        ("origin", "web"),
        ("division_code", "999999"),
        ("published", "31/3/2020"),
    ],
)
def test_a_manifest_value_that_cannot_be_used(column: str, value: str) -> None:
    with pytest.raises(UsageError, match=f"^column {column}: expected .+; found '{value}'$"):
        who(BODY, manifest={column: value})


def test_masthead_manifest_gives_a_township_the_organ_of_its_county() -> None:
    """The page names a township: the manifest's organ is not used, and a problem says what to do."""
    row = {"organ": "government", "division_code": "350128"}
    head = who("平潭县白青乡人民政府2023年政府信息公开工作年度报告" + BODY, manifest=row)
    assert (head.issuer_id, head.organ, head.level) == (
        "350128:白青乡人民政府",
        "白青乡人民政府",
        "township",
    )
    assert [problem.code for problem in head.problems] == ["manifest_mismatch"]
    assert "column organ" in head.problems[0].message
    assert (head.problems[0].expected, head.problems[0].found) == ("白青乡人民政府", "government")


def test_the_code_of_a_manifest_says_level_and_place() -> None:
    head = who("某某市2023年政府信息公开工作年度报告" + BODY)
    assert (head.issuer, head.issuer_id, codes(head)) == ("某某市", None, ["issuer_unknown"])
    assert (
        "manifest.csv" in head.problems[0].message and "column issuer" in head.problems[0].message
    )
    head = who(
        "某某市2023年政府信息公开工作年度报告" + BODY, manifest={"issuer": "某某市"}
    )  # nothing new: only the code helps
    assert (codes(head), head.problems[0].message.rpartition(", ")[2]) == (
        ["division_unknown"],
        "column division_code",
    )
    head = who("某某市2023年政府信息公开工作年度报告" + BODY, manifest={"division_code": "350128"})
    assert (head.issuer, head.issuer_id, head.level, head.level_from, codes(head)) == (
        "某某市",
        "350128",
        "county",
        "division",
        [],
    )
    head = who("某某镇2023年政府信息公开工作年度报告" + BODY, manifest={"division_code": "350128"})
    assert (head.issuer_id, head.level) == ("350128:某某镇人民政府", "township")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("统计期限自2020年1月1日起至2020年12月31日止", date(2020, 1, 1), date(2020, 12, 31)),
        (
            "数据统计时限为2020年1月1日至2021年12月31日",
            date(2020, 1, 1),
            date(2021, 12, 31),
        ),  # printed a year late, kept
        (
            "统计期限自2009年1月1日《条例》实施之日起,至2009年12月31日止",
            date(2009, 1, 1),
            date(2009, 12, 31),
        ),
        ("涵盖2008年5月1日至12月31日期间", date(2008, 5, 1), date(2008, 12, 31)),
        ("统计期限 2011-01-01 至 2011-12-31", date(2011, 1, 1), date(2011, 12, 31)),
        ("二○一二年一月一日至二○一二年十二月三十一日的数据", date(2012, 1, 1), date(2012, 12, 31)),
        (
            "活动从2019年3月1日至3月5日举行,数据期限为2019年1月1日到12月31日",
            date(2019, 1, 1),
            date(2019, 12, 31),
        ),
    ],
)
def test_periods(text: str, start: date, end: date) -> None:
    assert find_period(fold_dates(text)) == (start, end)


def test_what_is_no_period() -> None:
    assert find_period("活动从2019年3月1日至3月5日举行") is None
    assert find_period("2019年1月1日至2019年12月31日主动公开政府信息情况\n规章") is None
    assert find_period("2019年2月30日至2019年12月31日") is None


@pytest.mark.parametrize(
    ("title", "span"),
    [
        ("云和县卫生局2021-2022年政府信息公开工作年度报告", "2021-2022年"),
        ("云和县卫生局2008年、2009年政府信息公开工作年度报告", "2008年、2009年"),
        ("云和县卫生局二〇〇八至二〇〇九年度政府信息公开工作年度报告", "2008至2009年"),
    ],
)
def test_masthead_title_of_several_years(title: str, span: str) -> None:
    """Numbers of two years are those of neither: the year is asked for, with what the title says."""
    head = who(title + BODY)
    assert (head.issuer_id, head.year) == ("331125:卫生健康委员会", None)
    (problem,) = [problem for problem in head.problems if problem.code == "year_unknown"]
    assert problem.found == span


def test_masthead_school_year_is_one_year() -> None:
    """A university reports on a school year; it has the year in which that ends."""
    assert who("浙江大学2021-2022学年信息公开工作年度报告" + BODY).year == 2022


def test_masthead_period_of_two_years() -> None:
    """A period of twenty months is that of no one year."""
    text = "政府信息公开工作年度报告\n数据统计期限自2008年5月1日起至2009年12月31日止。" + BODY
    assert who(text).year is None


@pytest.mark.parametrize(
    "sentence",
    [
        "本报告依据《2014年度丽水市政府信息公开工作年度报告》格式编写。",
        "编写时参照了《2014年度丽水市政府信息公开工作年度报告》。",
        "详见《2014年度丽水市政府信息公开工作年度报告》",
        "据《2014年度丽水市政府信息公开工作年度报告》，",
    ],
)
def test_masthead_report_that_is_cited(sentence: str) -> None:
    """A report that a sentence cites is another one, whatever its title holds more than the own."""
    head = who(f"二〇一五年政府信息公开工作年报\n{sentence}{BODY}")
    assert (head.issuer, head.year) == (None, 2015)


@pytest.mark.parametrize(
    ("issuer", "code"),
    [
        ("苏州市自然资源和规划局吴中分局", "320506"),
        ("厦门市公安局思明分局", "350203"),
        ("上海市公安局浦东分局", "310115"),
    ],
)
def test_masthead_branch_of_a_district_without_its_suffix(issuer: str, code: str) -> None:
    """A branch names its district as 吴中: the issuer is as printed, the code that of 吴中区."""
    head = who(f"{issuer}2021年政府信息公开工作年度报告" + BODY)
    assert (head.issuer, head.division_code) == (issuer, code)


@pytest.mark.parametrize(
    ("issuer", "scope"),
    [
        ("松阳县新兴镇人民政府", "area"),
        ("松阳县新兴镇", "area"),
        ("松阳县新兴镇人民政府办公室", "organ"),
        ("松阳县新兴镇党政办公室", "organ"),
        ("松阳县西屏街道办事处", "organ"),
        ("松阳县新兴镇中学", "organ"),
    ],
)
def test_masthead_scope_of_a_township(issuer: str, scope: str) -> None:
    """A township's government reports for its area, an office of it or a street office for itself."""
    head = who(f"{issuer}2021年政府信息公开工作年度报告" + BODY)
    assert (head.scope, head.scope_from) == (scope, "organ")


@pytest.mark.parametrize(
    ("issuer", "issuer_id", "codes_"),
    [
        ("新疆生产建设兵团", None, ["division_unknown"]),
        ("新疆生产建设兵团第一师", None, ["division_unknown"]),
        ("新疆生产建设兵团第一师教育局", None, ["division_unknown"]),
        ("新疆生产建设兵团第一师阿拉尔市", "659002", []),
        ("第八师石河子市教育局", "659001:教育局", []),
    ],
)
def test_masthead_corps_of_xinjiang(issuer: str, issuer_id: str | None, codes_: list[str]) -> None:
    """Its divisions have no code but the cities that they are; the issuer stays as printed."""
    head = who(f"{issuer}2022年政府信息公开工作年度报告" + BODY)
    assert (head.issuer, head.issuer_id, codes(head)) == (issuer, issuer_id, codes_)


def test_masthead_place_in_the_line_above_the_title() -> None:
    """The line above names the place that the title leaves out."""
    head = who("松阳县\n新兴镇人民政府2021年政府信息公开工作年度报告" + BODY)
    assert (head.issuer, head.issuer_id) == ("松阳县新兴镇人民政府", "331124:新兴镇人民政府")


def test_masthead_place_alone_in_the_first_line() -> None:
    """It may be where the reports of its departments lie: it is no evidence of the issuer."""
    head = who(f"松阳县\n2021年，全县主动公开政府信息300条。{BODY}")
    assert (head.issuer, codes(head)) == (None, ["issuer_unknown"])


OWN = "根据《中华人民共和国政府信息公开条例》规定,编制本报告。\n2020年主动公开政府信息8条。\n"


@pytest.mark.parametrize(
    ("above", "title", "below"),
    [
        (
            "",
            "醴陵市水务局2020年政府信息公开工作年度报告",
            "相关链接\n株洲市水利局2021年政府信息公开年报",
        ),
        ("", "青石县水务局2020年政府信息公开工作年度报告", "·株洲市水利局2021年政府信息公开年报"),
        ("", "2020年政府信息公开工作年度报告", "推荐阅读\n株洲市2021年政府信息公开工作年度报告"),
        ("株洲市水利局2019年政府信息公开年报\n", "青石县水务局2020年政府信息公开年报", ""),
        (
            "转发:株洲市人民政府关于印发2020年政府信息公开年报的通知\n",
            "青石镇2020年政府信息公开年报",
            "",
        ),
        ("", "青石镇2020年政府信息公开年报", "本报告参照《株洲市2019年政府信息公开年报》编制。"),
    ],
)
def test_masthead_own_title_beside_those_of_others(above: str, title: str, below: str) -> None:
    """The title above the report is its own, however little is known of its place; what is linked,
    passed on or cited is not."""
    head = who(f"{above}{title}\n{OWN}{below}\n")
    assert (head.title, head.year) == (title, 2020)
    assert head.issuer == (title.partition("2020")[0] or None)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("现将2021年政府信息公开工作情况报告如下。\n2022年1月12日", 2021),
        ("2021年1月1日至2021年12月31日,我局公开信息12条。\n2022年1月12日", 2021),
        ("现将2021年政府信息公开工作情况报告如下。\n2023年1月12日", None),
        ("2021年,我局公开信息12条。", None),
        ("2022年,我局公开信息12条,2021年公开9条。", 2022),
        ("现将我局(2019年成立)2022年政府信息公开工作情况报告如下。", 2022),
    ],
)
def test_masthead_title_and_text_of_different_years(text: str, year: int | None) -> None:
    """The year in which the page can have been published counts; where both can, none does."""
    head = who(f"醴陵市教育局2022年政府信息公开工作年度报告\n{text}\n")
    assert head.year == year
    assert ("year_unknown" in codes(head)) == (year is None)


@pytest.mark.parametrize(
    ("issuer", "issuer_id"),
    [
        ("长沙市规划和自然资源委员会岳麓分局", "430104:自然资源和规划局"),
        ("醴陵市文化局 醴陵市旅游局", "430281:文化局"),
    ],
)
def test_masthead_branch_of_a_commission_and_two_organs(issuer: str, issuer_id: str) -> None:
    """A branch of a commission lies in its district; of two organs of one place the first counts."""
    head = who(f"{issuer}2021年政府信息公开工作年度报告" + BODY)
    assert head.issuer_id == issuer_id


def test_masthead_report_that_is_published_in_quotes() -> None:
    """A line that publishes the report names it in quotes, and it is the own one."""
    head = who("现公布《丽水市2014年政府信息公开工作年度报告》" + BODY)
    assert (head.issuer_id, head.year) == ("331100", 2014)


def test_masthead_compiler_before_the_source_of_the_page() -> None:
    """The office that a page names as its source may pass on the report of a body below."""
    head = who(
        "2019年政府信息公开工作年度报告\n来源：浙江省人民政府办公厅 发布时间：2020-01-20\n"
        "本报告由云和县卫生健康局编制。" + BODY
    )
    assert (head.issuer, head.issuer_from) == ("云和县卫生健康局", "compiler")


def test_the_title_stands_above_the_period() -> None:
    head = who(
        "邓州市2020年政府信息公开工作年度报告\n统计期限为2019年1月1日至2021年12月31日" + BODY
    )
    assert (head.year, head.period_start, head.period_end, head.period_from) == (
        2020,
        date(2019, 1, 1),
        date(2021, 12, 31),
        "period",
    )
    assert who("统计期限为2019年1月1日至2019年12月31日" + BODY).year_from == "period"
    assert (
        who("一、总体情况\n根据《国务院关于2021年工作的意见》,2020年度,我局开展工作").year == 2020
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020-03-24 14:56", date(2020, 3, 24)),
        ("2020/3/4", date(2020, 3, 4)),
        ("2022年01月18日来源:1", date(2022, 1, 18)),
        ("2022/07/1696 作者", None),  # a counter glued to the date
        ("2019-12-3114:56", date(2019, 12, 31)),
        ("2012-12-315:30", None),  # the 3rd or the 31st
        ("2021-02-30", None),
        ("20193", None),
    ],
)
def test_dates(text: str, expected: date | None) -> None:
    assert find_date(text) == expected


@pytest.mark.parametrize(
    ("text", "expected", "source"),
    [
        (
            "郴州市2019年政府信息公开工作年度报告\n信息提供日期 : 2020-01-17 16:25来源 : 市政府\n",
            date(2020, 1, 17),
            "text",
        ),
        ("郴州市2019年政府信息公开工作年度报告\n(2020年1月22日)\n", date(2020, 1, 22), "heading"),
        (
            "郴州市2019年政府信息公开工作年度报告\n2020年01月18日来源:1\n",
            date(2020, 1, 18),
            "heading",
        ),
        (
            "郴州市2019年政府信息公开工作年度报告\n2020年01月18日96 来源:1\n",
            date(2020, 1, 18),
            "heading",
        ),
        (
            "郴州市2019年政府信息公开工作年度报告\n2020-01-1814:56 来源:1\n",
            date(2020, 1, 18),
            "heading",
        ),
        (
            "郴州市2019年政府信息公开工作年度报告\n2020/01/1896 来源:1\n",
            None,
            None,
        ),  # a counter ran into the day
        (
            "郴州市2019年政府信息公开工作年度报告\n一、总体情况\n无\n郴州市人民政府\n二〇二〇年一月十九日\n",
            date(2020, 1, 19),
            "signature",
        ),
        (
            "郴州市2019年政府信息公开工作年度报告\n一、总体情况\n2019年3月1日召开会议。\n",
            None,
            None,
        ),
    ],
)
def test_dates_of_publication(text: str, expected: date | None, source: str | None) -> None:
    head = who(text)
    assert (head.published, head.published_from) == (expected, source)


def test_tables_at_the_head_of_a_page() -> None:
    page = """<table><tr><td>索 引 号</td><td>014-9/2021</td><td>发文日期</td><td>2022-01-04</td></tr>
    <tr><td>发布机构</td><td>连云区宿城街道</td><td>标 题</td><td>宿城街道办事处2021年政府信息公开工作年度报告</td></tr></table><p>一、总体情况</p>"""
    head = who(page, "page.html")
    assert (head.title, head.organ, head.published) == (
        "宿城街道办事处2021年政府信息公开工作年度报告",
        "宿城街道办事处",
        date(2022, 1, 4),
    )
    head = who(
        "索引号: | 1133 | 公開日期: | 2015-07-27 16:32 |\n2009年度下管鎮政府信息公開年度報告 | ||\n我鎮立足工作實際。"
    )
    assert (head.organ, head.year, head.published, head.script) == (
        "下管镇人民政府",
        2009,
        date(2015, 7, 27),
        "hant",
    )


@pytest.mark.parametrize(
    ("kind", "title", "text", "expected"),
    [
        (
            "government",
            "",
            "综合各县、区人民政府和市政府各部门的政府信息公开工作报告和有关统计数据而成。",
            "area",
        ),
        ("government", "", "2019年,全市共受理政府信息公开申请294件。", "area"),
        ("government", "", "我市各级政府和市直部门主动公开政府信息58603条。", "area"),
        ("government", "", "涵盖2018年全省政府信息公开工作情况。", "area"),
        ("government", "市本级2019年政府信息公开工作年度报告", "全市收到3件", "level"),
        ("government", "榆阳区2021年政府信息公开工作年度报告(汇总)", "", "area"),
        ("government", "", "本报告数据仅统计市政府本级,不含县区。", "level"),
        ("government", "", "全市共收到申请5件,数据不含各县区。", "unknown"),
        ("government", "", "加强全市政府网站建设,推进综合行政执法各部门工作情况检查。", "area"),
        ("general_office", "", "指导全市各部门公开信息300条。", "organ"),
        ("department", "", "全市教育系统公开信息300条。", "organ"),
        ("", "", "全市公开信息300条。", "unknown"),
    ],
)
def test_scope(kind: str, title: str, text: str, expected: str) -> None:
    assert find_scope(kind, title, text)[0] == expected


def test_organs_through_their_renamings() -> None:
    assert [find_canonical_name("国土资源局", year) for year in (2012, 2019, 2022)] == [
        "自然资源和规划局",
        "自然资源和规划局",
        "国土资源局",
    ]
    assert [find_canonical_name(name, 2014) for name in ("卫生局", "卫生和计划生育局")] == [
        "卫生健康委员会"
    ] * 2
    assert find_canonical_name("卫生局", 2018) == "卫生局"
    assert [find_canonical_name(name, 2012) for name in ("工商行政管理局", "质量技术监督局")] == [
        "工商行政管理局",
        "质量技术监督局",
    ]  # merged later, not renamed
    assert (find_canonical_name("国土资源厅", 2015), find_canonical_name("发改委", 2015)) == (
        "自然资源和规划厅",
        "发展和改革委员会",
    )
    assert [find_sector(name) for name in ("教育和科学技术局", "质量技术监督局", "城乡规划局", "气象局", "没有这个局")] == [
        "education", "market_regulation", "natural_resources", "meteorology_post", None,
    ]  # fmt: skip
    assert find_known_ending("州市教育局") == "教育局"


SUFFIXES = [
    ("", "government", ""),
    ("人民政府", "government", ""),
    ("人民政府办公室", "general_office", ""),
    ("教育局", "department", "教育局"),
    ("市场监督管理局", "department", "市场监督管理局"),
    ("城关镇人民政府", "township", "城关镇人民政府"),
    ("南街街道办事处", "township", "南街街道办事处"),
    ("经济开发区管理委员会", "zone", "经济开发区管理委员会"),
]


@pytest.mark.parametrize(("suffix", "kind", "organ"), SUFFIXES)
def test_every_division_is_read_before_every_organ(suffix: str, kind: str, organ: str) -> None:
    names = sorted(
        {
            row.name
            for code in divisions._load_index().codes.values()
            for row in code
            if row.level != "national"
        }
    )
    wrong = [
        name
        for name in names
        if (made := parse_name(name + suffix)) is None
        or (made.kind, made.organ, made.places) != (kind, organ, (name,))
    ]
    assert (len(names) > 3000, wrong) == (True, [])


@pytest.mark.parametrize("text", ["我局", "本单位", "各部门", "乡镇街道", "网站", "2019年", ""])
def test_what_is_no_issuer(text: str) -> None:
    assert parse_name(text, strict=True) is None


def test_a_head_behind_many_links() -> None:
    links = "".join(f"<li><a href='/{n}'>栏目{n}</a></li>" for n in range(300))
    sentence = "本报告根据《中华人民共和国政府信息公开条例》要求编制，所列数据的统计期限自2022年1月1日起至2022年12月31日止。欢迎各界查阅，如有疑问请与本机关联系。"
    page = f"<ul>{links}</ul><h1>滦州市人民政府2022年政府信息公开工作年度报告</h1><p>发布时间：2023-01-31 09:00</p><p>{sentence}</p><p>一、总体情况</p>"
    head = who(page, "page.html")
    assert (head.issuer, head.year, head.published, head.period_start) == (
        "滦州市人民政府",
        2022,
        date(2023, 1, 31),
        date(2022, 1, 1),
    )


@pytest.mark.parametrize(
    "text",
    [
        "2023-01-13 来源：南莫镇\n{}",
        "{}\n来源：县水务局 2023-01-13 发布",
        "{}\n来源：本站　2023-01-13 09:00　浏览：87",
    ],
)
def test_a_date_beside_the_source_of_a_page(text: str) -> None:
    assert who(text.format("海安市南莫镇2022年政府信息公开工作年度报告") + BODY).published == date(
        2023, 1, 13
    )


def test_a_date_labelled_in_traditional_characters() -> None:
    assert who(
        "泉州市洛江區人民政府2021年政府信息公開工作年度報告\n發佈時間：2022-02-25" + BODY
    ).published == date(2022, 2, 25)
    assert who(
        "洛江区人民政府2021年政府信息公开工作年度报告\n发布\u200b时间：２０２２-02-25" + BODY
    ).published == date(2022, 2, 25)
    # a date before the year of the report is that of another page
    assert who(
        "发布时间：2019-02-25\n洛江区人民政府2021年政府信息公开工作年度报告\n2022年3月1日" + BODY
    ).published == date(2022, 3, 1)


def test_plain_text() -> None:
    assert fold_dates("⾏政  规範性檔案（kāi）Ａ１") == "行政规范性档案A1"
    assert (
        detect_script("政府信息公开工作年度报告"),
        detect_script("政府信息公開工作年度報告"),
    ) == (
        "hans",
        "hant",
    )


def test_columns_are_those_of_the_frame() -> None:
    head = who("郴州市2019年政府信息公开工作年度报告" + BODY)
    columns = head.make_columns()
    assert "problems" not in columns and "kind" not in columns
    assert (columns["issuer"], columns["issuer_from"], columns["level"], columns["script"]) == (
        "郴州市",
        "title",
        "prefecture",
        "hans",
    )


def test_an_empty_document() -> None:
    head = who("")
    assert (head.issuer_id, head.year, head.scope, codes(head)) == (
        None,
        None,
        "unknown",
        ["year_unknown", "issuer_unknown"],
    )


ORIGINALS = [
    (
        "originals/000_aa479d2515c0d633.txt",
        "431000",
        "prefecture",
        "area",
        2019,
        date(2020, 3, 24),
        None,
    ),
    (
        "originals/001_e8c90e1f83533eb4.txt",
        "610400",
        "prefecture",
        "area",
        2017,
        None,
        date(2017, 12, 31),
    ),
    (
        "originals/002_a2303bdcaefa6cda.txt",
        "210103",
        "county",
        "area",
        2020,
        None,
        date(2020, 12, 31),
    ),
    (
        "originals/003_53c757b5f08b753a.txt",
        "520200:general_office",
        "prefecture",
        "organ",
        2020,
        date(2021, 1, 29),
        date(2020, 12, 31),
    ),
    (
        "originals/004_d3ddc9c30ed8506a.txt",
        "411381",
        "county",
        "area",
        2020,
        None,
        date(2021, 12, 31),
    ),
    ("full/002.pdf", "320813", "county", "area", 2023, None, date(2023, 12, 31)),
    ("full/003.pdf", "320813", "county", "area", 2024, None, date(2024, 12, 31)),
    ("full/008.html", "310000:general_office", "province", "organ", 2019, None, None),
    ("full/012.txt", "350128", "county", "area", 2019, None, None),
    ("excerpts/014.txt", "440103:南源街道办事处", "township", "organ", 2020, None, None),
    ("excerpts/023.txt", "440103:中南街道办事处", "township", "organ", 2020, None, None),
    ("excerpts/051.txt", "440825:司法局", "county", "organ", 2023, None, None),
    ("excerpts/064.txt", "440222:退役军人事务局", "county", "organ", 2020, None, None),
    (
        "excerpts/096.txt",
        "430422:应急管理局",
        "county",
        "organ",
        2020,
        date(2021, 1, 22),
        date(2020, 12, 31),
    ),
    ("prose/040.txt", "512000:南薰乡人民政府", "township", "area", 2014, None, None),
    (
        "series/pingtan_2011.txt",
        "350128",
        "county",
        "area",
        2011,
        date(2012, 4, 11),
        date(2011, 12, 31),
    ),
    (
        "series/pingtan_2025.txt",
        "350128",
        "county",
        "area",
        2025,
        date(2026, 3, 10),
        date(2025, 12, 31),
    ),
]


@needs_reports
@pytest.mark.parametrize(("path", "issuer_id", "level", "scope_", "year", "day", "end"), ORIGINALS)
def test_originals(
    path: str,
    issuer_id: str,
    level: str,
    scope_: str,
    year: int,
    day: date | None,
    end: date | None,
) -> None:
    document = read(REPORTS / path, path)
    head = read_masthead(document, [block for block in document.blocks if isinstance(block, Line)])
    assert (head.issuer_id, head.level, head.scope, head.year) == (issuer_id, level, scope_, year)
    assert (head.published, head.period_end) == (day, end)


@needs_reports
@pytest.mark.parametrize("name", ["002", "008", "016", "050", "057", "061", "063", "066"])
def test_pages_cut_to_their_tables_name_nobody(name: str) -> None:
    document = read(REPORTS / "excerpts" / f"{name}.txt", f"{name}.txt")
    head = read_masthead(document, [block for block in document.blocks if isinstance(block, Line)])
    assert (head.issuer, head.division_code, head.year, codes(head)) == (
        None,
        None,
        None,
        ["year_unknown", "issuer_unknown"],
    )


def test_masthead_title_contradicts_the_manifest() -> None:
    """A pattern that is too wide, or a column filled down alone: the manifest counts, and says so."""
    title = "邓州市人民政府2020年政府信息公开工作年度报告"
    head = who(title + BODY, manifest={"issuer": "沈河区", "year": "2022"})
    assert (head.issuer, head.year) == ("沈河区", 2022)
    found = [(p.code, p.expected, p.found) for p in head.problems]
    assert ("manifest_overrules", "2020", "2022") in found
    assert ("manifest_overrules", "邓州市人民政府", "沈河区") in found
    same = who(title + BODY, manifest={"issuer": "河南省邓州市", "year": "2020"})
    assert not [p for p in same.problems if p.code == "manifest_overrules"]


def test_organs_of_the_lexicon_are_told_apart() -> None:
    """No name stands for two organs, and each organ's sector is one of those listed."""
    data = tomllib.loads((resources.files("analysis.forms") / "organs.toml").read_text("utf-8"))
    names = [
        name
        for organ in data["organ"]
        for name in (
            organ["name"],
            *organ.get("names", ()),
            *(former["name"] for former in organ.get("former", ())),
        )
    ]
    assert len(set(names)) == len(names)
    assert {organ["sector"] for organ in data["organ"]} <= {one["key"] for one in data["sector"]}


@pytest.mark.parametrize(
    ("title", "issuer"),
    [
        ("常德市人民政府办公室公布鼎城区2022年政府信息公开工作年度报告的通知", "鼎城区"),
        ("常德市人民政府办公室转发鼎城区人民政府2022年政府信息公开工作年度报告", "鼎城区人民政府"),
        ("湖南省人民政府办公厅公布常德市2022年政府信息公开工作年度报告的通知", "常德市"),
        ("常德市水利局关于公布2022年政府信息公开工作年度报告的通知", "常德市水利局"),
        ("常德市人民政府办公室公开2022年政府信息公开工作年度报告的通知", None),
    ],
)
def test_masthead_who_publishes_a_report_of_another(title: str, issuer: str | None) -> None:
    """Who publishes or forwards is not the issuer where another body is named behind."""
    head = who(title + BODY)
    assert (head.issuer, head.year) == (issuer, 2022)


def test_masthead_year_of_a_meta_tag_against_the_title() -> None:
    """The title of the page stands above that of its tags; an incomplete one makes them doubtful."""
    meta = {"title": "常德市水利局2021年政府信息公开工作年度报告"}
    assert who("常德市水利局2022年政府信息公开工作年度报告" + BODY, meta=meta).year == 2022
    assert who("2022年政府信息公开工作年度报告" + BODY, meta=meta).year is None
