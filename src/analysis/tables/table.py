"""One table of the form: its block of rows to readings, with problems for what is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from ..documents.limits import MAX_ROW_CELLS, MAX_ROWS, describe_too_many
from ..errors import Problem
from ..forms import Form, Key, Table, fold_label, reduce_label
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

_ZEROS = re.compile("0")


@dataclass(slots=True)
class TableResult:
    """The readings of all tables of a document, and its problems. `left_out`: tables with more rows
    than any report has."""

    readings: dict[Key, Reading] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)

    def add(self, reading: Reading) -> None:
        """Keep one reading per key; two different numbers make the cell ambiguous."""
        key = (reading.table, reading.row, reading.column)
        old = self.readings.setdefault(key, reading)
        if old is reading or reading.value is None or old.value == reading.value:
            return
        words = (
            f"{reading.row}, {reading.column}: printed twice with different numbers, "
            "so it has no value"
        )
        found = Problem("row_repeated", words, reading.line, old.raw or old.status, reading.raw)
        self.problems.append(found)
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
    rows = detach_shared_labels(detach_distant_labels(block.rows))
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
    cells = _TableCells(form, shape, result, year, issuer)
    for row in solved:
        cells.add(row)
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


def detach_distant_labels(rows: Sequence[TableRow]) -> list[TableRow]:
    """The rows without labels that stand on a line of their own, in a table whose labels stand in
    the rows of their numbers: there the nearest label need not be that of a row."""
    grids = [row for row in rows if row.label is not None and row.tokens and row.tokens[-1].whole]
    distant = {id(row) for row in grids if row.label and row.label.row != row.tokens[-1].row}
    if 2 * len(distant) >= len(grids):  # a label above its numbers, but not several labels
        distant = {id(row) for row in grids if id(row) in distant and row.behind is not None}
    return [_detach_label(row) if id(row) in distant else row for row in rows]


def detach_shared_labels(rows: Sequence[TableRow]) -> list[TableRow]:
    """The rows without labels in a cell that spans the next row of numbers as well: nobody knows
    which of both rows is meant."""
    shared = {
        id(row)
        for row, below in pairwise(rows)
        if row.label is not None and row.label.cell.shared and below.row is None
        if below.label is None and row.numbers and below.numbers
    }
    return [_detach_label(row) if id(row) in shared else row for row in rows]


def mark_cut_numbers(rows: Sequence[TableRow]) -> None:
    """Mark the cells below which a single number stands in a row without a label: it may be the
    rest of the number above, or that of a row whose label was lost."""
    for above, row in pairwise(rows):
        kinds = {token.kind for token in row.tokens}
        if row.row is not None or row.label is not None or not above.row:
            continue
        if len(row.numbers) != 1 or not kinds <= {"value", "blank", "pad"}:
            continue
        number, *_ = row.numbers
        if len(row.tokens) == 1 and not _ZEROS.match(number.text):
            continue  # a page number
        is_grid = above.is_grid_row and len(row.tokens) > 1
        found = [t for t in above.numbers if not is_grid or t.place == number.place]
        if found and number.text.isdigit():
            found[-1].is_cut = True


def _detach_label(row: TableRow) -> TableRow:
    last = row.tokens[-1].row
    tokens = [token for token in row.tokens if token.row == last]
    return replace(row, row=None, label=None, tokens=tokens)


def find_sums(form: Form, shape: Table) -> dict[int, tuple[int, ...]]:
    """By width of a row, the blocks of columns whose last one is the sum of the others, as the
    identities say."""
    width, last = len(shape.columns), shape.columns[-1].key
    own = [i for i in form.identities if i.table == shape.key and i.each == "row"]
    if not any(list(i.left) == [last] and len(i.right) == width - 1 for i in own):
        return {}
    if shape.orientation == "across":
        return {width * len(shape.rows): (width,) * len(shape.rows)}
    return {width: (width,)}


def _doubt_several_columns(candidates: Sequence[Candidates], shape: Table) -> list[Candidates]:
    """Rows of several numbers in a table of one column, whose header does not tell them apart: of
    two years or scopes, and no identity knows which."""
    several = [len(c.row.numbers) > len(c.places) for c in candidates]
    if len(shape.columns) > 1 or 2 * sum(several) <= len(candidates):
        return list(candidates)
    return [c._replace(doubt=Doubt.SEVERAL) for c in candidates]


def _report_unknown(row: TableRow, form: Form, shape: Table) -> Problem:
    words = (
        f"{shape.title}: a row that {form.key} does not have, so its numbers have no key; "
        "look at the document, then make it known in labels.toml"
    )
    label = row.label.text[:60] if row.label else ""
    found = f"{label} {show_row(row.tokens)}"
    expected = f"the rows of {form.key}"
    return Problem("label_unknown", words, first_line(row.tokens), expected, found)


def _report_cut_off(candidates: Candidates) -> Problem:
    row = candidates.row
    label = row.label.text if row.label else row.row
    words = f"{label}: the document ends inside this row, which keeps its leading cells"
    found = f"{sum(t is not None for t in candidates.fit.exact or ())} cells"
    line, expected = row.tokens[-1].cell.line, f"{len(candidates.places)} cells"
    return Problem("half_report", words, line, expected, found)


class _TableCells(NamedTuple):
    """Turns placements into the readings of a table."""

    form: Form
    shape: Table
    result: TableResult
    year: int | None
    issuer: str

    def add(self, candidates: Candidates) -> None:
        """The cells of a placed row; of a row that could not be placed, cells without a value."""
        fit, row = candidates.fit, candidates.row
        if not fit.placed and fit.doubt not in (Doubt.EMPTY, Doubt.FOREIGN):
            self._add_empty(row, candidates.places)
        units = read_row_units(row)
        names = (*candidates.names, *("",) * len(fit.placed))
        for place, token, name in zip(candidates.places, fit.placed, names, strict=False):
            problem = self._doubt(place, token, name) if place and token else None
            if problem or (token is None and fit.doubt):
                self._add_empty(row, (place,))
                self.result.problems += [problem] if problem else []
            elif place and token:
                self.result.add(self._read(place, token, units, name, fit.status))

    def _doubt(self, place: tuple[str, str], token: Token, head: str) -> Problem | None:
        """Why the number of a cell below a head may not be all of it, its own, or the report's."""
        if found := _doubt_place(place, token, self.shape):
            return found
        beside = (head,) if token.text.isdecimal() else (token.text, head)
        for text in filter(None, map(find_remarks, beside)):
            is_earlier = find_year(reduce_label(head)) == EARLIER  # 上一年项目数量（2019年）
            year = self.year - is_earlier if self.year else None
            if not is_own(parse_beside(text), year, self.issuer):
                words = f"{_name_place(place, self.shape)}: not of this report, as words beside say"
                expected = " ".join(filter(None, (self.issuer, str(self.year or ""))))
                return Problem("table_foreign", words, token.cell.line, expected, text)
        return None

    def _add_empty(self, row: TableRow, places: Sequence[Place]) -> None:
        cells = [token.cell for token in row.tokens]
        first = next((cell for cell in cells if cell.line is not None), cells[0])
        where = "" if first.line is not None else first.place
        printed = ("", None, first.line, first.page, where)
        for key in filter(None, places):
            cell = (self.shape.key, self.form.key, *key, None, "ambiguous", *printed)
            self.result.add(Reading(*cell))

    def _read(
        self, place: tuple[str, str], token: Token, units: RowUnits, name: str, status: str
    ) -> Reading:
        row, column = place
        cell, spec = token.cell, self.shape.find_column(column)
        unit = self.shape.find_unit(row, column)
        stated = find_unit(units, name, unit, len(self.shape.columns) == 1)
        read = read_cell(cell.text, unit, stated, spec.signed)
        if read.value is None or read.value < 0 or read.assumed:
            words = f"{self.shape.find_row(row).label}, {spec.label}"
            self.result.problems += _doubt_value(read, token, words, unit, spec.signed)
        status = status if read.status == "printed" else read.status
        printed = (cell.text, cell.start, cell.line, cell.page, cell.place)
        return Reading(self.shape.key, self.form.key, row, column, read.value, status, *printed)


