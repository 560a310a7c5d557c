"""The labels that a study adds: its `labels.toml`, and entries for labels that no form knows."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from difflib import SequenceMatcher, get_close_matches
from itertools import takewhile
from pathlib import Path
from typing import Any

from .errors import UsageError, describe_reason
from .forms import forms, reduce_label
from .forms.added import Label
from .tables.vocabulary import meanings

_FIELDS = tuple(field.name for field in fields(Label))
_ENTRY = re.compile(r"^[ \t]*\[\[\s*labels\s*\]\]", re.MULTILINE)
_NUMBERS = re.compile(r"(?:\s+(?:[-\d.,/—_?]+|\.\.\.|…))+\s*$")


def load_labels(path: Path) -> tuple[Label, ...]:
    """Return the labels of a `labels.toml`.

    Raises `UsageError` with the line where an entry is incomplete, names no row or column, or has
    a label that stands for something else already.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        content = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path.name}: cannot be read: {describe_reason(error)}") from error
    entries = content.get("labels", [])
    if strange := sorted(set(content) - {"labels"}):
        raise UsageError(f"{path.name}: unknown {', '.join(strange)}; an entry begins [[labels]]")
    starts = [text.count("\n", 0, match.start()) + 1 for match in _ENTRY.finditer(text)]
    if not isinstance(entries, list) or len(starts) != len(entries):
        raise UsageError(f"{path.name}: write each entry as [[labels]] with a line for each field")
    found: dict[str, tuple[Label, int]] = {}
    for entry, start in zip(entries, starts, strict=True):
        if fault := _find_fault(entry) or _find_clash(entry, found):
            raise UsageError(f"{path.name}, line {_find_line(text, start, fault[0])}: {fault[1]}")
        found[reduce_label(entry["label"])] = Label(**entry), start
    return tuple(label for label, _ in found.values())


def _find_line(text: str, start: int, name: str) -> int:
    """The line of a field in the entry that begins at a line, else that of the entry."""
    own = takewhile(lambda line: not _ENTRY.match(line), text.split("\n")[start:])
    field = re.compile(rf"\s*{name}\s*=")
    return next((at for at, line in enumerate(own, start + 1) if field.match(line)), start)


def _find_fault(entry: Mapping[str, Any]) -> tuple[str, str] | None:
    """The field at fault and what is wrong with it."""
    for name in entry:
        if name not in _FIELDS:
            return name, f"unknown {name}; an entry has {', '.join(_FIELDS)}"
    for name in _FIELDS:
        if not isinstance(entry.get(name), str) or not entry[name].strip():
            return name, f"{name} is missing or no text in quotes"
    tables = {table.key for form in forms().values() for table in form.tables}
    if entry["table"] not in tables:
        return "table", _describe_unknown("table", entry["table"], tables)
    keys = {key for key, _ in _list_keys(entry["table"])}
    if entry["key"] not in keys:
        return "key", _describe_unknown(f"row or column of {entry['table']}", entry["key"], keys)
    if len(reduce_label(entry["label"])) < 2:
        return "label", f"{entry['label']!r} is no word that could be told from others"
    return None


def _describe_unknown(what: str, name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, sorted(known), 3, 0.4)
    return f"no {what} {name!r}" + (f"; nearest: {', '.join(near)}" if near else "")


def _find_clash(
    entry: Mapping[str, str], found: Mapping[str, tuple[Label, int]]
) -> tuple[str, str] | None:
    """A label that stands for another row or column, or for a heading, cannot be added."""
    label, place = entry["label"], (entry["table"], entry["key"])
    other, line = found.get(reduce_label(label), (None, 0))
    if other and (other.table, other.key) != place:
        words = f"{other.table}.{other.key} in line {line}"
        return "label", f"{label!r} is the label of {words}"
    known = next((one for one in meanings(label) if (one.table, one.key) != place), None)
    if known is None:
        return None
    what = known.kind if known.kind in ("heading", "noise") else f"{known.table}.{known.key}"
    return "label", f"{label!r} is known as {what}, so it can name nothing else"


def _list_keys(table: str) -> Iterator[tuple[str, str]]:
    """The keys of a table's rows and columns in all forms, with their labels."""
    for form in forms().values():
        for one in form.tables:
            if one.key == table:
                yield from ((entry.key, entry.label) for entry in (*one.rows, *one.columns))


def write_label_entries(
    problems: Iterable[Mapping[str, Any]], placed: Mapping[int, str]
) -> list[str]:
    """Return the lines of a `labels.toml` for the problems `label_unknown` of one document.

    `problems`: rows of that frame; `placed`: the row to which the numbers of a line belong, where
    the identities have shown it. Else the key is that of a missing row: in the order of the form
    where as many are missing as are unknown, or of the nearest wording. A person has to check it,
    as numbers will stand under it.
    """
    rows = list(problems)
    missing = {reduce_label(row["expected"]) for row in rows if row["code"] == "row_missing"}
    unknown: dict[str, tuple[str, str, Mapping[str, Any]]] = {}
    for row in (row for row in rows if row["code"] == "label_unknown"):
        label, table = _NUMBERS.sub("", row["found"] or "").strip(), _find_table(row["message"])
        if table and len(reduce_label(label)) > 1:
            unknown.setdefault(reduce_label(label), (label, table, row))
    lines: list[str] = []
    for label, table, row in unknown.values():
        open_rows = [one for _, other, one in unknown.values() if other == table]
        open_rows = [one for one in open_rows if one["line"] not in placed]
        printed = dict(_list_keys(table)).items()
        gaps = [key for key, text in printed if reduce_label(text) in missing]
        likely = [placed[row["line"]]] if row["line"] in placed else []
        if row in open_rows and len(open_rows) == len(gaps):
            likely.append(gaps[open_rows.index(row)])
        keys = list(dict.fromkeys([*likely, *_rank_keys(label, table, missing)]))
        where = f"{row['source']}, line {row['line']}" if row["line"] else row["source"]
        lines += ["[[labels]]", f"label = {_quote(label)}", f"table = {_quote(table)}"]
        lines += [f"key = {_quote(keys[0])}  # check it; or {', '.join(keys[1:4])}"]
        lines += [f"seen = {_quote(where)}", ""]
    return lines[:-1]


def _find_table(message: str) -> str:
    """The table whose title begins a message."""
    tables = [table for form in forms().values() for table in form.tables]
    return next((t.key for t in tables if message.startswith(f"{t.title}:")), "")


def _rank_keys(label: str, table: str, missing: set[str]) -> list[str]:
    def order(entry: tuple[str, str]) -> tuple[bool, float]:
        likeness = SequenceMatcher(None, reduce_label(label), reduce_label(entry[1])).ratio()
        return reduce_label(entry[1]) not in missing, -likeness

    return list(dict.fromkeys(key for key, _ in sorted(_list_keys(table), key=order)))


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
