"""The jobs of a build on many machines, by dask.distributed: data and output on shared storage."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from .errors import GongkaiError, UsageError
from .reading import compute_program_version
from .workers import Death, Pool

_Job = TypeVar("_Job")
_Result = TypeVar("_Result")
_local = threading.local()


class Cluster(Pool):
    """The workers of a scheduler, which do jobs as the processes of a `Pool` do.

    Each of them has a process of its own for them, so that a document costs no worker; a worker
    that is lost costs nothing, as others do its jobs again. Raises `UsageError` where no scheduler
    answers.
    """

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client
        except ImportError as error:
            raise UsageError("--dask needs: pip install 'gongkai[cluster]'") from error
        try:
            self._client = Client(address, timeout=10)
        except (OSError, ValueError) as error:
            raise UsageError(
                f"--dask {address}: no scheduler answers; start one with: dask scheduler"
            ) from error
        super().__init__(max(1, len(self._client.scheduler_info(n_workers=-1)["workers"])))

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def run(
        self,
        work: Callable[[_Job], _Result],
        jobs: Sequence[_Job],
        seconds: float = float("inf"),
    ) -> Iterator[tuple[_Job, _Result | Death]]:
        """Each job with its result, or with the `Death` of the process that did it, as in
        `Pool.run`.
        """
        from distributed import KilledWorker

        version = compute_program_version()
        futures = [
            self._client.submit(_do_guarded, work, job, seconds, version, pure=False)
            for job in jobs
        ]
        for job, future in zip(jobs, futures, strict=True):
            try:
                yield job, future.result()
            except KilledWorker:
                yield job, Death("several workers that ended", is_sure=True)
            future.release()


def _do_guarded(
    work: Callable[[_Job], _Result], job: _Job, seconds: float, version: str
) -> _Result | Death:
    """Do one job in a process beside this worker, which stays for the next one."""
    if compute_program_version() != version:
        raise GongkaiError(
            "a worker of the cluster has another version of gongkai, of its forms or of its "
            "libraries: install the same there"
        )
    if not hasattr(_local, "pool"):
        _local.pool = Pool(1)
    ((_, result),) = _local.pool.run(work, [job], seconds)
    return result
