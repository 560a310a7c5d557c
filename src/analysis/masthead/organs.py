"""The organs of `forms/organs.toml`.

What a printed organ is called through the years, and its sector.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from ..errors import FormError


class Organ(NamedTuple):
    """One name an organ may be printed with. `to` is the last report year of a former name."""

    name: str
    sector: str
    to: int | None = None


class Lexicon(NamedTuple):
    organs: Mapping[str, Organ]
    words: Mapping[str, str]
    last: Mapping[str, str]
    endings: tuple[str, ...]
    townships: tuple[str, ...]
    township_tails: tuple[str, ...]
    zones: tuple[str, ...]
    zone_tails: tuple[str, ...]
    national: Mapping[str, str]
    prefixes: tuple[str, ...]


@cache
def load_lexicon() -> Lexicon:
    """The organs, read once. A FormError names a sector or a name that contradicts the file."""
    data = tomllib.loads((files("analysis.forms") / "organs.toml").read_text(encoding="utf-8"))
    sectors = {entry["key"] for entry in data["sector"]}
    words = {word: entry["key"] for entry in data["sector"] for word in entry["words"]}
    organs: dict[str, Organ] = {}
    for entry in data["organ"]:
        if entry["sector"] not in sectors:
            raise FormError(
                f"organs.toml: {entry['name']} has the unknown sector {entry['sector']}"
            )
        former = [(change["name"], change["to"]) for change in entry.get("former", ())]
        for name, last in [
            (name, None) for name in (entry["name"], *entry.get("names", ()))
        ] + former:
            if name in organs:
                raise FormError(f"organs.toml: {name} stands twice")
            organs[name] = Organ(entry["name"], entry["sector"], last)
    shapes = {
        key: tuple(sorted(found, key=len, reverse=True)) for key, found in data["shapes"].items()
    }
    national = data["national"]
    return Lexicon(
        organs=organs,
        words=words,
        last={word: entry["key"] for entry in data["sector"] for word in entry.get("last", ())},
        national={name: national["short"].get(name, name) for name in national["names"]},
        prefixes=tuple(sorted(national["prefixes"], key=len, reverse=True)),
        **shapes,
    )


@lru_cache(maxsize=4096)
def find_organ(name: str) -> Organ | None:
    """The organ that bears this name today or bore it. 厅 is looked up as 局, 委 as 委员会."""
    organs = load_lexicon().organs
    for spelling in (
        name,
        name.removesuffix("厅") + "局" if name.endswith("厅") else name,
        name + "员会" if name.endswith("委") else name,
    ):
        if spelling in organs:
            return organs[spelling]
    return None


def find_canonical_name(name: str, year: int | None) -> str:
    """The name under which this organ's reports of all years stand together.

    The name as printed where none is known.

    A former name counts up to the last year in which it was used; without a year it counts.

    >>> [find_canonical_name(*one) for one in (("国土资源局", 2015), ("国土资源局", 2022))]
    ['自然资源和规划局', '国土资源局']
    """
    organ = find_organ(name)
    if organ is None or (organ.to is not None and year is not None and year > organ.to):
        return name
    return (
        organ.name.removesuffix("局") + "厅"
        if name.endswith("厅") and organ.name.endswith("局")
        else organ.name
    )


@lru_cache(maxsize=4096)
def find_sector(name: str) -> str | None:
    """The sector of an organ.

    That of the listed organ, of its last word (大学), else of the word that stands first (of
    several there the longest).
    """
    if organ := find_organ(name):
        return organ.sector
    if last := next(
        (key for word, key in load_lexicon().last.items() if name.endswith(word)), None
    ):
        return last
    found = [
        (name.index(word), -len(word), key)
        for word, key in load_lexicon().words.items()
        if word in name
    ]
    return min(found)[2] if found else None


def find_known_ending(text: str) -> str:
    """The longest known organ with which a text ends, or an empty string."""
    for start in range(len(text) - 2):
        if find_organ(text[start:]):
            return text[start:]
    return ""
