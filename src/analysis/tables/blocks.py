"""A table before its cells are placed: rows of tokens, and which edition they are of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..forms import Form, forms, reduce_label
from ..values import Unit
from .captions import NO_SCOPE, Scope, parse_beside
from .headers import Header
from .tokens import Token

_SHORTEST_NAMED = 4  # characters of a label that a remark names


@dataclass(slots=True)
class TableRow:
    """The tokens behind a row label, up to the next label or the row's end.

    `row`: the row of the form, None for numbers whose label no form knows, "" in a table that
    prints one row across. `depth` counts the labels in front of its cells; `behind` is the label
    of a row without cells that stands directly in front of its own. `ends_document`: nothing
    follows it. `units`: those that a line above the table states.
    """

    table: str
    row: str | None
    label: Token | None
    header: Header | None
    scope: Scope = NO_SCOPE
    tokens: list[Token] = field(default_factory=list)
    ends_document: bool = False
    depth: int = 1
    behind: Token | None = None
    units: tuple[Unit, ...] = ()

    @property
    def numbers(self) -> list[Token]:
        return [token for token in self.tokens if token.kind == "value"]

    def heed_texts(self, is_followed: bool) -> None:
        """Take the scope that words beside its numbers name: in its row of the document, in front
        of its last number, or behind that where another row of its table follows."""
        lines = [token.row for token in self.tokens if token.kind != "text"]
        for token in self.tokens if lines else ():
            if token.kind == "text" and (is_followed or token.row <= lines[-1]):
                self.scope = parse_beside(token.text).over(self.scope)

    @property
    def is_grid_row(self) -> bool:
        """Whether its cells are one row of a table."""
        cells = self.tokens
        return bool(cells) and cells[0].whole and cells[0].row == cells[-1].row

    @property
    def is_in_words(self) -> bool:
        """Whether words stand in place of every number: behind the label in a row of the document,
        one below each column of the header."""
        label, header = self.label, self.header
        if label is None or header is None or len(self.tokens) != len(header.places):
            return False
        in_row = [t.whole and t.row == label.row for t in self.tokens]
        return bool(in_row) and all(in_row)


def apply_scope(scope: Scope, rows: Iterable[TableRow]) -> None:
    """Give rows the scope that words below them name."""
    for row in rows:
        row.scope = scope.over(row.scope)


def find_named_rows(words: str, rows: Iterable[TableRow]) -> tuple[list[TableRow], str]:
    """The rows whose labels a remark names, and its words without them."""
    named = []
    for row in rows:
        label = reduce_label(row.label.text) if row.label else ""
        if len(label) >= _SHORTEST_NAMED and label in words:
            named.append(row)
            words = words.replace(label, "")
    return named, words


@dataclass(slots=True)
class TableBlock:
    """All rows of one table of the form, in the order of the document.

    `votes`: how many of its labels each edition knows. `labelled`: the last row of tokens of every
    label, with cells or without.
    """

    table: str
    rows: list[TableRow] = field(default_factory=list)
    votes: Counter[str] = field(default_factory=Counter)
    labelled: dict[str, TableRow] = field(default_factory=dict)
    last_header: Header | None = None

    def choose_edition(self) -> Form:
        """The edition that knows most of its labels, the earlier one where all agree."""
        known = [f for f in forms().values() if any(t.key == self.table for t in f.tables)]
        best = max(self.votes.values(), default=0)
        return next((form for form in known if self.votes[form.key] == best), known[0])
