"""An edition is one TOML file: no program knows an edition by its name."""

import re
from pathlib import Path

import pytest

from analysis.forms import forms

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "analysis"


def names_in(text: str) -> list[str]:
    """The editions that a text names.

    >>> names_in('"form2021" in forms')
    ['form2021']
    """
    return [key for key in forms() if re.search(rf"\b{key}\b", text)]


@pytest.mark.parametrize(
    "path",
    sorted(PACKAGE.rglob("*.py")),
    ids=lambda path: path.relative_to(PACKAGE).as_posix(),
)
def test_modules_name_no_edition(path: Path) -> None:
    """What differs between editions stands in their TOML files."""
    assert names_in(path.read_text("utf-8")) == []
