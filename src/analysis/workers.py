"""Jobs in processes of their own, of which one may die."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_all_start_methods, get_context
from typing import TypeVar

_Job = TypeVar("_Job")
_Result = TypeVar("_Result")


def run_jobs(
    work: Callable[[_Job], _Result], jobs: Sequence[_Job], processes: int
) -> Iterator[tuple[_Job, _Result | None]]:
    """Each job with its result, and with None where the process died of it (a crash in a library,
    no memory left).

    A process that dies takes with it what the others were doing, so these jobs are done again, one
    at a time until the one shows that is at fault. An exception that `work` raises is raised here.
    `work` must be a function of a module.

    >>> sorted(run_jobs(len, ["a", "bc"], 2))
    [('a', 1), ('bc', 2)]
    """
    waiting = list(jobs)
    while waiting:
        lost: list[_Job] = []
        yield from _run_together(work, waiting, processes, lost)
        waiting = lost
        yield from _run_until_one_dies(work, waiting)


def _run_together(
    work: Callable[[_Job], _Result], jobs: Sequence[_Job], processes: int, lost: list[_Job]
) -> Iterator[tuple[_Job, _Result]]:
    """The jobs that are done; those that a dying process took along are added to `lost`."""
    with _open_pool(processes) as pool:
        try:
            for job, future in [(job, pool.submit(work, job)) for job in jobs]:
                try:
                    yield job, future.result()
                except BrokenProcessPool:
                    lost.append(job)
        finally:  # interrupted: what has not begun is not waited for
            pool.shutdown(wait=False, cancel_futures=True)


def _run_until_one_dies(
    work: Callable[[_Job], _Result], waiting: list[_Job]
) -> Iterator[tuple[_Job, _Result | None]]:
    """Jobs one at a time, taken from `waiting`; the last has None if its process died."""
    if not waiting:
        return
    with _open_pool(1) as pool:
        while waiting:
            job = waiting.pop(0)
            try:
                yield job, pool.submit(work, job).result()
            except BrokenProcessPool:
                yield job, None
                return


def _open_pool(processes: int) -> ProcessPoolExecutor:
    """Processes that leave an interruption by the keyboard to the one that waits for them.

    They are forked from a small server where the system has that: a process with threads, as polars
    has them, must not be forked itself.
    """
    method = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
    return ProcessPoolExecutor(
        processes, get_context(method), signal.signal, (signal.SIGINT, signal.SIG_IGN)
    )
