"""Figures in prose against their cells."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from findings import run_checks
from frames.corpus import cell_rows, corpus, long_frames, report_row, statement

from analysis.checks.prose import step

from .prose_reports import CHENZHOU, statements


def prose(
    *said: dict[str, Any], cells: dict[str, float | None], form: str = "form2019", **fields: Any
) -> pl.DataFrame:
    frames = long_frames(
        [report_row("r", form=form, year=2020, **fields)], cell_rows("r", cells, form), said
    )
    return run_checks(frames).filter(pl.col("check") == "prose")


def test_prose_chenzhou_says_prose_table_says() -> None:
    """Chenzhou says in prose what its table says."""
    found = run_checks(
        corpus("chenzhou-2019") | {"statements": statements("chenzhou-2019", CHENZHOU)}
    ).filter(pl.col("check") == "prose")
    assert found["result"].unique().to_list() == ["pass"]
    assert found.height == 22  # every figure of the whole scope that has a cell
    assert "proactive.procurement.amount_wan_yuan" in found["subject"].to_list()
    assert found.filter(pl.col("subject") == "disputes.reconsideration.total")[
        "detail"
    ].to_list() == ["line 9; fits all cases"]


def test_prose_dengzhou_says_710_table_says_3() -> None:
    """Dengzhou says 710 where its table says 3."""
    frames = corpus("dengzhou-2020") | {
        "statements": statements(
            "dengzhou-2020", [("proactive.normative_documents.newly_disclosed", 710, 1)]
        )
    }
    (row,) = run_checks(frames).filter(pl.col("check") == "prose").iter_rows(named=True)
    assert (row["left"], row["right"], row["result"], row["strength"]) == (
        710,
        3,
        "fail",
        "expected",
    )
    assert row["cells"] == "proactive.normative_documents.newly_disclosed"


def test_prose_applications_with_those_carried_in() -> None:
    """Pingtan 2022: 75 in prose is 74 new and 1 carried in: a basis and no contradiction (†)."""
    said = [
        ("applications.new", 75, 1),
        ("applications.new.natural_person", 72, 1),
        ("disputes.litigation.total", 1, 2),
        ("proactive.normative_documents.in_force", 698, 3),
    ]
    made = statements("pingtan-2022", said)  # type: ignore[arg-type]
    frames = corpus("pingtan-2022") | {"statements": made}
    found = run_checks(frames).filter(pl.col("check") == "prose")
    assert found.select("subject", "left", "right", "result").rows() == [
        ("applications.new", 75, 75, "pass"),
        ("applications.new.natural_person", 72, 72, "pass"),
        ("disputes.litigation.total", 1, 1, "pass"),
        ("proactive.normative_documents.in_force", 698, 698, "pass"),
    ]
    assert found["detail"][0] == "line 1; fits new and carried in"
    assert found["cells"][0] == "applications.new.total applications.carried_in.total"
    other = statements("pingtan-2022", [("applications.new", 76, 1)])
    wrong = corpus("pingtan-2022") | {"statements": other}
    assert run_checks(wrong).filter(pl.col("check") == "prose")["result"].to_list() == ["fail"]


def test_prose_provincial_table_against_prose() -> None:
    """The provincial table against its prose."""
    said = [
        ("proactive_items", 4970, 1),
        ("applications.new", 0, 2),
        ("disputes.reconsideration.total", 1, 3),
    ]
    found = run_checks(
        corpus("pingtan-2013") | {"statements": statements("pingtan-2013", said)}
    ).filter(pl.col("check") == "prose")  # type: ignore[arg-type]
    assert found.select("subject", "left", "right", "result").rows() == [
        ("applications.new", 0, 0, "pass"),
        ("disputes.reconsideration.total", 1, 0, "fail"),
        ("proactive_items", 4970, 72804, "fail"),
    ]


def test_prose_134_concluded_cases_against_170_36() -> None:
    """134 concluded cases against 170 of which 36 are pending."""
    cells: dict[str, float | None] = {
        "disputes.reconsideration.total": 170,
        "disputes.reconsideration.pending": 36,
    }
    (row,) = prose(statement("r", "disputes.reconsideration.total", 134), cells=cells).iter_rows(
        named=True
    )
    assert (row["right"], row["result"]) == (134, "pass") and "fits concluded cases only" in row[
        "detail"
    ]
    assert prose(statement("r", "disputes.reconsideration.total", 135), cells=cells)[
        "result"
    ].to_list() == ["fail"]


def test_prose_all_suits_sum_both_kinds_groups() -> None:
    """All suits are the sum of both kinds and groups of their rows."""
    cells: dict[str, float | None] = {
        "disputes.litigation_direct.total": 5,
        "disputes.litigation_after_reconsideration.total": 2,
    }
    assert prose(statement("r", "disputes.litigation.total", 7), cells=cells)[
        "result"
    ].to_list() == ["pass"]
    cells = {
        f"applications.unable_{row}.total": value
        for row, value in (("not_held", 2), ("needs_creation", 1), ("unclear", 0))
    }
    assert prose(statement("r", "applications.unable", 3), cells=cells)["right"].to_list() == [3]


@pytest.mark.parametrize(
    ("bound", "said", "printed", "result"),
    [
        ("at_least", 1000, 1000, "pass"),
        ("at_least", 1000, 1999, "pass"),
        ("at_least", 1000, 999, "fail"),
        ("at_least", 1000, 2599, "not_assessable"),
        ("nearly", 50, 48, "pass"),
        ("nearly", 50, 51, "fail"),
        ("nearly", 50, 20, "not_assessable"),
        ("rounded", 74000, 74499, "pass"),
        ("rounded", 74000, 74600, "fail"),
        ("about", 300, 360, "pass"),
        ("about", 300, 450, "fail"),
        ("exact", 300, 300, "pass"),
        ("exact", 300, 301, "fail"),
    ],
)
def test_prose_bounds(bound: str, said: float, printed: float, result: str) -> None:
    """Bounds."""
    found = prose(
        statement("r", "applications.new", said, bound=bound),
        cells={"applications.new.total": printed},
    )
    assert found["result"].to_list() == [result]


def test_prose_amounts_compared_unit_cell_far_printed() -> None:
    """Amounts are compared in the unit of the cell and as far as printed."""
    cells: dict[str, float | None] = {"proactive.procurement.amount_wan_yuan": 4281.8773}
    key = "proactive.procurement.amount_wan_yuan"
    for value, unit, raw, result in (
        (4281.88, "万元", "4281.88", "pass"),
        (42818773, "元", "42818773", "pass"),
        (0.43, "亿元", "0.43", "pass"),
        (4281.89, "万元", "4281.89", "fail"),
    ):
        assert prose(statement("r", key, value, unit=unit, raw=raw), cells=cells)[
            "result"
        ].to_list() == [result], raw


def test_prose_another_year_part_wider_scope_not() -> None:
    """Another year a part and a wider scope are not held against the table."""
    cells: dict[str, float | None] = {"applications.new.total": 10}
    assert prose(statement("r", "applications.new", 8, year=2019), cells=cells).is_empty()
    assert prose(statement("r", "applications.new", 8, part=True), cells=cells).is_empty()
    wide = statement("r", "applications.new", 800, scope_words="全市")
    assert prose(wide, cells=cells, scope="organ")["result"].to_list() == ["not_assessable"]
    assert prose(wide, cells=cells, scope="area")["result"].to_list() == ["fail"]


def test_prose_without_number_cell_nothing_said() -> None:
    """Without a number in the cell nothing is said."""
    found = prose(
        statement("r", "applications.new", 8),
        cells={"applications.new.total": None, "applications.new.natural_person": None},
    )
    assert found.select("result", "right").rows() == [("not_assessable", None)]
    assert prose(statement("r", "hotline_calls", 8), cells={"applications.new.total": 8}).is_empty()


@pytest.mark.parametrize(
    ("value", "unit"), [(0, 1), (5, 1), (10, 10), (1300, 100), (74000, 1000), (12.5, 1)]
)
def test_prose_last_digit_not_0(value: float, unit: float) -> None:
    """The last digit that is not 0."""
    assert step(value) == unit


def test_prose_row_year_does_not_print_not() -> None:
    """A row that the year does not print is not asked for."""
    frames = corpus("pingtan-2014") | {
        "statements": statements("pingtan-2014", [("received_letter", 1, 1)])
    }  # one row with fax that year
    assert run_checks(frames).filter(pl.col("check") == "prose").is_empty()
