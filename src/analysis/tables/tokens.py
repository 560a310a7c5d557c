"""Strips of cells to one stream of tokens: labels, values, blanks, places that are no cells, other text.

Here, and only here, the pieces of a label are put together (cells that one label was split over, header
rows that were cut in two) and cells that run together are taken apart (a label with its numbers, a whole
table glued into one line). What comes out is the same for every layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, pairwise

from ..documents.blocks import Cell
from ..forms import fold, fold_with_offsets
from ..forms.labels import PINYIN
from ..rows import Row
from ..values import read_cell
from .vocabulary import NONE, Meanings, meanings, scanner, unfinished

UNITS = frozenset("条 件 次 元 万元 亿元 个 人 人次 篇 宗 份 项 起 处 期 部 名 场".split())
_LONGEST_LABEL_CELL = 60
_GLUED_LABELS = 5
_HINT = re.compile(
    "自然人|行政许可|行政許可|行政处罚|行政處罰|结果维持|結果維持|结果纠正|結果糾正|尚未审结|尚未審結|规章|規章|"
    "规范性文件|規範性文件|历年累计|歷年累計|统计数|統計數|指标名称|指標名稱|统计指标|統計指標|总计|總計|结转|結轉|收费|收費|申请数|申請數|答复数|答復數|公开数|公開數|本年新|制发件数|製發件數|属于|屬於"
)
_HINTS = 7  # so many stand in a line in which a table runs together, or one on every 45 characters
_WORDED = ("label", "text")
_PIECES = ("label", "text", "unit")
_WORDS = 40  # a longer text between labels is prose
_SENTENCE = re.compile("[。;；!?]")
_LISTED = re.compile(r"\d+[件条宗起][、,()]")  # 结果维持58件、结果纠正9件: a list in a sentence
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"\w")
_NUMBERS_ONLY = re.compile(r"\d[\d.]*(?:[^\S\n]+[+-]?\d[\d.]*(?:万元|元)?)+")
_NUMERIC_TAIL = re.compile(r"[\d\s,.+\-/%万元—()件条项个次宗]*")
_CLAUSE_ENDS = re.compile(r"[,;:](?!\d)")  # a comma after a figure: a sentence, not a table
_NUMBERS_THEN_TEXT = re.compile(
    r"([-—/]*\d+(?:\.\d+)?(?:[+-]\d+)*(?:万元)?)(?=[^\d,.%件条项个次元人份宗万亿年月日号])"
)


Piece = tuple[str, int, int, Meanings]
"""A part of folded text: label, numbers or text, from where to where, and the meanings of a label."""

Part = tuple[str, int, int, Meanings, bool]
"""A part of a cell's text: the kind of its token, from where to where, the meanings of a label, and whether digits may touch."""

_PAD: tuple[str, Meanings, tuple[Part, ...]] = ("pad", NONE, ())


@dataclass(slots=True)
class Token:
    """`kind`: label, value, blank, pad, unit or text. `glued`: the digits of several cells may touch in it.

    `strip` numbers the strip it stands in; `row` says that the strip is a whole row; `place` counts its cells.
    """

    kind: str
    cell: Cell
    strip: int
    row: bool
    entries: Meanings = NONE
    glued: bool = False
    place: int = 0

    @property
    def text(self) -> str:
        return self.cell.text

    @property
    def count(self) -> int | None:
        """The whole number that the token prints; None for any other."""
        value = read_cell(self.text).value
        return None if value is None or value != int(value) else int(value)

    def part(self, begin: int, end: int) -> Token:
        """A part of the token's digits as a token of its own."""
        return replace(self, cell=_part(self.cell, begin, end))


def first_line(found: Iterable[Token]) -> int | None:
    """The line of the first token that has one."""
    return next((t.cell.line for t in found if t.cell.line is not None), None)


def tokens(strips: Sequence[Row]) -> list[Token]:
    """The stream of tokens of a document, from its strips after `rejoined`."""
    stream: list[Token] = []
    for at, strip in enumerate(strips):
        for place, cell in enumerate(strip.cells):
            kind, entries, parts = _PAD if cell.pad else _kind(cell.text)
            if parts:
                stream += [
                    Token(part, _part(cell, b, e), at, strip.whole, known, glued, place)
                    for part, b, e, known, glued in parts
                ]
            else:
                stream.append(Token(kind, cell, at, strip.whole, entries, False, place))
    piped = {
        at: not strip.whole
        for at, strip in enumerate(strips)
        if strip.layout in ("pipes", "pipe_cells")
    }
    return _without_openers(_joined(stream), piped) if piped else _joined(stream)


