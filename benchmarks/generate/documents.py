"""One random report printed as one document: its bytes, and what a reader must find in it."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from analysis.forms import Key

from . import determined, files, layouts_drawn, layouts_html, layouts_text
from .model import Printed, Report, random_report
from .pieces import Piece, joined, writer
from .sheets import Block, Style, Wording, blocks

TEXT = {**layouts_text.LOSSLESS, **layouts_text.LOSSY, **layouts_drawn.LAYOUTS}
PIECES = {**TEXT, **layouts_html.LAYOUTS}
ENDINGS = ("\n", "\r\n")
_TRADITIONAL = str.maketrans(
    "动开请数项内对务处规结转维护举报诉复议讼审计总网络发现补费据关系为与区业组织机构会团经济条档应应说个实录点师训办员万亿单",
    "動開請數項內對務處規結轉維護舉報訴復議訟審計總網絡發現補費據關係為與區業組織機構會團經濟條檔應應說個實錄點師訓辦員萬億單",
)
_PINYIN = {
    "動": "dòng",
    "開": "kāi",
    "請": "qǐng",
    "數": "shù",
    "項": "xiàng",
    "內": "nèi",
    "對": "duì",
    "務": "wù",
}


def traditional(text: str) -> str:
    """A label as mirrors in Traditional Chinese print it."""
    return text.translate(_TRADITIONAL)


def with_pinyin(text: str) -> str:
    """The same with the sound of some characters in brackets, as one mirror prints it.

    >>> with_pinyin("公开数量")
    '公開(kāi)數(shù)量'
    """
    return "".join(
        char + (f"({_PINYIN[char]})" if char in _PINYIN else "") for char in traditional(text)
    )


def with_invisible(report: Report, rng: random.Random) -> Report:
    """Some numbers with a character beside them that shows nothing, as editors and PDF fonts leave them."""
    mark = rng.choice("\u200b\ufeff\u200e\u00ad\u2060")
    cells = {
        k: Printed(rng.choice((mark + p.text, p.text + mark)), p.value)
        if p.value is not None and rng.random() < 0.2
        else p
        for k, p in report.cells.items()
    }
    return replace(report, cells=cells)


@dataclass(frozen=True)
class Printing:
    """A document made from `report`. `settled`: the cells whose number the print determines.

    `data` is the file; `pieces` what it is made of, for text and pages; `blocks` its tables, for other formats.
    """

    report: Report
    layout: str
    media: str
    data: bytes
    settled: frozenset[Key]
    pieces: Sequence[Piece] = ()
    blocks: Sequence[Block] = ()
    encoding: str = "utf-8"
    ending: str = "\n"
    notes: tuple[str, ...] = field(default=())

    @property
    def name(self) -> str:
        return f"{self.layout}.{ {'text': 'txt', 'html': 'html'}.get(self.media, self.media) }"


def encoded(text: str, encoding: str, ending: str) -> bytes:
    return text.replace("\n", ending).encode(encoding)


def settled(report: Report, layout: str) -> frozenset[Key]:
    """The cells that a layout determines: all printed numbers, unless it loses separators or cells."""
    if layout in layouts_text.DROPPED:
        return frozenset(determined.dropped(report))
    if layout == "glued":
        return frozenset(determined.glued(report))
    if layout == "deduplicated":
        return frozenset()
    return frozenset(key for key, printed in report.cells.items() if printed.value is not None)


def style_of(rng: random.Random, layout: str) -> tuple[Style, tuple[str, ...]]:
    """Wordings for one document, and their names for the records."""
    change: Wording = str
    note = ""
    if rng.random() < 0.08:
        change, note = rng.choice(((traditional, "traditional"), (with_pinyin, "pinyin")))
    variant = rng.choice((0.0, 0.0, 0.3))
    wrap = rng.random() < 0.3
    captions = rng.random() < 0.9
    style = Style(variant, captions, numbered=layout != "glued", wrap=wrap, change=change)
    return style, tuple(
        n
        for n in (
            note,
            "variants" if variant else "",
            "wrapped" if wrap else "",
            "" if captions else "no captions",
        )
        if n
    )


def print_text(seed: int, layout: str, form: str, **how: bool) -> Printing:
    """A report printed in a layout of text or page. The same seed gives the same bytes."""
    rng = random.Random(f"{seed} {layout} {form}")
    plain = layout == "glued" and rng.random() < 0.7
    report = random_report(
        rng,
        form,
        plain=plain,
        blanks=False if plain else None,
        scattered=layout not in layouts_text.DROPPED,
        **how,
    )
    style, notes = style_of(rng, layout)
    # From a source of its own: what was made without these stays as it was.
    extra = random.Random(f"extra {seed} {layout} {form}")
    if extra.random() < 0.3 and style.wrap:
        style, notes = replace(style, broken=True), (*notes, "broken labels")
    if extra.random() < 0.04 and layout not in layouts_text.LOSSY:
        report, notes = with_invisible(report, extra), (*notes, "invisible")
    made = blocks(report, rng, style)
    w = writer(report.cells)
    PIECES[layout](made, w, rng)
    media = "html" if layout in layouts_html.LAYOUTS else "text"
    encoding = (
        rng.choice(("utf-8", "utf-8", "utf-8", "gb18030", "utf-8-sig"))
        if "pinyin" not in notes and "traditional" not in notes
        else "utf-8"
    )
    if media == "html" and encoding == "gb18030":  # as pages do that declare the smaller set
        w.pieces = [
            replace(p, text=p.text.replace('charset="utf-8"', 'charset="gb2312"')) for p in w.pieces
        ]
    ending = rng.choice(ENDINGS) if media == "text" else "\n"
    return Printing(
        report,
        layout,
        media,
        encoded(joined(w.pieces), encoding, ending),
        settled(report, layout),
        tuple(w.pieces),
        tuple(made),
        encoding,
        ending,
        notes,
    )


def print_file(
    seed: int,
    media: str,
    form: str,
    change: Callable[[list[Block], random.Random], list[Block]] | None = None,
) -> Printing:
    """A report as a PDF, a Word file, a spreadsheet or an MHTML page; `change` may damage its tables before they are written."""
    rng = random.Random(f"{seed} {media} {form}")
    report = random_report(rng, form)
    style, notes = style_of(rng, media)
    if media in ("pdf", "docx") and style.change is not str:
        style, notes = (
            replace(style, change=str),
            tuple(n for n in notes if n not in ("traditional", "pinyin")),
        )
    made = blocks(report, rng, style)
    if change is not None:
        made = change(made, rng)
    if media == "mhtml":
        w = writer(report.cells)
        layouts_html.html_word(made, w, rng)
        data = files.mhtml(joined(w.pieces).encode(), rng)
    else:
        data = files.FORMATS[media](made, rng)
    return Printing(
        report, media, media, data, settled(report, media), (), tuple(made), notes=notes
    )
