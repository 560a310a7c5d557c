"""What documents, names of files and arguments say reaches a terminal as text alone."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

import analysis
from analysis.cli import main
from analysis.paths import RAW
from analysis.terminal import escape, join_lines

MARK = "\x1b[31m\x1b]0;a\x07\u202e\u2066\x9b1m\x7f\x08"
NAME = "a\x1b[31m\u202e\n+ b" if os.name == "posix" else "a\u202e b"


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A study with a report that has marks in its title, its sentences, labels and cells."""
    text = (RAW / "pingtan-2021.txt").read_text("utf-8")
    text = text.replace("年度报告", f"年度{MARK}报告").replace("件", f"{MARK}件")
    found = tmp_path / "found"
    found.mkdir()
    (found / f"{NAME}.txt").write_text(text.replace("总计", f"总{MARK}计"), "utf-8")
    (found / f"x{NAME}.txt").write_text(f"no report {MARK}", "utf-8")
    (found / f"y{NAME}.pdf").write_bytes(b"%PDF-1.4" + MARK.encode())
    monkeypatch.chdir(tmp_path)
    assert main(["init", "study"]) == 0
    monkeypatch.chdir(tmp_path / "study")
    return tmp_path / "study"


def is_text(shown: str) -> bool:
    """Whether a text can neither move a cursor nor turn a direction; line ends are ours."""
    return all(c == "\n" or c.isprintable() or unicodedata.category(c) == "Zs" for c in shown)


def test_main_prints_no_mark_of_a_document(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither what commands show, nor errors, nor what is logged."""
    found = sorted(map(str, (study.parent / "found").iterdir()))
    commands = [
        ["add", *found],
        ["add", str(study.parent / "found")],
        ["build", "--jobs", "0", "-vv"],
        ["build", str(study.parent / "found"), "--out", "other", "--jobs", "0", "-q"],
        *(["show", file] for file in found),
        ["check", "--all", "--explain"],
        ["check", "other", "--all", "--explain"],
        ["export", "other", "--to", "csv", "--out", f"out{MARK}"],
        ["show", f"none{MARK}"],
        ["check", f"none{MARK}"],
        ["figures", "-p", f"none{MARK}=1"],
        [f"none{MARK}"],
    ]
    for words in commands:
        main(words)
        captured = capsys.readouterr()
        assert captured.out + captured.err, words
        assert is_text(captured.out + captured.err), words
        assert not any(line.startswith("+ b") for line in captured.out.split("\n")), words


def test_str_of_results_holds_no_mark_of_a_document(study: Path) -> None:
    """What Python shows of a report, a queue and a trace."""
    found = sorted((study.parent / "found").iterdir())
    data = analysis.build(study.parent / "found", "other", jobs=0)
    shown = [str(analysis.queue(data)), *map(repr, map(analysis.read, found))]
    for name in ("reports", "cells", "statements", "problems", "checks"):
        row = data[name].row(0, named=True)
        shown.append(str(analysis.trace(data, row)))
    assert all(map(is_text, shown))
    assert any(r"\x1b[31m" in text for text in shown)


def test_escape_keeps_text_and_spaces() -> None:
    assert escape("甲市　a\u00a0b“1”") == "甲市　a\u00a0b“1”"
    assert join_lines(["a\rb", "c\n+ d"]) == "a\\rb\nc\\n+ d"
