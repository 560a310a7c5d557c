"""A page's source cut into text and tags, with offsets. No tree, no recursion; time grows with the length of the page.

No library that builds a tree keeps the offsets of text, and every number must be traceable to its place, so
the page is read here by one regular expression. The rules are those of the HTML standard where pages follow
it; where a page is damaged, text is kept rather than swallowed: a quote that is never closed ends with its tag.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

# The inside of a tag, to its end. A quoted value may hold < and > only if its closing quote ends an attribute; otherwise a quote was lost on
# the way. Each character is looked at a bounded number of times: outside quotes a < ends the attempt, and quotes can be paired in three ways only.
_QUOTED = r"""(?:"[^"]*+"(?=[\s/>])|'[^']*+'(?=[\s/>])|"[^"<>]*+"|'[^'<>]*+')"""
_INSIDE = rf"""[^<>"']*+(?:{_QUOTED}[^<>"']*+)*+>"""
# Tags that only dress the text: those that close in front of another tag and those that open behind it belong to that one's match.
_DRESS = "[aAbBuUiI]|[sS][pP][aA][nN]|[fF][oO][nN][tT]|[sS][tT][rR][oO][nN][gG]|[eE][mM]|[oO]:[pP]"
_TAG = rf"(?:/(?:{_DRESS})><)*(?P<name>/?[a-zA-Z][a-zA-Z0-9:_-]*+)(?P<inside>{_INSIDE}|[^<>]*+>)(?:<(?:{_DRESS})(?=[\s>]){_INSIDE})*+"
# A cell with one piece of text, in whatever paragraphs and spans, is one match: most cells of a page are such.
_BLANK = r"[ \t\n\r\f\v]*+"
_WRAP = f"(?:{_DRESS}|[pP]|[dD][iI][vV])"
_CELL = rf"[tT][dDhH](?=[\s>])(?P<cell>{_INSIDE}){_BLANK}(?:<{_WRAP}(?=[\s>]){_INSIDE}{_BLANK})*+(?P<text>[^<]*+)(?:</{_WRAP}>{_BLANK})*+</[tT][dDhH]>{_BLANK}"
_MARKUP = re.compile(f"<(?:{_TAG}|(?P<comment>!--)|[!?/][^<>]*+>)")
_CELLS = re.compile(f"<(?:{_CELL}|{_TAG}|(?P<comment>!--)|[!?/][^<>]*+>)")
_ATTRIBUTE = re.compile(r"""([^\s=/"'<>]{1,100}+)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))""")
# Elements whose content is no text of the page. The end tag is looked for once; a page that never ends one hides nothing after it, except scripts and styles.
_RAW = {
    "script": True,
    "style": True,
    "template": False,
    "noscript": False,
    "select": False,
    "iframe": False,
    "title": False,
}
_LINES = {
    "pre": True,
    "textarea": True,
    "/pre": False,
    "/textarea": False,
}  # elements in which white space counts
_RAW_END = {name: re.compile(rf"</{name}\s*+[^<>]*+>", re.IGNORECASE) for name in _RAW}

_OTHERS = {"td", "th", "meta", "input", *_RAW, *_LINES}  # of which more is told than their names

# A short text that is not shown, in the line that is: part of a widget, or put there against copying. Blocks that are not shown stay:
# pages fold whole sections away until they are opened.
_HIDDEN = re.compile(
    r"""<(a|b|em|font|i|label|small|span|strong|sub|sup|u)(?=\s)(?=[^<>]*+>)"""
    r"""(?=[^>]*?(?:style\s*+=\s*+["'][^"'>]*?(?:display\s*+:\s*+none|visibility\s*+:\s*+hidden)|\shidden[\s=>]))[^>]*+>[^<>]{0,200}+</\1\s*+>""",
    re.IGNORECASE,
)
_LONGEST_TAG = 2_000  # up to the word that hides
_HIDING = ("display:", "DISPLAY:", "visibility:", " hidden")  # as programs write it
_LINE_CHARACTER = re.compile(r"[^\r\n]")

