"""Small tables whose numbers a person reads at a glance, whole and damaged."""

from collections import Counter

import pytest

from analysis.documents import read
from analysis.forms import forms
from analysis.tables.blocks import TableBlock
from analysis.tables.readings import Recognised
from analysis.tables.recognise import recognise, settle_tie

HEAD = "信息内容 | 本年新制作数量 | 本年新公开数量 | 对外公开总数量 |\n"
APPLICANTS = "申请人情况 |\n自然人 | 法人或其他组织 | 总计 |\n商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 |\n"


def recognised(text: str) -> Recognised:
    return recognise(read(text.encode(), "a.txt"))[0]


def values(text: str) -> dict[str, float | None]:
    return {f"{r.row}.{r.column}": r.value for r in recognised(text).readings}


def test_columns_are_found_by_the_header_in_the_order_in_which_it_prints_them() -> None:
    swapped = "信息内容 | 对外公开总数量 | 本年新制作数量 | 本年新公开数量 |\n规章 | 7 | 1 | 2 |"
    assert values(swapped) == {
        "rules.total_disclosed": 7,
        "rules.newly_made": 1,
        "rules.newly_disclosed": 2,
    }


def test_a_column_that_the_issuer_dropped_is_not_filled_by_its_neighbour() -> None:
    text = "信息内容 | 本年新制作数量 | 对外公开总数量 | ||\n规范性文件 | 无 | 5 | ||"
    assert values(text) == {
        "normative_documents.newly_made": None,
        "normative_documents.total_disclosed": 5,
    }


def test_a_column_that_no_form_knows_keeps_its_place() -> None:
    assert values("信息内容 | 项目数量 | 处理决定数量 |\n行政许可 | 4 | 142 |") == {
        "licensing.decisions": 142
    }


def test_a_label_without_values_gives_nothing() -> None:
    assert values("信息内容\n本年制发件数\n本年废止件数\n现行有效件数\n规章\n行政规范性文件") == {}


TEXT = "信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n规章 | 0 | 0 | 0 |\n信息内容 | 本年处理决定数量 |\n行政许可 | 42 |\n行政处罚 | {} |\n"


@pytest.mark.parametrize("words", ["十二", "1O", "若干", "12（含上年）项左右"])
@pytest.mark.parametrize("mark", [" |", "\t"])
def test_words_in_the_only_cell_of_a_row_are_illegible(words: str, mark: str) -> None:
    found = recognised(TEXT.format(words).replace(" |", mark))
    cells = {r.row: (r.value, r.status, r.raw, r.line) for r in found.readings}
    assert (cells["licensing"], cells["penalties"]) == (
        (42, "printed", "42", 4),
        (None, "illegible", words, 5),
    )
    assert [(p.line, p.found) for p in found.problems if p.code == "illegible"] == [(5, words)]
    assert not [p for p in found.problems if p.code == "row_missing" and "行政处罚" in p.message]


def test_words_below_every_column_are_illegible() -> None:
    found = recognised(TEXT.format("7").replace("规章 | 0 | 0 | 0 |", "规章 | 零件 | 若干 | O |"))
    assert [(r.column, r.status, r.raw) for r in found.readings if r.row == "rules"] == [
        ("issued", "illegible", "零件"), ("repealed", "illegible", "若干"), ("in_force", "illegible", "O")
    ]  # fmt: skip


def test_words_among_single_cells_may_be_a_heading() -> None:
    """They are told with the row that has no cells, and stand nowhere."""
    found = recognised("信息内容\n本年处理决定数量\n行政许可\n1O\n行政处罚\n5\n行政强制\n6\n")
    assert {r.row: r.value for r in found.readings} == {"penalties": 5, "compulsion": 6}
    assert [(p.line, p.found) for p in found.problems if "行政许可" in p.message] == [(3, "1O")]


