"""The command line: arguments in, words and an exit code out."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .errors import GongkaiError, UsageError, unknown_name

# below the folder in which the command runs: in the repository the bundled data
RAW, PROCESSED, FIGURES = Path("data/raw"), Path("data/processed"), Path("figures")


class _Parser(argparse.ArgumentParser):
    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            raise unknown_name(str(action.metavar or action.dest), value, action.choices)

    def error(self, message: str) -> Any:
        raise UsageError(f"{message} (see {self.prog} --help)")


def _add_reading(p: argparse.ArgumentParser) -> None:
    p.add_argument(
        "source",
        nargs="?",
        type=Path,
        default=RAW,
        help="folder of reports (default: ./data/raw)",
    )
    p.add_argument("--jobs", type=int, metavar="N", help="processes (default: all processors)")
    p.add_argument(
        "--manifest",
        type=Path,
        metavar="FILE",
        help="who and when of each file (default: SOURCE/manifest.csv)",
    )
    p.add_argument(
        "--corrections",
        type=Path,
        metavar="FILE",
        help="public corrections of single cells, TOML",
    )
    p.add_argument("--strict", action="store_true", help="exit 1 if any problem is an error")


def _add_drawing(p: argparse.ArgumentParser) -> None:
    p.add_argument(
        "--notebook",
        action="append",
        metavar="NAME",
        help="only this notebook, by its name or path (may be given again)",
    )
    p.add_argument(
        "--html", action="store_true", help="write the executed notebooks as pages as well"
    )
    p.add_argument("--lang", default="zh,en", metavar="zh,en", help="languages of the labels")
    p.add_argument("--formats", default="svg,pdf,png", metavar="svg,pdf,png", help="file formats")
    p.add_argument(
        "-p",
        dest="parameters",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="set a parameter of the notebooks, such as issuers=沈河区,邓州市",
    )


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="gongkai",
        description=(
            "Checked, traceable data frames and figures from Chinese annual reports "
            "on open government information."
        ),
    )
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="command", parser_class=_Parser
    )

    build = commands.add_parser("build", help="read a folder of reports into a dataset")
    build.set_defaults(do=_build)
    _add_reading(build)
    build.add_argument(
        "--out",
        dest="dataset",
        type=Path,
        default=PROCESSED,
        metavar="DATASET",
        help="where to write (default: ./data/processed)",
    )

    show = commands.add_parser(
        "show",
        help=(
            "one report: tables, statements, checks, problems, each with its line; "
            "exit 1 for a document that is none"
        ),
    )
    show.set_defaults(do=_show)
    show.add_argument("file", help="a file, or - for text from standard input")

    check = commands.add_parser(
        "check",
        help="what to look at first, with line and next step; exit 1 where a check fails",
    )
    check.set_defaults(do=_check)
    check.add_argument(
        "--all", action="store_true", help="the whole list, and what cannot be assessed"
    )
    check.add_argument(
        "--explain",
        action="store_true",
        help="below a failed sum the cells that would explain it, with corrections to paste",
    )
    check.add_argument(
        "dataset",
        nargs="?",
        type=Path,
        default=PROCESSED,
        help="dataset folder (default: ./data/processed)",
    )

    figures = commands.add_parser("figures", help="run the notebooks and write the figures")
    figures.set_defaults(do=_figures)
    figures.add_argument(
        "dataset",
        nargs="?",
        type=Path,
        default=PROCESSED,
        help="dataset folder (default: ./data/processed)",
    )
    figures.add_argument(
        "--out",
        type=Path,
        default=FIGURES,
        metavar="FOLDER",
        help="where to write (default: ./figures)",
    )
    _add_drawing(figures)
    figures.add_argument(
        "--check",
        action="store_true",
        help="write nothing, name the figures that no longer follow from the data; exit 1",
    )
    figures.add_argument(
        "--each",
        metavar="PARAMETER",
        help="run one notebook for each of the issuers, years or level: a folder and a page each",
    )

    run = commands.add_parser("run", help="build and figures: the main job")
    run.set_defaults(do=_run)
    _add_reading(run)
    run.add_argument(
        "--dataset",
        type=Path,
        default=PROCESSED,
        metavar="DATASET",
        help="where to write the dataset (default: ./data/processed)",
    )
    run.add_argument(
        "--out",
        type=Path,
        default=FIGURES,
        metavar="FOLDER",
        help="where to write the figures (default: ./figures)",
    )
    _add_drawing(run)

    template = commands.add_parser(
        "template", help="a blank form to key in by hand, read and checked like any report"
    )
    template.set_defaults(do=_template)
    template.add_argument("--form", required=True, help="an edition; a wrong name lists them")
    template.add_argument(
        "--out", type=Path, metavar="FILE", help=".csv or .xlsx (default: ./FORM.xlsx)"
    )
    for subparser in commands.choices.values():
        subparser.set_defaults(options=sorted(subparser._option_string_actions))
    return parser


def _template(args: argparse.Namespace) -> int:
    from .template import write

    target = write(args.form, args.out or Path(f"{args.form}.xlsx"))
    print(
        f"{target}: write the title and the date, fill in the cells, "
        "and leave a cell empty where the report leaves it empty."
    )
    print(f"Then: gongkai show {shlex.quote(str(target))}")
    return 0


def _build(args: argparse.Namespace) -> int:
    from .pipeline import build
    from .summary import summary

    dataset = build(
        args.source,
        args.dataset,
        jobs=args.jobs,
        manifest=args.manifest,
        corrections_file=args.corrections,
    )
    print(
        f"{summary(dataset)}\nwritten to {args.dataset}; "
        "gongkai show FILE prints one report with its problems"
    )
    return 1 if args.strict and "error" in dataset["problems"]["severity"] else 0


def _figures(args: argparse.Namespace) -> int:
    from .batch import run_each
    from .runner import find_stale_figures, run_figures

    values = _parse_parameters(args.parameters)
    options = (args.dataset, args.notebook, args.out, args.lang, args.formats, values)
    if getattr(args, "check", False):
        changed = find_stale_figures(*options)
        print("\n".join(changed) or "all figures follow from the data")
        return 1 if changed else 0
    if getattr(args, "each", None):
        print(run_each(args.each, *options))
    else:
        print(run_figures(*options, html=args.html))
    return 0


def _parse_parameters(pairs: Sequence[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise UsageError(f"-p {pair}: expected NAME=VALUE")
        values[name] = value
    return values


def _show(args: argparse.Namespace) -> int:
    from .report import read

    if args.file == "-":
        report = read(sys.stdin.buffer.read(), "pasted.txt")
    else:
        path = Path(args.file)
        if path.is_dir():
            raise UsageError(
                f"{path} is a folder: gongkai build reads it; gongkai show takes one file"
            )
        report = read(path)
    print(report)
    return 0 if report.extract.is_report else 1


def _check(args: argparse.Namespace) -> int:
    from .frames import load
    from .review import write_review

    text, failed = write_review(load(args.dataset), args.all, args.explain)
    print(text)
    return 1 if failed else 0


def _run(args: argparse.Namespace) -> int:
    code = _build(args)
    return _figures(args) or code


def _parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """The arguments; an unknown option is an error that names the nearest ones."""
    args, unknown = _parser().parse_known_args(argv)
    if unknown:
        name = unknown[0].partition("=")[0]
        raise unknown_name("argument", name, args.options)
    return args


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code of a command.

    0 when done, 1 where show, --strict or check found something wrong, 2 for what cannot be used,
    130 where it was interrupted.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        args = _parse(argv)
        code: int = args.do(args)
        return code
    except GongkaiError as error:
        print(f"gongkai: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0
    except KeyboardInterrupt:
        print("gongkai: interrupted; what was there before is as it was", file=sys.stderr)
        return 130
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        print(f"gongkai: {place}{error.strerror or error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
