"""Placements of printed numbers that keep the identities of the form.

Where separators or blanks were lost, a row has several possible placements. All combinations that break no
identity are searched, with a fixed number of steps and not by the clock. A cell gets a value only if every
combination that is left puts the same number there. Cells that were lost are unknown and not negative.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..documents.limits import MAX_STEPS
from ..forms import Instance, Key

Vector = tuple[int | None, ...]
"""The numbers of one option in the order of its columns; None where the cell is unknown."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One uncertain row: its keys, and what each option would put there."""

    keys: tuple[Key, ...]
    vectors: tuple[Vector, ...]


class _Sums:
    """Both sides of every identity, kept up to date while rows are placed."""

    def __init__(
        self, instances: Sequence[Instance], values: Mapping[Key, int], zeros: set[Key]
    ) -> None:
        self.of: dict[Key, list[tuple[int, int, bool]]] = {}
        self.difference = [0] * len(instances)
        self.open = [[0, 0] for _ in instances]
        for at, instance in enumerate(instances):
            for left, side in ((True, instance.left), (False, instance.right)):
                for key, weight in side.items():
                    self.of.setdefault(key, []).append((at, weight if left else -weight, left))
                    if key in values:
                        self.difference[at] += (weight if left else -weight) * values[key]
                    elif key not in zeros:
                        self.open[at][0 if left else 1] += 1

    def holds(self, at: int) -> bool:
        open_left, open_right = self.open[at]
        if open_left and open_right:
            return True
        if open_left:
            return self.difference[at] <= 0
        if open_right:
            return self.difference[at] >= 0
        return self.difference[at] == 0

    def state(self) -> tuple[int, ...]:
        """All that the rest of a search depends on."""
        return (*self.difference, *(n for sides in self.open for n in sides))

    def place(self, keys: Sequence[Key], vector: Vector, sign: int = 1) -> set[int]:
        touched = set()
        for key, number in zip(keys, vector, strict=True):
            if number is None:
                continue
            for at, weight, left in self.of.get(key, ()):
                self.difference[at] += sign * weight * number
                self.open[at][0 if left else 1] -= sign
                touched.add(at)
        return touched


def search(
    choices: Sequence[Choice],
    instances: Sequence[Instance],
    values: Mapping[Key, int],
    zeros: set[Key],
) -> tuple[list[set[Vector]], bool]:
    """For each uncertain row the vectors that occur in a combination which breaks no identity.

    `values` are the certain numbers and `zeros` the certain blanks. Identities that the certain numbers
    break already are a publisher's error and decide nothing. Returns the sets, and whether the search ended
    within its steps; where it did not, the sets hold every vector that its row allows.
    """
    usable = [i for i in instances if i.identity.relation == "equal"]
    probe = _Sums(usable, values, zeros)
    usable = [i for at, i in enumerate(usable) if probe.holds(at)]
    sums = _Sums(usable, values, zeros)
    if sum(len(c.vectors) for c in choices) > MAX_STEPS:
        return [set(c.vectors) for c in choices], False
    own = [[v for v in dict.fromkeys(c.vectors) if _alone(sums, c.keys, v)] for c in choices]
    # Large numbers first: they leave the least room for the others.
    order = sorted(
        (i for i in range(len(choices)) if own[i]),
        key=lambda i: (-max((n or 0 for v in own[i] for n in v), default=0), len(own[i]), i),
    )
    alive: list[set[Vector]] = [set() for _ in choices]
    steps = 0
    stack: list[Vector] = []

    def descend(depth: int) -> bool:
        """Whether some combination of the rows from `depth` on keeps all identities; marks the rows that occur in one."""
        nonlocal steps
        if depth == len(order):
            for i, vector in zip(order, stack, strict=True):
                alive[i].add(vector)
            return True
        state = (depth, sums.state())
        if state in known:
            if known[state]:  # the rows below are marked already
                for i, vector in zip(order, stack, strict=False):
                    alive[i].add(vector)
            return known[state]
        at = order[depth]
        found = False
        for vector in own[at]:
            steps += 1
            if steps > MAX_STEPS:
                raise _Exhausted
            touched = sums.place(choices[at].keys, vector)
            stack.append(vector)
            if all(map(sums.holds, touched)):
                found |= descend(depth + 1)
            stack.pop()
            sums.place(choices[at].keys, vector, -1)
        known[state] = found
        return found

    known: dict[tuple[int, tuple[int, ...]], bool] = {}
    try:
        descend(0)
    except _Exhausted:
        return [set(vectors) for vectors in own], False
    return alive, True


class _Exhausted(Exception):
    """The search used up its steps."""


def _alone(sums: _Sums, keys: Sequence[Key], vector: Vector) -> bool:
    touched = sums.place(keys, vector)
    fine = all(map(sums.holds, touched))
    sums.place(keys, vector, -1)
    return fine
