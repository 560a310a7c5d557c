"""Limits of rates: Wilson score for shares, exact Poisson for events per 100, clustered for pooled rates.

The counts are a census of what was reported, so an interval describes a hypothetical process that could have
produced other counts. Applications are not independent (one family filed 94), so these are minimum limits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache

Z = 1.96


def wilson(k: float, n: float) -> tuple[float, float] | None:
    """Wilson score limits of k/n in percent; None where n is 0 or k is no part of n.

    >>> [round(limit, 2) for limit in wilson(234, 294)]
    [74.62, 83.8]
    >>> wilson(0, 0) is None
    True
    """
    if n <= 0 or not 0 <= k <= n:
        return None
    share = k / n
    middle = share + Z * Z / (2 * n)
    half = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    low, high = (middle - half) / (1 + Z * Z / n), (middle + half) / (1 + Z * Z / n)
    return (0.0 if k == 0 else 100 * low), (100.0 if k == n else 100 * high)


def poisson(k: float, n: float, per: float = 100.0) -> tuple[float, float] | None:
    """Exact Poisson limits of k events per `per` of n; None where n is 0.

    >>> [round(limit, 2) for limit in poisson(10, 100)]
    [4.8, 18.39]
    """
    if n <= 0 or k < 0:
        return None
    low, high = _means(k)
    return per * low / n, per * high / n


@cache
def _means(k: float) -> tuple[float, float]:
    """The lowest and the highest Poisson mean that k events leave possible; kept, as most counts are small and recur."""
    tail = (1 - math.erf(Z / math.sqrt(2))) / 2
    low = (
        0.0 if k == 0 else _solve(lambda mean: 1 - _poisson_cdf(k - 1, mean), tail, k, rising=True)
    )
    return low, _solve(lambda mean: _poisson_cdf(k, mean), tail, k, rising=False)


def _poisson_cdf(k: float, mean: float) -> float:
    """P(X <= k) for a mean above 0, summed from the largest term down so that large counts neither overflow nor vanish."""
    total = 0.0
    for i in range(int(k), -1, -1):
        term = math.exp(i * math.log(mean) - mean - math.lgamma(i + 1))
        total += term
        if i < mean and term < 1e-17 * max(total, 1e-300):
            break
    return min(total, 1.0)


def _solve(function: Callable[[float], float], target: float, k: float, rising: bool) -> float:
    """The mean at which `function`, which rises or falls throughout, meets `target`."""
    low, high = 0.0, k + 10 * math.sqrt(k + 1) + 10
    for _ in range(80):
        middle = (low + high) / 2
        if (function(middle) < target) == rising:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def clustered(k: Sequence[float], n: Sequence[float]) -> tuple[float, float] | None:
    """Limits in percent of the pooled rate sum(k)/sum(n), one pair per issuer (ratio estimator).

    The variation between issuers sets the width, never less than the Wilson limits of the pooled counts. None for
    fewer than two issuers, as nothing is then known of how issuers differ.

    >>> [round(limit, 1) for limit in clustered([5, 50, 5], [100, 100, 100])]
    [0.0, 49.4]
    """
    pairs = [(a, b) for a, b in zip(k, n, strict=True) if b > 0]
    total = sum(b for _, b in pairs)
    if len(pairs) < 2:
        return None
    rate = sum(a for a, _ in pairs) / total
    spread = sum((a - rate * b) ** 2 for a, b in pairs) * len(pairs) / (len(pairs) - 1)
    half = Z * math.sqrt(spread) / total
    least = wilson(rate * total, total) or (100 * rate, 100 * rate)
    return min(least[0], max(0.0, 100 * (rate - half))), max(least[1], 100 * (rate + half))
