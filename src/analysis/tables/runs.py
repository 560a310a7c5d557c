"""Tokens to runs: for each row label the tokens that follow it, and for each header the columns it names.

Rows are found by their labels and columns by the joined header; nothing is found by counting. A header
that a page cut in rows is read as a tree: the columns of a group stand where the group stands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ..documents.limits import MAX_HEADER
from ..forms import core
from . import headers
from .headers import OUTER, Header, order_of, orientation, shape_of
from .overview import overview
from .sheet import Run, Sheet
from .tokens import Token
from .vocabulary import Entry

_SENTENCE = frozenset("。；;")
_CAPTION = 40
_YEAR = re.compile(r"(?<!\d)20\d\d(?=年)")
_PLACES = ("value", "blank", "pad")
_HEADER = 3  # more words than this in a row without numbers head columns


class RunReader:
    """Reads a stream of tokens once, left to right."""

    def __init__(self) -> None:
        self.sheets: dict[str, Sheet] = {}
        self.pending: list[Token] = []  # header cells since the last row
        self.header: Header | None = None
        self.run: Run | None = None
        self.table = ""
        self.used: set[int] = set()  # strips that belong to tables
        self.headed: Counter[str] = (
            Counter()
        )  # by table, the cells of headers that name a column of it alone
        self._last_row: dict[str, int] = {}
        self._strips = overview(())
        self._seen: dict[tuple[str, str], Run] = {}
        self._trailing = 0  # places behind the last header cell
        self._padded = False  # some of them are no cells, so a row of the header ends there
        self._row_begin = 0  # of the header, in `pending`
        self._headings = 0
        self._bare: Run | None = None  # the row without cells that stands directly before
        self._text_before: Token | None = None
        self._caption = ""  # the last text, if it is short

    def read(self, stream: Sequence[Token]) -> dict[str, Sheet]:
        self._strips = overview(stream)
        for token in stream:
            run = self.run
            if run is not None and run.tokens:
                if token.strip == run.tokens[-1].strip:
                    if token.kind != "label" and token.kind != "text":
                        run.tokens.append(token)
                        continue
                elif self._row_ended(token):
                    self._close()
            elif (
                run is not None
                and run.label is not None
                and token.strip != run.label.strip
                and self._heads_columns(run.label, token)
            ):
                self.run, self.header = (
                    None,
                    Header(run.table, [], {}, run.label.strip in self._strips.foreign),
                )
            if len(self.pending) > 2 * MAX_HEADER:
                del self.pending[:MAX_HEADER]
            if token.kind == "label":
                self._label(token)
            elif token.kind == "text":
                self._text(token)
            else:
                self._value(token)
        if self.run is not None:
            self.run.ends = True
        self._close()
        self._leave()
        for sheet in self.sheets.values():
            sheet.seen = {
                row: run for (table, row), run in self._seen.items() if table == sheet.table
            }
        return self.sheets

    def _leave(self, used: str = "") -> None:
        """Header cells without rows of their table below them: one alone was lost from a header of that table."""
        columns = [
            e
            for t in self.pending
            for e in t.entries[:1]
            if e.kind == "column" and orientation(e.table) == "down"
        ]
        for table in {e.table for e in columns} - {used}:
            own = {e.key for e in columns if e.table == table}
            if len(own) == 1 and table in self.sheets:
                self.sheets[table].stray |= own

    def _row_ended(self, token: Token) -> bool:
        """Whether a token of another strip ends the run: it does behind a whole row, unless the run began among single cells (then nothing is sure)."""
        cells, label = self.run.tokens, self.run.label  # type: ignore[union-attr]
        last = cells[-1]
        if (
            label is not None
            and label.strip != last.strip
            and token.kind in ("value", "blank")
            and not token.row
        ):
            return False
        if token.kind == "blank" and token.strip in self._strips.labelled and not last.row:
            return True  # the places in front of the next row's label
        return last.row and {t.strip for t in cells if t.kind == "value" or t.kind == "blank"} == {
            last.strip
        }

    def _heads_columns(self, label: Token, token: Token) -> bool:
        """Whether a row's label ends a whole row of words: it is the header of another table, and what stands below is not of the row."""
        return label.row and token.row and self._strips.widths[label.strip] > _HEADER

    def _label(self, token: Token) -> None:
        entry = self._meaning(token)
        if entry.kind == "noise":
            if len(token.text) > 2 or token.row or not self.pending:
                self._close()
                if core(token.text) in ("信息内容", "统计指标", "指标名称"):
                    self._leave()
                    self.pending = [token]
                    self.used.add(token.strip)
        elif entry.kind == "heading":
            self._close()
            self._headings += 1
            if token.entries.table:
                self.table = entry.table
            if entry.key == OUTER:
                self._leave()
                self.pending = [
                    *(t for t in self.pending if t.row and t.strip == token.strip),
                    token,
                ]
                self.used.add(token.strip)
            if token.row or entry.key != shape_of(entry.table).title:
                self.used.add(token.strip)
        elif not entry.down:
            self._close()
            if self._padded or not self.pending:
                self._row_begin = len(self.pending)
            self.pending.append(token)
            self._caption = token.text if token.text.startswith("20") else self._caption
            if entry.kind == "column" and token.entries.table:
                self.headed[entry.table] += 1
            self._trailing = self._headings = 0
            self._bare = None
            self._padded = False
            self.used.add(token.strip)
        else:
            self._close()
            if self.pending:
                self._leave(entry.table)
                self.header, self.pending = self._header(token, entry.table), []
            self.table = entry.table
            header = (
                self.header
                if self.header is not None and self.header.table == entry.table
                else None
            )
            behind = (
                self._bare.label
                if self._bare is not None and self._bare.table == entry.table
                else None
            )
            self.run = Run(
                entry.table, entry.key, token, header, depth=1 + self._headings, behind=behind
            )
            self._seen[entry.table, entry.key] = self.run
            self._headings, self._bare = 0, None

    def _header(self, label: Token, table: str) -> Header | None:
        header = headers.down(self.pending, table, label)
        if header is not None:
            header.foreign = any(t.strip in self._strips.foreign for t in self.pending)
        return header and headers.stand(
            self._dated(header), self.pending, self._strips.widths, self._trailing
        )

    def _dated(self, header: Header) -> Header:
        """A header with the year that the text above it names, if that is one."""
        years = set(_YEAR.findall(self._caption))
        header.year = years.pop() if len(years) == 1 else ""
        self._caption = ""
        return header

    def _meaning(self, token: Token) -> Entry:
        """Which of its meanings a label has here: that of the table being read, a column above and a row below."""
        found: Sequence[Entry] = token.entries
        if len(found) == 1:
            return found[0]
        rows, columns = token.entries.rows, token.entries.others
        # A row with numbers is no header, also where it follows one that was repeated at the top of a page.
        below = self.run is not None or not self.pending or token.strip in self._strips.numbered
        if rows and columns and token.strip in self._strips.heading:
            found = columns
        elif rows and columns:
            reading = [e for e in rows if e.table == self.table]
            # A column's label opens or continues a header; below it, in the table that is read, it names a row.
            found = (
                reading
                if below and reading and self.header is not None
                else columns
                if not below or not reading
                else reading
            )
        elif rows:
            found = rows
        if found[0].down:
            return self._next_row(found)
        if len(found) == 1:
            return found[0]
        table = self._pending_table()
        return next((e for e in found if e.table == table), found[0])

    def _pending_table(self) -> str:
        """The table of the last header cell that is known in one table only."""
        for token in reversed(self.pending):
            if token.entries.table:
                return token.entries.table
        return self.table

    def _next_row(self, found: Sequence[Entry]) -> Entry:
        """Of several rows with one label, the first of the header's (else the current) table that has not been passed."""
        if len(found) == 1:
            return found[0]
        named = {e.table for t in self.pending for e in t.entries.columns} or (
            {self.header.table} if self.header else set()
        )
        found = (
            [e for e in found if e.table in named]
            or [e for e in found if e.table == self.table]
            or list(found)
        )
        table = found[0].table
        order, last = order_of(table), self._last_row.get(table, -1)
        return next(
            (e for e in found if e.table == table and order.get(e.key, -1) > last), found[0]
        )

    def _text(self, token: Token) -> None:
        self._text_before = token
        self._caption = token.text if len(token.text) <= _CAPTION else ""
        if token.text.startswith("#"):  # a Markdown heading is no cell
            self._close()
        elif self.run is not None:
            if (len(token.text) > 60 and not token.row) or (
                _SENTENCE & set(token.text) and not token.row
            ):
                self._close()
            else:
                self.run.tokens.append(token)
        elif self.pending and len(token.text) <= 60 and not _SENTENCE & set(token.text):
            self.pending.append(token)
        elif self.pending and not token.row:
            self._leave()
            self.pending = []

    def _value(self, token: Token) -> None:
        if self.run is None:
            headed = bool(self.pending) and token.kind in ("value", "blank")
            across = self._across(token) if headed else None
            below = across is not None and token.strip > max(t.strip for t in self.pending)
            if across is not None and (
                token.kind == "value"
                or (
                    below
                    and (across.places or token.row)
                    and token.strip not in self._strips.worded
                )
            ):
                self._leave(across.table)
                self.header, self.pending = self._dated(across), []
                self.table = across.table
                self.run = Run(across.table, "", None, across)
            elif token.kind != "value":
                self._trailing += token.kind in ("blank", "pad")
                self._padded |= token.kind == "pad"
                return
            elif (
                token.row and orientation(self.table) == "across" and self.table not in self.sheets
            ):
                self.run, self.pending = Run(self.table, "", None, None), []
            elif not self.pending and self.table in self.sheets:
                before = (
                    self._text_before
                    if self._text_before is not None
                    and self._text_before.strip == token.strip
                    and token.row
                    else None
                )
                self.run = Run(
                    self.table,
                    None,
                    before,
                    self.header if self.header and self.header.table == self.table else None,
                )
            else:
                return
        self.run.tokens.append(token)

    def _across(self, token: Token) -> Header | None:
        """The pending header, if it is that of the table that prints one row across, which begins with `token`."""
        tables = {
            e.table
            for t in self.pending
            for e in t.entries
            if orientation(e.table) == "across" and e.kind in ("column", "row")
        }
        own = [t for t in self.pending if t.kind == "label" and t.entries[0].kind != "noise"]
        if (
            len(tables) != 1
            or not own
            or sum(any(e.table in tables for e in t.entries) for t in own) < max(3, 0.8 * len(own))
        ):
            return None
        table = tables.pop()
        header = headers.stand(
            headers.across(self.pending, table), self.pending, self._strips.widths, self._trailing
        )
        if self._row_begin and header.places and not any(t.row for t in self.pending):
            header.trailing = (
                len(self.pending) - self._row_begin + self._trailing - len(header.places)
            )
        if token.row and token.strip == self.pending[-1].strip and self._trailing:
            header.places = []  # nobody knows how many of the blanks between the two belong to the row
        return header

    def _close(self) -> None:
        run, self.run = self.run, None
        if run is None:
            return
        if run.label is not None and not run.tokens:
            self._headings, self._bare = run.depth, run  # a label in front of another one
        kinds = {t.kind for t in run.tokens}
        if (kinds.isdisjoint(_PLACES) and not _in_words(run)) or (
            run.row is not None and kinds == {"pad"}
        ):
            return
        sheet = self.sheets.get(run.table)
        if sheet is None:
            sheet = self.sheets[run.table] = Sheet(run.table)
        if run.row:
            if run.row in order_of(run.table):
                self._last_row[run.table] = order_of(run.table)[run.row]
            entries = run.label.entries if run.label is not None else ()
            for form in {e.form for e in entries if e.table == run.table and e.key == run.row}:
                sheet.votes[form] = sheet.votes.get(form, 0) + 1
        if run.header is not None and sheet.header is not run.header:
            sheet.header = run.header
            for form, n in run.header.votes.items():
                sheet.votes[form] = sheet.votes.get(form, 0) + 3 * n
        if run.row is not None or sheet.runs:
            sheet.runs.append(run)
            self.used.update([t.strip for t in run.tokens if t.kind != "text"])
            if run.label is not None:
                self.used.add(run.label.strip)


def _in_words(run: Run) -> bool:
    """Whether words stand in place of every number: behind the label in a row of the document, one below each column of the header."""
    label, header = run.label, run.header
    covered = run.row and label and header and 0 < len(run.tokens) == len(header.places)
    return bool(covered) and all(
        t.row and label is not None and t.strip == label.strip for t in run.tokens
    )
