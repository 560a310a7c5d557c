"""Tokens to table rows: for each row label the tokens behind it, for each header its columns.

Rows are found by their labels and columns by the joined header; nothing is found by counting.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from ..forms import fold_label
from ..values import find_units
from .blocks import TableBlock, TableRow, apply_scope, find_named_rows
from .captions import (
    NO_SCOPE,
    Caption,
    Scope,
    is_numbered,
    is_remark,
    opens_section,
    parse_beside,
    parse_caption,
    parse_cell,
    parse_remark,
    says_something,
)
from .headers import Header
from .overview import Overview, survey
from .pending import BARE_YEAR, PendingHeader
from .scope import ScopeTracker
from .tokens import Token
from .vocabulary import (
    HEADS_LABELS,
    OUTER,
    Entry,
    find_cell_year,
    find_remarks,
    is_channel,
    order_of,
    orientation,
    shape_of,
)
from .years import names_year

_SENTENCE = re.compile("[。；;]")
_LONGEST_CELL = 60
_UNIT_LINE = re.compile("[(（]?(?:金额|计量)?单位")
_PLACES = ("value", "blank", "pad")


class TableReader:
    """Reads a stream of tokens once, left to right, into blocks of tables."""

    def __init__(self, stream: Sequence[Token]) -> None:
        self.blocks: dict[str, TableBlock] = {}
        self.used: set[int] = set()  # rows of the document that belong to tables
        self.headed: Counter[str] = Counter()  # by table, header cells that name a column of it
        self._rows: Overview = survey(stream)
        self._pending = PendingHeader(self._rows)
        self._header: Header | None = None
        self._row: TableRow | None = None
        self._table = ""
        self._last_row: dict[str, int] = {}
        self._labelled: dict[tuple[str, str], TableRow] = {}
        self._headings = 0
        self._years: list[int] = []  # rows that name a year: headings, unless a table follows
        self._headed_rows: dict[int, str] = {}  # rows with a heading, and of which table
        self._bare: TableRow | None = None  # the row without cells that stands directly before
        self._text_before: Token | None = None
        self._scopes = ScopeTracker()
        self._last_scope = NO_SCOPE
        self._below: tuple[Caption, list[TableRow]] | None = None  # a caption that may be of these
        self._remarked = -1  # the row of the last remark below a table
        self._begins = 0  # so many rows of the table that is read are of one above
        for token in stream:
            self._read(token)
        if self._row is not None:
            self._row.ends_document = True
        self._close_row()
        self._restart_header()
        if self._below:
            apply_scope(self._below[0].scope, self._below[1])
        for (table, row), found in self._labelled.items():
            if table in self.blocks:
                self.blocks[table].labelled[row] = found
        # 三、依申请公开情况 heads a part of a form, or a chapter where that form is not printed
        self.used |= {row for row, table in self._headed_rows.items() if table in self.blocks}

    def _read(self, token: Token) -> None:
        row = self._row
        if row is not None and row.tokens:
            if token.row == row.tokens[-1].row:
                if token.kind == "label" and token.whole and parse_beside(token.text) != NO_SCOPE:
                    token = replace(token, kind="text")  # 318 | 2022年: a remark on the number
            elif self._ends_row(row, token):
                self._close_row()
        if token.kind == "label":
            self._read_label(token)
        elif token.kind == "text":
            self._read_text(token)
        else:
            self._row = self._row or self._open_unlabelled_row(token)
            if self._row is not None:
                self._row.tokens.append(token)

    # Rows

    def _ends_row(self, row: TableRow, token: Token) -> bool:
        """Whether a token on another line ends a row: so it does behind a whole row, unless the
        row began among single cells (then nothing is sure) or its last cells stand alone below."""
        last, label = row.tokens[-1], row.label
        width = len(row.header.places) if row.header else 0
        if not last.whole:  # a blank may be one of the places in front of the next row's label
            return token.kind == "blank" and self._rows[token.row].labels > 0
        if token.kind == "blank" and not token.whole and len(row.tokens) < width:
            return False
        is_single = token.kind in ("value", "blank") and not token.whole
        is_apart = label is not None and label.row != last.row
        lines = {t.row for t in row.tokens if t.kind in ("value", "blank")}
        return lines == {last.row} and not (is_single and is_apart)

    def _close_row(self, is_followed: bool = False) -> None:
        """End the row that is read; `is_followed` by another one of its table."""
        row, self._row = self._row, None
        if row is None:
            return
        if row.label is not None and not row.tokens:
            self._headings, self._bare = row.depth, row  # a label in front of another one
        row.units = row.units or self._scopes.units
        kinds = {token.kind for token in row.tokens}
        if "text" in kinds:
            row.heed_texts(is_followed)
        if kinds.isdisjoint(_PLACES) and not row.is_in_words:
            return
        block = self.blocks.setdefault(row.table, TableBlock(row.table))
        if row.row and row.label is not None:
            self._last_row[row.table] = order_of(row.table).get(row.row, -1)
            own = [e for e in row.label.entries if (e.table, e.key) == (row.table, row.row)]
            block.votes.update({entry.form for entry in own})
        if row.header is not None and block.last_header is not row.header:
            block.last_header = row.header
            block.votes.update(3 * row.header.votes if row.row else ())
            self.used.update(leaf.token.row for leaf in row.header.leaves if leaf.column)
        if row.row is not None or block.rows:
            block.rows.append(row)
            self.used.update(self._years, [t.row for t in row.tokens if t.kind != "text"])
            if row.label is not None:
                self.used.add(row.label.row)

    # Labels

    def _read_label(self, token: Token) -> None:
        if token.entries[0].kind == "noise":
            self._read_label_of_labels(token)
            return
        entry = self._choose_meaning(token)
        if entry.kind == "heading":
            self._read_heading(token, entry)
        elif entry.down:
            self._open_row(token, entry)
        else:
            self._read_header_cell(token, entry)

    def _read_label_of_labels(self, token: Token) -> None:
        """The header of the column of labels opens a header."""
        self._close_row()
        self._note_units(token)
        if token.entries[0].key in HEADS_LABELS:
            self._restart_header(token)
            self.used.add(token.row)

    def _read_heading(self, token: Token, entry: Entry) -> None:
        self._close_row()
        self._note_caption(token)
        self._headings += 1
        if token.entries.table and entry.table != self._table:
            self._table, self._header = entry.table, None
        if entry.key == OUTER:
            self._restart_header(*self._pending.beside(token), token)
            self.used.add(token.row)
        elif orientation(entry.table) == "across" and entry.key in shape_of(entry.table).headings:
            self._pending.add_text(token)
        if token.whole or entry.key != shape_of(entry.table).title:
            self._headed_rows[token.row] = entry.table

    def _read_header_cell(self, token: Token, entry: Entry) -> None:
        self._close_row()
        if find_cell_year(token.text) is not None:
            self._note_caption(token)
        elif entry.kind != "column" or orientation(entry.table) == "across":
            self._note_units(token)
        self._pending.add_label(token)
        if entry.kind == "column" and token.entries.table:
            self.headed[entry.table] += 1
        self._headings, self._bare = 0, None
        if find_cell_year(token.text) is None:
            self.used.add(token.row)
        else:
            self._years.append(token.row)

    def _open_row(self, token: Token, entry: Entry) -> None:
        is_next = not self._pending and entry.table == self._table
        self._close_row(is_next)
        if not is_next:
            self._begin_table(entry.table, self._pending.parse(token, entry.table))
            self._pending.restart()
        said = parse_beside(find_remarks(token.text))
        scope = Scope(find_cell_year(token.text) or 0).over(said).over(self._header_scope())
        depth = 1 + self._headings
        row = TableRow(entry.table, entry.key, token, self._header, scope, depth=depth)
        if self._bare is not None and self._bare.table == entry.table:
            row.behind = self._bare.label
        self._row = self._labelled[entry.table, entry.key] = row
        self._headings, self._bare = 0, None

    def _choose_meaning(self, token: Token) -> Entry:
        """Which of its meanings a label has here: that of the table being read, a column above and
        a row below."""
        if len(token.entries) == 1:
            return token.entries[0]
        found = token.entries.rows
        columns = [entry for entry in token.entries if not entry.down]
        if not found or (columns and not self._is_row(token)):
            known = (t.entries.table for t in reversed(self._pending.cells) if t.entries.table)
            table = next(known, self._table)  # of the last header cell known in one table only
            return next((entry for entry in columns if entry.table == table), columns[0])
        return self._next_row(found)

    def _is_row(self, token: Token) -> bool:
        """Whether a label of rows and columns names a row. As a column's it opens or continues a
        header; below that, in the table that is read, it is a row's. A row with numbers is no
        header, also where it follows one that was repeated at the top of a page."""
        row, is_below = self._rows[token.row], self._row is not None or not self._pending.cells
        is_of_table = any(entry.table == self._table for entry in token.entries.rows)
        return is_of_table and not row.heads_columns and (is_below or row.is_numbered)

    def _next_row(self, found: Sequence[Entry]) -> Entry:
        """Of several rows with one label, the first of the header's (else the current) table that
        has not been passed."""
        named = {e.table for t in self._pending.cells for e in t.entries.columns}
        if not named and self._header is not None:
            named = {self._header.table}
        own = [e for e in found if e.table in named]
        own = own or [e for e in found if e.table == self._table] or list(found)
        last = self._last_row.get(own[0].table, -1)
        order = order_of(own[0].table)
        return next((e for e in own if order.get(e.key, -1) > last), own[0])

    # Texts and captions

    def _read_text(self, token: Token) -> None:
        self._text_before = token
        if not self._note_below(token):
            self._note_caption(token)
        opens_header = token.whole and is_channel(token.text)
        if self._row is None and not self._pending.cells and not opens_header:
            return
        is_long = len(token.text) > _LONGEST_CELL
        is_prose = is_long or _SENTENCE.search(token.text) is not None
        if token.text.startswith("#"):  # a Markdown heading is no cell
            self._close_row()
        elif self._row is not None:
            if is_prose and not token.whole:
                self._close_row()
            else:
                self._row.tokens.append(token)
        elif not is_prose:
            self._pending.add_text(token)
        elif not token.whole:
            self._restart_header()

    def _note_below(self, token: Token) -> bool:
        """Give the rows above, or those that a remark below them names, the units and the scope
        that it says; returns whether that is all: a caption or a unit may be of the next table."""
        if token.whole and self._rows[token.row].filled > 1:
            return False
        rows = self._rows_above()
        last = max((t.row for row in rows[-1:] for t in row.tokens), default=token.row)
        between = range(max(last, self._remarked) + 1, token.row)
        if last == token.row or any(self._rows[at].filled for at in between):
            return False
        caption = parse_caption(token.text) if is_numbered(token.text) else None
        if caption and caption.names_table:
            self._below = caption, rows
        if not is_remark(token.text):
            return False
        self._remarked = token.row
        words = fold_label(token.text)
        units = find_units(words)
        for row in rows:
            row.units = row.units or units
        named, words = find_named_rows(words, rows)
        scope = parse_remark(words)
        apply_scope(scope, named or rows)
        return scope != NO_SCOPE or (bool(units) and not _UNIT_LINE.match(token.text))

    def _rows_above(self) -> list[TableRow]:
        """The rows of the table that is read."""
        block = self.blocks.get(self._table)
        read = block.rows[self._begins :] if block else []
        return [*read, *filter(None, [self._row])]

    def _note_caption(self, token: Token) -> None:
        """Keep a line that may name the scope of the tables below it: one in whose row nothing
        names a row or a column, or the first cell of a header's row."""
        row = self._rows[token.row]
        is_corner = token.place == 0 and row.heads_columns
        is_dated = names_year(token.text) and row.years != 1
        if row.filled == 1 or row.is_caption or (is_corner and not is_dated) or not token.whole:
            # A heading may be joined of several lines, each of which may name a scope; what a cell
            # of a header says nothing with ends nothing, on however many lines it is broken.
            is_cell = token.whole and row.heads_columns
            for line in token.text.split("\n"):
                if not is_cell or says_something(line):
                    self._scopes.note(line)

    def _begin_table(self, table: str, header: Header | None) -> None:
        self._note_lone_columns(table)
        nearer = takewhile(lambda c: not opens_section(c.text), self._scopes.captions)
        if self._below and self._below[0] in nearer:
            self._below = None  # the caption of this table
        self._scopes.begin_table(table)
        if table != self._table or self._scopes.current != self._last_scope:
            self._begins = len(self.blocks[table].rows) if table in self.blocks else 0
        self._last_scope = self._scopes.current
        self._header, self._table = header, table

    def _note_units(self, token: Token) -> None:
        """Keep a cell of a header that states the unit of all columns."""
        if find_units(fold_label(token.text)):
            self._scopes.note(token.text)

    def _restart_header(self, *cells: Token) -> None:
        """Begin a header with these cells, in place of one that has no rows below it."""
        self._note_lone_columns()
        self._pending.restart(*cells)

    def _note_lone_columns(self, used: str = "") -> None:
        """Note the columns of a header that has no rows of its table below it."""
        for table, token in self._pending.lone_columns().items():
            if table != used and not names_year(token.text):
                self._scopes.note(token.text)

    # Places

    def _open_unlabelled_row(self, token: Token) -> TableRow | None:
        """A row that begins with a number: below the header of a table that prints one row, or of
        a label that no form knows."""
        if self._pending.is_year_of_row(token, self._table):
            self._text_before = replace(token, cell=replace(token.cell, text=f"{token.text}年"))
            return None
        header = None
        if self._pending and token.kind in ("value", "blank"):
            header = self._pending.parse_across(token, self._header, self._scopes.captions)
        if header is not None:
            self._begin_table(header.table, header)
            row = TableRow(header.table, "", None, header, self._row_scope(token))
            self._pending.restart()
            return row
        if token.kind != "value":
            self._pending.add_place(token)
            return None
        if BARE_YEAR.fullmatch(token.text) and self._rows[token.row].numbers == 1:
            self._scopes.note(f"{token.text}年")
            return None
        if self._table not in self.blocks:
            return self._open_row_without_header(token)
        if len(self._pending.beside(token)) < len(self._pending.cells):
            return None
        header = self._header
        width = self._rows[token.row].width - token.place
        is_next = token.whole and header is not None and width >= len(header.places)
        if is_next and orientation(self._table) == "across":
            return TableRow(self._table, "", None, header, self._row_scope(token))
        label = self._text_before
        label = label if label and label.row == token.row and token.whole else None
        return TableRow(self._table, None, label, header, self._row_scope(token))

    def _open_row_without_header(self, token: Token) -> TableRow | None:
        """A row of a table that prints one row, whose header is lost."""
        self._pending.numbers.append(token.text)
        if not token.whole or orientation(self._table) != "across":
            return None
        header = self._pending.parse_words_across(self._table)
        self._pending.restart()
        return TableRow(self._table, "", None, header, self._row_scope(token))

    def _row_scope(self, token: Token) -> Scope:
        """The scope of a row that a cell in front of it names, else its header or its table."""
        named, text = Scope(self._pending.year_beside(token)), self._text_before
        if named == NO_SCOPE and text is not None and text.row == token.row and token.whole:
            named = parse_cell(text.text)
        return named.over(self._header_scope())

    def _header_scope(self) -> Scope:
        """The scope that the header says, else the lines above the table."""
        said = self._header.scope if self._header else NO_SCOPE
        return said.over(self._scopes.current)