@pytest.mark.parametrize("cells", [" | | |", " | 若干 |"])
def test_a_row_whose_blank_cells_do_not_fit_is_told(cells: str) -> None:
    found = recognised(
        TEXT.format("7").replace("规章 | 0 | 0 | 0 |", f"规范性文件 | 1 | 2 | 3 |\n规章{cells}")
    )
    assert not [r for r in found.readings if r.row == "rules" and r.value is not None]
    assert [p.code for p in found.problems if "规章" in p.message] == ["row_missing"]


def test_a_table_of_which_only_the_header_stands_is_told() -> None:
    header = "行政复议 | 行政诉讼 |\n结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 |\n"
    for text, words in (
        (header, "has a header, but no cells below it"),
        ("", "is not in the document"),
    ):
        told = [
            p.message
            for p in recognised(TEXT.format("7") + text).problems
            if p.code == "table_missing" and "复议" in p.message
        ]
        assert len(told) == 1 and words in told[0]


def test_total_beside_the_applicants_stands_last() -> None:
    tree = "\t申请人情况\t\t\t\t\t\t总计\n\t自然人\t法人或其他组织\t\t\t\t\t\n\t\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t\n"
    found = values(tree + "一、本年新收政府信息公开申请数量\t59\t1\t0\t0\t0\t1\t61")
    assert (found["new.natural_person"], found["new.other_org"], found["new.total"]) == (59, 1, 61)


def test_columns_of_a_group_stand_as_one_row_of_the_header_prints_them() -> None:
    header = " | 自然人 | 科研机构 | 商业企业 | 社会公益组织 | 法律服务机构 | 其他 | 总计 |"
    found = values(f"{header}\n一、本年新收政府信息公开申请数量 | 20 | 3 | 0 | 0 | 0 | 1 | 24 |")
    assert (
        found["new.natural_person"],
        found["new.research_institute"],
        found["new.business"],
        found["new.total"],
    ) == (20, 3, 0, 24)


def test_a_total_printed_first_below_the_applicants_is_read_first() -> None:
    tree = "\t申请人情况\n\t总计\t自然人\t法人或其他组织\n\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\n"
    found = values(tree + "一、本年新收政府信息公开申请数量\t61\t59\t1\t0\t0\t0\t1")
    assert (
        found["new.total"],
        found["new.natural_person"],
        found["new.business"],
        found["new.other_org"],
    ) == (61, 59, 1, 1)


def test_a_row_that_no_form_knows_is_told() -> None:
    found = recognised(
        HEAD + "规章 | 1 | 2 | 3 |\n临时措施 | 4 | 5 | 6 |\n行政规范性文件 | 7 | 8 | 9 |"
    )
    assert [r.value for r in found.readings] == [1, 2, 3, 7, 8, 9]
    told = next(p for p in found.problems if p.code == "label_unknown")
    assert (told.line, told.found) == (3, "临时措施 4 5 6")


def test_the_edition_is_that_of_the_header_and_not_of_the_year() -> None:
    text = (
        "2025年\n信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n规范性文件 | 1 | 2 | 3 |"
    )
    assert {(r.form, r.column) for r in recognised(text).readings} == {
        ("form2021", "issued"),
        ("form2021", "repealed"),
        ("form2021", "in_force"),
    }


def test_touching_digits_are_cut_only_where_one_way_keeps_the_identity() -> None:
    glued = "一、本年新收政府信息公开申请数量640020470二、上年结转政府信息公开申请数量0000000三、本年度办理结果（一）予以公开270020130（七）总计630020469"
    text = "自然人法人或其他组织总计商业企业科研机构社会公益组织法律服务机构其他" + glued
    found = values(text)
    assert [
        found[f"new.{c}"]
        for c in ("natural_person", "business", "public_interest_org", "other_org", "total")
    ] == [64, 0, 2, 4, 70]
    assert found["granted.total"] == 30


