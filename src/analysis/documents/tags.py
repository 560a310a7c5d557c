"""The tags of a page's source: which they are, what hides text, where the next one stands.

No library that builds a tree keeps the offsets of text, and every number must be traceable to its
place, so the source is cut by one regular expression. It follows the HTML standard where pages
do; where a page is damaged, text is kept rather than swallowed: a quote that is never closed ends
with its tag. Time grows with the length of the page.
"""

from __future__ import annotations

import html
import re

# The inside of a tag, to its end. A quoted value may hold < and > only if its closing quote ends an
# attribute; otherwise a quote was lost on the way. Each character is looked at a bounded number of
# times: outside quotes a < ends the attempt, and quotes can be paired in three ways only.
_QUOTED = r"""(?:"[^"]*+"(?=[\s/>])|'[^']*+'(?=[\s/>])|"[^"<>]*+"|'[^'<>]*+')"""
_INSIDE = rf"""[^<>"']*+(?:{_QUOTED}[^<>"']*+)*+>"""
# Tags that only dress the text: those that close in front of another tag and those that open behind
# it belong to that one's match.
_DRESS = (
    "(?:[aAbBuUiI]|[sS][pP][aA][nN]|[fF][oO][nN][tT]|[sS][tT][rR][oO][nN][gG]|[eE][mM]|[oO]:[pP])"
)
_TAG = (
    rf"(?:/{_DRESS}><)*(?P<name>/?[a-zA-Z][a-zA-Z0-9:_-]*+)(?P<inside>{_INSIDE}|[^<>]*+>)"
    rf"(?:<{_DRESS}(?=[\s>]){_INSIDE})*+"
)
# A number that is struck, with its tags: it stands in the text as it stands here, and so is none.
_FIGURE = rf"(?:[\d\s,，.]|</?(?:{_DRESS}|p)(?=[\s>])[^<>]*+>)"
_STRIKE = "(?:[sS]|[sS][tT][rR][iI][kK][eE]|[dD][eE][lL])"
_STRUCK = (
    rf"(?P<struck>{_STRIKE}(?=[\s>]){_INSIDE}(?=[^\d]{{0,300}}\d){_FIGURE}{{1,60}}+"
    rf"</{_STRIKE}\s*+>)"
)
# A cell with one piece of text, in whatever paragraphs and spans, is one match: most cells of a
# page are such.
_BLANK = r"[ \t\n\r\f\v]*+"
_WRAP = f"(?:{_DRESS}|[pP]|[dD][iI][vV])"
_CELL = (
    rf"[tT][dDhH](?=[\s>])(?P<cell>{_INSIDE}){_BLANK}(?:<{_WRAP}(?=[\s>]){_INSIDE}{_BLANK})*+"
    rf"(?P<text>[^<]*+)(?:</{_WRAP}>{_BLANK})*+</[tT][dDhH]>{_BLANK}"
)
TAG = re.compile(f"<(?:{_STRUCK}|{_TAG}|(?P<comment>!--)|[!?/][^<>]*+>)")
"""The next tag. `match.lastgroup` says what it is: "inside" (an element begins or ends: its `name`
and its attributes), "struck", "comment", or None for anything else."""
TAG_OR_CELL = re.compile(f"<(?:{_CELL}|{_STRUCK}|{_TAG}|(?P<comment>!--)|[!?/][^<>]*+>)")
"""The same, and "text" for a whole cell: the attributes in `cell`, its one `text`."""

_ATTRIBUTE = re.compile(r"""([^\s=/"'<>]{1,100}+)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))""")
# Elements whose content is no text of the page; where one never ends, its content is text, but that
# of scripts and styles.
UNSEEN = {"script", "style", "template", "noscript", "select", "iframe", "title"}
_SEEN_IF_OPEN = UNSEEN - {"script", "style"}

# A short text within a line whose style says that it is not shown (part of a widget, or put there
# against copying), or that a figure in it is raised or struck. Blocks that are not shown stay:
# pages fold whole sections away until they are opened.
_STYLED = re.compile(
    r"(?P<opened><(?P<name>a|b|em|font|i|label|small|span|strong|sub|sup|u)"
    r"(?P<style>\s[^<>]{1,2000}+)>)(?P<text>[^<>]{0,200}+)(?P<closed></(?P=name)\s*+>)",
    re.IGNORECASE,
)
_STYLES = ("display:", "DISPLAY:", "hidden", "vertical-align", "line-through")  # as programs write
_HIDDEN = re.compile(
    r"style\s*+=\s*+[\"'][^\"']*?(?:display\s*+:\s*+none|visibility\s*+:\s*+hidden)"
    r"|\shidden(?:[\s=]|$)",
    re.IGNORECASE,
)
_RAISED = re.compile(r"vertical-align\s*+:\s*+su(?:per|b)", re.IGNORECASE)
_FIGURES = re.compile(r"[\d\s,，.\[\]()（）]{1,30}")


def name_styled_texts(source: str) -> str:
    """A page's source of the same length in which short hidden texts are comments, and tags that
    style figures as raised or as struck have the names for that.

    >>> name_styled_texts("<td>77<span hidden>9</span></td>")
    '<td>77<!--~~~~~~~~~~~~~~--></td>'
    >>> name_styled_texts('5<span style="vertical-align:super">1</span>')
    '5<sup                               >1</sup >'
    """
    if not any(word in source for word in _STYLES):
        return source
    return _STYLED.sub(_name_styled, source)


def _name_styled(styled: re.Match[str]) -> str:
    style = styled["style"]
    if _HIDDEN.search(style):
        return f"<!--{'~' * (len(styled[0]) - 7)}-->"
    name = "s" if "line-through" in style else "sup" if _RAISED.search(style) else ""
    if not name or not _FIGURES.fullmatch(styled["text"]):
        return styled[0]
    opened, closed = len(styled["opened"]) - 2, len(styled["closed"]) - 3
    return f"<{name:{opened}}>{styled['text']}</{name:{closed}}>"


def find_end(source: str, name: str, begin: int) -> tuple[int, int] | None:
    """Where the end of a comment ("!--") or of an element of `UNSEEN` begins and ends, whose
    content begins at `begin`; None where it hides nothing because it never ends.
    """
    if name == "!--":
        at = source.find("-->", begin - 2)
        return (at, at + 3) if at >= 0 else None
    if closing := re.compile(rf"</{name}\s*+[^<>]*+>", re.IGNORECASE).search(source, begin):
        return closing.span()
    return None if name in _SEEN_IF_OPEN else (len(source), len(source))


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
