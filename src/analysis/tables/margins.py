"""The empty places around the cells of a row, as the header and the other rows of its table tell them.

Merged cells leave empty places in front of or behind the cells of a row. Where a blank cell stands at the
end of a row as well, only the margins of rows of the same shape tell the one from the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .align import trim_pads
from .headers import shape_of
from .runs import Run
from .tokens import Token

Margin = tuple[int, int]  # empty places before and after


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one row teaches: its shape, its margins if every cell is filled, and all margins that it allows.

    The shape is where its cells begin in their strip and how many places follow; of cells in several strips
    (-1, their number). `places` counts all places of the row, those of its labels included;
    `filled` says that it holds anything, `padded` that places that are no cells stand behind them.
    """

    shape: tuple[int, int]
    margin: Margin | None
    allowed: frozenset[Margin]
    places: int
    filled: bool
    padded: bool


def lesson(run: Run, width: int) -> Lesson:
    cells = [t for t in run.tokens if t.kind != "unit"]
    stop = next((i for i, t in enumerate(cells) if t.kind == "text" and not t.row), len(cells))
    bare = trim_pads(cells[:stop])
    filled = [i for i, t in enumerate(bare) if t.kind in ("value", "text")]
    whole = bool(filled) and filled[-1] - filled[0] + 1 == width == len(filled)
    spare = len(bare) - width
    shape = _shape(cells)
    places = sum(shape) if shape else run.depth + stop
    allowed = frozenset((lead, spare - lead) for lead in range(spare + 1) if not filled or (lead <= filled[0] and filled[-1] < lead + width))
    return Lesson(
        shape or (-1, len(bare)),
        (filled[0], len(bare) - 1 - filled[-1]) if whole else None,
        allowed,
        places,
        bool(filled),
        bool(cells) and cells[stop - 1].kind == "pad" if stop else False,
    )


def _shape(tokens: Sequence[Token]) -> tuple[int, int] | None:
    if not tokens or not tokens[0].row or any(t.strip != tokens[0].strip for t in tokens):
        return None
    return tokens[0].place, len(tokens)


def known_margins(run: Run, at: int, lessons: Sequence[Lesson], width: int) -> frozenset[Margin]:
    """The margins of one row: of complete rows of its shape; else of its header; else the one that all rows of its
    shape allow; else of any complete rows; a lone row teaches itself."""
    own = lessons[at]
    others = [*lessons[:at], *lessons[at + 1 :]]
    alike = [o for o in others if o.shape == own.shape]
    if taught := {o.margin for o in alike if o.margin is not None}:
        return frozenset(taught)
    if (headed := _from_header(run, width)) is not None:
        return frozenset({headed})
    speaking = [o for o in alike if o.filled]
    common = frozenset.intersection(own.allowed, *(o.allowed for o in speaking))
    if len(common) == 1 and len(speaking) > 1:
        return common
    taught = {o.margin for o in others if o.margin is not None}
    if not others:
        return frozenset({own.margin} if own.margin is not None else ())
    return frozenset(taught) if not taught.isdisjoint(own.allowed) else _behind(own, others) or frozenset(taught)


def headed_lead(run: Run) -> int | None:
    """The empty places in front of a row below a header of one row: its cells begin where the header's columns do."""
    header = run.header
    cells = [t for t in run.tokens if t.kind != "unit"]
    shape = _shape(cells)
    if header is None or header.begin is None or shape is None or any(c.group for c in shape_of(header.table).columns):
        return None
    return header.begin - shape[0] if header.begin >= shape[0] else None


def is_odd(run: Run, at: int, lessons: Sequence[Lesson]) -> bool:
    """Whether a row has more or fewer places than its header, where that spells out its empty ones, and than the rows
    of its table, where these agree; and no complete row has its shape."""
    own = lessons[at]
    others = [*lessons[:at], *lessons[at + 1 :]]
    if own.shape[0] == -1 and len(others) > 3 and sum(o.padded for o in others) > len(others) / 4:
        usual, alike = Counter(o.places for o in others).most_common(1)[0]
        return own.places != usual and alike > 0.6 * len(others)
    if own.shape[0] == -1 or any(o.margin is not None for o in others if o.shape == own.shape):
        return False
    header = run.header
    if header is not None and header.begin is not None and header.begin + len(header.places) < header.places_in_row:
        return sum(own.shape) != header.places_in_row
    rows = [o for o in others if o.shape[0] != -1]
    if len(rows) < 4:
        return False

    def unusual(value: int, of: Sequence[int]) -> bool:
        usual, count = Counter(of).most_common(1)[0]
        return value != usual and count >= 2 * len(of) / 3

    return unusual(sum(own.shape), [sum(o.shape) for o in rows]) and unusual(own.shape[1], [o.shape[1] for o in rows])


def _behind(own: Lesson, others: Sequence[Lesson]) -> frozenset[Margin]:
    """Rows that all have the same number of places, mostly with touching separators behind: merged cells left their
    places there, and none in front."""
    rows = [own, *others]
    usual, alike = Counter(o.places for o in rows).most_common(1)[0]
    leads = {lead for o in others if len(o.allowed) == 1 for lead, _ in o.allowed}
    if own.places == usual and alike > 0.6 * len(rows) and leads <= {0} and sum(o.padded for o in rows) > len(rows) / 4:
        return frozenset(m for m in own.allowed if m[0] == 0)
    return frozenset()


def _from_header(run: Run, width: int) -> Margin | None:
    """The margin that the header shows: its columns stand side by side in rows as wide as this one."""
    header = run.header
    if header is None or not run.tokens:
        return None
    cells = [t for t in run.tokens if t.kind != "unit"]
    shape = _shape(cells)
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
