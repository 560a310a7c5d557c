"""One table of the form: its block of rows to readings, with problems for what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from ..documents.limits import MAX_ROW_CELLS, MAX_ROWS, describe_too_many
from ..errors import Problem
from ..forms import Form, Key, Row, Table, fold_label, reduce_label
from ..values import CellValue, read_cell
from .blocks import TableBlock, TableRow
from .captions import parse_beside
from .columns import Candidates, Damage, doubt_rows, find_cut_off_row, fit_rows, read_columns
from .doubts import Doubt
from .headers import Place
from .readings import Reading
from .scope import is_own
from .solver import Solver, show_row
from .tokens import Token, first_line
from .units import RowUnits, find_unit, read_row_units
from .vocabulary import find_remarks
from .years import EARLIER, find_year


@dataclass(slots=True)
class TableResult:
    """The readings of all tables of a document, and its problems. `left_out`: tables with more rows
    than any report has. `differing`: tables that are printed twice with different numbers;
    `emptied`: cells that are printed again, now without a number."""

    readings: dict[Key, Reading] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)
    emptied: list[Reading] = field(default_factory=list)
    differing: set[str] = field(default_factory=set)

    def add(self, reading: Reading) -> None:
        """Keep one reading per key; two different numbers make the cell ambiguous."""
        key = (reading.table, reading.row, reading.column)
        old = self.readings.setdefault(key, reading)
        if old is reading or old.value == reading.value:
            return
        if reading.value is not None:
            self.differing.add(reading.table)
            self._doubt(key, reading)
        elif reading.status in ("blank", "nil_mark"):
            self.emptied.append(reading)

    def settle_emptied(self) -> None:
        """Where two printings of a table give different numbers, nobody knows which is the
        report's: what one of them leaves empty has no number either."""
        for reading in self.emptied:
            if reading.table in self.differing:
                self._doubt((reading.table, reading.row, reading.column), reading)

    def _doubt(self, key: Key, reading: Reading) -> None:
        old = self.readings[key]
        subject, found = f"{reading.row}, {reading.column}", old.raw or old.status
        problem = Doubt.REPEATED.describe(subject, reading.line, reading.raw, found)
        self.problems.append(problem)
        self.readings[key] = replace(old, value=None, status="ambiguous")


def read_table(
    block: TableBlock,
    form: Form,
    year: int | None,
    issuer: str,
    damage: Damage,
    result: TableResult,
) -> bool:
    """Read one table of the report of an issuer for a year into `result`; returns whether its
    blanks were dropped."""
    shape = form.table(block.table)
    if problem := _find_excess(block, shape):
        result.problems.append(problem)
        result.left_out.add(block.table)
        return False
    rows = detach_doubtful_labels(block.rows)
    known = {row.key for row in shape.rows}
    result.problems += [
        _report_unknown(row, form, shape)
        for row in rows
        if row.label is not None and row.row not in known and row.numbers
    ]
    own = [row for row in rows if not row.row or row.row in known]
    mark_cut_numbers(own)
    candidates = read_columns(own, shape, year)
    candidates = fit_rows(candidates, shape, find_sums(form, shape), damage)
    candidates = doubt_rows(candidates, shape, damage.rows)
    candidates = _doubt_several_columns(candidates, shape)
    if cut := find_cut_off_row(candidates):
        candidates = [cut if c.row is cut.row else c for c in candidates]
        result.problems.append(_report_cut_off(cut))
    solver = Solver(form, shape, candidates, damage.places)
    solved = solver.solve()
    result.problems += solver.problems
    readings = _TableReadings(form, shape, result, year, issuer)
    for solved_row in solved:
        readings.add(solved_row)
    result.problems += _report_missing_rows(block, shape, solved)
    return solver.dropped


def _find_excess(block: TableBlock, shape: Table) -> Problem | None:
    """The problem of a table with more rows or cells than the fixed bounds."""
    is_long = len(block.rows) > MAX_ROWS
    if not is_long and sum(len(row.tokens) for row in block.rows) <= MAX_ROW_CELLS:
        return None
    what, bound = ("rows", MAX_ROWS) if is_long else ("cells", MAX_ROW_CELLS)
    first = first_line(row.label for row in block.rows if row.label is not None)
    return describe_too_many(
        f"{what} of the table {shape.title}", bound, "none of them was read", first
    )


def detach_doubtful_labels(rows: Sequence[TableRow]) -> list[TableRow]:
    """The rows without the labels that need not be theirs."""
    doubtful = {id(row) for row in (*_find_distant(rows), *_find_shared(rows))}
    return [_detach_label(row) if id(row) in doubtful else row for row in rows]