def test_glued_text_with_the_sound_of_characters_in_brackets_is_a_table_as_well() -> None:
    printed = (
        "統计指标统計數(shù)主動(dòng)公開(kāi)政府信息數(shù)12主動(dòng)公開(kāi)規范性文件數(shù)0政府網站公開(kāi)政府信息數(shù)7"
        "收到申請(qǐng)數(shù)608其中：当面申請(qǐng)數(shù)594申請(qǐng)答復數(shù)160同意公開(kāi)答復數(shù)9"
    )
    rows = (
        "proactive_items",
        "proactive_normative",
        "published_website",
        "applications_received",
        "received_in_person",
        "replies_total",
        "reply_granted",
    )
    found = values(printed)
    assert [found.get(f"{row}.value") for row in rows] == [12, 0, 7, 608, 594, 160, 9]


def test_digits_with_two_readings_have_no_value_and_name_the_candidates() -> None:
    text = "第二十条第（一）项信息内容本年制发件数本年废止件数现行有效件数规章000行政规范性文件693665第二十条第（五）项信息内容本年处理决定数量行政许可2293"
    found = recognised(text)
    by_key = {f"{r.row}.{r.column}": (r.value, r.status) for r in found.readings}
    assert by_key["rules.issued"] == (0, "printed")
    assert by_key["normative_documents.issued"] == (None, "ambiguous")
    assert by_key["licensing.decisions"] == (2293, "printed")
    problem = next(p for p in found.problems if p.code == "ambiguous")
    assert "69 3 665" in problem.message or "6 9 3665" in problem.message


def test_blanks_that_were_dropped_leave_the_total_and_nothing_else() -> None:
    rows = "一、本年新收政府信息公开申请数量 |\n3 |\n3 |\n|||||||\n二、上年结转政府信息公开申请数量 |\n1 |\n1 |\n|||||||\n（一）予以公开 |\n4 |\n4 |\n|||||||"
    found = values(
        "申请人情况 |\n自然人 |\n法人或其他组织 |\n总计 |\n商业企业 |\n科研机构 |\n社会公益组织 |\n法律服务机构 |\n其他 |\n"
        + rows
    )
    assert (found["new.total"], found["carried_in.total"], found["granted.total"]) == (3, 1, 4)
    assert found["new.natural_person"] is None


def test_a_lost_cell_never_moves_its_neighbours() -> None:
    found = recognised(
        APPLICANTS
        + "一、本年新收政府信息公开申请数量 | 5 | 3 | 0 | 0 | 0 | 8 |\n二、上年结转政府信息公开申请数量 | 1 | 0 | 0 | 0 | 0 | 0 | 1 |"
    )
    by_key = {f"{r.row}.{r.column}": r for r in found.readings}
    assert all(
        by_key[f"new.{c}"].value in (None, 5, 3, 8) for c in ("natural_person", "business", "total")
    )
    assert all(
        r.value is None or r.status == "recovered"
        for k, r in by_key.items()
        if k.startswith("new.")
    )
    assert by_key["carried_in.natural_person"].value == 1
    assert {p.code for p in found.problems} >= {"ambiguous"}


def test_text_in_a_cell_is_illegible_and_its_neighbours_stay() -> None:
    found = recognised(HEAD + "规章 | 1 | x# | 3 |")
    assert [(r.column, r.value, r.status) for r in found.readings] == [
        ("newly_made", 1, "printed"),
        ("newly_disclosed", None, "illegible"),
        ("total_disclosed", 3, "printed"),
    ]


def test_the_same_row_with_other_numbers_has_no_value() -> None:
    found = recognised(HEAD + "规章 | 1 | 2 | 3 |\n规章 | 1 | 2 | 4 |")
    assert {r.column: (r.value, r.status) for r in found.readings}["total_disclosed"] == (
        None,
        "ambiguous",
    )
    assert [p.code for p in found.problems if p.code == "row_repeated"] == ["row_repeated"]


