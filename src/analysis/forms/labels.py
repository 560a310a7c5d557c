"""Printed labels to one comparable spelling, with the way back to the printed characters.

`fold_label` undoes what copying, PDF fonts and mirrors do to characters: width, Kangxi radicals,
Traditional Chinese, spaces, control characters, pinyin inserted in brackets. `core` takes from a
folded label what publishers vary freely: its number, remarks in brackets and punctuation. Both
compare only; the raw text of a cell is never changed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from opencc import OpenCC

# NFKC maps the Kangxi radicals (U+2F00-2FDF) but not the radicals supplement, which PDF fonts use
# as well.
_RADICALS = dict(
    zip(
        "⺠⻔⻓⻚⻅⻉⻋⻛⻜⻝⻢⻥⻦⻨⻩⻬⻮⻰⻳⺟⺏⺓⺕⺙⺛⺝⺫⺬⺮⺲⺳⺶⺷⺸⺹⺾⺿⻀⻁⻂⻊⻌⻍⻎⻏⻑⻖⻗⻞⻟⻠⻣⻤",
        "民门长页见贝车风飞食马鱼鸟麦黄齐齿龙龟母卜乡彐攵无月目示竹罒网羊羊羊老艹艹艹虎衤足辶辶辶阝长阝雨食食食骨鬼",
        strict=True,
    )
)
PINYIN = re.compile(r"[(（][a-züāáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜńňǹḿɡ]+[)）]")
"""The sound of a character in brackets behind it, as some mirrors print it."""
_PUNCTUATION = dict(
    zip("“”‘’「」『』〔〕【】［］–—−﹣·．", "\"\"''\"\"''[][][]----..", strict=True)
)
_ITEM = r"(?:\(?(?:[一二三四五六七八九十]{1,3}|\d{1,2})\)[、.,]?|(?:[一二三四五六七八九十]{1,3}|\d{1,2})[、.,]|[①-⑳])"
_NUMBER = re.compile(rf"^(?:{_ITEM}*其中[:,]?{_ITEM}*|{_ITEM}+)")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_LOOSE = re.compile(r"[^\w+]|_")
CHINESE_DIGITS = {digit: str(value) for value, digit in enumerate("〇一二三四五六七八九")} | (
    dict.fromkeys("零○oO0", "0")
)
_CHINESE_YEAR = re.compile(
    r"二[〇零○oO0][〇零○oO0一二三][〇零○oO0一二三四五六七八九](?=年|[-—~至到、和与及]二[〇零○oO0])"
)


@cache
def _load_converter() -> OpenCC:
    return OpenCC("t2s")


# They stay as they are by themselves and change in words: 答覆 is 答复, 沈默 is 沉默.
_IN_WORDS = "沈藉覆坏哩"


@cache
def _compile_convertible() -> re.Pattern[str]:
    """A character that a conversion may change: any but those of GB 2312 that stay as they are.

    Nearly all pages print none.
    """
    common = "".join(map(chr, range(0x10000))).encode("gb2312", "ignore").decode("gb2312")
    kept = [c for c in common if _load_converter().convert(c) == c and c not in _IN_WORDS]
    return re.compile(f"[^{re.escape(''.join(kept))}]")


def simplify(text: str) -> str:
    """Traditional characters to simplified ones, one for one."""
    if not _compile_convertible().search(text):
        return text
    plain = _load_converter().convert(text)
    # A conversion by phrases could change the length and lose the way back: then by characters.
    return (
        plain
        if len(plain) == len(text)
        else "".join(_load_converter().convert(c)[:1] or c for c in text)
    )


class _Spelling(dict[int, str]):
    """Characters in their common spelling; nothing for white space, control characters and lost
    bytes.
    """

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKC", _RADICALS.get(chr(code), chr(code)))
        self[code] = "".join(
            _PUNCTUATION.get(c, c)
            for c in plain
            if not (c.isspace() or c == "\ufffd" or unicodedata.category(c)[0] == "C")
        )
        return self[code]


_SPELLED = _Spelling()


def fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """The folded text and, for each of its characters, the position in `text` that it comes
    from.
    """
    folded = simplify(text.translate(_SPELLED))
    is_whole = text.isprintable() and " " not in text and "\ufffd" not in text
    if is_whole and len(folded) == len(text):  # nothing is left out, so nothing is put in
        offsets = list(range(len(text)))
    else:
        parts = map(_SPELLED.__getitem__, map(ord, text))
        offsets = [position for position, part in enumerate(parts) for _ in part]
    for match in reversed([*PINYIN.finditer(folded)] if "(" in folded else []):
        del offsets[match.start() : match.end()]
        folded = folded[: match.start()] + folded[match.end() :]
    return folded, offsets


def fold_text(text: str) -> str:
    """As `fold_label`, for running text, of which nothing is kept."""
    folded = simplify(text.translate(_SPELLED))
    return PINYIN.sub("", folded) if "(" in folded else folded


@lru_cache(maxsize=65536)
def fold_label(text: str) -> str:
    """One spelling for what is printed in many: `fold_label("行 政複議") == "行政复议"`."""
    return fold_text(text)


def fold_years(folded: str) -> str:
    """A folded text with its years in Arabic digits.

    >>> fold_years("二〇一九年度"), fold_years("二零二二年"), fold_years("二十三")
    ('2019年度', '2022年', '二十三')
    """
    return _CHINESE_YEAR.sub(
        lambda match: "".join(CHINESE_DIGITS[char] for char in match.group()), folded
    )


def strip_label(text: str) -> str:
    """The folded label without number and remarks in brackets; an open bracket stays."""
    label = _NUMBER.sub("", fold_label(text))
    while label != (shorter := _BRACKETS.sub("", label)):
        label = shorter
    return label


@lru_cache(maxsize=65536)
def reduce_label(text: str) -> str:
    """The folded label without number, remarks in brackets and punctuation.

    >>> reduce_label("（二）部分公开（区分处理的，只计这一情形，不计其他情形）")
    '部分公开'
    """
    return _LOOSE.sub("", strip_label(text))


@cache
def _load_phrase_converter() -> OpenCC:
    return OpenCC("tw2sp")


@lru_cache(maxsize=4096)
def reduce_label_by_phrases(text: str) -> str:
    """The `core` of a label in which words of Taiwan are replaced as well; "" where there is
    nothing to replace.

    >>> [reduce_label_by_phrases(text) for text in ("上一年專案數量", "規範性檔案", "规章")]
    ['上一年项目数量', '规范性文件', '']
    """
    plain = "".join(text.split())
    found = reduce_label(_load_phrase_converter().convert(plain))
    return found if found != reduce_label(text) else ""


def number(text: str) -> str:
    """The number in front of a label ("(七)", "3."), folded; empty where there is none."""
    match = _NUMBER.match(fold_label(text))
    return _LOOSE.sub("", match.group().rpartition("其中")[2]) if match else ""
