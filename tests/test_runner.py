"""The runner of the notebooks: what it refuses, what a failure leaves, and that equal input gives equal figures."""

from __future__ import annotations

import hashlib
import re
from importlib.metadata import version
from pathlib import Path

import pytest
from books import write_notebook

import analysis
from analysis.errors import DatasetError, UsageError
from analysis.paths import FIGURES, NOTEBOOKS, RAW, ROOT
from analysis.runner import NotebookError, check_figures, find_notebooks, run_figures

# what papermill, the notebook client and the progress bar write where they are not silenced
NOISE = ("Executing", "notebooks:", "cell:", "TCP without encryption", "Traceback", "Warning")


@pytest.fixture(scope="module")
def dataset(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("dataset")
    analysis.build(RAW, folder / "processed")
    return folder / "processed"


def test_find_notebooks():
    """By name, with or without .ipynb, or by path; in the order of their names."""
    found, passed_over = find_notebooks(
        ["3-disputes", "1-corpus.ipynb", NOTEBOOKS / "4-trends.ipynb"]
    )
    assert [one.name for one in found] == ["1-corpus", "3-disputes", "4-trends"]
    assert passed_over == []
    with pytest.raises(UsageError, match="no notebook '3-dispute'; is it '3-disputes'"):
        find_notebooks(["3-dispute"])


def test_find_notebooks_of_the_present_folder(tmp_path, monkeypatch):
    """A study's own notebooks go before those of the repository; others by their path."""
    (tmp_path / "notebooks").mkdir()
    write_notebook(tmp_path / "notebooks", "mine")
    write_notebook(tmp_path, "other")
    monkeypatch.chdir(tmp_path)
    assert [one.name for one in find_notebooks()[0]] == ["mine"]
    assert [one.name for one in find_notebooks(["./other.ipynb"])[0]] == ["other"]
    assert [one.name for one in find_notebooks(["other.ipynb"])[0]] == ["other"]


def test_find_notebooks_passes_over_what_cannot_be_run(tmp_path):
    """A new notebook, an empty file and one that draws nothing break nothing and are named."""
    write_notebook(tmp_path, "good")
    write_notebook(tmp_path, "Untitled", "1 / 0", parameters="")
    write_notebook(tmp_path, "few", parameters="x: int = 3")
    (tmp_path / "empty.ipynb").write_text("")
    found, passed_over = find_notebooks(folder=tmp_path)
    assert [one.name for one in found] == ["good"]
    assert passed_over == [
        "Untitled.ipynb: no cells are tagged parameters, expected one",
        "empty.ipynb is no notebook that can be read",
        "few.ipynb declares no parameter dataset, out, lang, formats",
    ]
    with pytest.raises(UsageError, match=r"Untitled\.ipynb: no cells are tagged"):
        find_notebooks([tmp_path / "Untitled.ipynb"])


def test_run_figures_names_what_it_passed_over(tmp_path, dataset, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    write_notebook(tmp_path / "notebooks", "Untitled", "1 / 0", parameters="")
    write_notebook(tmp_path / "notebooks", "good", "1 + 1")
    monkeypatch.chdir(tmp_path)
    assert str(run_figures(dataset, None, Path("figures"))).splitlines() == [
        "1 notebook, no figures, 0 files in figures",
        "passed over: Untitled.ipynb: no cells are tagged parameters, expected one",
    ]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"lang": "fr"}, "language 'fr'"),
        ({"formats": "gif"}, "format 'gif'"),
        ({"notebooks": ["x"]}, "no notebook 'x'; known are "),
        ({"parameters": {"issuer": "沈河区"}}, "unknown parameter 'issuer'; is it 'issuers'"),
        ({"parameters": {"lang": "fr"}}, "'lang' is set by an option"),
    ],
)
def test_run_figures_unusable_arguments(tmp_path, dataset, options, words):
    """What cannot be used is refused before anything runs."""
    with pytest.raises(UsageError, match=words):
        run_figures(dataset, out=tmp_path / "figures", **options)
    assert list(tmp_path.iterdir()) == []


def test_run_figures_without_dataset(tmp_path):
    with pytest.raises(DatasetError, match="no dataset here"):
        run_figures(tmp_path / "none", ["1-corpus"], tmp_path / "figures")


