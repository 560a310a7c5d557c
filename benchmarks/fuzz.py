"""Damaged documents of every format: none makes the program fail, hang or lose its place.

    python benchmarks/fuzz.py --seconds 600 --jobs 2       as many as there is time for
    python benchmarks/fuzz.py --documents 2000 --seed 7    so many, always the same
    python benchmarks/fuzz.py --one 7:1234 --out FILE      one of them, to look at
    python benchmarks/fuzz.py --guided 600                 led by coverage (pip install atheris)

Seeds are made reports in all layouts and formats (see `corpus.py`) and the documents of
`data/raw`. Of a document that was changed must hold: reading raises nothing and needs at most 2
seconds of processor (20 for PDF and office files); it gives the same again; every cell and figure
has a line, a page or a place, and where it has an offset its raw text stands there; a number stands
on a raw text with a number in it; the frames are made of it and checked. Exit 1 where it does not.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import FunctionType

from generate.mutations import find_faults, make_document, make_seeds, mutate, read_round

from analysis.workers import Death, Pool

HANGS = 120.0  # seconds that one document may take before its process is ended
_ROUND = 50  # documents in one job


def run(seed: int, documents: int, seconds: float, jobs: int) -> tuple[int, Counter[str]]:
    """Read documents until there are so many or the time is up; the faults are printed."""
    begin, count, kinds = time.monotonic(), 0, Counter[str]()
    with Pool(jobs) as pool:
        for start in range(0, documents, _ROUND * max(1, jobs)):
            if time.monotonic() - begin > seconds:
                break
            last = min(documents, start + _ROUND * max(1, jobs))
            rounds = [(seed, at, min(at + _ROUND, last)) for at in range(start, last, _ROUND)]
            for job, result in pool.run(read_round, rounds, HANGS):
                done, faults = (
                    (0, [(result.step or job[1], result.reason)])
                    if isinstance(result, Death)
                    else result
                )
                count += done
                for number, fault in faults:
                    kinds[fault.partition(":")[0]] += 1
                    print(f"  --one {seed}:{number}  {fault}"[:400], flush=True)
    return count, kinds


def run_guided(seconds: int) -> None:
    """Let atheris (libFuzzer) choose what to change, by the branches that are reached."""
    import atheris

    with tempfile.TemporaryDirectory() as folder:
        for at, (_, data) in enumerate(make_seeds()):
            Path(folder, str(at)).write_bytes(data)

        def read_one(data: bytes) -> None:
            faults = list(find_faults(data, "a.txt"))
            if faults:
                raise AssertionError("\n".join(faults))

        def change(data: bytes, size: int, seed: int) -> bytes:
            rng = random.Random(seed)
            return mutate(data, rng.choice(make_seeds())[1], rng)[:size]

        for found in gc.get_objects():
            if isinstance(found, FunctionType) and str(found.__module__).startswith("analysis"):
                atheris.instrument_func(found)
        words = [
            sys.argv[0],
            f"-max_total_time={seconds}",
            "-max_len=200000",
            "-timeout=60",
            folder,
        ]
        atheris.Setup(words, read_one, custom_mutator=change)
        atheris.Fuzz()


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=10**9)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--one", metavar="SEED:NUMBER")
    parser.add_argument("--out", type=Path, help="where to write the one")
    parser.add_argument("--guided", type=int, metavar="SECONDS")
    given = parser.parse_args(words)
    if given.guided:
        run_guided(given.guided)
        return 0
    if given.one:
        seed, _, number = given.one.partition(":")
        name, data = make_document(int(seed), int(number))
        print(name, *find_faults(data, name), sep="\n")
        if given.out:
            given.out.write_bytes(data)
        return 0
    count, kinds = run(given.seed, given.documents, given.seconds, given.jobs)
    print(f"{count:,} documents, {sum(kinds.values())} faults {dict(kinds) or ''}".rstrip())
    return 1 if kinds else 0


if __name__ == "__main__":
    sys.exit(main())
