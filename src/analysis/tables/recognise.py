"""A document's strips to the cells of the forms, each with value, status and place.

The way of a number: its row is found by the label, its column by the joined header, its place by an exact
fit. Where the fit is not exact, the identities of the form may leave one placement (status recovered) or
several (ambiguous: no value). Nothing else gives a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from ..documents.blocks import Document, Line
from ..errors import Problem
from ..forms import Form, Key, Table, evaluate, fold, forms, instances
from ..grids import strips
from ..values import amount_unit, read_cell
from .align import Fit, Option, fit, margins
from .readings import Reading, Recognised
from .recover import Choice, Vector, search
from .runs import Place, Run, RunReader, Sheet, edition
from .tokens import Token, rejoined, tokens


@dataclass(slots=True)
class Placed:
    """A run with its columns. `sure`: the header names every column."""

    run: Run
    places: tuple[tuple[str, str] | None, ...]
    names: tuple[str, ...]
    sure: bool
    fit: Fit
    option: Option | None = None
    status: str = "printed"
    agreed: tuple[bool, ...] = ()


@dataclass(slots=True)
class _Result:
    readings: dict[Key, Reading] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def recognise(document: Document) -> tuple[Recognised, list[Line]]:
    """The cells of the forms' tables in a document, and the lines that are not part of a table.

    Row and column keys are those of `forms`; what a cell's status means is told in the data dictionary.
    """
    rows = rejoined(strips(document))
    reader = RunReader()
    sheets = reader.read(tokens(rows))
    result = _Result()
    chosen = {sheet.table: edition(sheet) for sheet in sheets.values()}
    layout = _layout(rows, reader.used)
    for sheet in sheets.values():
        _sheet(sheet, _tie(sheet, chosen), result)
    if result.readings:
        _missing_tables(result)
    prose = [s.line for at, s in enumerate(rows) if s.line is not None and s.layout == "lines" and at not in reader.used]
    return Recognised(tuple(result.readings.values()), tuple(result.problems), layout), prose


def _layout(rows: Sequence[object], used: set[int]) -> str:
    names = [rows[i].layout for i in sorted(used) if i < len(rows)]  # type: ignore[attr-defined]
    return max(sorted(set(names)), key=names.count) if names else ""


def _tie(sheet: Sheet, chosen: dict[str, Form]) -> Form:
    """Where the rows of a table fit two editions, the one that another table of the document has."""
    best = max(sheet.votes.values(), default=0)
    for form in chosen.values():
        if sheet.votes.get(form.key, 0) == best and any(t.key == sheet.table for t in form.tables) and form is not chosen[sheet.table]:
            return form
    if not sheet.votes:
        return next((f for f in chosen.values() if any(t.key == sheet.table for t in f.tables)), chosen[sheet.table])
    return chosen[sheet.table]


def _sheet(sheet: Sheet, form: Form, result: _Result) -> None:
    shape = form.table(sheet.table)
    own = {row.key for row in shape.rows}
    for run in sheet.runs:
        if run.row and run.row not in own and any(t.kind == "value" for t in run.tokens):
            result.problems.append(
                Problem("label_unknown", f"{shape.title}: a row that {form.key} does not have, so its numbers have no key; look at the document",
                        _line(run.tokens), f"the rows of {form.key}", f"{run.label.text if run.label else ''} {_shown(run)}"))  # fmt: skip
    runs = [run for run in sheet.runs if not run.row or run.row in own]
    placed = [p for p in (_columns(run, shape) for run in runs) if p is not None]
    _fit_all(placed)
    _overflow(placed, shape)
    _cut_off(placed, result)
    solver = _Solver(form, shape, placed, result)
    solver.settle()
    for p in placed:
        _readings(p, form, shape, result)
    _missing_rows(form, shape, placed, result)


def _fit_all(placed: Sequence[Placed]) -> None:
    """Fit every row, with the margins that the other rows below the same header teach; a lone row teaches itself."""
    blocks: dict[tuple[int, int], list[Placed]] = {}
    for p in placed:
        blocks.setdefault((id(p.run.header), len(p.places)), []).append(p)
    for (_, width), block in blocks.items():
        taught = [margins(p.run.tokens, width) for p in block]
        for at, p in enumerate(block):
            others = taught[:at] + taught[at + 1 :] if len(block) > 1 else taught
            filled = {margin for margin, _ in others if margin is not None}
            known = filled or ({(0, 0)} if any(exact for _, exact in others) else set())
            p.fit = fit(p.run.tokens, width, known, p.run.ends)


def _columns(run: Run, shape: Table) -> Placed | None:
    """The (row, column) of each cell of a run, from its header; else from the edition, to be confirmed."""
    header = run.header
    if shape.orientation == "across":
        if run.row:
            return None
        complete = [(r.key, c) for r in shape.rows for c in shape.columns_of(r.key)]
        places: list[Place] = header.places if header and header.places else list(complete)
        return Placed(run, tuple(places), ("",) * len(places), bool(header and header.places), Fit())
    expected = shape.columns_of(run.row) if run.row else tuple(c.key for c in shape.columns)
    row = run.row or ""
    if header is not None and header.places:
        keys = [p[1] if p else None for p in header.places]
        fits = all(k is None or k in expected for k in keys) and len(set(keys) - {None}) == len([k for k in keys if k])
        grouped = any(c.group for c in shape.columns)
        if fits and (not grouped or (len(keys) == len(expected) and None not in keys)):
            return Placed(run, tuple((row, k) if k else None for k in keys), tuple(header.names), True, Fit())
    return Placed(run, tuple((row, k) for k in expected), ("",) * len(expected), False, Fit())


def _overflow(placed: list[Placed], shape: Table) -> None:
    """Cells behind a complete row, whose label was lost, become rows without a label."""
    for at in range(len(placed) - 1, -1, -1):
        p = placed[at]
        rest = [t for t in p.fit.rest if t.kind not in ("pad",)]
        while rest and rest[0].kind != "value":
            rest.pop(0)
        if p.fit.exact is None or len(rest) < len(p.places) or shape.orientation == "across":
            continue
        width = len(p.places)
        run = replace(p.run, row=None, label=None, tokens=rest)
        places = tuple(("", c[1]) if c else None for c in p.places)
        for begin in range(0, len(rest) - width + 1, width):
            extra = replace(run, tokens=rest[begin : begin + width])
            placed.insert(at + 1 + begin // width, Placed(extra, places, p.names, p.sure, fit(extra.tokens, width, set(), False)))


def _cut_off(placed: list[Placed], result: _Result) -> None:
    """A row cut off by the end of the document keeps its leading cells where all other rows are complete."""
    for p in placed:
        others = [q for q in placed if q is not p and len(q.places) == len(p.places)]
        cells = [t for t in p.run.tokens if t.kind in ("value", "blank")]
        if p.run.ends and p.fit.exact is None and p.run.row and 0 < len(cells) < len(p.places) and len(cells) == len(p.run.tokens) and others and all(q.fit.exact for q in others):
            p.fit = Fit(exact=(*cells, *(None,) * (len(p.places) - len(cells))))
            result.problems.append(
                Problem("half_report", "the document ends inside a table: the last row keeps its leading cells", cells[-1].cell.line, f"{len(p.places)} cells", f"{len(cells)} cells")
            )


class _Solver:
    """Chooses among the options of the rows that do not fit, by the identities of the edition."""

    def __init__(self, form: Form, shape: Table, placed: list[Placed], result: _Result) -> None:
        self.form, self.shape, self.placed, self.result = form, shape, placed, result

    def settle(self) -> None:
        self._fill_orphans()
        for p in self.placed:
            if p.fit.exact is not None and p.run.row is not None:
                p.option, p.agreed = p.fit.exact, (True,) * len(p.places)
        self._confirm()
        open_rows = [p for p in self.placed if p.option is None and p.run.row is not None and p.fit.options]
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
                elif (number := _count(token)) is not None:
                    values[key] = number
        return values, zeros

    def _instances(self) -> list:  # type: ignore[type-arg]
        rows = {place for p in self.placed for place in p.places if place}
        return list(instances(self.form, self.shape.key, rows | set(self.shape.keys(optional=False))))

    def _fill_orphans(self) -> None:
        """Complete rows without a label, as many as there are labels missing between two rows: taken in order.

        Only where afterwards every identity of the table holds; the numbers are then `recovered`.
        """
        if self.shape.orientation == "across" or not self.shape.keys():
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
        verdicts = [evaluate(i, values, zeros) for i in self._instances() if touched & (set(i.left) | set(i.right))]
        if not verdicts or any(v.result != "pass" for v in verdicts):
            for p in filled:
                p.run = replace(p.run, row=None)
                p.option = None
                self.result.problems.append(
                    Problem("label_unknown", f"{self.shape.title}: numbers without a label that a form knows; add the wording as a variant, or look at the page",
                            _line(p.run.tokens), "a row label", _shown(p.run))
                )  # fmt: skip

    def _confirm(self) -> None:
        """Rows under a header that does not name all columns count only where the identities hold for them."""
        doubtful = [p for p in self.placed if p.option is not None and not p.sure and p.run.row is not None]
        if not doubtful:
            return
        values, zeros = self._values()
        for p in doubtful:
            keys = {(self.shape.key, *place) for place in p.places if place}
            own = [i for i in self._instances() if (set(i.left) | set(i.right)) <= keys]
            if own and all(evaluate(i, values, zeros).result == "pass" for i in own):
                p.status = "recovered"
                continue
            p.option, p.agreed = None, ()
            p.fit = Fit(reason="header")
        if any(p.fit.reason == "header" for p in doubtful):
            first = next(p for p in doubtful if p.fit.reason == "header")
            self.result.problems.append(
                Problem("header_incomplete", f"{self.shape.title}: the header does not name the columns of the rows below it, so they have no values",
                        _line(first.run.tokens), ", ".join(c.label for c in self.shape.columns), _shown(first.run))
            )  # fmt: skip

    def _choose(self, open_rows: list[Placed]) -> None:
        open_rows = [p for p in open_rows if self._is_counted(p)]
        zero_lost = self._totals_printed(open_rows)
        if zero_lost:
            for p in open_rows:
                p.fit.options = [o for o in p.fit.options if o[-1] is not None] if sum(t.kind == "value" for t in p.run.tokens) > 1 else p.fit.options
        choices = [Choice(tuple((self.shape.key, *place) for place in p.places if place), tuple(_vector(o, zero_lost) for o in p.fit.options)) for p in open_rows]
        values, zeros = self._values()
        found = self._instances()
        alive, complete = search(choices, found, values, zeros)
        if complete and any(not a for a in alive):
            # No combination keeps all identities: a publisher's error. Each row may still have one reading of its own.
            own = [i for i in found if i.identity.each == "row"]
            single = [search([c], own, values, zeros)[0][0] for c in choices]
            alive = [a if a else (s if len(s) == 1 else set()) for a, s in zip(alive, single, strict=True)]
        for p, vectors in zip(open_rows, alive, strict=True):
            if not complete:
                p.fit.reason = "search_limit"
                continue
            possible = [o for o in p.fit.options if _vector(o, zero_lost) in vectors]
            if possible:
                self._agree(p, possible)

    def _is_counted(self, p: Placed) -> bool:
        covered = {key for i in self._instances() for key in (*i.left, *i.right)}
        return all(place is not None and (self.shape.key, *place) in covered for place in p.places)

    def _totals_printed(self, rows: list[Placed]) -> bool:
        """Blanks were dropped, and the last number of each row is the sum of those before it: the totals are printed."""
        if self.shape.orientation == "across":
            return False
        counted = [[_count(t) for t in p.run.tokens if t.kind == "value"] for p in rows if len([t for t in p.run.tokens if t.kind == "value"]) < len(p.places)]
        several = [c for c in counted if len(c) > 1]
        exact = sum(p.option is not None for p in self.placed)
        return len(several) > exact and all(None not in c and c[-1] == sum(c[:-1]) for c in several)  # type: ignore[arg-type]

    def _agree(self, p: Placed, possible: list[Option]) -> None:
        agreed = []
        for at in range(len(p.places)):
            readings = {(t.kind, _count(t) if t.kind == "value" else None) if (t := option[at]) is not None else None for option in possible}
            agreed.append(len(readings) == 1 and None not in readings)
        p.option, p.agreed, p.status = possible[0], tuple(agreed), "recovered"
        if not all(agreed):
            self._report(p, possible)

    def _report(self, p: Placed, possible: Sequence[Option] = ()) -> None:
        name = self.shape.row(p.run.row).label if p.run.row else self.shape.title
        code = "search_limit" if p.fit.reason == "search_limit" else "ambiguous" if possible or p.fit.options else "row_misfit"
        shown = " | ".join(sorted({_written(o) for o in (possible or p.fit.options)[:200]})[:4])
        message = {
            "search_limit": f"{name}: too many placements to try within the fixed bound, so no value is given; look at the row in the document",
            "ambiguous": f"{name}: the printed numbers can stand in several ways, so the cells that differ have no value. Candidates: {shown}",
            "row_misfit": f"{name}: the row does not hold one cell per column, so it has no values; look at the row in the document",
        }[code]
        self.result.problems.append(Problem(code, message, _line(p.run.tokens), f"{len(p.places)} cells", _shown(p.run)))


def _vector(option: Option, zero_lost: bool) -> Vector:
    lost = 0 if zero_lost else None
    return tuple(lost if t is None else 0 if t.kind == "blank" else _count(t) for t in option)


def _written(option: Option) -> str:
    return " ".join("?" if t is None else t.text or "_" for t in option)


def _shown(run: Run) -> str:
    return " ".join(t.text or "_" for t in run.tokens if t.kind != "pad")[:120]


def _count(token: Token) -> int | None:
    value = read_cell(token.text).value
    return None if value is None or value != int(value) else int(value)


def _line(found: Iterable[Token]) -> int | None:
    return next((t.cell.line for t in found if t.cell.line is not None), None)


def _readings(p: Placed, form: Form, shape: Table, result: _Result) -> None:
    """The cells of a placed row; of a row that could not be placed, cells without a value."""
    if p.run.row is None:
        return
    if p.option is None:
        if p.fit.options or p.fit.reason in ("misfit", "glued", "search_limit", "header"):
            for place in p.places:
                if place:
                    _add(Reading(shape.key, form.key, *place, None, "ambiguous", "", None, _line(p.run.tokens)), result)
        return
    for at, (place, token) in enumerate(zip(p.places, p.option, strict=True)):
        if place is None:
            continue
        if not p.agreed[at] if p.agreed else False:
            _add(Reading(shape.key, form.key, *place, None, "ambiguous", "", None, _line(p.run.tokens)), result)
        elif token is not None:
            _add(_reading(place, token, p, at, form, shape, result), result)


def _reading(place: tuple[str, str], token: Token, p: Placed, at: int, form: Form, shape: Table, result: _Result) -> Reading:
    row, column = place
    cell = token.cell
    unit = shape.unit_of(row, column)
    spec = shape.column(column)
    read = read_cell(token.text, unit=unit, header_unit=amount_unit(p.names[at]), signed=spec.signed)
    label = shape.row(row).label
    if read.assumed:
        result.problems.append(Problem("unit_assumed", f"{label}, {spec.label}: no unit is printed, so 万元 is taken; compare with the year before", cell.line, "an amount with its unit", token.text))
    if read.status == "illegible":
        result.problems.append(Problem("illegible", f"{label}, {spec.label}: text that is no number", cell.line, f"a number in {unit or '件'}", token.text[:120]))
    if read.value is not None and read.value < 0 and not spec.signed:
        result.problems.append(Problem("negative_count", f"{label}, {spec.label}: a count below zero", cell.line, "0 or more", token.text))
    status = p.status if read.status == "printed" else read.status
    return Reading(shape.key, form.key, row, column, read.value, status, token.text, cell.start, cell.line, cell.page, cell.place)


def _add(reading: Reading, result: _Result) -> None:
    """Keep one reading per key; two different ones make the cell ambiguous."""
    key = (reading.table, reading.row, reading.column)
    old = result.readings.get(key)
    if old is None or (old.value is None and old.status in ("ambiguous", "blank") and reading.value is not None and old.status != "ambiguous"):
        result.readings[key] = reading
    elif (old.value, old.status) != (reading.value, reading.status) and reading.value is not None and old.value != reading.value:
        result.problems.append(
            Problem("row_repeated", f"{reading.row}, {reading.column}: printed twice with different numbers, so it has no value", reading.line, old.raw or old.status, reading.raw)
        )
        result.readings[key] = replace(old, value=None, status="ambiguous")


def _missing_rows(form: Form, shape: Table, placed: Sequence[Placed], result: _Result) -> None:
    found = {place[0] for p in placed if p.run.row is not None for place in p.places if place}
    if not found:
        return
    line = _line(t for p in placed for t in p.run.tokens)
    for row in shape.rows:
        if row.key not in found and not row.optional:
            result.problems.append(Problem("row_missing", f"{shape.title}: the row {row.label} is not in the document", line, fold(row.label), ""))


def _missing_tables(result: _Result) -> None:
    found = {r.table for r in result.readings.values()}
    keys = {r.form for r in result.readings.values()}
    for key in sorted(keys):
        for table in forms()[key].tables:
            if table.key not in found:
                found.add(table.key)
                result.problems.append(Problem("table_missing", f"the table {table.title} is not in the document", None, table.title, ""))
