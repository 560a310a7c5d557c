"""The title of a report: where it stands, and its issuer and year."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from .names import Name, parse_name
from .page import Page, Said
from .text import fold_dates

_SUBJECT = r"(?:政府|政务)?(?:主动)?信息(?:与政务|和政务)?(?:依法|主动)?公开|政务公开|政府信息"
_KIND = r"[^。;:?!]{0,16}?(?:报告|年报|总结|情况)"
_SUBJECTS = re.compile(_SUBJECT)
_OF_SUBJECTS = re.compile("[公信訊]")  # one of them stands in each subject, however it is spelled
_FROM_SUBJECT = re.compile(rf"(?P<subject>{_SUBJECT})(?P<kind>{_KIND})(?P<rest>[^。;]{{0,24}})$")
_NO_TITLE = re.compile(
    r",|^根据|^现[将公]|^特[向公]|指南|目录|条例》?$|规定|要点|办法|申请表|意见箱|专栏|制度|流程|>|»|上一[篇条]|下一[篇条]|当前位置|(?:做好|报送"
    r"|填报).{0,40}通知|附[件表]?\d?[:：]|统计[表数]|如下|查阅|下载|请与|本报告|导读|的函$"
)
_ORDER = re.compile(r"关于(?:做好|报送|填报|开展|进一步|组织|编报)")
_FEATS = re.compile(r"申请|复议|诉讼|主动公开|问题|改进|收到|办理")
_ABOUT = re.compile(r"关于(?:公布|印发|发布|报送|公开|呈报|上报)?")
_YEAR = re.compile(r"(?<!\d)(?:20\d{2}[-—~至])?((?:19|20)\d{2})(?!\d)(?:学?年度?)?")
_SEVERAL_YEARS = re.compile(r"(?<!\d)20\d{2}年?度?(?:[-—~至到、和与及])20\d{2}(?:年|(?=[^\d学]|$))")
_YEAR_ONLY = re.compile(r"^[(\[]?(20\d{2})年?度?[)\]]?$")
_HEADING = re.compile(r"^(?:[一1][、.](?!.{30})|第一[章部]|\(一\))")
_LONG = 60
_QUOTED = re.compile("《([^《》]+)》")
_PUBLISHES = re.compile(
    "(?:公布|发布|印发|转发|公开|现将|编制|形成|撰写|报送|上报|呈报|标题|附件)[:了]?[^。,;]{0,4}$"
)
_PAIRS = (("《", "》"), ("(", ")"), ("[", "]"))
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
_SOURCES = ("file_name", "meta", "title")  # the last one tells most
REPORT_YEARS = range(2008, 2036)  # fixed: with a bound by the clock results would differ by day


@dataclass(frozen=True, slots=True)
class Title:
    """A candidate.

    As printed, what it says, its source (title, meta, file_name) and the line that it stands
    in.
    """

    raw: str
    text: str
    issuer: Name | None
    issuer_text: str
    year: int | None
    source: str
    index: int = -1
    notice: bool = False

    @property
    def body(self) -> str:
        """Whose report it is, without the site that prints it; "" where it names none for certain.

        >>> read_title("郴州市人民政府门户网站2019年政府信息公开工作年度报告", "title").body
        '郴州市人民政府'
        """
        return _SITES.sub("", self.issuer_text) if self.issuer else ""

    @property
    def rank(self) -> int:
        """How complete it is; that of a notice on the report comes behind the report's."""
        return 2 * (self.year is not None) + 2 * (self.issuer is not None) - 2 * self.notice


def find_years(text: str) -> list[int]:
    """Report years in a plain text, in order.

    >>> find_years("二十届三中全会2019年度(2020年3月)")
    [2019, 2020]
    """
    return [year for match in _YEAR.finditer(text) if (year := int(match[1])) in REPORT_YEARS]


