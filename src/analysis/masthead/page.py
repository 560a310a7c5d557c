"""The parts of a page that can say who and when: its head, its foot, its meta tags, its names.

Nothing is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import PurePosixPath

from ..documents.blocks import Document, Grid, Line
from .text import fold_dates

HEAD_LINES, FOOT_LINES = 60, 20
_FIRST, _BEFORE, _RUNNING = (
    10,
    25,
    60,
)  # of a head behind many links: its first lines, those before the first text of so many characters
# A page glued into one line would otherwise be read as a whole.
_LONGEST, _FOOT_LONGEST, _WHOLE_HEAD = 1500, 300, 12_000
_HEAD_CELLS, _HEAD_BLOCKS = 80, 120
_HEAD_WORDS = re.compile(
    r"发布|發布|来源|來源|日期|时间|時間|公开.{0,8}(?:报告|年报)|公開.{0,12}(?:報|年报)|标\s*题|標\s*題|主体|单位|点击|浏览|單位|机构|機構"
)

_NOT_WORD = re.compile(r"[^a-z]")
_URL = re.compile(r"https?://[^\s<>\"'，。；）)]+")
# Labels of the small table or line above a report. Blanks between their characters are gone in
# plain text.
_FIELD = re.compile(
    r"(?P<sender>发布机构|发布单位|发布机关|发文机关|发文单位|公开主体|公开单位|责任单位|责任部门|信息来源|文章来源|供稿单位|信息提供|来源)[:：]"
    r"(?P<name>[\u4e00-\u9fff()、]{2,40}?)(?=发布|发文|公开|时间|日期|作者|点击|浏览|访问|阅读|字体|字号|编辑|责任|审核|索引|分类|文号"
    r"|打印|分享|$|[^\u4e00-\u9fff()、])"
)
_LABELS = (
    dict.fromkeys(
        "发布机构 发布单位 发布机关 发文机关 发文单位 公开主体 公开单位 责任单位 责任部门 信息来源 文章来源 来源".split(),
        "sender",
    )
    | dict.fromkeys("标题 名称 信息名称 文件名称 信息标题".split(), "title")
    | dict.fromkeys(
        "发布日期 发布时间 公开日期 公开时间 发文日期 生成日期 成文日期 发文时间".split(), "day"
    )
)
"""What a labelled cell at the head says."""
_PARTS = re.compile(r"[_|>»-]")
_BARS = re.compile(r"[|\t]")
_SITE_CODE = re.compile(r"(?:网站)?标识码[:：]?(\d{6})\d{4}")


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

    `text` is head and foot as one plain text, a line each. `rows` are cells of tables at the
    head that may hold a title, a date or a sender (pages set in tables). `fields` holds what
    labelled places at the head say: title, sender, day. `site` names the owner of the site,
    `site_code` is the first six digits of its registration, which are the code of a division.
    """

    name: str
    text: str
    head: tuple[Said, ...]
    foot: tuple[Said, ...]
    rows: tuple[Said, ...]
    meta: dict[str, str]
    fields: dict[str, tuple[str, ...]]
    site: tuple[str, ...]
    site_code: str
    url: str
    url_from: str

    @property
    def stem(self) -> str:
        return PurePosixPath(self.name).stem

    def tag(self, *names: str) -> str:
        """The first of these meta tags that says something."""
        return next((self.meta[name] for name in names if self.meta.get(name)), "")


def _read_lines(lines: Sequence[Line], longest: int) -> Iterator[Said]:
    raws = [" ".join(line.text[:longest].split()) for line in lines]
    totals = accumulate(map(len, raws))
    raws = [
        raw
        for raw, total in zip(raws, totals, strict=True)
        if total <= _WHOLE_HEAD or total == len(raw)
    ]
    kept = [(raw, text) for raw, text in zip(raws, map(fold_dates, raws), strict=True) if text]
    return (Said(raw, text, index) for index, (raw, text) in enumerate(kept))


