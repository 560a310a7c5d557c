"""The header of a table that prints one row across: groups of columns beside each other.

Each group has all columns of the table. The groups stand in the printed order; where the page does
not show it for certain, the header has no places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..forms import Table, reduce_label
from .captions import Caption
from .headers import Header, Place, guess_column
from .tokens import Token
from .vocabulary import shape_of


def parse_header_across(
    cells: Sequence[Token], table: str, above: Header | None, captions: Sequence[Caption]
) -> Header:
    """The columns of a table that prints one row: its groups, each with all its columns.

    `above`: the header before, whose columns stand below the one group of this header as well,
    where this one names none. `captions`: lines above the table, which may name its only group.
    Without places where the order of the groups is not certain.
    """
    shape = shape_of(table)
    groups: dict[str, tuple[int, Token]] = {}
    leaves: list[tuple[int, str, Token]] = []
    heading: int | None = None
    for at, token in enumerate(cells):
        own = {e.kind: e.key for e in reversed(token.entries) if e.table == table}
        if "row" in own:
            groups.setdefault(own["row"], (at, token))
        elif "column" in own:
            leaves.append((at, own["column"], token))
        elif own.get("heading") in shape.headings:
            heading = at
    if not groups and len(leaves) == len(shape.columns):
        groups = dict.fromkeys(_name_group(captions, shape), (-1, cells[0]))
    turned = _read_turned(cells, table, leaves)
    if turned:
        tokens = tuple([token for *_, token in leaves])
        return Header(table, turned, ("",) * len(turned), leaves=tokens, is_ordered=True)
    order = _order_groups(groups, heading, shape)
    known = [row.key for row in shape.rows if row.key in groups]
    is_reordered = order != known or reorders_columns(cells, table)
    unread = Header(table, leaves=tuple([token for *_, token in leaves]), is_reordered=is_reordered)
    columns = [key for _, key, _ in leaves]
    if not columns and above and len(groups) == 1:
        columns = [place[1] for place in above.places if place][: len(shape.columns)]
    if heading is None and len({t.row for _, t in groups.values()}) > 1:
        return unread
    size = len(shape.columns)
    blocks = [tuple(columns[at : at + size]) for at in range(0, len(columns), size)]
    names = {column.key for column in shape.columns}
    if len(blocks) != len(groups) or any(set(block) != names for block in blocks):
        return unread
    # Columns in a row above other groups belong to the groups that stand above that row.
    first = leaves[0][0] if leaves else len(cells)
    reading = sorted(order, key=lambda group: groups[group][0] > first)
    if len(set(blocks)) > 1 and reading != order:
        return unread
    block_of = dict(zip(reading, blocks, strict=True))
    places = tuple([(group, column) for group in order for column in block_of[group]])
    return unread._replace(places=places, names=("",) * len(places), is_ordered=True)


def reorders_columns(cells: Sequence[Token], table: str) -> bool:
    """Whether words of a header, as many in a row as groups have columns, tell these in another
    order than that of the form: 纠正 | 维持, which are no labels."""
    shape = shape_of(table)
    size, keys = len(shape.columns), [column.key for column in shape.columns]
    rows: dict[int, list[str | None]] = {}
    for token in cells:
        if not any(e.table == table and e.kind in ("row", "heading") for e in token.entries):
            rows.setdefault(token.row, []).append(guess_column(token.text, shape, keys))
    blocks = [
        guesses[at : at + size]
        for guesses in rows.values()
        for at in range(0, len(guesses), size)
        if len(guesses) % size == 0
    ]
    ranks = [[keys.index(key) for key in block if key] for block in blocks]
    return any(block != sorted(block) for block in ranks)


def _read_turned(
    cells: Sequence[Token], table: str, leaves: Sequence[tuple[int, str, Token]]
) -> tuple[Place, ...]:
    """The columns of a header whose rows are swapped: all groups stand below each column; none of
    any other header."""
    names = [e.key for t in cells for e in t.entries[:1] if (e.table, e.kind) == (table, "row")]
    if not leaves or len(names) % len(leaves) or len(names) <= len(leaves):
        return ()
    times = len(names) // len(leaves)
    places = [(name, leaves[at // times][1]) for at, name in enumerate(names)]
    return tuple(places) if len(set(places)) == len(shape_of(table).list_places()) else ()


def _name_group(captions: Sequence[Caption], shape: Table) -> list[str]:
    """The group that the nearest caption names; none where it names several kinds."""
    for caption in captions:
        text = reduce_label(caption.text.replace("(", "").replace("（", ""))
        named = [row for row in shape.rows if reduce_label(row.label) in text]
        is_suit = any(reduce_label(heading) in text for heading in shape.headings)
        named = [row for row in named if row.group or not is_suit]
        if len(named) == 1:
            return [named[0].key]
        if named or is_suit:
            return []
    return []


def _order_groups(
    groups: Mapping[str, tuple[int, Token]], heading: int | None, shape: Table
) -> list[str]:
    """The groups from left to right: those of suits stand where the heading of all suits stands."""

    def place(group: str) -> tuple[int, int]:
        at = groups[group][0]
        is_below = heading is not None and heading < at and shape.find_row(group).group != ""
        return (heading or 0 if is_below else at, at)

    return sorted(groups, key=place)
