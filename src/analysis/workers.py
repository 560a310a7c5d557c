"""Jobs in processes of their own, of which one may die."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TypeVar

_Job = TypeVar("_Job")
_Result = TypeVar("_Result")


def survived(
    work: Callable[[_Job], _Result], jobs: Sequence[_Job], processes: int
) -> Iterator[tuple[_Job, _Result | None]]:
    """Each job with its result, and with None where the process died of it (a crash in a library, no memory left).

    A process that dies takes with it what the others were doing, so these jobs are done again, one at a time until the one
    shows that is at fault. An exception that `work` raises is raised here. `work` must be a function of a module.

    >>> sorted(survived(len, ["a", "bc"], 2))
    [('a', 1), ('bc', 2)]
    """
    left = list(jobs)
    while left:
        lost = []
        with _pool(processes) as pool:
            try:
                for job, future in [(job, pool.submit(work, job)) for job in left]:
                    try:
                        yield job, future.result()
                    except BrokenProcessPool:
                        lost.append(job)
            finally:  # interrupted: what has not begun is not waited for
                pool.shutdown(wait=False, cancel_futures=True)
        left = lost
        with _pool(1) as alone:
            while left:
                job = left.pop(0)
                try:
                    yield job, alone.submit(work, job).result()
                except BrokenProcessPool:
                    yield job, None
                    break


def _pool(processes: int) -> ProcessPoolExecutor:
    """Processes that leave an interruption by the keyboard to the one that waits for them."""
    return ProcessPoolExecutor(
        processes, get_context("forkserver"), signal.signal, (signal.SIGINT, signal.SIG_IGN)
    )
