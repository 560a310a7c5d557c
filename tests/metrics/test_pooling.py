"""Pools: sums by hand, groups of the user's, limits, and properties for any corpus."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import UsageError
from analysis.metrics import measure, measures, pool
from analysis.metrics.intervals import ratio
from analysis.metrics.pooling import pool_sums

from .made import make_frames, set_reports


def rate_frames(pairs: list[tuple[int, int]], year: int = 2022) -> dict[str, pl.DataFrame]:
    """One county per pair (granted, closed_total) of a year."""
    counts = {
        (str(110101 + at), year): {"granted": k, "granted_partly": 0, "closed_total": n, "new": n}
        for at, (k, n) in enumerate(pairs)
    }
    return make_frames(counts)


def test_pool_by_hand():
    """Five counties, 20 of 100 but 0 and 40: 100/500; jackknife error sqrt(4/5 * 2 * (20/0.8)^2) /
    500 * 100 = 6.32.
    """
    rows = measure(
        rate_frames([(20, 100)] * 3 + [(0, 100), (40, 100)]), "disclosure_rate", by="year"
    )
    got = rows.row(0, named=True)
    assert (got["value"], got["k"], got["n"], got["issuers"]) == (20, 100, 500, 5)
    # logit(0.2) = -1.38629; t(4) = 2.77645; half = 2.77645 * 6.32456 / (20 * 0.8) = 1.09748
    assert (round(got["low"], 2), round(got["high"], 2)) == (7.70, 42.83)
    assert (got["median"], got["reason"]) == (20, "5 issuers: rough limits")
    assert (got["p10"], got["p90"]) == (8, 32)


def test_pool_adds_shares_of_one_whole_over_the_same_reports():
    """A county whose report lacks one outcome counts in none, so that the shares add up to 100."""
    whole = {"granted": 6, "granted_partly": 1, "other": 1, "unable": 1, "not_processed": 1}
    whole |= {"refused": 0, "closed_total": 10}
    lacking = {key: 5 * count for key, count in whole.items() if key != "refused"}
    frames = make_frames({("110101", 2019): whole, ("110102", 2019): lacking}, form="form2019")
    rows = measure(frames, "outcome_shares", by="year")
    assert rows["value"].sum() == pytest.approx(100) and rows["n"].to_list() == [10] * 6
    assert rows["left_out"].to_list() == [1] * 6
    rate = measure(frames, "full_disclosure_rate", by="year")
    assert rate.select("k", "n").row(0) == (36, 60)


def test_pool_of_equal_issuers_has_the_limits_of_the_pooled_counts():
    """Wrong today 3: events per 100 have the Poisson floor, not that of Wilson."""
    sums = pl.DataFrame({"group": [1] * 5, "issuer_id": range(5), "k": [24.0] * 5, "n": [40.0] * 5})
    got = pool_sums(sums, ["group"], "per_100").row(0, named=True)
    assert (round(got["low"], 1), round(got["high"], 1)) == (49.7, 71.7)
    above = pool_sums(sums.with_columns(k=48.0), ["group"], "per_100").row(0, named=True)
    assert (round(above["low"], 1), round(above["high"], 1)) == (105.3, 136.2)


@pytest.mark.parametrize(
    ("issuers", "limits", "reason"),
    [
        (4, False, "fewer than 5 issuers: no limits"),
        (5, True, "5 issuers: rough limits"),
        (20, True, ""),
    ],
)
def test_pool_says_how_far_its_limits_carry(issuers, limits, reason):
    """Wrong today 2: none below 5 issuers, a note below 20."""
    pairs = [(10 + at % 3, 100) for at in range(issuers)]
    got = measure(rate_frames(pairs), "disclosure_rate", by=["year"]).row(0, named=True)
    assert (got["low"] is not None, got["reason"]) == (limits, reason)


def test_pool_keeps_namesakes_apart():
    """Wrong today 9: two 鼓楼区 are two issuers, shown with the city above them."""
    counts = {("320106", 2022): {"new": 10}, ("320302", 2022): {"new": 30}}
    frames = make_frames(counts, issuer="鼓楼区")
    rows = measure(frames, "received", by="issuer")
    assert rows.select("issuer", "k", "issuers").rows() == [
        ("鼓楼区（南京市）", 10, 1),
        ("鼓楼区（徐州市）", 30, 1),
    ]
    assert measure(frames, "received", by="year")["issuers"].to_list() == [2]


def test_pool_by_province_and_by_groups_of_the_user():
    """Derived columns, and columns of a frame with the key issuer_id, or issuer_id and year."""
    counts = {
        ("320106", 2022): {"new": 10},
        ("320302", 2022): {"new": 30},
        ("440103", 2022): {"new": 5},
    }
    frames = make_frames(counts)
    by_province = measure(frames, "received", by=["province", "year"])
    assert dict(by_province.select("province", "k").iter_rows()) == {"江苏省": 40, "广东省": 5}
    by_city = measure(frames, "received", by="prefecture")
    assert dict(by_city.select("prefecture", "value").iter_rows())["南京市"] == 10
    groups = pl.DataFrame(
        {"issuer_id": ["320106", "440103"], "year": [2022, 2022], "rich": [True, False]}
    )
    rows = pool(frames, measure(frames, "received"), "rich", groups=groups)
    assert dict(rows.select("rich", "k").iter_rows()) == {True: 10, False: 5, None: 30}
    with pytest.raises(UsageError, match="without repeats"):
        measure(frames, "received", by="rich", groups=pl.concat([groups, groups]))


def test_pool_keeps_scopes_and_levels_apart():
    """Area and organ reports are never added (wrong today 4, the part of measures)."""
    counts = {("110101", 2022): {"new": 10}, ("110102", 2022): {"new": 4}}
    frames = set_reports(make_frames(counts), ["r110102-2022"], scope="organ")
    assert measure(frames, "received", by="year").select("scope", "k").rows() == [
        ("area", 10),
        ("organ", 4),
    ]


def test_pool_counts_the_contradicted_and_leaves_out_on_request():
    """A failed identity of one of five reports."""
    frames = rate_frames([(1, 10)] * 5)
    failed = {
        "report_id": "r110101-2022",
        "check": "outcomes",
        "strength": "required",
        "subject": "total",
        "cells": "applications.closed_total.total applications.granted.total",
        "result": "fail",
        "blanks_as_zero": 0,
    }
    frames["checks"] = pl.DataFrame([failed], schema=frames["checks"].schema)
    got = measure(frames, "disclosure_rate", by="year").row(0, named=True)
    assert (got["contradicted"], got["reports"], got["left_out"]) == (1, 5, 0)
    got = measure(frames, "disclosure_rate", by="year", without_failing=True).row(0, named=True)
    assert (got["contradicted"], got["reports"], got["left_out"]) == (0, 4, 1)


def test_pool_of_an_empty_selection_is_empty():
    """No row in, no row out, with all columns."""
    frames = rate_frames([(1, 10)])
    rows = pool(frames, measure(frames, "disclosure_rate").clear(), "year")
    assert rows.height == 0 and {"year", "value", "low", "status"} < set(rows.columns)


PAIRS = st.lists(
    st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=1,
    max_size=30,
)


@settings(max_examples=40, deadline=None)
@given(PAIRS, st.randoms(use_true_random=False))
def test_pool_is_the_ratio_of_sums_in_any_order(pairs, random):
    """sum k / sum n; limits in 0 to 100 around it; the order of the rows does not matter."""
    frames = rate_frames(pairs)
    rows = measure(frames, "full_disclosure_rate")
    got = pool(frames, rows, "year")
    assert got.equals(
        pool(frames, rows.sample(fraction=1, shuffle=True, seed=random.randint(0, 99)), "year")
    )
    k, n = (sum(pair[side] for pair in pairs if pair[1]) for side in (0, 1))
    one = got.row(0, named=True)
    assert one["issuers"] == sum(1 for _, n in pairs if n) and one["left_out"] == sum(
        1 for _, n in pairs if not n
    )
    if not n:
        assert (one["value"], one["status"], one["reason"]) == (
            None,
            "na",
            "no report with a value",
        )
        return
    assert one["value"] == pytest.approx(100 * k / n)
    if one["low"] is not None:
        assert 0 <= one["low"] <= one["value"] + 1e-9 and one["value"] - 1e-9 <= one["high"] <= 100


@pytest.mark.parametrize("key", ["clearance_rate", "disclosure_rate"])
def test_pool_of_shares_near_the_ends_stays_within_0_and_100(key):
    """Wrong today 1: clearance_rate was [86.9, 104.1]."""
    counts = {
        (str(110101 + at), 2022): {
            "new": n,
            "carried_in": 0,
            "closed_total": k,
            "granted": k,
            "granted_partly": 0,
        }
        for at, (k, n) in enumerate([(100, 100), (50, 70), (9, 9), (300, 300), (12, 12), (40, 41)])
    }
    got = measure(make_frames(counts), key, by="year").row(0, named=True)
    assert 0 <= got["low"] <= got["value"] <= got["high"] <= 100


def test_pool_refuses_the_growth_of_a_rate():
    """Its k and n are those of the year alone: 37 of 74 is no growth of -50%."""
    counts = {
        ("110101", 2021): {"new": 70, "reconsideration.total": 7},
        ("110101", 2022): {"new": 74, "reconsideration.total": 37},
    }
    with pytest.raises(UsageError, match="not pooled: pool reconsideration_rate"):
        measure(make_frames(counts), "reconsideration_rate_growth", by="year")


def test_pool_takes_from_groups_only_what_it_groups_by():
    """A column `n` of the user's does not stand in for the n of the measure."""
    frames = rate_frames([(2, 10), (3, 10)])
    groups = pl.DataFrame({"issuer_id": ["110101", "110102"], "rich": True, "n": [1, 1]})
    got = measure(frames, "disclosure_rate", by="rich", groups=groups).row(0, named=True)
    assert (got["k"], got["n"], got["value"]) == (5, 20, 25)


