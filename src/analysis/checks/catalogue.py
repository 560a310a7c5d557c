"""The checks as data: strengths, words, and which figures of prose belong together."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from ..forms import forms


@cache
def load_catalogue() -> dict[str, Any]:
    """`catalogue.toml` as it stands: checks, figures, families, shares, contents."""
    return tomllib.loads((files(__package__) / "catalogue.toml").read_text("utf-8"))


@cache
def list_strengths() -> dict[str, str]:
    """The strength of every check by id.

    >>> list_strengths()["flow"], list_strengths()["carry_over"]
    ('required', 'expected')
    """
    own = {entry["id"]: entry["strength"] for entry in load_catalogue()["checks"]}
    return own | {i.id: i.strength for form in forms().values() for i in form.identities}


@cache
def list_contradicting_checks() -> tuple[str, ...]:
    """The checks whose failure speaks against the numbers that they name: sums, stocks, prose.

    A wrong percentage, a period or a missing chapter says nothing against a count.

    >>> "in_force" in list_contradicting_checks(), "percent" in list_contradicting_checks()
    (True, False)
    """
    own = [entry["id"] for entry in load_catalogue()["checks"] if entry.get("contradicts")]
    return tuple(dict.fromkeys([*(i.id for f in forms().values() for i in f.identities), *own]))


def list_checks() -> list[dict[str, str]]:
    """Every check for the data dictionary: id, strength, forms, words; the identities of the forms
    first.
    """
    identities: dict[str, dict[str, str]] = {}
    for form in forms().values():
        for i in form.identities:
            sign = ">=" if i.relation == "at_least" else "="
            words = f"{' + '.join(i.left)} {sign} {' + '.join(i.right)}, per {i.each}"
            entry = identities.setdefault(
                i.id, {"id": i.id, "strength": i.strength, "forms": form.key, "words": words}
            )
            if form.key not in entry["forms"]:
                entry["forms"] += f", {form.key}"
    return [
        *identities.values(),
        *(
            {"id": e["id"], "strength": e["strength"], "forms": "", "words": e["words"]}
            for e in load_catalogue()["checks"]
        ),
    ]
