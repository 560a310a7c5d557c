"""The vocabulary of figures in running text, as data: words with their tags, and the keys as rules over tags.

`statements.toml` says which words there are, where each was seen, and which tags beside a number make which
key. This module loads it, checks that it does not contradict itself or the forms, and finds the tags of a
text. What a sentence is, or which words stand beside a number, is not known here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from ..errors import FormError
from .editions import forms

SCOPES = ("whole", "self", "level", "own", "area")
# Tags that no word carries: they are read from dates, masks and the place of a figure.
DERIVED = frozenset(
    "DISC TOLD NEAR OUTCOME OF_OTHER HOTLINE YEAR_PAST YEAR_NEXT CHANNELS TOTAL".split()
).union(f"SCOPE_{s.upper()}" for s in SCOPES)
UNCLASSIFIED = "unclassified"


@dataclass(frozen=True, slots=True)
class Term:
    """One condition of a rule: `mark` "" beside the number, "~" or carried on, "@" before it in the sentence or heading, "&" in the sentence."""

    mark: str
    tag: str


@dataclass(frozen=True, slots=True)
class Rule:
    """The key of a figure, where one of `when` holds, none of `not_`, and the unit and the year fit.

    `strict`: all words of the label must be known, and name nothing beyond the rule, `with` and what is neutral.
    `fresh`: the carried subject must have been named just before. `no_total`: not after 共.
    `only_zero`: for the number 0 alone, which then also counts for `also`. `sub_scope`: only where a part of the issuer is named.
    `narrows`: the figure before it counts more than this key. `also_only`: a second key where the label says that there was nothing else (只有).
    `weak`: the key where another figure is the whole.
    """

    key: str
    when: tuple[tuple[Term, ...], ...]
    not_: tuple[Term, ...]
    units: frozenset[str]
    years: tuple[int, int]
    with_: frozenset[str] = frozenset()
    strict: bool = False
    fresh: bool = False
    only_zero: bool = False
    sub_scope: bool = False
    no_total: bool = False
    narrows: bool = False
    also: str = ""
    also_only: str = ""
    weak: str = ""


@dataclass(frozen=True, slots=True)
class ZeroRule:
    """A zero said in words: the tags of its noun, the tags that exclude it, the key."""

    tags: frozenset[str]
    not_: frozenset[str]
    key: str


class Token(NamedTuple):
    """A known word in a text; tags is empty for a filling word."""

    word: str
    tags: frozenset[str]
    start: int
    end: int


@dataclass(frozen=True)
class Vocabulary:
    """All words and rules. `seen` gives for each word the report in which it was read, "(?)" where none."""

    words: Mapping[str, frozenset[str]]
    seen: Mapping[str, str]
    rules: tuple[Rule, ...]
    by_tag: Mapping[str, tuple[int, ...]]
    topics: frozenset[str]
    verbs: frozenset[str]
    bans: frozenset[str]
    neutral: frozenset[str]
    percent: Mapping[str, tuple[str, ...]]
    zeros: tuple[ZeroRule, ...]
    negations: tuple[str, ...]
    weightless: frozenset[str]
    limiting: frozenset[str]
    negated_after: tuple[str, ...]
    empty: frozenset[str]
    pattern: re.Pattern[str]
    phrases: re.Pattern[str]

    def candidates(self, tags: Set[str]) -> list[Rule]:
        """The rules that name one of these tags beside the number, in their order; the others cannot fit."""
        return [
            self.rules[at] for at in sorted({at for tag in tags for at in self.by_tag.get(tag, ())})
        ]

    def tokens(self, text: str) -> list[Token]:
        """The known words of a folded text, longest first at each place; what stands between is unknown.

        >>> [(t.word, sorted(t.tags)) for t in vocabulary().tokens("全市共收到政府信息公开申请") if t.tags]
        [('全市', ['SCOPE_WHOLE']), ('收到', ['RECEIVE']), ('政府信息公开申请', ['APPL'])]
        """
        found: list[Token] = []
        word, phrase = self.pattern.search(text), self.phrases.search(text)
        while word or phrase:
            # of two as long, the word; but 县政府 or 公开的 alone is more than a filling word, unless it is 本机关
            tie = (
                word is not None
                and phrase is not None
                and not self.words[word[0]]
                and phrase.lastgroup != "SCOPE_SELF"
            )
            if phrase and (
                not word or (phrase.start(), -phrase.end()) < (word.start(), -word.end() + tie)
            ):
                found.append(Token(phrase[0], frozenset({str(phrase.lastgroup)}), *phrase.span()))
            elif word:
                found.append(Token(word[0], self.words[word[0]], *word.span()))
            at = found[-1].end
            if word and word.start() < at:
                word = self.pattern.search(text, at)
            if phrase and phrase.start() < at:
                phrase = self.phrases.search(text, at)
        return found


def _terms(text: str) -> tuple[Term, ...]:
    return tuple(
        Term(term[0], term[1:]) if term[0] in "~@&" else Term("", term) for term in text.split()
    )


def _known_keys(extra: Mapping[str, list[str]]) -> set[str]:
    keys = {key for group in extra.values() for key in group}
    for form in forms().values():
        for table in form.tables:
            if table.key == "applications":
                keys |= {f"applications.{row.key}" for row in table.rows}
            elif table.key in ("disputes", "proactive"):
                keys |= {f"{table.key}.{row}.{column}" for row, column in table.keys()}
            elif table.key == "stat2014":
                keys |= {row.key for row in table.rows}
    return keys | {
        f"disputes.litigation.{r}" for r in ("upheld", "corrected", "other", "pending", "total")
    }


def _words(raw: Mapping[str, list[str]]) -> Iterator[tuple[str, str, str]]:
    """(word, its tags, where it was seen) of all rows."""
    for tags, groups in raw.items():
        for where, found, words in (group.partition(": ") for group in groups):
            yield from ((word, tags, where if found else "") for word in words.split())


def _entries(raw: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The rules as written, those with `each` once for each entry, $name replaced by the tags that it stands for."""
    for rule in raw["rules"]:
        entry = {k: v for k, v in rule.items() if k != "each"}
        for name in entry.keys() & {"not", "with"}:
            entry[name] = [
                tag
                for word in entry[name].split()
                for tag in (raw["together"][word[1:]].split() if word[0] == "$" else [word])
            ]
        for name, tag in raw["each"][rule["each"]].items() if "each" in rule else [("", "")]:
            own = {
                "key": entry["key"].replace("*", name),
                "when": [terms.replace("*", tag) for terms in entry["when"]],
            }
            yield (
                entry
                | own
                | ({"not": [t for t in entry["not"] if t != tag]} if "not" in entry else {})
            )


