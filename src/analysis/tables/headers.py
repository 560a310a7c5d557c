"""The header of a table: which column of the form each of its cells names, and in which order.

Columns are found by their labels, never by counting, and their order is the printed one. A header
that is printed in rows is read as a tree: the columns of a group stand where the group stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from ..forms import Table, fold_label, forms, reduce_label
from .captions import NO_SCOPE, PATTERNS, Scope, parse_cell
from .doubts import Doubt
from .overview import Overview
from .tokens import Token
from .vocabulary import (
    NONE,
    OUTER,
    find_cell_words,
    find_cell_year,
    is_channel,
    orientation,
    shape_of,
)
from .years import EARLIER, THIS, names_year

_GROWTH = re.compile("[增升][减降长幅速]|同比|环比|变[化动]|差额|占比|备注|说明")
"""Words of a column that is of two years, or of none."""

Place = tuple[str, str] | None
"""(row, column) of a cell; the row is "" where the label of the row gives it, and None is a column
of no form."""


class Header(NamedTuple):
    """The columns above rows of a table, in the order in which their cells stand.

    `votes`: the editions that know its labels, once for each label. `is_ordered`: the order is the
    printed one for certain: all columns stand in one row with the label of their group.
    `is_reordered`: the order is not certain, and what is legible stands in another one than in the
    form. `has_foreign_words`: several cells are words of no form. Where the columns stand side by
    side, `begin` is the place of the first, and all rows below have `row_width` places.
    `trailing`: below single cells, the empty ones behind the last. `years`: of each column, where
    the header names several years; `scope`: else what the header says of the whole table.
    """

    table: str
    places: tuple[Place, ...] = ()
    names: tuple[str, ...] = ()
    votes: tuple[str, ...] = ()
    leaves: tuple[Token, ...] = ()
    is_ordered: bool = False
    is_reordered: bool = False
    has_foreign_words: bool = False
    begin: int | None = None
    row_width: int = 0
    trailing: int | None = None
    years: tuple[int, ...] = ()
    scope: Scope = NO_SCOPE

    @property
    def columns(self) -> tuple[str | None, ...]:
        """The columns of its places."""
        return tuple([place[1] if place else None for place in self.places])

    @property
    def doubt(self) -> Doubt:
        """Why the order of the columns is not certain where it does not say it."""
        if self.is_reordered:
            return Doubt.REORDERED
        return Doubt.FOREIGN if self.has_foreign_words else Doubt.UNNAMED

    def contradicts(self, shape: Table, expected: Sequence[str]) -> bool:
        """Whether its legible columns stand in another order than the expected one, and not in that
        in which a header in rows is read whose tree is lost: the upper row first."""
        rank = {key: at for at, key in enumerate(expected)}
        read = sorted(expected, key=lambda key: bool(shape.find_column(key).group))
        columns = self.columns
        if len(columns) == len(expected):
            pairs = zip(columns, self.leaves, strict=True)
            columns = tuple([key or guess_column(t.text, shape, expected) for key, t in pairs])
        known = [key for key in columns if key in rank]
        if known == [key for key in read if key in known]:
            return False
        is_grid = all(token.whole for token in self.leaves)
        rows: dict[int, list[int]] = {}
        for key, token in zip(columns, self.leaves, strict=True):
            if key in rank:
                rows.setdefault(token.row if is_grid else -1, []).append(rank[key])
        return any(row != sorted(row) for row in rows.values())

    @property
    def in_cells(self) -> bool:
        """Whether its cells stand on lines of their own, and not in the rows of a table."""
        return not any(token.whole for token in self.leaves)


class Leaf(NamedTuple):
    """A cell that names one column. `path`: the places of its headings, from the top down."""

    path: tuple[int, ...]
    column: str | None
    token: Token


def parse_header(pending: Sequence[Token], table: str, label: Token) -> Header | None:
    """The columns of a table that runs down, from the cells above the row of `label`.

    Header cells that no form knows keep their place, so that no number moves to another column.
    None where no cell names a column of the table.
    """
    cells = _header_cells(pending, label)
    tree = _HeaderTree(cells, table)
    leaves, years = _spread_years(sorted(tree.leaves), cells, shape_of(table))
    if not (years or shape_of(table).has_groups):
        leaves = _add_unnamed_columns(leaves)
    if not any(leaf.column for leaf in leaves):
        return None
    columns = [leaf.column for leaf in leaves]
    if None in columns and not years:
        leaves = [_without_divided_column(leaf, leaves) for leaf in leaves]
        columns = _complete_cut_labels(leaves, table)
    places = tuple([("", column) if column else None for column in columns])
    if tree.is_total_open:
        places = ()
    return Header(
        table,
        places,
        tuple([leaf.token.text for leaf in leaves]),
        tuple(tree.votes),
        tuple([leaf.token for leaf in leaves]),
        tree.is_ordered,
        years=years,
    )


def _header_cells(pending: Iterable[Token], label: Token) -> list[Token]:
    """The tokens of a header. Text that no form knows belongs to it only beside labels: in their
    row, or between them; and never in the row of the first label below it."""
    cells = [t for t in pending if not (t.whole and t.row == label.row)]
    known = {t.row for t in cells if t.kind == "label"}
    cells = [t for t in cells if t.kind == "label" or not t.whole or t.row in known]
    while cells and cells[-1].kind == "text" and not cells[-1].whole:
        cells.pop()
    return cells


class _HeaderTree:
    """The leaves of a header that runs down, each with the way to it from the top."""

    def __init__(self, cells: Sequence[Token], table: str) -> None:
        self.leaves: list[Leaf] = []
        self.votes: list[str] = []
        self.is_total_open = False  # among single cells it may stand first as well as last
        self._shape = shape_of(table)
        self._outer: tuple[int, Token] | None = None
        self._groups: dict[str, tuple[int, Token]] = {}
        self._upper: set[int | None] = set()  # the rows of columns outside of their group
        columns = [t.row for t in cells if any(e.table == table for e in t.entries.columns)]
        self._column_rows = columns
        self._has_group = any(e.kind == "group" for t in cells for e in t.entries)
        is_flat = len({t.row for t in cells if t.whole and t.row in columns}) == 1
        self._keeps_text = not self._shape.has_groups or is_flat
        for at, token in enumerate(cells):
            self._add(at, token, table)

    @property
    def is_ordered(self) -> bool:
        """Whether the columns stand in one row with the label of their group."""
        groups = {token.row for _, token in self._groups.values()}
        outer = {self._outer[1].row} if self._outer else set()
        if self._upper == {None} and not self._has_group:
            return True  # single cells that name the columns one by one
        one_row = None not in self._upper and len(self._upper - outer) <= 1
        return one_row and (groups <= self._upper or not self._upper)

    def _add(self, at: int, token: Token, table: str) -> None:
        own = [entry for entry in token.entries if entry.table == table]
        kinds = {entry.kind: entry for entry in reversed(own)}
        if any(entry.key == OUTER for entry in own if entry.kind == "heading"):
            self._outer = at, token
        elif group := kinds.get("group"):
            self._groups[group.key] = at, token
        elif column := kinds.get("column"):
            self.votes += sorted({entry.form for entry in own if entry.kind == "column"})
            self._add_column(at, token, column.form, column.key)
        elif len(self._shape.columns) == 1 and names_year(token.text):
            self.leaves.append(Leaf((at,), self._shape.columns[0].key, token))
        elif self._is_beside_columns(token) or self._is_text_leaf(token):
            self.leaves.append(Leaf((self._outer_at(at), at), None, token))

    def _is_beside_columns(self, token: Token) -> bool:
        """Whether a cell behind a column in its row names one of no form, or of another year."""
        if not token.whole or (token.kind == "label" and not names_year(token.text)):
            return False
        return any(leaf.token.row == token.row for leaf in self.leaves)

    def _is_text_leaf(self, token: Token) -> bool:
        if token.kind != "text" or names_year(token.text):
            return False
        is_inside = bool(self.leaves) or not self._shape.has_groups
        return is_inside and (self._keeps_text or not token.whole)

    def _add_column(self, at: int, token: Token, form: str, key: str) -> None:
        spec = forms()[form].table(self._shape.key).find_column(key)
        if group := self._groups.get(spec.group):
            self.leaves.append(Leaf((self._outer_at(group[0]), group[0], at), key, token))
            return
        self._upper.add(token.row if token.whole else None)
        beside = spec.column_kind == "total" and self._is_beside_outer(at, token)
        self.leaves.append(Leaf((at if beside else self._outer_at(at), at), key, token))
        self.is_total_open |= beside and not token.whole

    def _outer_at(self, at: int) -> int:
        return self._outer[0] if self._outer else at

    def _is_beside_outer(self, at: int, token: Token) -> bool:
        """Whether a total directly behind the outer heading stands beside it, and not below it as
        the first column: so it does where the other columns stand in rows of their own."""
        if self._outer is None or self._outer[0] != at - 1:
            return False
        if token.whole:
            return token.row == self._outer[1].row and self._column_rows.count(token.row) == 1
        return self._has_group


def _spread_years(
    leaves: list[Leaf], cells: Sequence[Token], shape: Table
) -> tuple[list[Leaf], tuple[int, ...]]:
    """The leaves of a header, and the year of each where the header names several years.

    The years stand in the labels of the columns themselves, above whole blocks of columns, or below
    every column, which then is printed once for each. An only column may stand beside its growth.
    """
    said = [find_cell_year(leaf.token.text) or THIS for leaf in leaves]
    columns = [leaf.column for leaf in leaves if leaf.column]
    if len(shape.columns) == 1:
        others = [at for at, leaf in enumerate(leaves) if leaf.column is None]
        is_clear = all(_GROWTH.search(leaves[at].token.text) for at in others)
        years = [EARLIER if at in others else year for at, year in enumerate(said)]
        return leaves, tuple(years) if is_clear and len(years) > 1 else ()
    if len(set(columns)) < len(columns) and len(set(said)) > 1:
        return leaves, tuple(said)
    known = {id(leaf.token) for leaf in leaves}
    marks = [t for t in cells if names_year(t.text) and id(t) not in known]
    years = [find_cell_year(t.text) or THIS for t in marks]
    if len(set(years)) < 2:
        return leaves, ()
    if leaves and len(marks) % len(leaves) == 0 and marks[-1].row > leaves[-1].token.row:
        times = len(marks) // len(leaves)
        return [leaf for leaf in leaves for _ in range(times)], tuple(years)
    size = len(leaves) // len(marks)
    if size * len(marks) == len(leaves) > size:
        return leaves, tuple([year for year in years for _ in range(size)])
    return [], ()  # nobody knows which columns are of which year


def _without_divided_column(leaf: Leaf, leaves: Sequence[Leaf]) -> Leaf:
    """A cell without its column where another cell of the header has the rest of its label: 本年增
    and 本年减 divide the column 本年增/减, and neither is that column."""
    if leaf.column is None:
        return leaf
    columns = [c for form in forms().values() for t in form.tables for c in t.columns]
    labels = [set(reduce_label(column.label)) for column in columns if column.key == leaf.column]
    others = [set(reduce_label(o.token.text)) for o in leaves if o.column is None]
    is_divided = any(other and other < label for other in others for label in labels)
    return leaf._replace(column=None) if is_divided else leaf


def _add_unnamed_columns(leaves: Sequence[Leaf]) -> list[Leaf]:
    """The leaves of a header in one row of a table, with the columns between them whose cells are
    empty: no number below moves to another column."""
    if len({leaf.token.row for leaf in leaves if leaf.token.whole}) != 1:
        return list(leaves)
    spread = list(leaves[:1])
    for left, leaf in pairwise(leaves):
        for place in range(left.token.place + 1, leaf.token.place):
            cell = replace(left.token.cell, text="", start=None)
            empty = replace(left.token, kind="blank", cell=cell, entries=NONE, place=place)
            spread.append(Leaf(left.path, None, empty))
        spread.append(leaf)
    return spread


def _complete_cut_labels(leaves: Sequence[Leaf], table: str) -> list[str | None]:
    """A header cell that lost its end ("本年新") is known by its place, where all others stand in
    theirs."""
    for form in forms().values():
        for shape in (t for t in form.tables if t.key == table):
            for expected in dict.fromkeys(shape.find_columns(row.key) for row in shape.rows):
                if len(expected) == len(leaves) and all(
                    leaf.column == key
                    or (
                        leaf.column is None
                        and _begins(shape.find_column(key).label, leaf.token.text)
                    )
                    for key, leaf in zip(expected, leaves, strict=True)
                ):
                    return list(expected)
    return [leaf.column for leaf in leaves]


def guess_column(text: str, shape: Table, expected: Iterable[str]) -> str | None:
    """The only column whose label holds the words of a cell (公益组织): never enough to put a number
    there, but to see that the columns stand in another order than the form's."""
    words = reduce_label(text)
    labels = {key: reduce_label(shape.find_column(key).label) for key in expected}
    found = [key for key, label in labels.items() if words and words in label]
    return found[0] if len(found) == 1 else None


