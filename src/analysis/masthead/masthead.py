"""The type: who and when, with the place where each was found."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..errors import Problem

# Fields that a manifest may give, and that carry `<field>_from`.
FIELDS = (
    "title",
    "issuer",
    "organ",
    "sector",
    "division_code",
    "level",
    "scope",
    "year",
    "published",
    "url",
    "origin",
)

# The column of the manifest that answers a problem.
_ASKED = {
    "issuer_unknown": "issuer",
    "year_unknown": "year",
    "division_unknown": "division_code",
    "division_ambiguous": "division_code",
}


@dataclass
class Masthead:
    """Who issued a report, for which area and year, and when.

    `organ` is government, general_office, or the name under which a department's reports of all
    years stand together (`forms/organs.toml`); `issuer` keeps the printed name. `issuer_id` is
    the division's code, followed by a colon and the organ where the issuer is not the
    government itself; None where the division is unknown. A `<field>_from` says where the value
    was found: manifest, title, meta, period, text (the first sentences), sender, compiler,
    signature (a date), url, file_name, organ (it follows from the organ), division (from the
    division). `kind` is the sort of issuer as parsed and is no column.
    """

    title: str | None = None
    issuer: str | None = None
    organ: str | None = None
    sector: str | None = None
    division_code: str | None = None
    issuer_id: str | None = None
    level: str = "unknown"
    scope: str = "unknown"
    year: int | None = None
    period_start: date | None = None
    period_end: date | None = None
    published: date | None = None
    script: str = "hans"
    url: str | None = None
    origin: str | None = None
    title_from: str | None = None
    issuer_from: str | None = None
    organ_from: str | None = None
    sector_from: str | None = None
    division_code_from: str | None = None
    level_from: str | None = None
    scope_from: str | None = None
    year_from: str | None = None
    period_from: str | None = None
    published_from: str | None = None
    url_from: str | None = None
    origin_from: str | None = None
    kind: str = ""
    problems: list[Problem] = field(default_factory=list)

    def put(self, name: str, value: Any, source: str) -> None:
        """Set a field and its source; an empty value changes nothing."""
        if value not in (None, "", "unknown"):
            setattr(self, name, value)
            setattr(self, f"{name}_from", source)

    def ask(self, code: str, message: str, expected: str, found: str = "") -> None:
        """Note that something is unknown; the message goes on with the column that says it."""
        column = _ASKED[code]
        self.problems.append(
            Problem(
                code,
                f"{message}; write it into manifest.csv, column {column}",
                None,
                expected,
                found,
            )
        )

    def close(self) -> None:
        """Derive `issuer_id` once everything else is known."""
        if self.division_code and self.organ:
            self.issuer_id = (
                self.division_code
                if self.organ == "government"
                else f"{self.division_code}:{self.organ}"
            )

    def make_columns(self) -> dict[str, Any]:
        """The columns of the frame `reports` that the masthead fills."""
        return {key: value for key, value in vars(self).items() if key not in ("kind", "problems")}
