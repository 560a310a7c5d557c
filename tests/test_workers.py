"""Processes that die, hang, or are left alone."""

import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest
from processes import find_survivors

from analysis.workers import Death, Pool

DIES = "__import__('os')._exit(9)"
ENDED = Death("a process that ended")


def test_run_a_job_that_ends_its_process_costs_no_other() -> None:
    jobs = ["1", DIES, "2", "3", DIES + " or 1", "4"]
    with Pool(2) as pool:
        assert dict(pool.run(eval, jobs)) == {
            "1": 1,
            DIES: ENDED,
            "2": 2,
            "3": 3,
            DIES + " or 1": ENDED,
            "4": 4,
        }
        assert list(pool.run(eval, ["5"])) == [("5", 5)]


def test_run_a_job_that_says_nothing_for_long_is_ended() -> None:
    with Pool(1) as pool:
        jobs = ["1", "__import__('time').sleep(60)", "2"]
        assert [result for _, result in pool.run(eval, jobs, 1.0)] == [
            1,
            Death("no result within 1 seconds", None, True),
            2,
        ]


def test_run_gives_the_last_step_of_a_job_that_died() -> None:
    step = "__import__('analysis.workers').workers.report_step(7)"
    with Pool(1) as pool:
        ((_, death),) = pool.run(eval, [f"{step} or {DIES}"])
    assert death == Death("a process that ended", 7)


def test_run_what_a_job_raises_is_raised() -> None:
    with Pool(2) as pool, pytest.raises(ZeroDivisionError):
        list(pool.run(eval, ["1", "1 / 0"]))


def test_run_a_job_that_a_worker_cannot_load_fails_with_its_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A module that only the waiting process has; the worker goes on with the next job."""
    module = ModuleType("only_here")
    exec("def double(number): return 2 * number", module.__dict__)
    monkeypatch.setitem(sys.modules, "only_here", module)
    with Pool(1) as pool:
        with pytest.raises(ModuleNotFoundError, match="only_here"):
            list(pool.run(module.double, [1], 60.0))
        assert list(pool.run(eval, ["5"])) == [("5", 5)]


def test_run_a_result_that_cannot_be_sent_fails_with_its_reason() -> None:
    with Pool(1) as pool, pytest.raises(pickle.PicklingError, match="lambda"):
        list(pool.run(eval, ["lambda: 0"], 60.0))


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_workers_end_with_the_process_that_waits_for_them(
    how: signal.Signals, tmp_path: Path
) -> None:
    """Also while each is at work, and within two seconds."""
    note = (
        f"__import__('pathlib').Path({str(tmp_path)!r}, str(__import__('os').getpid())).touch()"
        " or __import__('time').sleep(60)"
    )
    # nohup and a shell's `&` hand down ignored signals: the tests must not depend on who runs them.
    script = f"""
import signal
signal.signal(signal.SIGHUP, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)
from analysis.workers import Pool
with Pool(2) as pool:
    list(pool.run(eval, [{note!r}] * 2))
"""
    waiting = subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.DEVNULL)
    while len(pids := [int(path.name) for path in tmp_path.iterdir()]) < 2:
        time.sleep(0.05)
    waiting.send_signal(how)
    waiting.wait(timeout=60)
    assert find_survivors(pids) == []
