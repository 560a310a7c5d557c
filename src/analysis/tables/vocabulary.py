"""All printed labels of all editions, and what each may mean.

A label may stand for several things ("其他" is a column of T3, and a row of its 2021 edition): the
table that is being read decides. Labels are compared by `forms.core`, exactly; nothing is matched
by similarity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from ..forms import (
    Column,
    Row,
    Table,
    fold_label,
    fold_years,
    forms,
    number,
    reduce_label,
    reduce_label_by_phrases,
    strip_label,
)
from ..forms.added import cache_by_labels
from .years import YEAR_IN_FRONT, find_year

HEADS_LABELS = ("信息内容", "统计指标", "指标名称", "项目")
"""Headers of the column of labels."""

NOISE = (*HEADS_LABELS, "计量单位", "单位", "序号")
"""Headers that are known, but of no column of numbers."""


OUTER = "申请人情况"
"""The heading above all columns of the applications table but, in some layouts, the total."""

_NAMED = frozenset(
    {"proactive", "applications", "disputes"}
)  # tables whose two-character labels are looked for in glued text


_CHANNEL = re.compile("复议|诉讼|起诉|应诉")
_LONGEST_CHANNEL = 14
_OF_A_YEAR = 3  # so many characters beside it are more than a year
_REMARK = re.compile("[(（]")
_REMARKS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_REMARKED = re.compile(r"[(（]([^()（）]+)[)）]$")


@dataclass(frozen=True, slots=True)
class Entry:
    """`kind`: row, column, group (of columns), heading, or noise; `key`: of the row or column.

    `down`: a row of a table that prints rows."""

    kind: str
    table: str
    key: str
    form: str
    number: str = ""
    down: bool = False


class Meanings(tuple[Entry, ...]):
    """What one label may mean, in the order of the forms; empty for a text that is no label."""

    @cached_property
    def rows(self) -> tuple[Entry, ...]:
        """The rows of tables that print rows."""
        return tuple([entry for entry in self if entry.down])

    @cached_property
    def columns(self) -> tuple[Entry, ...]:
        return tuple([entry for entry in self if entry.kind == "column"])

    @cached_property
    def kinds(self) -> frozenset[str]:
        return frozenset([entry.kind for entry in self])

    @cached_property
    def tables(self) -> frozenset[str]:
        return frozenset([entry.table for entry in self])

    @cached_property
    def table(self) -> str:
        """The table in which alone it is known; "" where there are several."""
        return min(self.tables) if len(self.tables) == 1 else ""


NONE = Meanings()


@cache_by_labels()
def entries() -> dict[str, Meanings]:
    """Comparable label to its meanings, in the order of the forms."""
    found: dict[str, dict[Entry, None]] = {}
    for text, entry in _list_labels():
        found.setdefault(reduce_label(text), {})[entry] = None
    return {label: Meanings(own) for label, own in found.items()}


def _list_labels() -> Iterator[tuple[str, Entry]]:
    """All printed labels, each with one of its meanings."""
    for word in NOISE:
        yield word, Entry("noise", "", word, "")
    for table in (table for form in forms().values() for table in form.tables):
        for word in (*table.headings, *table.notes, table.title):
            yield word, Entry("heading", table.key, word, table.form)
        is_down = table.orientation == "down"
        for row in table.rows:
            entry = Entry("row", table.key, row.key, table.form, number(row.label), is_down)
            yield from ((text, entry) for text in _list_spellings(row))
        for column in table.columns:
            entry = Entry("column", table.key, column.key, table.form)
            yield from ((text, entry) for text in _list_spellings(column))
            if column.group:
                yield column.group, Entry("group", table.key, column.group, table.form)


def _list_spellings(labelled: Row | Column) -> list[str]:
    return [labelled.label, *(variant.text for variant in labelled.variants)]


@cache_by_labels()
def _patterns() -> tuple[tuple[re.Pattern[str], Entry], ...]:
    return tuple(
        (re.compile(c.pattern), Entry("column", t.key, c.key, f.key))
        for f in forms().values()
        for t in f.tables
        for c in t.columns
        if c.pattern
    )


@cache_by_labels()
def _longest() -> int:
    return max(map(len, entries()))


def may_be_label(text: str) -> bool:
    """Whether a text is no longer than a label may be, with a remark in brackets behind it."""
    return len(text) <= 60 or (len(text) <= 400 and _REMARK.search(text, 0, 40) is not None)


@cache_by_labels(16384)
def meanings(text: str) -> Meanings:
    """What a printed label may mean; empty for anything that is no label."""
    if not may_be_label(text):
        return NONE
    label = reduce_label(text)
    if not label or len(label) > _longest():
        return NONE
    if label in entries():
        return _specify(text, entries()[label])
    if by_phrases := entries().get(reduce_label_by_phrases(text)):
        return by_phrases
    if by_pattern := [entry for pattern, entry in _patterns() if pattern.fullmatch(label)]:
        return Meanings(by_pattern)
    return entries().get(YEAR_IN_FRONT.sub("本年", label), NONE)


def _specify(text: str, found: Meanings) -> Meanings:
    """The meaning of a heading that names one of its groups in brackets: 行政诉讼（复议后起诉）."""
    if found[0].kind != "heading" or not (remark := _REMARKED.search(text)):
        return found
    inner = entries().get(reduce_label(remark[1]), NONE)
    is_group = bool(inner) and inner[0].kind == "row" and inner[0].table == found[0].table
    return inner if is_group else found


@cache_by_labels(8192)
def find_cell_year(text: str) -> int | None:
    """The year that a cell of a table says beside the words of a form: their 本年 and 上一年 name
    columns of every year, but a remark behind them says one.

    >>> [find_cell_year(text) for text in ("2015年统计数", "统计数（2015年）", "上一年项目数量")]
    [2015, 2015, None]
    """
    if reduce_label(text) not in entries() and reduce_label_by_phrases(text) not in entries():
        return find_year(text)
    remarks = (remark[1:-1] for remark in _REMARKS.findall(fold_years(fold_label(text))))
    plain = [remark for remark in remarks if len(YEAR_IN_FRONT.sub("", remark)) < _OF_A_YEAR]
    return find_year("".join(plain))


def find_cell_words(text: str, table: str) -> str:
    """What a cell says beside the words of a table: remarks in brackets behind them, else all of a
    text that is no label of that table.

    >>> find_cell_words("项目（全区）", "applications"), find_cell_words("全区合计", "disputes")
    ('(全区)', '全区合计')
    """
    is_known = any(entry.table in (table, "") for entry in meanings(text))
    return find_remarks(text) if is_known else text


@lru_cache(maxsize=8192)
def find_remarks(text: str) -> str:
    """The remarks in brackets of a text.

    >>> find_remarks("4521（上半年）"), find_remarks("规章【计划】")
    ('(上半年)', '(计划)')
    """
    return "".join(f"({remark[1:-1]})" for remark in _REMARKS.findall(fold_label(text)))


# What more text may make one that is dropped: a remark, and a number in front.
_BEGUN = re.compile(r"[(\[]|^[\d一二三四五六七八九十]")


@cache_by_labels()
def _beginnings() -> frozenset[str]:
    return frozenset(label[:length] for label in entries() for length in range(len(label)))


@cache_by_labels(16384)
def may_continue(text: str) -> bool:
    """Whether a label may begin with this text and go on behind it.

    >>> may_continue("行政复"), may_continue("首页")
    (True, False)
    """
    # The spelling of the last character may rest on the one after it.
    return reduce_label(text)[:-1] in _beginnings() or bool(_BEGUN.search(strip_label(text)))


@cache_by_labels()
def scanner() -> re.Pattern[str]:
    """Finds labels inside folded text in which cells run together, longest first.

    Punctuation may stand between the characters of a label, and a remark in brackets after it.
    """
    labels = sorted(
        (
            label
            for label, found in entries().items()
            if len(label) > 3 or any(e.table in _NAMED for e in found)
        ),
        key=lambda label: (-len(label), label),
    )
    rests: dict[str, list[str]] = {}  # by the first character, so that few are tried at each place
    for label in labels:
        rests.setdefault(label[0], []).append(
            "".join(r"[^\w\s+-]?" + re.escape(char) for char in label[1:])
        )
    year = "20[0-9]{2}年度(?=历年)"  # a column of the table whose next one is 历年累计
    return re.compile(
        "|".join(
            [*(f"{re.escape(first)}(?:{'|'.join(found)})" for first, found in rests.items()), year]
        )
    )


@cache
def shape_of(table: str) -> Table:
    """The first edition's form of a table; added labels change nothing of it but its variants."""
    return next(t for f in forms().values() for t in f.tables if t.key == table)


