"""What becomes of any document whatever its format: bounds, hidden figures, numbers of lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import accumulate

from ..errors import Problem
from .blocks import Block, Cell, Document, Grid, Line
from .limits import MAX_BLOCKS, MAX_LINE, describe_too_many, describe_too_many_blocks

PIPES = "|｜│┃"  # characters that part cells in text
_SEPARATORS = (*PIPES, "\t", ",", ";", "  ")
# Longer than a label, and the end of a sentence: nothing before it goes on behind it.
_LEFT_OUT = "…" * 99 + "。"
# Marks after which a text is shown from right to left, and those that end this.
_TURNING = re.compile("[\u200f\u061c\u202b\u202e\u2067]")
_TURNED = re.compile(_TURNING.pattern + "(?:.*[\u202c\u2069]|.*)", re.DOTALL)
_FIGURE = re.compile(r"\d")


def list_texts(block: Block) -> list[str]:
    """The text of a line, or those of the cells of a grid."""
    if isinstance(block, Line):
        return [block.text]
    return [cell.text for row in block.rows for cell in row]


def _change_texts(
    blocks: Sequence[Block], change: Callable[[str], str]
) -> tuple[list[Block], list[int | None]]:
    """The blocks with other texts, and the lines of those that changed, which have no place in the
    document's text any more.
    """
    found: list[Block] = []
    lines: list[int | None] = []

    def change_cell(cell: Cell) -> Cell:
        text = change(cell.text)
        if text == cell.text:
            return cell
        lines.append(cell.line)
        return replace(cell, text=text, start=None)

    for block in blocks:
        if isinstance(block, Grid):
            rows = tuple(tuple(map(change_cell, row)) for row in block.rows)
            found.append(replace(block, rows=rows))
        elif (text := change(block.text)) == block.text:
            found.append(block)
        else:
            lines.append(block.number)
            found.append(replace(block, text=text, runs=()))
    return found, lines


def limit_blocks(document: Document) -> Document:
    """The document up to `MAX_BLOCKS` lines and cells, without those of more than `MAX_LINE`
    characters.

    What may part cells in a line counts as a cell. A problem tells what was left out.
    """
    sizes = [sum(1 + len(text) for text in list_texts(block)) for block in document.blocks]
    if sum(sizes) <= min(MAX_BLOCKS, MAX_LINE):  # so many characters hold no more cells
        return document
    blocks, cut = _change_texts(
        document.blocks, lambda text: text if len(text) <= MAX_LINE else _LEFT_OUT
    )
    kept = [
        block
        for block, count in zip(blocks, accumulate(map(_count_cells, blocks)), strict=True)
        if count <= MAX_BLOCKS
    ]
    problems = list(document.problems)
    if len(kept) < len(blocks):
        problems.append(describe_too_many_blocks("lines and cells"))
    if cut:
        words = f"{len(cut)} of them were not read, the first in line {cut[0]}"
        problems.append(describe_too_many("characters in a line or cell", MAX_LINE, words, cut[0]))
    return replace(document, blocks=tuple(kept), problems=tuple(problems))


def _count_cells(block: Block) -> int:
    texts = list_texts(block)
    if isinstance(block, Grid):
        return len(texts) + 1
    return 1 + (sum(map(block.text.count, _SEPARATORS)) if block.text != _LEFT_OUT else 0)


def hide_turned_figures(document: Document) -> Document:
    """The document without the figures that stand in the file in another order than they are shown.

    Marks such as U+202E turn the direction of what follows, to the end of the line or to another
    mark: 12 is shown as 21. Such a figure reads as U+FFFD, which is no number.
    """
    if not _TURNING.search(
        "".join(text for block in document.blocks for text in list_texts(block))
    ):
        return document
    blocks, lines = _change_texts(document.blocks, _hide_figures)
    words = (
        "figures stand behind a mark that turns the direction of the text, in another order than "
        "they are shown: look at the document"
    )
    problems = [
        Problem("illegible", words, line, "figures from left to right", "U+202E or the like")
        for line in lines[:1]
    ]
    return replace(document, blocks=tuple(blocks), problems=(*document.problems, *problems))


def _hide_figures(text: str) -> str:
    return _TURNED.sub(lambda turned: _FIGURE.sub("\ufffd", turned[0]), text, count=1)


def number_lines(blocks: Sequence[Block]) -> tuple[str, tuple[Block, ...]]:
    """Blocks of a format whose file is no text: their plain text, and the blocks with line
    numbers in it.

    A grid's row is one line of that text, its cells with tabs between. A cell without a place of
    its own gets the place "table 2 row 5 cell 1".

    >>> text, blocks = number_lines([Line("a"), Grid(((Cell("b", 9), Cell("c", 12)),))])
    >>> text, blocks[1].rows[0][1].line, blocks[1].rows[0][1].place
    ('a\\nb\\tc\\n', 2, 'table 1 row 1 cell 2')
    """
    lines: list[str] = []
    found: list[Block] = []
    tables = 0
    for block in blocks:
        if isinstance(block, Line):
            lines.append(block.text)
            found.append(replace(block, number=len(lines), runs=()))
            continue
        tables += 1
        first = len(lines) + 1
        lines += ["\t".join(cell.text.replace("\n", " ") for cell in row) for row in block.rows]
        rows = tuple(
            tuple(
                replace(
                    cell,
                    start=None,
                    line=first + y,
                    place=cell.place or f"table {tables} row {y + 1} cell {x}",
                )
                for x, cell in enumerate(row, 1)
            )
            for y, row in enumerate(block.rows)
        )
        found.append(replace(block, rows=rows))
    return "".join(line + "\n" for line in lines), tuple(found)
