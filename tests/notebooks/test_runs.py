"""The notebooks at work: on other data, with other parameters, and started in other ways."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from books import NOTEBOOK_NAMES

import analysis
from analysis.errors import UsageError
from analysis.paths import NOTEBOOKS, RAW
from analysis.runner import Job, execute_all, run_figures

# Notebooks that show one report, and so cannot do without one.
OF_ONE_REPORT = {"0-start", "6-report-card"}


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundled")
    analysis.build(RAW, folder / "processed")
    return folder / "processed"


@pytest.fixture(scope="module")
def zeros(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of one report that has nothing but zeros in its tables."""
    folder = tmp_path_factory.mktemp("zeros")
    (folder / "raw").mkdir()
    text = (RAW / "pingtan-2022.txt").read_text("utf-8")
    text = re.sub(r"(?<=\| )\d+(\.\d+)?(?= \|)|^\d+(?= \|)", "0", text, flags=re.MULTILINE)
    (folder / "raw" / "a.txt").write_text(text, "utf-8")
    analysis.build(folder / "raw", folder / "processed")
    return folder / "processed"


def test_run_on_one_report_of_zeros(tmp_path: Path, zeros: Path) -> None:
    """Every notebook ends; what cannot be drawn is named with its reason, no rate is made of 0/0."""
    assert analysis.load(zeros)["reports"].height == 1
    summary = run_figures(zeros, None, tmp_path, "en,zh", "svg")
    assert summary.notebooks == list(NOTEBOOK_NAMES)
    assert "disclosure_rate: not drawn: no row has a rate" in "\n".join(summary.gaps)
    assert "coverage-zh.svg" in summary.files
    for path in tmp_path.glob("*.csv"):
        frame = pl.read_csv(path, infer_schema_length=None)
        if {"value", "n"} <= set(frame.columns):
            n = pl.col("n").cast(pl.Float64, strict=False)
            assert frame.filter((n == 0) & pl.col("value").is_not_null()).is_empty()


def test_run_with_other_parameters(tmp_path: Path, dataset: Path) -> None:
    """The parameters hold for every figure; a growth may look at a year that is not chosen."""
    given = {
        "issuers": "平潭综合实验区",
        "years": "2021,2022",
        "level": "county",
        "scope": "area",
        "measure": "refusal_rate",
        "by": "year",
        "min_n": "5",
        "width": "single",
    }
    summary = run_figures(dataset, None, tmp_path, "en", "svg", given)
    assert summary.notebooks == list(NOTEBOOK_NAMES)
    assert {"refusal_rate-en.svg", "received-growth-en.svg"} <= set(summary.files)
    for path in tmp_path.glob("*.csv"):
        frame = pl.read_csv(path, infer_schema_length=None)
        if path.name != "card-refusal_rate-trend.csv":  # all years of the issuer of the card
            assert set(frame["year"].drop_nulls()) <= {2021, 2022}, path.name
        if "issuer" in frame.columns:
            assert set(frame["issuer"]) == {"平潭综合实验区"}, path.name
    growth = pl.read_csv(tmp_path / "received-growth.csv", infer_schema_length=None)
    first = growth.filter(year=2021).row(0, named=True)
    assert (first["k"], first["n"]) == (70, 21)


def test_run_on_an_empty_selection(tmp_path: Path, dataset: Path) -> None:
    """Issuer and year are known and have no report together: sentences, not a wall of errors."""
    given = {"issuers": ["郴州市"], "years": [2025]}
    with pytest.raises(UsageError, match="no report of the dataset has issuers"):
        run_figures(dataset, None, tmp_path / "out", parameters=given)
    values = {"dataset": str(dataset), "lang": "en", "formats": "svg", **given}
    jobs = [Job(NOTEBOOKS / f"{name}.ipynb", values, tmp_path / name) for name in NOTEBOOK_NAMES]
    for job, outcome in execute_all(jobs, "empty"):
        name = job.notebook.stem
        if name in OF_ONE_REPORT:
            words = f"notebook {name}: no report matches the issuers, years, level and scope"
            assert outcome.failure == words
        else:
            assert (outcome.failure, bool(outcome.records)) == ("", True), name
            assert all(record["reason"] for record in outcome.records)
            assert not list(job.folder.iterdir())


def papermill(folder: Path, *words: str) -> Iterator[str]:
    command = [sys.executable, "-m", "papermill", str(NOTEBOOKS / "3-disputes.ipynb"), "o.ipynb"]
    options = ["-k", "python3", "--no-progress-bar", "-p", "lang", "en", "-p", "formats", "svg"]
    done = subprocess.run(
        [*command, *options, *words], cwd=folder, capture_output=True, text=True, check=False
    )
    yield str(done.returncode)
    yield done.stderr


def test_papermill_command_line(tmp_path: Path, dataset: Path) -> None:
    """A single name where a list is meant works, and `out` is below the caller's folder."""
    words = ("-p", "dataset", str(dataset), "-p", "issuers", "沈河区", "-p", "out", "f")
    code, error = papermill(tmp_path, *words)
    assert code == "0", error
    drawn = (tmp_path / "f" / "litigation_rate-en.svg").read_text("utf-8")
    assert "Shenhe" in drawn
    rows = pl.read_csv(tmp_path / "f" / "litigation_rate.csv", infer_schema_length=None)
    assert rows["issuer"].to_list() == ["沈河区"]


def test_papermill_command_line_unknown_issuer(tmp_path: Path, dataset: Path) -> None:
    """An issuer that the dataset does not have is an error with the nearest names."""
    words = ("-p", "dataset", str(dataset), "-p", "issuers", "沈河", "-p", "out", "f")
    code, error = papermill(tmp_path, *words)
    assert code != "0"
    assert "no issuer '沈河'; nearest: 沈河区" in error
    assert not (tmp_path / "f").exists()
