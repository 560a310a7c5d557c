"""How figures look: presets of journals, fonts with Chinese characters, fills. Everything read from data files."""

from __future__ import annotations

import importlib.util
import tomllib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.style as mpl_style
from matplotlib import font_manager

from ..errors import UsageError

MM = 1 / 25.4
_PACKAGE, _FILE = "pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf"


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "style.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Preset:
    """Widths in mm of one column (`single`) and of the page (`double`), text size in points."""

    single_mm: float
    double_mm: float
    font_pt: float

    def width(self, name: str) -> float:
        """The width in inches of a figure over one column or the page."""
        if name not in ("single", "double"):
            raise UsageError(f"width {name!r}: single or double")
        return (self.single_mm if name == "single" else self.double_mm) * MM


@dataclass(frozen=True, slots=True)
class Fill:
    """Colour, hatching, and the colour of text on it."""

    color: str
    hatch: str
    text: str


def preset_of(lang: str) -> Preset:
    """The preset of a language's journals, zh-journal or en-journal.

    >>> preset_of("zh").double_mm
    170
    """
    return Preset(**_data()["presets"][f"{lang}-journal"])


def fills(family: str) -> dict[str, Fill]:
    """The fills of a family (outcome, nature, result, verdict, form), in the order in which they are drawn."""
    return {key: Fill(**fill) for key, fill in _data()["fill"][family].items()}


def marker(form: str | None) -> str:
    return str(_data()["marker"].get(form, "o"))


def _covers(path: str, characters: str) -> bool:
    from matplotlib.ft2font import FT2Font

    try:
        known = FT2Font(path).get_charmap()
    except RuntimeError:  # no font that FreeType reads
        return False
    return all(ord(character) in known for character in characters)


@cache
def font() -> str:
    """The family name of the font in use, loaded by its path; `UsageError` where no font has the characters.

    Boxes instead of characters would be an error nobody sees before print, so there is no third way.
    """
    characters = _data()["fonts"]["characters"]
    if importlib.util.find_spec(_PACKAGE):
        with as_file(files(_PACKAGE) / _FILE) as path:
            if path.exists() and _covers(str(path), characters):
                return _added(path)
    known = {
        entry.name: entry.fname
        for entry in sorted(
            font_manager.fontManager.ttflist,
            key=lambda e: (e.weight != 400, e.style != "normal", e.fname),
            reverse=True,
        )
    }
    for name in _data()["fonts"]["system"]:
        if name in known and _covers(known[name], characters):
            return _added(Path(known[name]))
    raise UsageError(
        "figures: no font with Chinese characters. Install the package pylopdf-fonts-zh-cn (part of the requirements), or one of these fonts: "
        + ", ".join(_data()["fonts"]["system"])
    )


def _added(path: Path) -> str:
    font_manager.fontManager.addfont(str(path))
    return font_manager.FontProperties(fname=str(path)).get_name()


@contextmanager
def styled(chosen: Preset) -> Iterator[None]:
    """Matplotlib settings while a figure is drawn or saved; a missing glyph is an error inside."""
    with (
        as_file(files(__package__) / "gongkai.mplstyle") as sheet,
        mpl.rc_context(),
        warnings.catch_warnings(),
    ):
        mpl.rcdefaults()
        mpl_style.use(sheet)
        small = chosen.font_pt - 0.5
        mpl.rcParams.update(
            {
                "font.family": [font()],
                "font.size": chosen.font_pt,
                "axes.titlesize": chosen.font_pt,
                "axes.labelsize": chosen.font_pt,
            }
        )
        mpl.rcParams.update(
            {"legend.fontsize": small, "xtick.labelsize": small, "ytick.labelsize": chosen.font_pt}
        )
        warnings.filterwarnings("error", message="Glyph .* missing from")
        yield
