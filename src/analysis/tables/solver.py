"""The rows whose cells are not certain: without a label, below a doubtful header, or damaged.

Only the order of the form and its identities decide here. What they leave open has no value and a
problem that names the candidates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from ..errors import Problem
from ..forms import Form, Instance, Key, Table, evaluate, list_instances
from .candidates import Fit, Option
from .columns import Candidates
from .doubts import Doubt
from .search import Choice, search
from .tokens import Token, first_line


@dataclass(slots=True)
class Solver:
    """Places the rows of one table. `dropped`: blanks were dropped in it, or in one before it."""

    form: Form
    shape: Table
    rows: list[Candidates]
    dropped: bool = False
    problems: list[Problem] = field(default_factory=list)

    def solve(self) -> list[Candidates]:
        """Every row of the form with its placements; rows without a label are left out."""
        self._assign_orphans()
        rows = [c for c in self.rows if c.row.row is not None]
        rows = self._choose(self._confirm(rows))
        for candidates in rows:
            if candidates.fit.doubt and candidates.fit.doubt.is_of_a_row:
                self._report(candidates, candidates.fit.doubt)
        return rows

    def _find_certain(self, rows: Iterable[Candidates]) -> tuple[dict[Key, int], set[Key]]:
        """The numbers and the blanks that have a place."""
        values: dict[Key, int] = {}
        zeros: set[Key] = set()
        for candidates in rows:
            for place, token in zip(candidates.places, candidates.fit.agreed_tokens, strict=False):
                if place and token and token.kind == "blank":
                    zeros.add((self.shape.key, *place))
                elif place and token and token.count is not None:
                    values[self.shape.key, *place] = token.count
        return values, zeros

    def _list_instances(self) -> list[Instance]:
        places = {place for c in self.rows for place in c.places if place}
        keys = places | set(self.shape.list_places(optional=False))
        return list(list_instances(self.form, self.shape.key, keys))

    def _list_keys(self, candidates: Candidates) -> tuple[Key, ...]:
        return tuple([(self.shape.key, *place) for place in candidates.places if place])

    # Rows without a label

    def _assign_orphans(self) -> None:
        """Give complete rows without a label, as many as rows of the form are missing between two
        certain ones, to these in order. They stay without a row unless every identity that they
        touch holds then."""
        if self.shape.orientation == "across":
            return
        rows = list(self.rows)
        assigned: list[int] = []
        for group, keys in self._find_gaps():
            if len(group) != len(keys):
                self._doubt_labels(rows, group, keys)
                continue
            for at, key in zip(group, keys, strict=True):
                rows[at] = rows[at].in_row(key)
            assigned += group
        if not assigned:
            self.rows = rows
            return
        values, zeros = self._find_certain(c for c in rows if c.row.row is not None)
        touched = {key for at in assigned for key in self._list_keys(rows[at])}
        known = [i for i in self._list_instances() if touched & {*i.left, *i.right}]
        results = {evaluate(instance, values, zeros).result for instance in known}
        if results == {"pass"}:
            self.rows = rows
            return
        for at in assigned:
            if any(t.count is not None for t in self.rows[at].row.tokens):
                self._report_table(self.rows[at], Doubt.NO_LABEL)

    def _find_gaps(self) -> Iterator[tuple[list[int], list[str]]]:
        """Between two certain rows the complete rows without a label, and the rows of the form that
        are missing there."""
        order, rows = self._list_required(), self.rows
        known = [(at, order.index(c.row.row)) for at, c in enumerate(rows) if c.row.row in order]
        bounds = [(-1, -1), *known, (len(rows), len(order))]
        for (begin, low), (stop, high) in pairwise(bounds):
            inner = range(begin + 1, stop)
            group = [at for at in inner if rows[at].row.row is None and rows[at].fit.exact]
            yield group, order[low + 1 : high]

    def _list_required(self) -> list[str]:
        """The rows that every page of the form prints, in order."""
        return [row.key for row in self.shape.rows if not row.optional]

    def _doubt_labels(
        self, rows: list[Candidates], group: Sequence[int], keys: Sequence[str]
    ) -> None:
        """Report rows of numbers that fit no gap. Where no row is missing, the row above may have
        lost its numbers to them; and where as many are missing elsewhere, the labels from here to
        there may have moved by a row."""
        lone = [at for at in group if rows[at].row.label is None and len(rows[at].row.numbers) > 1]
        for at in lone:
            self._report_table(rows[at], Doubt.NO_LABEL)
        if not lone or keys or len(self.shape.columns) == 1:
            return
        begins = [at - 1 for at in lone if not rows[at - 1].row.numbers]
        missing = self._find_missing(rows)
        begins += missing if len(missing) == len(lone) else []
        for begin, stop in (sorted((begin, lone[0])) for begin in begins):
            for at in range(begin, stop + 1):
                rows[at] = rows[at]._replace(doubt=Doubt.TORN)

    def _find_missing(self, rows: Sequence[Candidates]) -> list[int]:
        """For each row of the form that is missing, the place of the one before it."""
        placed = {c.row.row: at for at, c in enumerate(rows)}
        order = self._list_required()
        before = accumulate((placed.get(key, 0) for key in order), max)
        return [at for at, key in zip(before, order, strict=True) if key not in placed]

    def _report_table(self, candidates: Candidates, doubt: Doubt) -> None:
        """Report what is wrong with a table, at one of its rows."""
        tokens = candidates.row.tokens
        columns = ", ".join(column.label for column in self.shape.columns)
        problem = doubt.describe(self.shape.title, first_line(tokens), show_row(tokens), columns)
        self.problems.append(problem)

    # Doubtful headers

    def _confirm(self, rows: Sequence[Candidates]) -> list[Candidates]:
        """Rows whose columns are in doubt count only where the identities hold for them, and where
        no row of the table refutes the order of the form."""
        doubted = [c for c in rows if c.doubt]
        if not doubted:
            return list(rows)
        values, zeros = self._find_certain(rows)
        known = self._list_instances()
        sums = {id(c): self._list_sums(c, known) for c in doubted if c.doubt is Doubt.UNNAMED}
        is_refuted = any(_refutes_order(own, values, zeros) for own in sums.values())
        checked: list[Candidates] = []
        reported: set[Doubt] = set()
        for candidates in rows:
            own, fit, doubt = sums.get(id(candidates), ()), candidates.fit, candidates.doubt
            results = {evaluate(i, values, zeros).result for i in own}
            if doubt is not None and fit.exact is not None and results == {"pass"}:
                fit = fit._replace(status="recovered")
            if doubt is not None and (is_refuted or not own or (fit.exact and results != {"pass"})):
                fit = Fit(doubt=doubt)
                if doubt not in reported:
                    self._report_table(candidates, doubt)
                reported.add(doubt)
            checked.append(candidates._replace(fit=fit))
        return checked

    def _list_sums(self, candidates: Candidates, known: Sequence[Instance]) -> list[Instance]:
        """The identities whose numbers all stand in one row."""
        keys = set(self._list_keys(candidates))
        return [i for i in known if {*i.left, *i.right} <= keys]

    # Several candidates

    def _choose(self, rows: list[Candidates]) -> list[Candidates]:
        """The placements of the open rows that occur in combinations which keep the identities."""
        waiting = [c for c in rows if c.fit.is_open]
        if not waiting:
            return rows
        known = self._list_instances()
        covered = {key for i in known for key in (*i.left, *i.right)}
        # Of a row of which no identity speaks only what all placements agree on is known.
        free = [c for c in waiting if not self._is_covered(c, covered)]
        waiting = [c for c in waiting if c not in free]
        zero_lost = self.dropped = self._finds_dropped_blanks(waiting, rows)
        options = [self._list_options(c, zero_lost) for c in waiting]
        choices = [
            Choice(self._list_keys(c), tuple([_make_vector(c, o, zero_lost) for o in own]))
            for c, own in zip(waiting, options, strict=True)
        ]
        values, zeros = self._find_certain(rows)
        alive, is_complete = search(choices, known, values, zeros)
        if not all(alive):
            # No combination keeps all identities: a publisher's error. Then a row has what its
            # own sum leaves.
            sums = [i for i in known if i.identity.each == "row"]
            alive = [search([choice], sums, values, zeros)[0][0] for choice in choices]
        settled = {id(c): _settle(c, c.fit.options) for c in free}
        for c, own, choice, vectors in zip(waiting, options, choices, alive, strict=True):
            pairs = zip(own, choice.vectors, strict=True)
            possible = [option for option, vector in pairs if vector in vectors]
            if possible:
                settled[id(c)] = _settle(c, possible)
            elif not is_complete:
                settled[id(c)] = c._replace(fit=c.fit._replace(doubt=Doubt.SEARCH_LIMIT))
        return [settled.get(id(c), c) for c in rows]

    def _is_covered(self, candidates: Candidates, covered: set[Key]) -> bool:
        """Whether identities speak of a whole row."""
        keys = self._list_keys(candidates)
        return len(keys) == len(candidates.places) and set(keys) <= covered

    def _list_options(self, candidates: Candidates, zero_lost: bool) -> Sequence[Option]:
        """The options of a row; where blanks were dropped, a total is printed."""
        options, several = candidates.fit.options, len(candidates.row.numbers) > 1
        if zero_lost and several and self.shape.orientation != "across":
            return [option for option in options if option[-1] is not None]
        return options

    def _finds_dropped_blanks(self, rows: Sequence[Candidates], all_: Sequence[Candidates]) -> bool:
        """Whether blanks were dropped in this table, and its totals are printed.

        So where most rows are too short, and the last number of each is the sum of those before
        it, in some not 0. One in five may hold a publisher's error.
        """
        if self.shape.orientation == "across":
            return self.dropped
        short = [c.row.numbers for c in rows if 1 < len(c.row.numbers) < len(c.places)]
        counts = [[t.count or 0 for t in numbers] for numbers in short]
        summed = [own[-1] for own in counts if own[-1] == sum(own[:-1])]
        exact = sum(c.fit.exact is not None for c in all_)
        return len(short) > exact and any(summed) and 5 * len(summed) >= 4 * len(short)

    def _report(self, candidates: Candidates, doubt: Doubt) -> None:
        row, options = candidates.row, candidates.fit.options
        name = self.shape.find_row(row.row).label if row.row else self.shape.title
        doubt = Doubt.AMBIGUOUS if options and doubt.code == "row_misfit" else doubt
        shown = sorted({_show_option(option) for option in options[:200]})[:4]
        more = f". Candidates: {' | '.join(shown)}" if doubt is Doubt.AMBIGUOUS else ""
        line, found, cells = first_line(row.tokens), show_row(row.tokens), len(candidates.places)
        self.problems.append(doubt.describe(name, line, found, f"{cells} cells", more=more))


def _settle(candidates: Candidates, possible: Sequence[Option]) -> Candidates:
    """A row with the only placements that are possible."""
    fit = Fit(tuple(possible), Doubt.AMBIGUOUS, "recovered")
    is_agreed = None not in fit.agreed_tokens
    return candidates._replace(fit=fit._replace(doubt=None) if is_agreed else fit)


def _make_vector(candidates: Candidates, option: Option, zero_lost: bool) -> tuple[int | None, ...]:
    """The numbers of an option; a lost cell is unknown, or 0 where blanks were dropped."""
    lost = 0 if zero_lost else None
    tokens = [t for place, t in zip(candidates.places, option, strict=True) if place]
    return tuple([lost if t is None else 0 if t.kind == "blank" else t.count for t in tokens])


def _refutes_order(sums: Iterable[Instance], values: Mapping[Key, int], zeros: set[Key]) -> bool:
    """Whether a row says that its sum stands in another column: the sum of the form fails, and one
    of its other numbers is the sum of all the rest."""
    for instance in sums:
        numbers = [values.get(key, 0) for key in (*instance.left, *instance.right)]
        is_sum_elsewhere = 2 * max(numbers) == sum(numbers)
        if is_sum_elsewhere and evaluate(instance, values, zeros).result == "fail":
            return True
    return False


def show_row(tokens: Sequence[Token]) -> str:
    """The cells of a row as one short text."""
    return " ".join(t.text or "_" for t in tokens if t.kind != "pad")[:120]


def _show_option(option: Option) -> str:
    return " ".join("?" if t is None else t.text or "_" for t in option)
