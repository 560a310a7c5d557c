"""A document's strips to the cells of the forms, each with value, status and place.

The way of a number: its row is found by the label, its column by the joined header, its place by an exact
fit. Where the fit is not exact, the identities of the form may leave one placement (status recovered) or
several (ambiguous: no value). Nothing else gives a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ..documents.blocks import Cell, Document, Line
from ..documents.limits import MAX_ROW_CELLS, MAX_ROWS, too_many
from ..errors import Problem
from ..forms import Form, Key, Table, fold, forms
from ..rows import Row, read_rows
from ..values import CellValue, amount_unit, read_cell
from .align import Fit
from .placing import (
    FOREIGN,
    Placed,
    blanks_lost,
    columns_of,
    cut_off,
    doubt,
    fit_all,
    line_of,
    shown,
    torn,
)
from .readings import Reading, Recognised
from .runs import RunReader
from .sheet import Run, Sheet, edition
from .solver import Solver
from .split_headers import join_split_headers
from .tokens import Token, tokens

_HEADER = 3  # so many columns of one table make a header
_SENTENCE = 12  # a shorter text beside a table is a piece of a label
_FORM_WORDS = re.compile(
    "本年新收政府信息公开申请数量|法人或其他组织|社会公益组织|结转下年度继续办理|未经复议直接起诉|本年新制作数量|本年制发件数|处理决定数量|主动公开政府信息数"
)


@dataclass(slots=True)
class _Result:
    readings: dict[Key, Reading] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    lost: bool = False  # digits touch in the document, and its blanks are gone
    torn: bool = False  # its text goes column by column
    dropped: bool = False  # a table of the document lost its blanks
    beyond: set[str] = field(default_factory=set)  # tables with more rows than any report has


def recognise(document: Document) -> tuple[Recognised, list[Line]]:
    """The cells of the forms' tables in a document, and the lines that are not part of a table.

    Row and column keys are those of `forms`; what a cell's status means is told in the data dictionary.
    """
    rows = join_split_headers(read_rows(document))
    reader = RunReader()
    stream = tokens(rows)
    sheets = reader.read(stream)
    result = _Result()
    if sheets and _duplicates_removed(stream):
        words = "no line of the tables stands twice, so a program removed repeated lines and with them numbers; get the page again"
        result.problems.append(
            Problem(
                "duplicates_removed",
                words,
                line_of(stream),
                "labels and numbers that repeat",
                "every line once",
            )
        )
        sheets = {}
    chosen = {sheet.table: edition(sheet) for sheet in sheets.values()}
    layout = _layout(rows, reader.used)
    result.lost, result.torn = blanks_lost(sheets.values(), chosen), torn(sheets.values(), chosen)
    for sheet in sheets.values():
        result.dropped |= _sheet(sheet, _tie(sheet, chosen), result)
    if result.readings:
        _missing_tables(
            result, {table for table, cells in reader.headed.items() if cells >= _HEADER}
        )
    prose = _prose(rows, stream, reader.used)
    if (
        not result.readings
        and not result.problems
        and len(set(_FORM_WORDS.findall(document.text))) > 2
    ):
        words = "words of the statutory tables are in the text, but no table could be read; save the page again so that its tables keep their rows"
        result.problems.append(
            Problem(
                "table_missing", words, None, "a table with its rows", "labels without their cells"
            )
        )
    return Recognised(tuple(result.readings.values()), tuple(result.problems), layout), prose


def _prose(rows: Sequence[Row], stream: Sequence[Token], used: set[int]) -> list[Line]:
    """The lines that are no part of a table, and the sentences beside a table in a line that holds both."""
    beside: dict[int, list[Line]] = {}
    for token in stream:
        if token.kind != "text" or token.strip not in used or len(token.text) <= _SENTENCE:
            continue
        strip, start = rows[token.strip], token.cell.start
        if strip.layout == "lines" and strip.line and start is not None:
            beside.setdefault(token.strip, []).append(
                Line(token.text, strip.line.number, ((0, start),), strip.line.page)
            )
    prose: list[Line] = []
    for at, strip in enumerate(rows):
        if at in beside:
            prose += beside[at]
        elif strip.line is not None and strip.layout in ("lines", "spaces") and at not in used:
            prose.append(strip.line)
    return prose


def _duplicates_removed(stream: Sequence[Token]) -> bool:
    """A program that cleaned the page removed lines that it had seen: every printed form repeats labels and numbers."""
    lines = [t for t in stream if t.kind in ("label", "value", "unit")]
    alone = not any(t.row for t in lines) and len({t.strip for t in lines}) == len(lines)
    return (
        alone
        and sum(t.kind == "label" for t in lines) >= 20
        and len({t.text for t in lines}) == len(lines)
    )


def _layout(rows: Sequence[Row], used: set[int]) -> str:
    names = [rows[i].layout for i in sorted(used) if i < len(rows)]
    return max(sorted(set(names)), key=names.count) if names else ""


def _tie(sheet: Sheet, chosen: dict[str, Form]) -> Form:
    """Where the rows of a table fit two editions, the one that another table of the document has."""
    best = max(sheet.votes.values(), default=0)
    for form in chosen.values():
        if (
            sheet.votes.get(form.key, 0) == best
            and any(t.key == sheet.table for t in form.tables)
            and form is not chosen[sheet.table]
        ):
            return form
    if not sheet.votes:
        return next(
            (f for f in chosen.values() if any(t.key == sheet.table for t in f.tables)),
            chosen[sheet.table],
        )
    return chosen[sheet.table]


def _sheet(sheet: Sheet, form: Form, result: _Result) -> bool:
    """Read one table into `result`; whether its blanks were dropped."""
    shape = form.table(sheet.table)
    if len(sheet.runs) > MAX_ROWS or sum(len(run.tokens) for run in sheet.runs) > MAX_ROW_CELLS:
        what, bound = ("rows", MAX_ROWS) if len(sheet.runs) > MAX_ROWS else ("cells", MAX_ROW_CELLS)
        first = next((run.label.cell.line for run in sheet.runs if run.label is not None), None)
        result.problems.append(
            too_many(f"{what} of the table {shape.title}", bound, "none of them was read", first)
        )
        result.beyond.add(sheet.table)
        return False
    own = {row.key for row in shape.rows}
    for run in sheet.runs:
        if (
            run.label is not None
            and run.row not in own
            and any(t.kind == "value" for t in run.tokens)
        ):
            words = f"{shape.title}: a row that {form.key} does not have, so its numbers have no key; look at the document"
            found = f"{run.label.text[:60]} {shown(run)}"
            result.problems.append(
                Problem(
                    "label_unknown", words, line_of(run.tokens), f"the rows of {form.key}", found
                )
            )
    runs = [run for run in _of_last_year(sheet, shape, result) if not run.row or run.row in own]
    short = {
        id(r.header)
        for r in runs
        if r.header is not None
        and len([t for t in r.tokens if t.kind == "value"]) > len(r.header.places)
    }
    placed = [
        p for p in (columns_of(run, shape, sheet.stray, short) for run in runs) if p is not None
    ]
    fit_all(placed, _sums(form, shape), result.lost, result.dropped)
    doubt(placed, shape, result.torn)
    if len(shape.columns) == 1 and 2 * sum(
        sum(t.kind == "value" for t in p.run.tokens) > 1 for p in placed
    ) > len(placed):
        for p in placed:  # several columns of numbers, the form has one: of two years or scopes, and no identity knows which
            p.fit = Fit(reason="header")
    cut_off(placed, result.problems)
    solver = Solver(form, shape, placed, result.problems, result.dropped)
    solver.settle()
    for p in placed:
        _readings(p, form, shape, result)
    _missing_rows(sheet, shape, placed, result)
    return solver.dropped


def _of_last_year(sheet: Sheet, shape: Table, result: _Result) -> list[Run]:
    """The rows of a table without those that are printed a second time below a text that names an earlier year."""
    years = [run.header.year if run.header else "" for run in sheet.runs]
    last = max(years, default="")
    if not last:
        return sheet.runs
    again = {run.row for run, year in zip(sheet.runs, years, strict=True) if year == last}
    old = [
        at
        for at, (run, year) in enumerate(zip(sheet.runs, years, strict=True))
        if "" < year < last and run.row in again
    ]
    if old:
        words = f"{shape.title}: printed for several years, of which the last one counts; compare with the document"
        result.problems.append(
            Problem("row_repeated", words, line_of(sheet.runs[old[0]].tokens), last, years[old[0]])
        )
    return [run for at, run in enumerate(sheet.runs) if at not in old]


def _readings(p: Placed, form: Form, shape: Table, result: _Result) -> None:
    """The cells of a placed row; of a row that could not be placed, cells without a value."""
    if p.run.row is None or (p.doubt == FOREIGN and p.option is None):
        return
    if p.option is None:
        if p.fit.options or p.fit.reason in ("misfit", "glued", "search_limit", "header"):
            for place in p.places:
                if place:
                    _add(
                        Reading(
                            shape.key,
                            form.key,
                            *place,
                            None,
                            "ambiguous",
                            "",
                            None,
                            line_of(p.run.tokens),
                        ),
                        result,
                    )
        return
    for at, (place, token) in enumerate(zip(p.places, p.option, strict=True)):
        if place is None:
            continue
        if p.agreed and not p.agreed[at]:
            _add(
                Reading(
                    shape.key, form.key, *place, None, "ambiguous", "", None, line_of(p.run.tokens)
                ),
                result,
            )
        elif token is not None:
            _add(_reading(place, token, p, at, form, shape, result), result)


def _reading(
    place: tuple[str, str],
    token: Token,
    p: Placed,
    at: int,
    form: Form,
    shape: Table,
    result: _Result,
) -> Reading:
    row, column = place
    cell = token.cell
    unit = shape.unit_of(row, column)
    spec = shape.column(column)
    read = read_cell(
        cell.text, unit, amount_unit(p.names[at]) if unit == "万元" else None, spec.signed
    )
    if (
        read.assumed
        or read.status == "illegible"
        or (read.value is not None and read.value < 0 and not spec.signed)
    ):
        result.problems += _doubts(
            read, cell, f"{shape.row(row).label}, {spec.label}", unit, spec.signed
        )
    status = p.status if read.status == "printed" else read.status
    return Reading(
        shape.key,
        form.key,
        row,
        column,
        read.value,
        status,
        cell.text,
        cell.start,
        cell.line,
        cell.page,
        cell.place,
    )


def _doubts(read: CellValue, cell: Cell, name: str, unit: str, signed: bool) -> Iterator[Problem]:
    if read.assumed:
        words = f"{name}: no unit is printed, so 万元 is taken; compare with the year before"
        yield Problem("unit_assumed", words, cell.line, "an amount with its unit", cell.text)
    if read.status == "illegible":
        yield Problem(
            "illegible",
            f"{name}: text that is no number",
            cell.line,
            f"a number in {unit or '件'}",
            cell.text[:120],
        )
    if read.value is not None and read.value < 0 and not signed:
        yield Problem(
            "negative_count", f"{name}: a count below zero", cell.line, "0 or more", cell.text
        )


def _add(reading: Reading, result: _Result) -> None:
    """Keep one reading per key; two different ones make the cell ambiguous."""
    key = (reading.table, reading.row, reading.column)
    old = result.readings.get(key)
    if old is None:
        result.readings[key] = reading
    elif (
        (old.value, old.status) != (reading.value, reading.status)
        and reading.value is not None
        and old.value != reading.value
    ):
        result.problems.append(
            Problem(
                "row_repeated",
                f"{reading.row}, {reading.column}: printed twice with different numbers, so it has no value",
                reading.line,
                old.raw or old.status,
                reading.raw,
            )
        )
        result.readings[key] = replace(old, value=None, status="ambiguous")


def _sums(form: Form, shape: Table) -> dict[int, tuple[int, ...]]:
    """By width of a row, the blocks of columns whose last one is the sum of the others, as the identities say."""
    width = len(shape.columns)
    totals = [
        i
        for i in form.identities
        if i.table == shape.key
        and i.each == "row"
        and list(i.left) == [shape.columns[-1].key]
        and len(i.right) == width - 1
    ]
    if not totals:
        return {}
    return (
        {width * len(shape.rows): (width,) * len(shape.rows)}
        if shape.orientation == "across"
        else {width: (width,)}
    )


def _missing_rows(sheet: Sheet, shape: Table, placed: Sequence[Placed], result: _Result) -> None:
    found = {
        place[0]
        for p in placed
        if p.run.row is not None and (p.option or p.fit.reason != "empty")
        for place in p.places
        if place
    }
    if not found:
        return
    single = {p.run.row for p in placed if not p.run.tokens[0].row and p.run.label is not None}
    for above, row in zip((None, *shape.rows), shape.rows, strict=False):
        if row.key in found or row.optional:
            continue
        run = sheet.seen.get(row.key)
        words = f"{shape.title}: the row {row.label} " + (
            "has no cells that can be placed" if run else "is not in the document"
        )
        if run is None and above is not None and above.key in single:
            words += (
                f"; where its label alone was lost, the numbers behind {above.label} may be its own"
            )
        at = (
            run.label.cell.line
            if run and run.label
            else line_of(t for p in placed for t in p.run.tokens)
        )
        result.problems.append(
            Problem("row_missing", words, at, fold(row.label), shown(run) if run else "")
        )


def _missing_tables(result: _Result, headed: set[str]) -> None:
    found = {r.table for r in result.readings.values()} | result.beyond
    keys = {r.form for r in result.readings.values()}
    for key in sorted(keys):
        for table in forms()[key].tables:
            if table.key not in found:
                found.add(table.key)
                words = (
                    "has a header, but no cells below it: they are blank or were lost"
                    if table.key in headed
                    else "is not in the document"
                )
                result.problems.append(
                    Problem(
                        "table_missing", f"the table {table.title} {words}", None, table.title, ""
                    )
                )
