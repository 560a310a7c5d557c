"""Builds that are killed at random moments: the next one gives the bytes of an undisturbed one.

    python benchmarks/faults.py --issuers 2000 --kills 20 --seed 1

A corpus is made (see `corpus.py`) and built undisturbed. Then, as often as asked, a build from
nothing is killed: the process that waits and, in turn, one of its workers, by SIGKILL; at moments
spread over the time that the undisturbed build took. Two seconds later none of its processes may be
left. The build that follows must give the same bytes, and re-read nothing that was kept. The short
form of these and of all other faults is `tests/test_faults.py`.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from corpus import write_corpus

CODE = "import sys; from analysis.cli import main; sys.exit(main())"


def start(folder: Path, out: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", CODE, "build", str(folder / "raw"), "--out", str(out)]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        [*command, "--jobs", "2"], stdout=quiet, stderr=quiet, start_new_session=True
    )


def hashes(out: Path) -> dict[str, str]:
    """The digests of a dataset's files."""
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


def members(session: int) -> list[int]:
    """The processes of a session that do something."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(int(status.parent.name))
    return found


def kill_once(folder: Path, out: Path, moment: float, is_worker: bool) -> tuple[int, int]:
    """Kill a build, or one of its workers, after so many seconds: how many bundles it kept, and how
    many of its processes were left.
    """
    build = start(folder, out)
    time.sleep(moment)
    workers = [pid for pid in members(build.pid) if pid != build.pid]
    if is_worker and workers:
        os.kill(workers[0], signal.SIGKILL)
    else:
        build.kill()
    if is_worker:
        build.wait()
    time.sleep(2)
    left = members(build.pid)
    build.wait()
    return len(list((out.parent / f".{out.name}.kept").glob("bundle-*.zip"))), len(left)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--issuers", type=int, default=2000, help="of five years each")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="gongkai-faults-"))
    rng, faults = random.Random(args.seed), 0
    try:
        count = write_corpus(folder, args.issuers, range(2020, 2025))
        begin = time.perf_counter()
        start(folder, folder / "whole").wait()
        took = time.perf_counter() - begin
        whole = hashes(folder / "whole")
        print(f"{count:,} reports, undisturbed in {took:.0f} s")
        for number in range(args.kills):
            out, is_worker = folder / "out", number % 2 == 1
            for old in (out, folder / ".out.kept"):
                shutil.rmtree(old, ignore_errors=True)
            moment = took * (number + rng.random()) / args.kills
            kept, left = kill_once(folder, out, moment, is_worker)
            begin = time.perf_counter()
            start(folder, out).wait()
            is_same = hashes(out) == whole
            faults += not is_same or left > 0
            who = "a worker" if is_worker else "the build"
            words = "the same bytes" if is_same else "OTHER BYTES"
            print(
                f"  {who} killed after {moment:.1f} s: {kept} bundles kept, {left} processes ",
                end="",
            )
            print(f"left; then {time.perf_counter() - begin:.0f} s, {words}", flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{args.kills} kills, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
