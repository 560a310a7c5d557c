"""Real reports beside the repository, with numbers that a person read: scored one folder at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from analysis.forms import Key

from .judge import cells, read_back, same
from .sample import Tally

FOLDERS = ("originals", "full", "excerpts", "series")
SUFFIX = ".truth.json"


def pairs(folder: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Each document with its truth, in the order of the names."""
    for truth in sorted(folder.glob(f"*{SUFFIX}")):
        stem = truth.name.removesuffix(SUFFIX)
        document = next(p for p in sorted(folder.glob(f"{stem}.*")) if p != truth)
        yield document, json.loads(truth.read_text("utf-8"))


def score(document: Path, truth: Mapping[str, Any]) -> tuple[Tally, list[str]]:
    """Right, recovered, missed and wrong cells, and the keys of the last two.

    The truth holds the number of each printed cell, None for an empty one. A number in any other cell is wrong.
    """
    wanted: dict[Key, float | None] = {}
    for name, value in truth.items():
        if name.count(".") == 2 and (value is None or isinstance(value, int | float)):
            table, row, column = name.split(".")
            wanted[table, row, column] = value
    got = cells(read_back(document.read_bytes(), document.name))
    tally = Tally(1, sum(v is not None for v in wanted.values()))
    odd = []
    for key in dict.fromkeys([*wanted, *got]):
        expected, reading = wanted.get(key), got.get(key)
        value = reading.value if reading else None
        if value is None:
            tally.missed += expected is not None
            odd += [f"missed {'.'.join(key)}"] if expected is not None else []
        elif expected is None or not same(value, expected):
            tally.wrong += 1
            odd.append(f"wrong {'.'.join(key)}: {value:g} for {expected}")
        else:
            tally.right += 1
            tally.recovered += reading is not None and reading.status == "recovered"
    return tally, odd
