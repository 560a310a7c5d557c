"""The words beside a number: which are known, what they name, and what is left over."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from ..forms.statements import Token, vocabulary
from .masks import BLANK, HOTLINE

_NOT_HAN = re.compile(r"[^\u3400-\u9fffA-Za-z]+")
_QUOTED = re.compile(r'"[^"]*"?')
_TITLE = re.compile(r"《(?!条例》所指)[^》]*》?")
_BODY = re.compile(
    r"(?:局|委|厅|镇|乡|街道|区|县|处|所|公司|学校|医院|中心|管委会|办事处|街道办|研究室|办公室)$"
)
_CHANNELS = frozenset({"WEBSITE", "WECHAT", "WEIBO", "HOTLINE", "GAZETTE"})
CARRIERS = frozenset({"WEBSITE", "WECHAT", "WEIBO", "GAZETTE", "CHANNEL_OTHER"})
_SEVERAL = re.compile(
    r"(?:(?:通过|利用|依托)[^,;。\d]*)?等(?:多种|各种|各类|多个|多)?(?:渠道|形式|方式|平台|途径|载体|媒体)"
)
_ABOVE = ("省", "国家", "全国", "上级", "中央", "人民网", "新华")  # a channel of somebody else
_LONE = "省市县区镇乡州"
_PLACE = frozenset(_LONE) | frozenset(
    "人民政府 政府 市政府 区政府 县政府 镇政府 市人民政府 区人民政府 县人民政府 省人民政府 镇人民政府 办公室 办公厅".split()
)
_BETWEEN = 8
_MARK = re.compile(rf"[,;:()。!?\n\d{BLANK}{HOTLINE}]")
_NAME = 14  # characters of a name that may stand in front of 网站 or 公众号


@dataclass(frozen=True, slots=True)
class Label:
    """`tags` of the known words, in `order`; `residue` the unknown stretches; `scope` kinds with the printed words."""

    text: str = ""
    tags: frozenset[str] = frozenset()
    order: tuple[frozenset[str], ...] = ()
    residue: tuple[str, ...] = ()
    scopes: tuple[tuple[str, str], ...] = ()
    body: str = ""
    printed: str = ""  # the scopes with what stands between them: 全区各板块、各部门

    @property
    def empty(self) -> bool:
        """Nothing but filling words."""
        return not self.residue and not any(
            not t.startswith("SCOPE_") for t in self.tags - {"LODGE", "ONLY"}
        )

    @property
    def scope_words(self) -> str:
        return self.printed or "、".join(dict.fromkeys(words for _, words in self.scopes))


@dataclass(slots=True)
class Names:
    """What the issuer is called, to know its own name in a label."""

    issuer: str = ""
    suffix: str = field(init=False, default="")
    labels: dict[str, Label] = field(init=False, default_factory=dict)  # those read so far

    def __post_init__(self) -> None:
        match = _BODY.search(self.issuer)
        self.suffix = match[0] if match else ""

    def own(self, text: str) -> bool:
        """Whether an unknown stretch is the issuer's name or a part of it; any body where the issuer is unknown."""
        if not self.issuer:
            return bool(_BODY.search(text)) and len(text) <= _NAME and not text.startswith(_ABOVE)
        plain, whole = text.replace("人民", ""), self.issuer.replace("人民", "")
        if len(plain) < 2 or plain in whole:
            return len(plain) >= 2
        rest = iter(
            whole[max(whole.find(plain[:2]), 0) :]
        )  # 市发改委: its characters stand in the full name, in their order
        return plain[:2] in whole and all(char in rest for char in plain)


def _shown(text: str) -> str:
    """Titles in 《》 name no subject, except the gazette; quotation marks only frame a name."""
    return _TITLE.sub(
        lambda m: (
            "公报" + BLANK * (len(m[0]) - 2) if m[0].endswith("公报》") else BLANK * len(m[0])
        ),
        text,
    )


