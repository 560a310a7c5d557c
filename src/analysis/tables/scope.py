"""Whose table, and of which year: what its caption, its heading and its header say.

A table is the report's own unless words near it name another year, another body or area, or a plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from ..forms import fold

_LONGEST_CAPTION = 60
_SENTENCE = re.compile("[。；;!?！？]|[,，、]$")
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?:年度?(?!\d{1,2}月)|(?!\d|年|[-/.]\d))")
_LAST_YEAR = re.compile("^(?:上一?年度?|去年)(?!结转)")
_REPORT = re.compile("年度报告|工作报告|年报|报告$")
_SUBJECT = re.compile(
    r"(?:本年度?)?(?:(?:依法)?主动公开|收到(?:和|、)?处理|(?:被)?(?:提起|申请)?行政复议|行政诉讼"
    r"|(?:政府|政务)?信息(?:依申请)?公开|依申请公开|(?:受理|办理|公开)?申请|统计[表数]|数据|情况|一览|报表)"
)
_ANNEX = re.compile(r"^(?:附[件表录]?[一二三四五六七八九十\d]*[:：.、 ]?|#+)")
_NUMBERING = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．:：]+|表[一二三四五\d]+[:：]?|注[:：])+"
)
_PLAN = re.compile("计划|目标|预计|预测|样表|示例|样例|模板|空表|填表说明")
_BODY = re.compile(
    r"[\u4e00-\u9fff]{1,24}(?:局|委|委员会|办|办公室|办公厅|厅|院|所|站|中心|街道|办事处|镇|乡|县|区"
    r"|市|州|盟|旗|省|部门|单位|系统|大队|支队|集团|公司|学校|医院|政府|银行|税务|海关|公安|法院)$"
)
_FILLED_BY = re.compile(
    r"(?:填报|报送|编制|制表|上报)(?:单位|机关|部门)(?:名称)?(?:\(盖章\))?[:：]"
)
_VERBS = re.compile(
    r"^(?:以下|下表|上表|本表|以上|现将|为|是|系|关于|其中|各?有关|反映|截至|全年)+"
)
_OWN = re.compile(
    r"^(?:本(?:机关|级|单位|部门|地区?|行政机关|[省市县区州盟旗局委办厅院镇乡])|我[省市县区州盟旗局委办厅院镇乡]"
    r"|全[市县区州盟旗镇乡](?:范围|合计|汇总)?|各级(?:政府|行政机关)|(?:各级)?行政机关|政府(?:机关|部门|网站)?"
    r"|[省市县区州盟旗镇乡]?本级|区域|机关|部门|单位)$"
)
_WHOLE = re.compile(r"^全([国省市县区州盟旗镇乡])")
_GOVERNMENT = re.compile("(?:人民政府|政府|管委会|管理委员会|行政公署|办事处)?(?:办公室|办公厅)?$")
FORM_TITLE = "政府信息公开"
"""What follows the area in the title of a form, which all bodies of that area print."""


class Scope(NamedTuple):
    """`year`: the year that is named; 0 where none is, -1 for the year before. `body`: the body,
    the area or the plan that is named."""

    year: int = 0
    body: str = ""

    def over(self, other: Scope) -> Scope:
        """This scope, with what it leaves open from another one."""
        return Scope(self.year or other.year, self.body or other.body)


NO_SCOPE = Scope()


class Caption(NamedTuple):
    """A short line above a table. `heads`: it stands for all tables below it, and not for one;
    `is_annex`: up to the next annex. `names_table`: it says what the table is of."""

    text: str
    scope: Scope
    heads: bool = False
    is_annex: bool = False
    names_table: bool = False


@lru_cache(maxsize=4096)
def parse_caption(text: str) -> Caption | None:
    """What a line says of the tables below it; None for a sentence and for a title of a report.

    >>> parse_caption("附件：市教育局收到和处理政府信息公开申请情况").scope
    Scope(year=0, body='市教育局')
    >>> parse_caption("2019年主动公开政府信息情况").scope
    Scope(year=2019, body='')
    >>> parse_caption("三、收到和处理政府信息公开申请情况").scope
    Scope(year=0, body='')
    """
    line = fold(text)
    if len(line) > _LONGEST_CAPTION or _SENTENCE.search(line) or _REPORT.search(line):
        return None
    annex = _ANNEX.match(line)
    rest = _NUMBERING.sub("", line[annex.end() :] if annex else line)
    subject = _SUBJECT.search(rest)
    scope = Scope(_parse_year(rest), _parse_body(rest))
    is_annex = annex is not None and annex.group().startswith("附")
    heads = is_annex or (subject is None and scope != Scope())
    return Caption(text, scope, heads, is_annex, subject is not None)


def _parse_year(text: str) -> int:
    years = set(_YEAR.findall(text))
    if len(years) == 1:
        return int(years.pop())
    return -1 if _LAST_YEAR.match(text) and not years else 0


def _parse_body(text: str) -> str:
    """The body that a caption names in front of its subject; empty where it names none."""
    if plan := _PLAN.search(text):
        return plan.group()
    if found := _FILLED_BY.search(text):
        return text[found.end() :].split("(")[0]
    words = _YEAR.sub("", re.sub(r"[\"'《》\[\]()]", " ", text)).strip()
    subject = _SUBJECT.search(words)
    head = words[: subject.start()] if subject else words
    head = _VERBS.sub("", head.strip(" :：-—·")).removesuffix("的").strip()
    head = head.split(" ")[-1] if subject else head
    if not _BODY.fullmatch(head) and not _WHOLE.match(head):
        return ""
    is_title = subject is not None and subject.group() == FORM_TITLE
    return head + FORM_TITLE if is_title else head


def is_own(scope: Scope, year: int | None, issuer: str) -> bool:
    """Whether a table of that scope is part of the report of an issuer for a year.

    >>> is_own(Scope(2019), 2020, ""), is_own(Scope(0, "市教育局"), 2020, "临江市教育局")
    (False, True)
    """
    if scope.year and scope.year != year and (year is not None or scope.year < 0):
        return False
    return not scope.body or _is_own_body(scope.body, fold(issuer))


def is_own_year(year: int, report_year: int | None, years: Iterable[int]) -> bool:
    """Whether a column or table of a year is of the report's, where several `years` are named."""
    if year == 0 or report_year is not None:
        return year in (0, report_year)
    return 0 not in years and year == max(years)


def _is_own_body(body: str, issuer: str) -> bool:
    if _PLAN.fullmatch(body):
        return False
    area = _GOVERNMENT.sub("", issuer)
    if whole := _WHOLE.match(body):
        return whole[1] != "国" and (not area or whole[1] in area)
    if _OWN.match(body):
        return True
    bare = _GOVERNMENT.sub("", body.removesuffix(FORM_TITLE))
    if body.endswith(FORM_TITLE) and issuer.startswith(bare):
        return True
    short = bare.lstrip("省市县区州我本")
    return bool(issuer) and (area.endswith(bare) or (len(short) > 1 and area.endswith(short)))


def merge_captions(captions: Iterable[Caption]) -> Scope:
    """The scope that several captions name, the nearest first."""
    scope = Scope()
    for caption in captions:
        scope = scope.over(caption.scope)
    return scope


def find_year(text: str) -> int:
    """The one year that a text names; 0 where it names none, or several."""
    years = set(_YEAR.findall(fold(text)))
    return int(years.pop()) if len(years) == 1 else 0


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
