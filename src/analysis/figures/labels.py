"""Words on figures, in Chinese and English, from `labels.toml`."""

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
from ..paths import NOTEBOOKS

LANGUAGES = ("zh", "en")


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "labels.toml").read_text("utf-8"))


class Labels:
    """The words of one language. `names` translates issuers, which otherwise stand as in the data.

    >>> Labels("en")("outcome", "granted_partly")
    'granted in part'
    >>> Labels("zh").report({"issuer": "沈河区", "year": 2020, "scope": "area"})
    '沈河区 2020（全域）'
    """

    def __init__(self, lang: str, names: Mapping[str, str] | None = None) -> None:
        if lang not in LANGUAGES:
            raise UsageError(f"language {lang!r}: zh or en")
        self.lang = lang
        self.names = dict(names or {})
        self._table = _tables()[lang]

    def __call__(self, family: str, key: str, **values: object) -> str:
        """A word of a family; a key without a word stands as it is, so that a new check is drawn and not lost."""
        return str(self._table[family].get(key, key)).format(**values)

    def mark(self, name: str) -> str:
        """Punctuation: open, close, semicolon, stop, list, colon."""
        return str(self._table[name])

    def issuer(self, name: str | None) -> str:
        return self.names.get(name or "", name or "?") if self.lang == "en" else name or "?"

    def key(self, key: str) -> str:
        """A figure in prose by its key: its word, else the printed label of its row, else the key in plain letters."""
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

    def bracket(self, text: str) -> str:
        return f"{self.mark('open')}{text}{self.mark('close')}"

    def report(self, row: Mapping[str, Any], short: bool = False) -> str:
        """Issuer, year and scope of a report; `short` leaves the year out."""
        year = "" if short or row.get("year") is None else f" {row['year']}"
        return f"{self.issuer(row['issuer'])}{year}{self.bracket(self('scope', str(row['scope'])))}"


def english_names(path: str | Path = "") -> dict[str, str]:
    """Issuers' names for English figures, from a CSV with the columns issuer (as in the data) and name, in any encoding in which a document may be.

    Without a path `notebooks/names.csv` of this repository, and no names where that is not there. `UsageError` for a file
    that is named and cannot be used.
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
            f"names {file}: expected the columns issuer and name, {' and '.join(sorted(missing))} not found"
        )
    return {
        row["issuer"].strip(): row["name"].strip() for row in rows if row["issuer"] and row["name"]
    }
