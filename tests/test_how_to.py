"""Every example of the how-to pages runs, and prints what the page shows."""

import contextlib
import io
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis import build
from analysis.cli import main

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted((ROOT / "docs" / "how-to").glob("*.md"))
BLOCK = re.compile(r"^```(python|bash|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def run_block(language: str, code: str, names: dict[str, object]) -> str:
    """What a block prints; a command of `gongkai` runs in this process.

    >>> run_block("python", "print(1 + 1)", {})
    '2\\n'
    """
    with contextlib.redirect_stdout(io.StringIO()) as out:
        if language == "python":
            exec(compile(code, "page", "exec"), names)
        else:
            for line in code.splitlines():
                program, *words = shlex.split(line, comments=True)
                assert program == "gongkai", line
                assert main(words) in (0, 1), line  # 1: something in the data fails a check
    return out.getvalue()


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with the bundled reports as its data, in which the examples run."""
    build(ROOT / "data" / "raw", tmp_path / "data" / "processed", jobs=1)
    for name in ("notebooks", "data/raw"):
        (tmp_path / name).symlink_to(ROOT / name)
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
