"""What the rows of a document hold, seen before their tokens are read one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .tokens import Token
from .vocabulary import OUTER, find_cell_year, is_foreign_word

_SEVERAL = 2  # more words of one sort make a row a header
_LONGEST = 60  # characters of a line that may say a year and nothing else


@dataclass(slots=True)
class RowOverview:
    """How many places a row has, and how many of them hold something, a number, a word.

    Of the words: those that no form knows (`foreign`), that name a year, a column of a form, or a
    row or column (`known`). `is_outer`: one is the heading above all columns.
    """

    is_whole: bool = False
    width: int = 0
    filled: int = 0
    numbers: int = 0
    words: int = 0
    labels: int = 0
    foreign: int = 0
    years: int = 0
    columns: int = 0
    known: int = 0
    is_outer: bool = False

    def add(self, token: Token) -> None:
        """Count one more place of the row."""
        self.is_whole = token.whole
        self.width += 1
        self.filled += token.kind not in ("blank", "pad")
        self.numbers += token.kind == "value"
        if token.kind not in ("label", "text"):
            return
        kinds = token.entries.kinds
        is_prose = token.kind == "text" and not token.whole and len(token.text) > _LONGEST
        is_dated = not is_prose and find_cell_year(token.text) is not None
        self.words += 1
        self.years += is_dated
        self.known += not is_dated and not kinds <= {"heading"}
        self.labels += token.kind == "label"
        self.foreign += token.whole and token.kind == "text" and is_foreign_word(token.text)
        self.columns += not kinds.isdisjoint(("column", "group"))
        self.is_outer |= token.kind == "label" and token.entries[0].key == OUTER

    @property
    def is_worded(self) -> bool:
        """Whether it holds words and no number."""
        return self.words > 0 == self.numbers

    @property
    def is_numbered(self) -> bool:
        """Whether it is a row of a table with a number."""
        return self.is_whole and self.numbers > 0

    @property
    def heads_columns(self) -> bool:
        """Whether it is a row of a table that heads columns of a form."""
        is_heading = self.is_outer or self.columns > _SEVERAL
        return self.is_whole and self.is_worded and is_heading

    @property
    def is_foreign(self) -> bool:
        """Whether it is a row of a table of words that no form knows."""
        return self.is_whole and self.is_worded and self.foreign > _SEVERAL

    @property
    def is_caption(self) -> bool:
        """Whether it holds words, and none of a row or a column of a form."""
        return self.is_worded and not self.known and self.years < 2


Overview = Mapping[int, RowOverview]
"""The rows of a document by their number."""


def survey(stream: Sequence[Token]) -> Overview:
    """The rows of a stream of tokens."""
    rows: dict[int, RowOverview] = defaultdict(RowOverview)
    for token in stream:
        rows[token.row].add(token)
    return rows
