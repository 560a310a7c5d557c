"""Rows of a table that a page prints with rows of their own, apart from their labels, or broken."""

from collections.abc import Callable

import pytest

from .layouts import (
    LAYOUTS,
    Rows,
    as_cells,
    as_html,
    as_markdown,
    as_pipes,
    as_tabs,
    problems,
    read_text,
    values,
)

layouts = pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
ITEMS = ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"]


@layouts
@pytest.mark.parametrize(
    "below", [["行政检查"], ["行政检查", "行政确认"], ["检查", "确认", "奖励"]]
)
def test_read_table_row_with_rows_of_its_own_has_no_value(
    layout: Callable[[Rows], str], below: list[str]
) -> None:
    """The first row below it is not the row, whatever the layout."""
    if layout is as_cells or layout is as_html:
        rows = [["其他对外管理服务事项", below[0], "5", "1", "7"]]
        rows += [[name, "3", "2", "9"] for name in below[1:]]
        rest = [[label, "1", "0", "4"] for label in ("行政处罚", "行政强制")]
        head = [ITEMS, ["行政许可", "3", "0", "12"]]
    else:
        rows = [["其他对外管理服务事项", below[0], "5", "1", "7"]]
        rows += [["", name, "3", "2", "9"] for name in below[1:]]
        rest = [[label, "", "1", "0", "4"] for label in ("行政处罚", "行政强制")]
        head = [[ITEMS[0], "", *ITEMS[1:]], ["行政许可", "", "3", "0", "12"]]
    found = read_text(layout([*head, *rows, *rest]), layout)
    assert not [key for key in values(found) if key.startswith("other_services")]
    assert values(found)["licensing.decisions"] == 12
    assert values(found)["penalties.decisions"] == 4
    assert any("其他对外管理服务事项" in problem.message for problem in found.problems)


@layouts
def test_read_table_row_with_its_own_number_keeps_it(layout: Callable[[Rows], str]) -> None:
    rows = [
        ITEMS,
        ["行政许可", "3", "0", "12"],
        ["其他对外管理服务事项", "8", "3", "16"],
        ["其中：行政检查", "5", "1", "7"],
        ["行政确认", "3", "2", "9"],
        ["行政处罚", "1", "0", "4"],
    ]
    found = values(read_text(layout(rows), layout))
    assert [found[f"other_services.{c}"] for c in ("prior_year_items", "change", "decisions")] == [
        8,
        3,
        16,
    ]
    assert found["penalties.decisions"] == 4


NAMES = "自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计".split()
LABELS = {
    "new": "一、本年新收政府信息公开申请数量",
    "carried_in": "二、上年结转政府信息公开申请数量",
    "granted": "（一）予以公开",
    "granted_partly": "（二）部分公开",
    "refused_state_secret": "1.属于国家秘密",
    "refused_other_law": "2.其他法律行政法规禁止公开",
    "refused_security_stability": "3.危及“三安全一稳定”",
    "refused_third_party": "4.保护第三方合法权益",
    "refused_internal_affairs": "5.属于三类内部事务信息",
    "refused_deliberative": "6.属于四类过程性信息",
    "refused_enforcement_file": "7.属于行政执法案卷",
    "refused_registry_query": "8.属于行政查询事项",
    "unable_not_held": "1.本机关不掌握相关政府信息",
    "unable_needs_creation": "2.没有现成信息需要另行制作",
    "unable_unclear": "3.补正后申请内容仍不明确",
    "not_processed_petition": "1.信访举报投诉类申请",
    "not_processed_duplicate": "2.重复申请",
    "not_processed_publication": "3.要求提供公开出版物",
    "not_processed_excessive": "4.无正当理由大量反复申请",
    "not_processed_reconfirmation": "5.要求行政机关确认或重新出具已获取信息",
    "other": "（六）其他处理",
    "closed_total": "（七）总计",
    "carried_out": "四、结转下年度继续办理",
}
COUNTS = dict.fromkeys(LABELS, [0] * 7) | {
    "new": [27, 3, 0, 0, 0, 0, 30],
    "carried_in": [1, 0, 0, 0, 0, 0, 1],
    "granted": [8, 1, 0, 0, 0, 0, 9],
    "granted_partly": [3, 0, 0, 0, 0, 0, 3],
    "unable_not_held": [9, 0, 0, 0, 0, 0, 9],
    "unable_unclear": [4, 1, 0, 0, 0, 0, 5],
    "not_processed_duplicate": [3, 1, 0, 0, 0, 0, 4],
    "closed_total": [27, 3, 0, 0, 0, 0, 30],
    "carried_out": [1, 0, 0, 0, 0, 0, 1],
}
EXPECTED = {row: float(counts[-1]) for row, counts in COUNTS.items()}


