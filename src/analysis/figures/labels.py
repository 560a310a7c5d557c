"""Words on figures, in Chinese and English: from `labels.toml`, and of measures from the measures."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from ..documents.decode import decode
from ..errors import UsageError
from ..forms import forms
from ..metrics import measures
from ..paths import NOTEBOOKS

LANGUAGES = ("zh", "en")


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "labels.toml").read_text("utf-8"))


class Labels:
    """The words of one language. `names` translates issuers, which otherwise stand as in the data.

    >>> Labels("en")("item", "granted_partly")
    'granted in part'
    >>> Labels("zh").issuer({"issuer": "沈河区"}), Labels("zh").axis("disclosure_rate")
    ('沈河区', '公开率（%）')
    """

    def __init__(self, lang: str, names: Mapping[str, str] | None = None) -> None:
        if lang not in LANGUAGES:
            raise UsageError(f"language {lang!r}: zh or en")
        self.lang = lang
        self.names = dict(names or {})
        self._table = _tables()[lang]

    def __call__(self, group: str, key: str, **values: object) -> str:
        """A word of a group; a key without a word stands as it is, so that it is drawn, not lost."""
        return str(self._table[group].get(key, key)).format(**values)

    def mark(self, name: str) -> str:
        """Punctuation: open, close, semicolon, stop, list, colon, dash."""
        return str(self._table[name])

    def bracket(self, text: str) -> str:
        """Text in the brackets of the language."""
        return f"{self.mark('open')}{text}{self.mark('close')}"

    def issuer(self, row: Mapping[str, Any]) -> str:
        """The issuer of a row; where it is not known the file's name, else the report's id."""
        name = row.get("issuer") or row.get("source") or row.get("report_id") or "?"
        return self.names.get(name, name) if self.lang == "en" else str(name)

    def measure(self, key: str) -> str:
        """The name of a measure."""
        found = measures()[key]
        return found.name_zh if self.lang == "zh" else found.name

    def definition(self, key: str) -> str:
        """The words of a measure, without the full stop at their end."""
        found = measures()[key]
        words = getattr(found, "words_zh", found.name_zh) if self.lang == "zh" else found.words
        return words.rstrip("。.")

    def unit(self, key: str) -> str:
        """The unit of a measure in this language."""
        found = measures()[key]
        return getattr(found, "unit_zh", found.unit) if self.lang == "zh" else found.unit

    def axis(self, key: str) -> str:
        """The name of a measure with its unit, for an axis."""
        return f"{self.measure(key)}{self.bracket(self.unit(key))}"

    def key(self, key: str) -> str:
        """A figure in prose by its key: its word, else the printed label, else the key in letters."""
        known = self._table["key"]
        if key in known:
            return str(known[key])
        parts = key.split(".")
        rows = {
            (table.key, row.key): row.label
            for form in forms().values()
            for table in form.tables
            for row in table.rows
        }
        printed = rows.get((parts[0], parts[1])) if len(parts) > 1 else rows.get(("stat2014", key))
        return printed if printed and self.lang == "zh" else " ".join(parts[-2:]).replace("_", " ")


def english_names(path: str | Path = "") -> dict[str, str]:
    """Issuers' names for English figures, from a CSV with the columns issuer and name.

    Without a path `notebooks/names.csv` of this repository, and no names where that is not there.
    The file may be in any encoding in which a document may be. `UsageError` for a file that is
    named and cannot be used.
    """
    file = Path(path) if path else NOTEBOOKS / "names.csv"
    if not path and not file.is_file():
        return {}
    try:
        rows = csv.DictReader(io.StringIO(decode(file.read_bytes()).text))
    except OSError as error:
        raise UsageError(f"names {file}: {error.strerror}") from error
    if missing := {"issuer", "name"} - set(rows.fieldnames or ()):
        raise UsageError(
            f"names {file}: expected the columns issuer and name, "
            f"{' and '.join(sorted(missing))} not found"
        )
    return {
        row["issuer"].strip(): row["name"].strip() for row in rows if row["issuer"] and row["name"]
    }
