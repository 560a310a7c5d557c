"""Bytes to cells, against the least that any reader must do in the same run."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))

import speed


def test_text_is_read_within_its_bound(record_property: Callable[[str, object], None]) -> None:
    """Pages are measured and printed beside it; their bound depends on what fills the page."""
    found = speed.ratios(repeats=5)
    record_property("measured", speed.summary(found))
    assert {name for name, (kind, least, own) in found.items() if kind == "text" and own > speed.BOUNDS["text"] * least} == set()
