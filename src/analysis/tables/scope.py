"""Whose table it is, and of which year: one comparison with the report's issuer and year.

A table is the report's own unless words near it name another year, another body or area, or what is
no table of a report.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ..errors import Problem
from ..forms import fold_label
from ..values import Unit, find_units
from .blocks import TableBlock, TableRow
from .captions import (
    FORM_TITLE,
    NO_SCOPE,
    PATTERNS,
    Caption,
    Scope,
    find_chapter,
    parse_caption,
    parse_remark,
)
from .tokens import first_line
from .vocabulary import shape_of
from .years import EARLIER, SEVERAL, THIS

_YEARS = {EARLIER: "the year before", SEVERAL: "several years", THIS: ""}
_SHORTEST = 3  # name in short
_LONGEST_LINE = 120  # characters of a caption with blanks
_MOST_CAPTIONS = 6  # so many lines may name the scope of a table, two of them cells of its header


def is_own(scope: Scope, year: int | None, issuer: str) -> bool:
    """Whether a table of that scope is part of the report of an issuer for a year.

    `issuer` is its name, or the title of the report where no name is known.

    >>> is_own(Scope(2019), 2020, ""), is_own(Scope(0, "市教育局"), 2020, "临江市教育局")
    (False, True)
    """
    is_own_year = scope.year in (THIS, year) or (year is None and scope.year > THIS)
    is_own_body = not scope.body or _is_own_body(scope.body, fold_label(issuer))
    return is_own_year and is_own_body and not scope.other


def _is_own_body(body: str, issuer: str) -> bool:
    body = PATTERNS.with_parts.split(body, maxsplit=1)[0] or body  # 市政府及各部门
    is_title = body.endswith(FORM_TITLE)
    name = PATTERNS.title_rest.sub("", issuer).replace("人民政府", "政府")
    area = PATTERNS.government.sub("", PATTERNS.office.sub("", name))
    if whole := PATTERNS.whole.match(body.removesuffix(FORM_TITLE)):
        return _is_own_area(whole[1], whole[2], area)
    if level := PATTERNS.level.fullmatch(body):
        return not area or area.endswith(level[1] or "")
    if PATTERNS.own.match(body):
        return True
    if not issuer:
        return is_title
    bare = PATTERNS.government.sub("", body.removesuffix(FORM_TITLE)).replace("人民政府", "政府")
    if is_title and issuer.startswith(bare):
        return True
    if any(_names_end(bare, own) for own in (area, name)):
        return True
    is_place = bare.endswith(area) and PATTERNS.in_place.match(area)  # 江苏省海门县 is 海门县
    return bool(is_place and PATTERNS.places.fullmatch(bare.removesuffix(area)))


def _is_own_area(kind: str, rest: str, area: str) -> bool:
    """Whether all of an area (全市各部门, 全市教育系统) is what the body of an area reports on."""
    system = re.sub("(?:系统|机关|部门)$", "", rest)
    is_all = PATTERNS.all.match(rest) is not None and not PATTERNS.bureau.search(area)
    is_system = system != "" and system in area
    return (is_all or is_system) and kind != "国" and (not area or kind in area)


def _is_of_system(scope: Scope, issuer: str) -> bool:
    """Whether a table is of a whole system (全区教育系统), in the report of a bureau of it."""
    is_whole = PATTERNS.whole.match(scope.body) is not None
    return is_whole and PATTERNS.bureau.search(fold_label(issuer)) is not None


def _names_end(body: str, name: str) -> bool:
    """Whether a name is that of a body, in short (卫健委 for 卫生健康委员会) and without the places in
    front. No place may be left out within: 沈阳市教育局 is not 沈阳市沈河区教育局."""
    short = body.lstrip("省市县区州我本")
    gap = "[^省市县区州旗]{0,4}" if len(short) >= _SHORTEST and short[-1] in "局委办厅院" else ""
    rest = "(?:员会|公室|公厅)?" if gap else ""
    pattern = gap.join(map(re.escape, short)) + rest + "$"
    return name.endswith(body) or (len(short) > 1 and re.search(pattern, name) is not None)


class ScopeTracker:
    """Follows the lines of a document to the scope of each of its tables."""

    def __init__(self) -> None:
        self.captions: list[Caption] = []  # since the last table, the nearest first
        self.current = NO_SCOPE
        self.units: tuple[Unit, ...] = ()  # in which the numbers of the table are
        self._annex = NO_SCOPE  # of all tables that follow
        self._within: set[str] = set()  # the tables that have stood in it
        self._chapter = 0  # the number of the last one
        self._annex_chapter = 0  # in which the annex began; 0 where it may hold chapters of its own
        self._table = ""

    def note(self, text: str) -> None:
        """Keep a line that may name the scope of the tables below it; a sentence ends what the
        lines above it say, but may name units as well. What follows a sentence or a title without
        one of its own is a line that was joined to it."""
        sentences, line = PATTERNS.last_line.fullmatch(text).groups()
        last = line or text.rstrip("。").rpartition("。")[2] + "。"
        if sentences and PATTERNS.annex.match(fold_label(text)):  # a heading joined to a sentence
            last, sentences = text.partition("。")[0], ""
        caption = parse_caption(last) if len(last) <= _LONGEST_LINE else None
        if caption is None and (scope := parse_remark(text)) != NO_SCOPE:
            sentences, caption = "", Caption(text, scope, heads=True)
        if sentences or caption is None:
            units = find_units(fold_label(text)) if PATTERNS.unit.search(text) else ()
            self.captions = [Caption(text, NO_SCOPE, units=units)] if units else []
        self._enter_chapter(find_chapter(last))
        if caption is None:
            return
        self.captions = [caption, *self.captions][:_MOST_CAPTIONS]
        if caption.scope.is_annex:
            self._annex = caption.scope

    def _enter_chapter(self, number: int) -> None:
        """A chapter that goes on counting ends what a line in the one before said of its tables:
        二、主动公开 / 全县情况 / 三、收到和处理申请. The report of another body begins at one again."""
        if self._annex_chapter and number == self._annex_chapter + 1:
            self._annex, self._annex_chapter = NO_SCOPE, 0
        self._chapter = number or self._chapter

    def begin_table(self, table: str) -> None:
        """Set the scope of a table that begins here: its captions say it, else the annex that it
        stands in, else it goes on with the table above."""
        named = NO_SCOPE
        for caption in self.captions:
            named = named.over(caption.scope)
        ends_other = any(caption.ends_other for caption in self.captions)
        if ends_other:
            self._annex = self._annex.without_version()
        is_captioned = ends_other or any(c.names_table for c in self.captions)
        if any(caption.heads for caption in self.captions):
            self._annex, self._within = named.over(self._annex), set()
            self._annex_chapter = 0 if self._annex.is_annex else self._chapter
        elif named == NO_SCOPE and is_captioned and table in self._within:
            self._annex = NO_SCOPE  # a chapter that prints again what stood in the annex
        self._within.add(table)
        goes_on = table == self._table and not is_captioned
        if named != NO_SCOPE or not goes_on:
            self.current = named.over(self._annex)
        units = next((caption.units for caption in self.captions if caption.units), ())
        if units or table != self._table:
            self.units = units
        self.captions, self._table = [], table


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
    # An annex, or the whole system of a bureau, may print a table of the report a second time.
    wider = {scope for scope in own if scope.is_annex or _is_of_system(scope, issuer)}
    printed = {row.row for row in block.rows if row.scope in own - wider}
    own -= {row.scope for row in block.rows if row.scope in wider and row.row in printed}
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
    named = [row for row in rows if row.row]
    if len({row.row for row in named}) == len(named):
        return []
    numbers: dict[str, list[str]] = {}
    new: list[TableRow] = []
    differing = 0
    for row in named:
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
