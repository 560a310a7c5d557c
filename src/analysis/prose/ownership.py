"""Whose a figure is and of when, and whether that makes it a part.

By its clause and an unbroken chain before it.
"""

from __future__ import annotations

import re

from ..forms.statements import load_vocabulary
from .clauses import Clause
from .discourse import Context, Said, Thread, find_period, find_speaker
from .findings import Finding, Verdict
from .masks import BLANK
from .owners import LEVEL, PART, WHOLE, Issuer, Owner, names_area, names_reporter
from .periods import Period
from .speakers import quotes_report
from .subjects import OWN_NAME
from .words import Label, mark_own_names, read_label

_FRONT = re.compile(r"([^,;:。\d]*(?:中|方面))[,:]")  # 市局本级受理的申请中,当面申请168件
_ANEW = ("全部", "共计", "总计", "合计", "总共", "均")
_ACCUSED = re.compile("被申请人|被告")  # a case against the issuer, whoever received it
_BODIES = re.compile(
    "[个家](?:部门|单位|机关|乡镇|街道|[县区市镇乡局])|家(?=共|收|受)"
)  # 两家单位收到12件
_YEAR_BEHIND = re.compile(rf"\({BLANK}+度?\)")
_SO_FAR = re.compile(r"截[至止][^,。;]{0,12}[底末],[^,。;]*(?:累计|已|共)[^,。;]*$")
_DISPUTED, _NO_RESULT = frozenset({"RECON", "LITIG"}), (".total", ".cases", ".concluded")
_LEVELS = ("两级", "三级")
_CARRIED = ("applications.carried_in", "applications.carried_out")
# Keys that begin a count of their own; others go on with it: 上半年收到12件。其中同意公开8件。
_HEADS = ("applications.new", "proactive_items", "disputes.reconsideration.total")


def assign(finding: Finding, context: Context) -> None:
    """Give the finding owner, period, basis and `part`.

    An owner holds for the figures after it in its sentence, until another one or 全部; a part of
    the year, or somebody else's count, also for the sentences that go on with it.
    """
    clause, thread, said = finding.clause, context.thread, context.said
    if thread.divides and ";" in clause.left_text:
        thread.owner, thread.divides = Owner(), False  # 其中市直12件,县区23件;办结34件
    label = _speaking_label(clause, context.issuer)
    own = label.owner
    _hold_owner(thread, said, finding, label)
    owner = own if own.kind else thread.owner
    if _stands_beside_own(finding, owner, context.issuer):
        owner = Owner(PART, owner.words)
    if not finding.has_key and label.owners and label.owners[-1].kind == "other":
        # 全国298个城市: nothing is counted there
        owner = Owner(words=own.words) if names_area(own.words) else thread.owner
    calendar = finding.sentence.calendar
    shared = clause.dated != clause.figure.start  # 2015年、2016年分别收到66件、77件
    kind = "" if shared else calendar.kind_at(clause.figure.start)
    period = Period(_year_behind(finding) or calendar.year_at(clause.dated), kind)
    period = find_period(context, calendar) or period
    finding.part = _is_part(finding, owner, context, named=bool(own.kind))
    finding.owner, finding.basis = owner, _basis(finding, said)
    _set_period(finding, period)
    if finding.has_key and not finding.part:
        sentence = finding.sentence
        first = sentence.figures[0].left
        front = sentence.text[sentence.start : first]
        doubt_speaker(finding, front, front + sentence.text[first : clause.figure.left], context)
    if not finding.part:
        said.given.add(finding.key)
    _chain(thread, finding)


def doubt_speaker(finding: Finding, front: str, before: str, context: Context) -> None:
    """Make a figure a part that nothing says to be the issuer's own.

    `front` may name of whom it speaks; `before` is all that stands before it in its sentence.
    """
    if not finding.owner.kind and not _ACCUSED.search(before):
        finding.owner = find_speaker(context, front)
    if not finding.owner.kind and _knows_no_subject(finding, context.issuer):
        finding.owner = Owner(PART, finding.own.residue[0])
    bodies = _BODIES.match(finding.sentence.text, finding.clause.begin - 1)
    other = finding.owner.kind == PART or bodies or finding.clause.unpaired
    finding.part = bool(other or quotes_report(before) or _may_be_stock(finding))


