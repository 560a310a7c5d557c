"""Words on figures in Chinese and English: from `labels.toml`, of measures from the measures."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl

from ..documents.decode import decode
from ..errors import UsageError
from ..metrics import measures
from ..paths import NOTEBOOKS, find_study

LANGUAGES = ("zh", "en")
_WORDS: dict[str, Any] = tomllib.loads((files(__package__) / "labels.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of one language. `names` translates issuers, which otherwise stand as in the data.

    >>> Labels("en")("item", "granted_partly"), Labels("zh").axis("disclosure_rate")
    ('granted in part', '公开率（%）')
    """

    lang: str
    names: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, group: str, key: str, **values: object) -> str:
        """A word of a group; a key without a word stands as it is: it is drawn, and not lost."""
        return str(_WORDS[self.lang][group].get(key, key)).format(**values)

    def bracket(self, text: str) -> str:
        """Text in the brackets of the language."""
        return f"{self('mark', 'open')}{text}{self('mark', 'close')}"

    def issuer(self, row: Mapping[str, Any]) -> str:
        """The issuer of a row; where it is not known the file's name, else the report's id."""
        name = str(row.get("issuer") or row.get("source") or row.get("report_id") or "?")
        return self.names.get(name, name) if self.lang == "en" else name

    def measure(self, key: str, part: str = "name") -> str:
        """The name of a measure, or another part of it: its `words`, its `unit`."""
        return str(getattr(measures()[key], f"{part}_zh" if self.lang == "zh" else part))

    def axis(self, key: str) -> str:
        """The name of a measure with its unit, for an axis."""
        return self.measure(key) + self.bracket(self.measure(key, "unit"))


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
        The name by the issuer, for `names` of `publish` and `How`.

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
