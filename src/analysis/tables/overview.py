"""What the rows of a document hold, seen before their tokens are read one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from .tokens import Token
from .vocabulary import OUTER, find_cell_year, is_foreign_word

_SEVERAL = 2  # more words of one sort make a row a header


@dataclass(frozen=True, slots=True)
class Overview:
    """Rows by their number: the places of each (`widths`), and how many of them hold something
    (`filled`); how many numbers it holds
    (`numbered`, of rows of tables); and the rows with a label, and with words but no number.

    Of the last, those that head columns of a form (`heading`), those of words that no form knows
    (`foreign`), and those without any row or column of a form (`captions`). `dated`: the rows in
    which one cell names a year.
    """

    widths: Mapping[int, int]
    filled: Mapping[int, int]
    labelled: Set[int]
    numbered: Mapping[int, int]
    worded: Set[int]
    heading: Set[int]
    foreign: Set[int]
    captions: Set[int]
    dated: Set[int]


def survey(stream: Sequence[Token]) -> Overview:
    """The rows of a stream of tokens."""
    values = [t for t in stream if t.kind == "value"]
    words = [t for t in stream if t.kind == "label" or t.kind == "text"]
    worded = {t.row for t in words} - {t.row for t in values}
    dated = [find_cell_year(t.text) is not None for t in words]
    years = Counter([t.row for t, is_dated in zip(words, dated, strict=True) if is_dated])
    cells = {row for row, count in years.items() if count > 1}
    cells |= {
        t.row
        for t, is_dated in zip(words, dated, strict=True)
        if any(e.kind != "heading" for e in t.entries) and not is_dated
    }
    columns, unknown = Counter[int](), Counter[int]()
    heading = set[int]()
    for token in words:
        if token.row not in worded or not token.whole:
            continue
        if token.kind == "text":
            unknown[token.row] += is_foreign_word(token.text)
            continue
        columns[token.row] += any(e.kind in ("column", "group") for e in token.entries)
        if token.entries[0].key == OUTER:
            heading.add(token.row)
    return Overview(
        Counter([t.row for t in stream]),
        Counter([t.row for t in stream if t.kind not in ("blank", "pad")]),
        {t.row for t in words if t.kind == "label" and t.whole},
        Counter([t.row for t in values if t.whole]),
        worded,
        heading | {row for row, count in columns.items() if count > _SEVERAL},
        {row for row, count in unknown.items() if count > _SEVERAL},
        worded - cells,
        {row for row, count in years.items() if count == 1},
    )
