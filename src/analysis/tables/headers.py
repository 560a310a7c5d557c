"""The header of a table: which column of the form each of its cells names, and in which order.

Columns are found by their labels, never by counting, and their order is the printed one. In a
header that is printed in rows the columns of a group stand where the group stands.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Container, Iterable, Sequence
from itertools import takewhile
from typing import NamedTuple

from ..forms import Column, Table, fold_label, forms, reduce_label
from .captions import NO_SCOPE, PATTERNS, Scope, parse_cell
from .doubts import Doubt
from .overview import Overview
from .tokens import Token
from .vocabulary import (
    OUTER,
    find_cell_words,
    find_cell_year,
    is_channel,
    orientation,
    shape_of,
)
from .years import EARLIER, THIS, names_year

_BESIDE_ALL = sys.maxsize  # the rank of a total beside all other columns
_GROWTH = re.compile("[增升][减降长幅速]|同比|环比|变[化动]|差额|占比|备注|说明")
"""Words of a column that is of two years, or of none."""

Place = tuple[str, str] | None
"""(row, column) of a cell; the row is "" where the label of the row gives it, and None is a column
of no form."""


class Leaf(NamedTuple):
    """A cell that names one column, None for one of no form. `rank`: where it stands among the
    others, as a number that grows from left to right."""

    rank: int
    column: str | None
    token: Token


class Header(NamedTuple):
    """The columns above rows of a table, in the order in which their cells stand.

    `leaves`: the cells that name its columns. `is_ordered`: the order is the printed one for
    certain. `doubt`: why the order of the columns is not certain where it does not say it:
    REORDERED where what is legible stands in another one than in the form. Where the columns stand
    side by side, `begin` is the place of the first, and all rows below have `row_width`
    places. `trailing`: below single cells, the empty ones behind the last. `years`: of each column,
    where the header names several years; `scope`: else what the header says of the whole table.
    """

    table: str
    places: tuple[Place, ...] = ()
    leaves: tuple[Leaf, ...] = ()
    is_ordered: bool = False
    doubt: Doubt = Doubt.UNNAMED
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
    def names(self) -> tuple[str, ...]:
        """What is printed above each of its columns, where each has a cell of its own."""
        if len(self.leaves) != len(self.places):
            return ("",) * len(self.places)
        return tuple([leaf.token.text for leaf in self.leaves])

    @property
    def votes(self) -> list[str]:
        """The editions that know its labels, once for each label."""
        entries = [e for leaf in self.leaves for e in set(leaf.token.entries.columns)]
        return [entry.form for entry in entries if entry.table == self.table]

    def contradicts(self, shape: Table, expected: Sequence[str]) -> bool:
        """Whether its legible columns stand in another order than the expected one, and not in that
        in which a header in rows is read whose tree is lost: the upper row first."""
        is_grid = all(leaf.token.whole for leaf in self.leaves)
        lines: dict[int, list[str]] = {}
        for leaf in self.leaves:
            key = leaf.column or guess_column(leaf.token.text, shape, expected)
            if key and key in expected:
                lines.setdefault(leaf.token.row if is_grid else -1, []).append(key)
        by_rows = sorted(expected, key=lambda key: bool(shape.find_column(key).group))
        return any(
            line not in ([key for key in order if key in line] for order in (expected, by_rows))
            for line in lines.values()
        )


def parse_header(pending: Sequence[Token], table: str, label: Token) -> Header | None:
    """The columns of a table that runs down, from the cells above the row of `label`.

    Header cells that no form knows keep their place, so that no number moves to another column.
    None where no cell names a column of the table.
    """
    cells = [t for t in pending if not (t.whole and t.row == label.row)]
    shape = shape_of(table)
    leaves, is_ordered = _find_leaves(cells, shape)
    leaves, years = _spread_years(leaves, cells, shape)
    if not any(leaf.column for leaf in leaves):
        return None
    if not years:
        leaves = _complete_cut_labels(leaves, table)
        # A text between single cells and the first label below them names no column.
        named = {id(leaf.token) for leaf in leaves if leaf.column}
        below = list(takewhile(lambda t: not t.whole and id(t) not in named, reversed(cells)))
        leaves = [leaf for leaf in leaves if leaf.token not in below]
    places = [("", leaf.column) if leaf.column else None for leaf in leaves]
    # Among single cells a total behind the outer heading may stand first as well as last.
    if any(leaf.rank == _BESIDE_ALL and not leaf.token.whole for leaf in leaves):
        places = []
    return Header(table, tuple(places), tuple(leaves), is_ordered, years=years)


def _find_leaves(cells: Sequence[Token], shape: Table) -> tuple[list[Leaf], bool]:
    """The cells of a header that name its columns, from left to right: those of a group stand where
    the group stands. And whether that is certain: so it is where the columns stand in one row with
    the labels of their groups."""
    leaves: list[Leaf] = []
    groups: dict[str, int] = {}
    highest: list[Token] = []  # labels of groups, and of columns outside of one
    is_only = len(shape.columns) == 1
    named = [t for t in cells if any(e.table == shape.key for e in t.entries.columns)]
    rows = {t.row for t in [*named, *(t for t in cells if is_only and names_year(t.text))]}
    group_of = {column.key: column.group for column in shape.columns}
    for at, token in enumerate(cells):
        own = {e.kind: e.key for e in reversed(token.entries) if e.table == shape.key}
        column = own.get("column")
        if "group" in own:
            groups[own["group"]] = at
            highest.append(token)
        elif column and group_of.get(column) in groups:
            leaves.append(Leaf(groups[group_of[column]], column, token))
        elif column and _stands_beside_all(cells, at, shape):
            leaves.append(Leaf(_BESIDE_ALL, column, token))
        elif column:
            leaves.append(Leaf(at, column, token))
            highest.append(token)
        elif is_only and names_year(token.text):
            leaves.append(Leaf(at, shape.columns[0].key, token))
        elif _names_other_column(token, bool(leaves) or not shape.has_groups, rows):
            leaves.append(Leaf(at, None, token))
    beside_all = {t.row for t in cells if any(e.key == OUTER for e in t.entries)}
    is_ordered = len({token.row for token in highest} - beside_all) <= 1
    if not any(token.whole for token in highest):
        is_ordered = not groups  # single cells that name the columns one by one
    return sorted(leaves, key=lambda leaf: leaf.rank), is_ordered


def _stands_beside_all(cells: Sequence[Token], at: int, shape: Table) -> bool:
    """Whether a total directly behind the heading of all other columns stands beside it, and not
    below it as the first column: so it does where these stand in rows of their own."""
    above, token = cells[at - 1], cells[at]
    totals = {column.key for column in shape.columns if column.column_kind == "total"}
    is_total = any(entry.key in totals for entry in token.entries.columns)
    if not (at and is_total and any(entry.key == OUTER for entry in above.entries)):
        return False
    if token.whole:
        return above.row == token.row and all(t.row != token.row for t in cells[at + 1 :])
    return any("group" in t.entries.kinds for t in cells)


def _names_other_column(token: Token, is_inside: bool, rows: Container[int]) -> bool:
    """Whether a cell names a column of no form: a text among single cells, where it `is_inside` of
    the header (in a table with groups behind a column), and a text or a year beside the columns in
    one of their `rows`."""
    is_year = names_year(token.text)
    if token.whole:
        return (token.kind == "text" or is_year) and token.row in rows and token.place > 0
    return token.kind == "text" and is_inside and not is_year


def _spread_years(
    leaves: list[Leaf], cells: Sequence[Token], shape: Table
) -> tuple[list[Leaf], tuple[int, ...]]:
    """The leaves of a header, and the year of each where the header names several years.

    The years stand in the labels of the columns themselves, above whole blocks of columns, or below
    every column, which then is printed once for each. An only column may stand beside its growth.
    """
    years = [find_cell_year(leaf.token.text) or THIS for leaf in leaves]
    columns = [leaf.column for leaf in leaves if leaf.column]
    if len(shape.columns) == 1:
        others = [leaf for leaf in leaves if leaf.column is None]
        if len(leaves) == 1 or not all(_GROWTH.search(leaf.token.text) for leaf in others):
            return leaves, ()
        pairs = zip(leaves, years, strict=True)
        return leaves, tuple([year if leaf.column else EARLIER for leaf, year in pairs])
    if len(set(columns)) < len(columns) and len(set(years)) > 1:
        return leaves, tuple(years)
    tokens = [leaf.token for leaf in leaves]
    marks = [t for t in cells if names_year(t.text) and t not in tokens]
    years = [find_cell_year(t.text) or THIS for t in marks]
    if len(set(years)) < 2:
        return leaves, ()
    if leaves and len(marks) % len(leaves) == 0 and marks[-1].row > tokens[-1].row:
        times = len(marks) // len(leaves)
        return [leaf for leaf in leaves for _ in range(times)], tuple(years)
    size = len(leaves) // len(marks)
    if size * len(marks) == len(leaves) > size:
        return leaves, tuple([year for year in years for _ in range(size)])
    return [], ()  # nobody knows which columns are of which year


def _complete_cut_labels(leaves: list[Leaf], table: str) -> list[Leaf]:
    """The leaves with each that lost its end ("本年新", "本年增/") known by its place, where all others
    stand in theirs: 本年增 beside 本年减 is not 本年增/减."""
    if all(leaf.column for leaf in leaves):
        return leaves
    tables = [t for form in forms().values() for t in form.tables if t.key == table]
    orders = {t.find_columns(row.key): t for t in tables for row in t.rows}
    for order, shape in orders.items():
        columns = [shape.find_column(key) for key in order]
        pairs = list(zip(columns, leaves, strict=False))
        if len(order) == len(leaves) and all(_may_name(leaf, column) for column, leaf in pairs):
            return [leaf._replace(column=column.key) for column, leaf in pairs]
    return leaves


def _may_name(leaf: Leaf, column: Column) -> bool:
    """Whether a cell names a column, or holds the beginning of its label."""
    words = reduce_label(leaf.token.text)
    is_cut = len(words) > 1 and reduce_label(column.label).startswith(words)
    return leaf.column == column.key or (leaf.column is None and is_cut)


def guess_column(text: str, shape: Table, expected: Iterable[str]) -> str | None:
    """The only column whose label holds the words of a cell (公益组织): never enough to put a number
    there, but to see that the columns stand in another order than the form's."""
    words = reduce_label(text)
    found = [key for key in expected if words in reduce_label(shape.find_column(key).label)]
    return found[0] if len(found) == 1 else None


