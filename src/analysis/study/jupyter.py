"""JupyterLab and nbval over the notebooks of a study."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..errors import UsageError
from ..parameters import find_notebook_fault
from ..runner import find_path, notebooks_folder

FIRST = "0-start.ipynb"
CELL_SECONDS = 600
_CHECK = ["--nbval-lax", "--nbval-current-env", f"--nbval-cell-timeout={CELL_SECONDS}"]


def open_lab(words: Sequence[str] = ()) -> int:
    """Run JupyterLab in the folder above the notebooks, with the first one open; its exit code."""
    _require("jupyterlab", "gongkai lab")
    folder = notebooks_folder().resolve()
    first = [f"--LabApp.default_url=/lab/tree/{folder.name}/{FIRST}"]
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder.parent}"]
    return subprocess.call([*command, *(first if (folder / FIRST).is_file() else []), *words])


def check_notebooks(names: Sequence[str] = (), options: Sequence[str] = ()) -> int:
    """Run notebooks as tests; 0 where every cell ran, else 1.

    Outputs that were saved are not compared, but where a cell says so by the tag
    `nbval-check-output`. Notebooks that cannot be run with parameters are passed over and named.
    """
    _require("nbval", "gongkai test")
    import pytest

    folder = notebooks_folder()
    known = {path.stem: path for path in sorted(folder.glob("*.ipynb"))}
    files = [find_path(name, known) for name in names] or list(known.values())
    if not files:
        raise UsageError(f"{folder}: no notebook here; gongkai init makes a study with some")
    own = ["-p", "no:cacheprovider", f"--rootdir={folder}", "-c", os.devnull, *_CHECK, *options]
    return int(bool(pytest.main([*own, *map(str, files)], plugins=[PassOver()])))


class PassOver:
    """The part of pytest that leaves out what `gongkai figures` passes over."""

    def __init__(self) -> None:
        self.reasons: list[str] = []

    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """Leave out a notebook without parameters, such as a new one."""
        if collection_path.suffix != ".ipynb" or not (why := find_notebook_fault(collection_path)):
            return None
        self.reasons.append(why)
        return True

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Name what was left out."""
        for why in self.reasons:
            terminalreporter.write_line(f"passed over: {why}")


def _require(module: str, command: str) -> None:
    if importlib.util.find_spec(module) is None:
        words = 'pip install "gongkai[lab]"'
        raise UsageError(f"{command} needs {module}, which is not installed: {words}")
