"""One build at a time; the old dataset or the new one at every moment; nothing lost that is not the
dataset's own.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analysis.errors import DatasetError
from analysis.frames import Dataset, load, staging, store
from analysis.frames.lock import lock_folder
from analysis.frames.schema import FRAMES, list_dtypes, make_empty, make_frame
from analysis.frames.staging import stage

from .corpus import report_row

WRITER = Path(__file__).with_name("writer.py")


@cache
def contents(height: int) -> dict[str, bytes]:
    """The files of a dataset of so many reports, and as many problems: its frames tell which build
    they are of.
    """
    said = {**dict.fromkeys(list_dtypes("problems"), ""), "severity": "info"}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        reports = [report_row(f"r{at}") for at in range(height)]
        store.write_part(folder, "reports", 0, make_frame("reports", reports))
        problems = [said | {"line": at} for at in range(height)]
        store.write_part(folder, "problems", 0, make_frame("problems", problems))
        store.finish(folder)
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def build(target: Path, height: int) -> None:
    """Put the dataset of so many reports in its place."""
    with stage(target) as folder:
        for path, content in contents(height).items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_bytes(content)


def heights(dataset: Dataset) -> tuple[int, int]:
    return dataset.reports.height, dataset.problems.height


def globbed(target: Path) -> tuple[int, int]:
    """What somebody sees who reads the parts without this package."""
    return (
        pl.read_parquet(target / "reports" / "**" / "*.parquet").height,
        pl.read_parquet(target / "problems" / "**" / "*.parquet").height,
    )


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.fixture(params=["exchange", "two renames"])
def swap(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Linux, and systems that cannot let two folders change places."""
    if request.param == "two renames":
        monkeypatch.setattr(staging, "_exchange_folders", lambda one, other: False)
    return str(request.param)


def test_stage_replaces_a_dataset_and_leaves_nothing_beside_it(tmp_path: Path, swap: str) -> None:
    (tmp_path / "d").mkdir(mode=0o750)
    for height in (1, 2, 3):
        build(tmp_path / "d", height)
        assert heights(load(tmp_path / "d")) == globbed(tmp_path / "d") == (height, height)
        assert names(tmp_path) == {"d"}
    if os.name == "posix":
        assert (tmp_path / "d").stat().st_mode & 0o777 == 0o750


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a call of Linux")
def test_exchange_works_here(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name / name).mkdir(parents=True)
    assert staging._exchange_folders(tmp_path / "a", tmp_path / "b")
    assert names(tmp_path / "a") == {"b"} and names(tmp_path / "b") == {"a"}
    assert not staging._exchange_folders(tmp_path / "a", tmp_path / "none")


class Killed(BaseException):
    """The process is no more: nothing that it would have done happens."""


_CALLS = ("rename", "replace", "unlink", "rmdir", "mkdir")


