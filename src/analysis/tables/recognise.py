"""A document's rows to the cells of the forms, each with value, status and place.

The way of a number: its row is found by the label, its column by the joined header, its place by an
exact fit. Where the fit is not exact, the identities of the form may leave one placement (status
recovered) or several (ambiguous: no value). Nothing else gives a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..documents.blocks import Document, Line
from ..errors import Problem
from ..forms import Form, forms
from ..rows import Row, read_rows
from .blocks import TableBlock
from .captions import NO_SCOPE, parse_report_words, parse_title
from .columns import Damage, assess_damage
from .reader import TableReader
from .readings import Recognised
from .scope import give_scope, is_own, select_own_rows
from .split_headers import join_split_headers
from .table import TableResult, read_table
from .tokens import Token, first_line, tokenize

_HEADER = 3  # so many columns of one table make a header
_SENTENCE = 12  # a shorter text beside a table is a piece of a label
_REPEATED = 20  # a form prints more labels than this
_FORM_WORDS = re.compile(
    "本年新收政府信息公开申请数量|法人或其他组织|社会公益组织|结转下年度继续办理|未经复议直接起诉"
    "|本年新制作数量|本年制发件数|处理决定数量|主动公开政府信息数"
)


@dataclass(frozen=True)
class ParsedDocument:
    """A document whose rows are read: its tables as blocks of rows, and the lines around them."""

    document: Document
    rows: Sequence[Row]
    stream: Sequence[Token]
    blocks: Mapping[str, TableBlock]
    used: frozenset[int]
    headed: frozenset[str]

    @cached_property
    def layout(self) -> str:
        """How most rows of its tables are printed."""
        names = [self.rows[at].layout for at in sorted(self.used)]
        return max(sorted(set(names)), key=names.count, default="")

    @cached_property
    def prose(self) -> list[Line]:
        """The lines that are no part of a table, and the sentences beside a table in a line that
        holds both."""
        beside: dict[int, list[Token]] = {}
        for token in self.stream:
            if token.kind == "text" and len(token.text) > _SENTENCE and not token.whole:
                beside.setdefault(token.row, []).append(token)
        prose: list[Line] = []
        for at, row in enumerate(self.rows):
            if row.line is None or row.layout not in ("lines", "spaces"):
                continue
            if at not in self.used:
                prose.append(row.line)
                continue
            for token in beside.get(at, ()):
                if (start := token.cell.start) is not None:  # else it leads back to no place
                    prose.append(Line(token.text, row.line.number, ((0, start),), row.line.page))
        return prose


def parse_document(document: Document) -> ParsedDocument:
    """The rows of a document, and its tables as blocks of rows that no value is read from yet."""
    rows = join_split_headers(read_rows(document))
    stream = tokenize(rows)
    reader = TableReader(stream)
    headed = frozenset(table for table, cells in reader.headed.items() if cells >= _HEADER)
    return ParsedDocument(document, rows, stream, reader.blocks, frozenset(reader.used), headed)


def recognise(
    document: Document, year: int | None = None, issuer: str = ""
) -> tuple[Recognised, list[Line]]:
    """The cells of the forms' tables in a document, and the lines that are not part of a table.

    Row and column keys are those of `forms`; what a cell's status means is told in the data
    dictionary. `year` and `issuer` of the report say which tables are its own.
    """
    parsed = parse_document(document)
    return read_tables(parsed, year, issuer), parsed.prose


def read_tables(
    parsed: ParsedDocument, year: int | None = None, issuer: str = "", title: str = ""
) -> Recognised:
    """The cells of the report's own tables, with problems that name what was not read. None is its
    own where its title or a sentence on all of its numbers says that they are not those of its
    year."""
    if parsed.blocks and _lost_repeated_lines(parsed.stream):
        words = (
            "no line of the tables stands twice, so a program removed repeated lines and with them "
            "numbers; get the page again"
        )
        line, expected = first_line(parsed.stream), "labels and numbers that repeat"
        lost = Problem("duplicates_removed", words, line, expected, "every line once")
        return Recognised((), (lost,), parsed.layout)
    result = TableResult()
    said = [parse_title(title), *(parse_report_words(line.text) for line in parsed.prose)]
    foreign = next((scope for scope in said if not is_own(scope, year, issuer)), NO_SCOPE)
    blocks = [
        select_own_rows(give_scope(block, foreign), year, issuer, result.problems)
        for block in parsed.blocks.values()
    ]
    blocks = [block for block in blocks if block.rows]
    chosen = {block.table: block.choose_edition() for block in blocks}
    damage = assess_damage(blocks, chosen)
    for block in blocks:
        dropped = read_table(block, settle_tie(block, chosen), year, issuer, damage, result)
        damage = Damage(damage.blanks, damage.rows, damage.places or dropped)
    result.settle_emptied()
    if result.readings:
        result.problems += _report_missing_tables(result, parsed.headed)
    elif not result.problems and len(set(_FORM_WORDS.findall(parsed.document.text))) > 2:
        words = (
            "words of the statutory tables are in the text, but no table could be read; "
            "save the page again so that its tables keep their rows"
        )
        expected, found = "a table with its rows", "labels without their cells"
        result.problems.append(Problem("table_missing", words, None, expected, found))
    return Recognised(tuple(result.readings.values()), tuple(result.problems), parsed.layout)


def _lost_repeated_lines(stream: Sequence[Token]) -> bool:
    """Whether a program that cleaned the page removed lines that it had seen: every printed form
    repeats labels and numbers."""
    lines = [t for t in stream if t.kind in ("label", "value", "unit")]
    if any(t.whole for t in lines):
        return False
    labels = sum(t.kind == "label" for t in lines)
    is_each_once = len({t.row for t in lines}) == len({t.text for t in lines}) == len(lines)
    return is_each_once and labels >= _REPEATED


def settle_tie(block: TableBlock, chosen: Mapping[str, Form]) -> Form:
    """Where the rows of a table fit several editions, the one that another table has, its headline
    table before any other."""
    own = chosen[block.table]
    best = max(block.votes.values(), default=0)
    others = [form for form in chosen.values() if block.table in {t.key for t in form.tables}]
    others.sort(key=lambda form: chosen.get(form.headline) is not form)
    if block.votes:
        others = [f for f in others if block.votes[f.key] == best and f is not own]
    return next(iter(others), own)


def _report_missing_tables(result: TableResult, headed: Iterable[str]) -> list[Problem]:
    found = {r.table for r in result.readings.values()} | result.left_out
    missing: list[Problem] = []
    for key in sorted({r.form for r in result.readings.values()}):
        for table in forms()[key].tables:
            if table.key in found:
                continue
            found.add(table.key)
            words = "is not in the document"
            if table.key in headed:
                words = "has a header, but no cells below it: they are blank or were lost"
            message = f"the table {table.title} {words}"
            missing.append(Problem("table_missing", message, None, table.title, ""))
    return missing
