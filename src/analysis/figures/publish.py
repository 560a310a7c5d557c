"""Draw and write one figure in every language asked for: what a notebook calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import polars as pl

from ..paths import FIGURES
from .drawn import Drawn
from .export import FORMATS, Published, checked_formats, checked_languages, export, rendered
from .labels import LANGUAGES

PREVIEW_DPI = 150


def publish(
    family: Callable[..., Drawn | None],
    *frames: pl.DataFrame,
    name: str,
    out: str | Path = "",
    lang: str | Sequence[str] = LANGUAGES,
    formats: str | Sequence[str] = FORMATS,
    names: Mapping[str, str] | None = None,
    width: str = "double",
) -> Published:
    """Draws `family` (a function of this room) from finished frames and writes it below `out` ("": the repository's `figures`).

    Out: a `Published` that shows itself in a notebook, in the first language, with its caption. Where the frames hold
    nothing to draw nothing is written, and it says so.
    """
    folder = Path(out) if out else FIGURES
    languages, kinds = checked_languages(lang), checked_formats(formats)
    written: list[Path] = []
    shown: Drawn | None = None
    for language in languages:
        drawn = family(*frames, lang=language, width=width, names=names)
        if drawn is None:
            return Published(name)
        written += export(drawn, name, folder, kinds)
        shown = shown or drawn
    assert shown is not None  # checked_languages gives at least one
    return Published(name, tuple(dict.fromkeys(written)), shown.captions[shown.lang], rendered(shown, "png", PREVIEW_DPI))
