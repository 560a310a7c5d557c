"""What each command does: its arguments in, words and an exit code out."""

from __future__ import annotations

import argparse
import atexit
import gc
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from ..errors import UsageError
from ..terminal import escape, say

_NAMED = 2  # files that are no reports, with the reason; of the others the number


def do_init(args: argparse.Namespace) -> int:
    import shlex

    from ..study.create import create_study

    names = create_study(args.folder)
    say(f"{args.folder}: {', '.join(names)}")
    say(f"Then: cd {shlex.quote(str(args.folder))}, gongkai add FILE, gongkai run")
    return 0


def do_add(args: argparse.Namespace) -> int:
    from ..study.adding import add_reports, find_own_study
    from ..terminal import write_count

    study = find_own_study()
    outcomes = []
    for outcome in add_reports(args.files, study):
        outcomes.append(outcome)
        is_odd = outcome.refused or outcome.doubts
        if outcome.is_report and (is_odd or not args.quiet):
            say(outcome)
    others = [one for one in outcomes if not one.is_report]
    for outcome in others[:_NAMED]:
        say(outcome)
    if others[_NAMED:]:
        say(f"! and {write_count(len(others) - _NAMED, 'more file')} of no report")
    added = [one for one in outcomes if not one.refused and not one.passed_over]
    refused = sum(bool(one.refused) for one in outcomes)
    words = f"{write_count(len(added), 'report')} added, {refused} refused"
    if added:
        words += f". Correct in {study.find('manifest')} what is wrong there; then: gongkai run"
    if not args.quiet:
        say(words)
    return 1 if refused else 0


def do_lab(args: argparse.Namespace) -> int:
    from ..study.jupyter import open_lab

    return open_lab(args.further)


def do_test(args: argparse.Namespace) -> int:
    from ..study.jupyter import check_notebooks

    return check_notebooks(args.notebooks, ["-q"] if args.quiet else [])


def do_template(args: argparse.Namespace) -> int:
    import shlex

    from ..template import write

    target = write(args.form, args.out or Path(f"{args.form}.xlsx"))
    say(
        f"{target}: write the title and the date, fill in the cells, "
        "and leave a cell empty where the report leaves it empty."
    )
    say(f"Then: gongkai show {shlex.quote(str(target))}")
    return 0


def do_build(args: argparse.Namespace) -> int:
    from ..pipeline import build
    from ..summary import describe_errors, summarise

    dataset = build(
        args.source,
        args.dataset,
        jobs=args.jobs,
        dask=args.dask,
        manifest=args.manifest,
        corrections_file=args.corrections,
        labels_file=args.labels,
    )
    say(
        f"{summarise(dataset)}\nwritten to {args.dataset}; "
        "gongkai show FILE prints one report with its problems"
    )
    if args.quiet:
        for line in describe_errors(dataset):
            say(escape(f"gongkai:{line}"), is_wrong=True)
    return 1 if args.strict and dataset.has("problems", severity="error") else 0


def do_figures(args: argparse.Namespace) -> int:
    from ..batch import run_each
    from ..runner import find_stale_figures, run_figures

    values = _parse_parameters(args.parameters)
    dataset, notebooks = _split_targets(args)
    options = (dataset, notebooks, args.out, args.lang, args.formats, values)
    if getattr(args, "check", False):
        changed = find_stale_figures(*options)
        say("\n".join(changed) or "all figures follow from the data")
        return 1 if changed else 0
    if getattr(args, "each", None):
        say(run_each(args.each, *options))
    else:
        say(run_figures(*options, html=args.html))
    return 0


def _split_targets(args: argparse.Namespace) -> tuple[Path, list[str]]:
    """The dataset and the notebooks among the words of `gongkai figures`."""
    words = getattr(args, "targets", [])
    notebooks = [word for word in words if word.endswith(".ipynb")]
    folders = [word for word in words if word not in notebooks]
    if len(folders) > 1:
        raise UsageError(f"{' '.join(folders)}: give one dataset; a notebook's name ends in .ipynb")
    return Path(*folders) if folders else args.dataset, [*(args.notebook or ()), *notebooks]


def _parse_parameters(pairs: Sequence[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise UsageError(f"-p {pair}: expected NAME=VALUE")
        values[name] = value
    return values


def do_show(args: argparse.Namespace) -> int:
    _collect_garbage_seldom()
    from ..report import read_apart

    source: Path | bytes = Path(args.file)
    if args.file == "-":
        source = sys.stdin.buffer.read()
    elif Path(args.file).is_dir():
        raise UsageError(
            f"{args.file} is a folder: gongkai build reads it; gongkai show takes one file"
        )
    report = read_apart(source)
    say(report)
    return 0 if report.extract.is_report else 1


def _collect_garbage_seldom() -> None:
    """While modules load, and when they go, a seventh of the time of one report goes into it."""
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)


def do_check(args: argparse.Namespace) -> int:
    from ..frames import load
    from ..review import write_review

    text, failed = write_review(load(args.dataset), args.all, args.explain)
    say(text)
    return 1 if failed else 0


def do_export(args: argparse.Namespace) -> int:
    from ..frames import load
    from ..metrics.reports import split_list

    data = load(args.dataset)
    frames = split_list(args.frames)
    files = data.export(args.to, args.out, lang=args.lang, frames=frames, force=args.force)
    say("\n".join(map(str, files)))
    return 0


def do_run(args: argparse.Namespace) -> int:
    start = time.monotonic()
    code = do_build(args)
    code = do_figures(args) or code
    say(f"took {time.monotonic() - start:.0f} s")
    return code
