"""Parameters of notebooks: which are declared, and values from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import REQUIRED, write_notebook

from analysis.errors import UsageError
from analysis.parameters import assign_parameters, convert_value, read_notebook


def test_read_notebook(tmp_path: Path) -> None:
    """Kinds come from the annotation or, where there is none, from the default."""
    more = "issuers: list[str] = []  # issuers\nrate = 0.5\nwords = 'a'\nfolder = data / 'x'"
    notebook = read_notebook(write_notebook(tmp_path, "a", "1", parameters=REQUIRED + more))
    assert notebook.name == "a"
    assert dict(notebook.kinds) == dict.fromkeys(("dataset", "out", "lang", "formats"), "str") | {
        "number": "int",
        "issuers": "list[str]",
        "rate": "float",
        "words": "str",
        "folder": "str",
    }


@pytest.mark.parametrize(
    ("content", "words"),
    [("", "is no notebook"), ("[]", "is no notebook"), ('{"cells": []}', "no cells are tagged")],
)
def test_read_notebook_without_parameters(tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / "a.ipynb").write_text(content)
    with pytest.raises(UsageError, match=rf"a\.ipynb:? {words}"):
        read_notebook(tmp_path / "a.ipynb")


def test_read_notebook_without_required_parameters(tmp_path: Path) -> None:
    path = write_notebook(tmp_path, "few", "1", parameters='dataset: str = ""  # dataset')
    with pytest.raises(UsageError, match="declares no parameter out, lang, formats"):
        read_notebook(path)


def test_assign_parameters(tmp_path: Path) -> None:
    """Each notebook gets what it declares, in the type that it declares."""
    one = read_notebook(
        write_notebook(tmp_path, "one", parameters=REQUIRED + "years: list[int] = []")
    )
    two = read_notebook(write_notebook(tmp_path, "two", parameters=REQUIRED))
    assigned = assign_parameters([one, two], {"years": "2019, 2020", "number": "4"})
    assert assigned == {"one": {"years": [2019, 2020], "number": 4}, "two": {"number": 4}}


def test_assign_parameters_unknown(tmp_path: Path) -> None:
    notebook = read_notebook(write_notebook(tmp_path, "a", parameters=REQUIRED))
    with pytest.raises(UsageError, match="no parameter 'nunber'; nearest: number"):
        assign_parameters([notebook], {"nunber": "3"})
    with pytest.raises(UsageError, match="'lang' is set by an option"):
        assign_parameters([notebook], {"lang": "fr"})


@pytest.mark.parametrize(
    ("value", "kind", "converted"),
    [
        ("30", "int", 30),
        ("0.5", "float", 0.5),
        ("沈河区", "str", "沈河区"),
        ("2020", "str", "2020"),
        ("a, b", "list", ["a", "b"]),
        ("甲，乙、丙", "list[str]", ["甲", "乙", "丙"]),
        ("甲", "list[str]", ["甲"]),
        ("2020", "list[int]", [2020]),
        (2020, "list[int]", [2020]),
        ("[1, 2]", "list", [1, 2]),
        ("", "list[str]", []),
        ('{"a": 1}', "dict", {"a": 1}),
        ("Yes", "bool", True),
        (4, "int", 4),
    ],
)
def test_convert_value(value: object, kind: str, converted: object) -> None:
    assert convert_value("x", value, kind) == converted


@pytest.mark.parametrize(
    ("value", "kind"),
    [("many", "int"), ("maybe", "bool"), ("[1", "list"), ("3", "dict"), ("a", "list[int]")],
)
def test_convert_value_of_another_type(value: str, kind: str) -> None:
    with pytest.raises(UsageError, match=f"-p x=.*{kind.partition('[')[0]}"):
        convert_value("x", value, kind)
