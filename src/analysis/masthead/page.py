"""Which parts of a page can say who and when: its head, its foot, its meta tags, its names.

Nothing is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from ..documents.blocks import Document, Grid, Line
from .text import fold_dates

HEAD_LINES, FOOT_LINES = 60, 20
_BEFORE = 40  # lines before the first text of `_RUNNING` characters; above them stand links
_RUNNING = 60
# A page glued into one line would otherwise be read as a whole.
_HEAD_BLOCKS, _HEAD_ROWS, _HEAD_CELLS = 120, 12, 8
_LONGEST, _FOOT_LONGEST, _LONGEST_FIELD = 1500, 300, 200

_NOT_WORD = re.compile(r"[^a-z]")
_URL = re.compile(r"https?://[^\s<>\"'，。；）)]+")
_OF_URL = re.compile("原文链接|原文地址|来源网址|(?:网址|链接|URL|url):|http")
_URL_TAGS = ("url", "ogurl", "canonical", "savedfromurl", "contentlocation")
# Labels of the line above a report. Blanks between their characters are gone in plain text.
_SENDER = re.compile(
    r"(?:发布机构|发布单位|发布机关|发文机关|发文单位|公开主体|公开单位|责任单位|责任部门"
    r"|信息来源|文章来源|供稿单位|信息提供|来源)[:：]"
    r"(?P<name>[\u4e00-\u9fff()、]{2,40}?)(?=发布|发文|公开|时间|日期|作者|点击|浏览|访问|阅读"
    r"|字体|字号|编辑|责任|审核|索引|分类|文号|打印|分享|$|[^\u4e00-\u9fff()、])"
)


@dataclass(frozen=True, slots=True)
class Said:
    """One line of the page: as printed with single spaces, and plain.

    `index` counts the lines that hold text.
    """

    raw: str
    text: str
    index: int


@dataclass(frozen=True)
class Page:
    """What was gathered.

    `text` is head and foot as one plain text, a line each; `rows` are those of small tables at the
    head, their cells parted by a bar in `raw` and by a colon in `text`; `senders` are the names
    that a label at the head calls the sender.
    """

    name: str
    text: str
    head: tuple[Said, ...]
    foot: tuple[Said, ...]
    rows: tuple[Said, ...]
    meta: dict[str, str]
    senders: tuple[str, ...]
    url: str
    url_from: str

    @property
    def stem(self) -> str:
        return PurePosixPath(self.name).stem


def survey_page(document: Document, lines: Sequence[Line]) -> Page:
    """Gather the head (60 lines, behind many links those around the first text), the foot (20) and
    the names of a page.

    Reads no form table.
    """
    printed = [line.text for line in lines if line.text and not line.text.isspace()]
    running = (at for at, text in enumerate(printed) if len(text) >= _RUNNING and "。" in text)
    printed = printed[max(next(running, 0) - _BEFORE, 0) :]
    head = tuple(_read_lines(printed[:HEAD_LINES], _LONGEST))
    foot = tuple(_read_lines(printed[HEAD_LINES:][-FOOT_LINES:], _FOOT_LONGEST))
    meta = {
        _NOT_WORD.sub("", key.lower()): value.strip()
        for key, value in document.meta.items()
        if value
    }
    rows = tuple(_read_rows(document))
    short = "\n".join(said.text for said in (*head, *rows) if len(said.text) <= _LONGEST_FIELD)
    senders = tuple(match["name"] for match in _SENDER.finditer(short))
    text = "\n".join(said.text for said in (*head, *foot))
    return Page(document.name, text, head, foot, rows, meta, senders, *_find_address(meta, head))


def _read_lines(texts: Sequence[str], longest: int) -> Iterator[Said]:
    raws = [" ".join(text[:longest].split()) for text in texts]
    kept = [(raw, text) for raw in raws if (text := fold_dates(raw))]
    return (Said(raw, text, index) for index, (raw, text) in enumerate(kept))


def _read_rows(document: Document) -> Iterator[Said]:
    """The rows of small tables at the head, also those kept as text: 索引号, 发布日期, 标题."""
    for block in document.blocks[:_HEAD_BLOCKS]:
        if isinstance(block, Grid):
            rows = [[cell.text for cell in row] for row in block.rows[:_HEAD_ROWS]]
        else:
            rows = [block.text[:_LONGEST].split("|")] if "|" in block.text else []
        for row in rows:
            cells = [" ".join(text[:_LONGEST_FIELD].split()) for text in row[:_HEAD_CELLS]]
            joined = ":".join(fold_dates(cell).rstrip(":") for cell in cells)
            yield Said("|".join(cells), joined, -1)


def _find_address(meta: dict[str, str], head: tuple[Said, ...]) -> tuple[str, str]:
    """The page's own address: from its meta tags, else from the line 原文链接 or 网址 at its head."""
    for value in (meta.get(key, "") for key in _URL_TAGS):
        if value.startswith(("http://", "https://")):
            return value, "meta"
    said = (said.raw for said in head[:10] if _OF_URL.match(said.text))
    found = next((match[0] for raw in said if (match := _URL.search(raw))), "")
    return found, "text" if found else ""
