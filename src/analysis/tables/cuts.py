"""Touching digits: all ways to cut a run of digits into the numbers of a row.

White space always cuts. A number does not begin with 0 unless it is 0. Where the row has totals, a
cut counts only if they are the sums of their parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

from ..documents.limits import MAX_OPTIONS, MAX_STEPS

_LONGEST = 9  # digits of one number


class TooMany(Exception):
    """More cuts than the fixed bound, or more numbers tried for them."""


def cuts(pieces: Sequence[str], width: int, sums: Sequence[int] = ()) -> list[tuple[int, ...]]:
    """The ways to cut `pieces` into `width` numbers, each as the lengths of the numbers.

    `sums` are the sizes of consecutive blocks whose last number is the sum of the others; they add
    up to `width`. Without `sums` every cut counts. Raises `TooMany` beyond `MAX_OPTIONS` cuts, or
    where `MAX_STEPS` numbers were tried for them.

    >>> cuts(["640020470"], 7, [7])
    [(2, 1, 1, 1, 1, 1, 2)]
    """
    text, breaks = "".join(pieces), frozenset(accumulate(map(len, pieces)))
    if not text.isdecimal():
        return []
    cutter = _Cutter(text, width, breaks, frozenset(accumulate(sums)))
    found = list(islice(cutter.cut(0, 0, 0), MAX_OPTIONS + 1))
    if len(found) > MAX_OPTIONS:
        raise TooMany
    return found


@dataclass(slots=True)
class _Cutter:
    """All cuts of one run of digits into `width` numbers.

    `breaks`: the places that must be cut; `totals`: which numbers, counted from 1, are the sum of
    those behind the total before; `tried` counts the numbers that were looked at.
    """

    text: str
    width: int
    breaks: frozenset[int]
    totals: frozenset[int]
    tried: int = 0

    def cut(self, at: int, done: int, total: int) -> Iterator[tuple[int, ...]]:
        """The lengths of the numbers from `at` on: behind `done` ones, which add up to `total`
        since the last total."""
        digits, numbers = len(self.text) - at, self.width - done
        if digits == numbers == 0:
            yield ()
        if not 0 < numbers <= digits <= numbers * _LONGEST:
            return
        is_total = done + 1 in self.totals
        for length in range(1, self._longest(at) + 1):
            number = self._read(at, length)
            if not is_total or number == total:
                for rest in self.cut(at + length, done + 1, 0 if is_total else total + number):
                    yield (length, *rest)

    def _longest(self, at: int) -> int:
        """How many digits a number that begins here may have."""
        end = min(place for place in self.breaks if place > at)
        return 1 if self.text[at] == "0" else min(_LONGEST, end - at)

    def _read(self, at: int, length: int) -> int:
        self.tried += 1
        if self.tried > MAX_STEPS:
            raise TooMany
        return int(self.text[at : at + length])
