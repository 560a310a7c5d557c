"""The runner of the notebooks: what it refuses, what a failure leaves, and that equal input gives equal figures."""

from __future__ import annotations

import hashlib
import re
from importlib.metadata import version
from pathlib import Path

import polars as pl
import pytest
from books import NOTEBOOK_NAMES, write_notebook

import analysis
from analysis.errors import DatasetError, UsageError
from analysis.paths import FIGURES, NOTEBOOKS, RAW, ROOT
from analysis.runner import NotebookError, find_notebooks, find_stale_figures, run_figures

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
    with pytest.raises(UsageError, match="no notebook '3-dispute'; nearest: 3-disputes"):
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
        ({"notebooks": ["x"]}, "no notebook 'x'; there are "),
        ({"parameters": {"issuer": "沈河区"}}, "no parameter 'issuer'; nearest: issuers"),
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
    # the other notebook is whole, with its parameter typed; of the failing one there is nothing
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


def test_find_stale_figures(tmp_path, dataset):
    """Figures of other data, other drawings, and figures that no notebook draws are named."""
    source = "from pathlib import Path\n" + "\n".join(
        f"_ = Path(out, '{name}').write_text(str(number))"
        for name in ("a.csv", "a-zh.svg", "a-zh.txt")
    )
    path = write_notebook(tmp_path, "a", source)
    out = tmp_path / "figures"
    with pytest.raises(UsageError, match="no figures in"):
        find_stale_figures(dataset, [path], out)
    run_figures(dataset, [path], out)
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    assert find_stale_figures(dataset, [path], out) == []
    changed = find_stale_figures(dataset, [path], out, parameters={"number": 4})
    assert [line.partition(": ")[0] for line in changed] == ["a"] * 3
    assert "a.csv differs" in "\n".join(changed)
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before


def test_find_stale_figures_of_no_notebook(tmp_path, dataset, monkeypatch):
    """A figure that no notebook draws is named, unless some notebooks only are asked for."""
    (tmp_path / "notebooks").mkdir()
    source = "from pathlib import Path\n_ = Path(out, 'a.csv').write_text(str(number))"
    write_notebook(tmp_path / "notebooks", "a", source)
    monkeypatch.chdir(tmp_path)
    run_figures(dataset, None, Path("figures"))
    Path("figures/old.csv").write_text("1")
    assert find_stale_figures(dataset, None, Path("figures")) == [
        "old: no notebook draws it any more"
    ]
    assert find_stale_figures(dataset, ["a"], Path("figures")) == []


def test_run_figures_replaces_the_files_of_a_figure_together(tmp_path, dataset):
    """No picture of older data stays beside new ones, in whatever language or format."""
    source = (
        "from pathlib import Path\n_ = Path(out, 'a.csv').write_text(str(number))\n"
        "for form in formats.split(','):\n"
        "    _ = Path(out, f'a-{lang}.{form}').write_text(str(number))"
    )
    path = write_notebook(tmp_path, "a", source)
    out = tmp_path / "figures"
    run_figures(dataset, [path], out, "zh", "svg,pdf")
    run_figures(dataset, [path], out, "en", "svg", {"number": "4"})
    names = sorted(file.name for file in out.iterdir())
    assert names == ["SHA256SUMS", "a-en.svg", "a.csv"]
    listed = [line.split()[1] for line in (out / "SHA256SUMS").read_text().splitlines()]
    assert listed == ["a-en.svg", "a.csv"]


def test_run_figures_two_notebooks_publish_one_name(tmp_path, dataset):
    """Different figures of one name are an error that leaves the first; the same figure is none."""
    source = "from pathlib import Path\n_ = Path(out, 'rate.csv').write_text('{}')"
    paths = [write_notebook(tmp_path, n, source.format(n[2:])) for n in ("a-1", "b-1", "c-2")]
    out = tmp_path / "figures"
    assert run_figures(dataset, paths[:2], out).notebooks == ["a-1", "b-1"]
    words = "notebooks a-1 and c-2 publish different figures as 'rate': give one another name"
    with pytest.raises(NotebookError, match=words):
        run_figures(dataset, paths, out)
    assert (out / "rate.csv").read_text() == "1"


