"""The layouts in which programs print the tables of a page as text: drawn with characters, in line, separated."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Sequence

from .layouts_text import NBSP, Layout, tables
from .pieces import Writer
from .sheets import Block, Paragraph, Sheet, Spot, placed


def _width(text: str) -> int:
    """The columns that a text takes on a page of equal columns."""
    return sum(
        0
        if unicodedata.category(c) == "Cf"
        else 2
        if unicodedata.east_asian_width(c) in "WF"
        else 1
        for c in text
    )


def _lines(spot: Spot | None, width: int) -> list[str]:
    """The lines of a cell that is at most `width` columns wide; numbers are not cut."""
    found: list[str] = []
    for text in (spot.text if spot else "").split("\n"):
        line = ""
        for char in text:
            if _width(line + char) > width and not char.isascii():
                found.append(line)
                line = ""
            line += char
        found.append(line)
    return found


def _ruler(widths: Sequence[int], joint: str, stroke: str) -> str:
    return joint + joint.join(stroke * (w + 2) for w in widths) + joint + "\n"


def _grid(sheet: Sheet, w: Writer, wide: int, measure: Callable[[str], int]) -> None:
    """Lines around all places of the grid; a cell stands on as many lines as it needs."""
    rows = [[(spot, _lines(spot, wide)) for spot in row] for row in placed(sheet)]
    widths = [max(measure(line) for row in rows for line in row[x][1]) for x in range(sheet.width)]
    w.text(_ruler(widths, "+", "-"))
    for row in rows:
        for y in range(max(len(lines) for _, lines in row)):
            for (spot, lines), width in zip(row, widths, strict=True):
                text = lines[y] if y < len(lines) else ""
                after = " " * (width - measure(text) + 1)
                if spot is not None and y == 0:
                    w.cell(spot, text, "| ", after)
                else:
                    w.text("| " + text + after)
            w.text("|\n")
        w.text(_ruler(widths, "+", "-"))


def _each(blocks: Sequence[Block], w: Writer, draw: Callable[[Sheet], None]) -> None:
    for sheet in tables(blocks, w, "\n\n"):
        draw(sheet)
        w.text("\n")


def drawn(blocks: Sequence[Block], w: Writer, rng: random.Random) -> None:
    """Lines of pluses, dashes and pipes around every cell."""
    wide = rng.choice((60, 60, 16))
    _each(blocks, w, lambda sheet: _grid(sheet, w, wide, _width))


def drawn_by_count(blocks: Sequence[Block], w: Writer, rng: random.Random) -> None:
    """The same by a program that takes every character for one column."""
    _each(blocks, w, lambda sheet: _grid(sheet, w, 60, len))


def _in_line(
    sheet: Sheet, w: Writer, measure: Callable[[str], int], right: bool, rule: bool
) -> None:
    rows = placed(sheet)
    texts = [[spot.text.replace("\n", "") if spot else "" for spot in row] for row in rows]
    widths = [max(2, *(measure(row[x]) for row in texts)) for x in range(sheet.width)]
    line = "  ".join("-" * width for width in widths) + "\n"
    w.text(line if rule else "")
    for row, shown in zip(rows, texts, strict=True):
        for x, (spot, text, width) in enumerate(zip(row, shown, widths, strict=True)):
            blank = " " * (width - measure(text))
            gap = "  " if x else ""
            before, after = (gap + blank, "") if right else (gap, blank)
            if spot is None:
                w.text(before + after)
            else:
                w.cell(spot, text, before, after)
        w.text("\n")
    w.text(line if rule else "")


def dashes(blocks: Sequence[Block], w: Writer, rng: random.Random) -> None:
    """Columns between blanks, with a line of dashes above and below."""
    _each(blocks, w, lambda sheet: _in_line(sheet, w, _width, False, True))


def in_line(blocks: Sequence[Block], w: Writer, rng: random.Random) -> None:
    """Columns between blanks, all to the left or all to the right, by width or by count of characters."""
    measure, right = rng.choice((_width, _width, len)), rng.random() < 0.5
    _each(blocks, w, lambda sheet: _in_line(sheet, w, measure, right, False))


def commas(blocks: Sequence[Block], w: Writer, rng: random.Random) -> None:
    """Commas between all places of the grid; a cell with a comma in it stands in quotes."""

    def draw(sheet: Sheet) -> None:
        for row in placed(sheet):
            for x, spot in enumerate(row):
                text = spot.text.replace("\n", "") if spot else ""
                quote = '"' if "," in text else ""
                before = ("," if x else "") + quote
                if spot is None:
                    w.text(before)
                else:
                    w.cell(spot, text, before, quote)
            w.text("\n")

    _each(blocks, w, draw)


def enclosed(blocks: Sequence[Block], w: Writer, rng: random.Random) -> None:
    """A separator between all texts of a page, also between those that are the white space between its tags."""
    mark = rng.choice("|\t")
    for block in blocks:
        if isinstance(block, Paragraph):
            w.text(f"{mark}{block.text}{mark}\n")
            continue
        for row in block.rows:
            w.text(f"{mark}\n")
            for spot in row:
                w.cell(spot, spot.text.replace("\n", "") or NBSP, mark, f"{mark}\n")
            w.text(f"{mark}\n")


def marked(blocks: Sequence[Block], w: Writer, rng: random.Random) -> None:
    """Markdown tables with emphasis around some cells and escapes in front of points and signs."""
    for sheet in tables(blocks, w, "\n\n"):
        for y, row in enumerate(placed(sheet)):
            for spot in row:
                bold = "**" if spot and spot.text and rng.random() < 0.2 else ""
                text = spot.text.replace("\n", "<br>") if spot else ""
                text = "".join("\\" + c if c in ".-+" else c for c in text)
                if spot is None:
                    w.text("|  ")
                else:
                    w.cell(spot, text, "| " + bold, bold + " ")
            w.text("|\n" + ("|" + " --- |" * len(row) + "\n" if y == 0 else ""))
        w.text("\n")


LAYOUTS: dict[str, Layout] = {
    f.__name__: f for f in (drawn, drawn_by_count, dashes, in_line, commas, enclosed, marked)
}
