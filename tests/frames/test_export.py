"""Exports are read back by other programs: calamine, pandas' reader of Stata, frictionless, csv."""

import csv
import hashlib
import json
from pathlib import Path

import frictionless
import pandas as pd
import polars as pl
import pytest
from python_calamine import CalamineWorkbook

import analysis
from analysis.errors import UsageError
from analysis.frames import FRAMES, codebook, store, workbook
from analysis.frames.schema import list_dtypes, make_empty
from analysis.frames.staging import stage
from analysis.frames.store import guard_formulas
from analysis.paths import ROOT

FORMATS = {
    "xlsx": "a.xlsx",
    "dta": "dta",
    "csv": "csv",
    "parquet": "parquet",
    "datapackage": "package",
}
DANGEROUS = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-58",
    "-5+3",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "−58",
    "+8.5",
    "#N/A",
    "",
    "1e5",
    "007",
]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> analysis.Dataset:
    """Four bundled reports of all editions, and statements whose raw texts look like formulas."""
    folder = tmp_path_factory.mktemp("export")
    raw = folder / "raw"
    raw.mkdir()
    for name in ("pingtan-2014", "pingtan-2024", "shenhe-2020", "xianyang-2017"):
        (raw / f"{name}.txt").write_bytes((ROOT / "data" / "raw" / f"{name}.txt").read_bytes())
    built = analysis.build(raw, folder / "built", jobs=1)
    rows = [
        {
            "report_id": built.reports["report_id"][0],
            "key": "unclassified",
            "bound": "exact",
            "part": False,
            "paraphrase": False,
            "raw": raw_text,
            "sentence": "\x0b" + raw_text + "字" * 3000,
        }
        for raw_text in DANGEROUS
    ]
    odd = pl.concat(
        [make_empty("statements"), pl.DataFrame(rows, schema_overrides=list_dtypes("statements"))],
        how="diagonal",
    )
    with stage(folder / "processed") as out:
        for name in FRAMES:
            frame = pl.concat([built[name], odd]) if name == "statements" else built[name]
            store.write_part(out, name, 0, frame)
        store.finish(out)
    return analysis.load(folder / "processed")


def as_text(value: object) -> str:
    """A value as it stands in a CSV: whole numbers without decimals, nothing for a gap."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_export_xlsx(data: analysis.Dataset, tmp_path: Path, lang: str) -> None:
    """Another reader finds every sheet with its titles and values; no text became a formula."""
    (path,) = data.export("xlsx", tmp_path / "a.xlsx", lang=lang)
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names == [*FRAMES, "codebook"]
    for name in FRAMES:
        titles, *rows = book.get_sheet_by_name(name).to_python()
        assert titles == [codebook.find_title(name, column, lang) for column in data[name].columns]
        assert len(rows) == data[name].height
        for row, known in zip(rows, data[name].iter_rows(), strict=True):
            for cell, value in zip(row, known, strict=True):
                if isinstance(value, str):
                    assert str(cell).replace("_x000b_", "\x0b") == value
                elif isinstance(value, float):
                    assert cell == pytest.approx(value, rel=1e-14)  # 15 digits
                elif isinstance(value, int):
                    assert cell == value
                else:
                    assert str(cell) == as_text(value)
    formulas = CalamineWorkbook.from_path(path).get_sheet_by_name("statements").to_python()
    assert "=1+1" in {row[-3] for row in formulas}


def test_export_xlsx_freezes_titles(data: analysis.Dataset, tmp_path: Path) -> None:
    """The titles stay in sight, and the codebook explains every column."""
    openpyxl = pytest.importorskip("openpyxl")
    (path,) = data.export("xlsx", tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    assert {sheet.freeze_panes for sheet in book} == {"A2"}
    rows = list(book["codebook"].iter_rows(values_only=True))
    assert len(rows) == 1 + sum(len(list_dtypes(name)) for name in FRAMES)
    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type in "fe"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_export_dta(data: analysis.Dataset, tmp_path: Path, lang: str) -> None:
    """Stata's files hold the numbers, the labels of variables, and labels of values."""
    data.export("dta", tmp_path / "dta", lang=lang)
    for name in FRAMES:
        with pd.read_stata(tmp_path / "dta" / f"{name}.dta", iterator=True) as reader:
            back, labels, values = reader.read(), reader.variable_labels(), reader.value_labels()
        assert list(back.columns) == data[name].columns
        assert labels == {c: codebook.find_title(name, c, lang) for c in data[name].columns}
        for column, kind in data[name].schema.items():
            own, known = back[column], data[name][column]
            if kind.is_numeric():
                assert [None if pd.isna(v) else float(v) for v in own] == [
                    None if v is None else float(v) for v in known
                ]
            elif labelled := codebook.label_values(name, column, lang):
                assert [None if pd.isna(v) else v for v in own] == [labelled.get(v) for v in known]
                assert known.is_null().all() or set(own.dropna()) <= {*values[column].values()}
            elif kind == pl.Utf8:
                assert [v if isinstance(v, str) else "" for v in own] == [v or "" for v in known]


