"""Limits against printed tables, by hand, and as properties."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.metrics.intervals import clustered, poisson, wilson


@pytest.mark.parametrize(
    ("k", "low", "high"),
    [
        (0, 0, 3.689),
        (1, 0.0253, 5.572),
        (10, 4.795, 18.39),
        (46, 33.68, 61.36),
        (100, 81.36, 121.63),
    ],
)
def test_poisson_against_printed_tables(k, low, high):
    got = poisson(k, 100)
    assert got == pytest.approx((low, high), rel=2e-3, abs=1e-3)


def test_poisson_of_a_large_count_is_near_the_normal_limits():
    low, high = poisson(1_000_000, 100)
    assert low == pytest.approx(1_000_000 - 1960, abs=20)
    assert high == pytest.approx(1_000_000 + 1960, abs=20)


@given(st.integers(0, 500), st.integers(1, 500))
def test_wilson_encloses_the_share_and_stays_within_0_and_100(k, n):
    limits = wilson(k, n)
    if k > n:
        assert limits is None
    else:
        assert 0 <= limits[0] <= 100 * k / n <= limits[1] <= 100
        assert limits[1] - limits[0] > 0


def test_nothing_out_of_nothing_has_no_limits():
    assert wilson(0, 0) is None and poisson(0, 0) is None and wilson(3, 2) is None


def test_clustered_by_hand():
    # p = 60/300 = 0.2; residuals -15, 30, -15: sum of squares 1350, times 3/2 = 2025, root 45, over 300 = 0.15; 1.96 * 0.15 = 0.294
    assert clustered([5, 50, 5], [100, 100, 100]) == pytest.approx((0, 49.4))
    assert clustered([5], [100]) is None
    # issuers that agree: never narrower than Wilson
    assert clustered([20, 20], [100, 100]) == pytest.approx(wilson(40, 200))
