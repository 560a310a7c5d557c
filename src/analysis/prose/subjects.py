"""Who acts in a clause: the noun phrase in front of its verb.

The report's own subjects are known: none at all, 我局, 全市, the issuer's name and its short forms.
Whatever else stands there is somebody else, whether any list names it or not: 教育部收到61件.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ..forms.statements import Token, load_vocabulary
from .masks import BLANK
from .owners import OWNERS, Issuer, names_body

OWN_NAME = "\x1c"  # stands for each character of the issuer's name
_ACTS = frozenset({"RECEIVE", "CLOSE", "REPLY", "OCCUR", "PUBLISH", "DISCLOSE", "PROACTIVE"})
_SUFFERS = re.compile("[因被]")  # 因信息公开被申请行政复议
_CHANNELS = frozenset(
    {"WEBSITE", "WECHAT", "WEIBO", "HOTLINE", "GAZETTE", "CHANNEL_OTHER", "CHANNEL_MIXED"}
)
_OBJECTS = frozenset({"INFO", "NORM", "RULES", "INTERPRET", "SUBSET"})  # 财政信息公开12条
_OURS = frozenset({"OWNER_WHOLE", "OWNER_SELF"})
_JOINS = ("和", "及", "与", "以及", "、")
_CJK = re.compile("[\u3400-\u9fff]+")
_FRONT = rf"^(?:{BLANK}|[^\w\"《]|此外|另外|同时|全年|年|度)*+"
# 区政府召开新闻发布会, in the report of a 街道; 市公安局网站发布信息.
_GOVERNMENT = re.compile(
    _FRONT
    + "([省市州区县旗](?:人民)?政府(?:办(?:公[室厅])?)?)"
    + "(?!维持|纠正|撤销|驳回|决定|信息公开|公开|采购|集中|规章|(?:各|工作)?部门|投资|购买|及|和)"
)
_IS_CHANNEL = re.compile("(?:官方|政务|门户)*(?:网站|网|微信|微博|公众号|公报)")
_CHANNEL_OF = re.compile(
    _FRONT
    + "((?!通过|其中|利用|依托|在)[\u3400-\u9fff]{2,12}(?:[局委厅院镇乡县]|街道|(?<!城)市|区))"
    + "(?:官方|政务|门户)*(?:网站|微信|微博|公众号)"
)
# What ends like this says when, not who.
_WHEN = re.compile("(?:以来|期间|之际|[以之]?[前后]|时候?|起|[年月日旬]|季度|阶段|年底|当天)$")
_AREAS = frozenset("省市县区镇乡州")
_SHORTEST = 2


class Subject(NamedTuple):
    """Who acts: somebody else's `name`, or the issuer (`is_own`), or nobody who is named.

    What another's channel carries (`is_channel`) says nothing of the clauses after it.
    """

    name: str = ""
    is_own: bool = False
    is_channel: bool = False


def find_subject(
    text: str, tokens: Sequence[Token], start: int, end: int, issuer: Issuer
) -> Subject:
    """Who stands in front of the first verb from `start` to `end`.

    Nobody where an owner of the vocabulary says whose the figure is.
    """
    above, channel = _find_government(text[start:end], issuer)
    if above:
        ours = any(token.tags & _OURS for token in tokens)  # 县政府网站公开我镇信息
        return Subject(is_own=True) if ours else Subject(above, is_channel=channel)
    act = next((t for t in tokens if t.tags & _ACTS), None)
    suffers = _SUFFERS.search(text, start, act.start if act else end)
    if not (act or suffers):
        return Subject(is_own=OWN_NAME in text[start:end])
    verb = suffers.start() if suffers else act.start if act else end
    phrase, at = _Phrase(issuer), start
    before = [token for token in tokens if token.start < verb]
    for number, token in enumerate(before, 1):
        after = before[number].start if number < len(before) else verb
        phrase.add_unknown(text[at : token.start])
        phrase.add_word(token, text[token.end : after])
        at = token.end
    phrase.add_unknown(text[at:verb])
    subject = phrase.subject()
    # who receives is a body; what is published or closed may stand there too: 施工许可证公开76条
    receives = suffers or (act and "RECEIVE" in act.tags and act.word != "收")
    is_sure = receives or subject.is_own or names_body(subject.name)
    return subject if is_sure else Subject()


def _find_government(text: str, issuer: Issuer) -> tuple[str, bool]:
    """Another government with which a clause begins, or another body; whether its channel does."""
    channel = _CHANNEL_OF.match(text)
    if channel and not issuer.is_self(channel[1]):
        return channel[1], True
    government = _GOVERNMENT.match(text)
    other = government and issuer.resolve("office", government[1]) == "other"
    return (
        (government[1], _IS_CHANNEL.match(text, government.end()) is not None)
        if government and other
        else ("", False)
    )


class _Phrase:
    """What has been read of the words in front of a verb."""

    def __init__(self, issuer: Issuer) -> None:
        self.issuer = issuer
        self.words = ""
        self.ours = ""  # 我局, of which something more may be said
        self.is_closed = False  # 我局及下属单位 are all ours; 各县区 says whose it is
        self.in_remark = False  # behind 通过, 按照

    def add_unknown(self, gap: str) -> None:
        if OWN_NAME in gap:
            self._take_own(OWN_NAME)
            gap = gap.rpartition(OWN_NAME)[2]
        if self.ours and not self.words and "、" in gap:
            self.is_closed = True
        if not self.in_remark:
            self.words += "".join(_CJK.findall(gap))

    def add_word(self, token: Token, after: str) -> None:
        word, fill = token.word, load_vocabulary().fill
        if token.tags & _OURS or word in fill["own"]:
            self._take_own(word)
        elif token.tags & OWNERS:
            self.is_closed = True
        elif token.tags & (_CHANNELS | _OBJECTS) or word == "的":
            self.words = ""
        elif word in fill["before"] and not after.startswith(BLANK):
            self.in_remark = True
        elif word in fill["after"] and self.in_remark:
            self.in_remark = False
        elif self.in_remark:
            return
        elif word in _JOINS:
            ours = self.issuer.is_self(self.words) if self.words else bool(self.ours)
            self.is_closed |= ours
            self.words += word if self.words else ""
        elif word in fill["bodies"] or "COURT" in token.tags or word in _AREAS:
            self.words += word
        elif word in fill["begins"] and (self.words or _CJK.match(after)):
            self.words += word  # 上海, 高新区
        elif self.words and (word in fill["ends"] or "INFODISC" in token.tags):
            self.words += word
        elif word in fill["times"]:
            self.words = ""  # 机构改革期间我局

    def _take_own(self, word: str) -> None:
        if self.words.endswith(_JOINS):
            self.words += word  # 县教育局和我局
            return
        self.words, self.ours, self.in_remark = "", word, False

    def subject(self) -> Subject:
        words = "" if _WHEN.search(self.words) else self.words
        if self.is_closed or len(words) < _SHORTEST or set(words) <= _AREAS:
            return Subject(is_own=bool(self.ours))
        if self.ours and not self.issuer.is_own_branch(words):
            return Subject(self.ours.strip(OWN_NAME) + words)
        is_own = bool(self.ours) or self.issuer.is_self(words)
        return Subject("" if is_own else words, is_own)
