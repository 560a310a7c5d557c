"""Of which time a figure is.

The report's year, another year, a part of the year, several years, a rate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .masks import HOTLINE

_Y = r"(?:19|20)\d{2}"
_NAMED_YEAR = re.compile(rf"(?<!\d)({_Y})(?=全?年|\d{{0,4}}[月日]|[-./]\d|[\"《]|\d*{HOTLINE})")
# Years that are counted from that of the report: 0 is this one, -1 去年.
_RELATIVE = re.compile(
    r"(?P<this>今年|当年|(?<!\d)年内(?!容)|本年度?(?!度|报告)|本报告年度|本报告期)|(?P<before>前年)"
    r"|(?<!结转)(?<!转自)(?:去年|上一?年度?(?!(?:度?[无没有未]{0,2}结转|项目))|前一年)"
)
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
# 与去年收到申请27件、举办培训2期相比: the numbers of its clause are those of that year, up to a difference.
_COMPARISON = re.compile(rf"(?:同比|对比|[比较与和同跟])于?(?={_OTHER}(?!至|到|[—~-]))")
_OTHER_YEAR, _CLAUSE_END = re.compile(_OTHER), re.compile("[,。;]")
_CLAUSE = 120  # characters of a clause that are looked at
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
_KINDS = {"several": "part", "since": "part", "before": "part"}
_LAW, _FROM_MAY = (
    2008,
    "since the law",
)  # the law of 2008 took effect in May: the whole year of 2008 alone
_CARRIED = re.compile(
    rf"(?:(?:{_Y}年)?|去年|上一?年)度?[无没有未尚]{{0,2}}(?:\d{{1,6}}[件份宗])?(?:结转|转[入来]|遗留|留存|未办结)"
)
_UNTIL = re.compile(r"截[至止]|累计")
_REMARK = re.compile(r"\([^()\d]{5,60}\)(?!\d)")  # 不予公开2件(系查询历年成绩),重复申请1件
_CLOSES = re.compile(r"[^(]*\)")
_TIMES = re.compile("[^\u3400-\u9fff]|[年月日至到截止底末初上下半旬季度第前后起以来全本]")
_MARK, _DIGIT = re.compile("[,;]"), re.compile(r"\d")


class Period(NamedTuple):
    """The year that a figure refers to, None where the report's is unknown.

    `kind`: a `part` of it or several years, a `stock` since long ago, a `rate`, or "".
    """

    year: int | None = None
    kind: str = ""


class Dates(NamedTuple):
    """What a text says of time.

    `years`: (position, year), 0 and less counted from the report's. `spans`: (end, kind, year
    of a stock), where a part of the year, several years, a rate or a time since is named;
    `whole` where the year is named again. `of_number`: (position, year) of a number that is
    only compared with; `carried`: of what was carried over from a year (去年结转).
    """

    years: tuple[tuple[int, int], ...] = ()
    spans: tuple[tuple[int, str, int | None], ...] = ()
    of_number: tuple[tuple[int, int], ...] = ()
    carried: tuple[tuple[int, int], ...] = ()

    def within(self, start: int, end: int) -> Dates:
        """The dates from `start` to before `end`."""
        return Dates(
            _select_between(self.years, start, end),
            tuple(span for span in self.spans if start < span[0] <= end),
            _select_between(self.of_number, start, end),
            _select_between(self.carried, start, end),
        )


def _select_between(
    dated: tuple[tuple[int, int], ...], start: int, end: int
) -> tuple[tuple[int, int], ...]:
    return tuple(one for one in dated if start <= one[0] < end)


def read_dates(text: str) -> Dates:
    """The dates of a folded text in which only names were masked, those of remarks left out."""
    shown = _REMARK.sub(lambda remark: " " * len(remark[0]), text)
    of_number = [(m.start(), m.end(), _named_year(m[0])) for m in _OF_NUMBER.finditer(shown)]
    of_number += [
        one for m in _COMPARISON.finditer(shown) for one in _list_compared(shown, m.end())
    ]
    spans = [match for match in _SPAN.finditer(shown) if match.lastgroup]
    bounds = [m.span() for m in _COMPARED.finditer(shown)]
    bounds += [m.span() for m in spans if m["stock"]] + [one[:2] for one in of_number]
    compared = set[int]().union(*(range(*bound) for bound in bounds))
    years = [(m.start(), int(m[1])) for m in _NAMED_YEAR.finditer(shown)]
    years += [(m.start(), _relative_year(m)) for m in _RELATIVE.finditer(shown)]
    named = sorted(dated for dated in years if dated[0] not in compared)
    carried = {at for at, _ in named if _CARRIED.match(shown, at)}
    return Dates(
        tuple(dated for dated in named if dated[0] not in carried),
        tuple((m.end(), kind, _stock_year(m[0])) for m in spans if (kind := _kind(m))),
        tuple((end + (shown[end] == "("), year) for _, end, year in of_number),
        tuple(dated for dated in named if dated[0] in carried),
    )


def _list_compared(shown: str, start: int) -> Iterator[tuple[int, int, int]]:
    """The numbers of a clause that begins with another year, each with where that year stands."""
    year = _OTHER_YEAR.match(shown, start)
    assert year is not None  # `_COMPARISON` looks for it
    last = min(start + _CLAUSE, len(shown))
    end = _CLAUSE_END.search(shown, start, last)
    for number in _NUMBER.finditer(shown, year.end(), end.start() if end else last):
        if _DIFFERS.search(shown, year.end(), number.start()):
            return
        yield start, number.start(), _named_year(year[0])


def _kind(span: re.Match[str]) -> str:
    if span["range"]:
        return _range_kind(span)
    return _KINDS.get(str(span.lastgroup), str(span.lastgroup))


def _range_kind(span: re.Match[str]) -> str:
    """What a range of dates makes of its year: nothing where it is the whole of one."""
    begins, ends = span["m1"] or span["n1"], span["m2"] or span["n2"]
    ends_on = span["d2"] or span["e2"] or "31"
    begins_on = span["d1"] or span["e1"] or "1"
    if span["now"]:
        return "stock"
    other_years = span["y1"] and span["y2"] not in (None, span["y1"])
    if other_years or (ends and (int(ends), int(ends_on)) != (12, 31)) or int(begins_on) != 1:
        return "part"
    if span["law"] or begins == "5":
        return _FROM_MAY
    return "" if begins in (None, "1", "01") else "part"


def _stock_year(words: str) -> int | None:
    """The year since when something was counted."""
    since = words.startswith("自") or words.endswith(("以来", "今", "今年", "现在", "目前"))
    year = re.search(_Y, words) if since else None
    month = re.search(r"\d{1,2}(?=月)", words) if since and "成立" not in words else None
    if year is None or (month and int(month[0]) not in (1, 5 if year[0] == str(_LAW) else 1)):
        return None
    return int(year[0])


def _named_year(words: str) -> int:
    year, relative = re.search(_Y, words), _RELATIVE.search(words)
    return int(year[0]) if year else _relative_year(relative) if relative else -1


def _relative_year(match: re.Match[str]) -> int:
    return 0 if match["this"] else -2 if match["before"] else -1


class Calendar(NamedTuple):
    """The dates of one sentence, seen from the year of the report.

    `text` is the masked text of the passage, `first` where the first figure of the sentence
    stands, `until` where it says that it counts up to a day (None where it does not).
    """

    report_year: int | None
    text: str
    dates: Dates
    first: int
    until: int | None = None

    def period_at(self, position: int) -> Period:
        """The period of a figure: what was named last before it in its sentence."""
        return Period(self.year_at(position), self.kind_at(position))

    def year_at(self, position: int) -> int | None:
        """The year of a figure: the last one named before it in its sentence, else the report's.

        Another year that is named after the first figure holds up to the semicolon, one in
        brackets up to their end.
        """
        for at, year in self.dates.of_number:
            if at == position:
                return self.actual_year(year)
        for at, year in reversed(self.dates.years):
            if at < position and (at < self.first or not _has_ended(self.text[at:position])):
                return self.actual_year(year)
        return self.report_year

    def years_between(self, start: int, end: int) -> set[int]:
        """The years named in a part of the sentence, those of what was carried over among them."""
        named = _select_between((*self.dates.years, *self.dates.carried), start, end)
        return {self.actual_year(year) or 0 for _, year in named}

    def actual_year(self, year: int) -> int | None:
        """A year as it was named; 0 and less are counted from the report's."""
        if year > 0:
            return year
        return None if self.report_year is None else self.report_year + year

    def counts_until(self, position: int) -> bool:
        """Whether the figure is what had come together up to a day: 截至12月31日,累计公开12条."""
        return self.until is not None and self.until < position

    def begins_with_year(self) -> bool:
        """Whether a year is named before the first figure."""
        return any(at < self.first for at, _ in self.dates.years)

    def names_year(self, position: int) -> bool:
        """Whether the report's year is named before a figure, and not as that of a last day."""
        whole = any(kind == "whole" and end <= position for end, kind, _ in self.dates.spans)
        named = (self.actual_year(year) for at, year in self.dates.years if at < position)
        return whole or (self.until is None and self.report_year in named)

    def _has_ended(self, span: tuple[int, str, int | None], position: int) -> bool:
        """Whether a rate no longer holds: 每日更新,主动公开500条."""
        return span[1] == "rate" and _MARK.search(self.text, span[0], position) is not None

    def _stands_aside(self, end: int, position: int) -> bool:
        """Whether a time stands in a remark that is closed: 微博(已于6月注销)发送88条."""
        if _CLOSES.match(self.text, end, position) is None:
            return False
        begin = self.text.rfind("(", 0, end) + 1
        return len(_TIMES.sub("", self.text[begin : self.text.find(")", end)])) > 1

    def names_time(self) -> bool:
        """Whether the sentence says itself of which time it speaks, and not how often only."""
        return bool(self.dates.years) or any(kind != "rate" for _, kind, _ in self.dates.spans)

    def kind_at(self, position: int) -> str:
        """What part or number of years was named last before a figure, "" for the year itself."""
        spans = (
            s
            for s in reversed(self.dates.spans)
            if s[0] <= position and not self._stands_aside(s[0], position)
        )
        before = next((s for s in spans if not self._has_ended(s, position)), None)
        if before is None:
            return ""
        end, kind, year = before
        if any(end <= at < position for at, _ in self.dates.years):
            return ""
        if kind == _FROM_MAY:
            return "" if self.report_year == _LAW else "part"
        if kind == "until":
            return "part" if year in (None, self.report_year) else ""
        of_report = kind == "stock" and year is not None and year == self.report_year
        return "" if kind == "whole" or of_report else kind


def read_calendar(
    report_year: int | None, text: str, dates: Dates, start: int, end: int
) -> Calendar:
    """The calendar of the sentence from `start` to `end` of a masked text."""
    digit, until = _DIGIT.search(text, start, end), _UNTIL.search(text, start, end)
    return Calendar(
        report_year=report_year,
        text=text,
        dates=dates.within(start, end),
        first=digit.start() if digit else end,
        until=until.start() if until else None,
    )


def _has_ended(between: str) -> bool:
    """Whether a semicolon or a closing bracket parts what stands before from what stands after."""
    return ";" in between or _CLOSES.match(between) is not None
