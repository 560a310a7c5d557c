"""What the numbers of a report cover, from its own words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .text import fold_dates

_PARTS = (
    r"(?:(?:各|所属|下属|全部|本)[^。;,]{0,12}(?:部门|单位|县|市区|区|乡|镇|街道|机关|政府)"
    r"|[乡镇街办部门县市区、和及与]{2,40}(?:部门|单位|乡镇|街道|县区|县市区))"
)
# 综合 also begins names (综合行政执法) and kinds of work.
_GATHER = r"(?:汇总|合并|汇集|综合(?!行政|执法|管理|实验|服务|治理|素质|整治|保障|改革|业务|[科部办股室处]))"
_SUMMED = re.compile(
    rf"{_GATHER}[^。]{{0,40}}{_PARTS}[^。]{{0,60}}(?:编制|编写|汇总|而成|报告|统计|情况)"
    rf"|{_PARTS}[^。]{{0,50}}{_GATHER}[^。]{{0,20}}(?:编制|编写|而成|形成)"
)
_COUNTED = re.compile(
    r"(?:全[省市县区旗州盟]|我[省市县区旗州盟]各|各级(?:人民)?政府|各级行政机关|各级各部门|各(?:乡镇|镇街|县市?区|区县|街道)[^。;,\d]{0,10}(?:部门"
    r"|单位))"
    r"[^。;\d]{0,24}?(?:主动公开|收到|受理|接收|公开|发布|办理|被申请|办结)[^。;\d]{0,30}\d"
)
_COVERED = re.compile(
    r"(?:是|反映|涵盖|包括|包含)[^。]{0,40}(?:全[省市县区州]|各级行政机关|各级政府"
    r"|各[市县区乡镇街][^。]{0,24}部门)[^。]{0,30}信息公开(?:工作)?(?:的)?(?:推进|开展)?情况"
)
_OWN = re.compile(
    r"(?:不含|不包括|未包含|不包含)[^。;]{0,15}(?:部门|县|区|乡|镇|街道)|(?:仅|只)(?:包括|包含|统计|反映|为)?[^。;]{0,10}(?:本级"
    r"|本机关)|统计(?:范围|口径)[^。;]{0,12}本级"
)


_TELLING = re.compile(
    "全[省市縣县區区州旗盟]|我[省市縣县區区州旗盟]各|各[级級市縣县區区]|汇总|匯總|彙總|综合|綜合|合并|本级|本級|不含|不包"
)
_LINES = 400


def select_telling_lines(texts: Iterable[str]) -> str:
    """The lines that may say what the numbers cover, plain.

    Of the whole prose, since counts for the area stand far from the head.
    """
    return "\n".join(
        fold_dates(text[:1500])
        for _, text in zip(range(_LINES), texts, strict=False)
        if _TELLING.search(text)
    )


def find_scope(kind: str, title: str, text: str) -> tuple[str, str]:
    """The scope (area, level, organ, unknown) and where it was found.

    Departments, general offices, street offices and zones report for themselves: organ, from
    their name. A government's report, that of a township too, covers the area where it says that
    it was compiled from those of
    its departments or subordinate areas (汇总全市各乡镇和市政府有关部门…编制; 汇总 in the title) or gives a count
    for the whole area (全市共受理…294件, 我市各级政府…); only its own level (本级) where the title or a
    sentence on what the figures leave out says so; unknown where both are said. Where nothing
    is said, a government reports for its area (article 49 of the regulation of 2019): area,
    from its organ.

    >>> find_scope("government", "", "由邓州市政府办公室汇总全市各乡镇办和市政府有关部门政府信息公开工作情况编制而成。")
    ('area', 'text')
    """
    if kind in ("department", "general_office", "township", "zone", "national"):
        return "organ", "organ"
    if kind != "government":
        return "unknown", ""
    if "本级" in title:
        return "level", "title"
    if "汇总" in title or re.search("[(]全[省市县区州旗][)]", title):
        return "area", "title"
    area = any(pattern.search(text) for pattern in (_SUMMED, _COUNTED, _COVERED))
    if _OWN.search(text):
        return ("unknown", "") if area else ("level", "text")
    return "area", "text" if area else "organ"
