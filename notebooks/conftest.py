"""The notebooks read data/processed: it is built before they are tested, where it is not there."""

import pytest

from analysis.errors import DatasetError
from analysis.frames import load
from analysis.paths import PROCESSED, RAW


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):  # the process that starts the workers has built it
        return
    try:
        load(PROCESSED)
    except DatasetError:
        from analysis.pipeline import build

        build(RAW, PROCESSED)
