"""make.py and .ci/run: what they promise before anything is installed."""

import ast
import doctest
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = (ROOT / "make.py").read_text("utf-8")


@pytest.fixture(scope="module")
def make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make", ROOT / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    for name in ("requirements.lock", "pyproject.toml"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    return tmp_path


def mark_installed(make: ModuleType, root: Path) -> None:
    python = make.program(root, "python")
    python.parent.mkdir(parents=True)
    python.touch()
    (root / ".venv" / make.STAMP).write_text(make.stamp(root), "utf-8")


def test_it_imports_the_standard_library_only_and_an_old_python_can_read_it() -> None:
    tree = ast.parse(SOURCE, feature_version=(3, 6))
    names = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= set(sys.stdlib_module_names)


@pytest.mark.parametrize("name", ["make.py", ".ci/run", "requirements.lock", "pyproject.toml"])
def test_no_address_is_named(name: str) -> None:
    """Packages come from wherever the machine is set up to look; only a reader's links are named."""
    text = re.sub(r"(?ms)^\[project\.urls\]\n.*?(?=^\[)", "", (ROOT / name).read_text("utf-8"))
    assert re.findall(r"https?://\S+|--(?:extra-)?index-url", text) == []


def test_every_line_of_the_lock_has_a_hash() -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / "requirements.lock").read_text("utf-8").strip())
    packages = [entry for entry in entries if not entry.startswith("#")]
    assert len(packages) > 50
    assert [
        entry.split()[0]
        for entry in packages
        if not re.match(r"[\w.\[\]-]+==\S+", entry) or "--hash=sha256:" not in entry
    ] == []


@pytest.mark.parametrize(
    ("version", "has_venv", "system", "debian", "command"),
    [
        ((3, 9, 2), True, "Linux", True, "apt-get install python3.11 python3.11-venv"),
        ((3, 9, 2), True, "Darwin", False, "brew install python@3.12"),
        ((3, 10, 0), True, "Windows", False, "winget install Python.Python.3.12"),
        ((3, 11, 2), False, "Linux", True, "apt-get install python3.11-venv (or python3-venv)"),
        ((3, 13, 0), False, "Linux", False, "your system's package"),
    ],
)
def test_an_unfit_python_is_told_the_command(
    make: ModuleType,
    version: tuple[int, int, int],
    has_venv: bool,
    system: str,
    debian: bool,
    command: str,
) -> None:
    assert command in make.complaint(version, has_venv, system, debian)


def test_a_fit_python_is_not_complained_of(make: ModuleType) -> None:
    assert make.complaint((3, 11, 0), True, "Linux", True) == ""
    assert make.complaint((3, 14, 1), True, "Windows", False) == ""


def test_setup_stops_with_that_message(
    make: ModuleType,
    clone: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(make, "ROOT", clone)
    monkeypatch.setattr(
        make.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else object()
    )
    assert make.main(["setup"]) == 2
    assert "lacks the module venv or ensurepip" in capsys.readouterr().err
    assert not (clone / ".venv").exists()


def test_debian_is_known_by_its_relatives(make: ModuleType, tmp_path: Path) -> None:
    release = tmp_path / "os-release"
    release.write_text('NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\n', "utf-8")
    assert make.debian_like(release)
    release.write_text("ID=fedora\n", "utf-8")
    assert not make.debian_like(release)
    assert not make.debian_like(tmp_path / "absent")


def test_work_already_done_is_skipped(
    make: ModuleType, clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(make, "ROOT", clone)
    mark_installed(make, clone)
    assert make.is_current(clone)
    monkeypatch.setattr(make, "call", lambda *a, **k: pytest.fail("nothing was to be done"))
    make.setup()


@pytest.mark.parametrize("change", ["lock", "project", "moved", "python", "removed"])
def test_a_change_asks_for_a_new_installation(
    make: ModuleType, clone: Path, change: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    mark_installed(make, clone)
    if change == "python":
        assert make.stamp(clone, python="3.99") != make.stamp(clone)
        return
    if change == "moved":
        clone = Path(shutil.copytree(clone, tmp_path_factory.mktemp("elsewhere") / "clone"))
    elif change == "removed":
        make.program(clone, "python").unlink()
    else:
        name = {"lock": "requirements.lock", "project": "pyproject.toml"}[change]
        (clone / name).write_text((clone / name).read_text("utf-8") + "\n# changed\n", "utf-8")
    assert not make.is_current(clone)


def test_pip_installs_the_lock_where_uv_cannot(
    make: ModuleType, clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[list[str]] = []

    def call(command: list[object], check: bool = True) -> int:
        commands.append([str(part) for part in command])
        (clone / ".venv").mkdir(exist_ok=True)
        return 1 if make.UV in command else 0

    monkeypatch.setattr(make, "ROOT", clone)
    monkeypatch.setattr(make, "call", call)
    make.setup()
    lock = str(clone / "requirements.lock")
    assert [
        ("uv" in c, "--require-hashes" in c, "--no-deps" in c, lock in c) for c in commands
    ] == [
        (False, False, False, False),  # venv
        (False, False, False, False),  # pip install uv: fails
        (False, True, False, True),  # pip install the lock
        (False, False, True, False),  # the package itself, which has no hash
    ]
    assert (clone / ".venv" / make.STAMP).read_text("utf-8") == make.stamp(clone)


def test_programs_lie_where_the_system_puts_them(make: ModuleType) -> None:
    assert make.program(Path("r"), "python", windows=True) == Path("r/.venv/Scripts/python.exe")
    assert make.program(Path("r"), "gongkai", windows=False) == Path("r/.venv/bin/gongkai")


@pytest.mark.parametrize(("words", "code"), [([], 2), (["nonsense"], 2), (["--help"], 0)])
def test_without_a_known_job_it_says_what_it_can_do(
    make: ModuleType, words: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert make.main(words) == code
    shown = capsys.readouterr().out
    assert [job for job in make.JOBS if f"make.py {job} " not in shown] == []


def test_a_failing_program_ends_the_job_with_its_code(
    make: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(make.Stop) as stopped:
        make.call([sys.executable, "-c", "raise SystemExit(7)"])
    assert stopped.value.code == 7
    assert make.call([sys.executable, "-c", "raise SystemExit(7)"], check=False) == 7


@pytest.mark.skipif(os.name == "nt", reason="bash script for Debian and other Unix systems")
def test_the_ci_script_is_executable_and_well_formed() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0
    text = script.read_text("utf-8")
    assert "make.py test" in text
    assert "make.py lint" in text


def test_its_documented_example_holds(make: ModuleType) -> None:
    result = doctest.testmod(make)
    assert (result.attempted > 0, result.failed) == (True, 0)
