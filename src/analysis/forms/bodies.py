"""The words by which a text names bodies and areas, as data: `bodies.toml`, loaded once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from .patterns import Phrase, expand_all, read_phrases


class Bodies(NamedTuple):
    """All of `bodies.toml`.

    `words` are parts of patterns; `owners` are phrases of the vocabulary; `parts` are words that
    stand in names; `calls` are words for an issuer by the end of its name; `name` finds a name
    where a stretch begins, `weak_name` one that is sure only in front of a verb.
    """

    words: Mapping[str, str]
    owners: Mapping[str, Phrase]
    ranks: Mapping[str, int]
    parts: Mapping[str, frozenset[str]]
    issuer: Mapping[str, re.Pattern[str]]
    chain: Mapping[str, re.Pattern[str]]
    calls: Mapping[str, frozenset[str]]
    name: re.Pattern[str]
    weak_name: re.Pattern[str]


@cache
def load_bodies() -> Bodies:
    """The words of `bodies.toml`.

    >>> load_bodies().name.match("南溪县水利局积极推进")[0]
    '南溪县水利局'
    """
    raw = tomllib.loads((files(__package__) / "bodies.toml").read_text("utf-8"))
    known = expand_all(raw["words"], {})
    issuer, chain, names = (expand_all(raw[name], known) for name in ("issuer", "chain", "names"))
    return Bodies(
        words=known,
        owners=read_phrases(raw["owners"], known),
        ranks=raw["ranks"],
        parts={name: frozenset(words.split()) for name, words in raw["parts"].items()},
        issuer={name: re.compile(said) for name, said in issuer.items()},
        chain={name: re.compile(said) for name, said in chain.items()},
        calls={end: frozenset(words.split()) for end, words in raw["calls"].items()},
        name=re.compile(names["name"]),
        weak_name=re.compile(names["weak_name"]),
    )
