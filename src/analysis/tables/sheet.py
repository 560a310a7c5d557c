"""What was found of one table before its cells are placed: runs of tokens behind row labels, and which edition of the form they are."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..forms import Form, forms
from .headers import Header
from .tokens import Token


@dataclass(slots=True)
class Run:
    """The tokens after a row label, up to the next label or the row's end. `row` None: numbers whose label no form knows.

    `ends` says that the document ends with it; `depth` counts the labels in front of its cells; `behind` is the label of a
    row without cells that stands directly in front of its own.
    """

    table: str
    row: str | None
    label: Token | None
    header: Header | None
    tokens: list[Token] = field(default_factory=list)
    ends: bool = False
    depth: int = 1
    behind: Token | None = None


@dataclass(slots=True)
class Sheet:
    """What was found of one table: its runs in document order, and the votes for its edition."""

    table: str
    runs: list[Run] = field(default_factory=list)
    votes: dict[str, int] = field(default_factory=dict)
    stray: set[str] = field(
        default_factory=set
    )  # columns whose label stands alone, outside of any header
    seen: dict[str, Run] = field(
        default_factory=dict
    )  # rows whose label stands in the document, with cells or without
    header: Header | None = None  # the last one whose votes were counted


def edition(sheet: Sheet) -> Form:
    """The edition of a table: that which knows most of its rows and header cells, the earlier one where all agree."""
    known = [f for f in forms().values() if any(t.key == sheet.table for t in f.tables)]
    best = max(sheet.votes.values(), default=0)
    return next((f for f in known if sheet.votes.get(f.key, 0) == best), known[0])
