"""How figures look: presets of journals, the Chinese font, fills, all read from data files."""

from __future__ import annotations

import tomllib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import matplotlib as mpl
import matplotlib.style as mpl_style
from matplotlib import font_manager

from ..errors import UsageError

MM = 1 / 25.4
WIDTHS = ("single", "double")
SMALL_PT = 6.5  # of ticks, counts and legends; nothing on a figure is smaller than 6 pt
_PACKAGE, _FILE = "pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf"


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "theme.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Preset:
    """Widths in mm of one column (`single`) and of the page (`double`), text size in points."""

    single_mm: float
    double_mm: float
    font_pt: float

    def width(self, name: str) -> float:
        """The width in inches of a figure over one column or the page."""
        if name not in WIDTHS:
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


def fills(palette: str) -> dict[str, Fill]:
    """The fills of a palette (outcome, nature, result, …), in the order in which they are drawn."""
    return {key: Fill(**fill) for key, fill in _data()["fill"][palette].items()}


def marker(form: str | None) -> str:
    """The marker of a form's points; a circle for a form without one of its own."""
    return str(_data()["marker"].get(form, "o"))


@cache
def font() -> str:
    """The family name of the Chinese font, loaded by its path; `UsageError` where it is missing.

    Boxes instead of characters would be an error that nobody sees before print.
    """
    try:
        with as_file(files(_PACKAGE) / _FILE) as path:
            font_manager.fontManager.addfont(str(path))
            return font_manager.FontProperties(fname=str(path)).get_name()
    except (ModuleNotFoundError, FileNotFoundError) as error:
        raise UsageError(
            "figures: no font with Chinese characters. Install the package "
            "pylopdf-fonts-zh-cn, which is part of the requirements"
        ) from error


def _apply(preset: Preset) -> None:
    """Set matplotlib's parameters to the theme in the sizes of a preset."""
    with as_file(files(__package__) / "gongkai.mplstyle") as sheet:
        mpl_style.use(sheet)
    sizes = {"font.size": preset.font_pt, "axes.titlesize": preset.font_pt}
    sizes |= {"axes.labelsize": preset.font_pt, "legend.fontsize": SMALL_PT}
    sizes |= {"xtick.labelsize": SMALL_PT, "ytick.labelsize": SMALL_PT}
    parameters: Any = mpl.rcParams
    parameters.update({**sizes, "font.family": [font()]})


@contextmanager
def styled(preset: Preset) -> Iterator[None]:
    """Matplotlib settings while a figure is drawn or saved; a missing glyph is an error inside."""
    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()
        _apply(preset)
        warnings.filterwarnings("error", message="Glyph .* missing from")
        yield


class _Restore:
    """Gives matplotlib's parameters back at the end of a `with` block."""

    def __init__(self, before: dict[str, Any]) -> None:
        self.before = before

    def __enter__(self) -> None:
        """Nothing is left to be done: the style was set when it was called."""

    def __exit__(self, *_: object) -> None:
        parameters: Any = mpl.rcParams
        dict.update(parameters, self.before)


def style(lang: str = "zh") -> _Restore:
    """Gives charts of one's own, matplotlib's and seaborn's, the Chinese font and the theme.

    A call sets it for the session; `with analysis.style():` for a block. `lang` chooses the preset
    of the journals. After `seaborn.set_theme()`, which resets the font, call it again.

    >>> with style():
    ...     mpl.rcParams["font.family"]
    ['Noto Sans SC']
    """
    if f"{lang}-journal" not in _data()["presets"]:
        raise UsageError(f"language {lang!r}: zh or en")
    restore = _Restore({str(key): value for key, value in mpl.rcParams.items()})
    _apply(preset_of(lang))
    return restore
