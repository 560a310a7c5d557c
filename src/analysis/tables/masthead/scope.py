"""What the numbers of a report cover, from its own words."""

from __future__ import annotations

import re

_PARTS = r"(?:各|所属|下属|全部|本)[^。;,]{0,12}(?:部门|单位|县|市区|区|乡|镇|街道|机关|政府)|[乡镇街办部门县市区、和及与]{2,}(?:部门|单位|乡镇|街道|县区|县市区)"
_SUMMED = re.compile(rf"(?:汇总|综合|统计汇总|合并|汇集|根据)[^。]{{0,40}}(?:{_PARTS})[^。]{{0,60}}(?:编制|编写|汇总|而成|报告|统计|情况)|(?:{_PARTS})[^。]{{0,50}}(?:汇总|综合)[^。]{{0,20}}(?:编制|编写|而成|形成)")
_COUNTED = re.compile(
    r"(?:全(?P<area>[省市县区旗州盟])|我[省市县区旗州盟]各级)(?:各级|各部门|各单位|各职能部门|各行政机关|行政机关|各镇街|镇街|各乡镇|政府系统|各地|[、和及与]){0,5}[^。;]{0,12}?"
    r"(?:主动公开|依申请公开|收到|受理|接收|公开|发布|办理|被申请|办结)[^。;\d]{0,30}\d"
)
_OWN = re.compile(r"(?:不含|不包括|未包含|不包含)[^。;]{0,15}(?:部门|县|区|乡|镇|街道)|(?:仅|只)(?:包括|包含|统计|反映|为)?[^。;]{0,10}(?:本级|本机关)|统计(?:范围|口径)[^。;]{0,12}本级")


def scope(kind: str, title: str, text: str) -> tuple[str, str]:
    """The scope (area, level, organ, unknown) and where it was found.

    Departments, general offices, townships and zones report for themselves: organ, from their name. A government's
    report covers the area where it says that it was compiled from those of its departments or subordinate areas
    (汇总全市各乡镇和市政府有关部门…编制) or gives a count for the whole area (全市共受理…294件, 我市各级政府…); only its own level (本级)
    where the title or a sentence on what the figures leave out says so. Otherwise, and where both are said, unknown.

    >>> scope("government", "", "由邓州市政府办公室汇总全市各乡镇办和市政府有关部门政府信息公开工作情况编制而成。")
    ('area', 'text')
    """
    if kind in ("department", "general_office", "township", "zone", "national"):
        return "organ", "organ"
    if kind != "government":
        return "unknown", ""
    if "本级" in title:
        return "level", "title"
    area = bool(_SUMMED.search(text) or _COUNTED.search(text))
    own = bool(_OWN.search(text))
    if area == own:
        return "unknown", ""
    return ("area" if area else "level"), "text"