def apart(rows: dict[str, list[int]], *gaps: str, lost: str = "") -> str:
    """A Markdown table made from a PDF: the labels of some rows stand above them, behind one another."""
    text = as_markdown([["办理情况", *NAMES]]).rstrip() + "\n"
    waiting: list[str] = []
    for row, counts in rows.items():
        cells = " | ".join(map(str, counts))
        if row in gaps:
            text += "" if row == lost else f"{LABELS[row]}\n"
            waiting.append(f"| {cells} |\n")
            continue
        text += "".join(waiting) + f"| {LABELS[row]} | {cells} |\n"
        waiting = []
    return text + "".join(waiting)


def totals(text: str) -> dict[str, float]:
    found = values(read_text(text, as_markdown))
    return {key.split(".")[0]: value for key, value in found.items() if key.endswith(".total")}


@pytest.mark.parametrize(
    "gaps",
    [
        ("granted_partly",),
        ("unable_not_held", "unable_needs_creation", "unable_unclear"),
        ("granted", "granted_partly", "not_processed_petition", "not_processed_duplicate"),
    ],
)
def test_assign_orphans_by_the_order_of_the_form(gaps: tuple[str, ...]) -> None:
    """Between two rows that are certain there are as many rows without a label as rows are missing."""
    assert totals(apart(COUNTS, *gaps)) == EXPECTED


def test_assign_orphans_of_labels_and_rows_in_two_blocks() -> None:
    text = "".join(f"{label}\n" for label in ["办理情况", *NAMES, *LABELS.values()])
    text += as_markdown([[str(n) for n in counts] for counts in COUNTS.values()])
    found = totals(text)
    assert {row: found[row] for row in found} == {row: EXPECTED[row] for row in found}


def test_assign_orphans_not_where_a_row_was_lost() -> None:
    """Two rows for three labels: no number of theirs has a place."""
    gaps = ("unable_not_held", "unable_needs_creation", "unable_unclear")
    text = apart(COUNTS, *gaps).replace("| 9 | 0 | 0 | 0 | 0 | 0 | 9 |\n", "", 1)
    found = totals(text)
    assert not set(gaps) & set(found)
    assert found["closed_total"] == 30


def test_assign_orphans_not_where_the_sums_break() -> None:
    counts = COUNTS | {"unable_unclear": [5, 1, 0, 0, 0, 0, 6]}
    gaps = ("unable_not_held", "unable_needs_creation", "unable_unclear")
    assert not set(gaps) & set(totals(apart(counts, *gaps)))


