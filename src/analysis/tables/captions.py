"""What the words that stand with a table say: whose it is, of which time, and if it is none at all.

A caption, a remark, the corner of a header and the head of an only column are taken apart by one
function, with the words of `forms/captions.toml`.
"""

from __future__ import annotations

import re
import tomllib
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from ..forms import fold_label, fold_years
from ..forms.patterns import expand_all
from ..values import Unit, find_units
from .years import ONLY_YEARS, THIS, YEAR_IN_FRONT, find_year, simplify_years

_LONGEST_CAPTION = 60
FORM_TITLE = "政府信息公开"
"""What follows the area in the title of a form, which all bodies of that area print."""


class _Patterns:
    """The patterns of captions.toml by name, each compiled when it is first used."""

    @cached_property
    def _texts(self) -> dict[str, str]:
        """The patterns, with the lists and the patterns that they name."""
        data = tomllib.loads((files("analysis.forms") / "captions.toml").read_text("utf-8"))
        known = {"year_in_front": YEAR_IN_FRONT.pattern} | expand_all(data["words"], {})
        return expand_all(data["patterns"], known)

    def __getattr__(self, name: str) -> Any:
        if name not in self._texts:
            raise AttributeError(name)
        pattern = re.compile(self._texts[name])
        setattr(self, name, pattern)
        return pattern


PATTERNS = _Patterns()


class Scope(NamedTuple):
    """`year`: the year that is named; 0 where none is, -1 for the year before, -2 for several.
    `body`: the body or area that is named. `other`: words that make it no table of any report of
    this year: a plan, a sample, another time than a year, another subject. `is_annex`: below the
    heading of an annex."""

    year: int = THIS
    body: str = ""
    is_annex: bool = False
    other: str = ""

    def over(self, other: Scope) -> Scope:
        """This scope, with what it leaves open from another one."""
        return Scope(
            self.year or other.year,
            self.body or other.body,
            self.is_annex or other.is_annex,
            self.other or other.other,
        )

    def without_version(self) -> Scope:
        """This scope, but of this year and version."""
        return self._replace(year=max(self.year, THIS), other="")


NO_SCOPE = Scope()


class Caption(NamedTuple):
    """A short line above a table. `heads`: it stands for all tables below it, and not for one.
    `names_table`: it says what the table is of. `units`: it says in which its numbers are.
    `ends_other`: it says that what follows is of this year and version."""

    text: str
    scope: Scope
    heads: bool = False
    names_table: bool = False
    units: tuple[Unit, ...] = ()
    ends_other: bool = False


@lru_cache(maxsize=4096)
def parse_caption(text: str) -> Caption | None:
    """What a line says of the tables below it; None for a title of a report, and for a sentence
    unless a clause of it points to the table and says whose it is.

    >>> parse_caption("附件：市教育局收到和处理政府信息公开申请情况").scope
    Scope(year=0, body='市教育局', is_annex=True, other='')
    >>> parse_caption("2019年主动公开政府信息情况").scope.year
    2019
    >>> parse_caption("三、收到和处理政府信息公开申请情况").scope == NO_SCOPE
    True
    """
    line = PATTERNS.both_halves.sub("", fold_years(fold_label(text)).lstrip("#"))
    clauses = re.split("[,;。]", line)
    pointing = [clause for clause in clauses if PATTERNS.pointer.search(clause)]
    is_sentence = PATTERNS.sentence.search(line) is not None
    if pointing:
        times = [clause for clause in clauses if PATTERNS.time.fullmatch(clause)]
        line = "".join([*times, PATTERNS.pointer.sub("", pointing[-1])])
    is_annex = PATTERNS.annex.match(line) is not None
    is_title = PATTERNS.report.search(line) is not None
    if (
        len(line) > _LONGEST_CAPTION
        or (is_title and not is_annex)
        or (is_sentence and not pointing)
    ):
        return None
    scope = _parse_words(line, not pointing)._replace(is_annex=is_annex)
    if is_sentence and scope == NO_SCOPE:
        return None
    subject = PATTERNS.subject.search(line)
    heads = is_annex or (scope != NO_SCOPE and not (subject and subject[1]))
    ends_other = PATTERNS.own_version.search(line) is not None
    return Caption(
        text, scope, heads, subject is not None, find_units(fold_label(text)), ends_other
    )


