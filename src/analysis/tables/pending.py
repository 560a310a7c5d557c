"""The cells of a header, collected until the first row below them shows of which table it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..documents.limits import MAX_HEADER
from .captions import Caption
from .doubts import Doubt
from .headers import Header, measure_header, parse_header
from .headers_across import parse_header_across, reorders_columns
from .overview import Overview
from .tokens import Token
from .vocabulary import find_cell_year, orientation, shape_of

BARE_YEAR = re.compile(r"20[0-4]\d")
_FEWEST_LABELS = 3  # that make a header of a table that prints one row
_KNOWN = 0.8  # so large a part of them must be of that table


@dataclass(slots=True)
class PendingHeader:
    """Labels and texts above a table, and the places behind the last of them.

    `is_padded`: some of these places are no cells, so a row of the header ends there. `row_begin`:
    where its last row begins. `numbers`: those in front of the first label below it.
    """

    overview: Overview
    cells: list[Token] = field(default_factory=list)
    trailing: int = 0
    is_padded: bool = False
    row_begin: int = 0
    numbers: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.cells)

    def restart(self, *cells: Token) -> None:
        """Forget all cells but these."""
        self.cells = list(cells)
        self.numbers = []

    def add_text(self, token: Token) -> None:
        """A text, or a heading that belongs to the header."""
        self.cells.append(token)
        if len(self.cells) > 2 * MAX_HEADER:
            del self.cells[:MAX_HEADER]

    def add_label(self, token: Token) -> None:
        """The label of a column, or of a group of columns."""
        if self.is_padded or not self.cells:
            self.row_begin = len(self.cells)
        self.add_text(token)
        self.trailing, self.is_padded = 0, False

    def add_place(self, token: Token) -> None:
        """An empty place behind a label."""
        self.trailing += token.kind in ("blank", "pad")
        self.is_padded |= token.kind == "pad"

    def beside(self, token: Token) -> list[Token]:
        """The cells that stand in the row of a token."""
        return [t for t in self.cells if t.whole and t.row == token.row]

    def lone_columns(self) -> Mapping[str, Token]:
        """By table, the cell of the only column whose label is there: it is a line above another
        table (历年累计)."""
        found: dict[str, list[Token]] = {}
        for token in self.cells:
            entry = token.entries[0] if token.entries else None
            if entry and entry.kind == "column" and orientation(entry.table) == "down":
                found.setdefault(entry.table, []).append(token)
        return {table: own[-1] for table, own in found.items() if len(own) == 1}

    def year_beside(self, token: Token) -> int:
        """The year that a cell in front of a row names; 0 where none does."""
        years = [find_cell_year(t.text) or 0 for t in self.beside(token)]
        return next(filter(None, reversed(years)), 0)

    def parse(self, label: Token, table: str) -> Header | None:
        """The header of a table that prints rows, above the row of `label`."""
        header = parse_header(self.cells, table, label)
        if header is None and len(shape_of(table).columns) > 1:
            return None
        # Where it names no column, what stands above an only one may say a scope.
        header = header or Header(table)
        # Whole rows of numbers, but not the numbers of the columns.
        if 1 < len(header.places) <= len(self.numbers) and self.numbers[:2] != ["1", "2"]:
            header = header._replace(doubt=Doubt.REORDERED)
        return self._measure(header, label, self.trailing)

    def _measure(self, header: Header, first: Token, trailing: int | None) -> Header:
        """The header with its places, without what stands in the row of its first cell below."""
        beside = self.beside(first)
        cells = [t for t in self.cells if t not in beside]
        return measure_header(header, cells, self.overview, trailing)

    def parse_across(
        self, token: Token, above: Header | None, captions: Sequence[Caption]
    ) -> Header | None:
        """The header of a table that prints one row, if that row begins with `token`; None where
        it does not. `above`: the header before, which may name the columns of this row as well."""
        table = self._find_table_across()
        above = above if above is not None and above.table == table else None
        if not table or (above is None and self._count_labels(table) < _FEWEST_LABELS):
            return None
        header = parse_header_across(self.cells, table, above, captions)
        is_list = self.row_begin and not any(t.whole for t in self.cells)
        behind = len(self.cells) - self.row_begin + self.trailing - len(header.places)
        header = self._measure(header, token, behind if is_list else None)
        if token.whole and token.row == self.cells[-1].row and self.trailing:
            # Nobody knows how many of the blanks between the two belong to the row.
            header = header._replace(places=())
        return header if token.kind == "value" or self._begins_row(token, header) else None

    def is_year_of_row(self, token: Token, table: str) -> bool:
        """Whether a number in front of the cells of a table that prints one row is their year;
        `table` is the one that is read where no header names one."""
        if token.place or not (token.whole and BARE_YEAR.fullmatch(token.text)):
            return False
        table = self._find_table_across() or table
        width = len(shape_of(table).list_places()) if orientation(table) == "across" else 0
        return 0 < width == self.overview[token.row].numbers - 1

    def parse_words_across(self, table: str) -> Header | None:
        """The header of a table that prints one row, of words that are no labels; None where they
        tell no other order than that of the form."""
        return Header(table, doubt=Doubt.REORDERED) if reorders_columns(self.cells, table) else None

    def _find_table_across(self) -> str:
        """The table that prints one row of which almost all labels are; "" where there is none."""
        entries = [e for t in self.cells for e in t.entries if e.kind in ("column", "row")]
        tables = {e.table for e in entries if orientation(e.table) == "across"}
        table = tables.pop() if len(tables) == 1 else ""
        labels = [t for t in self.cells if not t.entries.kinds <= {"noise"}]
        return table if self._count_labels(table) >= max(1, _KNOWN * len(labels)) else ""

    def _count_labels(self, table: str) -> int:
        return sum([table in t.entries.tables for t in self.cells])

    def _begins_row(self, token: Token, header: Header) -> bool:
        """Whether a blank below a header is the first cell of a row."""
        if header.places and not header.leaves:
            return token.whole  # the header above names its columns
        is_below = token.row > max(t.row for t in self.cells)
        is_cell = bool(header.places) or token.whole
        return is_below and is_cell and not self.overview[token.row].is_worded
