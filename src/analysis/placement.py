"""Puts what notebooks wrote in the place of the figures, each name for one figure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .figures.export import FORMATS, checksums, figure_files, replace_figure
from .frames.bundles import write_whole
from .terminal import write_count

SUMS = "SHA256SUMS"


@dataclass(slots=True)
class Summary:
    """What a run did.

    The notebooks that ran, the files in `out` by name, the figures that were not drawn with the
    reason, the notebooks that were passed over with the reason, and by the name of each figure the
    notebook that drew it and the digests of its files.
    """

    out: Path
    notebooks: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    drawn: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)

    def __str__(self) -> str:
        names = sorted({name.rpartition("-")[0] for name in self.files if name.endswith(FORMATS)})
        figures = (
            f"{write_count(len(names), 'figure')} ({', '.join(names)})" if names else "no figures"
        )
        ran = write_count(len(self.notebooks), "notebook")
        head = f"{ran}, {figures}, {write_count(len(self.files), 'file')} in {self.out}"
        return "\n".join([head, *self.gaps, *(f"passed over: {name}" for name in self.passed_over)])


def find_clash(
    notebook: str, folder: Path, records: Sequence[Mapping[str, Any]], summary: Summary
) -> str:
    """Words for a name that another notebook has given to a different figure; "" for none.

    One of them would take the place of the other. The same figure twice is no clash: two notebooks
    may be asked for one measure.
    """
    files = figure_files(folder)
    for name in sorted({*files, *(record["name"] for record in records)}):
        made = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in files.get(name, ())}
        other, before = summary.drawn.setdefault(name, (notebook, made))
        if before != made:
            both = f"notebooks {other} and {notebook} publish different figures as {name!r}"
            return f"{both}: give one another name; those of {notebook} are left out"
    return ""


def place_files(
    notebook: str, folder: Path, records: Sequence[Mapping[str, Any]], summary: Summary
) -> None:
    """Move what a notebook wrote to the place of the figures, and note it in the summary.

    Files of an earlier run that do not follow from the same data are removed.
    """
    out = summary.out
    summary.notebooks.append(notebook)
    summary.files += sorted(path.name for path in folder.iterdir())
    for name, paths in figure_files(folder).items():
        replace_figure(out, name, {path.name: path.read_bytes() for path in paths})
    for path in folder.iterdir():
        path.replace(out / path.name)
    for record in records:
        if record["reason"]:
            old = len(figure_files(out).get(record["name"], []))
            replace_figure(out, record["name"], {})
            more = f" ({write_count(old, 'file')} of another run removed)" if old else ""
            summary.gaps.append(f"{record['name']}: not drawn: {record['reason']}{more}")
    if sums := checksums(out):
        write_whole(out / SUMS, sums.encode())
    else:
        (out / SUMS).unlink(missing_ok=True)
