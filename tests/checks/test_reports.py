"""What a report says about itself, reports of parts of an area, and the frame as a whole."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest
from findings import run_checks
from frames.corpus import ORIGINALS, PINGTAN, cell_rows, corpus, frame, long_frames, report_row
from schemas import failures

from analysis import checks
from analysis.frames.schema import make_empty

from .prose_reports import CHENZHOU, statements


def only(frames: dict[str, pl.DataFrame], check: str) -> pl.DataFrame:
    return run_checks(frames).filter(pl.col("check") == check)


def test_run_period_dengzhou_ends_year_late() -> None:
    """The period of dengzhou ends a year late."""
    found = only(corpus(*ORIGINALS), "period")
    assert dict(found.select("report_id", "result").iter_rows()) == dict.fromkeys(
        ORIGINALS, "pass"
    ) | {"dengzhou-2020": "fail"}
    (row,) = found.filter(pl.col("result") == "fail").iter_rows(named=True)
    assert (
        row["difference"] == 365
        and row["detail"] == "2020-01-01 to 2021-12-31, year 2020 (from the title)"
    )


@pytest.mark.parametrize(
    ("year", "start", "end", "result"),
    [
        (
            2008,
            dt.date(2008, 5, 1),
            dt.date(2008, 12, 31),
            "pass",
        ),  # the Regulations came into force in May
        (2009, dt.date(2009, 5, 1), dt.date(2009, 12, 31), "fail"),
        (2020, dt.date(2019, 1, 1), dt.date(2019, 12, 31), "fail"),
        (2020, dt.date(2020, 1, 1), None, "not_assessable"),
        (None, dt.date(2020, 1, 1), dt.date(2020, 12, 31), "not_assessable"),
    ],
)
def test_run_periods(year: int | None, start: dt.date, end: dt.date | None, result: str) -> None:
    """Periods."""
    assert only(
        long_frames([report_row("r", year=year, period_start=start, period_end=end)]), "period"
    )["result"].to_list() == [result]


def contents(sections: list[str], tables: list[str], half: bool = False) -> dict[str, Any]:
    rows = [
        row
        for t in tables
        for row in cell_rows(
            "r",
            {
                {
                    "proactive": "proactive.rules.newly_made",
                    "applications": "applications.new.total",
                    "disputes": "disputes.reconsideration.total",
                }[t]: 0
            },
            "form2019",
        )
    ]
    frames = long_frames([report_row("r", form="form2019", year=2019)], rows)
    frames["sections"] = frame(
        "sections",
        [
            {"report_id": "r", "section": s, "heading": s, "text": "", "line_from": i, "line_to": i}
            for i, s in enumerate(sections)
        ],
    )
    if half:
        frames["problems"] = frame(
            "problems",
            [
                {
                    "report_id": "r",
                    "source": "r",
                    "code": "half_report",
                    "severity": "warning",
                    "line": 1,
                    "message": "m",
                    "expected": "",
                    "found": "",
                }
            ],
        )
    (row,) = only(frames, "statutory_content").iter_rows(named=True)
    return row


def test_run_five_contents() -> None:
    """The five contents."""
    every = ["overview", "proactive", "applications", "disputes", "problems", "other"]
    assert contents(every, [])["result"] == "pass"
    assert (
        contents(["overview", "problems", "other"], ["proactive", "applications", "disputes"])[
            "result"
        ]
        == "pass"
    )
    short = contents(every[:-1], ["applications"])
    assert (short["result"], short["left"], short["right"], short["detail"]) == (
        "fail",
        4,
        5,
        "not found: other matters",
    )
    assert contents([], ["applications"])["result"] == "not_assessable"
    assert (
        contents(["preface", "applications", "disputes"], ["applications"])["result"]
        == "not_assessable"
    )  # a page that was cut
    assert contents([*every[:3], "problems"], [], half=True)["result"] == "not_assessable"


def test_run_contents_asked_newer_forms_only() -> None:
    """Contents are asked of the newer forms only."""
    assert only(corpus("pingtan-2018"), "statutory_content").is_empty()


def area(*reports: tuple[str, str, str, float | None]) -> pl.DataFrame:
    """Reports of one year: (id, division code, scope, applications received)."""
    rows = [
        report_row(
            i,
            year=2020,
            form="form2019",
            division_code=code,
            issuer_id=f"{code}:{i}" if scope == "organ" or "town" in i else code,
            scope=scope,
        )
        for i, code, scope, _ in reports
    ]
    cells = [
        row
        for i, _, _, value in reports
        for row in cell_rows(i, {"applications.new.total": value}, "form2019")
    ]
    return only(long_frames(rows, cells), "hierarchy").filter(
        pl.col("subject") == "applications.new.total", pl.col("report_id") == reports[0][0]
    )


def test_run_parts_area_not_above_whole() -> None:
    """Parts of an area are not above the whole."""
    city = ("city", "431000", "area", 294.0)
    assert area(city)["result"].to_list() == ["not_assessable"]
    assert area(city, ("other", "431100", "area", 900.0))["result"].to_list() == ["not_assessable"]
    found = area(
        city,
        ("x", "431002", "area", 100.0),
        ("y", "431003", "area", 95.0),
        ("own", "431000", "level", 99.0),
    )
    assert found.select("left", "right", "result").rows() == [(294, 294, "pass")]
    assert area(city, ("x", "431002", "area", 200.0), ("y", "431003", "area", 95.0))[
        "result"
    ].to_list() == ["fail"]


def test_run_report_own_level_covers_organs() -> None:
    """The report of the own level covers the organs."""
    found = area(
        ("city", "431000", "area", 10.0),
        ("own", "431000", "level", 6.0),
        ("office", "431000", "organ", 6.0),
    )
    assert found.select("right", "result").rows() == [(6, "pass")]


def test_run_township_is_part_of_its_county() -> None:
    """The area of a township, which has no code of its own, is a part of its county, and no whole
    that stands beside it or below its prefecture."""
    county, town = ("county", "431002", "area", 10.0), ("town", "431002", "area", 4.0)
    assert area(county, town).select("right", "result").rows() == [(4, "pass")]
    assert area(county, ("town", "431002", "area", 12.0))["result"].to_list() == ["fail"]
    city = ("city", "431000", "area", 12.0)
    assert area(city, county, town).select("right", "result").rows() == [(10, "pass")]
    assert area(town, county).is_empty()


def test_run_parts_without_number_do_not_count() -> None:
    """Parts without a number do not count as 0."""
    assert area(("city", "431000", "area", 10.0), ("x", "431002", "area", None))[
        "result"
    ].to_list() == ["not_assessable"]
    assert area(("city", "431000", "area", None), ("x", "431002", "area", 3.0))[
        "result"
    ].to_list() == ["not_assessable"]


def test_run_frame_keeps_schema_inputs() -> None:
    """The frame keeps its schema and its inputs."""
    frames = corpus(*ORIGINALS, *PINGTAN)
    frames["statements"] = statements("chenzhou-2019", CHENZHOU)
    copies = {name: one.clone() for name, one in frames.items()}
    found = run_checks(frames)
    assert failures({"checks": found}) == {}
    assert all(frames[name].equals(copies[name]) for name in frames)
    assert set(found["check"]) <= set(checks.list_strengths()) and set(found["report_id"]) == set(
        frames["reports"]["report_id"]
    )


def test_run_reports_without_tables_prose_still_have() -> None:
    """Reports without tables and prose still have a row."""
    found = run_checks(
        {"reports": long_frames([report_row("r")])["reports"], "cells": make_empty("cells")}
    )
    assert found.select("check", "result").rows() == [
        ("period", "not_assessable"),
        ("rule_power", "not_assessable"),
    ]


def test_run_every_check_list_there_strength() -> None:
    """Every check of the list is there with its strength."""
    strengths = checks.list_strengths()
    required = {
        "flow",
        "outcomes",
        "applicants",
        "disputes",
        "parts",
        "local_items",
        "local_received",
        "local_replies",
    }
    required |= {
        f"stat2014_{name}"
        for name in (
            "received",
            "closed",
            "replies",
            "refused",
            "reconsideration",
            "litigation",
            "staff",
            "press_conferences",
            "interviews",
        )
    }
    plausible = {"item_basis", "rule_power"}
    assert {name for name, strength in strengths.items() if strength == "required"} == required
    assert {name for name, strength in strengths.items() if strength == "plausible"} == plausible
    assert set(strengths) - required - plausible == {
        "carry_over",
        "in_force",
        "items",
        "cumulative",
        "disclosed_stock",
        "prose",
        "percent",
        "hierarchy",
        "period",
        "statutory_content",
    }
    assert [entry["id"] for entry in checks.list_checks()].count("flow") == 1 and len(
        checks.list_checks()
    ) == len(strengths)
