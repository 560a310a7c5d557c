"""What one document hands to the frames: everything that was read from it, and nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from ..documents.blocks import Document
from ..errors import Problem
from ..tables.readings import Recognised, Statement

# A document with one of these problems has no row in `reports`; only its problems are kept.
NO_REPORT = frozenset({"not_a_report", "duplicate_file"})


class SectionLike(Protocol):
    """A section of a report: the fields of the frame `sections`."""

    @property
    def section(self) -> str: ...
    @property
    def heading(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def line_from(self) -> int | None: ...
    @property
    def line_to(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Extract:
    """One document after reading.

    `masthead` holds the columns of the frame `reports` that say who and when, with a `<field>_from` for each
    inferred one; unknown level or scope may be left out. A `report_id` in it replaces that of the document
    (a second report in one file). `problems` are those of every step but `recognised`, which carries its own.
    """

    document: Document
    masthead: Mapping[str, object]
    recognised: Recognised
    statements: tuple[Statement, ...] | list[Statement] = ()
    sections: tuple[SectionLike, ...] | list[SectionLike] = ()
    problems: tuple[Problem, ...] | list[Problem] = field(default_factory=tuple)

    @property
    def report_id(self) -> str:
        return str(self.masthead.get("report_id") or self.document.report_id)

    @property
    def is_report(self) -> bool:
        """Whether the document is a report: it has a table of a form or a statement, and no problem that denies it."""
        denied = any(p.code in NO_REPORT for p in (*self.problems, *self.recognised.problems, *self.document.problems))
        return not denied and bool(self.recognised.readings or self.statements)
