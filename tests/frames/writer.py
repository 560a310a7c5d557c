"""A process that builds datasets, for `test_staging`: without end, or step by step as it is told on
its standard input.
"""

from __future__ import annotations

import sys
from itertools import cycle
from pathlib import Path

import polars as pl

from analysis.errors import DatasetError
from analysis.frames import store
from analysis.frames.schema import list_dtypes
from analysis.frames.staging import stage


def write(folder: Path, height: int) -> None:
    """A dataset of so many reports, and as many problems."""
    for name, key in (("reports", "report_id"), ("problems", "line")):
        frame = pl.DataFrame({key: list(range(height))})
        empty = [pl.lit(None).alias(column) for column in list_dtypes(name) if column != key]
        store.write_part(folder, name, 0, frame.with_columns(empty))
    store.finish(folder)


def main(target: Path, how: str) -> None:
    if how == "endless":
        for height in cycle((2, 3)):
            with stage(target) as folder:
                write(folder, height)
            print("built", flush=True)
    for line in sys.stdin:
        word, _, height = line.strip().partition(" ")
        if word == "quit":
            return
        try:
            with stage(target) as folder:
                print("begun", flush=True)
                sys.stdin.readline()
                write(folder, int(height))
            print("built", flush=True)
        except DatasetError as error:
            print(error, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
