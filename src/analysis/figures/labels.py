"""How a figure is drawn, and its words in Chinese and English: from `labels.toml` and measures."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl

from ..documents.decode import decode
from ..errors import UsageError
from ..metrics import MIN_N, measures
from ..metrics.reports import split_list
from ..paths import NOTEBOOKS, find_study
from .theme import MM, WIDTHS_MM

LANGUAGES = ("zh", "en")
_WORDS: dict[str, Any] = tomllib.loads((files(__package__) / "labels.toml").read_text("utf-8"))


def check_words(given: str | Sequence[str], known: Sequence[str], what: str) -> tuple[str, ...]:
    """Words from a list or "svg,pdf" as a tuple; `UsageError` for none and for an unknown one."""
    words = tuple(dict.fromkeys(map(str, split_list(given))))
    unknown = ", ".join(repr(word) for word in words if word not in known)
    if unknown or not words:
        fault = f"unknown {what} {unknown}" if unknown else f"no {what} given"
        raise UsageError(f"{fault}; known are {', '.join(known)}")
    return words


@dataclass(frozen=True, slots=True)
class How:
    """How a figure is drawn, and the words of its language.

    `width` is "single" (a column) or "double" (the page), `names` are issuers' names in English,
    below `min_n` counts stand instead of a rate. Raises `UsageError` for another language or width.

    >>> How("en")("item", "granted_partly"), How("zh").axis("disclosure_rate")
    ('granted in part', '公开率（%）')
    """

    lang: str = "zh"
    width: str = "double"
    names: Mapping[str, str] = field(default_factory=dict)
    min_n: int = MIN_N

    def __post_init__(self) -> None:
        check_words(self.lang, LANGUAGES, "language")
        check_words(self.width, ("single", "double"), "width")

    @property
    def is_wide(self) -> bool:
        """Whether the figure is as wide as the page."""
        return self.width == "double"

    @property
    def points(self) -> float:
        """The width of the figure in points."""
        return WIDTHS_MM[self.lang][self.width] * MM * 72

    def __call__(self, group: str, key: str, **values: object) -> str:
        """A word of a group; a key without a word stands as it is: it is drawn, and not lost."""
        word = _WORDS[self.lang][group].get(key)
        return str(key if word is None else word.format(**values))

    def issuer(self, row: Mapping[str, Any]) -> str:
        """The issuer of a row; where it is not known the file's name, else the report's id."""
        name = str(row.get("issuer") or row.get("source") or row.get("report_id") or "?")
        return self.names.get(name, name) if self.lang == "en" else name

    def measure(self, key: str, part: str = "name") -> str:
        """The name of a measure, or another part of it: its `words`, its `unit`."""
        return str(getattr(measures()[key], f"{part}_zh" if self.lang == "zh" else part))

    def axis(self, key: str) -> str:
        """The name of a measure with its unit, for an axis."""
        return self.measure(key) + self("mark", "bracket", text=self.measure(key, "unit"))


def english_names(path: str | Path = "") -> dict[str, str]:
    """Issuers' names for English figures, from a CSV with the columns issuer and name.

    Parameters
    ----------
    path
        The file, in any encoding in which a document may be. Without a path `notebooks/names.csv`
        of the study, and no names where that is not there.

    Returns
    -------
    dict[str, str]
        The name by the issuer, for `names` of `publish` and `draw`.

    Raises
    ------
    UsageError
        For a file that is named and cannot be used.

    Examples
    --------
    >>> file = data.folder.with_name("names.csv")
    >>> _ = file.write_text("issuer,name\\n沈河区,Shenhe\\n", "utf-8")
    >>> english_names(file)
    {'沈河区': 'Shenhe'}
    """
    study = find_study()
    file = Path(path) if path else (study.notebooks if study else NOTEBOOKS) / "names.csv"
    if not path and not file.is_file():
        return {}
    try:
        content = decode(file.read_bytes()).text.encode()
    except OSError as error:
        raise UsageError(f"names {file}: {error.strerror}") from error
    lenient: Any = {"raise_if_empty": False, "truncate_ragged_lines": True}
    rows = pl.read_csv(content, infer_schema=False, **lenient)
    if missing := sorted({"issuer", "name"} - set(rows.columns)):
        raise UsageError(
            f"names {file}: expected the columns issuer and name, {' and '.join(missing)} not found"
        )
    stripped = rows.select(pl.col("issuer", "name").str.strip_chars())
    return {issuer: name for issuer, name in stripped.iter_rows() if issuer and name}
