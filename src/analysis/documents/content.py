"""What one reader makes of a file: a `Document` without its name and hash."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..errors import Problem
from .blocks import Block, Cell, Grid, Line
from .limits import MAX_BLOCKS, MAX_LINE, describe_too_many, describe_too_many_blocks

_SEPARATORS = ("|", "｜", "│", "┃", "\t", ",", ";", "  ")
# Longer than a label, and the end of a sentence: nothing before it goes on behind it.
_LEFT_OUT = "…" * 99 + "。"
# Marks after which a text is shown from right to left, and those that end this.
_TURNING = re.compile("[\u200f\u061c\u202b\u202e\u2067]")
_TURNED_BACK = re.compile("[\u202c\u2069][^\u202c\u2069]*$")
_FIGURE = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Content:
    """Fields as in `Document`."""

    media: str
    text: str = ""
    blocks: tuple[Block, ...] = ()
    encoding: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def list_texts(block: Block) -> list[str]:
    """The text of a line, or those of the cells of a grid."""
    if isinstance(block, Line):
        return [block.text]
    return [cell.text for row in block.rows for cell in row]


def _change(block: Block, change: Callable[[str], str]) -> Block:
    """The block with other texts; what was changed has no place in the document's text any more."""

    def change_cell(cell: Cell) -> Cell:
        text = change(cell.text)
        return cell if text is cell.text else replace(cell, text=text, start=None)

    if isinstance(block, Grid):
        return replace(block, rows=tuple(tuple(map(change_cell, row)) for row in block.rows))
    text = change(block.text)
    return block if text is block.text else replace(block, text=text, runs=())


def limit_blocks(content: Content) -> Content:
    """The content up to `MAX_BLOCKS` lines and cells, without those of more than `MAX_LINE`
    characters.

    What may part cells in a line counts as a cell. A problem tells what was left out.
    """
    sizes = [sum(1 + len(text) for text in list_texts(block)) for block in content.blocks]
    if sum(sizes) <= min(MAX_BLOCKS, MAX_LINE):  # so many characters hold no more cells
        return content
    blocks: list[Block] = []
    problems = list(content.problems)
    cut: list[int | None] = []
    count = 0
    for block in content.blocks:
        texts = list_texts(block)
        if any(len(text) > MAX_LINE for text in texts):
            lines = [block.number] if isinstance(block, Line) else _find_long_cells(block)
            cut += lines
            block = _change(block, lambda text: text if len(text) <= MAX_LINE else _LEFT_OUT)
        elif isinstance(block, Line):
            count += sum(map(block.text.count, _SEPARATORS))
        count += len(texts) + isinstance(block, Grid) if texts else 1
        if count > MAX_BLOCKS:
            problems.append(describe_too_many_blocks("lines and cells"))
            break
        blocks.append(block)
    if cut:
        left_out = f"{len(cut)} of them were not read, the first in line {cut[0]}"
        problems.append(
            describe_too_many("characters in a line or cell", MAX_LINE, left_out, cut[0])
        )
    return replace(content, blocks=tuple(blocks), problems=tuple(problems))


def _find_long_cells(grid: Grid) -> list[int | None]:
    return [cell.line for row in grid.rows for cell in row if len(cell.text) > MAX_LINE]


def hide_turned_figures(content: Content) -> Content:
    """The content without the figures that stand in the file in another order than they are shown.

    Marks such as U+202E turn the direction of what follows, to the end of the line or to another
    mark: 12 is shown as 21. Such a figure reads as U+FFFD, which is no number.
    """
    if not _TURNING.search("".join(text for block in content.blocks for text in list_texts(block))):
        return content
    blocks = [_change(block, _hide_figures) for block in content.blocks]
    changed = [block for old, block in zip(content.blocks, blocks, strict=True) if block != old]
    if not changed:
        return content
    line = next((b.number if isinstance(b, Line) else b.rows[0][0].line for b in changed), None)
    words = (
        "figures stand behind a mark that turns the direction of the text, in another order than "
        "they are shown: look at the document"
    )
    problem = Problem("illegible", words, line, "figures from left to right", "U+202E or the like")
    return replace(content, blocks=tuple(blocks), problems=(*content.problems, problem))


def _hide_figures(text: str) -> str:
    begin, end = _TURNING.search(text), _TURNED_BACK.search(text)
    if begin is None:
        return text
    stop = end.start() if end else len(text)
    hidden = _FIGURE.sub("\ufffd", text[begin.start() : stop])
    return text[: begin.start()] + hidden + text[stop:] if "\ufffd" in hidden else text


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
        rows = []
        for number, row in enumerate(block.rows, 1):
            lines.append("\t".join(cell.text.replace("\n", " ") for cell in row))
            place = f"table {tables} row {number} cell"
            rows.append(
                tuple(
                    replace(
                        cell, start=None, line=len(lines), place=_own_place(cell) or f"{place} {at}"
                    )
                    for at, cell in enumerate(row, 1)
                )
            )
        found.append(Grid(tuple(rows), block.reason))
    return "".join(line + "\n" for line in lines), tuple(found)


def _own_place(cell: Cell) -> str:
    """The place that a sheet gives a cell; that of a page counts tables otherwise."""
    return cell.place if cell.place.startswith("sheet") else ""
