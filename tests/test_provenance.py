"""Every row of every tidy frame and of every figure's CSV leads back to its lines."""

import csv
import sys
from pathlib import Path

import polars as pl
import pytest

import analysis
from analysis.citations import cite_report
from analysis.errors import UsageError
from analysis.frames import FRAMES
from analysis.metrics import measures
from analysis.paths import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))
FIGURES = sorted((ROOT / "figures").glob("*.csv"))
LACKING = ("blank", "nil_mark", "illegible", "ambiguous")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> analysis.Dataset:
    """The dataset of the bundled reports, built in another folder."""
    out = tmp_path_factory.mktemp("provenance") / "processed"
    built = analysis.build(ROOT / "data" / "raw", out, jobs=0)
    built.raw = ROOT / "data" / "raw"
    return built


def check_places(data: analysis.Dataset, found: analysis.Trace) -> None:
    """`source` gives for the place of each number what the trace gives first."""
    for number in found.numbers:
        if number.sources:
            table, _, rest = number.place.partition(".")
            row, _, column = (rest, "", "") if table == "statements" else rest.partition(".")
            place = data.source(number.report_id, table, row, column)
            assert place["text"] is not None and place["raw"] is not None and place["source"]
            if table != "statements":
                assert place["raw"] == number.sources[0]["raw"]


def check_sources(found: analysis.Trace) -> None:
    """Each source stands in its line, which holds the raw text, and can be cited."""
    issuers = {report["report_id"]: report["issuer"] for report in found.reports}
    for row in found.sources.iter_rows(named=True):
        assert row["line"] is not None and row["text"] is not None
        assert (row["raw"] or "").strip() in row["text"]
        assert row["source"] in row["cite_zh"] or row["url"] in row["cite_zh"]
        assert row["cite_zh"].startswith(issuers[row["report_id"]])
        assert f"第{row['line']}行" in row["cite_zh"] and f"line {row['line']}" in row["cite_en"]


@pytest.mark.parametrize("name", FRAMES)
def test_trace_every_row_of_every_frame(data: analysis.Dataset, name: str) -> None:
    """A row leads to its report; a number of it to cells or sentences that give this number."""
    for row in data[name].iter_rows(named=True):
        found = analysis.trace(data, row)
        if row["report_id"]:
            assert row["report_id"] in [report["report_id"] for report in found.reports]
        check_sources(found)
        check_places(data, found)
        value = row.get("count", row.get("value"))
        if value is not None:
            (number,) = found.numbers
            assert number.value == value
            assert found.sources.height
            printed = [one for one in found.sources["value"] if one is not None]
            if row.get("status") in ("printed", "recovered") and len(printed) == 1:
                assert printed == [value]


