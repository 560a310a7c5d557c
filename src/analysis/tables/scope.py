"""Whose table, and of which year: what its caption, its heading and its header say.

A table is the report's own unless words near it name another year, another body or area, or a plan.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from ..forms import fold_label, fold_years
from ..values import Unit, find_units
from .years import THIS, YEAR_IN_FRONT, find_year, simplify_years

_WORDS = tomllib.loads((files("analysis.forms") / "captions.toml").read_text("utf-8"))


def _any_of(*keys: str) -> re.Pattern[str]:
    return re.compile("|".join(word for key in keys for word in _WORDS[key]))


_LONGEST_CAPTION = 60
_SHORTEST = 3  # name in short
_PART_OF = "其中"
_LONGEST_LINE = 2 * _LONGEST_CAPTION  # with blanks
_MOST_CAPTIONS = 4  # so many lines above a table may name its scope
_SENTENCE = re.compile("[。;!?]|[,、]$")
_UNIT = re.compile("[单單]\\s*位")
_LAST_LINE = re.compile(r"(.*[。！？]|(?!附[件表录]).*(?:年度|工作)报告(?=[\w《]))?(.*)", re.DOTALL)
_NOT_OWN = _any_of("plans", "superseded")
_OWN_VERSION = _any_of("own")
_PARTS = re.compile(_WORDS["parts"])
_REPORT = re.compile("年度报告|工作报告|年报|报告$")
_TOPIC = (
    r"依法主动公开|主动公开|收到(?:[和及与、])?处理|因?(?:政府信息公开)?(?:被|被?提起|被?申请)?(?:行政)?(?:复议|诉讼)"
    r"|(?:政府|政务)?信息(?:依申请)?公开|依申请公开|(?:受理|办理|公开)?申请"
)
_SUBJECT = re.compile(
    rf"(?:本年度?)?(?:(?P<topic>{_TOPIC})|统计[表数]|数据|情况|一览|报表|汇总|合计)"
)
_TABLE = re.compile(
    r"(?:依法)?主动公开(?:政府|政务)信息|收到(?:[和及与、])?处理|依申请公开|(?:行政)?(?:复议|诉讼)"
    r"|(?:受理|办理)?(?:政府|政务)信息(?:依申请)?公开(?:工作)?(?:情况)?(?:申请|统计|(?:行政)?(?:复议|诉讼))"
)
"""What tables are of, and no chapter: words in front of it name whose table it is."""
_ANNEX = re.compile("^附(?:[件表录]|:)")
_NUMBERING = re.compile(
    r"^(?:(?:附[件表录]?|[图表]+格?|续)(?:[一二三四五六七八九十]+|\d{1,2}(?:[-.]\d{1,2})*)?"
    r"(?=\D|20\d\d年|$)[:.、]?|(?:第[一二三四五六七八九十\d]{1,3}(?:部分|[章节项])|模块[一二三四五六七八九十])[:、.]?"
    r"|[(]?[一二三四五六七八九十\d]{1,3}[)、.:]+|(?:注|单位|所属):?)+"
)
_PART = re.compile("^其中[:,、]?(?=.)")
_YEARS = re.compile(r"20[0-4]\d年?度?|(?<!\d)\d\d年度")
_NAME = re.compile(r"[\u4e00-\u9fff]{2,24}")
_TABLE_WORDS = "以[上下]|[上下]述|[上下本该此]表|表[中内]"
_REMARK = re.compile(
    rf"[(*]*(?:注|说明|备注|数据来源|\*|{_TABLE_WORDS}|数据截|单位名称:|(?:金额|计量)?单位:|(?:填报|报送|编制|制表)单位)"
)
_AHEAD = re.compile("以下|下表|下述|如下")
_REMARK_FRONT = re.compile(
    rf"^(?:注|说明|备注|[(*:.、]|{_TABLE_WORDS}|表格|数据|统计|口径|期限|周期|时间|范围|所列|填报|反映"
    "|来源于?|来自|[均系为是指由于自仅的]|各项)+"
)
_REMARK_END = re.compile(
    "(?:的|同期|全年|统计|填报|提供|汇总|合计|数[据字]?|情况|报?表|报告|年报|[)])+$"
)
_SECTION = re.compile("[(]?[一二三四五六七八九十]+[、)]")
_NUMBERED = re.compile(r"[图表]+\d")
_BASIS = re.compile("[^,:;()]*(?:条例|格式|通知)[^,:;()]*")
"""A clause on the rules by which a table was made, which have a year of their own."""
_PERIOD = re.compile(
    r"[上下]半年|[一二三四1-4]季度|前[一二三]季度|历年|累计|以来|近[一二三四五六七八九十两几\d]+年"
    r"|\"十[一二三四五]五\"|期间|同期|\d{1,2}[-~至到]\d{1,2}月|\d{1,2}月份?(?!\d|份)|截[至止].{0,8}\d{1,2}月"
)
_ONLY_PERIOD = re.compile(
    r"第?[一二三四1-4]季度|[上下]半年|\d{1,2}[-~至到]\d{1,2}月|历年(?:累计)?|累计"
)
_DATE = re.compile(
    r"^\(?(?:.{2,6}[:])?(?:20\d\d年)?\d{1,2}月(?:\d{1,2}日)?(?:公布|发布|印发|公开|填报|更新)?\)?$"
)
_BODY = re.compile(rf"[\u4e00-\u9fff]{{1,24}}(?:{'|'.join(_WORDS['bodies'])})$|部门")
_FILLED_BY = re.compile(
    r"(?:(?:填报|报送|编制|制表|上报)(?:单位|机关|部门)(?:名称)?|单位名称)(?:\(盖章\))?:"
)
_VERBS = re.compile(
    "^(?:以下|[上下本该此]表|以上|现将|[为是系由]|关于|其中|所属|有关|反映|截至|全年)+"
)
_POINTER = re.compile("(?:详?[见如]|汇总)?(?:下表|如下|见下)(?:所示)?|附上|现(?:将|公布)")
"""Words of a sentence that point to the table below it."""
_TIME = re.compile(rf"{YEAR_IN_FRONT.pattern}|截[至止].*")
_BOTH_HALVES = re.compile("上半年[、和及]下半年")
_FILLERS = re.compile(
    f"(?:的|有关|收到|受理|办理|相关|主要|各项|工作|{'|'.join(_WORDS['filled_by'])})+$"
)
_INCLUDED = re.compile("不?(?:含|包括|包含)|.*为单位$")
_EACH = re.compile(
    "各(?!级)[各有关直属省市县区州盟旗乡镇街道村社部门委办局单位机关构科股处室、和及]{1,20}"
)
_NO_BODY = re.compile(
    "政府信息公开|中华人民共和国|条例|[的了经因后]|提起|加强|推进|规范|落实|做好|开展|积极|认真|严格|有序|持续|不断|依法|及时|主动"
    "|全面|扎实|妥善|办结|新增|增加|减少|有效|关系|数据|情况|信息|公开"
)
"""Words of headings and remarks, which name nobody."""
_OWN = re.compile(
    r"^(?:[本我](?:机关|级|单位|部门|地区?|行政机关|街道|办事处|中心|[省市县区州盟旗局委办厅院会校镇乡])"
    r"|(?:各级)?(?:人民)?政府|(?:各级)?行政机关|政府机关|政府网站|区域|[局委办厅院]?机关|单位|全[局委办厅院])$"
)
_WHOLE = re.compile(r"^全([国省市县区州盟旗镇乡])(.*)$")
_IN_PLACE = re.compile(".{1,8}(?:省|市(?!场|政|容)|州|县|区|旗)")
_BUREAU = re.compile("(?:局|委|委员会|厅|学校|大学|学院|医院|公司)$")
_ALL = re.compile("^(?:各.*|行政机关|政府|系统|机关|范围|区域|[内的、和])*$")
_LEVEL = re.compile("(省|市|县|区|州|盟|旗|镇|乡|自治区)?本级(?:[及和、含].*)?$")
_COUNTIES = re.compile(r"县\([市、区]+\)区?|[市县]、[县区](?:、[市区])?")
_GOVERNMENT = re.compile(
    "(?:人民政府|政府|管委会|管理委员会|行政公署|办事处)?"
    "(?:(?:政务|政府信息|政务信息|信息)公开(?:工作)?(?:领导小组)?)?(?:办公室|办公厅|(?<=[府开])办)?$"
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
    """What a line says of the tables below it; None for a title of a report, and for a sentence
    unless a clause of it points to the table and says whose it is.

    >>> parse_caption("附件：市教育局收到和处理政府信息公开申请情况").scope
    Scope(year=0, body='市教育局', is_annex=True)
    >>> parse_caption("2019年主动公开政府信息情况").scope
    Scope(year=2019, body='', is_annex=False)
    >>> parse_caption("三、收到和处理政府信息公开申请情况").scope
    Scope(year=0, body='', is_annex=False)
    """
    line = _BOTH_HALVES.sub("", fold_years(fold_label(text)).lstrip("#"))
    clauses = re.split("[,;。]", line)
    pointing = [clause for clause in clauses if _POINTER.search(clause)]
    is_sentence = _SENTENCE.search(line) is not None
    if pointing:
        times = [clause for clause in clauses if _TIME.fullmatch(clause)]
        line = "".join([*times, _POINTER.sub("", pointing[-1])])
    is_annex = _ANNEX.match(line) is not None
    is_title = _REPORT.search(line) is not None
    if (
        len(line) > _LONGEST_CAPTION
        or (is_title and not is_annex)
        or (is_sentence and not pointing)
    ):
        return None
    rest = simplify_years(_BASIS.sub("", _NUMBERING.sub("", line))).strip(",")
    subject = _SUBJECT.search(rest)
    parts = _PARTS.search(line)
    body = _parse_period(rest, subject is not None) or (parts and parts.group())
    year = find_year(rest) or THIS
    scope = Scope(year, body or _parse_body(rest, not pointing), is_annex)
    if is_sentence and scope == NO_SCOPE:
        return None
    heads = is_annex or (scope != NO_SCOPE and not (subject and subject["topic"]))
    ends_other = not scope.body and year >= 0 and _OWN_VERSION.search(rest) is not None
    return Caption(
        text, scope, heads, subject is not None, find_units(fold_label(text)), ends_other
    )


def is_numbered(text: str) -> bool:
    """Whether a line begins with the number of a table, as captions above or below one do.

    >>> is_numbered("表2 2021年依申请公开情况"), is_numbered("表格说明")
    (True, False)
    """
    return _NUMBERED.match(fold_label(text)) is not None


def is_remark(text: str) -> bool:
    """Whether a line below a table speaks of it.

    >>> is_remark("注：本表不含街道数据"), is_remark("注：下表为2019年数据")
    (True, False)
    """
    line = fold_label(text)
    return _REMARK.match(line) is not None and _AHEAD.search(line) is None


def opens_section(text: str) -> bool:
    """Whether a line has the number of a section.

    >>> opens_section("三、收到和处理政府信息公开申请情况"), opens_section("申请人情况")
    (True, False)
    """
    return _SECTION.match(fold_label(text)) is not None


def parse_remark(text: str) -> Scope:
    """What a remark on a table says of it: a clause that names a year or a body and nothing else.

    >>> parse_remark("注：本表统计口径为2022年度。").year, parse_remark("（以上由市教育局填报）").body
    (2022, '市教育局')
    >>> parse_remark("注：2019年机构改革后，数据含原粮食局。")
    Scope(year=0, body='', is_annex=False)
    """
    line = fold_years(fold_label(text))
    if len(line) > _LONGEST_CAPTION or not _REMARK.match(line):
        return NO_SCOPE
    if _FILLED_BY.search(line):
        return Scope(THIS, _parse_body(line))
    for clause in re.split("[,;。]", simplify_years(line)):
        said = _REMARK_END.sub("", _REMARK_FRONT.sub("", clause))
        if said and not YEAR_IN_FRONT.sub("", said):
            return Scope(find_year(said) or THIS)
        if not _INCLUDED.match(said) and any(p.fullmatch(said) for p in (_BODY, _WHOLE, _EACH)):
            return Scope(THIS, said)
    return NO_SCOPE


def _parse_period(text: str, names_table: bool) -> str:
    """A plan, another version, or a time that is not one whole year."""
    if found := _NOT_OWN.search(text):
        return found.group()
    period = _PERIOD.search(text)
    is_period = names_table or _YEARS.search(text) or _ONLY_PERIOD.fullmatch(text)
    return period.group() if period and is_period and not _DATE.match(text) else ""


def _parse_body(text: str, is_caption: bool = True) -> str:
    """The body that a caption names in front of its subject, or in brackets behind it; the words
    of a part (其中) are those of no whole table. In a sentence only what ends like a name is one.
    """
    if found := _FILLED_BY.search(text):
        return text[found.end() :].split("(")[0]
    words = _COUNTIES.sub("县区", re.sub(r"[\"'《》]", "", _YEARS.sub("", _PART.sub("", text))))
    outside, *inside = re.split(r"[()\[\]:]", words)
    subject = _SUBJECT.search(outside)
    head = outside[: subject.start()] if subject else outside
    for part in (head, *inside):
        body = _FILLERS.sub("", _VERBS.sub("", part.strip("-·,、")))
        if _INCLUDED.match(body) or (body.endswith("单位") and find_units(text)):
            continue  # (含下属单位), 金额单位:元
        is_title = is_named = False
        if part is head and subject is not None and is_caption:
            is_title = subject.group() == FORM_TITLE
            is_named = _TABLE.match(outside, subject.start()) is not None
            is_named = is_named and _NAME.fullmatch(body) is not None and not _NO_BODY.search(body)
        # 各县区、各部门情况汇总如下: a sentence on all of them is on the whole
        patterns = (_BODY, _WHOLE, _EACH) if is_caption else (_BODY, _WHOLE)
        if is_named or any(pattern.fullmatch(body) for pattern in patterns):
            return _PART_OF * bool(_PART.match(text)) + body + FORM_TITLE * is_title
    return ""


def is_own(scope: Scope, year: int | None, issuer: str) -> bool:
    """Whether a table of that scope is part of the report of an issuer for a year.

    `issuer` is its name, or the title of the report where no name is known.

    >>> is_own(Scope(2019), 2020, ""), is_own(Scope(0, "市教育局"), 2020, "临江市教育局")
    (False, True)
    """
    if scope.year and scope.year != year and (year is not None or scope.year < 0):
        return False
    return not scope.body or _is_own_body(scope.body, fold_label(issuer))


def _is_own_body(body: str, issuer: str) -> bool:
    is_other = any(words.fullmatch(body) for words in (_NOT_OWN, _PERIOD, _PARTS))
    if is_other or body.startswith(_PART_OF):
        return False
    first = re.split("以?及|[和与、](?=其?(?:所属|下属|直属))", body, maxsplit=1)[0]
    if first != body and first:
        return _is_own_body(first, issuer)  # 市政府及各部门
    area = _GOVERNMENT.sub("", _TITLE_REST.sub("", issuer))
    if whole := _WHOLE.match(body.removesuffix(FORM_TITLE)):
        rest = re.sub("(?:系统|机关|部门)$", "", whole[2])
        is_all = _ALL.match(whole[2]) is not None and not _BUREAU.search(area)  # not a bureau's
        is_whole = is_all or (rest in area and rest != "")
        return is_whole and whole[1] != "国" and (not area or whole[1] in area)
    if level := _LEVEL.fullmatch(body):
        return not area or area.endswith(level[1] or "")
    if _OWN.match(body):
        return True
    bare = _GOVERNMENT.sub("", body.removesuffix(FORM_TITLE))
    if body.endswith(FORM_TITLE) and (not issuer or issuer.startswith(bare)):
        return True
    short = bare.lstrip("省市县区州我本")
    if not issuer or area.endswith(bare):
        return bool(issuer)
    return len(short) > 1 and (area.endswith(short) or _is_short_for(short, area))


def _is_short_for(short: str, name: str) -> bool:
    """Whether a name is that of an organ in short: 卫健委 for 卫生健康委员会."""
    if len(short) < _SHORTEST or short[-1] not in "局委办厅院":
        return False
    if place := _IN_PLACE.match(short):  # 沈阳市教育局 is not 沈阳市沈河区教育局
        _, found, name = name.partition(place[0])
        if not found or _IN_PLACE.match(name):
            return False
        short = short[place.end() :]
    return (
        re.search(".{0,4}".join(map(re.escape, short)) + "(?:员会|公室|公厅)?$", name) is not None
    )


class ScopeTracker:
    """Follows the lines of a document to the scope of each of its tables."""

    def __init__(self) -> None:
        self.captions: list[Caption] = []  # since the last table, the nearest first
        self.current = NO_SCOPE
        self.units: tuple[Unit, ...] = ()  # in which the numbers of the table are
        self._annex = NO_SCOPE  # of all tables that follow
        self._within: set[str] = set()  # the tables that have stood in it
        self._table = ""

    def note(self, text: str) -> None:
        """Keep a line that may name the scope of the tables below it; a sentence ends what the
        lines above it say, but may name units as well. What follows a sentence or a title without
        one of its own is a line that was joined to it."""
        sentences, line = _LAST_LINE.fullmatch(text).groups()  # type: ignore[union-attr]
        last = line or text.rstrip("。").rpartition("。")[2] + "。"
        caption = parse_caption(last) if len(last) <= _LONGEST_LINE else None
        if caption is None and (scope := parse_remark(text)) != NO_SCOPE:
            sentences, caption = "", Caption(text, scope, heads=True)
        if sentences or caption is None:
            units = find_units(fold_label(text)) if _UNIT.search(text) else ()
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
        is_captioned = ends_other or any(c.names_table for c in self.captions)
        if any(caption.heads for caption in self.captions):
            self._annex, self._within = named.over(self._annex), set()
        elif named == NO_SCOPE and is_captioned and table in self._within:
            self._annex = NO_SCOPE  # a chapter that prints again what stood in the annex
        self._within.add(table)
        goes_on = table == self._table and not is_captioned
        if named != NO_SCOPE or not goes_on:
            self.current = named.over(self._annex)
        units = next((caption.units for caption in self.captions if caption.units), ())
        if units or table != self._table:
            self.units = units
        self.captions, self._table = [], table
