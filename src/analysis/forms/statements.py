"""The vocabulary of figures in running text, as data: words with their tags, and rules over tags.

`statements.toml` says which words there are, where each was read, and which tags in a clause give
its figure which key. This module loads it and finds the words of a text; that it contradicts
neither itself nor the forms is held by `tests/forms/test_statements.py`. What a sentence is, or
which words belong to a number, is not known here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from .bodies import load_bodies
from .patterns import read_phrases

UNCLASSIFIED = "unclassified"
# Phrases of this name have no tag; what joins tags in the name of a group.
_FILLING, _AND = "FILL", "__"
_TAG_SETS = ("topics", "verbs", "bans", "neutral", "weightless", "limiting")

Tags = frozenset[str]


class Wording(NamedTuple):
    """Tags by their place: in a rule those that it asks for, in a clause those that are there.

    `beside` the number, its subject (`about`), before it (`after`), anywhere (`among`).
    """

    beside: Tags = frozenset()
    about: Tags = frozenset()
    after: Tags = frozenset()
    among: Tags = frozenset()

    def is_said_by(self, clause: Wording) -> bool:
        """Whether a clause says all of it."""
        return (
            self.beside <= clause.beside
            and self.about <= clause.about
            and self.after <= clause.after
            and self.among <= clause.among
        )

    def is_touched_by(self, clause: Wording) -> bool:
        """Whether a clause says some of it."""
        return bool(
            self.beside & clause.beside
            or self.about & clause.about
            or self.after & clause.after
            or self.among & clause.among
        )

    @property
    def tags(self) -> Tags:
        """All tags, wherever they stand."""
        return frozenset().union(*self)


@dataclass(frozen=True, slots=True)
class Rule:
    """The key of a figure: one condition of `when` holds, none of `unless`, and unit and year fit.

    `known`: all words of the clause must be known, and name nothing beyond the rule,
    `also_known` and what is neutral. `fresh`: the carried subject must have been named just
    before. `also`: a second key that the same words give. `narrows`: the figure before it counts
    more than this key. `also_only`: a second key where the clause says that there was nothing else
    (只有). `weak`: the key where another figure is the whole.
    """

    key: str
    when: tuple[Wording, ...]
    unless: Wording
    units: Tags
    years: tuple[int, int]
    example: str
    also_known: Tags
    known: bool = False
    fresh: bool = False
    narrows: bool = False
    also: str = ""
    also_only: str = ""
    weak: str = ""


class ZeroRule(NamedTuple):
    """A zero said in words: the tags of its noun, the tags that exclude it, the key."""

    tags: Tags
    unless: Tags
    key: str


class Token(NamedTuple):
    """A known word in a text; tags is empty for a filling word."""

    word: str
    tags: Tags
    start: int
    end: int


@dataclass(frozen=True)
class Vocabulary:
    """All words and rules; the fields are the lists of `statements.toml`."""

    words: Mapping[str, Tags]
    rules: tuple[Rule, ...]
    topics: Tags
    verbs: Tags
    bans: Tags
    neutral: Tags
    percent: Mapping[str, list[str]]
    zeros: tuple[ZeroRule, ...]
    negations: tuple[str, ...]
    negated_after: tuple[str, ...]
    empty: Tags
    free: re.Pattern[str]
    taiwan: Mapping[str, str]
    weightless: Tags
    limiting: Tags
    word_pattern: re.Pattern[str]
    phrase_pattern: re.Pattern[str]

    def tokens(self, text: str) -> list[Token]:
        """The known words of a folded text, longest first at each place.

        What stands between is unknown.

        >>> [(t.word, sorted(t.tags)) for t in load_vocabulary().tokens("全市共收到申请") if t.tags]
        [('全市', ['OWNER_WHOLE']), ('收到', ['RECEIVE']), ('申请', ['ASK'])]
        """
        found: list[Token] = []
        word, phrase = self.word_pattern.search(text), self.phrase_pattern.search(text)
        while word or phrase:
            if phrase and (not word or self._precedes(phrase, word)):
                found.append(Token(phrase[0], _read_tags(phrase.lastgroup), *phrase.span()))
            elif word:
                found.append(Token(word[0], self.words[word[0]], *word.span()))
            at = found[-1].end
            if word and word.start() < at:
                word = self.word_pattern.search(text, at)
            if phrase and phrase.start() < at:
                phrase = self.phrase_pattern.search(text, at)
        return found

    def _precedes(self, phrase: re.Match[str], word: re.Match[str]) -> bool:
        """Whether the phrase stands first or is longer.

        Of two as long, where the word only fills (本机关 does).
        """
        fills = not self.words[word[0]] and phrase.lastgroup != "OWNER_SELF"
        return (phrase.start(), -phrase.end(), not fills) < (word.start(), -word.end(), True)


@cache
def _read_tags(group: str | None) -> Tags:
    return frozenset(str(group).split(_AND)) - {_FILLING}


_PLACES = {"about": "about", "after": "after", "with": "among"}


def _parse_wording(parts: Sequence[str]) -> Wording:
    """The tags in `["A B", "about C", "after D", "with E"]`."""
    places: dict[str, set[str]] = {name: set() for name in Wording._fields}
    for part in parts:
        first, *rest = part.split()
        places[_PLACES.get(first, "beside")].update(rest if first in _PLACES else [first, *rest])
    return Wording(*map(frozenset, places.values()))


def expand_entries(raw: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The rules as written, those with `each` once for each entry of that list.

    Each $name in their lists of tags stands for the list of that name.
    """
    for rule in raw["rule"]:
        entry = {"not": [], "also_known": ""} | rule
        entry["not"] = _spread(entry["not"], raw["together"])
        entry["also_known"] = _spread(entry["also_known"].split(), raw["together"])
        each = entry.pop("each", None)
        for name, tag in raw["each"][each].items() if each else [("", "")]:
            yield entry | {
                "key": entry["key"].replace("*", name),
                "when": [clause.replace("*", tag) for clause in entry["when"]],
                "not": [term for term in entry["not"] if term not in (tag, f"after {tag}")],
            }


