"""JupyterLab and nbval over the notebooks of a study."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
from collections.abc import Sequence
from urllib.parse import quote

from ..errors import UsageError
from ..parameters import find_notebook_fault
from ..runner import find_notebooks_folder, find_path
from ..terminal import say

FIRST = "0-start.ipynb"
CELL_SECONDS = 600
_CHECK = ["--nbval-lax", "--nbval-current-env", f"--nbval-cell-timeout={CELL_SECONDS}"]


def open_lab(words: Sequence[str] = ()) -> int:
    """Run JupyterLab in the folder above the notebooks, with the first one open; its exit code.

    The tabs that were open before are those of this study, not of the last one that was looked at.
    """
    _require("jupyterlab", "gongkai lab")
    folder = find_notebooks_folder().resolve()
    digest = hashlib.sha256(os.fsencode(folder.parent)).hexdigest()[:8]
    address = f"/lab/workspaces/{digest}"
    if (folder / FIRST).is_file():
        address += f"/tree/{quote(folder.name)}/{FIRST}"
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder.parent}"]
    return subprocess.call([*command, f"--LabApp.default_url={address}", *words])


def check_notebooks(names: Sequence[str] = (), options: Sequence[str] = ()) -> int:
    """Run notebooks as tests; 0 where every cell ran, else 1.

    Outputs that were saved are not compared, but where a cell says so by the tag
    `nbval-check-output`. Notebooks that cannot be run with parameters are passed over and named.
    """
    _require("nbval", "gongkai test")
    import pytest

    folder = find_notebooks_folder()
    known = {path.stem: path for path in sorted(folder.glob("*.ipynb"))}
    files = [find_path(name, known) for name in names] or list(known.values())
    faults = {file: find_notebook_fault(file) for file in files}
    sound = [str(file) for file in files if not faults[file]]
    if not sound:
        raise UsageError("\n".join([f"no notebook to run in {folder}", *faults.values()]))
    own = ["-p", "no:cacheprovider", f"--rootdir={folder}", "-c", os.devnull, *_CHECK, *options]
    failed = pytest.main([*own, *sound])
    for fault in filter(None, faults.values()):
        say(f"passed over: {fault}")
    return int(bool(failed))


def _require(module: str, command: str) -> None:
    if importlib.util.find_spec(module) is None:
        words = 'pip install "gongkai[lab]"'
        raise UsageError(f"{command} needs {module}, which is not installed: {words}")
