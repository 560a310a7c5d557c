"""What a printed organ is called through the years, and its sector, by `forms/organs.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple


class Organ(NamedTuple):
    """One name an organ may be printed with. `to` is the last report year of a former name."""

    name: str
    sector: str
    to: int | None = None


class Lexicon(NamedTuple):
    """`organs` by each of their names; the sector by a `words` or by the `last` word of a name;
    `shapes`, by kind the words that tell it, the longest first; `national` organs by name, and
    the `prefixes` that one of them puts before its offices.
    """

    organs: Mapping[str, Organ]
    words: Mapping[str, str]
    last: Mapping[str, str]
    shapes: Mapping[str, tuple[str, ...]]
    national: Mapping[str, str]
    prefixes: tuple[str, ...]


@cache
def load_lexicon() -> Lexicon:
    """The organs, read once."""
    data = tomllib.loads((files("analysis.forms") / "organs.toml").read_text(encoding="utf-8"))
    organs: dict[str, Organ] = {}
    for entry in data["organ"]:
        today = Organ(entry["name"], entry["sector"])
        organs |= dict.fromkeys((entry["name"], *entry.get("names", ())), today)
        organs |= {old["name"]: today._replace(to=old["to"]) for old in entry.get("former", ())}
    national = data["national"]
    return Lexicon(
        organs,
        {word: entry["key"] for entry in data["sector"] for word in entry["words"]},
        {word: entry["key"] for entry in data["sector"] for word in entry.get("last", ())},
        {kind: _sort_by_length(words) for kind, words in data["shapes"].items()},
        {name: national["short"].get(name, name) for name in national["names"]},
        _sort_by_length(national["prefixes"]),
    )


def _sort_by_length(words: list[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=len, reverse=True))


@lru_cache(maxsize=4096)
def find_organ(name: str) -> Organ | None:
    """The organ that bears this name today or bore it. 厅 is looked up as 局, 委 as 委员会."""
    organs = load_lexicon().organs
    return organs.get(name) or organs.get(re.sub("委$", "委员会", re.sub("厅$", "局", name)))


def find_canonical_name(name: str, year: int | None) -> str:
    """The name under which this organ's reports of all years stand together.

    The name as printed where none is known.

    A former name counts up to the last year in which it was used; without a year it counts.

    >>> [find_canonical_name(*one) for one in (("国土资源局", 2015), ("国土资源局", 2022))]
    ['自然资源和规划局', '国土资源局']
    """
    organ = find_organ(name)
    if organ is None or (organ.to or 9999) < (year or 0):
        return name
    return re.sub("局$", "厅", organ.name) if name.endswith("厅") else organ.name


@lru_cache(maxsize=4096)
def find_sector(name: str) -> str | None:
    """The sector of an organ.

    That of the listed organ, of its last word (大学), else of the word that stands first (of
    several there the longest).
    """
    words = load_lexicon()
    organ = find_organ(name)
    last = [sector for word, sector in words.last.items() if name.endswith(word)]
    if organ or last:
        return organ.sector if organ else last[0]
    found = [
        (name.index(word), -len(word), key) for word, key in words.words.items() if word in name
    ]
    return min(found, default=(0, 0, None))[2]


def find_known_ending(text: str) -> str:
    """The longest known organ with which a text ends, or an empty string."""
    endings = (text[start:] for start in range(len(text) - 2))
    return next(filter(find_organ, endings), "")