# Of a tag: where the text before it begins and ends, its name in lower case ("/td" for an end tag), and of `td`, `th`, `meta` and `input` where the tag
# ends and its attributes. The content of `title` and of comments stands in the place of attributes, for a tag named "title" or "!--".
# The last member is of a whole cell only: where its one text begins and ends.
Tag = tuple[int, int, str, int, str, tuple[int, int] | None]


def shown(source: str) -> str:
    """A page's source of the same length in which short texts inside a line that the page hides are comments.

    >>> shown("<td>77<span hidden>9</span></td>")
    '<td>77<!--~~~~~~~~~~~~~~--></td>'
    """
    hidden: list[tuple[int, int]] = []
    tried: set[int] = set()
    for word in _HIDING:
        at = source.find(word)
        while at >= 0:
            begin = source.rfind("<", max(at - _LONGEST_TAG, 0), at)
            if (
                begin >= 0
                and begin not in tried
                and (match := _HIDDEN.match(source, begin)) is not None
            ):
                hidden.append(match.span())
            tried.add(begin)
            at = source.find(word, at + 1)
    if not hidden:
        return source
    parts: list[str] = []
    last = 0
    for begin, end in sorted(hidden):
        parts += [
            source[last:begin],
            "<!--",
            _LINE_CHARACTER.sub("~", source[begin + 4 : end - 3]),
            "-->",
        ]
        last = end
    return "".join([*parts, source[last:]])


def tags(source: str, lines: bool = False) -> Iterator[Tag]:
    """The tags of a page in order, each with the text before it; the last one has the name "" and ends the page.

    Tags that only dress the text are left out where no text parts them from another tag. A cell with one piece of text comes as one tag, without
    the white space around the text, unless line ends count in the whole page (`lines`) or in the element around it.

    >>> [(name, '<li><b>1</b></li>2'[start:end]) for start, end, name, *_ in tags('<li><b>1</b></li>2')]
    [('li', ''), ('/li', '1'), ('', '2')]
    """
    names: dict[str, str] = {}
    unclosed: set[str] = set()
    begin = position = 0
    length = len(source)
    markup = _MARKUP if lines else _CELLS
    while position < length:
        resume = length
        for match in markup.finditer(source, position):
            start, after = match.span()
            kind = match.lastgroup
            if kind == "inside":
                name = match["name"]
                lower = names.get(name)
                if lower is None:
                    lower = names[name] = name.lower()
                if lower not in _OTHERS:
                    yield begin, start, lower, after, "", None
                    begin = after
                    continue
                end = match.end("inside")
                if lower not in _RAW:
                    yield begin, start, lower, end, match["inside"], None
                    begin = after
                    if lower not in _LINES:
                        continue
                    markup = _MARKUP if lines or _LINES[lower] else _CELLS
                else:
                    closing = None if lower in unclosed else _RAW_END[lower].search(source, end)
                    if closing is None:
                        unclosed.add(lower)
                        stop = after = length if _RAW[lower] else end
                    else:
                        stop, after = closing.span()
                    yield (
                        begin,
                        start,
                        lower,
                        after,
                        source[end:stop] if lower == "title" else "",
                        None,
                    )
            elif kind == "text":
                yield begin, start, "td", match.end("cell"), match["cell"], match.span("text")
                begin = after
                continue
            elif kind == "comment":
                end = match.end()
                stop = (
                    -1
                    if "!--" in unclosed
                    else source.find("-->", end - 2 if source.startswith((">", "->"), end) else end)
                )
                if stop < 0:
                    unclosed.add("!--")
                    stop = after = end
                else:
                    after = stop + 3
                yield (
                    begin,
                    start,
                    "!--",
                    after,
                    source[end:stop] if stop - end < 2000 else "",
                    None,
                )
            else:
                yield begin, start, "!", after, "", None
                begin = after
                continue
            begin = resume = after
            break
        position = resume
    yield begin, length, "", length, "", None


def attributes(text: str) -> dict[str, str]:
    """The attributes of a tag with names in lower case and entities resolved; of a repeated one the first.

    >>> attributes(' name="PubDate" content=2020-01-31 ')
    {'name': 'PubDate', 'content': '2020-01-31'}
    """
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(text):
        found.setdefault(name.lower(), html.unescape(double or single or bare))
    return found
