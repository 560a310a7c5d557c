"""A folder to a dataset: the same bytes for the same input, and no document that stops it or
disappears.
"""

import hashlib
import os
import re
import shutil
from pathlib import Path

import deadly
import polars as pl
import pytest

import analysis
from analysis import reading
from analysis.errors import CorrectionError, DatasetError, UsageError
from analysis.frames.lock import lock_folder
from analysis.listing import walk
from analysis.paths import PROCESSED, RAW

REPORT = (RAW / "shenhe-2020.txt").read_bytes()


def hashes(folder: Path) -> dict[str, str]:
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for at in range(24):
        (folder / f"{at:03}.txt").write_bytes(REPORT + f"\n\n附 {at}".encode())
    return folder


def test_processes_and_place_do_not_change_a_byte(corpus: Path, tmp_path: Path) -> None:
    analysis.build(corpus, tmp_path / "one", jobs=1)
    moved = tmp_path / "elsewhere" / "deep"
    shutil.copytree(corpus, moved)
    analysis.build(moved, tmp_path / "two", jobs=2)
    assert hashes(tmp_path / "one") == hashes(tmp_path / "two")


def test_a_build_is_refused_while_another_one_is_at_work_and_costs_nothing(tmp_path: Path) -> None:
    file = RAW / "shenhe-2020.txt"
    analysis.build(file, tmp_path / "out", jobs=0)
    before = hashes(tmp_path / "out")
    with lock_folder(tmp_path / "out"), pytest.raises(DatasetError, match="is being built by"):
        analysis.build(RAW / "pingtan-2021.txt", tmp_path / "out", jobs=0)
    (tmp_path / "out" / "csv" / "mine.csv").write_text("a")
    with pytest.raises(DatasetError, match=r"csv/mine\.csv"):
        analysis.build(file, tmp_path / "out", jobs=0)
    (tmp_path / "out" / "csv" / "mine.csv").unlink()
    assert hashes(tmp_path / "out") == before