def _find_distant(rows: Sequence[TableRow]) -> list[TableRow]:
    """The rows whose label stands on a line of its own, in a table whose labels stand in the rows
    of their numbers: there the nearest label need not be that of a row."""
    grids = [row for row in rows if row.label is not None and row.tokens and row.tokens[-1].whole]
    distant = [row for row in grids if row.label and row.label.row != row.tokens[-1].row]
    if 2 * len(distant) < len(grids):
        return distant
    return [row for row in distant if row.behind is not None]  # one label above, but not several


def _find_shared(rows: Sequence[TableRow]) -> list[TableRow]:
    """The rows whose label stands in a cell that spans the next row of numbers as well: nobody
    knows which of both rows is meant."""
    pairs = [(row, below) for row, below in pairwise(rows) if row.numbers and below.numbers]
    return [
        row
        for row, below in pairs
        if row.label and row.label.cell.shared and below.row is None and below.label is None
    ]


def _detach_label(row: TableRow) -> TableRow:
    tokens = [token for token in row.tokens if token.row == row.tokens[-1].row]
    return replace(row, row=None, label=None, tokens=tokens)


def mark_cut_numbers(rows: Sequence[TableRow]) -> None:
    """Mark the cells below which a single number stands in a row without a label: it may be the
    rest of the number above, or that of a row whose label was lost."""
    for above, row in pairwise(rows):
        kinds = {token.kind for token in row.tokens}
        is_named = row.row is not None or row.label is not None or "text" in kinds
        if not above.row or is_named or len(row.numbers) != 1:
            continue
        number, is_alone = row.numbers[0], len(row.tokens) == 1
        if is_alone and not number.text.startswith("0"):
            continue  # a page number
        is_grid = above.is_grid_row and not is_alone
        for token in [t for t in above.numbers if not is_grid or t.place == number.place][-1:]:
            token.is_cut = True


def find_sums(form: Form, shape: Table) -> dict[int, tuple[int, ...]]:
    """By width of a row, the blocks of columns whose last one is the sum of the others, as the
    identities say."""
    if not any(i.table == shape.key and i.each == "row" for i in form.identities):
        return {}
    width = len(shape.columns)
    times = len(shape.rows) if shape.orientation == "across" else 1
    return {width * times: (width,) * times}


def _doubt_several_columns(candidates: Sequence[Candidates], shape: Table) -> list[Candidates]:
    """Rows of several numbers in a table of one column, whose header does not tell them apart: of
    two years or scopes, and no identity knows which."""
    several = [len(c.row.numbers) > len(c.places) for c in candidates]
    if len(shape.columns) > 1 or 2 * sum(several) <= len(candidates):
        return list(candidates)
    return [c._replace(doubt=Doubt.SEVERAL) for c in candidates]


def _report_unknown(row: TableRow, form: Form, shape: Table) -> Problem:
    found = f"{row.label.text[:60] if row.label else ''} {show_row(row.tokens)}"
    line, expected = first_line(row.tokens), f"the rows of {form.key}"
    return Doubt.UNKNOWN_ROW.describe(shape.title, line, found, expected, form.key)


def _report_cut_off(cut: Candidates) -> Problem:
    row, expected = cut.row, f"{len(cut.places)} cells"
    label = row.label.text if row.label else row.row or ""
    line, found = row.tokens[-1].cell.line, f"{sum(map(bool, cut.fit.agreed_tokens))} cells"
    return Doubt.CUT_OFF.describe(label, line, found, expected)