def test_a_row_cut_off_by_the_end_keeps_its_leading_cells() -> None:
    text = (
        APPLICANTS
        + "一、本年新收政府信息公开申请数量 | 5 | 3 | 0 | 0 | 0 | 0 | 8 |\n二、上年结转政府信息公开申请数量 | 1 | 0 |"
    ).replace(" | ", " |\n")
    found = recognised(text)
    by_key = {f"{r.row}.{r.column}": r.value for r in found.readings}
    assert (by_key["carried_in.natural_person"], by_key["carried_in.business"]) == (1, 0)
    assert "carried_in.total" not in by_key
    assert [p.message.split(":")[0] for p in found.problems if p.code == "half_report"] == [
        "二、上年结转政府信息公开申请数量"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "2019年，办理行政许可150630件，其他对外管理服务事项475530件，实施行政处罚决定57096件，行政强制5302件，行政事业性收费69363元。",
        "共办理117件：予以公开55件，占47.0%；部分公开12件；属于国家秘密0件、保护第三方合法权益3件；无法提供26件；信访举报投诉类申请不予处理6件；其他处理4件。",
        "行政复议9件，其中结果维持5件、纠正1件、其他1件、尚未审结2件；行政诉讼3件，均为维持。",
        "行政诉讼169件，其中，未经复议直接起诉102件（结果维持58件、结果纠正9件、其他结果21件、尚未审结14件），复议后起诉67件（结果维持46件、结果纠正2件、其他结果12件、尚未审结7件）。",
        "行政诉讼169件，其中，未经复议直接起诉102件（结果维持58件，结果纠正9件，其他结果21件，尚未审结14件），复议后起诉67件（结果维持46件，结果纠正2件，其他结果12件，尚未审结7件）。",
    ],
)
def test_prose_that_names_labels_is_no_table(text: str) -> None:
    found, prose = recognise(read(text.encode(), "a.txt"))
    assert found.readings == ()
    assert [line.text for line in prose] == [text]


@pytest.mark.parametrize(
    "text", ["", "\n\n", "|||\n|", "\t\t\t", "0\n0\n0", "规章", "| 规章 | 5 |"]
)
def test_no_header_no_value(text: str) -> None:
    assert all(r.value is None for r in recognised(text).readings)


def test_a_total_below_a_header_that_is_repeated_is_a_row() -> None:
    head = "".join(
        f"<tr>{''.join(f'<td>{label.strip()}</td>' for label in line.strip(' |').split('|'))}</tr>"
        for line in APPLICANTS.strip().split("\n")
    )
    row = (
        "<tr><td></td><td>{}</td>"
        + "".join(f"<td>{n}</td>" for n in (1, 2, 3, 4, 5, 6, 21))
        + "</tr>"
    )
    page = f"<table>{head}{row.format('（一）予以公开')}</table><table>{head}{row.format('（七）总计')}</table>"
    found = {
        r.row: r.value
        for r in recognise(read(page.encode(), "a.html"))[0].readings
        if r.column == "total"
    }
    assert found == {"granted": 21, "closed_total": 21}


def html(*lines: str) -> dict[str, float | None]:
    """The values of a page whose table rows are written with bars; a cell that a span of the row above covers is not written."""
    page = "".join(
        "<tr>" + "".join(f"<td>{c.strip()}</td>" for c in line.split("|")) + "</tr>"
        for line in lines
    )
    return {
        f"{r.row}.{r.column}": r.value
        for r in recognise(read(f"<table>{page}</table>".encode(), "a.html"))[0].readings
    }


RESULTS = "结果维持|结果纠正|其他结果|尚未审结|总计"


def test_one_result_without_its_group_is_no_cell() -> None:
    assert set(html(RESULTS, "结果维持|3", "总计|3").values()) == {None}


def test_a_header_that_ends_with_a_label_of_the_form_is_no_row_of_it() -> None:
    assert html("序号|单位|予以公开|不予公开|总计", "1|市公安局|3|1|4", "2|市民政局|5|0|5") == {}


