"""The bodies and areas that a text names, each with what it is to the issuer, and who acts.

A **mention** is a word of the vocabulary (全县, 我局, 市直部门), the issuer's printed name, or any
other name, told by its ending (东山县, 能源局) or by its place in front of a verb that only a body
can have (上海收到). Each is a token with an `OWNER_` tag, as `Issuer` relates it. Names that touch
narrow one another (我区东湖区 is a part), names that 及 and 、 join are counted together (我局及下属
单位 are all ours). The mention in front of the verb, or with which a clause without one begins,
is its subject; one behind 通过 or 按照, or in front of 的, is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from ..forms.bodies import load_bodies
from ..forms.statements import Token, load_vocabulary
from .masks import BLANK, HOTLINE
from .owners import LEVEL, OWNER_TAG, OWNERS, PART, WHOLE, Issuer, Owner, names_organ

OWN_NAME = "\x1c"  # stands for each character of the issuer's name
HIDDEN = "\x00"  # stands for each character of a remark that is left out
_HOTLINES = re.compile(f"{HOTLINE}+")
CHANNELS = frozenset({"WEBSITE", "WECHAT", "WEIBO", "HOTLINE", "GAZETTE"})
_ACTS = frozenset({"RECEIVE", "CLOSE", "REPLY", "OCCUR", "PUBLISH", "DISCLOSE", "PROACTIVE"})
_CARRIERS = CHANNELS | {"CHANNEL_OTHER", "CHANNEL_MIXED"}
_OBJECTS = frozenset({"INFO", "NORM", "RULES", "INTERPRET", "SUBSET"})  # 财政信息公开12条
# What others decide says nothing of whose a figure is: 省政府维持2件.
_OF_OTHERS = frozenset({"UPHELD", "CORRECTED", "PENDING", "DISPUTE_OTHER"})
_ATTENDED = frozenset({"PRESS", "TRAINING", "TRAINEES"})
_OURS = ("whole", "self")
_OWN_ORGANS = ("own", LEVEL, "office")
_OF_OURS = ("下属", "所属", "直属", "其", "各")
_NAMES = re.compile(f"{OWN_NAME}+|[\u3400-\u9fff]{{2,}}")
_BEFORE_VERB = re.compile(f"[\u3400-\u9fff]{{2,}}(?=[{BLANK}{HIDDEN}]*$)")
_CJK, _FIRST_CJK = re.compile("[\u3400-\u9fff]"), "\u3400"
_ENDINGS, _AREAS = "局厅委", frozenset("省市县区镇乡州")
_MARK, _BETWEEN = re.compile(r"[,;:()。!?\n\d]"), 8


class Mention(NamedTuple):
    """A body or area, or several as one, in the words of a clause.

    `role`: "" for one that may act, `acts` for one in front of a verb, `channel` for one whose
    website or account carries something, `aside` for one that only stands in a remark or in
    front of a noun, `passed` for one that says nothing of whose a figure is.
    """

    kind: str
    words: str
    start: int
    end: int
    role: str = ""

    @property
    def is_own(self) -> bool:
        return self.kind in _OURS

    @property
    def owner(self) -> Owner:
        """Whose a figure is that is this one's."""
        if self.is_own:  # the issuer's name says nothing new
            return Owner(WHOLE, "" if OWN_NAME in self.words else self.words.replace(HIDDEN, ""))
        words = self.words.replace(OWN_NAME, "").replace(HIDDEN, "")
        return Owner(LEVEL if self.kind == LEVEL else PART, words)


@lru_cache(maxsize=4096)
def find_words(text: str) -> tuple[Token, ...]:
    """The known words of a text, a hotline's number as one; owners as they are printed."""
    found: list[Token] = []
    at = 0
    for match in _HOTLINES.finditer(text) if HOTLINE in text else ():
        found += _shift_tokens(load_vocabulary().tokens(text[at : match.start()]), at)
        found.append(Token(match[0], frozenset({"HOTLINE"}), *match.span()))
        at = match.end()
    return (*found, *_shift_tokens(load_vocabulary().tokens(text[at:]), at))


def _shift_tokens(tokens: Sequence[Token], by: int) -> Sequence[Token]:
    return [t._replace(start=t.start + by, end=t.end + by) for t in tokens] if by else tokens


def name_bodies(text: str, issuer: Issuer) -> tuple[Token, ...]:
    """The known words of a text, with the bodies and areas that it names among them."""
    found = _find_bodies(text, issuer.is_organ)
    return tuple([_relate(token, how, issuer) if how else token for token, how in found])


