"""What the documentation shows is what the program does."""

import contextlib
import importlib.util
import io
import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis import __version__, build
from analysis.cli import main
from analysis.documents import limits

ROOT = Path(__file__).resolve().parents[1]
READMES = ("README.md", "README.zh-CN.md")
PAGES = [ROOT / name for name in READMES] + [
    ROOT / "data" / "raw" / "README.md",
    *sorted(page for page in (ROOT / "docs").rglob("*.md") if "_build" not in page.parts),
]
SKIPPED = "…"  # a line that stands for lines left out


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a page in one language.

    >>> blocks("```bash\\nls\\n```", "bash")
    ['ls']
    """
    return re.findall(rf"^```{language}\n(.*?)\n```$", text, re.MULTILINE | re.DOTALL)


def shown_in_order(excerpt: list[str], output: list[str]) -> list[str]:
    """The lines of an excerpt that the output does not have, in this order and without gaps except at "…".

    >>> shown_in_order(["a", "…", "d"], ["a", "b", "c", "d"])
    []
    >>> shown_in_order(["a", "c"], ["a", "b", "c"])
    ['c']
    """
    at, gap, missing = 0, True, []
    for line in excerpt:
        if line.strip() == SKIPPED:
            gap = True
            continue
        places = [i for i in range(at, len(output)) if output[i].rstrip() == line.rstrip()]
        if not places or (not gap and places[0] != at):
            missing.append(line)
        else:
            at, gap = places[0] + 1, False
    return missing


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as it is after `make.py run`: data/processed built from data/raw."""
    folder = tmp_path_factory.mktemp("study")
    shutil.copytree(ROOT / "data" / "raw", folder / "data" / "raw")
    build(folder / "data" / "raw", folder / "data" / "processed", jobs=0)
    return folder


@contextlib.contextmanager
def printed() -> Iterator[io.StringIO]:
    with contextlib.redirect_stdout(io.StringIO()) as out:
        yield out


@pytest.mark.parametrize("name", READMES)
def test_the_report_shown_is_what_the_program_prints(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (block,) = blocks((ROOT / name).read_text("utf-8"), "console")
    command, *excerpt = block.split("\n")
    words = command.removeprefix("$ gongkai ").split()
    monkeypatch.chdir(ROOT)
    assert main(words) == 0
    assert len([line for line in excerpt if line.strip() != SKIPPED]) >= 5
    assert shown_in_order(excerpt, capsys.readouterr().out.split("\n")) == []


@pytest.mark.parametrize("name", READMES)
def test_the_python_lines_run_and_print_what_is_shown(
    name: str, study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (ROOT / name).read_text("utf-8")
    (code,), (shown,) = blocks(page, "python"), blocks(page, "text")
    assert len(code.split("\n")) <= 6
    monkeypatch.chdir(study)
    with printed() as out:
        exec(compile(code, name, "exec"), {})
    assert out.getvalue().strip() == shown


def test_both_readmes_show_the_same() -> None:
    pages = [(ROOT / name).read_text("utf-8") for name in READMES]
    for language in ("console", "python", "text"):
        assert blocks(pages[0], language) == blocks(pages[1], language)
    commands = [
        [
            re.sub(r"\s+#.*", "", line)
            for block in blocks(page, "bash")
            for line in block.split("\n")
        ]
        for page in pages
    ]
    assert commands[0] == commands[1]
    assert {"python3 make.py run", "python3 make.py test"} <= set(commands[0])
    assert [page.count("\n## ") for page in pages] == [pages[0].count("\n## ")] * 2


def test_commands_in_the_readme_exist(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        line
        for block in blocks((ROOT / "README.md").read_text("utf-8"), "bash")
        for line in block.split("\n")
    ]
    commands = [
        line.removeprefix(".venv/bin/gongkai ").split()
        for line in lines
        if line.startswith(".venv/bin/gongkai ")
    ]
    assert commands
    for command, *words in commands:
        with pytest.raises(SystemExit) as ended:
            main([command, "--help"])
        assert ended.value.code == 0
        usage = capsys.readouterr().out
        assert [word for word in words if word.startswith("--") and word not in usage] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8"))
    assert [
        link
        for link in links
        if not link.startswith("https://") and not (page.parent / link).exists()
    ] == []


def test_every_direct_dependency_is_explained_and_no_other() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    tiers = {"Core": project["dependencies"]} | {f"`[{name}]`": extras[name] for name in extras}
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    for title, requirements in tiers.items():
        section = page.split(f"\n## {title}\n")[1].split("\n## ")[0]
        rows = [line.split("|")[1:3] for line in section.split("\n") if line.startswith("| `")]
        explained = re.findall(r"`([\w-]+)`", " ".join(first for first, _ in rows))
        assert sorted(explained) == sorted(
            re.split(r"[<>=\[]", requirement)[0] for requirement in requirements
        )


def test_the_bounds_in_the_limitations_are_those_of_the_code() -> None:
    told = " ".join((ROOT / "docs" / "limitations.md").read_text("utf-8").split())
    bounds = f"{limits.MAX_TEXT // limits.MEGABYTE} MB of text, {limits.MAX_BLOCKS:,} lines and cells, {limits.MAX_ROWS} rows of one table, {limits.MAX_FIGURES:,} figures"
    assert bounds in told
    assert limits.MAX_SECONDS == 120 and "after two minutes" in told


def test_the_version_is_the_same_everywhere() -> None:
    version = __version__
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text("utf-8")
    assert f"\n## {version} " in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_generated_pages_are_what_the_code_says() -> None:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    for name, write in generate.PAGES.items():
        page = ROOT / "docs" / name
        assert page.read_text("utf-8") == write(), "run: .venv/bin/python docs/generate.py"


def test_tests_that_pages_name_are_there() -> None:
    """A page that says what is tested names tests as `tests/FILE.py::NAME`."""
    pages = [*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"]
    named = {
        pair
        for page in pages
        for pair in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", page.read_text("utf-8"))
    }
    assert len(named) > 30
    missing = [
        f"{file}::{name}"
        for file, name in sorted(named)
        if not (ROOT / file).is_file()
        or not re.search(rf"^def {name}\(", (ROOT / file).read_text("utf-8"), re.MULTILINE)
    ]
    assert missing == []


def test_bounds_of_the_page_on_security_are_those_of_the_code() -> None:
    page = (ROOT / "docs" / "security.md").read_text("utf-8")
    megabytes = [
        f"{limits.MAX_FILE // 10**6} MB, {limits.MAX_TEXT // 10**6} MB",
        f"| {limits.MAX_UNPACKED // 10**6} MB, by its own list",
        f"| {limits.MAX_STEP} s without a result",
        f"| {limits.MAX_SECONDS} s |",
        f"| {limits.MAX_SPAN:,}, else",
        f"| {limits.MAX_BLOCKS:,}; {limits.MAX_ROWS} |",
        f"| {limits.MAX_LINE:,}; {limits.MAX_SENTENCE:,}; {limits.MAX_FIGURES:,} |",
        f"| {limits.MAX_STEPS:,} |",
        f"{limits.MAX_PAGES} | `too_large`",
    ]
    assert [words for words in megabytes if words not in page] == []
