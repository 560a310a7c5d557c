"""Public corrections: guarded by the raw text, told as problems."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from schemas import failures

from analysis.errors import CorrectionError
from analysis.frames import corrections
from analysis.frames.schema import make_frames
from analysis.frames.tidy import tidy

from .corpus import corpus

GOOD = """
[[corrections]]
report = "shenhe-2020"
cell = "applications.new.total"
raw = "220"
value = 219
reason = "a test"
evidence = "nowhere"
"""


def load(tmp_path: Path, text: str) -> tuple[corrections.Correction, ...]:
    path = tmp_path / "corrections.toml"
    path.write_text(text, "utf-8")
    return corrections.load(path)


def apply(
    frames: dict[str, pl.DataFrame], public: tuple[corrections.Correction, ...]
) -> dict[str, pl.DataFrame]:
    """The frames of the corrected rows."""
    rows = {name: frame.to_dicts() for name, frame in frames.items()}
    return make_frames(corrections.apply(rows, public))


def test_a_correction_changes_one_cell_and_says_so(tmp_path: Path) -> None:
    before = corpus("shenhe-2020", "dengzhou-2020")
    after = apply(before, load(tmp_path, GOOD))
    assert failures(after) == {}
    changed = after["cells"].filter(pl.col("status") == "corrected")
    assert changed.select("report_id", "row", "column", "value", "raw").rows() == [
        ("shenhe-2020", "new", "total", 219.0, "220")
    ]
    assert (
        after["cells"]
        .filter(pl.col("status") != "corrected")
        .equals(
            before["cells"].join(changed, on=["report_id", "table", "row", "column"], how="anti")
        )
    )
    (told,) = after["problems"].iter_rows(named=True)
    assert (told["code"], told["severity"], told["expected"], told["found"], told["source"]) == (
        "corrected",
        "info",
        "220",
        "219",
        "shenhe-2020.txt",
    )
    assert "a test" in told["message"] and "nowhere" in told["message"]
    assert dict(after["reports"].select("report_id", "n_problems").iter_rows()) == {
        "shenhe-2020": 1,
        "dengzhou-2020": 0,
    }
    own = tidy(after)["applications"].filter(
        pl.col("report_id") == "shenhe-2020",
        pl.col("outcome") == "new",
        pl.col("applicant") == "total",
    )
    assert own.select("count", "status").rows() == [(219, "corrected")]
    assert before["cells"].filter(pl.col("status") == "corrected").is_empty()


def test_a_correction_without_value_takes_the_number_away(tmp_path: Path) -> None:
    after = apply(corpus("shenhe-2020"), load(tmp_path, GOOD.replace("value = 219\n", "")))
    cell = after["cells"].filter(pl.col("row") == "new", pl.col("column") == "total")
    assert cell.select("value", "status", "raw").rows() == [(None, "illegible", "220")]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('raw = "220"', 'raw = "221"', "expected '221', found '220'"),
        ("new.total", "new.nobody", "no such cell"),
    ],
)
def test_a_correction_whose_raw_text_is_gone_fails(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    with pytest.raises(CorrectionError, match=message):
        apply(corpus("shenhe-2020"), load(tmp_path, GOOD.replace(old, new)))


def test_in_a_chunk_corrections_of_other_reports_wait(tmp_path: Path) -> None:
    frames = corpus("dengzhou-2020")
    assert apply(frames, load(tmp_path, GOOD))["cells"].equals(frames["cells"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD.replace('reason = "a test"\n', ""), "missing \\['reason'\\]"),
        (GOOD.replace("a test", ""), "must say something"),
        (GOOD.replace("applications.new.total", "new.total"), "table.row.column"),
        (GOOD + 'why = "x"\n', "unknown \\['why'\\]"),
        (GOOD + GOOD, "corrected twice"),
        ("[[corrections", "cannot be read"),
    ],
)
def test_an_incomplete_file_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(CorrectionError, match=message):
        load(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD.replace("219", '"219"'), "value must be a number, and all else text in quotes"),
        (
            GOOD.replace('"shenhe-2020"', "2020"),
            "value must be a number, and all else text in quotes",
        ),
        ('corrections = "a"', "a correction is a table"),
        ("corrections = [1]", "a correction is a table"),
    ],
)
def test_values_of_another_kind_are_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(CorrectionError, match=message):
        load(tmp_path, text)


def test_a_file_that_chinese_programs_save(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_bytes(GOOD.replace("a test", "字母O误作数字0").encode("gb18030"))
    assert corrections.load(tmp_path / "c.toml")[0].reason == "字母O误作数字0"


def test_a_missing_file_is_refused_and_an_empty_one_is_none(tmp_path: Path) -> None:
    with pytest.raises(
        CorrectionError, match=r"none.toml: cannot be read: No such file or directory$"
    ):
        corrections.load(tmp_path / "none.toml")
    assert load(tmp_path, "") == ()


@pytest.mark.parametrize("value", ["219.5", "-219"])
def test_apply_refuses_what_a_count_cannot_be(tmp_path: Path, value: str) -> None:
    """A fraction or a negative number is refused where the form counts whole applications."""
    entries = load(tmp_path, GOOD.replace("value = 219", f"value = {value}"))
    with pytest.raises(CorrectionError, match=f"applications.new.total: value {value}: .*leave it"):
        apply(corpus("shenhe-2020"), entries)