def parse_title(text: str) -> Scope:
    """What the title of a report says against all of its tables: a part of the year, a draft.

    >>> parse_title("平湖市2023年上半年政府信息公开工作报告").other
    '上半年'
    >>> parse_title("平湖市目标管理办公室2023年政府信息公开工作年度报告") == NO_SCOPE
    True
    """
    scope = _parse_words(PATTERNS.day_beside.sub("", fold_years(fold_label(text))))
    return Scope(other="" if scope.other in scope.body else scope.other)


def says_something(text: str) -> bool:
    """Whether a line says of the table below it whose or what it is, of when or in which units.

    >>> says_something("市教育局"), says_something("第二项之和，")
    (True, False)
    """
    caption = parse_caption(text)
    return caption is not None and caption != Caption(text, NO_SCOPE)


def is_numbered(text: str) -> bool:
    """Whether a line begins with the number of a table, as captions above or below one do.

    >>> is_numbered("表2 2021年依申请公开情况"), is_numbered("表格说明")
    (True, False)
    """
    return PATTERNS.numbered.match(fold_label(text)) is not None


def is_remark(text: str) -> bool:
    """Whether a line below a table speaks of it.

    >>> is_remark("注：本表不含街道数据"), is_remark("注：下表为2019年数据")
    (True, False)
    """
    line = fold_label(text)
    return PATTERNS.remark.match(line) is not None and PATTERNS.ahead.search(line) is None


def opens_section(text: str) -> bool:
    """Whether a line has the number of a section.

    >>> opens_section("三、收到和处理政府信息公开申请情况"), opens_section("申请人情况")
    (True, False)
    """
    return PATTERNS.section.match(fold_label(text)) is not None


@lru_cache(maxsize=4096)
def find_chapter(text: str) -> int:
    """The number of the chapter that a line heads, 0 where it heads none.

    >>> find_chapter("三、收到和处理政府信息公开申请情况"), find_chapter("（三）不予公开")
    (3, 0)
    """
    found = PATTERNS.chapter.match(fold_label(text))
    return " 一二三四五六七八九".index(found[1]) if found else 0


@lru_cache(maxsize=4096)
def parse_remark(text: str) -> Scope:
    """What a remark on a table says of it: a clause that names a year or a body and nothing else.

    >>> parse_remark("注：本表统计口径为2022年度。").year, parse_remark("（以上由市教育局填报）").body
    (2022, '市教育局')
    >>> parse_remark("注：2019年机构改革后，数据含原粮食局。") == NO_SCOPE
    True
    """
    line = fold_years(fold_label(text))
    if len(line) > _LONGEST_CAPTION or not PATTERNS.remark.match(line):
        return NO_SCOPE
    return _parse_clauses(line)


def parse_report_words(text: str) -> Scope:
    """What a sentence says of all numbers of the report.

    >>> parse_report_words("因口径调整，本报告数据均为累计数。").other
    '累计数'
    """
    if not PATTERNS.names_report.search(text):
        return NO_SCOPE
    for clause in re.split("[,;。]", fold_years(fold_label(text))):
        if PATTERNS.report_words.match(clause):
            return _parse_clauses(clause)
    return NO_SCOPE


@lru_cache(maxsize=4096)
def parse_beside(text: str) -> Scope:
    """What words beside one row, column or number say of it, in its row or in brackets behind it.
    A row of one's own level alone is less than the whole that the other rows are of.

    >>> [parse_beside(text).other for text in ("(1-6月)", "更正为5421", "县本级", "(含修订2件)")]
    ['1-6月', '更正为5421', '县本级', '']
    """
    line = fold_years(fold_label(text))
    if carried := PATTERNS.carried.search(line):
        return Scope(other=carried.group())
    scope = _parse_clauses(line) if len(line) <= _LONGEST_CAPTION else NO_SCOPE
    if PATTERNS.level.fullmatch(scope.body):
        return scope._replace(body="", other=scope.other or scope.body)
    return scope._replace(body=PATTERNS.office.sub("", scope.body))


