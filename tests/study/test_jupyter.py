"""JupyterLab and nbval in a study: which programs are started, and what is said of notebooks."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from analysis import build
from analysis.cli import main
from analysis.paths import NOTEBOOKS, RAW
from analysis.study import jupyter
from analysis.study.create import create_study


def write_notebook(path: Path, *codes: str, output: str = "") -> None:
    """A notebook with the parameters that every one declares, saved with an output."""
    parameters = 'dataset: str = ""\nout: str = ""\nlang: str = "zh"\nformats: str = "svg"'
    cells = [nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})]
    for code in codes:
        saved = nbformat.v4.new_output("stream", text=output)
        cells.append(nbformat.v4.new_code_cell(code, outputs=[saved], execution_count=1))
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), path)


def run_tests(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "analysis.cli", "test", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_open_lab(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """JupyterLab runs in the study with the first notebook open; its own options go to it."""
    seen: list[list[str]] = []
    monkeypatch.setattr(subprocess, "call", lambda command: seen.append(command) or 0)
    assert main(["lab", "--no-browser", "--port", "8899"]) == 0
    create_study(study.parent / "other")
    monkeypatch.chdir(study.parent / "other")
    assert main(["lab"]) == 0
    (command, other) = seen
    assert command[1:4] == ["-m", "jupyterlab", f"--ServerApp.root_dir={study}"]
    address = command[4].removeprefix("--LabApp.default_url=")
    assert re.fullmatch(r"/lab/workspaces/\w+/tree/notebooks/0-start.ipynb", address)
    assert command[5:] == ["--no-browser", "--port", "8899"]
    assert other[4] != command[4]  # each study keeps its own tabs


def test_missing_program(
    study: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without JupyterLab the command says what to install."""
    monkeypatch.setattr(jupyter.importlib.util, "find_spec", lambda _: None)
    assert main(["lab"]) == 2
    assert (
        'jupyterlab, which is not installed: pip install "gongkai[lab]"' in capsys.readouterr().err
    )


def test_check_notebooks(study: Path) -> None:
    """Saved outputs do not fail, a failing cell does, a notebook without parameters is named."""
    for path in Path("notebooks").glob("*.ipynb"):
        path.unlink()
    write_notebook(Path("notebooks/mine.ipynb"), "print(2)", output="1")
    Path("notebooks/new.ipynb").write_text(json.dumps({"cells": []}), "utf-8")
    done = run_tests()
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout
    assert "passed over: new.ipynb: no cells are tagged parameters" in done.stdout
    assert run_tests("new").returncode == 2
    write_notebook(Path("notebooks/wrong.ipynb"), "1 / 0")
    done = run_tests("wrong")
    assert done.returncode == 1
    assert "ZeroDivisionError" in done.stdout


def test_check_notebooks_of_a_new_study(study: Path) -> None:
    """The copies are those of the package, and run in a study with one report."""
    for path in NOTEBOOKS.glob("*.ipynb"):
        assert Path("notebooks", path.name).read_bytes() == path.read_bytes()
    Path("data/raw/a.txt").write_bytes((RAW / "pingtan-2021.txt").read_bytes())
    build("data/raw", "data/processed", jobs=0)
    done = run_tests("0-start")
    assert done.returncode == 0, done.stdout
