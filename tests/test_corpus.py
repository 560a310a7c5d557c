"""The made corpus: its numbers keep the identities, cases are carried over, and equal arguments give equal bytes."""

from __future__ import annotations

import doctest
import importlib
import sys
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))

import corpus
from generate.frames import make_bodies, parts, write_dataset
from generate.issuers import make_issuers
from generate.reports import Options, make_report, with_layouts
from generate.series import APPLICANTS, draw_years, received_below

import analysis
from analysis.forms import evaluate, forms, list_instances
from analysis.frames.schema import list_dtypes


def _holds(form: str, values: dict[tuple[str, str, str], float]) -> bool:
    edition = forms()[form]
    found = [
        i
        for t in edition.tables
        for i in list_instances(edition, t.key, {k[1:] for k in values if k[0] == t.key})
    ]
    return all(evaluate(i, values, set()).result == "pass" for i in found)


def test_make_issuers_levels_and_namesakes() -> None:
    """Several provinces, all levels, two districts of one name, nobody twice."""
    found = make_issuers(200, seed=3)
    assert len({i.name for i in found}) == len({i.issuer_id for i in found}) == 200
    assert {i.level for i in found} == {"province", "prefecture", "county", "township"}
    assert {i.kind for i in found} == {"government", "general_office", "department"}
    assert len({i.province for i in found}) >= 4
    assert Counter(i.own_name for i in found if i.kind == "government")["鼓楼区"] >= 2


def test_draw_years_identities_and_carry_over() -> None:
    """Every table keeps the sums of its form, and a year's open cases are those of the next one."""
    for issuer in make_issuers(30, seed=5):
        before = None
        for year in draw_years(issuer, range(2013, 2025), seed=5):
            if year.values:
                assert _holds(year.form, dict(year.values)), (issuer.name, year.year)
            if before is not None and before.form in ("form2019", "form2021"):
                for column in APPLICANTS:
                    carried = before.values["applications", "carried_out", column]
                    assert year.values["applications", "carried_in", column] == carried
            before = year


def test_received_below_whole_area() -> None:
    """A government receives at least what the bodies of its area receive."""
    found = make_issuers(60, seed=2)
    below = received_below(found, 2)
    top = max((i for i in found if i.kind == "government"), key=lambda i: below[i.number])
    assert top.level in ("province", "prefecture")
    assert all(below[i.number] == 0 for i in found if i.scope == "organ")


def test_write_corpus_same_bytes(tmp_path: Path) -> None:
    """Equal arguments give equal files; another seed gives others."""
    written = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        options = Options(seed=seed)
        n = corpus.write_corpus(tmp_path / name, 12, range(2018, 2022), options, manifest=True)
        assert n == 48
        files = sorted(p for p in (tmp_path / name).rglob("*") if p.is_file())
        written.append({p.relative_to(tmp_path / name): p.read_bytes() for p in files})
    assert written[0] == written[1]
    assert written[0] != written[2]


def test_write_corpus_truth_is_what_is_read(tmp_path: Path) -> None:
    """A build of the corpus gives the printed numbers and the stated facts of its truth, and nothing else."""
    options = Options(seed=4, errors=0.5)
    corpus.write_corpus(tmp_path, 12, range(2020, 2022), options, manifest=True)
    analysis.build(tmp_path / "raw", tmp_path / "dataset", jobs=0)
    data = analysis.load(tmp_path / "dataset")
    truth = pl.read_parquet(tmp_path / "truth" / "cells.parquet")
    keys = ["source", "table", "row", "column"]
    sources = data["reports"].select("report_id", "source")
    read = data["cells"].join(sources, on="report_id").select(*keys, read="value")
    both = truth.join(read, on=keys, how="full", coalesce=True)
    assert both.filter(pl.col("printed").ne_missing(pl.col("read"))).is_empty()
    assert both.filter("wrong").height > 0
    changed = pl.col("printed").is_not_null() & (pl.col("true") != pl.col("printed"))
    counted = both.filter(pl.col("table") != "proactive")  # amounts are drawn when printed
    assert counted.filter(changed & ~pl.col("wrong")).is_empty()
    facts = pl.read_parquet(tmp_path / "truth" / "facts.parquet")
    said = data["statements"].filter(~pl.col("part")).join(sources, on="report_id")
    found = facts.join(said, on=["source", "key"], how="left", suffix="_read")
    assert found.filter(pl.col("value") != pl.col("value_read")).is_empty()
    who = pl.read_parquet(tmp_path / "truth" / "reports.parquet")
    masthead = who.join(data["reports"], on="source", suffix="_read")
    for name in ("issuer", "issuer_id", "level", "scope", "year", "published"):
        different = pl.col(name).cast(pl.Utf8).ne_missing(pl.col(f"{name}_read").cast(pl.Utf8))
        assert masthead.filter(different).is_empty(), name


def test_with_layouts_unknown() -> None:
    with pytest.raises(ValueError, match="unknown layouts: html"):
        with_layouts(["html"], Options())


def test_make_report_layout_option() -> None:
    issuer = make_issuers(5)[0]
    year = next(iter(draw_years(issuer, [2022], 0)))
    made = make_report(issuer, year, with_layouts(["docx"], Options()))
    assert made.file.endswith(".docx") and made.data[:2] == b"PK"


def test_parts_identities() -> None:
    """The frames without documents keep the same sums."""
    for frames in parts(8, (2020, 2021), seed=1, errors=0.0, with_cells=True):
        counts = frames["applications"].with_columns(pl.col("count").fill_null(0))
        wide = counts.pivot("outcome", index=["report_id", "applicant"], values="count")
        flow = wide["new"] + wide["carried_in"] - wide["closed_total"] - wide["carried_out"]
        assert flow.to_list() == [0] * wide.height


def test_write_dataset_opens(tmp_path: Path) -> None:
    """The package opens the frames, and computes measures of them."""
    assert write_dataset(tmp_path / "d", 10, range(2019, 2022), seed=1) == 30
    data = analysis.load(tmp_path / "d")
    assert data["reports"].height == 30 and data["applications"].height > 30 * 7 * 20
    assert data["reports"]["issuer_id"].n_unique() == 10
    assert data["checks"]["report_id"].n_unique() == 30


def test_parts_fill_what_measures_count() -> None:
    """A new column of the frames that measures read has to be made as well."""
    first = next(iter(parts(3, (2022,), seed=1, errors=0.0, with_cells=True)))
    for name in ("applications", "disputes", "proactive"):
        assert set(list_dtypes(name)) <= set(first[name].columns), name


def test_make_bodies_too_many() -> None:
    import numpy as np

    with pytest.raises(ValueError, match="at most"):
        make_bodies(10**6, np.random.default_rng(0))


@pytest.mark.parametrize("name", ["issuers", "narrative", "model", "adversary", "misleading"])
def test_examples_in_generate(name: str) -> None:
    """The examples in the docstrings of the generators."""
    module = importlib.import_module(f"generate.{name}")
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("name", ["corpus", "paper"])
def test_examples_in_benchmarks(name: str) -> None:
    """The examples in the docstrings of the commands."""
    assert doctest.testmod(importlib.import_module(name)).failed == 0
