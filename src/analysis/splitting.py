"""The reports that one document holds, and the tables in it that a title gives to another report.

A title that repeats that of the report is a running head, however it words the name of the body.
The title of another body or year ends the report: with tables enough it begins one of its own,
else the tables below it are of no report in the document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from .documents import Block, Document, Line
from .documents.limits import MAX_REPORTS, describe_too_many
from .masthead.names import parse_name
from .masthead.titles import heads_earlier_reports, read_short_title, read_title
from .tables.captions import Scope
from .tables.recognise import ParsedDocument, parse_document
from .tables.scope import is_own
from .tables.sections import section_of

_TABLES = 10
"""So many numbers in tables of the forms make a report of a part of a document."""
_SHORTEST, _LONGEST = 4, 60  # characters of a line that is a title
_LONGEST_NAME = 40
_TWO = 2  # more titles above a table are links


class _Head(NamedTuple):
    """A line that names a report: whose it is, and of which year. `is_below`: a section has begun
    above it. `is_full`: it is the title of a report in full words."""

    line: Line
    scope: Scope
    is_below: bool
    is_full: bool

    def repeats(self, other: _Head) -> bool:
        """Whether both name the report of one year and one body, which one may leave out."""
        one, two = self.scope, other.scope
        if one == two or one.other or two.other or one.year != two.year:
            return one == two
        if not (one.body and two.body):
            return True
        one, two = Scope(body=one.body), Scope(body=two.body)
        return is_own(one, None, two.body) or is_own(two, None, one.body)


@dataclass(slots=True)
class _Part:
    """A report in the document: the titles above its tables, and the numbers in these. `others`:
    the titles within it that head tables of other reports, or of the one year of two, each with
    the line that ends what it stands for."""

    numbers: int
    own: dict[Scope, _Head] = field(default_factory=dict)
    others: list[tuple[_Head, Line | None]] = field(default_factory=list)
    begin: Line | None = None

    def owns(self, head: _Head) -> bool:
        """Whether a title is its own: it is as good as those above its tables, or repeats one."""
        is_above = not self.numbers and not (self.own and head.is_below)
        return (is_above and head.is_full) or any(head.repeats(own) for own in self.own.values())

    def add(self, head: _Head, count: int, end: Line | None) -> None:
        """Add a title of its own and the numbers behind it. Of two years above the tables theirs is
        that of the nearest title, whichever is the page's."""
        if not self.numbers:
            self.own.setdefault(head.scope, head)
            if count and len({scope.year for scope in self.own}) == _TWO:
                self.others.append((head._replace(scope=Scope(head.scope.year)), end))
        self.numbers += count


def split_reports(document: Document) -> list[ParsedDocument]:
    """The document, cut before each title of another report whose part holds tables of its own.

    A page may print the reports of several years or offices one below the other; a list of links to
    other years' reports holds no tables and cuts nothing.
    """
    whole = parse_document(document)
    heads = list(_find_heads(document.blocks))
    if len({head.scope for head in heads}) > MAX_REPORTS:
        problem = describe_too_many("titles of reports", MAX_REPORTS, "all was read as one report")
        return [replace(whole, document=replace(document, problems=(*document.problems, problem)))]
    parts = _find_parts(heads, _count_numbers(whole, heads))
    if len(parts) == 1:
        return [_give_to_others(whole, parts[0])]
    places = {id(block): at for at, block in enumerate(document.blocks)}
    begins = [0, *(places[id(part.begin)] for part in parts[1:]), len(document.blocks)]
    cut = [replace(document, blocks=document.blocks[b:e]) for b, e in pairwise(begins)]
    pairs = zip(cut, parts, strict=True)
    return [_give_to_others(parse_document(document), part) for document, part in pairs]


def _find_heads(blocks: Sequence[Block]) -> Iterator[_Head]:
    """The lines of a document that name a report."""
    is_below = False
    lines = [block for block in blocks if not isinstance(block, Line) or block.text.strip()]
    for at, line in enumerate(lines):
        text = line.text.strip(" \t|") if isinstance(line, Line) else ""
        if not isinstance(line, Line) or not _SHORTEST <= len(text) <= _LONGEST:
            continue
        is_below = is_below or section_of(text) is not None
        title = read_title(text, "title")
        is_full = title is not None and bool(title.year)
        found = title if is_full else read_short_title(text)
        if found:
            body = found.body or _find_body(lines[max(at - 1, 0) : at + 2])
            yield _Head(line, Scope(found.year or 0, body), is_below, is_full)
        elif heads_earlier_reports(text):
            yield _Head(line, Scope(other=text), is_below, is_full)


def _find_body(lines: Sequence[Block]) -> str:
    """The body that the line above a title names, or the one below; "" where neither is a name."""
    texts = [line.text.strip(" \t|") for line in lines if isinstance(line, Line)]
    names = [parse_name(text, strict=True) for text in texts if len(text) <= _LONGEST_NAME]
    return next((name.text for name in names if name and name.kind != "place"), "")


def _count_numbers(parsed: ParsedDocument, heads: Sequence[_Head]) -> list[int]:
    """How many numbers stand in tables before the first title, and behind each."""
    rows = _number_lines(parsed)
    bounds = [0, *(rows.get(id(head.line), 0) for head in heads), len(parsed.rows)]
    found = [token.row for b in parsed.blocks.values() for row in b.rows for token in row.numbers]
    return [sum(begin <= row < end for row in found) for begin, end in pairwise(bounds)]


def _number_lines(parsed: ParsedDocument) -> dict[int, int]:
    return {id(row.line): at for at, row in enumerate(parsed.rows) if row.line}


def _find_parts(heads: Sequence[_Head], counts: Sequence[int]) -> list[_Part]:
    """The reports of a document, by its titles and the numbers before the first and behind each."""
    part = _Part(counts[0])
    parts = [part]
    ends = _find_ends(heads)
    for at, (head, count) in enumerate(zip(heads, counts[1:], strict=True)):
        after = ends[at]
        end = heads[after].line if after < len(heads) else None
        is_report = head.is_full and sum(counts[at + 1 : after + 1]) >= _TABLES
        if part.owns(head):
            part.add(head, count, end)
        elif is_report and part.numbers >= _TABLES:
            part = _Part(count, {head.scope: head}, begin=head.line)
            parts.append(part)
        elif part.own and count:
            part.others.append((head, end))
    return parts


def _find_ends(heads: Sequence[_Head]) -> list[int]:
    """For each title the next one that does not repeat it."""
    ends = [len(heads)] * len(heads)
    for at in range(len(heads) - 2, -1, -1):
        ends[at] = ends[at + 1] if heads[at + 1].repeats(heads[at]) else at + 1
    return ends


def _give_to_others(parsed: ParsedDocument, part: _Part) -> ParsedDocument:
    """The document with the scope of each other title on the rows of the tables below it."""
    lines, end = _number_lines(parsed), len(parsed.rows)
    rows = [row for block in parsed.blocks.values() for row in block.rows]
    for head, after in part.others:
        below = range(lines.get(id(head.line), end), lines.get(id(after), end))
        for row in rows:
            if row.tokens[0].row in below:
                row.scope = row.scope.over(head.scope)
    return parsed