def _stands_beside_own(finding: Finding, owner: Owner, issuer: Issuer) -> bool:
    """Whether an organ goes on with its own after a figure of its area: 全县收到210件,我局3件."""
    if issuer.speaks_for(owner) >= 0 or issuer.ending == "管委会":
        return False
    rest = finding.sentence.text[finding.clause.figure.right : finding.sentence.end]
    return names_reporter(rest) or OWN_NAME in mark_own_names(rest, issuer)


def _year_behind(finding: Finding) -> int | None:
    """The year in brackets behind a number: 66件(2015年)、77件(2016年)."""
    text, end = finding.sentence.text, finding.clause.figure.right
    match = _YEAR_BEHIND.match(text, end)
    years = finding.sentence.calendar.years_between(end, match.end()) if match else set()
    return min(years) if len(years) == 1 else None


def _may_be_stock(finding: Finding) -> bool:
    """Whether it may have come together over years: 网站累计公开6600条, 现有信息6600条.

    截至2020年底,已公开6600条: up to a day, and no word of the year.
    """
    at = finding.clause.figure.start
    so_far = _SO_FAR.search(finding.sentence.text, finding.sentence.start, at)
    counted = finding.key != "applications.closed_total" or "累计" in finding.own.text
    if so_far and counted and not finding.sentence.calendar.names_year(at):
        return True
    if not finding.key.startswith(("published_", "proactive_items")):
        return False
    channel = finding.key != "proactive_items" or "WEBSITE" in finding.own.tags
    named = finding.sentence.calendar.names_year(finding.clause.figure.start)
    return "现有" in finding.own.text or (channel and "累计" in finding.own.text and not named)


def _knows_no_subject(finding: Finding, issuer: Issuer) -> bool:
    """Whether unknown words beside a count of applications may name who received them."""
    if finding.in_words or not finding.key.startswith(("applications.", "received_", "disputes.")):
        return False
    names = (name for name in finding.own.residue if len(name) > 1 and name not in issuer.name)
    return not all(map(issuer.is_self, names))


def _speaking_label(clause: Clause, issuer: Issuer) -> Label:
    """The words that may name the owner.

    Those of the clause, else those that stand in front of it.
    """
    front = None if clause.own.owners else _FRONT.search(clause.left_text)
    label = read_label(front[1], issuer) if front else clause.own
    unknown = label.residue not in ((), (label.body,))  # 在各部门的配合支持中,收到12件
    return clause.own if unknown else label


def _hold_owner(thread: Thread, said: Said, finding: Finding, label: Label) -> None:
    """Take the owner that holds for the figures after this one."""
    own = label.owner
    if label.subject.is_channel:
        return
    if label.owners and label.owners[-1].kind == "office" and "其中" in finding.clause.left_text:
        return  # one of a list: 其中县政府办受理36件,部门受理41件
    acts = own.kind == PART and (label.subject.name or label.tags & load_vocabulary().verbs)
    if label.subject.name:
        thread.speaker = own  # 区政府收到88件。不予公开6件: also of the sentences that go on
    elif label.subject.is_own or own.kind == WHOLE:
        thread.speaker = Owner()
    levels = thread.owner.words.endswith(_LEVELS) and finding.own.tags & load_vocabulary().topics
    if own.kind and (finding.has_key or acts):
        thread.owner = own
        thread.divides = own.kind in (PART, LEVEL) and finding.key in said.given
    elif (
        levels
        or (label.subject.is_own and thread.owner.kind == PART)
        or any(word in finding.clause.left_text for word in _ANEW)
    ):
        thread.owner = Owner()  # 市县两级政务中心 are named for one subject


