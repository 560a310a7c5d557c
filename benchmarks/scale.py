"""How a build grows with its corpus: time, memory, disk, and what a rebuild costs.

    python benchmarks/scale.py --issuers 400,2000 --jobs 2

Each corpus is made (see `corpus.py`), built from nothing, built again with nothing changed, and
with one file changed; then `gongkai check` looks at it. Printed are the seconds and the processor
seconds of all processes, the peak of memory of any of them and of the first, the bytes of the
dataset and of what is kept, and the shares of the full build. On a busy machine compare processor
seconds.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

from corpus import write_corpus

CODE = "import sys; from analysis.cli import main; sys.exit(main())"
_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")


class Run(NamedTuple):
    """One command: seconds, processor seconds of all its processes, the peak of any of them in MB,
    and that of the first, which waits for the others.
    """

    seconds: float
    cpu: float
    peak: int
    first: int


def measure(*words: object) -> Run:
    """Run a command of gongkai; its memory is looked at every 0.2 s."""
    before, begin = os.times(), time.perf_counter()
    command = [sys.executable, "-c", CODE, *map(str, words)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    peaks: dict[str, int] = {}
    is_done = threading.Event()

    def watch() -> None:
        while not is_done.wait(0.2):
            for status in Path("/proc").glob("[0-9]*/status"):
                try:
                    is_own = os.getsid(int(status.parent.name)) == process.pid
                    found = _PEAK.search(status.read_text()) if is_own else None
                    if found:  # what has ended has no memory
                        peaks[status.parent.name] = int(found.group(1))
                except OSError:
                    continue

    watcher = threading.Thread(target=watch)
    watcher.start()
    process.wait()
    is_done.set()
    watcher.join()
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user
    return Run(
        time.perf_counter() - begin,
        cpu - before.children_system,
        max(peaks.values(), default=0) // 1024,
        peaks.get(str(process.pid), 0) // 1024,
    )


def size_of(folder: Path) -> int:
    """The bytes of a folder, each file once however many names it has."""
    files = [path.stat() for path in folder.rglob("*") if path.is_file()]
    return sum({entry.st_ino: entry.st_size for entry in files}.values())


def measure_corpus(issuers: int, jobs: int, folder: Path) -> tuple[int, dict[str, Run]]:
    """The number of documents, and the runs by name."""
    count = write_corpus(folder, issuers, range(2020, 2025))
    raw, out = folder / "raw", folder / "out"
    words = ("build", raw, "--out", out, "--jobs", jobs)
    runs = {"full": measure(*words), "same": measure(*words)}
    paths = sorted(path for path in raw.rglob("*") if path.is_file())
    with paths[len(paths) // 3].open("a") as file:
        file.write("\n附注\n")
    runs |= {"one changed": measure(*words), "check": measure("check", out)}
    disk = f"dataset {size_of(out) / 1e6:.1f} MB"
    kept = size_of(folder / ".out.kept") / 1e6
    print(f"{count:,} reports of {size_of(raw) / 1e6:.0f} MB: {disk}, kept {kept:.1f} MB")
    for name, run in runs.items():
        share = 100 * run.cpu / runs["full"].cpu
        print(
            f"  {name}: {run.seconds:.1f} s, {run.cpu:.1f} s of processors ({share:.1f}%), ", end=""
        )
        print(f"at most {run.peak} MB, {run.first} MB in the process that waits", flush=True)
    return count, runs


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--issuers", default="400,2000", metavar="N,M", help="of five years each")
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    found = []
    for issuers in map(int, args.issuers.split(",")):
        folder = Path(tempfile.mkdtemp(prefix="gongkai-scale-"))
        try:
            found.append(measure_corpus(issuers, args.jobs, folder))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    (few, small), (many, large) = found[0], found[-1]
    if many > few:
        times = large["full"].cpu / small["full"].cpu
        print(
            f"{many / few:.1f} times the reports: {times:.1f} times the processor seconds, ", end=""
        )
        print(f"{large['full'].peak / small['full'].peak:.1f} times the memory")
    return 0


if __name__ == "__main__":
    sys.exit(main())
