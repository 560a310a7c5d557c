"""The header of a table: which column of the form each of its cells names, and where the columns stand.

Columns are found by their labels, never by counting. A header that is printed in rows is read as a tree: the
columns of a group stand where the group stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from ..forms import Table, core, forms
from .tokens import Token

Place = tuple[str, str] | None
"""(row, column) of a cell; the row is "" where the label of the row gives it, and None is a column of no form."""

OUTER = "申请人情况"
"""The heading above all columns of the applications table but, in some layouts, the total."""


@dataclass(slots=True)
class Header:
    """The columns above a block of rows, in printed order, and how each is printed. `foreign`: several of its cells are words of no form.

    `begin`: where the columns stand side by side, the place of the first. `places_in_row`: places of its rows, where all have as many.
    `trailing`: in a header of single cells, the empty cells behind the last column. `year`: the one that the text above the table names.
    `ordered`: the order of its columns is the printed one: they stand in one row with the label of their group, but for those below that label or
    beside `OUTER`.
    """

    table: str
    places: list[Place]
    votes: dict[str, int]
    foreign: bool = False
    names: tuple[str, ...] = ()
    begin: int | None = None
    places_in_row: int = 0
    trailing: int | None = None
    leaves: list[Token] = field(default_factory=list)
    year: str = ""
    ordered: bool = False
    columns: tuple[str | None, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.columns = tuple([place[1] if place else None for place in self.places])


@cache
def shape_of(table: str) -> Table:
    return next(t for f in forms().values() for t in f.tables if t.key == table)


@cache
def order_of(table: str) -> dict[str, int]:
    """The keys of a table's rows, and their places from 0 in the printed order."""
    return {row.key: place for place, row in enumerate(shape_of(table).rows)}


@cache
def orientation(table: str) -> str:
    """How a table is printed, "down" or "across"; empty for no table."""
    return shape_of(table).orientation if table else ""


@cache
def _characters() -> frozenset[str]:
    tables = [t for f in forms().values() for t in f.tables]
    return frozenset(
        "".join(
            word
            for t in tables
            for word in (*t.headings, *t.notes, t.title, *(c.group + c.label for c in t.columns))
        )
    )


@lru_cache(maxsize=4096)
def foreign(text: str) -> bool:
    """Whether a text is no piece of any header: half of its characters are Chinese ones that stand in none. Other scripts (Col2, NaN) name nothing.

    >>> foreign("县教育局"), foreign("社会法律"), foreign("Col2")
    (True, False, False)
    """
    return (
        2 * sum("\u4e00" <= char <= "\u9fff" and char not in _characters() for char in core(text))
        >= len(core(text))
        > 1
    )


def stand(
    header: Header, cells: Sequence[Token], widths: Mapping[int, int], trailing: int
) -> Header:
    """Add to a header where its columns stand: side by side in one grid, or as single cells with `trailing` empty ones behind.

    `cells` are all its tokens, `widths` the places of each strip.
    """
    singles = [t for t in cells if t.kind == "label" or not t.row]
    if all(not t.row for t in singles) and len(header.places) == len(
        [t for t in singles if t.entries and t.entries[0].kind == "column"]
    ):
        header.trailing = trailing if not shape_of(header.table).grouped else None
    leaves = header.leaves
    wide = {widths[t.strip] for t in leaves}
    if leaves and all(t.row for t in leaves):
        whole = {t.place - at for at, t in enumerate(leaves) if widths[t.strip] == max(wide)}
        if len(whole) == 1 and min(whole) >= 0:
            header.begin = whole.pop()
        if header.begin is not None or len(wide) == 1:
            header.places_in_row = max(wide)
    return header


