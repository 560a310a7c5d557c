"""A printed document as pieces of text, each with the printed cell that it belongs to: so a cell can be taken out, doubled or spoiled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from analysis.forms import Key

from .sheets import Spot


@dataclass(frozen=True, slots=True)
class Piece:
    """`cell` numbers the printed cell (-1: none), `content` marks its own text, beside its separators or tags.

    `keys` are the cells of the form that damage to this piece touches: its own, or those of the row that it names.
    """

    text: str
    cell: int = -1
    content: bool = False
    keys: tuple[Key, ...] = ()


@dataclass
class Writer:
    """Collects pieces. `rows` gives for a (table, row) all its cells, so that a label touches them."""

    rows: dict[tuple[str, str], tuple[Key, ...]]
    pieces: list[Piece] = field(default_factory=list)
    cells: int = 0

    def text(self, text: str) -> None:
        if text:
            self.pieces.append(Piece(text))

    def cell(self, spot: Spot, text: str, before: str = "", after: str = "") -> None:
        """One printed cell with the separators or tags that come and go with it."""
        keys = (
            (spot.key,)
            if spot.key
            else tuple(key for name in spot.names for key in self.rows.get(name, ()))
        )
        number, self.cells = self.cells, self.cells + 1
        for part, content in ((before, False), (text, True), (after, False)):
            if part or content:
                self.pieces.append(Piece(part, number, content, keys))


def writer(keys: Iterable[Key]) -> Writer:
    rows: dict[tuple[str, str], list[Key]] = {}
    for key in keys:
        rows.setdefault(key[:2], []).append(key)
    return Writer({name: tuple(found) for name, found in rows.items()})


def joined(pieces: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in pieces)
