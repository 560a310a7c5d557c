"""The rows that do not fit: numbers without a label, doubtful headers, lost or touching cells.

Only the identities of the edition decide here. What they leave open has no value and a problem that names
the candidates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..errors import Problem
from ..forms import Form, Instance, Key, Table, evaluate, instances
from .align import Fit, Option
from .placing import FOREIGN, SWAPPED, Placed, count, line_of, shown
from .recover import Choice, Vector, search
from .tokens import Token


class Solver:
    """Chooses among the options of the rows that do not fit, by the identities of the edition."""

    def __init__(
        self, form: Form, shape: Table, placed: list[Placed], problems: list[Problem], dropped: bool
    ) -> None:
        self.form, self.shape, self.placed, self.problems = form, shape, placed, problems
        self.dropped = dropped  # blanks were dropped in this table, or in one before it

    def settle(self) -> None:
        self._fill_orphans()
        for p in self.placed:
            if p.fit.exact is not None and p.run.row is not None:
                p.option, p.agreed = p.fit.exact, (True,) * len(p.places)
        self._confirm()
        open_rows = [
            p for p in self.placed if p.option is None and p.run.row is not None and p.fit.options
        ]
        if open_rows:
            self._choose(open_rows)
        for p in self.placed:
            if p.option is None and p.run.row is not None and p.fit.reason not in ("empty", ""):
                self._report(p)

    def _values(self) -> tuple[dict[Key, int], set[Key]]:
        values: dict[Key, int] = {}
        zeros: set[Key] = set()
        for p in self.placed:
            if p.option is None or p.run.row is None:
                continue
            for place, token in zip(p.places, p.option, strict=True):
                if place is None or token is None:
                    continue
                key = (self.shape.key, *place)
                if token.kind == "blank":
                    zeros.add(key)
                elif (number := count(token)) is not None:
                    values[key] = number
        return values, zeros

    def _instances(self) -> list[Instance]:
        rows = {place for p in self.placed for place in p.places if place}
        return list(
            instances(self.form, self.shape.key, rows | set(self.shape.keys(optional=False)))
        )

    def _fill_orphans(self) -> None:
        """Complete rows without a label, as many as there are labels missing between two rows: taken in order.

        Only where afterwards every identity of the table holds; the numbers are then `recovered`.
        """
        if self.shape.orientation == "across" or all(p.run.row is not None for p in self.placed):
            return
        keys = [r.key for r in self.shape.rows if not r.optional]
        at = 0
        filled: list[Placed] = []
        while at < len(self.placed):
            if self.placed[at].run.row is not None:
                at += 1
                continue
            stop = at
            while stop < len(self.placed) and self.placed[stop].run.row is None:
                stop += 1
            before = self.placed[at - 1].run.row if at else None
            after = self.placed[stop].run.row if stop < len(self.placed) else None
            low = keys.index(before) if before in keys else -1
            high = keys.index(after) if after in keys else len(keys)
            group = [p for p in self.placed[at:stop] if p.fit.exact is not None]
            if len(group) == high - low - 1 and group and before is not None:
                for p, key in zip(group, keys[low + 1 : high], strict=True):
                    p.run = replace(p.run, row=key)
                    p.places = tuple((key, c[1]) if c else None for c in p.places)
                    p.status = "recovered"
                    filled.append(p)
            at = stop
        if not filled:
            return
        for p in self.placed:
            if p.fit.exact is not None and p.run.row is not None:
                p.option = p.fit.exact
        values, zeros = self._values()
        touched = {(self.shape.key, *place) for p in filled for place in p.places if place}
        verdicts = [
            evaluate(i, values, zeros)
            for i in self._instances()
            if touched & (set(i.left) | set(i.right))
        ]
        if not verdicts or any(v.result != "pass" for v in verdicts):
            for p in filled:
                p.run = replace(p.run, row=None)
                p.option = None
                if all(count(t) is None for t in p.run.tokens):
                    continue
                words = f"{self.shape.title}: numbers without a label that a form knows; add the wording as a variant, or look at the page"
                self.problems.append(
                    Problem(
                        "label_unknown", words, line_of(p.run.tokens), "a row label", shown(p.run)
                    )
                )

    def _confirm(self) -> None:
        """Rows whose columns are in doubt count only where the identities hold for them."""
        doubtful = [
            p for p in self.placed if p.option is not None and p.doubt and p.run.row is not None
        ]
        if not doubtful:
            return
        values, zeros = self._values()
        known = self._instances()
        for p in doubtful:
            keys = {(self.shape.key, *place) for place in p.places if place}
            own = [i for i in known if (set(i.left) | set(i.right)) <= keys]
            if (
                p.doubt not in (SWAPPED, FOREIGN)
                and own
                and all(evaluate(i, values, zeros).result == "pass" for i in own)
            ):
                p.status = "recovered"
                continue
            p.option, p.agreed = None, ()
            p.fit = Fit(reason="header")
        for first in {p.doubt: p for p in reversed(doubtful) if p.fit.reason == "header"}.values():
            words = f"{self.shape.title}: {first.doubt}, so they have no values"
            expected = ", ".join(c.label for c in self.shape.columns)
            self.problems.append(
                Problem(
                    "header_incomplete",
                    words,
                    line_of(first.run.tokens),
                    expected,
                    shown(first.run),
                )
            )

    def _choose(self, open_rows: list[Placed]) -> None:
        covered = {key for i in self._instances() for key in (*i.left, *i.right)}
        counted: list[Placed] = []
        for p in open_rows:
            if all(place is not None and (self.shape.key, *place) in covered for place in p.places):
                counted.append(p)
            else:  # no identity speaks of this row: only what all placements agree on
                self._agree(p, p.fit.options)
        zero_lost = self.dropped = self._blanks_dropped(counted)
        if zero_lost and self.shape.orientation != "across":
            for p in counted:
                if sum(t.kind == "value" for t in p.run.tokens) > 1:
                    p.fit.options = [o for o in p.fit.options if o[-1] is not None]
        choices = [
            Choice(
                tuple((self.shape.key, *place) for place in p.places if place),
                tuple(_vector(o, zero_lost) for o in p.fit.options),
            )
            for p in counted
        ]
        values, zeros = self._values()
        found = self._instances()
        alive, complete = search(choices, found, values, zeros)
        if not all(alive):
            # No combination keeps all identities: a publisher's error. Then a row has what its own sum leaves.
            own = [i for i in found if i.identity.each == "row"]
            alive = [search([c], own, values, zeros)[0][0] for c in choices]
        for p, vectors in zip(counted, alive, strict=True):
            if not complete:
                p.fit.reason = "search_limit"
            possible = [o for o in p.fit.options if _vector(o, zero_lost) in vectors]
            if possible:
                self._agree(p, possible)

    def _blanks_dropped(self, rows: list[Placed]) -> bool:
        """Blanks were dropped in this table, and its totals are printed.

        So where most rows are too short, none holds a blank between its numbers, and the last number of each
        is the sum of those before it, in some not 0. One in five may hold a publisher's error.
        """
        if self.shape.orientation == "across":
            return self.dropped
        if not rows:
            return False
        if all(t.glued for p in rows for t in p.run.tokens if t.kind == "value"):
            return True
        short = [[t for t in p.run.tokens if t.kind in ("value", "blank", "pad")] for p in rows]
        if any(
            any(a.kind == "blank" for a in cells[first + 1 : last])
            for cells in short
            for first, last in [_ends(cells)]
        ):
            return False
        counted = [
            [count(t) for t in cells if t.kind == "value"]
            for cells in short
            if sum(t.kind == "value" for t in cells) < len(rows[0].places)
        ]
        several = [c for c in counted if len(c) > 1]
        exact = sum(p.option is not None for p in self.placed)
        summed = [c for c in several if None not in c and c[-1] == sum(c[:-1])]  # type: ignore[arg-type]
        return (
            len(several) > exact
            and any(c[-1] for c in summed)
            and 5 * len(summed) >= 4 * len(several)
        )

    def _agree(self, p: Placed, possible: list[Option]) -> None:
        agreed = []
        for at in range(len(p.places)):
            readings = {
                (t.kind, count(t) if t.kind == "value" else None)
                if (t := option[at]) is not None
                else None
                for option in possible
            }
            agreed.append(len(readings) == 1 and None not in readings)
        p.option, p.agreed, p.status = possible[0], tuple(agreed), "recovered"
        if not all(agreed):
            self._report(p, possible)

    def _report(self, p: Placed, possible: Sequence[Option] = ()) -> None:
        name = self.shape.row(p.run.row).label if p.run.row else self.shape.title
        code = (
            "search_limit"
            if p.fit.reason == "search_limit"
            else "ambiguous"
            if possible or p.fit.options
            else "row_misfit"
        )
        candidates = " | ".join(
            sorted({_written(o) for o in (possible or p.fit.options)[:200]})[:4]
        )
        message = {
            "search_limit": f"{name}: too many placements to try within the fixed bound, so no value is given; look at the row in the document",
            "ambiguous": f"{name}: the printed numbers can stand in several ways, so the cells that differ have no value. Candidates: {candidates}",
            "row_misfit": f"{name}: the row does not hold one cell per column, so it has no values; look at the row in the document",
        }[code]
        self.problems.append(
            Problem(code, message, line_of(p.run.tokens), f"{len(p.places)} cells", shown(p.run))
        )


def _ends(cells: Sequence[Token]) -> tuple[int, int]:
    """The places of the first and the last number."""
    filled = [i for i, t in enumerate(cells) if t.kind == "value"]
    return (filled[0], filled[-1]) if filled else (0, 0)


def _vector(option: Option, zero_lost: bool) -> Vector:
    lost = 0 if zero_lost else None
    return tuple(lost if t is None else 0 if t.kind == "blank" else count(t) for t in option)


def _written(option: Option) -> str:
    return " ".join("?" if t is None else t.text or "_" for t in option)
