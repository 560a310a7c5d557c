"""What goes wrong around a build: it is killed, the folder is odd, files change, what is kept is
damaged. The next build gives the bytes of an undisturbed one. `benchmarks/faults.py` does the same
on a large scale.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import analysis
from analysis import pipeline, reading
from analysis.errors import CorrectionError, DatasetError
from analysis.frames import corrections
from analysis.frames.dataset import make_kept_path
from analysis.frames.schema import FRAMES, order_rows
from analysis.listing import list_sources, walk
from analysis.manifest import Manifest
from analysis.paths import RAW

REPORT = (RAW / "pingtan-2021.txt").read_bytes()
COMMAND = [sys.executable, "-c", "import sys; from analysis.cli import main; sys.exit(main())"]
posix = pytest.mark.skipif(os.name != "posix", reason="files and signals of POSIX")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    for at in range(6):
        (folder / f"{at}.txt").write_bytes(REPORT + f"\n\n附 {at}".encode())
    shutil.copy(RAW / "pingtan-2020.txt", folder)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def build(source: Path, out: Path) -> dict[str, bytes]:
    """The files of the dataset, read in this process."""
    analysis.build(source, out, jobs=0)
    return files(out)


def problems(source: Path, out: Path) -> dict[str, tuple[str, str]]:
    """Source: code and what was found, of the problems that are no report's."""
    frame = analysis.build(source, out, jobs=0)["problems"]
    rows = frame.filter(~frame["report_id"].is_in(["r0"])).select("source", "code", "found")
    return {source: (code, found) for source, code, found in rows.iter_rows()}


def kept_documents(out: Path) -> int:
    """How many bundles are kept: one for each chunk that was read."""
    return len(list(make_kept_path(out).glob("bundle-*.zip")))


