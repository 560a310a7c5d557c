"""Limits against printed tables, hard values of the literature, statsmodels, and as properties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.rates import confint_poisson

from analysis.metrics.intervals import limit_clusters, newcombe, poisson, ratio, wilson

COUNTS = st.integers(0, 5000)


def floats(limits: tuple[object, object]) -> tuple[float, float]:
    low, high = limits
    return float(low), float(high)


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
    """Garwood's exact limits as printed in tables."""
    assert floats(poisson(k, 100)) == pytest.approx((low, high), rel=2e-4, abs=1e-3)


@given(COUNTS)
def test_poisson_equals_statsmodels(k):
    """statsmodels takes the same limits from chi-squared quantiles."""
    low, high = confint_poisson(k, exposure=1, method="exact-c", alpha=0.05)
    expected = (0.0 if k == 0 else 100 * low, 100 * high)
    assert floats(poisson(k, 1)) == pytest.approx(expected, rel=1e-10)


def test_poisson_of_two_pooled_counts():
    """What wrong-today 3 asks for: 60 + 60 of 200 and 120 + 120 of 200."""
    assert [round(x, 1) for x in floats(poisson(120, 200))] == [49.7, 71.7]
    assert [round(x, 1) for x in floats(poisson(240, 200))] == [105.3, 136.2]


def test_poisson_of_many_counts_is_one_call():
    """5,000 counts at once, and each as by itself."""
    k = np.arange(5000)
    low, high = poisson(k, 100)
    assert low.shape == high.shape == k.shape
    assert (float(low[4999]), float(high[4999])) == floats(poisson(4999, 100))


@pytest.mark.parametrize("limits", [wilson, newcombe, ratio])
def test_limits_of_many_rows_are_those_of_each(limits):
    """More rows than are worked on at a time, with equal counts among them."""
    n = np.arange(70_000) % 1009 + 1
    columns = n // 3, n, n // 2, n + 7
    low, high = limits(*columns[: 2 if limits is wilson else 4])
    for row in (0, 1008, 1009, 32_767, 32_768, 69_999):
        alone = floats(limits(*(c[row] for c in columns[: 2 if limits is wilson else 4])))
        assert (float(low[row]), float(high[row])) == pytest.approx(alone, nan_ok=True, rel=1e-15)


@given(COUNTS, st.integers(1, 5000))
def test_wilson_equals_statsmodels(k, n):
    """Enclosed in 0 to 100 and around the share; nothing for k above n."""
    low, high = floats(wilson(k, n))
    if k > n:
        assert np.isnan([low, high]).all()
        return
    expected = proportion_confint(k, n, method="wilson")
    assert (low, high) == pytest.approx([100 * x for x in expected], abs=1e-9)
    assert 0 <= low <= 100 * k / n <= high <= 100


def test_nothing_out_of_nothing_has_no_limits():
    """A base of 0, and a part above its whole."""
    found = [*wilson(0, 0), *poisson(0, 0), *wilson(3, 2), *ratio(3, 0), *newcombe(1, 2, 0, 0)]
    assert np.isnan(found).all()


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [(74, 70, (-24.8, 48.7)), (218, 81, (108.0, 252.0)), (0, 5, (-100.0, 9.1))],
)
def test_ratio_by_hand(now, before, expected):
    """70 to 74 is +5.7% [-24.8, +48.7], 81 to 218 [+108, +252]; 5 to 0: U = 1 - 0.025^(1/5) =
    0.5218, U/(1-U) = 1.091.
    """
    low, high = (100 * (x - 1) for x in floats(ratio(now, before)))
    assert low <= 100 * (now / before - 1) <= high
    assert (low, high) == pytest.approx(expected, abs=0.05 if now < 100 else 0.5)


def test_ratio_of_rates_takes_the_bases_into_account():
    """Twice the base of the later year halves the ratio."""
    plain, halved = floats(ratio(20, 10)), floats(ratio(20, 10, 200, 100))
    assert halved == pytest.approx([x / 2 for x in plain])


def test_newcombe_of_the_paper():
    """Newcombe 1998, table II: 56/70 - 48/80 = 0.2000 [0.0524, 0.3339]; 9/10 - 3/10 = 0.6 [0.1705,
    0.8090].
    """
    assert [round(x, 2) for x in floats(newcombe(56, 70, 48, 80))] == [5.24, 33.39]
    assert [round(x, 2) for x in floats(newcombe(9, 10, 3, 10))] == [17.05, 80.90]


@given(st.integers(0, 300), st.integers(1, 300), st.integers(0, 300), st.integers(1, 300))
def test_newcombe_equals_statsmodels(k, n, k_before, n_before):
    """Around the difference, and within -100 to 100."""
    if k > n or k_before > n_before:
        return
    low, high = floats(newcombe(k, n, k_before, n_before))
    other = confint_proportions_2indep(k, n, k_before, n_before, compare="diff", method="newcomb")
    assert (low, high) == pytest.approx([100 * x for x in other], abs=1e-7)
    assert -100 <= low <= 100 * (k / n - k_before / n_before) <= high <= 100


NONE = (np.nan, np.nan)


def test_clustered_by_hand():
    """Rate 20%, error 5 points, 5 issuers: logit -1.3863, t(4) = 2.7764, half 2.7764 * 5 / 16 =
    0.8676.
    """
    low, high = floats(limit_clusters(20, 5, 5, NONE, 100))
    odds = [np.exp(-1.386294 - 0.867639), np.exp(-1.386294 + 0.867639)]
    assert (low, high) == pytest.approx([100 * o / (1 + o) for o in odds], rel=1e-5)
    low, high = floats(
        limit_clusters(20, 5, 5, NONE)
    )  # without an upper end: 20 times or by exp(0.6941)
    assert (low, high) == pytest.approx((20 / np.exp(0.694111), 20 * np.exp(0.694111)), rel=1e-5)


@pytest.mark.parametrize(
    ("clusters", "given_limits"), [(2, False), (4, False), (5, True), (400, True)]
)
def test_clustered_gives_nothing_below_five(clusters, given_limits):
    """Below 5 issuers t says nothing of use."""
    assert np.isfinite(limit_clusters(20, 5, clusters, NONE, 100)).all() == given_limits


@given(st.floats(0, 100), st.floats(0, 80), st.integers(5, 400))
def test_clustered_stays_in_range_and_above_its_floor(rate, error, clusters):
    """No share's limit outside 0 to 100, never narrower than the floor (wrong-today 1)."""
    floor = wilson(rate * 5, 500)
    low, high = floats(limit_clusters(rate, error, clusters, floor, 100))
    assert 0 <= low <= float(floor[0]) + 1e-9 and float(floor[1]) - 1e-9 <= high <= 100
    assert low <= rate + 1e-6 and high >= rate - 1e-6
