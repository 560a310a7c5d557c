"""The command line: words, exit codes, and one clear line for what cannot be used."""

import io
import re
import sys
from pathlib import Path

import pytest

from analysis import __version__
from analysis.cli import main
from analysis.cli.parser import make_parser
from analysis.paths import RAW


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(list(words))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_show_prints_numbers_with_their_lines(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "show", str(RAW / "shenhe-2020.txt"))
    assert code == 0
    row = next(line for line in out.splitlines() if "一、本年新收政府信息公开申请数量" in line)
    number, *_, total = row.split()
    assert total == "220"
    assert "220" in (RAW / "shenhe-2020.txt").read_text("utf-8").splitlines()[int(number) - 1]


def test_show_reads_pasted_text(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pasted = "信息内容 | 本年处理决定数量 |\n行政许可 | 42 |\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(pasted.encode())))
    code, out, _ = run(capsys, "show", "-")
    assert code == 0
    assert "行政许可" in out
    assert "42" in out


def test_show_marks_the_cells_of_a_failed_identity(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "show", str(RAW / "pingtan-2020.txt"))
    assert "FAIL outcomes total: 21 against 27 [required]" in out
    closed = next(line for line in out.splitlines() if "（七）总计" in line)
    assert "21!" in closed


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["build", "/no/such/folder"], "no such folder"),
        (["build", "--jobs", "-1"], "--jobs must be 0 or more"),
        (["build", "--jobs", "many"], "invalid int value"),
        (["show", "/no/such/file.txt"], "no such file"),
        (["check", "/no/such/dataset"], "/no/such/dataset"),
        (["figures", "/no/such/dataset"], "/no/such/dataset"),
        (["build", ".", "--manifest", "none.csv"], "no such manifest: none.csv"),
        (["build"], "no such folder: data/raw; name the folder in which the reports are"),
        (["run"], "no such folder: data/raw; name the folder in which the reports are"),
        (["check"], "data/processed: no dataset here (dataset.json is missing): run gongkai build"),
        (["check", "."], "no dataset here"),
        (
            ["figures"],
            "data/processed: no dataset here (dataset.json is missing): run gongkai build",
        ),
        (["figures", "--notebook", "none"], "no notebook 'none'; there are 0-start, 1-corpus"),
        (["figures", "-p", "nonsense"], "expected NAME=VALUE"),
        (["template", "--form", "form1999"], "no form 'form1999'"),
        (["frobnicate"], "no command 'frobnicate'"),
        (["figure"], "no command 'figure'; nearest: figures"),
        (["figures", "--langs", "zh"], "no argument '--langs'; nearest: --lang"),
        (["figures", "--each", "issuer", "--notebook", "6-report-card"], "nearest: issuers"),
        (["figures", "--check", "--out", "none"], "no figures in none"),
        (["figures", "one", "two"], "one two: give one dataset; a notebook's name ends in .ipynb"),
        (["figures", "./none.ipynb"], "no notebook './none.ipynb'; there are 0-start"),
        (["add", "x.txt"], "no study here: gongkai init FOLDER makes one"),
    ],
)
def test_what_cannot_be_used_is_one_clear_line_and_exit_2(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    words: list[str],
    told: str,
) -> None:
    monkeypatch.chdir(
        tmp_path
    )  # an empty folder: defaults are below the folder in which the command runs
    code, out, err = run(capsys, *words)
    assert code == 2
    assert out == ""
    assert err.startswith("gongkai: ")
    assert told in err
    assert len(err.strip().splitlines()) == 1


def test_main_alone_prints_help(capsys: pytest.CaptureFixture[str]) -> None:
    """Without words the commands are listed."""
    code, out, _ = run(capsys)
    assert code == 0
    assert all(command in out for command in ("init", "add", "run", "figures", "check"))


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    """`--version` is that of the package."""
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"gongkai {__version__}\n"


def test_print_completion(capsys: pytest.CaptureFixture[str]) -> None:
    """A script for the shell knows every command."""
    with pytest.raises(SystemExit):
        main(["--print-completion", "bash"])
    script = capsys.readouterr().out
    (line,) = [line for line in script.split("\n") if "_gongkai_subparsers=" in line]
    assert {"init", "add", "run", "figures", "lab"} <= set(re.findall(r"\w+", line))


