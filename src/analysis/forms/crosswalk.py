"""The crosswalk: which numbers of different editions may stand in one series.

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
from typing import Any, NamedTuple

from .editions import forms
from .form import Form, Key


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


@cache
def load_crosswalk() -> Crosswalk:
    """The crosswalk, of the file and of the editions.

    >>> [break_.kind for break_ in load_crosswalk().breaks][:3], load_crosswalk()["received"].target
    (['law', 'law', 'law'], ('applications', 'new'))
    """
    raw = tomllib.loads((files(__package__) / "crosswalk.toml").read_text("utf-8"))
    series = tuple(_parse_series(entry, forms()) for entry in raw["series"])
    breaks = tuple(Break(**entry) for entry in raw["breaks"])
    return Crosswalk(series, breaks, raw["sums"], raw["shares"])
