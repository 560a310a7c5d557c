"""The vocabulary of prose contradicts neither itself nor what its search relies on."""

import re._parser as parser  # type: ignore[import-not-found]
import tomllib
from importlib.resources import files
from typing import Any

import pytest

from analysis.forms.bodies import load_bodies
from analysis.forms.patterns import Phrase, read_phrases

RAW = tomllib.loads((files("analysis.forms") / "statements.toml").read_text("utf-8"))
PHRASES: dict[str, Phrase] = {
    **load_bodies().owners,
    **read_phrases(RAW["phrases"], load_bodies().words),
}


def first_characters(parts: Any) -> tuple[set[str], bool]:
    """The characters with which a parsed pattern may begin, and whether it may be empty."""
    found: set[str] = set()
    for kind, value in parts:
        match str(kind):
            case "LITERAL":
                return found | {chr(value)}, False
            case "IN":
                assert all(str(name) == "LITERAL" for name, _ in value), value
                return found | {chr(code) for _, code in value}, False
            case "AT" | "ASSERT" | "ASSERT_NOT":
                continue
            case "BRANCH":
                inner = [first_characters(branch) for branch in value[1]]
            case "SUBPATTERN":
                inner = [first_characters(value[-1])]
            case "MAX_REPEAT":
                chars, empty = first_characters(value[2])
                inner = [(chars, empty or value[0] == 0)]
            case other:
                raise AssertionError(f"{other} may begin with any character")
        found |= set().union(*(chars for chars, _ in inner))
        if not any(empty for _, empty in inner):
            return found, False
    return found, True


@pytest.mark.parametrize("name", PHRASES)
def test_starts_name_all_first_characters(name: str) -> None:
    """A phrase is looked for only where `starts` says that it may begin: no phrase is overlooked."""
    chars, empty = first_characters(parser.parse(PHRASES[name].pattern))
    assert not empty
    assert chars <= set(PHRASES[name].starts)
