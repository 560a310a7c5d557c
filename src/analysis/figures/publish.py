"""Draw and write one figure in every language asked for: what a notebook calls."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import polars as pl

from ..errors import UsageError
from ..paths import NOTEBOOKS
from .drawn import Drawn
from .export import FORMATS, Published, checked_formats, checked_languages, export, rendered
from .labels import LANGUAGES

PREVIEW_DPI = 150


def english_names(path: str | Path = "") -> dict[str, str]:
    """Issuers' names for English figures, from a CSV with the columns issuer (as in the data) and name, in UTF-8 or GB18030.

    Without a path `notebooks/names.csv` of this repository, and no names where that is not there. `UsageError` for a file
    that is named and cannot be used.
    """
    file = Path(path) if path else NOTEBOOKS / "names.csv"
    if not path and not file.is_file():
        return {}
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UsageError(f"names {file}: {error.strerror}") from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:  # what Chinese spreadsheets save
        text = content.decode("gb18030", errors="replace")
    rows = csv.DictReader(io.StringIO(text))
    if missing := {"issuer", "name"} - set(rows.fieldnames or ()):
        raise UsageError(f"names {file}: expected the columns issuer and name, {' and '.join(sorted(missing))} not found")
    return {row["issuer"].strip(): row["name"].strip() for row in rows if row["issuer"] and row["name"]}


def publish(
    family: Callable[..., Drawn | None],
    *frames: pl.DataFrame,
    name: str,
    out: str | Path = "",
    lang: str | Sequence[str] = LANGUAGES,
    formats: str | Sequence[str] = FORMATS,
    names: Mapping[str, str] | None = None,
    issuers: Sequence[str] = (),
    width: str = "double",
) -> Published:
    """Draws `family` (a function of this room) from finished frames and writes it below `out` ("": nothing is written).

    `issuers` keeps the rows of these issuers only; `names` gives the issuers' names for English figures.
    Out: a `Published` that shows itself in a notebook, in the first language, with its caption. Where the frames hold
    nothing to draw nothing is written, and it says so.
    """
    frames = tuple(frame.filter(pl.col("issuer").is_in(list(issuers))) if issuers else frame for frame in frames)
    languages, kinds = checked_languages(lang), checked_formats(formats)
    written: list[Path] = []
    shown: Drawn | None = None
    for language in languages:
        drawn = family(*frames, lang=language, width=width, names=names)
        if drawn is None:
            return Published(name)
        written += export(drawn, name, Path(out), kinds) if out else ()
        shown = shown or drawn
    assert shown is not None  # checked_languages gives at least one
    return Published(name, tuple(dict.fromkeys(written)), shown.captions[shown.lang], rendered(shown, "png", PREVIEW_DPI))
