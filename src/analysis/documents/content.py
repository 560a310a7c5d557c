"""What one reader makes of a file: a `Document` without its name and hash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..errors import Problem
from .blocks import Block, Cell, Grid
from .limits import MAX_BLOCKS, MAX_LINE, too_many, too_many_blocks

_SEPARATORS = ("|", "｜", "│", "┃", "\t", ",", ";", "  ")
_LEFT_OUT = (
    "…" * 99 + "。"
)  # longer than a label, and the end of a sentence: nothing before it goes on behind it


@dataclass(frozen=True, slots=True)
class Content:
    """Fields as in `Document`."""

    media: str
    text: str = ""
    blocks: tuple[Block, ...] = ()
    encoding: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def bounded(content: Content) -> Content:
    """The content up to `MAX_BLOCKS` lines and cells, without the lines and cells of more than `MAX_LINE` characters: dots stand for them.

    What may part cells in a line counts as a cell. A problem tells what was left out.
    """
    # No line is longer than the text of all, and none holds more cells than characters.
    if sum(map(_size, content.blocks)) <= min(MAX_BLOCKS, MAX_LINE):
        return content
    blocks: list[Block] = []
    problems = list(content.problems)
    cut: list[int | None] = []

    def kept(cell: Cell) -> Cell:
        if len(cell.text) <= MAX_LINE:
            return cell
        cut.append(cell.line)
        return replace(cell, text=_LEFT_OUT, start=None)

    count = 0
    for block in content.blocks:
        if isinstance(block, Grid):
            count += sum(map(len, block.rows))
            if any(len(cell.text) > MAX_LINE for row in block.rows for cell in row):
                block = replace(block, rows=tuple(tuple(map(kept, row)) for row in block.rows))
        elif len(block.text) > MAX_LINE:
            cut.append(block.number)
            block = replace(block, text=_LEFT_OUT, runs=())
        else:
            count += sum(map(block.text.count, _SEPARATORS))
        count += 1
        if count > MAX_BLOCKS:
            problems.append(too_many_blocks("lines and cells"))
            break
        blocks.append(block)
    if cut:
        left_out = f"{len(cut)} of them were not read, the first in line {cut[0]}"
        problems.append(too_many("characters in a line or cell", MAX_LINE, left_out, cut[0]))
    return (
        content
        if len(problems) == len(content.problems)
        else replace(content, blocks=tuple(blocks), problems=tuple(problems))
    )


def texts(block: Block) -> list[str]:
    """The text of a line, or those of the cells of a grid."""
    return (
        [cell.text for row in block.rows for cell in row]
        if isinstance(block, Grid)
        else [block.text]
    )


def _size(block: Block) -> int:
    return (
        sum([1 + len(cell.text) for row in block.rows for cell in row], 1)
        if isinstance(block, Grid)
        else 1 + len(block.text)
    )


def without_offsets(blocks: Sequence[Block]) -> tuple[str, tuple[Block, ...]]:
    """Blocks of a format whose file is no text: their plain text, and the blocks with line numbers in it.

    A grid's row is one line of that text, its cells with tabs between. Cells get the place "table 2 row 5 cell 1".

    >>> from .blocks import Cell, Line
    >>> text, blocks = without_offsets([Line("a"), Grid(((Cell("b", 9), Cell("c", 12)),))])
    >>> text, blocks[1].rows[0][1]
    ('a\\nb\\tc\\n', Cell(text='c', start=None, line=2, page=None, place='table 1 row 1 cell 2', pad=False))
    """
    lines: list[str] = []
    found: list[Block] = []
    tables = 0
    for block in blocks:
        if isinstance(block, Grid):
            tables += 1
            rows = []
            for number, row in enumerate(block.rows, 1):
                lines.append("\t".join(" ".join(cell.text.split("\n")) for cell in row))
                rows.append(
                    tuple(
                        replace(
                            cell,
                            start=None,
                            line=len(lines),
                            place=cell.place
                            if cell.page or cell.place.startswith("sheet")
                            else f"table {tables} row {number} cell {place}",
                        )
                        for place, cell in enumerate(row, 1)
                    )
                )
            found.append(Grid(tuple(rows), block.reason))
        else:
            lines.append(block.text)
            found.append(replace(block, number=len(lines), runs=()))
    return "".join(line + "\n" for line in lines), tuple(found)