def _doubt_value(
    read: CellValue, token: Token, name: str, unit: str, signed: bool
) -> Iterable[Problem]:
    """What is odd about the value of a cell."""
    cell = token.cell
    if read.assumed:
        words = f"{name}: no unit is printed, so 万元 is taken; compare with the year before"
        yield Problem("unit_assumed", words, cell.line, "an amount with its unit", cell.text)
    if read.status == "illegible":
        words = f"{name}: text that is no number"
        yield Problem("illegible", words, cell.line, f"a number in {unit or '件'}", cell.text[:120])
    if read.status == "ambiguous":
        words = f"{name}: its unit is unknown, or two are printed, so it has no value"
        yield Problem("unit_unknown", words, cell.line, f"a number in {unit or '件'}", cell.text)
    if read.value is not None and read.value < 0 and not signed:
        words = f"{name}: a count below zero"
        yield Problem("negative_count", words, cell.line, "0 or more", cell.text)


def _name_place(place: tuple[str, str], shape: Table) -> str:
    return f"{shape.find_row(place[0]).label}, {shape.find_column(place[1]).label}"


def _doubt_place(place: tuple[str, str], token: Token, shape: Table) -> Problem | None:
    """Why the number of a cell may not be all of it, or not its own."""
    if not (token.is_cut or token.stands_for_rows):
        return None
    name = _name_place(place, shape)
    if token.is_cut:
        words = "a number without a label stands below this one and may be its rest"
    else:
        words = "it stands in a cell of several rows, so none of them has it for itself"
    expected = "a whole number" if token.is_cut else "a cell of one row"
    return Problem("ambiguous", f"{name}: {words}", token.cell.line, expected, token.text)


def _report_missing_rows(
    block: TableBlock, shape: Table, solved: Sequence[Candidates]
) -> list[Problem]:
    read = [c for c in solved if c.fit.placed or c.fit.doubt is not Doubt.EMPTY]
    found = {place[0] for candidates in read for place in candidates.places if place}
    if not found:
        return []
    rows = [c.row for c in solved]
    single = {row.row for row in rows if row.label is not None and not row.tokens[0].whole}
    first = first_line(token for row in rows for token in row.tokens)
    missing: list[Problem] = []
    for above, row in zip((shape.rows[0], *shape.rows), shape.rows, strict=False):
        if row.key in found or row.optional:
            continue
        seen = block.labelled.get(row.key)
        words = "is not in the document"
        if seen is not None:
            words = "has no cells that can be placed"
        elif above is not row and above.key in single:
            words += (
                f"; where its label alone was lost, the numbers behind {above.label} may be its own"
            )
        line = first_line([seen.label]) if seen and seen.label else first
        shown = show_row(seen.tokens) if seen else ""
        words = f"{shape.title}: the row {row.label} {words}"
        missing.append(Problem("row_missing", words, line, fold_label(row.label), shown))
    return missing
