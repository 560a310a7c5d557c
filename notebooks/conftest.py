"""The notebooks read data/processed, which is built before they are tested where it is not there, and are compared with numbers that a person read."""

from pathlib import Path

import nbformat
import pytest

from analysis.errors import DatasetError
from analysis.frames import load
from analysis.paths import PROCESSED, RAW

READ = Path(__file__).resolve().parents[1] / "tests" / "notebooks" / "read"


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):  # the process that starts the workers has built it
        return
    try:
        load(PROCESSED)
    except DatasetError:
        from analysis.pipeline import build

        build(RAW, PROCESSED)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each cell tagged `nbval-check-output` the table that it must print: the notebooks hold no outputs, and nbval compares nothing without them."""
    for item in items:
        cell = getattr(item, "cell", None)
        if cell is not None and "nbval-check-output" in cell.metadata.get("tags", []):
            numbers = (READ / f"{item.path.stem}.txt").read_text("utf-8")
            cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=numbers)]
            cell.execution_count = 1
