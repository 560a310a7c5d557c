"""Of which time a figure is.

The report's year, another year, a part of the year, several years, a rate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .masks import HOTLINE

_Y = r"(?:19|20)\d{2}"
# A year, printed or counted from that of the report (今年, 去年, 前年).
_YEAR = re.compile(
    rf"(?<!\d){_Y}(?=全?年|\d{{0,4}}[月日]|[-./]\d|[\"《]|\d*{HOTLINE})"
    r"|今年|当年|(?<!\d)年内(?!容)|本年度?(?!度|报告)|本报告年度|本报告期|前年"
    r"|(?<!结转)(?<!转自)(?:去年|上一?年度?(?!(?:度?[无没有未]{0,2}结转|项目))|前一年)"
)
_THIS_YEAR = re.compile("今年|当年|年内|本")
_LAST = rf"(?:去年|上一?年度?|前一?年|{_Y}年度?)(?:\({_Y}年度?\))?"
# A year that is only compared with is not the year of the figure.
_COMPARED = re.compile(
    rf"(?:比|较|同比|相比|与)(?:于)?{_LAST}(?:同期)?(?!\()|{_LAST}同期(?=相比|的?\d|[增下上减])"
)
# 较2019年的1097件, 上年为98件: the year of this one number.
_OTHER = rf"(?:{_Y}年度?|去年|上一?年度?|前一?年)(?:同期)?(?:\([^(),;]{{0,6}}月[^(),;]{{0,4}}\))?"
_OF_NUMBER = re.compile(
    rf"(?:(?:比|较|与)于?{_OTHER}的?|[由从]{_OTHER}的?|{_OTHER}(?:为|是|仅为|只有)|\({_OTHER})"
    r"(?=\(?(?:[\d,.]+[^\d,.%]|[一二两三四五六七八九十百千]+[件条宗起份次]))"
)
_YEAR_BEHIND = re.compile(rf"(?<![\d.,])\d[\d.,]*\D{{0,2}}\(({_Y})年度?\)")  # 66件(2015年)
# 与去年收到申请27件、举办培训2期相比: the numbers of its clause are those of that year, up to a difference.
_COMPARISON = re.compile(
    rf"(?:同比|对比|[比较与和同跟])于?(?P<year>{_OTHER})(?!至|到|[—~-])(?P<numbers>[^,。;]{{0,120}})"
)
_DIFFERS = re.compile("[增减多少升降翻净超]|相比|持平|新高|占")
_NUMBER = re.compile(r"(?<![\d.,])\d")
_DAY = rf"(?:{_Y}年)?(?<!\d)\d{{1,2}}月(?:份|底|末|初|中旬|\d{{1,2}}日)?"
_NEW_IN_YEAR = (  # the year's own number follows, so what stands before it came together
    rf"(?=[^。]{{0,500}}[,(;。](?:其中)?[,:]?(?:{_Y}年度?|今年|本年度?|当年)[^,。;\d]{{0,16}}\d)"
)
_ONE_YEAR = rf"(?:(?<!\d){_Y}年?度?|今年|去年|前年|[上本]年度?)"
_N = "[两二三四五六七八九十几数多\\d]{1,3}"
_BEGUN = "开通|成立|上线|运行|施行|实施|颁布|建成|启用|设立|建站|创办|开展|推行"
# 机构改革前, 政务公开日: whatever time a clause names that is not the year is a part of it.
_EVENT = f"{_BEGUN}|改革|改版|合并|修订|搬迁|组建|调整"
_CAMPAIGN = "宣传|公开|开放|主题|活动|服务|节假"
_MONTHS = "(?<![十一二])[一二三四五六七八九十][至到](?!十二)[一二三四五六七八九十]一?月"
# From a day, a month, a year, or since the law took effect, up to another.
_RANGE = (
    rf"(?P<range>[自从]?(?:(?<!\d)(?P<y1>{_Y})年度?"
    r"(?:(?P<m1>\d{1,2})月份?(?:(?P<d1>\d{1,2})日)?)?[^,。;\d至到转]{0,12}"
    r"|(?<![\d.])(?P<n1>\d{1,2})(?:月份?(?:(?P<e1>\d{1,2})日)?[^,。;\d至到转]{0,12})?"
    rf"|(?<=条)(?P<law>例)》?(?:正式)?(?:{_BEGUN})[^,。;\d至到转]{{0,4}})[至到—~-]"
    rf"(?:(?P<y2>{_Y})年度?(?:(?P<m2>\d{{1,2}})月份?(?:(?P<d2>\d{{1,2}})日)?|[底末])?"
    r"|(?P<n2>\d{1,2})月份?(?:(?P<e2>\d{1,2})日)?|(?P<now>今|现在|目前)?年?[底末]?(?<=[今在前底末年])))"
)
# A period, or a date up to which is counted, speaks of the year; months that end before December,
# or one by itself, of a part of it. What was counted since a law or an office began is no count of
# the year.
_SPAN = re.compile(
    r'(?=[近过前两二三四五六七八九十几数多了已《自\d累截每年月日平"历至迄到从—~上下一当全本今去来期例此汛同任半节月季中之入周后以岁-])'  # for speed
    rf"(?:(?P<stock>(?:近|过去的?|前)(?<!目前){_N}年[来间]?(?:\([^()]*\))?"
    rf"|{_N}(?:周年|年[多半余]?(?:以?来|间)(?:\([^()]*\))?)"
    rf"|一年[多半余]|{_N}个?月[多以]?来|(?<={_BEGUN})[了已]?{_N}年"
    r"|迄今|至今(?!年)|(?:截[至止]到?|到)(?:目前|现在)|累计至[^,。;]{2,14}"
    rf"|自(?![^,。;]{{0,4}}[今本]年)[^,。;]{{0,28}}?(?:以来|(?:{_BEGUN})[后,])"
    rf"|(?<!\d){_Y}年(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?[^,。;\d半季]{{0,12}}以来"
    r"|(?<=以)(?<![今本当]年以)(?<!一年以)(?<!年[度初]以)(?<!1[月日]以)来"
    r"|(?:^|(?<=[。;\n]))累计因"
    rf"|(?:累计|截[至止][^,。;]{{2,16}},){_NEW_IN_YEAR}"
    r"|截[至止][^,。;]{2,16},(?![^,。;\d]{0,8}[本今当]年)[^,。;\d]{0,10}累计主动公开(?![^。;]{0,500}(?:全年|本年|今年)))"
    r"|(?P<rate>每(?:个)?(?:年|季度?|月|周|日|天|工作日|星期)|[年月日]均(?![已为在按未无依能予被通])|平均每)"
    rf"|{_RANGE}"
    rf"|(?P<several>{_ONE_YEAR}(?:[、和与及同]|以及){_ONE_YEAR}(?!相?比|同期)"
    rf"|(?<!\d){_Y}年\({_Y}年|(?<!\d){_Y}年?[—~至-]{_Y}年|\"?十[一二三四五]五\"?(?:期间|时期|以来)?"
    r"|近(?:些|几)?年来|多年来|历年(?:来)?|(?:近|过去|前)[几些]年)"
    rf"|(?P<until>(?:截[至止]到?|(?:^|(?<=[,。;]))至)"
    rf"(?:{_Y}年)?(?<!\d)(?!1[2-9])\d{{1,2}}月(?:份|底|末|初|中旬|\d{{1,2}}日)?)"
    rf"|(?P<before>{_Y}年?(?:之前|以前)|任期|[上前]月|半年来|月内|节前后|季度末|[上下]半年以来)"
    rf"|(?P<since>[自从](?:{_Y}年)?(?<!\d)(?!0?1月)(?<!2008年)\d{{1,2}}月(?:\d{{1,2}}日)?起?"
    r"(?![^,。;]{0,3}[至到—~-]))"
    rf"|(?:截[至止]到?|[至到自从]|[—~-]){_DAY}|{_DAY}起?[至到—~-](?:{_DAY})?|\d{{1,2}}[—~-]\d{{1,2}}月"
    rf"|(?P<part>{_DAY}|[上下]半年|前?[一二三四两1-4]个?季度|前[一二三四五六七八九十\d]{{1,2}}个月"
    r"|[当本][月日周季]|(?<!报告)(?<!统计)(?<!年度)(?<!全年)(?<!规定)(?<!法定)(?<!五\")期间"
    rf"|(?<={_EVENT})以?[前后](?=[,我本全共])|(?<={_CAMPAIGN})[月周日](?:当天)?(?=[,我本全共])"
    rf"|汛期|[上中下]旬|之际|入[春夏秋冬]以来|(?<=^)年[初中](?=,)|岁末(?=,)|{_MONTHS}"
    r"|(?:(?<=[。;,而]同)|(?<=^同)|(?<=同一时))期(?=[,共我全本新收受办主公不因]))(?!以来|以前|之前|止|起|末|底)"
    r"|(?P<whole>全年|本年度?|年度))"
)
_KINDS = {"several": "part", "since": "part", "before": "part", "until": "part"}
_LAW = 2008  # the law took effect in May: the whole year of 2008 began there
# Since when something was counted: 自2020年1月以来.
_SINCE = re.compile(rf"(?=自|.*(?:以来|今|今年|现在|目前)$).*?({_Y})(?:年(\d{{1,2}})月(?!.*成立))?")
_CARRIED = re.compile(
    rf"(?:(?:{_Y}年)?|去年|上一?年)度?[无没有未尚]{{0,2}}(?:\d{{1,6}}[件份宗])?(?:结转|转[入来]|遗留|留存|未办结)"
)
_UNTIL = re.compile(r"截[至止]|累计")
# 不予公开2件(系查询历年成绩),重复申请1件; 微博(已于6月注销)发送88条
_REMARK = re.compile(r"\((?:[^()\d]{5,60}|已于[^()]{1,8}[^()\d年月日]{2})\)(?!\d)")
# What parts a year named late from what follows it, and how often from what else was done.
_ENDS_YEAR, _ENDS_RATE = re.compile(r";|^[^(]*\)"), re.compile("[,;]")
_DIGIT = re.compile(r"\d")


class Period(NamedTuple):
    """The year that a figure refers to, None where the report's is unknown.

    `kind`: a `part` of it or several years, a `stock` since long ago, a `rate`, or "".
    """

    year: int | None = None
    kind: str = ""


class Date(NamedTuple):
    """A time that a text names, from `start` to `end`.

    `kind`: `year` for a year, `carried` for one from which something was carried over (去年结转),
    `compared` for one of the number at `end` alone; else what part or number of years: `part`,
    `stock`, `rate`, or `whole` where it is all of the year.
    """

    start: int
    end: int
    kind: str
    year: int | None = None


def read_dates(text: str, report_year: int | None) -> list[Date]:
    """The dates of a folded text in which only names were masked, those of remarks left out."""
    shown = _REMARK.sub(lambda remark: " " * len(remark[0]), text)
    spans = [match for match in _SPAN.finditer(shown) if match.lastgroup]
    found = [Date(*span.span(), _read_kind(span, report_year)) for span in spans]
    compared = [*_find_compared(shown, report_year)]
    bounds = [match.span() for match in _COMPARED.finditer(shown)]
    bounds += [span.span() for span in spans if span["stock"]] + [date[:2] for date in compared]
    aside = set[int]().union(*(range(*bound) for bound in bounds))
    for match in _YEAR.finditer(shown):
        if match.start() not in aside:
            kind = "carried" if _CARRIED.match(shown, match.start()) else "year"
            found.append(Date(*match.span(), kind, _read_year(match[0], report_year)))
    return sorted([*found, *compared], key=lambda date: (date.end, -date.start))


def _find_compared(shown: str, report_year: int | None) -> Iterator[Date]:
    """Other years, each with one number that alone is of that year."""
    for match in _YEAR_BEHIND.finditer(shown):
        yield Date(match.start(), match.start(), "compared", int(match[1]))
    for match in _OF_NUMBER.finditer(shown):
        end = match.end() + (shown[match.end()] == "(")
        yield Date(match.start(), end, "compared", _read_year(match[0], report_year))
    for match in _COMPARISON.finditer(shown):
        year = _read_year(match["year"], report_year)
        differs = _DIFFERS.search(match["numbers"])
        last = match.start("numbers") + differs.start() if differs else match.end()
        for number in _NUMBER.finditer(shown, match.start("numbers"), last):
            yield Date(match.start("year"), number.start(), "compared", year)


def _read_year(words: str, report_year: int | None) -> int | None:
    """The year that is printed, or counted from that of the report."""
    if named := re.search(_Y, words):
        return int(named[0])
    if report_year is None or _THIS_YEAR.match(words):
        return report_year
    return report_year - (2 if "前年" in words else 1)


def _read_kind(span: re.Match[str], report_year: int | None) -> str:
    """What part or number of years a time is; `whole` where it begins and ends with the year."""
    if span["stock"] or span["now"]:
        since = _SINCE.match(span[0])
        if since and int(since[1]) == report_year and _begins_year(report_year, since[2]):
            return "whole"
        return "stock"
    if not span["range"]:
        return _KINDS.get(str(span.lastgroup), str(span.lastgroup))
    begins = span["m1"] or span["n1"] or ("5" if span["law"] else None)
    ends = (int(span["m2"] or span["n2"] or 12), int(span["d2"] or span["e2"] or 31))
    one_year = span["y2"] in (None, span["y1"]) or span["y1"] is None
    starts = _begins_year(report_year, begins, span["d1"] or span["e1"])
    return "whole" if one_year and starts and ends == (12, 31) else "part"


def _begins_year(report_year: int | None, month: str | None, day: str | None = None) -> bool:
    """Whether a day, of January where no month is printed, is the first that counts in a year."""
    first = (1, 5) if report_year == _LAW else (1,)
    return int(month or 1) in first and int(day or 1) == 1


class Calendar(NamedTuple):
    """The dates of one sentence, seen from the year of the report.

    `text` is the masked text of the passage, `first` where the first figure of the sentence
    stands, `until` where it says that it counts up to a day (None where it does not).
    """

    report_year: int | None
    text: str
    dates: tuple[Date, ...]
    first: int
    until: int | None = None

    @property
    def years(self) -> list[Date]:
        return [date for date in self.dates if date.kind == "year"]

    def period_at(self, position: int) -> Period:
        """The period of a figure: what was named last before it in its sentence."""
        return Period(self.year_at(position), self.kind_at(position))

    def year_at(self, position: int) -> int | None:
        """The year of a figure: the last one named before it in its sentence, else the report's.

        Another year that is named after the first figure holds up to the semicolon, one in
        brackets up to their end.
        """
        for date in reversed(self.dates):
            if date.kind == "compared" and date.end == position:
                return date.year
            ended = date.start >= self.first and _ENDS_YEAR.search(self.text[date.start : position])
            if date.kind == "year" and date.start < position and not ended:
                return date.year
        return self.report_year

    def kind_at(self, position: int) -> str:
        """What part or number of years was named last before a figure, "" for the year itself.

        A rate holds up to the next mark: 每日更新,主动公开500条.
        """
        before = [date for date in self.dates if date.end <= position]
        for date in reversed(before):
            if date.kind in ("year", "whole"):
                return ""
            is_rate = date.kind == "rate"
            if date.kind in ("part", "stock") or (
                is_rate and not _ENDS_RATE.search(self.text, date.end, position)
            ):
                return date.kind
        return ""

    def years_between(self, start: int, end: int) -> set[int]:
        """The years named in a part of the sentence, those of what was carried over among them."""
        named = (date for date in self.dates if date.kind in ("year", "carried"))
        return {date.year or 0 for date in named if start <= date.start < end}

    def counts_until(self, position: int) -> bool:
        """Whether the figure is what had come together up to a day: 截至12月31日,累计公开12条."""
        return self.until is not None and self.until < position

    def begins_with_year(self) -> bool:
        """Whether a year is named before the first figure."""
        return any(date.start < self.first for date in self.years)

    def names_year(self, position: int) -> bool:
        """Whether the report's year is named before a figure, and not as that of a last day."""
        before = [date for date in self.dates if date.end <= position]
        named = self.report_year in [date.year for date in before if date.kind == "year"]
        return any(date.kind == "whole" for date in before) or (self.until is None and named)

    def names_time(self) -> bool:
        """Whether the sentence says itself of which time it speaks, and not how often only."""
        return any(date.kind in ("year", "whole", "part", "stock") for date in self.dates)


def read_calendar(
    report_year: int | None, text: str, dates: Sequence[Date], start: int, end: int
) -> Calendar:
    """The calendar of the sentence from `start` to `end` of a masked text."""
    digit, until = _DIGIT.search(text, start, end), _UNTIL.search(text, start, end)
    inside = tuple([date for date in dates if start <= date.start and date.end <= end])
    first = digit.start() if digit else end
    return Calendar(report_year, text, inside, first, until.start() if until else None)
