"""The simulated coverage of pooled limits: a short run, and the page that a long one wrote."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path

NUMBER = re.compile(r"\d+\.\d")
ROOT = Path(__file__).resolve().parents[1]
spec = importlib.util.spec_from_file_location(
    "coverage_benchmark", ROOT / "benchmarks" / "coverage.py"
)
coverage = importlib.util.module_from_spec(spec)
sys.modules["coverage_benchmark"] = coverage
spec.loader.exec_module(coverage)


def test_pooled_limits_hold_the_true_rate():
    """300 seeded draws per cell: at least 86% in each (the page has 90%; two standard errors less), 89% on average."""
    found = coverage.simulate(draws=300, seed=7)
    assert found["coverage"].min() >= 86
    assert found["coverage"].mean() >= 89


def test_page_is_what_the_benchmark_writes():
    """docs/coverage.md follows from the code; other versions of numpy may draw otherwise (2 points)."""
    page = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
    expected = coverage.write_page(coverage.simulate())
    assert page.rstrip().endswith("Cells below 90%: none.")
    assert NUMBER.sub("", page) == NUMBER.sub("", expected)
    pairs = zip(NUMBER.findall(page), NUMBER.findall(expected), strict=True)
    assert all(abs(float(one) - float(other)) <= 2 for one, other in pairs)
