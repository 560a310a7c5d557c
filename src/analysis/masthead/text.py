"""Text of a page made comparable, and the dates in it."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from operator import ne

from ..forms import fold_text, fold_years, simplify
from ..values.prose import read_number

_CHINESE_DAY = re.compile("(?<=年)[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}日)?")
_NUMERAL = re.compile("[一二三四五六七八九十]+")
# Of 2022/07/1696 nobody can say where the day ends; a time may follow without a space.
_DATE = (
    r"(?<!\d)(20\d{2})(?:年(\d{1,2})月(\d{1,2})日?"
    r"|[-/.](\d{1,2})[-/.](?:([0-3]\d)(?=\d{2}:\d{2}|(?!\d))|(\d)(?!\d)))"
)
_DATES = re.compile(_DATE)
# Words may stand between the two ends: 自2009年1月1日《条例》实施之日起,至2009年12月31日止.
_PERIODS = re.compile(
    _DATE + r"[^。;\d]{0,16}?(?:至|到|[-—~]{1,2})(?:同年|当年|本年)?"
    rf"(?:{_DATE}|(?<!\d)(\d{{1,2}})月(\d{{1,2}})日)"
)
_PARTS = 6  # groups of a date
_NOT_CHINESE = re.compile("[^\u4e00-\u9fff]+")
_HALF_A_YEAR = 180  # days
_PERIOD_WORDS = re.compile(r"统计|数据|时限|期限|时间|期间|涵盖")
_CAPTION = re.compile(
    r"[^。,\n]{0,30}(?:主动公开|申请|复议|诉讼)[^。,\n]{0,20}(?:情况|统计)表?$", re.MULTILINE
)
_BEFORE = 35  # characters before a period in which such a word may stand


@lru_cache(maxsize=4096)
def fold_dates(text: str) -> str:
    """The folded text with dates in Arabic digits.

    >>> fold_dates("二〇一九 年政府信息公開（kāi）工作"), fold_dates("二〇二〇年一月十九日")
    ('2019年政府信息公开工作', '2020年1月19日')
    """
    folded = fold_text(text)
    if "資訊" in text:  # a mirror in Taiwan's wording
        folded = folded.replace("资讯", "信息")
    return _CHINESE_DAY.sub(_write_digits, fold_years(folded))


def _write_digits(day: re.Match[str]) -> str:
    return _NUMERAL.sub(lambda match: str(read_number(match[0]) or match[0]), day[0])


def detect_script(text: str) -> str:
    """The script: hant where one Chinese character in fifty changes when simplified, else hans."""
    sample = _NOT_CHINESE.sub("", text[:4000])[:1000]
    changed = sum(map(ne, sample, simplify(sample)))
    return "hant" if changed * 50 > len(sample) else "hans"


def _make_date(*parts: str | None) -> date | None:
    """The date of year, month and day; None where there is none (30 February)."""
    try:
        return date(*(int(part) for part in parts if part))
    except (TypeError, ValueError):
        return None


def find_date(text: str) -> date | None:
    """The first possible date: 2020-03-24, 2020/3/24, 2020.3.24 or 2020年3月24日.

    >>> find_date("2021-02-30, 2021年3月2日")
    datetime.date(2021, 3, 2)
    """
    return next(
        filter(None, (_make_date(*match.groups()) for match in _DATES.finditer(text))), None
    )


def find_period(text: str) -> tuple[date, date] | None:
    """The first and the last day of what a report counts, in a plain text.

    The first range of dates after a word such as 统计期限, else the first of at least half a year;
    not that of the caption of a table, which may be of another year.

    The end is taken as printed, also where it lies a year late. A range without a year at its
    end has that of its start.

    >>> find_period("统计期限自2019年1月1日起至12月31日止")[1].isoformat()
    '2019-12-31'
    """
    found: list[tuple[bool, tuple[date, date]]] = []
    for match in _PERIODS.finditer(text):
        first, last, day = match.groups()[:_PARTS], match.groups()[_PARTS:-2], match.groups()[-2:]
        start = _make_date(*first)
        end = _make_date(*last) or _make_date(first[0], *day)
        if start and end and start < end:
            words = text[max(0, match.start() - _BEFORE) : match.start()]
            is_named = _PERIOD_WORDS.search(words) is not None
            is_caption = _CAPTION.match(text, match.end()) is not None
            if is_named or (not is_caption and (end - start).days > _HALF_A_YEAR):
                found.append((not is_named, (start, end)))
    return min(found, key=lambda one: one[0], default=(False, None))[1]
