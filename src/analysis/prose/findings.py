"""What was understood of one figure, or of one zero said in words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from ..forms.statements import UNCLASSIFIED, Rule
from .clauses import Clause, Sentence
from .owners import Owner
from .passages import Passage
from .periods import Period
from .words import Label

NEW, CLOSED = "applications.new", "applications.closed_total"
CARRIED = ("applications.carried_in", "applications.carried_out")
_CONCLUDES = re.compile("结|复")


class Verdict(NamedTuple):
    """The key that the rules give a figure.

    `strength`: 3 by its own words, 2 with its sentence, 1 by what was carried on.
    `part`: it is a part by what it counts. `withdraws_last`: the figure before it counted more
    than its key says.
    """

    key: str = UNCLASSIFIED
    rule: Rule | None = None
    strength: int = 0
    part: bool = False
    withdraws_last: bool = False


@dataclass(slots=True, eq=False)
class Finding:
    """A figure with its key; what later figures say of it changes it.

    `in_words`: a zero that words say, which then are those of its clause. `stock_key`: the key,
    had it not been counted since long ago. `of`: the count whose percentage it is. `until`: whether
    it may be counted from the beginning up to a day.
    """

    passage: Passage
    sentence: Sentence
    clause: Clause
    verdict: Verdict = field(default_factory=Verdict)
    value: float | None = None
    owner: Owner = field(default_factory=Owner)
    period: Period = field(default_factory=Period)
    basis: str = "all"
    part: bool = False
    in_words: bool = False
    stock_key: str = ""
    of: Finding | None = None
    until: bool = False

    @property
    def key(self) -> str:
        return self.verdict.key

    @property
    def has_key(self) -> bool:
        return self.verdict.key != UNCLASSIFIED

    @property
    def unit(self) -> str:
        return self.clause.figure.unit

    @property
    def own(self) -> Label:
        return self.clause.own

    @property
    def may_hold_carried(self) -> bool:
        """Whether a number beside one carried over may hold it: 收到 and 办理, not 办结 and 答复."""
        return self.key in (NEW, CLOSED) and not _CONCLUDES.search(
            self.own.text + self.clause.right.text
        )