def test_run_figures_one_notebook_publishes_a_name_twice(tmp_path, dataset):
    """In one notebook as well, be it in a loop whose figures it does not show."""
    source = (
        "import analysis\nfrom analysis import figures, metrics\n"
        "rows = metrics.measure(analysis.load(dataset), 'disclosure_rate')\n"
        "for year in (2019, 2019, 2020):\n"
        "    figures.publish('rate', rows.filter(year=year), out=out, lang=lang, formats=formats)"
    )
    words = "notebook a: two different figures are published as 'rate': give one another name"
    with pytest.raises(NotebookError, match=words):
        run_figures(dataset, [write_notebook(tmp_path, "a", source)], tmp_path / "figures")
    assert list((tmp_path / "figures").iterdir()) == []


def test_executed_notebooks_are_not_kept(tmp_path, dataset):
    path = write_notebook(tmp_path, "a", "1 + 1")
    summary = run_figures(dataset, [path], tmp_path / "figures")
    assert str(summary) == f"1 notebook, no figures, 0 files in {tmp_path / 'figures'}"
    assert list((tmp_path / "figures").iterdir()) == []  # no empty list of checksums


def test_run_figures_names_what_was_not_drawn(tmp_path):
    """With the reason; files of that name, which are of other data, are removed."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_bytes((RAW / "shenhe-2020.txt").read_bytes())
    analysis.build(tmp_path / "raw", tmp_path / "one")
    out = tmp_path / "figures"
    out.mkdir()
    (out / "received-growth-en.svg").write_text("of another dataset")
    summary = run_figures(tmp_path / "one", ["4-trends"], out, lang="en", formats="svg")
    gaps = dict(line.split(": not drawn: ") for line in summary.gaps)
    words = "no report has numbers of the year before to compare with"
    assert gaps["received-growth"] == f"{words} (1 file of another run removed)"
    assert gaps["disclosure_rate-change"] == words
    assert not (out / "received-growth-en.svg").exists()
    assert str(summary).splitlines()[1:] == summary.gaps


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        (
            {"issuers": "火星市"},
            "no issuer '火星市'; there are 六盘水市人民政府办公室, 咸阳市, .*郴州市",
        ),
        ({"issuers": '["沈河区", "沈河"]'}, "no issuer '沈河'; nearest: 沈河区"),
        ({"years": "2020,2031"}, "no year 2031; there are 2011, 2012, .* and 7 more"),
        ({"years": "twenty"}, "-p years=twenty: expected a value of type"),
        ({"level": "conty"}, "no level 'conty'; nearest: county"),
        ({"scope": "areas"}, "no scope 'areas'; nearest: area"),
        ({"issuers": "郴州市", "years": "2025"}, "no report of the dataset has issuers .*, years "),
    ],
)
def test_run_figures_unknown_selection(tmp_path, dataset, parameters, words):
    """What the dataset does not have is refused before anything runs, with the nearest names."""
    with pytest.raises(UsageError, match=words):
        run_figures(dataset, None, tmp_path / "figures", parameters=parameters)
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
    assert "Shenhe District" in drawn
    assert "沈河区" not in drawn
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


@pytest.fixture(scope="module")
def bundled(tmp_path_factory, dataset) -> Path:
    """The figures of all notebooks on the bundled data, in both languages."""
    out = tmp_path_factory.mktemp("figures")
    summary = run_figures(dataset, None, out, formats="svg")
    assert summary.notebooks == list(NOTEBOOK_NAMES)
    (gap,) = summary.gaps  # few issuers: no funnel
    words = analysis.figures.catalogue()["funnel"].en["gap"]  # the command line speaks English
    assert gap == f"disclosure_rate-funnel: not drawn: {words}"
    return out


# file, issuer, year, item: k, n, value, low, high as a person read the numbers and worked them out
BY_HAND = [
    ("disclosure_rate", "沈河区", 2020, None, (9, 192, 4.69, 2.49, 8.67)),
    ("disclosure_rate", "郴州市", 2019, None, (236, 294, 80.27, 75.35, 84.42)),
    ("disclosure_rate", "邓州市", 2020, None, (24, 61, 39.34, 28.07, 51.88)),
    ("disclosure_rate", "咸阳市", 2017, None, (169, 201, 84.08)),
    ("received", "平潭综合实验区", 2018, None, (0,)),
    ("received", "平潭综合实验区", 2019, None, (23,)),
    ("received", "平潭综合实验区", 2020, None, (21,)),
    ("received", "平潭综合实验区", 2024, None, (218,)),
    ("received", "平潭综合实验区", 2025, None, (154,)),
    ("litigation_rate", "郴州市", 2019, None, (90, 294, 30.61)),
    ("disputes", "郴州市", 2019, "reconsideration.corrected", (10,)),
    ("disputes", "邓州市", 2020, "reconsideration.upheld", (41,)),
]
# corrected, concluded, correction rate of a channel
CORRECTED = [
    ("郴州市", 2019, "reconsideration", (10, 43, 23.26)),
    ("郴州市", 2019, "litigation", (19, 87, 21.84)),
    ("邓州市", 2020, "reconsideration", (0, 41, 0.00)),
    ("邓州市", 2020, "litigation", (4, 17, 23.53)),
]
# checks that hold on printed numbers, with blanks proven zero, that fail, that are not assessable
VERDICTS = [
    ("郴州市", 2019, (5, 35, 0, 0)),
    ("平潭综合实验区", 2020, (38, 0, 2, 0)),
    ("平潭综合实验区", 2013, (5, 1, 0, 0)),
]


def read_rows(folder: Path, name: str, issuer: str, year: int) -> pl.DataFrame:
    rows = pl.read_csv(folder / f"{name}.csv", infer_schema_length=None)
    return rows.filter(issuer=issuer, year=year)


@pytest.mark.parametrize(("name", "issuer", "year", "item", "read"), BY_HAND)
def test_plotted_data_by_hand(bundled, name, issuer, year, item, read):
    """The numbers that the notebooks plot are those that a person read in the documents."""
    rows = read_rows(bundled, name, issuer, year)
    row = rows.filter(pl.col("item") == item if item else True).row(0, named=True)
    found = tuple(row[column] for column in ("k", "n", "value", "low", "high")[: len(read)])
    assert found == pytest.approx(read, abs=0.005)


@pytest.mark.parametrize(("issuer", "year", "channel", "read"), CORRECTED)
def test_correction_rate_by_hand(bundled, issuer, year, channel, read):
    rows = read_rows(bundled, "disputes", issuer, year).filter(channel=channel)
    (found,) = rows.select("corrected", "concluded", "rate").unique().rows()
    assert found == pytest.approx(read, abs=0.005)


@pytest.mark.parametrize(("issuer", "year", "read"), VERDICTS)
def test_identities_by_hand(bundled, issuer, year, read):
    """Checks of figures in prose (parts) are left out here."""
    rows = read_rows(bundled, "identities", issuer, year).filter(pl.col("check") != "parts")
    verdicts = rows.select("pass_printed", "pass_with_zeros", "fail", "not_assessable")
    assert verdicts.sum().row(0) == read


def test_figures_hold_no_time_and_no_place(bundled):
    for path in bundled.glob("*.svg"):
        drawn = path.read_bytes()
        assert not re.search(rb"20\d\d-\d\d-\d\dT", drawn)
        assert str(ROOT).encode() not in drawn
        assert str(bundled).encode() not in drawn


def test_the_figures_of_the_repository_are_those_of_its_notebooks(bundled):
    """SVG and plotted data are the committed bytes where the drawing library is the locked one."""
    if not (FIGURES / "SHA256SUMS").is_file():
        pytest.skip("figures/ is not there: python3 make.py run writes it")
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    locked = re.search(r"^matplotlib==(\S+)", lock, re.MULTILINE)
    if not locked or version("matplotlib") != locked[1]:
        pytest.skip("another version of matplotlib than the locked one draws other bytes")
    lines = (FIGURES / "SHA256SUMS").read_text("utf-8").splitlines()
    sums = dict(reversed(line.split("  ")) for line in lines)
    drawn = {path.name: path for path in bundled.iterdir() if path.suffix in (".svg", ".csv")}
    changed = [
        name
        for name, path in sorted(drawn.items())
        if sums.get(name) != hashlib.sha256(path.read_bytes()).hexdigest()
    ]
    assert changed == [], "figures changed: python3 make.py run, look at them, commit them"
