"""Series over years: scopes, breaks of form and law, segments, changes, lagged denominators."""

from __future__ import annotations

import polars as pl
import pytest

from analysis.errors import UsageError
from analysis.forms import forms
from analysis.forms.crosswalk import load_crosswalk
from analysis.metrics import change, measure, measure_breaks, measures, trend
from analysis.metrics.definitions import VERDICTS

from .made import make_frames, set_reports
from .tidy import tidy

SUITS = {"litigation_direct.total": 6, "litigation_after_reconsideration.total": 2}


def links(frames: dict[str, pl.DataFrame], key: str) -> list[tuple[int, str, int]]:
    return trend(frames, key).select("year", "link", "segment").rows()


def test_trend_breaks_where_the_law_does():
    """Wrong today 7: the direct share of suits may not be compared over 2024-01-01."""
    frames = make_frames({("110101", year): SUITS for year in (2022, 2023, 2024, 2025)})
    assert links(frames, "direct_suit_share") == [
        (2022, "", 0),
        (2023, "comparable", 0),
        (2024, "not_comparable", 1),
        (2025, "weak", 1),
    ]


def test_trend_breaks_after_the_eight_months_of_2008():
    """Wrong today 7: counts of 2008 cover eight months; nothing joins them to 2009."""
    counts = {("110101", year): {"new": 10} for year in (2008, 2009, 2010)}
    frames = make_frames(counts, form="narrative")
    assert links(frames, "received") == [
        (2008, "", 0),
        (2009, "not_comparable", 1),
        (2010, "comparable", 1),
    ]
    grown = change(frames, "received")
    assert grown.select("year", "value").rows() == [(2008, None), (2009, None), (2010, 0)]
    assert "eight months" in grown["reason"][1]


def test_trend_goes_by_the_form_of_the_report_and_not_by_its_year():
    """Reports for 2023 exist with the form of 2019: the break lies where the forms change."""
    years = {
        ("110101", year): {
            "unable_not_held": 1,
            "unable_needs_creation": 0,
            "unable_unclear": 2,
            "closed_total": 9,
        }
        for year in (2020, 2021, 2022, 2023)
    }
    late = {place: "form2019" for place in years if place[1] < 2023}
    frames = make_frames(years, forms=late)
    assert [link for _, link, _ in links(frames, "unable_rate")] == [
        "",
        "comparable",
        "comparable",
        "weak",
    ]


def test_trend_is_not_touched_by_a_form_that_its_measure_does_not_name():
    """The form of 2021 left both rows of what is disclosed as they were: the line is solid."""
    counts = {"granted": 5, "granted_partly": 1, "closed_total": 9}
    years = {("110101", year): counts for year in (2020, 2021)}
    frames = make_frames(years, forms={("110101", 2020): "form2019"})
    assert links(frames, "disclosure_rate") == [(2020, "", 0), (2021, "comparable", 0)]


def test_trend_of_a_gap_starts_another_segment():
    """An issuer with a missing edition in the middle, and one with a missing number."""
    frames = make_frames({("110101", year): {"new": 10} for year in (2021, 2022, 2024, 2025)})
    assert links(frames, "received") == [
        (2021, "", 0),
        (2022, "comparable", 0),
        (2024, "gap", 1),
        (2025, "comparable", 1),
    ]


@pytest.mark.parametrize("scopes", [("unknown", "area"), ("area", "unknown")])
def test_an_unknown_scope_joins_the_only_other_one(scopes):
    """Wrong today 8: the series goes on, and its growth is there."""
    frames = make_frames({("110101", 2021): {"new": 10}, ("110101", 2022): {"new": 15}})
    for year, scope in zip((2021, 2022), scopes, strict=True):
        frames = set_reports(frames, [f"r110101-{year}"], scope=scope)
    assert set(measure(frames, "received")["scope"]) == {"area"}
    assert links(frames, "received") == [(2021, "", 0), (2022, "comparable", 0)]
    assert change(frames, "received")["value"].to_list() == [None, 50]


def test_change_of_a_share_in_percentage_points():
    """48/80 to 56/70 is +20 points [5.24, 33.39] (Newcombe 1998)."""
    counts = {
        ("110101", 2021): {"granted": 48, "closed_total": 80},
        ("110101", 2022): {"granted": 56, "closed_total": 70},
    }
    got = change(make_frames(counts), "full_disclosure_rate").row(1, named=True)
    assert [round(got[name], 2) for name in ("value", "low", "high")] == [20.0, 5.24, 33.39]
    assert (got["k"], got["n"], got["k_before"], got["n_before"], got["value_before"]) == (
        56,
        70,
        48,
        80,
        60,
    )
    assert (got["measure"], got["unit"]) == ("full_disclosure_rate_change", "percentage points")


def test_change_of_a_count_and_of_a_rate_is_growth_with_exact_limits():
    """70 to 74 received; 7 of 70 to 37 of 74 reconsiderations: the rate grows fivefold."""
    counts = {
        ("110101", 2021): {"new": 70, "reconsideration.total": 7},
        ("110101", 2022): {"new": 74, "reconsideration.total": 37},
    }
    frames = make_frames(counts)
    got = change(frames, "received").row(1, named=True)
    assert [round(got[name], 1) for name in ("value", "low", "high")] == [5.7, -24.8, 48.7]
    assert measure(frames, "received_growth").equals(change(frames, "received"))
    got = change(frames, "reconsideration_rate").row(1, named=True)
    assert round(got["value"]) == 400 and got["low"] < 400 < got["high"]
    assert (got["k"], got["n"], got["k_before"], got["n_before"]) == (37, 74, 7, 70)


