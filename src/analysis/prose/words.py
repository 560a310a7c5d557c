"""The known words of a sentence, found in one pass, and what those of one clause say together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
_JOINED = re.compile(
    "(?:网站|网|平台|专栏)(?:和|及|与|以及)[^,;。]{0,16}(?:公众号|微信|微博|新媒体|公报)"
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
        inside = [self._within(span) for span in spans]
        tokens = [token for found in inside for token in found]
        text = ",".join(self.text[start:end] for start, end in spans)
        residue: list[str] = []
        body = ""
        for span, found in zip(spans, inside, strict=True):
            for name in _unknown(self.text, span, found, self.issuer):
                residue.append(name)
                body = name if self.issuer.is_other_body(name) else body
        tags: frozenset[str] = frozenset().union(*(token.tags for token in tokens))
        if len(tags & CARRIERS) > 1 and (_SEVERAL.search(text) or _JOINED.search(text)):
            tags |= {"CHANNELS"}
        return Label(
            text=text,
            tags=tags,
            order=tuple(token.tags for token in tokens if token.tags),
            residue=tuple(residue),
            owners=tuple(_owners(tokens)),
            body=body,
            owner_words=_owner_words(self.text, tokens),
        )

    def _within(self, span: Span) -> list[Token]:
        return [t for t in self.tokens if span[0] <= t.start and t.end <= span[1]]

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
        shown = _CHANNEL_NAME.sub(lambda match: BLANK * len(match[0]), shown)
    return Stretch(shown, tuple(_tokens(shown, issuer)), issuer)


def read_label(text: str, issuer: Issuer) -> Label:
    """The label of a whole text."""
    return read_stretch(text, issuer).label([(0, len(text))])


def _show_title(match: re.Match[str]) -> str:
    if match[0].endswith("公报》"):
        return "公报" + BLANK * (len(match[0]) - 2)
    if _DOCUMENT.search(match[0]):
        return BLANK * len(match[0])
    return "《》" + BLANK * (len(match[0]) - 2)


def _tokens(text: str, issuer: Issuer) -> Iterator[Token]:
    """The words of a text, hotlines that are called by their number among them.

    owners as the issuer sees them.
    """
    at = 0
    for match in [*re.finditer(f"{HOTLINE}+", text), None]:
        end = match.start() if match else len(text)
        for token in vocabulary().tokens(text[at:end]):
            yield _resolve(token._replace(start=token.start + at, end=token.end + at), issuer)
        if match:
            yield Token(match[0], frozenset({"HOTLINE"}), *match.span())
            at = match.end()


def _resolve(token: Token, issuer: Issuer) -> Token:
    tag = next((tag for tag in token.tags if tag.startswith(OWNER_TAG)), "")
    if not tag:
        return token
    kind = issuer.resolve(tag.removeprefix(OWNER_TAG).lower(), token.word)
    named = {f"{OWNER_TAG}{kind.upper()}"} if kind else set()
    return token._replace(tags=token.tags - {tag} | named)


def _owners(tokens: Sequence[Token]) -> Iterator[Owner]:
    for token in tokens:
        for tag in token.tags:
            if tag.startswith(OWNER_TAG):
                yield Owner(tag.removeprefix(OWNER_TAG).lower(), token.word)


def _unknown(text: str, span: Span, tokens: Sequence[Token], issuer: Issuer) -> Iterator[str]:
    """The unknown stretches of a span that are neither the issuer's name nor that of a channel.

    beside them.
    """
    several = _SEVERAL.search(text)
    listed = _NOT_NAME.sub("", several[0]) if several else ""  # one of several ways may be unknown
    for name, after in _gaps(text, span, tokens):
        channel = after is not None and bool(after.tags & _CHANNELS)
        own_channel = channel and not is_higher(name) and not issuer.is_other_organ(name)
        if not issuer.is_own_name(name) and name not in listed and not own_channel:
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
    """The printed words from the first owner to the last.

    where nothing but filling words stands between.
    """
    owners = [i for i, t in enumerate(tokens) if any(tag.startswith(OWNER_TAG) for tag in t.tags)]
    if len(owners) < 2:
        return ""
    between = tokens[owners[0] : owners[-1] + 1]
    gaps = [text[a.end : b.start] for a, b in pairwise([tokens[i] for i in owners])]
    if any(t.tags and not any(tag.startswith(OWNER_TAG) for tag in t.tags) for t in between):
        return ""
    if any(len(gap) > _BETWEEN_OWNERS or _MARK.search(gap) for gap in gaps):
        return ""
    return text[between[0].start : between[-1].end].replace(HIDDEN, "")


def merge(first: Label, second: Label) -> Label:
    """One label of two.

    as where 分别 gives each number an item of the list and the words after it.
    """
    return replace(
        first,
        text=f"{first.text},{second.text}",
        tags=first.tags | second.tags,
        order=first.order + second.order,
        residue=first.residue + second.residue,
        owners=first.owners + second.owners,
        body=second.body or first.body,
    )
