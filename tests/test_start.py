"""How long a command needs to begin, against the time of `import pandas` in the same run."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from analysis.paths import RAW

GONGKAI = str(Path(sys.executable).with_name("gongkai"))
COMMANDS: dict[str, tuple[Sequence[str], float]] = {
    "import analysis": (["-c", "import analysis"], 0.12),
    "gongkai --help": ([GONGKAI, "--help"], 0.12),
    "gongkai show": ([GONGKAI, "show", str(RAW / "pingtan-2020.txt")], 1.5),
}
"""Words for Python, and the most that they may need in times of `import pandas`: the aims of a tenth
and of 1, and what a busy machine adds.
"""
ATTEMPTS = 20


def count_seconds(words: Sequence[str], kept: Path) -> float:
    """Processor time of a process of its own, its start included; compiled modules are kept."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(kept), "PYTHONDONTWRITEBYTECODE": ""}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, *words]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_show_makes_no_frame() -> None:
    """One report is shown from plain rows: to load polars takes longer than to read it."""
    lines = (
        "import sys",
        "from analysis.cli import main",
        "code = main(sys.argv[1:])",
        "sys.exit(code or 'polars' in sys.modules)",
    )
    command = [sys.executable, "-c", "\n".join(lines), "show", str(RAW / "pingtan-2020.txt")]
    assert subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode == 0


def test_start_times(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    """The least of several attempts counts for each: other programs only add to it.

    The first round only compiles, as an installation does.
    """
    for words in (["-c", "import pandas"], *(words for words, _ in COMMANDS.values())):
        count_seconds(words, tmp_path)
    pandas, least = float("inf"), dict.fromkeys(COMMANDS, float("inf"))
    for _ in range(ATTEMPTS):
        pandas = min(pandas, count_seconds(["-c", "import pandas"], tmp_path))
        for name, (words, _) in COMMANDS.items():
            least[name] = min(least[name], count_seconds(words, tmp_path))
        ratios = {name: seconds / pandas for name, seconds in least.items()}
        if all(ratio <= COMMANDS[name][1] for name, ratio in ratios.items()):
            break
    record_property("measured", ", ".join(f"{name} {r:.3f}" for name, r in ratios.items()))
    assert {name: r for name, r in ratios.items() if r > COMMANDS[name][1]} == {}
