"""Every example of the how-to pages runs, and prints what the page shows."""

import contextlib
import io
import os
import re
import shlex
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis import build
from analysis.cli import main
from analysis.frames import corrections
from analysis.labelling import load_labels

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "docs" / "tutorial.md", *sorted((ROOT / "docs" / "how-to").glob("*.md"))]
SAMPLES = ("pingtan-2023.txt", "pingtan-2024.txt")  # what the tutorial adds
BLOCK = re.compile(r"^```(python|bash|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def run_command(words: list[str]) -> None:
    """Run a command of a page; `cd` and `gongkai` are all that a page needs."""
    if words[0] == "cd":
        os.chdir(words[1])
        return
    assert words[0] == "gongkai", words
    assert main(words[1:]) in (0, 1), words  # 1: something in the data fails a check


def run_block(language: str, code: str, names: dict[str, object]) -> str:
    r"""What a block prints, of several commands the last one; all run in this process.

    >>> run_block("python", "print(1 + 1)", {})
    '2\n'
    """
    for part in [code] if language == "python" else code.splitlines():
        with contextlib.redirect_stdout(io.StringIO()) as out:
            if language == "python":
                exec(compile(part, "page", "exec"), names)
            else:
                run_command(shlex.split(part, comments=True))
    return out.getvalue()


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with the bundled reports as its data, and `downloads`."""
    build(ROOT / "data" / "raw", tmp_path / "data" / "processed", jobs=1)
    for name in ("notebooks", "data/raw"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "downloads").mkdir()
    for name in SAMPLES:
        shutil.copy(ROOT / "data" / "raw" / name, tmp_path / "downloads")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_run_block_of_a_page(page: Path, study: Path) -> None:
    """The blocks of a page run in order, and each `text` block is what the one before printed."""
    printed, names, compared = "", {}, 0
    for language, code in BLOCK.findall(page.read_text("utf-8")):
        if language == "text":
            compared += 1
            assert printed.strip() == code.strip()
        else:
            printed = run_block(language, code, names)
    assert compared


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_entries_of_a_page_are_accepted(page: Path, tmp_path: Path) -> None:
    """What a page shows of `corrections.toml` and `labels.toml` can be pasted there."""
    readers = {"corrections": corrections.load, "labels": load_labels}
    for entry in re.findall(r"^```toml\n(.*?)^```$", page.read_text("utf-8"), re.M | re.S):
        (kind,) = tomllib.loads(entry)
        (tmp_path / "entry.toml").write_text(entry, "utf-8")
        assert len(readers[kind](tmp_path / "entry.toml")) == 1


def test_tutorial_blocks_same_in_both_languages() -> None:
    """The Chinese tutorial shows the commands and outputs of the English one."""
    english, chinese = (
        re.findall(r"^```.*?^```$", (ROOT / "docs" / name).read_text("utf-8"), re.M | re.S)
        for name in ("tutorial.md", "zh/tutorial.md")
    )
    assert english == chinese
