"""Chinese annual reports on open government information as checked, traceable data frames.

    >>> import analysis
    >>> report = analysis.read(b"")          # one report: its tables, statements, checks, problems
    >>> report.problems["code"].to_list()
    ['empty_file']

`analysis.build(source)` makes a dataset of a folder, `analysis.load(dataset)` opens one. The
names are resolved when first used, so that reading a form does not import a plotting library.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .figures import style
    from .frames import Dataset, load
    from .metrics import panel
    from .pipeline import build
    from .provenance import Trace, trace
    from .report import Report, read
    from .review import Queue, queue

__version__ = "0.1.0"
__all__ = [
    "Dataset",
    "Queue",
    "Report",
    "Trace",
    "build",
    "load",
    "panel",
    "queue",
    "read",
    "style",
    "trace",
]
_HOMES = {
    "Dataset": "frames",
    "load": "frames",
    "panel": "metrics",
    "build": "pipeline",
    "Report": "report",
    "read": "report",
    "Queue": "review",
    "queue": "review",
    "style": "figures",
    "Trace": "provenance",
    "trace": "provenance",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
