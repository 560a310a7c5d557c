"""Random shares, allocations and counts, by the generator of the standard library."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Mapping


def mix_shares(rng: random.Random, weights: Mapping[str, float], size: float) -> dict[str, float]:
    """Shares around `weights`, from a Dirichlet distribution; the larger `size`, the nearer."""
    drawn = {key: rng.gammavariate(share * size, 1.0) for key, share in weights.items()}
    whole = sum(drawn.values()) or 1.0
    return {key: value / whole for key, value in drawn.items()}


def allocate(rng: random.Random, n: int, weights: Mapping[str, float]) -> Counter[str]:
    """How `n` cases fall on the keys of `weights`."""
    return Counter(rng.choices(list(weights), list(weights.values()), k=n)) if n else Counter()


def draw_poisson(rng: random.Random, mean: float) -> int:
    """A Poisson number; above 60 the normal approximation, rounded."""
    if mean > 60:
        return max(0, round(rng.gauss(mean, math.sqrt(mean))))
    limit, n, product = math.exp(-mean), 0, rng.random()
    while product > limit:
        n += 1
        product *= rng.random()
    return n
