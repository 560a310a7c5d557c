"""How much of what is printed is read, and how much of that is wrong: on made, on damaged and on real documents.

    python benchmarks/recovery.py                         2,000 documents, 10,000 damaged ones, real ones where they are
    python benchmarks/recovery.py --date 2026-11-22       the same, and docs/recovery.md is written with that date
    python benchmarks/recovery.py --seed 7000             other documents, for a look beyond the floors; nothing is written
    python benchmarks/recovery.py --pin                   raise the floors to what was measured (--lower: also lower them)

Exit 1 where a figure falls below its floor in benchmarks/floors.toml.
"""

from __future__ import annotations

import argparse
import sys
import time
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generate.layouts_text import LOSSY
from generate.real import FOLDERS, pairs, score
from generate.sample import Tally, damaged_tasks, run, spoiled, total, undamaged_tasks

HERE = Path(__file__).resolve().parent
FLOORS = HERE / "floors.toml"
PAGE = HERE.parent / "docs" / "recovery.md"
REAL = HERE.parents[1] / "shared" / "reports"
SIZES = {"test": (300, 1000), "bench": (2000, 10000)}
Figures = dict[str, float]


@dataclass
class Outcome:
    """What a run measured: tallies per layout, and what is odd, one line per document."""

    made: dict[str, Tally]
    damaged: dict[str, Tally]
    odd: list[str] = field(default_factory=list)
    seconds: tuple[float, float] = (0.0, 0.0)


def measure(size: str, jobs: int = 2, seed: int = 0) -> Outcome:
    """Read the documents of a sample: `test` (300 and 1,000) or `bench` (2,000 and 10,000). Another seed makes other documents."""
    made, damaged = SIZES[size]
    start = time.perf_counter()
    first, odd = run(
        [(layout, form, at + seed) for layout, form, at in undamaged_tasks(made)], jobs
    )
    middle = time.perf_counter()
    second, more = run(
        [(layout, form, at + seed) for layout, form, at in damaged_tasks(damaged)], jobs, spoiled
    )
    return Outcome(first, second, [*odd, *more], (middle - start, time.perf_counter() - middle))


def figures(outcome: Outcome) -> Figures:
    """The figures that have floors or ceilings. Shares are of determined cells, cut to five digits."""
    whole, hurt = total(outcome.made), total(outcome.damaged)
    sound = next(iter(_groups(outcome.made).values()))
    found = {
        "right": _cut(whole.share),
        "wrong": whole.wrong,
        "guessed": whole.guessed,
        "flagged": abs(_cut(-sound.flagged / sound.determined)),
    }
    found |= {"silent": hurt.silent + hurt.own, "unnoticed": hurt.unnoticed}
    return found | {
        f"right_{layout}": _cut(tally.share) for layout, tally in sorted(outcome.made.items())
    }


def _cut(share: float) -> float:
    return int(share * 100000) / 100000


def falls(measured: Figures, floors: Mapping[str, float]) -> list[str]:
    """What is worse than its floor: shares called right have floors, all other figures ceilings.

    >>> falls({"right": 0.5, "wrong": 0}, {"right": 0.9, "wrong": 0})
    ['right: 0.5, floor 0.9']
    """
    found = []
    for name, bound in floors.items():
        value = measured.get(name)
        if value is None:
            found.append(f"{name}: not measured, floor {bound}")
        elif worse(name, value, bound):
            found.append(
                f"{name}: {value}, {'floor' if name.startswith('right') else 'ceiling'} {bound}"
            )
    return found


def worse(name: str, value: float, bound: float) -> bool:
    return value < bound if name.startswith("right") else value > bound


def pinned(measured: Figures, floors: Mapping[str, float], lower: bool) -> Figures:
    """The floors after a run: raised where the run was better, lowered only if that is asked for.

    >>> pinned({"right": 0.8, "wrong": 1}, {"right": 0.9, "wrong": 4}, lower=False)
    {'right': 0.9, 'wrong': 1}
    """
    return {
        name: floors[name]
        if name in floors and not lower and worse(name, value, floors[name])
        else value
        for name, value in measured.items()
    }


