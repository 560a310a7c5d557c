"""One blow to one document: a cell, a line or a tag is deleted, inserted, doubled or replaced by text that is no number."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.forms import Key

from .documents import Printing, encoded, print_file, print_text
from .layouts_text import DROPPED
from .pieces import Piece, joined
from .sheets import Block, Sheet, Spot, placed

KINDS = ("delete", "insert", "double", "garble")
GARBAGE = ("#REF!", "■■", "见附件", "？？", "1O", "数据待核", "l2", "null", "*#", "待补充", "３x")
NEW_CELLS = ("", "\u00a0", "0", "7", "38", "注", "■")
NEW_LINES = (
    "",
    "7",
    "0",
    "38",
    "打印本页",
    "第 3 页 共 6 页",
    "（此页无正文）",
    "|",
    "■■■",
    "\u00a0",
)
NEW_TAGS = (
    "<td>",
    "</td>",
    "<tr>",
    "</tr>",
    "<table>",
    "</table>",
    "<p>",
    "</p>",
    "<br>",
    "</span>",
    "<td colspan=2>",
    "<!--",
    "</tbody>",
    "<td></td>",
)
_BETWEEN = {"tabs": "\t", "tabs_ragged": "\t"}
_TAG = re.compile(r"<[^<>]+>")


@dataclass(frozen=True)
class Damaged:
    """A printing after the blow. `touched`: the cells of the form whose own text, label or line was hit."""

    printing: Printing
    data: bytes
    blow: str
    touched: frozenset[Key]


def _grouped(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    """The (begin, end) of the pieces of each printed cell."""
    found: dict[int, list[int]] = {}
    for at, piece in enumerate(pieces):
        if piece.cell >= 0:
            found.setdefault(piece.cell, []).append(at)
    return [(ats[0], ats[-1] + 1) for ats in found.values()]


def _cell(printing: Printing, kind: str, rng: random.Random) -> tuple[str, str, frozenset[Key]]:
    """A cell: emptied or taken out with its separators, a new one beside it, doubled, or spoiled."""
    pieces = list(printing.pieces)
    groups = _grouped(pieces)
    numbers = [g for g in groups if len(pieces[g[0]].keys) == 1]
    begin, end = rng.choice(numbers if rng.random() < 0.75 and numbers else groups)
    content = next(at for at in range(begin, end) if pieces[at].content)
    old, keys = pieces[content].text, frozenset(pieces[begin].keys)
    if kind == "delete":
        whole = rng.random() < 0.6
        blow = f"delete {'cell' if whole else 'text of cell'} {old[:30]!r}"
        made = (
            pieces[:begin] + pieces[end:]
            if whole
            else [*pieces[:content], replace(pieces[content], text=""), *pieces[content + 1 :]]
        )
    elif kind == "garble":
        new = rng.choice(GARBAGE)
        blow = f"garble cell {old[:30]!r} as {new!r}"
        made = [*pieces[:content], replace(pieces[content], text=new), *pieces[content + 1 :]]
    else:
        new = old if kind == "double" else rng.choice(NEW_CELLS)
        blow = f"{kind} cell {new[:30]!r} after {old[:30]!r}"
        copy = [
            replace(p, text=new, keys=()) if p.content else replace(p, keys=())
            for p in pieces[begin:end]
        ]
        if (
            len(copy) == 1 and printing.layout in _BETWEEN
        ):  # one cell of a row has no separator of its own
            copy.insert(0, Piece(_BETWEEN[printing.layout]))
        made = pieces[:end] + copy + pieces[end:]
        keys = frozenset()
    return joined(made), blow, keys


def _spans(pieces: Sequence[Piece], begin: int, end: int) -> frozenset[Key]:
    """The cells whose pieces stand between two offsets of the joined text."""
    found: set[Key] = set()
    at = 0
    for piece in pieces:
        if piece.keys and piece.content and at < end and at + max(len(piece.text), 1) > begin:
            found |= set(piece.keys)
        at += len(piece.text)
    return frozenset(found)


def _line(printing: Printing, kind: str, rng: random.Random) -> tuple[str, str, frozenset[Key]]:
    text, end_of_line = joined(printing.pieces), "\n"
    starts = [0, *(m.end() for m in re.finditer(re.escape(end_of_line), text))]
    bounds = [
        (b, e)
        for b, e in zip(starts, [*starts[1:], len(text)], strict=True)
        if text[b:e].replace(end_of_line, "").strip("\n ")
    ]
    begin, end = rng.choice(bounds)
    old, keys = text[begin:end], _spans(printing.pieces, begin, end)
    shown = old.strip("\n")[:40]
    if kind == "delete":
        return text[:begin] + text[end:], f"delete line {shown!r}", keys
    if kind == "double":
        return text[:end] + old + text[end:], f"double line {shown!r}", frozenset()
    new = rng.choice(NEW_LINES if kind == "insert" else GARBAGE) + end_of_line
    if kind == "insert":
        if printing.layout == "alternating" and old.startswith("|") and new.strip().isdigit():
            new = (
                NEW_LINES[-2] + end_of_line
            )  # a number in front of the pipe of an empty cell fills it, as if it were printed
        return (
            text[:begin] + new + text[begin:],
            f"insert line {new!r} before {shown!r}",
            frozenset(),
        )
    return text[:begin] + new + text[end:], f"garble line {shown!r} as {new!r}", keys


def _tag(printing: Printing, kind: str, rng: random.Random) -> tuple[str, str, frozenset[Key]]:
    """A tag of the body; the cells on both sides count as touched, for a row or a table those of the rows on both sides."""
    text = joined(printing.pieces)
    body = text.index("<body>") + 6
    tags = [m for m in _TAG.finditer(text, body) if not m.group().startswith(("</body", "</html"))]
    match = rng.choice(tags)
    begin, end = match.span()
    wide = re.match(r"</?(tr|table|tbody)", match.group(), re.IGNORECASE) is not None
    reach = 600 if wide else 60
    touched = _spans(printing.pieces, begin - reach, end + reach)
    if kind == "delete":
        return text[:begin] + text[end:], f"delete tag {match.group()!r}", touched
    if kind == "double":
        return text[:end] + match.group() + text[end:], f"double tag {match.group()!r}", touched
    if kind == "insert":
        new = rng.choice(NEW_TAGS)
        return text[:end] + new + text[end:], f"insert tag {new!r} after {match.group()!r}", touched
    new = rng.choice((match.group()[:-1], "<" + "x" + match.group()[1:], match.group()[1:], "<>"))
    return text[:begin] + new + text[end:], f"garble tag {match.group()!r} as {new!r}", touched


def damaged(seed: int, layout: str, form: str) -> Damaged:
    """A report in a layout of text or page, with one blow. The same seed gives the same bytes."""
    printing = print_text(seed, layout, form, errors=False)
    rng = random.Random(f"damage {seed} {layout} {form}")
    # Where empty cells are lost, one cell more can be a sound row again.
    kind = rng.choice(("delete", "garble") if layout in DROPPED else KINDS)
    targets = (_cell, _cell, _line) if printing.media == "text" else (_cell, _cell, _tag, _tag)
    text, blow, touched = rng.choice(targets)(printing, kind, rng)
    return Damaged(printing, encoded(text, printing.encoding, printing.ending), blow, touched)


def damaged_file(seed: int, media: str, form: str) -> Damaged:
    """The same for a PDF, Word file, spreadsheet or MHTML page: the blow hits the table before the file is written."""
    hit: list[tuple[str, frozenset[Key]]] = []

    def change(blocks: list[Block], rng: random.Random) -> list[Block]:
        at = rng.choice([i for i, b in enumerate(blocks) if isinstance(b, Sheet)])
        sheet = blocks[at]
        assert isinstance(sheet, Sheet)
        made, blow, keys = _blow(sheet, rng, shifts=media in ("docx", "mhtml"))
        hit.append((blow, keys))
        return [*blocks[:at], made, *blocks[at + 1 :]]

    printing = print_file(seed, media, form, change)
    return Damaged(printing, printing.data, *hit[0])


def _blow(sheet: Sheet, rng: random.Random, shifts: bool) -> tuple[Sheet, str, frozenset[Key]]:
    """A cell emptied, taken out, added, doubled or spoiled; or a row taken out or doubled that no span crosses.

    `shifts`: the format can hold a row with another number of cells. On a page or in a spreadsheet a row that
    lost a cell ends with an empty one, which is another sound table.
    """
    rows = [list(row) for row in sheet.rows]
    plain = [
        y
        for y, row in enumerate(rows)
        if any(s.key for s in row) and all(s.rowspan == 1 for s in row)
    ]
    kind = rng.choice((*KINDS, "row") if shifts else ("delete", "garble", "garble", "row"))
    if kind == "row" and sheet.key in ("proactive", "stat2014", "local_fujian") and plain:
        y = rng.choice(plain)
        keys = frozenset(s.key for s in rows[y] if s.key)
        if rng.random() < 0.5:
            return (
                replace(sheet, rows=sheet.rows[:y] + sheet.rows[y + 1 :]),
                f"delete row {rows[y][0].text!r}",
                keys,
            )
        return (
            replace(sheet, rows=sheet.rows[: y + 1] + sheet.rows[y:]),
            f"double row {rows[y][0].text!r}",
            frozenset(),
        )
    y = rng.choice([y for y, row in enumerate(rows) if any(s.key for s in row)])
    x = rng.choice([x for x, s in enumerate(rows[y]) if s.key])
    spot = rows[y][x]
    keys = frozenset((spot.key,)) if spot.key else frozenset()
    if kind == "delete" and shifts and rng.random() < 0.5:
        del rows[y][x]
        blow = f"delete cell {spot.text!r}"
    elif kind in ("insert", "double"):
        new = spot.text if kind == "double" else rng.choice(NEW_CELLS)
        rows[y].insert(x + 1, Spot(new))
        blow, keys = f"{kind} cell {new!r} after {spot.text!r}", frozenset()
    else:
        new = "" if kind == "delete" else rng.choice(GARBAGE)
        rows[y][x] = replace(spot, text=new)
        blow = f"garble cell {spot.text!r} as {new!r}"
    made = Sheet(tuple(tuple(row) for row in rows), sheet.width, sheet.key)
    room = (
        max(sheet.width, max(sum(s.colspan for s in row) for row in rows)) + 20
    )  # a cell more may move those beside it
    ends = [
        x + s.colspan for line in placed(replace(made, width=room)) for x, s in enumerate(line) if s
    ]
    return replace(made, width=max(sheet.width, *ends)), blow, keys
