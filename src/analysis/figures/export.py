"""The one exporter: SVG, PDF and PNG of the same figure, its data and its caption beside it.

Equal input gives equal bytes: no dates, fixed salt for identifiers. Every file is written under a
temporary name and renamed, so a run that stops leaves no half of a file. The files of one figure
are replaced together: none of an earlier run stays that does not follow from the same data.
"""

import base64
import hashlib
import html
import io
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypedDict, Unpack

import numpy as np
import polars as pl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.backends.backend_svg import FigureCanvasSVG
from PIL import Image

from ..errors import UsageError
from ..frames.store import encode_csv
from .catalogue import Drawn, How, check_words, family_of, function_of
from .labels import LANGUAGES
from .theme import use_style

FORMATS = ("svg", "pdf", "png")
PNG_DPI, PREVIEW_DPI = 600, 150
GAP = "not drawn: "
RECORD = "application/vnd.gongkai+json"  # what was written, for programs that ran a notebook
ONCE = "GONGKAI_PUBLISH_ONCE"  # set where a notebook runs as a whole: each name is for one figure
_OF_A_LANGUAGE = re.compile(rf"(.+)-({'|'.join(LANGUAGES)})\.(?:{'|'.join((*FORMATS, 'txt'))})")


def checked_formats(formats: str | Sequence[str]) -> tuple[str, ...]:
    """Formats as a tuple, from a list or "svg,pdf"; `UsageError` for one that is not known."""
    return check_words(formats, FORMATS, "format")


def checked_languages(lang: str | Sequence[str]) -> tuple[str, ...]:
    """Languages as a tuple, from a list or "zh,en"; `UsageError` for one that is not known."""
    return check_words(lang, LANGUAGES, "language")


def render(drawn: Drawn, form: str, dpi: int = PNG_DPI) -> bytes:
    """The bytes of a figure in one format, without dates and names of versions.

    Each canvas is asked itself: `savefig` would draw the figure once more to ask for its size.
    """
    lang, figure, target = drawn.how.lang, drawn.figure, io.BytesIO()
    words, name = {"Description": drawn.captions[lang], "Language": lang}, {"Creator": "gongkai"}
    timeless: dict[str, Any] = {"CreationDate": None, "ModDate": None, "Producer": "gongkai"}
    before = figure.dpi
    with use_style():
        if form == "svg":
            FigureCanvasSVG(figure).print_svg(target, metadata={"Date": None} | name | words)
        elif form == "pdf":
            subject = {"Subject": drawn.captions[lang]}
            FigureCanvasPdf(figure).print_pdf(target, metadata=subject | name | timeless)
        else:
            figure.dpi = dpi
            canvas = FigureCanvasAgg(figure)
            canvas.draw()
            _write_png(Image.fromarray(np.asarray(canvas.buffer_rgba())), dpi, target)
    figure.dpi = before
    return target.getvalue()


def _write_png(picture: Image.Image, dpi: float, target: io.BytesIO) -> None:
    """A picture as PNG without transparency, packed quickly: half of the time for a tenth more."""
    picture.convert("RGB").save(target, "png", dpi=(dpi, dpi), compress_level=2)


