"""The command line: arguments in, words and an exit code out."""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..errors import GongkaiError, describe_reason
from ..terminal import escape, say

if TYPE_CHECKING:
    import logging

_SPOKEN = contextlib.nullcontext()


@contextlib.contextmanager
def log_steps(args: argparse.Namespace) -> Iterator[None]:
    """Log to standard error while a command runs: steps with -v, single files with -vv, with -q
    only errors. Without them nothing is logged, and the module of the log is not loaded.
    """
    if not (args.verbose or args.quiet):
        yield
        return
    import logging

    log = logging.getLogger("analysis")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("gongkai: %(message)s"))
    handler.addFilter(_escape_record)
    log.addHandler(handler)
    steps = logging.INFO if args.verbose == 1 else logging.DEBUG
    log.setLevel(logging.ERROR if args.quiet else steps)
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(logging.NOTSET)


def _escape_record(record: logging.LogRecord) -> bool:
    record.msg, record.args = escape(record.getMessage()), None
    return True


def is_silent(args: argparse.Namespace) -> bool:
    """Whether the summary at a command's end is left out; never what it was asked to show."""
    return bool(args.quiet and getattr(args, "ends_with_summary", False))


def main(argv: Sequence[str] | None = None) -> int:
    """Return the exit code of a command.

    0 when done, 1 where show, --strict or check found something wrong, 2 for what cannot be used,
    130 where it was interrupted.
    """
    from .parser import make_parser, parse

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        args = parse(argv)
        if args.do is None:
            make_parser().print_help()
            return 0
        with (
            log_steps(args),
            contextlib.redirect_stdout(io.StringIO()) if is_silent(args) else _SPOKEN,
        ):
            code: int = args.do(args)
        return code
    except GongkaiError as error:
        say(f"gongkai: {error}", is_wrong=True)
        return 2
    except BrokenPipeError:
        return 0
    except KeyboardInterrupt:
        say("gongkai: interrupted; what was there before is as it was", is_wrong=True)
        return 130
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        say(f"gongkai: {place}{describe_reason(error)}", is_wrong=True)
        return 2