def kill_at(step: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """From the given change of the file system on, none takes place any more; returns the list of
    those that did.
    """
    done: list[str] = []

    def guard(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if len(done) >= step:
                raise Killed(name)
            done.append(name)
            return call(*args, **kwargs)

        return guarded

    for name in _CALLS:
        monkeypatch.setattr(os, name, guard(name, getattr(os, name)))
    monkeypatch.setattr(staging, "_exchange_folders", guard("exchange", staging._exchange_folders))
    return done


def test_killed_at_any_step_a_reader_finds_the_old_dataset_or_the_new_one(
    tmp_path: Path, swap: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the next build works, and leaves nothing of the one that was killed."""
    _ = contents(2)  # made before anything is killed
    seen = set()
    for step in range(200):
        target = tmp_path / str(step) / "d"
        build(target, 1)
        (target / ".gitkeep").touch()
        with monkeypatch.context() as patch:
            done = kill_at(step, patch)
            with contextlib.suppress(Killed):
                build(target, 2)
        found = heights(load(target))
        assert found in ((1, 1), (2, 2)), done
        if target.exists():
            assert globbed(target) == found, done
        else:
            assert swap == "two renames", done
        seen.add(found)
        build(target, 3)
        assert heights(load(target)) == globbed(target) == (3, 3)
        assert names(target.parent) == {"d"} and (target / ".gitkeep").exists(), done
        if len(done) < step:
            break
    else:
        pytest.fail("the build has more steps than were tried")
    assert seen == {(1, 1), (2, 2)} and "exchange" in done


def test_an_error_in_the_second_rename_puts_the_old_dataset_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tmp_path / "d", 1)
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if ".building-" in self.name and Path(target).name == "d":
            raise PermissionError(13, "Permission denied", str(self))
        return rename(self, target)

    monkeypatch.setattr(staging, "_exchange_folders", lambda one, other: False)
    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(DatasetError, match=r"d: cannot be written .*Permission denied"):
        build(tmp_path / "d", 2)
    assert names(tmp_path) == {"d"} and heights(load(tmp_path / "d")) == (1, 1)


def test_a_process_killed_while_it_builds_leaves_a_whole_dataset(tmp_path: Path) -> None:
    """Killed for good, by the system, at moments that nobody chose; whichever they are, the dataset
    is whole.
    """
    target = tmp_path / "d"
    build(target, 1)
    writer = start(target, "endless")
    assert writer.stdout is not None
    for _ in range(4):
        for _ in range(3):  # builds that are done: the next one is under way
            assert writer.stdout.readline() == "built\n"
        writer.kill()
        writer.wait()
        assert heights(load(target)) in ((1, 1), (2, 2), (3, 3))
        assert len(set(globbed(target))) == 1
        writer = start(target, "endless")
        assert writer.stdout is not None
    writer.kill()
    writer.wait()
    build(target, 4)
    assert heights(load(target)) == (4, 4) and names(tmp_path) == {"d"}


def start(target: Path, how: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(WRITER), str(target), how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def say(writer: subprocess.Popen[str], word: str) -> str:
    """Let a writer go on, and return what it answers."""
    assert writer.stdin is not None and writer.stdout is not None
    writer.stdin.write(f"{word}\n")
    writer.stdin.flush()
    return writer.stdout.readline().strip()


def test_of_two_builds_at_one_time_one_succeeds_and_one_is_refused(tmp_path: Path) -> None:
    """Twenty pairs. The first is held open until the second was refused."""
    first, second = (start(tmp_path / "d", "by word") for _ in range(2))
    for height in range(1, 21):
        assert say(first, f"begin {height}") == "begun"
        refusal = say(second, f"begin {height + 100}")
        assert re.fullmatch(
            rf"d: is being built by process {first.pid} on \S+ since \d{{4}}-\d\d-\d\d \S+; "
            "wait until that is done, or name another folder",
            refusal,
        )
        if height > 1:
            assert heights(load(tmp_path / "d")) == (height - 1, height - 1)
        assert say(first, "end") == "built"
        assert heights(load(tmp_path / "d")) == globbed(tmp_path / "d") == (height, height)
        first, second = second, first
    for writer in (first, second):
        writer.communicate("quit\n", timeout=60)
    assert names(tmp_path) == {"d"}


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_lock_goes_with_its_process(tmp_path: Path) -> None:
    writer = start(tmp_path / "d", "by word")
    assert say(writer, "begin 1") == "begun"
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    assert {name.split("-")[0] for name in names(tmp_path)} == {".d.lock", ".d.building"}
    build(tmp_path / "d", 2)
    assert names(tmp_path) == {"d"}


def test_a_lock_is_held_against_the_same_process_too(tmp_path: Path) -> None:
    with lock_folder(tmp_path / "d"):
        with pytest.raises(DatasetError, match=f"built by process {os.getpid()} "):
            build(tmp_path / "d", 1)
        build(tmp_path / "e", 1)
    build(tmp_path / "d", 1)


def test_a_lock_file_that_went_in_between_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its holder was done and removed it after it had been opened here: a third build may hold the
    next one.
    """
    from analysis.frames import lock

    real, opened = lock._try_lock, []

    def late(handle: int) -> None:
        if not opened:
            (tmp_path / ".d.lock").unlink()
        opened.append(handle)
        real(handle)

    monkeypatch.setattr(lock, "_try_lock", late)
    with lock_folder(tmp_path / "d"):
        assert len(opened) == 2 and (tmp_path / ".d.lock").exists()
    assert not (tmp_path / ".d.lock").exists()


def test_a_reader_that_was_open_does_not_mix_two_builds(tmp_path: Path) -> None:
    build(tmp_path / "d", 1)
    reader, lazy = load(tmp_path / "d"), load(tmp_path / "d").scan("problems")
    assert reader.reports.height == 1
    build(tmp_path / "d", 2)
    with pytest.raises(
        DatasetError, match="d: it was built anew after it was opened: load it again"
    ):
        _ = reader.problems
    with pytest.raises(FileNotFoundError):
        lazy.collect()
    assert reader.reports.height == 1 and heights(load(tmp_path / "d")) == (2, 2)
    again = load(tmp_path / "d")
    build(tmp_path / "d", 2)  # the same bytes: there is nothing to mix
    assert heights(again) == (2, 2)


def test_stage_refuses_a_folder_with_other_files_and_names_them(tmp_path: Path) -> None:
    places = [
        "notes.txt",
        "csv/thesis.csv",
        "reports/chapter.docx",
        "cells/mine.parquet",
        "raw/a.txt",
    ]
    for at, place in enumerate(places):
        for has_dataset in (True, False):
            target = tmp_path / f"{at}{has_dataset}"
            if has_dataset:
                build(target, 1)
            (target / place).parent.mkdir(parents=True, exist_ok=True)
            (target / place).write_text("mine", "utf-8")
            with pytest.raises(DatasetError, match=f"no dataset's: {place}; move them, or name"):
                build(target, 2)
            assert (target / place).read_text("utf-8") == "mine"
            assert not has_dataset or heights(load(target)) == (1, 1)


def test_stage_refuses_the_tables_of_others_though_they_bear_the_name_of_a_frame(
    tmp_path: Path,
) -> None:
    (tmp_path / "d" / "csv").mkdir(parents=True)
    (tmp_path / "d" / "csv" / "reports.csv").write_text("issuer,year\nx,2020\n", "utf-8")
    with pytest.raises(DatasetError, match=r"csv/reports\.csv"):
        build(tmp_path / "d", 1)


def test_stage_takes_the_tables_of_a_fresh_clone_for_the_datasets_own(tmp_path: Path) -> None:
    (tmp_path / "d" / "csv").mkdir(parents=True)
    for name in FRAMES:
        (tmp_path / "d" / "csv" / f"{name}.csv").write_bytes(store.encode_csv(make_empty(name)))
    build(tmp_path / "d", 1)
    assert heights(load(tmp_path / "d")) == (1, 1)


def test_hidden_files_and_those_that_came_while_it_was_built_move_along(
    tmp_path: Path, swap: str
) -> None:
    target = tmp_path / "d"
    build(target, 1)
    kept = [".gitkeep", "csv/.~lock.reports.csv#", ".ipynb_checkpoints/reports.csv", "Thumbs.db"]
    for name in kept:
        (target / name).parent.mkdir(exist_ok=True)
        (target / name).write_text(name, "utf-8")
    with stage(target) as folder:
        store.finish(folder)
        (target / "csv" / "late.csv").write_text("csv/late.csv", "utf-8")
        (folder / "csv" / "new.txt").write_text("of the build", "utf-8")
        (target / "csv" / "new.txt").write_text("mine", "utf-8")
    for name in [*kept, "csv/late.csv"]:
        assert (target / name).read_text("utf-8") == name
    assert (target / "csv" / "new.txt").read_text("utf-8") == "of the build"
    assert (target / "csv" / "kept-new.txt").read_text("utf-8") == "mine"
    assert heights(load(target)) == (0, 0) and names(tmp_path) == {"d"}


def test_a_dataset_json_that_lists_what_is_no_datasets_removes_nothing(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "d" / "dataset.json").write_text('{"hashes": {"../mine.txt": "", "a.txt": ""}}')
    (tmp_path / "d" / "a.txt").write_text("mine")
    with pytest.raises(DatasetError, match=r"a\.txt"):
        build(tmp_path / "d", 1)
    (tmp_path / "d" / "a.txt").unlink()
    build(tmp_path / "d", 1)
    assert (tmp_path / "mine.txt").read_text() == "mine"


@pytest.mark.parametrize("content", ["{", "[]", '{"hashes": []}', '{"hashes": 3}'])
def test_a_dataset_json_that_cannot_be_read_is_replaced(tmp_path: Path, content: str) -> None:
    build(tmp_path / "d", 1)
    (tmp_path / "d" / "dataset.json").write_text(content)
    build(tmp_path / "d", 2)
    assert heights(load(tmp_path / "d")) == globbed(tmp_path / "d") == (2, 2)


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    for height in (1, 2):
        build(tmp_path / "link", height)
        assert (tmp_path / "link").is_symlink() and heights(load(tmp_path / "real")) == (
            height,
        ) * 2
    assert names(tmp_path) == {"real", "link"}


def test_stage_refuses_places_that_cannot_hold_a_dataset(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("mine")
    for place in ("a.txt", "a.txt/d/e"):
        with pytest.raises(DatasetError, match=r"a\.txt is a file; name another folder"):
            build(tmp_path / place, 1)
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    for place in (".", ".."):
        with pytest.raises(DatasetError, match="is the current folder, or one above it"):
            build(Path(place), 1)
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path).name == "disk")
    with pytest.raises(DatasetError, match=r"disk: .* a disk of its own"):
        build(tmp_path / "disk", 1)


def test_a_folder_without_rights_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Any, *_: Any) -> int:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(
        DatasetError, match=r"d: cannot be written \(Permission denied: .*\.d\.lock"
    ):
        build(tmp_path / "d", 1)


def test_stage_refuses_a_read_only_folder_before_it_builds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the new dataset would stand there, and the old one beside it in the way of every
    build.
    """
    build(tmp_path / "d", 1)
    with monkeypatch.context() as patch:
        patch.setattr(os, "access", lambda path, _: not str(path).endswith("reports"))
        with pytest.raises(DatasetError, match=r"d: cannot be written .*d.reports\); close"):
            build(tmp_path / "d", 2)
    assert names(tmp_path) == {"d"} and heights(load(tmp_path / "d")) == (1, 1)
    build(tmp_path / "d", 2)
    assert heights(load(tmp_path / "d")) == (2, 2)
