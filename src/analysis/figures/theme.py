"""How figures look: widths of journals, the Chinese font, fills, all read from data files."""

import tomllib
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import matplotlib as mpl
import matplotlib.style as mpl_style
from matplotlib import font_manager

from ..errors import UsageError

MM = 1 / 25.4
SMALL_PT = 6.5  # of ticks, counts and legends; nothing on a figure is smaller than 6 pt
_PACKAGE, _FILE = "pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf"
_THEME: dict[str, Any] = tomllib.loads((files(__package__) / "theme.toml").read_text("utf-8"))
WIDTHS_MM: dict[str, dict[str, float]] = _THEME["width_mm"]


@dataclass(frozen=True, slots=True)
class Fill:
    """Colour, hatching, and the colour of text on it."""

    color: str
    hatch: str
    text: str

    @property
    def box(self) -> dict[str, Any] | None:
        """The box behind a text, which hatching would make hard to read."""
        return {"facecolor": self.color, "edgecolor": "none", "pad": 0.8} if self.hatch else None


def fills(palette: str) -> dict[str, Fill]:
    """The fills of a palette (outcome, nature, result, …), in the order in which they are drawn."""
    return {key: Fill(**fill) for key, fill in _THEME["fill"][palette].items()}


def marker(form: str | None) -> str:
    """The marker of a form's points; a circle for a form without one of its own."""
    return str(_THEME["marker"].get(form, "o"))


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


def style() -> ExitStack:
    """Gives charts of one's own, matplotlib's and seaborn's, the Chinese font and the theme.

    A call sets it for the session; `with analysis.style():` for a block. After
    `seaborn.set_theme()`, which resets the font, call it again.

    Returns
    -------
    contextlib.ExitStack
        It puts back what was set before when a block ends.

    Raises
    ------
    UsageError
        Where the package with the Chinese font is missing.

    Examples
    --------
    >>> with style():
    ...     mpl.rcParams["font.family"]
    ['Noto Sans SC']
    """
    parameters: Any = mpl.rcParams
    restore = ExitStack()
    restore.callback(dict.update, parameters, dict(parameters))
    with as_file(files(__package__) / "gongkai.mplstyle") as sheet:
        mpl_style.use(sheet)
    parameters["font.family"] = [font()]
    return restore


@contextmanager
def use_style() -> Iterator[None]:
    """Matplotlib settings while a figure is drawn or saved; a missing glyph is an error inside."""
    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()
        style()
        mpl.rcParams["text.parse_math"] = False  # a $ in an issuer's name is a dollar sign
        warnings.filterwarnings("error", message="Glyph .* missing from")
        yield
