"""Text for a terminal: what others wrote cannot move its cursor or turn its direction."""

from __future__ import annotations

import sys
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from itertools import accumulate


def measure_width(text: str) -> int:
    """Columns of a terminal: a Chinese character takes two."""
    return len(text) if text.isascii() else sum(map(_measure_character, text))


def _measure_character(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def escape(text: str) -> str:
    r"""One line in which all that is no visible character or space is escaped, a line's end too.

    >>> escape("a\x1b[2J\u202eb\n")
    'a\\x1b[2J\\u202eb\\n'
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or _is_space(c) else ascii(c)[1:-1] for c in text)


def _is_space(character: str) -> bool:
    return unicodedata.category(character) == "Zs"


def join_lines(lines: Iterable[str]) -> str:
    """Lines of a text, each escaped: none of them can become two, whatever a document says."""
    return "\n".join(map(escape, lines))


def say(text: object, *, is_wrong: bool = False) -> None:
    """Print a text, escaped line by line, for what is wrong on standard error.

    Nothing else of this package prints (ruff's T20 says so).
    """
    print(join_lines(str(text).split("\n")), file=sys.stderr if is_wrong else sys.stdout)


def clip_text(text: str, limit: int) -> str:
    """`text` in at most `limit` columns of a terminal.

    >>> clip_text("公开申请", 8), clip_text("公开申请", 7), clip_text("abc", 2)
    ('公开申请', '公开申…', 'a…')
    """
    text = text[: limit + 1]
    widths = list(accumulate(map(_measure_character, text)))
    if not widths or widths[-1] <= limit:
        return text
    return text[: bisect_right(widths, limit - 1)] + "…"


def pad(text: str, size: int, left: bool = False) -> str:
    """`text` filled up to `size` columns of a terminal, on the right or on the left."""
    space = " " * max(size - measure_width(text), 0)
    return space + text if left else text + space


def write_count(count: int, noun: str) -> str:
    """A count with its noun.

    >>> write_count(1, "cell"), write_count(2, "cell")
    ('1 cell', '2 cells')
    """
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def count_values(values: Iterable[str]) -> str:
    """The values with their numbers, the most frequent first.

    >>> count_values(["blank", "printed", "printed"])
    '2 printed, 1 blank'
    """
    ranked = sorted(Counter(values).items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{count} {value}" for value, count in ranked)
