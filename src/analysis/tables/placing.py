"""Runs with their columns: which cell of the form each token of a row stands in, where that is certain."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from ..errors import Problem
from ..forms import Form, Table
from ..values import read_cell
from .align import Fit, Option, Row, fit, trim_blanks
from .headers import Place
from .margins import Measure, extent, headed
from .sheet import Run, Sheet
from .tokens import Token

UNNAMED = "the header does not name the columns of the rows below it"
SWAPPED = "the header names the columns in another order than the form, and where each stands is not certain"
FOREIGN = "the header names columns of no form above the rows below it"
TORN = "labels stand behind one another and the numbers of several rows behind them"
_SIGNED = re.compile(r"[^\d.]+[\d.]")


@dataclass(slots=True)
class Placed:
    """A run with its columns. `doubt`: in words why they are not certain. `agreed`: the cells on which all placements agree."""

    run: Run
    places: tuple[tuple[str, str] | None, ...]
    names: tuple[str, ...]
    doubt: str
    fit: Fit
    option: Option | None = None
    status: str = "printed"
    agreed: tuple[bool, ...] = ()


def fit_all(
    placed: Sequence[Placed],
    sums: dict[int, tuple[int, ...]],
    lost: bool = False,
    dropped: bool = False,
) -> None:
    """Fit every row, by the places that the rows of its table and their headers agree on.

    `sums`: for rows of that width, the sizes of blocks whose last number is the sum of the others. `lost`: see
    `blanks_lost`. `dropped`: blanks were dropped in the tables before, so one that stands at the end of a row is no cell.
    """
    filled = [_fill(p) for p in placed]
    if all(filled):
        return
    compact = any(_inner_pad(p.run.tokens) for p in placed)
    if dropped:
        for p in placed:
            p.run = replace(p.run, tokens=trim_blanks(p.run.tokens))
    extents = [extent(p.run, len(p.places), compact) for p in placed]
    measure = Measure(
        [e for p, e in zip(placed, extents, strict=True) if p.run.row is not None]
    )  # a number in front of a label is no row
    for p, e in zip(placed, extents, strict=True):
        width = len(p.places)
        p.fit = fit(
            p.run.tokens,
            Row(width, measure.places(e), measure.lead(e), sums.get(width, ()), lost, compact),
        )


def torn(sheets: Iterable[Sheet], chosen: Mapping[str, Form]) -> bool:
    """Whether the text goes column by column: labels behind one another, then more numbers than the row of the last one has columns."""
    for sheet in sheets:
        shape = chosen[sheet.table].table(sheet.table)
        width = {r.key: len(shape.columns_of(r.key)) for r in shape.rows}
        for run in sheet.runs:
            if run.behind and _below(run):
                numbers = sum(
                    t.kind == "value" and not t.glued
                    for t in takewhile(lambda t: t.kind != "text", run.tokens)
                )
                if numbers > width.get(run.row or "", numbers) > 1:
                    return True
    return False


def doubt(placed: Iterable[Placed], shape: Table, torn_text: bool) -> None:
    """Rows that only seem to fit: single cells of text that goes column by column, or with a sign in a column of counts behind a label without cells;
    and cells behind two labels in one cell."""
    for p in placed:
        label, above = p.run.label, p.run.behind
        if p.fit.exact is None or len(p.places) < 2 or not (torn_text or above):
            continue
        if not _below(p.run):
            shared = (
                label is not None
                and above is not None
                and label.row
                and (label.strip, label.place) == (above.strip, above.place)
            )
            p.doubt = p.doubt or (TORN if shared else "")
            continue
        cells = [
            (place, t)
            for place, t in zip(p.places, p.fit.exact, strict=True)
            if place and t is not None
        ]
        if torn_text or (
            above is not None
            and any(
                t.kind == "value" and _SIGNED.match(t.text) and not shape.column(place[1]).signed
                for place, t in cells
            )
        ):
            p.doubt = TORN


def _below(run: Run) -> bool:
    """Whether a row stands as single cells, none of them in the line of its label."""
    return not any(
        t.row or (run.label is not None and t.strip == run.label.strip) for t in run.tokens
    )


def _fill(p: Placed) -> bool:
    """A row of as many numbers as columns needs no measure, nor does one with blanks where its header tells of no other places: fit it, and say so."""
    tokens = p.run.tokens
    if len(tokens) != len(p.places) or tokens[0].glued:
        return False
    kinds = {t.kind for t in tokens}
    if kinds != {"value"} and not (
        kinds <= {"value", "blank"} and headed(p.run, len(tokens)) in (None, (len(tokens), 0))
    ):
        return False
    p.fit = Fit(exact=tuple(tokens))
    return True


def _inner_pad(tokens: Sequence[Token]) -> bool:
    """Touching separators between two numbers: there they can only stand for an empty cell. Behind a text another row may have begun."""
    kinds = [t.kind for t in takewhile(lambda t: t.kind != "text", tokens)]
    return "pad" in kinds and any(
        kind == "pad" and "value" in kinds[:at] and "value" in kinds[at:]
        for at, kind in enumerate(kinds)
    )


def blanks_lost(sheets: Iterable[Sheet], chosen: Mapping[str, Form]) -> bool:
    """Whether blanks are gone where digits touch: a row has fewer digits than columns, or none at all."""
    for sheet in sheets:
        shape = chosen[sheet.table].table(sheet.table)
        found = {run.row: [t for t in run.tokens if t.kind == "value"] for run in sheet.runs}
        if not any(t.glued for values in found.values() for t in values):
            continue
        across = shape.orientation == "across"
        columns = {
            r.key: len(shape.columns_of(r.key)) for r in shape.rows if not across and not r.optional
        } or {"": len(shape.keys())}
        if any(
            sum(len(t.text) for t in found.get(row, [])) < width for row, width in columns.items()
        ):
            return True
    return False


def columns_of(
    run: Run, shape: Table, stray: set[str], short: Collection[int] = ()
) -> Placed | None:
    """The (row, column) of each cell of a run, from its header; else from the edition, to be confirmed.

    `stray`: columns whose label stands outside of the headers; a header without one of them lost it.
    `short`: the headers above a row of more numbers than columns. One of these, or of single cells, with fewer columns than the form has lost some.
    """
    header = run.header
    if shape.orientation == "across":
        if run.row:
            return None
        places: Sequence[Place] = header.places if header and header.places else shape.keys()
        doubt = (
            "" if header and header.places else SWAPPED if header and header.foreign else UNNAMED
        )
        return Placed(run, tuple(places), ("",) * len(places), doubt, Fit())
    if len(shape.columns) == 1:  # no header is needed to know the only column
        return Placed(run, ((run.row or "", shape.columns[0].key),), ("",), "", Fit())
    expected = shape.columns_of(run.row) if run.row else tuple([c.key for c in shape.columns])
    row, doubt = run.row or "", FOREIGN if header is not None and header.foreign else UNNAMED
    if header is not None and header.places:
        keys = header.columns
        if keys == expected:
            return Placed(
                run,
                shape.places_of(row) if row else tuple([(row, k) for k in expected]),
                header.names,
                "",
                Fit(),
            )
        known = [k for k in keys if k is not None]
        fits = set(known) <= set(expected) and len(set(known)) == len(known)
        lost = (set(expected) - set(keys)) & stray or (
            len(keys) < len(expected)
            and (id(header) in short or not any(t.row for t in header.leaves))
        )
        if shape.grouped and sorted(known) == sorted(expected):
            if header.ordered:
                expected = tuple(known)  # whatever the form says
            elif not all(t.row for t in header.leaves) and known != list(expected):
                doubt = SWAPPED
        if fits and (not shape.grouped or known == list(expected)) and not lost:
            return Placed(
                run, tuple((row, k) if k else None for k in keys), header.names, "", Fit()
            )
    return Placed(run, tuple((row, k) for k in expected), ("",) * len(expected), doubt, Fit())


def cut_off(placed: list[Placed], problems: list[Problem]) -> None:
    """A row cut off by the end of the document keeps its leading cells where all other rows are complete."""
    for p in (p for p in placed if p.run.ends):
        others = [q for q in placed if q is not p and len(q.places) == len(p.places)]
        cells = [t for t in p.run.tokens if t.kind in ("value", "blank")]
        if (
            p.fit.exact is None
            and p.run.row
            and 0 < len(cells) < len(p.places)
            and len(cells) == len(p.run.tokens)
            and others
            and all(q.fit.exact for q in others)
        ):
            p.fit = Fit(exact=(*cells, *(None,) * (len(p.places) - len(cells))))
            problems.append(
                Problem(
                    "half_report",
                    f"{p.run.label.text if p.run.label else p.run.row}: the document ends inside this row, which keeps its leading cells",
                    cells[-1].cell.line,
                    f"{len(p.places)} cells",
                    f"{len(cells)} cells",
                )
            )


def shown(run: Run) -> str:
    return " ".join(t.text or "_" for t in run.tokens if t.kind != "pad")[:120]


def count(token: Token) -> int | None:
    value = read_cell(token.text).value
    return None if value is None or value != int(value) else int(value)


def line_of(found: Iterable[Token]) -> int | None:
    return next((t.cell.line for t in found if t.cell.line is not None), None)
