"""The catalogue of figures: what each family can draw, its words, and how its function is found."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any

import polars as pl

from ..errors import UsageError
from ..metrics import measures
from .theme import Fill, fills


@dataclass(frozen=True, slots=True)
class Family:
    """One family of figures: kinds of measures, or measures with their palettes, or columns."""

    id: str
    module: str
    zh: Mapping[str, str]
    en: Mapping[str, str]
    kinds: tuple[str, ...] = ()
    palettes: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    several: bool = False

    def words(self, lang: str) -> Mapping[str, str]:
        """title, caption and gap in one language."""
        return self.zh if lang == "zh" else self.en

    def measures(self) -> list[str]:
        """The keys of the measures that the family can draw."""
        found = measures()
        return [key for key in found if found[key].kind in self.kinds or key in self.palettes]

    def accept(self, rows: pl.DataFrame) -> str:
        """The measure that the rows name ("" for an empty frame or one that needs none).

        Raises `UsageError` for rows of another kind, of several measures, or of no measure at all:
        axis, unit and words of a figure are those of the measure in its rows.
        """
        if self.columns:
            if missing := [name for name in self.columns if name not in rows.columns]:
                raise UsageError(f"figures.{self.id}: the rows have no column {missing[0]!r}")
            return ""
        if "measure" not in rows.columns or "value" not in rows.columns:
            raise UsageError(f"figures.{self.id}: the rows are not those of a measure")
        keys, known = rows["measure"].unique(maintain_order=True).to_list(), measures()
        if len(keys) > 1 and not self.several:
            raise UsageError(f"figures.{self.id}: one measure at a time, not {', '.join(keys)}")
        for key in keys:
            if key not in self.measures():
                kind = known[key].kind if key in known else "unknown"
                raise UsageError(
                    f"figures.{self.id}: cannot draw {key} (kind {kind}); "
                    f"it can draw {', '.join(self.measures())}"
                )
        return str(keys[0]) if keys else ""

    def fills(self, key: str) -> dict[str, Fill]:
        """The fills of the items of a measure."""
        return fills(self.palettes[key])


@cache
def catalogue() -> dict[str, Family]:
    """All families by their id, in the order in which a paper would use them.

    >>> list(catalogue())[:3]
    ['rate', 'rate_trend', 'change']
    """
    table: dict[str, Any] = tomllib.loads((files(__package__) / "catalogue.toml").read_text())
    return {key: Family(key, **entry) for key, entry in table.items()}


def family_of(chosen: str | Callable[..., Any]) -> Family:
    """A family by its id or its function; `UsageError` with the nearest ids for an unknown one."""
    name = chosen if isinstance(chosen, str) else getattr(chosen, "__name__", str(chosen))
    if name in catalogue():
        return catalogue()[name]
    near = get_close_matches(name, catalogue(), cutoff=0.3) or list(catalogue())
    raise UsageError(f"unknown figure {name!r}; did you mean {' or '.join(near)}?")


def function_of(name: str) -> Callable[..., Any]:
    """The function that draws the family of an id; its module is imported when first used."""
    return getattr(import_module(f".{catalogue()[name].module}", __package__), name)
