"""The direction of imports: each room of the package reads only what stands to its left, or a leaf."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "analysis"
ROOMS = [
    "documents",
    "rows",
    "tables",
    "prose",
    "masthead",
    "frames",
    "checks",
    "metrics",
    "figures",
]  # from left to right
LEAVES = {"errors", "paths", "values", "forms"}
# What is to the right of all rooms may import any of them; it is not imported by them.
TOP = {
    "",
    "__main__",
    "apart",
    "batch",
    "card",
    "cli",
    "cluster",
    "display",
    "extraction",
    "citations",
    "jumps",
    "labelling",
    "listing",
    "lookup",
    "manifest",
    "pages",
    "parameters",
    "pipeline",
    "placement",
    "progress",
    "report",
    "review",
    "kernels",
    "runner",
    "splitting",
    "study",
    "summary",
    "template",
    "terminal",
    "provenance",
    "reading",
    "views",
    "workers",
}
# Beyond the direction: what a room must not know.
FORBIDDEN = {
    "errors": LEAVES - {"errors"},
    "paths": LEAVES - {"paths"},
    "documents": {"forms", "values"},  # no Chinese form label, no numbers
}
LONGEST_LINE, LONGEST_MODULE = 100, 430


def room(module: str) -> str:
    """`analysis.prose.rules` belongs to `prose`, `analysis` itself to ""."""
    return [*module.split("."), ""][1]


def imported(source: str, module: str, is_package: bool = False) -> set[str]:
    """All modules of `analysis` that a module imports, inside functions and for type checks as well.

    >>> sorted(imported("from ..errors import Problem; from . import blocks; import analysis.forms", "analysis.documents.plain"))
    ['analysis.documents', 'analysis.documents.blocks', 'analysis.errors', 'analysis.errors.Problem', 'analysis.forms']
    """
    package = module.split(".") if is_package else module.split(".")[:-1]
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            name = ".".join([*base, *([node.module] if node.module else [])])
            found |= {name} | {f"{name}.{alias.name}" for alias in node.names}
    return {name for name in found if name == "analysis" or name.startswith("analysis.")}


def violations(source: str, module: str, is_package: bool = False) -> list[str]:
    """The imports of a module that go to the right, to the top, or where its room must not look."""
    own = room(module)
    if own in TOP:
        return []
    if own not in LEAVES and own not in ROOMS:
        return [
            f"{module}: no room is called {own!r}; name it in tests/test_layering.py with its place"
        ]
    found = []
    for name in sorted(imported(source, module, is_package)):
        other = room(name)
        if name == "analysis" or other == own:
            continue
        leftwards = own in ROOMS and other in ROOMS and ROOMS.index(other) < ROOMS.index(own)
        if not (leftwards or other in LEAVES) or other in FORBIDDEN.get(own, ()):
            found.append(f"{module} imports {name}")
    return found


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    parts = ["analysis", *path.relative_to(PACKAGE).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_imports_go_leftwards_or_to_leaves(path: Path) -> None:
    assert violations(path.read_text("utf-8"), name_of(path), path.name == "__init__.py") == []


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_modules_stay_small(path: Path) -> None:
    lines = path.read_text("utf-8").split("\n")
    assert len(lines) <= LONGEST_MODULE + 1, "look for the second noun"
    assert [
        (number, len(line)) for number, line in enumerate(lines, 1) if len(line) > LONGEST_LINE
    ] == []


@pytest.mark.parametrize(
    ("source", "module", "seen"),
    [
        (
            "from ..tables import recognise",
            "analysis.rows.pipes",
            [
                "analysis.rows.pipes imports analysis.tables",
                "analysis.rows.pipes imports analysis.tables.recognise",
            ],
        ),
        (
            "from analysis.figures.style import FONT",
            "analysis.metrics.rates",
            ["analysis.metrics.rates imports analysis.figures.style"],
        ),
        (
            "def f():\n    import analysis.pipeline",
            "analysis.checks.parts",
            ["analysis.checks.parts imports analysis.pipeline"],
        ),
        (
            "from ..frames import schema",
            "analysis.forms.editions",
            ["analysis.forms.editions imports analysis.frames"],
        ),
        (
            "from .. import cli",
            "analysis.figures.bars",
            ["analysis.figures.bars imports analysis.cli"],
        ),
        (
            "from ..forms import fold",
            "analysis.documents.plain",
            ["analysis.documents.plain imports analysis.forms"],
        ),
        ("", "analysis.helpers", ["analysis.helpers: no room is called 'helpers'"]),
    ],
)
def test_a_violation_would_be_seen(source: str, module: str, seen: list[str]) -> None:
    found = violations(source, module)
    assert found
    assert all(any(line.startswith(start) for line in found) for start in seen)


@pytest.mark.parametrize(
    ("source", "module"),
    [
        (
            "from ..documents.blocks import Grid\nfrom ..errors import Problem",
            "analysis.rows.pipes",
        ),
        ("from .blocks import Line\nimport re", "analysis.documents.plain"),
        (
            "from ..forms import forms\nfrom ..values import read_cell\nfrom ..paths import ROOT",
            "analysis.figures.catalogue",
        ),
        ("from .figures import style\nfrom .prose import reader", "analysis.cli"),
    ],
)
def test_what_the_direction_allows_passes(source: str, module: str) -> None:
    assert violations(source, module) == []
