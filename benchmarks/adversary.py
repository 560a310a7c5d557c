"""Documents that mislead: what is read of them, and how much of that is silently wrong.

    python benchmarks/adversary.py                   5,700 documents of all kinds in all layouts
    python benchmarks/adversary.py --size test       225 documents, as in the tests
    python benchmarks/adversary.py --kinds two_years,sub_rows --documents 300 --seed 9000
    python benchmarks/adversary.py --one foreign_table:pipe_rows:form2021:17     one document: its
                                                     text, what was read and what is right
    python benchmarks/adversary.py --report FILE     the silent kinds with small examples

Kinds: a header in another order, a table of another year or body (and own ones in such words), two
tables, a header of two years, rows of a row, a number broken over a line, labels apart from
numbers, sentences on others. A number is silently wrong where it is not the report's own number of
that cell, and neither its status, a problem that names its row, nor a check that contains it says
so. Exit 1 where any is.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields
from multiprocessing import get_context
from pathlib import Path

from generate.adversary import (
    KINDS,
    Result,
    Score,
    Task,
    judge_task,
    make_case,
    make_tasks,
    parse_task,
)

import analysis

SIZES = {"test": 225, "bench": 5700}
COLUMNS = [one.name for one in fields(Score)]


def run(tasks: list[Task], jobs: int = 1) -> Iterator[Result]:
    """The results in the order of the tasks."""
    if jobs == 1:
        for task in tasks:
            yield judge_task(task)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("forkserver")) as pool:
        yield from pool.map(judge_task, tasks, chunksize=10)


def total(results: Iterable[Result]) -> Score:
    """The sum of all scores."""
    whole = Score()
    for result in results:
        whole.add(result.score)
    return whole


def summary(results: list[Result]) -> str:
    """A table by kind, and below it the silent numbers by variant."""
    by_kind: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        by_kind[parse_task(result.task).kind].append(result)
    lines = [f"| kind | {' | '.join(COLUMNS)} |", "|---|" + "---:|" * len(COLUMNS)]
    for kind, some in [*sorted(by_kind.items()), ("**all**", results)]:
        score = total(some)
        cells = " | ".join(f"{getattr(score, name):,}" for name in COLUMNS)
        lines.append(f"| {kind} | {cells} |")
    return "\n".join(lines)


def silent_groups(results: list[Result]) -> Counter[str]:
    """How many silent numbers each variant has; of prose, each kind of sentence."""
    return Counter(f"{r.kind}: {group}" for r in results for group in r.groups)


def shown(task: Task, limit: int = 6000) -> str:
    """One document with what was read of it and what is right."""
    result = judge_task(task)
    lines = [f"{task} ({result.variant})", _excerpt(task, limit), ""]
    lines += [f"silent: {key} read {value:g}, right {right}" for key, value, right in result.silent]
    return "\n".join([*lines, str(result.score)])


def report(results: list[Result], examples: int = 1, limit: int = 1500) -> str:
    """The silent groups, most numerous first, each with the shortest document that shows it."""
    lines = ["# Silent wrong numbers of the adversary", "", summary(results), ""]
    for group, n in silent_groups(results).most_common():
        kind, _, name = group.partition(": ")
        some = [r for r in results if r.kind == kind and name in r.groups]
        some.sort(key=lambda r: (len(make_case(parse_task(r.task))[1]), r.task))
        lines += [f"## {group}: {n} numbers in {len(some)} documents", ""]
        for result in some[:examples]:
            lines += [f"`--one {result.task}`", "", "```"]
            lines += [_excerpt(parse_task(result.task), limit), "```"]
            picked = [s for s, g in zip(result.silent, result.groups, strict=True) if g == name]
            for key, value, right in picked[:6]:
                lines.append(f"- {key}: read {value:g}, right: {right}")
            lines.append("")
    return "\n".join(lines)


def _excerpt(task: Task, limit: int) -> str:
    """The document's text without the head of a page; of a file, what the package reads in it."""
    _, data, name = make_case(task)
    if not name.endswith((".txt", ".html")):
        return analysis.read(data, name).text[:limit]
    text = data.decode()
    return text[text.find("<body>") + 1 :][:limit]


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", choices=SIZES, default="bench")
    parser.add_argument("--documents", type=int, default=0, help="another number of documents")
    parser.add_argument("--kinds", default="", help=f"of {', '.join(KINDS)}")
    parser.add_argument("--seed", type=int, default=0, help="other documents")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--one", help="show one document: KIND:LAYOUT:FORM:SEED")
    parser.add_argument("--report", type=Path, help="write the silent kinds with examples")
    parser.add_argument("--list", type=int, default=30, help="how many silent variants to print")
    given = parser.parse_args(words)
    if given.one:
        print(shown(parse_task(given.one)))
        return 0
    kinds = [kind for kind in given.kinds.split(",") if kind]
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        parser.error(f"unknown kinds: {', '.join(unknown)}")
    start = time.perf_counter()
    tasks = make_tasks(given.documents or SIZES[given.size], given.seed, kinds)
    results = list(run(tasks, given.jobs))
    print(f"{len(results):,} documents in {time.perf_counter() - start:.0f} s")
    print(summary(results))
    for group, n in silent_groups(results).most_common(given.list):
        sample = next(r.task for r in results if group.partition(": ")[2] in r.groups)
        print(f"{n:6d} {group}    --one {sample}")
    if given.report:
        given.report.write_text(report(results), "utf-8")
    return 1 if total(results).silent else 0


if __name__ == "__main__":
    sys.exit(main())
