"""The one exporter: SVG, PDF and PNG of the same figure, its data and its caption beside it.

Equal input gives equal bytes: no dates, fixed salt for identifiers. Every file is written under a temporary
name and renamed, so a run that stops leaves no half of a figure.
"""

from __future__ import annotations

import base64
import hashlib
import html
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
from matplotlib.backends.backend_agg import FigureCanvasAgg

from ..errors import UsageError
from ..frames.store import as_csv
from .drawn import Drawn, How
from .labels import LANGUAGES, Labels
from .style import styled

FORMATS = ("svg", "pdf", "png")
PNG_DPI, PREVIEW_DPI = 600, 150
GAP = "not drawn: "
RECORD = "application/vnd.gongkai+json"  # what was written, for programs that ran a notebook
_CREATOR = "gongkai"


def checked_formats(formats: str | Sequence[str]) -> tuple[str, ...]:
    """Formats as a tuple, from a list or "svg,pdf"; `UsageError` for one that is not known."""
    return _chosen(formats, FORMATS, "format")


def checked_languages(lang: str | Sequence[str]) -> tuple[str, ...]:
    """Languages as a tuple, from a list or "zh,en"; `UsageError` for one that is not known."""
    return _chosen(lang, LANGUAGES, "language")


def _chosen(given: str | Sequence[str], known: Sequence[str], what: str) -> tuple[str, ...]:
    names = (
        [name for part in given.split(",") if (name := part.strip())]
        if isinstance(given, str)
        else list(given)
    )
    if unknown := [name for name in names if name not in known]:
        raise UsageError(
            f"unknown {what} {', '.join(map(repr, unknown))}; known are {', '.join(known)}"
        )
    if not names:
        raise UsageError(f"no {what} given; known are {', '.join(known)}")
    return tuple(name for name in known if name in names)


def rendered(drawn: Drawn, form: str, dpi: int = PNG_DPI) -> bytes:
    """The bytes of a figure in one format."""
    metadata: dict[str, dict[str, object]] = {
        "svg": {
            "Date": None,
            "Creator": _CREATOR,
            "Description": drawn.captions[drawn.how.lang],
            "Language": drawn.how.lang,
        },
        "pdf": {
            "CreationDate": None,
            "ModDate": None,
            "Creator": _CREATOR,
            "Producer": _CREATOR,
            "Subject": drawn.captions[drawn.how.lang],
        },
        "png": {"Software": None, "Description": None},
    }
    target = io.BytesIO()
    with styled(drawn.how.preset):
        FigureCanvasAgg(drawn.figure)
        drawn.figure.savefig(target, format=form, dpi=dpi, metadata=metadata[form])
    return target.getvalue()


@dataclass(frozen=True, slots=True, repr=False)
class Published:
    """What was written for one figure, and how a notebook shows it: the picture and its caption; without a picture why there is none."""

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
        # one piece of HTML: a notebook that is offered a picture and a text apart shows only one of them
        if not self.preview:
            return f"<p>{html.escape(repr(self))}</p>"
        picture = base64.b64encode(self.preview).decode("ascii")
        text = html.escape(self.caption)
        return f'<figure><img alt="{text}" style="max-width:100%" src="data:image/png;base64,{picture}"><figcaption>{text}</figcaption></figure>'


def put(path: Path, content: bytes) -> Path:
    """Write bytes under a temporary name beside `path`, then rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_bytes(content)
    unfinished.replace(path)
    return path


def export(
    drawn: Drawn, name: str, out: Path, formats: str | Sequence[str] = FORMATS
) -> tuple[Path, ...]:
    """Write `name`-`lang` in each format, the caption as text, and the plotted data as `name`.csv below `out`; the paths come out.

    The CSV is the same for both languages: keys, not labels.
    """
    stem = f"{name}-{drawn.how.lang}"
    content = {f"{stem}.{form}": rendered(drawn, form) for form in checked_formats(formats)}
    content[f"{stem}.txt"] = (drawn.captions[drawn.how.lang] + "\n").encode()
    content[f"{name}.csv"] = table(drawn.data)
    return tuple(put(out / file, data) for file, data in content.items())


def table(data: pl.DataFrame) -> bytes:
    """A frame as CSV for a spreadsheet, with four decimals at most and an empty field for a gap."""
    return as_csv(data.with_columns(pl.col(pl.Float64).round(4)))


def checksums(folder: Path) -> str:
    """SHA-256 of every figure file in a folder, sorted by name, in the form of `sha256sum`."""
    names = sorted(
        path.name
        for path in folder.iterdir()
        if path.suffix[1:] in (*FORMATS, "csv", "txt") and not path.name.startswith(".")
    )
    return "".join(
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names
    )


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
    nothing to draw nothing is written, and it says why.
    """
    frames = tuple(
        frame.filter(pl.col("issuer").is_in(list(issuers))) if issuers else frame
        for frame in frames
    )
    languages, kinds = checked_languages(lang), checked_formats(formats)
    written: list[Path] = []
    shown: Drawn | None = None
    for language in languages:
        drawn = family(*frames, How(language, width, names or {}))
        if drawn is None:
            return Published(name, caption=Labels(language)("gap", family.__name__))
        written += export(drawn, name, Path(out), kinds) if out else ()
        shown = shown or drawn
    assert shown is not None  # checked_languages gives at least one
    return Published(
        name,
        tuple(dict.fromkeys(written)),
        shown.captions[shown.how.lang],
        rendered(shown, "png", PREVIEW_DPI),
    )