def load_floors() -> dict[str, Any]:
    return tomllib.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}


def save_floors(floors: Mapping[str, Mapping[str, float]]) -> None:
    lines = [
        "# What a run must reach: shares called right are floors, all other figures ceilings.",
        "# Set by `python benchmarks/recovery.py --pin`; lowered only with --lower.",
    ]
    for section, values in sorted(floors.items()):
        lines += [
            "",
            f"[{section}]",
            *(
                f'"{name}" = {value:g}' if isinstance(value, int) else f'"{name}" = {value:.5f}'
                for name, value in sorted(values.items())
            ),
        ]
    FLOORS.write_text("\n".join(lines) + "\n", "utf-8")


def real() -> tuple[dict[str, Tally], list[str]]:
    """Each document of the real folders, as folder/name; empty where they are not there."""
    found: dict[str, Tally] = {}
    odd: list[str] = []
    for folder in FOLDERS:
        if not (REAL / folder).is_dir():
            continue
        for document, truth in pairs(REAL / folder):
            name = f"{folder}/{document.name}"
            found[name], notes = score(document, truth)
            odd += [f"{name}: {note}" for note in notes]
    return found, odd


def real_figures(found: Mapping[str, Tally]) -> Figures:
    """Counts of right cells per document (floors) and wrong ones per folder (ceilings)."""
    result: Figures = {f"right {name}": tally.right for name, tally in found.items()}
    return result | {
        f"wrong {folder}": sum(t.wrong for n, t in found.items() if n.startswith(folder))
        for folder in FOLDERS
        if any(n.startswith(folder) for n in found)
    }


def _groups(made: Mapping[str, Tally]) -> dict[str, Tally]:
    """The layouts in two groups: those that print every cell, blank ones included, and those that lose cells or separators."""
    return {
        "**keep their cells**": total({k: t for k, t in made.items() if k not in LOSSY}),
        "**lose cells or separators**": total({k: t for k, t in made.items() if k in LOSSY}),
    }


def _table(
    tallies: Mapping[str, Tally],
    names: Mapping[str, str],
    groups: Mapping[str, Tally] | None = None,
) -> list[str]:
    rows = [f"| | documents | {' | '.join(names.values())} |", "|---|" + "---:|" * (len(names) + 1)]
    for name, tally in (
        *tallies.items(),
        *(groups or {}).items(),
        ("**all**", total(dict(tallies))),
    ):
        rows.append(
            f"| {name} | {tally.documents:,} | "
            + " | ".join(
                f"{getattr(tally, key):,}" if key != "share" else f"{100 * tally.share:.2f}%"
                for key in names
            )
            + " |"
        )
    return rows


MADE = {
    name: name
    for name in (
        "determined",
        "right",
        "share",
        "recovered",
        "missed",
        "wrong",
        "guessed",
        "flagged",
    )
}
HURT = {
    "silent": "changed silently",
    "own": "touched cell changed silently",
    "unnoticed": "touched cell lost without a flag",
    "lost": "numbers without a value",
}
SCORED = {
    "determined": "printed",
    "right": "right",
    "recovered": "recovered",
    "missed": "missed",
    "wrong": "wrong",
}


