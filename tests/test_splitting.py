"""Several reports in one document: which titles repeat that of the report, and which end it."""

import pytest

from analysis.extraction import extract
from analysis.frames import Extract

COUNTS = """\
信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数
规章 | 0 | 0 | 2
行政规范性文件 | 5 | 1 | 40
信息内容 | 本年处理决定数量
行政许可 | 610
行政处罚 | 77
行政强制 | 4
信息内容 | 本年收费金额（单位：万元）
行政事业性收费 | 31.5
"""
APPLICATIONS = """\
申请人情况
自然人 | 法人或其他组织 | 总计
商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他
一、本年新收政府信息公开申请数量 | 11 | 2 | 0 | 0 | 1 | 0 | 14
二、上年结转政府信息公开申请数量 | 1 | 0 | 0 | 0 | 0 | 0 | 1
"""
ROWS = APPLICATIONS.splitlines(keepends=True)
HEADING = "三、收到和处理政府信息公开申请情况\n"
OWN = "安宁市2022年政府信息公开工作年度报告\n"
ABOVE = f"{OWN}一、总体情况\n本市依法公开。\n二、主动公开政府信息情况\n{COUNTS}"


def read(text: str) -> list[Extract]:
    return extract(text.encode(), "a.txt")


def sizes(text: str) -> list[tuple[str, int, int]]:
    """Issuer, year and number of cells of each report."""
    return [
        (e.masthead["issuer"], e.masthead["year"], len(e.recognised.readings)) for e in read(text)
    ]


def foreign(text: str) -> list[str]:
    (one,) = read(text)
    return [p.found for p in one.recognised.problems if p.code == "table_foreign"]


@pytest.mark.parametrize(
    "head",
    [
        "安宁市2022年政府信息公开工作年度报告",
        "安宁市人民政府2022年政府信息公开工作年度报告",
        "安宁市人民政府办公室2022年度政府信息公开工作年度报告",
        "云南省安宁市2022年政府信息公开年报 |",
        "2022年政府信息公开工作年度报告",
        "安宁市人民政府门户网站2022年政府信息公开工作年度报告",
        "安宁市人民政府2022年度报告",
    ],
)
def test_split_reports_running_head_in_other_words(head: str) -> None:
    """A running head inside a table costs no cell and begins no report."""
    *above, last = ROWS
    text = f"{ABOVE}{HEADING}{''.join(above)}{head}\n{last}"
    assert [count for *_, count in sizes(text)] == [24]
    assert foreign(text) == []


@pytest.mark.parametrize(
    ("title", "issuer", "year"),
    [
        ("安宁市教育局2022年政府信息公开工作年度报告", "安宁市教育局", 2022),
        ("安宁市2021年政府信息公开工作年度报告", "安宁市", 2021),
    ],
)
def test_split_reports_title_of_another_report(title: str, issuer: str, year: int) -> None:
    text = f"{ABOVE}{title}\n{HEADING}{APPLICATIONS}"
    assert sizes(text) == [("安宁市", 2022, 10), (issuer, year, 14)]


def test_extract_names_further_reports() -> None:
    """The first report of a file says that others stand behind it."""
    text = f"{ABOVE}安宁市教育局2022年政府信息公开工作年度报告\n{HEADING}{APPLICATIONS}"
    first, second = read(text)
    (found,) = [p for p in first.problems if p.code == "several_reports"]
    assert (found.expected, found.found) == ("one report", "2 reports")
    assert all(p.code != "several_reports" for p in second.problems)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("安宁市教育局2022年度报告", "安宁市教育局 2022"),
        ("往年报告", "往年报告"),
        ("附件2 安宁市教育局\n一、总体情况\n本局依法公开。", "安宁市教育局"),
    ],
)
def test_split_reports_lines_that_head_the_tables_of_others(line: str, found: str) -> None:
    """Without a full title nothing says what the other report is: its tables are no report's."""
    text = f"{ABOVE}{line}\n{HEADING}{APPLICATIONS}"
    assert sizes(text) == [("安宁市", 2022, 10)]
    assert foreign(text) == [found]


@pytest.mark.parametrize("again", ["", "安宁市人民政府2022年政府信息公开工作年度报告\n"])
def test_split_reports_title_of_another_report_holds_to_the_next(again: str) -> None:
    """A table of few numbers below another title is of no report; the own title ends that."""
    few = "信息内容 | 本年处理决定数量\n行政许可 | 900\n"
    text = (
        f"{OWN}一、总体情况\n安宁市2021年政府信息公开工作年度报告\n{few}{again}{HEADING}{ROWS[0]}"
    )
    text += "".join(ROWS[1:])
    assert sizes(text) == [("安宁市", 2022, 14 if again else 0)]
    assert foreign(text) == ["安宁市 2021"] * (1 if again else 2)


def test_split_reports_links_to_other_years() -> None:
    """Links below the tables, and above the first section, head no tables."""
    links = "安宁市2020年政府信息公开工作年度报告\n安宁市2021年政府信息公开工作年度报告\n"
    assert sizes(f"{ABOVE}{HEADING}{APPLICATIONS}{links}") == [("安宁市", 2022, 24)]
    text = f"{links}{ABOVE}{HEADING}{APPLICATIONS}"
    assert [count for *_, count in sizes(text)] == [24]
    assert foreign(text) == []


@pytest.mark.parametrize(("again", "count"), [("", 0), (OWN, 10)])
def test_split_reports_nearer_of_two_titles_above_a_table(again: str, count: int) -> None:
    """The title of the page is of one year, the title next to the table of another."""

    def table(text: str) -> str:
        rows = (
            "".join(f"<td>{cell}</td>" for cell in line.split(" | ")) for line in text.split("\n")
        )
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"

    old = f"<h2>安宁市2021年政府信息公开工作年度报告</h2>{table(APPLICATIONS)}"
    new = f"<h2>{again}</h2>{table(COUNTS)}" if again else ""
    page = f"<title>{OWN}</title><h1>{OWN}</h1><p>发布时间：2023-01-20</p>{old}{new}"
    (one,) = extract(page.encode(), "a.html")
    assert one.masthead["year"] == 2022
    assert len(one.recognised.readings) == count


@pytest.mark.parametrize(
    "title",
    [
        "安宁市教育局\n2022年政府信息公开工作年度报告",
        "2022年政府信息公开工作年度报告\n安宁市教育局",
    ],
)
def test_find_body_in_the_line_beside_the_title(title: str) -> None:
    text = f"{ABOVE}{title}\n{HEADING}{APPLICATIONS}"
    assert [count for *_, count in sizes(text)] == [10, 14]
