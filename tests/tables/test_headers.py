"""Headers that name their columns in another order than the form: the printed order counts."""

from collections.abc import Callable

import pytest

from .layouts import GRIDS, LAYOUTS, Rows, as_cells, as_html, as_pipes, problems, read_text, values

NAMES = {
    "自然人": "natural_person",
    "商业企业": "business",
    "科研机构": "research_institute",
    "社会公益组织": "public_interest_org",
    "法律服务机构": "legal_service",
    "其他": "other_org",
    "总计": "total",
}
COUNTS = {
    "一、本年新收政府信息公开申请数量": dict(zip(NAMES, (41, 7, 3, 0, 2, 5, 58), strict=True)),
    "二、上年结转政府信息公开申请数量": dict(zip(NAMES, (6, 0, 1, 0, 0, 2, 9), strict=True)),
    "（一）予以公开": dict(zip(NAMES, (20, 4, 0, 0, 1, 3, 28), strict=True)),
}
KEYS = dict(zip(COUNTS, ("new", "carried_in", "granted"), strict=True))
EXPECTED = {
    f"{KEYS[label]}.{NAMES[name]}": count
    for label, row in COUNTS.items()
    for name, count in row.items()
}
ORDERS = {
    "reversed": "总计 其他 法律服务机构 社会公益组织 科研机构 商业企业 自然人",
    "total_first": "总计 自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他",
    "shuffled": "商业企业 自然人 总计 其他 社会公益组织 科研机构 法律服务机构",
    "form": " ".join(NAMES),
}
layouts = pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
grids = pytest.mark.parametrize("layout", GRIDS.values(), ids=GRIDS)


def table(order: str, corner: str) -> Rows:
    names = order.split()
    rows = [[label, *(str(row[name]) for name in names)] for label, row in COUNTS.items()]
    return [[corner, *names], *rows]


@layouts
@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
@pytest.mark.parametrize("corner", ["申请人情况", "办理情况"])
def test_parse_header_flat_header_in_any_order(
    layout: Callable[[Rows], str], order: str, corner: str
) -> None:
    found = read_text(layout(table(order, corner)), layout)
    assert values(found) == EXPECTED
    assert {r.status for r in found.readings} == {"printed"}


@grids
def test_parse_header_groups_in_another_order(layout: Callable[[Rows], str]) -> None:
    """The group of organisations stands in front of the natural persons, the total before both."""
    blank = ["", "", "", "", ""]
    names = "科研机构 商业企业 其他 社会公益组织 法律服务机构".split()
    head = [["", "总计", "法人或其他组织", *blank[1:], "自然人"], ["", "", *names, ""]]
    if layout is as_html:  # cells that spans cover are not written
        head = [["", "总计", "法人或其他组织", "自然人"], names]
    rows = [
        [label, str(row["总计"]), *(str(row[name]) for name in names), str(row["自然人"])]
        for label, row in COUNTS.items()
    ]
    assert values(read_text(layout([*head, *rows]), layout)) == EXPECTED


def test_parse_header_illegible_cells_in_another_order_give_no_value() -> None:
    """What is legible contradicts the order of the form, so that order is not tried."""
    text = as_cells(table(ORDERS["reversed"], "申请人情况"))
    found = read_text(text.replace("法律服务机构", "■■■■"), as_cells)
    assert values(found) == {}
    assert problems(found, "header_incomplete")


def test_parse_header_illegible_cell_in_the_order_of_the_form_is_confirmed_by_sums() -> None:
    text = as_cells(table(ORDERS["form"], "办理情况"))
    found = read_text(text.replace("科研机构", "■■"), as_cells)
    assert values(found) == EXPECTED
    assert {r.status for r in found.readings} == {"recovered"}


