"""Processes that die."""

import pytest

from analysis.workers import run_jobs

DIES = "__import__('os')._exit(9)"


def test_a_job_that_ends_its_process_costs_no_other() -> None:
    jobs = ["1", DIES, "2", "3", DIES + " or 1", "4"]
    assert dict(run_jobs(eval, jobs, 2)) == {
        "1": 1,
        DIES: None,
        "2": 2,
        "3": 3,
        DIES + " or 1": None,
        "4": 4,
    }


def test_what_a_job_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        list(run_jobs(eval, ["1", "1 / 0"], 2))
