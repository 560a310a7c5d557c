"""Every public name says what it takes, what it returns and how it is used, and stands on the site."""

import doctest
import importlib
import inspect
import re
import typing
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "reference" / "python.md").read_text("utf-8")
MODULES = ("analysis", "analysis.metrics", "analysis.figures")
SECTION = re.compile(r"^(\w+)\n-+$", re.MULTILINE)


def split_sections(text: str) -> dict[str, str]:
    """The sections of a docstring by their titles.

    >>> split_sections("Says.\\n\\nReturns\\n-------\\nint\\n    A number.")
    {'': 'Says.', 'Returns': 'int\\n    A number.'}
    """
    head, *rest = SECTION.split(text)
    pairs = zip(rest[::2], rest[1::2], strict=True)
    return {"": head.strip(), **{title: body.strip() for title, body in pairs}}


def find_entries(section: str) -> list[str]:
    """The names that a section explains, without asterisks.

    >>> find_entries("by, to\\n    Both.\\n**more\\n    The rest.")
    ['by', 'to', 'more']
    """
    lines = section.split("\n")
    heads = [one for one, below in pairwise(lines) if below.startswith("    ")]
    return [
        name.lstrip("*") for one in heads if not one.startswith(" ") for name in one.split(", ")
    ]


def list_parameters(target: Any) -> list[str]:
    """The parameters of a function or class; of keywords that a TypedDict lists, its keys."""
    found: list[str] = []
    for one in inspect.signature(target).parameters.values():
        (keywords,) = (
            typing.get_args(one.annotation) or (None,) if one.kind is one.VAR_KEYWORD else (None,)
        )
        found += [*keywords.__annotations__] if typing.is_typeddict(keywords) else [one.name]
    return [name for name in found if name != "self"]


def list_members(owner: type) -> Iterator[tuple[str, Any]]:
    """The public methods and properties of a class that are its own."""
    for name, member in vars(owner).items():
        is_member = inspect.isfunction(member) or isinstance(member, property | cached_property)
        if is_member and not name.startswith("_"):
            yield name, member


def list_public() -> dict[str, Any]:
    """Every public name, and the members of every public class, by its path."""
    found: dict[str, Any] = {}
    for module in MODULES:
        home = importlib.import_module(module)
        for name in home.__all__:
            target = getattr(home, name)
            found[f"{module}.{name}"] = target
            if inspect.isclass(target):
                found |= {f"{module}.{name}.{own}": one for own, one in list_members(target)}
    return found


PUBLIC = list_public()
CALLED = {path: target for path, target in PUBLIC.items() if callable(target)}
EXPLAINED = {path: target for path, target in PUBLIC.items() if not isinstance(target, int)}


@pytest.mark.parametrize("path", CALLED)
def test_parameters_are_explained(path: str) -> None:
    """Each parameter of the signature stands in a section, and nothing else does."""
    sections = split_sections(inspect.getdoc(CALLED[path]) or "")
    assert find_entries(sections.get("Parameters", "")) == list_parameters(CALLED[path])


@pytest.mark.parametrize("path", CALLED)
def test_results_are_explained(path: str) -> None:
    """What returns something says what, and no section has a title that the site does not know."""
    target, sections = CALLED[path], split_sections(inspect.getdoc(CALLED[path]) or "")
    known = {"", "Parameters", "Attributes", "Returns", "Raises", "Examples"}
    assert sections.keys() <= known
    if not inspect.isclass(target):
        assert find_entries(sections.get("Returns", ""))


@pytest.mark.parametrize("path", EXPLAINED)
def test_examples_are_there(path: str) -> None:
    """Each has a first sentence and an example; the tests of its module run it."""
    sections = split_sections(inspect.getdoc(EXPLAINED[path]) or "")
    first = sections[""].split("\n\n")[0]
    assert first.endswith(".")
    # of what is not called, the site would show words before a colon as the type
    assert path in CALLED or ": " not in first.split("\n")[0]
    assert doctest.DocTestParser().get_examples(sections.get("Examples", ""))


@pytest.mark.parametrize("module", MODULES)
def test_the_site_shows_every_name(module: str) -> None:
    """The page has all members of each module, and names the constants, which automodule leaves out."""
    assert f".. automodule:: {module}\n   :members:\n" in PAGE
    homes = [path.rpartition(".") for path in PUBLIC.keys() - EXPLAINED.keys()]
    constants = [name for home, _, name in homes if home == module]
    assert [n for n in constants if not re.search(rf"data:: {module}\.\w+\.{n}\n", PAGE)] == []
