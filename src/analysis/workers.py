"""Jobs in processes of their own, any of which may die or hang.

A worker is a fresh interpreter that reads jobs from its standard input and answers on its standard
output. It ends when that input ends, so no worker outlives the process that waits for it, however
that one ends; Linux ends it at once, also inside a library. A script that starts workers needs no
`if __name__ == "__main__"`, as nothing of it is run again.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, BinaryIO, NoReturn, TypeVar

from .errors import GongkaiError

_Job = TypeVar("_Job")
_Result = TypeVar("_Result")
_PR_SET_PDEATHSIG = 1  # of Linux, <sys/prctl.h>
_START = "from analysis.workers import serve; serve()"
_channel: list[BinaryIO] = []  # in a worker: where its answers go


@dataclass(frozen=True, slots=True)
class Death:
    """A job without a result: its process died, or was ended because a step took too long.

    `step` is the last that `report_step` named, None where it named none.
    """

    reason: str
    step: int | None = None
    is_sure: bool = False  # that the job is at fault: it was ended, as it gave no sign of life


class _Worker:
    """A process, the number of the job that it does, and when it last gave a sign of life."""

    def __init__(self, answers: queue.SimpleQueue[tuple[_Worker, Any]], processes: int) -> None:
        """`processes` is how many there are, which share the processors."""
        self.job: int | None = None
        self.step: int | None = None
        self.silence = ""
        self.is_ready = False
        self.since = time.monotonic()
        threads = str(max(1, (os.cpu_count() or 1) // processes))
        environment = {"POLARS_MAX_THREADS": threads, **os.environ}
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            [sys.executable, "-c", _START], stdin=pipe, stdout=pipe, env=environment
        )
        self._send(pickle.dumps(sys.path))
        threading.Thread(target=self._receive, args=(answers,), daemon=True).start()

    def _send(self, what: bytes) -> None:
        with suppress(OSError):  # a process that died: its end is seen by `_receive`
            self.process.stdin.write(what)  # type: ignore[union-attr]
            self.process.stdin.flush()  # type: ignore[union-attr]

    def _receive(self, answers: queue.SimpleQueue[tuple[_Worker, Any]]) -> None:
        try:
            while True:
                answers.put((self, pickle.load(self.process.stdout)))  # type: ignore[arg-type]
        except Exception:  # noqa: BLE001 - half an answer is that of a process that died
            answers.put((self, ("died", None)))

    def give(self, number: int, job: tuple[Callable[[Any], Any], Any]) -> None:
        self.job, self.step, self.since = number, None, time.monotonic()
        # Bytes within bytes: a worker that lacks the module of a job still finds where it ends.
        self._send(pickle.dumps(pickle.dumps(job)))

    def close(self) -> None:
        self.process.kill()
        for stream in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                stream.close()  # type: ignore[union-attr]
        self.process.wait()


class Pool:
    """Up to so many processes that do jobs; they start when they are needed, and end with the block
    (`with Pool(2) as pool`). With 0 this process does the jobs itself, as a debugger wants it.
    """

    def __init__(self, processes: int) -> None:
        self.processes = processes
        self._answers: queue.SimpleQueue[tuple[_Worker, Any]] = queue.SimpleQueue()
        self._workers: set[_Worker] = set()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        while self._workers:
            self._workers.pop().close()

    def run(
        self,
        work: Callable[[_Job], _Result],
        jobs: Sequence[_Job],
        seconds: float = float("inf"),
    ) -> Iterator[tuple[_Job, _Result | Death]]:
        """Each job with its result, or with the `Death` of its process (a crash in a library, no
        memory left, more than `seconds` without a sign of life).

        A process that dies costs its own job alone; another one takes its place. An exception that
        `work` raises is raised here. `work` must be a function of a module.

        >>> with Pool(2) as pool:
        ...     list(pool.run(len, ["a", "bc"]))
        [('a', 1), ('bc', 2)]
        """
        if not self.processes:
            yield from ((job, work(job)) for job in jobs)
            return
        waiting = deque(range(len(jobs)))
        results: dict[int, _Result | Death] = {}
        for _ in range(min(self.processes, len(jobs)) - len(self._workers)):
            self._workers.add(_Worker(self._answers, self.processes))
        idle = {worker for worker in self._workers if worker.is_ready}
        for at, job in enumerate(jobs):
            while at not in results:
                while idle and waiting:
                    number = waiting.popleft()
                    idle.pop().give(number, (work, jobs[number]))
                worker, kind, value = self._await_answer(seconds)
                if kind == "step":
                    worker.step = value
                    continue
                if worker.job is not None:
                    results[worker.job] = value
                worker.job = None
                if kind != "died":
                    idle.add(worker)
                elif waiting:
                    self._workers.add(_Worker(self._answers, self.processes))
            yield job, results.pop(at)

    def _await_answer(self, seconds: float) -> tuple[_Worker, str, Any]:
        """What the next worker says; raises what it raised. One that says nothing for long is
        ended.
        """
        while True:
            try:
                worker, (kind, value) = self._answers.get(timeout=1.0)
            except queue.Empty:
                for worker in self._workers:
                    if worker.job is not None and time.monotonic() - worker.since > seconds:
                        worker.silence = f"no result within {seconds:.0f} seconds"
                        worker.process.kill()
                continue
            worker.since = time.monotonic()
            if kind == "raised":
                raise value
            if kind == "died":
                self._workers.discard(worker)
                worker.close()
                if not worker.is_ready:
                    raise GongkaiError("a worker process cannot start: see the lines above")
                reason = worker.silence or "a process that ended"
                value = Death(reason, worker.step, bool(worker.silence))
            worker.is_ready = True
            return worker, kind, value


def report_step(step: int) -> None:
    """Say that a job has come to a step of its own: a sign of life, and what it died of if it does.

    Outside of a worker nobody listens.
    """
    _send_answer("step", step)


def _send_answer(kind: str, value: Any) -> None:
    answer = pickle.dumps((kind, value))
    for channel in _channel:
        channel.write(answer)
        channel.flush()


@contextmanager
def limit_memory(size: int) -> Iterator[None]:
    """Let this process take at most `size` bytes more; beyond that it raises `MemoryError` or dies.

    Where the system has no such bound (Windows, macOS) there is none.
    """
    if not sys.platform.startswith("linux"):
        yield
        return
    import resource

    with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - once for each document
        data = int(file.read().split()[5]) * resource.getpagesize()
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    bounds = [data + size, *(bound for bound in (soft, hard) if bound != resource.RLIM_INFINITY)]
    resource.setrlimit(resource.RLIMIT_DATA, (min(bounds), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def serve() -> NoReturn:
    """Do jobs until the standard input ends: what a worker process runs."""
    _die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that waits ends this one
    _channel.append(os.fdopen(os.dup(1), "wb"))
    os.dup2(2, 1)  # what a library prints is no answer
    sys.path[:] = pickle.load(sys.stdin.buffer)
    jobs: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_take_jobs, args=(jobs,), daemon=True).start()
    _send_answer("ready", None)
    while True:
        content = jobs.get()
        try:
            work, job = pickle.loads(content)
            _send_answer("done", work(job))
        except BaseException as error:  # noqa: BLE001 - it is raised where the result is awaited
            _send_answer("raised", error)


def _take_jobs(jobs: queue.SimpleQueue[bytes]) -> None:
    try:
        while True:
            jobs.put(pickle.load(sys.stdin.buffer))
    except EOFError:
        os._exit(1)


def _die_with_parent() -> None:
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
