"""The command line: arguments in, words and an exit code out."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from ..errors import GongkaiError


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
