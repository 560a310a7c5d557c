"""The header of a table that prints one row across: groups of columns beside each other.

Each group has all columns of the table. The groups stand in the printed order; where the page does
not show it for certain, the header has no places.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from ..forms import Table, reduce_label
from .captions import Caption
from .doubts import Doubt
from .headers import Header, Leaf, Place, guess_column
from .tokens import Token
from .vocabulary import shape_of

_Item = TypeVar("_Item")


def parse_header_across(
    cells: Sequence[Token], table: str, above: Header | None, captions: Sequence[Caption]
) -> Header:
    """The columns of a table that prints one row: its groups, each with all its columns.

    `above`: the header before, whose columns stand below the one group of this header as well,
    where this one names none. `captions`: lines above the table, which may name its only group.
    Without places where the order of the groups is not certain.
    """
    shape = shape_of(table)
    size = len(shape.columns)
    groups, leaves, has_heading = _find_groups(cells, shape)
    if turned := _read_turned(cells, table, leaves):
        return Header(table, turned, tuple(leaves))
    if not groups and len(leaves) == size and (named := _name_group(captions, shape)):
        groups = [Leaf(-1, named, cells[0])]
    order = [group.column or "" for group in groups]
    columns = [leaf.column for leaf in leaves]
    if not columns and above and len(groups) == 1:
        columns = list(above.columns[:size])
    unread = Header(table, leaves=tuple(leaves))
    in_order = [row.key for row in shape.rows if row.key in order]
    if order != in_order or reorders_columns(cells, table):
        unread = unread._replace(doubt=Doubt.REORDERED)
    if not has_heading and len({group.token.row for group in groups}) > 1:
        return unread
    blocks = _divide(columns, size)
    keys = {column.key for column in shape.columns}
    if len(blocks) != len(groups) or any(set(block) != keys for block in blocks):
        return unread
    # Columns above other groups belong to the groups that stand above them.
    is_mixed = any(block != blocks[0] for block in blocks)
    if is_mixed and any(g.token.row > leaves[0].token.row for g in groups):
        return unread
    pairs = zip(order, blocks, strict=True)
    places = [(group, column or "") for group, block in pairs for column in block]
    return unread._replace(places=tuple(places))


def _find_groups(cells: Sequence[Token], shape: Table) -> tuple[list[Leaf], list[Leaf], bool]:
    """The groups of a header from left to right, its columns as they are read, and whether it has
    the heading of all suits: those stand where it stands."""
    groups: dict[str, Leaf] = {}
    leaves: list[Leaf] = []
    heading: int | None = None
    for at, token in enumerate(cells):
        own = {e.kind: e.key for e in reversed(token.entries) if e.table == shape.key}
        if key := own.get("row"):
            is_below = heading is not None and shape.find_row(key).group
            groups.setdefault(key, Leaf(heading or 0 if is_below else at, key, token))
        elif key := own.get("column"):
            leaves.append(Leaf(at, key, token))
        elif own.get("heading") in shape.headings:
            heading = at
    ordered = sorted(groups.values(), key=lambda group: group.rank)
    return ordered, leaves, heading is not None


def reorders_columns(cells: Sequence[Token], table: str) -> bool:
    """Whether words of a header, as many in a row as groups have columns, tell these in another
    order than that of the form: 纠正 | 维持, which are no labels."""
    shape = shape_of(table)
    keys = [column.key for column in shape.columns]
    rows: dict[int, list[str | None]] = {}
    for token in cells:
        if not any(e.table == table and e.kind in ("row", "heading") for e in token.entries):
            rows.setdefault(token.row, []).append(guess_column(token.text, shape, keys))
    whole = [guesses for guesses in rows.values() if len(guesses) % len(keys) == 0]
    blocks = [block for guesses in whole for block in _divide(guesses, len(keys))]
    ranks = [[keys.index(key) for key in block if key] for block in blocks]
    return any(block != sorted(block) for block in ranks)


def _read_turned(cells: Sequence[Token], table: str, leaves: Sequence[Leaf]) -> tuple[Place, ...]:
    """The columns of a header whose rows are swapped: all groups stand below each column; none of
    any other header."""
    names = [e.key for t in cells for e in t.entries[:1] if (e.table, e.kind) == (table, "row")]
    times = len(names) // max(1, len(leaves))
    if times * len(leaves) != len(names) or not names:
        return ()
    pairs = zip(leaves, _divide(names, times), strict=True)
    places = [(name, leaf.column or "") for leaf, below in pairs for name in below]
    return tuple(places) if set(places) == set(shape_of(table).list_places()) else ()


def _name_group(captions: Sequence[Caption], shape: Table) -> str:
    """The group that the nearest caption names; "" where it names several kinds."""
    for caption in captions:
        words = reduce_label(caption.text.replace("(", "").replace("（", ""))
        is_suit = any(reduce_label(heading) in words for heading in shape.headings)
        named = [row for row in shape.rows if reduce_label(row.label) in words]
        named = [row for row in named if row.group or not is_suit]
        if named or is_suit:
            return named[0].key if len(named) == 1 else ""
    return ""


def _divide(items: Sequence[_Item], size: int) -> list[Sequence[_Item]]:
    """Consecutive blocks of that size."""
    return [items[at : at + size] for at in range(0, len(items), size)]
