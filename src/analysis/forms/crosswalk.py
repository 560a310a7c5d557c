"""The crosswalk: which numbers of different editions may stand in one series, as data, checked
when loaded.

The verdicts rest on the wordings of the editions: 国办发〔2014〕32号, 国办公开办函〔2019〕60号 and
国办公开办函〔2021〕30号. Nothing here reads a frame.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from ..errors import FormError
from .editions import Form, forms
from .identities import Key

VERDICTS = ("comparable", "weak", "not_comparable")
# The forms that enter the tidy frames through `target` only; the newer ones enter by their own row
# keys.
BY_CROSSWALK = tuple(
    form.key
    for form in sorted(forms().values(), key=lambda form: form.crosswalk_order)
    if form.crosswalk_order
)


@dataclass(frozen=True, slots=True)
class Series:
    """One harmonised series: per edition the weighted cells that add up to it. `target` is (frame,
    key, ...) or empty.
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


@dataclass(frozen=True, slots=True)
class Break:
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

        >>> [b.key for b in crosswalk().breaks if b.lies_between("form2019", 2023, "form2021", 2024)]
        ['form_2021', 'review_2024']
        """
        has_changed = self.kind == "law" and year < self.first_year <= later_year
        eras = [forms()[key].era if key in forms() else 0 for key in (form, later_form)]
        return has_changed or (self.era > 0 and min(eras) < self.era <= max(eras))


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """`sums` and `shares`: by column of a tidy frame, the names that no form prints and what they
    hold.
    """

    series: tuple[Series, ...]
    breaks: tuple[Break, ...]
    sums: Mapping[str, Mapping[str, list[str]]] = field(default_factory=dict)
    shares: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Series:
        return next(series for series in self.series if series.key == key)

    def entering(self, form: str, frame: str) -> tuple[Series, ...]:
        """The series by which `form` enters the tidy `frame`: those with a target there that are
        not "not_comparable".
        """
        return tuple(
            s
            for s in self.series
            if form in s.terms
            and s.target[:1] == (frame,)
            and s.verdict_for(form) != "not_comparable"
        )


def _series(entry: dict[str, Any]) -> Series:
    terms = {
        form: {
            tuple(k.split(".")): w
            for k, w in (dict.fromkeys(cells, 1) if isinstance(cells, list) else cells).items()
        }
        for form, cells in entry["terms"].items()
    }
    return Series(
        **entry
        | {
            "terms": terms,
            "target": tuple(entry.get("target", "").split(".")) if "target" in entry else (),
        }
    )


def check(crosswalk: Crosswalk, editions: Mapping[str, Form]) -> None:
    """Raise `FormError` where the crosswalk contradicts itself or names what an edition does not
    print.
    """
    keys = [s.key for s in crosswalk.series]
    if twice := {k for k in keys if keys.count(k) > 1}:
        raise FormError(f"crosswalk: series {sorted(twice)} stands twice")
    for series in crosswalk.series:
        if wrong := {series.verdict, *series.verdicts.values()} - set(VERDICTS):
            raise FormError(
                f"crosswalk: {series.key}: unknown verdict {sorted(wrong)}; expected one of {VERDICTS}"
            )
        if unused := set(series.verdicts) - set(series.terms):
            raise FormError(
                f"crosswalk: {series.key}: a verdict for {sorted(unused)} without terms"
            )
        for form, terms in series.terms.items():
            if form not in editions:
                raise FormError(f"crosswalk: {series.key}: unknown edition {form!r}")
            printed = {(t.key, *pair) for t in editions[form].tables for pair in t.keys()}
            if unknown := set(terms) - printed:
                raise FormError(f"crosswalk: {series.key}: {form} does not print {sorted(unknown)}")
    for form in BY_CROSSWALK:
        targets = [s.target for s in crosswalk.series if s.target and form in s.terms]
        if twice_targets := {t for t in targets if targets.count(t) > 1}:
            raise FormError(f"crosswalk: {form} enters {sorted(twice_targets)} twice")


@cache
def crosswalk() -> Crosswalk:
    """The crosswalk, self-checked against the editions; raises `FormError` where they disagree.

    >>> crosswalk()["received"].terms["form2021"]
    {('applications', 'new', 'total'): 1}
    >>> crosswalk()["not_processed"].verdict_for("stat2014")
    'not_comparable'
    """
    raw = tomllib.loads((files(__package__) / "crosswalk.toml").read_text("utf-8"))
    found = Crosswalk(
        tuple(_series(entry) for entry in raw["series"]),
        tuple(Break(**entry) for entry in raw["breaks"]),
        raw["sums"],
        raw["shares"],
    )
    check(found, forms())
    return found
