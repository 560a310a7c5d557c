"""The known words of a sentence, found in one pass, and what those of one clause say together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from ..forms.statements import Token, vocabulary
from .masks import BLANK, HOTLINE
from .owners import LEVEL, OWNER_TAG, PART, WHOLE, Issuer, Owner, is_higher

Span = tuple[int, int]

HIDDEN = "\x00"  # stands for each character of a remark that is left out

CARRIERS = frozenset({"WEBSITE", "WECHAT", "WEIBO", "GAZETTE", "CHANNEL_OTHER", "READING"})
_CHANNELS = frozenset({"WEBSITE", "WECHAT", "WEIBO", "HOTLINE", "GAZETTE"})
_NOT_NAME = re.compile(r"[^\u3400-\u9fffA-Za-z《》]+")
# The name of a channel beside the word for it: 微信公众号"健康松河", "高新发布"微信公众号.
_CHANNEL_NAME = re.compile(
    r'(?:(?<=公众号)|(?<=微博)|(?<=微信)|(?<=网站)|(?<=客户端)|(?<=平台))"[^"]{1,14}"'
    r'|(?:"[^"]{1,14}"[、和及与,]?){1,9}等?(?=(?:官方|政务)*(?:微信|微博|公众号|网站|抖音|视频号|客户端|头条|新媒体|门户))'
)
_TITLE = re.compile(r"《(?!条例》所指)[^》]*》?")
# The title of a law or a document is no channel; that of a paper is: 通过《临江日报》发布12条.
_DOCUMENT = re.compile(
    r"(?:条例|办法|规定|法|通知|意见|要点|方案|细则|规划|指南|函|决定|规则|格式|报告)\W*$"
)
_SEVERAL = re.compile(
    r"(?:(?:通过|利用|依托)[^,;。\d]*)?(?:等(?:多种|各种|各类|多个|多)?|[和与及、]各类新媒体)"
    r"(?:渠道|形式|方式|平台|途径|载体|媒体|(?=公开|主动))"
)
_QUOTED_NAME = "\x1d"
_HOTLINES = re.compile(f"{HOTLINE}+")
_JOINED = re.compile(
    "(?:网站|网|平台|专栏)(?:和|及|与|以及|、)[^,;。]{0,16}(?:公众号|微信|微博|新媒体|公报)"
)
_AREAS = frozenset("省市县区镇乡州")
# Words that belong to the name before them: 市 or 人民政府 after an unknown stretch.
_ENDS_NAME = _AREAS | frozenset(
    "人民政府 政府 市政府 区政府 县政府 镇政府 市人民政府 区人民政府 县人民政府 省人民政府 镇人民政府"
    " 办公室 办公厅".split()
)
_BETWEEN_OWNERS = 8
_MARK = re.compile(rf"[,;:()。!?\n\d{BLANK}{HOTLINE}]")


@dataclass(frozen=True, slots=True)
class Label:
    """What some words say: `tags` of the known ones, in `order`.

    `residue`, the unknown stretches; the `owners` named.
    """

    text: str = ""
    tags: frozenset[str] = frozenset()
    order: tuple[frozenset[str], ...] = ()
    residue: tuple[str, ...] = ()
    owners: tuple[Owner, ...] = ()
    body: str = ""
    owner_words: str = ""

    @property
    def is_empty(self) -> bool:
        """Nothing but filling words."""
        said = self.tags - {"LODGE", "ONLY"}
        return not self.residue and all(tag.startswith(OWNER_TAG) for tag in said)

    @property
    def owner(self) -> Owner:
        """Whose the figure is.

        Own organs, or the level itself, with what is below them are the whole.

        Of two that exclude each other (省政府办公厅…, 我市…) the later counts.
        """
        kinds = [owner.kind for owner in self.owners]
        words = self.owner_words or "、".join(dict.fromkeys(o.words for o in self.owners))
        if kinds and kinds[-1] == "other":
            return Owner(PART, words)
        named = {kind for kind in kinds if kind != "other"}
        whole = self.owners[-1].kind in ("whole", "self") if self.owners else False
        if whole and self.body and words + self.body in self.text:
            return Owner(PART, words + self.body)  # 我区东湖区
        if named & {"whole", "self"} or ("area" in named and named & {"own", "level"}):
            return Owner(WHOLE, words)
        if named & {"own", "area", "office"} or self.body:
            return Owner(PART, words or self.body)
        return Owner(LEVEL, words) if "level" in named else Owner()


@dataclass(frozen=True, slots=True)
class Stretch:
    """The text between two figures with its words; labels of parts of it are made by `label`."""

    text: str
    tokens: tuple[Token, ...]
    issuer: Issuer

    def label(self, spans: Sequence[Span]) -> Label:
        """The label in some spans of the stretch, in their order."""
        inside = [
            [t for t in self.tokens if start <= t.start and t.end <= end] for start, end in spans
        ]
        tokens = inside[0] if len(inside) == 1 else [t for found in inside for t in found]
        text = ",".join(self.text[start:end] for start, end in spans)
        order = tuple(token.tags for token in tokens if token.tags)
        tags: frozenset[str] = frozenset().union(*order)
        if len(tags & CARRIERS) > 1 and (_SEVERAL.search(text) or _JOINED.search(text)):
            tags |= {"CHANNELS"}
        residue = [
            name
            for span, found in zip(spans, inside, strict=True)
            for name in _unknown(self.text, span, found, self.issuer)
        ]
        bodies = [name for name in residue if self.issuer.is_other_body(name)]
        owners = tuple(_owners(tokens))
        return Label(
            text=text,
            tags=tags,
            order=order,
            residue=tuple(residue),
            owners=owners,
            body=bodies[-1] if bodies else "",
            owner_words=_owner_words(self.text, tokens) if len(owners) > 1 else "",
        )

    def covers(self, position: int) -> bool:
        """Whether a mark stands inside a known word: 县(市、区)."""
        return any(token.start <= position < token.end for token in self.tokens)


def read_stretch(text: str, issuer: Issuer) -> Stretch:
    """The known words of a masked, folded text without figures.

    Titles in 《》 name no subject, except the gazette's.

    >>> label = read_label("全市共收到政府信息公开申请", Issuer())
    >>> sorted(label.tags), label.residue, label.owner.words
    (['APPL', 'OWNER_WHOLE', 'RECEIVE'], (), '全市')
    """
    shown = _TITLE.sub(_show_title, text) if "《" in text else text
    if issuer.spellings:
        shown = issuer.spellings.sub(lambda match: BLANK * len(match[0]), shown)
    if '"' in shown:
        shown = _CHANNEL_NAME.sub(_hide_channel_name, shown)
    return Stretch(shown, tuple(_tokens(shown, issuer)), issuer)


def read_label(text: str, issuer: Issuer) -> Label:
    """The label of a whole text."""
    return read_stretch(text, issuer).label([(0, len(text))])


def _hide_channel_name(match: re.Match[str]) -> str:
    return _QUOTED_NAME + BLANK * (len(match[0]) - 1)


def _show_title(match: re.Match[str]) -> str:
    if match[0].endswith("公报》"):
        return "公报" + BLANK * (len(match[0]) - 2)
    if _DOCUMENT.search(match[0]):
        return BLANK * len(match[0])
    return "《》" + BLANK * (len(match[0]) - 2)


def _tokens(text: str, issuer: Issuer) -> Iterator[Token]:
    """The words of a text, owners as the issuer sees them, a hotline's number as a word."""
    at = 0
    for match in [*_HOTLINES.finditer(text), None] if HOTLINE in text else [None]:
        for token in vocabulary().tokens(text[at : match.start()] if match else text[at:]):
            tags = _seen_by(issuer, token.tags, token.word) if token.tags else token.tags
            yield Token(token.word, tags, token.start + at, token.end + at)
        if match:
            yield Token(match[0], frozenset({"HOTLINE"}), *match.span())
            at = match.end()


