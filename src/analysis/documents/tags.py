"""A page's source cut into text and tags, with offsets.

No tree, no recursion; time grows with the length of the page.

No library that builds a tree keeps the offsets of text, and every number must be traceable to its
place, so the page is read here by one regular expression. The rules are those of the HTML standard
where pages follow it; where a page is damaged, text is kept rather than swallowed: a quote that is
never closed ends with its tag.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

# The inside of a tag, to its end. A quoted value may hold < and > only if its closing quote ends an
# attribute; otherwise a quote was lost on the way. Each character is looked at a bounded number of
# times: outside quotes a < ends the attempt, and quotes can be paired in three ways only.
_QUOTED = r"""(?:"[^"]*+"(?=[\s/>])|'[^']*+'(?=[\s/>])|"[^"<>]*+"|'[^'<>]*+')"""
_INSIDE = rf"""[^<>"']*+(?:{_QUOTED}[^<>"']*+)*+>"""
# Tags that only dress the text: those that close in front of another tag and those that open behind
# it belong to that one's match.
_DRESS = "[aAbBuUiI]|[sS][pP][aA][nN]|[fF][oO][nN][tT]|[sS][tT][rR][oO][nN][gG]|[eE][mM]|[oO]:[pP]"
_TAG = (
    rf"(?:/(?:{_DRESS})><)*(?P<name>/?[a-zA-Z][a-zA-Z0-9:_-]*+)(?P<inside>{_INSIDE}|[^<>]*+>)"
    rf"(?:<(?:{_DRESS})(?=[\s>]){_INSIDE})*+"
)
# A cell with one piece of text, in whatever paragraphs and spans, is one match: most cells of a
# page are such.
_BLANK = r"[ \t\n\r\f\v]*+"
_WRAP = f"(?:{_DRESS}|[pP]|[dD][iI][vV])"
_CELL = (
    rf"[tT][dDhH](?=[\s>])(?P<cell>{_INSIDE}){_BLANK}(?:<{_WRAP}(?=[\s>]){_INSIDE}{_BLANK})*+"
    rf"(?P<text>[^<]*+)(?:</{_WRAP}>{_BLANK})*+</[tT][dDhH]>{_BLANK}"
)
_MARKUP = re.compile(f"<(?:{_TAG}|(?P<comment>!--)|[!?/][^<>]*+>)")
_CELLS = re.compile(f"<(?:{_CELL}|{_TAG}|(?P<comment>!--)|[!?/][^<>]*+>)")
_ATTRIBUTE = re.compile(r"""([^\s=/"'<>]{1,100}+)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))""")
# Elements whose content is no text of the page. The end tag is looked for once; a page that never
# ends one hides nothing after it, except scripts and styles.
_RAW = ("script", "style", "template", "noscript", "select", "iframe", "title")
_RAW_TO_THE_END = ("script", "style")
_RAW_END = {name: re.compile(rf"</{name}\s*+[^<>]*+>", re.IGNORECASE) for name in _RAW}
# Elements in which white space counts.
_LINES = {"pre": True, "textarea": True, "/pre": False, "/textarea": False}
_WITH_ATTRIBUTES = {"td", "th", "meta", *_LINES}
_SKIPPED = {"!--", *_RAW}
_LONGEST_CONTENT = 2_000  # of a title or a comment that is told

# A short text that is not shown, in the line that is: part of a widget, or put there against
# copying. Blocks that are not shown stay: pages fold whole sections away until they are opened.
_HIDDEN = re.compile(
    r"""<(a|b|em|font|i|label|small|span|strong|sub|sup|u)(?=\s)(?=[^<>]*+>)"""
    r"""(?=[^>]*?(?:style\s*+=\s*+["'][^"'>]*?"""
    r"""(?:display\s*+:\s*+none|visibility\s*+:\s*+hidden)|\shidden[\s=>]))"""
    r"""[^>]*+>[^<>]{0,200}+</\1\s*+>""",
    re.IGNORECASE,
)
_LONGEST_TAG = 2_000  # up to the word that hides
_HIDING = ("display:", "DISPLAY:", "hidden")  # as programs write it
# Figures that a style raises or strikes, as programs write it.
_STYLED = re.compile(
    r"(?P<opened><(?P<name>span|font|small|strong|em)\s[^<>]{0,1000}?"
    r"(?:vertical-align\s*+:\s*+su(?:per|b)|(?P<struck>line-through))[^<>]{0,1000}+>)"
    r"(?P<figures>[\d\s,，.\[\]()（）]{1,30})(?P<closed></(?P=name)\s*+>)",
    re.IGNORECASE,
)
_STYLING = ("vertical-align", "line-through")
_LINE_CHARACTER = re.compile(r"[^\r\n]")

