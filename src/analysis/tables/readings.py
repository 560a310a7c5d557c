"""What is read: a `Reading` per cell of a form, a `Statement` per figure in prose."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import Problem


@dataclass(slots=True)
class Reading:
    """One cell of a form. `value` is a number only where that number is printed; see `status` in
    the data dictionary. Never changed; not frozen, because a report has hundreds and a frozen
    one takes ten times as long to make."""

    table: str
    form: str
    row: str
    column: str
    value: float | None
    status: str
    raw: str
    start: int | None = None
    line: int | None = None
    page: int | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Recognised:
    """All cells of the forms' tables in one document. `forms`: table to edition. `layout`: how they
    were printed."""

    readings: tuple[Reading, ...] = ()
    problems: tuple[Problem, ...] = ()
    layout: str = ""

    @property
    def forms(self) -> dict[str, str]:
        return {reading.table: reading.form for reading in self.readings}


@dataclass(frozen=True, slots=True)
class Statement:
    """One figure in running text: a future row of the frame `statements`."""

    key: str
    value: float | None
    bound: str
    unit: str
    year: int | None
    scope_words: str
    basis: str
    part: bool
    sentence: str
    paraphrase: bool
    raw: str
    start: int | None
    line: int | None
