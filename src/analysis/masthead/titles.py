"""The title of a report: where it stands, and its issuer and year."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from .names import Name, parse_name
from .page import Page, Said
from .text import fold_dates

_SUBJECT = r"(?:政府|政务)?(?:主动)?信息(?:与政务|和政务)?(?:依法|主动)?公开|政务公开|政府信息"
_KIND = r"[^。;:?!]{0,16}?(?:报告|年报|总结|情况)"
_SUBJECTS = re.compile(_SUBJECT)
_OF_SUBJECTS = re.compile("[公信訊]")  # one of them stands in each subject, however it is spelled
_FROM_SUBJECT = re.compile(rf"(?:{_SUBJECT})(?P<kind>{_KIND})(?P<rest>[^。;]{{0,24}})$")
_NO_TITLE = re.compile(
    r",|^根据|^现[将公]|^特[向公]|指南|目录|条例》?$|规定|要点|办法|申请表|意见箱|专栏|制度|流程|>|»|上一[篇条]|下一[篇条]|当前位置"
    r"|(?:关于|做好|报送|填报).*通知|附[件表]?\d?[:：]|统计[表数]|如下|查阅|下载|请与|本报告|导读|的函$"
)
_ORDER = re.compile("关于(?:做好|报送|填报|开展|进一步|组织|编报)")  # of an office above
_PARTS = re.compile(r"申请|复议|诉讼|主动公开|问题|改进|收到|办理")  # what a part of a report is on
_PUBLISHED = "公布|印发|发布|报送|公开|呈报|上报"
# What a notice is on: 关于公布…, or behind the name of an organ 公布…, 转发….
_ABOUT = re.compile(
    rf"关于(?:{_PUBLISHED})?|(?<=[办室厅局委会府镇乡])(?:{_PUBLISHED}|转发|转载|编发|编印)(?!办|室|栏|科)"
)
_YEAR = re.compile(r"(?<!\d)(?:20\d{2}[-—~至])?((?:19|20)\d{2})(?!\d)(?:学?年度?)?")
_SEVERAL_YEARS = re.compile(r"(?<!\d)20\d{2}年?度?(?:[-—~至到、和与及])20\d{2}(?:年|(?=[^\d学]|$))")
_YEAR_ONLY = re.compile(r"[(\[]?20\d{2}年?度?[)\]]?")
# A sentence, a heading, or a long line.
_OF_BODY = re.compile(r"。|^(?:[一1][、.](?!.{30})|第一[章部]|\(一\))|.{60}")
_QUOTED = re.compile("《([^《》]+)》")
_PUBLISHES = re.compile(
    "(?:^|(?:公布|发布|印发|转发|公开|现将|编制|形成|撰写|报送|上报|呈报|标题|附件)[:了]?[^。,;]{0,4})$"
)
_SITE_PARTS = re.compile(r"[_|｜»]|\s[-—–]+\s?|[-—–]{1,2}(?=[^-—–]*(?:网|政府|门户|公开|平台)$)")
_BRACKETED = re.compile(r"\([^()]*\)")
_SITES = re.compile("(?:网站?|门户|平台|专栏|频道)+$")
_SHORT = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{3,30}?)(?P<year>20\d{2})年?度?(?:工作)?(?:报告|年报)"
)
_EARLIER_REPORTS = re.compile(
    "(?:往|历|上|去|前几)年度?(?:政府信息公开)?(?:工作)?(?:年度)?(?:报告|年报)"
)
_CLEAN = re.compile(r"(?:年度|工作|依法|的)+$|^(?:年度|的)+")
_PAIRS = ("《》", "()", "[]")  # half of one: a line of a sentence that was wrapped
_LONGEST = 110  # characters of a title
_SOURCES = ("file_name", "meta", "title")  # the last one tells most
REPORT_YEARS = range(2008, 2036)  # fixed: with a bound by the clock results would differ by day


@dataclass(frozen=True, slots=True)
class Title:
    """A candidate.

    As printed, what it says, its source (title, meta, file_name), the line that it stands in, and
    whether that is of a notice on the report.
    """

    raw: str
    text: str
    issuer: Name | None
    issuer_text: str
    year: int | None
    source: str
    index: int = -1
    is_notice: bool = False

    @property
    def body(self) -> str:
        """Whose report it is, without the site that prints it; "" where it names none for certain.

        >>> read_title("郴州市人民政府门户网站2019年政府信息公开工作年度报告", "title").body
        '郴州市人民政府'
        """
        return _SITES.sub("", self.issuer_text) if self.issuer else ""


def find_years(text: str) -> list[int]:
    """Report years in a plain text, in order.

    >>> find_years("二十届三中全会2019年度(2020年3月)")
    [2019, 2020]
    """
    return [year for year in map(int, _YEAR.findall(text)) if year in REPORT_YEARS]


def find_year_span(text: str) -> str:
    """The words of a plain title that name several years: its numbers are those of no one year.

    Empty where it names one; a school year (2021-2022学年) is one.

    >>> find_year_span("某局2008年、2009年政府信息公开工作报告"), find_year_span("2008-2009学年")
    ('2008年、2009年', '')
    """
    return next((match.group() for match in _SEVERAL_YEARS.finditer(text)), "")


def read_title(raw: str, source: str, index: int = -1) -> Title | None:
    """A line as a title: None where it is none.

    A title says whose report of which year it is, then that it is a report on the disclosure of
    information. The year next to that subject counts, before one in brackets behind.

    >>> title = read_title("长春市统计局 2019 年政府信息公开工作年度报告", "title")
    >>> title.issuer_text, title.year
    ('长春市统计局', 2019)
    """
    if not _OF_SUBJECTS.search(raw):
        return None
    text = fold_dates(raw).removeprefix("标题").lstrip(":").rstrip("。")
    is_cut = source == "title" and any(text.count(p[0]) != text.count(p[1]) for p in _PAIRS)
    words = "" if is_cut else _unquote(text)
    match = _find_subject(words)
    is_notice = text.rstrip("》)").endswith("通知")
    if not match or len(text) > _LONGEST or _ORDER.search(words):
        return None
    if _NO_TITLE.search(words) and not is_notice:
        return None
    head, tail = words[: match.start()], words[match.start() :]
    years = find_years(_BRACKETED.sub("", head))[-1:] + find_years(tail)  # 2023年度(2024年编制)
    is_part = not years or _PARTS.search(words)
    if is_part and match["kind"].endswith(("情况", "总结")):
        return None
    issuer, issuer_text = _find_issuer(head)
    year = next(iter(years), None)
    return Title(raw.strip(), text, issuer, issuer_text, year, source, index, is_notice)


def _unquote(text: str) -> str:
    """The title that stands in 《》 where one does, as in a notice on the report.

    Empty where the words before it do not publish it: a report that is cited is another one.
    """
    quoted = [match for match in _QUOTED.finditer(text) if _find_subject(match[1])]
    if not quoted:
        return text
    return quoted[-1][1] if _PUBLISHES.search(text[: quoted[-1].start()]) else ""


def _find_subject(text: str) -> re.Match[str] | None:
    """What a title is on and its kind, from the last place where both stand:
    政府信息公开工作年度报告 in 信息公开办2019年政府信息公开工作年度报告.
    """
    found = [_FROM_SUBJECT.match(text, match.start()) for match in _SUBJECTS.finditer(text)]
    return next(filter(None, reversed(found)), None)


def _find_issuer(head: str) -> tuple[Name | None, str]:
    """The name before the subject of a title, and its text.

    What stands before the year (石桥海关2015年海关政府信息…), else all but the year; behind 关于 (where
    the notice of an office names its government), else before it.
    """
    *front, own = _ABOUT.split(head)
    parts = (_YEAR.split(own)[0], _YEAR.sub("", own), _YEAR.sub("", "".join(front[-1:])))
    texts = [_CLEAN.sub("", part.strip('·.-—: 《(“"')).replace("()", "") for part in parts]
    named = ((name, text) for text in texts if (name := parse_name(text)))
    return next(named, (None, texts[1]))


def read_short_title(raw: str) -> Title | None:
    """A line as a title that leaves out what the report is on; None where it is none.

    >>> title = read_short_title("郴州市统计局2019年度报告")
    >>> title.issuer_text, title.year
    ('郴州市统计局', 2019)
    """
    text = fold_dates(raw)
    match = _SHORT.fullmatch(text)
    issuer = parse_name(match["name"], strict=True) if match else None
    if not match or not issuer:
        return None
    return Title(raw.strip(), text, issuer, match["name"], int(match["year"]), "title")


def heads_earlier_reports(raw: str) -> bool:
    """Whether a line heads the reports of years before.

    >>> heads_earlier_reports("往年报告"), heads_earlier_reports("2019年度报告")
    (True, False)
    """
    return _EARLIER_REPORTS.fullmatch(fold_dates(raw)) is not None


def find_body_start(head: Sequence[Said]) -> int:
    """Where the report begins: the first heading or line of running text, else after the head.

    What stands below may be links to the reports of others.
    """
    body = (said.index for said in head if _OF_BODY.search(said.text))
    return next(body, len(head))


def find_titles(page: Page) -> Iterator[Title]:
    """All titles of a page, in the order of their places: in its lines before the body, in cells
    above it, in its meta tags, in the file's name.
    """
    for said in page.head[: find_body_start(page.head) + 1]:
        if title := read_title(said.raw, "title", said.index):
            yield _join_lines(page.head, title)
    tags = (page.meta.get(tag, "") for tag in ("articletitle", "title", "ogtitle"))
    texts = [(cell, "title") for row in page.rows for cell in row.split("|")]
    texts += [(part, "meta") for tag in tags for part in _SITE_PARTS.split(tag)]
    texts += [(re.sub(r"[_+]+", " ", page.stem), "file_name")]
    yield from filter(None, (read_title(text, source) for text, source in texts))


def _join_lines(head: Sequence[Said], title: Title) -> Title:
    """A title that is printed in several lines: with the year and the name above it, or the year
    below.
    """
    at = title.index
    above, below = head[max(0, at - 2) : at][::-1], head[at + 1 : at + 3]
    for line in above:
        if not _is_missing(line, title):
            break
        title = read_title(f"{line.raw} {title.raw}", title.source, at) or title
    years = [line.raw for line in below if _is_missing(line, title, is_below=True)]
    return read_title(" ".join((title.raw, *years[:1])), title.source, at) or title


def _is_missing(line: Said, title: Title, is_below: bool = False) -> bool:
    """Whether a line holds only the year of a title, or above it the issuer or its place."""
    if title.year is None and _YEAR_ONLY.fullmatch(line.text):
        return True
    is_whole = bool(title.issuer.places) if title.issuer else bool(title.issuer_text)
    text = _CLEAN.sub("", _YEAR.sub("", line.text))
    if is_below or is_whole or _SITES.search(text) or read_title(line.raw, "title"):
        return False  # no 某县人民政府门户网站
    name = parse_name(text, strict=True)
    return name is not None and (title.issuer is None or name.kind == "government")


def choose_title(found: Sequence[Title], hints: Collection[int]) -> Title | None:
    """The report's own title: complete before incomplete, of a year in `hints`, the last one; that
    of a notice counts less.

    `hints` are the years that other places name (period, first sentences); to titles in the text
    meta tags name further ones. It has no year where titles of several years are equally good (a
    list of reports), or where a meta tag is better than a line of another year.
    """
    names = {title.issuer_text for title in found}
    # 州市2019年… beside 郴州市2019年… is the same title without its beginning.
    cut = {a for a in names for b in names if a and a != b and b.endswith(a)}
    found = [title for title in _leave_links_out(found) if title.issuer_text not in cut]
    of_tags = {title.year for title in found if title.source == "meta"}

    def weigh(title: Title) -> tuple[int, int]:
        parts = (title.year is not None) + (title.issuer is not None) - title.is_notice
        is_known = title.year in hints or (title.source == "title" and title.year in of_tags)
        return 2 * parts + is_known, _SOURCES.index(title.source)

    best = max(found, key=lambda title: (*weigh(title), title.index), default=None)
    if best is None:
        return None
    rivals = {title.year for title in found if weigh(title) == weigh(best)}
    if best.source == "meta":
        rivals |= {title.year for title in found if title.source == "title" and title.year}
    return best if len(rivals) == 1 else replace(best, year=None)


def _leave_links_out(found: Sequence[Title]) -> Sequence[Title]:
    """The titles without links to the reports of others: several issuers above a title of none."""
    lines = [title for title in found if title.source == "title"]
    issuers = {title.issuer_text for title in lines if title.issuer}
    has_links = len(issuers) > 1 and not max(lines, key=lambda title: title.index).issuer_text
    return [title for title in found if not (has_links and title.issuer)]
