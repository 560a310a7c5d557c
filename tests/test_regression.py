"""The regression that `docs/regression.md` shows: it runs, and gives what is worked out by hand."""

from __future__ import annotations

import re
from math import sqrt
from typing import Any

import pytest
from metrics.made import make_frames

import analysis
from analysis.paths import ROOT


def test_regression_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three counties in two years: received rises by 1, 2 and 0 hundreds, the rate by 10, -10 and 0.

    From their means 1 and 0 they differ by 0, 1, -1 and 10, -10, 0, so the slope is -10 / 2 = -5.
    What is left is 10, -5 and -5; the scores of the counties are 0, -5/2 and 5/2, so the variance
    is 12.5, times 3/2 * 5/1 for three groups, six rows and five coefficients.
    """
    numbers = {
        ("110101", 2022): (100, 40),
        ("110102", 2022): (100, 40),
        ("110105", 2022): (100, 40),
        ("110101", 2023): (200, 50),
        ("110102", 2023): (300, 30),
        ("110105", 2023): (100, 40),
    }
    frames = make_frames(
        {
            key: {"new": new, "granted": granted, "granted_partly": 0, "closed_total": 100}
            for key, (new, granted) in numbers.items()
        }
    )
    monkeypatch.setattr(analysis, "load", lambda folder: frames)
    text = (ROOT / "docs" / "regression.md").read_text("utf-8")
    names: dict[str, Any] = {}
    exec(re.search(r"```python\n(.*?)```", text, re.DOTALL)[1], names)
    assert names["fit"].params["hundreds"] == pytest.approx(-5)
    assert names["fit"].bse["hundreds"] == pytest.approx(sqrt(93.75))
