"""Which rows of a table are the report's own, and what the other ones are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..errors import Problem
from .blocks import TableBlock, TableRow
from .captions import NO_SCOPE, Scope
from .scope import is_own
from .tokens import first_line
from .vocabulary import shape_of
from .years import EARLIER, SEVERAL, THIS

_YEARS = {EARLIER: "the year before", SEVERAL: "several years", THIS: ""}


def give_scope(block: TableBlock, scope: Scope) -> TableBlock:
    """A block whose rows have what a scope says, over what each says of itself."""
    if scope == NO_SCOPE:
        return block
    return replace(block, rows=[replace(row, scope=scope.over(row.scope)) for row in block.rows])


def select_own_rows(
    block: TableBlock, year: int | None, issuer: str, problems: list[Problem]
) -> TableBlock:
    """The rows of a table that are of the report's year and body.

    Of a report without a known year the last one that its tables name counts. Rows of another
    scope are named in `problems` with their words; their cells are not read.
    """
    scopes = list(dict.fromkeys(row.scope for row in block.rows))
    if year is None:
        year = max((scope.year for scope in scopes if scope.year > 0), default=None)
    own = {scope for scope in scopes if is_own(scope, year, issuer)}
    # An annex may print a table of the report a second time.
    printed = {row.row for row in block.rows if row.scope in own and not row.scope.is_annex}
    own -= {row.scope for row in block.rows if row.scope.is_annex and row.row in printed}
    for scope in scopes:
        if scope not in own:
            problems.append(_report_foreign(block, scope, year, issuer))
    rows = [row for row in block.rows if row.scope in own]
    extra = _find_extra_rows(rows)
    if extra:
        problems.append(_report_extra(block, extra))
    return replace(block, rows=[row for row in rows if not any(row is other for other in extra)])


def _report_foreign(block: TableBlock, scope: Scope, year: int | None, issuer: str) -> Problem:
    title = shape_of(block.table).title
    named = _YEARS.get(scope.year, str(scope.year))
    found = " ".join(filter(None, (scope.body, scope.other, named))) or "an annex"
    rows = [row for row in block.rows if row.scope == scope]
    numbers = sum(len(row.numbers) for row in rows)
    words = (
        f"{title}: a table of {found}, not of this report, so its "
        f"{numbers} numbers are not read; compare with the document"
    )
    expected = " ".join(filter(None, (issuer, str(year or ""))))
    line = first_line(token for row in rows for token in row.tokens)
    return Problem("table_foreign", words, line, expected, found)


def _find_extra_rows(rows: Sequence[TableRow]) -> list[TableRow]:
    """The rows that only the second of two printings holds which differ, and nothing tells which
    of the two is the report's."""
    numbers: dict[str, list[str]] = {}
    new: list[TableRow] = []
    differing = 0
    for row in (row for row in rows if row.row):
        texts = [token.text for token in row.numbers]
        new += [row] if differing and row.row not in numbers else []
        differing += numbers.setdefault(row.row or "", texts) != texts
    return new if differing > 1 else []


def _report_extra(block: TableBlock, rows: Sequence[TableRow]) -> Problem:
    title = shape_of(block.table).title
    words = f"{title}: printed twice with different numbers, so rows of one of both are not read"
    found = ", ".join(row.label.text for row in rows if row.label)
    line = first_line(rows[0].tokens)
    return Problem("row_repeated", words, line, "one table", found)
