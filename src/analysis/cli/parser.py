"""The arguments of the commands, and what is said of a wrong one."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .. import __version__
from ..errors import UsageError, describe_unknown_name
from ..paths import Study, find_study
from . import commands

_Commands = Any  # argparse._SubParsersAction
_SUMMARISED = ("build", "export", "figures", "init", "run", "template")
"""Commands that write files and end with a summary, which -q leaves out."""


class Parser(argparse.ArgumentParser):
    """A parser whose errors are `UsageError`s, with the nearest names where a name is wrong."""

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            raise describe_unknown_name(str(action.metavar or action.dest), value, action.choices)

    def error(self, message: str) -> Any:
        raise UsageError(f"{message} (see {self.prog} --help)")


class PrintCompletion(argparse.Action):
    """The script with which a shell completes commands, options and files."""

    def __call__(self, parser: argparse.ArgumentParser, _: Any, shell: Any, *more: Any) -> None:
        import shtab

        if shell not in shtab.SUPPORTED_SHELLS:
            raise describe_unknown_name("shell", shell, shtab.SUPPORTED_SHELLS)
        sys.stdout.write(shtab.complete(parser, shell) + "\n")
        parser.exit()


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """Return the arguments; an unknown option is a `UsageError` that names the nearest ones."""
    args, unknown = make_parser().parse_known_args(argv)
    if unknown and not getattr(args, "passes_on", False):
        name = unknown[0].partition("=")[0]
        raise describe_unknown_name("argument", name, getattr(args, "options", ()))
    args.further = unknown
    return args


def make_parser() -> Parser:
    """Return the parser of all commands."""
    parser = Parser(
        prog="gongkai",
        description=(
            "Checked, traceable data frames and figures from Chinese annual reports "
            "on open government information."
        ),
        epilog="A study of your own: gongkai init FOLDER, then in it gongkai add FILE, gongkai run",
    )
    words = "completion for bash, zsh or tcsh, to save"
    parser.add_argument("--print-completion", action=PrintCompletion, metavar="SHELL", help=words)
    parser.add_argument("--version", action="version", version=f"gongkai {__version__}")
    _add_loudness(parser, 0)
    parser.set_defaults(do=None)
    subparsers = parser.add_subparsers(dest="command", metavar="command", parser_class=Parser)
    here = find_study() or Study(Path(), Path("data/raw"))
    for add in (_add_init, _add_add):
        add(subparsers)
    for add_with_defaults in (_add_build, _add_check, _add_export, _add_figures, _add_run):
        add_with_defaults(subparsers, here)
    for add in (_add_show, _add_template, _add_lab, _add_test):
        add(subparsers)
    for name, subparser in subparsers.choices.items():
        _add_loudness(subparser, argparse.SUPPRESS)
        subparser.set_defaults(
            do=getattr(commands, f"do_{name}"),
            options=sorted(subparser._option_string_actions),
            ends_with_summary=name in _SUMMARISED,
        )
    return parser


def _add_loudness(parser: argparse.ArgumentParser, default: Any) -> None:
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "-v",
        dest="verbose",
        action="count",
        default=default,
        help="say what is done; -vv: each file",
    )
    group.add_argument(
        "-q", dest="quiet", action="store_true", default=default, help="say only what is wrong"
    )


def _add_init(commands: _Commands) -> None:
    p = commands.add_parser("init", help="a study of your own: a folder with all it needs")
    p.add_argument("folder", type=Path, help="a new folder")


def _add_add(commands: _Commands) -> None:
    p = commands.add_parser("add", help="copy reports into the study and say what was read")
    p.add_argument(
        "files",
        nargs="+",
        metavar="FILE|FOLDER",
        help="saved pages, PDF, Word, text, folders of them; - for pasted text",
    )


def _add_build(commands: _Commands, here: Study) -> None:
    p = commands.add_parser("build", help="read a folder of reports into a dataset")
    _add_reading(p, here)
    _add_target(p, "--out", here.dataset_folder, "DATASET", "where to write", "dataset")


def _add_check(commands: _Commands, here: Study) -> None:
    p = commands.add_parser(
        "check", help="what to look at first, with line and next step; exit 1 where a check fails"
    )
    _add_dataset(p, here)
    p.add_argument("--all", action="store_true", help="the whole list, and what cannot be assessed")
    p.add_argument(
        "--explain",
        action="store_true",
        help="below a failed sum the cells that would explain it, with corrections to paste",
    )


def _add_export(commands: _Commands, here: Study) -> None:
    p = commands.add_parser("export", help="the dataset for Excel, Stata, R or an archive")
    _add_dataset(p, here)
    p.add_argument("--to", required=True, metavar="xlsx|dta|csv|parquet|datapackage", help="format")
    p.add_argument(
        "--out", required=True, type=Path, metavar="PATH", help="a workbook, or else a folder"
    )
    p.add_argument("--lang", default="en", metavar="en|zh", help="language of titles and labels")
    p.add_argument("--frames", metavar="NAME,…", default="", help="only these frames")
    p.add_argument("--force", action="store_true", help="replace the files of an earlier export")


def _add_figures(commands: _Commands, here: Study) -> None:
    p = commands.add_parser("figures", help="run the notebooks and write the figures")
    words = f"dataset folder (default: {here.dataset_folder}), or notebooks: ./my.ipynb"
    p.add_argument("targets", nargs="*", metavar="DATASET|NOTEBOOK", help=words)
    p.set_defaults(dataset=here.dataset_folder)
    _add_target(p, "--out", here.figures, "FOLDER", "where to write")
    _add_drawing(p)
    p.add_argument(
        "--check",
        action="store_true",
        help="write nothing, name the figures that no longer follow from the data; exit 1",
    )
    p.add_argument(
        "--each",
        metavar="PARAMETER",
        help="run one notebook for each of the issuers, years or level: a folder and a page each",
    )


def _add_run(commands: _Commands, here: Study) -> None:
    p = commands.add_parser("run", help="build and figures: the main job")
    _add_reading(p, here)
    _add_target(p, "--dataset", here.dataset_folder, "DATASET", "where to write the dataset")
    _add_target(p, "--out", here.figures, "FOLDER", "where to write the figures")
    _add_drawing(p)


def _add_show(commands: _Commands) -> None:
    p = commands.add_parser(
        "show",
        help=(
            "one report: tables, statements, checks, problems, each with its line; "
            "exit 1 for a document that is none"
        ),
    )
    p.add_argument("file", help="a file, or - for text from standard input")


def _add_template(commands: _Commands) -> None:
    p = commands.add_parser(
        "template", help="a blank form to key in by hand, read and checked like any report"
    )
    p.add_argument("--form", required=True, help="an edition; a wrong name lists them")
    p.add_argument("--out", type=Path, metavar="FILE", help=".csv or .xlsx (default: ./FORM.xlsx)")


def _add_lab(commands: _Commands) -> None:
    p = commands.add_parser("lab", help="JupyterLab with the notebooks of the study")
    p.epilog = "All other options, such as --no-browser or --port, go to JupyterLab."
    p.set_defaults(passes_on=True)


def _add_test(commands: _Commands) -> None:
    p = commands.add_parser("test", help="run the notebooks as tests; exit 1 where a cell fails")
    words = "notebooks (default: all of the study)"
    p.add_argument("notebooks", nargs="*", metavar="NOTEBOOK", help=words)


def _add_target(
    p: argparse.ArgumentParser, option: str, default: Path, metavar: str, words: str, dest: str = ""
) -> None:
    p.add_argument(
        option,
        dest=dest or option.strip("-"),
        type=Path,
        default=default,
        metavar=metavar,
        help=f"{words} (default: {default})",
    )


def _add_dataset(p: argparse.ArgumentParser, here: Study) -> None:
    words = f"dataset folder (default: {here.dataset_folder})"
    p.add_argument("dataset", nargs="?", type=Path, default=here.dataset_folder, help=words)


def _add_reading(p: argparse.ArgumentParser, here: Study) -> None:
    words = f"folder of reports (default: {here.raw})"
    p.add_argument("source", nargs="?", type=Path, default=here.raw, help=words)
    p.add_argument("--jobs", type=int, metavar="N", help="processes (default: all processors)")
    words = "read on the workers of a dask scheduler, tcp://HOST:8786"
    p.add_argument("--dask", metavar="ADDRESS", help=words)
    for option, holds in (
        ("--manifest", "who and when of each file, CSV"),
        ("--corrections", "public corrections of single cells, TOML"),
        ("--labels", "labels that no form knows, TOML"),
    ):
        name = option.strip("-")
        words = f"{holds} (default: that of the study, or beside the reports)"
        p.add_argument(option, type=Path, metavar="FILE", dest=name, help=words)
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
