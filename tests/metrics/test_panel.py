"""The panel, and the selection of rows."""

from __future__ import annotations

import polars as pl
import pytest

import analysis
from analysis.errors import UsageError
from analysis.metrics import measure, panel, select

from .made import empty_frames, make_frames, set_reports
from .tidy import tidy

COUNTS = {
    ("320106", 2022): {"new": 10, "granted": 4, "granted_partly": 1, "closed_total": 10},
    ("320106", 2023): {"new": 12, "granted": 6, "granted_partly": 0, "closed_total": 12},
    ("320302", 2024): {"new": 30, "granted": 9, "granted_partly": 3, "closed_total": 0},
}


def test_panel_has_one_row_per_issuer_scope_and_year():
    """Names, places, segment, and value, k, n and flags of each measure."""
    rows = analysis.panel(make_frames(COUNTS, issuer="鼓楼区"), ["received", "disclosure_rate"])
    assert rows.select("issuer_id", "scope", "year").rows() == [
        ("320106", "area", 2022),
        ("320106", "area", 2023),
        ("320302", "area", 2024),
    ]
    first = rows.row(0, named=True)
    assert (first["issuer"], first["province"], first["prefecture"]) == (
        "鼓楼区（南京市）",
        "江苏省",
        "南京市",
    )
    assert (first["disclosure_rate"], first["disclosure_rate_k"], first["disclosure_rate_n"]) == (
        50,
        5,
        10,
    )
    assert rows["disclosure_rate"].to_list() == [50, 50, None]  # n = 0 gives no rate
    # laws before 2022: 2009, 2015, 2019, 2021; 2024 is another; the form of 2021 is era 2
    assert rows["segment"].to_list() == [42, 42, 52]
    assert rows.to_pandas().shape == (3, len(rows.columns))


def test_panel_can_be_written_for_stata(tmp_path):
    """Also where a measure has no value in any row, and so no flag."""
    rows = panel(tidy("chenzhou-2019"), ["disclosure_rate", "direct_suit_share", "copied_share"])
    rows.to_pandas().to_stata(tmp_path / "panel.dta", version=118)


def test_panel_of_items_and_flags():
    """A measure with items has a column for each; what a number stands on is flagged."""
    frames = tidy("pingtan-2020", "chenzhou-2019", "xianyang-2017")
    rows = panel(frames, ["outcome_shares", "carry_over_rate", "disclosure_rate"])
    by_id = {row["report_id"]: row for row in rows.iter_rows(named=True)}
    assert by_id["pingtan-2020"]["outcome_shares_granted_flags"] == "contradicted"
    assert by_id["chenzhou-2019"]["carry_over_rate_flags"] == "zeros_proven"
    assert by_id["xianyang-2017"]["disclosure_rate_flags"] == "from_prose"
    flags = {
        name: (row["contradicted"], row["zeros_proven"], row["from_prose"], row["recovered"])
        for name, row in by_id.items()
    }
    assert flags["pingtan-2020"][0] and flags["chenzhou-2019"][1] and flags["xianyang-2017"][2]
    assert not any(row[3] for row in flags.values())


def test_panel_refuses_two_reports_that_disagree():
    """Both files are named; the preferred one is taken on request; equal copies are one row."""
    frames = make_frames(COUNTS)
    copy = {
        name: frame.filter(report_id="r320106-2022").with_columns(report_id=pl.lit("copy"))
        for name, frame in frames.items()
    }
    copy["reports"] = copy["reports"].with_columns(source=pl.lit("copy.txt"))
    both = {name: pl.concat([frame, copy[name]]) for name, frame in frames.items()}
    assert panel(both, "received").height == 3
    other = pl.col("report_id") == "copy"
    both["applications"] = both["applications"].with_columns(
        count=pl.when(other).then(99).otherwise("count")
    )
    with pytest.raises(
        UsageError, match=r"copy.txt and r320106-2022.txt|r320106-2022.txt and copy.txt"
    ):
        panel(both, "received")
    assert panel(both, "received", copies="preferred").height == 3


def test_panel_of_nothing_and_of_wrong_names():
    """No report: no row. An unknown measure: the nearest. Coverage has no year."""
    frames = make_frames(COUNTS)
    assert panel(empty_frames(), "received").height == 0
    with pytest.raises(UsageError, match="nearest: litigation_rate"):
        panel(frames, ["litigation_rates"])
    with pytest.raises(UsageError, match="coverage"):
        panel(frames, ["coverage"])
    assert {"received", "item_nonresponse"} & set(panel(frames).columns) == {"received"}


def test_select_by_name_or_id_and_year():
    """A single name where a list is meant works; so does the name as printed in a report."""
    frames = make_frames(COUNTS)
    rows = measure(frames, "received")
    assert select(frames, rows, "县320106")["k"].to_list() == [10, 12]
    assert select(frames, rows, ["320302", "县320106"], 2023)["k"].to_list() == [12]
    assert select(frames, rows, years=[2022, 2024], level="county")["k"].to_list() == [10, 30]
    assert select(frames, rows).equals(rows)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"issuers": "县320107"}, "nearest: 县320106"),
        ({"years": 2031}, "there are 2022, 2023, 2024|nearest: 20"),
        ({"level": "conty"}, "nearest: county"),
        ({"scope": "organ"}, "area"),
    ],
)
def test_select_names_what_there_is(options, words):
    """An unknown issuer, level or scope, or a year without data."""
    frames = make_frames(COUNTS)
    with pytest.raises(UsageError, match=words):
        select(frames, measure(frames, "received"), **options)


def test_select_refuses_a_name_of_two_issuers():
    """Both ids with the city above them; the name that is shown is unique."""
    frames = make_frames(COUNTS, issuer="鼓楼区")
    rows = measure(frames, "received")
    with pytest.raises(UsageError, match="320106 鼓楼区（南京市）, 320302 鼓楼区（徐州市）"):
        select(frames, rows, "鼓楼区")
    assert select(frames, rows, "鼓楼区（南京市）")["k"].to_list() == [10, 12]
    unknown = set_reports(frames, ["r320302-2024"], issuer="云龙区")
    assert select(unknown, measure(unknown, "received"), "鼓楼区")["k"].to_list() == [10, 12]
