"""Table rows with their columns: which cell of the form each token of a row may stand in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import NamedTuple

from ..forms import Form, Table, fold_label
from .blocks import TableBlock, TableRow
from .candidates import NOT_PLACED, Fit, RowSpec, place_cells
from .doubts import Doubt
from .headers import Header, Place
from .margins import Measure, measure_row
from .years import is_own_year

_SIGNED = re.compile(r"[^\d.]+[\d.]")


class Candidates(NamedTuple):
    """A row with its columns and the possible placements of its cells.

    `places`: the cells of the form in which it stands, None for a column of no form. `doubt`: why
    the columns are not certain; `fit.doubt` says why the placement is not.
    """

    row: TableRow
    places: tuple[Place, ...]
    names: tuple[str, ...] = ()
    doubt: Doubt | None = None
    fit: Fit = NOT_PLACED

    def in_row(self, key: str) -> Candidates:
        """The same cells as those of a row of the form that has no label here."""
        places = tuple([(key, place[1]) if place else None for place in self.places])
        fit = self.fit._replace(status="recovered")
        return self._replace(row=replace(self.row, row=key), places=places, fit=fit)


class Damage(NamedTuple):
    """What a whole document lost. `blanks`: digits touch, and blanks are gone. `rows`: the text
    goes column by column. `places`: blanks were dropped in a table."""

    blanks: bool = False
    rows: bool = False
    places: bool = False


def read_columns(rows: Sequence[TableRow], shape: Table, year: int | None) -> list[Candidates]:
    """The rows of one block with their columns, in one edition of the form: from their header; else
    from the edition, to be confirmed."""
    # Headers above a row of more numbers than columns: they lost some.
    narrow = [
        row.header
        for row in rows
        if row.header and len(row.tokens) > len(row.header.places) < len(row.numbers)
    ]
    read = []
    for row in rows:
        header = row.header or Header(row.table)
        is_short = header.begin is None or any(header is other for other in narrow)
        read.append(_read_columns_of_row(row, header, shape, is_short))
    return [_of_own_year(candidates, year) for candidates in read]


def _read_columns_of_row(row: TableRow, header: Header, shape: Table, is_short: bool) -> Candidates:
    """A row with its columns. `is_short`: its header lost a label where it has fewer than the form,
    and does not leave a column out."""
    if shape.orientation == "across":
        doubt = None if header.places else header.doubt
        places = header.places or tuple(shape.list_places())
        return Candidates(row, places, header.names, doubt)
    columns = tuple([column.key for column in shape.columns])
    expected = shape.find_columns(row.row) if row.row else columns
    if len(columns) == 1 and header.doubt is not Doubt.REORDERED:
        # No header is needed to know the only column.
        named = zip(header.places, header.names, strict=True)
        names = tuple([name for place, name in named if place])
        return Candidates(row, _make_places(row, columns * max(1, len(header.years))), names)
    if doubt := _find_doubt(header, shape, expected, is_short):
        return Candidates(row, _make_places(row, expected), doubt=doubt)
    return Candidates(row, _make_places(row, header.columns), header.names)


def _find_doubt(
    header: Header, shape: Table, expected: tuple[str, ...], is_short: bool
) -> Doubt | None:
    """Why a header does not decide the order of the columns, as only a complete and legible one
    does: then the order of the form is tried, unless what is legible contradicts it."""
    if header.doubt is Doubt.REORDERED or not header.places:
        return header.doubt
    if header.columns == expected or header.years:
        return None
    known = [key for key in header.columns if key is not None]
    is_legible = set(known) <= set(expected) and len(set(known)) == len(known)
    if shape.has_groups:
        is_sorted = known == [key for key in expected if key in known]
        is_complete = len(known) == len(expected) and (is_sorted or header.is_ordered)
    else:
        is_complete = len(header.columns) >= len(expected) or not is_short
    if is_legible and is_complete:
        return None
    return Doubt.REORDERED if header.contradicts(shape, expected) else header.doubt


def _of_own_year(candidates: Candidates, year: int | None) -> Candidates:
    """Without the cells of columns that are of another year."""
    years = candidates.row.header.years if candidates.row.header else ()
    if not years or candidates.doubt:
        return candidates
    pairs = zip(candidates.places, years, strict=True)
    kept = [place if is_own_year(said, year, years) else None for place, said in pairs]
    return candidates._replace(places=tuple(kept))


def _make_places(row: TableRow, columns: Sequence[str | None]) -> tuple[Place, ...]:
    """The cells of the form in which the cells of a row stand, below these columns."""
    return tuple([(row.row or "", key) if key else None for key in columns])


def fit_rows(
    rows: Sequence[Candidates], shape: Table, sums: Mapping[int, tuple[int, ...]], damage: Damage
) -> list[Candidates]:
    """Every row with its possible placements, by the places that the rows of its table and their
    headers agree on.

    `sums`: for rows of that width, the sizes of blocks whose last number is the sum of the others.
    """
    if all(_is_filled(candidates) for candidates in rows):
        return [c._replace(fit=Fit((tuple(c.row.tokens),))) for c in rows]
    extents = [measure_row(c.row, len(c.places)) for c in rows]
    # A number in front of a label is no row.
    known = [e for c, e in zip(rows, extents, strict=True) if c.row.row is not None]
    measure = Measure(known, shape.has_groups)
    fitted: list[Candidates] = []
    for candidates, e in zip(rows, extents, strict=True):
        width, blocks = len(candidates.places), sums.get(len(candidates.places), ())
        places, lead = measure.find_places(e), measure.find_lead(e)
        spec = RowSpec(width, places, lead, blocks, damage.blanks)
        fitted.append(candidates._replace(fit=place_cells(candidates.row.tokens, spec)))
    return fitted


def _is_filled(candidates: Candidates) -> bool:
    """Whether a row holds one number for each column and nothing else."""
    tokens = candidates.row.tokens
    is_full = len(tokens) == len(candidates.places)
    return is_full and all(token.kind == "value" and not token.glued for token in tokens)


def doubt_rows(rows: Sequence[Candidates], shape: Table, is_torn: bool) -> list[Candidates]:
    """The rows, in doubt where they only seem to fit, or where the numbers in front of a label may
    be its own: in front of the first label of single cells, so may be those of every label."""
    behind = [_may_end_with_label(c) for c in rows]
    is_open = any(
        is_last and not c.row.is_grid_row for c, is_last in zip(rows, behind, strict=True)
    )
    doubted = []
    for candidates, is_last in zip(rows, behind, strict=True):
        doubt = candidates.doubt
        if is_last or (is_open and not candidates.row.is_grid_row):
            doubt = Doubt.SIDE
        elif _seems_to_fit(candidates, shape, is_torn):
            doubt = doubt or Doubt.TORN
        doubted.append(candidates._replace(doubt=doubt))
    return doubted


def _may_end_with_label(candidates: Candidates) -> bool:
    """Whether numbers in front of a label may be its own: any in its row, or as many single cells
    as it has columns."""
    label = candidates.row.label
    return label is not None and label.ahead >= (1 if label.whole else len(candidates.places))


def _seems_to_fit(candidates: Candidates, shape: Table, is_torn: bool) -> bool:
    """Single cells of text that goes column by column, or with a sign in a column of counts behind
    a label without cells; and cells behind two labels in one cell."""
    row, option = candidates.row, candidates.fit.exact or ()
    if len(option) < 2:
        return False
    if stands_below(row):
        cells = zip(candidates.places, option, strict=True)
        counts = [t for place, t in cells if place and not shape.find_column(place[1]).signed]
        signed = [t for t in counts if t and _SIGNED.match(fold_label(t.text))]
        return is_torn or (row.behind is not None and signed != [])
    places = [(t.row, t.place) for t in (row.label, row.behind) if t and t.whole]
    return len(places) == 2 and places[0] == places[1]


def stands_below(row: TableRow) -> bool:
    """Whether a row stands as single cells, none of them in the line of its label."""
    line = row.label.row if row.label else -1
    return not any(t.whole or t.row == line for t in row.tokens)


def assess_damage(blocks: Iterable[TableBlock], editions: Mapping[str, Form]) -> Damage:
    """What the document lost, as its tables show."""
    shaped = [(block, editions[block.table].table(block.table)) for block in blocks]
    blanks = any(_lost_blanks(block, shape) for block, shape in shaped)
    return Damage(blanks, any(_is_torn(block, shape) for block, shape in shaped))


def _lost_blanks(block: TableBlock, shape: Table) -> bool:
    """Whether blanks are gone where digits touch: a row has fewer digits than columns, or none."""
    if not any(t.glued for row in block.rows for t in row.numbers):
        return False
    widths = {row.key: len(shape.find_columns(row.key)) for row in shape.rows}
    widths = {row: widths[row] for row in block.labelled if row in widths}
    if shape.orientation == "across":
        widths = {"": len(shape.list_places())}
    digits = {row.row: sum(len(t.text) for t in row.numbers) for row in block.rows}
    return any(digits.get(row, 0) < width for row, width in widths.items())


def _is_torn(block: TableBlock, shape: Table) -> bool:
    """Whether the text goes column by column: labels behind one another, then more numbers than the
    row of the last one has columns."""
    widths = {row.key: len(shape.find_columns(row.key)) for row in shape.rows}
    rows = [row for row in block.rows if row.row in widths and row.behind and stands_below(row)]
    return any(_count_first_numbers(row) > widths[row.row or ""] > 1 for row in rows)


def _count_first_numbers(row: TableRow) -> int:
    """How many numbers stand in front of the first text of a row."""
    cells = takewhile(lambda t: t.kind != "text", row.tokens)
    return sum(t.kind == "value" and not t.glued for t in cells)


def find_cut_off_row(rows: Sequence[Candidates]) -> Candidates | None:
    """The row that the end of the document cuts off, with its leading cells; None where other rows
    are not complete either."""
    for candidates in (c for c in rows if c.row.ends_document and c.row.row):
        cells, width = candidates.row.tokens, len(candidates.places)
        others = [c for c in rows if c is not candidates and len(c.places) == width]
        is_cut = candidates.fit.exact is None and 0 < len(cells) < width
        is_plain = all(t.kind in ("value", "blank") for t in cells)
        if is_cut and is_plain and others and all(c.fit.exact for c in others):
            lost = (None,) * (width - len(cells))
            return candidates._replace(fit=Fit(((*cells, *lost),)))
    return None
