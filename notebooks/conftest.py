"""Tests of the notebooks by nbval: the dataset is there, and notebooks without parameters are left."""

from pathlib import Path

import pytest

from analysis.errors import DatasetError
from analysis.frames import load
from analysis.parameters import find_notebook_fault
from analysis.paths import PROCESSED, RAW

HERE = Path(__file__).parent


def pytest_configure(config: pytest.Config) -> None:
    """Build the dataset where it is missing, in the process that starts the workers."""
    if hasattr(config, "workerinput"):
        return
    try:
        load(PROCESSED)
    except DatasetError:
        from analysis.pipeline import build

        build(RAW, PROCESSED)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Pass over what `gongkai figures` passes over, such as a new notebook without parameters."""
    is_notebook = collection_path.suffix == ".ipynb"
    return True if is_notebook and find_notebook_fault(collection_path) else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the notebooks that were passed over."""
    for path in sorted(HERE.glob("*.ipynb")):
        if reason := find_notebook_fault(path):
            terminalreporter.write_line(f"passed over: {reason}")