def test_commands_are_twelve_at_most() -> None:
    """What a person can keep in mind."""
    (found,) = [a for a in make_parser()._actions if a.dest == "command"]
    assert len(found.choices or ()) <= 12


def test_loudness(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """-v says steps and files on standard error, -q leaves the summary out."""
    source, out = tmp_path / "raw", tmp_path / "out"
    source.mkdir()
    (source / "a.txt").write_bytes((RAW / "shenhe-2020.txt").read_bytes())
    words = ("build", str(source), "--out", str(out), "--jobs", "0")
    code, printed, logged = run(capsys, *words, "-vv")
    assert code == 0
    assert "1 report" in printed
    assert "gongkai: manifest: none" in logged
    assert "gongkai: 1 documents, of which 1 are read anew" in logged
    assert "gongkai: reading a.txt" in logged
    (source / "b.txt").write_bytes((RAW / "pingtan-2020.txt").read_bytes())
    assert run(capsys, *words, "-q") == (0, "", "")
    assert run(capsys, "-q", *words) == (0, "", "")
    assert run(capsys, "check", str(out), "-q")[1] != ""
    (source / "c.txt").write_bytes(b"")
    code, printed, logged = run(capsys, *words, "-q")
    assert (code, printed) == (0, "")
    assert logged.startswith("gongkai:  c.txt: empty_file: ")
    assert logged.count("\n") == 1
    code, _, err = run(capsys, "build", "-q", "-v")
    assert code == 2
    assert "not allowed with argument" in err


def test_figures_takes_full_width_commas(capsys: pytest.CaptureFixture[str]) -> None:
    """Languages and formats as a Chinese keyboard writes them: the first fault is another one."""
    words = ("--lang", "zh，en", "--formats", "svg、png")
    code, _, err = run(capsys, "figures", "/no/such", "--notebook", "0-start", *words)
    assert code == 2
    assert "no dataset here" in err


def test_build_and_check(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for name in ("shenhe-2020.txt", "pingtan-2020.txt"):
        (tmp_path / name).write_bytes((RAW / name).read_bytes())
    (tmp_path / "empty.txt").write_bytes(b"")
    dataset = str(tmp_path / "out")
    source = str(tmp_path)
    code, out, _ = run(capsys, "build", source, "--out", dataset)
    assert code == 0
    assert "2 reports" in out
    assert f"written to {dataset};" in out
    assert "empty.txt" in out
    assert run(capsys, "build", source, "--out", dataset, "--strict")[0] == 1
    code, out, _ = run(capsys, "check", dataset)
    assert code == 1
    assert "pingtan-2020.txt:90\n   A required sum does not hold: the total closed is 20" in out
    assert "not assessable" not in out
    assert "not assessable" in run(capsys, "check", dataset, "--all")[1]
    code, out, _ = run(capsys, "check", dataset, "--explain")
    assert code == 1
    assert 'cell = "applications.granted.natural_person"\n   raw = "6"\n   value = 0\n' in out


def test_export(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The files are named; what is there already is not overwritten."""
    (tmp_path / "shenhe-2020.txt").write_bytes((RAW / "shenhe-2020.txt").read_bytes())
    dataset, out = str(tmp_path / "out"), str(tmp_path / "a.xlsx")
    run(capsys, "build", str(tmp_path), "--out", dataset)
    words = ("export", dataset, "--to", "xlsx", "--out", out, "--frames", "reports,applications")
    assert run(capsys, *words) == (0, f"{out}\n", "")
    code, _, err = run(capsys, *words)
    assert code == 2 and "is there already: name another file, or add --force" in err
    assert run(capsys, *words, "--force", "--lang", "zh")[0] == 0


def test_an_interruption_is_one_line_and_exit_130(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("analysis.report.read_apart", interrupted)
    assert main(["show", str(RAW / "shenhe-2020.txt")]) == 130
    assert capsys.readouterr().err == "gongkai: interrupted; what was there before is as it was\n"


def test_template(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = tmp_path / "blank.csv"
    code, out, _ = run(capsys, "template", "--form", "form2021", "--out", str(target))
    assert code == 0
    assert str(target) in out
    assert target.read_text("utf-8-sig").startswith("gongkai,form2021\n")
