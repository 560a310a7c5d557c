"""A new study holds all that a command needs, and nothing that was there is touched."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from analysis.cli import main
from analysis.errors import UsageError
from analysis.manifest import read_manifest
from analysis.paths import NOTEBOOKS, find_study
from analysis.study.create import create_study

PARTS = {
    ".gitignore",
    "README.md",
    "corrections.toml",
    "data",
    "figures",
    "labels.toml",
    "manifest.csv",
    "notebooks",
}


def list_files(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def test_create_study_parts(study: Path) -> None:
    """Folders, notebooks to change, and the three files that a person writes."""
    assert {path.name for path in study.iterdir()} == PARTS
    assert read_manifest(study / "manifest.csv") == {}
    copied = {path.name for path in (study / "notebooks").glob("*.ipynb")}
    assert copied == {path.name for path in NOTEBOOKS.glob("*.ipynb")}
    assert [p.name for p in (study / "data" / "processed").iterdir()] == [".gitkeep"]
    found = find_study()
    assert found is not None
    assert found.folder == Path()


def test_create_study_readme(study: Path) -> None:
    """The README names every notebook, its figures, the hashes and the command; no gap of ours."""
    words = (study / "README.md").read_text("utf-8")
    assert "{" not in words.replace("{}", "")
    rows = [line for line in words.split("\n") if line.startswith("| `")]
    for path in NOTEBOOKS.glob("*.ipynb"):
        (row,) = [line for line in rows if line.startswith(f"| `{path.stem}`")]
        calls = json.dumps(json.loads(path.read_text("utf-8"))["cells"]).count("figures.publish(")
        assert row.split("|")[2].count("`") == 2 * calls
    for asked in ("manifest.csv", "SHA256SUMS", "dataset.json", "gongkai run", "Software"):
        assert asked in words


def test_create_study_below_is_found(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a folder below, the paths lead up."""
    monkeypatch.chdir(study / "notebooks")
    found = find_study()
    assert found is not None
    assert found.raw == Path("..", "data", "raw")
    assert found.find("labels") == Path("..", "labels.toml")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("my study", "is a study already and stays as it is; go into it and use gongkai add FILE"),
        ("saved pages", "saved pages holds a.html, b.html, c.html and 1 more: name a new folder"),
        ("paper.txt", "paper.txt is a file; name a new folder"),
        ("my study/data/raw/mine", "is among the reports of another study; name a folder"),
        ("paper.txt/below", "cannot be made (File exists); name a folder elsewhere"),
    ],
)
def test_create_study_never_overwrites(
    study: Path, name: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is there stays byte for byte, and one sentence says what to do."""
    home = study.parent
    (home / "saved pages").mkdir()
    for letter in "abcd":
        (home / "saved pages" / f"{letter}.html").write_text("x")
    (home / "paper.txt").write_text("x")
    before = list_files(home)
    assert main(["init", str(home / name)]) == 2
    error = capsys.readouterr().err
    assert words in error
    assert len(error.strip().split("\n")) == 1
    assert list_files(home) == before


def test_create_study_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder, such as one that git has begun, is filled; `.` is the current one."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    assert main(["init", "."]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {*PARTS, ".git"}
    assert (tmp_path / "README.md").read_text("utf-8").startswith(f"# {tmp_path.name}\n")


def test_create_study_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is left of a study that could not be finished."""

    def copy(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(shutil, "copyfile", copy)
    with pytest.raises(UsageError, match=r"No space left on device\); name a folder elsewhere"):
        create_study(tmp_path / "mine")
    assert list(tmp_path.iterdir()) == []
