"""Of whom a text speaks before it comes to a figure: of its issuer, or of another body.

A clause that names no owner speaks of the last subject named before it: in an earlier clause, in an
earlier sentence of the paragraph, in the heading. That chain is followed only for a figure that
would else stand for the whole report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..forms.statements import load_vocabulary
from .masks import BLANK
from .owners import LEVEL, PART, Issuer, Owner, names_body
from .periods import Period, read_calendar, read_dates
from .subjects import OWN_NAME
from .words import Label, begins_with_body, find_other, mark_own_names, read_label

_MARK = re.compile(r"[,;:。!?\n()]+")
# What stands before the name of a subject: 2018年, 其中, 以松阳县为例, 附件:县水利局.
_LEAD = re.compile(
    rf"^(?:{BLANK}|[^\w《\"]|其中|另外|此外|同时|比如|例如|如|以|据|根据|[一二三四五六七八九十]+(?:是|、)?"
    r"|附[件表录]?|典型(?:案例|做法|经验)|案例|在|经|全年|年度?|由)*"
)
# 在县委的领导下, 按照市政府要求: said of the issuer.
_ADJUNCT = re.compile(
    r"^\W*(?:在|按照?|根据|依据|对|向|为|通过|依托|利用|结合|围绕|落实).*[下中上后时求神署持导]$"
)
# Another report, or one of another year, is not this one, whoever stands in it.
_REPORT = r"(?:年报|年度报告|工作报告|白皮书|公报|通报|报道|《[^》]{0,80}(?:报告|年报)》)"
_QUOTED = re.compile(
    rf"{_REPORT}(?:[^,;。\d]{{0,6}}(?:显示|载明|记载|指出|表明|披露)|[中里上]?[载称:]|数据)|报道,"
    rf"|(?:^|[,;。])\W*(?:根?据|依据|参照|按照?)[^,;。]{{0,40}}{_REPORT}(?:统计|[中里上])?[,:]"
)
# Words with which a clause may name another body, beside its name.
_MAYBE_OTHER = re.compile(
    '办公室|中学|小学|["《该某邻外国]|其[他它]|[上下]级|兄弟|周边|部分|个别|少数|中央|各省|政府|法院'
)
_APPENDED = re.compile(r"^\W*附[件表录]?[\d一二三四五六七八九十]*[:.、]?")
_NUMBERED = re.compile(
    r"^\W*(?:表\d*|第?[一二三四五六七八九十]{1,3}(?:[、.,:部)]|分)|\d{1,2}[、.](?!\d))?\W*"
)
_PAPER = re.compile(r"(?:报告|年报|表|目录|说明|图|清单|文件)\W*$")
_LISTS = re.compile(
    "其中|(?:件|申请|答复|办结)中[,:]"
)  # what follows are parts of a number, whoever received them
# 从全国情况看, 就部门而言, 在全省范围内: of whom the next clause speaks.
_FRAME = re.compile(
    r"^\W*(?:从|就|放眼|纵观|在|以)([^,]{2,12}?)的?(?:总体|具体)?(?:情况|角度|层面|方面)?"
    r"(?:[来上]?看|而言|来说|来讲|范围内|为例|$)(?<!从)$"
)
_MOST = re.compile(r"(?:最[多大高集]|第一|首位|前列|榜首)[^,]{0,10}?(?:为|是|有|:)([^,]{2,})")
_EXAMPLE = re.compile(r"^\W*(?:例如|比如|譬如|典型案例)")
_PLANNED = re.compile("历史|累计|历年|计划|目标|打算|展望|下一步|下一?年|明年")
# Headings over what others did: 公共企事业单位信息公开情况, 下属单位.
_BELOW = re.compile(
    "(?:公共)?(?:企事业单位|企业|服务行业)|市州|(?:各|有关|市直)?(?:部门|单位)(?!预)"
    "|[^,。]{0,3}(?:下属|直属|所属|局属|委属|基层|典型|驻|村务)[^,。]{0,6}"
    "|(?:各)?(?:乡镇|镇街|街道|区县|县区|村居|社区)(?=[、和及,]|.{0,12}情况|层面|$)"
)
_ABOUT = re.compile(
    "(?:政务|政府信息|信息|依申请|主动)*(?:公开)*(?:办理|工作|总体|基本)*(?:情况|概况|层面|回顾)[:]?$"
)
_OF_DISCLOSURE = frozenset(
    "INFODISC APPL ASK RECON LITIG PROACTIVE INFO PUBLISH DISCLOSE REPLY INFOFEE NORM".split()
)
_DIGIT, _TIMED = re.compile(r"\d"), re.compile("[年月季期日五来前今]")
_LINE = 30  # characters of a line that names whose report follows


def quotes_report(text: str) -> bool:
    """Whether a text says that its figures are those of some report."""
    return ("报" in text or "》" in text) and _QUOTED.search(text) is not None


def follow_speaker(speaker: Owner, text: str, issuer: Issuer) -> Owner:
    """Of whom a text speaks at its end, where `speaker` is of whom the text before it spoke.

    >>> from .owners import read_issuer
    >>> county = read_issuer("松河县人民政府")
    >>> follow_speaker(Owner(), "以青田县为例,", county).words
    '青田县'
    >>> follow_speaker(Owner(PART, "青田县"), "我县认真总结,", county)
    Owner(kind='', words='')
    """
    for named in _read_subjects(text, speaker, issuer):
        speaker = named
    return speaker


def pass_speaker(speaker: Owner, sentence: str, issuer: Issuer) -> Owner:
    """Of whom the sentence after this one speaks: of the whole before any part."""
    organs = _DIGIT.search(sentence) is None
    named = [*_read_subjects(sentence, speaker, issuer, organs=organs)]
    if any(not one.kind for one in named):
        return Owner()
    return named[0] if named else speaker


def _read_subjects(
    text: str, speaker: Owner, issuer: Issuer, *, organs: bool = False
) -> Iterator[Owner]:
    """The subjects of the clauses of a text, an empty owner for the issuer.

    What names the issuer matters only where somebody else was named before; its own `organs`
    are the subject of a sentence without figures.
    """
    is_other = bool(speaker.kind)
    for clause in _MARK.split(_LISTS.split(text)[0]):
        subject = _read_framed(clause, issuer)
        lead = _LEAD.match(clause)
        words = clause[lead.end() :] if lead and subject is None else ""
        if words and (is_other or begins_with_body(words) or _MAYBE_OTHER.search(words)):
            adjunct = _ADJUNCT.search(clause) is not None
            subject = _read_subject(words, issuer, adjunct=adjunct, organs=organs)
        if subject is not None:
            is_other |= bool(subject.kind)
            yield subject


def _read_framed(clause: str, issuer: Issuer) -> Owner | None:
    """Whom a clause without a verb of its own is about: 从全国情况看, 最多的单位为县水利局, 例如."""
    if most := _MOST.search(clause):
        return Owner(PART, most[1])
    if _EXAMPLE.match(clause):
        return Owner(PART, clause)
    framed = _FRAME.match(clause)
    if framed is None:
        return None
    about = framed[1]
    owner = read_label(about, issuer).owner
    return Owner(PART, about) if owner.kind in (PART, LEVEL) or names_body(about) else None


def _read_subject(text: str, issuer: Issuer, *, adjunct: bool, organs: bool) -> Owner | None:
    """The subject with which a clause begins, None where it names nobody."""
    named = re.search(f"{OWN_NAME}+", mark_own_names(text, issuer))
    own = named is not None or bool(issuer.short_name and issuer.short_name in text)
    if named:  # 松河县水利局 is not 松河县
        text = text[named.end() - 1 :]
    label = read_label(text, issuer)
    kinds = {owner.kind for owner in label.owners}
    if kinds & {"whole", "self"}:
        return Owner()
    if not adjunct and (
        other := find_other(text, label.residue, issuer, organs=organs)
        or _acts_below(label, issuer, organs)
    ):
        return Owner(PART, other)
    return Owner() if own else label.owner if "other" in kinds else None


def _acts_below(label: Label, issuer: Issuer, organs: bool) -> str:
    """The organ or area below with which some words begin: 各县区高度重视, 市政府办公室牵头."""
    first = label.tokens[0] if label.tokens else None
    if first is None or first.start:
        return ""
    office = first.word.endswith("室") and issuer.resolve("office", first.word) in (
        "office",
        "other",
    )
    each = "OWNER_OWN" in first.tags and (first.word[0] == "各" or organs)
    each |= organs and first.word in ("下属", "所属")
    return first.word if each or office or "OWNER_AREA" in first.tags else ""


@dataclass(frozen=True, slots=True)
class Section:
    """What the headings above say of the figures below them.

    Whose they are (an empty owner: the report's own), of when (None: of its year), and `about`
    what the lowest one is that says it.
    """

    owner: Owner = field(default_factory=Owner)
    period: Period | None = None
    about: Label = field(default_factory=Label)

    @property
    def other_business(self) -> bool:
        """Whether it is about something else than disclosure: 信访情况, 不动产登记."""
        tags = self.about.tags
        named = self.about.residue or tags & load_vocabulary().topics or "LICENSING" in tags
        return bool(named) and not tags & _OF_DISCLOSURE


def read_section(text: str, above: Section, issuer: Issuer, year: int | None) -> Section:
    """What a heading says, or a line by itself, below others: 附件:县水利局, 三、2020年工作回顾."""
    if len(text) > _LINE:
        return above
    period: Period | None = None
    if year is not None and _TIMED.search(text):
        period = read_calendar(year, text, read_dates(text), 0, len(text)).period_at(len(text))
    appended = _APPENDED.sub("", text)
    name = _NUMBERED.sub("", appended)
    about = read_label(_ABOUT.sub("", name), issuer)
    owner = _read_heading(name, about, issuer, appended=appended != text)
    return Section(
        owner if owner.kind else above.owner,
        period if period not in (None, Period(year)) else above.period,
        about if about.tags or about.residue else above.about,
    )


def _read_heading(name: str, about: Label, issuer: Issuer, *, appended: bool) -> Owner:
    """Whose report or figures a heading begins."""
    if foreign := _PLANNED.search(name) or _BELOW.match(name):
        return Owner(PART, foreign[0])
    named = follow_speaker(Owner(), name, issuer)
    owner = named if named.kind or about.owner.kind != PART else about.owner
    if not appended or owner.kind or _PAPER.search(name):
        return owner
    others = [one for one in about.residue if len(one) > 1]
    return Owner(PART, others[0]) if others and others[0] not in issuer.name else owner
