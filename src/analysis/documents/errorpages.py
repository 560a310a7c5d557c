"""Whether a saved page is an answer of the web server (not found, log in, blocked) and no
document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..errors import Problem
from .blocks import Block
from .content import list_texts

MAX_TEXT = (
    3000  # characters of visible text; such pages are short, even with the site's menu around them
)
SENTENCE = 60  # characters; a line of this length that reports something is no menu entry
_THING = "(?:页面|网页|页|文章|信息|内容|栏目|资源|文件|地址)"
_ERROR = re.compile(
    "|".join(
        (
            r"\b(?:40[0-9]|50[0-4])\b.{0,30}(?:error|not found|forbidden|错误|出错|页面|unavailable)",
            r"\b(?:40[0-9]|50[0-4])\b.{0,30}(?:bad gateway|unauthori[sz]ed|nginx|apache|iis)",
            r"(?:error|错误|http)\s*[:：]?\s*(?:40[0-9]|50[0-4])\b",
            r"not found|bad gateway|access denied|forbidden|service unavailable",
            r"internal server error|gateway time-?out",
            _THING + r"[^。，]{0,6}(?:不存在|找不到|已删除|已被删除|无法访问|走丢|丢失|飞走)",
            r"(?:找不到|未找到|无法找到|不存在|无法显示|无法访问)[^。，]{0,8}" + _THING,
            r"您?没有权限|無法顯示|找不到(?:網頁|頁面)|(?:頁面|網頁)不存在",
            r"访问(?:被拒绝|受限|被拦截|过于频繁|太频繁|出错|异常)|拒绝访问",
            r"(?:请|您?需要|用户|会员|账号|统一身份)[^。，]{0,6}(?:登录|登陆)",
            r"安全验证|人机验证|验证码|云防护|网站防火墙",
            r"please (?:log|sign) ?in|\blog ?in\b.{0,40}password|enable javascript|captcha",
            r"checking your browser",
            r"系统(?:繁忙|维护|错误|异常)|网站(?:维护|升级|建设中|已关闭)",
        )
    ),
    re.IGNORECASE,
)
_COUNT = re.compile(r"\s*\d[\d,.]*\s*[^\W\d]{0,2}\s*")
_REPORT = re.compile(r"\d\s*[件条條份项項次]|年度报告|年度報告|政府信息|政府資訊")


def find_error_page(blocks: Sequence[Block], title: str) -> list[Problem]:
    """The problem `error_page` where the title or a short line says so and nothing on the page
    reads like a report.

    >>> from .blocks import Line
    >>> [problem.code for problem in find_error_page([Line("404 Not Found")], "404")]
    ['error_page']
    >>> find_error_page([Line("收到网上申请 3 件，" + "答复 2 件，" * 8), Line("请登录后再试")], "")
    []
    """
    lines: list[str] = []
    cells = size = 0
    for block in blocks:
        found = list_texts(block)
        size += sum(map(len, found))
        cells += sum(_COUNT.fullmatch(text) is not None for text in found)
        lines += found
        if size > MAX_TEXT or cells >= 10:
            return []
    said = next(
        (
            match[0]
            for text in (title, *lines)
            if len(text) <= SENTENCE * 2 and (match := _ERROR.search(text))
        ),
        "",
    )
    if not said or any(len(text) >= SENTENCE and _REPORT.search(text) for text in lines):
        return []
    words = (
        "this is an answer of the web server, not a report: open the address again and save the "
        "report itself"
    )
    return [Problem("error_page", words, expected="a report", found=said[:80])]