Tag = tuple[int, int, str, int, str, tuple[int, int] | None]
"""Where the text before a tag begins and ends, the name of the tag in lower case ("/td" for an end
tag), where the tag ends, its attributes, and of a whole cell where its one text begins and ends.

Attributes are told of `td`, `th` and `meta`; the content of `title` and of comments
("!--") stands in their place.
"""


def hide_short_texts(source: str) -> str:
    """A page's source of the same length in which short texts inside a line that are hidden are
    comments.

    >>> hide_short_texts("<td>77<span hidden>9</span></td>")
    '<td>77<!--~~~~~~~~~~~~~~--></td>'
    """
    hidden: dict[int, int] = {}
    for word in _HIDING:
        at = source.find(word)
        while at >= 0:
            begin = source.rfind("<", max(at - _LONGEST_TAG, 0), at)
            if begin >= 0 and begin not in hidden and (match := _HIDDEN.match(source, begin)):
                hidden[begin] = match.end()
            at = source.find(word, at + 1)
    parts: list[str] = []
    last = 0
    for begin, end in sorted(hidden.items()):
        dots = _LINE_CHARACTER.sub("~", source[begin + 4 : end - 3])
        parts += [source[last:begin], "<!--", dots, "-->"]
        last = end
    return "".join([*parts, source[last:]]) if hidden else source


def name_styled_figures(source: str) -> str:
    """A page's source of the same length in which tags that only style figures as raised or as
    struck have the names for that.

    >>> name_styled_figures('5<span style="vertical-align:super">1</span>')
    '5<sup                               >1</sup >'
    """
    if not any(word in source for word in _STYLING):
        return source
    return _STYLED.sub(_name_styled, source)


def _name_styled(styled: re.Match[str]) -> str:
    name = "s" if styled["struck"] else "sup"
    opened, closed = len(styled["opened"]) - len(name) - 2, len(styled["closed"]) - len(name) - 3
    return f"<{name}{' ' * opened}>{styled['figures']}</{name}{' ' * closed}>"


def scan_tags(source: str, lines: bool = False) -> Iterator[Tag]:
    """The tags of a page in order, each with the text before it; the last has the name "".

    Tags that only dress the text are left out where no text parts them from another tag. A cell
    with one piece of text comes as one tag, without the white space around the text, unless line
    ends count in the whole page (`lines`) or in the element around it.

    >>> page = "<li><b>1</b></li>2"
    >>> [(name, page[start:end]) for start, end, name, *_ in scan_tags(page)]
    [('li', ''), ('/li', '1'), ('', '2')]
    """
    unclosed: set[str] = set()
    begin = position = 0
    length = len(source)
    markup = _MARKUP if lines else _CELLS
    while position < length:
        resume = length
        for match in markup.finditer(source, position):
            start, after = match.span()
            kind = match.lastgroup
            if kind == "text":
                yield begin, start, "td", match.end("cell"), match["cell"], match.span("text")
                begin = after
                continue
            name = "!--" if kind == "comment" else match["name"].lower() if kind else "!"
            if name in _SKIPPED:
                end = match.end("inside") if kind == "inside" else after
                after, content = _skip_content(source, name, end, unclosed)
                yield begin, start, name, after, content, None
                begin = resume = after
                break
            has_attributes = name in _WITH_ATTRIBUTES
            end = match.end("inside") if has_attributes else after
            yield begin, start, name, end, match["inside"] if has_attributes else "", None
            begin = after
            if name in _LINES:
                markup = _MARKUP if lines or _LINES[name] else _CELLS
                resume = after
                break
        position = resume
    yield begin, length, "", length, "", None


def _skip_content(source: str, name: str, begin: int, unclosed: set[str]) -> tuple[int, str]:
    """Where an element ends whose content is no text, and what a title or a comment holds."""
    span = None if name in unclosed else _find_end(source, name, begin)
    if span is None:
        unclosed.add(name)
        return len(source) if name in _RAW_TO_THE_END else begin, ""
    is_told = name in ("title", "!--") and span[0] - begin < _LONGEST_CONTENT
    return span[1], source[begin : span[0]] if is_told else ""


def _find_end(source: str, name: str, begin: int) -> tuple[int, int] | None:
    if name == "!--":
        first = begin - 2 if source.startswith((">", "->"), begin) else begin
        at = source.find("-->", first)
        return (at, at + 3) if at >= 0 else None
    closing = _RAW_END[name].search(source, begin)
    return closing.span() if closing else None


def parse_attributes(text: str) -> dict[str, str]:
    """The attributes of a tag with names in lower case and entities resolved; of a repeated one the
    first.

    >>> parse_attributes(' name="PubDate" content=2020-01-31 ')
    {'name': 'PubDate', 'content': '2020-01-31'}
    """
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(text):
        found.setdefault(name.lower(), html.unescape(double or single or bare))
    return found
