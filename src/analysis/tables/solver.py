"""The rows whose cells are not certain: without a label, below a doubtful header, or damaged.

Only the order of the form and its identities decide here. What they leave open has no value and a
problem that names the candidates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from ..errors import Problem
from ..forms import Form, Instance, Key, Table, evaluate, list_instances
from .candidates import Option
from .columns import Candidates
from .doubts import Doubt
from .search import Choice, Vector, search
from .tokens import Token, first_line

_OF_A_ROW = ("row_misfit", "search_limit", "ambiguous")  # doubts about one row, and no header


class Placement(NamedTuple):
    """A row and where its cells stand. `agreed`: for each cell, whether all possible placements
    agree on it. Without an `option` nothing is placed, and `doubt` says why."""

    candidates: Candidates
    option: Option | None = None
    status: str = "printed"
    agreed: tuple[bool, ...] = ()
    doubt: Doubt | None = None

    def cells(self) -> Iterable[tuple[tuple[str, str], Token | None]]:
        """The cells of the form in which it stands, each with its token."""
        for place, token in zip(self.candidates.places, self.option or (), strict=True):
            if place is not None:
                yield place, token


@dataclass(slots=True)
class Solver:
    """Places the rows of one table. `dropped`: blanks were dropped in it, or in one before it."""

    form: Form
    shape: Table
    rows: list[Candidates]
    dropped: bool = False
    problems: list[Problem] = field(default_factory=list)

    def solve(self) -> list[Placement]:
        """One placement for every row of the form; rows without a label are left out."""
        orphans = self._assign_orphans()
        placements = [self._place(c, id(c) in orphans) for c in self.rows if c.row.row is not None]
        placements = self._confirm(placements)
        is_open = [p.option is None and bool(p.candidates.fit.options) for p in placements]
        if any(is_open):
            placements = self._choose(placements, is_open)
        for placement in placements:
            if placement.doubt and placement.doubt.code in _OF_A_ROW:
                self._report(placement, placement.doubt)
        return placements

    def _place(self, candidates: Candidates, is_orphan: bool) -> Placement:
        option = candidates.fit.exact
        if option is None:
            return Placement(candidates, doubt=candidates.fit.doubt)
        status = "recovered" if is_orphan else "printed"
        return Placement(candidates, option, status, (True,) * len(option))

    def _certain(self, placements: Iterable[Placement]) -> tuple[dict[Key, int], set[Key]]:
        """The numbers and the blanks that have a place."""
        values: dict[Key, int] = {}
        zeros: set[Key] = set()
        for placement in placements:
            for place, token in placement.cells() if placement.option else ():
                if token is None:
                    continue
                if token.kind == "blank":
                    zeros.add((self.shape.key, *place))
                elif (number := token.count) is not None:
                    values[self.shape.key, *place] = number
        return values, zeros

    def _instances(self) -> list[Instance]:
        places = {place for c in self.rows for place in c.places if place}
        keys = places | set(self.shape.list_places(optional=False))
        return list(list_instances(self.form, self.shape.key, keys))

    def _keys(self, candidates: Candidates) -> tuple[Key, ...]:
        return tuple([(self.shape.key, *place) for place in candidates.places if place])

    # Rows without a label

    def _assign_orphans(self) -> set[int]:
        """Give complete rows without a label, as many as rows of the form are missing between two
        certain ones, to these in order; returns their ids. They stay without a row unless every
        identity that they touch holds then."""
        if self.shape.orientation == "across":
            return set()
        rows = list(self.rows)
        filled: set[int] = set()
        for begin, stop, keys in self._find_gaps():
            group = [at for at in range(begin, stop) if rows[at].fit.exact is not None]
            if len(group) != len(keys):
                self._doubt_labels(rows, group, keys)
                continue
            for at, key in zip(group, keys, strict=True):
                rows[at] = rows[at].in_row(key)
                filled.add(at)
        if not filled:
            self.rows = rows
            return set()
        placed = [self._place(c, True) for c in rows if c.row.row is not None]
        values, zeros = self._certain(placed)
        touched = {key for at in filled for key in self._keys(rows[at])}
        known = [i for i in self._instances() if touched & (set(i.left) | set(i.right))]
        verdicts = [evaluate(instance, values, zeros).result for instance in known]
        if verdicts and set(verdicts) == {"pass"}:
            self.rows = rows
            return {id(rows[at]) for at in filled}
        for at in sorted(filled):
            if any(t.count is not None for t in self.rows[at].row.tokens):
                self._report_orphan(self.rows[at])
        return set()

    def _doubt_labels(
        self, rows: list[Candidates], group: Sequence[int], keys: Sequence[str]
    ) -> None:
        """Report rows of numbers that fit no gap. Where no row is missing, the row above may have
        lost its numbers to them; and where as many are missing elsewhere, the labels from here to
        there may have moved by a row."""
        lone = [at for at in group if rows[at].row.label is None and len(rows[at].row.numbers) > 1]
        for at in lone:
            self._report_orphan(rows[at])
        if not lone or keys or len(self.shape.columns) == 1:
            return
        placed = {c.row.row: at for at, c in enumerate(rows)}
        order = [row.key for row in self.shape.rows if not row.optional]
        missing = [order.index(key) for key in order if key not in placed]
        above = [at - 1 for at in lone if at and not rows[at - 1].row.numbers]
        for place in missing if len(missing) == len(lone) else ():
            before = [placed[key] for key in order[:place] if key in placed]
            bounds = sorted((max(before, default=0), lone[0]))
            above += [at for at in range(bounds[0], bounds[1] + 1) if rows[at].row.row]
        for at in above:
            rows[at] = rows[at]._replace(doubt=Doubt.TORN)

    def _find_gaps(self) -> Iterable[tuple[int, int, list[str]]]:
        """Rows without a label, from where to where, and the rows of the form that are missing
        between the certain rows around them."""
        keys = [row.key for row in self.shape.rows if not row.optional]
        at = 0
        while at < len(self.rows):
            stop = at
            while stop < len(self.rows) and self.rows[stop].row.row is None:
                stop += 1
            before = self.rows[at - 1].row.row if at else None
            after = self.rows[stop].row.row if stop < len(self.rows) else None
            if stop > at and (before in keys or at == 0):
                low = keys.index(before) + 1 if before in keys else 0
                high = keys.index(after) if after in keys else len(keys)
                yield at, stop, keys[low:high]
            at = stop + 1

    def _report_orphan(self, candidates: Candidates) -> None:
        words = (
            f"{self.shape.title}: numbers without a label that a form knows; "
            "look at the page, then make it known in labels.toml"
        )
        tokens = candidates.row.tokens
        line, found = first_line(tokens), show_row(tokens)
        self.problems.append(Problem("label_unknown", words, line, "a row label", found))

    # Doubtful headers

    def _confirm(self, placements: Sequence[Placement]) -> list[Placement]:
        """Rows whose columns are in doubt count only where the identities hold for them, and where
        no row of the table refutes the order of the form."""
        if not any(p.candidates.doubt for p in placements):
            return list(placements)
        values, zeros = self._certain(placements)
        known = self._instances()
        sums = [self._sums_of(placement, known) for placement in placements]
        in_order = not any(
            placement.candidates.doubt is Doubt.UNNAMED and _refutes_order(own, values, zeros)
            for placement, own in zip(placements, sums, strict=True)
        )
        checked: list[Placement] = []
        for placement, own in zip(placements, sums, strict=True):
            doubt = placement.candidates.doubt
            may_hold = doubt is Doubt.UNNAMED and bool(own) and in_order
            if doubt is None or (placement.option is None and may_hold):
                checked.append(placement)
            elif may_hold and all(evaluate(i, values, zeros).result == "pass" for i in own):
                checked.append(placement._replace(status="recovered"))
            else:
                fit = placement.candidates.fit._replace(options=())
                emptied = placement.candidates._replace(fit=fit)
                checked.append(Placement(emptied, doubt=doubt))
        rejected = {
            p.doubt: p for p in reversed(checked) if p.doubt and p.doubt is p.candidates.doubt
        }
        for doubt, first in rejected.items():
            self._report_header(first, doubt)
        return checked

    def _sums_of(self, placement: Placement, known: Sequence[Instance]) -> list[Instance]:
        """The identities whose numbers all stand in one row."""
        keys = set(self._keys(placement.candidates))
        return [i for i in known if (set(i.left) | set(i.right)) <= keys]

    def _report_header(self, placement: Placement, doubt: Doubt) -> None:
        words = f"{self.shape.title}: {doubt.words}, so they have no values"
        expected = ", ".join(column.label for column in self.shape.columns)
        tokens = placement.candidates.row.tokens
        line, found = first_line(tokens), show_row(tokens)
        self.problems.append(Problem(doubt.code, words, line, expected, found))

    # Several candidates

    def _choose(self, placements: Sequence[Placement], is_open: Sequence[bool]) -> list[Placement]:
        """Placements of the open rows on which all combinations that keep the identities agree."""
        covered = {key for i in self._instances() for key in (*i.left, *i.right)}
        placements = [
            self._agree(p, p.candidates.fit.options)
            if open_ and not self._is_covered(p.candidates, covered)
            else p
            for p, open_ in zip(placements, is_open, strict=True)
        ]
        counted = [
            at for at, open_ in enumerate(is_open) if open_ and placements[at].option is None
        ]
        zero_lost = self.dropped = self._finds_dropped_blanks(
            [placements[at] for at in counted], placements
        )
        options = {at: self._options(placements[at], zero_lost) for at in counted}
        choices = [
            Choice(
                self._keys(placements[at].candidates),
                tuple([self._vector(placements[at], o, zero_lost) for o in options[at]]),
            )
            for at in counted
        ]
        values, zeros = self._certain(placements)
        known = self._instances()
        alive, is_complete = search(choices, known, values, zeros)
        if not all(alive):
            # No combination keeps all identities: a publisher's error. Then a row has what its
            # own sum leaves.
            own = [i for i in known if i.identity.each == "row"]
            alive = [search([choice], own, values, zeros)[0][0] for choice in choices]
        for at, vectors, choice in zip(counted, alive, choices, strict=True):
            possible = [
                option
                for option, vector in zip(options[at], choice.vectors, strict=True)
                if vector in vectors
            ]
            if not is_complete:
                placements[at] = placements[at]._replace(doubt=Doubt.SEARCH_LIMIT)
            if possible:
                placements[at] = self._agree(placements[at], possible)
        return placements

    def _is_covered(self, candidates: Candidates, covered: Set[Key]) -> bool:
        """Whether identities speak of a whole row; of any other row, only what all placements
        agree on is known."""
        keys = self._keys(candidates)
        return len(keys) == len(candidates.places) and set(keys) <= covered

    def _options(self, placement: Placement, zero_lost: bool) -> Sequence[Option]:
        options = placement.candidates.fit.options
        several = len(placement.candidates.row.numbers) > 1
        if zero_lost and several and self.shape.orientation != "across":
            return [option for option in options if option[-1] is not None]
        return options

    def _vector(self, placement: Placement, option: Option, zero_lost: bool) -> Vector:
        lost = 0 if zero_lost else None
        pairs = zip(placement.candidates.places, option, strict=True)
        return tuple(
            [
                lost if token is None else 0 if token.kind == "blank" else token.count
                for place, token in pairs
                if place
            ]
        )

    def _finds_dropped_blanks(
        self, rows: Sequence[Placement], placements: Sequence[Placement]
    ) -> bool:
        """Whether blanks were dropped in this table, and its totals are printed.

        So where most rows are too short, none holds a blank between its numbers, and the last
        number of each is the sum of those before it, in some not 0. One in five may hold a
        publisher's error.
        """
        if self.shape.orientation == "across":
            return self.dropped
        if not rows:
            return False
        tokens = [placement.candidates.row for placement in rows]
        if all(t.glued for row in tokens for t in row.numbers):
            return True
        if any(_has_inner_blank(row.tokens) for row in tokens):
            return False
        width = len(rows[0].candidates.places)
        short = [row.numbers for row in tokens if 1 < len(row.numbers) < width]
        counted = [[t.count for t in numbers] for numbers in short]
        whole = [[n for n in counts if n is not None] for counts in counted if None not in counts]
        summed = [counts[-1] for counts in whole if counts[-1] == sum(counts[:-1])]
        exact = sum(placement.option is not None for placement in placements)
        return len(short) > exact and any(summed) and 5 * len(summed) >= 4 * len(short)

    def _agree(self, placement: Placement, possible: Sequence[Option]) -> Placement:
        """The cells on which all possible placements agree."""
        columns = zip(*possible, strict=True)
        agreed = tuple([_is_one_reading(column) for column in columns])
        candidates = placement.candidates
        fit = candidates.fit._replace(options=tuple(possible))
        doubt = None if all(agreed) else Doubt.AMBIGUOUS
        candidates = candidates._replace(fit=fit)
        return Placement(candidates, possible[0], "recovered", agreed, doubt)

    def _report(self, placement: Placement, doubt: Doubt) -> None:
        row, options = placement.candidates.row, placement.candidates.fit.options
        name = self.shape.find_row(row.row).label if row.row else self.shape.title
        if options and doubt.code == "row_misfit":
            doubt = Doubt.AMBIGUOUS
        words = f"{name}: {doubt.words}"
        if doubt is Doubt.AMBIGUOUS:
            shown = sorted({_show_option(option) for option in options[:200]})[:4]
            words += f". Candidates: {' | '.join(shown)}"
        line, expected = first_line(row.tokens), f"{len(placement.candidates.places)} cells"
        self.problems.append(Problem(doubt.code, words, line, expected, show_row(row.tokens)))


def _refutes_order(sums: Sequence[Instance], values: dict[Key, int], zeros: set[Key]) -> bool:
    """Whether a row says that its sum stands in another column: the sum of the form fails, and one
    of its other numbers is the sum of all the rest."""
    for instance in sums:
        numbers = [values.get(key, 0) for key in (*instance.left, *instance.right)]
        is_sum_elsewhere = 2 * max(numbers) == sum(numbers)
        if is_sum_elsewhere and evaluate(instance, values, zeros).result == "fail":
            return True
    return False


def _is_one_reading(column: Sequence[Token | None]) -> bool:
    readings = {t and (t.kind, t.count if t.kind == "value" else None) for t in column}
    return len(readings) == 1 and None not in readings


def _has_inner_blank(tokens: Sequence[Token]) -> bool:
    kinds = [t.kind for t in tokens if t.kind in ("value", "blank", "pad")]
    if "value" not in kinds:
        return False
    last = len(kinds) - kinds[::-1].index("value")
    return "blank" in kinds[kinds.index("value") : last]


def show_row(tokens: Sequence[Token]) -> str:
    """The cells of a row as one short text."""
    return " ".join(t.text or "_" for t in tokens if t.kind != "pad")[:120]


def _show_option(option: Option) -> str:
    return " ".join("?" if t is None else t.text or "_" for t in option)