def test_a_document_of_which_a_process_dies_costs_no_other(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One kills its process, one hangs, one takes too much memory; of one a process dies by
    chance.
    """
    for path in sorted(corpus.iterdir())[4:]:
        path.unlink()
    whole = analysis.build(corpus, tmp_path / "whole", jobs=0)
    for word in ("KILLS", "HANGS", "GROWS", "ONCE"):
        (corpus / f"{word}.txt").write_bytes(REPORT + f"附 {word}".encode())
    monkeypatch.setattr(reading, "_write_bundle", deadly.write_bundle)
    monkeypatch.setattr(reading, "MAX_STEP", 10)
    monkeypatch.setenv("DEADLY", str(tmp_path))
    dataset = analysis.build(corpus, tmp_path / "out", jobs=1)
    ids = set(whole["reports"]["report_id"])
    assert set(dataset["reports"]["source"]) == {*whole["reports"]["source"], "ONCE.txt"}
    assert dataset["cells"].filter(pl.col("report_id").is_in(ids)).equals(whole["cells"])
    problems = dataset["problems"].filter(pl.col("code") == "beyond_limits")
    assert dict(problems.select("source", "found").iter_rows()) == {
        "KILLS.txt": "a process that ended",
        "HANGS.txt": "no result within 10 seconds",
        "GROWS.txt": "more than 1000 MB of memory",
    }
    monkeypatch.undo()  # the machine was at fault: the next build reads them
    again = analysis.build(corpus, tmp_path / "out", jobs=0)
    assert again["reports"].height == len(ids) + 4


def test_bad_documents_are_rows_of_problems_and_the_rest_is_built(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    (folder / "sub").mkdir(parents=True)
    (folder / "good.txt").write_bytes(REPORT)
    (folder / "sub" / "copy.txt").write_bytes(REPORT)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.html").write_bytes(bytes(range(256)) * 40)
    (folder / "letter.txt").write_text(
        "各位同事：本周五下午三点开会，请准时参加。", encoding="utf-8"
    )
    (folder / "gbk.txt").write_bytes(REPORT.decode().replace("\xa0", " ").encode("gb18030"))
    (folder / "half.txt").write_bytes(REPORT[: len(REPORT) * 6 // 10])
    for name in (".hidden.txt", "README.md", "notes.json", "list.csv", "form.toml"):
        (folder / name).write_bytes(REPORT)
    dataset = analysis.build(folder, tmp_path / "out", jobs=0)
    reports, problems = dataset["reports"], dataset["problems"]
    assert sorted(reports["source"]) == ["gbk.txt", "good.txt", "half.txt"]
    # one problem a file: what could not be read is not called no report as well
    assert problems.filter(~pl.col("source").is_in(reports["source"].implode())).select(
        "source", "code"
    ).rows() == [
        ("binary.html", "binary_file"),
        ("empty.txt", "empty_file"),
        ("letter.txt", "not_a_report"),
        ("sub/copy.txt", "duplicate_file"),
    ]
    told = problems.filter(pl.col("source") == "letter.txt").row(0, named=True)
    assert told["expected"] and told["found"].startswith("各位同事") and told["line"] == 1
    assert (
        dataset["cells"]
        .filter(
            pl.col("report_id") == reports.filter(pl.col("source") == "gbk.txt")["report_id"][0]
        )
        .height
        == 198
    )


def test_a_folder_without_documents_leaves_the_dataset_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    analysis.build(RAW / "shenhe-2020.txt", tmp_path / "out", jobs=0)
    before = hashes(tmp_path / "out")
    with pytest.raises(UsageError, match="no document below"):
        analysis.build(tmp_path / "corpus", tmp_path / "out", jobs=0)
    assert hashes(tmp_path / "out") == before


def test_a_dataset_inside_the_source_is_not_read_again(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(REPORT)
    analysis.build(tmp_path, tmp_path / "out", jobs=0)
    before = hashes(tmp_path / "out")
    analysis.build(tmp_path, tmp_path / "out", jobs=0)
    assert hashes(tmp_path / "out") == before
    with pytest.raises(UsageError, match="holds the reports"):
        analysis.build(tmp_path, tmp_path, jobs=0)


def test_unusable_arguments(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        analysis.build(tmp_path / "nowhere", tmp_path / "out", jobs=0)
    with pytest.raises(UsageError, match="--jobs"):
        analysis.build(RAW, tmp_path / "out", jobs=-1)
    with pytest.raises(UsageError, match="no such manifest"):
        analysis.build(RAW, tmp_path / "out", manifest=tmp_path / "none.csv", jobs=0)
    (tmp_path / "near.csv").write_text("file,yeer\na,1\n")
    with pytest.raises(UsageError, match="is it 'year'"):
        analysis.build(RAW, tmp_path / "out", manifest=tmp_path / "near.csv", jobs=0)
    (tmp_path / "odd.csv").write_text("name,year\na,1\n")
    with pytest.raises(UsageError, match="no column 'file'"):
        analysis.build(RAW, tmp_path / "out", manifest=tmp_path / "odd.csv", jobs=0)


def test_what_programs_leave_is_no_document(tmp_path: Path) -> None:
    page = "年报_平潭.html"
    kept = (
        "年报_平潭_files/frame.html",
        "年报_平潭_files/表.pdf",
        page,
        "files/a.png",
        "其他_files/a.js",
        "扫描.png",
    )
    left = (
        "年报_平潭_files/a.css",
        "年报_平潭_files/jquery.js.下载",
        "年报_平潭_files/sub/logo.png",
        "年报_平潭.files/a.gif",
        "~$年报.docx",
        "Thumbs.db",
        "sub/desktop.ini",
    )
    for name in (*kept, *left, ".DS_Store", "readme 先读.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    assert list(walk(tmp_path)) == sorted(kept)


def test_a_folder_that_cannot_be_read_stops_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.txt").write_bytes(REPORT)
    real = os.scandir

    def closed(path: str) -> object:
        if str(path).endswith("sub"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", closed)
    with pytest.raises(UsageError, match="sub: Permission denied: this folder cannot be read"):
        analysis.build(tmp_path, tmp_path / "out", jobs=0)
    assert not (tmp_path / "out").exists()


def test_build_two_manifests(tmp_path: Path) -> None:
    """A manifest of the study and one beside the reports: neither is passed over without a word."""
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    (raw / "a.txt").write_bytes(REPORT)
    for folder in (tmp_path, raw):
        (folder / "manifest.csv").write_text("file,year\na.txt,2018\n")
    words = r"manifest\.csv and .+data/raw/manifest\.csv both give the manifest: keep one of them"
    with pytest.raises(UsageError, match=words):
        analysis.build(raw, tmp_path / "out", jobs=0)
    named = analysis.build(raw, tmp_path / "out", manifest=tmp_path / "manifest.csv", jobs=0)
    assert named.reports["year"].to_list() == [2018]


def test_a_manifest_goes_before_the_document_and_must_describe_it(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.txt").write_bytes(REPORT)
    digest = hashlib.sha256(REPORT).hexdigest()
    (folder / "manifest.csv").write_text(
        f"file,issuer,year,sha256\na.txt,某某区,2009,{digest}\ngone.txt,x,2010,\n", encoding="utf-8"
    )
    dataset = analysis.build(folder, tmp_path / "out", jobs=0)
    row = dataset["reports"].row(0, named=True)
    assert (row["issuer"], row["year"], row["year_from"]) == ("某某区", 2009, "manifest")
    assert ("gone.txt", "manifest_unmatched") in set(
        dataset["problems"].select("source", "code").iter_rows()
    )
    (folder / "manifest.csv").write_text(
        f"file,issuer,year,sha256\na.txt,某某区,2009,{'0' * 64}\n", encoding="utf-8"
    )
    dataset = analysis.build(folder, tmp_path / "out", jobs=0)
    assert dataset["reports"]["year"].to_list() == [2020]
    assert "manifest_mismatch" in dataset["problems"]["code"].to_list()


def test_a_correction_is_applied_where_its_raw_text_stands_and_fails_where_it_is_gone(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.txt").write_bytes(REPORT)
    report_id = "r" + hashlib.sha256(REPORT).hexdigest()[:15]
    entry = f'[[corrections]]\nreport = "{report_id}"\ncell = "applications.new.total"\nraw = "220"\nvalue = 221\nreason = "r"\nevidence = "e"\n'
    (tmp_path / "c.toml").write_text(entry)
    dataset = analysis.build(folder, tmp_path / "out", corrections_file=tmp_path / "c.toml", jobs=0)
    key = (pl.col("row") == "new") & (pl.col("column") == "total")
    assert dataset["cells"].filter(key).select("value", "raw", "status").row(0) == (
        221,
        "220",
        "corrected",
    )
    assert dataset["applications"].filter(
        (pl.col("outcome") == "new") & (pl.col("applicant") == "total")
    )["count"].to_list() == [221]
    for broken in (entry.replace('"220"', '"22O"'), entry.replace(report_id, "r" + "0" * 15)):
        (tmp_path / "c.toml").write_text(broken)
        with pytest.raises(CorrectionError):
            analysis.build(folder, tmp_path / "out", corrections_file=tmp_path / "c.toml", jobs=0)


def test_the_walk_is_sorted_whatever_the_file_system(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a.txt", "b/10.txt", "B.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert list(walk(tmp_path)) == [
        "B.txt",
        "a.txt",
        "b/10.txt",
        "b/2.txt",
    ]


def test_two_reports_in_one_file_are_two_reports(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    second = (RAW / "pingtan-2021.txt").read_bytes()
    (folder / "both.txt").write_bytes(REPORT + b"\n\n" + second)
    (folder / "links.txt").write_bytes(
        REPORT
        + "\n\n平潭综合实验区2019年政府信息公开工作年度报告\n某某区2018年政府信息公开工作年度报告\n".encode()
    )
    dataset = analysis.build(folder, tmp_path / "out", jobs=0)
    both = "r" + hashlib.sha256(REPORT + b"\n\n" + second).hexdigest()[:15]
    reports = dataset["reports"].filter(pl.col("source") == "both.txt")
    assert reports.select("report_id", "year").sort("year").rows() == [
        (both, 2020),
        (f"{both}-2", 2021),
    ]
    totals = (
        dataset["cells"]
        .filter(pl.col("row") == "new", pl.col("column") == "total")
        .select("report_id", "value")
        .rows()
    )
    assert {(both, 220.0), (f"{both}-2", 70.0)} <= set(totals)
    assert dataset["reports"].filter(pl.col("source") == "links.txt").height == 1


def test_the_committed_tables_are_what_the_code_builds(tmp_path: Path) -> None:
    analysis.build(RAW, tmp_path / "out", jobs=0)
    committed = PROCESSED / "csv"
    assert hashes(tmp_path / "out" / "csv") == {
        n: h for n, h in hashes(committed).items() if n.endswith(".csv")
    }, "run: python3 make.py run"


def test_two_copies_of_one_report_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.txt").write_bytes((RAW / "pingtan-2022.txt").read_bytes())
    (folder / "b.txt").write_bytes((RAW / "pingtan-2022.txt").read_bytes().replace(b"\n", b"\r\n"))
    (folder / "c.txt").write_bytes((RAW / "pingtan-2021.txt").read_bytes())
    told = analysis.build(folder, tmp_path / "out", jobs=0)["problems"].filter(
        pl.col("code") == "duplicate_report"
    )
    assert told.select("source", "found").rows() == [("a.txt", "b.txt"), ("b.txt", "a.txt")]


def test_reports_with_the_same_numbers_are_told_whoever_issued_them(tmp_path: Path) -> None:
    """Pages saved without their title, or under another year; the zeros of small offices are no
    copies.
    """
    folder = tmp_path / "corpus"
    folder.mkdir()
    text = (RAW / "pingtan-2022.txt").read_text("utf-8")
    (folder / "a.txt").write_text(text, "utf-8")
    (folder / "下载 (1).txt").write_text(
        text.replace("平潭综合实验区", "").replace("平潭", ""), "utf-8"
    )
    (folder / "2021.txt").write_text(text.replace("2022", "2021"), "utf-8")
    small = re.sub(
        r"(?<=\| )\d+(\.\d+)?(?= \|)|^\d+(?= \|)",
        "0",
        text.replace("平潭综合实验区", ""),
        flags=re.MULTILINE,
    )
    (folder / "c.txt").write_text(small, "utf-8")
    (folder / "d.txt").write_text(small + "\n", "utf-8")
    told = analysis.build(folder, tmp_path / "out", jobs=0)["problems"].filter(
        pl.col("code") == "duplicate_report"
    )
    assert told.select("source", "found").rows() == [
        ("2021.txt", "a.txt, 下载 (1).txt"),
        ("a.txt", "2021.txt, 下载 (1).txt"),
        ("下载 (1).txt", "2021.txt, a.txt"),
    ]
    assert all("manifest.csv" in message for message in told["message"])
