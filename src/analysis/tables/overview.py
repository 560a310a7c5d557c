"""What the strips of a document hold, seen before their tokens are read one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from .headers import OUTER, foreign
from .tokens import Token

_SEVERAL = 2  # more words of one sort make a row a header


@dataclass(frozen=True, slots=True)
class Overview:
    """Strips by their number: the places of each (`widths`), and those with a label in a row, with a number in a row, and with words but no number.

    Of the last, those that head columns of a form (`heading`), and those of words that no form knows (`foreign`).
    """

    widths: Mapping[int, int]
    labelled: Set[int]
    numbered: Set[int]
    worded: Set[int]
    heading: Set[int]
    foreign: Set[int]


def overview(stream: Sequence[Token]) -> Overview:
    """The strips of a stream of tokens."""
    labels, unknown = Counter[int](), Counter[int]()
    labelled, numbered, worded, valued, outer = set[int](), set[int](), set[int](), set[int](), set[int]()
    for token in stream:
        if token.kind == "value":
            valued.add(token.strip)
            if token.row:
                numbered.add(token.strip)
        elif token.kind in ("label", "text"):
            worded.add(token.strip)
            if token.row and token.kind == "text":
                unknown[token.strip] += foreign(token.text)
            elif token.row:
                labelled.add(token.strip)
                labels[token.strip] += any(e.kind == "column" for e in token.entries)
                if token.entries[0].key == OUTER:
                    outer.add(token.strip)
    worded -= valued
    heading = (outer | {strip for strip, count in labels.items() if count > _SEVERAL}) & worded
    return Overview(
        Counter([token.strip for token in stream]),
        labelled,
        numbered,
        worded,
        heading,
        {strip for strip, count in unknown.items() if count > _SEVERAL} & worded,
    )
