"""The empty places around the cells of a row, as the header and the other rows of its table tell them.

Merged cells leave empty places in front of or behind the cells of a row. Where a blank cell stands at the
end of a row as well, only the margins of rows of the same shape tell the one from the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .align import trim_pads
from .runs import Run
from .tokens import Token

Margin = tuple[int, int]  # empty places before and after


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one row teaches: its shape (None where its cells stand in several strips), its margins if every cell is
    filled, and whether it holds exactly as many cells as there are columns."""

    shape: tuple[int, int] | None
    margin: Margin | None
    exact: bool


def lesson(tokens: Sequence[Token], width: int) -> Lesson:
    cells = [t for t in tokens if t.kind != "unit"]
    stop = next((i for i, t in enumerate(cells) if t.kind == "text" and not t.row), len(cells))
    bare = trim_pads(cells[:stop])
    filled = [i for i, t in enumerate(bare) if t.kind in ("value", "text")]
    whole = bool(filled) and filled[-1] - filled[0] + 1 == width == len(filled)
    return Lesson(_shape(tokens), (filled[0], len(bare) - 1 - filled[-1]) if whole else None, len(bare) == width)


def _shape(tokens: Sequence[Token]) -> tuple[int, int] | None:
    """Where the cells of a row begin in its strip, and how many places follow."""
    if not tokens or not tokens[0].row or any(t.strip != tokens[0].strip for t in tokens):
        return None
    return tokens[0].place, len(tokens)


def known_margins(run: Run, at: int, lessons: Sequence[Lesson], width: int) -> frozenset[Margin]:
    """The margins of one row: of other rows of its shape; else of its header; else of the other rows at all."""
    own = lessons[at]
    others = [*lessons[:at], *lessons[at + 1 :]]
    alike = {o.margin for o in others if o.margin is not None and o.shape == own.shape}
    if alike:
        return frozenset(alike)
    if (headed := _from_header(run, width)) is not None:
        return frozenset({headed})
    taught = {o.margin for o in others if o.margin is not None}
    if not others and own.margin is not None:
        taught = {own.margin}
    return frozenset(taught or ({(0, 0)} if any(o.exact for o in others) else ()))


def _from_header(run: Run, width: int) -> Margin | None:
    """The margin that the header shows: its columns stand side by side in rows as wide as this one."""
    header = run.header
    if header is None or not run.tokens:
        return None
    cells = [t for t in run.tokens if t.kind != "unit"]
    shape = _shape(run.tokens)
    if shape is None:
        return (0, header.trailing) if header.trailing is not None and not any(t.row for t in cells) else None
    begin, count = shape
    if header.begin is None or begin + count != header.places_in_row or len(header.places) != width:
        return None
    lead = header.begin - begin
    if lead < 0:
        return None
    bare = trim_pads(cells)
    dropped = next((i for i, t in enumerate(cells) if t is bare[0]), 0) if bare else 0
    return lead - dropped, len(bare) - width - (lead - dropped)
