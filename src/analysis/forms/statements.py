"""The vocabulary of figures in running text, as data: words with their tags, and rules over tags.

`statements.toml` says which words there are, where each was read, and which tags in a clause give
its figure which key. This module loads it, checks that it contradicts neither itself nor the forms,
and finds the words of a text. What a sentence is, or which words belong to a number, is not known
here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, fields
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from ..errors import FormError
from .bodies import load_bodies
from .editions import forms
from .patterns import read_phrases

# Tags that no word carries: they are read from dates, from owners and from the place of a figure.
DERIVED = frozenset(
    "OWNER_OFFICE OWNER_ACTOR GOVERNMENT DISC TOLD CHAPTER REPORT AMONG OUTCOME OF_OTHER HOTLINE"
    " YEAR_PAST YEAR_NEXT"
    " CHANNELS QUOTED".split()
)
UNCLASSIFIED = "unclassified"
_FILLING, _AND = (
    "FILL",
    "__",
)  # phrases of this name have no tag; what joins tags in the name of a group


@dataclass(frozen=True, slots=True)
class Condition:
    """What a clause must say.

    `beside` the number, its subject (`about`), before it (`after`), anywhere (`among`).
    """

    beside: frozenset[str] = frozenset()
    about: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    among: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """The key of a figure: one condition of `when` holds, none of `unless`, and unit and year fit.

    `known`: all words of the clause must be known, and name nothing beyond the rule,
    `also_known` and what is neutral. `fresh`: the carried subject must have been named just
    before. `no_total`: not after 共. `only_zero`: for the number 0 alone, which then also counts
    for `also`. `sub_scope`: only where a part of the issuer is named. `narrows`: the figure
    before it counts more than this key. `also_only`: a second key where the clause says that
    there was nothing else (只有). `weak`: the key where another figure is the whole.
    """

    key: str
    when: tuple[Condition, ...]
    unless: Condition
    units: frozenset[str]
    years: tuple[int, int]
    example: str
    also_known: frozenset[str] = frozenset()
    known: bool = False
    fresh: bool = False
    only_zero: bool = False
    sub_scope: bool = False
    no_total: bool = False
    narrows: bool = False
    also: str = ""
    also_only: str = ""
    weak: str = ""


class ZeroRule(NamedTuple):
    """A zero said in words: the tags of its noun, the tags that exclude it, the key."""

    tags: frozenset[str]
    unless: frozenset[str]
    key: str


class Token(NamedTuple):
    """A known word in a text; tags is empty for a filling word."""

    word: str
    tags: frozenset[str]
    start: int
    end: int


@dataclass(frozen=True)
class Vocabulary:
    """All words and rules.

    `seen` gives for each word the report in which it was read, "(?)" where none.
    """

    words: Mapping[str, frozenset[str]]
    seen: Mapping[str, str]
    rules: tuple[Rule, ...]
    topics: frozenset[str]
    verbs: frozenset[str]
    bans: frozenset[str]
    neutral: frozenset[str]
    percent: Mapping[str, tuple[str, ...]]
    zeros: tuple[ZeroRule, ...]
    negations: tuple[str, ...]
    negated_after: tuple[str, ...]
    empty: frozenset[str]
    free: re.Pattern[str]
    taiwan: Mapping[str, str]
    weightless: frozenset[str]
    limiting: frozenset[str]
    word_pattern: re.Pattern[str]
    phrase_pattern: re.Pattern[str]
    by_tag: Mapping[str, tuple[int, ...]] = field(init=False)
    found_candidates: dict[frozenset[str], tuple[Rule, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        by_tag: dict[str, list[int]] = {}
        for at, rule in enumerate(self.rules):
            for tag in frozenset().union(*(condition.beside for condition in rule.when)):
                by_tag.setdefault(tag, []).append(at)
        object.__setattr__(self, "by_tag", {tag: tuple(found) for tag, found in by_tag.items()})

    def candidates(self, tags: frozenset[str]) -> tuple[Rule, ...]:
        """The rules of which a condition has all its tags beside the number, in their order."""
        if tags not in self.found_candidates:
            places = {at for tag in tags for at in self.by_tag.get(tag, ())}
            self.found_candidates[tags] = tuple(
                self.rules[at]
                for at in sorted(places)
                if any(condition.beside <= tags for condition in self.rules[at].when)
            )
        return self.found_candidates[tags]

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
        if phrase.start() != word.start():
            return phrase.start() < word.start()
        fills = not self.words[word[0]] and phrase.lastgroup != "OWNER_SELF"
        return phrase.end() > word.end() or (phrase.end() == word.end() and fills)


@cache
def _read_tags(group: str | None) -> frozenset[str]:
    return frozenset(str(group).split(_AND)) - {_FILLING}


_PLACES = {"about": "about", "after": "after", "with": "among"}


def _parse_condition(parts: Sequence[str]) -> Condition:
    """The condition in `["A B", "about C", "after D", "with E"]`."""
    sets: dict[str, set[str]] = {f.name: set() for f in fields(Condition)}
    for part in parts:
        first, *rest = part.split()
        sets[_PLACES.get(first, "beside")] |= set(rest if first in _PLACES else [first, *rest])
    return Condition(**{name: frozenset(tags) for name, tags in sets.items()})


def _collect_tags(condition: Condition) -> frozenset[str]:
    return condition.beside | condition.about | condition.after | condition.among


def _list_known_keys(extra: Mapping[str, list[str]]) -> set[str]:
    keys = {key for group in extra.values() for key in group}
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


def _list_words(raw: Mapping[str, list[str]]) -> Iterator[tuple[str, str, str]]:
    """(word, its tags, where it was seen) of all rows."""
    for tags, groups in raw.items():
        for where, found, words in (group.partition(": ") for group in groups):
            yield from ((word, tags, where if found else "") for word in words.split())


def _expand_entries(raw: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The rules as written, those with `each` once for each entry of that list."""
    for rule in raw["rule"]:
        entry = {name: value for name, value in rule.items() if name != "each"}
        entry["not"] = list(_spread(entry.get("not", []), raw["together"]))
        known = entry.get("also_known", "").split()
        entry["also_known"] = list(_spread(known, raw["together"]))
        for name, tag in raw["each"][rule["each"]].items() if "each" in rule else [("", "")]:
            yield entry | {
                "key": entry["key"].replace("*", name),
                "when": [clause.replace("*", tag) for clause in entry["when"]],
                "not": [term for term in entry["not"] if term not in (tag, f"after {tag}")],
            }


