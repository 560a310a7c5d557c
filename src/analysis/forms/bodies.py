"""The words by which a text names bodies and areas, as data: `bodies.toml`, loaded once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from .patterns import Phrase, expand_all, read_phrases

_CHAR = "[\u3400-\u9fff]"


class Bodies(NamedTuple):
    """All of `bodies.toml`.

    `words` are parts of patterns; `owners` are phrases of the vocabulary; `parts` are words that
    stand in names; `name` finds a name where a stretch begins, `weak_name` one that is sure only
    in front of a verb.
    """

    words: Mapping[str, str]
    owners: Mapping[str, Phrase]
    ranks: Mapping[str, int]
    parts: Mapping[str, frozenset[str]]
    issuer: Mapping[str, re.Pattern[str]]
    chain: Mapping[str, re.Pattern[str]]
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
    issuer, chain = (expand_all(raw[name], known) for name in ("issuer", "chain"))
    return Bodies(
        words=known,
        owners=read_phrases(raw["owners"], known),
        ranks=raw["ranks"],
        parts={name: frozenset(words.split()) for name, words in raw["parts"].items()},
        issuer={name: re.compile(said) for name, said in issuer.items()},
        chain={name: re.compile(said) for name, said in chain.items()},
        **_compile_names(raw["names"]),
    )


def _compile_names(names: Mapping[str, str | list[str]]) -> dict[str, re.Pattern[str]]:
    """Patterns of a name with which a stretch begins, and of one that is sure before a verb."""
    area, organ = "|".join(names["area"]), "|".join(names["organ"])
    char = f"(?!{names['never']}){_CHAR}"
    whole = rf"{char}{{0,13}}(?:{area}|{organ})(?!{_CHAR})"
    short = rf"{char}{{1,3}}(?:{'|'.join(names['short'])})"
    places = rf"(?:{short}|{char}{{1,8}}?(?:{area}))(?:{char}{{1,4}}?(?:{area}))*"
    front = rf"{places}(?:{char}{{0,9}}?(?:{organ}))?|{char}{{1,10}}?(?:{organ})"
    leads = rf"(?!{names['leads']}(?!{_CHAR}*(?:{organ})))"
    return {
        "name": re.compile(rf"(?!{names['first']}){leads}(?:{whole}|{front})"),
        "weak_name": re.compile(rf"{char}{{1,13}}(?:{names['weak']})"),
    }
