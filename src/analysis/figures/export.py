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
import pickle
import re
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.backends.backend_svg import FigureCanvasSVG

from ..errors import UsageError
from ..frames.bundles import write_whole
from ..frames.store import encode_csv
from .catalogue import Drawn, draw, find_family
from .labels import LANGUAGES, check_words
from .theme import use_style

FORMATS = ("svg", "pdf", "png")
PNG_DPI, PREVIEW_DPI = 600, 150
GAP = "not drawn: "
RECORD = "application/vnd.gongkai+json"  # what was written, for programs that ran a notebook
ONCE = "GONGKAI_PUBLISH_ONCE"  # set where a notebook runs as a whole: each name is for one figure
DRAWN = "GONGKAI_DRAWN"  # the folder in which a run of notebooks keeps what it has drawn
# Pictures and captions carry a language in their name; a CSV belongs to them by its own.
_FILE = re.compile(rf"(.+?)(?:-(?:{'|'.join(LANGUAGES)})\.(?:{'|'.join(FORMATS)}|txt)|\.csv)")


def render(drawn: Drawn, form: str, dpi: int = PNG_DPI) -> bytes:
    """The bytes of a figure in one format, without dates and names of versions.

    Each canvas is asked itself: `savefig` would draw the figure once more to ask for its size.
    """
    figure, target = drawn.figure, io.BytesIO()
    about: dict[str, Any] = {"Creator": "gongkai"}
    with use_style():
        if form == "svg":
            about |= {"Date": None, "Description": drawn.caption, "Language": drawn.lang}
            FigureCanvasSVG(figure).print_svg(target, metadata=about)
        elif form == "pdf":
            about |= {"CreationDate": None, "ModDate": None, "Producer": "gongkai"}
            FigureCanvasPdf(figure).print_pdf(target, metadata=about | {"Subject": drawn.caption})
        else:
            figure.dpi, canvas = dpi, FigureCanvasAgg(figure)
            canvas.draw()
            target.write(encode_png(np.asarray(canvas.buffer_rgba()), dpi))
    return target.getvalue()


def encode_png(pixels: Any, dpi: float) -> bytes:
    """A PNG of opaque pixels, every line of them as its difference from the one above.

    Pillow tries five such filters on each line, which takes longer than all that follows.
    """
    high, wide, _ = pixels.shape
    lines = np.full((high, wide * 3 + 1), 2, np.uint8)  # filter 2: up
    for color in range(3):
        lines[:, 1 + color :: 3] = pixels[..., color]
    lines[1:, 1:] -= lines[:-1, 1:].copy()
    per_metre = round(dpi / 0.0254)
    chunks = {
        b"IHDR": struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0),
        b"pHYs": struct.pack(">IIB", per_metre, per_metre, 1),
        b"IDAT": zlib.compress(lines.data, 2),
        b"IEND": b"",
    }
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)
        for kind, data in chunks.items()
    )


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
    reason
        Why there is no picture, in English: what the command line says.

    Examples
    --------
    >>> Published("rate", caption="no row has a rate with enough n")
    rate: not drawn: no row has a rate with enough n
    """

    name: str
    files: tuple[Path, ...] = ()
    caption: str = ""
    preview: bytes = field(default=b"", repr=False)
    reason: str = ""

    def __repr__(self) -> str:
        return f"{self.name}: {'' if self.preview else GAP}{self.caption}"

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        """The record of this figure: its name, its files, and the reason where it was not drawn."""
        files = [path.name for path in self.files]
        return {RECORD: {"name": self.name, "files": files, "reason": self.reason}}

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


def figure_files(folder: Path) -> dict[str, list[Path]]:
    """The files of each figure in a folder, by the name of the figure."""
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.glob("[!.]*")):
        if match := _FILE.fullmatch(path.name):
            found.setdefault(match[1], []).append(path)
    return found


def replace_figure(out: Path, name: str, made: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write the files of one figure in place of all that `out` holds of it.

    A picture in another language or format stays only where the data are still the same; with
    nothing in its place, as where the data no longer give it, nothing of it stays.
    """
    data = out / f"{name}.csv"
    is_same = data.is_file() and data.read_bytes() == made.get(data.name)
    for path in figure_files(out).get(name, []):
        if path.name not in made and not is_same:
            path.unlink()
    return tuple(write_whole(out / file, content) for file, content in made.items())


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
    old, new = figure_files(out), figure_files(fresh)
    lines = [f"{name}: no notebook draws it any more" for name in old.keys() - new.keys()]
    lines += [f"{name}: not in {out.name}" for name in new.keys() - old.keys()]
    compared = [(name, path) for name in new.keys() & old.keys() for path in new[name]]
    for name, path in compared:
        before = out / path.name
        if not before.is_file():
            lines.append(f"{name}: {path.name} is missing")
        elif path.suffix != ".png" and path.read_bytes() != before.read_bytes():
            lines.append(f"{name}: {path.name} differs")
    return sorted(lines)


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
    found = figure_files(folder).items()
    vouched = [path for name, paths in found if folder / f"{name}.csv" in paths for path in paths]
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(vouched)
    )