@pytest.mark.parametrize("path", FIGURES, ids=lambda path: path.stem)
def test_trace_every_row_of_every_figure(data: analysis.Dataset, path: Path) -> None:
    """The numbers found add up to k and n of the row; a pooled row names all of its reports."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    for row in rows:
        found = analysis.trace(data, row)
        check_sources(found)
        check_places(data, found)
        assert found.citations
        if "reports" in row and "report_id" not in row:
            assert len(found.reports) == int(row["reports"])
            continue
        assert row["report_id"] in [report["report_id"] for report in found.reports]
        if "k" in row:
            check_sums(found, row)
        else:
            assert {number.role for number in found.numbers} == {row["check"]}


def check_sums(found: analysis.Trace, row: dict[str, str]) -> None:
    """The signed numbers of each role add up to k and n of the row, of one year or of two."""
    spec = measures()[row["measure"]]
    sums = {"k": "k", "n": "n"}
    if spec.of:
        counts = measures()[spec.of].kind == "count"
        sums = (
            {"k": "k", "n": "k before"}
            if counts
            else {"k": "k", "n": "n", "k_before": "k before", "n_before": "n before"}
        )
    for column, role in sums.items():
        own = [number for number in found.numbers if number.role == role]
        if row[column] and own:
            assert sum(number.value or 0 for number in own) == pytest.approx(
                float(row[column]), abs=1e-4
            )
            assert all(number.sources for number in own)
        assert own or not row[column] or spec.kind == "count"


def test_trace_of_an_unknown_row(data: analysis.Dataset) -> None:
    """A row without a report, or of another dataset, is refused in a sentence."""
    with pytest.raises(UsageError, match="no report 'r0'"):
        analysis.trace(data, {"report_id": "r0", "outcome": "new", "applicant": "total"})
    with pytest.raises(UsageError, match="names no report"):
        analysis.trace(data, {"a": 1})


@pytest.mark.parametrize(
    ("changes", "zh", "en"),
    [
        (
            {},
            "清河市. 清河市2020年报告[R/OL]. (2021-01-28)[2026-02-03]. https://a.gov.cn/1",
            "清河市. 清河市2020年报告 [Annual Report on Open Government Information, 2020]. 2021-01-28. "
            "https://a.gov.cn/1 (accessed 2026-02-03)",
        ),
        (
            {"url": None, "published": None, "title": None},
            "清河市. 政府信息公开工作年度报告（无标题，2020年度）[R]. 文件 a.txt, SHA-256 0123456789ab",
            "清河市. [untitled] [Annual Report on Open Government Information, 2020]. "
            "File a.txt, SHA-256 0123456789ab",
        ),
    ],
)
def test_cite_report(changes: dict[str, None], zh: str, en: str) -> None:
    """As GB/T 7714 and as English references are written; parts that are not known are left out."""
    report = {
        "issuer": "清河市",
        "title": "清河市2020年报告",
        "year": 2020,
        "published": "2021-01-28",
        "url": "https://a.gov.cn/1",
        "source": "a.txt",
        "sha256": "0123456789abcdef",
    }
    retrieved = "2026-02-03"
    assert cite_report(report | changes, "zh", retrieved) == zh
    assert cite_report(report | changes, "en", retrieved) == en


def test_trace_shows_the_line_in_its_surroundings(data: analysis.Dataset) -> None:
    """In a notebook the line stands between its neighbours, the number marked."""
    row = data.applications.filter(issuer="沈河区", outcome="new", applicant="total").row(
        0, named=True
    )
    page = analysis.trace(data, row)._repr_html_()
    assert "<mark>220</mark>" in page or "220" in page
    assert "本年新收" in page and "自然人" in page


def test_source_of_an_older_form_and_of_prose(data: analysis.Dataset) -> None:
    """`source` gives the cells of the crosswalk, and the sentence where no table is printed."""
    (older,) = data.reports.filter(year=2014)["report_id"]
    found = data.source(older, "applications", "disclosed_full", "total")
    assert (found["table"], found["row"], found["raw"]) == ("local_fujian", "reply_granted", "1")
    assert "同意公开答复数" in found["text"]
    prose = data.applications.filter(pl.col("evidence") == "prose").row(0, named=True)
    found = data.source(prose["report_id"], "applications", prose["outcome"], prose["applicant"])
    assert found["value"] == prose["count"] and found["raw"] in found["sentence"]


@pytest.mark.parametrize("layout", ["html_spans", "html_word", "pdf", "docx", "xlsx", "tabs"])
def test_trace_in_every_format(tmp_path: Path, layout: str) -> None:
    """The row of a marked up table or of a PDF is shown as it is printed, with the raw text."""
    from corpus import write_corpus
    from generate.reports import Options, with_layouts

    options = with_layouts([layout], Options(errors=0.0))
    write_corpus(tmp_path, 1, [2022], options)
    data = analysis.build(tmp_path / "raw", tmp_path / "processed", jobs=1)
    assert data.cells.height > 100
    for row in data.cells.filter(status="printed").sample(40, seed=0).iter_rows(named=True):
        (source,) = analysis.trace(data, row).sources.iter_rows(named=True)
        assert row["raw"] in source["text"].split(" | ") or layout == "tabs"
        assert row["raw"] in source["text"] and "<" not in source["text"]
        assert str(row["line"] or row["page"]) in source["cite_en"]