def _is_part(finding: Finding, owner: Owner, context: Context, *, named: bool) -> bool:
    """Whether the figure counts less than the whole scope and year of the report."""
    rule, key, thread, said = finding.verdict.rule, finding.key, context.thread, context.said
    if finding.verdict.part or owner.kind == PART:
        return True
    if rule is not None and not rule.known and "SUBSET" in finding.own.tags:
        return True
    if said.subset and said.of_channel and key.startswith("published_"):
        return True  # 全省政府网站发布412万条,其中省政府网站8万条
    family, last = _family(key), context.last
    if key.startswith("disputes."):
        uncounted = last is not None and not last.has_key and bool(last.own.tags & _DISPUTED)
        said.of_cause = not key.endswith(_NO_RESULT) and (said.of_cause or uncounted)
        if said.of_cause:
            return True  # 因行政处罚被提起行政复议8件,维持7件: of what does not count
    said.of_part |= said.subset and last is not None and _begins_part(last)
    if said.of_part and family == "applications" and key not in _HEADS and not named:
        return True
    goes_on = key not in _HEADS and not named and not finding.sentence.calendar.names_time()
    return goes_on and family in thread.part_heads - thread.whole_heads


def _begins_part(finding: Finding) -> bool:
    """Whether the outcomes after a figure are those of a part: 征地拆迁类申请96件,予以公开21件."""
    if finding.key == "applications.new":
        return finding.part and not finding.sentence.calendar.names_time()
    strange = not finding.has_key and bool(finding.own.residue) and bool(finding.unit)
    return strange and bool(finding.own.tags & {"ASK", "APPL"})


def _set_period(finding: Finding, period: Period) -> None:
    """Give the finding its period and what that makes of it.

    That may be a part, a count of another year, or one without a key of its own.
    """
    calendar = finding.sentence.calendar
    if finding.key in _CARRIED:
        period = Period(calendar.report_year, period.kind)
    if period.kind in ("stock", "rate"):
        finding.stock_key = finding.key if finding.has_key else ""
        finding.verdict = Verdict()
    finding.period = period
    finding.part |= bool(period.kind) or period.year != calendar.report_year
    finding.until = calendar.counts_until(finding.clause.figure.start)


def _basis(finding: Finding, said: Said) -> str:
    """Whether the figure counts all cases, or those concluded only."""
    key = finding.key
    if key.startswith("applications."):
        outcome = key != "applications.closed_total"
        return "concluded" if outcome and said.is_concluded(finding.clause.figure) else "all"
    tags = finding.own.tags | finding.clause.right.tags
    total = key.startswith("disputes.") and key.endswith(".total")
    return "concluded" if total and "CONCLUDED" in tags else "all"


def _family(key: str) -> str:
    """The counts that go together: all of applications, of disputes, of what was published."""
    if key.startswith(("applications.", "received_", "reply_", "refused_")):
        return "applications"
    return (
        "published" if key.startswith(("published_", "proactive_items")) else key.partition(".")[0]
    )


def _going_on(finding: Finding) -> Period | None:
    """The time of which the next sentence speaks where it names none.

    None for the year of the report.
    """
    calendar, period = finding.sentence.calendar, finding.period
    compared = any(at == finding.clause.dated for at, _ in calendar.dates.of_number)
    this_year = any(
        calendar.actual_year(year) == calendar.report_year for _, year in calendar.dates.years
    )
    if period.kind or (period.year != calendar.report_year and not compared and not this_year):
        return period
    return None


def _chain(thread: Thread, finding: Finding) -> None:
    """Keep what the next sentences go on with."""
    if not (finding.has_key or finding.stock_key):
        return
    thread.period = _going_on(finding)
    # 市级行政机关受理362件。已答复359件: its own organs, of which the rest may go on or not
    # 每年收到40件,其中网上20件: what goes on with a rate or a stock is one
    key = finding.stock_key or finding.key
    if (finding.stock_key or key in _HEADS) and all(o.kind != "own" for o in finding.own.owners):
        family = frozenset({_family(key)})
        if finding.part:
            thread.whole_heads -= family if finding.stock_key else frozenset()
            thread.part_heads |= family
        else:
            thread.whole_heads |= family
