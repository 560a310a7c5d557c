"""Across the years: fifteen reports of one issuer, and which report counts as the year before."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from findings import run_checks
from frames.corpus import PINGTAN, cell_rows, corpus, long_frames, report_row

ACROSS = ["carry_over", "in_force", "items", "cumulative"]


@pytest.fixture(scope="module")
def pingtan() -> pl.DataFrame:
    return run_checks(corpus(*PINGTAN)).with_columns(
        year=pl.col("report_id").str.slice(8).cast(pl.Int32)
    )


def counts(found: pl.DataFrame, check: str) -> dict[int, tuple[int, int, int]]:
    """year: (pass, fail, not assessable)"""
    made: dict[int, tuple[int, int, int]] = {}
    for (year,), group in found.filter(pl.col("check") == check).group_by(
        "year", maintain_order=True
    ):
        results = group["result"].to_list()
        made[year] = (results.count("pass"), results.count("fail"), results.count("not_assessable"))
    return made


def test_across_within_each_year_all_holds_but(pingtan: pl.DataFrame) -> None:
    """Within each year all holds but the outcomes of 2020."""
    assert counts(pingtan, "flow") == dict.fromkeys(range(2019, 2026), (7, 0, 0))
    assert counts(pingtan, "outcomes") == dict.fromkeys(range(2019, 2026), (7, 0, 0)) | {
        2020: (5, 2, 0)
    }
    assert counts(pingtan, "applicants") == {2019: (23, 0, 0), 2020: (23, 0, 0)} | dict.fromkeys(
        range(2021, 2026), (25, 0, 0)
    )
    assert counts(pingtan, "disputes") == dict.fromkeys(range(2019, 2026), (3, 0, 0))
    for check in ("local_items", "local_received", "local_replies"):
        assert counts(pingtan, check) == dict.fromkeys(range(2011, 2019), (2, 0, 0))
    failed = pingtan.filter(pl.col("check") == "outcomes", pl.col("result") == "fail")
    assert failed.select("subject", "left", "right").rows() == [
        ("natural_person", 20, 26),
        ("total", 21, 27),
    ]
    blank = pingtan.filter(
        pl.col("year") == 2013, pl.col("check") == "local_items", pl.col("subject") == "cumulative"
    )
    assert blank["blanks_as_zero"].to_list() == [1]


def test_across_carry_over_items_stocks(pingtan: pl.DataFrame) -> None:
    """Carry over items and stocks."""
    assert counts(pingtan, "carry_over") == dict.fromkeys(range(2020, 2026), (7, 0, 0))
    assert counts(pingtan, "items") == {2020: (5, 0, 0)}
    assert counts(pingtan, "in_force") == {
        2022: (2, 0, 0),
        2023: (1, 1, 0),
        2024: (1, 1, 0),
        2025: (1, 1, 0),
    }
    failed = pingtan.filter(pl.col("check") == "in_force", pl.col("result") == "fail")
    assert failed.select("year", "subject", "left", "right").rows() == [
        (y, "normative_documents", a, b)
        for y, a, b in ((2023, 470, 643), (2024, 440, 499), (2025, 546, 453))
    ]
    assert counts(pingtan, "disclosed_stock") == {2019: (2, 0, 0), 2020: (2, 0, 0)}


def test_across_cumulative_numbers(pingtan: pl.DataFrame) -> None:
    """Cumulative numbers."""
    assert counts(pingtan, "cumulative") == {
        2012: (13, 3, 0),
        2013: (13, 2, 1),
        2014: (12, 0, 4),
        2015: (16, 0, 0),
        2016: (12, 4, 0),
        2017: (13, 2, 0),
        2018: (15, 0, 0),
    }
    rows = pingtan.filter(pl.col("check") == "cumulative", pl.col("result") != "pass")
    assert rows.filter(pl.col("result") == "fail").select(
        "year", "subject", "left", "right"
    ).rows() == [
        (2012, "proactive_items", 4359, 2255),
        (2012, "published_gazette", 0, 7),
        (2012, "published_website", 4359, 2248),
        (2013, "proactive_items", 76424, 77163),
        (2013, "published_website", 76424, 77163),
        (2016, "applications_received", 0, 1),
        (2016, "received_letter_or_fax", 0, 1),
        (2016, "replies_total", 0, 1),
        (2016, "reply_granted", 0, 1),
        (2017, "proactive_items", 10037, 87498),
        (2017, "published_website", 10037, 87498),
    ]
    assert rows.filter(pl.col("result") == "not_assessable").select(
        "year", "subject", "detail"
    ).rows() == [
        (2013, "published_gazette", "a blank"),
        (2014, "fees_waived_yuan", "the year before does not print this row"),
        (2014, "published_gazette", "a blank"),
        (2014, "received_letter_or_fax", "the year before does not print this row"),
        (2014, "reply_other", "the year before does not print this row"),
    ]


def test_across_row_names_both_reports_their_cells(pingtan: pl.DataFrame) -> None:
    """A row names both reports and their cells."""
    row = pingtan.filter(
        pl.col("check") == "in_force",
        pl.col("year") == 2023,
        pl.col("subject") == "normative_documents",
    ).row(0, named=True)
    assert row["other_report_id"] == "pingtan-2022" and row["strength"] == "expected"
    own = [
        f"proactive.normative_documents.{column}" for column in ("in_force", "issued", "repealed")
    ]
    assert row["cells"].split(" ") == [*own, f"pingtan-2022:{own[0]}"]


def two(
    first: dict[str, object],
    second: dict[str, object],
    cells: dict[str, float | None] | None = None,
) -> pl.DataFrame:
    """A report of 2020 that carries out 2, and one of 2021 that carries in 2."""
    base = {"form": "form2019", "scope": "area", "issuer_id": "350128"}
    reports = [
        report_row("a", **{"year": 2020} | base | first),
        report_row("b", **{"year": 2021} | base | second),
    ]
    rows = cell_rows("a", {"applications.carried_out.total": 2}, "form2019") + cell_rows(
        "b", cells or {"applications.carried_in.total": 2}, "form2019"
    )
    return run_checks(long_frames(reports, rows)).filter(
        pl.col("check") == "carry_over", pl.col("subject") == "total"
    )


def test_across_carried_out_carried() -> None:
    """What is carried out is carried in."""
    assert two({}, {})["result"].to_list() == ["pass"]
    found = two({}, {}, {"applications.carried_in.total": 3})
    assert found.select("report_id", "other_report_id", "left", "right", "result").rows() == [
        ("b", "a", 3, 2, "fail")
    ]
    assert two({}, {}, {"applications.carried_in.total": None})["result"].to_list() == [
        "not_assessable"
    ]


@pytest.mark.parametrize(
    ("first", "second", "compared"),
    [
        ({"year": 2019}, {}, False),
        ({"issuer_id": "350100"}, {}, False),
        ({"scope": "organ"}, {}, False),
        ({"scope": "unknown"}, {}, True),
        ({"issuer_id": None}, {"issuer_id": None}, False),
        ({"issuer_id": None, "issuer": "甲"}, {"issuer_id": None, "issuer": "甲"}, True),
    ],
)
def test_across_only_same_issuer_same_scope_compared(
    first: dict[str, object], second: dict[str, object], compared: bool
) -> None:
    """Only the same issuer with the same scope is compared."""
    assert two(first, second).height == compared


def test_across_several_reports_year_official_one_counts() -> None:
    """Of several reports of a year the official one counts then the later."""
    base = {"form": "form2019", "scope": "area", "issuer_id": "350128"}
    old = [
        ("m", "mirror", dt.date(2021, 9, 1)),
        ("o", "official", dt.date(2021, 1, 1)),
        ("p", "official", dt.date(2021, 2, 1)),
    ]
    reports = [
        report_row(i, year=2020, origin=origin, published=day, **base) for i, origin, day in old
    ] + [report_row("z", year=2021, **base)]
    rows = [
        row
        for i, _, _ in old
        for row in cell_rows(i, {"applications.carried_out.total": 2}, "form2019")
    ] + cell_rows("z", {"applications.carried_in.total": 2}, "form2019")
    found = run_checks(long_frames(reports, rows)).filter(pl.col("check") == "carry_over")
    assert found["other_report_id"].unique().to_list() == ["p"]


def test_across_two_copies_complete_one_counts_whoever() -> None:
    """Of two copies the complete one counts whoever published the other."""
    base = {"form": "form2019", "scope": "area", "issuer_id": "350128"}
    reports = [
        report_row("half", year=2020, origin="official", published=dt.date(2021, 9, 1), **base),
        report_row("whole", year=2020, origin="mirror", **base),
    ]
    rows = cell_rows("half", {"proactive.rules.newly_made": 1}, "form2019") + cell_rows(
        "whole", {"applications.carried_out.total": 2}, "form2019"
    )
    rows += cell_rows("z", {"applications.carried_in.total": 2}, "form2019")
    found = run_checks(long_frames([*reports, report_row("z", year=2021, **base)], rows)).filter(
        pl.col("check") == "carry_over"
    )
    assert found["other_report_id"].unique().to_list() == ["whole"]


def test_across_order_reports_does_not_matter() -> None:
    """The order of the reports does not matter."""
    frames = corpus("pingtan-2021", "pingtan-2022", "pingtan-2023")
    turned = {name: frame.reverse() for name, frame in frames.items()}
    assert run_checks(turned).equals(run_checks(frames))