def test_serial_numbers_and_a_column_of_remarks_move_nothing() -> None:
    head = (
        "序号|项目|申请人情况|备注",
        "自然人|法人或其他组织|总计",
        "商业企业|科研机构|社会公益组织|法律服务机构|其他",
    )
    labels = (
        "一、本年新收政府信息公开申请数量",
        "二、上年结转政府信息公开申请数量",
        "（一）予以公开",
        "1.属于国家秘密",
        "2.其他法律行政法规禁止公开",
    )
    found = html(
        *head,
        *(f"{n}|{label}|0|{n}|0|0|0|0|{n}|" for n, label in enumerate(labels, 1)),
        "6|四、结转下年度继续办理|0|0|0|0|0|0|0|无误",
    )
    assert [
        found[f"{r}.business"]
        for r in ("new", "carried_in", "granted", "refused_state_secret", "refused_other_law")
    ] == [1, 2, 3, 4, 5]
    assert [found[f"carried_out.{c}"] for c in ("natural_person", "other_org", "total")] == [
        0,
        0,
        0,
    ]


def test_a_blank_cell_does_not_take_its_number_from_a_second_printing() -> None:
    found = recognised(HEAD + "规章 | 1 | | 3 |\n规章 | 1 | 2 | 3 |")
    assert {r.column: r.value for r in found.readings} == {
        "newly_made": 1,
        "newly_disclosed": None,
        "total_disclosed": 3,
    }
    assert [p.code for p in found.problems if p.code == "row_repeated"] == ["row_repeated"]


def test_recognise_second_printing_with_other_numbers_and_blanks() -> None:
    """Of two printings that differ neither is known to be the report's: what one of them leaves
    empty has no number."""
    found = recognised(HEAD + "规章 | 1 | 2 | 3 |\n规章 | 1 | | 4 |")
    assert {r.column: r.value for r in found.readings} == {
        "newly_made": 1,
        "newly_disclosed": None,
        "total_disclosed": None,
    }


def printed(row: str, *numbers: int) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in (row, *numbers)) + "</tr>"


def test_of_two_years_the_last_one_counts_and_is_told() -> None:
    head = (
        "<tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>"
    )
    old = f"<p>（二）2021年情况（对比）</p><table>{head}{printed('规章', 7, 8, 9)}</table>"
    new = f"<p>（一）2022年情况</p><table>{head}{printed('规章', 1, 2, 3)}{printed('行政规范性文件', 4, 5, 6)}</table>"
    for page in (new + old, old + new):
        found = recognise(read(page.encode(), "a.html"))[0]
        assert [r.value for r in found.readings] == [1, 2, 3, 4, 5, 6]
        assert [(p.expected, p.found) for p in found.problems if p.code == "table_foreign"] == [
            ("2022", "2021")
        ]


def test_two_tables_of_no_year_stay_open() -> None:
    head = (
        "<tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>"
    )
    page = f"<p>2022年情况</p><table>{head}{printed('规章', 1, 2, 3)}</table><p>补充情况</p><table>{head}{printed('规章', 7, 2, 9)}</table>"
    assert [r.value for r in recognise(read(page.encode(), "a.html"))[0].readings] == [
        None,
        2,
        None,
    ]


def test_columns_in_another_order_that_no_row_shows_are_not_read() -> None:
    head = "申请人情况\n自然人\n法人或其他组织\n总计\n科研机构\n商业企业\n社会公益组织\n法律服务机构\n其他\n"
    found = recognised(
        head
        + "一、本年新收政府信息公开申请数量\n20\n3\n0\n0\n0\n1\n24\n二、上年结转政府信息公开申请数量\n0\n0\n0\n0\n0\n0\n0\n"
    )
    assert {r.value for r in found.readings} == {None}
    assert "header_incomplete" in {p.code for p in found.problems}