def test_export_csv_is_safe_in_a_spreadsheet(data: analysis.Dataset, tmp_path: Path) -> None:
    """A byte order mark, no field that begins like a formula, and numbers that stay numbers."""
    data.export("csv", tmp_path / "csv")
    for path in (tmp_path / "csv").iterdir():
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        with path.open(encoding="utf-8-sig", newline="") as file:
            head, *rows = csv.reader(file)
        for field in (field for row in rows for field in row):
            assert field[:1] not in "=+-@\t\r" or not field or float(field) is not None
        if path.stem in FRAMES:
            guarded = guard_formulas(data[path.stem])
            assert head == guarded.columns
            for row, known in zip(rows, guarded.iter_rows(), strict=True):
                assert row == [as_text(value) for value in known]
    raw = {
        row["raw"]
        for row in csv.DictReader(
            (tmp_path / "csv" / "statements.csv").open(encoding="utf-8-sig", newline="")
        )
    }
    assert {"'=1+1", "-58", "'-5+3", "'@SUM(A1)", "'\tx", "+8.5", "007"} <= raw


def test_export_parquet(data: analysis.Dataset, tmp_path: Path) -> None:
    """pandas reads the same rows."""
    data.export("parquet", tmp_path / "parquet")
    for name in FRAMES:
        back = pd.read_parquet(tmp_path / "parquet" / f"{name}.parquet")
        assert back.shape == data[name].shape
        assert list(back.columns) == data[name].columns
    assert (
        pd.read_parquet(tmp_path / "parquet" / "cells.parquet")["value"].sum()
        == data.cells["value"].sum()
    )


@pytest.mark.parametrize("frames", [(), ("applications", "reports")])
def test_export_datapackage(
    data: analysis.Dataset, tmp_path: Path, frames: tuple[str, ...]
) -> None:
    """frictionless finds the package valid: types, keys, references, hashes; and the rows are there."""
    files = data.export("datapackage", tmp_path / "package", frames=frames)
    (descriptor,) = [path for path in files if path.name == "datapackage.json"]
    report = frictionless.validate(str(descriptor))
    assert report.flatten(["rowNumber", "fieldName", "type", "note"]) == []
    package = frictionless.Package(str(descriptor))
    assert [one.name for one in package.resources] == [
        n for n in FRAMES if not frames or n in frames
    ]
    rows = package.get_resource("applications").read_rows()
    assert [row["count"] for row in rows] == data.applications["count"].to_list()


def test_exports_are_the_same_bytes_again(data: analysis.Dataset, tmp_path: Path) -> None:
    """Twice the same dataset, twice the same files."""
    digests = []
    for turn in ("one", "two"):
        files = [
            f
            for to, name in FORMATS.items()
            for f in data.export(to, tmp_path / turn / name, frames=["reports", "disputes"])
        ]
        digests.append([hashlib.sha256(file.read_bytes()).hexdigest() for file in files])
    assert digests[0] == digests[1]


@pytest.mark.parametrize("to", FORMATS)
def test_export_overwrites_nothing_without_consent(
    data: analysis.Dataset, tmp_path: Path, to: str
) -> None:
    """What is there stays, with a sentence; with force only files of an export are replaced."""
    out = tmp_path / FORMATS[to]
    data.export(to, out, frames=["sections"])
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(UsageError, match="--force"):
        data.export(to, out, frames=["sections"], lang="zh")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    data.export(to, out, frames=["sections"], lang="zh", force=True)
    if out.is_dir():
        (out / "mine.txt").write_text("x")
        with pytest.raises(UsageError, match=r"mine\.txt"):
            data.export(to, out, frames=["sections"], force=True)
        assert (out / "mine.txt").read_text() == "x"
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_export_without_rights(
    data: analysis.Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The place that was named is named, not the hidden folder beside it, with what to do."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(tmp_path / ".a.csv.x7"))

    monkeypatch.setattr("tempfile.TemporaryDirectory", refuse)
    with pytest.raises(UsageError, match=r"a: cannot be written: Permission denied; change the "):
        data.export("csv", tmp_path / "a")


def test_export_refuses_what_does_not_fit(
    data: analysis.Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows of a sheet, characters of a cell, a byte 0 in Stata: a sentence that says what to do."""
    for name, limit, words in (
        ("_ROWS", 3, "an Excel sheet holds 2"),
        ("_CHARACTERS", 5, "an Excel cell holds 5"),
    ):
        with monkeypatch.context() as patched:
            patched.setattr(workbook, name, limit)
            with pytest.raises(UsageError, match=words):
                data.export("xlsx", tmp_path / "a.xlsx")
    for words, arguments in (
        ("no format 'xls'; nearest: xlsx", ("xls", tmp_path / "b")),
        (r"name b\.xlsx", ("xlsx", tmp_path / "b")),
        ("no frame 'cell'; nearest: cells", ("csv", tmp_path / "b", "en", ["cell"])),
        ("no language 'de'", ("csv", tmp_path / "b", "de")),
    ):
        to, out, *rest = arguments
        with pytest.raises(UsageError, match=words):
            data.export(to, out, **dict(zip(("lang", "frames"), rest, strict=False)))
    assert list(tmp_path.iterdir()) == []


def test_codebook_labels_every_value_in_chinese() -> None:
    """Every column has two titles, short enough for Stata; every value has a Chinese label of its own."""
    for name in FRAMES:
        for column in list_dtypes(name):
            titles = {codebook.find_title(name, column, lang) for lang in codebook.LANGUAGES}
            assert max(map(len, titles)) <= 80
            labels = codebook.label_values(name, column, "zh")
            assert len({*labels.values()}) == len(labels)
            assert [v for v in labels if labels[v] == v] == []
    assert (
        json.loads(json.dumps(codebook.label_values("disputes", "result", "zh")))["other"]
        == "其他结果"
    )
