"""Frames of a dataset in the hands of pandas, Stata, Excel and seaborn."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

import analysis
from analysis.frames import Dataset
from analysis.frames.convert import to_pandas
from analysis.frames.schema import FRAMES, make_empty
from analysis.paths import RAW


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The bundled reports, and two files with problems, one of them with a line."""
    folder = tmp_path_factory.mktemp("built")
    shutil.copytree(RAW, folder / "raw")
    (folder / "raw" / "empty.txt").write_bytes(b"")
    (folder / "raw" / "letter.txt").write_text("各位同事：本周五下午三点开会。", "utf-8")
    return analysis.build(folder / "raw", folder / "out", jobs=0)


def same_values(frame: pl.DataFrame, back: pd.DataFrame) -> None:
    """Numbers and gaps of a frame are those that another program wrote and read."""
    assert list(back.columns) == frame.columns and len(back) == frame.height
    for name, kind in frame.schema.items():
        gaps = back[name].isna() | (back[name].astype(str) == "")
        assert gaps.to_list() == [value is None or value == "" for value in frame[name]], name
        if kind.is_numeric():
            numbers = back[name].astype("float64").fillna(-1).to_list()
            expected = frame[name].cast(pl.Float64).fill_null(-1).to_list()
            assert numbers == pytest.approx(expected, rel=1e-14, abs=0), (
                name
            )  # Excel keeps 15 digits
        elif isinstance(kind, pl.Enum):
            assert back[name].astype(str).to_list() == frame[name].to_list(), name


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", list(FRAMES))
def test_to_pandas_gives_what_stata_takes(name: str, dataset: Dataset, tmp_path: Path) -> None:
    dataset.pandas(name).to_stata(tmp_path / "a.dta", version=118, write_index=False)
    same_values(dataset[name], pd.read_stata(tmp_path / "a.dta"))
    to_pandas(make_empty(name)).to_stata(tmp_path / "b.dta", version=118, write_index=False)
    assert list(pd.read_stata(tmp_path / "b.dta").columns) == dataset[name].columns


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", list(FRAMES))
def test_to_pandas_gives_what_excel_takes(name: str, dataset: Dataset, tmp_path: Path) -> None:
    dataset.pandas(name).to_excel(tmp_path / "a.xlsx", index=False)
    same_values(
        dataset[name],
        pd.read_excel(
            tmp_path / "a.xlsx", engine="openpyxl", keep_default_na=False, na_values=[""]
        ),
    )


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("name", "x", "y", "hue"),
    [
        ("reports", "year", "n_cells", "level"),
        ("cells", "table", "value", "status"),
        ("applications", "outcome", "count", "applicant"),
        ("disputes", "channel", "count", "result"),
        ("proactive", "subject", "value", "measure"),
        ("statements", "year", "value", "bound"),
        ("sections", "section", "line_from", None),
        ("checks", "check", "difference", "result"),
        ("problems", "code", "line", "severity"),
    ],
)
def test_to_pandas_gives_what_seaborn_takes(
    name: str, x: str, y: str, hue: str | None, dataset: Dataset
) -> None:
    seaborn = pytest.importorskip("seaborn")
    from matplotlib.figure import Figure

    axes = Figure().add_subplot()
    frame = dataset.pandas(name)
    seaborn.stripplot(frame, x=x, y=y, hue=hue, ax=axes)
    if name in ("applications", "disputes"):
        used = [str(key) for key in frame[hue].cat.categories]
        assert [text.get_text() for text in axes.get_legend().get_texts()] == used


def test_to_pandas_keeps_the_order_of_the_form(dataset: Dataset) -> None:
    outcome = dataset.pandas("applications")["outcome"]
    assert outcome.cat.ordered and list(outcome.cat.categories[:3]) == [
        "new",
        "carried_in",
        "granted",
    ]
    assert outcome.min() == "new"


def test_to_pandas_gives_memory_that_may_be_written_to(dataset: Dataset) -> None:
    for name in FRAMES:
        frame = dataset.pandas(name)
        for column in frame.columns:
            frame.loc[0, column] = frame[column].iloc[-1]


def test_a_csv_file_reads_back_in_the_types_of_the_schema(dataset: Dataset) -> None:
    for name in FRAMES:
        frame = dataset[name]
        path = dataset.folder / "csv" / f"{name}.csv"
        back = pl.read_csv(path, schema_overrides=frame.schema)
        assert back.with_columns(pl.col(pl.Utf8).replace("", None)).equals(
            frame.with_columns(pl.col(pl.Utf8).replace("", None))
        ), name


def test_a_dataset_lists_its_frames(dataset: Dataset) -> None:
    assert set(FRAMES) <= set(dir(dataset)) and "pandas" in dir(dataset)
    assert dataset._ipython_key_completions_() == list(FRAMES)