def test_confirm_headerless_table_of_another_order_gives_no_value() -> None:
    """The first row reads the same from both ends, so its sum holds in the order of the form, too;
    the second says that the total stands first."""
    rows = [
        ["一、本年新收政府信息公开申请数量", *"6 0 0 0 0 0 6".split()],
        ["二、上年结转政府信息公开申请数量", *"9 5 1 0 0 1 2".split()],
    ]
    found = read_text(as_cells(rows), as_cells)
    assert values(found) == {}
    assert problems(found, "header_incomplete")
    in_order = [rows[0], [rows[1][0], *"5 1 0 0 1 2 9".split()]]
    assert len(values(read_text(as_cells(in_order), as_cells))) == 14


def test_parse_header_cell_of_no_form_among_single_cells_is_a_column() -> None:
    """A column 同比增减 beside the total: its numbers are no column of the form."""
    head = "申请人情况 自然人 法人或其他组织 总计 同比增减 商业企业 科研机构 社会公益组织".split()
    head += ["法律服务机构", "其他"]
    rows = [
        ["一、本年新收政府信息公开申请数量", *"8 0 0 0 1 0 9 4".split()],
        ["二、上年结转政府信息公开申请数量", "", "", "", "", "", "", "0", "0"],
    ]
    found = values(read_text(as_cells([head, *rows]), as_cells))
    assert found["new.total"] == 9 and found["new.legal_service"] == 1
    assert found["carried_in.total"] == 0 and "carried_in.other_org" not in found


@grids
def test_find_doubt_empty_cell_between_columns_gives_no_value(
    layout: Callable[[Rows], str],
) -> None:
    """Nobody knows which column lost its label, so none has a value."""
    rows = [
        ["信息内容", "上一年项目数量", "", "处理决定数量"],
        ["行政处罚", "", "", ""],
        ["行政强制", "", "+1", ""],
    ]
    assert values(read_text(layout(rows), layout)) == {}
    rows[2] = ["行政强制", "3", "+1", "7"]
    found = read_text(layout(rows), layout)
    assert values(found) == {}
    assert problems(found, "header_incomplete")


def test_labels_below_their_rows_of_numbers_give_no_value() -> None:
    """A row of numbers stands in front of the first label, so each label has the numbers above."""
    lines = [["", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]]
    for label, counts in COUNTS.items():
        lines += [["", *(str(count) for count in counts.values())], [label]]
    assert values(read_text(as_html(lines), as_html)) == {}


def test_divided_column_is_no_column_of_the_form() -> None:
    rows = [
        ["信息内容", "上一年项目数量", "本年增", "本年减", "处理决定数量"],
        ["行政处罚", "8", "3", "1", "7"],
    ]
    found = values(read_text(as_html(rows), as_html))
    assert found == {"penalties.prior_year_items": 8, "penalties.decisions": 7}


def test_doubt_labels_rows_of_numbers_without_a_label_are_named() -> None:
    """The labels of a table stand one row lower than their numbers."""
    rows = [
        ["", *"自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计".split()],
        ["一、本年新收政府信息公开申请数量", *[""] * 7],
        ["", *"6 0 0 0 0 0 6".split()],
        ["二、上年结转政府信息公开申请数量", *"1 0 0 0 0 1 2".split()],
    ]
    found = read_text(as_html(rows), as_html)
    assert "new.total" not in values(found)
    assert {r.status for r in found.readings if r.row == "new"} == {"ambiguous"}
    assert problems(found, "label_unknown")


RESULTS = "结果维持 结果纠正 其他结果 尚未审结 总计".split()
RESULT_KEYS = ("upheld", "corrected", "other", "pending", "total")
CHANNELS = {
    "reconsideration": ("行政复议", "6 4 3 1 14"),
    "litigation_direct": ("未经复议直接起诉", "3 7 1 1 12"),
    "litigation_after_reconsideration": ("复议后起诉", "8 5 3 2 18"),
}
DISPUTES = {
    f"{channel}.{key}": float(count)
    for channel, (_, counts) in CHANNELS.items()
    for key, count in zip(RESULT_KEYS, counts.split(), strict=True)
}


