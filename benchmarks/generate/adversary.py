"""Documents that mislead, read back and judged: right, missed, flagged wrong, silently wrong."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from types import SimpleNamespace
from typing import Any

import polars as pl

import analysis
from analysis.forms import Key, forms, reduce_label

from . import misleading, misleading_prose, misleading_rows, misleading_tables
from .documents import PIECES
from .files import FORMATS
from .judge import names_row, same
from .layouts_html import LAYOUTS as PAGES
from .layouts_text import LOSSY
from .misleading import BREAK, Case, Setting, make_setting
from .pieces import joined, writer
from .sheets import Block, Paragraph, Sheet, Spot

KINDS: dict[str, Callable[[Setting], Case]] = {
    "order_applications": misleading.order_applications,
    "order_proactive": misleading.order_proactive,
    "order_disputes": misleading.order_disputes,
    "foreign_table": misleading_tables.foreign_table,
    "own_table": misleading_tables.own_table,
    "second_table": misleading_tables.second_table,
    "two_years": misleading_tables.two_years,
    "sub_rows": misleading_rows.sub_rows,
    "broken_number": misleading_rows.broken_numbers,
    "labels_apart": misleading_rows.labels_apart,
    "foreign_sentence": misleading_prose.foreign_sentences,
}
# How often each kind comes in a run.
TURN = (
    *("order_applications", "foreign_sentence", "foreign_table", "order_disputes"),
    *("two_years", "foreign_sentence", "foreign_table", "sub_rows", "order_proactive"),
    *("broken_number", "foreign_sentence", "foreign_table", "labels_apart", "second_table"),
    "own_table",
)
LAYOUTS = tuple(name for name in PIECES if name not in LOSSY)
# Files cost ten to a hundred times as much: one among so many documents.
FILES = {"docx": 25, "xlsx": 40, "pdf": 90}
# Where there are no tables, a few layouts are all the difference.
PROSE_LAYOUTS = ("pipe_rows", "cell_lines", "markdown", "html_spans", "html_word")
TASK_FORMS = ("form2019", "form2021")


@dataclass(frozen=True, slots=True)
class Task:
    """One document: what it is made from. `str(task)` names it, `parse_task` reads the name."""

    kind: str
    layout: str
    form: str
    seed: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.layout}:{self.form}:{self.seed}"


def parse_task(text: str) -> Task:
    """A task by its name.

    >>> parse_task("two_years:pipe_rows:form2021:7").seed
    7
    """
    kind, layout, form, seed = text.split(":")
    return Task(kind, layout, form, int(seed))


def make_tasks(n: int, seed: int = 0, kinds: Iterable[str] = ()) -> list[Task]:
    """`n` documents over all kinds and layouts."""
    turn = [kind for kind in TURN if not kinds or kind in kinds]
    found = []
    for at in range(n):
        rng = random.Random(f"task {seed} {at}")
        kind = turn[at % len(turn)]
        layout = rng.choice(PROSE_LAYOUTS if kind == "foreign_sentence" else LAYOUTS)
        for media, every in FILES.items():
            if (at + 3) % every == 0:
                layout = media
        found.append(Task(kind, layout, rng.choice(TASK_FORMS), seed + at))
    return found


def make_case(task: Task) -> tuple[Case, bytes, str]:
    """The case, its document and the document's name."""
    rng = random.Random(f"case {task}")
    case = KINDS[task.kind](make_setting(rng, task.form))
    if task.layout in FORMATS:
        data = FORMATS[task.layout](_with_breaks(case.blocks), rng)
        return case, data, f"case.{task.layout}"
    w = writer(case.own)
    PIECES[task.layout](case.blocks, w, rng)
    is_page = task.layout in PAGES
    text = joined(w.pieces).replace(BREAK, "<br/>" if is_page else "\n")
    return case, text.encode(), "case.html" if is_page else "case.txt"


def _with_breaks(blocks: Iterable[Block]) -> list[Block]:
    """For files: a broken number as a line end inside its cell."""

    def cut(spot: Spot) -> Spot:
        text = spot.text.replace(BREAK, "\n")
        return Spot(text, spot.key, spot.rowspan, spot.colspan, spot.names)

    return [
        b
        if isinstance(b, Paragraph)
        else Sheet(tuple(tuple(cut(s) for s in row) for row in b.rows), b.width, b.key)
        for b in blocks
    ]


@dataclass
class Score:
    """Numbers of some documents. `printed`: the report's own; `flagged`: right ones under a flag.

    `silent`: wrong numbers without a problem that names their row, with the status `printed`, and
    in no check that does not pass. `silent_documents`: documents with any.
    """

    documents: int = 0
    printed: int = 0
    right: int = 0
    flagged: int = 0
    missed: int = 0
    flagged_wrong: int = 0
    silent: int = 0
    silent_documents: int = 0

    def add(self, other: Score) -> None:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


