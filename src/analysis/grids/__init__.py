"""Blocks of a document to strips of cells, one serialisation per module. No numbers, no labels."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product, takewhile

from ..documents.blocks import Block, Document, Grid, Line
from . import boxes, columns, commas, nodes, pipes, spaces, tabs
from .strips import Strip, piece

__all__ = ["Strip", "strips"]

# Without one of these a line has no separators, gaps or columns; most lines of a page have none.
_MARKS = (*pipes.PIPES, "\t", "!!", "--", "==", *map("".join, product(spaces.BLANKS, repeat=2)))


def strips(document: Document) -> list[Strip]:
    """All lines and table rows of a document as strips of cells, in order.

    A row of a table is a strip, also of one that is drawn with characters. A line with pipes, tabs, separated values or
    wide gaps is split at them. Any other line is one cell; a line of white space only is an empty cell if it holds
    more than plain blanks (a no-break space is how pages print an empty cell), and an empty line is nothing.
    """
    lines = [block for block in document.blocks if isinstance(block, Line)]
    if lines and (mark := commas.separator(lines[0].text)):
        return [commas.strip_of(line, mark) for line in lines[1:] if line.text.strip()]
    return _strips(nodes.without_separators(document.blocks), document.media)


def _strips(blocks: Sequence[Block], media: str) -> list[Strip]:
    lines = [block for block in blocks if isinstance(block, Line)]
    text = "".join([line.text for line in lines])
    piped = lines if pipes.has_pipe(text) else []
    alternating, leads, doubled = pipes.alternates(piped), pipes.led(piped), pipes.doubled(piped)
    marks = [mark for mark in _MARKS if mark[0] in text and mark in text]
    separated = commas.separated(lines) if commas.has_mark(text) else {}
    found: list[Strip] = []
    above_open = False
    undrawn = uncolumned = 0  # up to here the lines are known to be no table of that kind
    at = 0
    while at < len(blocks):
        block = blocks[at]
        at += 1
        if isinstance(block, Grid):
            found += [Strip(row, True, media) for row in block.rows]
            above_open = False
            continue
        text = block.text
        if not text:
            continue
        marked = bool(marks) and any(mark in text for mark in marks)
        drawn, dashed, gaps = (
            boxes.is_drawn(text),
            marked and columns.is_rule(text),
            marked and spaces.gaps(text),
        )
        if drawn and at > undrawn:
            run = [
                line
                for line in takewhile(
                    lambda b: isinstance(b, Line) and boxes.is_drawn(b.text),
                    map(blocks.__getitem__, range(at - 1, len(blocks))),
                )
                if isinstance(line, Line)
            ]
            undrawn = at - 1 + len(run)
            inner = boxes.frame(run)
            if (
                rows := boxes.strips_of(run) if inner is None else _strips(inner, media)
            ) is not None:
                found += rows
                at, above_open = undrawn, False
                continue
        if (gaps or dashed) and at > uncolumned:
            table = columns.region(blocks, at - 1)
            uncolumned = at - 1 + len(table)
            if (aligned := columns.strips_of(table)) is not None:
                found += aligned
                at, above_open = uncolumned, False
                continue
        if marked and doubled and pipes.opens_doubled(text):
            found.append(pipes.strip_of_doubled(block))
            above_open = False
        elif marked and piped and pipes.has_pipe(text):
            found.append(pipes.strip_of(block, alternating and above_open, leads))
            above_open = False
        elif dashed or (drawn and boxes.is_rule(text)):
            continue
        elif "\t" in text and (
            "\t" in text.strip("\r\n \t") or (text.count("\t") > 1 and text.strip())
        ):
            found.append(tabs.strip_of(block))
            above_open = False
        elif separated and (fields := separated.get(id(block))):
            found.append(commas.strip_of(block, *fields))
            above_open = False
        elif gaps:
            found.append(spaces.strip_of(block))
            above_open = False
        elif text.strip(" \t\r\n\f\v"):
            found.append(Strip((cell := piece(block, 0, len(text)),), False, "lines", block))
            above_open = above_open or bool(cell.text)
    return found