def _begins(label: str, text: str) -> bool:
    return len(reduce_label(text)) > 1 and reduce_label(label).startswith(reduce_label(text))


def measure_header(
    header: Header, cells: Iterable[Token], overview: Overview, trailing: int | None = None
) -> Header:
    """A header of these cells with the places of its columns: side by side in one grid, or as
    single cells with `trailing` empty ones behind."""
    is_list = header.in_cells and not shape_of(header.table).has_groups
    behind = trailing if is_list and len(header.leaves) == len(header.places) else None
    begin, row_width, leaves = None, 0, header.leaves
    if leaves and all(t.whole for t in leaves):
        widths = [overview[t.row].width for t in leaves]
        row_width = max(widths)
        begins = {t.place - at for at, t in enumerate(leaves) if overview[t.row].width == row_width}
        begin = begins.pop() if len(begins) == 1 and min(begins) >= 0 else None
        row_width = row_width if begin is not None or len(set(widths)) == 1 else 0
    is_foreign = any(overview[t.row].is_foreign or _names_channel(t, header) for t in cells)
    return header._replace(
        begin=begin,
        row_width=row_width,
        trailing=behind,
        has_foreign_words=is_foreign,
        scope=NO_SCOPE if header.years else _find_scope(cells, header),
    )


def _names_channel(token: Token, header: Header) -> bool:
    """Whether a cell names a channel of a table across in words that its form does not know: then
    the order of the form is none of the header's, and sums hold in any order."""
    is_known = header.table in token.entries.tables or orientation(header.table) != "across"
    return not is_known and is_channel(token.text)


def _find_scope(cells: Iterable[Token], header: Header) -> Scope:
    """What a header says of the whole of its table: the only year that it names, and whose it is by
    its corner, by the head of an only column, or by words of another table.

    A column of another year beside those of the form is that year's alone.
    """
    leaves = {id(t): place for t, place in zip(header.leaves, header.places, strict=False)}
    rows = {t.row for t in header.leaves if leaves.get(id(t))}
    whole = [
        t
        for t in cells
        if leaves.get(id(t)) or not (id(t) in leaves or (t.row in rows and names_year(t.text)))
    ]
    said = {year for t in whole if (year := find_cell_year(t.text)) is not None}
    scope = Scope(said.pop() if len(said) == 1 else THIS)
    is_only = len(shape_of(header.table).columns) == 1
    is_across = orientation(header.table) == "across"
    for t in cells:
        if id(t) in leaves and not leaves[id(t)] and PATTERNS.corrected.match(fold_label(t.text)):
            scope = scope.over(Scope(other=f"beside {t.text}"))
        if is_only or (
            t.kind == "label"
            and (is_across or not (leaves.get(id(t)) or (t.row in rows and t.place)))
        ):
            scope = scope.over(parse_cell(find_cell_words(t.text, header.table)))
    return scope
