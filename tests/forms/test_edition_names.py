"""An edition is one TOML file: no program knows an edition by its name."""

import re
from pathlib import Path

import pytest

from analysis.forms import forms

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "analysis"
# Rooms that still name editions; a room that no longer does is taken out of this list.
NAMING = ("forms/statements.py",)


def names_in(text: str) -> list[str]:
    """The editions that a text names.

    >>> names_in('"form2021" in forms')
    ['form2021']
    """
    return [key for key in forms() if re.search(rf"\b{key}\b", text)]


def is_pending(path: Path) -> bool:
    """Whether a module belongs to a room that still names editions."""
    return path.relative_to(PACKAGE).as_posix().startswith(NAMING)


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(PACKAGE.rglob("*.py")) if not is_pending(path)],
    ids=lambda path: path.relative_to(PACKAGE).as_posix(),
)
def test_modules_name_no_edition(path: Path) -> None:
    """What differs between editions stands in their TOML files."""
    assert names_in(path.read_text("utf-8")) == []
