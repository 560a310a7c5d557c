"""What a sentence leaves to the next figure.

The subject, the verb, what was said, whose and of when it was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..forms.statements import load_vocabulary
from ..values.prose import Figure
from .clauses import Clause, Sentence
from .findings import Finding
from .owners import LEVEL, PART, Issuer, Owner
from .periods import Calendar, Period
from .speakers import Section, follow_speaker, pass_speaker, read_section
from .words import CARRIERS, Label, read_label

Tags = frozenset[str]

_CONCLUDED = re.compile(r"在[^,。;]{0,6}(?:办结|答复|审结|办理)[^,。;]{0,20}中")
# 在按时办结的1250件申请中, 在答复中: what follows are outcomes of applications, 主动公开 as well.
_OUTCOMES = re.compile(
    r"(?:申请(?:件|事项)?|(?:答复|办结|办理)(?:的?[\d,]+件|结果|情况|意见)?)(?:当|之)?中[,:]"
)
# 市局本级受理305件. 答复情况为:同意公开153件: of the same part
_GOES_ON = re.compile(r"\W*(?:其中|[从在]?(?:已)?(?:答复|办结|办理|处理)[^,。;\d]{0,8}[:,中为看])")
_DIVIDES = re.compile(r"\W*其中")
_DISCLOSURE: Tags = frozenset({"INFODISC", "APPL", "RECON", "LITIG"})
_NAMES_IT: Tags = frozenset({"INFODISC", "APPL"})
_PARTS: Tags = frozenset({"OWNER_OWN", "OWNER_AREA", "OWNER_LEVEL"})
_CASES = ("件", "宗", "份", "起", "例")
_PUBLISHED: Tags = frozenset(
    {"INFO", "WEBSITE", "WECHAT", "WEIBO", "GAZETTE", "CHANNEL_OTHER", "CHANNELS", "NORM", "RULES"}
)
# 共收到80件,其中自然人72件,法人8件;此外组织培训3次
_SUBSET_ENDS = ("此外", "另外", "同时", "共", "总计", "合计", "累计")
_LISTED = ("applications.", "received_", "disputes.")
_TOTALS = frozenset(
    {
        "applications.new",
        "applications.closed_total",
        "disputes.reconsideration.total",
        "disputes.litigation.total",
    }
)
_NEVER = -9
_PLANS = re.compile(r"\W*(?:今后|明年|来年|下一?步|下一?阶段|下一年度?)")
_NOW = re.compile("全年|今年|本年|年内|当年")
_LISTED_ITEM = re.compile(r"\W*[一二三四五六七八九十]是")  # 今后努力:一是加强解读
SUBJECT_WITHIN = 200  # characters of a sentence that may name of whom the next ones speak
SCENE = 20  # characters of a sentence that does no more than set the scene


@dataclass(slots=True)
class Thread:
    """What goes on over sentences.

    `topic` is what figures count, named in sentence number `topic_at`; `chapters`: the topic that
    a heading of each level gives to what stands below it ("" where it gives none).

    `business`: how the keys begin that other business takes from the figures after it.

    `clear`: no other noun has come between. `told`: the last sentence spoke of disclosure.
    `owner`, `tags` and `period` are those of the last sentence, the period only where it is not
    the whole year of the report; `divides`: its owner is a part of a whole that it gave.
    `speaker`: of whom the passage spoke up to its sentences `unread`; `sections`: whose report a
    heading of each level begins. `whole_heads`, `part_heads`: the families of keys of which the
    passage gave a whole, or a part. `planned`: a sentence before began with 今后 or 明年.
    """

    headings: dict[int, Tags] = field(default_factory=dict)
    chapters: dict[int, str] = field(default_factory=dict)
    topic: str = ""
    business: tuple[str, ...] = ()
    topic_at: int = _NEVER
    clear: bool = True
    number: int = 0
    verbs: Tags = frozenset()
    told: bool = False
    owner: Owner = field(default_factory=Owner)
    divides: bool = False
    tags: Tags = frozenset()
    period: Period | None = None
    speaker: Owner = field(default_factory=Owner)
    unread: list[str] = field(default_factory=list)
    sections: dict[int, Section] = field(default_factory=dict)
    whole_heads: frozenset[str] = frozenset()
    part_heads: frozenset[str] = frozenset()
    planned: bool = False

    @property
    def fresh(self) -> bool:
        """Whether the subject was named in this sentence, the one before, or the heading above."""
        return self.clear and (self.number - self.topic_at <= 1 or self.topic == self.chapter != "")

    @property
    def chapter(self) -> str:
        """What the figures below the headings above count, until something else is named."""
        return self.chapters[max(self.chapters)] if self.chapters else ""

    @property
    def above(self) -> Tags:
        """The tags of the headings above."""
        return frozenset().union(*self.headings.values())

    @property
    def section(self) -> Section:
        """What the headings above say."""
        return self.sections[max(self.sections)] if self.sections else Section()

    def begin_passage(self, text: str) -> None:
        """A paragraph names its subject anew, unless it goes on with a list."""
        if not _DIVIDES.match(text):
            self.speaker, self.unread, self.business = Owner(), [], ()
            self.planned = self.planned and _LISTED_ITEM.match(text) is not None
            self.return_to_chapter()

    def leave_sentence(self, text: str) -> None:
        """Keep a sentence until a later one needs to know of whom it speaks."""
        self.unread.append(text[:SUBJECT_WITHIN])
        self.planned = _PLANS.match(text) is not None or (self.planned and not _NOW.search(text))

    def return_to_chapter(self) -> None:
        """Take up what the heading above is about, where there is one that says it."""
        if self.chapter:
            self.name_topic(self.chapter)

    def name_topic(self, topic: str) -> None:
        """Take what figures count from this sentence on."""
        self.topic, self.topic_at, self.clear = topic, self.number, True


@dataclass(slots=True)
class Said:
    """What one sentence has said up to a figure. `tags` are those of the whole sentence.

    `before`: the tags so far; `seen`: those that a later noun has replaced. `told`: it speaks of
    disclosure; `goes_on`: it goes on about it; `in_chapter`: no heading above
    names other business; `of_report`: nor does this sentence, or the one before speaks of it.
    `concluded_from`, `outcomes_from`: where the figures count closed cases, or outcomes, only.
    `subset`: the figures count parts of one before, `of_channel` of what one channel carries,
    `of_part` of what became of some applications only, `of_cause` of disputes that do not count.
    `given`: keys whose whole was given, `divided` those given before 其中. `narrowed`: disputes of
    all kinds were counted, with those about disclosure among them. `of_government`: the report is
    a government's.
    """

    tags: Tags = frozenset()
    before: Tags = frozenset()
    seen: Tags = frozenset()
    told: bool = False
    in_chapter: bool = False
    of_report: bool = False
    goes_on: bool = False
    concluded_from: int | None = None
    outcomes_from: int | None = None
    subset: bool = False
    of_channel: bool = False
    of_part: bool = False
    of_cause: bool = False
    given: set[str] = field(default_factory=set)
    divided: frozenset[str] = frozenset()
    narrowed: bool = False
    of_government: bool = False

    def is_concluded(self, figure: Figure) -> bool:
        """Whether a figure counts among closed cases only: 在已办结的294件申请中,予以公开234件."""
        return self.concluded_from is not None and self.concluded_from < figure.start

    def in_outcomes(self, figure: Figure) -> bool:
        return self.outcomes_from is not None and self.outcomes_from < figure.start

    def is_outcome(self, label: Label, figure: Figure) -> bool:
        """Whether 主动公开 beside a figure says how applications ended, not what was published."""
        published = _PUBLISHED - ({"INFO"} if figure.unit in _CASES else set())
        return self.in_outcomes(figure) and "PROACTIVE" in label.tags and not label.tags & published

    def collect_tags(self, above: Tags) -> Tags:
        """The tags said so far and in headings, and those of `said` below."""
        before = not self.narrowed and bool(
            self.before & _NAMES_IT or above & _DISCLOSURE or self.goes_on
        )
        said = {
            "DISC": self.told,
            "TOLD": before,
            "CHAPTER": self.in_chapter,
            "REPORT": self.of_report,
            "GOVERNMENT": self.of_government,
        }
        return self.before | above | {tag for tag, holds in said.items() if holds}


@dataclass(slots=True)
class Context:
    """All that a figure's words are read against.

    `wholes` are the first wholes of the report. Of the sentence at hand: `said`, `last` count,
    `run`, the counts since the last percentage, and whether it is `closed` by one.
    """

    issuer: Issuer
    year: int | None = None
    thread: Thread = field(default_factory=Thread)
    said: Said = field(default_factory=Said)
    wholes: dict[str, float] = field(default_factory=dict)
    run: list[Finding] = field(default_factory=list)
    last: Finding | None = None
    closed: bool = False


def enter_heading(context: Context, text: str, level: int) -> None:
    """A heading of level 1 to 3 ends those below it and may name a subject for what follows."""
    label, above = read_label(text, context.issuer), context.thread
    tags = label.tags
    others = load_vocabulary().topics | {"LICENSING"}
    strange = any(f"{name[-2:]}申请" in text for name in label.residue)  # 三、公租房申请
    if "ASK" in tags and not (strange or tags & others):
        tags |= {"APPL"}  # 三、申请办理情况: what is asked for in such a report is information
    headings = {at: said for at, said in above.headings.items() if at < level} | {level: tags}
    chapters = {at: topic for at, topic in above.chapters.items() if at < level}
    thread = Thread(headings, chapters, number=above.number, told=above.told, tags=above.tags)
    thread.sections = above.sections
    context.thread = thread
    enter_section(context, text, level)
    topics = tags & load_vocabulary().topics
    if topics or thread.section.other_business:
        chapters[level] = min(topics) if len(topics) == 1 else ""
    thread.return_to_chapter()


def leave_headings(context: Context) -> None:
    """The title of a report ends what stood above it."""
    above = context.thread
    context.thread = Thread(number=above.number, sections=above.sections)


def enter_section(context: Context, text: str, level: int) -> None:
    """A heading may begin what is not the report's own, up to the next one as high."""
    thread = context.thread
    thread.sections = {at: one for at, one in thread.sections.items() if at < level}
    thread.sections[level] = read_section(text, thread.section, context.issuer, context.year)


