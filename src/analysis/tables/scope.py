"""Whose table, and of which year: what its caption, its heading and its header say.

A table is the report's own unless words near it name another year, another body or area, or a plan.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from ..forms import fold
from ..values import Unit, find_units

_WORDS = tomllib.loads((files("analysis.forms") / "captions.toml").read_text("utf-8"))


def _any_of(*keys: str) -> re.Pattern[str]:
    return re.compile("|".join(word for key in keys for word in _WORDS[key]))


_LONGEST_CAPTION = 60
_LONGEST_LINE = 2 * _LONGEST_CAPTION  # with blanks
_MOST_CAPTIONS = 4  # so many lines above a table may name its scope
_SENTENCE = re.compile("[。;!?]|[,、]$")
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?:年度?(?!\d{1,2}月)|(?!\d|年|[-/.]\d))")
_UNIT = re.compile("[单單]\\s*位")
_LAST_LINE = re.compile(r"(.*[。！？]|.*(?:年度|工作)报告(?=[\w《]))?(.*)", re.DOTALL)
_LAST_YEAR = re.compile(_WORDS["last_year"])
_NOT_OWN = _any_of("plans", "superseded", "times")
_OWN_VERSION = _any_of("own")
_PARTS = re.compile(_WORDS["parts"])
_WHOLE_YEAR = re.compile(r"1月1日起?[至到~-]+(?:20\d\d年)?12月31日止?|(?:截[至止])?12月31日")
_REPORT = re.compile("年度报告|工作报告|年报|报告$")
_TOPIC = (
    r"依法主动公开|主动公开|收到(?:和|、)?处理|因?(?:政府信息公开)?(?:被|被?提起|被?申请)?(?:行政)?(?:复议|诉讼)"
    r"|(?:政府|政务)?信息(?:依申请)?公开|依申请公开|(?:受理|办理|公开)?申请"
)
_SUBJECT = re.compile(
    rf"(?:本年度?)?(?:(?P<topic>{_TOPIC})|统计[表数]|数据|情况|一览|报表|汇总|合计)"
)
_ANNEX = re.compile("^附(?:[件表录]|:)")
_NUMBERING = re.compile(
    r"^(?:#+|附[件表录]?(?:[一二三四五六七八九十]+|\d{1,2}(?!\d))?[:.、]?"
    r"|[(]?[一二三四五六七八九十\d]{1,3}[)、.:]+"
    r"|表(?:[一二三四五六七八九十]+|\d{1,2}(?!\d))[:.、]?|(?:注|其中|单位|所属):?)+"
)
_PERIOD = re.compile(
    r"[上下]半年|[一二三四1-4]季度|前[一二三]季度|历年|累计|以来|近[一二三四五六七八九十两几\d]+年"
    r"|\"十[一二三四五]五\"|期间|同期|\d{1,2}[-~至到]\d{1,2}月|\d{1,2}月份?(?!\d|份)|截[至止].{0,8}\d{1,2}月"
)
_ONLY_PERIOD = re.compile(r"第?[一二三四1-4]季度|[上下]半年|\d{1,2}[-~至到]\d{1,2}月")
_DATE = re.compile(r"^(?:.{2,6}[:])?(?:20\d\d年)?\d{1,2}月(?:\d{1,2}日)?$")
_BODY = re.compile(
    r"[\u4e00-\u9fff]{1,24}(?:局|委|委员会|办|办公室|办公厅|厅|院|所|站|中心|街道|办事处|镇|乡|县|区|市"
    r"|州|盟|旗|省|部门|单位|系统|大队|支队|集团|公司|学校|医院|政府|银行|税务|海关|公安|法院)$"
)
_FILLED_BY = re.compile(r"(?:填报|报送|编制|制表|上报)(?:单位|机关|部门)(?:名称)?(?:\(盖章\))?:")
_VERBS = re.compile(
    "^(?:以下|下表|上表|本表|以上|现将|为|是|系|由|关于|其中|所属|有关|反映|截至|全年)+"
)
_FILLERS = re.compile(f"(?:的|有关|相关|主要|各项|工作|{'|'.join(_WORDS['filled_by'])})+$")
_INCLUDED = re.compile("不?(?:含|包括|包含)")
_EACH = re.compile(
    "各(?!级)[各有关直属省市县区州盟旗乡镇街道村社部门委办局单位机关构科股处室、和及]{1,20}"
)
_OWN = re.compile(
    r"^(?:本(?:机关|级|单位|部门|地区?|行政机关|[省市县区州盟旗局委办厅院镇乡])|我[省市县区州盟旗局委办厅院镇乡]"
    r"|(?:各级)?(?:政府|行政机关)|各级(?:政府|行政机关)|政府(?:机关|部门|网站)|[省市县区州盟旗镇乡]?本级(?:[及和、含].*)?"
    r"|区域|机关|部门|单位)$"
)
_WHOLE = re.compile(r"^全([国省市县区州盟旗镇乡])")
_GOVERNMENT = re.compile(
    "(?:人民政府|政府|管委会|管理委员会|行政公署|办事处)?"
    "(?:(?:政务|政府信息|政务信息|信息)公开(?:工作)?(?:领导小组)?)?(?:办公室|办公厅)?$"
)
_TITLE_REST = re.compile(r"(?:\d|关于|政务公开|(?<!人民)政府信息公开).*$")
FORM_TITLE = "政府信息公开"
"""What follows the area in the title of a form, which all bodies of that area print."""


class Scope(NamedTuple):
    """`year`: the year that is named; 0 where none is, -1 for the year before. `body`: the body,
    the area, the plan or the other period that is named. `is_annex`: below the heading of an annex.
    """

    year: int = 0
    body: str = ""
    is_annex: bool = False

    def over(self, other: Scope) -> Scope:
        """This scope, with what it leaves open from another one."""
        return Scope(
            self.year or other.year, self.body or other.body, self.is_annex or other.is_annex
        )

    def without_version(self) -> Scope:
        """This scope, but of this year and version."""
        body = "" if _NOT_OWN.fullmatch(self.body) else self.body
        return Scope(max(self.year, 0), body, self.is_annex)


NO_SCOPE = Scope()


class Caption(NamedTuple):
    """A short line above a table. `heads`: it stands for all tables below it, and not for one.
    `names_table`: it says what the table is of. `units`: it says in which its numbers are.
    `ends_other`: it says that what follows is of this year and version."""

    text: str
    scope: Scope
    heads: bool = False
    names_table: bool = False
    units: tuple[Unit, ...] = ()
    ends_other: bool = False


@lru_cache(maxsize=4096)
def parse_caption(text: str) -> Caption | None:
    """What a line says of the tables below it; None for a sentence and for a title of a report.

    >>> parse_caption("附件：市教育局收到和处理政府信息公开申请情况").scope
    Scope(year=0, body='市教育局', is_annex=True)
    >>> parse_caption("2019年主动公开政府信息情况").scope
    Scope(year=2019, body='', is_annex=False)
    >>> parse_caption("三、收到和处理政府信息公开申请情况").scope
    Scope(year=0, body='', is_annex=False)
    """
    line = fold(text)
    if len(line) > _LONGEST_CAPTION or _SENTENCE.search(line) or _REPORT.search(line):
        return None
    line = _WHOLE_YEAR.sub("", line)
    is_annex = _ANNEX.match(line) is not None
    rest = _NUMBERING.sub("", line)
    subject = _SUBJECT.search(rest)
    is_before = any(map(_LAST_YEAR.match, _parse_parts(rest))) and _YEAR.search(rest) is None
    year = -1 if is_before else find_year(rest)
    parts = _PARTS.search(line)
    body = _parse_period(rest, subject is not None) or (parts and parts.group())
    scope = Scope(year, body or _parse_body(rest), is_annex)
    heads = is_annex or (scope != NO_SCOPE and not (subject and subject["topic"]))
    ends_other = not scope.body and year >= 0 and _OWN_VERSION.search(rest) is not None
    return Caption(text, scope, heads, subject is not None, find_units(fold(text)), ends_other)


def _parse_parts(text: str) -> list[str]:
    """What stands outside of brackets, inside, and on both sides of a colon."""
    return [_VERBS.sub("", part) for part in re.split(r"[()\[\]:]", text)]


def find_year(text: str) -> int:
    """The one year that a text names; 0 where it names none, or several."""
    years = set(_YEAR.findall(fold(text)))
    return int(years.pop()) if len(years) == 1 else 0


def _parse_period(text: str, names_table: bool) -> str:
    """A plan, another version, or a time that is not one whole year."""
    if found := _NOT_OWN.search(text):
        return found.group()
    period = _PERIOD.search(text)
    is_period = names_table or _YEAR.search(text) or _ONLY_PERIOD.fullmatch(text)
    return period.group() if period and is_period and not _DATE.match(text) else ""


def _parse_body(text: str) -> str:
    """The body that a caption names in front of its subject, or in brackets behind it."""
    if found := _FILLED_BY.search(text):
        return text[found.end() :].split("(")[0]
    words = re.sub(r"[\"'《》]", "", _YEAR.sub("", text))
    outside, *inside = re.split(r"[()\[\]:]", words)
    subject = _SUBJECT.search(outside)
    head = outside[: subject.start()] if subject else outside
    for part in (head, *inside):
        body = _FILLERS.sub("", _VERBS.sub("", part.strip("-·")))
        if _INCLUDED.match(body) or (body.endswith("单位") and find_units(text)):
            continue  # (含下属单位), 金额单位:元
        if _BODY.fullmatch(body) or _WHOLE.match(body) or _EACH.fullmatch(body):
            is_title = part is head and subject is not None and subject.group() == FORM_TITLE
            return body + FORM_TITLE if is_title else body
    return ""


def is_own(scope: Scope, year: int | None, issuer: str) -> bool:
    """Whether a table of that scope is part of the report of an issuer for a year.

    `issuer` is its name, or the title of the report where no name is known.

    >>> is_own(Scope(2019), 2020, ""), is_own(Scope(0, "市教育局"), 2020, "临江市教育局")
    (False, True)
    """
    if scope.year and scope.year != year and (year is not None or scope.year < 0):
        return False
    return not scope.body or _is_own_body(scope.body, fold(issuer))


def is_own_year(year: int, report_year: int | None, years: Iterable[int]) -> bool:
    """Whether a column of a year is of the report's, where the header names several `years`."""
    if year == 0 or report_year is not None:
        return year in (0, report_year)
    return 0 not in years and year == max(years)