def page(outcome: Outcome, found: Mapping[str, Tally], date: str) -> str:
    """The text of docs/recovery.md."""
    lines = [
        "# Recovery: how much is read, and how much of that is wrong", "",
        f"Measured {date} by `python3 make.py bench` (`benchmarks/recovery.py`); the floors stand in `benchmarks/floors.toml`.", "",
        "## Made documents", "",
        "Random reports of all forms, whose numbers keep the identities of the form (now and then with a publisher's error), in every layout that was seen.",
        "A cell is *determined* where the print allows one reading only: every printed number, except in layouts that lose cells or separators",
        f"({', '.join(LOSSY)}), where all readings are tried independently of the reader.",
        "*Right*: the printed number was read, *recovered* ones by the identities.",
        "*Missed*: no value. *Wrong*: a number where another one, or none, is printed. *Guessed*: the printed number, in a cell that",
        "allows another reading. *Flagged*: right, but flagged without a reason in the print: with another status than `printed` (all *recovered*",
        "cells are), with a problem that names its row, or under a check that does not pass.",
        "", *_table(outcome.made, MADE, _groups(outcome.made)), "",
        "Flagged of the determined cells: " + ", ".join(f"{100 * t.flagged / t.determined:.3f}% in layouts that {name.strip('*')}"
        for name, t in _groups(outcome.made).items()) + ".", "",
        "## Damaged documents", "",
        "One cell, line or tag deleted, inserted, doubled or replaced by text that is no number. A number that is gone is no wrong number;",
        "a number that changed must be flagged: by its status, a problem that names its row, or a check that does not pass.",
        "", *_table(outcome.damaged, HURT), "",
    ]  # fmt: skip
    lines += undetermined()
    if found:
        by_folder = {
            folder: total({n: t for n, t in found.items() if n.startswith(folder + "/")})
            for folder in FOLDERS
        }
        lines += [
            "## Real reports",
            "",
            "Published reports with numbers that a person read (kept outside the repository), one folder at a time.",
            "",
            *_table(by_folder, SCORED),
            "",
        ]
    return "\n".join(lines)


def summary(outcome: Outcome) -> str:
    """What a run measured, as tables to print."""
    made, damaged = (
        f"{total(tallies).documents:,} {word} documents in {seconds:.0f} s"
        for tallies, word, seconds in zip(
            (outcome.made, outcome.damaged), ("made", "damaged"), outcome.seconds, strict=True
        )
    )
    return "\n".join(
        [
            made,
            *_table(outcome.made, MADE, _groups(outcome.made)),
            "",
            damaged,
            *_table(outcome.damaged, HURT),
        ]
    )


def undetermined() -> list[str]:
    """The chapter on cells of real reports that two readings keep without a value."""
    entries = tomllib.loads(Path(__file__).with_name("undetermined.toml").read_text("utf-8"))[
        "cells"
    ]
    rows = [
        f"| {e['report']} | {', '.join(f'`{key}`' for key in e['keys'])} | {e['print']} | {'; '.join(e['readings'])} |"
        for e in entries
    ]
    return [
        "## Held to be undetermined",
        "",
        "| report | cells | what is printed | readings |",
        "| --- | --- | --- | --- |",
        *rows,
        "",
    ]


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", choices=SIZES, default="bench")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--date", help="write docs/recovery.md with this date")
    parser.add_argument("--pin", action="store_true", help="raise the floors to what was measured")
    parser.add_argument("--lower", action="store_true", help="with --pin: lower them as well")
    parser.add_argument("--odd", type=int, default=20, help="how many odd documents to show")
    parser.add_argument(
        "--seed",
        type=int,
        default=0,
        help="other documents than those of the floors: wrong and silent ones fail, nothing is written",
    )
    options = parser.parse_args(words)
    outcome = measure(options.size, options.jobs, options.seed)
    if options.seed:
        print(summary(outcome), *outcome.odd[: options.odd], sep="\n")
        return 1 if any(figures(outcome)[name] for name in ("wrong", "silent")) else 0
    found, notes = real()
    print(summary(outcome), *(["real", *_table(found, SCORED)] if found else []), sep="\n")
    print(*outcome.odd[: options.odd], *notes[: options.odd], sep="\n")
    measured = {options.size: figures(outcome)} | ({"real": real_figures(found)} if found else {})
    floors = load_floors()
    if options.pin:
        save_floors(
            floors
            | {
                section: pinned(values, floors.get(section, {}), options.lower)
                for section, values in measured.items()
            }
        )
        floors = load_floors()
    if options.date:
        PAGE.write_text(page(outcome, found, options.date), "utf-8")
    bad = [
        f"{section} {line}"
        for section, values in measured.items()
        for line in falls(values, floors.get(section, {}))
    ]
    print(*bad, sep="\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