HEAD = [["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]]


@pytest.mark.parametrize("layout", [as_pipes, as_tabs])
@pytest.mark.parametrize("pieces", [("10", "1"), ("24", "57"), ("1", "0"), ("1", "234")])
def test_read_rows_number_broken_over_a_line_has_no_value(
    layout: Callable[[Rows], str], pieces: tuple[str, str]
) -> None:
    row = layout([["行政规范性文件", "3", "0", "\n".join(pieces)]])
    text = layout([*HEAD, ["规章", "0", "0", "0"]]) + row + layout([["行政许可", "7", "", ""]])
    found = read_text(text, layout)
    assert "normative_documents.in_force" not in values(found)
    assert values(found)["normative_documents.issued"] == 3
    assert values(found)["rules.in_force"] == 0
    assert "\n".join(pieces) in {p.found for p in problems(found, "illegible")}


@pytest.mark.parametrize("layout", [as_pipes, as_tabs])
@pytest.mark.parametrize("rest", [("", ""), ("",)])
def test_read_rows_number_broken_in_front_of_empty_cells_has_no_value(
    layout: Callable[[Rows], str], rest: tuple[str, ...]
) -> None:
    """The rest of a number stands in front of the empty cells of a row of one number."""
    row = layout([["行政强制", "4\n00", *rest], ["行政处罚", "26", *rest]])
    found = read_text(layout([["信息内容", "本年处理决定数量", *rest]]) + row, layout)
    assert values(found) == {"penalties.decisions": 26}
    assert any("4\n00" in p.found for p in found.problems)


def test_read_rows_a_page_number_is_no_piece_of_a_number() -> None:
    text = (
        as_markdown([*HEAD, ["规章", "0", "0", "1"]]) + "4\n" + as_markdown([["规章", "", "", ""]])
    )
    assert values(read_text(text, as_markdown))["rules.in_force"] == 1


def test_ends_row_blank_cells_as_lone_pipes() -> None:
    text = as_pipes([ITEMS, ["行政许可", "71", "-2", "1241"]]) + "行政处罚 | 5 | -3 |\n|\n"
    text += "行政强制 |\n|\n|\n|\n第二十条第（八）项 |\n"
    found = values(read_text(text, as_pipes))
    assert (found["penalties.prior_year_items"], found["penalties.change"]) == (5, -3)
    assert not [key for key in found if key.startswith("compulsion")]


@pytest.mark.parametrize("gap", [" ", "  "])
def test_split_text_table_on_one_line_with_units(gap: str) -> None:
    words = (
        "统计指标 单位 统计数 一、主动公开情况 —— (一)主动公开政府信息数 条 1201 其中:主动公开规范性文件数 条 13 "
        "(二)通过不同渠道公开的情况 —— 1.政府公报公开政府信息数 条 21 2.政府网站公开政府信息数 条 1101 "
        "(一)收到申请数 件 110 1.当面申请数 件 11 2.传真申请数 件 1 七、依申请公开信息收取的费用 万元 0.5"
    )
    found = values(read_text(words.replace("—— ", "——" + gap) + "\n", as_pipes))
    assert found == {
        "proactive_items.value": 1201,
        "proactive_normative.value": 13,
        "published_gazette.value": 21,
        "published_website.value": 1101,
        "applications_received.value": 110,
        "received_in_person.value": 11,
        "received_fax.value": 1,
        "fees_wan_yuan.value": 0.5,
    }


@layouts
def test_meanings_in_the_words_of_taiwan_with_explanations(layout: Callable[[Rows], str]) -> None:
    rows = [
        [
            "資訊內容",
            "上一年專案數量（指上年事項數）",
            "本年增/減（減用負值，如-8）",
            "處理決定數量",
        ],
        ["行政許可（含委託事項）", "9", "4", "88"],
    ]
    documents = [
        ["資訊內容", "本年新製作數量", "本年新公開數量", "對外公開總數量"],
        ["規範性檔案（行政機關制定釋出的檔案）", "3", "3", "21"],
        ["其他主動公開檔案（含以本單位名義簽發的）", "145", "76", "233"],
    ]
    found = values(read_text(layout(documents) + layout(rows), layout))
    assert found["normative_documents.total_disclosed"] == 21
    assert found["other_disclosed_documents.newly_made"] == 145
    assert [found[f"licensing.{c}"] for c in ("prior_year_items", "change", "decisions")] == [
        9,
        4,
        88,
    ]


@pytest.mark.parametrize("below", ["|  |  |  | 06 |\n", "\n06 |\n"])
def test_mark_cut_numbers_below_their_first_piece(below: str) -> None:
    """Behind 12 the page prints 06: 12 may be the begin of 1206, so it is no value."""
    text = as_pipes([*HEAD, ["规章", "0", "0", "9"], ["行政规范性文件", "4", "31", "12"]]) + below
    found = read_text(text, as_pipes)
    assert "normative_documents.in_force" not in values(found)
    assert values(found)["normative_documents.repealed"] == 31
    assert any("may be its rest" in p.message for p in problems(found, "ambiguous"))


def test_split_text_blank_value_in_front_of_a_numbered_label() -> None:
    """One line holds the table: the 5. of the next label is no value of the row without one."""
    text = (
        "统计指标 单位 统计数 一、主动公开情况 —— （一）主动公开政府信息数 条 90 制发规范性文件总数 件 2 "
        "1.政府公报公开政府信息数 条 3 2.政府网站公开政府信息数 条 70 3.政务微博公开政府信息数 条 8 "
        "4.政务微信公开政府信息数 条 5.其他方式公开政府信息数 条 6 （一）收到申请数 件 7 1.当面申请数 件 7\n"
    )
    found = values(read_text(text, as_pipes))
    assert "published_wechat.value" not in found
    assert found["published_weibo.value"] == 8