def find_speaker(context: Context, text: str) -> Owner:
    """Of whom a figure behind `text` in its sentence speaks, where its clause names nobody."""
    thread, issuer = context.thread, context.issuer
    for sentence in thread.unread:
        thread.speaker = pass_speaker(thread.speaker, sentence, issuer)
    thread.unread = []
    speaker = thread.speaker if thread.speaker.kind else thread.section.owner
    return follow_speaker(speaker, text, issuer)


def find_period(context: Context, calendar: Calendar) -> Period | None:
    """The time of which the sentences before, or the heading, speak; None for that of the report.

    全年 is then the whole of the year of which they speak.
    """
    thread = context.thread
    period = thread.period or thread.section.period
    is_plan = period == thread.section.period
    if period is None or (is_plan and not period.kind and not calendar.begins_with_year()):
        return period  # 七、2016年: a plan, whatever else the sentence names
    if calendar.dates.years:
        return None
    kinds = {kind for _, kind, _ in calendar.dates.spans}
    return period if not kinds or (kinds == {"whole"} and not period.kind) else None


def enter_sentence(
    context: Context, sentence: Sentence, tags: Tags, *, same_passage: bool, keep_verbs: bool
) -> None:
    """Begin a sentence: whose and when begin anew unless it goes on.

    The verb goes on where sentences restate a list.
    """
    thread, text = context.thread, sentence.text[sentence.start : sentence.end]
    thread.number += 1
    if thread.number - thread.topic_at > 1 or not (thread.clear or _DIVIDES.match(text)):
        thread.return_to_chapter()
    goes_on = thread.fresh and thread.topic in _DISCLOSURE and thread.told
    own_chapter = bool(thread.headings) and not thread.section.other_business
    concluded, outcomes = _CONCLUDED.search(text), _OUTCOMES.search(text)
    context.run, context.last, context.closed = [], None, False
    context.said = said = Said(
        tags=tags,
        told=bool(tags & _NAMES_IT or thread.above & _DISCLOSURE or goes_on),
        in_chapter=own_chapter,
        of_report=own_chapter or thread.told or bool(tags & _NAMES_IT),
        goes_on=goes_on,
        of_government=context.issuer.is_government,
        concluded_from=sentence.start + concluded.start() if concluded else None,
        outcomes_from=sentence.start + outcomes.start() if outcomes else None,
        given=set(context.wholes if text.startswith("其中") else ()),
    )
    holds = thread.owner.kind in (PART, LEVEL) and not thread.divides and _GOES_ON.match(text)
    if not (holds and len(_PARTS & thread.tags) == 1):
        thread.owner = Owner()
    chained = same_passage or _DIVIDES.match(text)
    if not chained:
        thread.whole_heads = thread.part_heads = frozenset()
    if not chained or find_period(context, sentence.calendar) is None:
        thread.period = None
    if not (keep_verbs or _DIVIDES.match(text)):
        thread.verbs = frozenset()
    thread.divides, thread.tags, thread.told = False, tags, said.told


