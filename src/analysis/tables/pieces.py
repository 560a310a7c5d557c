"""Rows that a page cut in lines: headers in several rows, labels that begin above their numbers or go on below them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ..documents.blocks import Cell
from ..grids import Strip
from .vocabulary import meanings

_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"[\d.,%+\-/—()件条项个次宗万亿元\s]+")
_MAX_LINES = 4  # of one header, or of one label above or below its numbers


def rejoined(strips: Sequence[Strip]) -> list[Strip]:
    """The strips, with the pieces of cut headers ("商业 | 科研" above "企业 | 机构") and of cut labels in one row."""
    made: list[Strip] = []
    waiting = list(reversed(strips))
    while waiting:
        strip = waiting.pop()
        above = made[-1] if made else None
        if strip.layout == "columns" and (taken := _stacked(strip, waiting)):
            waiting[-taken[1] :] = []
            made.append(taken[0])
        elif above is not None and strip.row and above.row and (merged := _merge(above, strip)):
            made[-1] = merged
        elif strip.row and strip.line is None and (continued := _continued(made, strip)):
            made[continued[0]] = continued[1]
        elif strip.row and strip.line is not None and (labelled := _labelled(strip, made, waiting)):
            strip, before, behind = labelled
            made[len(made) - before :] = [strip]
            waiting[len(waiting) - behind :] = []
        else:
            made.append(strip)
    return made


def _merge(above: Strip, below: Strip) -> Strip | None:
    bottoms = _words(below)
    tops = _words(above) if len(bottoms) > 1 else []
    if not 1 < len(bottoms) <= len(tops):
        return None
    if any(meanings(c.text) for c in bottoms):
        return None
    below_of: dict[int, Cell] = {}
    for upper in tops:
        lower = bottoms[len(below_of)] if len(below_of) < len(bottoms) else None
        if lower is not None and meanings(upper.text + lower.text):
            below_of[id(upper)] = lower
        elif not meanings(upper.text):
            return None
    if len(below_of) < len(bottoms):
        return None
    return replace(
        above,
        cells=tuple(_one([c, below_of[id(c)]]) if id(c) in below_of else c for c in above.cells),
    )


def _words(strip: Strip) -> list[Cell]:
    """The cells of a row that are not empty; none where one holds a digit."""
    found: list[Cell] = []
    for cell in strip.cells:
        if cell.text:
            if _DIGIT.search(cell.text):
                return []
            found.append(cell)
    return found


def _continued(made: Sequence[Strip], below: Strip) -> tuple[int, Strip] | None:
    """The row that a page break cut, with the rest of its label from a row without numbers, and its place: between the two stand at most the
    foot of one page and the head of the next. Together both pieces are a label, each alone is none."""
    rest = [c for c in below.cells if c.text]
    if (
        not rest
        or len(rest) == len(below.cells)
        or any(meanings(c.text) or _DIGIT.search(c.text) for c in rest)
    ):
        return None
    for place in range(len(made) - 1, max(len(made) - 4, -1), -1):
        if made[place].row:
            cells = made[place].cells
            for at, cell in enumerate(cells):
                if (
                    cell.text
                    and not meanings(cell.text)
                    and any(e.kind == "row" for e in meanings(cell.text + rest[-1].text))
                ):
                    return place, replace(
                        made[place], cells=(*cells[:at], _one([cell, rest[-1]]), *cells[at + 1 :])
                    )
            break
    return None


def _stacked(strip: Strip, waiting: Sequence[Strip]) -> tuple[Strip, int] | None:
    """A header whose columns stand below each other, with its further rows, and how many these are."""
    rows = [strip]
    best = None
    for further in waiting[:-_MAX_LINES:-1]:
        if further.layout != "columns" or len(further.cells) != len(strip.cells):
            break
        rows.append(further)
        if any(_DIGIT.search(c.text) for row in rows for c in row.cells):
            break
        stacks = [
            [c for c in column if c.text]
            for column in zip(*(row.cells for row in rows), strict=True)
        ]
        cut = [stack for stack in stacks if len(stack) > 1]
        if (
            cut
            and all(meanings("".join(c.text for c in stack)) for stack in cut)
            and not all(meanings(c.text) for stack in cut for c in stack)
        ):
            best = (
                replace(
                    strip,
                    cells=tuple(
                        _one(stack) if stack else column
                        for stack, column in zip(stacks, strip.cells, strict=True)
                    ),
                ),
                len(rows) - 1,
            )
    return best


def _one(cells: Sequence[Cell]) -> Cell:
    return (
        cells[0]
        if len(cells) == 1
        else replace(cells[0], text="\n".join(c.text for c in cells), start=None)
    )


def _labelled(
    strip: Strip, made: Sequence[Strip], waiting: Sequence[Strip]
) -> tuple[Strip, int, int] | None:
    """A row of numbers with its label, of which lines stand above or below it; and how many lines these are."""
    cells = strip.cells
    words = [at for at, c in enumerate(cells) if c.text and not _NUMBER.fullmatch(c.text)]
    if len(words) == sum(c.text != "" for c in cells) or (
        words and meanings(cells[words[-1]].text)
    ):
        return None
    above, below = _loose(made[:-_MAX_LINES:-1]), _loose(waiting[:-_MAX_LINES:-1])
    for size in range(1, len(above) + len(below) + 1):
        for before in range(max(0, size - len(below)), min(size, len(above)) + 1):
            around = [*above[:before], *below[: size - before]]
            # Where columns stand in line, so do the pieces of a label, and its place in the row is empty or holds one of them.
            places = {
                at if other.layout == strip.layout == "columns" else -1 for other, at in around
            } | ({words[-1]} if words and strip.layout == "columns" else set())
            pieces = (
                [other.cells[at] for other, at in reversed(above[:before])]
                + [cells[at] for at in words[-1:]]
                + [o.cells[at] for o, at in below[: size - before]]
            )
            if (
                len(places) == 1
                and (words or before)
                and len(pieces) > 1
                and any(e.kind == "row" for e in meanings("".join(c.text for c in pieces)))
            ):
                at = words[-1] if words else places.pop()
                if at < 0 or words or not cells[at].text:
                    row = (*cells[: max(at, 0)], _one(pieces), *cells[at + 1 :])
                    return replace(strip, cells=row), before, size - before
    return None


def _loose(strips: Sequence[Strip]) -> list[tuple[Strip, int]]:
    """The strips that hold a piece of a label and nothing else, up to the first other one, and its place in them."""
    found: list[tuple[Strip, int]] = []
    for strip in strips:
        filled = [(at, c.text) for at, c in enumerate(strip.cells) if c.text]
        if (
            len(filled) != 1
            or len(filled[0][1]) > 60
            or meanings(filled[0][1])
            or _NUMBER.fullmatch(filled[0][1])
        ):
            break
        found.append((strip, filled[0][0]))
    return found
