"""Blocks of a document to strips of cells, one serialisation per module. No numbers, no labels."""

from __future__ import annotations

from ..documents.blocks import Document, Grid, Line
from . import commas, pipes, spaces, tabs
from .strips import Strip, piece

__all__ = ["Strip", "strips"]


def strips(document: Document) -> list[Strip]:
    """All lines and table rows of a document as strips of cells, in order.

    A row of a table is a strip. A line with pipes, tabs or wide gaps is split at them. Any other line is one cell; a
    line of white space only is an empty cell if it holds more than plain blanks (a no-break space is how
    pages print an empty cell), and an empty line is nothing.
    """
    lines = [block for block in document.blocks if isinstance(block, Line)]
    piped = lines if pipes.has_pipe("".join([line.text for line in lines])) else []
    alternating, leads = pipes.alternates(piped), pipes.led(piped)
    if lines and (mark := commas.separator(lines[0].text)):
        return [commas.strip_of(line, mark) for line in lines[1:] if line.text.strip()]
    found: list[Strip] = []
    above_open = False
    for block in document.blocks:
        if isinstance(block, Grid):
            found += [Strip(row, True, document.media) for row in block.rows]
            above_open = False
            continue
        text = block.text
        if not text:
            continue
        if piped and pipes.has_pipe(text):
            found.append(pipes.strip_of(block, alternating and above_open, leads))
            above_open = False
        elif "\t" in text.strip("\r\n \t") or (text.count("\t") > 1 and text.strip()):
            found.append(tabs.strip_of(block))
            above_open = False
        elif spaces.gaps(text):
            found.append(spaces.strip_of(block))
            above_open = False
        elif text.strip():
            found.append(Strip((piece(block, 0, len(text)),), False, "lines", block))
            above_open = True
        elif text.strip(" \t\r\n\f\v"):
            found.append(Strip((piece(block, 0, len(text)),), False, "lines", block))
    return found
