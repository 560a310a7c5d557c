"""The runner of the notebooks: what it refuses, what a failure leaves, and that equal input gives equal figures."""

from __future__ import annotations

import hashlib
import re
from importlib.metadata import version
from pathlib import Path

import nbformat
import pytest

import analysis
from analysis.errors import DatasetError, UsageError
from analysis.paths import FIGURES, RAW, ROOT
from analysis.runner import NotebookError, assigned, declared, find, run_figures, typed

PARAMETERS = 'dataset: str = ""  # dataset\nout: str = ""  # folder\nlang: str = "zh"  # languages\nformats: str = "svg"  # formats\nnumber: int = 3  # a number'

# what papermill, the notebook client and the progress bar write where they are not silenced
NOISE = ("Executing", "notebooks:", "cell:", "TCP without encryption", "Traceback", "Warning")


def book(folder: Path, name: str, *sources: str, parameters: str = PARAMETERS) -> Path:
    made = nbformat.v4.new_notebook(
        metadata={
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    made.cells = [nbformat.v4.new_code_cell(source) for source in (parameters, *sources)]
    made.cells[0].metadata["tags"] = ["parameters"] if parameters else []
    nbformat.write(made, folder / f"{name}.ipynb")
    return folder / f"{name}.ipynb"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("dataset")
    analysis.build(RAW, folder / "processed")
    return folder / "processed"


def test_find():
    assert [path.stem for path in find(["3-disputes", "1-corpus.ipynb"])] == [
        "1-corpus",
        "3-disputes",
    ]
    assert len(find()) == 4
    with pytest.raises(
        UsageError, match="no notebook '5-more'; known are 1-corpus, 2-applications"
    ):
        find(["5-more"])


def test_an_unknown_parameter_is_refused_before_anything_runs(tmp_path, dataset):
    with pytest.raises(UsageError, match="unknown parameter issuer; the notebooks have issuers"):
        run_figures(dataset, None, tmp_path / "figures", parameters={"issuer": "沈河区"})
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(UsageError, match="set by options of the command"):
        assigned(find(["1-corpus"]), {"lang": "fr"})


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"lang": "fr"}, "language 'fr'"),
        ({"formats": "gif"}, "format 'gif'"),
        ({"notebooks": ["x"]}, "no notebook 'x'"),
    ],
)
def test_unusable_arguments(tmp_path, dataset, how, words):
    with pytest.raises(UsageError, match=words):
        run_figures(dataset, out=tmp_path / "figures", **how)
    assert list(tmp_path.iterdir()) == []


def test_no_dataset(tmp_path):
    with pytest.raises(DatasetError, match="no dataset here"):
        run_figures(tmp_path / "none", ["1-corpus"], tmp_path / "figures")


def test_a_notebook_without_parameters_is_refused(tmp_path):
    with pytest.raises(UsageError, match="0 cells are tagged parameters"):
        declared(book(tmp_path, "bare", "1", parameters=""))
    with pytest.raises(UsageError, match="declares no parameter out, lang, formats"):
        assigned([book(tmp_path, "few", "1", parameters='dataset: str = ""  # dataset')], {})


@pytest.mark.parametrize(
    ("value", "kind", "made"),
    [
        ("30", "int", 30),
        ("0.5", "float", 0.5),
        ("沈河区", "str", "沈河区"),
        ("a, b", "list", ["a", "b"]),
        ("[1, 2]", "list", [1, 2]),
        ('{"a": 1}', "dict", {"a": 1}),
        (4, "int", 4),
    ],
)
def test_values_take_the_declared_type(value, kind, made):
    assert typed("x", value, kind) == made


@pytest.mark.parametrize(
    ("value", "kind"), [("many", "int"), ("maybe", "bool"), ("[1", "list"), ("3", "dict")]
)
def test_values_of_another_type_are_refused(value, kind):
    with pytest.raises(UsageError, match=f"-p x=.*{kind}"):
        typed("x", value, kind)


def test_a_failing_notebook_leaves_nothing_and_says_where(tmp_path, dataset, capfd):
    good = book(
        tmp_path,
        "a-good",
        "import os\nfrom pathlib import Path",
        'Path(out, "good.csv").write_text(f"{number} {type(number).__name__} {os.environ[\'SOURCE_DATE_EPOCH\']}")',
    )
    bad = book(
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


def test_executed_notebooks_are_not_kept(tmp_path, dataset):
    path = book(tmp_path, "a", "1 + 1")
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
    run_figures(dataset, [book(tmp_path, "a", source)], tmp_path / "figures")
    error = capfd.readouterr().err
    assert "an error of the kernel" not in error
    assert "cannot go on" in error
    assert not [word for word in NOISE if word in error]


def test_run_figures_dead_kernel(tmp_path, dataset):
    """A kernel that dies is an error that names the notebook."""
    with pytest.raises(NotebookError, match="notebook c"):
        run_figures(dataset, [book(tmp_path, "c", "import os\nos._exit(3)")], tmp_path / "figures")


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