def _without_openers(stream: list[Token], piped: Mapping[int, bool]) -> list[Token]:
    """Drop the empty cell in front of each row, in pages that open every row with a separator of its own.

    `piped`: the strips with separators, and whether they hold a single cell. A row begins with its label, behind the places that
    end the row above, or where the document breaks off.
    """
    first = [
        at
        for at, t in enumerate(stream)
        if at and t.kind == "label" and t.strip in piped and stream[at - 1].kind != "label"
    ]
    blanks = {at for at, t in enumerate(stream[:-1]) if t.kind == "blank" and piped.get(t.strip)}
    if len(first) < 8 or sum(at - 1 in blanks for at in first) < 0.9 * len(first):
        return stream
    openers = {at - 1 for at in (*first, len(stream) - 1)} | {
        at for at in blanks if at and stream[at - 1].kind == "pad"
    }
    return [t for at, t in enumerate(stream) if at not in openers & blanks]


def looks_like_value(text: str) -> bool:
    return (
        read_cell(text).status in ("printed", "nil_mark")
        or read_cell(text, unit="万元").status == "printed"
        or read_cell(text, signed=True).status == "printed"
    )


@lru_cache(maxsize=16384)
def _kind(text: str) -> tuple[str, Meanings, tuple[Part, ...]]:
    """The kind of a cell that is no pad, by its text, the meanings of a label, and the parts of a text in which labels and numbers run together."""
    if not _WORD.search(text) and read_cell(text).status == "blank":
        return "blank", NONE, ()
    if len(text) < 40 and (_DIGIT.search(text) or len(text) < 8) and looks_like_value(text):
        return "value", NONE, ()
    if len(text) < 8 and fold(text) in UNITS:
        return "unit", NONE, ()
    if found := meanings(text):
        return "label", found, ()
    return "text", NONE, tuple(_split(text))


def _split(text: str) -> list[Part]:
    """The parts of a text in which labels and numbers run together; none of any other text."""
    if _NUMBERS_ONLY.fullmatch(text):
        return [("value", *m.span(), NONE, False) for m in re.finditer(r"\S+", text)]
    if len(text) < 4 or (len(text) > _LONGEST_LABEL_CELL and not _runs_together(text)):
        return []
    if not scanner().search(fold(text)):
        return []
    folded, offsets = fold_with_offsets(text)
    pieces = _pieces(folded, list(scanner().finditer(folded)))
    labels = sum(kind == "label" for kind, *_ in pieces)
    rest = [folded[b:e] for kind, b, e, _ in pieces if kind == "text"]
    if any(rest) and labels < _GLUED_LABELS:
        return []
    glued = labels >= _GLUED_LABELS
    if glued:
        pieces = _tables(folded, pieces)
        if not any(kind == "label" for kind, *_ in pieces):
            return []
    elif pieces[0][0] != "label":
        return []
    made: list[Part] = []
    for kind, begin, end, entries in pieces:
        b, e = offsets[begin], offsets[end - 1] + 1
        if kind == "numbers":
            touching = glued or (not text[b - 1 : b].isspace() and not text[b : b + 1].isspace())
            made += [
                ("value", b + m.start(), b + m.end(), NONE, touching)
                for m in re.finditer(r"\S+", text[b:e])
            ]
        else:
            made.append((kind, b, e, entries, False))
    return made


def _runs_together(text: str) -> bool:
    """Whether a long text may hold a table: labels are dense in it, or many."""
    words = PINYIN.sub("", text)
    return len(_HINT.findall(words)) >= min(_HINTS, max(4, len(words) / 45))


def _part(cell: Cell, begin: int, end: int) -> Cell:
    return replace(
        cell, text=cell.text[begin:end], start=None if cell.start is None else cell.start + begin
    )


def _pieces(folded: str, found: Sequence[re.Match[str]]) -> list[Piece]:
    """Labels with their numbering and remarks, runs of numbers, and other text between them."""
    pieces: list[Piece] = []
    at = 0
    for match in found:
        entries = meanings(match.group())
        begin, end = match.start(), match.end()
        if begin < at:
            continue
        numbering = re.search(
            r"(?:[一二三四五六七八九十]{1,2}、|\([一二三四五六七八九十\d]{1,2}\)|(?<!\d)\d[.、]|其中[:,]?|\d[.、])$",
            folded[at:begin],
        )
        if (
            numbering
            and numbering.group()[0].isdigit()
            and not any(entry.number == numbering.group()[0] for entry in entries)
        ):
            numbering = None
        if numbering:
            begin = at + numbering.start()
        remark = re.match(r"\((?![\d.,]+\))[^()]*\)|\([^()]*$", folded[end:])
        if remark and not remark.group().endswith(")"):
            remark = None
        if remark:
            end += remark.end()
        end += len(folded[end:]) - len(folded[end:].lstrip("\"'])】》:,.;、。"))
        if begin > at:
            pieces += _between(folded, at, begin)
        pieces.append(("label", begin, end, entries))
        at = end
    if at < len(folded):
        pieces += _between(folded, at, len(folded))
    return pieces


