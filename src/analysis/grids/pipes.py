"""Cells that end with a pipe: Markdown tables, pipe rows, one cell per line with a trailing pipe.

Between two pipes stands a cell. With white space between them the cell is empty; pipes that touch mark a
place that is no cell (left by a merged one). A pipe in front of a row only opens it. A line that is one
single pipe is an empty cell, or, where pages put text and pipes on alternating lines, the end of the cell above.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..documents.blocks import Line
from .strips import Strip, piece

PIPES = "|｜│┃"
_PIPE = re.compile(f"[{PIPES}]")
_DOUBLE = re.compile(r"\|\||!!")
_DOUBLED = 4  # such separators tell the layout
_WIKI_RULE = "|-"
_RULE = re.compile(rf"[\s{PIPES}:+\-=—─]+")


def has_pipe(text: str) -> bool:
    return any(pipe in text for pipe in PIPES)


def doubled(lines: Sequence[Line]) -> bool:
    """Whether two pipes stand between cells, as wikis write tables: so they do inside some rows, and in almost all that have pipes inside."""
    inner = [
        re.findall(r"\|+", text)
        for line in lines
        if (text := line.text.strip(" {|}")) and "|" in text and not _RULE.fullmatch(text)
    ]
    rows = [marks for marks in inner if set(marks) == {"||"}]
    return sum(map(len, rows)) >= _DOUBLED and len(rows) > 0.9 * len(inner)


def opens_doubled(text: str) -> bool:
    """Whether a line is a row of a table with doubled separators; a wiki opens the names of columns with "!"."""
    return text.lstrip()[:1] in ("|", "!") and _DOUBLE.search(text) is not None


def strip_of_doubled(line: Line) -> Strip:
    """The cells of a row with doubled separators; a row that opens with one ends with one as well."""
    text = line.text.rstrip()
    begin = len(text) - len(text.lstrip())
    closed = text[begin : begin + 2] == "||"
    begin += 2 if closed else 1
    end = len(text) - 2 if closed and text.endswith("||") else len(text)
    cuts = [m.span() for m in _DOUBLE.finditer(text, begin, end)]
    bounds = zip(
        [begin, *(e for _, e in cuts)], [*(b for b, _ in cuts), max(begin, end)], strict=True
    )
    return Strip(tuple(piece(line, b, e) for b, e in bounds), True, "pipes", line)


def alternates(lines: Sequence[Line]) -> bool:
    """Whether text and pipes stand on alternating lines: more cells are closed on the next line than on their own."""
    below = own = 0
    previous = ""
    for line in lines:
        text = line.text.strip()
        if not text:
            continue
        if text[0] in PIPES and set(text) <= set(PIPES):
            below += bool(previous) and not has_pipe(previous)
        elif has_pipe(text):
            own += 1
        previous = text
    return below >= 4 and below > own


def led(lines: Sequence[Line]) -> bool:
    """Whether rows begin with a pipe that only opens them. Otherwise a pipe in front stands behind an empty cell."""
    rows = [
        text
        for line in lines
        if (text := line.text.strip())
        and len(_PIPE.findall(text)) > 1
        and set(text) - set(PIPES) - {" "}
    ]
    return sum(text[0] in PIPES for text in rows) >= 0.9 * len(rows)


def strip_of(line: Line, closes_cell_above: bool, leads: bool = True) -> Strip:
    """The cells of a line with pipes.

    `closes_cell_above`: its first pipe ends the cell on the line before. `leads`: a pipe in front opens a row.
    """
    text = line.text
    if _RULE.fullmatch(text.strip()) and (
        "---" in text.replace(" ", "") or text.strip() == _WIKI_RULE
    ):
        return Strip((), True, "pipes", line)
    cuts = [m.start() for m in _PIPE.finditer(text)]
    opens = not text[: cuts[0]].strip()
    bounds = list(zip([0, *(c + 1 for c in cuts)], [*cuts, len(text)], strict=True))
    lone = opens and len(cuts) == 1 and not text[cuts[0] + 1 :].strip()
    if lone:
        return Strip(
            () if closes_cell_above else (piece(line, cuts[0], cuts[0]),), False, "pipe_cells", line
        )
    only_pipes = all(e == b for b, e in bounds[1:-1]) and not text[cuts[-1] + 1 :].strip() and opens
    if opens and leads and not only_pipes:
        bounds = bounds[1:]
    if not text[bounds[-1][0] :].strip():
        bounds = bounds[:-1]
    if only_pipes and closes_cell_above and bounds:
        bounds = bounds[1:]
    first_empty = opens and not leads and not only_pipes
    cells = tuple(
        piece(line, b, e, pad=(e == b and not (first_empty and at == 0)) or only_pipes)
        for at, (b, e) in enumerate(bounds)
    )
    several = sum(not c.pad for c in cells) > 1
    return Strip(cells, several, "pipes" if several else "pipe_cells", line)
