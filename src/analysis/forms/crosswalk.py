"""The crosswalk: which numbers of different editions may stand in one series, checked when loaded.

The verdicts rest on the wordings of the editions: 国办发〔2014〕32号, 国办公开办函〔2019〕60号 and
国办公开办函〔2021〕30号. Nothing here reads a frame.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from ..errors import FormError
from .editions import forms, list_crosswalked_forms
from .form import Form, Key

VERDICTS = ("comparable", "weak", "not_comparable")


@dataclass(frozen=True, slots=True)
class Series:
    """One harmonised series.

    `terms` holds per edition the weighted cells that add up to it; `target` is (frame, key, ...) or
    empty.
    """

    key: str
    verdict: str
    terms: Mapping[str, Mapping[Key, int]]
    target: tuple[str, ...] = ()
    note: str = ""
    verdicts: Mapping[str, str] = field(default_factory=dict)

    def verdict_for(self, form: str) -> str:
        """The verdict for one edition: its own, else that of the series."""
        return self.verdicts.get(form, self.verdict)


class Break(NamedTuple):
    """A date over which series may not go on as they were. `kind` is law or form.

    Two reports lie on its two sides where `first_year` does (a break of law), or where the eras of
    their editions do (a break with an `era`).
    """

    key: str
    date: dt.date
    first_year: int
    kind: str
    words: Mapping[str, str]
    note: str = ""
    era: int = 0

    def lies_between(self, form: str, year: int, later_form: str, later_year: int) -> bool:
        """Whether it lies between two reports of these forms and years.

        >>> older, newer = (form.key for form in forms().values() if form.era)
        >>> [b.key for b in load_crosswalk().breaks if b.lies_between(older, 2023, newer, 2024)]
        ['form_2021', 'review_2024']
        """
        has_changed = self.kind == "law" and year < self.first_year <= later_year
        eras = [forms()[key].era if key in forms() else 0 for key in (form, later_form)]
        return has_changed or (self.era > 0 and min(eras) < self.era <= max(eras))


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """All series in the order of the file, and the breaks in the order of their dates.

    `sums` and `shares`: by column of a tidy frame, the names that no form prints and what they
    hold.
    """

    series: tuple[Series, ...]
    breaks: tuple[Break, ...]
    sums: Mapping[str, Mapping[str, list[str]]] = field(default_factory=dict)
    shares: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Series:
        return next(series for series in self.series if series.key == key)

    def entering(self, form: str, frame: str) -> tuple[Series, ...]:
        """The series by which `form` enters the tidy `frame`: with a target there, and
        comparable.
        """
        aimed = (s for s in self.series if form in s.terms and s.target[:1] == (frame,))
        return tuple(s for s in aimed if s.verdict_for(form) != "not_comparable")


def _parse_series(entry: dict[str, Any], editions: Mapping[str, Form]) -> Series:
    key = entry["key"]
    in_order = sorted(editions.values(), key=lambda form: (form.area, form.era, form.key))
    own = {
        "terms": {f.key: f.crosswalk[key] for f in in_order if key in f.crosswalk},
        "verdicts": {f.key: f.verdicts[key] for f in editions.values() if key in f.verdicts},
        "target": tuple(entry["target"].split(".")) if "target" in entry else (),
    }
    return Series(**entry | own)


def _find_faults(crosswalk: Crosswalk, editions: Mapping[str, Form]) -> Iterator[str]:
    yield from _find_repeated("series", [series.key for series in crosswalk.series])
    for series in crosswalk.series:
        if wrong := {series.verdict, *series.verdicts.values()} - set(VERDICTS):
            yield f"{series.key}: unknown verdict {sorted(wrong)}; expected one of {VERDICTS}"
        if unused := set(series.verdicts) - set(series.terms):
            yield f"{series.key}: a verdict for {sorted(unused)} without terms"
        for form, terms in series.terms.items():
            yield from _find_unprinted(series.key, form, terms, editions)
    for form in list_crosswalked_forms():
        targets = [s.target for s in crosswalk.series if s.target and form in s.terms]
        yield from _find_repeated(f"{form}: target", targets)


def _find_repeated(what: str, keys: list[Any]) -> Iterator[str]:
    if twice := [key for key, count in Counter(keys).items() if count > 1]:
        yield f"{what} {twice} stands twice"


def _find_unprinted(
    series: str, form: str, terms: Mapping[Key, int], editions: Mapping[str, Form]
) -> Iterator[str]:
    if form not in editions:
        yield f"{series}: unknown edition {form!r}"
        return
    printed = {(t.key, *pair) for t in editions[form].tables for pair in t.list_places()}
    if unknown := set(terms) - printed:
        yield f"{series}: {form} does not print {sorted(unknown)}"


def check(crosswalk: Crosswalk, editions: Mapping[str, Form]) -> None:
    """Raise `FormError` where the crosswalk contradicts itself or names what an edition does not
    print.
    """
    if fault := next(_find_faults(crosswalk, editions), None):
        raise FormError(f"crosswalk: {fault}")


@cache
def load_crosswalk() -> Crosswalk:
    """The crosswalk, self-checked against the editions; raises `FormError` where they disagree.

    >>> [break_.kind for break_ in load_crosswalk().breaks][:3], load_crosswalk()["received"].target
    (['law', 'law', 'law'], ('applications', 'new'))
    """
    raw = tomllib.loads((files(__package__) / "crosswalk.toml").read_text("utf-8"))
    keys = {entry["key"] for entry in raw["series"]}
    for form in forms().values():
        if unknown := ({*form.crosswalk, *form.verdicts}) - keys:
            raise FormError(f"{form.key}: the crosswalk has no series {sorted(unknown)}")
    series = tuple(_parse_series(entry, forms()) for entry in raw["series"])
    breaks = tuple(Break(**entry) for entry in raw["breaks"])
    found = Crosswalk(series, breaks, raw["sums"], raw["shares"])
    check(found, forms())
    return found
