"""Placements of printed numbers that keep the identities of the form.

Where separators or blanks were lost, a row has several possible placements. All combinations that
break no identity are searched, with a fixed number of steps and not by the clock. A cell gets a
value only if every combination that is left puts the same number there. Cells that were lost are
unknown and not negative.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from itertools import count
from typing import NamedTuple

from ..documents.limits import MAX_STEPS
from ..forms import Instance, Key

Vector = tuple[int | None, ...]
"""The numbers of one option in the order of its columns; None where the cell is unknown."""
Effect = tuple[int, int, int]
"""An identity, its side, and by how much a number changes it."""


class Choice(NamedTuple):
    """One uncertain row: its keys, and what each option would put there."""

    keys: tuple[Key, ...]
    vectors: tuple[Vector, ...]


class Balance:
    """Both sides of every identity, kept up to date while rows are placed."""

    def __init__(
        self, instances: Sequence[Instance], values: Mapping[Key, int], zeros: Set[Key]
    ) -> None:
        self.terms: dict[Key, list[tuple[int, int, int]]] = {}
        self.difference = [0] * len(instances)
        self.open = [[0, 0] for _ in instances]
        for at, instance in enumerate(instances):
            for side, weights in enumerate((instance.left, instance.right)):
                for key, weight in weights.items():
                    signed = -weight if side else weight
                    self.terms.setdefault(key, []).append((at, signed, side))
                    self.open[at][side] += key in values or key not in zeros
        self.place(self.find_effects(tuple(values), tuple(values.values())))

    def holds(self, at: int) -> bool:
        """Whether an identity can still hold: what is open is not negative."""
        open_left, open_right = self.open[at]
        difference = self.difference[at]
        if open_left and open_right:
            return True
        if open_left or open_right:
            return difference <= 0 if open_left else difference >= 0
        return difference == 0

    def find_effects(self, keys: Sequence[Key], vector: Vector) -> tuple[Effect, ...]:
        """What the numbers of a row change: an identity, its side, and by how much."""
        return tuple(
            (at, side, weight * number)
            for key, number in zip(keys, vector, strict=True)
            if number is not None
            for at, weight, side in self.terms.get(key, ())
        )

    def place(self, effects: Sequence[Effect], sign: int = 1) -> None:
        """Add the numbers of a row, or take them away."""
        for at, side, amount in effects:
            self.difference[at] += sign * amount
            self.open[at][side] -= sign

    def allows(self, keys: Sequence[Key], vector: Vector) -> bool:
        """Whether a row alone breaks no identity."""
        effects = self.find_effects(keys, vector)
        self.place(effects)
        is_fine = all(self.holds(at) for at in {effect[0] for effect in effects})
        self.place(effects, -1)
        return is_fine


def search(
    choices: Sequence[Choice],
    instances: Sequence[Instance],
    values: Mapping[Key, int],
    zeros: Set[Key],
) -> tuple[list[set[Vector]], bool]:
    """For each uncertain row the vectors that occur in a combination which breaks no identity.

    `values` are the certain numbers and `zeros` the certain blanks. Identities that the certain
    numbers break already are a publisher's error and decide nothing. Returns the sets, and whether
    the search ended within its steps; where it did not, the sets hold every vector that its row
    allows.
    """
    usable = [i for i in instances if i.identity.relation == "equal"]
    probe = Balance(usable, values, zeros)
    usable = [instance for at, instance in enumerate(usable) if probe.holds(at)]
    balance = Balance(usable, values, zeros)
    if sum(len(choice.vectors) for choice in choices) > MAX_STEPS:
        return [set(choice.vectors) for choice in choices], False
    own = [
        [v for v in dict.fromkeys(choice.vectors) if balance.allows(choice.keys, v)]
        for choice in choices
    ]
    try:
        return _find_alive(choices, own, balance), True
    except _Exhausted:
        return [set(vectors) for vectors in own], False


class _Exhausted(Exception):
    """The search used up its steps."""


def _find_alive(
    choices: Sequence[Choice], own: Sequence[Sequence[Vector]], balance: Balance
) -> list[set[Vector]]:
    """The vectors of each row that occur in a combination which keeps all identities: a search in
    depth, large numbers first, because they leave the least room for the others."""
    alive: list[set[Vector]] = [set() for _ in choices]
    largest = [max((n or 0 for vector in v for n in vector), default=0) for v in own]
    order = sorted(
        (at for at, vectors in enumerate(own) if vectors),
        key=lambda at: (-largest[at], len(own[at]), at),
    )
    # of each row its vectors, what each changes, and the identities that it touches
    moves = []
    for at in order:
        effects = [(v, balance.find_effects(choices[at].keys, v)) for v in own[at]]
        moves.append([(v, made, sorted({one[0] for one in made})) for v, made in effects])
    stack: list[Vector] = []
    steps = count()

    def descend(depth: int) -> None:
        if depth == len(order):
            for at, vector in zip(order, stack, strict=True):
                alive[at].add(vector)
            return
        for vector, effects, touched in moves[depth]:
            if next(steps) >= MAX_STEPS:
                raise _Exhausted
            balance.place(effects)
            stack.append(vector)
            if all(map(balance.holds, touched)):
                descend(depth + 1)
            stack.pop()
            balance.place(effects, -1)

    descend(0)
    return alive