@lru_cache(maxsize=4096)
def _find_bodies(text: str, by_organ: bool) -> tuple[tuple[Token, str], ...]:
    """The known words and names of a text, each with how an issuer is asked what it is to it.

    `by_organ`: the issuer is an organ, whose services are no areas of others.
    """
    parts = load_bodies().parts
    known = [
        t._replace(word=OWN_NAME, tags=_tag("self")) if t.word in parts["own"] else t
        for t in find_words(text)
    ]
    shown = _show_names(text, known)
    named = [*_find_names(shown), *_find_actor(text, shown, known)]
    if by_organ:
        services = load_bodies().chain["service"].finditer(text)
        named += [(Token(m[0], _tag("area"), *m.span()), "") for m in services]
    spans = [(token.start, token.end) for token, _ in named]
    kept = [
        (t, "owner" if t.word != OWN_NAME and t.tags & OWNERS else "")
        for t in known
        if t.tags or all(t.end <= a or b <= t.start for a, b in spans)
    ]
    return tuple(sorted([*kept, *named], key=lambda one: one[0].start))


def _relate(token: Token, how: str, issuer: Issuer) -> Token:
    """A word of the vocabulary or a name, an owner as the issuer sees it."""
    if how == "owner":
        tag = next(iter(token.tags & OWNERS))
        kind = issuer.relate(tag.removeprefix(OWNER_TAG).lower(), token.word)
        return token._replace(tags=token.tags - {tag} | _tag(kind))
    is_self = how == "actor" and issuer.is_own(token.word)
    kind = "self" if is_self else how if how == "actor" else issuer.relate_name(token.word)
    # The issuer's name says nothing new.
    return token._replace(word=OWN_NAME if kind == "self" else token.word, tags=_tag(kind))


def _tag(kind: str) -> frozenset[str]:
    return frozenset({OWNER_TAG + kind.upper()})


def _show_names(text: str, tokens: Sequence[Token]) -> str:
    """The text with every known word blanked that stands in no name."""
    parts, shown = load_bodies().parts, list(text)
    for word, tags, start, end in tokens:
        front = shown[start - 1] if start else ""
        follows = parts["offices"] if front == OWN_NAME else parts["goes_on"]
        goes_on = front >= _FIRST_CJK or front == OWN_NAME
        if word in parts["begins"] or "COURT" in tags or (goes_on and word in follows):
            continue
        if front >= _FIRST_CJK:
            if "INFODISC" in tags:
                continue  # 区政府信息公开办公室
            start += word[0] in _ENDINGS and not tags.isdisjoint(CHANNELS)  # 县公安局网站
        shown[start:end] = BLANK * (end - start)
    return "".join(shown)


def _find_names(shown: str) -> Iterator[tuple[Token, str]]:
    """The issuer's names, and all stretches that end as the name of a body or an area does."""
    for run in _NAMES.finditer(shown):
        if run[0][0] == OWN_NAME:
            yield Token(run[0], _tag("self"), *run.span()), ""
        elif (found := load_bodies().name.match(run[0])) and _may_act(found[0]):
            yield _make_name(found[0], run.start()), "name"


def _find_actor(text: str, shown: str, tokens: Sequence[Token]) -> Iterator[tuple[Token, str]]:
    """Whoever stands in front of the first verb, if only a body can.

    Who receives is a body; what is published or closed may stand there too: 施工许可证公开76条.
    """
    act = next((t for t in tokens if not t.tags.isdisjoint(_ACTS)), None)
    suffers = load_bodies().chain["suffers"].search(text, 0, act.start if act else len(text))
    verb = suffers.start() if suffers else act.start if act else 0
    run = _BEFORE_VERB.search(shown, 0, verb)
    if run is None or load_bodies().name.match(run[0]) or not _may_act(run[0]):
        return
    # 建设项目环评受理 is a service
    receives = suffers or (act and "RECEIVE" in act.tags and act.word not in ("收", "受理"))
    between = [t for t in tokens if run.end() <= t.start < verb]
    if any(t.tags or t.word == "的" for t in between):
        return
    if receives or load_bodies().weak_name.fullmatch(run[0]):
        yield _make_name(run[0], run.start()), "actor"


def _may_act(name: str) -> bool:
    """Whether a stretch is more than 市县, and no time: 机构改革期间."""
    is_name = len(name) > 1 and not _AREAS.issuperset(name)
    return is_name and not load_bodies().chain["when"].search(name)


def _make_name(name: str, start: int) -> Token:
    return Token(name, frozenset(), start, start + len(name))


def _read_mentions(text: str, tokens: Sequence[Token], issuer: Issuer) -> list[Mention]:
    """The mentions of a clause, those that touch or are joined as one."""
    found: list[Mention] = []
    between: list[Token] = []
    for token in tokens:
        tag = next(iter(token.tags & OWNERS), "")
        if not tag:
            between.append(token)
            continue
        one = Mention(tag.removeprefix(OWNER_TAG).lower(), token.word, token.start, token.end)
        gap = text[found[-1].end if found else 0 : one.start].strip(BLANK + HIDDEN)
        if found and (not gap or _joins(gap, between)):
            first = found.pop()
            kind = _join(first, one) if gap else _narrow(first, one, issuer)
            one = Mention(kind, text[first.start : one.end], first.start, one.end)
        found.append(one)
        between = []
    return found