def _spread(terms: Sequence[str], together: Mapping[str, list[str]]) -> list[str]:
    lists = (together[term[1:]] if term[0] == "$" else [term] for term in terms)
    return [term for listed in lists for term in listed]


def _parse_rule(entry: dict[str, Any], units: Mapping[str, list[str]]) -> Rule:
    """A rule of the TOML; a field that no rule has is a TypeError."""
    return Rule(
        when=tuple(_parse_wording(clause.split(", ")) for clause in entry.pop("when")),
        unless=_parse_wording(entry.pop("not")),
        also_known=frozenset(entry.pop("also_known")),
        units=frozenset(units[entry.pop("units")]),
        years=tuple(entry.pop("years", (0, 9999))),
        **entry,
    )


def list_words(raw: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(word, its tags, where it was seen) of all rows; filling words have neither."""
    for tags, groups in raw["words"].items():
        for where, _, words in (group.partition(": ") for group in groups):
            yield from ((word, tags, where) for word in words.split())
    rates = (word for entries in raw["percent"].values() for word in entries)
    yield from ((word, "", "") for word in (*rates, *raw["fill"]["words"].split()))


def _compile_alternation(words: Sequence[str]) -> re.Pattern[str]:
    """A pattern for the longest of these words at each place.

    The words are grouped by their first character, for speed.
    """
    rest: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        rest.setdefault(word[0], []).append(re.escape(word[1:]))
    return re.compile(
        "|".join(f"{re.escape(first)}(?:{'|'.join(ends)})" for first, ends in rest.items())
    )


def _compile_phrases(raw: Mapping[str, Any]) -> re.Pattern[str]:
    """A pattern for the phrases and the words for owners, each a group named by its tags."""
    bodies = load_bodies()
    phrases = {f"OWNER_{kind.upper()}": said for kind, said in bodies.owners.items()}
    phrases |= read_phrases(raw, bodies.words)
    starts = "".join(phrase.starts for phrase in phrases.values())
    groups = "|".join(
        f"(?=[{phrase.starts}])(?P<{_AND.join(tags.split())}>{phrase.pattern})"
        for tags, phrase in phrases.items()
    )
    return re.compile(f"(?=[{starts}])(?:{groups})")


@cache
def load_vocabulary() -> Vocabulary:
    """The vocabulary, loaded once."""
    raw = tomllib.loads((files(__package__) / "statements.toml").read_text("utf-8"))
    zeros = raw["zeros"]
    words = {word: frozenset(tags.split()) for word, tags, _ in reversed([*list_words(raw)])}
    return Vocabulary(
        words=words,
        rules=tuple(_parse_rule(entry, raw["units"]) for entry in expand_entries(raw)),
        **{name: frozenset(raw.get(name) or zeros[name]) for name in _TAG_SETS},
        percent=raw["percent"],
        zeros=tuple(
            ZeroRule(frozenset(rule["tags"]), frozenset(rule.get("not", ())), rule["key"])
            for rule in zeros["rules"]
        ),
        negations=tuple(zeros["negations"]),
        negated_after=tuple(zeros["after"]),
        empty=frozenset(zeros["empty"]),
        free=re.compile(zeros["free"]),
        taiwan=raw["taiwan"],
        word_pattern=_compile_alternation([*words]),
        phrase_pattern=_compile_phrases(raw["phrases"]),
    )


@lru_cache(maxsize=4096)
def list_candidates(beside: Tags) -> tuple[Rule, ...]:
    """The rules of which a condition has all its tags beside the number, in their order."""
    rules = load_vocabulary().rules
    return tuple(rule for rule in rules if any(wording.beside <= beside for wording in rule.when))