@cache
def order_of(table: str) -> dict[str, int]:
    """The keys of a table's rows, and their places from 0 in the printed order."""
    return {row.key: place for place, row in enumerate(shape_of(table).rows)}


@cache
def orientation(table: str) -> str:
    """How a table is printed, "down" or "across"; empty for no table."""
    return shape_of(table).orientation if table else ""


def is_channel(text: str) -> bool:
    """Whether a short text is about reconsideration or suits, in the words of a form or others.

    >>> is_channel("行政复议案件数"), is_channel("结果维持")
    (True, False)
    """
    return len(text) <= _LONGEST_CHANNEL and _CHANNEL.search(fold_label(text)) is not None


@cache_by_labels()
def _header_characters() -> frozenset[str]:
    words: list[str] = []
    for table in (t for f in forms().values() for t in f.tables):
        words += [*table.headings, *table.notes, table.title]
        words += [column.group + column.label for column in table.columns]
    return frozenset("".join(words))


@cache_by_labels(4096)
def is_foreign_word(text: str) -> bool:
    """Whether a text is no piece of any header: half of its characters are Chinese ones that stand
    in none. Other scripts (Col2, NaN) name nothing.

    >>> is_foreign_word("县教育局"), is_foreign_word("社会法律"), is_foreign_word("Col2")
    (True, False, False)
    """
    label, known = reduce_label(text), _header_characters()
    unknown = [c for c in label if "\u4e00" <= c <= "\u9fff" and c not in known]
    return 2 * len(unknown) >= len(label) > 1
