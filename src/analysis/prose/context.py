"""What a sentence leaves to the next figure: the subject, the verb, the scope and the year, while a report is read."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import itemgetter

from ..forms.statements import vocabulary
from ..values.prose import Figure
from .labels import Label, Names, read_label
from .masks import BLANK, Masked
from .passages import Sentence

_CONCLUDED = re.compile(r"在[^,。;]{0,6}(?:办结|答复|审结|办理)[^,。;]{0,20}中")
# 在按时办结的1250件申请中, 在答复中: what follows are outcomes of applications, 主动公开 as well.
_OUTCOMES = re.compile(
    r"(?:申请(?:件|事项)?|(?:答复|办结|办理)(?:的?[\d,]+件|结果|情况|意见)?)(?:当|之)?中[,:]"
)
_DISC = frozenset({"INFODISC", "APPL", "RECON", "LITIG"})
_CARRIED = re.compile(f"(?:{BLANK}*|去年|上一?年)度?[无没有未]{{0,2}}结转")
# 市局本级受理305件. 答复情况为:同意公开153件: of the same part
_GOES_ON = re.compile(r"\W*(?:其中|[从在]?(?:已)?(?:答复|办结|办理|处理)[^,。;\d]{0,8}[:,中为看])")
_PARTS = frozenset({"SCOPE_OWN", "SCOPE_AREA", "SCOPE_LEVEL"})
_CASES = ("件", "宗", "份", "起", "例")
_NAMED = frozenset({"INFODISC", "APPL"})
_PUBLISHED = frozenset(
    {"INFO", "WEBSITE", "WECHAT", "WEIBO", "GAZETTE", "CHANNEL_OTHER", "CHANNELS", "NORM", "RULES"}
)


def _ended(between: str) -> bool:
    """Whether a semicolon or a closing bracket parts what stands before from what stands after."""
    return ";" in between or re.match(r"[^(]*\)", between) is not None


def _within(dated: tuple[tuple[int, int], ...], sentence: Sentence) -> tuple[tuple[int, int], ...]:
    """What stands in a sentence, of (position, year) pairs in order."""
    return dated[
        bisect_left(dated, sentence.start, key=itemgetter(0)) : bisect_left(
            dated, sentence.end, key=itemgetter(0)
        )
    ]


@dataclass(slots=True)
class Context:
    """The state of reading. `topic` is what the figures count; `fresh` where it was named in this sentence or the one before."""

    year: int | None
    names: Names
    heading: dict[int, frozenset[str]] = field(default_factory=dict)
    topic: str = ""
    named: int = -9
    clean: bool = True
    sentence: int = 0
    verbs: frozenset[str] = frozenset()
    scope: tuple[str, str] = ("", "")
    given: frozenset[str] = frozenset()  # the keys whose whole this sentence gave
    divided: bool = False  # the scope is a part of such a whole
    tags: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    seen: frozenset[str] = frozenset()
    concluded_from: int = -1
    outcomes_from: int = -1
    going_on: bool = False
    told: bool = False
    near: bool = False
    narrowed: bool = (
        False  # disputes of all kinds were counted, with those about disclosure among them
    )
    subset: bool = False
    of_channel: bool = False  # the subset is that of what one channel carries
    years: tuple[tuple[int, int], ...] = ()
    dates: tuple[tuple[int, int], ...] = ()
    text: str = ""
    leading: int = 0
    of_number: tuple[tuple[int, int], ...] = ()
    spans: tuple[tuple[int, str, int | None], ...] = ()
    wholes: dict[str, float] = field(default_factory=dict)  # the first whole of each key

    @property
    def fresh(self) -> bool:
        return self.clean and self.sentence - self.named <= 1

    def enter_heading(self, text: str, level: int) -> None:
        """A heading of level 1 to 3: it ends those below it and names a subject for what follows."""
        label = read_label(text, self.names)
        self.heading = {k: v for k, v in self.heading.items() if k < level} | {level: label.tags}
        self.topic, self.named, self.clean, self.verbs = "", -9, True, frozenset()
        topics = {t for t in label.tags if t in vocabulary().topics}
        if len(topics) == 1 or topics == {"APPL", "PROACTIVE"}:
            self.topic = "APPL" if "APPL" in topics else topics.pop()
            self.named = self.sentence + 1

    def enter_sentence(self, sentence: Sentence, masked: Masked, keep_verbs: bool) -> None:
        """Begin a sentence: scope and year begin anew; the verb goes on only where sentences restate one list (`keep_verbs`)."""
        self.sentence += 1
        self.going_on = self.fresh and self.topic in _DISC and self.told
        if not keep_verbs:
            self.verbs = frozenset()
        text = masked.text[sentence.start : sentence.end]
        if not (
            _GOES_ON.match(text)
            and self.scope[0] in ("part", "level")
            and not self.divided
            and len(_PARTS & self.tags) == 1
        ):
            self.scope = ("", "")
        self.divided, self.subset, self.narrowed = False, False, False
        self.given = frozenset(
            self.wholes if text.startswith("其中") else ()
        )  # it divides what the sentence before gave
        self.before = self.seen = frozenset()
        self.near = self.told
        self.tags = read_label(text, self.names).tags
        self.told = bool(self.tags & _NAMED or self._above() & _DISC or self.going_on)
        match = _CONCLUDED.search(text)
        self.concluded_from = sentence.start + match.start() if match else -1
        match = _OUTCOMES.search(text)
        self.outcomes_from = sentence.start + match.start() if match else -1
        self.spans = tuple(s for s in masked.spans if sentence.start < s[0] <= sentence.end)
        self.of_number, self.years = (
            _within(masked.of_number, sentence),
            _within(masked.years, sentence),
        )
        self.dates = tuple(y for y in self.years if not _CARRIED.match(masked.text, y[0]))
        self.text = masked.text
        first = re.search(r"\d", text)
        self.leading = sentence.start + first.start() if first else sentence.end

    def around(self) -> frozenset[str]:
        """The tags of the sentence up to the figure and of the headings above it, with `DISC`, `TOLD` and `NEAR`."""
        above = self._above()
        before = not self.narrowed and bool(self.before & _NAMED or above & _DISC or self.going_on)
        said = {"DISC": self.told, "TOLD": before, "NEAR": self.told or self.near}
        return self.before | above | {tag for tag, holds in said.items() if holds}

    def _above(self) -> frozenset[str]:
        return frozenset().union(*self.heading.values())

    def is_outcome(self, label: Label, figure: Figure | None) -> bool:
        """Whether 主动公开 beside a figure says how applications ended, not what was published."""
        return (
            figure is not None
            and -1 < self.outcomes_from < figure.start
            and "PROACTIVE" in label.tags
            and not (label.tags - ({"INFO"} if figure.unit in _CASES else set()) & _PUBLISHED)
        )

    def name(self, labels: Iterable[Label], figure: Figure | None = None) -> None:
        """Take subject and verbs from the words before a figure, in their order."""
        named = vocabulary().topics | vocabulary().verbs
        for label in labels:
            self.seen |= self.before & named
            outcome = frozenset({"PROACTIVE"} if self.is_outcome(label, figure) else ())
            self.before |= label.tags - outcome
            topics = [
                tag
                for tags in label.order
                for tag in sorted(tags - outcome)
                if tag in vocabulary().topics
            ]
            if (
                {"RECON", "DECIDE"} <= label.tags
                and self.names.suffix
                and not (self.before & {*_NAMED, "SCOPE_WHOLE"} or self._above() & _DISC)
            ):
                self.before |= {
                    "AUTHORITY"
                }  # 全年办理行政复议案件126件 of a bureau, where nothing spoke of disclosure before
            if "AUTHORITY" in self.before:  # cases that it decides, not cases about its own work
                topics = [
                    "OTHER_TOPIC" if tag in ("RECON", "LITIG", "SUE") else tag for tag in topics
                ]
            listed = (
                figure is not None and -1 < self.outcomes_from < figure.start
            )  # 属于咨询、信访的12件 is an outcome there
            topics = [tag for tag in topics if tag != "CONSULT"] or (
                [] if listed else topics
            )  # 投诉、咨询等来电 are calls
            if topics:
                self.topic, self.named, self.clean = topics[-1], self.sentence, True
            verbs = (label.tags - outcome) & (vocabulary().verbs | {"PROACTIVE"})
            if verbs:
                self.verbs = verbs

    def counted(self, key: str) -> None:
        """A figure of applications ends the list of published items before it in the sentence; one of suits is their subject."""
        if key == "disputes.litigation.total":
            self.topic = "LITIG"
        if key.startswith(("applications.", "received_")):
            self.seen -= {"PROACTIVE", "CREATED"}
            self.before -= {"PROACTIVE", "CREATED"}
            self.topic, self.named, self.clean = "APPL", self.sentence, True

    def again(self, value: float | None, right: Label) -> None:
        """The number received, named again, is the subject: 1286件申请均已答复, 受理的217件中."""
        if (
            value
            and right.text.startswith(("申请", "中"))
            and value == self.wholes.get("applications.new")
        ):
            self.topic, self.named, self.clean, self.told = "APPL", self.sentence, True, True

    def keep(self) -> None:
        """A figure that is understood keeps the subject alive for the next sentence."""
        if self.fresh:
            self.named = self.sentence

    def concluded(self, figure: Figure | None) -> bool:
        """Whether a figure counts among closed cases only: 在已办结的294件申请中,予以公开234件."""
        return figure is not None and 0 <= self.concluded_from < figure.start

    def span_at(self, position: int) -> str:
        """`part` where a month or several years are named before a figure and no year after it, `stock` where a time since."""
        before = [s for s in self.spans if s[0] <= position]
        if not before or any(before[-1][0] <= at < position for at, _ in self.years):
            return ""
        _, kind, year = before[-1]
        return (
            ""
            if kind == "whole" or (kind == "stock" and year is not None and year == self.year)
            else kind
        )

    def year_at(self, position: int) -> int | None:
        """The year that a figure at `position` refers to: the last one named before it in its sentence, else the report's.

        Another year that is named after the first figure holds up to the semicolon, one in brackets up to their end; 去年结转 names the
        year of what is carried over only.
        """
        before = [year for at, year in self.of_number if at == position] or [
            year
            for at, year in self.dates
            if at < position and (at < self.leading or not _ended(self.text[at:position]))
        ]
        return self.actual(before[-1] if before else 0)

    def actual(self, year: int) -> int | None:
        """A year as it was named; 0 and less are counted from the report's."""
        return year if year > 0 else None if self.year is None else self.year + year