def set_scene(context: Context, calendar: Calendar, text: str) -> None:
    """A short sentence without figures says of when or what the next ones speak.

    先看上半年的情况。 行政复议情况。
    """
    context.thread.number += 1
    is_short = len(text) <= SCENE
    topics = read_label(text, context.issuer).tags & load_vocabulary().topics
    if is_short and len(topics) == 1:
        context.thread.name_topic(min(topics))
        context.thread.business = ()
    period = calendar.period_at(calendar.first)
    if period != Period(calendar.report_year):
        # a long sentence that begins with a day tells of an event
        context.thread.period = period if is_short or not period.kind else None
    elif calendar.dates.years:
        context.thread.period = None


def name_subject(context: Context, label: Label, figure: Figure | None = None) -> None:
    """Take subject and verbs from some words, in their order."""
    if not label.tags:
        return
    thread, said, issuer = context.thread, context.said, context.issuer
    words = load_vocabulary()
    outcome: Tags = frozenset()
    if figure is not None and said.is_outcome(label, figure):
        outcome = frozenset({"PROACTIVE"})
    before = said.before | label.tags - outcome
    if "RECON" in label.tags and issuer.decides_cases and not label.tags & _NAMES_IT:
        before |= {"JUSTICE"}
    if "为被告" in label.text and issuer.decides_cases:
        before |= {"AUTHORITY"}  # 办理以区政府为被告的行政诉讼35件
    if {"RECON", "DECIDE"} <= label.tags and not issuer.is_government:
        told = before & {*_NAMES_IT, "OWNER_WHOLE"} or thread.above & _DISCLOSURE
        # 全年办理行政复议案件126件 of a bureau, where nothing spoke of disclosure before; what a bureau
        # of justice deals with are the cases of its government
        before |= frozenset() if told and not issuer.decides_cases else {"AUTHORITY"}
    said.seen |= said.before & (words.topics | words.verbs)
    said.before = before
    if topics := _topics(label, outcome, said, figure):
        thread.name_topic(topics[-1])
    thread.verbs = (label.tags - outcome) & (words.verbs | {"PROACTIVE"}) or thread.verbs