def test_a_failing_notebook_leaves_nothing_and_says_where(tmp_path, dataset, capfd):
    good = write_notebook(
        tmp_path,
        "a-good",
        "import os\nfrom pathlib import Path",
        'Path(out, "good.csv").write_text(f"{number} {type(number).__name__} {os.environ[\'SOURCE_DATE_EPOCH\']}")',
    )
    bad = write_notebook(
        tmp_path,
        "b-bad",
        "from pathlib import Path",
        'Path(out, "half.svg").write_text("half")',
        "numbers = {}\nnumbers['granted']",
    )
    out = tmp_path / "figures"
    with pytest.raises(NotebookError) as caught:
        run_figures(dataset, [bad, good], out, parameters={"number": "5"})
    assert (
        str(caught.value)
        == """notebook b-bad, cell [5] that begins with 'numbers = {}': KeyError: 'granted'"""
    )
    # the notebook before it is whole, with its parameter typed; of the failing one there is nothing
    assert sorted(path.name for path in out.iterdir()) == ["SHA256SUMS", "good.csv"]
    assert (out / "good.csv").read_text() == "5 int 0"
    assert (
        out / "SHA256SUMS"
    ).read_text() == f"{hashlib.sha256(b'5 int 0').hexdigest()}  good.csv\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "a-good.ipynb",
        "b-bad.ipynb",
        "figures",
    ]
    # no progress bar where there is no terminal, and no log of the programs below us
    assert not [word for word in NOISE if word in capfd.readouterr().err]


def test_run_figures_pages(tmp_path, dataset):
    """The executed notebook as a page: the same bytes each time, nothing of the place of the run."""
    source = (
        "import sys\nprint('noi' + 'se', file=sys.stderr)\nprint(number + 1)\nprint(len(out) > 0)"
    )
    path = write_notebook(tmp_path, "a", source)
    for name in ("one", "two"):
        run_figures(dataset, [path], tmp_path / name, parameters={"number": "41"}, html=True)
    page = (tmp_path / "one" / "a.html").read_text("utf-8")
    assert page == (tmp_path / "two" / "a.html").read_text("utf-8")
    assert ">42" in page.replace("\n", "")
    assert "noise" not in page
    assert str(tmp_path) not in page
    assert not re.search(r"https?://", page)


def test_run_figures_error_of_an_argument(tmp_path, dataset):
    """An argument at fault is told in its own words, without the cell."""
    source = "from analysis.errors import UsageError\nraise UsageError('no such level')"
    with pytest.raises(NotebookError, match=r"^notebook a: no such level$"):
        run_figures(dataset, [write_notebook(tmp_path, "a", source)], tmp_path / "figures")


def test_check_figures(tmp_path, dataset):
    """Figures of other data, other drawings, and files that no notebook writes are named."""
    source = "from pathlib import Path\n" + "\n".join(
        f"_ = Path(out, '{name}').write_text(str(number))"
        for name in ("a.csv", "a-zh.svg", "a-zh.txt")
    )
    path = write_notebook(tmp_path, "a", source)
    out = tmp_path / "figures"
    with pytest.raises(UsageError, match="no figures in"):
        check_figures(dataset, [path], out)
    run_figures(dataset, [path], out)
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    assert check_figures(dataset, [path], out) == []
    assert check_figures(dataset, [path], out, parameters={"number": 4}) == [
        "a-zh.svg: another drawing",
        "a-zh.txt: another drawing",
        "a.csv: other data",
    ]
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before
    (out / "a.csv").unlink()
    assert check_figures(dataset, [path], out) == ["a.csv: is not there"]


def test_executed_notebooks_are_not_kept(tmp_path, dataset):
    path = write_notebook(tmp_path, "a", "1 + 1")
    summary = run_figures(dataset, [path], tmp_path / "figures")
    assert str(summary) == f"1 notebook, no figures, 0 files in {tmp_path / 'figures'}"
    assert list((tmp_path / "figures").iterdir()) == []  # no empty list of checksums


