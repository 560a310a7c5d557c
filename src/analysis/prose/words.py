"""The known words of a sentence, found in one pass, and what those of one clause say together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from ..forms.statements import Token, load_vocabulary
from .masks import BLANK, HOTLINE
from .owners import LEVEL, OWNER_TAG, OWNERS, PART, WHOLE, Issuer, Owner, is_higher
from .subjects import OWN_NAME, Subject, find_subject

Span = tuple[int, int]

HIDDEN = "\x00"  # stands for each character of a remark that is left out

CARRIERS = frozenset({"WEBSITE", "WECHAT", "WEIBO", "GAZETTE", "CHANNEL_OTHER", "READING"})
_CHANNELS = frozenset({"WEBSITE", "WECHAT", "WEIBO", "HOTLINE", "GAZETTE"})
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
    rf"(?:^|(?<=[,;:。(]))(?:{BLANK}|[^\w《\"]|其中|另外|此外|[一二三四五六七八九十]是|通过|利用|依托|在|年|公众号|官方)*"
    r'(?P<name>(?:(?:"[^"]{2,16}"|《[^》]{2,20}(?<!公报)》)[、和及与]?)+)'
    rf"(?=(?:{BLANK}|今年|全年|本?年度?|[总一]?共|累计|合计|已|新增|先后|还|也|则|平台|专栏|上|等)*"
    r"(?:,?(?:主动|公开|公布|发布|推送|刊[登载发]|收到|受理)|[:。]|$))"
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
_EMPTY = OWNERS | {"LODGE", "ONLY"}
_AREAS = frozenset("省市县区镇乡州")
# Words that belong to the name before them: 市 or 人民政府 after an unknown stretch.
_ENDS_NAME = _AREAS | frozenset(
    "人民政府 政府 市政府 区政府 县政府 镇政府 市人民政府 区人民政府 县人民政府 省人民政府 镇人民政府"
    " 办公室 办公厅".split()
)
_NAME_BEFORE = re.compile("[\u3400-\u9fff]{1,8}$")
_BETWEEN_OWNERS = 8
_MARK = re.compile(rf"[,;:()。!?\n\d{BLANK}{HOTLINE}]")


@dataclass(frozen=True)
class Label:
    """What some words say: the known ones among them, in their order, and the unknown stretches.

    `sources` are the stretches and spans that the words come from, each with its known words.
    """

    text: str = ""
    tags: frozenset[str] = frozenset()
    tokens: tuple[Token, ...] = ()
    sources: tuple[tuple[Stretch, Span, tuple[Token, ...]], ...] = ()

    def __add__(self, other: Label) -> Label:
        """One label of two: 分别 gives each number an item of the list and the words after it."""
        return Label(
            f"{self.text},{other.text}",
            self.tags | other.tags,
            self.tokens + other.tokens,
            self.sources + other.sources,
        )

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
            for name in _find_unknown(stretch.text, span, tokens, stretch.issuer)
        )

    @cached_property
    def body(self) -> str:
        """The last unknown stretch that names another body than the issuer."""
        issuer = self.sources[0][0].issuer if self.sources else Issuer()
        named = (n for n in reversed(self.residue) if n + OWN_NAME not in self.text)
        return next((name for name in named if issuer.is_other_body(name)), "")

    @cached_property
    def subject(self) -> Subject:
        """Who acts: the issuer, or somebody whom no list names."""
        found = (
            find_subject(stretch.text, tokens, *span, stretch.issuer)
            for stretch, span, tokens in self.sources
        )
        return next((subject for subject in found if any(subject)), Subject())

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
        """Whose the figure is.

        Own organs, or the level itself, with what is below them are the whole.

        Of two that exclude each other (省政府办公厅…, 我市…) the later counts.
        """
        if self.subject.name:
            return Owner(PART, self.subject.name)
        if not self.owners and not self.body:
            return Owner()
        kinds = {owner.kind for owner in self.owners} - {"other"}
        last = self.owners[-1].kind if self.owners else ""
        words = _owner_words(self) or "、".join(dict.fromkeys(o.words for o in self.owners))
        if last == "other" or self._is_of_others():
            return Owner(PART, words)
        if last in ("whole", "self") and self.body and words + self.body in self.text:
            return Owner(PART, words + self.body)  # 我区东湖区
        if kinds & {"whole", "self"} or ("area" in kinds and kinds & {"own", "level"}):
            return Owner(WHOLE, words)
        if kinds & {"own", "area", "office"} or self.body:
            return Owner(PART, words or self.body)
        return Owner(LEVEL, words) if "level" in kinds else Owner()

    def _is_of_others(self) -> bool:
        """Whether the issuer's own kind of bodies are somebody else's: 全国各级行政机关."""
        pairs = pairwise(self.owners)
        return any(a.kind == "other" and a.words + b.words in self.text for a, b in pairs)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The text between two figures with its words; labels of parts of it are made by `label`."""

    text: str
    tokens: tuple[Token, ...]
    issuer: Issuer

    def label(self, spans: Sequence[Span]) -> Label:
        """The label in some spans of the stretch, in their order."""
        sources = tuple((self, span, self._within(*span)) for span in spans)
        tokens = sources[0][2] if len(sources) == 1 else sum((one[2] for one in sources), ())
        text = ",".join(self.text[start:end] for start, end in spans)
        tags: frozenset[str] = frozenset().union(*(token.tags for token in tokens))
        if len(tags & CARRIERS) > 1 and (_SEVERAL.search(text) or _JOINED.search(text)):
            tags |= {"CHANNELS"}
        return Label(text, tags, tokens, sources)

    def _within(self, start: int, end: int) -> tuple[Token, ...]:
        """The known words in a span."""
        if start == 0 and end == len(self.text):
            return self.tokens
        return tuple(t for t in self.tokens if start <= t.start and t.end <= end)

    def whole(self) -> Label:
        """The label of all words of the stretch."""
        if not self.text:
            return Label()
        return self.label([(0, len(self.text))])

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
    if not text:
        return Stretch(text, (), issuer)
    shown = _TITLE.sub(_show_title, text) if "《" in text else text
    shown = mark_own_names(shown, issuer)
    if '"' in shown:
        shown = _CHANNEL_NAME.sub(_hide_channel_name, shown)
    return Stretch(shown, tuple(_name_actors(shown, text, _tokens(shown, issuer))), issuer)


