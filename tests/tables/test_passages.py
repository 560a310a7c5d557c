"""Whole passages in the styles of many years and bodies: every keyed figure that a reader finds, and nothing beside it."""

import tomllib
from pathlib import Path

import pytest

from analysis.documents.blocks import Line
from analysis.forms.statements import UNCLASSIFIED
from analysis.prose import read_statements
from analysis.tables.readings import Statement

HERE = Path(__file__).parent
PASSAGES = tomllib.loads((HERE / "passages.toml").read_text("utf-8"))["passage"]
WHOLES = tomllib.loads((HERE / "wholes.toml").read_text("utf-8"))["passage"]
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
    found = read_statements(lines, year=year, issuer=str(passage["issuer"]), paraphrase=False)
    expected = [
        line.strip() for line in str(passage["said"]).replace("\n", ";").split(";") if line.strip()
    ]
    assert [told(said, year) for said in found if said.key != UNCLASSIFIED] == expected


@pytest.mark.parametrize(
    "passage", WHOLES, ids=[f"{p['year']} {p['issuer']} {i}" for i, p in enumerate(WHOLES)]
)
def test_read_statements_wholes(passage: dict[str, str | int]) -> None:
    """Every figure that is the report's own whole, and none that is a part, another's or another time's."""
    lines = [Line(line) for line in str(passage["text"]).split("\n") if line]
    found = read_statements(
        lines, year=int(passage["year"]), issuer=str(passage["issuer"]), paraphrase=False
    )
    wholes = {
        f"{said.key} {said.value:.12g}"
        for said in found
        if not said.part
        and said.value is not None
        and said.key != UNCLASSIFIED
        and not said.key.startswith("share.")
    }
    stated = str(passage["wholes"]).replace("\n", " ").split(";")
    assert wholes == {item.strip() for item in stated if item.strip()}