def test_figures_that_are_left_out_are_named_with_the_reason(tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_bytes((RAW / "shenhe-2020.txt").read_bytes())
    analysis.build(tmp_path / "raw", tmp_path / "one")
    out = tmp_path / "figures"
    out.mkdir()
    (out / "growth-en.svg").write_text("of another dataset")
    told = str(
        run_figures(tmp_path / "one", ["4-trends"], out, lang="en", formats="svg")
    ).splitlines()
    assert told == [
        f"1 notebook, no figures, 0 files in {out}",
        "received: not drawn: no issuer has numbers of applications received in two years",
        "growth: not drawn: no report has numbers of the year before to compare with, and none prints a growth"
        f" (the files of that name in {out} are of another run)",
        "proactive: not drawn: no issuer has numbers of items disclosed in two years",
    ]


def test_an_unknown_issuer_is_refused_before_anything_runs(tmp_path, dataset):
    for given in (["火星市"], ["沈河区", "火星市"], '["火星市"]', "火星市"):
        with pytest.raises(
            UsageError,
            match=r"^no report of 火星市 in the dataset; it has 六盘水市人民政府办公室, 咸阳市, .*郴州市$",
        ):
            run_figures(dataset, None, tmp_path / "figures", parameters={"issuers": given})
    assert list(tmp_path.iterdir()) == []


def test_a_dataset_without_reports_is_refused(tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "notes.txt").write_text("nothing of a report")
    analysis.build(tmp_path / "raw", tmp_path / "processed")
    with pytest.raises(UsageError, match="the dataset holds no reports"):
        run_figures(tmp_path / "processed", None, tmp_path / "figures")
    assert not (tmp_path / "figures").exists()


@pytest.mark.parametrize(
    ("place", "words"),
    [("file", "there is a file of this name"), ("file/folder", "cannot be written")],
)
def test_a_place_that_cannot_be_written(tmp_path, dataset, place, words):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(UsageError, match=words):
        run_figures(dataset, ["1-corpus"], tmp_path / place)
    assert (tmp_path / "file").read_text() == "mine"


def test_names_for_english_figures(tmp_path, dataset, monkeypatch):
    monkeypatch.chdir(tmp_path)  # the path is the caller's, not that of the notebooks
    Path("mine.csv").write_bytes("name,issuer\nShenhe District,沈河区\n".encode("gb18030"))
    run_figures(
        dataset,
        ["2-applications"],
        Path("figures"),
        lang="en",
        formats="svg",
        parameters={"issuers": "沈河区", "names": "mine.csv"},
    )
    drawn = Path("figures/outcomes-en.svg").read_text("utf-8")
    assert "Shenhe District 2020 (area)" in drawn and "沈河区" not in drawn
    with pytest.raises(UsageError, match=r"names .*none\.csv"):
        run_figures(dataset, ["2-applications"], Path("figures"), parameters={"names": "none.csv"})
    Path("other.csv").write_text("issuer,english\n", "utf-8")
    with pytest.raises(UsageError, match="expected the columns issuer and name, name not found"):
        run_figures(dataset, ["2-applications"], Path("figures"), parameters={"names": "other.csv"})


def test_run_figures_kernel_log(tmp_path, dataset, capfd):
    """What a kernel logs below the level critical is not shown, what is critical is.

    Other programs may print lines of their own when a kernel ends: nothing is said of those.
    """
    log = "from ipykernel.kernelapp import IPKernelApp\nIPKernelApp.instance().log."
    source = f"{log}error('an error of the kernel')\n{log}critical('cannot go on')"
    run_figures(dataset, [write_notebook(tmp_path, "a", source)], tmp_path / "figures")
    error = capfd.readouterr().err
    assert "an error of the kernel" not in error
    assert "cannot go on" in error
    assert not [word for word in NOISE if word in error]


def test_run_figures_dead_kernel(tmp_path, dataset):
    """A kernel that dies is an error that names the notebook."""
    with pytest.raises(NotebookError, match="notebook c"):
        run_figures(
            dataset, [write_notebook(tmp_path, "c", "import os\nos._exit(3)")], tmp_path / "figures"
        )


def test_the_figures_of_the_repository_are_those_of_its_notebooks(tmp_path, dataset):
    """Runs all notebooks; SVG and plotted data must be the committed bytes where the drawing library is the locked one."""
    summary = run_figures(dataset, None, tmp_path / "figures", formats="svg")
    written = {path.name: path.read_bytes() for path in (tmp_path / "figures").iterdir()}
    assert {
        "outcomes-zh.svg",
        "outcomes-en.svg",
        "outcomes.csv",
        "identities-zh.svg",
        "proactive-en.svg",
        "disputes.csv",
        "SHA256SUMS",
    } <= set(written)
    assert len({name for name in summary.files if name.endswith(".svg")}) == 18
    assert (
        written["disclosure.csv"].decode("utf-8-sig").count("\n") == 14
    )  # a head and 13 reports with a rate
    assert (
        not re.search(rb"20\d\d-\d\d-\d\dT", written["outcomes-zh.svg"])
        and str(ROOT).encode() not in written["outcomes-zh.svg"]
    )
    if not (FIGURES / "SHA256SUMS").is_file():
        pytest.skip("figures/ is not there: python3 make.py run writes it")
    locked = re.search(
        r"^matplotlib==(\S+)", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE
    )
    if not locked or version("matplotlib") != locked[1]:
        pytest.skip("another version of matplotlib than the locked one draws other bytes")
    sums = dict(
        reversed(line.split("  "))
        for line in (FIGURES / "SHA256SUMS").read_text("utf-8").splitlines()
    )
    changed = [
        name
        for name, content in written.items()
        if name.endswith((".svg", ".csv")) and sums.get(name) != hashlib.sha256(content).hexdigest()
    ]
    assert changed == [], "figures changed: python3 make.py run, look at them, commit them"