@lru_cache(maxsize=4096)
def _seen_by(issuer: Issuer, tags: frozenset[str], word: str) -> frozenset[str]:
    """The tags of a word, an owner among them as it stands to the issuer."""
    tag = next((tag for tag in tags if tag.startswith(OWNER_TAG)), "")
    if not tag:
        return tags
    kind = issuer.resolve(tag.removeprefix(OWNER_TAG).lower(), word)
    return tags - {tag} | ({f"{OWNER_TAG}{kind.upper()}"} if kind else set())


def _owners(tokens: Sequence[Token]) -> Iterator[Owner]:
    for token in tokens:
        for tag in token.tags:
            if tag.startswith(OWNER_TAG):
                yield Owner(tag.removeprefix(OWNER_TAG).lower(), token.word)


def _unknown(text: str, span: Span, tokens: Sequence[Token], issuer: Issuer) -> Iterator[str]:
    """The unknown stretches of a span that are neither the issuer's name nor that of a channel."""
    for name, after in _gaps(text, span, tokens):
        if issuer.is_own_name(name):
            continue
        is_channel = after is not None and bool(after.tags & _CHANNELS)
        if is_channel and not is_higher(name) and not issuer.is_other_organ(name):
            continue
        several = _SEVERAL.search(text)  # one of several ways may be unknown
        if not several or name not in _NOT_NAME.sub("", several[0]):
            yield name


def _gaps(text: str, span: Span, tokens: Sequence[Token]) -> Iterator[tuple[str, Token | None]]:
    """The unknown stretches of a span, with the known word after each."""
    name, at = "", span[0]
    for token in [*tokens, None]:
        end = token.start if token else span[1]
        gap = _NOT_NAME.sub("", text[at:end])
        if token and token.word in _ENDS_NAME and (name or gap or token.word in _AREAS):
            name += gap + token.word
        elif name or gap:
            if len(name + gap) > 2 or set(name + gap) - _AREAS:
                yield name + gap, token
            name = ""
        at = token.end if token else end


def _owner_words(text: str, tokens: Sequence[Token]) -> str:
    """The printed words from the first owner to the last, if only filling words stand between."""
    owners = [i for i, t in enumerate(tokens) if any(tag.startswith(OWNER_TAG) for tag in t.tags)]
    between = tokens[owners[0] : owners[-1] + 1]
    gaps = [text[a.end : b.start] for a, b in pairwise([tokens[i] for i in owners])]
    if any(t.tags and not any(tag.startswith(OWNER_TAG) for tag in t.tags) for t in between):
        return ""
    if any(len(gap) > _BETWEEN_OWNERS or _MARK.search(gap) for gap in gaps):
        return ""
    return text[between[0].start : between[-1].end].replace(HIDDEN, "")


def merge(first: Label, second: Label) -> Label:
    """One label of two: 分别 gives each number an item of the list and the words after it."""
    return replace(
        first,
        text=f"{first.text},{second.text}",
        tags=first.tags | second.tags,
        order=first.order + second.order,
        residue=first.residue + second.residue,
        owners=first.owners + second.owners,
        body=second.body or first.body,
    )