def channel_counts(*channels: str) -> list[str]:
    return [count for channel in channels for count in CHANNELS[channel][1].split()]


@grids
def test_parse_header_across_suits_in_front(layout: Callable[[Rows], str]) -> None:
    suits = ["litigation_direct", "litigation_after_reconsideration"]
    names = [CHANNELS[channel][0] for channel in suits]
    head = [["行政诉讼", "行政复议"], names, RESULTS * 3]
    if layout is not as_html:
        gap = [""] * 4
        head = [
            ["行政诉讼", *[""] * 9, "行政复议", *gap],
            [names[0], *gap, names[1], *gap, *[""] * 5],
            RESULTS * 3,
        ]
    text = layout([*head, channel_counts(*suits, "reconsideration")])
    assert values(read_text(text, layout)) == DISPUTES


def test_parse_header_across_results_above_channels() -> None:
    names = [name for name, _ in CHANNELS.values()]
    counts = [channel_counts(channel) for channel in CHANNELS]
    row = [counts[channel][result] for result in range(5) for channel in range(3)]
    found = read_text(as_html([RESULTS, names * 5, row]), as_html)
    assert values(found) == DISPUTES


def test_parse_header_across_without_the_heading_of_suits_is_not_certain() -> None:
    """Without it nobody knows on which side of the suits the reconsiderations stand."""
    names = [CHANNELS[channel][0] for channel in list(CHANNELS)[1:]]
    row = channel_counts("litigation_direct", "litigation_after_reconsideration", "reconsideration")
    found = read_text(as_html([["■■■■", "行政复议"], names, RESULTS * 3, row]), as_html)
    assert {r.status for r in found.readings} <= {"recovered", "ambiguous"}


@layouts
@pytest.mark.parametrize(
    "suit", ["行政诉讼（{}）", "（二）{}", "2.{}", "#### {}情况", "行政诉讼：{}"]
)
def test_parse_header_across_channel_in_a_heading(layout: Callable[[Rows], str], suit: str) -> None:
    text = ""
    for channel, (name, _) in CHANNELS.items():
        heading = name if channel == "reconsideration" else suit.format(name)
        text += f"<p>{heading}</p>" if layout is as_html else f"\n{heading}\n\n"
        text += layout([RESULTS, channel_counts(channel)])
    assert values(read_text(text, layout)) == DISPUTES


@grids
def test_parse_header_across_row_for_each_channel(layout: Callable[[Rows], str]) -> None:
    rows = [[name, *counts.split()] for name, counts in CHANNELS.values()]
    assert values(read_text(layout([["类别", *RESULTS], *rows]), layout)) == DISPUTES


def test_read_down_total_beside_the_applicants_in_single_cells_is_confirmed_by_the_sums() -> None:
    """Directly behind 申请人情况 the total stands beside it, or first below it: nothing is read but
    the order of the form, where the sums hold."""
    names = list(NAMES)
    head = ["申请人情况", "总计", "自然人", "法人或其他组织", *names[1:6]]
    for order, expected in ((names, EXPECTED), (["总计", *names[:6]], {})):
        rows = [[label, *(str(row[name]) for name in order)] for label, row in COUNTS.items()]
        assert values(read_text(as_cells([head, *rows]), as_cells)) == expected


def test_read_down_proactive_columns_reversed() -> None:
    rows = [["信息内容", "现行有效件数", "本年废止件数", "本年制发件数"], ["规章", "7", "1", "2"]]
    for layout in (as_pipes, as_html, as_cells):
        assert values(read_text(layout(rows), layout)) == {
            "rules.issued": 2,
            "rules.repealed": 1,
            "rules.in_force": 7,
        }


