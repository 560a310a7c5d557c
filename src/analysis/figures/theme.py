"""How figures look: widths of journals, the Chinese font, fills, all read from data files."""

import hashlib
import os
import tomllib
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from itertools import chain
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.style as mpl_style
from matplotlib.font_manager import FontEntry, fontManager

from ..errors import UsageError

MM = 1 / 25.4
SMALL_PT = 6.5  # of ticks, counts and legends; nothing on a figure is smaller than 6 pt
_PLACES = "埇埗崁沚浉滘瀍猇硚莿萣鄠"  # in names of counties and towns, and not in GB 2312
_PACKAGE, _FILE = "pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf"
_THEME: dict[str, Any] = tomllib.loads((files(__package__) / "theme.toml").read_text("utf-8"))
WIDTHS_MM: dict[str, dict[str, float]] = _THEME["width_mm"]
MARKERS: dict[str, str] = _THEME["marker"]


@dataclass(frozen=True, slots=True)
class Fill:
    """Colour, hatching, and the colour of text on it."""

    color: str
    hatch: str
    text: str


def fills(palette: str) -> dict[str, Fill]:
    """The fills of a measure's items, of verdicts or of forms, in the order of drawing."""
    return {key: Fill(**fill) for key, fill in _THEME["fill"][palette].items()}


@cache
def fonts() -> list[str]:
    """The names of the Chinese font, cut and whole, loaded by path; `UsageError` without it.

    A character that the cut one lacks is taken from the whole one. Boxes instead of characters
    would be an error that nobody sees before print.
    """
    try:
        with as_file(files(_PACKAGE) / _FILE) as path:
            found = {"Noto Sans SC": _cut_font(path), "Noto Sans SC (whole)": path}
    except (ModuleNotFoundError, FileNotFoundError) as error:
        raise UsageError(
            "figures: no font with Chinese characters. Install the package "
            "pylopdf-fonts-zh-cn, which is part of the requirements"
        ) from error
    entries = [FontEntry(str(file), name=name, size="scalable") for name, file in found.items()]
    fontManager.ttflist[:0] = entries  # before a font of the same name that a system may have
    return list(found)


def _cut_font(path: Path) -> Path:
    """The font with the characters of GB 2312, letters and signs, and some of place names.

    A PDF holds the glyphs that it shows, and to cut these out takes half a second from the whole
    font. The file is made once, and kept where matplotlib keeps its own.
    """
    from fontTools import subset, version

    signs = map(chr, chain(range(0x20, 0x400), range(0x2000, 0x2300), range(0xFF00, 0xFFF0)))
    chinese = (sign for sign in map(chr, range(0x80, 0x10000)) if sign.encode("gb2312", "ignore"))
    text = "".join(sorted({*chinese, *signs, *_PLACES}))
    made_from = repr((path.name, path.stat().st_size, version, text)).encode()
    kept = Path(mpl.get_cachedir(), f"gongkai-{hashlib.sha256(made_from).hexdigest()[:16]}.otf")
    if not kept.is_file():
        unfinished = kept.with_name(f"{kept.name}.{os.getpid()}")
        subset.main(
            [str(path), f"--text={text}", f"--output-file={unfinished}", "--no-recalc-timestamp"]
        )
        unfinished.replace(kept)
    return kept


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
    ...     mpl.rcParams["font.family"][0]
    'Noto Sans SC'
    """
    parameters: Any = mpl.rcParams
    restore = ExitStack()
    restore.callback(dict.update, parameters, dict(parameters))
    mpl_style.use("analysis.figures.gongkai")
    parameters["font.family"] = fonts()
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
