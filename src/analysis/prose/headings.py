"""What the headings of a report say of the figures below them: whose, of when, about what."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from ..forms.statements import load_vocabulary
from .clauses import read_subjects
from .issuers import PART, Issuer, Owner
from .periods import Period, read_calendar, read_dates
from .words import Label, read_label

# What numbers a heading or an annex: 附件2:, 表3, 第三部分, (一).
_NUMBERED = re.compile(
    r"^\W*(?:附[件表录]?[\d一二三四五六七八九十]*[:.、]?\W*)?"
    r"(?:表\d*|第?[一二三四五六七八九十]{1,3}(?:[、.,:部)]|分)|\d{1,2}[、.](?!\d))?\W*"
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
_YEAR = re.compile(r"20\d\d年|[上下]半年|季度")


class Heading(NamedTuple):
    """What a heading says of the figures below it, or those above it where it says nothing.

    Whose they are (an empty owner: the report's own), of when (None: of its year), and what they
    are about. `tags` are those of its own words; `topic` is what the figures count, "" where that
    is open, None where the heading names no subject.
    """

    owner: Owner = Owner()
    period: Period | None = None
    about: Label = Label()
    tags: frozenset[str] = frozenset()
    topic: str | None = None

    @property
    def other_business(self) -> bool:
        """Whether it is about something else than disclosure: 信访情况, 不动产登记, 公租房申请."""
        tags, others = self.about.tags, load_vocabulary().topics | {"LICENSING"}
        if self.about.residue or "LICENSING" in tags:
            return not tags & (_OF_DISCLOSURE - {"ASK"})
        return bool(tags & others) and not tags & _OF_DISCLOSURE


def plans_or_dates(text: str) -> bool:
    """Whether a line says of which plan or year the items below it are: 2023年重点:."""
    return bool(_PLANNED.search(text) or _YEAR.search(text))


def read_heading(text: str, above: Heading, issuer: Issuer, year: int | None) -> Heading:
    """What a heading says, or a line by itself, below others: 附件:县水利局, 三、2020年工作回顾."""
    period, tags = _read_period(text, year), read_label(text, issuer).tags
    owner, about = _read_owner(text, issuer)
    heading = Heading(
        owner if owner.kind else above.owner,
        above.period if period == Period(year) else period,
        about if about.tags or about.residue else above.about,
        tags,
    )
    topics = tags & load_vocabulary().topics
    if topics or heading.other_business:
        return heading._replace(topic=min(topics) if len(topics) == 1 else "")
    return heading


@lru_cache(maxsize=4096)
def _read_period(text: str, year: int | None) -> Period:
    """The time of which a heading speaks."""
    return read_calendar(year, text, read_dates(text, year), 0, len(text)).period_at(len(text))


@lru_cache(maxsize=4096)
def _read_owner(text: str, issuer: Issuer) -> tuple[Owner, Label]:
    """Whose report or figures a heading begins, and what it is about."""
    name = _NUMBERED.sub("", text)
    about = read_label(_ABOUT.sub("", name), issuer)
    if foreign := _PLANNED.search(name) or _BELOW.match(name):
        return Owner(PART, foreign[0]), about
    return [Owner(), *read_subjects(name, issuer)][-1], about