def read_label(text: str, issuer: Issuer) -> Label:
    """The label of a whole text."""
    return read_stretch(text, issuer).whole()


def _name_actors(shown: str, text: str, tokens: Iterable[Token]) -> Iterable[Token]:
    """The known words, with a quoted name that acts among them: somebody else."""
    if not ('"' in shown or "《" in shown):
        return tokens
    spans = [m.span("name") for m in _ACTOR.finditer(text) if _is_strange(m["name"])]
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
            if not (ends or issuer.is_self(before)):
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


def _tokens(text: str, issuer: Issuer) -> Iterator[Token]:
    """The words of a text, owners as the issuer sees them."""
    for token in find_words(text):
        for tag in () if token.tags.isdisjoint(OWNERS) else token.tags & OWNERS:
            kind = issuer.resolve(tag.removeprefix(OWNER_TAG).lower(), token.word)
            seen = {f"{OWNER_TAG}{kind.upper()}"} if kind else set()
            token = token._replace(tags=token.tags - {tag} | seen)
        yield token


def _find_unknown(text: str, span: Span, tokens: Sequence[Token], issuer: Issuer) -> Iterator[str]:
    """The unknown stretches of a span that are neither the issuer's name nor that of a channel."""
    for name, after in _gaps(text, span, tokens):
        if name + OWN_NAME in text or issuer.is_own_name(name):
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


# A body with which a text begins: 青云镇积极推进. A verb begins none: 充分发挥局网站作用.
_BODY_FIRST = re.compile(
    r"(?!加强|推|充分|发挥|做好|深化|完善|建|健全|强化|扩|落实|认真|积极|进一步|严格|依托)"
    r"(?:.{1,10}?(?<![与和及对向为在由从到是])(?:局(?![面部限势])|委(?![托派])|厅|镇(?![化区村])|乡(?![村镇土风])|街道|县(?!域)"
    r"|(?<!城)市(?![场民政域容县])|(?<![片社园小地])区(?![域别块间位划])|中心|办公室|大学)"
    r"|.{0,10}?(?:公司|医院|学校|[中小]学|一中|银行|集团|企业|管委会|办事处|人大|政协|支队|大队|福利院|法院|检察院))"
)
_NO_NAME = re.compile("[除在的了对向于]")
_LEADS = re.compile("(?:[省市州区县旗]|党|工)委")  # the party leads and does not report


def begins_with_body(text: str) -> bool:
    """Whether a text may begin with the name of a body."""
    return _BODY_FIRST.match(text) is not None


def find_other(text: str, unknown: Sequence[str], issuer: Issuer, *, organs: bool) -> str:
    """Another body than the issuer with which a text begins, by its unknown stretches.

    With `organs` its own are others too.
    """
    match = _BODY_FIRST.match(text)
    if match is None or _LEADS.fullmatch(match[0]) or issuer.is_self(match[0]):
        return ""
    ends = ((text.find(name), len(name)) for name in unknown)
    if organs and not _NO_NAME.search(match[0]):
        return match[0]
    return match[0] if any(at < match.end() <= at + size for at, size in ends) else ""


def _owner_words(label: Label) -> str:
    """The printed words from the first owner to the last, if only filling words stand between."""
    first = label.sources[0][0] if label.sources else None
    tokens = [t for stretch, _, found in label.sources if stretch is first for t in found]
    owners = [at for at, token in enumerate(tokens) if token.tags & OWNERS]
    if first is None or len(owners) < 2:
        return ""
    if any(token.tags - OWNERS for token in tokens[owners[0] : owners[-1] + 1]):
        return ""
    gaps = [first.text[a.end : b.start] for a, b in pairwise(tokens[at] for at in owners)]
    if any(len(gap) > _BETWEEN_OWNERS or _MARK.search(gap) for gap in gaps):
        return ""
    return first.text[tokens[owners[0]].start : tokens[owners[-1]].end].replace(HIDDEN, "")