def _parse_clauses(line: str) -> Scope:
    """What a clause says that names a time, a body or a version and nothing else."""
    for clause in re.split("[,;。]", PATTERNS.included.sub("", simplify_years(line))):
        is_telling = PATTERNS.telling.search(clause) is not None
        words = clause if is_telling else PATTERNS.remark_front.sub("", clause)
        scope = _parse_words(words)
        rest = ONLY_YEARS.sub("", words.removeprefix(scope.body or scope.other))
        rest = YEAR_IN_FRONT.sub("", rest)
        rest = PATTERNS.period.sub("", rest).strip("()")
        is_all = not PATTERNS.office.sub("", PATTERNS.fillers.sub("", rest))
        if scope != NO_SCOPE and (is_telling or is_all):
            return scope
    return NO_SCOPE


@lru_cache(maxsize=4096)
def parse_cell(text: str) -> Scope:
    """What a cell of a header says of the whole table.

    >>> parse_cell("全区合计").body, parse_cell("历年累计").other, parse_cell("2019-2023年").year
    ('全区', '历年累计', -2)
    """
    caption = parse_caption(text)
    return caption.scope if caption else NO_SCOPE


def _parse_words(line: str, is_caption: bool = True) -> Scope:
    """Whose, when and what: the one place where the words beside a table are understood. In a
    sentence only what ends like a name is one of a body."""
    line = PATTERNS.included.sub("", simplify_years(line))
    words = PATTERNS.basis.sub("", PATTERNS.numbering.sub("", line)).strip(",")
    other = PATTERNS.not_own.search(line)
    time = other.group() if other else _parse_time(words)
    return Scope(find_year(words) or THIS, _parse_body(words, is_caption), other=time)


def _parse_time(words: str) -> str:
    """A time that is not one whole year."""
    for part in re.split("[():]", words):
        if PATTERNS.only_period.fullmatch(part):
            return part
    period = PATTERNS.period.search(words)
    is_of_table = PATTERNS.subject.search(words) or PATTERNS.years.search(words)
    return period.group() if period and is_of_table and not PATTERNS.date.match(words) else ""


def _parse_body(text: str, is_caption: bool) -> str:
    """The body that words name in front of their subject, or in brackets behind it. An office that
    compiled a table did so for its government."""
    text = PATTERNS.years.sub("", text)
    if found := PATTERNS.compiler.search(text):
        name = PATTERNS.next_label.split(text[found.end() :])[0].split("(")[0]
        return PATTERNS.office.sub("", name)
    plain = PATTERNS.counties.sub("县区", re.sub(r"[\"'《》]", "", text))
    for at, part in enumerate(re.split(r"[()\[\]:]", plain)):
        subject = PATTERNS.subject.search(part)
        head = part[: subject.start()] if subject and at == 0 else part
        name = PATTERNS.verbs.sub("", head.strip("-·,、"))
        body = PATTERNS.fillers.sub("", name)
        if PATTERNS.includes.match(body) or (body.endswith("单位") and find_units(text)):
            continue  # 金额单位:元
        is_head = at == 0 and subject is not None and is_caption
        is_table = is_head and PATTERNS.table.match(part, subject.start()) is not None
        is_named = PATTERNS.name.fullmatch(body) and not PATTERNS.nobody.search(body)
        # 各县区、各部门情况汇总如下: a sentence on all of them is on the whole
        is_known = PATTERNS.any_body.fullmatch(body) is not None
        is_known |= is_caption and PATTERNS.many_bodies.fullmatch(body) is not None
        if is_known or (is_table and is_named):
            is_title = is_head and subject.group() == FORM_TITLE
            is_compiled = PATTERNS.compiled.search(name) or PATTERNS.source.search(text)
            return PATTERNS.office.sub("", body) if is_compiled else body + FORM_TITLE * is_title
    return ""
