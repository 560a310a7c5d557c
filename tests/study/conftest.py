"""A new study, as the current folder."""

from pathlib import Path

import pytest

from analysis.study.create import create_study


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a new study, in which the test runs."""
    folder = tmp_path / "my study"
    create_study(folder)
    monkeypatch.chdir(folder)
    return folder