def _is_own_body(body: str, issuer: str) -> bool:
    if any(words.fullmatch(body) for words in (_NOT_OWN, _PERIOD, _PARTS)):
        return False
    area = _GOVERNMENT.sub("", _TITLE_REST.sub("", issuer))
    if whole := _WHOLE.match(body):
        return whole[1] != "国" and (not area or whole[1] in area)
    if _OWN.match(body):
        return True
    bare = _GOVERNMENT.sub("", body.removesuffix(FORM_TITLE))
    if body.endswith(FORM_TITLE) and (not issuer or issuer.startswith(bare)):
        return True
    short = bare.lstrip("省市县区州我本")
    return bool(issuer) and (area.endswith(bare) or (len(short) > 1 and area.endswith(short)))


@lru_cache(maxsize=4096)
def parse_years(text: str) -> int | None:
    """The year that a cell of a header names, and nothing else: 2019, 0 for this year, -1 for the
    last; None for any other cell.

    >>> [parse_years(text) for text in ("2019年", "上年", "本年度", "本年新收")]
    [2019, -1, 0, None]
    """
    word = fold(text).strip("()")
    if found := re.fullmatch(r"(20\d\d)(?:年度?|年数据?)?", word):
        return int(found[1])
    return {"上年": -1, "上年度": -1, "上一年": -1, "上一年度": -1, "去年": -1}.get(
        word, 0 if word in ("本年", "本年度", "今年", "当年") else None
    )