def _find_head_rows(document: Document) -> Iterator[list[str]]:
    """The rows with words of a masthead in the tables at the head, also those kept as text."""
    seen = 0
    for block in document.blocks[:_HEAD_BLOCKS]:
        if isinstance(block, Grid):
            rows = [[cell.text for cell in row] for row in block.rows[:12]]
        elif "|" in block.text or "\t" in block.text:
            rows = [_BARS.split(block.text)]
        else:
            continue
        for row in rows:
            seen += len(row)
            cells = [" ".join(text[:200].split()) for text in row[:8]]
            if _HEAD_WORDS.search("".join(cells)):
                yield [cell for cell in cells if cell]
        if seen > _HEAD_CELLS:
            return


def survey_page(document: Document, lines: Sequence[Line]) -> Page:
    """Gather the head (60 lines.

    Behind many links its first lines, and those around the first sentence), the foot (20) and
    the names of a page.

    Reads no form table.
    """
    printed = [line for line in lines if line.text and not line.text.isspace()]
    sentence = next(
        (at for at, line in enumerate(printed) if len(line.text) >= _RUNNING and "。" in line.text),
        0,
    )
    below = sentence - _BEFORE if sentence > HEAD_LINES - FOOT_LINES else 0
    if below:
        printed = [*printed[:_FIRST], *printed[max(below, _FIRST) :]]
    head = tuple(_read_lines(printed[:HEAD_LINES], _LONGEST))
    foot = tuple(_read_lines(printed[HEAD_LINES:][-FOOT_LINES:], _FOOT_LONGEST))
    meta = {
        _NOT_WORD.sub("", key.lower()): value.strip()
        for key, value in document.meta.items()
        if value
    }
    fields: dict[str, list[str]] = {"title": [], "sender": [], "day": []}
    rows: list[Said] = []
    for cells in _find_head_rows(document):
        rows.extend(Said(cell, fold_dates(cell), -1) for cell in cells)
        for label, value in pairwise(cells):
            word = fold_dates(label).rstrip(":") if len(label) <= 12 else ""
            if said := _LABELS.get(word):
                fields[said].append(fold_dates(value) if said == "sender" else value)
    for line in (*head, *rows):
        if len(line.text) <= 200:
            fields["sender"].extend(match["name"] for match in _FIELD.finditer(line.text))
    site = [fold_dates(meta[key]) for key in ("sitename", "ogsitename") if meta.get(key)]
    site.extend(part for part in _PARTS.split(fold_dates(meta.get("title", "")))[1:] if part)
    last = "\n".join(line.text[:200] for line in (*foot, *head[-FOOT_LINES:]))
    registered = _SITE_CODE.search(last)
    code = fold_dates(meta.get("siteidcode", ""))[:6] or (registered[1] if registered else "")
    url, url_from = _find_address(meta, head)
    text = "\n".join(said.text for said in (*head, *foot))
    return Page(
        document.name,
        text,
        head,
        foot,
        tuple(rows),
        meta,
        {key: tuple(found) for key, found in fields.items()},
        tuple(dict.fromkeys(site)),
        code if code.isdigit() else "",
        url,
        url_from,
    )


def _find_address(meta: dict[str, str], head: tuple[Said, ...]) -> tuple[str, str]:
    """The page's own address.

    From its meta tags (a path there is completed by SiteDomain), else from the line 原文链接 or 网址
    at its head.
    """
    for key in (
        "url",
        "ogurl",
        "canonical",
        "savedfromurl",
        "contentlocation",
        "snapshotcontentlocation",
    ):
        value = meta.get(key, "")
        if value.startswith(("http://", "https://")):
            return value, "meta"
        domain = (
            meta.get("sitedomain", "").removeprefix("http://").removeprefix("https://").strip("/")
        )
        if value.startswith("/") and "." in domain:
            return f"http://{domain}{value}", "meta"
    for said in head[:10]:
        if said.text.startswith(
            ("原文链接", "原文地址", "来源网址", "网址:", "链接:", "URL:", "url:", "http")
        ) and (match := _URL.search(said.raw)):
            return match[0], "text"
    return "", ""
