"""The layouts in which reports stand as text: one function per layout, from blocks to pieces."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

from .pieces import Writer
from .sheets import Block, Paragraph, Sheet, Spot, placed

NBSP = "\u00a0"
Layout = Callable[[Sequence[Block], Writer, random.Random], None]


def _flat(text: str, joint: str = " ") -> str:
    return text.replace("\n", joint)


def tables(blocks: Sequence[Block], w: Writer, after: str = "\n") -> Iterator[Sheet]:
    """The tables in order; every paragraph on the way is written as a line of its own."""
    for block in blocks:
        if isinstance(block, Paragraph):
            w.text(block.text + after)
        else:
            yield block


def _lines(blocks: Sequence[Block], w: Writer, gap: str, blank: str | None) -> None:
    """One cell per line; a cell of several lines stands on several. `blank` None drops empty cells."""
    for sheet in tables(blocks, w, gap):
        for row in sheet.rows:
            for spot in row:
                if spot.text or blank is not None:
                    w.cell(spot, spot.text.replace("\n", gap) or blank or "", after=gap)


def cell_lines(blocks: Sequence[Block], w: Writer, rng: random.Random) -> None:
    """One cell per line, a blank line between, a no-break space for an empty cell."""
    _lines(blocks, w, "\n\n", NBSP)


def cell_lines_close(blocks: Sequence[Block], w: Writer, rng: random.Random) -> None:
    """One cell per line without blank lines, a no-break space for an empty cell."""
    _lines(blocks, w, "\n", NBSP)


def dropped_lines(blocks: Sequence[Block], w: Writer, rng: random.Random) -> None:
    """One cell per line; empty cells are lost."""
    _lines(blocks, w, "\n\n", None)


def _cell_pipes(
    blocks: Sequence[Block], w: Writer, drop: bool = False, opened: bool = False
) -> None:
    for sheet in tables(blocks, w):
        spare = (
            1 if drop and sheet.key != "applications" else 0
        )  # a single pipe would be an empty cell
        for row in sheet.rows:
            shown = [spot for spot in row if spot.text or not drop]
            if opened:
                w.text("|\n")
            for spot in shown:
                text = _flat(spot.text)
                w.cell(spot, text, after=" |\n" if text else "|\n")
            w.text(
                "|" * (sheet.width - len(shown) + spare) + "\n"
                if sheet.width - len(shown) + spare
                else ""
            )


def cell_pipes(blocks: Sequence[Block], w: Writer, rng: random.Random) -> None:
    """One cell per line with a pipe behind it; a line of pipes for the places that spans cover."""
    _cell_pipes(blocks, w)


def cell_pipes_opened(blocks: Sequence[Block], w: Writer, rng: random.Random) -> None:
    """The same with a lone pipe in front of every row."""
    _cell_pipes(blocks, w, opened=True)


def dropped_pipes(blocks: Sequence[Block], w: Writer, rng: random.Random) -> None:
    """One cell per line with a pipe behind it; empty cells are lost among the pipes that end the row."""
    _cell_pipes(blocks, w, drop=True)


def alternating(blocks: Sequence[Block], w: Writer, rng: random.Random) -> None:
    """A cell on one line, its pipe on the next; a line of pipes for covered places."""
    pads = rng.random() < 0.5
    for sheet in tables(blocks, w):
        for row in sheet.rows:
            for spot in row:
                w.cell(spot, spot.text, after="\n|\n" if spot.text else "|\n")
            if pads and sheet.width > len(row):
                w.text("|" * (sheet.width - len(row)) + "\n")


def _pipe_row(
    w: Writer, cells: Sequence[Spot], lead: str, tail: str, texts: Sequence[str] | None = None
) -> None:
    w.text(lead)
    for at, spot in enumerate(cells):
        text = _flat(spot.text) if texts is None else texts[at]
        w.cell(
            spot,
            text,
            after=(" | " if text else "| ") if at + 1 < len(cells) else (" |" if text else "|"),
        )
    w.text((" " + tail if tail else "") + "\n")


def pipe_rows(blocks: Sequence[Block], w: Writer, rng: random.Random) -> None:
    """A row per line; pipes that touch at its end for the places that spans cover."""
    for sheet in tables(blocks, w):
        for row in sheet.rows:
            _pipe_row(w, row, "", "|" * (sheet.width - len(row)))


def pipe_rows_led(blocks: Sequence[Block], w: Writer, rng: random.Random) -> None:
    """A row per line, with a pipe in front as well."""
    for sheet in tables(blocks, w):
        for row in sheet.rows:
            _pipe_row(w, row, "| ", "|" * (sheet.width - len(row)))


def _covered_lead(grid_row: Sequence[Spot | None]) -> int:
    """The places at the left that spans from above cover."""
    return next((x for x, spot in enumerate(grid_row) if spot is not None), len(grid_row))


def pipe_rows_margins(blocks: Sequence[Block], w: Writer, rng: random.Random) -> None:
    """A row per line; empty places at the left of rows that stand in a group; header cells cut over two rows."""
    for sheet in tables(blocks, w):
        for spots, cells in zip(placed(sheet), sheet.rows, strict=True):
            header = not any(spot.key or spot.names for spot in cells)
            lead = "" if header else "| " * _covered_lead(spots)
            if header and any("\n" in spot.text for spot in cells):
                halves = [
                    spot.text.replace("\n", "\0", 1).replace("\n", "").split("\0") for spot in cells
                ]
                _pipe_row(w, cells, lead, "", [half[0] for half in halves])
                below = [
                    (spot, half[1])
                    for spot, half in zip(cells, halves, strict=True)
                    if len(half) > 1
                ]
                _pipe_row(w, [spot for spot, _ in below], "", "", [text for _, text in below])
            else:
                _pipe_row(w, cells, lead, "")


def markdown(blocks: Sequence[Block], w: Writer, rng: random.Random) -> None:
    """Markdown tables on the full grid, places that spans cover are empty."""
    for block in blocks:
        if isinstance(block, Paragraph):
            w.text(
                ("## " if block.text[:2] in ("二、", "三、", "四、") else "") + block.text + "\n\n"
            )
            continue
        for y, row in enumerate(placed(block)):
            w.text("| ")
            for at, spot in enumerate(row):
                after = " | " if at + 1 < len(row) else " |\n"
                if spot is None:
                    w.text(" " + after.lstrip() if at + 1 < len(row) else "|\n")
                else:
                    w.cell(spot, _flat(spot.text, ""), after=after)
            if y == 0:
                w.text("|" + "---|" * len(row) + "\n")
        w.text("\n")


def tabs(blocks: Sequence[Block], w: Writer, rng: random.Random) -> None:
    """A row per line, tabs between all places of the grid."""
    _tabs(blocks, w, rng, 0.0)


def tabs_ragged(blocks: Sequence[Block], w: Writer, rng: random.Random) -> None:
    """The same, where some rows lost the empty places at their left and others end with an extra one."""
    _tabs(blocks, w, rng, 0.2)


def _tabs(blocks: Sequence[Block], w: Writer, rng: random.Random, ragged: float) -> None:
    for sheet in tables(blocks, w):
        extra = ragged > 0 and rng.random() < 0.5
        for row in placed(sheet):
            spots = row[_covered_lead(row) :] if rng.random() < ragged else row
            for at, spot in enumerate(spots):
                tab = "\t" if at + 1 < len(spots) else ""
                if spot is None:
                    w.text(tab)
                else:
                    w.cell(spot, _flat(spot.text, ""), after=tab)
            w.text(("\t" if extra else "") + "\n")


def spaced(blocks: Sequence[Block], w: Writer, rng: random.Random) -> None:
    """A row per line, two spaces or more between its cells, as copied from a PDF; empty cells are lost."""
    for sheet in tables(blocks, w):
        for row in sheet.rows:
            for spot in row:
                if spot.text:
                    w.cell(spot, _flat(spot.text, ""), after=" " * rng.choice((2, 3, 5)))
            w.text("\n")


def glued(blocks: Sequence[Block], w: Writer, rng: random.Random) -> None:
    """All tables in one line without any separator."""
    for block in blocks:
        if isinstance(block, Paragraph):
            title = block is blocks[0]
            w.text(block.text + ("\n\n" if title else ""))
            continue
        for row in block.rows:
            for spot in row:
                w.cell(spot, _flat(spot.text, ""))


def deduplicated(blocks: Sequence[Block], w: Writer, rng: random.Random) -> None:
    """One cell per line; a line that stood before is lost."""
    seen: set[str] = set()
    for sheet in tables(blocks, w):
        for row in sheet.rows:
            for spot in row:
                text = _flat(spot.text, "")
                if text and text not in seen:
                    seen.add(text)
                    w.cell(spot, text, after="\n")


# Every printed cell keeps a place of its own: what is printed is determined.
LOSSLESS: dict[str, Layout] = {
    f.__name__: f
    for f in (
        cell_lines,
        cell_lines_close,
        cell_pipes,
        cell_pipes_opened,
        alternating,
        pipe_rows,
        pipe_rows_led,
        pipe_rows_margins,
        markdown,
        tabs,
        tabs_ragged,
    )
}
DROPPED = ("dropped_lines", "dropped_pipes", "spaced")
LOSSY: dict[str, Layout] = {
    f.__name__: f for f in (dropped_lines, dropped_pipes, spaced, glued, deduplicated)
}
