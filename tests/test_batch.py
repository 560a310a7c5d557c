"""One run of a notebook for each issuer: a folder and a page each, resumable."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import REQUIRED, write_notebook

import analysis
from analysis.batch import run_each
from analysis.errors import UsageError
from analysis.paths import RAW
from analysis.runner import NotebookError

ISSUERS = REQUIRED + "issuers: list[str] = []  # issuers\n"
WRITE = "from pathlib import Path\n_ = Path(out, 'a.csv').write_text(f'{issuers} {number}')"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dataset")
    (folder / "raw").mkdir()
    for name in ("shenhe-2020.txt", "pingtan-2021.txt", "pingtan-2022.txt"):
        (folder / "raw" / name).write_bytes((RAW / name).read_bytes())
    analysis.build(folder / "raw", folder / "processed")
    return folder / "processed"


def run(dataset: Path, path: Path, out: Path, **parameters: str) -> str:
    return run_each("issuers", dataset, [path], out, "zh", "svg", parameters)


def test_run_each(tmp_path: Path, dataset: Path) -> None:
    """A folder for each issuer; what is finished is left, until its inputs or files change."""
    path = write_notebook(tmp_path, "card", WRITE, parameters=ISSUERS)
    out = tmp_path / "cards"
    assert run(dataset, path, out) == f"2 runs of card written to {out / 'card'}, 0 up to date"
    names = sorted(file.name for file in (out / "card").iterdir())
    assert names == ["index.html", "平潭综合实验区", "沈河区人民政府"]
    inside = sorted(file.name for file in (out / "card" / "沈河区人民政府").iterdir())
    assert inside == ["SHA256SUMS", "a.csv", "card.html", "inputs.sha256"]
    assert (out / "card" / "沈河区人民政府" / "a.csv").read_text() == "['210103'] 3"
    assert run(dataset, path, out).startswith("0 runs of card")
    (out / "card" / "沈河区人民政府" / "a.csv").write_text("spoiled")
    assert run(dataset, path, out).endswith("1 up to date")
    assert (out / "card" / "沈河区人民政府" / "a.csv").read_text() == "['210103'] 3"
    assert run(dataset, path, out, number="4").endswith("0 up to date")


def test_run_each_goes_on_after_a_failure(tmp_path: Path, dataset: Path) -> None:
    source = f"{WRITE}\nassert issuers != ['210103'], 'not this one'"
    path = write_notebook(tmp_path, "card", source, parameters=ISSUERS)
    with pytest.raises(NotebookError, match=r"1 run failed\n沈河区人民政府: .*not this one"):
        run(dataset, path, tmp_path / "cards")
    names = sorted(file.name for file in (tmp_path / "cards" / "card").iterdir())
    assert names == ["index.html", "平潭综合实验区"]


def test_run_each_unusable_arguments(tmp_path: Path, dataset: Path) -> None:
    path = write_notebook(tmp_path, "card", parameters=ISSUERS)
    for parameter, paths, words in (
        ("issuer", [path], "no parameter for --each 'issuer'; nearest: issuers"),
        ("issuers", [], "--each needs one --notebook"),
        ("years", [path], "declares no parameter 'years'"),
    ):
        with pytest.raises(UsageError, match=words):
            run_each(parameter, dataset, paths, tmp_path / "cards", "zh", "svg")
    assert not (tmp_path / "cards").exists()