def test_organs_as_columns_are_no_applicants() -> None:
    labels = (
        "一、本年新收政府信息公开申请数量",
        "二、上年结转政府信息公开申请数量",
        "（一）予以公开",
        "（七）总计",
        "四、结转下年度继续办理",
    )
    organs = (
        "项目|县教育局|县财政局|县民政局|县公安局|县水利局|县统计局|{}",
        *(f"{label}|1|2|3|4|5|6|21" for label in labels),
    )
    form = (
        "|申请人情况",
        "自然人|法人或其他组织|总计",
        "商业企业|科研机构|社会公益组织|法律服务机构|其他",
        f"{labels[0]}|9|0|0|0|0|0|9",
    )
    for name in ("总计", "合计"):
        assert html(organs[0].format(name), *organs[1:]) == {}
        assert html(organs[0].format(name), *organs[1:], *form)["new.natural_person"] == 9


def test_two_columns_of_numbers_for_one_of_the_form_are_not_chosen_by_a_sum() -> None:
    rows = (
        "（一）收到申请数|件|9|5",
        "1.当面申请数|件|3|2",
        "2.传真申请数|件|1|1",
        "3.网络申请数|件|4|1",
        "4.信函申请数|件|1|0",
    )
    assert set(html("统计指标|单位|全县|县本级", *rows).values()) == {None}
    assert (
        html("统计指标|单位|统计数", *(row.rsplit("|", 1)[0] for row in rows))[
            "applications_received.value"
        ]
        == 9
    )


NEW, IN, OUT = (
    "一、本年新收政府信息公开申请数量",
    "二、上年结转政府信息公开申请数量",
    "四、结转下年度继续办理",
)


@pytest.mark.parametrize("name", ["小计", "备注", "同比"])
def test_a_column_that_no_form_knows_between_those_of_one_row(name: str) -> None:
    found = html(
        f"项目|自然人|商业企业|科研机构|社会公益组织|{name}|法律服务机构|其他|总计",
        f"{NEW}|9|8|0||8|0|1|18",
        f"{IN}|1|0|0|0||0|0|1",
        f"{OUT}|0|0|0|0|2|0||",
    )
    assert [
        found[f"new.{c}"]
        for c in (
            "natural_person",
            "business",
            "public_interest_org",
            "legal_service",
            "other_org",
            "total",
        )
    ] == [9, 8, None, 0, 1, 18]
    assert [
        found[f"carried_out.{c}"] for c in ("natural_person", "legal_service", "other_org", "total")
    ] == [0, 0, None, None]


def test_a_row_of_column_labels_is_a_header_also_where_its_first_label_can_name_a_row() -> None:
    found = html(
        "三、收到和处理政府信息公开申请情况",
        "项目|其他|社会公益组织|科研机构|商业企业|自然人|总计|法律服务机构",
        f"{NEW}|1|2|0|0|9|12|0",
        f"{IN}|0|0|0|0|1|1|0",
    )
    assert [
        found[f"new.{c}"] for c in ("natural_person", "public_interest_org", "other_org", "total")
    ] == [9, 2, 1, 12]


def test_a_total_in_front_of_the_applicants_is_read_first() -> None:
    head = (
        "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）|总计|申请人情况",
        "自然人|法人或其他组织",
        "商业企业|科研机构|社会公益组织|法律服务机构|其他",
    )
    found = html(
        "三、收到和处理政府信息公开申请情况", *head, f"{NEW}|12|9|0|0|2|0|1", f"{IN}|1|1|0|0|0|0|0"
    )
    assert [
        found[f"new.{c}"] for c in ("natural_person", "public_interest_org", "other_org", "total")
    ] == [9, 2, 1, 12]


def test_suits_in_front_of_reconsiderations_are_not_read_in_the_order_of_the_form() -> None:
    head = ("行政诉讼|行政复议", f"未经复议直接起诉|复议后起诉|{RESULTS}", f"{RESULTS}|{RESULTS}")
    found = html(*head, "|".join("500051000120002"))
    assert [
        (found[f"{group}.upheld"], found[f"{group}.total"])
        for group in (
            "litigation_direct",
            "litigation_after_reconsideration",
            "reconsideration",
        )
    ] == [(5, 5), (1, 1), (2, 2)]


