"""A short run of `benchmarks/fuzz.py`: damaged documents make nothing fail, hang or lose its place."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))

from generate import mutations
from generate.mutations import find_faults, make_document, make_seeds, read_round

from analysis.extraction import extract
from analysis.paths import RAW


@pytest.mark.parametrize("first", range(0, 120, 20))
def test_find_faults_of_damaged_documents(first: int) -> None:
    """Always the same documents of every layout and format."""
    assert read_round((2026, first, first + 20)) == (20, [])


def test_find_faults_of_seeds() -> None:
    """Undamaged, each is a report in which nothing is lost."""
    for name, data in make_seeds():
        assert list(find_faults(data, name)) == [], name
    names = {Path(name).suffix for name, _ in make_seeds()}
    assert names >= {".txt", ".html", ".pdf", ".docx", ".xlsx"}


def test_make_document_same_bytes() -> None:
    assert make_document(1, 2) == make_document(1, 2) != make_document(2, 2)


def test_find_faults_sees_each_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception, too much time, another result, a raw text that is not there, a lost line."""
    data = (RAW / "shenhe-2020.txt").read_bytes()
    (right,) = extract(data, "a.txt")

    def find(*results: object) -> str:
        left = list(results)
        monkeypatch.setattr(mutations, "extract", lambda *_: [left.pop(0)])
        return " ".join(find_faults(data, "a.txt"))

    assert find(right, right) == ""
    assert "IndexError" in find()
    reading = right.recognised.readings[0]
    was = reading.start, reading.line
    reading.start = 0
    assert "not at its offset" in find(right, right)
    reading.start, reading.line = None, None
    assert "no place" in find(right, right)
    reading.start, reading.line = was
    (other,) = extract(data + b"\n", "a.txt")
    assert "another result" in find(right, other)
    monkeypatch.setattr(mutations, "SECONDS", -1.0)
    assert "s of processor" in find(right, right)
