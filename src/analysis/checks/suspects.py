"""The cells that would explain why identities fail: suspects, and never repairs.

One error of a publisher or of a reader leaves a pattern: the identities that hold the wrong cell
fail, all by the same difference, and no other. Every cell, and every pair of cells, is asked what
it would have to be for the failing identities to hold; `catalogue.toml` says which of several
explanations is the likelier.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ..forms import Instance, Key, evaluate, forms
from ..frames.proofs import Number, Sheet
from ..values.cells import ASSUMED_FROM
from .catalogue import load_catalogue

_FACTORS = (2_000, 50_000)  # about 10,000: amounts of two years differ by themselves
Change = tuple[Key, Number, Number]
"""A cell, the number that is printed in it, and the number that would explain the failure."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """One explanation: what would have to be changed, and what speaks for and against it.

    `kind` is an entry of `[[suspects]]` in `catalogue.toml`. `solves`: the failing identities that
    would hold; `leaves`: those that would fail still; `breaks`: identities that hold now and would
    fail.
    """

    kind: str
    changes: tuple[Change, ...]
    solves: tuple[Instance, ...]
    leaves: int
    breaks: int

    @property
    def words(self) -> str:
        """What may have happened, in a sentence."""
        names = {f"cell{n}": ".".join(key) for n, (key, _, _) in enumerate(self.changes, 1)}
        numbers = {"printed": self.changes[0][1], "instead": self.changes[0][2]}
        return str(_load_kinds()[self.kind]["words"]).format(**names, **numbers)


def _load_kinds() -> dict[str, dict[str, str]]:
    return {entry["kind"]: entry for entry in load_catalogue()["suspects"]}


def find_suspects(sheet: Sheet) -> list[Suspect]:
    """The explanations of the failing identities of a report, table by table, the likeliest first.

    First those that leave the fewest identities failing, then by the order of the kinds, then
    cells that stand side by side before others.
    """
    found: list[Suspect] = []
    for table in sheet.forms:
        found += _Search(sheet, table).run()
    return found


def suspect_unit(form: str, key: Key, value: Number, usual: Number | None) -> Suspect | None:
    """The suspect that an amount is in 元 below a header in 万元; None for any other number.

    It is suspected where it is about 10,000 times what is `usual` (the number of the year before,
    the median of peers), or where nothing is known to compare with and it is as large as no amount
    without a unit.

    >>> key = ("proactive", "fees", "amount_wan_yuan")
    >>> latest = max(forms().values(), key=lambda form: form.era)
    >>> suspect_unit(latest.key, key, 251000, 27).changes[0][2]
    25.1
    """
    if forms()[form].table(key[0]).find_unit(key[1], key[2]) != "万元":
        return None
    factor = value / usual if usual else None
    low, high = _FACTORS
    is_odd = value >= ASSUMED_FROM if factor is None else low <= factor <= high
    return Suspect("yuan", ((key, value, value / 10_000),), (), 0, 0) if is_odd else None


@dataclass(frozen=True)
class _Search:
    """The search in one table."""

    sheet: Sheet
    table: str

    @cached_property
    def gaps(self) -> dict[int, Number]:
        """Left minus right of each identity that holds or fails."""
        verdicts = (
            (at, evaluate(one, self.sheet.values, self.sheet.proven))
            for at, one in enumerate(self.sheet.found)
            if one.identity.table == self.table
        )
        return {at: v.left - v.right for at, v in verdicts if v.result != "not_assessable"}

    @cached_property
    def terms(self) -> dict[Key, dict[int, int]]:
        """For every printed cell the identities that hold it, with its weight on the left side."""
        terms: dict[Key, dict[int, int]] = {}
        for at in self.gaps:
            one = self.sheet.found[at]
            for side, sign in ((one.left, 1), (one.right, -1)):
                for key, weight in side.items():
                    if key in self.sheet.values:
                        terms.setdefault(key, {})[at] = sign * weight
        return terms

    @cached_property
    def order(self) -> dict[Key, tuple[int, int]]:
        """The printed place of each cell: row and column."""
        shape = forms()[self.sheet.forms[self.table]].table(self.table)
        columns = [column.key for column in shape.columns]
        return {
            (self.table, row.key, column): (at, columns.index(column))
            for at, row in enumerate(shape.rows)
            for column in shape.find_columns(row.key)
        }

    def run(self) -> list[Suspect]:
        failing = [at for at in self.gaps if not self._holds(at, self.gaps[at])]
        if not failing:
            return []
        suspected = [key for key, own in self.terms.items() if own.keys() & set(failing)]
        ways = (self._try_single_cells, self._find_swaps, self._try_with_total)
        found = [one for way in ways for one in way(suspected, failing)]
        return sorted(found, key=self._rank)

    def _holds(self, at: int, gap: Number) -> bool:
        is_bound = self.sheet.found[at].identity.relation == "at_least"
        return abs(gap) < 1e-6 or (is_bound and gap > 0)

    def _try_single_cells(self, suspected: list[Key], failing: list[int]) -> Iterator[Suspect]:
        for key in suspected:
            own, printed = self.terms[key], self.sheet.values[key]
            wanted = {printed - self.gaps[at] / own[at] for at in failing if at in own}
            for value in sorted(wanted):
                if value >= 0 and float(value).is_integer():
                    change = (key, printed, int(value))
                    yield from self._judge(self._classify_change(change), (change,), failing)

    def _find_swaps(self, suspected: list[Key], failing: list[int]) -> Iterator[Suspect]:
        for key in suspected:
            for other in self.terms:
                one, two = self.sheet.values[key], self.sheet.values[other]
                is_first = other not in suspected or self.order[key] < self.order[other]
                if one != two and is_first and self._is_in_line(key, other):
                    changes = ((key, one, two), (other, two, one))
                    yield from self._judge("swapped", changes, failing)

    def _try_with_total(self, suspected: list[Key], failing: list[int]) -> Iterator[Suspect]:
        """A cell that is wrong together with the total of its row, as where a case counts twice."""
        for key in suspected:
            total = (key[0], key[1], "total")
            if key == total or total not in self.terms:
                continue
            for gap in sorted({self.gaps[at] / self.terms[key].get(at, 1) for at in failing}):
                pairs = [(one, self.sheet.values[one]) for one in (key, total)]
                changes = tuple((one, value, int(value - gap)) for one, value in pairs)
                if float(gap).is_integer() and min(new for _, _, new in changes) >= 0:
                    yield from self._judge("row", changes, failing)

    def _is_in_line(self, key: Key, other: Key) -> bool:
        return key[1] == other[1] or key[2] == other[2]

    def _judge(
        self, kind: str, changes: tuple[Change, ...], failing: list[int]
    ) -> Iterator[Suspect]:
        """The suspect, where more identities would hold than before."""
        after: dict[int, Number] = {}
        for key, printed, instead in changes:
            for at, weight in self.terms[key].items():
                after[at] = after.get(at, self.gaps[at]) + weight * (instead - printed)
        solved = [at for at in failing if at in after and self._holds(at, after[at])]
        broken = [at for at in after if at not in failing and not self._holds(at, after[at])]
        if len(solved) > len(broken):
            identities = tuple(self.sheet.found[at] for at in solved)
            yield Suspect(kind, changes, identities, len(failing) - len(solved), len(broken))

    def _classify_change(self, change: Change) -> str:
        key, printed, instead = change
        if printed == 0 and self._is_total(key):
            return "total_zero"
        pending = self.sheet.values.get((key[0], key[1], "pending"))
        if key[2] == "total" and pending and instead - printed == pending:
            return "concluded"
        return _compare_digits(str(printed), str(instead))

    def _is_total(self, key: Key) -> bool:
        return any(list(self.sheet.found[at].left) == [key] for at in self.terms[key])

    def _rank(self, suspect: Suspect) -> tuple[int, ...]:
        kinds = list(_load_kinds())
        places = [self.order[key] for key, _, _ in suspect.changes]
        apart = sum(abs(a - b) for a, b in zip(places[0], places[-1], strict=True))
        left = suspect.leaves + suspect.breaks
        return (left, kinds.index(suspect.kind), apart, *places[0], *places[-1])


def _compare_digits(printed: str, instead: str) -> str:
    """How one number becomes the other: by one digit, by a lost or a further one, or otherwise.

    >>> _compare_digits("12", "17"), _compare_digits("12", "21"), _compare_digits("12", "123")
    ('digit', 'digits_swapped', 'digit_lost')
    """
    longer, shorter = sorted((printed, instead), key=len, reverse=True)
    if len(printed) == len(instead):
        different = [
            at for at, pair in enumerate(zip(printed, instead, strict=True)) if len(set(pair)) > 1
        ]
        if len(different) == 1:
            return "digit"
        first, last = different[0], different[-1]
        if last == first + 1 and printed[first] + printed[last] == instead[last] + instead[first]:
            return "digits_swapped"
    if len(longer) == len(shorter) + 1 and shorter in {
        longer[:at] + longer[at + 1 :] for at in range(len(longer))
    }:
        return "digit_lost" if longer is instead else "digit_extra"
    return "other"
