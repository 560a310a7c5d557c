"""The prose of a report to its statements, sentence by sentence."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..documents.blocks import Line
from ..documents.limits import MAX_FIGURES, MAX_PROSE, MAX_SENTENCE, too_many
from ..errors import Problem
from ..forms import fold
from ..tables.readings import Statement
from ..values.prose import MAYBE, figures
from .clauses import Clause, Sentence, read_clauses
from .discourse import (
    SCENE,
    Said,
    Thread,
    count_key,
    enter_heading,
    enter_sentence,
    enter_subset,
    leave_subset,
    name_subject,
    set_scene,
)
from .findings import Finding, Verdict
from .masks import mask_names, mask_numbers
from .owners import Issuer, Owner, read_issuer
from .ownership import assign
from .passages import Passage, passages
from .periods import Period, read_calendar, read_dates
from .rules import Question, classify
from .shares import Percentage, classify_percent
from .totals import settle
from .zeros import find_zeros, says_nothing

_RUN_IN_HEADING = re.compile(
    r"^\W*(?:[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[、.])"
    r"([^,。:;]{2,24}?)[。:]"
)
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
    reader = _Reader(read_issuer(fold(issuer or "")), year, paraphrase)
    noted: list[Problem] = [] if problems is None else problems
    size = 0
    for passage in passages(lines):
        reader.enter(passage)
        if not MAYBE.search(passage.text) and not says_nothing(passage.text):
            reader.thread.number += len(passage.sentences)
            continue
        size += len(passage.text)
        if over := _over_bounds(len(reader.found), size, passage):
            noted.append(over)
            break
        if (long := _too_long(passage)) and long.code not in {p.code for p in noted}:
            noted.append(long)
        reader.read(passage)
    settled = settle(reader.found, reader.issuer)
    return [said for finding in settled for said in _statements(finding, paraphrase)]


def _over_bounds(count: int, size: int, passage: Passage) -> Problem | None:
    """The problem of a report with more figures, or more prose with figures, than are read."""
    if count <= MAX_FIGURES and size <= MAX_PROSE:
        return None
    many = count > MAX_FIGURES
    what = "figures in its prose" if many else "characters of prose with figures"
    bound = MAX_FIGURES if many else MAX_PROSE
    return too_many(what, bound, "what follows was not read for figures", passage.number(0))


def _too_long(passage: Passage) -> Problem | None:
    """The problem of a sentence that is too long to be one."""
    over = next((s.start for s in passage.sentences if s.end - s.start > MAX_SENTENCE), None)
    if over is None:
        return None
    words = "such sentences were not read for figures"
    return too_many("characters in one sentence", MAX_SENTENCE, words, passage.number(over))


@dataclass(slots=True)
class _Reader:
    """Reads one report: what goes on over its sentences, and the first whole of each key.

    Of the sentence at hand: `run` are the counts since the last percentage, `outside` those before
    an open bracket, `last` is the last count, `closed` says that a percentage came after it.
    """

    issuer: Issuer
    year: int | None
    paraphrase: bool
    thread: Thread = field(default_factory=Thread)
    wholes: dict[str, float] = field(default_factory=dict)
    found: list[Finding] = field(default_factory=list)
    said: Said = field(default_factory=Said)
    run: list[Finding] = field(default_factory=list)
    outside: list[Finding] = field(default_factory=list)
    outside_owner: Owner = field(default_factory=Owner)
    last: Finding | None = None
    closed: bool = False

    def enter(self, passage: Passage) -> None:
        """Take the subject of a heading, or of one that runs into its text."""
        if passage.level:
            self.thread = enter_heading(self.thread, passage.text, passage.level, self.issuer)
        elif match := _RUN_IN_HEADING.match(passage.text):
            level = 2 if passage.text[0] == "(" else 3
            self.thread = enter_heading(self.thread, match[1], level, self.issuer)

    def read(self, passage: Passage) -> None:
        """Read the figures of a passage."""
        named = mask_names(passage.text, passage.quoted())
        dates, text = read_dates(named), mask_numbers(named)
        numbers = figures(text, passage.positions())
        starts = [figure.start for figure in numbers]
        for at, span in enumerate(passage.sentences):
            first, last = (bisect_left(starts, edge) for edge in (span.start, span.end))
            inside = tuple(numbers[first:last])
            shown = text[span.start : span.end]
            said = inside or says_nothing(shown)
            if len(shown) > MAX_SENTENCE or (not said and len(shown) > SCENE):
                self.thread.number += 1  # neither a number nor a negation, or no sentence at all
                continue
            calendar = read_calendar(self.year, text, dates, span.start, span.end)
            if said:
                sentence = Sentence(span.start, span.end, text, inside, calendar)
                self._read_sentence(passage, sentence, same_passage=at > 0)
            else:
                set_scene(self.thread, shown, calendar, self.issuer)

    def _read_sentence(self, passage: Passage, sentence: Sentence, *, same_passage: bool) -> None:
        clauses, tags = read_clauses(sentence, self.issuer)
        self.said = enter_sentence(
            self.thread,
            sentence,
            tags,
            of_government=self.issuer.is_government,
            same_passage=same_passage,
            keep_verbs=self.paraphrase,
            given=self.wholes,
        )
        self.run, self.outside, self.outside_owner = [], [], Owner()
        self.last, self.closed = None, False
        found = [self._read_figure(Finding(passage, sentence, clause)) for clause in clauses]
        if "JUSTICE" in self.said.before:  # 其中维持8件 goes on with cases of others
            self.thread.name_topic("OTHER_TOPIC")
        self.found += filter(_is_figure, found)
        self.found += find_zeros(passage, sentence, self.thread, self.issuer)

    def _read_figure(self, finding: Finding) -> Finding:
        """Read the next figure."""
        clause = finding.clause
        assert clause is not None
        finding.value = clause.figure.value
        self._enter_outcomes(finding, clause)
        name_subject(self.thread, self.said, clause.left, self.issuer, clause.figure)
        self._follow_brackets(clause.left_text)
        if ";" in clause.left_text or "其中" in clause.left_text:
            self.run = []
        enter_subset(self.thread, self.said, clause, self.last.own if self.last else None)
        if clause.figure.unit == "%":
            self._read_percent(finding, clause)
        else:
            self._read_count(finding, clause)
        leave_subset(self.said, clause, finding.key, finding.has_key)
        finding.part |= self.said.subset and not finding.has_key
        return finding

    def _enter_outcomes(self, finding: Finding, clause: Clause) -> None:
        """After a count of applications, 其中 begins the list of their outcomes."""
        last = self.last
        listed = self.said.goes_on and self.thread.topic == "APPL"
        if last is not None:
            listed = last.key.startswith(_APPLICATIONS)
        if listed and "其中" in clause.left_text:
            figure = last.clause.figure if last and last.clause else None
            self.said.outcomes_from = figure.start if figure else finding.sentence.start

    def _follow_brackets(self, text: str) -> None:
        """What follows a closed bracket goes on after the figure before it."""
        for mark in re.findall("[()]", text):
            if mark == "(":
                self.outside, self.outside_owner = [*self.run], self.thread.owner
            elif self.outside:
                self.run, self.outside = self.outside, []
                self.thread.owner = self.outside_owner
                self.last = self.run[-1]

    def _read_percent(self, finding: Finding, clause: Clause) -> None:
        calendar = finding.sentence.calendar
        # 其中上半年102条,较2011年上升16.9%: the growth is that of the sentence, not of the part named last
        kind = calendar.kind_at(finding.sentence.figures[0].start)
        finding.period = Period(calendar.year_at(clause.figure.start), kind)
        if self.thread.period is not None and not calendar.names_time():
            finding.period = self.thread.period
        classify_percent(
            Percentage(
                finding,
                run=tuple(self.run),
                thread=self.thread,
                said=self.said,
                issuer=self.issuer,
                wholes=self.wholes,
                follows=self.closed,
            )
        )
        self.closed = True
        if finding.has_key and self.thread.fresh:
            self.thread.topic_at = self.thread.number

    def _read_count(self, finding: Finding, clause: Clause) -> None:
        last = self.last
        self.run = [] if self.closed else self.run
        self.closed = False
        self._name_again(clause)
        question = Question(
            clause, finding.passage, finding.sentence.calendar, self.thread, self.said, last
        )
        finding.verdict = verdict = classify(question)
        if verdict.withdraws_last and last is not None:
            self.wholes.pop(last.key, None)
            last.verdict = Verdict()
            self.said.narrowed = verdict.key.startswith("disputes.")
        assign(finding, self.thread, self.said, self.issuer)
        self._note(finding, clause)
        self.run.append(finding)
        self.last = finding

    def _name_again(self, clause: Clause) -> None:
        """The number received, named again, is the subject: 1286件申请均已答复, 受理的217件中."""
        value = clause.figure.value
        again = clause.right.text.startswith(("申请", "中"))
        if value and again and value in [self.wholes.get(key) for key in _NAMED_AGAIN]:
            self.thread.name_topic("APPL")
            self.thread.told = self.said.told = True

    def _note(self, finding: Finding, clause: Clause) -> None:
        """Keep what later figures lean on.

        The subject to the right, whether it is still clear, the wholes for shares.
        """
        if finding.has_key:
            name_subject(self.thread, self.said, clause.right, self.issuer)
            count_key(self.thread, self.said, finding.key)
            if not finding.part:
                self.wholes.setdefault(finding.key, finding.value or 0.0)
            if finding.key == _FEE and finding.unit == "万元" and finding.value is not None:
                finding.value *= 10_000
        if not finding.has_key and finding.own.residue:
            self.thread.clear = False
        elif self.thread.fresh:  # a figure that is understood keeps the subject alive
            self.thread.topic_at = self.thread.number


def _is_figure(finding: Finding) -> bool:
    """Whether a number without a key is a figure at all.

    With a unit, or several digits beside Chinese words.
    """
    assert finding.clause is not None
    figure = finding.clause.figure
    several = figure.end - figure.start > 1 and bool(finding.own.text.strip())
    counts = (figure.value or 0) > 1 if figure.words else bool(figure.unit) or several
    return finding.has_key or counts


def _statements(finding: Finding, paraphrase: bool) -> Iterator[Statement]:
    """The rows of a finding: one for its key, and one for each key that it says as well."""
    passage, sentence = finding.passage, finding.sentence
    start, end = sentence.start, sentence.end
    if finding.clause is not None:
        start, end = finding.clause.figure.start, finding.clause.figure.end
    keys = [finding.key]
    if finding.rule:
        only = finding.rule.also_only if "ONLY" in finding.own.tags else ""
        keys += [key for key in (finding.rule.also, only) if key]
    for key in keys:
        yield Statement(
            key=key,
            value=finding.value,
            bound=finding.bound,
            unit=finding.unit,
            year=finding.period.year,
            scope_words=finding.owner.words,
            basis=finding.basis,
            part=finding.part,
            sentence=passage.printed(sentence.start, sentence.end).strip(),
            paraphrase=paraphrase,
            raw=passage.printed(start, end),
            start=passage.offset(start, end),
            line=passage.number(start),
        )
