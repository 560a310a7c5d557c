"""How long bytes to cells take, against a yardstick in the same run.

    python benchmarks/speed.py

Text: read, decode, normalise (NFKC) and split into lines; bound 6 times that. Page: `pandas.read_html` with lxml, which
is what a reader of the cells would take otherwise; bound 1 times that. (lxml alone is no yardstick: how fast C is beside
Python differs from machine to machine, 1.8 to 2.7 for the same code.) Nothing is written. Pages of 170 KB: one report in
a page that a script, a list of links, prose, or a table of other things fills.
"""

from __future__ import annotations

import io
import random
import re
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas
from generate.layouts_html import html_spans
from generate.layouts_text import cell_lines, pipe_rows, tabs
from generate.model import random_report
from generate.pieces import joined, writer
from generate.sheets import blocks

from analysis.documents import read
from analysis.tables.recognise import recognise

SIZE = 170_000
# The time of this process alone, whatever else the machine does; on Windows that clock is too coarse.
clock = (
    time.process_time
    if time.get_clock_info("process_time").resolution < 1e-5
    else time.perf_counter
)
BOUNDS = {"text": 6.0, "page": 1.0}
_WORDS = "我们加强政府信息公开工作的组织领导，完善制度，拓宽渠道，及时回应社会关切，不断提高公开的质量和实效。"


_CELL = "padding:0 7px;border-left:none;border-right:1px solid windowtext;border-top:none;border-bottom:1px solid windowtext;background:#ffffff"
_TEXT = "font-family:仿宋_GB2312;mso-ascii-font-family:'Times New Roman';font-size:14px;color:#333333;letter-spacing:0;mso-font-kerning:0"


def grow(text: str) -> bytes:
    """A text with sentences put in before its tables, up to 170 KB."""
    marker, line = "二、主动公开", _WORDS + "\n"
    return text.replace(
        marker, line * ((SIZE - len(text.encode())) // len(line.encode())) + marker, 1
    ).encode()


def style(text: str) -> bytes:
    """A page whose cells carry the style attributes of a word processor, with a script that fills it up to 170 KB."""
    text = re.sub(
        r"<td([^>]*)>(.*?)</td>",
        rf'<td\1 width="87" valign="center" style="{_CELL}"><p style="text-align:center"><span style="{_TEXT}">\2</span></p></td>',
        text,
        flags=re.S,
    )
    script = "function show(id) { var box = document.getElementById(id); box.style.display = 'block'; }\n"
    return text.replace(
        "</head>",
        "<script>\n"
        + script * max(0, (SIZE - len(text.encode())) // len(script))
        + "</script>\n</head>",
        1,
    ).encode()


def _filled(text: str, kind: str, rng: random.Random) -> bytes:
    """The page of a report with a list of links, with prose, or with a table of other things in front, up to 170 KB."""

    def words(least: int, most: int) -> str:
        return "".join(
            rng.choices(
                _WORDS + "通知公告政策文件目录年度报告行政许可其他处罚", k=rng.randint(least, most)
            )
        )

    def link() -> str:
        title = words(4, 28)
        return f'<li><a href="/xxgk/{rng.randint(1, 10**6)}.html" target="_blank" title="{title}">{title}</a><span>2022-{rng.randint(1, 12):02}-01</span></li>\n'

    def paragraph() -> str:
        spans = f'<span style="{_TEXT}">{words(20, 160)}</span><span lang="EN-US">{rng.randint(1, 999)}</span><span>{words(5, 50)}</span>'
        return f'<p style="text-indent:2em;line-height:28px">{spans}</p>\n'

    def row() -> str:
        return (
            "<tr>"
            + "".join(
                f'<td style="border:1px solid">{text}</td>'
                for text in (words(4, 9), *(rng.randint(0, 9999) for _ in range(6)))
            )
            + "</tr>\n"
        )

    make, frame = {
        "links": (link, "<ul>{}</ul>"),
        "prose": (paragraph, "{}"),
        "tabled": (row, "<table>{}</table>"),
    }[kind]
    parts: list[str] = []
    missing = SIZE - len(text.encode())
    while missing > 0:
        parts.append(make())
        missing -= len(parts[-1].encode())
    return text.replace("<body>", "<body>\n" + frame.format("".join(parts)), 1).encode()


def documents() -> dict[str, tuple[str, bytes]]:
    """Name: (kind, bytes)."""
    found: dict[str, tuple[str, bytes]] = {}
    for layout in (cell_lines, pipe_rows, tabs, html_spans):
        rng = random.Random(layout.__name__)
        report = random_report(rng, "form2021", blanks=False, errors=False)
        w = writer(report.cells)
        layout(blocks(report, rng), w, rng)
        text = joined(w.pieces)
        page = layout is html_spans
        found[layout.__name__] = ("page", style(text)) if page else ("text", grow(text))
        if page:
            found |= {
                kind: ("page", _filled(text, kind, rng)) for kind in ("links", "prose", "tabled")
            }
    return found


def split_text(path: Path) -> int:
    return len(unicodedata.normalize("NFKC", path.read_bytes().decode("utf-8")).splitlines())


def read_page_tables(path: Path) -> int:
    return len(pandas.read_html(io.StringIO(path.read_bytes().decode("utf-8")), flavor="lxml"))


def ours(path: Path) -> int:
    return len(recognise(read(path, path.name))[0].readings)


def best(works: Sequence[Callable[[Path], int]], path: Path, repeats: int) -> list[float]:
    """The shortest of several runs of each, in seconds; in turn, so that what else the machine does meets all of them alike."""
    times = []
    for _ in range(repeats):
        for work in works:
            start = clock()
            work(path)
            times.append(clock() - start)
    return [min(times[at :: len(works)]) for at in range(len(works))]


def ratios(repeats: int = 25) -> dict[str, tuple[str, float, float]]:
    """Name: (kind, seconds of the yardstick, seconds of ours)."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, (kind, data) in documents().items():
            path = Path(folder) / f"{name}.{'html' if kind == 'page' else 'txt'}"
            path.write_bytes(data)
            ours(path)  # labels are compared for the first time
            yardstick = read_page_tables if kind == "page" else split_text
            found[name] = (kind, *best((yardstick, ours), path, repeats))
    return found


def summary(found: dict[str, tuple[str, float, float]]) -> str:
    """The ratios as lines to print."""
    return "\n".join(
        f"{name}: yardstick {1000 * yardstick:.2f} ms, ours {1000 * own:.2f} ms, {own / yardstick:.2f} times (bound {BOUNDS[kind]:g})"
        for name, (kind, yardstick, own) in found.items()
    )


def main() -> int:
    found = ratios()
    print(summary(found))
    return 1 if any(own > BOUNDS[kind] * given for kind, given, own in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
