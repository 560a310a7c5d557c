"""The vocabulary of prose contradicts neither itself nor what its search relies on."""

import re._parser as parser  # type: ignore[import-not-found]
import tomllib
from collections import Counter
from importlib.resources import files
from typing import Any

import pytest

from analysis.forms import forms
from analysis.forms.bodies import load_bodies
from analysis.forms.patterns import Phrase, read_phrases
from analysis.forms.statements import list_words, load_vocabulary

RAW = tomllib.loads((files("analysis.forms") / "statements.toml").read_text("utf-8"))
PHRASES: dict[str, Phrase] = {
    **load_bodies().owners,
    **read_phrases(RAW["phrases"], load_bodies().words),
}


# Tags that no word carries: they are read from dates, from owners and from the place of a figure.
DERIVED = set(
    "OWNER_OFFICE OWNER_ACTOR GOVERNMENT DISC TOLD CHAPTER REPORT AMONG OUTCOME OF_OTHER HOTLINE"
    " YEAR_PAST YEAR_NEXT CHANNELS QUOTED"
    " IS_TOTAL IS_ZERO PARTLY_WITHIN OF_PART OF_RECON OF_LITIG OF_ITEMS".split()
)


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


def list_tags() -> set[str]:
    """All tags that a word, a phrase or the place of a figure may give."""
    carried = (tags for _, tags, _ in list_words(RAW))
    named = (f"OWNER_{name.upper()}" if name.islower() else name for name in PHRASES)
    return DERIVED.union(*map(str.split, carried), *map(str.split, named))


def list_keys() -> set[str]:
    """All keys that a figure may have: the cells of the forms, and those of `keys`."""
    keys = {key for group in RAW["keys"].values() for key in group}
    for form in forms().values():
        for table in form.tables:
            if table.key == "applications":
                keys |= {f"applications.{row.key}" for row in table.rows}
            elif table.key in ("disputes", "proactive"):
                keys |= {f"{table.key}.{row}.{column}" for row, column in table.list_places()}
            elif form.is_crosswalked:
                keys |= {row.key for row in table.rows}
    results = ("upheld", "corrected", "other", "pending", "total")
    return keys | {f"disputes.litigation.{result}" for result in results}


def test_words_stand_once() -> None:
    """A word stands under one tag, and a tagged one says where it was seen."""
    words = Counter(word for word, tags, _ in list_words(RAW) if tags)
    assert [word for word, count in words.items() if count > 1] == []
    assert [word for word, tags, seen in list_words(RAW) if tags and not seen] == []


def test_rules_name_known_tags_and_keys() -> None:
    """Each tag of a rule or a list is carried by a word, each key is one of a form or of `keys`."""
    words = load_vocabulary()
    wordings = [wording for rule in words.rules for wording in (*rule.when, rule.unless)]
    sets = [words.topics, words.verbs, words.bans, words.neutral, words.weightless, words.limiting]
    sets += [rule.also_known for rule in words.rules] + [wording.tags for wording in wordings]
    assert set().union(*sets) - list_tags() == set()
    keys = {key for r in words.rules for key in (r.key, r.also, r.also_only, r.weak)} - {""}
    assert keys | {zero.key for zero in words.zeros} <= list_keys()
    assert all(wording.beside for rule in words.rules for wording in rule.when)