def shrunk(png: bytes) -> bytes:
    """A picture for print at the size of a preview."""
    target, picture = io.BytesIO(), Image.open(io.BytesIO(png))
    _write_png(picture.reduce(PNG_DPI // PREVIEW_DPI), PREVIEW_DPI, target)
    return target.getvalue()


@dataclass(frozen=True, slots=True, repr=False)
class Published:
    """What was written for one figure, and how a notebook shows it.

    The picture and its caption; without a picture why there is none. `publish` makes it.

    Parameters
    ----------
    name
        The name of the figure's files.
    files
        What was written.
    caption
        The caption in the first language, or why there is no picture.
    preview
        The picture as PNG, for a notebook.

    Examples
    --------
    >>> Published("rate", caption="no row has a rate")
    rate: not drawn: no row has a rate
    """

    name: str
    files: tuple[Path, ...] = ()
    caption: str = ""
    preview: bytes = field(default=b"", repr=False)

    def __repr__(self) -> str:
        return f"{self.name}: {'' if self.preview else GAP}{self.caption}"

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        """The record of this figure: its name, its files, and the reason where it was not drawn."""
        files = [path.name for path in self.files]
        reason = "" if self.preview else self.caption
        return {RECORD: {"name": self.name, "files": files, "reason": reason}}

    def _repr_html_(self) -> str:
        # one piece of HTML: a notebook that is offered picture and text apart shows one of them
        if not self.preview:
            return f"<p>{html.escape(repr(self))}</p>"
        picture = base64.b64encode(self.preview).decode("ascii")
        text = html.escape(self.caption)
        return (
            f'<figure><img alt="{text}" style="max-width:100%" '
            f'src="data:image/png;base64,{picture}"><figcaption>{text}</figcaption></figure>'
        )


def put(path: Path, content: bytes) -> Path:
    """Write bytes under a temporary name beside `path`, then rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_bytes(content)
    unfinished.replace(path)
    return path


def table(data: pl.DataFrame) -> bytes:
    """A frame as CSV for a spreadsheet: four decimals at most, an empty field for a gap."""
    return encode_csv(data.with_columns(pl.col(pl.Float64).round(4)))


def contents(drawn: Drawn, name: str, formats: Iterable[str]) -> dict[str, bytes]:
    """The files of a figure in its language by their names: formats, caption, plotted data.

    The CSV is the same for both languages: keys, not labels.
    """
    stem = f"{name}-{drawn.how.lang}"
    made = {f"{stem}.{form}": render(drawn, form) for form in formats}
    caption = f"{drawn.captions[drawn.how.lang]}\n".encode()
    return made | {f"{stem}.txt": caption, f"{name}.csv": table(drawn.data)}


def figure_files(folder: Path) -> dict[str, list[Path]]:
    """The files of each figure in a folder, by the name of the figure.

    Pictures and captions carry a language in their name; a CSV belongs to them by its own.
    """
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if match := _OF_A_LANGUAGE.fullmatch(path.name):
            found.setdefault(match[1], []).append(path)
        elif path.suffix == ".csv" and not path.name.startswith("."):
            found.setdefault(path.stem, []).append(path)
    return found


def replace_figure(
    out: Path, name: str, made: Mapping[str, bytes], captions: Mapping[str, str]
) -> tuple[Path, ...]:
    """Write the files of one figure in place of all that `out` holds of it.

    A picture in another language or format stays only where data and caption are still the same.
    """
    for path in figure_files(out).get(name, []):
        if path.name not in made and not _still_follows(path, name, made, captions):
            path.unlink()
    return tuple(put(out / file, data) for file, data in made.items())


def _still_follows(
    path: Path, name: str, made: Mapping[str, bytes], captions: Mapping[str, str]
) -> bool:
    """Is an older picture one of the same data and caption as the files just made?"""
    data, match = path.with_name(f"{name}.csv"), _OF_A_LANGUAGE.fullmatch(path.name)
    if not match or not data.is_file() or data.read_bytes() != made.get(data.name):
        return False
    caption = path.with_name(f"{name}-{match[2]}.txt")
    return caption.is_file() and caption.read_text("utf-8") == f"{captions[match[2]]}\n"


def refuse_second(out: Path, name: str, made: Mapping[str, bytes]) -> None:
    """`UsageError` for another figure of a name that the notebook has published in this run.

    Cell by cell, as in JupyterLab, a figure takes the place of what an earlier cell has published.
    """
    before = figure_files(out).get(name, []) if os.environ.get(ONCE) else []
    if any(path.read_bytes() != made.get(path.name) for path in before):
        raise UsageError(f"two different figures are published as {name!r}: give one another name")


def remove_figure(out: Path, name: str) -> list[str]:
    """Remove all files of a figure, as for one that the data no longer give; their names."""
    found = figure_files(out).get(name, [])
    for path in found:
        path.unlink()
    return [path.name for path in found]


def check_figures(out: Path, fresh: Path) -> list[str]:
    """Which figures in `out` no longer follow from the data: a sentence for each.

    Data, captions and SVG that both have are compared byte for byte.

    Parameters
    ----------
    out
        The folder of the figures.
    fresh
        A folder into which the same notebooks have just written, in one language and format or in
        all.

    Returns
    -------
    list[str]
        Empty where all figures follow from the data.

    Examples
    --------
    >>> check_figures(data.folder, data.folder)
    []
    """
    old, new, found = figure_files(out), figure_files(fresh), []
    for name in sorted({*old, *new}):
        if name not in new:
            found.append(f"{name}: no notebook draws it any more")
        elif name not in old:
            found.append(f"{name}: not in {out.name}")
        for path in new.get(name, []) if name in old else []:
            if not (out / path.name).is_file():
                found.append(f"{name}: {path.name} is missing")
            elif path.suffix != ".png" and path.read_bytes() != (out / path.name).read_bytes():
                found.append(f"{name}: {path.name} differs")
    return found


def checksums(folder: Path) -> str:
    """SHA-256 of every file of a figure in a folder, sorted by name, in the form of `sha256sum`.

    A picture without its data is not vouched for.

    Parameters
    ----------
    folder
        The folder of the figures.

    Returns
    -------
    str
        A line per file.

    Examples
    --------
    >>> checksums(data.folder)  # a folder without figures
    ''
    """
    listed = [
        path
        for name, paths in figure_files(folder).items()
        for path in paths
        if folder / f"{name}.csv" in paths
    ]
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(listed, key=lambda path: path.name)
    )


class Style(TypedDict, total=False):
    """How figures are drawn in every language, as in `How`."""

    names: Mapping[str, str]
    width: str
    min_n: int


def publish(
    family: str | Callable[..., Drawn | None],
    *frames: pl.DataFrame,
    name: str = "",
    out: str | Path = "",
    lang: str | Sequence[str] = LANGUAGES,
    formats: str | Sequence[str] = FORMATS,
    **style: Unpack[Style],
) -> Published:
    """Draws a family (its id or function) from finished frames and writes it below `out`.

    Parameters
    ----------
    family
        The id of a family, such as "rate", or its function; `catalogue` lists them.
    *frames
        The frames that the family takes.
    name
        The name of the files, by default the id. What `out` holds under that name is replaced; in
        a notebook that runs as a whole two different figures of one name are an error.
    out
        The folder of the figures; with "" nothing is written.
    lang, formats
        Lists or "zh,en" and "svg,pdf,png". A PNG has 600 dots per inch.
    names
        Issuers' names in English figures, see `english_names`.
    width
        "single" (a column) or "double" (the page).
    min_n
        Below it counts stand instead of rates.

    Returns
    -------
    Published
        It shows itself in a notebook, in the first language. Where the frames hold nothing to draw
        it says why, and files of that name are removed.

    Raises
    ------
    UsageError
        For rows that the family cannot draw, and for a name that is taken.

    Examples
    --------
    >>> import polars as pl
    >>> publish("rate", pl.DataFrame({"measure": [], "value": []}), lang="en")
    rate: not drawn: no row has a rate
    """
    record = family_of(family)
    draw, name = function_of(record.id), name or record.id
    languages, kinds = checked_languages(lang), checked_formats(formats)
    made: dict[str, bytes] = {}
    shown: Drawn | None = None
    for language in languages:
        drawn = draw(*frames, How(language, **style))
        if drawn is None:
            if out:
                refuse_second(Path(out), name, {})
                remove_figure(Path(out), name)
            return Published(name, caption=getattr(record, language)["gap"])
        made |= contents(drawn, name, kinds) if out else {}
        shown = shown or drawn
    assert shown is not None  # checked_languages gives at least one
    if out:
        refuse_second(Path(out), name, made)
    files = replace_figure(Path(out), name, made, shown.captions) if out else ()
    caption, print_png = shown.captions[shown.how.lang], made.get(f"{name}-{shown.how.lang}.png")
    preview = shrunk(print_png) if print_png else render(shown, "png", PREVIEW_DPI)
    return Published(name, files, caption, preview)
