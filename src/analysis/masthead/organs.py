"""What a printed organ is called through the years, and its sector, by `forms/organs.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple


class Organ(NamedTuple):
    """One name an organ may be printed with. `to` is the last report year of a former name."""

    name: str
    sector: str
    to: int | None = None


def _list_names(entry: dict[str, Any]) -> Iterator[tuple[str, Organ]]:
    """Each name that an organ bears or bore, with the organ."""
    today = Organ(entry["name"], entry["sector"])
    yield from ((name, today) for name in (entry["name"], *entry.get("names", ())))
    yield from ((old["name"], today._replace(to=old["to"])) for old in entry.get("former", ()))


def _sort_by_length(words: list[str]) -> list[str]:
    return sorted(words, key=len, reverse=True)


_DATA = tomllib.loads((files("analysis.forms") / "organs.toml").read_text(encoding="utf-8"))
_ORGANS = {name: organ for entry in _DATA["organ"] for name, organ in _list_names(entry)}
# The sector by a word of a name, or by its last word.
_WORDS = {word: entry["key"] for entry in _DATA["sector"] for word in entry["words"]}
_LAST_WORDS = {word: entry["key"] for entry in _DATA["sector"] for word in entry.get("last", ())}
SHAPES = {kind: "|".join(_sort_by_length(words)) for kind, words in _DATA["shapes"].items()}
"""How names end, by kind, as patterns."""
NATIONAL = {name: _DATA["national"]["short"].get(name, name) for name in _DATA["national"]["names"]}
"""The organs of the State Council by their printed names."""
PREFIXES = _sort_by_length(_DATA["national"]["prefixes"])
"""The names of those that stand before the names of their offices."""


@lru_cache(maxsize=4096)
def find_organ(name: str) -> Organ | None:
    """The organ that bears this name today or bore it. 厅 is looked up as 局, 委 as 委员会."""
    return _ORGANS.get(name) or _ORGANS.get(re.sub("委$", "委员会", re.sub("厅$", "局", name)))


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
    organ = find_organ(name)
    last = [sector for word, sector in _LAST_WORDS.items() if name.endswith(word)]
    if organ or last:
        return organ.sector if organ else last[0]
    found = [(name.index(word), -len(word), key) for word, key in _WORDS.items() if word in name]
    return min(found, default=(0, 0, None))[2]


def find_known_ending(text: str) -> str:
    """The longest known organ with which a text ends, or an empty string."""
    endings = (text[start:] for start in range(len(text) - 2))
    return next(filter(find_organ, endings), "")
