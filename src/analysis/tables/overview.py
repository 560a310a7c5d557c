"""What the rows of a document hold, seen before their tokens are read one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from .headers import OUTER, is_foreign_word
from .tokens import Token

_SEVERAL = 2  # more words of one sort make a row a header


@dataclass(frozen=True, slots=True)
class Overview:
    """Rows by their number: the places of each (`widths`), and how many of them hold something
    (`filled`); and the rows with a label, with a number, and with words but no number.

    Of the last, those that head columns of a form (`heading`), and those of words that no form
    knows (`foreign`).
    """

    widths: Mapping[int, int]
    filled: Mapping[int, int]
    labelled: Set[int]
    numbered: Set[int]
    worded: Set[int]
    heading: Set[int]
    foreign: Set[int]


def survey(stream: Sequence[Token]) -> Overview:
    """The rows of a stream of tokens."""
    values = [t for t in stream if t.kind == "value"]
    words = [t for t in stream if t.kind == "label" or t.kind == "text"]
    worded = {t.strip for t in words} - {t.strip for t in values}
    columns, unknown = Counter[int](), Counter[int]()
    heading = set[int]()
    for token in words:
        if token.strip not in worded or not token.row:
            continue
        if token.kind == "text":
            unknown[token.strip] += is_foreign_word(token.text)
            continue
        columns[token.strip] += any(e.kind in ("column", "group") for e in token.entries)
        if token.entries[0].key == OUTER:
            heading.add(token.strip)
    return Overview(
        Counter([t.strip for t in stream]),
        Counter([t.strip for t in stream if t.kind not in ("blank", "pad")]),
        {t.strip for t in words if t.kind == "label" and t.row},
        {t.strip for t in values if t.row},
        worded,
        heading | {row for row, count in columns.items() if count > _SEVERAL},
        {row for row, count in unknown.items() if count > _SEVERAL},
    )