def _topics(label: Label, outcome: Tags, said: Said, figure: Figure | None) -> list[str]:
    """What the words name as counted, in their order."""
    known = load_vocabulary().topics - outcome
    topics = [tag for tags in label.order for tag in sorted(tags & known)]
    if "AUTHORITY" in said.before:  # cases that it decides, not cases about its own work
        decided = ("RECON", "LITIG", "SUE")
        topics = ["OTHER_TOPIC" if tag in decided else tag for tag in topics]
    # 属于咨询、信访的12件 is an outcome there; 投诉、咨询等来电 are calls
    named = [tag for tag in topics if tag != "CONSULT"]
    return named or ([] if figure is not None and said.in_outcomes(figure) else topics)


def count_key(context: Context, key: str) -> None:
    """A figure of applications ends the list of published items before it.

    One of suits is their subject.
    """
    thread, said = context.thread, context.said
    if key == "disputes.litigation.total":
        thread.topic = "LITIG"
    if key.startswith("disputes.") and key.endswith(".total"):
        thread.told = said.told = said.goes_on = True
    if key.startswith(("applications.", "received_")):
        published = {"PROACTIVE", "CREATED"}
        if published & (said.seen | said.before):
            said.seen, said.before = said.seen - published, said.before - published
        thread.name_topic("APPL")


def enter_subset(context: Context, clause: Clause) -> None:
    """Note whether a figure counts a part of the one before it: from 其中 to 此外, 共 or a semicolon.

    涉及农林方面140件;涉及科教方面278件: the list goes on over a semicolon.
    """
    said, last, text = context.said, context.last, clause.left_text
    marks = _SUBSET_ENDS if "SUBSET" in clause.left.tags else (*_SUBSET_ENDS, ";")
    ends = max(text.rfind(mark) for mark in marks) + 1
    if ends:
        context.thread.clear |= said.subset and ";" in text  # a list whose items may be anything
        said.subset = said.of_part = False
    if text.rfind("其中") >= ends:
        said.subset, said.divided = True, frozenset(said.given)
        said.of_channel = last is not None and len(last.own.tags & CARRIERS) == 1


def leave_subset(said: Said, finding: Finding) -> None:
    """A count of another whole ends the list of parts."""
    divides = "其中" in finding.clause.left_text
    listed = finding.unit == "%" or divides or finding.key.startswith(_LISTED)
    if finding.has_key and (not listed or finding.key in _TOTALS):
        said.subset &= divides
