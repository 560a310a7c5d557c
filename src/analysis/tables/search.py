"""Placements of printed numbers that keep the identities of the form.

Where separators or blanks were lost, a row has several possible placements. All combinations that
break no identity are searched, with a fixed number of steps and not by the clock. A cell gets a
value only if every combination that is left puts the same number there. Cells that were lost are
unknown and not negative.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from ..documents.limits import MAX_STEPS
from ..forms import Instance, Key

Vector = tuple[int | None, ...]
"""The numbers of one option in the order of its columns; None where the cell is unknown."""


class Choice(NamedTuple):
    """One uncertain row: its keys, and what each option would put there."""

    keys: tuple[Key, ...]
    vectors: tuple[Vector, ...]


class Balance:
    """Both sides of every identity, kept up to date while rows are placed."""

    def __init__(
        self, instances: Sequence[Instance], values: Mapping[Key, int], zeros: Set[Key]
    ) -> None:
        self.terms: dict[Key, list[tuple[int, int, bool]]] = {}
        self.difference = [0] * len(instances)
        self.open = [[0, 0] for _ in instances]
        for at, instance in enumerate(instances):
            for is_left, side in ((True, instance.left), (False, instance.right)):
                for key, weight in side.items():
                    signed = weight if is_left else -weight
                    self.terms.setdefault(key, []).append((at, signed, is_left))
                    if key in values:
                        self.difference[at] += signed * values[key]
                    elif key not in zeros:
                        self.open[at][0 if is_left else 1] += 1

    def holds(self, at: int) -> bool:
        """Whether an identity can still hold: what is open is not negative."""
        open_left, open_right = self.open[at]
        difference = self.difference[at]
        if open_left and open_right:
            return True
        if open_left or open_right:
            return difference <= 0 if open_left else difference >= 0
        return difference == 0

    def state(self) -> tuple[int, ...]:
        """All that the rest of a search depends on."""
        return (*self.difference, *(n for sides in self.open for n in sides))

    def place(self, keys: Sequence[Key], vector: Vector, sign: int = 1) -> set[int]:
        """Add the numbers of a row (or take them away); returns the identities that they touch."""
        touched = set()
        for key, number in zip(keys, vector, strict=True):
            if number is None:
                continue
            for at, weight, is_left in self.terms.get(key, ()):
                self.difference[at] += sign * weight * number
                self.open[at][0 if is_left else 1] -= sign
                touched.add(at)
        return touched

    def allows(self, keys: Sequence[Key], vector: Vector) -> bool:
        """Whether a row alone breaks no identity."""
        touched = self.place(keys, vector)
        is_fine = all(map(self.holds, touched))
        self.place(keys, vector, -1)
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
    descent = _Descent(choices, own, balance)
    try:
        descent.descend(0)
    except _Exhausted:
        return [set(vectors) for vectors in own], False
    return descent.alive, True


class _Exhausted(Exception):
    """The search used up its steps."""


@dataclass(slots=True)
class _Descent:
    """A search in depth, one row after the other; what was found of a state is kept."""

    choices: Sequence[Choice]
    own: Sequence[Sequence[Vector]]
    balance: Balance
    alive: list[set[Vector]] = field(init=False)
    order: list[int] = field(init=False)
    stack: list[Vector] = field(default_factory=list)
    known: dict[tuple[int, tuple[int, ...]], bool] = field(default_factory=dict)
    steps: int = 0

    def __post_init__(self) -> None:
        self.alive = [set() for _ in self.choices]
        self.order = sorted((at for at in range(len(self.own)) if self.own[at]), key=self._rank)

    def _rank(self, at: int) -> tuple[int, int, int]:
        """Large numbers first: they leave the least room for the others."""
        largest = max((n or 0 for vector in self.own[at] for n in vector), default=0)
        return -largest, len(self.own[at]), at

    def _mark(self) -> None:
        """Note that the rows placed so far occur in a combination that keeps all identities."""
        for at, vector in zip(self.order, self.stack, strict=False):
            self.alive[at].add(vector)

    def descend(self, depth: int) -> bool:
        """Whether some combination of the rows from `depth` on keeps all identities; marks the
        rows that occur in one."""
        if depth == len(self.order):
            self._mark()
            return True
        state = (depth, self.balance.state())
        if state in self.known:
            if self.known[state]:
                self._mark()
            return self.known[state]
        keys = self.choices[self.order[depth]].keys
        found = False
        for vector in self.own[self.order[depth]]:
            self.steps += 1
            if self.steps > MAX_STEPS:
                raise _Exhausted
            touched = self.balance.place(keys, vector)
            self.stack.append(vector)
            if all(map(self.balance.holds, touched)):
                found |= self.descend(depth + 1)
            self.stack.pop()
            self.balance.place(keys, vector, -1)
        self.known[state] = found
        return found