def _between(folded: str, begin: int, end: int) -> list[Piece]:
    """What stands between two labels: numbers, or text, or numbers and then the text of the next section."""
    between = folded[begin:end]
    if (
        _DIGIT.search(between)
        and _NUMERIC_TAIL.fullmatch(between)
        and not _CLAUSE_ENDS.search(between)
    ):
        return [("numbers", begin, end, NONE)]
    if following := _NUMBERS_THEN_TEXT.match(between):
        cut = begin + following.end(1)
        return [("numbers", begin, cut, NONE), ("text", cut, end, NONE)]
    return [("text", begin, end, NONE)]


def _tables(folded: str, pieces: list[Piece]) -> list[Piece]:
    """The pieces of glued text with everything that is no table put together again as text.

    Prose mentions labels too, but with words between them and their numbers.
    """
    made: list[Piece] = []
    stretch: list[Piece] = []
    for piece in [*pieces, None]:
        if piece is not None and not (
            piece[0] == "text"
            and (piece[2] - piece[1] > _WORDS or _SENTENCE.search(folded, piece[1], piece[2]))
        ):
            stretch.append(piece)
            continue
        if stretch and not _is_table(folded, stretch):
            stretch = [("text", stretch[0][1], stretch[-1][2], NONE)]
        made += [*stretch, *([piece] if piece else [])]
        stretch = []
    joined: list[Piece] = []
    for piece in made:
        if joined and joined[-1][0] == piece[0] == "text":
            joined[-1] = ("text", joined[-1][1], piece[2], NONE)
        else:
            joined.append(piece)
    return joined


def _is_table(folded: str, stretch: list[Piece]) -> bool:
    words = sum(
        end - begin for kind, begin, end, _ in stretch if kind == "text" and end - begin > 1
    )
    labels = [end - begin for kind, begin, end, _ in stretch if kind == "label"]
    numbered = sum(a[0] == "label" and b[0] == "numbers" for a, b in pairwise(stretch))
    if (
        not words
    ):  # a few labels between two sentences are words of theirs: 予以公开55件,占47%;部分公开12件
        return numbered > 0 or len(labels) >= _GLUED_LABELS
    listed = sum(_LISTED.match(folded, begin, end) is not None for _, begin, end, _ in stretch)
    return (
        len(labels) >= _GLUED_LABELS
        and sum(labels) > words
        and numbered >= 2
        and numbered > 2 * listed
    )


def _joined(stream: list[Token]) -> list[Token]:
    """Labels that were split over up to five neighbouring cells become one token."""
    joined: list[Token] = []
    taken = 0  # so many of the next tokens belong to the last one
    for at, token in enumerate(stream):
        if taken:
            taken -= 1
            continue
        if token.kind in _WORDED and at + 1 < len(stream) and stream[at + 1].kind in _PIECES:
            token, taken = _whole(stream, at)
        joined.append(token)
    return joined


def _whole(stream: list[Token], at: int) -> tuple[Token, int]:
    """The label that begins with a token, and how many of the tokens behind that one belong to it; else the token itself."""
    first = stream[at].cell.text
    if len(first) > _LONGEST_LABEL_CELL or not unfinished(first):
        return stream[at], 0
    pieces = [first]
    for token in stream[at + 1 : at + 5]:
        if token.kind not in _PIECES or len(token.cell.text) > _LONGEST_LABEL_CELL:
            break
        pieces.append(token.cell.text)
    for size, found in _labels(tuple(pieces)):
        group = stream[at : at + size]
        if not _complete(group):
            last = group[-1]
            cell = replace(group[0].cell, text="\n".join(pieces[:size]), start=None)
            return Token("label", cell, last.strip, last.row, found, place=last.place), size - 1
    return stream[at], 0


@lru_cache(maxsize=16384)
def _labels(pieces: tuple[str, ...]) -> tuple[tuple[int, Meanings], ...]:
    """The labels that the first two or more of these pieces make together: of how many pieces, and their meanings; the longest first."""
    whole = list(accumulate(pieces))
    stop = next((size for size, text in enumerate(whole, 1) if not unfinished(text)), len(whole))
    made = [
        (size, meanings(whole[size - 1]))
        for size in range(stop, 1, -1)
        if _WORD.search(pieces[size - 1])
    ]
    return tuple([(size, found) for size, found in made if found])


def _complete(group: Sequence[Token]) -> bool:
    """Pieces that are whole labels of rows already are not put together ("规章" and "规范性文件")."""
    return sum(any(e.kind == "row" and len(t.text) > 2 for e in t.entries) for t in group) > 1
