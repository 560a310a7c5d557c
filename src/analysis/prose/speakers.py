"""Of whom a text speaks before it comes to a figure: of its issuer, or of another body.

A clause that names no owner speaks of the last subject named before it: in an earlier clause, in an
earlier sentence of the paragraph, in the heading. That chain is followed only for a figure that
would else stand for the whole report.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from ..forms.bodies import load_bodies
from ..forms.statements import load_vocabulary
from .clauses import hide_remarks
from .owners import PART, WHOLE, Issuer, Owner
from .periods import Period, read_calendar, read_dates
from .words import Label, read_label

_MARK = re.compile(r"[,;:。!?\n()]+")
_APPENDED = re.compile(r"^\W*附[件表录]?[\d一二三四五六七八九十]*[:.、]?")
_NUMBERED = re.compile(
    r"^\W*(?:表\d*|第?[一二三四五六七八九十]{1,3}(?:[、.,:部)]|分)|\d{1,2}[、.](?!\d))?\W*"
)
_PLANNED = re.compile(
    "历史|累计|历年|计划|目标|打算|展望|下一?步|下一?阶段|下一?年|明年|来年|今后|改进措施|努力|工作思路|重点:"
)
# Headings over what others did: 公共企事业单位信息公开情况, 下属单位.
_BELOW = re.compile(
    "(?:公共)?(?:企事业单位|企业|服务行业)|市州|(?:各|有关|市直)?(?:部门|单位)(?!预)"
    "|[^,。]{0,3}(?:下属|直属|所属|局属|委属|基层|典型|驻|村务)[^,。]{0,6}"
    "|(?:各)?(?:乡镇|镇街|街道|区县|县区|村居|社区)(?=[、和及,]|.{0,12}情况|层面|$)"
)
_ABOUT = re.compile(
    "(?:政务|政府信息|信息|依申请|主动)*(?:公开)*(?:办理|工作|总体|基本)*(?:情况|概况|层面|回顾)[:]?$"
)
# What the chapters of these reports are about.
_OF_DISCLOSURE = frozenset(
    "INFODISC APPL ASK RECON LITIG PROACTIVE INFO PUBLISH DISCLOSE REPLY INFOFEE NORM STAFF"
    " STAFF_FULL STAFF_PART BUDGET OFFICES TRAINING MEETING READING COMPLAINT INTERPRET EXPLAIN"
    " RESPOND HOT_TOPIC PRESS INTERVIEW".split()
)
# Whose subject goes on: 各部门密切配合 leaves the figures behind it the report's own.
_SPEAKERS = frozenset({"whole", "self", "area", "other"})
_PARTS = frozenset({"own", "area", "level"})
_COUNT = re.compile(r"\d(?!\d*年)")
_TIMED = re.compile("[年月季期日五来前今]")
_YEAR = re.compile(r"20\d\d年|[上下]半年|季度")
_LINE = 30  # characters of a line that names whose report follows


def quotes_report(text: str) -> bool:
    """Whether a text says that its figures are those of some report."""
    return ("报" in text or "》" in text) and load_bodies().chain["report"].search(text) is not None


def follow_speaker(speaker: Owner, text: str, issuer: Issuer) -> Owner:
    """Of whom a text speaks at its end, where `speaker` is of whom the text before it spoke.

    >>> from .owners import read_issuer
    >>> county = read_issuer("松河县人民政府")
    >>> follow_speaker(Owner(), "以青田县为例,", county).words
    '青田县'
    >>> follow_speaker(Owner(PART, "青田县"), "我县认真总结,", county)
    Owner(kind='', words='')
    """
    return [speaker, *_read_subjects(text, issuer)][-1]


def pass_speaker(speaker: Owner, sentence: str, issuer: Issuer) -> Owner:
    """Of whom the sentence after this one speaks: of the whole before any part.

    市政府各部门公开8740条,乡镇公开4126条 divides the whole, of which the text goes on to speak.
    """
    named = _read_subjects(sentence, issuer)
    if not named:
        return speaker
    parts = {one.words for one in _read_subjects(sentence, issuer, _PARTS)}
    return Owner() if len(parts) > 1 or any(not one.kind for one in named) else named[0]


@lru_cache(maxsize=4096)
def _read_subjects(
    text: str, issuer: Issuer, kinds: frozenset[str] = _SPEAKERS
) -> tuple[Owner, ...]:
    """The subjects, of some kinds, of the clauses of a text; an empty owner for the issuer."""
    chain, found = load_bodies().chain, list[Owner]()
    for clause in _MARK.split(hide_remarks(chain["list"].split(text)[0])):
        if most := chain["most"].search(clause):
            found.append(Owner(PART, most[1] or most[2]))
            continue
        framed = chain["frame"].match(clause)
        about = read_label(framed[1], issuer) if framed else None
        if about and about.owner.kind and len(about.owner.words) == len(about.text):
            found.append(Owner() if about.owner.kind == WHOLE else about.owner)
            continue
        named = read_label(clause, issuer).subject
        is_item = named and not named.role and _COUNT.search(clause)
        # 民办非企业单位登记41件 is an item of a list
        if named and not is_item and named.role != "channel" and named.kind in kinds:
            found.append(Owner() if named.is_own else named.owner)
    return tuple(found)


class Section(NamedTuple):
    """What the headings above say of the figures below them.

    Whose they are (an empty owner: the report's own), of when (None: of its year), and `about`
    what the lowest one is that says it.
    """

    owner: Owner = Owner()
    period: Period | None = None
    about: Label = Label()

    @property
    def other_business(self) -> bool:
        """Whether it is about something else than disclosure: 信访情况, 不动产登记."""
        asks_else = self.about.residue or "LICENSING" in self.about.tags  # 公租房申请
        tags = self.about.tags - ({"ASK"} if asks_else else set())
        named = self.about.residue or tags & load_vocabulary().topics or "LICENSING" in tags
        return bool(named) and not tags & _OF_DISCLOSURE


def plans_or_dates(text: str) -> bool:
    """Whether a line says of which plan or year the items below it are: 2023年重点:."""
    return _PLANNED.search(text) is not None or _YEAR.search(text) is not None


def read_section(text: str, above: Section, issuer: Issuer, year: int | None) -> Section:
    """What a heading says, or a line by itself, below others: 附件:县水利局, 三、2020年工作回顾."""
    if len(text) > _LINE:
        return above
    period = _read_period(text, year) if year is not None and _TIMED.search(text) else None
    owner, about = _read_heading(text, issuer)
    return Section(
        owner if owner.kind else above.owner,
        period if period not in (None, Period(year)) else above.period,
        about if about.tags or about.residue else above.about,
    )


@lru_cache(maxsize=4096)
def _read_period(text: str, year: int) -> Period:
    """The time of which a heading speaks."""
    return read_calendar(year, text, read_dates(text), 0, len(text)).period_at(len(text))


@lru_cache(maxsize=4096)
def _read_heading(text: str, issuer: Issuer) -> tuple[Owner, Label]:
    """Whose report or figures a heading begins, and what it is about."""
    name = _NUMBERED.sub("", _APPENDED.sub("", text))
    about = read_label(_ABOUT.sub("", name), issuer)
    if foreign := _PLANNED.search(name) or _BELOW.match(name):
        return Owner(PART, foreign[0]), about
    return follow_speaker(Owner(), name, issuer), about
