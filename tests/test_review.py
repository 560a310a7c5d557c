"""The queue: what is wrong comes first, each item with its place and the next step."""

import tomllib
from pathlib import Path

import polars as pl
import pytest

import analysis
from analysis.errors import PROBLEMS, CorrectionError
from analysis.frames import corrections
from analysis.paths import RAW
from analysis.review import _load_settings, write_review


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> analysis.Dataset:
    """Bundled reports beside what goes wrong: an empty file, a copy, a report without a year."""
    folder = tmp_path_factory.mktemp("review")
    raw = folder / "raw"
    raw.mkdir()
    for name in ("pingtan-2019.txt", "pingtan-2020.txt", "shenhe-2020.txt"):
        (raw / name).write_bytes((RAW / name).read_bytes())
    text = (RAW / "shenhe-2020.txt").read_text("utf-8")
    (raw / "copy.txt").write_text(f"{text}\n", "utf-8")
    (raw / "odd.txt").write_text(text.replace(" 220 ", " 2xx ").replace("沈河", ""), "utf-8")
    (raw / "empty.txt").write_bytes(b"")
    return analysis.build(raw, folder / "processed", jobs=0)


def test_queue_is_ranked(data: analysis.Dataset) -> None:
    """Files that were not read stand before sums, sums before outliers, in the order of the data."""
    order = [kind["key"] for kind in _load_settings()["kinds"]]
    frame = analysis.queue(data).frame
    places = [order.index(kind) for kind in frame["kind"]]
    assert places == sorted(places)
    assert frame["rank"].to_list() == list(range(1, frame.height + 1))
    assert frame.row(0, named=True)["source"] == "empty.txt"
    assert {"unreadable", "required", "lost", "twice", "year"} <= {*frame["kind"]}


def test_queue_names_file_line_and_next_step(data: analysis.Dataset) -> None:
    """The line of an item is that of its cell in the document; each has a sentence and a step."""
    frame = analysis.queue(data).frame
    row = frame.filter(kind="required", source="pingtan-2020.txt").row(0, named=True)
    line = (RAW / "pingtan-2020.txt").read_text("utf-8").split("\n")[row["line"] - 1]
    assert "总计" in line
    assert "20" in row["sentence"] and "26" in row["sentence"]
    assert all(one.endswith((".", "。")) for one in [*frame["sentence"], *frame["next_step"]])
    assert not frame["sentence"].str.contains(r"[{}]").any()


def test_queue_tells_contradictions_from_the_unusual(tmp_path: Path) -> None:
    """A stock that prose and table print otherwise contradicts itself, a wrong share does not."""
    (tmp_path / "raw").mkdir()
    for name in ("pingtan-2023.txt", "chenzhou-2019.txt"):
        (tmp_path / "raw" / name).write_bytes((RAW / name).read_bytes())
    frame = analysis.queue(analysis.build(tmp_path / "raw", tmp_path / "built", jobs=0)).frame
    (contradiction,) = frame.filter(kind="expected").iter_rows(named=True)
    assert "393, the table 470" in contradiction["sentence"]
    assert "contradicted" in contradiction["next_step"]
    unusual = frame.filter(kind="unusual")
    assert "printed as 95.86 %" in " ".join(unusual["sentence"])
    assert not unusual["next_step"].str.contains("contradict").any()


def test_queue_calls_no_outlier_an_error(data: analysis.Dataset) -> None:
    """A jump against the year before says both numbers, and that it may be right."""
    rows = analysis.queue(data).frame.filter(kind="year")
    assert rows.height
    for row in rows.iter_rows(named=True):
        assert "perhaps right" in row["sentence"] and "error" not in row["sentence"]


def test_queue_shows_the_place_in_a_notebook(data: analysis.Dataset) -> None:
    """The line of the document stands below the item, escaped."""
    page = analysis.queue(data)._repr_html_()
    assert "<td class='line'>90</td>" in page and "（七）总计" in page


def test_settings_name_every_problem_and_check() -> None:
    """Every code of a problem that is more than information is in a kind, and in one only."""
    listed = [code for kind in _load_settings()["kinds"] for code in kind.get("problems", ())]
    assert sorted(listed) == sorted({*listed})
    assert {*listed} <= {*PROBLEMS}
    left_out = {c for c, (severity, _) in PROBLEMS.items() if severity != "info"} - {*listed}
    assert left_out == set()


def test_a_printed_correction_is_ready_but_for_its_evidence(
    data: analysis.Dataset, tmp_path: Path
) -> None:
    """Pasted as printed it is refused; with evidence it is made, and the printed number stays."""
    text, failed = write_review(data, explain=True)
    assert failed
    lines = [line.strip() for line in text.split("\n")]
    start = lines.index("[[corrections]]")
    entry = "\n".join(lines[start : start + 7])
    path = tmp_path / "corrections.toml"
    path.write_text(entry, "utf-8")
    with pytest.raises(CorrectionError, match="reason and evidence must say something"):
        corrections.load(path)
    path.write_text(entry.replace('evidence = ""', 'evidence = "page 3"'), "utf-8")
    assert tomllib.loads(path.read_text("utf-8"))["corrections"][0]["value"] == 0
    made = analysis.build(data.raw, tmp_path / "out", corrections_file=path, jobs=0)
    (cell,) = made.cells.filter(pl.col("status") == "corrected").iter_rows(named=True)
    assert (cell["value"], cell["printed"], cell["raw"]) == (0, 6, "6")
    row = made.cells.filter(status="corrected").row(0, named=True)
    assert analysis.trace(made, row).sources["raw"].to_list() == ["6"]


def test_an_amount_in_yuan_is_a_suspect(tmp_path: Path) -> None:
    """Fees of 251000 after 27.3 in 万元 are an outlier, perhaps in 元; a correction is printed."""
    text = (RAW / "pingtan-2024.txt").read_text("utf-8")
    line = next(one for one in text.split("\n") if one.startswith("行政事业性收费"))
    raw = tmp_path / "raw"
    raw.mkdir()
    for year, amount in ((2023, "27.3"), (2024, "251000")):
        own = text.replace(line, f"行政事业性收费 | {amount} |").replace("2024", str(year))
        (raw / f"{year}.txt").write_text(own, "utf-8")
    data = analysis.build(raw, tmp_path / "processed", jobs=1)
    (row,) = analysis.queue(data).frame.filter(kind="year").iter_rows(named=True)
    assert (row["source"], row["usual"]) == ("2024.txt", 27.3)
    assert row["cells"] == "proactive.fees.amount_wan_yuan"
    text, _ = write_review(data, explain=True)
    assert "perhaps: proactive.fees.amount_wan_yuan may be in 元" in text
    assert 'raw = "251000"\n   value = 25.1\n' in text


def test_queue_names_the_file_for_an_unknown_label(tmp_path: Path) -> None:
    """The next step of a label that no form knows is labels.toml, not a correction."""
    text = (RAW / "pingtan-2020.txt").read_text("utf-8").replace("（一）予以公开", "（一）同意提供")
    (tmp_path / "a.txt").write_text(text, "utf-8")
    frame = analysis.queue(analysis.build(tmp_path, tmp_path / "out", jobs=0)).frame
    (step,) = frame.filter(kind="label")["next_step"]
    assert "labels.toml" in step and "corrections" not in step