def measure_header(
    header: Header, cells: Sequence[Token], overview: Overview, trailing: int | None = None
) -> Header:
    """A header of these cells with the places of its columns: side by side in one grid, or as
    single cells with `trailing` empty ones behind."""
    tokens = [leaf.token for leaf in header.leaves]
    is_list = not (shape_of(header.table).has_groups or any(t.whole for t in tokens))
    behind = trailing if is_list and len(tokens) == len(header.places) else None
    begin, row_width = None, 0
    if tokens and all(t.whole for t in tokens):
        row_width = max(overview[t.row].width for t in tokens)
        begins = {t.place - at for at, t in enumerate(tokens) if overview[t.row].width == row_width}
        begin = begins.pop() if len(begins) == 1 else None
    doubt = header.doubt
    if doubt is Doubt.UNNAMED and any(_is_foreign(t, header.table, overview) for t in cells):
        doubt = Doubt.FOREIGN
    scope = NO_SCOPE if header.years else _find_scope(cells, header)
    return header._replace(
        begin=begin, row_width=row_width, trailing=behind, doubt=doubt, scope=scope
    )


def _is_foreign(token: Token, table: str, overview: Overview) -> bool:
    """Whether a cell stands in a row of words that no form knows, or names a channel that its table
    does not know: then the order of the form is none of the header's, and sums hold in any order.
    """
    is_across = orientation(table) == "across" and table not in token.entries.tables
    return overview[token.row].is_foreign or (is_across and is_channel(token.text))


def _find_scope(cells: Sequence[Token], header: Header) -> Scope:
    """What a header says of the whole of its table: the only year that it names, and whose it is by
    its corner, by the head of an only column, or by words of another table.

    A column of another year beside those of the form is that year's alone.
    """
    columns = {id(leaf.token): leaf.column for leaf in header.leaves}
    others = [t for t in cells if columns.get(id(t), "") is None]
    said = {find_cell_year(t.text) for t in cells if t not in others} - {None}
    scope = Scope((said.pop() if len(said) == 1 else None) or THIS)
    for t in others:
        if PATTERNS.corrected.match(fold_label(t.text)):
            scope = scope.over(Scope(other=f"beside {t.text}"))
    shape = shape_of(header.table)
    heads_all = len(shape.columns) == 1 or shape.orientation == "across"
    for t in cells:
        if heads_all or id(t) not in columns:
            scope = scope.over(parse_cell(find_cell_words(t.text, header.table)))
    return scope
