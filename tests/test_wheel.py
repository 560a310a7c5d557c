"""The wheel in an environment of its own, from another folder: the commands that the README shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pandas
import pytest

from analysis.paths import NOTEBOOKS, RAW, ROOT

PAGES = ("README.md", "README.zh-CN.md")


def run(*words: object, cwd: Path, path: str = "") -> str:
    """What a program prints, without any variable that leads to this clone."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL"))}
    environment["PATH"] = path + os.environ["PATH"]
    done = subprocess.run(
        [str(word) for word in words], cwd=cwd, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Wheel and source archive; the wheel is built from the archive, as for an index."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def environment(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel; its dependencies are those of the tests, so no network.

    The line in a `.pth` file adds their folder and does not follow the `.pth` files in it, so the
    clone, which is installed there for editing, is not seen.
    """
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder)
    (wheel,) = built.glob("*.whl")
    pip = (sys.executable, "-m", "pip", "--python", folder, "install", "--no-index", "--no-deps")
    run(*pip, wheel, cwd=folder)
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    return folder


def find_commands(page: str) -> str:
    """The block of a README that leads from the wheel to a figure."""
    blocks = re.findall(r"^```bash\n(.*?)\n```$", (ROOT / page).read_text("utf-8"), re.M | re.S)
    (found,) = [block for block in blocks if "gongkai init" in block]
    return str(found)


def test_built_archives_are_complete(built: Path) -> None:
    """Notebooks and templates are inside once, and nothing of the clone's data."""
    (wheel,), (archive,) = built.glob("*.whl"), built.glob("*.tar.gz")
    names = zipfile.ZipFile(wheel).namelist()
    assert len(names) == len(set(names))
    notebooks = {name.rpartition("/")[2] for name in names if name.endswith(".ipynb")}
    assert notebooks == {path.name for path in NOTEBOOKS.glob("*.ipynb")}
    own = {f"analysis/study/{n}" for n in ("README.md", "labels.toml", "gitignore")}
    assert own <= set(names)
    assert not [name for name in names if "conftest" in name or "pingtan" in name]
    with tarfile.open(archive) as sources:
        assert any(name.endswith("/CHANGELOG.md") for name in sources.getnames())
    (metadata,) = [name for name in names if name.endswith("/METADATA")]
    text = zipfile.ZipFile(wheel).read(metadata).decode()
    for field in ("Project-URL", "License-Expression: MIT", "Requires-Python", "Classifier"):
        assert f"\n{field}" in text


def test_wheel_to_a_figure(environment: Path, tmp_path: Path) -> None:
    """At most four commands from the wheel to a figure of a pasted report."""
    commands = find_commands(PAGES[0])
    assert len(commands.split("\n")) <= 4
    assert find_commands(PAGES[1]) == commands
    (tmp_path / "report.txt").write_bytes((RAW / "pingtan-2021.txt").read_bytes())
    path = f"{environment / 'bin'}{os.pathsep}"
    out = run("bash", "-euc", commands, cwd=tmp_path, path=path)
    assert "平潭综合实验区 2021 county area 350128" in out
    assert "1 report (1 form2021), 2021" in out
    (folder,) = [path.parent for path in tmp_path.glob("*/manifest.csv")]
    assert (folder / "figures" / "outcomes-zh.svg").stat().st_size > 5000
    assert ",70," in (folder / "data" / "processed" / "csv" / "applications.csv").read_text("utf-8")
    run(environment / "bin" / "gongkai", "export", "--to", "xlsx", "--out", "a.xlsx", cwd=folder)
    cells = pandas.read_excel(folder / "a.xlsx", sheet_name="applications", engine="calamine")
    assert 70 in cells.to_numpy().ravel()
    where = run(
        environment / "bin" / "python",
        "-c",
        "import analysis; print(analysis.__file__)",
        cwd=folder,
    )
    assert Path(where.strip()).is_relative_to(environment)