def test_pool_of_coverage_adds_issuers_and_knows_no_year():
    """Two issuers of 2 and 1 of two years: 3 of 4, and not an empty frame."""
    places = [("110101", 2021), ("110101", 2022), ("110102", 2022)]
    frames = make_frames({place: {"new": 1} for place in places})
    got = measure(frames, "coverage", by="level").row(0, named=True)
    assert (got["k"], got["n"], got["value"], got["issuers"]) == (3, 4, 75, 2)
    with pytest.raises(UsageError, match="one number per issuer"):
        measure(frames, "coverage", by=["level", "year"])


def test_pool_over_years_of_what_is_carried_over_is_a_gap():
    """12 applications open at the end of 2022 are those carried into 2023: 2 of 12 + 10 and 1 of 10
    + 12 are no 3 of 44, as 44 counts the 12 twice. Years by themselves, and new ones, are added.
    """
    first = {"new": 10, "carried_in": 12, "carried_out": 12, "closed_total": 10}
    frames = make_frames(
        {
            ("110101", 2022): first,
            ("110101", 2023): {**first, "new": 22, "carried_out": 1, "closed_total": 33},
        }
    )
    reason = "applications carried over stand again next year: pool by year"
    for key in ("carry_over_rate", "clearance_rate"):
        both = measure(frames, key, by="issuer").row(0, named=True)
        assert (both["value"], both["k"], both["status"]) == (None, None, "na")
        assert both["reason"].startswith(reason)
    years = measure(frames, "carry_over_rate", by="year")
    assert years.select("k", "n").rows() == [(12, 22), (1, 34)]
    flow = measure(frames, "outcome_counts", by="issuer")
    sums = dict(flow.select("item", "k").iter_rows())
    assert (sums["new"], sums["closed_total"]) == (32, 43)
    assert sums["carried_in"] is None and sums["carried_out"] is None
    stock = measures()["normative_stock"].standing_items
    assert stock == {"": "a stock stands again next year"}


