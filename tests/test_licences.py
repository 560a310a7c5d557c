"""Every package of the lock is under a licence of the list in `licences.toml`."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
RULES = tomllib.loads((ROOT / "tests" / "licences.toml").read_text("utf-8"))
_PIN = re.compile(r"^([\w.-]+)==[^\s;]+(?: ; ([^\\\n]+?))? \\$", re.MULTILINE)


def read_lock() -> dict[str, bool]:
    """The packages of the lock, and whether this system and Python installs them."""
    found: dict[str, bool] = {}
    for name, marker in _PIN.findall((ROOT / "requirements.lock").read_text("utf-8")):
        found[name] = found.get(name, False) or not marker or Marker(marker).evaluate()
    return found


LOCK = read_lock()


def find_licence(name: str) -> str:
    """The licence of an installed package as an SPDX expression, in the words of its metadata
    where `licences.toml` does not know them.
    """
    if name in RULES["packages"]:
        return str(RULES["packages"][name]["licence"])
    about = metadata.metadata(name)
    if expression := about.get("License-Expression"):
        return expression
    kinds = [entry.split(" :: ") for entry in about.get_all("Classifier") or ()]
    words = [kind[-1] for kind in kinds if kind[0] == "License" and len(kind) > 1]
    words = words or [(about.get("License") or "none").split("\n")[0]]
    return " AND ".join(RULES["words"].get(word, word) for word in words)


def is_allowed(licence: str) -> bool:
    """Whether one may choose allowed licences for all that a package holds.

    >>> is_allowed("MIT AND (GPL-3.0-only OR BSD-3-Clause)"), is_allowed("MIT AND GPL-3.0-only")
    (True, False)
    """
    parts = re.split(r"\s+AND\s+", licence)
    return all(
        any(one in RULES["allowed"] for one in re.split(r"\s+OR\s+", part.strip("()")))
        for part in parts
    )


def test_read_lock_finds_every_pin() -> None:
    pins = re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text("utf-8"), re.M)
    assert set(pins) == set(LOCK) and len(LOCK) > 150


@pytest.mark.parametrize("name", LOCK)
def test_licence_is_on_the_list(name: str) -> None:
    """Declared by the package where it is installed, else written down from its wheel."""
    if LOCK[name]:
        assert is_allowed(find_licence(name)) or RULES["packages"][name]["accepted"]
    else:
        assert is_allowed(RULES["elsewhere"][name])


def test_every_installed_package_is_of_the_lock() -> None:
    """What the lock does not name is no dependency: only the tools of the set-up and this."""
    installed = {canonicalize_name(one.metadata["Name"]) for one in metadata.distributions()}
    assert installed - set(LOCK) <= {"gongkai", "pip", "setuptools", "uv", "wheel"}


def test_rules_are_needed() -> None:
    """No rule for a package that is gone."""
    assert {*RULES["packages"], *RULES["elsewhere"]} <= set(LOCK)
    assert all(entry["why"] for entry in RULES["packages"].values())


@pytest.mark.parametrize("licence", ["GPL-3.0-only", "AGPL-3.0-or-later AND MIT", "none", ""])
def test_is_allowed_refuses(licence: str) -> None:
    assert not is_allowed(licence)
