"""How long one report takes, from its bytes to all that is read from it, on pages read once.

    python benchmarks/extraction.py --issuers 60
    python benchmarks/extraction.py --against ../another/.venv/bin/python --pages FOLDER

Distinct made pages, half text and half HTML, five years of each issuer, in the order of a build (or
the pages of a folder). Printed are milliseconds of the processor a report. `--against` names the
Python of another checkout: both read the same pages in turn, so that what else the machine does
meets both alike.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from corpus import write_corpus

_READS = """
import sys, time
from pathlib import Path
from analysis.extraction import extract
for line in sys.stdin:
    paths = [Path(name) for name in line.rstrip("\\n").split("\\t")]
    begin = time.process_time()
    for path in paths:
        extract(path, path.name)
    print(time.process_time() - begin, flush=True)
"""
_BLOCK, _FIRST = 20, 40  # pages read in turn, and those that only fill what is kept


class _Reader:
    """A process that reads pages with the package of one checkout."""

    def __init__(self, python: str) -> None:
        self.python, self.seconds = python, 0.0
        self._process = subprocess.Popen(
            [python, "-c", _READS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def read(self, pages: list[Path]) -> float:
        """Read some pages: the seconds of the processor."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write("\t".join(map(str, pages)) + "\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


@contextmanager
def _make_pages(issuers: int) -> Iterator[list[Path]]:
    """Made pages, text and HTML by turns."""
    with tempfile.TemporaryDirectory(prefix="gongkai-pages-") as folder:
        write_corpus(Path(folder), issuers, range(2019, 2024))
        by_kind = [sorted(Path(folder, "raw").rglob(f"*.{end}")) for end in ("txt", "html")]
        yield list(chain.from_iterable(zip(*by_kind, strict=False)))


def measure(pages: list[Path], pythons: list[str]) -> list[_Reader]:
    """The readers of some checkouts, with the seconds that each took for all pages but the first."""
    readers = [_Reader(python) for python in pythons]
    for reader in readers:
        reader.read(pages[:_FIRST])
    for number, at in enumerate(range(_FIRST, len(pages), _BLOCK)):
        for reader in readers if number % 2 else readers[::-1]:
            reader.seconds += reader.read(pages[at : at + _BLOCK])
    for reader in readers:
        reader.close()
    return readers


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--issuers", type=int, default=60, help="of five years each")
    parser.add_argument("--pages", type=Path, help="a folder of pages instead of made ones")
    parser.add_argument("--against", help="the Python of another checkout")
    given = parser.parse_args()
    pythons = [sys.executable, *filter(None, [given.against])]
    with _make_pages(given.issuers) as made:
        named = sorted(p for p in given.pages.rglob("*") if p.is_file()) if given.pages else made
        own, *others = measure(named, pythons)
        count = len(named) - _FIRST
        print(f"{count} pages: {1000 * own.seconds / count:.2f} ms a report")
        for other in others:
            ratio = other.seconds / own.seconds
            print(f"{other.python}: {1000 * other.seconds / count:.2f} ms, {ratio:.2f} times this")
    return 0


if __name__ == "__main__":
    sys.exit(main())
