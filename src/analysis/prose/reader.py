"""The prose of a report to its statements, sentence by sentence."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from ..documents.blocks import Line
from ..documents.limits import MAX_FIGURES, MAX_PROSE, MAX_SENTENCE, describe_too_many
from ..errors import Problem
from ..forms import fold_label
from ..forms.statements import UNCLASSIFIED
from ..tables.readings import Statement
from ..values.prose import MAYBE, figures
from .business import follow_business, withdraw_others
from .clauses import Sentence, read_clauses
from .discourse import (
    SCENE,
    Context,
    count_key,
    enter_heading,
    enter_section,
    enter_sentence,
    enter_subset,
    find_period,
    leave_headings,
    leave_subset,
    name_subject,
    set_scene,
)
from .findings import Finding, Verdict
from .masks import BLANK, mask_names, mask_numbers
from .owners import Issuer, Owner, read_issuer
from .ownership import assign
from .passages import RUN_IN_HEADING, Passage, passages
from .periods import Period, read_calendar, read_dates
from .rules import DIFFERENCE, begins_level, classify
from .shares import classify_percent
from .speakers import plans_or_dates
from .totals import settle, withdraw_last
from .zeros import find_zeros, says_nothing

_ANNEX, _BODY_LINE = (
    re.compile(r"^\W*(?:附[件表录:]|表\d)"),
    re.compile(r"(?:[^,。;!?:\d]|(?:19|20)\d\d年){1,20}(:?)(?<=...)"),
)
# A note to the number before: 1含上年结转。
_NOTE = re.compile(r"\W*+注?\d{0,2}\W*+(?:含|包括|包含)[^,。;\d]{0,8}结转")
_DATED = re.compile(rf"(?:回顾)?{BLANK}")
_TITLE, _LONGEST_TITLE = re.compile(r"(?:年度?|工作)报告\W*$|年报\W*$"), 60
_LOWEST = 4  # the level of a line that is no heading and names a body: 县水利局:
_ABOVE_ITEMS = 1  # that of a line on the items (一) and 1. below it: 2023年重点:
_FEE = "info_fee_yuan"
_NAMED_AGAIN = ("applications.new", "applications.closed_total")
_APPLICATIONS = ("applications.", "received_")


def read_statements(
    lines: Sequence[Line],
    *,
    year: int | None,
    issuer: str | None,
    paraphrase: bool,
    problems: list[Problem] | None = None,
) -> list[Statement]:
    """Every figure in the prose of a report.

    Args:
        lines: the lines outside tables, in order.
        year: the year of the report, None where it is unknown.
        issuer: its name as printed, None where it is unknown.
        paraphrase: whether the sentences restate the original (a transcription).
        problems: gets what is beyond the bounds of `documents.limits`, which is not read.

    A figure without a key is `unclassified`. Values are in the printed unit, 万 and 亿 multiplied
    out (7.4万件 is 74000), except that `info_fee_yuan` is in 元. A decline is a negative growth. A
    zero in words has the sentence as its `raw`.

    >>> lines = [Line("全年共收到政府信息公开申请12件，其中网上申请5件。")]
    >>> found = read_statements(lines, year=2020, issuer=None, paraphrase=False)
    >>> [(s.key, s.value, s.part) for s in found]
    [('applications.new', 12.0, False), ('received_online', 5.0, False)]
    """
    reader = _Reader(read_issuer(fold_label(issuer or "")), year, paraphrase=paraphrase)
    noted: list[Problem] = [] if problems is None else problems
    size = 0
    for passage in passages(lines):
        reader.enter(passage)
        if not MAYBE.search(passage.text) and not says_nothing(passage.text):
            reader.context.thread.number += len(passage.sentences)
            continue
        size += len(passage.text)
        if over := _over_bounds(len(reader.found), size, passage):
            noted.append(over)
            break
        if (long := _too_long(passage)) and long.code not in {p.code for p in noted}:
            noted.append(long)
        reader.read(passage)
    settled = settle(reader.found, reader.context.issuer)
    return [said for finding in settled for said in _statements(finding, paraphrase)]


def _over_bounds(count: int, size: int, passage: Passage) -> Problem | None:
    """The problem of a report with more figures, or more prose with figures, than are read."""
    if count <= MAX_FIGURES and size <= MAX_PROSE:
        return None
    many = count > MAX_FIGURES
    what = "figures in its prose" if many else "characters of prose with figures"
    bound = MAX_FIGURES if many else MAX_PROSE
    return describe_too_many(
        what, bound, "what follows was not read for figures", passage.number(0)
    )


def _too_long(passage: Passage) -> Problem | None:
    """The problem of a sentence that is too long to be one."""
    over = next((s.start for s in passage.sentences if s.end - s.start > MAX_SENTENCE), None)
    if over is None:
        return None
    words = "such sentences were not read for figures"
    return describe_too_many(
        "characters in one sentence", MAX_SENTENCE, words, passage.number(over)
    )


class _Reader:
    """Reads one report.

    `outside` are the counts before an open bracket, `outside_owner` and `outside_period` whose
    and of when they are.
    """

    def __init__(self, issuer: Issuer, year: int | None, *, paraphrase: bool) -> None:
        self.context = Context(issuer, year)
        self.year = year
        self.paraphrase = paraphrase
        self.found: list[Finding] = []
        self.outside: list[Finding] = []
        self.outside_owner = Owner()
        self.outside_period: Period | None = None

    def enter(self, passage: Passage) -> None:
        """Take the subject of a heading, or of one that runs into its text."""
        if len(passage.text) <= _LONGEST_TITLE and _TITLE.search(passage.text):
            leave_headings(self.context)  # what stood before were links
        if passage.level:
            enter_heading(self.context, passage.text, passage.level)
        elif match := RUN_IN_HEADING.match(passage.text):
            enter_heading(self.context, match["name"], 2 if passage.text[0] == "(" else 3)
        elif _ANNEX.match(passage.text):
            enter_section(self.context, passage.text, 0)
        elif _NOTE.match(passage.text):
            withdraw_last(self.found)
        elif (line := _BODY_LINE.fullmatch(passage.text)) and (
            line[1]
            or line[0][0] == "["
            or self.found
            or self.context.thread.headings
            or plans_or_dates(passage.text)
        ):
            is_list = line[1] and plans_or_dates(passage.text)
            enter_section(self.context, passage.text, _ABOVE_ITEMS if is_list else _LOWEST)

    def read(self, passage: Passage) -> None:
        """Read the figures of a passage."""
        named = mask_names(passage.text, passage.find_quotations())
        dates, text = read_dates(named), mask_numbers(named)
        numbers = figures(text, passage.positions())
        starts, thread = [figure.start for figure in numbers], self.context.thread
        thread.begin_passage(text)
        before = len(self.found)
        for at, span in enumerate(passage.sentences):
            first, last = (bisect_left(starts, edge) for edge in (span.start, span.end))
            inside = tuple(numbers[first:last])
            shown = text[span.start : span.end]
            said = inside or says_nothing(shown)
            if len(shown) > MAX_SENTENCE or (
                not said and len(shown) > SCENE and not _DATED.match(shown)
            ):
                # neither a number nor a negation, or no sentence at all
                thread.number += 1
                thread.leave_sentence(shown)
                continue
            calendar = read_calendar(self.year, text, dates, span.start, span.end)
            if said:
                sentence = Sentence(span.start, span.end, text, inside, calendar)
                self._read_sentence(passage, sentence, same_passage=at > 0)
            else:
                set_scene(self.context, calendar, shown)
            thread.leave_sentence(shown)
        withdraw_others(self.found[before:], text)

    def _read_sentence(self, passage: Passage, sentence: Sentence, *, same_passage: bool) -> None:
        context = self.context
        clauses, tags = read_clauses(sentence, context.issuer)
        enter_sentence(
            context, sentence, tags, same_passage=same_passage, keep_verbs=self.paraphrase
        )
        self.outside, self.outside_owner = [], Owner()
        found = [self._read_figure(Finding(passage, sentence, clause)) for clause in clauses]
        if clauses:
            self._follow_brackets(sentence.text[clauses[-1].figure.right : sentence.end])
        if "JUSTICE" in context.said.before:  # 其中维持8件 goes on with cases of others
            context.thread.name_topic("OTHER_TOPIC")
        self.found += filter(_is_figure, found)
        self.found += find_zeros(passage, sentence, context)

    def _read_figure(self, finding: Finding) -> Finding:
        """Read the next figure."""
        clause, context = finding.clause, self.context
        finding.value = clause.figure.value
        self._enter_outcomes(finding)
        name_subject(context, clause.left, clause.figure)
        self._follow_brackets(clause.left_text)
        if ";" in clause.left_text or "其中" in clause.left_text:
            context.run = []
        enter_subset(context, clause)
        if clause.figure.unit == "%":
            self._read_percent(finding)
        else:
            self._read_count(finding)
        leave_subset(context.said, finding)
        finding.part |= context.said.subset and not finding.has_key
        return finding

    def _enter_outcomes(self, finding: Finding) -> None:
        """After a count of applications, 其中 begins the list of their outcomes."""
        last, said = self.context.last, self.context.said
        listed = said.goes_on and self.context.thread.topic == "APPL"
        if last is not None:
            listed = last.key.startswith(_APPLICATIONS)
        if listed and "其中" in finding.clause.left_text:
            said.outcomes_from = last.clause.figure.start if last else finding.sentence.start

    def _follow_brackets(self, text: str) -> None:
        """What follows a closed bracket goes on after the figure before it."""
        context = self.context
        for mark in re.findall("[()]", text):
            if mark == "(":
                self.outside, self.outside_owner = [*context.run], context.thread.owner
                self.outside_period = context.thread.period
            elif self.outside:
                context.run, self.outside = self.outside, []
                context.thread.owner = self.outside_owner
                context.thread.period = self.outside_period
                context.last = context.run[-1]

    def _read_percent(self, finding: Finding) -> None:
        calendar, thread = finding.sentence.calendar, self.context.thread
        # 其中上半年102条,较2011年上升16.9%: the growth is that of the sentence, not of the part named last
        kind = calendar.kind_at(finding.sentence.figures[0].start)
        finding.period = Period(calendar.year_at(finding.clause.figure.start), kind)
        finding.period = find_period(self.context, calendar) or finding.period
        classify_percent(finding, self.context)
        self.context.closed = True
        if finding.has_key and thread.fresh:
            thread.topic_at = thread.number

    def _read_count(self, finding: Finding) -> None:
        context = self.context
        context.run = [] if context.closed else context.run
        context.closed = False
        self._name_again(finding)
        verdict = classify(finding, context)
        if begins_level(finding):
            finding.stock_key = verdict.key if verdict.key != UNCLASSIFIED else ""
            verdict = Verdict()
        finding.verdict = verdict
        follow_business(finding, context)
        verdict = finding.verdict
        is_listed = context.said.subset and verdict.key in context.said.divided
        is_listed &= not (verdict.withdraws_last or (verdict.rule and verdict.rule.weak))
        if verdict.withdraws_last and context.last is not None:
            context.wholes.pop(context.last.key, None)
            context.last.verdict = Verdict()
            context.said.narrowed = verdict.key.startswith("disputes.")
        assign(finding, context)
        finding.part |= is_listed  # 收费642元,其中复制费610元
        self._note(finding)
        context.run.append(finding)
        context.last = finding

    def _name_again(self, finding: Finding) -> None:
        """The number received, named again, is the subject: 1286件申请均已答复, 受理的217件中."""
        thread, wholes = self.context.thread, self.context.wholes
        again = finding.clause.right.text.startswith(("申请", "中"))
        if finding.value and again and finding.value in map(wholes.get, _NAMED_AGAIN):
            thread.name_topic("APPL")
            thread.told = self.context.said.told = True

    def _note(self, finding: Finding) -> None:
        """Keep what later figures lean on.

        The subject to the right, whether it is still clear, the wholes for shares.
        """
        thread = self.context.thread
        if finding.has_key:
            name_subject(self.context, finding.clause.right)
            count_key(self.context, finding.key)
            if not finding.part:
                self.context.wholes.setdefault(finding.key, finding.value or 0.0)
            if finding.key == _FEE and finding.unit == "万元" and finding.value is not None:
                finding.value *= 10_000
        names_other = finding.own.residue and not DIFFERENCE.search(finding.own.text)
        if not finding.has_key and names_other and not self.context.said.subset:
            thread.clear = False
        elif thread.fresh:  # a figure that is understood keeps the subject alive
            thread.topic_at = thread.number


def _is_figure(finding: Finding) -> bool:
    """Whether a number without a key is a figure at all.

    With a unit, or several digits beside Chinese words.
    """
    figure = finding.clause.figure
    several = figure.end - figure.start > 1 and bool(finding.own.text.strip())
    counts = (figure.value or 0) > 1 if figure.words else bool(figure.unit) or several
    return finding.has_key or counts


def _statements(finding: Finding, paraphrase: bool) -> Iterator[Statement]:
    """The rows of a finding: one for its key, and one for each key that it says as well."""
    passage, sentence, figure = finding.passage, finding.sentence, finding.clause.figure
    keys, rule = [finding.key], finding.verdict.rule
    if rule:
        only = rule.also_only if "ONLY" in finding.own.tags else ""
        keys += [key for key in (rule.also, only) if key]
    for key in keys:
        yield Statement(
            key=key,
            value=finding.value,
            bound=figure.bound,
            unit=finding.unit,
            year=finding.period.year,
            scope_words=finding.owner.words,
            basis=finding.basis,
            part=finding.part,
            sentence=passage.cut_printed_text(sentence.start, sentence.end).strip(),
            paraphrase=paraphrase,
            raw=passage.cut_printed_text(figure.start, figure.end),
            start=passage.offset(figure.start, figure.end),
            line=passage.number(figure.start),
        )
