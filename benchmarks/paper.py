"""From documents to the figures of a paper on a made corpus: how long each step takes, here and in another checkout.

    python benchmarks/paper.py                                 400 issuers, 6 years, all notebooks zh and en, svg, pdf, png
    python benchmarks/paper.py --against ../other-checkout     the same there, in turn in one run, with the ratio
    python benchmarks/paper.py --reports 100000                all measures over frames of 100,000 reports, no documents

A checkout is a folder with `.venv` (made by `python3 make.py setup`). Every step runs in a process of its own with
that checkout's Python; both read the same documents. Bounds: figures at most 0.35 of the other checkout's time,
measures over 100,000 reports at most 15 s and 2,000 MB. Exit 1 where one is missed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from corpus import parse_years, write_corpus
from generate.reports import Options

HERE = Path(__file__).resolve().parent
FIGURES = ("--lang", "zh,en", "--formats", "svg,pdf,png")
RATIO = 0.35
LARGE = 100_000
SECONDS, MEGABYTES = 15.0, 2_000
Times = dict[str, float]


def program(checkout: Path, name: str) -> str:
    """A program of the checkout's environment."""
    return str(checkout / ".venv" / "bin" / name)


def timed(command: Sequence[str | Path], limit: float) -> tuple[float, str]:
    """Seconds and output of a command; its error output is shown where it fails."""
    start = time.perf_counter()
    done = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, timeout=limit
    )
    seconds = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(f"{command[0]} {command[1]}: {done.stderr.strip()[-800:] or done.stdout}")
    return seconds, done.stdout


def measured(checkout: Path, dataset: Path, limit: float) -> Times:
    """Time and memory of all measures."""
    _, out = timed([program(checkout, "python"), HERE / "measures.py", dataset], limit)
    found = json.loads(out.splitlines()[-1])
    print(f"  measures: {out.splitlines()[-1]}", flush=True)
    return {"measures": found["seconds"], "megabytes": found["megabytes"]}


def from_documents(raw: Path, limit: float, jobs: str) -> Callable[[Path, Path], Times]:
    """The steps from documents to figures, for one checkout and a folder of its own."""

    def steps(checkout: Path, folder: Path) -> Times:
        gongkai, dataset = program(checkout, "gongkai"), folder / "dataset"
        build, _ = timed([gongkai, "build", raw, "--out", dataset, "--jobs", jobs], limit)
        print(f"  build: {build:.1f} s", flush=True)
        found = {"build": build, **measured(checkout, dataset, limit)}
        command = [gongkai, "figures", dataset, "--out", folder / "figures", *FIGURES]
        found["figures"], out = timed(command, limit)
        print(f"  figures: {found['figures']:.1f} s; {out.strip().splitlines()[0]}", flush=True)
        return found

    return steps


def from_frames(reports: int, seed: int, limit: float) -> Callable[[Path, Path], Times]:
    """The measures over made frames: written with the checkout's own schema, by the generator here."""

    def steps(checkout: Path, folder: Path) -> Times:
        dataset = folder / "dataset"
        words = ["--frames", "--issuers", str(-(-reports // 6)), "--seed", str(seed)]
        python = program(checkout, "python")
        made, _ = timed([python, HERE / "corpus.py", *words, "--out", dataset], limit)
        print(f"  frames of {reports:,} reports written in {made:.1f} s", flush=True)
        return measured(checkout, dataset, limit)

    return steps


def missed(own: Times, other: Times | None, reports: int) -> list[str]:
    """The bounds that a run did not keep.

    >>> missed({"figures": 40.0}, {"figures": 100.0}, 0)
    ['figures take 0.40 of the other checkout (bound 0.35)']
    >>> missed({"measures": 14.0, "megabytes": 2100}, None, 100_000)
    ['2100 MB for the measures (bound 2000)']
    """
    found = []
    if other and "figures" in own and own["figures"] > RATIO * other["figures"]:
        ratio = own["figures"] / other["figures"]
        found.append(f"figures take {ratio:.2f} of the other checkout (bound {RATIO})")
    if reports >= LARGE and own["measures"] > SECONDS:
        found.append(f"{own['measures']:.1f} s for the measures (bound {SECONDS:g})")
    if reports >= LARGE and own["megabytes"] > MEGABYTES:
        found.append(f"{own['megabytes']:g} MB for the measures (bound {MEGABYTES})")
    return found


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--issuers", type=int, default=400)
    parser.add_argument("--years", type=parse_years, default=range(2019, 2025))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--against", type=Path, help="another checkout, to compare with")
    parser.add_argument("--reports", type=int, default=0, help="made frames, no documents")
    parser.add_argument("--jobs", default="2")
    parser.add_argument("--limit", type=float, default=1800, help="seconds for one step")
    given = parser.parse_args(words)
    checkouts = [HERE.parent, *([given.against.resolve()] if given.against else [])]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if given.reports:
            steps = from_frames(given.reports, given.seed, given.limit)
        else:
            start = time.perf_counter()
            n = write_corpus(
                folder / "corpus", given.issuers, given.years, Options(seed=given.seed)
            )
            print(f"{n:,} documents written in {time.perf_counter() - start:.1f} s", flush=True)
            steps = from_documents(folder / "corpus" / "raw", given.limit, given.jobs)
        found: list[Times] = []
        for number, checkout in enumerate(checkouts):
            print(f"{checkout.name}:", flush=True)
            (folder / str(number)).mkdir()
            found.append(steps(checkout, folder / str(number)))
    if len(found) == 2:
        print(*(f"{k}: {found[0][k] / found[1][k]:.2f} of the other" for k in found[0]), sep="\n")
    bad = missed(found[0], found[1] if len(found) == 2 else None, given.reports)
    print(*bad, sep="\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
