"""The problem codes are data: each has a severity, a meaning, and a place that gives it."""

from pathlib import Path

import pytest

from analysis.errors import ADVICE, PROBLEMS, Problem

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "analysis"
SOURCE = "".join(path.read_text("utf-8") for path in sorted(PACKAGE.rglob("*.py")))


@pytest.mark.parametrize("code", PROBLEMS)
def test_problems_each_code_is_given(code: str) -> None:
    """A code that no program gives is no code; its severity is one of three."""
    severity, meaning = PROBLEMS[code]
    assert severity in ("error", "warning", "info")
    assert meaning and Problem(code, "words").severity == severity
    assert f'"{code}"' in SOURCE


def test_problem_unknown_code() -> None:
    """A misspelt code is an error of the program."""
    with pytest.raises(ValueError, match="unknown problem code 'emtpy_file'"):
        Problem("emtpy_file", "words")


def test_advice_names_known_codes() -> None:
    """Advice is a sentence of a code that has one."""
    assert ADVICE.keys() == PROBLEMS.keys()
    assert "gongkai template" in ADVICE["no_text_layer"]