def _rule(
    entry: dict[str, Any], units: Mapping[str, list[str]], tags: set[str], keys: set[str]
) -> Rule:
    when = tuple(_terms(w) for w in entry["when"])
    not_ = tuple(t for w in entry.get("not", ()) for t in _terms(w))
    with_ = frozenset(entry.get("with", ()))
    if any(all(t.mark for t in w) for w in when):
        raise FormError(f"statements.toml: rule {entry['key']} names no tag beside the number")
    if unknown := {*with_, *(t.tag for t in (*not_, *(t for w in when for t in w)))} - tags:
        raise FormError(
            f"statements.toml: rule {entry['key']} names unknown tags {sorted(unknown)}"
        )
    named = [entry[name] for name in ("key", "also", "also_only", "weak") if name in entry]
    if wrong := set(named) - keys:
        raise FormError(f"statements.toml: {sorted(wrong)} is no key of any form")
    if entry["units"] not in units:
        raise FormError(
            f"statements.toml: rule {entry['key']} names unknown units {entry['units']!r}"
        )
    first, last = entry.get("years", (0, 9999))
    given: dict[str, Any] = {
        f.name: entry[f.name]
        for f in fields(Rule)
        if f.name in entry and f.name not in ("when", "units", "years")
    }
    if unknown_fields := set(entry) - set(given) - {"when", "not", "with", "units", "years"}:
        raise FormError(
            f"statements.toml: rule {entry['key']} has unknown fields {sorted(unknown_fields)}"
        )
    return Rule(
        when=when,
        not_=not_,
        with_=with_,
        units=frozenset(units[entry["units"]]),
        years=(first, last),
        **given,
    )


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary, loaded once and self-checked. Raises `FormError` where it contradicts itself or the forms."""
    raw = tomllib.loads((files(__package__) / "statements.toml").read_text("utf-8"))
    words: dict[str, frozenset[str]] = {}
    seen: dict[str, str] = {}
    for word, named, where in _words(raw["words"]):
        if word in words:
            raise FormError(
                f"statements.toml: {word!r} stands under {sorted(words[word])} and under {named}"
            )
        if not where:
            raise FormError(f"statements.toml: {word!r} does not say where it was seen")
        words[word], seen[word] = frozenset(named.split()), where
    tags = DERIVED.union(*words.values())
    phrases = {f"SCOPE_{name.upper()}": raw["scopes"][name] for name in SCOPES} | raw["phrases"]
    for name, used in (
        ("phrases", phrases),
        *((n, raw[n]) for n in ("topics", "verbs", "bans", "neutral")),
        *((n, raw["zeros"][n]) for n in ("weightless", "limiting")),
    ):
        if unknown := set(used) - tags:
            raise FormError(f"statements.toml: {name} names unknown tags {sorted(unknown)}")
    for word in raw["fill"]["words"].split():
        words.setdefault(word, frozenset())
    for word in (w for entries in raw["percent"].values() for w in entries):
        words.setdefault(word, frozenset())
    keys = _known_keys(raw["keys"])
    zeros = tuple(
        ZeroRule(frozenset(z["tags"]), frozenset(z.get("not", ())), z["key"])
        for z in raw["zeros"]["rules"]
    )
    if wrong := {z.key for z in zeros} - keys:
        raise FormError(f"statements.toml: {sorted(wrong)} is no key of any form")
    rules = tuple(_rule(entry, raw["units"], set(tags), keys) for entry in _entries(raw))
    by_tag = {
        tag: tuple(
            at
            for at, rule in enumerate(rules)
            if any(t.tag == tag and not t.mark for w in rule.when for t in w)
        )
        for tag in tags
    }
    rest: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        rest.setdefault(word[0], []).append(re.escape(word[1:]))
    return Vocabulary(
        words=words, seen=seen, rules=rules, by_tag=by_tag,
        topics=frozenset(raw["topics"]), verbs=frozenset(raw["verbs"]), bans=frozenset(raw["bans"]), neutral=frozenset(raw["neutral"]),
        percent={name: tuple(sorted(entries, key=len, reverse=True)) for name, entries in raw["percent"].items()},
        zeros=zeros, negations=tuple(sorted(raw["zeros"]["negations"], key=len, reverse=True)), negated_after=tuple(raw["zeros"]["after"]),
        empty=frozenset(raw["zeros"]["empty"]), weightless=frozenset(raw["zeros"]["weightless"]), limiting=frozenset(raw["zeros"]["limiting"]),
        pattern=re.compile("|".join(f"{re.escape(first)}(?:{'|'.join(ends)})" for first, ends in rest.items())),
        phrases=re.compile("|".join(f"(?P<{tag}>{'|'.join(said)})" for tag, said in phrases.items())),
    )  # fmt: skip
