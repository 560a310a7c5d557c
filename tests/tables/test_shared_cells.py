"""A number in a cell of several rows is that of none of them."""

import pytest

from analysis.documents import read
from analysis.tables.readings import Recognised
from analysis.tables.recognise import recognise

from .layouts import problems, values

NAMES = "自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计".split()


def cells(*texts: str) -> str:
    return "".join(text if text.startswith("<") else f"<td>{text}</td>" for text in texts)


def table(*rows: str) -> str:
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def read_page(page: str) -> Recognised:
    return recognise(read(page.encode(), "a.html"))[0]


@pytest.mark.parametrize("tall", ['<td rowspan="2">6</td>', "<td ROWSPAN=3><p>6</p></td>"])
def test_mark_shared_number_of_two_rows_has_no_value(tall: str) -> None:
    page = table(
        cells("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
        cells("规章", "1", "2", tall),
        cells("行政规范性文件", "4", "5"),
        cells("第二十条 第（五）项"),
        cells("信息内容", "本年处理决定数量"),
        cells("行政许可", "7"),
    )
    found = read_page(page)
    assert values(found) == {"rules.issued": 1, "rules.repealed": 2, "licensing.decisions": 7}
    shared = [p for p in problems(found, "ambiguous") if "several rows" in p.message]
    assert [p.found for p in shared] == ["6"] and "规章" in shared[0].message


def test_mark_shared_number_of_rows_of_one_column() -> None:
    page = table(
        cells("统计指标", "单位", "统计数"),
        cells("（一）主动公开政府信息数", "条", "<td rowspan=2>88</td>"),
        cells("（四）举报投诉数量", "件"),
        cells("（一）召开政府信息公开工作会议或专题会议数", "次", "5"),
    )
    assert values(read_page(page)) == {"meetings.value": 5}


@pytest.mark.parametrize(
    "below",
    ["", cells("", "", ""), cells("<td><p>&nbsp;</p></td>")],
    ids=["no cells", "blank cells", "a blank cell"],
)
def test_mark_shared_rows_below_that_hold_nothing(below: str) -> None:
    """Programs write a tall row as one row of tall cells with an empty row below it."""
    tall = [f"<td rowspan=2>{text}</td>" for text in ("规章", "1", "2", "3")]
    page = table(
        cells("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
        cells(*tall),
        below,
        cells("行政规范性文件", "4", "5", "<td rowspan=2>6</td>"),
    )
    assert len(values(read_page(page))) == 6


def test_mark_shared_labels_and_blank_cells_may_span_rows() -> None:
    """Labels, headings and nil marks of several rows change nothing."""
    page = table(
        f"<td rowspan=2>申请人情况</td>{cells(*NAMES)}",
        cells("", *[""] * 6),
        cells("<td rowspan=2>三、本年度办理结果</td>", "（一）予以公开", *"1 2 3 0 0 4 10".split()),
        cells("（二）部分公开", *"5 0 0 0 0 0 5".split()),
    )
    assert len(values(read_page(page))) == 14
    assert not problems(read_page(page), "ambiguous")


def test_detach_shared_labels_two_rows_of_numbers_behind_one_label() -> None:
    """Nobody knows which of the two is meant, so the row has no cells; its neighbour keeps its."""
    page = table(
        cells("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
        cells("<td rowspan=2>规章</td>", "1", "2", "3"),
        cells("4", "5", "6"),
        cells("行政规范性文件", "7", "8", "9"),
    )
    found = read_page(page)
    assert {key.split(".")[0] for key in values(found)} == {"normative_documents"}
    assert any("规章" in problem.message for problem in problems(found, "row_missing"))
