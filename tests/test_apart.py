"""Files that the libraries of others read, at the command line: a hostile one ends no command."""

from __future__ import annotations

import os
import signal
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from analysis import apart
from analysis.cli import main
from analysis.paths import RAW
from analysis.report import read, read_apart
from analysis.workers import Pool

KILLER = b"%PDF-1.4 KILLS"
SLEEPER = b"%PDF-1.4 HANGS"


def _die(job: tuple[bytes, str]) -> None:
    """What a process of the pool does in place of reading."""
    data = job[0].read_bytes() if isinstance(job[0], Path) else job[0]
    if b"KILLS" in data:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(60)


@pytest.fixture
def deadly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_extract_bounded", _die)
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1]))


@pytest.mark.usefixtures("deadly")
@pytest.mark.parametrize(
    ("data", "seconds", "found"),
    [(KILLER, 300, "a process that ended"), (SLEEPER, 1, "no result within 1 seconds")],
)
def test_read_apart_survives(
    data: bytes, seconds: int, found: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file at which a process dies, or which takes too long."""
    monkeypatch.setattr(apart, "MAX_STEP", seconds)
    with Pool(1) as pool:
        for source in (data, tmp_path / "a.pdf"):
            (tmp_path / "a.pdf").write_bytes(data)
            report = read_apart(source, pool)
            rows = report.problems.select("code", "found").rows()
            assert rows == [("beyond_limits", found)]
        assert read_apart(RAW / "shenhe-2020.txt", pool).cells.height > 100


def test_read_apart_bounds_memory(tmp_path: Path) -> None:
    """A sheet of 10 KB with one merged range of 17 billion cells."""
    book = openpyxl.Workbook()
    book.active["A1"] = "甲市2020年政府信息公开工作年度报告"
    book.save(tmp_path / "plain.xlsx")
    with (
        zipfile.ZipFile(tmp_path / "plain.xlsx") as plain,
        zipfile.ZipFile(tmp_path / "a.xlsx", "w") as hostile,
    ):
        for name in plain.namelist():
            merged = b'</sheetData><mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells>'
            hostile.writestr(name, plain.read(name).replace(b"</sheetData>", merged))
    with Pool(1) as pool:
        report = read_apart(tmp_path / "a.xlsx", pool)
    assert not report.extract.is_report
    assert {"too_large", "beyond_limits"} & set(report.problems["code"])


def test_read_apart_reads_what_read_reads(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["甲市2020年政府信息公开工作年度报告"],
        ["行政许可", 5],
        ["收到政府信息公开申请3件"],
    ):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    with Pool(1) as pool:
        for source in (tmp_path / "a.xlsx", RAW / "pingtan-2020.txt"):
            one, other = read(source), read_apart(source, pool)
            assert str(one) == str(other)
            assert all(one.frames[name].equals(other.frames[name]) for name in one.frames)


@pytest.mark.usefixtures("deadly")
def test_show_and_add_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line says what was wrong; the next file of `add` is added."""
    (tmp_path / "a.pdf").write_bytes(KILLER)
    assert main(["show", str(tmp_path / "a.pdf")]) == 1
    assert "beyond_limits" in capsys.readouterr().out
    monkeypatch.chdir(tmp_path)
    assert main(["init", "study"]) == 0
    monkeypatch.chdir(tmp_path / "study")
    assert main(["add", str(tmp_path / "a.pdf"), str(RAW / "shenhe-2020.txt")]) == 1
    shown = capsys.readouterr().out
    assert "a.pdf: not added: beyond_limits" in shown and "1 report added, 1 refused" in shown