def _spread(terms: Sequence[str], together: Mapping[str, list[str]]) -> Iterator[str]:
    """The terms, each $name replaced by the list that it stands for."""
    for term in terms:
        yield from together[term[1:]] if term.startswith("$") else [term]


def _parse_rule(entry: dict[str, Any], units: Mapping[str, list[str]]) -> Rule:
    """A rule; a FormError names a field that no rule has, and units that are not listed."""
    named = {"when", "not", "also_known", "units", "years"}
    given = {f.name: entry[f.name] for f in fields(Rule) if f.name in entry.keys() - named}
    if unknown := entry.keys() - given.keys() - named:
        raise FormError(
            f"statements.toml: rule {entry['key']} has unknown fields {sorted(unknown)}"
        )
    if entry["units"] not in units:
        raise FormError(f"statements.toml: rule {entry['key']} names unknown units")
    first, last = entry.get("years", (0, 9999))
    return Rule(
        when=tuple(_parse_condition(clause.split(", ")) for clause in entry["when"]),
        unless=_parse_condition(entry["not"]),
        also_known=frozenset(entry["also_known"]),
        units=frozenset(units[entry["units"]]),
        years=(first, last),
        **given,
    )


def _read_words(raw: Mapping[str, Any]) -> tuple[dict[str, frozenset[str]], dict[str, str]]:
    """The words with their tags, and where each was seen."""
    words: dict[str, frozenset[str]] = {}
    seen: dict[str, str] = {}
    for word, named, where in _list_words(raw["words"]):
        if word in words:
            raise FormError(f"statements.toml: {word!r} stands under {named} and another tag")
        if not where:
            raise FormError(f"statements.toml: {word!r} does not say where it was seen")
        words[word], seen[word] = frozenset(named.split()), where
    rates = (word for entries in raw["percent"].values() for word in entries)
    for word in (*raw["fill"]["words"].split(), *rates):
        words.setdefault(word, frozenset())
    return words, seen


