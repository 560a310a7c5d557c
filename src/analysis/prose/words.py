"""The known words of a sentence, found in one pass, and what those of one clause say together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ..forms.statements import Token, load_vocabulary
from .bodies import (
    CHANNELS,
    OWN_NAME,
    Mention,
    find_mentions,
    find_subject,
    find_words,
    name_bodies,
)
from .masks import BLANK
from .owners import OWNER_TAG, OWNERS, Issuer, Owner

Span = tuple[int, int]

WAYS = frozenset({"ONLINE", "LETTER", "INPERSON", "FAX"})  # 当面申请 may be for anything
CARRIERS = frozenset({"WEBSITE", "WECHAT", "WEIBO", "GAZETTE", "CHANNEL_OTHER", "READING"})
_NOT_NAME = re.compile(r"[^\u3400-\u9fffA-Za-z《》]+")
# The name of a channel beside the word for it: 微信公众号"健康松河", "高新发布"微信公众号.
_CHANNEL_NAME = re.compile(
    r'(?:(?<=公众号)|(?<=微博)|(?<=微信)|(?<=网站)|(?<=客户端)|(?<=平台))"[^"]{1,14}(?<!信箱)"'
    r'|(?:"[^"]{1,14}"[、和及与,]?){1,9}等?(?=(?:官方|政务)*(?:微信|微博|公众号|网站|抖音|视频号|客户端|头条|新媒体|门户))'
)
_TITLE = re.compile(r"《(?!条例》所指)[^》]*》?")
# The title of a law or a document is no channel; that of a paper is: 通过《临江日报》发布12条.
_DOCUMENT = re.compile(
    r"(?:条例|办法|规定|法|通知|意见|要点|方案|细则|规划|指南|函|决定|规则|格式|报告)\W*$"
)
# A quoted name or a paper that acts: "临江发布"共公开12条, 通过"临江政务"发布12条, 《临江日报》公开12条.
_ACTOR = re.compile(
    rf"(?:^|(?<=[,;:。(]))(?:[^\w《\"]|其中|另外|此外|[一二三四五六七八九十]是|通过|利用|依托|在|年|公众号|官方)*"
    r'(?P<name>(?:(?:"[^"]{2,16}"|《[^》]{2,20}(?<!公报)》)[、和及与]?)+)'
    rf"(?=(?:{BLANK}|今年|全年|本?年度?|[总一]?共|累计|合计|已|新增|先后|还|也|则|平台|专栏|上|等)*"
    r"(?:,?(?:主动|公开|公布|发布|推送|刊[登载发]|收到|受理)|[:。]|$))"
)
# The quoted name of a site with which a clause begins is another's than a bureau's.
_SITE = re.compile(
    r'(?:^|(?<=[,;:。(]))(?:[^\w《"]|其中|全年|年)*(?P<name>"[^"]{2,16}")'
    "(?=(?:官方|政务|门户)*网站)"
)
_SEVERAL = re.compile(
    r"(?:(?:通过|利用|依托)[^,;。\d]*)?(?:等(?:多种|各种|各类|多个|多)?|各类|各种|多种|[和与及、]各类新媒体)"
    r"(?:渠道|形式|方式|平台|途径|载体|媒体|(?=公开|主动))"
)
_QUOTED_NAME = "\x1d"
_JOINED = re.compile(
    "(?:网站|网|平台|专栏)(?:和|及|与|以及|、)[^,;。]{0,16}(?:公众号|微信|微博|新媒体|公报)"
)
_EMPTY = OWNERS | {"LODGE", "ONLY"}
_AREAS = frozenset("省市县区镇乡州")
_NAME_BEFORE = re.compile("[\u3400-\u9fff]{1,8}$")
_LONGEST_NAME = 14


@dataclass(frozen=True, eq=False)
class Label:
    """What some words say: the known ones among them, in their order, and the unknown stretches.

    It is made once for all clauses that say the same.
    `sources` are the stretches and spans that the words come from, each with its known words.
    """

    text: str = ""
    tags: frozenset[str] = frozenset()
    tokens: tuple[Token, ...] = ()
    sources: tuple[tuple[Stretch, Span, tuple[Token, ...]], ...] = ()

    def __add__(self, other: Label) -> Label:
        """One label of two: 分别 gives each number an item of the list and the words after it."""
        return _join(self, other)

    @cached_property
    def order(self) -> tuple[frozenset[str], ...]:
        """The tags of each word that has some."""
        return tuple(token.tags for token in self.tokens if token.tags)

    @cached_property
    def residue(self) -> tuple[str, ...]:
        """The unknown stretches."""
        return tuple(
            name
            for stretch, span, tokens in self.sources
            for name in _find_unknown(stretch.text, span, tokens)
            if not stretch.issuer.is_own(name)
        )

    @cached_property
    def mentions(self) -> tuple[tuple[Mention, ...], ...]:
        """The bodies and areas named in each of the sources."""
        return tuple(
            tuple(find_mentions(stretch.text[slice(*span)], tokens, stretch.issuer, span[0]))
            for stretch, span, tokens in self.sources
        )

    @cached_property
    def subject(self) -> Mention | None:
        """Who acts, where the words name anybody."""
        found = (
            find_subject(stretch.text[slice(*span)], mentions, stretch.issuer)
            for (stretch, span, _), mentions in zip(self.sources, self.mentions, strict=True)
        )
        return next(filter(None, found), None)

    @cached_property
    def owners(self) -> tuple[Owner, ...]:
        """The owners that the words name."""
        return tuple(
            Owner(tag.removeprefix(OWNER_TAG).lower(), token.word)
            for token in self.tokens
            for tag in token.tags & OWNERS
        )

    @property
    def is_empty(self) -> bool:
        """Nothing but filling words."""
        return self.tags <= _EMPTY and not self.residue

    @cached_property
    def owner(self) -> Owner:
        """Whose the figure is: who acts, else who is named last."""
        if self.subject:
            return self.subject.owner
        named = [one for mentions in self.mentions for one in mentions if one.role != "passed"]
        return named[-1].owner if named else Owner()


@dataclass(frozen=True, eq=False)
class Stretch:
    """The text between two figures with its words; labels of parts of it are made by `label`."""

    text: str
    tokens: tuple[Token, ...]
    issuer: Issuer

    def label(self, spans: Sequence[Span]) -> Label:
        """The label in some spans of the stretch, in their order."""
        return _make_label(self, tuple(spans))

    @property
    def whole(self) -> Label:
        """The label of all words of the stretch."""
        return self.label([(0, len(self.text))]) if self.text else Label()


@lru_cache(maxsize=4096)
def _make_label(stretch: Stretch, spans: tuple[Span, ...]) -> Label:
    sources = tuple([(stretch, span, _find_within(stretch, *span)) for span in spans])
    tokens = sources[0][2] if len(sources) == 1 else sum((one[2] for one in sources), ())
    text = ",".join([stretch.text[start:end] for start, end in spans])
    tags: frozenset[str] = frozenset().union(*[token.tags for token in tokens])
    if len(tags & CARRIERS) > 1 and (_SEVERAL.search(text) or _JOINED.search(text)):
        tags |= {"CHANNELS"}
    return Label(text, tags, tokens, sources)


def _find_within(stretch: Stretch, start: int, end: int) -> tuple[Token, ...]:
    """The known words in a span."""
    if start == 0 and end == len(stretch.text):
        return stretch.tokens
    return tuple([t for t in stretch.tokens if start <= t.start and t.end <= end])


@lru_cache(maxsize=4096)
def _join(one: Label, other: Label) -> Label:
    text, tags = f"{one.text},{other.text}", one.tags | other.tags
    return Label(text, tags, one.tokens + other.tokens, one.sources + other.sources)


@lru_cache(maxsize=4096)
def read_stretch(text: str, issuer: Issuer) -> Stretch:
    """The known words of a masked, folded text without figures.

    Titles in 《》 name no subject, except the gazette's.

    >>> label = read_label("全市共收到政府信息公开申请", Issuer())
    >>> sorted(label.tags), label.residue, label.owner.words
    (['APPL', 'OWNER_WHOLE', 'RECEIVE'], (), '全市')
    """
    if not text:
        return Stretch(text, (), issuer)
    shown = _TITLE.sub(_show_title, text) if "《" in text else text
    shown = mark_own_names(shown, issuer)
    if '"' in shown:
        shown = _CHANNEL_NAME.sub(_hide_channel_name, shown)
    tokens = name_bodies(shown, issuer)
    return Stretch(shown, tuple(_name_actors(shown, text, tokens, issuer)), issuer)


def read_label(text: str, issuer: Issuer) -> Label:
    """The label of a whole text."""
    return read_stretch(text, issuer).whole


def _name_actors(shown: str, text: str, tokens: Iterable[Token], issuer: Issuer) -> Iterable[Token]:
    """The known words, with a quoted name that acts among them: somebody else."""
    if not ('"' in text or "《" in text):
        return tokens
    found = [*_ACTOR.finditer(text)] if '"' in shown or "《" in shown else []
    found += _SITE.finditer(text) if issuer.is_organ else []
    spans = [m.span("name") for m in found if _is_strange(m["name"])]
    spans = [(a, b) for a, b in spans if not issuer.is_own(text[a + 1 : b - 1])]
    named = [Token(text[a:b], frozenset({"OWNER_OTHER"}), a, b) for a, b in spans]
    others = [t for t in tokens if all(t.end <= a or b <= t.start for a, b in spans)]
    return sorted([*named, *others], key=lambda token: token.start)


def mark_own_names(text: str, issuer: Issuer) -> str:
    """The text with the issuer's names marked, but not behind another place: 长沙市教育局."""

    def mark(match: re.Match[str]) -> str:
        found = _NAME_BEFORE.search(text, 0, match.start())
        before = found[0] if found else ""
        if before and not (issuer.names_place(match[0]) and before[-1] in _AREAS):
            known = find_words(before)
            ends = known and known[-1].end == len(before) and known[-1].word not in _AREAS
            if not (ends or issuer.is_own(before)):
                return match[0]
        return OWN_NAME * len(match[0])

    for name in issuer.spellings:
        if name in text:
            text = re.sub(re.escape(name), mark, text)
    return text


