"""Text of a page made comparable, and the dates in it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache
from operator import ne
from typing import NamedTuple

from ..forms import CHINESE_DIGITS, fold_text, fold_years, simplify

_CHINESE_MONTH = re.compile(
    r"(?<=年)([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十]{1,3})日)?"
)

# Of 2022/07/1696 nobody can say where the day ends; a time may follow without a space.
_NUMERIC = r"(20\d{2})([-/.])(\d{1,2})\2(?:([0-3]\d)(?=\d{2}:\d{2}|(?!\d))|(\d)(?!\d))"
_NUMERIC_DATE = re.compile(rf"(?<!\d){_NUMERIC}")
_WRITTEN_DATE = re.compile(r"(?<!\d)(20\d{2})年(\d{1,2})月(\d{1,2})日?")
_MONTH_DAY = re.compile(r"(\d{1,2})月(\d{1,2})日")
# Words may stand between the two ends: 自2009年1月1日《条例》实施之日起,至2009年12月31日止.
_JOIN = re.compile(r"[^。;\d]{0,16}?(?:至|到|[-—~]{1,2})(?:同年|当年|本年)?(?=\d)")
_NOT_CHINESE = re.compile("[^\u4e00-\u9fff]+")
_LONGEST_YEAR = 400  # days
_PERIOD_WORDS = re.compile(r"统计|数据|时限|期限|时间|期间|涵盖")


@lru_cache(maxsize=4096)
def fold_dates(text: str) -> str:
    """The folded text with dates in Arabic digits.

    >>> fold_dates("二〇一九 年政府信息公開（kāi）工作")
    '2019年政府信息公开工作'
    """
    made = fold_text(text)
    if "资讯" in made and "資訊" in text:
        made = made.replace("资讯", "信息")  # a mirror in Taiwan's wording
    if (dated := fold_years(made)) != made:
        made = _CHINESE_MONTH.sub(
            lambda match: (
                f"{_parse_small_number(match[1])}月"
                + (f"{_parse_small_number(match[2])}日" if match[2] else "")
            ),
            dated,
        )
    return made


def fold_spelling(text: str) -> str:
    """The text in its common spelling, without characters of no width.

    Unlike a folded one it keeps its spaces.

    >>> fold_spelling("發布\u200b時間：２０２０-01-20 10:30")
    '发布时间:2020-01-20 10:30'
    """
    made = unicodedata.normalize("NFKC", text)
    if not made.isprintable():
        made = "".join(char for char in made if unicodedata.category(char) != "Cf")
    return simplify(made)


def _parse_small_number(digits: str) -> int:
    """Chinese digits from one to ninety-nine: 十二, 三十一."""
    tens, ten, ones = digits.rpartition("十")
    return (int(CHINESE_DIGITS.get(tens, "1")) * 10 if ten else 0) + (
        int(CHINESE_DIGITS[ones]) if ones in CHINESE_DIGITS and ones else 0
    )


def detect_script(text: str) -> str:
    """The script: hant where one Chinese character in fifty changes when simplified, else hans."""
    sample = _NOT_CHINESE.sub("", text[:4000])[:1000]
    plain = simplify(sample)
    changed = 0 if plain == sample else sum(map(ne, sample, plain))
    return "hant" if changed * 50 > len(sample) else "hans"


def make_date(year: str, month: str, day: str) -> date | None:
    """The date, None where there is none (30 February)."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def find_date(text: str, position: int = 0, anchored: bool = False) -> tuple[date, int] | None:
    """The first possible date at or after a position (anchored: exactly there), and where it ends.

    Takes 2020-03-24, 2020/3/24, 2020.3.24 and 2020年3月24日. Text that still has its spaces keeps
    a date and a time apart.
    """
    found = [
        match
        for pattern in (_NUMERIC_DATE, _WRITTEN_DATE)
        if (
            match := (pattern.match(text, position) if anchored else pattern.search(text, position))
        )
    ]
    for match in sorted(found, key=lambda m: m.start()):
        parts = [part for part in match.groups() if part and part not in "-/."]
        if (day := make_date(parts[0], parts[1], parts[2])) is not None:
            return day, match.end()
    return None


class Period(NamedTuple):
    """The first and the last day of what a report counts, as printed."""

    start: date
    end: date

    @property
    def is_of_one_year(self) -> bool:
        """Whether it tells the year: a longer one has its end printed late, or is of two years."""
        return (self.end - self.start).days <= _LONGEST_YEAR


def find_period(text: str) -> Period | None:
    """The statistical period in a plain text.

    The first range of dates after a word such as 统计期限, else the first of at least half a year.

    The end is taken as printed, also where it lies a year late. A range without a year at its
    end has that of its start.

    >>> find_period("统计期限自2019年1月1日起至12月31日止").end.isoformat()
    '2019-12-31'
    """
    other = None
    position = 0
    while (first := find_date(text, position)) is not None:
        start, position = first
        if not (join := _JOIN.match(text, position)):
            continue
        if (second := find_date(text, join.end(), anchored=True)) is not None:
            end: date | None = second[0]
        elif month := _MONTH_DAY.match(text, join.end()):
            end = make_date(str(start.year), month[1], month[2])
        else:
            end = None
        if end is None or end <= start:
            continue
        found = Period(start, end)
        if _PERIOD_WORDS.search(text, max(0, position - 45), position):
            return found
        if other is None and (end - start).days > 180:
            other = found
    return other
