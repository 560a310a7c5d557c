"""The year that words of a table say: those of a caption, a cell of its header, a label of a row.

One function decides, so that no place knows a spelling that another one does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from ..forms import fold_label, fold_years

EARLIER = -1  # a year before that of the report, which the words do not name
SEVERAL = -2
THIS = 0

_NUMBER = r"20[0-4]\d"
_YEAR = re.compile(
    rf"(?<!\d)({_NUMBER})(?:年度?(?!\d{{1,2}}月|以?前|之前|以来)|(?!\d|年|[-/.]\d))"
    r"|(?:(?<!\d)(?=\d\d年度(?!\d))|^(?=\d\d年$))([012]\d)年"
)
_EARLIER = "(?:上一?|去|(?<!目)前一?|上上)年度?|往年度?|以往|以前年度|一年前|上期"
_COMPARED = re.compile(
    rf"[与和同](?:{_NUMBER}年度?|{_EARLIER})(?:同期)?(?:相比较?|比较|对比|基本持平|持平|一致|相同)"
    rf"|[比较](?:{_NUMBER}年度?|{_EARLIER})(?:同期)?"
)
_WHOLE_YEAR = re.compile(
    rf"({_NUMBER})[年./-]0?1月?(?:[./-]?0?1日?)?起?[-~至到]+(?:\1[年./-])?12月?(?:[./-]?31日?)?止?"
    rf"|(?:截[至止]|数据|统计)[^,;\d]{{0,6}}({_NUMBER})[年./-](?:12月?(?:[./-]?31日?|[底末])?|[底末])"
)
"""A year by its first and its last day, or by its last one as that of data."""
_LAST_DAYS = re.compile("1月1日起?[至到~-]+12月31日止?|(?:截[至止]|(?<![至到~-]))12月31日")
_EARLIER_WORDS = re.compile(f"(?:{_EARLIER})(?!末?结转)")
_THIS_WORDS = re.compile("本年度?|本报告年度|今年|当年|全年")
ONLY_YEARS = re.compile(rf"^{_NUMBER}年?度?(?:[-~至到]+{_NUMBER}年?度?)?")
"""The digits of a year or of several with which words begin."""
_RANGE = re.compile(rf"({_NUMBER})年?度?[-~至到]+(?!\1){_NUMBER}(?!\d|\.)")
_FIGURES = re.compile(
    rf"^(?:{_NUMBER}年?度?|{_EARLIER}|{_THIS_WORDS.pattern})(?:统计|同期|年?末)*(?:数据?|情况)?$"
)
YEAR_IN_FRONT = re.compile(rf"^(?:{_NUMBER}年度?|{_EARLIER}|{_THIS_WORDS.pattern})")
"""The words of a year with which a label begins."""


def simplify_years(folded: str) -> str:
    """Words without a year to compare with, and with each whole year that they name by its days in
    short.

    >>> simplify_years("统计周期:2018.1.1-2018.12.31"), simplify_years("(与2018年相比)")
    ('统计周期:2018年', '()')
    """
    whole = _WHOLE_YEAR.sub(lambda found: f"{found[1] or found[2]}年", folded)
    return _COMPARED.sub("", _LAST_DAYS.sub("", whole))


@lru_cache(maxsize=8192)
def find_year(text: str) -> int | None:
    """The year that words say, SEVERAL where they say more than one, THIS or EARLIER where they do
    not name it; None where they say none.

    >>> [find_year(text) for text in ("二○一九年度", "22年度情况", "去年数", "本年度", "与2018年相比")]
    [2019, 2022, -1, 0, None]
    >>> find_year("2019—2023年")
    -2
    """
    words = simplify_years(fold_years(fold_label(text)))
    if _RANGE.search(words):
        return SEVERAL
    said = {int(whole) if whole else 2000 + int(short) for whole, short in _YEAR.findall(words)}
    if said:
        return said.pop() if len(said) == 1 else SEVERAL
    if _EARLIER_WORDS.search(words):
        return EARLIER
    return THIS if _THIS_WORDS.search(words) else None


@lru_cache(maxsize=8192)
def names_year(text: str) -> bool:
    """Whether a cell names a year and nothing else.

    >>> names_year("（2021年）"), names_year("上年数"), names_year("本年新")
    (True, True, False)
    """
    word = fold_years(fold_label(text)).strip("():")
    return _FIGURES.match(word) is not None


def is_own_year(year: int, report_year: int | None, years: Iterable[int]) -> bool:
    """Whether a column of a year is of the report's, where the header names several `years`."""
    if year == THIS or report_year is not None:
        return year in (THIS, report_year)
    return THIS not in years and year == max(years)