def test_the_order_of_a_header_in_rows_is_unknown_without_the_label_of_a_group() -> None:
    """The rows then say nothing of the places: the total beside the natural persons does not stand in front of the businesses."""
    head = ("项目|申请人情况", "自然人|■■|总计", "商业企业|科研机构|社会公益组织|法律服务机构|其他")
    found = html(
        "三、收到和处理政府信息公开申请情况", *head, f"{NEW}|9|0|0|2|0|1|12", f"{IN}|1|0|0|0|0|0|1"
    )
    assert [
        found[f"new.{c}"]
        for c in ("natural_person", "business", "public_interest_org", "other_org", "total")
    ] == [9, 0, 2, 1, 12]


def test_disputes_with_a_row_for_each_group() -> None:
    found = html(
        f"类别|{RESULTS}",
        "行政复议|3|1|0|2|6",
        "行政诉讼|未经复议直接起诉||0|0|1|1",
        "复议后起诉|0|||7|7",
    )
    assert [
        found[f"reconsideration.{c}"] for c in ("upheld", "corrected", "other", "pending", "total")
    ] == [3, 1, 0, 2, 6]
    assert [
        found[f"litigation_direct.{c}"] for c in ("upheld", "corrected", "pending", "total")
    ] == [None, 0, 1, 1]
    assert [
        found[f"litigation_after_reconsideration.{c}"]
        for c in ("upheld", "corrected", "pending", "total")
    ] == [0, None, 7, 7]


def test_a_second_row_of_disputes_is_another_printing() -> None:
    head = ("行政复议|行政诉讼", f"{RESULTS}|未经复议直接起诉|复议后起诉", f"{RESULTS}|{RESULTS}")
    this, last = "|".join("100015000510001"), "|".join("300030000010001")
    assert (
        html("年度|" + head[0], *head[1:], f"2022年|{this}", f"2021年|{last}")[
            "reconsideration.upheld"
        ]
        == 1
    )
    assert (
        html("年度|" + head[0], *head[1:], f"2021年|{last}", f"2022年|{this}")[
            "reconsideration.upheld"
        ]
        == 1
    )
    assert html(*head, this, last)["reconsideration.upheld"] is None


def test_recognise_chapter_of_a_form_that_is_not_printed() -> None:
    """A chapter called as a part of a form heads prose where that form is not printed."""
    text = "三、依申请公开情况\n本年新收37件；上年结转1件；本年办结36件；结转下年2件。\n"
    _, prose = recognise(read(text.encode(), "a.txt"))
    assert prose[0].text == "三、依申请公开情况"
    table = "三、依申请公开情况\n（一）收到申请数\n件\n37\n1.当面申请数\n件\n37\n"
    _, prose = recognise(read(table.encode(), "a.txt"))
    assert "三、依申请公开情况" not in [line.text for line in prose]


def test_settle_tie_takes_the_edition_of_the_headline_table() -> None:
    """A table that several editions print alike is of the edition of the counts of applications."""
    old, new = forms()["form2019"], forms()["form2021"]
    votes = Counter({"form2019": 3, "form2021": 3, "stat2014": 1})
    chosen = {"proactive": old, "disputes": forms()["stat2014"], "applications": new}
    assert settle_tie(TableBlock("disputes", votes=votes), chosen) is new


@pytest.mark.parametrize("name", ["条款", "科室", "审核数"])
def test_recognise_unknown_column_in_front_of_single_cells(name: str) -> None:
    """As many numbers as the form has columns are not its columns where the page names one more."""
    head = f"信息内容\n{name}\n本年制发件数\n本年废止件数\n现行有效件数\n"
    found = recognised("二、主动公开政府信息情况\n" + head + "规章\n20\n30\n31\n")
    assert {reading.value for reading in found.readings} == {None}
    assert "ambiguous" in {problem.code for problem in found.problems}
