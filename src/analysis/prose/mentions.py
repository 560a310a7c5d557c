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
from .issuers import LEVEL, OWNER_TAG, OWNERS, PART, WHOLE, Issuer, Owner, names_organ
from .masks import BLANK

OWN_NAME = "\x1c"  # stands for each character of the issuer's name
HIDDEN = "\x00"  # stands for each character of a remark that is left out
CHANNELS = frozenset({"WEBSITE", "WECHAT", "WEIBO", "HOTLINE", "GAZETTE"})
_ACTS = frozenset({"RECEIVE", "CLOSE", "REPLY", "OCCUR", "PUBLISH", "DISCLOSE", "PROACTIVE"})
_CARRIERS = CHANNELS | {"CHANNEL_OTHER", "CHANNEL_MIXED"}
_OBJECTS = frozenset({"INFO", "NORM", "RULES", "INTERPRET", "SUBSET"})  # 财政信息公开12条
# What others decide says nothing of whose a figure is: 省政府维持2件.
_OF_OTHERS = frozenset({"UPHELD", "CORRECTED", "PENDING", "DISPUTE_OTHER"})
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
    """The known words of a text, which reports of many issuers share."""
    return tuple(load_vocabulary().tokens(text))


def name_bodies(text: str, issuer: Issuer) -> list[Token]:
    """The known words of a text, with the bodies and areas that it names among them."""
    known = [_relate(token, issuer) for token in find_words(text)]
    shown = _show_names(text, known)
    names = [*_find_names(shown, issuer), *_find_actor(text, shown, known, issuer)]
    if issuer.is_organ:  # whose services are those of its area
        services = load_bodies().chain["service"].finditer(text)
        names += [_make_name(match[0], match.start(), "area") for match in services]
    spans = [(token.start, token.end) for token in names]
    kept = [t for t in known if t.tags or all(t.end <= a or b <= t.start for a, b in spans)]
    return sorted([*kept, *names], key=lambda token: token.start)


def _relate(token: Token, issuer: Issuer) -> Token:
    """A word of the vocabulary, one that names an owner as the issuer sees it."""
    if token.word in load_bodies().parts["own"]:
        return token._replace(word=OWN_NAME, tags=_tag("self"))
    for tag in token.tags & OWNERS:
        kind = issuer.relate(tag.removeprefix(OWNER_TAG).lower(), token.word)
        return token._replace(tags=token.tags - {tag} | _tag(kind))
    return token


def _tag(kind: str) -> frozenset[str]:
    return frozenset({OWNER_TAG + kind.upper()})


def _make_name(name: str, start: int, kind: str) -> Token:
    """A name as a word; that of the issuer says nothing new."""
    return Token(OWN_NAME if kind == "self" else name, _tag(kind), start, start + len(name))


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


def _find_names(shown: str, issuer: Issuer) -> Iterator[Token]:
    """The issuer's names, and all stretches that end as the name of a body or an area does."""
    for run in _NAMES.finditer(shown):
        if run[0][0] == OWN_NAME:
            yield _make_name(run[0], run.start(), "self")
        elif (found := load_bodies().name.match(run[0])) and _may_act(found[0]):
            yield _make_name(found[0], run.start(), issuer.relate_name(found[0]))


def _find_actor(text: str, shown: str, tokens: Sequence[Token], issuer: Issuer) -> Iterator[Token]:
    """Whoever stands in front of the first verb, if only a body can.

    Who receives is a body; what is published or closed may stand there too: 施工许可证公开76条.
    """
    verb, act = _find_verb(text, tokens)
    run = _BEFORE_VERB.search(shown, 0, verb) if verb < len(text) else None
    if run is None or load_bodies().name.match(run[0]) or not _may_act(run[0]):
        return
    between = [t for t in tokens if run.end() <= t.start < verb]
    if any(t.tags or t.word == "的" for t in between):
        return
    # 建设项目环评受理 is a service
    receives = act is None or ("RECEIVE" in act.tags and act.word not in ("收", "受理"))
    if receives or load_bodies().weak_name.fullmatch(run[0]):
        yield _make_name(run[0], run.start(), "self" if issuer.is_own(run[0]) else "actor")


def _find_verb(text: str, tokens: Sequence[Token]) -> tuple[int, Token | None]:
    """Where the first verb stands that only a body can have, and its word; none behind 因 or 被."""
    act = next((t for t in tokens if not t.tags.isdisjoint(_ACTS)), None)
    end = act.start if act else len(text)
    suffers = load_bodies().chain["suffers"].search(text, 0, end)
    return (suffers.start(), None) if suffers else (end, act)


def _may_act(name: str) -> bool:
    """Whether a stretch is more than 市县, and no time: 机构改革期间."""
    return not (_AREAS.issuperset(name) or load_bodies().chain["when"].search(name))


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
    if above.kind == "other" and below.words[0] == OWN_NAME:
        return below.kind
    if above.kind == "whole" and (below.is_own or issuer.has_branch(below.words)):
        return "self"
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
    tokens = [t._replace(start=t.start - begin, end=t.end - begin) for t in tokens]
    mentions = _read_mentions(text, tokens, issuer)
    if not mentions:
        return []
    verb, _ = _find_verb(text, tokens)
    remarks = [*_find_remarks(text, tokens)]
    ours = any(one.is_own for one in mentions)
    found = []
    for one in mentions:
        after = next((t for t in tokens if t.end > one.end), None)
        touches = after is not None and not _CJK.search(text, one.end, after.start)
        aside = any(start <= one.start < end for start, end in remarks)
        role = _find_role(one, after if touches else None, aside=aside, ours=ours)
        if verb == len(text) and not aside:
            role = role.removeprefix("aside")  # 东湖区的情况
        found.append(one._replace(role=role or "acts" * (one.start < verb < len(text))))
    return found


def _find_role(one: Mention, after: Token | None, *, aside: bool, ours: bool) -> str:
    """What a mention does by the word after it; `ours`: the issuer is named beside it."""
    tags = after.tags if after else frozenset[str]()
    if tags & _CARRIERS and (aside or not (one.is_own or one.kind == "area")):
        return "passed" if aside or ours else "channel"
    if tags & _OF_OTHERS:
        return "passed"
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
    chain = load_bodies().chain
    acting = [one for one in mentions if one.role in ("acts", "channel")]
    if not acting:
        begins = (m for m in mentions[:1] if chain["lead"].fullmatch(text[: m.start]))
        acting = [one for one in begins if not one.role]
    if mentions and chain["accused"].search(text):
        acting = [one for one in mentions if one.is_own]
    found = acting[-1] if acting else None
    if found and found.kind == "whole" and issuer.is_organ and not names_organ(found.words):
        return found._replace(kind="area")
    return found
