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
    values = [t for t in stream if t.kind == "value"]
    words = [t for t in stream if t.kind == "label" or t.kind == "text"]
    worded = {t.strip for t in words} - {t.strip for t in values}
    columns, unknown = Counter[int](), Counter[int]()
    heading = set[int]()
    for token in words:
        if token.strip in worded and token.row:
            if token.kind == "text":
                unknown[token.strip] += foreign(token.text)
            else:
                columns[token.strip] += bool(token.entries.columns)
                if token.entries[0].key == OUTER:
                    heading.add(token.strip)
    return Overview(
        Counter([t.strip for t in stream]),
        {t.strip for t in words if t.kind == "label" and t.row},
        {t.strip for t in values if t.row},
        worded,
        heading | {strip for strip, count in columns.items() if count > _SEVERAL},
        {strip for strip, count in unknown.items() if count > _SEVERAL},
    )
