"""Whole passages in the styles of many years and bodies: every keyed figure that a reader finds, and nothing beside it."""

import tomllib
from pathlib import Path

import pytest

from analysis.documents.blocks import Line
from analysis.forms.statements import UNCLASSIFIED
from analysis.prose import read_statements as statements
from analysis.tables.readings import Statement

PASSAGES = tomllib.loads((Path(__file__).parent / "passages.toml").read_text("utf-8"))["passage"]
BOUNDS = {"exact": "", "at_least": "≥", "about": "~", "nearly": "<", "rounded": "≈"}


def told(said: Statement, year: int) -> str:
    """A statement as `passages.toml` writes it."""
    assert said.value is not None
    words = [said.key, f"{BOUNDS[said.bound]}{said.value:.12g}"]
    words += (
        ["part"] * said.part
        + [f"@{said.year}"] * (said.year != year)
        + ["concluded"] * (said.basis == "concluded")
    )
    return " ".join([*words, *([f"[{said.scope_words}]"] if said.scope_words else [])])


@pytest.mark.parametrize(
    "passage", PASSAGES, ids=[f"{p['year']} {p['issuer']} {i}" for i, p in enumerate(PASSAGES)]
)
def test_a_passage(passage: dict[str, str | int]) -> None:
    year, lines = (
        int(passage["year"]),
        [Line(line) for line in str(passage["text"]).split("\n") if line],
    )
    found = statements(lines, year=year, issuer=str(passage["issuer"]), paraphrase=False)
    expected = [
        line.strip() for line in str(passage["said"]).replace("\n", ";").split(";") if line.strip()
    ]
    assert [told(said, year) for said in found if said.key != UNCLASSIFIED] == expected
