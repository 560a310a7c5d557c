"""One report to look at: its frames, and its tables as printed, each number with its line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import checks
from .extraction import extract
from .frames import FRAMES, Extract, corrections
from .frames.long import list_rows
from .frames.schema import Rows, make_frames, sort_rows
from .labelling import load_labels
from .manifest import find_row
from .paths import NAMES, find_inputs, find_study
from .terminal import escape
from .views.report import ReportView, list_label_entries, name_report, view_report

if TYPE_CHECKING:
    import polars as pl

    from .workers import Pool


class Report:
    """A document after reading: `frames` by name as in a dataset, for this document alone
    (`report.cells` is one of them).

    In a notebook it shows itself: its tables with failed identities marked, each cell's raw text
    and line on hover, then its statements and problems. `str(report)` gives the same for a
    terminal. `read` makes it.

    Parameters
    ----------
    extracted
        What was found in the document.
    further
        How many reports stand behind this one in the same file.
    public
        The corrections of its study.

    Examples
    --------
    >>> report = read(data.raw / "shenhe-2020.txt")
    >>> report.cells.filter(row="closed_total", column="total")["value"].item()
    192.0
    """

    def __init__(
        self,
        extracted: Extract,
        further: int = 0,
        public: Sequence[corrections.Correction] = (),
    ) -> None:
        self.extract = extracted
        self.further = further  # reports behind this one in the same file
        self._rows: Rows = corrections.apply(list_rows([extracted]), public)

    @cached_property
    def _checks(self) -> list[Mapping[str, Any]]:
        found = (
            one for report in checks.read_reports(self._rows) for one in checks.check_alone(report)
        )
        return sort_rows("checks", (one.make_row() for one in found))

    @cached_property
    def frames(self) -> dict[str, pl.DataFrame]:
        """The frames by name, made when first asked for.

        Examples
        --------
        >>> report = read(data.raw / "shenhe-2020.txt")
        >>> report.frames["applications"]["evidence"].unique().to_list()
        ['table']
        """
        from .frames.tidy import tidy

        frames = make_frames({**self._rows, "checks": self._checks})
        return frames | tidy(frames)

    @property
    def text(self) -> str:
        """The document's text, in which offsets (`start`) and lines count.

        Examples
        --------
        >>> read("行政许可".encode()).text
        '行政许可'
        """
        return self.extract.document.text

    def __getattr__(self, name: str) -> pl.DataFrame:
        if name in FRAMES:
            return self.frames[name]
        raise AttributeError(f"no {name!r}; the frames are {', '.join(FRAMES)}")

    def __repr__(self) -> str:
        return (
            f"<Report {escape(name_report(self.extract))}: {len(self._rows['cells'])} cells, "
            f"{len(self._rows['statements'])} statements, {len(self._rows['problems'])} problems>"
        )

    def _view(self) -> ReportView:
        return view_report(self.extract, self._rows, self._checks, self.further)

    def __str__(self) -> str:
        return self._view().write_text()

    def _repr_html_(self) -> str:
        return self._view().write_html()

    def label_entries(self) -> list[str]:
        """Return the lines of a `labels.toml` for the labels that no form knows.

        Returns
        -------
        list[str]
            Entries to paste, after a look at each key; empty where every label is known.

        Examples
        --------
        >>> read(data.raw / "shenhe-2020.txt").label_entries()
        []
        """
        return list_label_entries(self._rows)


def read(source: str | Path | bytes, name: str | None = None) -> Report:
    """Read one report from a file, or from its bytes; of a file with several reports the first.

    The manifest of its study, or the next one above the file, goes before what is found in the
    document, and the study's corrections are applied, as in `build`.

    Parameters
    ----------
    source
        A file, or the bytes of one.
    name
        What it is called, with the ending that tells its kind; by default the name of the file.

    Returns
    -------
    Report
        A document that is no report has problems instead of tables.

    Raises
    ------
    FileNotFoundError
        Where the file is missing.

    Examples
    --------
    >>> read("行政许可".encode(), "pasted.txt").problems["code"].to_list()
    ['not_a_report']
    """
    return _read(source, name, extract)


def read_apart(
    source: str | Path | bytes, pool: Pool | None = None, name: str | None = None
) -> Report:
    """As `read`, for a file of which this process must not die: `apart.extract_apart`."""
    from .apart import extract_apart

    return _read(source, name, lambda *job: extract_apart(job, pool))


def _read(
    source: str | Path | bytes, name: str | None, find: Callable[..., list[Extract]]
) -> Report:
    if isinstance(source, bytes):
        files = find_inputs(Path(), dict.fromkeys(NAMES))
        labels = load_labels(files["labels"]) if files["labels"] else ()
        found = find(source, name or "pasted.txt", None, labels)
        return Report(found[0], len(found) - 1)
    path = Path(source)
    if not path.is_file():
        raise FileNotFoundError(f"no such file: {path}")
    study = find_study(path)
    files = find_inputs(study.raw if study else path.parent, dict.fromkeys(NAMES))
    labels = load_labels(files["labels"]) if files["labels"] else ()
    public = corrections.load(files["corrections"]) if files["corrections"] else ()
    found = find(path, name or path.name, find_row(path), labels)
    return Report(found[0], len(found) - 1, public)
