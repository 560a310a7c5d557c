"""Touching digits: all ways to cut a run of digits into the numbers of a row.

White space always cuts. A number does not begin with 0 unless it is 0. Where the row has totals, a cut
counts only if they are the sums of their parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

MAX_CUTS = 6000
_LONGEST = 9  # digits of one number


class TooMany(Exception):
    """More cuts than the fixed bound."""


def cuts(pieces: Sequence[str], width: int, sums: Sequence[int] = ()) -> list[tuple[int, ...]]:
    """The ways to cut `pieces` into `width` numbers, each as the lengths of the numbers.

    `sums` are the sizes of consecutive blocks whose last number is the sum of the others; they add up to
    `width`. Without `sums` every cut counts. Raises `TooMany` beyond `MAX_CUTS`.

    >>> cuts(["640020470"], 7, [7])
    [(2, 1, 1, 1, 1, 1, 2)]
    """
    text = "".join(pieces)
    breaks = set()
    at = 0
    for piece in pieces:
        at += len(piece)
        breaks.add(at)
    if not text.isdigit() or len(text) < width:
        return []
    found: list[tuple[int, ...]] = []
    blocks = list(sums) or [0]
    for lengths in _blocks(text, 0, breaks, blocks, width):
        found.append(lengths)
        if len(found) > MAX_CUTS:
            raise TooMany
    return found


def _blocks(text: str, at: int, breaks: set[int], blocks: Sequence[int], width: int) -> Iterator[tuple[int, ...]]:
    if blocks == [0]:
        yield from _free(text, at, len(text), breaks, width)
        return
    size, rest = blocks[0], blocks[1:]
    left = sum(rest)
    for end in range(at + size, len(text) - left + 1) if rest else (len(text),):
        for lengths in _summed(text, at, end, breaks, size):
            if not rest:
                yield lengths
            else:
                for more in _blocks(text, end, breaks, rest, width):
                    yield (*lengths, *more)


def _free(text: str, at: int, end: int, breaks: set[int], count: int, limit: int | None = None) -> Iterator[tuple[int, ...]]:
    """Cut text[at:end] into `count` numbers; with `limit`, numbers that add up to it."""
    if count == 0:
        if at == end and not limit:
            yield ()
        return
    longest = 1 if at < end and text[at] == "0" else min(_LONGEST, end - at - count + 1)
    for size in range(1, longest + 1):
        value = int(text[at : at + size])
        if limit is not None and value > limit:
            return
        for rest in _free(text, at + size, end, breaks, count - 1, None if limit is None else limit - value):
            yield (size, *rest)
        if at + size in breaks:
            return


def _summed(text: str, at: int, end: int, breaks: set[int], size: int) -> Iterator[tuple[int, ...]]:
    """Cut text[at:end] into `size` numbers of which the last is the sum of the others."""
    for length in range(1, min(_LONGEST, end - at - size + 1) + 1):
        begin = end - length
        if any(begin < b < end for b in breaks) or (length > 1 and text[begin] == "0"):
            continue
        for parts in _free(text, at, begin, breaks, size - 1, int(text[begin:end])):
            yield (*parts, length)
