"""Which documents a run makes, and the tally of what was read from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields
from itertools import cycle, islice
from multiprocessing import get_context

from . import layouts_drawn, layouts_html, layouts_text
from .damage import damaged, damaged_file
from .documents import print_file, print_text
from .files import FORMATS
from .judge import harm, judge, read_back
from .model import FORMS

FILES = (*FORMATS, "mhtml")
PLAIN = (*layouts_text.LOSSLESS, *layouts_html.LAYOUTS)
# A form of two columns that loses a cell is another sound table, and its touching digits have no sum to cut them by.
TABLES = ("form2019", "form2021")
FORMS_OF = dict.fromkeys(("dropped_lines", "dropped_pipes", "spaced", "deduplicated"), TABLES) | {
    "glued": (*TABLES, "stat2014")
}
EVERY = {
    "pdf": 60,
    "docx": 60,
    "xlsx": 25,
    "mhtml": 25,
}  # one document of each format among so many

Task = tuple[str, str, int]  # layout or format, form, seed
Result = tuple[Task, "Tally", str]


@dataclass
class Tally:
    """Sums over documents. Undamaged: determined cells right (of them recovered), missed, flagged; wrong and guessed
    numbers anywhere. Damaged: `silent` numbers that changed without a flag (`own`: in the touched cell), `unnoticed`
    touched cells without a flag, `lost` numbers that have no value any more."""

    documents: int = 0
    determined: int = 0
    right: int = 0
    recovered: int = 0
    missed: int = 0
    flagged: int = 0
    wrong: int = 0
    guessed: int = 0
    silent: int = 0
    own: int = 0
    unnoticed: int = 0
    lost: int = 0

    def add(self, other: Tally) -> None:
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))

    @property
    def share(self) -> float:
        """Right among the determined cells; 1 where nothing is determined."""
        return self.right / self.determined if self.determined else 1.0


def _mixed(layouts: Iterable[str], n: int) -> Iterator[Task]:
    """`n` tasks over layouts and forms in turn, with the dear formats now and then."""
    turn = cycle(layouts)
    weights = (
        "form2019",
        "form2021",
        "form2019",
        "form2021",
        "stat2014",
        "form2019",
        "form2021",
        "local_fujian",
    )
    for at in range(n):
        media = next(
            (m for m, every in EVERY.items() if at % every == every - 1 - FILES.index(m)), None
        )
        layout = media or next(turn)
        known = FORMS_OF.get(layout, FORMS)
        yield layout, next(f for f in islice(cycle(weights), at * 5 // 7, None) if f in known), at


def _drawn(n: int) -> list[Task]:
    """One document for every five, in the layouts of other programs."""
    return [
        (layout, FORMS[at * 3 // 2 % len(FORMS)], at)
        for at, layout in enumerate(islice(cycle(layouts_drawn.LAYOUTS), n // 5))
    ]


def undamaged_tasks(n: int) -> list[Task]:
    """The documents of a run without damage: every layout, lossy ones included."""
    return [*_mixed((*PLAIN, *layouts_text.LOSSY), n), *_drawn(n)]


def damaged_tasks(n: int) -> list[Task]:
    """The documents to damage. Glued text is left out: one lost digit makes another sound row."""
    return [*_mixed((*PLAIN, "dropped_lines", "dropped_pipes"), n - n // 5), *_drawn(n)]


def undamaged(task: Task) -> tuple[Task, Tally, str]:
    """One document read and judged, with a line on what is wrong."""
    layout, form, seed = task
    made = (print_file if layout in FILES else print_text)(seed, layout, form)
    verdict = judge(made.report, made.settled, read_back(made.data, made.name))
    tally = Tally(
        1,
        len(made.settled),
        **{
            k: len(getattr(verdict, k))
            for k in ("right", "recovered", "missed", "flagged", "wrong", "guessed")
        },
    )
    worst = verdict.wrong or verdict.missed or verdict.flagged
    what = "wrong" if verdict.wrong else "missed" if verdict.missed else "flagged"
    return task, tally, f"{what}: {', '.join('.'.join(k) for k in worst[:3])}" if worst else ""


def spoiled(task: Task) -> tuple[Task, Tally, str]:
    """One damaged document read and compared with what was printed before the blow."""
    layout, form, seed = task
    made = (damaged_file if layout in FILES else damaged)(seed, layout, form)
    found = harm(made.printing.report, made.touched, read_back(made.data, made.printing.name))
    tally = Tally(
        1,
        silent=len(found.silent),
        own=len(found.own),
        unnoticed=len(found.unnoticed),
        lost=found.lost,
    )
    odd = {**found.silent, **found.own} or dict.fromkeys(found.unnoticed)
    return (
        task,
        tally,
        f"{made.blow}: {', '.join(f'{chr(46).join(k)} {v or str()}' for k, v in list(odd.items())[:3])}"
        if odd
        else "",
    )


def run(
    tasks: list[Task], jobs: int = 1, work: Callable[[Task], Result] = undamaged
) -> tuple[dict[str, Tally], list[str]]:
    """All tasks: the tally per layout, in the order of the tasks, and what is odd, one line per document.

    `work` is `undamaged` or `spoiled`.
    """
    tallies: dict[str, Tally] = {}
    odd: list[str] = []
    for (layout, form, seed), tally, what in _results(tasks, work, jobs):
        tallies.setdefault(layout, Tally()).add(tally)
        if what:
            odd.append(f"{layout} {form} {seed}: {what}")
    return tallies, odd


def _results(tasks: list[Task], work: Callable[[Task], Result], jobs: int) -> Iterator[Result]:
    if jobs == 1:
        yield from map(work, tasks)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("forkserver")) as pool:
        yield from pool.map(work, tasks, chunksize=20)


def total(tallies: dict[str, Tally]) -> Tally:
    result = Tally()
    for tally in tallies.values():
        result.add(tally)
    return result