def test_change_from_below_0_is_none():
    """A net flow can be negative: no growth from there."""
    frames = make_frames({("110101", year): {"new": 1} for year in (2022, 2023)})
    cell = {
        "table": "proactive",
        "form": "form2021",
        "row": "normative_documents",
        "status": "printed",
    }
    frames["cells"] = pl.DataFrame(
        [
            {**cell, "report_id": f"r110101-{year}", "column": column, "value": float(value)}
            for year, issued, repealed in ((2022, 1, 3), (2023, 4, 1))
            for column, value in (("issued", issued), ("repealed", repealed))
        ],
        schema=frames["cells"].schema,
    )
    got = change(frames, "normative_net_flow").row(1, named=True)
    assert (got["k"], got["k_before"], got["value"], got["reason"]) == (
        3,
        -2,
        None,
        "growth from below 0",
    )


ADVERSE = {
    "granted_partly": 10,
    "refused": 20,
    "unable": 15,
    "not_processed": 5,
    "litigation.total": 3,
    "reconsideration.total": 8,
}


def test_lagged_denominator_is_that_of_the_year_before():
    """8 reconsiderations and 3 suits of 2022 on 50 adverse outcomes of 2021; 2021 has no year
    before it.
    """
    counts = {
        ("110101", 2021): ADVERSE,
        ("110101", 2022): {**ADVERSE, "refused": 120},
    }
    frames = make_frames(counts, form="narrative")
    rows = measure(frames, "lagged_adverse_reconsideration_rate")
    assert rows.select("k", "n", "value").rows() == [(8, None, None), (8, 50, 16)]
    assert rows["reason"][0] == "not given: a report of the year before"
    suits = measure(frames, "lagged_adverse_litigation_rate")
    assert suits.select("k", "n", "value").rows()[1] == (3, 50, 6)
    # the same year's outcomes: 3 of 150
    assert measure(frames, "adverse_litigation_rate")["value"].to_list() == [6, 2]


def test_item_nonresponse_counts_blank_and_missing_cells():
    """Row `new` with two blanks of seven, a nil mark answered, row `granted` missing altogether."""
    frames = make_frames({("110101", 2022): {"new": 1}})
    columns = [c.key for c in forms()["form2021"].table("applications").columns]
    statuses = ["printed", "blank", "nil_mark", "blank", "illegible", "printed", "printed"]
    frames["cells"] = pl.DataFrame(
        [
            {
                "report_id": "r110101-2022",
                "table": "applications",
                "form": "form2021",
                "row": "new",
                "column": column,
                "status": status,
            }
            for column, status in zip(columns, statuses, strict=True)
        ],
        schema=frames["cells"].schema,
    )
    rows = measure(frames, "item_nonresponse")
    got = {item: (k, n) for item, k, n in rows.select("item", "k", "n").iter_rows()}
    assert got["applications.new"] == (2, 7) and got["applications.granted"] == (7, 7)
    assert len(got) == 25 and all(
        item.startswith("applications.") for item in got
    )  # no other table


def test_item_nonresponse_of_frames_that_were_put_together():
    """Two datasets joined by pl.concat are counted as each by itself."""
    one, other = tidy("shenhe-2020"), tidy("dengzhou-2020")
    both = {name: pl.concat([one[name], other[name]], rechunk=False) for name in one}
    rows = measure(both, "item_nonresponse")
    apart = [measure(frames, "item_nonresponse") for frames in (one, other)]
    assert rows.height == sum(frame.height for frame in apart)
    assert rows["k"].sum() == sum(frame["k"].sum() for frame in apart)


def test_measure_breaks_are_those_that_matter():
    """Only what matters to a measure is drawn on its axis."""
    all_years = (2008, 2025)
    keys = {
        key: [b.key for b in measure_breaks(measures()[key], all_years)]
        for key in ("received", "litigation_rate", "coverage")
    }
    assert keys == {
        "received": ["regulation_2008", "regulation_2019", "fee_2021"],
        "litigation_rate": [
            "registration_2015",
            "regulation_2019",
            "review_2024",
            "interpretation_2025",
        ],
        "coverage": [],
    }
    assert measure_breaks(measures()["received"], (2021, 2024)) == ()


@pytest.mark.parametrize("key", measures())
def test_every_measure_says_over_which_breaks_it_may_be_compared(key):
    """The law breaks of metrics.md section 7, by what a measure counts."""
    spec = measures()[key]
    known = {one.key for one in load_crosswalk().breaks}
    assert spec.all_breaks <= known and set(spec.breaks.values()) <= set(VERDICTS)
    addresses = {
        a for item in spec.items for side in spec.terms(item) for t in side for a in t.addresses
    }
    channels = {row for table, row, _ in addresses if table == "disputes"}
    if any(row.startswith("litigation") for row in channels):
        assert {"review_2024", "interpretation_2025"} <= spec.all_breaks
    if "reconsideration" in channels:
        assert "review_2024" in spec.all_breaks
    if spec.kind == "count" and spec.numerator[0].startswith(("applications", "disputes")):
        assert spec.breaks["regulation_2008"] == "not_comparable"
    assert spec.name_zh and spec.words_zh.endswith("。") and spec.unit_zh and spec.unit


def test_trend_of_a_change_is_refused():
    """A change compares two years already."""
    with pytest.raises(UsageError, match="take that of received"):
        trend(make_frames({("110101", 2022): {"new": 1}}), "received_growth")
