"""CONTRIBUTING.md shows the rooms that there are, and every path in it exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
OUTSIDE = "../shared"  # lies beside the repository, or nowhere


def find_paths(text: str) -> list[str]:
    """The paths that a page names: words with a slash or an ending.

    >>> find_paths("`a/b.py`, `NIL_MARKS` and `python3 make.py lint`")
    ['a/b.py', 'make.py']
    """
    words = re.findall(r"[\w./-]+", text)
    ended = (word.rstrip(".") for word in words)
    named = (w for w in ended if re.search(r"\w/\w|\w\.(?:py|toml|md|csv|ipynb)$", w))
    return list(dict.fromkeys(word for word in named if not word.startswith((".venv", OUTSIDE))))


@pytest.mark.parametrize("path", find_paths(TEXT))
def test_paths_exist(path: str) -> None:
    """Every path of the page is there."""
    assert (ROOT / path).exists()


def test_rooms_are_complete() -> None:
    """Every room of the package stands in the picture."""
    picture = TEXT.split("```")[1]
    package = ROOT / "src" / "analysis"
    rooms = [path.parent.name for path in package.glob("*/__init__.py")]
    assert [room for room in rooms if f"src/analysis/{room}" not in picture] == []


@pytest.mark.parametrize(
    "change",
    [
        "label variant",
        "column order",
        "new edition",
        "new nil mark",
        "new prose phrase",
        "new scope word",
        "new file format",
        "new layout of text",
        "wrong issuer",
        "organ's alias",
        "new identity",
        "new problem code",
        "a measure",
        "a figure",
        "a notebook",
    ],
)
def test_changes_have_one_place(change: str) -> None:
    """Each change has one row, which names the place to open first and how to test it."""
    rows = [line for line in TEXT.split("\n") if line.startswith("| ") and change in line[:60]]
    assert len(rows) == 1
    assert find_paths(rows[0])
