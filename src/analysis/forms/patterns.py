"""Patterns of data files that name others: {place} stands for the pattern or the list `place`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

_NAME = re.compile(r"\{([a-z_]+)\}")


def expand_pattern(pattern: str, known: Mapping[str, str]) -> str:
    """The pattern with each {name} replaced by the one that `known` gives for it.

    >>> expand_pattern("{place}政府", {"place": "[省市]"})
    '[省市]政府'
    """
    return _NAME.sub(lambda named: known[named[1]], pattern)


def expand_all(patterns: Mapping[str, str | list[str]], known: Mapping[str, str]) -> dict[str, str]:
    """Each pattern, or the alternatives of a list, expanded; they may name `known` and those above.

    >>> expand_all({"place": ["省", "市"], "office": "(?:{place})政府"}, {})
    {'place': '省|市', 'office': '(?:省|市)政府'}
    """
    expanded = dict(known)
    for name, said in patterns.items():
        whole = said if isinstance(said, str) else "|".join(said)
        expanded[name] = expand_pattern(whole, expanded)
    return {name: expanded[name] for name in patterns}


class Phrase(NamedTuple):
    """A pattern, and the characters with which it may begin: elsewhere it is not looked for."""

    starts: str
    pattern: str


def read_phrases(raw: Mapping[str, Any], known: Mapping[str, str]) -> dict[str, Phrase]:
    """The phrases of a data file by name, expanded.

    >>> read_phrases({"own": {"starts": "省市", "said": ["{place}直"]}}, {"place": "[省市]"})
    {'own': Phrase(starts='省市', pattern='[省市]直')}
    """
    said = expand_all({name: entry["said"] for name, entry in raw.items()}, known)
    return {name: Phrase(entry["starts"], said[name]) for name, entry in raw.items()}
