"""The layouts in which reports stand on web pages: tags as pieces, spans, nested tables, and a page saved with its parts."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from html import escape

from .layouts_text import Layout
from .pieces import Writer
from .sheets import Block, Paragraph, Sheet, Spot, placed

HEAD = '<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n<style>td {{ border: 1px solid }}</style>\n</head>\n<body>\n'
NAVIGATION = '<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/xxgk/">政府信息公开</a></li></ul></div>\n'
END = '<div class="foot"><p>版权所有 备案号：京ICP备05012345号-1</p></div>\n</body>\n</html>\n'


def _span(spot: Spot) -> str:
    return (f' rowspan="{spot.rowspan}"' if spot.rowspan > 1 else "") + (
        f' colspan="{spot.colspan}"' if spot.colspan > 1 else ""
    )


def _inside(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br/>")


def _plain(spot: Spot, rng: random.Random) -> str:
    return _inside(spot.text) or "&nbsp;"


def _nested(spot: Spot, rng: random.Random) -> str:
    """Paragraphs and spans as word processors leave them; a number or a word may be cut over two spans."""
    text = spot.text
    if not text:
        return rng.choice(
            (
                "<p>&nbsp;</p>",
                '<p align="center"><span>&nbsp;</span></p>',
                "<p></p>",
                "<p><span><o:p></o:p></span></p>",
            )
        )
    if "\n" not in text and len(text) > 1 and rng.random() < 0.3:
        at = rng.randrange(1, len(text))
        return f'<p><span style="font-size:14px">{_inside(text[:at])}</span><span>{_inside(text[at:])}</span></p>'
    return rng.choice(
        (
            '<p align="center"><span style="font-size: 14px;">{}</span></p>',
            "<p>{}</p>",
            "\n<p><b><span>{}</span></b></p>\n",
        )
    ).format(_inside(text))


def _rows(
    sheet: Sheet,
    w: Writer,
    rng: random.Random,
    nested: bool = False,
    upper: bool = False,
    closed: bool = True,
) -> None:
    inside = _nested if nested else _plain
    td = "TD" if upper else "td"
    for row in sheet.rows:
        w.text("<TR>\n" if upper else "<tr>\n")
        for spot in row:
            width = f' width="{rng.randint(40, 300)}"' if nested else ""
            w.cell(
                spot,
                inside(spot, rng),
                f"<{td}{_span(spot)}{width}>",
                f"</{td}>\n" if closed else "\n",
            )
        w.text(("</TR>\n" if upper else "</tr>\n") if closed else "")


def _tables(blocks: Sequence[Block], w: Writer) -> Iterator[Sheet]:
    """The tables in order; the title and the paragraphs on the way are written."""
    for at, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            w.text(
                f"<h1>{escape(block.text)}</h1>\n" if at == 0 else f"<p>{escape(block.text)}</p>\n"
            )
        else:
            yield block


def _lines(blocks: Sequence[Block], w: Writer, rng: random.Random, **how: bool) -> None:
    for sheet in _tables(blocks, w):
        w.text('<table border="1" cellspacing="0"><tbody>\n')
        _rows(sheet, w, rng, **how)
        w.text("</tbody></table>\n")


def _page(blocks: Sequence[Block], w: Writer) -> None:
    title = next(block.text for block in blocks if isinstance(block, Paragraph))
    w.text(HEAD.format(title=escape(title)) + NAVIGATION)


def html_spans(blocks: Sequence[Block], w: Writer, rng: random.Random) -> None:
    """A table per section, with spans."""
    _page(blocks, w)
    _lines(blocks, w, rng)
    w.text(END)


def html_word(blocks: Sequence[Block], w: Writer, rng: random.Random) -> None:
    """As pasted from a word processor: paragraphs, spans and line breaks inside cells."""
    _page(blocks, w)
    _lines(blocks, w, rng, nested=True)
    w.text(END)


def html_old(blocks: Sequence[Block], w: Writer, rng: random.Random) -> None:
    """Capital letters, rows and cells that are not closed."""
    _page(blocks, w)
    _lines(blocks, w, rng, upper=True, closed=False)
    w.text(END)


def html_outer(blocks: Sequence[Block], w: Writer, rng: random.Random) -> None:
    """The whole page in one outer table, its parts in the cells of that."""
    _page(blocks, w)
    w.text('<table width="1000"><tr><td><img src="top.jpg"></td></tr><tr><td class="content">\n')
    _lines(blocks, w, rng, nested=rng.random() < 0.5)
    w.text("</td></tr></table>\n" + END)


def html_one(blocks: Sequence[Block], w: Writer, rng: random.Random) -> None:
    """All tables of the report in one, with the headings as wide rows."""
    _page(blocks, w)
    places = [at for at, block in enumerate(blocks) if isinstance(block, Sheet)]
    widest = max((block.width for block in blocks if isinstance(block, Sheet)), default=1)
    first, last = (places[0], places[-1]) if places else (0, -1)
    _lines(blocks[:first], w, rng)
    w.text('<table border="1"><tbody>\n')
    for block in blocks[first : last + 1]:
        if isinstance(block, Paragraph):
            w.text(f'<tr><td colspan="{widest}"><p>{escape(block.text)}</p></td></tr>\n')
        else:
            _rows(block, w, rng)
    w.text("</tbody></table>\n")
    for block in blocks[last + 1 :]:
        w.text(f"<p>{escape(block.text)}</p>\n" if isinstance(block, Paragraph) else "")
    w.text(END)


def html_spread(blocks: Sequence[Block], w: Writer, rng: random.Random) -> None:
    """Data cells that span columns, other ones in each row, as editors make them when widths are drawn by hand."""
    _page(blocks, w)
    for sheet in _tables(blocks, w):
        w.text("<table>\n")
        for row in sheet.rows:
            wide = rng.randrange(len(row)) if sheet.key == "proactive" else -1
            w.text("<tr>")
            for x, spot in enumerate(row):
                span = spot.colspan + (x == wide)
                tag = f"<td{_span(Spot('', rowspan=spot.rowspan, colspan=span))}>"
                w.cell(spot, f"<p>{_inside(spot.text) or '&#160;'}</p>", tag, "</td>")
            w.text("</tr>\n")
        w.text("</table>\n")
    w.text(END)


def html_full(blocks: Sequence[Block], w: Writer, rng: random.Random) -> None:
    """No spans: every place of the grid is a cell, empty where an editor drew over it."""
    _page(blocks, w)
    for sheet in _tables(blocks, w):
        w.text("<table>\n")
        for row in placed(sheet):
            w.text("<tr>")
            for spot in row:
                if spot is None:
                    w.text("<td></td>")
                else:
                    w.cell(spot, _inside(spot.text), "<td>", "</td>")
            w.text("</tr>\n")
        w.text("</table>\n")
    w.text(END)


def html_paragraphs(blocks: Sequence[Block], w: Writer, rng: random.Random) -> None:
    """Tables that an editor flattened: a paragraph for each cell."""
    _page(blocks, w)
    for block in blocks:
        if isinstance(block, Paragraph):
            w.text(f"<p>{escape(block.text)}</p>\n")
            continue
        for row in block.rows:
            for spot in row:
                w.cell(spot, _inside(spot.text) or "&nbsp;", "<p>", "</p>\n")
    w.text(END)


LAYOUTS: dict[str, Layout] = {
    f.__name__: f
    for f in (
        html_spans,
        html_word,
        html_old,
        html_outer,
        html_one,
        html_spread,
        html_full,
        html_paragraphs,
    )
}
