"""Who issued a report, and when.

The columns of `reports` that say so, each with the place where it was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from ..documents.blocks import Document, Line
from ..errors import Problem
from ..forms import divisions
from . import titles
from .manifest import OF_DIVISION, read_row
from .masthead import FIELDS, Masthead
from .page import Page, survey_page
from .place import place_issuer
from .published import find_publication
from .scope import find_scope, select_telling_lines
from .text import Period, detect_script, find_period, fold_dates

__all__ = ["FIELDS", "Masthead", "read_masthead"]

_OPENING_YEAR = re.compile(
    r"(?:^|[,。:\n])(20\d{2})年(?:度)?(?=,|以来|[我本全]|[\u4e00-\u9fff]{2,20}(?:政府|局|委|镇|乡|街道|办))"
)
_ANNOUNCED_YEAR = re.compile(
    r"(?:公布|发布|公开|编制|现将)[^。\n]{0,40}?(20\d{2})年度?[^。\n]{0,30}信息公开[^。\n]{0,12}(?:报告|情况)"
)
_OFFICE = re.compile(r"(人民)?政府(办公[室厅])?$")
_UNTIL_YEAR = re.compile(r"截[至止]到?(20\d{2})年1[12]月(?:底|末|3[01]日)")
_ASIDE = re.compile(r"《[^》]*》|[(\[][^)\]]*[)\]]")
_LONGEST_YEAR = 400  # days; a longer period has its end printed late, or is that of two years
_NAME_YEAR = re.compile(r"(?<![\d])(20[0-3]\d)(?![\d]|[-_.]?(?:0[1-9]|1[0-2])(?:\D|\d\d))")


def read_masthead(
    document: Document, lines: Sequence[Line], manifest: Mapping[str, str] | None = None
) -> Masthead:
    """Read who and when.

    `document` gives name, meta tags and the tables at its head; `lines` is its prose in order;
    `manifest` the document's row of a manifest, whose values go above everything found. Only
    the head (60 lines), the last 20, the meta tags and the name are looked at. A value without
    evidence is None and has a problem: year_unknown, issuer_unknown, division_ambiguous
    (several divisions bear the name; the message gives their codes), division_unknown (none
    does in that year).

    >>> line = Line("长春市统计局2023年政府信息公开工作年度报告", 1)
    >>> who = read_masthead(Document("a.txt", "0" * 64, "text", line.text, (line,)), [line])
    >>> who.issuer_id, who.level, who.scope, who.year, who.year_from
    ('220100:统计局', 'prefecture', 'organ', 2023, 'title')
    """
    page = survey_page(document, lines)
    stated = read_row(manifest or {})
    head = Masthead()
    text = page.text
    span = find_period(text)
    found = list(titles.find_titles(page))
    opening = _find_opening_years(page)
    chosen = titles.choose_title(
        found, {*opening, *([span.start.year] if span else [])}, titles.read_body(page)
    )
    if chosen:
        head.put("title", chosen.raw, chosen.source)
    _date_report(head, page, span, found, chosen, opening)
    if head.year is None and "year" not in stated:
        _ask_year(head, found, chosen)
    head.put("published", *find_publication(page, chosen, found))
    place_issuer(head, page, found, chosen, stated)
    _check_organ(head, stated)
    words = select_telling_lines(line.text for line in lines) if head.kind == "government" else ""
    head.put("scope", *find_scope(head.kind, chosen.text if chosen else "", words))
    head.put("url", page.url, page.url_from)
    host = (urlsplit(page.url).hostname or "") if page.url else ""
    if host:
        head.put("origin", "official" if host.endswith(".gov.cn") else "mirror", "url")
    head.script = detect_script(
        "".join(said.raw for said in page.head[:40]) or document.text[:4000]
    )
    head.problems += _find_overruled(chosen, stated)
    for name, value in stated.items():
        head.put(name, value, "manifest")
    head.close()
    return head


def _ask_year(head: Masthead, found: list[titles.Title], chosen: titles.Title | None) -> None:
    """Note that the year is open, with the years that the titles name."""
    span = titles.find_year_span(chosen.text) if chosen else ""
    head.ask(
        "year_unknown",
        "the title, the period, the first sentences and the file name give no year, or several",
        "one year",
        span or ", ".join(sorted({str(title.year) for title in found if title.year})),
    )


def _check_organ(head: Masthead, stated: dict[str, Any]) -> None:
    """Take the organ that a manifest states; that of a county is dropped where the page names a
    township.
    """
    if head.level == "township" and stated.get("organ") in OF_DIVISION:
        words = (
            "the manifest states the organ of a county for a township, which has no code of its "
            "own, so that organ is not used; correct it in the manifest, column organ"
        )
        organ = stated.pop("organ")
        head.problems.append(Problem("manifest_mismatch", words, None, head.organ or "", organ))
    elif stated.get("organ") in OF_DIVISION:
        head.kind = stated["organ"]


def _find_overruled(title: titles.Title | None, stated: Mapping[str, Any]) -> Iterator[Problem]:
    """What the printed title says otherwise than the manifest: a pattern too wide, a column that
    was sorted or filled down alone.
    """
    if title is None or title.source != "title":
        return
    words = "the manifest says {} and the title {}: the manifest counts; correct it if it is wrong"
    if title.year and (year := stated.get("year", title.year)) != title.year:
        text = words.format(year, title.year)
        yield Problem("manifest_overrules", text, None, str(title.year), str(year))
    issuer, printed = fold_dates(stated.get("issuer", "")), title.issuer_text
    core = _OFFICE.sub("", issuer)
    if core and title.issuer and core not in title.text and _OFFICE.sub("", printed) not in core:
        text = words.format(issuer, printed)
        yield Problem("manifest_overrules", text, None, printed, issuer)
    code, places = stated.get("division_code", ""), title.issuer.places if title.issuer else ()
    if code and places and "issuer" not in stated:
        meant = divisions.resolve(places).candidates
        if meant and code not in {division.code for division in meant}:
            division = divisions.find_by_code(code)
            name = f"{code} ({division.name if division else ''})"
            place = "".join(places)
            yield Problem("manifest_overrules", words.format(name, place), None, place, code)


def _find_opening_years(page: Page) -> list[int]:
    """Years that the first sentences name.

    That of the report announced, then the one with which a sentence begins.
    """
    text = "\n".join(said.text[:400] for said in page.head[:15])
    announced = _ANNOUNCED_YEAR.search(text)
    until = _UNTIL_YEAR.search(text)
    opening = _OPENING_YEAR.search(_ASIDE.sub("", text))
    return [int(match[1]) for match in (announced, opening, until) if match]


def _date_report(
    head: Masthead,
    page: Page,
    span: Period | None,
    found: list[titles.Title],
    chosen: titles.Title | None,
    opening: list[int],
) -> None:
    """Year and period.

    The year of the title stands above that of the period, which is kept as printed.
    """
    if span:
        head.period_start, head.period_end, head.period_from = span.start, span.end, "period"
    others = [t for t in sorted(found, key=lambda t: -t.rank) if t.year is not None]
    printed = {t.year for t in others if t.source != "file_name"}
    if chosen and titles.find_year_span(chosen.text):
        return
    if chosen and chosen.year is not None and chosen.source != "file_name":
        head.put("year", chosen.year, chosen.source)
    elif span and (span.end - span.start).days <= _LONGEST_YEAR:
        head.put("year", span.start.year, "period")
    elif len(printed) == 1:
        head.put("year", printed.pop(), next(t.source for t in others if t.source != "file_name"))
    elif opening:
        head.put("year", opening[0], "text")
    elif named := [t.year for t in others if t.source == "file_name"] or [
        int(year) for year in _NAME_YEAR.findall(page.stem)
    ]:
        head.put("year", named[-1], "file_name")
