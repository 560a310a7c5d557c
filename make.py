"""Set-up and the main jobs of this repository, with nothing but Python's standard library.

    python3 make.py run      build the data set from data/raw, then write the figures (the main job)
    python3 make.py test     run the tests and the notebooks
    python3 make.py setup    only make .venv and install requirements.lock into it
    python3 make.py lint     style, format and types
    python3 make.py bench    the benchmarks
    python3 make.py docs     the documentation as a site, docs/_build/index.html

Each job sets up first and skips what is done already. Words after the job go to the program that does it:
`python3 make.py test -k shenhe`. Works on Linux, macOS and Windows (there: `py make.py run`).
Written so that an old Python can still read this file and say what it needs.
"""

import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
NEEDED = (3, 11)
UV = "uv==0.13.9"  # installs the lock several times faster than pip; pip does it where uv cannot
STAMP = "gongkai-installed"
JOBS = ("run", "test", "setup", "lint", "bench", "docs")


class Stop(Exception):
    """A message for the person at the keyboard, and the exit code."""

    def __init__(self, message, code=2):
        super().__init__(message)
        self.code = code


def program(root, name, windows=os.name == "nt"):
    """Where a program of the virtual environment under `root` lies."""
    return (
        root / ".venv" / "Scripts" / (name + ".exe") if windows else root / ".venv" / "bin" / name
    )


def debian_like(os_release=Path("/etc/os-release")):
    """True on Debian, Ubuntu and their relatives, whose Python comes in parts."""
    try:
        lines = os_release.read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    names = " ".join(
        line.split("=", 1)[1].strip('"') for line in lines if line.startswith(("ID=", "ID_LIKE="))
    )
    return any(name in ("debian", "ubuntu") for name in names.split())


def complaint(version, has_venv, system, debian):
    """What is wrong with this Python, with the command that mends it; empty where nothing is.

    >>> print(complaint((3, 11), False, "Linux", True))
    Python 3.11 lacks the module venv or ensurepip. Install it: apt-get install python3.11-venv (or python3-venv), as root, then try again.
    """
    found = "Python {}.{}".format(*version[:2])
    if tuple(version[:2]) < NEEDED:
        newer = {
            "Darwin": "brew install python@3.12",
            "Windows": "winget install Python.Python.3.12",
        }.get(
            system,
            "apt-get install python3.11 python3.11-venv (Debian 12 or later), as root"
            if debian
            else "your system's package of Python 3.11 or later",
        )
        return "{} is too old, 3.11 or later is needed. Install it: {}, then try again with the new one.".format(
            found, newer
        )
    if not has_venv:
        package = "python{}.{}-venv".format(*version[:2])
        command = (
            "apt-get install {} (or python3-venv), as root".format(package)
            if debian
            else "your system's package with the standard library of Python"
        )
        return "{} lacks the module venv or ensurepip. Install it: {}, then try again.".format(
            found, command
        )
    return ""


def stamp(root, python=sys.version):
    """What an environment was installed from: lock, project file, place and Python. Another value means: install again."""
    parts = [(root / name).read_bytes() for name in ("requirements.lock", "pyproject.toml")] + [
        str(root).encode(),
        python.encode(),
    ]
    return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def is_current(root):
    """True where .venv holds what the lock says."""
    mark = root / ".venv" / STAMP
    return (
        program(root, "python").exists()
        and mark.is_file()
        and mark.read_text(encoding="utf-8") == stamp(root)
    )


def call(command, check=True):
    """Run a command in the repository, its output on the terminal; stop where it fails."""
    shown = " ".join(str(part) for part in command)
    print("make.py: " + shown, flush=True)
    code = subprocess.call([str(part) for part in command], cwd=str(ROOT))
    if code and check:
        raise Stop(
            "failed with exit code {}: {}".format(code, shown), code if 0 < code < 126 else 1
        )
    return code


def newer_python():
    """Another Python on the path that is new enough, for a system whose python3 is not."""
    for minor in (14, 13, 12, 11):
        found = shutil.which("python3.{}".format(minor))
        if found:
            return found
    return None


def setup():
    """Make .venv and install the lock and this package into it, unless that is done."""
    if is_current(ROOT):
        return
    has_venv = all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))
    wrong = complaint(sys.version_info, has_venv, platform.system(), debian_like())
    if wrong:
        raise Stop(wrong)
    python = program(ROOT, "python")
    mark = ROOT / ".venv" / STAMP
    if mark.exists():
        mark.unlink()
    works = (
        python.exists()
        and subprocess.call(
            [
                str(python),
                "-c",
                "import pip, sys; sys.exit(sys.version_info[:2] != {!r})".format(
                    tuple(sys.version_info[:2])
                ),
            ]
        )
        == 0
    )
    if not works:
        call([sys.executable, "-m", "venv", "--clear", ROOT / ".venv"])
    pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    lock = ["--require-hashes", "-r", ROOT / "requirements.lock"]
    with_uv = (
        call([*pip, UV], check=False) == 0
        and call(
            [python, "-m", "uv", "pip", "install", "--quiet", "--python", python, *lock],
            check=False,
        )
        == 0
    )
    if not with_uv:
        print("make.py: uv could not do it, pip does it now (about a minute)", flush=True)
        call([*pip, *lock])
    call([*pip, "--no-deps", "--editable", ROOT])
    mark.write_text(stamp(ROOT), encoding="utf-8")


def run(words):
    """The data set from data/raw, then the notebooks and their figures."""
    call([program(ROOT, "gongkai"), "run", *words])


def test(words):
    """Tests, documented examples and notebooks, two at a time; a notebook's cells stay in one process."""
    notebooks = ["--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout=600"]
    call(
        [
            program(ROOT, "python"),
            "-m",
            "pytest",
            "-n",
            "2",
            "--dist",
            "loadfile",
            *notebooks,
            *words,
        ]
    )


def lint(words):
    """All three, so that one run shows everything."""
    python = program(ROOT, "python")
    checks = (["ruff", "check", *words], ["ruff", "format", "--check", *words], ["mypy"])
    failed = [check[0] for check in checks if call([python, "-m", *check], check=False)]
    if failed:
        raise Stop("lint failed: " + ", ".join(failed), 1)


def bench(words):
    for name in ("recovery.py", "speed.py"):
        call([program(ROOT, "python"), ROOT / "benchmarks" / name, *words])


def docs(words):
    """The documentation as a site; a warning is an error."""
    call([program(ROOT, "sphinx-build"), "-q", "-W", "-b", "html", *words, "docs", "docs/_build"])


def main(words):
    if not words or words[0] not in JOBS:
        print(__doc__.strip())
        return 0 if words[:1] in (["-h"], ["--help"]) else 2
    if sys.version_info[:2] < NEEDED:
        newer = newer_python()
        if newer:
            return subprocess.call([newer, str(Path(__file__).resolve()), *words])
    try:
        setup()
        job = {"run": run, "test": test, "lint": lint, "bench": bench, "docs": docs}.get(words[0])
        if job:
            job(words[1:])
    except Stop as stop:
        print("make.py: {}".format(stop), file=sys.stderr)
        return stop.code
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