def publish(
    family: str,
    *frames: pl.DataFrame,
    name: str = "",
    out: str | Path = "",
    lang: str | Sequence[str] = LANGUAGES,
    formats: str | Sequence[str] = FORMATS,
    **style: Any,
) -> Published:
    """Draws a family from finished frames and writes it below `out`.

    Parameters
    ----------
    family
        The id of a family, such as "rate"; `catalogue` lists them.
    *frames
        The frames that the family takes, see `draw`.
    name
        The name of the files, by default the id. What `out` holds under that name is replaced; in
        a notebook that runs as a whole two different figures of one name are an error.
    out
        The folder of the figures; with "" nothing is written.
    lang, formats
        Lists or "zh,en" and "svg,pdf,png". A PNG has 600 dots per inch.
    **style
        `width`, `names` and `min_n`, as in `draw`.

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
    rate: not drawn: no row has a rate with enough n
    """
    find_family(family)
    name, languages = name or family, check_words(lang, LANGUAGES, "language")
    kinds = check_words(formats, FORMATS, "format") if out else ()
    made, contents = draw_once(family, list(map(pl.DataFrame, frames)), languages, kinds, style)
    if not out:
        return replace(made, name=name)
    files = {f"{name}{end}": content for end, content in contents.items()}
    before = figure_files(Path(out)).get(name, []) if os.environ.get(ONCE) else []
    if any(path.read_bytes() != files.get(path.name) for path in before):
        raise UsageError(f"two different figures are published as {name!r}: give one another name")
    return replace(made, name=name, files=replace_figure(Path(out), name, files))


# What is known of a figure before it has a name, and its files by the ends of their names.
Made = tuple[Published, dict[str, bytes]]


def draw_once(*asked: Any) -> Made:
    """`draw_all`; in a run of notebooks, what one of them has drawn is not drawn again.

    The notebooks of a study show some figures of the same rows under several names.
    """
    if not (kept := os.environ.get(DRAWN)):
        return draw_all(*asked)
    path = Path(kept, hashlib.sha256(pickle.dumps(asked)).hexdigest())
    if not path.is_file():
        write_whole(path, pickle.dumps(draw_all(*asked)))
    made: Made = pickle.loads(path.read_bytes())
    return made


def draw_all(
    family: str,
    frames: Sequence[pl.DataFrame],
    languages: Sequence[str],
    kinds: Sequence[str],
    style: Mapping[str, Any],
) -> Made:
    """A figure in all its languages: formats, captions and plotted data.

    The CSV is the same for all languages: keys, not labels, four decimals at most, an empty field
    for a gap. Without formats only a preview is made.
    """
    contents: dict[str, bytes] = {}
    preview, captions = b"", []
    for lang in languages:
        drawn = draw(family, *frames, lang=lang, **style)
        if drawn is None:
            record = find_family(family)
            gap = getattr(record, lang)["gap"]
            return Published(family, caption=gap, reason=record.en["gap"]), {}
        captions.append(drawn.caption)
        contents |= {f"-{lang}.{form}": render(drawn, form) for form in kinds}
        preview = preview or render(drawn, "png", PREVIEW_DPI)
        data = drawn.data.with_columns(pl.col(pl.Float64).round(4))
        contents |= {f"-{lang}.txt": f"{drawn.caption}\n".encode(), ".csv": encode_csv(data)}
    return Published(family, caption=captions[0], preview=preview), contents
