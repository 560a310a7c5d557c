"""Who issued a report, and when.

The columns of `reports` that say so, each with the place where it was found. Each module answers
one question: `page`, which parts of a page can say it; `text`, what they say when spelling and
dates are made alike; `titles`, which line is the report's own title; `names`, into which places and
organ a printed name falls, with the words of `organs`; `issuers`, which name is the issuer's;
`place`, which division and level it has; `years` and `published`, when; `scope`, what the numbers
cover; `manifest`, what its user states instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from ..documents.blocks import Document, Line
from . import titles
from .manifest import check_organ, find_overruled, read_row
from .masthead import FIELDS, Masthead
from .page import survey_page
from .place import place_issuer
from .published import find_publication
from .scope import find_scope, select_telling_lines
from .text import detect_script, find_period
from .years import date_report, list_stated_years

__all__ = ["FIELDS", "Masthead", "read_masthead"]


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
    if period := find_period(page.text):
        (head.period_start, head.period_end), head.period_from = period, "period"
    found = [*titles.find_titles(page)]
    hints = {year for year, _ in list_stated_years(page, head)}
    chosen = titles.choose_title(found, hints)
    if chosen:
        head.put("title", chosen.raw, chosen.source)
    head.put("published", *find_publication(page, chosen))
    if "year" not in stated:
        date_report(head, page, found, chosen)
    place_issuer(head, page, chosen, stated)
    check_organ(head, stated)
    words = select_telling_lines(line.text for line in lines) if head.kind == "government" else ""
    head.put("scope", *find_scope(head.kind, chosen.text if chosen else "", words))
    head.put("url", page.url, "meta")
    if host := urlsplit(page.url).hostname:
        head.put("origin", "official" if host.endswith(".gov.cn") else "mirror", "url")
    head.script = detect_script(document.text)
    head.problems += find_overruled(chosen, stated)
    for name, value in stated.items():
        head.put(name, value, "manifest")
    head.close()
    return head
