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
    text, breaks = "".join(pieces), set(accumulate(map(len, pieces)))
    if not text.isdecimal() or not width <= len(text) <= width * _LONGEST:
        return []
    cutter = _Cutter(text, breaks)
    ways = cutter.blocks(0, sums) if sums else cutter.free(0, len(text), width)
    found = list(islice(ways, MAX_OPTIONS + 1))
    if len(found) > MAX_OPTIONS:
        raise TooMany
    return found


@dataclass(slots=True)
class _Cutter:
    """All cuts of one run of digits; `tried` counts the numbers that were looked at."""

    text: str
    breaks: set[int]
    tried: int = 0

    def number(self, begin: int, end: int) -> int:
        self.tried += 1
        if self.tried > MAX_STEPS:
            raise TooMany
        return int(self.text[begin:end])

    def blocks(self, at: int, sizes: Sequence[int]) -> Iterator[tuple[int, ...]]:
        """Cut text[at:] into blocks of these sizes whose last number is the sum of the others."""
        if not sizes:
            yield ()
            return
        size, stop = sizes[0], len(self.text) - sum(sizes[1:])
        begin = at + size if sizes[1:] else stop
        for end in range(begin, min(stop, at + size * _LONGEST) + 1):
            for lengths in self.cut_sums(at, end, size):
                for more in self.blocks(end, sizes[1:]):
                    yield (*lengths, *more)

    def free(
        self, at: int, end: int, count: int, limit: int | None = None
    ) -> Iterator[tuple[int, ...]]:
        """Cut text[at:end] into `count` numbers; with `limit`, numbers that add up to it."""
        if count == 0:
            if at == end and not limit:
                yield ()
            return
        if end - at > count * _LONGEST:
            return
        longest = 1 if at < end and self.text[at] == "0" else min(_LONGEST, end - at - count + 1)
        for size in range(1, longest + 1):
            value = self.number(at, at + size)
            if limit is not None and value > limit:
                return
            for rest in self.free(
                at + size, end, count - 1, None if limit is None else limit - value
            ):
                yield (size, *rest)
            if at + size in self.breaks:
                return

    def cut_sums(self, at: int, end: int, size: int) -> Iterator[tuple[int, ...]]:
        """Cut text[at:end] into `size` numbers of which the last is the sum of the others."""
        for length in range(1, min(_LONGEST, end - at - size + 1) + 1):
            begin = end - length
            if any(begin < b < end for b in self.breaks) or (
                length > 1 and self.text[begin] == "0"
            ):
                continue
            for parts in self.free(at, begin, size - 1, self.number(begin, end)):
                yield (*parts, length)
