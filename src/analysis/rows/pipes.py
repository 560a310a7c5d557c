"""Cells that end with a pipe: Markdown tables, rows with pipes, one cell per line with a pipe.

Between two pipes stands a cell. With white space between them the cell is empty; pipes that touch
mark a place that is no cell (left by a merged one). A line that is one single pipe is an empty
cell or, where pages put text and pipes on alternating lines, the end of the cell above.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from ..documents.blocks import Line
from ..documents.content import PIPES
from .row import Row, cut_cell

_PIPE = re.compile(f"[{PIPES}]")
_RULE = re.compile(rf"[\s{PIPES}:+\-=—─]+")


class PipeStyle(NamedTuple):
    """How a page uses its pipes.

    `alternating`: text and pipes stand on alternating lines. `opened`: a pipe in front of a row
    only opens it; elsewhere it stands behind an empty cell. `closed`: a pipe ends the last cell
    of every row as well.
    """

    alternating: bool
    opened: bool
    closed: bool


def has_pipe(text: str) -> bool:
    return _PIPE.search(text) is not None


def detect_style(lines: Sequence[Line]) -> PipeStyle:
    """How the lines of a page use pipes."""
    texts = [text for line in lines if (text := line.text.strip())]
    rows = [text for text in texts if len(_PIPE.findall(text)) > 1 and text.strip(PIPES + " ")]
    opened = sum(text[0] in PIPES for text in rows) >= 0.9 * len(rows)
    ended = [text for text in texts if has_pipe(text)]
    closed = sum(text[-1] in PIPES for text in ended) > 0.8 * len(ended)
    return PipeStyle(_alternates(texts), opened, closed)


def _alternates(texts: Sequence[str]) -> bool:
    """Whether more cells are closed on the line below them than on their own."""
    below = own = 0
    previous = ""
    for text in texts:
        if text[0] in PIPES and set(text) <= set(PIPES):
            below += bool(previous) and not has_pipe(previous)
        elif has_pipe(text):
            own += 1
        previous = text
    return below >= 4 and below > own


def read_pipe_row(line: Line, closes_cell_above: bool, opened: bool = True) -> Row:
    """The cells of a line with pipes.

    `closes_cell_above`: its first pipe ends the cell on the line before. `opened`: a pipe in
    front only opens the row.
    """
    text = line.text
    if _RULE.fullmatch(text.strip()) and "---" in text.replace(" ", ""):
        return Row((), True, "pipes", line)
    cuts = [m.start() for m in _PIPE.finditer(text)]
    leads = not text[: cuts[0]].strip()
    bounds = [(begin + 1, end) for begin, end in pairwise([-1, *cuts, len(text)])]
    if leads and len(cuts) == 1 and not text[cuts[0] + 1 :].strip():
        lone = () if closes_cell_above else (cut_cell(line, cuts[0], cuts[0]),)
        return Row(lone, False, "pipe_cells", line)
    touching = all(e == b for b, e in bounds[1:-1])
    only_pipes = leads and touching and not text[cuts[-1] + 1 :].strip()
    if (leads and opened and not only_pipes) or (only_pipes and closes_cell_above):
        bounds = bounds[1:]
    if bounds and not text[bounds[-1][0] :].strip():
        bounds = bounds[:-1]
    first_is_cell = leads and not opened and not only_pipes
    cells = tuple(
        cut_cell(line, b, e, only_pipes or (e == b and not (first_is_cell and at == 0)))
        for at, (b, e) in enumerate(bounds)
    )
    several = sum(not cell.pad for cell in cells) > 1
    return Row(cells, several, "pipes" if several else "pipe_cells", line)
