"""Of whom a text speaks before it comes to a figure: of its issuer, or of another body.

A clause that names no owner speaks of the last subject named before it: in an earlier clause, in an
earlier sentence of the paragraph, in the heading. That chain is followed only for a figure that
would else stand for the whole report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .masks import BLANK
from .owners import PART, Issuer, Owner
from .words import begins_with_body, find_other, read_label

_MARK = re.compile(r"[,;:。!?\n()\"]+")
# What stands before the name of a subject: 2018年, 其中, 以松阳县为例, 附件:县水利局.
_LEAD = re.compile(
    rf"^(?:{BLANK}|[^\w《]|其中|另外|此外|同时|比如|例如|如|以|据|根据|[一二三四五六七八九十]+(?:是|、)?"
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
    "[该某邻外国]|其[他它]|[上下]级|兄弟|周边|部分|个别|少数|中央|各省|政府|法院"
)
_APPENDED = re.compile(r"^\W*附[件表录]?[\d一二三四五六七八九十]*[:.、]?")
_PAPER = re.compile(r"(?:报告|年报|表|目录|说明|图|清单|文件)\W*$")
_LISTS = re.compile(
    "其中|(?:件|申请|答复|办结)中[,:]"
)  # what follows are parts of a number, whoever received them
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
    named = [*_read_subjects(sentence, speaker, issuer)]
    if any(not one.kind for one in named):
        return Owner()
    return named[0] if named else speaker


def _read_subjects(text: str, speaker: Owner, issuer: Issuer) -> Iterator[Owner]:
    """The subjects of the clauses of a text, an empty owner for the issuer.

    What names the issuer matters only where somebody else was named before.
    """
    is_other = bool(speaker.kind)
    for clause in _MARK.split(_LISTS.split(text)[0]):
        lead = _LEAD.match(clause)
        words = clause[lead.end() :] if lead else clause
        if words and (is_other or begins_with_body(words) or _MAYBE_OTHER.search(words)):
            subject = _read_subject(words, issuer, adjunct=_ADJUNCT.search(clause) is not None)
            if subject is not None:
                is_other |= bool(subject.kind)
                yield subject


def _read_subject(text: str, issuer: Issuer, *, adjunct: bool) -> Owner | None:
    """The subject with which a clause begins, None where it names nobody."""
    own = next((name for name in issuer.own_names if name in text), "")
    before, _, after = text.partition(own) if own else ("", "", "")
    if own in issuer.spellings:  # 松河县水利局 is not 松河县, 市民政局 not 民政局
        if issuer.is_elsewhere(before, own):
            return Owner(PART, before + own)
        text = own[-1] + after
    label = read_label(text, issuer)
    kinds = {owner.kind for owner in label.owners}
    if kinds & {"whole", "self"}:
        return Owner()
    if not adjunct and (other := find_other(text, label.residue, issuer)):
        return Owner(PART, other)
    return Owner() if own else label.owner if "other" in kinds else None


def read_section(text: str, issuer: Issuer) -> Owner:
    """Whose report a heading or a line by itself begins: 附件:县水利局."""
    if len(text) > _LINE:
        return Owner()
    name = _APPENDED.sub("", text)
    named = follow_speaker(Owner(), name, issuer)
    if name == text or named.kind or _PAPER.search(name):
        return named
    others = [one for one in read_label(name, issuer).residue if len(one) > 1]
    return Owner(PART, others[0]) if others and others[0] not in issuer.name else named