@dataclass(frozen=True)
class Result:
    """What was read of one document: the score, and the silent numbers with what is right."""

    task: str
    kind: str
    variant: str
    score: Score
    silent: tuple[tuple[str, float, float | None], ...] = ()
    groups: tuple[str, ...] = field(default=())


def judge_task(task: Task) -> Result:
    """Read one document with the package and compare it with what is right."""
    case, data, name = make_case(task)
    frames = analysis.read(data, name).frames
    score, silent = Score(documents=1), []
    groups: list[str] = []
    for key, value, right in _judge_cells(case, frames, score):
        silent.append((".".join(key), value, right))
        groups.append(case.variant)
    for label, value, right, group in _judge_facts(case, frames, score):
        silent.append((label, value, right))
        groups.append(group)
    score.silent, score.silent_documents = len(silent), int(bool(silent))
    return Result(str(task), case.kind, case.variant, score, tuple(silent), tuple(groups))


Frames = Mapping[str, pl.DataFrame]


def _judge_cells(case: Case, frames: Frames, score: Score) -> list[tuple[Key, float, float | None]]:
    """Count the cells, and give the silently wrong ones: key, what was read, what is right."""
    rows = frames["cells"].to_dicts()
    read = {(r["table"], r["row"], r["column"]): r for r in rows}
    flagged = flagged_keys(frames)
    silent = []
    for key in dict.fromkeys([*case.own, *read]):
        printed = case.own.get(key)
        right = printed.value if printed else None
        value = read[key]["value"] if key in read else None
        score.printed += right is not None
        if value is None:
            score.missed += right is not None
        elif right is not None and same(value, right):
            score.right += 1
            score.flagged += key in flagged
        elif key in flagged:
            score.flagged_wrong += 1
        else:
            silent.append((key, value, right))
    return silent


def flagged_keys(frames: Frames) -> set[Key]:
    """The cells that were read with a flag: status, check, or a problem that names their row."""
    rows = frames["cells"].to_dicts()
    found = {
        (r["table"], r["row"], r["column"])
        for r in rows
        if r["status"] not in ("printed", "blank", "nil_mark")
    }
    open_checks = frames["checks"].filter(pl.col("result") != "pass")["cells"]
    for cells in open_checks:
        found |= {tuple(k) for text in cells.split() if len(k := text.split(".")) == 3}
    problems = [_problem(row) for row in frames["problems"].to_dicts()]
    on_line: dict[int | None, set[tuple[str, str]]] = {}
    for r in rows:
        on_line.setdefault(r["line"], set()).add((r["table"], r["row"]))
    for r in rows:
        key = (r["table"], r["row"], r["column"])
        # A line that holds several rows names none of them.
        lines = {r["line"]} if r["line"] is not None and len(on_line[r["line"]]) == 1 else set()
        if any(_names(problem, key, r["form"], lines) for problem in problems):
            found.add(key)
    return found


# Problems about one row: that they say in which table it stands does not name the other rows.
OF_ONE_ROW = ("row_missing", "label_unknown", "row_misfit", "row_repeated", "illegible")


def _names(problem: Any, key: Key, form: str, lines: set[int | None]) -> bool:
    """Whether a problem names the row of a cell, or its whole table."""
    if problem.code in OF_ONE_ROW:
        row = forms()[form].table(key[0]).find_row(key[1])
        is_named = reduce_label(row.label) in reduce_label(problem.message + problem.expected)
        return is_named or key[1] in problem.message or problem.line in lines
    return names_row(problem, key, form, lines)


def _problem(row: Mapping[str, Any]) -> Any:
    words = {name: row[name] or "" for name in ("code", "message", "expected", "found")}
    return SimpleNamespace(**words, line=row["line"])


def _judge_facts(
    case: Case, frames: Frames, score: Score
) -> list[tuple[str, float, float | None, str]]:
    """The same for figures in prose: only whole ones count; a failing check over the key flags."""
    if not case.facts and not case.foreign:
        return []
    whole = frames["statements"].filter(~pl.col("part"), pl.col("key") != "unclassified")
    failing = frames["checks"].filter(pl.col("result") == "fail")["subject"].to_list()
    silent = []
    read: dict[str, set[float]] = {}
    for key, value in whole.select("key", "value").drop_nulls().iter_rows():
        kind = case.foreign.get(int(value))
        if key in case.facts:
            read.setdefault(key, set()).add(value)
        if kind is None or key.startswith(case.allowed.get(kind, ())):
            continue
        if key in failing:
            score.flagged_wrong += 1
        else:
            silent.append((key, value, case.facts.get(key), kind))
    for key, fact in case.facts.items():
        score.printed += 1
        score.right += fact in read.get(key, ())
        score.missed += fact not in read.get(key, ())
    return silent
