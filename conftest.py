"""`data` in the examples of docstrings: the dataset of the bundled reports."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analysis import Dataset, build

RAW = Path(__file__).parent / "data" / "raw"


@pytest.fixture(scope="session")
def bundled_data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The dataset of `data/raw`, built once in a folder of its own."""
    return build(RAW, tmp_path_factory.mktemp("bundled") / "processed", jobs=0)


@pytest.fixture(autouse=True)
def _give_data(request: pytest.FixtureRequest, doctest_namespace: dict[str, object]) -> None:
    """Build the dataset for an example that mentions it, and for no other test."""
    if isinstance(request.node, pytest.DoctestItem):
        examples = request.node.dtest.examples
        if any(re.search(r"\bdata\b", example.source) for example in examples):
            doctest_namespace["data"] = request.getfixturevalue("bundled_data")
