"""`gongkai add`: what was read is said and registered, and nothing is lost whatever happens."""

from __future__ import annotations

import csv
import io
import os
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from analysis import build, read
from analysis.cli import main
from analysis.paths import RAW
from analysis.study import adding

PINGTAN = RAW / "pingtan-2020.txt"
UNTITLED = "\n".join((RAW / "chenzhou-2019.txt").read_text("utf-8").split("\n")[1:])


def add(capsys: pytest.CaptureFixture[str], *words: Any) -> tuple[int, str]:
    code = main(["add", *map(str, words)])
    captured = capsys.readouterr()
    return code, captured.out + captured.err


def read_rows(study: Path) -> list[dict[str, str]]:
    text = (study / "manifest.csv").read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def list_raw(study: Path) -> list[str]:
    return sorted(p.name for p in (study / "data" / "raw").rglob("*") if p.name != ".gitkeep")


def test_add_registers_what_was_inferred(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Copied byte for byte; issuer, year, level, scope and code with where from; doubts said."""
    code, out = add(capsys, PINGTAN)
    assert code == 0
    assert (study / "data" / "raw" / "pingtan-2020.txt").read_bytes() == PINGTAN.read_bytes()
    (row,) = read_rows(study)
    assert {name: row[name] for name in ("file", "issuer", "issuer_from", "year", "year_from")} == {
        "file": "pingtan-2020.txt",
        "issuer": "平潭综合实验区",
        "issuer_from": "title",
        "year": "2020",
        "year_from": "title",
    }
    assert (row["level"], row["level_from"]) == ("county", "division")
    assert (row["scope"], row["scope_from"]) == ("area", "organ")
    assert (row["division_code"], row["division_code_from"]) == ("350128", "title")
    assert "平潭综合实验区 2020 county area 350128 · 198 cells" in out
    assert "2 sums that must hold do not" in out


def test_add_inferred_values_are_no_statements(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The dataset is the one without a manifest; a corrected value goes before the document."""
    add(capsys, PINGTAN)
    inferred = build("data/raw", "one", jobs=0).reports.to_dicts()
    assert inferred[0]["year_from"] == "title"
    text = (study / "manifest.csv").read_text("utf-8-sig")
    (study / "manifest.csv").write_text(text.replace(",2020,", ",2018,"), "utf-8-sig")
    (corrected,) = build("data/raw", "two", jobs=0).reports.to_dicts()
    assert (corrected["year"], corrected["year_from"]) == (2018, "manifest")
    assert corrected["issuer_from"] == "title"
    assert read("data/raw/pingtan-2020.txt").reports["year"].to_list() == [2018]


def test_add_correction_carries_what_follows(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With another issuer, level and code follow it and not the row's inferred ones."""
    add(capsys, PINGTAN)
    text = (study / "manifest.csv").read_text("utf-8-sig")
    text = text.replace(",平潭综合实验区,title,", ",郴州市人民政府,title,", 1)
    (study / "manifest.csv").write_text(text, "utf-8-sig")
    (row,) = build("data/raw", "two", jobs=0).reports.to_dicts()
    assert (row["issuer"], row["issuer_from"]) == ("郴州市人民政府", "manifest")
    assert (row["division_code"], row["level"]) == ("431000", "prefecture")


def test_add_confirmed_value(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who empties `year_from` states the year."""
    add(capsys, PINGTAN)
    text = (study / "manifest.csv").read_text("utf-8-sig")
    (study / "manifest.csv").write_text(text.replace(",2020,title,", ",2020,,"), "utf-8-sig")
    assert build("data/raw", "one", jobs=0).reports["year_from"].to_list() == ["manifest"]


def test_add_pasted_text_without_title(
    study: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pasted text has a name by its content, and the line says what is missing."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(UNTITLED.encode())))
    code, out = add(capsys, "-")
    assert code == 0
    (name,) = list_raw(study)
    assert name.startswith("pasted-")
    assert name.endswith(".txt")
    assert "issuer_unknown" in out
    (row,) = read_rows(study)
    assert (row["file"], row["issuer"], row["issuer_from"]) == (name, "", "")


def test_add_unknown_label(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A label that no form knows comes with a ready entry; pasted, the row is read."""
    page = study.parent / "page.txt"
    page.write_text(PINGTAN.read_text("utf-8").replace("（一）予以公开", "（一）同意提供"), "utf-8")
    code, out = add(capsys, page)
    assert code == 0
    entry = out[out.index("[[labels]]") : out.index("1 report added")]
    with (study / "labels.toml").open("a", encoding="utf-8") as file:
        file.write(textwrap.dedent("    " + entry))
    cells = build("data/raw", "one", jobs=0).cells.filter(row="granted", column="total")
    assert cells["value"].to_list() == [7]


def test_add_folder(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Folders keep their order below `data/raw`; what is no report is refused and named."""
    saved = study.parent / "saved"
    (saved / "2020" / "a_files").mkdir(parents=True)
    (saved / "2020" / "a.html").write_bytes(PINGTAN.read_bytes())
    (saved / "2020" / "a_files" / "menu.js").write_text("x")
    (saved / "minutes.txt").write_text("会议纪要")
    code, out = add(capsys, saved)
    assert code == 1
    assert [row["file"] for row in read_rows(study)] == ["2020/a.html"]
    assert "minutes.txt: not added: not_a_report" in out
    assert "1 report added, 1 refused" in out
    assert (saved / "minutes.txt").is_file()


def test_add_folder_of_other_documents(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder without any report: nothing is added, and it is said once for each reason."""
    other = study.parent / "other"
    other.mkdir()
    for number in range(30):
        (other / f"{number:02}.txt").write_text(f"会议纪要 {number}")
    code, out = add(capsys, other)
    assert code == 1
    assert list_raw(study) == []
    assert read_rows(study) == []
    assert len(out.strip().split("\n")) <= 4
    assert "30" in out


def test_add_twice(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same bytes under any name are there already."""
    add(capsys, PINGTAN)
    copy = study.parent / "copy.txt"
    copy.write_bytes(PINGTAN.read_bytes())
    before = (study / "manifest.csv").read_bytes()
    code, out = add(capsys, PINGTAN, copy)
    assert code == 0
    assert out.count("is in the study already, as pingtan-2020.txt") == 2
    assert (study / "manifest.csv").read_bytes() == before
    assert list_raw(study) == ["pingtan-2020.txt"]


def test_add_taken_name(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Another file of the same name is refused, and the first one stays."""
    add(capsys, PINGTAN)
    other = study.parent / "pingtan-2020.txt"
    other.write_bytes((RAW / "pingtan-2021.txt").read_bytes())
    code, out = add(capsys, other, RAW / "pingtan-2022.txt")
    assert code == 1
    assert "the study has another file of the name pingtan-2020.txt; give this one another" in out
    assert (study / "data" / "raw" / "pingtan-2020.txt").read_bytes() == PINGTAN.read_bytes()
    assert list_raw(study) == ["pingtan-2020.txt", "pingtan-2022.txt"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, os.strerror(28))])
def test_add_interrupted(
    study: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException | type[BaseException],
) -> None:
    """Files and rows of what was added before stay; the same command again does the rest."""
    files = [RAW / f"pingtan-{year}.txt" for year in (2020, 2021, 2022)]
    with monkeypatch.context() as patch:
        write = Path.write_bytes

        def write_some(path: Path, data: bytes) -> int:
            if "pingtan-2021" in path.name:
                write(path, data[:100])
                raise error
            return write(path, data)

        patch.setattr(Path, "write_bytes", write_some)
        code, out = add(capsys, *files)
    assert code in (2, 130)
    assert [row["file"] for row in read_rows(study)] == ["pingtan-2020.txt"]
    assert "pingtan-2021.txt" not in list_raw(study)
    if isinstance(error, OSError):
        assert "No space left on device" in out
        assert "then add the rest again" in out
    code, out = add(capsys, *files)
    assert code == 0
    assert [row["file"] for row in read_rows(study)] == [file.name for file in files]
    assert list_raw(study) == [file.name for file in files]


def test_add_killed_before_the_manifest(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that stands in `data/raw` without a row gets its row."""
    (study / "data" / "raw" / "here.txt").write_bytes(PINGTAN.read_bytes())
    (study / "data" / "raw" / ".adding-half.txt").write_bytes(b"half")
    code, _ = add(capsys, PINGTAN)
    assert code == 0
    assert [row["file"] for row in read_rows(study)] == ["here.txt"]
    assert list_raw(study) == ["here.txt"]


@pytest.mark.parametrize(
    ("encoding", "end"), [("utf-8", "\n"), ("gb18030", "\r\n"), ("utf-16", "\r\n")]
)
def test_add_keeps_the_manifest(
    study: Path, capsys: pytest.CaptureFixture[str], encoding: str, end: str
) -> None:
    """Encoding, columns and rows of a manifest stay as its keeper saved them."""
    before = f"note,file,issuer,year{end}甲乙丙,2020/*.html,平潭县,{end}".encode(encoding)
    (study / "manifest.csv").write_bytes(before)
    add(capsys, PINGTAN)
    after = (study / "manifest.csv").read_bytes()
    assert after.startswith(before)
    assert after.decode(encoding) == (
        f"note,file,issuer,year{end}甲乙丙,2020/*.html,平潭县,{end}"
        f",pingtan-2020.txt,平潭综合实验区,2020{end}"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nothing.html"], "no such file or folder: nothing.html; nothing was added"),
        (["figures"], "figures: this folder holds no document; name another"),
        ([], "the following arguments are required: FILE|FOLDER"),
    ],
)
def test_add_unusable(
    study: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    """One line, exit code 2."""
    code, out = add(capsys, *words)
    assert code == 2
    assert said in out
    assert len(out.strip().split("\n")) == 1


def test_add_outside_of_a_study(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next step is `gongkai init`."""
    monkeypatch.chdir(tmp_path)
    code, out = add(capsys, PINGTAN)
    assert code == 2
    assert "no study here: gongkai init FOLDER makes one" in out


def test_add_without_permission(
    study: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that cannot be written is named, with what to do."""

    def refuse(path: Path, _: bytes) -> int:
        raise PermissionError(13, os.strerror(13), str(path))

    monkeypatch.setattr(Path, "write_bytes", refuse)
    code, out = add(capsys, PINGTAN)
    assert code == 2
    assert "pingtan-2020.txt: cannot be written (Permission denied); what was added" in out
    assert list_raw(study) == []


def test_add_manifest_that_cannot_be_replaced(
    study: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was copied is said with its place, and the same command again writes the rows."""

    def refuse(path: Path, _: Path) -> Path:
        raise PermissionError(13, os.strerror(13), str(path))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refuse)
        code, out = add(capsys, PINGTAN)
    assert code == 2
    assert f"the files are in {Path('data', 'raw')}, their rows are not" in out
    assert add(capsys, PINGTAN)[0] == 0
    assert [row["file"] for row in read_rows(study)] == ["pingtan-2020.txt"]


def test_describe_report_unknown() -> None:
    """A report of nobody in no year."""
    report = read("信息内容 | 本年处理决定数量 |\n行政许可 | 42 |\n".encode())
    assert adding.describe_report(report).startswith(
        "issuer and year unknown · 1 cell of proactive"
    )
