"""Which name on a page is that of the issuer.

The one of the title (read in `titles`, split in `names`), else that of the first sentences, of a
line below the title, or of the sender that a label names. The title of a law, a link or a contact
is no evidence of the issuer, and an organ without its place (县教育局) is not completed from
elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from .names import Name, parse_name, strip_desk
from .page import Page
from .text import fold_dates
from .titles import Title, find_body_start

_YEAR = r"(?:20\d{2}年?度?)"
_NAME = r"([^,。;:《》\n]{2,45}?)"
_ANNOUNCED = re.compile(
    rf"(?:公布|发布|公开|现将|编制了?|形成|报告)《?(?:{_YEAR}{_NAME}|{_NAME}{_YEAR})的?"
    "(?:政府|政务)?(?:信息|政务)公开"
)
_COMPILED = re.compile(
    rf"由{_NAME}(?:(?:根据|按照|依据|结合)[^。\n]{{0,120}}?)?"
    r"(?:汇总|综合|统一|组织|牵头|负责)?(?:编制|编写|编成|撰写)"
    rf"|(?:^|[,。\n]){_NAME}编制(?:了)?本报告"
)
_OWN_AREA = re.compile("我[省市县区旗州]|全[省市县区旗州]")
# A name in a line of its own, or in front of a date; in front of a year alone it is of a table.
_SENDER_LINE = re.compile(r"([\u4e00-\u9fff()、]{4,40})(?:20\d{2}[-年/.]\d{1,2}[-月/.]\d.*)?")
_NEAR = 5  # lines below the title
# Labels of the line above a report. Blanks between their characters are gone in plain text.
_SENDER = re.compile(
    r"(?:发布机构|发布单位|发布机关|发文机关|发文单位|公开主体|公开单位|责任单位|责任部门"
    r"|信息来源|文章来源|供稿单位|信息提供|来源)[:|]+"
    r"([\u4e00-\u9fff()、]{2,40}?)(?=发布|发文|公开|时间|日期|作者|点击|浏览|访问|阅读"
    r"|字体|字号|编辑|责任|审核|索引|分类|文号|打印|分享|$|[^\u4e00-\u9fff()、])",
    re.MULTILINE,
)


def find_issuer(page: Page, title: Title | None) -> tuple[Name | None, str]:
    """The name that the page gives itself, without places that it leaves out, and where it stands.

    That of the report's title, however little is known of it, else that of the text. None where
    the page gives none. A general office that gives notice of a report gives that of another.
    """
    own = title.issuer if title else None
    if title and own and not (title.is_notice and own.kind == "general_office"):
        return own, title.source
    for text, source in _list_texts(page, title):
        name = parse_name(text, strict=True)
        if name and not name.lost and (source != "compiler" or name.kind != "general_office"):
            return name, source
        if name and _speaks_for_area(name, page.text):
            # A general office compiles the report of its government.
            place = name.places[-1]
            return replace(name, kind="government", text=f"{place}人民政府"), source
    return None, ""


def _list_texts(page: Page, title: Title | None) -> Iterator[tuple[str, str]]:
    """The texts outside titles that may be the issuer's name, the surest first, and where each
    stands.
    """
    opening = "\n".join(said.text for said in page.head[:25])
    yield from ((text, "text") for text in _find_groups(_ANNOUNCED, opening))
    at, body = title.index + 1 if title else 0, find_body_start(page.head)
    below = page.head[at : min(at + _NEAR, body)]
    lines = (_SENDER_LINE.fullmatch(said.text) for said in below if title)
    yield from ((line[1], "sender") for line in lines if line)
    yield from ((strip_desk(text), "compiler") for text in _find_groups(_COMPILED, opening))
    # The source of a web page may be an office above that passes the report on.
    above = "\n".join((*map(fold_dates, page.rows), *(said.text for said in page.head[:body])))
    yield from ((text, "sender") for text in _find_groups(_SENDER, above))


def _find_groups(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    return (match[match.lastindex or 0] for match in pattern.finditer(text))


def _speaks_for_area(name: Name, text: str) -> bool:
    """Whether the government whose office is named speaks of its area, or of itself by name."""
    if not name.places:
        return False
    place = re.escape(name.places[-1])
    own = rf"20\d\d年度?,?{place}(?:(?:人民)?政府(?!办|信息)|坚持|认真|按照|深入|全面|以|紧紧|严格|围绕)"
    return bool(_OWN_AREA.search(text) or re.search(own, text))