def down(pending: Iterable[Token], table: str, label: Token) -> Header | None:
    """The columns of a table that runs down, from the cells of its header.

    Text in the strip of the label itself is no header. Header cells that no form knows keep their place,
    so that no number moves to another column.
    """
    shape = shape_of(table)
    votes: dict[str, int] = {}
    tree: list[object] = []  # places, and lists for the groups
    inner: dict[str, list[object]] = {}
    columns = 0
    rows: set[int | None] = set()  # of columns that do not stand below the label of their group
    groups: set[int] = set()  # the rows of such labels
    outer: Token | None = None
    cells = _cells(pending, label)
    flat_header = (
        len(
            {
                t.strip if t.row else -1
                for t in cells
                if any(e.table == table for e in t.entries.columns)
            }
            | {-1}
        )
        == 2
    )
    for token in cells:
        own = [e for e in token.entries if e.table == table]
        first = {e.kind: e for e in reversed(own)}
        target = inner.get(OUTER, tree)
        if "heading" in first and any(e.kind == "heading" and e.key == OUTER for e in own):
            inner[OUTER], outer = [], token
            tree.append(inner[OUTER])
        elif group := first.get("group"):
            inner[group.key] = []
            target.append(inner[group.key])
            groups.add(token.strip)
        elif column := first.get("column"):
            columns += 1
            for form in {e.form for e in own if e.kind == "column"}:
                votes[form] = votes.get(form, 0) + 1
            spec = forms()[column.form].table(table).column(column.key)
            if spec.group in inner:
                target = inner[spec.group]
            else:
                rows.add(token.strip if token.row else None)
                if (
                    spec.column_kind == "total"
                    and outer
                    and not inner[OUTER]
                    and (not token.row or token.strip == outer.strip)
                ):
                    target = tree  # "总计" beside "申请人情况", not below it as the first column
            target.append((("", column.key), token))
        elif token.kind == "text" and (not shape.grouped or (flat_header and columns)):
            target.append((None, token))
    if not columns:
        return None
    flat: list[tuple[Place, Token]] = []
    _flatten(tree, flat)
    places = _known_pieces(flat, table) if any(p is None for p, _ in flat) else [p for p, _ in flat]
    ordered = (
        None not in rows
        and len(rows - {outer.strip} if outer else rows) <= 1
        and (groups <= rows or not rows)
    )
    return Header(
        table,
        places,
        votes,
        names=tuple([t.text for _, t in flat]),
        leaves=[t for _, t in flat],
        ordered=ordered,
    )


def _cells(pending: Iterable[Token], label: Token) -> list[Token]:
    """The tokens of a header. Text that no form knows belongs to it only beside labels: in their row, or between them."""
    cells = [t for t in pending if not (t.row and t.strip == label.strip)]
    known = {t.strip for t in cells if t.kind == "label"}
    cells = [t for t in cells if t.kind == "label" or not t.row or t.strip in known]
    while cells and cells[-1].kind == "text" and not cells[-1].row:
        cells.pop()
    return cells


def _flatten(tree: list[object], into: list[tuple[Place, Token]]) -> None:
    for item in tree:
        if isinstance(item, list):
            _flatten(item, into)
        else:
            into.append(item)  # type: ignore[arg-type]


def _known_pieces(flat: list[tuple[Place, Token]], table: str) -> list[Place]:
    """A header cell that lost its end ("本年新") is known by its place, where all others stand in theirs."""
    for form in forms().values():
        for shape in (t for t in form.tables if t.key == table):
            for row in shape.rows:
                expected = shape.columns_of(row.key)
                if len(expected) == len(flat) and all(
                    p == ("", e)
                    if p
                    else len(core(t.text)) > 1
                    and core(shape.column(e).label).startswith(core(t.text))
                    for e, (p, t) in zip(expected, flat, strict=True)
                ):
                    return [("", e) for e in expected]
    return [p for p, _ in flat]


def across(pending: Iterable[Token], table: str) -> Header:
    """The columns of a table that prints one row: its groups in printed order, each with all its columns.

    Columns behind a group in its row are those of a group named in a row above, which then stands behind it: that order is not read.
    """
    shape = shape_of(table)
    groups: list[str] = []
    strips: list[int] = []  # of the groups
    turned = False
    leaves: list[str] = []
    cells: list[Token] = []
    for token in pending:
        own = [e for e in token.entries if e.table == table]
        if row := next((e.key for e in own if e.kind == "row"), None):
            if row not in groups:
                groups.append(row)
                strips.append(token.strip)
        elif column := next((e.key for e in own if e.kind == "column"), None):
            leaves.append(column)
            cells.append(token)
            turned |= token.row and token.strip in strips and strips[0] != token.strip
    width = len(shape.columns)
    known = {c.key for c in shape.columns}
    blocks = [leaves[i : i + width] for i in range(0, len(leaves), width)]
    if not turned and len(blocks) == len(groups) and all(set(b) == known for b in blocks):
        return Header(
            table,
            [(g, c) for g, b in zip(groups, blocks, strict=True) for c in b],
            {},
            leaves=cells,
        )
    return Header(table, [], {}, turned)
