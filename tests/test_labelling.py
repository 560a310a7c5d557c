"""A study's labels: read where they are stated, refused where they say something else, gone after."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analysis import build, load, read
from analysis.cli import main
from analysis.errors import UsageError
from analysis.extraction import extract
from analysis.forms import forms
from analysis.forms.added import Label, use_labels
from analysis.labelling import load_labels
from analysis.paths import RAW
from analysis.study.create import create_study
from analysis.tables.vocabulary import meanings

PAGE = (RAW / "pingtan-2020.txt").read_text("utf-8")
UNKNOWN = PAGE.replace("（一）予以公开", "（一）同意提供").replace("1.属于国家秘密", "1.国密信息")
GRANTED = Label("同意提供", "applications", "granted", "x.txt, line 71")
ENTRY = '[[labels]]\nlabel = "{}"\ntable = "{}"\nkey = "{}"\nseen = "x.txt, line 71"\n'


def write_labels(folder: Path, *entries: tuple[str, str, str]) -> Path:
    path = folder / "labels.toml"
    path.write_text("# mine\n" + "\n".join(ENTRY.format(*entry) for entry in entries), "utf-8")
    return path


def read_granted(labels: tuple[Label, ...]) -> list[float | None]:
    (found,) = extract(UNKNOWN.encode(), "x.txt", None, labels)
    readings = [
        r for r in found.recognised.readings if (r.table, r.row) == ("applications", "granted")
    ]
    return [reading.value for reading in readings]


def test_labels_are_known_where_they_are_stated() -> None:
    """With the label the row has its numbers; before and after it is unknown."""
    assert read_granted(()) == []
    assert read_granted((GRANTED,)) == [6, 0, 0, 0, 0, 1, 7]
    assert read_granted(()) == []
    assert not meanings("同意提供")
    with use_labels((GRANTED,)):
        assert [entry.key for entry in meanings("同意提供")] == ["granted"] * 2
        assert (
            forms()["form2019"].table("applications").find_row("granted").variants[-1].text
            == "同意提供"
        )
    assert not meanings("同意提供")


def test_write_label_entries_are_ready(tmp_path: Path) -> None:
    """The entries that a report prints are a file that reads what was missing."""
    report = read(UNKNOWN.encode(), "x.txt")
    (path := tmp_path / "labels.toml").write_text("\n".join(report.label_entries()), "utf-8")
    labels = load_labels(path)
    assert [(label.label, label.table, label.key, label.seen) for label in labels] == [
        ("（一）同意提供", "applications", "granted", "x.txt, line 71"),
        ("1.国密信息", "applications", "refused_state_secret", "x.txt, line 73"),
    ]
    assert 'label = "1.国密信息"' in str(report)
    (whole,) = extract(UNKNOWN.encode(), "x.txt", None, labels)
    (printed,) = extract(PAGE.encode(), "x.txt")
    assert [(r.table, r.row, r.column, r.value) for r in whole.recognised.readings] == [
        (r.table, r.row, r.column, r.value) for r in printed.recognised.readings
    ]
    assert "label_unknown" not in {problem.code for problem in whole.recognised.problems}


@pytest.mark.parametrize(
    ("name", "replaced", "keys"),
    [
        (
            "pingtan-2022.txt",
            {"（一）予以公开": "（一）同意提供"},
            ["granted"],
        ),  # placed by the sums
        (
            "pingtan-2020.txt",  # as many unknown as missing: in the order of the form
            {"（一）予以公开": "甲类情形", "1.属于国家秘密": "乙类情形"},
            ["granted", "refused_state_secret"],
        ),
    ],
)
def test_write_label_entries_keys(name: str, replaced: dict[str, str], keys: list[str]) -> None:
    """The key that is proposed first is the right one where position or sums tell it."""
    page = (RAW / name).read_text("utf-8")
    for label, other in replaced.items():
        page = page.replace(label, other)
    entries = read(page.encode(), name).label_entries()
    found = [line.split('"')[1] for line in entries if line.startswith("key = ")]
    assert found == keys


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (
            ("同意提供", "application", "granted"),
            "line 4: no table 'application'; nearest: applications",
        ),
        (
            ("同意提供", "applications", "grant"),
            "line 5: no row or column of .* 'grant'; nearest: granted",
        ),
        (
            ("部分公开", "applications", "granted"),
            "line 3: '部分公开' is known as applications.granted_partly",
        ),
        (("行政许可", "applications", "granted"), "line 3: '行政许可' is known as proactive"),
        (("1.", "applications", "granted"), "line 3: '1.' is no word"),
        (("", "applications", "granted"), "line 3: label is missing or no text"),
    ],
)
def test_load_labels_refuses(tmp_path: Path, entry: tuple[str, str, str], words: str) -> None:
    """With the line, and the nearest key."""
    with pytest.raises(UsageError, match=f"labels.toml, {words}"):
        load_labels(write_labels(tmp_path, entry))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[labels]]\nlabel == 'a'", "cannot be read: .*line 2"),
        ("[labels]\nlabel = 'a'", "write each entry as"),
        ("[[label]]\nlabel = 'a'", "unknown label; an entry begins"),
        (
            "\n[[labels]]\nlabel = '同意提供'\ntable = 'applications'\nkey = 'granted'",
            "line 2: seen is",
        ),
        (
            ENTRY.format("同意提供", "applications", "granted") + "note = 'x'",
            "line 6: unknown note",
        ),
        (
            ENTRY.format("同意提供", "applications", "granted")
            + ENTRY.format("（1）同意提供", "applications", "granted_partly"),
            "line 7: '（1）同意提供' is the label of applications.granted in line 1",
        ),
    ],
)
def test_load_labels_refuses_a_file(tmp_path: Path, text: str, words: str) -> None:
    """What is no list of complete entries."""
    (tmp_path / "labels.toml").write_text(text, "utf-8")
    with pytest.raises(UsageError, match=words):
        load_labels(tmp_path / "labels.toml")


@pytest.mark.parametrize("jobs", [1, 2])
def test_build_reads_the_labels_of_the_study(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    """In this process and in others; recorded in `dataset.json`; the next build without them is
    another one.
    """
    create_study(tmp_path / "study")
    monkeypatch.chdir(tmp_path / "study")
    Path("data/raw/x.txt").write_text(UNKNOWN, "utf-8")
    Path("data/raw/y.txt").write_text(UNKNOWN.replace("2020", "2019"), "utf-8")
    without = build("data/raw", "without", jobs=jobs)
    write_labels(Path(), ("同意提供", "applications", "granted"))
    granted = build("data/raw", "with", jobs=jobs).cells.filter(row="granted", column="total")
    assert granted["value"].to_list() == [7, 7]
    assert without.cells.filter(row="granted").is_empty()
    options = [
        json.loads(Path(name, "dataset.json").read_text())["options"]
        for name in ("without", "with")
    ]
    assert [option["labels"] for option in options] == [0, 1]
    assert options[0]["inputs"]["labels"] != options[1]["inputs"]["labels"]
    assert read("data/raw/x.txt").cells.filter(row="granted").height == 7
    assert read(UNKNOWN.encode()).cells.filter(row="granted").height == 7
    write_labels(Path())
    again = build("data/raw", "again", jobs=jobs)
    assert again.cells.filter(row="granted").is_empty()
    assert load("without").cells.equals(again.cells)


def test_a_bad_label_stops_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line, exit code 2, nothing built."""
    create_study(tmp_path / "study")
    monkeypatch.chdir(tmp_path / "study")
    Path("data/raw/x.txt").write_text(UNKNOWN, "utf-8")
    write_labels(Path(), ("同意提供", "applications", "grant"))
    for words in (["build"], ["show", "data/raw/x.txt"]):
        assert main(words) == 2
        assert "labels.toml, line 5: no row or column" in capsys.readouterr().err
    assert not Path("data/processed/dataset.json").exists()