def test_pool_of_equal_ratios_has_no_limits_without_width():
    """Growth by half everywhere, 15 after 10 in five counties: the floor is that of 75 after 50.

    Exact limits of that ratio: 1.03 and 2.19. A ratio of two counts of mostly the same
    applications has no limits by itself, so equal ratios have none, and the reason says so.
    """
    counts = {}
    for at in range(5):
        county = str(110101 + at)
        counts[county, 2022] = {"new": 10, "carried_in": 0, "closed_total": 8}
        counts[county, 2023] = {"new": 15, "carried_in": 0, "closed_total": 12}
    frames = make_frames(counts)
    growth = measure(frames, "received_growth", by="year").filter(year=2023).row(0, named=True)
    assert (growth["value"], growth["k"], growth["n"]) == (50, 75, 50)
    low, high = (float(100 * (limit - 1)) for limit in ratio(75, 50))
    assert (growth["low"], growth["high"]) == (pytest.approx(low), pytest.approx(high))
    assert (round(low), round(high)) == (3, 119)
    disposal = measure(frames, "disposal_ratio", by="year").row(0, named=True)
    assert (disposal["value"], disposal["low"], disposal["high"]) == (80, None, None)
    assert disposal["reason"] == "issuers do not differ: no limits"


def test_pool_marks_bounds():
    """100 and "more than 200" received are at least 300; 100 and 100 are 200."""
    frames = make_frames({("110101", 2022): {"new": 100}, ("110102", 2022): {"new": 200}})
    rows = measure(frames, "received")
    assert pool(frames, rows, "year").select("k", "bound").rows() == [(200 + 100, "exact")]
    told = rows.with_columns(
        bound=pl.when(pl.col("k") == 200).then(pl.lit("at_least")).otherwise("bound")
    )
    assert pool(frames, told, "year").select("k", "bound").rows() == [(300, "at_least")]