@posix
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("mark", ["bundle-*.zip", "part-*.json"])
def test_build_goes_on_where_another_was_killed(
    mark: str, how: signal.Signals, source: Path, tmp_path: Path
) -> None:
    """While documents are read, and while the dataset is put together."""
    whole = build(source, tmp_path / "whole")
    command = [*COMMAND, "build", str(source), "--out", "out"]
    killed = subprocess.Popen(
        [*command, "--jobs", "1"], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    kept = make_kept_path(tmp_path / "out")
    while not list(kept.glob(mark)) and killed.poll() is None:
        time.sleep(0.005)
    killed.send_signal(how)
    begin = time.monotonic()
    killed.communicate(timeout=60)
    assert time.monotonic() - begin < 20  # two seconds on an idle machine
    read = {path.name for path in kept.glob("bundle-*.zip")}
    assert build(source, tmp_path / "out") == whole
    assert read and read <= {path.name for path in kept.glob("bundle-*.zip")}
    assert {path.name for path in tmp_path.iterdir()} == {
        *("source", "whole", "out", ".whole.kept", ".out.kept")
    }


def test_build_reads_what_changed_and_forgets_what_is_gone(source: Path, tmp_path: Path) -> None:
    """Each time the bytes are those of a build from nothing."""
    build(source, tmp_path / "out")
    inodes = {path.stat().st_ino for path in (tmp_path / "out").rglob("*.parquet")}
    bundles = set(make_kept_path(tmp_path / "out").glob("bundle-*.zip"))
    build(source, tmp_path / "out")
    again = {path.stat().st_ino for path in (tmp_path / "out").rglob("*.parquet")}
    assert again == inodes or os.name != "posix"  # nothing was written
    (source / "1.txt").write_bytes(REPORT + "\n\n附另".encode())
    (source / "2.txt").unlink()
    (source / "3.txt").rename(source / "33.txt")
    (source / "new.txt").write_bytes((RAW / "shenhe-2020.txt").read_bytes())
    changed = build(source, tmp_path / "out")
    assert changed == build(source, tmp_path / "fresh")
    new = set(make_kept_path(tmp_path / "out").glob("bundle-*.zip")) - bundles
    read = sum(len(list(bundle_names(path))) for path in new)
    assert read == 3  # 1.txt, 33.txt and new.txt


def bundle_names(bundle: Path) -> Iterator[str]:
    from analysis.frames.bundles import read_entries

    return (entry.name for entry in read_entries([bundle]).values())


def test_build_parts_follow_names_and_not_what_was_read_together(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parts of few documents hold the rows of one large part; bundles of any size give the same
    bytes.
    """
    for name in ("pingtan-2012.txt", "pingtan-2022.txt", "shenhe-2020.txt"):
        shutil.copy(RAW / name, source)
    one = analysis.build(source, tmp_path / "one", jobs=0)
    monkeypatch.setattr(pipeline, "_PART", 2)
    monkeypatch.setattr(pipeline, "_ISSUERS", 1)
    found = []
    for size in (1, 3):
        monkeypatch.setattr(reading, "_BUNDLE", size)
        found.append(build(source, tmp_path / str(size)))
    assert found[0] == found[1]
    parts = analysis.load(tmp_path / "1")
    assert len(list((tmp_path / "1" / "cells").iterdir())) > 2
    for name in FRAMES:
        assert order_rows(name, parts[name]).equals(order_rows(name, one[name])), name


def test_build_makes_anew_what_is_damaged(source: Path, tmp_path: Path) -> None:
    """Files of every kind that is kept: cut, empty, foreign, without rights to be trusted."""
    whole = build(source, tmp_path / "out")
    kept = make_kept_path(tmp_path / "out")
    for path in sorted(kept.iterdir()):
        content = path.read_bytes()
        for damaged in (content[: len(content) // 2], b"", content[:-40] + bytes(40), b"PK\3\4"):
            path.write_bytes(damaged)
            (source / "0.txt").touch()
            shutil.rmtree(tmp_path / "out")
            assert build(source, tmp_path / "out") == whole, (path.name, damaged[:20])
        if not path.exists():
            path = next(iter(kept.iterdir()))


def test_build_names_what_changes_while_it_runs(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One file is another, one is gone, one is no file any more; the next build reads them."""

    def change_after(*args: object) -> object:
        listing = list_sources(*args)  # type: ignore[arg-type]
        (source / "0.txt").write_bytes((source / "1.txt").read_bytes())
        (source / "2.txt").unlink()
        (source / "3.txt").unlink()
        (source / "3.txt").mkdir()
        return listing

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "list_sources", change_after)
        dataset = analysis.build(source, tmp_path / "out", jobs=0)
    rows = dataset["problems"].filter(code="source_changed").select("source", "found")
    assert dict(rows.iter_rows()) == {
        "0.txt": "other bytes",
        "2.txt": "No such file or directory",
        "3.txt": "Is a directory",
    }
    assert dataset["reports"]["report_id"].is_unique().all()
    assert sorted(dataset["reports"]["source"]) == ["1.txt", "4.txt", "5.txt", "pingtan-2020.txt"]
    assert build(source, tmp_path / "out") == build(source, tmp_path / "fresh")


@posix
def test_list_sources_names_what_is_no_file(source: Path, tmp_path: Path) -> None:
    """Links that lead away or in circles, pipes, sockets, datasets, pages called README."""
    (tmp_path / "outside.txt").write_bytes(REPORT)
    (tmp_path / "apart").mkdir()
    (tmp_path / "apart" / "a.txt").write_bytes(REPORT)
    (source / "link.txt").symlink_to(tmp_path / "outside.txt")
    (source / "broken.txt").symlink_to(tmp_path / "nothing")
    (source / "circle.txt").symlink_to(source / "circle.txt")
    (source / "up").symlink_to(source)
    (source / "folder").symlink_to(tmp_path / "apart")
    (source / "inside.txt").symlink_to(source / "0.txt")
    (source / "device").symlink_to("/dev/zero")
    os.mkfifo(source / "pipe.txt")
    server = socket.socket(socket.AF_UNIX)
    server.bind(os.path.relpath(source / "socket.txt"))
    (source / "old" / "cells").mkdir(parents=True)
    (source / "old" / "dataset.json").write_text("{}")
    (source / "old" / "cells" / "a.txt").write_bytes(REPORT)
    (source / "README.html").write_bytes(REPORT)
    listing = list_sources(source, Manifest())
    server.close()
    found = {name: (p.code, p.found) for _, name, p in listing.problems}
    assert found == {
        "link.txt": ("passed_over", "a link to a file outside of the reports"),
        "broken.txt": ("passed_over", "a link to nothing"),
        "circle.txt": ("passed_over", "a link to nothing"),
        "up": ("passed_over", "a link to a folder"),
        "folder": ("passed_over", "a link to a folder"),
        "inside.txt": ("duplicate_file", "0.txt"),
        "device": ("passed_over", "a link to a file outside of the reports"),
        "pipe.txt": ("passed_over", "a pipe"),
        "socket.txt": ("passed_over", "a socket"),
        "old/": ("passed_over", "dataset.json"),
        "README.html": ("passed_over", "README.html"),
    }
    assert len(listing.sources) == 7


@posix
def test_build_reads_files_of_any_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A newline, a mark that turns the direction, an escape, bytes that are no UTF-8."""
    from analysis.cli import main

    folder = tmp_path / "source"
    folder.mkdir()
    names = [b"a\nb.txt", "c\u202ed.txt".encode(), b"e\x1b[2J.txt", b"f\xff.txt", b"g\\xff.txt"]
    for at, name in enumerate(names):
        Path(os.fsdecode(bytes(folder) + b"/" + name)).write_bytes(REPORT + str(at).encode())
        Path(os.fsdecode(bytes(folder) + b"/x" + name)).write_bytes(b" " * at)
    assert main(["build", str(folder), "--out", str(tmp_path / "out"), "--jobs", "0"]) == 0
    reports = analysis.load(tmp_path / "out")["reports"]
    assert sorted(reports["source"]) == sorted(
        ["a\nb.txt", "c\u202ed.txt", "e\x1b[2J.txt", r"f\xff.txt", r"g\xff.txt"]
    )
    shown = capsys.readouterr().out
    assert "\x1b" not in shown and "\u202e" not in shown
    assert r"  xa\nb.txt: empty_file" in shown and r"  xc\u202ed.txt: empty_file" in shown


@posix
def test_list_sources_asks_for_the_size_first(source: Path) -> None:
    """A file of 9 GB, of which nothing is on the disk, is named at once."""
    with (source / "huge.txt").open("wb") as file:
        file.truncate(9 * 10**9)
    begin = time.process_time()
    found = {name: p.code for _, name, p in list_sources(source, Manifest()).problems}
    assert found == {"huge.txt": "too_large"} and time.process_time() - begin < 1


@posix
def test_build_needs_no_home_and_few_open_files(source: Path, tmp_path: Path) -> None:
    """As a service runs it: no HOME, 64 files open at once."""
    command = [*COMMAND, "build", str(source), "--out", "out"]
    subprocess.run(
        [*command, "--jobs", "2"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)),
        check=True,
        capture_output=True,
        timeout=300,
    )
    assert files(tmp_path / "out") == build(source, tmp_path / "whole")


@posix
def test_build_on_a_full_disk_loses_nothing(source: Path, tmp_path: Path) -> None:
    """One line says so; with more room the build goes on."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=200k", "none", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a small disk of its own needs the rights of root")
    try:
        command = [*COMMAND, "build", str(source), "--jobs", "1"]
        command += ["--out", str(disk / "out")]
        full = subprocess.run(command, capture_output=True, text=True, timeout=300)
        assert full.returncode == 2 and len(full.stderr.strip().splitlines()) == 1
        assert "No space left" in full.stderr and not (disk / "out").exists()
        assert "make room on the disk, then give the command again" in full.stderr
        subprocess.run(["mount", "-o", "remount,size=50M", str(disk)], check=True)
        assert build(source, disk / "out") == build(source, tmp_path / "whole")
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "1e300", "true"])
def test_load_corrections_refuses_what_is_no_number(value: str, tmp_path: Path) -> None:
    fields = "\n".join(f'{name} = "a.b.c"' for name in "report cell raw reason evidence".split())
    (tmp_path / "c.toml").write_text(f"[[corrections]]\n{fields}\nvalue = {value}\n")
    with pytest.raises(CorrectionError, match=r"correction 1: value"):
        corrections.load(tmp_path / "c.toml")


def test_load_says_what_dataset_json_lacks(source: Path, tmp_path: Path) -> None:
    build(source, tmp_path / "out")
    path = tmp_path / "out" / "dataset.json"
    path.write_text(path.read_text().replace('"cells": ', '"cell": '))
    with pytest.raises(DatasetError, match=r"counts no cells: build the dataset again"):
        analysis.load(tmp_path / "out")


def test_walk_gives_names_below_the_folder(source: Path) -> None:
    assert list(walk(source)) == [*(f"{at}.txt" for at in range(6)), "pingtan-2020.txt"]
