"""The same report in another guise reads the same: encodings, line ends, characters of no width, spelling, tags around the text."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from opencc import OpenCC

from analysis import read
from analysis.forms import fold_label

RAW = sorted((Path(__file__).parents[1] / "data" / "raw").glob("*.txt"))
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
RADICALS = str.maketrans("行自方一人", "⾏⾃⽅⼀⼈")
CORNERS = str.maketrans("“”", "「」")
HALF_WIDTH = str.maketrans("（）", "()")
NAVIGATION = "首页 > 政务公开 > 年报\n字号：[大] [中] [小]\n浏览次数：123\n打印\n关闭\n"
FOOTER = "\n上一篇：没有了\n下一篇：部门预算\n网站标识码：4300000001\n联系电话：0735-1234567\n"


def _unseen(text: str) -> str:
    rng = random.Random(text[:100])
    return "".join(
        c + rng.choice(("\u200b", "\u200d", "\ufeff"))
        if "\u4e00" <= c <= "\u9fff" and rng.random() < 0.2
        else c
        for c in text
    )


def _page(line: str) -> Callable[[str], str]:
    """A page with one tag or more for every line; a no-break space is written out."""
    return lambda text: (
        "<html><body>"
        + "".join(line.format(html.escape(t).replace("\u00a0", "&nbsp;")) for t in text.split("\n"))
        + "</body></html>"
    )


def _lines(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: "\n".join(map(change, text.split("\n")))


def _cells(change: Callable[[str], str]) -> Callable[[str], str]:
    """Numbers that stand alone in a line or between separators."""
    return lambda text: re.sub(
        r"(?m)(?<![^|\t\n])([ \u00a0]*)(\d+)(?=[ \u00a0]*(?:[|\t]|$))",
        lambda m: m[1] + change(m[2]),
        text,
    )


def _wrapped(line: str) -> str:
    """Running text in lines of some 40 characters, none of which ends inside a number or in front of a mark."""
    return (
        line
        if len(line) <= 60 or re.search(r"[|\t]", line)
        else re.sub(r"(.{38}[^。]*?)(?<![\d.%；：])(?![\d.%，。；、：）万亿]|$)", r"\1\n", line)
    )


REWRITTEN: dict[str, Callable[[str], str]] = {
    "line ends of two characters": lambda text: text.replace("\n", "\r\n"),
    "blanks behind lines": _lines(lambda line: line + "  "),
    "blanks in front of lines": _lines(
        lambda line: "\u3000\u3000" + line if line.strip() else line
    ),
    "blank lines between lines": lambda text: text.replace("\n", "\n\n"),
    "characters of no width": _unseen,
    "Traditional Chinese": OpenCC("s2t").convert,
    "digits of full width": lambda text: text.translate(FULL_WIDTH),
    "radicals of a PDF font": lambda text: text.translate(RADICALS),
    "corner brackets": lambda text: text.translate(CORNERS),
    "brackets of half width": lambda text: text.translate(HALF_WIDTH),
    "another mark behind the number of a label": lambda text: re.sub(
        r"(?<![\d.])(\d)\.(?=[\u4e00-\u9fff])", r"\1、", text
    ),
    "blanks inside labels": lambda text: (
        text.replace("规章", "规　章").replace("总计", "总 计").replace("其他处理", "其他 处理")
    ),
    "counts with a point": _cells(lambda digits: digits + ".0"),
    "counts between characters of no width": _cells(lambda digits: f"\u200b{digits}\ufeff"),
    "wrapped sentences": _lines(_wrapped),
    "navigation and footer": lambda text: NAVIGATION + text + FOOTER,
    "a paragraph for each line": _page("<p>{}</p>\n"),
    "spans in blocks": _page("<div><span>{}</span></div>"),
    "line breaks": lambda text: "<div>" + "<br/>\n".join(html.escape(text).split("\n")) + "</div>",
}
ENCODED = {"utf-16": "utf-16", "gb18030": "gb18030", "utf-8-sig": "utf-8-sig"}
_read = {path: path.read_text(encoding="utf-8") for path in RAW}


WHO_AND_WHEN = (
    "issuer_id",
    "level",
    "scope",
    "year",
    "period_start",
    "period_end",
    "published",
    "form",
)


def _found(data: bytes, name: str) -> tuple[object, ...]:
    """Who and when, the cells of a report by their keys, and its keyed statements in order."""
    report = read(data, name)
    cells = {
        (t, r, c): (v, s)
        for t, r, c, v, s in report.cells.select(
            "table", "row", "column", "value", "status"
        ).iter_rows()
    }
    said = [
        (k, v, fold_label(s or ""))
        for k, v, s in report.statements.select("key", "value", "scope_words").iter_rows()
        if k != "unclassified"
    ]
    return report.reports.select(WHO_AND_WHEN).rows(), cells, said


@pytest.fixture(scope="module")
def printed() -> dict[str, object]:
    return {path.name: _found(text.encode(), path.name) for path, text in _read.items()}


@pytest.mark.parametrize("guise", REWRITTEN)
def test_another_guise_changes_nothing(guise: str, printed: dict[str, object]) -> None:
    changed = {path.name: REWRITTEN[guise](text) for path, text in _read.items()}
    assert any(changed[path.name] != text for path, text in _read.items())
    for name, text in changed.items():
        assert _found(text.encode(), name) == printed[name], name


@pytest.mark.parametrize("encoding", ENCODED)
def test_another_encoding_changes_nothing(encoding: str, printed: dict[str, object]) -> None:
    for path, text in _read.items():
        assert _found(text.encode(ENCODED[encoding]), path.name) == printed[path.name], path.name