def _is_strange(name: str) -> bool:
    """Whether a quoted name is no document and no word for what is counted: not "同意公开"."""
    known = load_vocabulary().tokens(name)
    size = sum(len(token.word) for token in known)
    topics = frozenset().union(*(token.tags for token in known)) & load_vocabulary().topics
    return not (topics or _DOCUMENT.search(name)) and len(_NOT_NAME.sub("", name)) > size


def _hide_channel_name(match: re.Match[str]) -> str:
    return _QUOTED_NAME + BLANK * (len(match[0]) - 1)


def _show_title(match: re.Match[str]) -> str:
    if match[0].endswith("公报》"):
        return "公报" + BLANK * (len(match[0]) - 2)
    if _DOCUMENT.search(match[0]):
        return BLANK * len(match[0])
    return "《》" + BLANK * (len(match[0]) - 2)


def _find_unknown(text: str, span: Span, tokens: Sequence[Token]) -> Iterator[str]:
    """The unknown stretches of a span that are not the name of a channel."""
    at = span[0]
    for token in [*tokens, None]:
        end = token.start if token else span[1]
        name, at = _NOT_NAME.sub("", text[at:end]), max(at, token.end if token else end)
        is_channel = token is not None and bool(token.tags & CHANNELS)
        if not name or (is_channel and len(name) <= _LONGEST_NAME):
            continue
        several = _SEVERAL.search(text)  # one of several ways may be unknown
        if not several or name not in _NOT_NAME.sub("", several[0]):
            yield name