class _TableReadings(NamedTuple):
    """Turns the placed rows of a table into its readings."""

    form: Form
    shape: Table
    result: TableResult
    year: int | None
    issuer: str

    def add(self, candidates: Candidates) -> None:
        """The cells of a placed row; of a row that could not be placed, cells without a value."""
        fit, row, tokens = candidates.fit, candidates.row, candidates.fit.agreed_tokens
        if not tokens and fit.doubt not in (Doubt.EMPTY, Doubt.FOREIGN):
            self._add_empty(row, candidates.places)
        units = read_row_units(row)
        names = (*candidates.names, *("",) * len(tokens))
        for place, token, name in zip(candidates.places, tokens, names, strict=False):
            problem = self._find_problem(place, token, name) if place and token else None
            if problem:
                self.result.problems.append(problem)
            if problem or (token is None and fit.doubt):
                self._add_empty(row, (place,))
            elif place and token:
                self.result.add(self._read(place, token, units, name, fit.status))

    def _find_problem(self, place: tuple[str, str], token: Token, head: str) -> Problem | None:
        """Why the number of a cell below a head may not be all of it, its own, or the report's."""
        line = token.cell.line
        if token.is_cut:
            return Doubt.BROKEN.describe(self._name_place(place), line, token.text)
        if token.stands_for_rows:
            return Doubt.SHARED.describe(self._name_place(place), line, token.text)
        beside = [head] if token.text.isdecimal() else [token.text, head]
        for text in filter(None, map(find_remarks, beside)):
            is_earlier = find_year(reduce_label(head)) == EARLIER  # 上一年项目数量（2019年）
            year = self.year - is_earlier if self.year else None
            if not is_own(parse_beside(text), year, self.issuer):
                expected = f"{self.issuer} {self.year or ''}".strip()
                return Doubt.NOT_OWN.describe(self._name_place(place), line, text, expected)
        return None

    def _name_place(self, place: tuple[str, str]) -> str:
        return f"{self.shape.find_row(place[0]).label}, {self.shape.find_column(place[1]).label}"

    def _add_empty(self, row: TableRow, places: Sequence[Place]) -> None:
        cells = [token.cell for token in row.tokens]
        cell = next((cell for cell in cells if cell.line is not None), cells[0])
        where = "" if cell.line is not None else cell.place
        for key in filter(None, places):
            found = (self.shape.key, self.form.key, *key, None, "ambiguous", "")
            self.result.add(Reading(*found, line=cell.line, page=cell.page, place=where))

    def _read(
        self, place: tuple[str, str], token: Token, units: RowUnits, name: str, status: str
    ) -> Reading:
        cell, spec = token.cell, self.shape.find_column(place[1])
        unit = self.shape.find_unit(*place)
        stated = find_unit(units, name, unit, len(self.shape.columns) == 1)
        read = read_cell(cell.text, unit, stated, spec.signed)
        is_odd = read.value is None or read.value < 0 or read.assumed
        doubt = _doubt_value(read, spec.signed) if is_odd else None
        if doubt is not None:
            subject, expected = self._name_place(place), f"a number in {unit or '件'}"
            problem = doubt.describe(subject, cell.line, cell.text[:120], expected)
            self.result.problems.append(problem)
        status = status if read.status == "printed" else read.status
        row, column = place
        printed = (cell.text, cell.start, cell.line, cell.page, cell.place)
        return Reading(self.shape.key, self.form.key, row, column, read.value, status, *printed)


def _doubt_value(read: CellValue, is_signed: bool) -> Doubt | None:
    """What is odd about the value of a cell."""
    if read.assumed:
        return Doubt.UNIT_ASSUMED
    if read.value is not None:
        return Doubt.NEGATIVE if read.value < 0 and not is_signed else None
    return {"illegible": Doubt.ILLEGIBLE, "ambiguous": Doubt.NO_UNIT}.get(read.status)


def _report_missing_rows(
    block: TableBlock, shape: Table, solved: Sequence[Candidates]
) -> list[Problem]:
    read = [c for c in solved if c.fit.agreed_tokens or c.fit.doubt is not Doubt.EMPTY]
    found = {place[0] for candidates in read for place in candidates.places if place}
    rows = [c.row for c in solved]
    single = {row.row for row in rows if row.label is not None and not row.tokens[0].whole}
    first = first_line(token for row in rows for token in row.tokens)
    above = {row.key: upper for upper, row in pairwise(shape.rows) if upper.key in single}
    missing = [row for row in shape.rows if row.key not in found and not row.optional]
    return [
        _report_missing_row(row, block.labelled.get(row.key), above.get(row.key), shape, first)
        for row in missing
        if found
    ]


def _report_missing_row(
    row: Row, seen: TableRow | None, above: Row | None, shape: Table, first: int | None
) -> Problem:
    """The problem of a row of the form. `seen`: its label, without cells; `above`: the row in front
    of it, if that stands as single cells; `first`: the line on which the table begins."""
    expected = fold_label(row.label)
    if seen is not None and seen.label is not None:
        line, found = seen.label.cell.line or first, show_row(seen.tokens)
        return Doubt.NOT_PLACED.describe(shape.title, line, found, expected, row.label)
    more = ""
    if above is not None:
        more = f"; where its label alone was lost, the numbers behind {above.label} may be its own"
    return Doubt.ABSENT.describe(shape.title, first, "", expected, row.label, more)
