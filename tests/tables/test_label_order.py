"""Labels that a page prints behind their numbers: nothing there has a value."""

from collections.abc import Callable

import pytest

from analysis.forms import forms

from .layouts import GRIDS, LAYOUTS, Rows, as_pipes, problems, read_text, values

layouts = pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)

CELLS = {
    "统计指标": (
        "（一）主动公开政府信息数",
        "1.政府公报公开政府信息数",
        "2.政府网站公开政府信息数",
        "（一）收到申请数",
    ),
    "统计数": ("1308", "52", "907", "41"),
    "单位": ("条", "条", "条", "件"),
    "序号": ("1", "2", "3", "4"),
}
READ = {
    "proactive_items.value": 1308,
    "published_gazette.value": 52,
    "published_website.value": 907,
    "applications_received.value": 41,
}


def statistics(*columns: str, head: bool = True) -> Rows:
    rows = [list(row) for row in zip(*(CELLS[column] for column in columns), strict=True)]
    return [list(columns), *rows] if head else rows


@layouts
@pytest.mark.parametrize(
    "columns",
    [
        ("统计数", "统计指标"),
        ("统计数", "统计指标", "单位"),
        ("统计数", "单位", "统计指标"),
        ("单位", "统计数", "统计指标"),
    ],
    ids="-".join,
)
def test_mark_numbers_in_front_of_labels(
    layout: Callable[[Rows], str], columns: tuple[str, ...]
) -> None:
    """No number in front of its label becomes that of the row above, also below a header."""
    found = read_text(layout(statistics(*columns)), layout)
    assert values(found) == {}
    assert len(problems(found, "header_incomplete")) == 1


@layouts
def test_mark_numbers_in_front_no_header_no_values(layout: Callable[[Rows], str]) -> None:
    """Numbers in front of labels below no header are named once."""
    found = read_text(layout(statistics("统计数", "单位", "统计指标", head=False)), layout)
    assert values(found) == {}
    assert len(problems(found, "header_incomplete")) == 1


@pytest.mark.parametrize("layout", GRIDS.values(), ids=GRIDS)
def test_mark_numbers_in_front_a_counter_is_no_number(layout: Callable[[Rows], str]) -> None:
    """The number that counts the rows is not the number of a row."""
    known = values(read_text(layout(statistics("序号", "统计指标", "单位")), layout))
    assert known == {}
    known = values(read_text(layout(statistics("序号", "统计指标", "统计数")), layout))
    assert known == READ


def test_mark_numbers_in_front_applicants_in_lines() -> None:
    """A line of numbers in front of each label line: no header says whose they are."""
    head = "申请人情况\n自然人\n商业企业\n科研机构\n社会公益组织\n法律服务机构\n其他\n总计\n"
    rows = (
        "31 4 0 2 0 1 38\n一、本年新收政府信息公开申请数量\n"
        "2 0 0 0 0 0 2\n二、上年结转政府信息公开申请数量\n"
        "30 4 0 2 0 1 37\n（一）予以公开\n"
    )
    found = read_text(head + rows, as_pipes)
    assert values(found) == {}
    assert len(problems(found, "header_incomplete")) == 1


@layouts
def test_mark_numbers_in_front_columns_in_front_of_the_labels(
    layout: Callable[[Rows], str],
) -> None:
    """A table whose labels stand at its right end gives nothing."""
    rows = [
        ["本年制发件数", "本年废止件数", "现行有效件数", "信息内容"],
        ["3", "1", "40", "规章"],
        ["12", "5", "231", "行政规范性文件"],
    ]
    found = read_text(layout(rows), layout)
    assert values(found) == {}
    assert found.problems


def test_split_text_number_in_front_of_a_numbered_label() -> None:
    """The number of the next label, which the form knows, tells where a number ends."""
    rows = forms()["stat2014"].table("stat2014").rows
    numbers = {row.key: 7 * at + 1 for at, row in enumerate(rows)}
    words = "".join(f"{row.label}{row.unit}{numbers[row.key]}" for row in rows)
    found = values(read_text(words + "\n", as_pipes))
    assert found == {f"{key}.value": number for key, number in numbers.items()}


def test_split_text_number_in_front_of_a_label_with_another_number() -> None:
    """A numbering that the form does not have leaves open where the number ends."""
    rows = forms()["stat2014"].table("stat2014").rows
    words = "".join(f"{row.label}{row.unit}{7 * at + 1}" for at, row in enumerate(rows))
    found = values(read_text(words.replace("2.政府网站", "9.政府网站", 1) + "\n", as_pipes))
    assert "published_gazette.value" not in found
    assert len(found) == len(rows) - 1
