"""Placements of printed numbers that keep the identities of the form.

Where separators or blanks were lost, a row has several possible placements. All combinations that
break no identity are searched, with a fixed number of steps and not by the clock. A cell gets a
value only if every combination that is left puts the same number there. Cells that were lost are
unknown and not negative.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import NamedTuple

from ..documents.limits import MAX_STEPS
from ..forms import Instance, Key, evaluate

Vector = tuple[int | None, ...]
"""The numbers of one option in the order of its columns; None where the cell is unknown."""


class Choice(NamedTuple):
    """One uncertain row: its keys, and what each option would put there."""

    keys: tuple[Key, ...]
    vectors: tuple[Vector, ...]


class _Exhausted(Exception):
    """The search used up its steps."""


def search(
    choices: Sequence[Choice],
    instances: Sequence[Instance],
    values: Mapping[Key, int],
    zeros: set[Key],
) -> tuple[list[set[Vector]], bool]:
    """For each uncertain row the vectors that occur in a combination which breaks no identity.

    `values` are the certain numbers and `zeros` the certain blanks. Identities that the certain
    numbers break already are a publisher's error and decide nothing. Returns the sets, and whether
    the search ended within its steps; where it did not, the sets hold every vector that its row
    allows.
    """
    if sum(len(choice.vectors) for choice in choices) > MAX_STEPS:
        return [set(choice.vectors) for choice in choices], False
    usable = [i for i in instances if i.identity.relation == "equal"]
    usable = [i for i in usable if evaluate(i, values, zeros).result != "fail"]
    rows = [_Row(choice, usable, values, zeros) for choice in choices]
    try:
        return _find_alive(rows, values), True
    except _Exhausted:
        return [set(row.options) for row in rows], False


class _Row:
    """An uncertain row: the identities that speak of it, and the options that alone break none."""

    def __init__(
        self,
        choice: Choice,
        instances: Sequence[Instance],
        values: Mapping[Key, int],
        zeros: set[Key],
    ) -> None:
        self.keys, self.zeros = choice.keys, zeros
        self.touched = [i for i in instances if not {*i.left, *i.right}.isdisjoint(self.keys)]
        vectors = dict.fromkeys(choice.vectors)
        self.options = [v for v in vectors if self.place(v, values) is not None]
        self.alive: set[Vector] = set()

    def place(self, vector: Vector, values: Mapping[Key, int]) -> dict[Key, int] | None:
        """The numbers of the table with those of one option; None where they break an identity."""
        pairs = zip(self.keys, vector, strict=True)
        placed = {**values, **{key: number for key, number in pairs if number is not None}}
        results = (evaluate(instance, placed, self.zeros).result for instance in self.touched)
        return None if "fail" in results else placed


def _find_alive(rows: Sequence[_Row], values: Mapping[Key, int]) -> list[set[Vector]]:
    """The options of each row that occur in a combination which keeps all identities.

    A combination is completed for each option that none found before contains; large numbers
    first, because they leave the least room for the others.
    """
    steps = count()

    def complete(waiting: Sequence[_Row], values: Mapping[Key, int]) -> Iterator[None]:
        """Every way to fill the rows that wait; whoever stops behind one has its options alive."""
        if not waiting:
            yield
            return
        row, *rest = waiting
        for vector in row.options:
            if next(steps) >= MAX_STEPS:
                raise _Exhausted
            placed = row.place(vector, values)
            for _ in complete(rest, placed) if placed is not None else ():
                row.alive.add(vector)
                yield

    def largest(row: _Row) -> int:
        return max((n or 0 for vector in row.options for n in vector), default=0)

    order = sorted(
        [row for row in rows if row.options], key=lambda r: (-largest(r), len(r.options))
    )
    for row in order:
        others = [other for other in order if other is not row]
        for vector in row.options:
            placed = None if vector in row.alive else row.place(vector, values)
            if placed is not None and any(True for _ in complete(others, placed)):
                row.alive.add(vector)
        if not row.alive:
            break  # no combination at all
    return [row.alive for row in rows]