def find_year_span(text: str) -> str:
    """The words of a plain title that name several years: its numbers are those of no one year.

    Empty where it names one; a school year (2021-2022学年) is one.

    >>> find_year_span("某局2008年、2009年政府信息公开工作报告"), find_year_span("2008-2009学年")
    ('2008年、2009年', '')
    """
    match = _SEVERAL_YEARS.search(text)
    return match.group() if match else ""


def _unquote(text: str) -> str | None:
    """The title that stands in 《》 where one does: notices name the report in them.

    None where the words before it do not publish it: a report that is cited is another one.
    """
    inner = [match for match in _QUOTED.finditer(text) if _find_last_title(match[1])]
    if not inner:
        return text
    before = text[: inner[-1].start()]
    return inner[-1][1] if not before or _PUBLISHES.search(before) else None


def read_title(raw: str, source: str, index: int = -1) -> Title | None:
    """A line as a title: None where it is none.

    The year next to the subject counts, before one in brackets behind.

    >>> title = read_title("长春市统计局 2019 年政府信息公开工作年度报告", "title")
    >>> title.issuer_text, title.year
    ('长春市统计局', 2019)
    """
    if not _OF_SUBJECTS.search(raw):
        return None
    text = fold_dates(raw).removeprefix("标题").lstrip(":").rstrip("。")
    if not 6 <= len(text) <= 110 or (
        source == "title" and any(text.count(a) != text.count(b) for a, b in _PAIRS)
    ):
        return None  # half of a pair of brackets: a line of a sentence that was wrapped
    notice = text.rstrip("》)").endswith("通知")
    inner = _unquote(text)
    match = _find_last_title(inner) if inner else None
    if not inner or not match or _ORDER.search(inner) or (_NO_TITLE.search(inner) and not notice):
        return None
    head, tail = inner[: match.start()], match["kind"] + match["rest"]
    if (
        match["kind"].endswith(("情况", "总结"))
        and not match["rest"].startswith(("的报告", "报告"))
        and (_FEATS.search(inner) or not find_years(inner))
    ):
        return None
    beside = find_years(_BRACKETED.sub("", head)) or find_years(head)  # 2023年度(2024年编制)
    found = beside[-1:] or find_years(tail)[:1]
    before_year = _YEAR.split(head)[0]
    # 石桥海关2015年海关政府信息…: what stands between year and subject names no issuer
    named = before_year if before_year != head and parse_name(_CLEAN.sub("", before_year)) else ""
    head = named or _YEAR.sub("", head)
    issuer_text, issuer = "", None
    before, about, after = _split_about(head)
    for part in (after, before) if about else (head,):
        part = _CLEAN.sub("", part.strip('·.-—: 《(“"')).replace("()", "")
        if part and (name := parse_name(part)):
            issuer_text, issuer = part, name
            break
        issuer_text = issuer_text or part
    return Title(
        raw.strip(), text, issuer, issuer_text, found[0] if found else None, source, index, notice
    )


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


def _find_last_title(text: str) -> re.Match[str] | None:
    """The match whose subject stands last: 政府信息公开工作 in 信息公开办2019年政府信息公开工作年度报告."""
    best = None
    for start in [match.start() for match in _SUBJECTS.finditer(text)]:
        best = _FROM_SUBJECT.match(text, start) or best
    return best


def _split_about(head: str) -> tuple[str, bool, str]:
    matches = list(_ABOUT.finditer(head))
    return (
        (head[: matches[-1].start()], True, head[matches[-1].end() :])
        if matches
        else (head, False, "")
    )


def find_body_start(head: tuple[Said, ...]) -> int:
    """Where the report begins: the first heading or line of running text, else after the head.

    What stands below may be links to the reports of others.
    """
    return next((said.index for said in head if _is_of_body(said)), len(head))


def _is_of_body(said: Said) -> bool:
    begins = len(said.text) >= _LONG or "。" in said.text or _HEADING.match(said.text)
    return bool(begins) and read_title(said.raw, "title") is None


