"""Printed shares and growth against recomputed ones."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from findings import run_checks
from frames.corpus import cell_rows, corpus, long_frames, report_row, statement

from analysis.checks.percent import judge_agreement

from .prose_reports import CHENZHOU, XIANYANG, Said, statements


def percent(frames: dict[str, pl.DataFrame]) -> pl.DataFrame:
    return run_checks(frames).filter(pl.col("check") == "percent")


def share(key: str, value: float, raw: str, at: int = 1, **fields: Any) -> Said:
    return (f"share.{key}", value, at, {"unit": "%", "raw": raw} | fields)


def test_shares_chenzhou_prints_95_86_figures_give() -> None:
    """Chenzhou prints 95 86 where its figures give 95 87."""
    found = percent(corpus("chenzhou-2019") | {"statements": statements("chenzhou-2019", CHENZHOU)})
    result = dict(found.select("subject", "result").iter_rows())
    assert found.height == 8 and [key for key, one in result.items() if one != "pass"] == [
        "share.hotline_satisfied"
    ]
    (row,) = found.filter(pl.col("result") == "fail").iter_rows(named=True)
    assert (row["left"], round(row["right"], 5)) == (95.86, 95.86995) and row["detail"].endswith(
        "agrees if cut off"
    )
    assert "149676/156124" in row["detail"]


def test_shares_xianyang_shares_parts_channels() -> None:
    """Xianyang shares of parts and channels."""
    found = percent(
        long_frames([report_row("r", year=2017)]) | {"statements": statements("r", XIANYANG)}
    )
    assert found["subject"].to_list().count("share.proactive_items") == 2 and found.height == 4
    assert found["result"].unique().to_list() == ["pass"]
    assert sorted(round(right, 2) for right in found["right"]) == [36.32, 43.36, 56.64, 63.68]


@pytest.mark.parametrize(
    ("printed", "exact", "digits", "grade"),
    [
        (95.87, 95.86995, 2, "pass"),
        (95.86, 95.86995, 2, "cut"),
        (95.85, 95.86995, 2, "fail"),
        (57, 56.5, 0, "pass"),
        (56, 56.64, 0, "cut"),
        (-7, -7.6, 0, "cut"),
        (100, 100, 0, "pass"),
        (0, 0.7, 0, "cut"),
    ],
)
def test_shares_half_last_printed_digit(
    printed: float, exact: float, digits: int, grade: str
) -> None:
    """Half of the last printed digit."""
    assert judge_agreement(printed, exact, digits) == grade


def test_shares_share_may_stand_several_bases_detail() -> None:
    """A share may stand on several bases and the detail says which."""
    said: list[Said] = [
        ("applications.new", 1499, 1),
        ("applications.closed_total", 1453, 2),
        ("applications.granted", 966, 3),
        share("applications.granted", 66.48, "66.48%", 3),
    ]
    (row,) = percent(
        long_frames([report_row("r", year=2017)]) | {"statements": statements("r", said)}
    ).iter_rows(named=True)
    assert (
        row["result"] == "pass"
        and "applications.granted / applications.closed_total" in row["detail"]
    )
    said[3] = share("applications.granted", 64.44, "64.44%", 3)
    (row,) = percent(
        long_frames([report_row("r", year=2017)]) | {"statements": statements("r", said)}
    ).iter_rows(named=True)
    assert row["result"] == "pass" and "applications.granted / applications.new" in row["detail"]


def test_shares_share_two_figures_together() -> None:
    """A share of two figures together."""
    said: list[Said] = [
        ("applications.closed_total", 294, 1),
        ("applications.granted", 234, 2),
        ("applications.granted_partly", 2, 2),
        share("applications.granted_partly", 80.3, "80.3%", 2),
    ]
    (row,) = percent(
        long_frames([report_row("r", year=2017)]) | {"statements": statements("r", said)}
    ).iter_rows(named=True)
    assert (row["result"], round(row["right"], 2)) == ("pass", 80.27)


def test_shares_share_stands_against_table_prose_gives() -> None:
    """A share stands against the table where prose gives no figure."""
    frames = corpus("shenhe-2020") | {
        "statements": statements(
            "shenhe-2020",
            [
                share("applications.refused", 18.2, "18.2%"),
                share("applications.granted", 4.6, "4.6%"),
            ],
        )
    }
    found = percent(frames)
    assert found.select("subject", "result").rows() == [
        ("share.applications.granted", "fail"),
        ("share.applications.refused", "pass"),
    ]


def test_shares_without_figures_share_not_assessable_without() -> None:
    """Without figures a share is not assessable and without a base not checked."""
    frames = long_frames([report_row("r", year=2017)]) | {
        "statements": statements(
            "r", [share("applications.granted", 50, "50%"), share("unclassified", 99, "99%")]
        )
    }
    assert percent(frames).select("subject", "result").rows() == [
        ("share.applications.granted", "not_assessable")
    ]


def growth(value: float, raw: str, *more: dict[str, Any], carried: float = 0) -> pl.DataFrame:
    """Reports of 2019 (130 new) and 2020 (150 new) of one issuer; the later says how much that
    is.
    """
    base = {"form": "form2019", "scope": "area", "issuer_id": "350128"}
    cells = cell_rows(
        "a", {"applications.new.total": 130, "applications.carried_in.total": 0}, "form2019"
    )
    cells += cell_rows(
        "b", {"applications.new.total": 150, "applications.carried_in.total": carried}, "form2019"
    )
    said = [statement("b", "growth.applications.new", value, unit="%", raw=raw), *more]
    return percent(
        long_frames(
            [report_row("a", year=2019, **base), report_row("b", year=2020, **base)], cells, said
        )
    )


def test_shares_growth_against_report_year_before() -> None:
    """Growth against the report of the year before."""
    (row,) = growth(15.4, "15.4%").iter_rows(named=True)
    assert (row["result"], row["other_report_id"], round(row["right"], 3)) == ("pass", "a", 15.385)
    (row,) = growth(15.3, "15.3%").iter_rows(named=True)
    assert row["result"] == "fail" and row["detail"].endswith("agrees if cut off")


def test_shares_growth_new_carried_together_told() -> None:
    """Growth of new and carried in together is told."""
    (row,) = growth(19.2, "19.2%", carried=5).iter_rows(named=True)
    assert row["result"] == "pass" and "applications.new + applications.carried_in" in row["detail"]


def test_shares_dated_figure_report_itself_goes_before() -> None:
    """A dated figure of the report itself goes before."""
    (row,) = growth(
        50, "50%", statement("b", "applications.new", 100, year=2019, part=True)
    ).iter_rows(named=True)
    assert (row["result"], row["other_report_id"]) == ("pass", None)


def test_shares_growth_without_year_before_not_assessable() -> None:
    """Growth without a year before is not assessable."""
    found = percent(
        long_frames(
            [report_row("b", year=2020)],
            (),
            [statement("b", "growth.applications.new", 50, unit="%", raw="50%")],
        )
    )
    assert found["result"].to_list() == ["not_assessable"]