class ScopeTracker:
    """Follows the lines of a document to the scope of each of its tables."""

    def __init__(self) -> None:
        self.captions: list[Caption] = []  # since the last table, the nearest first
        self.current = NO_SCOPE
        self.units: tuple[Unit, ...] = ()  # in which the numbers of the table are
        self._annex = NO_SCOPE  # of all tables that follow
        self._table = ""

    def note(self, text: str) -> None:
        """Keep a line that may name the scope of the tables below it; a sentence ends what the
        lines above it say, but may name units as well. What follows a sentence or a title without
        one of its own is a line that was joined to it."""
        sentences, line = _LAST_LINE.fullmatch(text).groups()  # type: ignore[union-attr]
        caption = parse_caption(line) if line and len(line) <= _LONGEST_LINE else None
        if sentences or caption is None:
            units = find_units(fold(text)) if _UNIT.search(text) else ()
            self.captions = [Caption(text, NO_SCOPE, units=units)] if units else []
        if caption is None:
            return
        self.captions = [caption, *self.captions][:_MOST_CAPTIONS]
        if caption.scope.is_annex:
            self._annex = caption.scope

    def begin_table(self, table: str) -> None:
        """Set the scope of a table that begins here: its captions say it, else the annex that it
        stands in, else it goes on with the table above."""
        named = NO_SCOPE
        for caption in self.captions:
            named = named.over(caption.scope)
        ends_other = any(caption.ends_other for caption in self.captions)
        if ends_other:
            self._annex = self._annex.without_version()
        if any(caption.heads for caption in self.captions):
            self._annex = named.over(self._annex)
        is_named = ends_other or any(c.names_table for c in self.captions)
        goes_on = table == self._table and not is_named
        if named != NO_SCOPE or not goes_on:
            self.current = named.over(self._annex)
        units = next((caption.units for caption in self.captions if caption.units), ())
        if units or table != self._table:
            self.units = units
        self.captions, self._table = [], table
