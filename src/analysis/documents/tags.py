"""A page's source cut into text and tags, with offsets. No tree, no recursion; time grows with the length of the page.

No library that builds a tree keeps the offsets of text, and every number must be traceable to its place, so
the page is read here by one regular expression. The rules are those of the HTML standard where pages follow
it; where a page is damaged, text is kept rather than swallowed: a quote that is never closed ends with its tag.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

# A quoted value may hold < and > only if its closing quote ends an attribute; otherwise a quote was lost on the way. Each character is
# looked at a bounded number of times: outside quotes a < ends the attempt, and quotes can be paired in three ways only.
_MARKUP = re.compile(
    r"""<(?:(!--)|(/?[a-zA-Z][a-zA-Z0-9:_-]*+)((?:[^<>"']++|"[^"<>]*+"|'[^'<>]*+'|"[^"]*+"(?=[\s/>])|'[^']*+'(?=[\s/>]))*+>|[^<>]*+>)|[!?/][^<>]*+>)"""
)
_ATTRIBUTE = re.compile(r"""([^\s=/"'<>]+)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))""")
# Elements whose content is no text of the page. The end tag is looked for once; a page that never ends one hides nothing after it, except scripts and styles.
_RAW = {"script": True, "style": True, "template": False, "noscript": False, "select": False, "iframe": False, "title": False}
_RAW_END = {name: re.compile(rf"</{name}\s*+[^<>]*+>", re.IGNORECASE) for name in _RAW}

# Of one tag: where the text before it begins and ends, its name in lower case ("/td" for an end tag), where the tag ends, its attributes.
Tag = tuple[int, int, str, int, str]


def tags(source: str) -> Iterator[Tag]:
    """The tags of a page in order, each with the text before it; the last one has the name "" and ends the page.

    The content of `title` and of comments comes as the fifth member of a tag named "title" or "!--".

    >>> [(name, '<b>1</b>2'[start:end]) for start, end, name, _, _ in tags('<b>1</b>2')]
    [('b', ''), ('/b', '1'), ('', '2')]
    """
    names: dict[str, str] = {}
    unclosed: set[str] = set()
    begin = position = 0
    length = len(source)
    while position < length:
        resume = length
        for match in _MARKUP.finditer(source, position):
            comment, name, attributes = match.groups()
            start, end = match.span()
            if name is not None:
                lower = names.get(name)
                if lower is None:
                    lower = names[name] = name.lower()
                if lower not in _RAW:
                    yield begin, start, lower, end, attributes
                    begin = end
                    continue
                closing = None if lower in unclosed else _RAW_END[lower].search(source, end)
                if closing is None:
                    unclosed.add(lower)
                    stop = after = length if _RAW[lower] else end
                else:
                    stop, after = closing.span()
                yield begin, start, lower, after, source[end:stop] if lower == "title" else ""
            elif comment is not None:
                stop = -1 if "!--" in unclosed else source.find("-->", end - 2 if source.startswith((">", "->"), end) else end)
                if stop < 0:
                    unclosed.add("!--")
                    stop = after = end
                else:
                    after = stop + 3
                yield begin, start, "!--", after, source[end:stop] if stop - end < 2000 else ""
            else:
                yield begin, start, "!", end, ""
                begin = end
                continue
            begin = resume = after
            break
        position = resume
    yield begin, length, "", length, ""


def attributes(text: str) -> dict[str, str]:
    """The attributes of a tag with names in lower case and entities resolved; of a repeated one the first.

    >>> attributes(' name="PubDate" content=2020-01-31 ')
    {'name': 'PubDate', 'content': '2020-01-31'}
    """
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(text):
        found.setdefault(name.lower(), html.unescape(double or single or bare))
    return found