def _joins(gap: str, tokens: Sequence[Token]) -> bool:
    """Whether what stands between two mentions only joins them: 全区各板块、各部门."""
    if len(gap) > _BETWEEN or _MARK.search(gap) or any(token.tags for token in tokens):
        return False
    return "、" in gap or any(token.word in load_bodies().parts["joins"] for token in tokens)


def _narrow(above: Mention, below: Mention, issuer: Issuer) -> str:
    """What two mentions are that touch: 我区东湖区, 全市公安机关, 江南省南溪县, 全国各级行政机关."""
    if above.kind == "whole" and (below.is_own or issuer.has_branch(below.words)):
        return "self"
    if above.kind == "other" and below.words[0] == OWN_NAME:
        return below.kind
    return above.kind if above.kind == "other" or below.is_own else below.kind


def _join(one: Mention, other: Mention) -> str:
    """What two mentions are together: 我局及下属单位 are all ours, 县教育局和我局 are not."""
    if one.words[0] == OWN_NAME and other.kind in _OWN_ORGANS:
        return LEVEL if other.kind == "office" else other.kind  # 省政府及省直部门
    if other.kind == "other" and not other.words.startswith(_OF_OURS):
        return "other"  # 我局及区审计局共收到, but 我局及下属单位
    if one.is_own or {one.kind, other.kind} in ({"area", "own"}, {"area", LEVEL}):
        return "whole"
    return one.kind if one.kind == other.kind else "other"


def find_mentions(
    text: str, tokens: Sequence[Token], issuer: Issuer, begin: int = 0
) -> list[Mention]:
    """The mentions of a clause with their roles; its tokens are placed in what begins `begin`."""
    if all(token.tags.isdisjoint(OWNERS) for token in tokens):
        return []
    tokens = [t._replace(start=t.start - begin, end=t.end - begin) for t in tokens]
    chain = load_bodies().chain
    act = next((t.start for t in tokens if not t.tags.isdisjoint(_ACTS)), len(text))
    suffers = chain["suffers"].search(text, 0, act)
    verb = suffers.start() if suffers else act
    remarks = [*_find_remarks(text, tokens)]
    mentions = _read_mentions(text, tokens, issuer)
    ours = any(one.is_own for one in mentions)
    found = []
    for one in mentions:
        after = next((t for t in tokens if t.end > one.end), None)
        touches = after is not None and not _CJK.search(text, one.end, after.start)
        aside = any(start <= one.start < end for start, end in remarks)
        leads = chain["lead"].fullmatch(text[: one.start]) is not None
        role = _find_role(one, after if touches else None, aside=aside, ours=ours, leads=leads)
        if role == "aside" and not aside and verb == len(text):
            role = ""  # 东湖区的情况
        found.append(one._replace(role=role or "acts" * (one.start < verb < len(text))))
    return found


def _find_role(one: Mention, after: Token | None, *, aside: bool, ours: bool, leads: bool) -> str:
    """What a mention does by the word after it.

    `ours`: the issuer is named beside it; `leads`: nothing but filling words stands before it.
    """
    tags = after.tags if after else frozenset[str]()
    if tags & _CARRIERS and (aside or not (one.is_own or one.kind == "area")):
        return "passed" if aside or ours else "channel"
    if tags & _OF_OTHERS or (one.kind == "office" and "HOLD" in tags):
        return "passed"  # 县政府办公室举办培训班两期
    if tags & _ATTENDED and not leads:
        return "passed"  # 参加省政府新闻发布会2场, 组织学校信息员培训1场; but 全市新闻发布会15场
    names_noun = after is not None and (after.word == "的" or bool(tags & _OBJECTS))
    return "aside" if aside or (names_noun and not one.is_own) else ""


def _find_remarks(text: str, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """What stands between 通过 or 按照 and the word that closes it, or the next verb."""
    parts, opened = load_bodies().parts, -1
    for token in tokens:
        if opened >= 0 and (token.word in parts["closes"] or token.tags & _ACTS):
            yield opened, token.start
            opened = -1
        elif opened < 0 and token.word in parts["opens"] and not text.startswith(BLANK, token.end):
            opened = token.start
    if opened >= 0:
        yield opened, len(text)


def find_subject(text: str, mentions: Sequence[Mention], issuer: Issuer) -> Mention | None:
    """Who acts in a clause: the last mention before its verb; without one, that which begins it.

    The area of an organ (全区, 全区各部门) is not the organ.
    """
    found = _find_subject(text, mentions)
    if found and found.kind == "whole" and issuer.is_organ and not names_organ(found.words):
        return found._replace(kind="area")
    return found


def _find_subject(text: str, mentions: Sequence[Mention]) -> Mention | None:
    chain = load_bodies().chain
    if not mentions:
        return None
    if chain["accused"].search(text):
        return next((one for one in mentions if one.is_own), None)
    acting = [one for one in mentions if one.role in ("acts", "channel")]
    if acting:
        return acting[-1]
    first = mentions[0]
    return None if first.role or not chain["lead"].fullmatch(text[: first.start]) else first
