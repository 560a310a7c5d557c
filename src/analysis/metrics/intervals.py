"""95% limits of shares, rates, ratios and differences, for whole columns at once.

The counts are a census of what was reported, so an interval describes a hypothetical process that
could have produced other counts. Applications are not independent (one family filed 94), so limits
of a single report are minimum limits. All functions take numbers, columns or arrays and return
arrays; where a limit is not defined it is nan. Counts need not be whole.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, gammaincinv, ndtri, stdtrit

Array = NDArray[np.float64]
Limits = tuple[Array, Array]
ALPHA = 0.05
Z = float(ndtri(1 - ALPHA / 2))
MIN_CLUSTERS = 5
"""Below this number of issuers no limits are given: with t and few clusters they say nothing."""


@np.errstate(divide="ignore", invalid="ignore")
def wilson(k: ArrayLike, n: ArrayLike) -> Limits:
    """Score limits of the share k/n in percent (Wilson 1927); nan where n is 0 or k is no part of
    n.

    Assumes n independent trials with one probability.

    >>> [round(float(limit), 2) for limit in wilson(234, 294)]
    [74.62, 83.8]
    """
    k, n = np.asarray(k, float), np.asarray(n, float)
    n = np.where((n > 0) & (k >= 0) & (k <= n), n, np.nan)
    share, z2 = k / n, Z * Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z * np.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    low, high = np.where((k == 0) & (n > 0), 0, middle - half), np.where(k == n, 1, middle + half)
    return 100 * low, np.minimum(100 * high, 100)


@np.errstate(divide="ignore", invalid="ignore")
def poisson(k: ArrayLike, n: ArrayLike, per: float = 100.0) -> Limits:
    """Exact limits of k events per `per` of n, by gamma quantiles (Garwood 1936); nan where n is 0.

    Assumes that events are Poisson and n is fixed.

    >>> [round(float(limit), 2) for limit in poisson(10, 100)]
    [4.8, 18.39]
    """
    k, n = np.asarray(k, float), np.asarray(n, float)
    low = np.where(k == 0, 0.0, gammaincinv(k, ALPHA / 2))
    high = gammaincinv(k + 1, 1 - ALPHA / 2)
    n = np.where((n > 0) & (k >= 0), n, np.nan)
    return per * low / n, per * high / n


@np.errstate(divide="ignore", invalid="ignore")
def ratio(
    k: ArrayLike, k_before: ArrayLike, n: ArrayLike = 1.0, n_before: ArrayLike = 1.0
) -> Limits:
    """Exact limits of the ratio of two Poisson rates, (k / n) / (k_before / n_before).

    Given their sum, k is binomial (Przyborowski and Wilenski 1940), so the limits are those of
    Clopper and Pearson (1934), by beta quantiles. Assumes independent years and fixed n. nan where
    k_before is 0.

    >>> [round(100 * (float(limit) - 1), 1) for limit in ratio(74, 70)]
    [-24.8, 48.7]
    """
    k, k_before = np.asarray(k, float), np.asarray(k_before, float)
    # many rows have the same two counts, and the quantiles take longer than all the rest
    pairs, place = np.unique(k + 1j * k_before, return_inverse=True)
    once, before = pairs.real, pairs.imag
    low = np.where(once > 0, betaincinv(once, before + 1, ALPHA / 2), 0.0)[place]
    high = betaincinv(once + 1, before, 1 - ALPHA / 2)[place]
    exposure = np.where((k >= 0) & (k_before > 0), np.divide(n, n_before), np.nan)
    return low / (1 - low) / exposure, high / (1 - high) / exposure


@np.errstate(divide="ignore", invalid="ignore")
def newcombe(k: ArrayLike, n: ArrayLike, k_before: ArrayLike, n_before: ArrayLike) -> Limits:
    """Limits of the difference k/n - k_before/n_before in percentage points (Newcombe 1998, method
    10).

    Assumes two independent samples; built from the Wilson limits of both shares.

    >>> [round(float(limit), 2) for limit in newcombe(56, 70, 48, 80)]
    [5.24, 33.39]
    """
    (low, high), (low_before, high_before) = wilson(k, n), wilson(k_before, n_before)
    share, before = 100 * np.divide(k, n), 100 * np.divide(k_before, n_before)
    below = np.hypot(share - low, high_before - before)
    above = np.hypot(high - share, before - low_before)
    return share - before - below, share - before + above


@np.errstate(divide="ignore", invalid="ignore", over="ignore")
def limit_clusters(
    rate: ArrayLike, error: ArrayLike, clusters: ArrayLike, floor: Limits, whole: float = np.inf
) -> Limits:
    """Limits of a pooled rate sum(k)/sum(n), from the `error` between its clusters (issuers).

    t with clusters - 1 degrees of freedom, on the logit scale for shares of a `whole` (100 for
    percent), on the log scale for rates without an upper end, so that no limit leaves the range.
    `error` is the delete-one jackknife of the ratio estimator (Cochran 1977, chapter 6; CV3 of
    MacKinnon, Nielsen and Webb 2023), see `pooling`; with it, simulated coverage is above 90% from
    5 clusters on (docs/coverage.md), with the linearised error it is 76 to 93%. Never narrower
    than `floor`, the limits that the pooled counts have by themselves; where the rate is 0 or the
    whole, these alone. nan below `MIN_CLUSTERS`, and where they would have no width: there is no
    floor and the clusters do not differ.
    """
    rate, error = np.asarray(rate, float), np.asarray(error, float)
    clusters = np.asarray(clusters, float)
    half = stdtrit(clusters - 1, 1 - ALPHA / 2) * error / (rate * (1 - rate / whole))
    odds = rate / (1 - rate / whole)
    low, high = odds * np.exp(-half), odds * np.exp(half)
    low = np.fmin(low / (1 + low / whole), floor[0])
    high = np.fmax(np.where(np.isinf(high), whole, high / (1 + high / whole)), floor[1])
    is_given = (clusters >= MIN_CLUSTERS) & (high - low > 1e-9 * rate)
    return np.where(is_given, low, np.nan), np.where(is_given, np.minimum(high, whole), np.nan)