def _join_title(head: tuple[Said, ...], said: Said, title: Title) -> Title:
    """A title that lost its issuer, or the place of its issuer, to the line above, or its year to
    the line above or below.
    """
    for line in (head[i] for i in (said.index - 1, said.index - 2) if i >= 0):
        if title.year is None and (match := _YEAR_ONLY.match(line.text)):
            title = replace(title, raw=f"{line.raw} {title.raw}", year=int(match[1]))
        else:
            title = _join_issuer(line, title)
            break
    below = head[said.index + 1 : said.index + 3]
    years = (int(match[1]) for line in below if (match := _YEAR_ONLY.match(line.text)))
    return title if title.year is not None else replace(title, year=next(years, None))


def _join_issuer(line: Said, title: Title) -> Title:
    """The title with the issuer in the line above it, or with the place of its issuer there."""
    text = _CLEAN.sub("", _YEAR.sub("", line.text))
    is_name = len(line.text) <= 40 and not _SITES.search(text)  # no 某县人民政府门户网站
    name = parse_name(text, strict=True) if is_name else None
    if name and title.issuer and not title.issuer.places and name.kind == "government":
        name = parse_name(text + title.issuer_text)
    elif title.issuer_text or read_title(line.raw, "title"):
        return title
    if not name or name.kind == "place":
        return title
    year = title.year or next(iter(find_years(line.text)), None)
    raw = f"{line.raw} {title.raw}"
    return replace(title, raw=raw, issuer=name, issuer_text=name.text, year=year)


def find_titles(page: Page) -> Iterator[Title]:
    """All titles of a page.

    In its lines before the body, in a labelled cell, in its meta tags, in the file's name.
    """
    start = find_body_start(page.head)
    for said in page.head[: start + 1]:
        title = read_title(said.raw, "title", said.index) if len(said.text) <= 110 else None
        if title is not None:
            yield _join_title(page.head, said, title)
    for value in (cell for row in page.rows for cell in row.raw.split("|") if "公" in cell):
        if title := read_title(value, "title"):
            yield title
    for tag in ("articletitle", "title", "ogtitle"):
        for part in _SITE_PARTS.split(page.meta.get(tag, "")):
            if title := read_title(part, "meta"):
                yield title
    if title := read_title(re.sub(r"[_+]+", " ", page.stem), "file_name"):
        yield title


def leave_links_out(found: list[Title]) -> list[Title]:
    """The titles without links to the reports of others: several issuers above a title of none."""
    lines = [title for title in found if title.source == "title" and title.index >= 0]
    own = max(lines, key=lambda title: title.index, default=None)
    if own is None or own.issuer_text:
        return found
    others = {title.issuer_text for title in lines if title.issuer}
    links = [title for title in lines if title.issuer] if len(others) > 1 else []
    return [title for title in found if title not in links]


def choose_title(found: list[Title], hints: Collection[int | None]) -> Title | None:
    """The report's own title: complete before incomplete, of a year in `hints`, the last one.

    `hints` are the years that other places name (period, first sentences); meta tags name further
    ones. Where titles of several years are equally good (a list of reports), it has no year.
    """
    names = {title.issuer_text for title in found}
    # 州市2019年… beside 郴州市2019年… is the same title without its beginning.
    cut = {a for a in names for b in names if a and a != b and b.endswith(a)}
    found = [title for title in found if title.issuer_text not in cut]
    hints = {*hints, *(title.year for title in found if title.source == "meta")}

    def weigh(title: Title) -> tuple[int, int]:
        return title.rank + (title.year in hints), _SOURCES.index(title.source)

    best = max(found, key=lambda title: (*weigh(title), title.index), default=None)
    if best is None or best.year in hints:
        return best
    rivals = {t.year for t in found if t.source == best.source and weigh(t) == weigh(best)}
    return best if len(rivals) == 1 else replace(best, year=None)
