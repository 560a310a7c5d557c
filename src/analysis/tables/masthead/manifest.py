"""A manifest's row: the values that its user states for a document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ...errors import Problem
from ...forms import divisions
from .masthead import FIELDS

_ALLOWED = {
    "level": ("national", "province", "prefecture", "county", "township", "unknown"),
    "scope": ("area", "level", "organ", "unknown"),
    "origin": ("transcription", "official", "mirror"),
}


@dataclass(frozen=True)
class Stated:
    values: dict[str, Any]
    problems: tuple[Problem, ...]


def given(row: Mapping[str, str]) -> Stated:
    """The usable values of a row, by field; a value that cannot be used is a problem and is left out.

    >>> given({"year": "2019", "level": "city"}).values
    {'year': 2019}
    """
    values: dict[str, Any] = {}
    problems = []
    for name in FIELDS:
        text = (row.get(name) or "").strip()
        if not text:
            continue
        value, expected = _read(name, text)
        if expected:
            problems.append(Problem("manifest_value", f"the manifest's {name} cannot be used; correct it there", None, expected, text))
        else:
            values[name] = value
    return Stated(values, tuple(problems))


def _read(name: str, text: str) -> tuple[Any, str]:
    """The value, or what was expected instead."""
    if name == "year":
        return (int(text), "") if text.isdigit() and len(text) == 4 else (None, "a year of four digits")
    if name == "published":
        try:
            return date.fromisoformat(text), ""
        except ValueError:
            return None, "a date such as 2020-03-31"
    if name == "division_code":
        return (text, "") if divisions.coded(text) else (None, "a six-digit code of forms/divisions.csv")
    if name in _ALLOWED and text not in _ALLOWED[name]:
        return None, ", ".join(_ALLOWED[name])
    return text, ""
