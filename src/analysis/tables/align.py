"""The tokens of a run to the columns of its header: one exact placement, or the placements that are possible.

Between two labels the number of cells must fit exactly, once places left by merged cells are set aside
(learned from the complete rows of the same table). Nothing is padded, trimmed or shifted to make it fit:
what does not fit becomes a list of options, and only the identities of the form may choose among them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from math import comb

from ..documents.blocks import Cell
from .tokens import Token

MAX_OPTIONS = 6000
"""Beyond this many placements of one row nothing is tried."""

Option = tuple[Token | None, ...]
"""One token per column; None for a column whose cell was lost."""


@dataclass(slots=True)
class Fit:
    """`exact`: the placement that is certain. Otherwise `options`, perhaps none. `rest`: tokens after the row."""

    exact: Option | None = None
    options: list[Option] = field(default_factory=list)
    rest: list[Token] = field(default_factory=list)
    reason: str = ""


def margins(tokens: Sequence[Token], width: int) -> tuple[tuple[int, int] | None, bool]:
    """What a row teaches: the numbers of empty places before and after its cells, if every cell is filled.

    And whether it holds exactly as many cells as there are columns.
    """
    cells = [t for t in tokens if t.kind != "unit"]
    stop = next((i for i, t in enumerate(cells) if t.kind == "text" and not t.row), len(cells))
    cells = _trim_pads(cells[:stop])
    filled = [i for i, t in enumerate(cells) if t.kind in ("value", "text")]
    whole = bool(filled) and filled[-1] - filled[0] + 1 == width == len(filled)
    return ((filled[0], len(cells) - 1 - filled[-1]) if whole else None), len(cells) == width


def fit(tokens: Sequence[Token], width: int, known: set[tuple[int, int]], ends: bool) -> Fit:
    """Place the tokens of one row in `width` columns.

    `known` are the margins of the table; `ends` says that the document ends with this row.
    """
    cells = _trim_pads(t for t in tokens if t.kind != "unit")
    if any(t.glued for t in cells) and len([t for t in cells if t.kind == "value"]) != width:
        return _split_glued([t for t in cells if t.kind == "value"], width)
    first_text = next((i for i, t in enumerate(cells) if t.kind == "text"), len(cells))
    for stop in sorted({first_text, len(cells)}):
        placed = _exact(_trim_pads(cells[:stop]), width, known)
        loose = stop == len(cells) and _ends_with_loose_text(cells)
        if placed is not None and not loose:
            return Fit(exact=placed, rest=cells[stop:])
    rows = list(tokens)
    if len(rows) == width and not any(t.kind == "text" for t in rows) and rows[-1].row and rows[0].kind != "pad":
        return Fit(exact=_cells(rows))  # a row whose last cells touch, "|0|||||||"
    values = [t for t in cells if t.kind != "text" or (t.row and first_text < len(cells))]
    while values and values[-1].kind == "text":
        values.pop()
    core = _trim_blanks(values)
    if not any(t.kind == "value" for t in core):
        return Fit(reason="empty")
    if len(core) > width and _repeats(core, width):
        return Fit(exact=tuple(core[:width]), rest=core[width:])
    return Fit(options=list(_options(values, core, width)), reason="misfit")


def _ends_with_loose_text(cells: Sequence[Token]) -> bool:
    """Text at the end of a run of single cells may be the next heading and not a cell."""
    return bool(cells) and cells[-1].kind == "text" and not cells[-1].row


def _repeats(core: Sequence[Token], width: int) -> bool:
    """Whole rows behind each other: the label between them was lost."""
    return width > 2 and len(core) % width == 0 and not any(t.row for t in core) and all(t.kind in ("value", "blank") for t in core)


def _trim_pads(tokens: Iterator[Token] | Sequence[Token]) -> list[Token]:
    cells = list(tokens)
    while cells and cells[-1].kind == "pad":
        cells.pop()
    while cells and cells[0].kind == "pad":
        cells.pop(0)
    return cells


def _trim_blanks(tokens: Sequence[Token]) -> list[Token]:
    cells = list(tokens)
    while cells and cells[-1].kind in ("blank", "pad"):
        cells.pop()
    while cells and cells[0].kind in ("blank", "pad"):
        cells.pop(0)
    return cells


def _cells(tokens: Sequence[Token]) -> Option:
    return tuple(replace(t, kind="blank") if t.kind == "pad" else t for t in tokens)


def _exact(cells: Sequence[Token], width: int, known: set[tuple[int, int]]) -> Option | None:
    spare = len(cells) - width
    if spare < 0:
        return None
    if spare == 0 and (not known or (0, 0) in known or not _could_shift(cells, width, known)):
        return _cells(cells)
    windows = []
    for lead in range(spare + 1):
        outside = [*cells[:lead], *cells[lead + width :]]
        if all(t.kind in ("blank", "pad") for t in outside):
            windows.append((lead, spare - lead))
    if known:
        windows = [w for w in windows if w in known]
    inside = {tuple(id(t) if t.kind != "blank" else 0 for t in cells[lead : lead + width]) for lead, _ in windows}
    if len(windows) == 1 or (windows and inside == {(0,) * width}):
        return _cells(cells[windows[0][0] : windows[0][0] + width])
    return None


def _could_shift(cells: Sequence[Token], width: int, known: set[tuple[int, int]]) -> bool:
    """A row that fits by length although all complete rows have margins: its margin may be there and a cell lost."""
    return any(lead + trail and all(t.kind == "blank" for t in (*cells[:lead], *cells[len(cells) - trail :])) for lead, trail in known)


def _options(values: Sequence[Token], core: Sequence[Token], width: int) -> Iterator[Option]:
    """All placements that keep the order: cells lost (fewer tokens than columns) or added (more)."""
    numbers = [t for t in core if t.kind not in ("blank", "pad")]
    if len(core) > width:
        if comb(len(core), width) <= MAX_OPTIONS and len(core) <= width + 3:
            for kept in combinations(core, width):
                yield _cells(kept)
        return
    # Blanks that survived stand for cells too, unless there are more places than columns.
    kept_cells = list(core) if len(_trim_pads(values)) <= width else numbers
    kept_cells = kept_cells if comb(width, len(kept_cells)) <= MAX_OPTIONS else []
    if not kept_cells:
        return
    for places in combinations(range(width), len(kept_cells)):
        option: list[Token | None] = [None] * width
        for place, token in zip(places, kept_cells, strict=True):
            option[place] = replace(token, kind="blank") if token.kind == "pad" else token
        yield tuple(option)


def _split_glued(values: Sequence[Token], width: int) -> Fit:
    """Digits of neighbouring cells touch: all ways to cut them into `width` numbers."""
    pieces = [t for t in values if t.text.strip("-—")]
    if any(not t.text.isdigit() for t in pieces):
        if len(pieces) == width == 1:
            return Fit(exact=tuple(pieces))
        return Fit(reason="glued")
    digits = sum(len(t.text) for t in pieces)
    if digits < width:
        return Fit(reason="glued")
    found: list[Option] = []
    for option in _cuts(pieces, width):
        found.append(option)
        if len(found) > MAX_OPTIONS:
            return Fit(reason="search_limit")
    if len(found) == 1:
        return Fit(exact=found[0])
    return Fit(options=found, reason="glued")


def _cuts(pieces: Sequence[Token], width: int) -> Iterator[Option]:
    """Cut touching digits; white space always cuts, a number does not begin with 0 unless it is 0."""
    if not pieces:
        if width == 0:
            yield ()
        return
    if len(pieces) > width or sum(len(p.text) for p in pieces) < width:
        return
    token, rest = pieces[0], pieces[1:]
    text = token.text
    longest = 1 if text[0] == "0" else min(len(text), 9)
    for size in range(1, longest + 1):
        head = _sub(token, 0, size)
        tail = [_sub(token, size, len(text)), *rest] if size < len(text) else list(rest)
        for option in _cuts(tail, width - 1):
            yield (head, *option)


def _sub(token: Token, begin: int, end: int) -> Token:
    cell = token.cell
    part = Cell(cell.text[begin:end], None if cell.start is None else cell.start + begin, cell.line, cell.page, cell.place)
    return Token(token.kind, part, token.strip, token.row, token.entries, token.glued)
