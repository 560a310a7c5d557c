"""Bounds on time that hold on a slow machine, and on one that does something else as well."""

from __future__ import annotations

import time
from collections.abc import Callable

UNIT = 0.035  # seconds that `_unit` took on the idle machine on which the bounds were chosen
ATTEMPTS = 4


def keeps_within(seconds: float, work: Callable[[], object]) -> bool:
    """Return whether `work` needs at most `seconds` of processor time, as counted on an idle machine.

    A busy or slow machine stretches every computation, so `work` is compared with a fixed
    computation that runs just before and after it, and a bad attempt is repeated.
    """
    for _ in range(ATTEMPTS):
        before = _processor_time(_unit)
        needed = _processor_time(work)
        unit = max(before, _processor_time(_unit))
        if needed / unit <= seconds / UNIT:
            return True
    return False


def _processor_time(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _unit() -> int:
    return sum(len(str(number)) for number in range(520_000))
