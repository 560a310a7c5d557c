"""Running text of a made report: sentences of our own with the year's counts, and what they state."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from .issuers import Issuer
from .series import Year

_SELF = {"province": "我省", "prefecture": "我市", "township": "本镇"}


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, its paragraphs, and the facts that they state, by statement key."""

    heading: str
    paragraphs: tuple[str, ...]
    facts: Mapping[str, int]


@cache
def sections() -> dict[str, dict[str, Any]]:
    """The sentences as data, by section."""
    return tomllib.loads(Path(__file__).with_name("sentences.toml").read_text("utf-8"))


def self_word(issuer: Issuer) -> str:
    """How an issuer calls itself: 我市, 我县, 我局.

    >>> from .issuers import make_issuers
    >>> self_word(make_issuers(12)[0])
    '我省'
    """
    if issuer.kind == "general_office":
        return "本办公室"
    if issuer.kind == "department":
        return "我委" if issuer.organ.endswith("会") else "我局"
    if issuer.level == "county":
        return "我" + {"区": "区", "市": "市", "旗": "旗"}.get(issuer.own_name[-1], "县")
    return _SELF[issuer.level]


def write_section(
    name: str, issuer: Issuer, year: Year, rng: random.Random, counted: bool = True
) -> Section:
    """One section of a report. An issuer keeps its choice of sentences from year to year, with few changes.

    `counted`: whether sentences that state facts of the tables may be in it.
    """
    data = sections()[name]
    usable = [
        s
        for s in data["sentences"]
        if s.get("since", 0) <= year.year <= s.get("until", 9999) and (counted or "facts" not in s)
    ]
    habit = random.Random(f"habit {issuer.number} {issuer.name} {name}")
    rank = {s["text"]: habit.random() + (0.3 if rng.random() < 0.1 else 0.0) for s in usable}
    n = rng.randint(data["least"], max(data["least"], len(usable) - 2))
    chosen = sorted(usable, key=lambda s: rank[s["text"]])[:n]
    if counted and name == "applications" and usable[0] not in chosen:
        chosen = [usable[0], *chosen]
    words = {"y": year.year, "last": year.year - 1, "me": self_word(issuer), **year.counts}
    facts: dict[str, int] = {}
    for sentence in chosen:
        for fact in sentence.get("facts", ()):
            key, _, count = fact.partition(" = ")
            facts[key] = year.counts[count]
    ordered = [s["text"].format_map(words) for s in usable if s in chosen]
    return Section(data["heading"], tuple(ordered), facts)
