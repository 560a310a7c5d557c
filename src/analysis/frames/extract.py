"""What one document hands to the frames: everything that was read from it, and nothing more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..documents.blocks import Document
from ..errors import Problem
from ..tables.readings import Recognised, Statement
from ..tables.sections import Section


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
    statements: Sequence[Statement] = ()
    sections: Sequence[Section] = ()
    problems: Sequence[Problem] = ()

    @property
    def report_id(self) -> str:
        return str(self.masthead.get("report_id") or self.document.report_id)

    @property
    def is_report(self) -> bool:
        """Whether the document is a report: it has a cell of a form or a statement."""
        return bool(self.recognised.readings or self.statements)
