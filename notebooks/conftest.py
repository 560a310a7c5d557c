"""Tests of the notebooks by nbval: the dataset is there, and notebooks without parameters are left."""

import pytest

from analysis.errors import DatasetError
from analysis.frames import load
from analysis.paths import PROCESSED, RAW
from analysis.study.jupyter import PassOver


def pytest_configure(config: pytest.Config) -> None:
    """Build the dataset where it is missing, in the process that starts the workers."""
    if hasattr(config, "workerinput"):
        return
    try:
        load(PROCESSED)
    except DatasetError:
        from analysis.pipeline import build

        build(RAW, PROCESSED)


_PASS_OVER = PassOver()
pytest_ignore_collect = _PASS_OVER.pytest_ignore_collect
pytest_terminal_summary = _PASS_OVER.pytest_terminal_summary
