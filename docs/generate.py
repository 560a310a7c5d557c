"""Write the generated documentation: `python docs/generate.py`."""

import argparse
import contextlib
from collections.abc import Iterator
from pathlib import Path

from analysis.checks import list_checks
from analysis.cli.parser import make_parser
from analysis.frames.dictionary import write_dictionary
from analysis.metrics import describe_measures

DOCS = Path(__file__).parent
SHARED = ("-h", "-v", "-q")  # of every command
COMMANDS = """# Command line

Every command takes `-v` (say what is done; `-vv`: each file), `-q` (say only what is wrong) and
`--help`. In a study, a folder that `gongkai init` made, and in any folder below it, the paths need not be
given. Exit code 0: done; 1: something in the data fails; 2: the command cannot be carried out.

`gongkai --print-completion bash` (zsh, tcsh) prints a script that completes commands and options.
"""


def dictionary() -> str:
    """The data dictionary, from the schemas, the forms, the checks and the measures."""
    return write_dictionary(measures=describe_measures(), checks=list_checks())


def commands() -> str:
    """The page of the command line, from the parser itself."""
    with contextlib.chdir(DOCS.parent):  # the defaults are those of the study around
        parser = make_parser()
    (actions,) = (a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    parts = [COMMANDS]
    for described in actions._choices_actions:
        parts.append(f"\n## `gongkai {described.dest}`\n\n{described.help}\n\n")
        rows = list(describe_arguments(actions.choices[described.dest]))
        if rows:
            parts += ["| argument | meaning |\n| --- | --- |\n", *rows]
    return "".join(parts)


def describe_arguments(parser: argparse.ArgumentParser) -> Iterator[str]:
    """A row of a table for each argument that is the command's own."""
    for action in parser._actions:
        if set(action.option_strings) & set(SHARED):
            continue
        value = action.metavar or (action.dest.upper() if action.nargs != 0 else "")
        if isinstance(value, tuple):
            value = " ".join(value)
        name = " ".join([", ".join(action.option_strings), value]).strip()
        help_text = (action.help or "").replace("|", "\\|")
        yield f"| `{name.replace('|', ' or ')}` | {help_text} |\n"


PAGES = {"data-dictionary.md": dictionary, "reference/commands.md": commands}

if __name__ == "__main__":
    for name, write in PAGES.items():
        (DOCS / name).write_text(write(), encoding="utf-8", newline="\n")
        print(f"wrote {DOCS / name}")