def _tokens(text: str) -> list[Token]:
    if HOTLINE not in text:
        return vocabulary().tokens(text)
    found: list[Token] = []
    at = 0
    for match in re.finditer(f"{HOTLINE}+", text):
        found += [
            Token(t.word, t.tags, t.start + at, t.end + at)
            for t in vocabulary().tokens(text[at : match.start()])
        ]
        found.append(Token(match[0], frozenset({"HOTLINE"}), match.start(), match.end()))
        at = match.end()
    return found + [
        Token(t.word, t.tags, t.start + at, t.end + at) for t in vocabulary().tokens(text[at:])
    ]


def _gaps(shown: str, tokens: list[Token]) -> list[tuple[str, Token | None]]:
    """The unknown stretches with the known word after each. 市 or 人民政府 after an unknown stretch belongs to the name."""
    shown = _QUOTED.sub(lambda m: BLANK * len(m[0]), shown)
    gaps: list[tuple[str, Token | None]] = []
    name, at = "", 0
    for token in [*tokens, None]:
        start = token.start if token else len(shown)
        gap = _NOT_HAN.sub("", shown[at:start])
        if token and token.word in _PLACE and (name or gap or token.word in _LONE):
            name += gap + token.word
        elif name or gap:
            gaps.append((name + gap, token))
            name = ""
        at = token.end if token else len(shown)
    return [(gap, token) for gap, token in gaps if gap.strip("省市县区镇乡州") or len(gap) > 2]


def _stretch(shown: str, tokens: list[Token]) -> str:
    """The printed words from the first scope to the last, where nothing but a few words without a meaning of their own stands between."""
    scoped = [i for i, t in enumerate(tokens) if any(tag.startswith("SCOPE_") for tag in t.tags)]
    if len(scoped) < 2:
        return ""
    between = tokens[scoped[0] : scoped[-1] + 1]
    gaps = [shown[a.end : b.start] for a, b in pairwise([tokens[i] for i in scoped])]
    if any(t.tags and not any(tag.startswith("SCOPE_") for tag in t.tags) for t in between) or any(
        len(gap) > _BETWEEN or _MARK.search(gap) for gap in gaps
    ):
        return ""
    return shown[between[0].start : between[-1].end]


def read_label(text: str, names: Names) -> Label:
    """The label in a masked, folded stretch of text.

    >>> label = read_label("全市共收到政府信息公开申请", Names())
    >>> sorted(label.tags), label.residue, label.scope_words
    (['APPL', 'RECEIVE', 'SCOPE_WHOLE'], (), '全市')
    """
    if text not in names.labels:
        names.labels[text] = _read(text, names)
    return names.labels[text]


def _read(text: str, names: Names) -> Label:
    shown = _shown(text)
    tokens = _tokens(shown)
    residue: list[str] = []
    body = ""
    several = _SEVERAL.search(text)
    listed = (
        _NOT_HAN.sub("", several[0]) if several else ""
    )  # 通过政府网站、便民服务大厅等渠道: one way may be unknown
    for gap, token in _gaps(shown, tokens):
        if (
            names.own(gap)
            or gap in listed
            or (
                token
                and token.tags & _CHANNELS
                and len(gap) <= _NAME
                and not gap.startswith(_ABOVE)
            )
        ):
            continue
        residue.append(gap)
        match = _BODY.search(gap)
        if (
            match
            and len(gap) > len(match[0])
            and names.issuer
            and not (names.suffix and gap.endswith(names.suffix))
        ):
            body = gap
    if text.endswith("》") and not text.endswith("公报》"):
        residue.append("《》")  # 编发《教育政报》12期: the title is what is counted
    scopes = tuple(
        (tag.removeprefix("SCOPE_").lower(), t.word)
        for t in tokens
        for tag in t.tags
        if tag.startswith("SCOPE_")
    )
    order = tuple(t.tags for t in tokens if t.tags)
    tags: frozenset[str] = frozenset().union(*order)
    if len(tags & CARRIERS) > 1 and several:
        tags |= {"CHANNELS"}
    return Label(text, tags, order, tuple(residue), scopes, body, _stretch(shown, tokens))