@grids
@pytest.mark.parametrize("words", [("复议", "诉讼"), ("行政复议案件", "行政诉讼案件")])
def test_names_channel_in_words_of_no_form_gives_no_value(
    layout: Callable[[Rows], str], words: tuple[str, str]
) -> None:
    """Sums hold in any order of the channels, so the order of the form proves nothing."""
    blank = ["", "", "", ""]
    head = [
        [words[1], *blank, *blank, "", words[0], *blank],
        ["未经复议直接起诉", *blank, "复议后起诉", *blank, *RESULTS],
        [*RESULTS, *RESULTS, *[""] * 5],
    ]
    cells = [*"30003", *"20002", *"10001"]
    found = read_text(layout([*head, cells]), layout)
    assert values(found) == {}
    assert problems(found, "header_incomplete")


@grids
def test_parse_header_across_channels_in_longer_words(layout: Callable[[Rows], str]) -> None:
    blank = ["", "", "", ""]
    head = [
        ["行政诉讼", *blank, *blank, "", "行政复议", *blank],
        ["未经行政复议直接起诉", *blank, "经复议后起诉", *blank, *RESULTS],
        [*RESULTS, *RESULTS, *[""] * 5],
    ]
    found = values(read_text(layout([*head, [*"30003", *"20002", *"10001"]]), layout))
    assert found["litigation_direct.upheld"] == 3
    assert found["litigation_after_reconsideration.upheld"] == 2
    assert found["reconsideration.upheld"] == 1


WORDS = "自然人 公益组织 科研机构 企业 法律服务 其他 合计"


@pytest.mark.parametrize("order", [WORDS, "企业 科研 公益 法律 其他 自然人 合计"])
@layouts
def test_contradicts_words_of_no_label_in_another_order(
    layout: Callable[[Rows], str], order: str
) -> None:
    """Words that are a part of one label each tell no column, but that its order is another one:
    sums hold in any order, so there is no value."""
    found = read_text(layout(table_of(order)), layout)
    assert values(found) == {}
    assert problems(found, "header_incomplete")


@layouts
def test_contradicts_words_of_no_label_in_the_order_of_the_form(
    layout: Callable[[Rows], str],
) -> None:
    found = read_text(layout(table_of("自然人 企业 科研 公益 法律服务 其他 合计")), layout)
    assert values(found) == EXPECTED


def table_of(order: str) -> Rows:
    counts = [[label, *map(str, row.values())] for label, row in COUNTS.items()]
    return [["申请人情况", *order.split()], *counts]


SHORT = "纠正 维持 其他 未审结 合计".split()


@pytest.mark.parametrize(
    ("results", "is_read"), [(SHORT, False), ([SHORT[1], SHORT[0], *SHORT[2:]], True)]
)
def test_reorders_columns_of_words_that_are_no_labels(results: list[str], is_read: bool) -> None:
    rows = [
        ["行政复议", "行政诉讼"],
        [*results, "未经复议直接起诉", "复议后起诉"],
        [*results, *results],
        "4 1 0 2 7 0 3 1 0 4 1 0 0 1 2".split(),
    ]
    found = read_text(as_pipes(rows), as_pipes)
    assert len(values(found)) == 15 * is_read


@pytest.mark.parametrize("years", [("2021", "2022"), ("2022", "2021")])
def test_begins_with_year_rows_of_two_years(years: tuple[str, str]) -> None:
    """A bare year in front of the cells is no count."""
    results = "结果维持 结果纠正 其他结果 尚未审结 总计".split()
    counts = ["4 1 0 2 7 0 3 1 0 4 1 0 0 1 2", "0 0 2 0 2 1 0 0 0 1 0 0 3 0 3"]
    rows = [
        ["年度", "行政复议", "未经复议直接起诉", "复议后起诉"],
        ["", *results, *results, *results],
        *([year, *row.split()] for year, row in zip(years, counts, strict=True)),
    ]
    found = read_text(as_html(rows), as_html, 2022)
    own = map(float, counts[years.index("2022")].split())
    assert list(values(found).values()) == list(own)
    assert not problems(found, "label_unknown")