def _check(raw: Mapping[str, Any], tags: Set[str], keys: Set[str], rules: Sequence[Rule]) -> None:
    """Raise a FormError for a tag that no word carries, and for a key of no form."""
    lists = {name: raw[name] for name in ("topics", "verbs", "bans", "neutral")}
    lists |= {name: raw["zeros"][name] for name in ("weightless", "limiting")}
    for rule in rules:
        conditions = (*rule.when, rule.unless)
        lists[f"rule {rule.key}"] = rule.also_known.union(*map(_collect_tags, conditions))
        if not all(condition.beside for condition in rule.when):
            raise FormError(f"statements.toml: rule {rule.key} names no tag beside the number")
    for name, used in lists.items():
        if unknown := set(used) - tags:
            raise FormError(f"statements.toml: {name} names unknown tags {sorted(unknown)}")
    named = {key for r in rules for key in (r.key, r.also, r.also_only, r.weak) if key}
    named |= {zero["key"] for zero in raw["zeros"]["rules"]}
    if wrong := named - keys:
        raise FormError(f"statements.toml: {sorted(wrong)} is no key of any form")


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


@cache
def load_vocabulary() -> Vocabulary:
    """The vocabulary, loaded once and self-checked.

    Raises:
        FormError: where it contradicts itself or the forms.
    """
    raw = tomllib.loads((files(__package__) / "statements.toml").read_text("utf-8"))
    bodies = load_bodies()
    phrases = {f"OWNER_{kind.upper()}": said for kind, said in bodies.owners.items()}
    phrases |= read_phrases(raw["phrases"], bodies.words)
    words, seen = _read_words(raw)
    rules = tuple(_parse_rule(entry, raw["units"]) for entry in _expand_entries(raw))
    tags = DERIVED.union(*(name.split() for name in phrases), *words.values())
    _check(raw, tags, _list_known_keys(raw["keys"]), rules)
    zeros = raw["zeros"]
    return Vocabulary(
        words=words,
        seen=seen,
        rules=rules,
        topics=frozenset(raw["topics"]),
        verbs=frozenset(raw["verbs"]),
        bans=frozenset(raw["bans"]),
        neutral=frozenset(raw["neutral"]),
        percent={
            name: tuple(sorted(entries, key=len, reverse=True))
            for name, entries in raw["percent"].items()
        },
        zeros=tuple(
            ZeroRule(frozenset(rule["tags"]), frozenset(rule.get("not", ())), rule["key"])
            for rule in zeros["rules"]
        ),
        negations=tuple(sorted(zeros["negations"], key=len, reverse=True)),
        negated_after=tuple(zeros["after"]),
        empty=frozenset(zeros["empty"]),
        free=re.compile(zeros["free"]),
        taiwan=raw["taiwan"],
        weightless=frozenset(zeros["weightless"]),
        limiting=frozenset(zeros["limiting"]),
        word_pattern=_compile_alternation([*words]),
        phrase_pattern=re.compile(
            f"(?=[{''.join(phrase.starts for phrase in phrases.values())}])(?:"
            + "|".join(
                f"(?=[{phrase.starts}])(?P<{_AND.join(tags.split())}>{phrase.pattern})"
                for tags, phrase in phrases.items()
            )
            + ")"
        ),
    )
