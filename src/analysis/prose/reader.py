"""The prose of a report to its statements, sentence by sentence."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from ..documents.blocks import Line
from ..documents.limits import MAX_FIGURES, MAX_PROSE, MAX_SENTENCE, too_many
from ..errors import Problem
from ..forms import fold
from ..values.prose import MAYBE, figures
from ..tables.readings import Statement
from .context import Context
from .keys import classify
from .labels import Names
from .masks import mask
from .mentions import Mention, mentions
from .passages import Passage, passages
from .scopes import assign, in_subset, subset_of
from .shares import classify_percent
from .wholes import settle
from .zeros import says_nothing, zero_mentions

_RUN_IN = re.compile(
    r"^\W*(?:[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[、.])([^,。:;]{2,24}?)[。:]"
)
_FEE = "info_fee_yuan"


def _is_figure(mention: Mention) -> bool:
    """Whether a number without a key is a figure at all: with a unit, or several digits beside Chinese words."""
    figure = mention.figure
    if figure is None or mention.keyed:
        return True
    if figure.words:
        return (figure.value or 0) > 1
    return bool(figure.unit) or (figure.end - figure.start > 1 and bool(mention.own.text.strip()))


def _read(
    passage: Passage, context: Context, paraphrase: bool, texts: dict[int, str]
) -> list[Mention]:
    found: list[Mention] = []
    masked = mask(passage.text, passage.quoted())
    numbers = figures(masked.text, passage.positions())
    starts = [figure.start for figure in numbers]
    for sentence in passage.sentences:
        text = masked.text[sentence.start : sentence.end]
        inside = numbers[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        if len(text) > MAX_SENTENCE or (not inside and not says_nothing(text)):
            context.sentence += 1  # neither a number nor a negation, or no sentence at all
            continue
        context.enter_sentence(sentence, masked, paraphrase)
        texts[id(sentence)] = text
        run: list[Mention] = []  # the counts since the last percentage
        outside: list[Mention] = []
        closed, scope = False, ("", "")
        last: Mention | None = None
        for mention in mentions(passage, sentence, masked, inside, context.names):
            listed = (
                last.key.startswith(("applications.", "received_"))
                if last is not None
                else context.going_on and context.topic == "APPL"
            )
            if listed and "其中" in mention.left.text:
                context.outcomes_from = (
                    last.figure.start if last is not None and last.figure else sentence.start
                )
            context.name([mention.left], mention.figure)
            for mark in re.findall(
                "[()]", mention.left.text
            ):  # what follows a closed bracket goes on after the figure before it
                if mark == "(":
                    outside, scope = [*run], context.scope
                elif outside:
                    run, outside, context.scope = outside, [], scope
                    last = run[-1]
            if ";" in mention.left.text or "其中" in mention.left.text:
                run = []
            in_subset(mention, context, last)
            if mention.unit == "%":
                mention.year = (
                    context.year_at(mention.figure.start) if mention.figure else context.year
                )
                classify_percent(mention, run, context, follows=closed)
                closed = True
            else:
                run, closed = ([] if closed else run), False
                classify(mention, context, last)
                assign(mention, context)
                _note(mention, context)
                run.append(mention)
                last = mention
            subset_of(mention, context)
            if _is_figure(mention):
                found.append(mention)
        found += zero_mentions(passage, sentence, masked.text, context)
    return found


def _note(mention: Mention, context: Context) -> None:
    """Keep what later figures lean on: the subject to the right, whether the subject is still clear, the wholes for shares."""
    if mention.keyed:
        context.name([mention.right])
        context.counted(mention.key)
        if not mention.part and mention.value is not None:
            context.wholes.setdefault(mention.key, mention.value)
        if (
            mention.rule
            and mention.rule.key == _FEE
            and mention.unit == "万元"
            and mention.value is not None
        ):
            mention.value *= 10_000
    if mention.keyed or not mention.own.residue:
        context.keep()
    else:
        context.clean = False


def _statements(mention: Mention, paraphrase: bool) -> list[Statement]:
    passage, sentence, figure = mention.passage, mention.sentence, mention.figure
    start, end = (figure.start, figure.end) if figure else (sentence.start, sentence.end)
    verbatim = passage.printed(sentence.start, sentence.end).strip()
    raw = passage.printed(start, end)
    keys = [mention.key]
    if mention.rule and mention.keyed:
        if mention.rule.also:
            keys.append(mention.rule.also)
        if mention.rule.also_only and "ONLY" in mention.own.tags:
            keys.append(mention.rule.also_only)
    return [
        Statement(
            key=key, value=mention.value, bound=mention.bound, unit=mention.unit, year=mention.year, scope_words=mention.scope_words, basis=mention.basis,
            part=mention.part, sentence=verbatim, paraphrase=paraphrase, raw=raw, start=passage.offset(start, end), line=passage.number(start),
        )
        for key in keys
    ]  # fmt: skip


def statements(
    lines: Sequence[Line],
    *,
    year: int | None,
    issuer: str | None,
    paraphrase: bool,
    problems: list[Problem] | None = None,
) -> list[Statement]:
    """Every figure in the prose of a report.

    `lines` are the lines outside tables in order, `year` the year of the report, `issuer` its name as printed; both may
    be unknown. `paraphrase` marks sentences that restate the original (a transcription). A figure without a key is
    `unclassified`. Values are in the printed unit, 万 and 亿 multiplied out (7.4万件 is 74000), except that
    `info_fee_yuan` is in 元. A decline is a negative growth. A zero in words has the sentence as its `raw`. What is beyond the
    bounds of `limits` is not read, and `problems` gets what tells so.

    >>> found = statements([Line("全年共收到政府信息公开申请12件，其中网上申请5件。")], year=2020, issuer=None, paraphrase=False)
    >>> [(s.key, s.value, s.part) for s in found]
    [('applications.new', 12.0, False), ('received_online', 5.0, False)]
    """
    told: list[Problem] = [] if problems is None else problems
    context = Context(year, Names(fold(issuer or "")))
    texts: dict[int, str] = {}
    read: list[Mention] = []
    size, long = 0, False
    for passage in passages(lines):
        if passage.level:
            context.enter_heading(passage.text, passage.level)
        elif match := _RUN_IN.match(passage.text):
            context.enter_heading(match[1], 2 if passage.text.lstrip()[:1] == "(" else 3)
        if not MAYBE.search(passage.text) and not says_nothing(passage.text):
            context.sentence += len(passage.sentences)
            continue
        size += len(passage.text)
        if len(read) > MAX_FIGURES or size > MAX_PROSE:
            what, bound = (
                ("figures in its prose", MAX_FIGURES)
                if len(read) > MAX_FIGURES
                else ("characters of prose with figures", MAX_PROSE)
            )
            told.append(
                too_many(what, bound, "what follows was not read for figures", passage.number(0))
            )
            break
        over = next((s.start for s in passage.sentences if s.end - s.start > MAX_SENTENCE), None)
        if over is not None and not long:
            long = True
            told.append(
                too_many(
                    "characters in one sentence",
                    MAX_SENTENCE,
                    "such sentences were not read for figures",
                    passage.number(over),
                )
            )
        read += _read(passage, context, paraphrase, texts)
    return [said for mention in settle(read, texts) for said in _statements(mention, paraphrase)]
